//! Any text as a game of Gambit: read, and solved where it is small.
#![no_main]
#![allow(dead_code)] // each target uses a part of the frame



use contend_analysis::game::Nfg;
use libfuzzer_sys::fuzz_target;

/// Combinations of strategies that are solved here: larger games are slow by right.
const MOST: usize = 24;

fuzz_target!(|text: &str| {
    let Ok(nfg) = Nfg::read(text) else { return };
    let profiles = nfg.strategies.iter().map(Vec::len).try_fold(1usize, usize::checked_mul);
    if profiles.is_some_and(|n| n <= MOST) {
        let _ = contend_session::game::solve_nfg(&nfg);
    }
});
