//! `cargo xtask fuzz`: each target for a while, from its seeds and with the dictionary, and what was covered.

use crate::shell::{self, Fault, cargo, run, run_and_read};

/// Targets, and the folder of seeds that each begins with.
const TARGETS: [(&str, &str); 9] = [
    ("equation", "equation"),
    ("strategies", "strategies"),
    ("claims", "claims"),
    ("csv", "csv"),
    ("bibtex", "bibtex"),
    ("brief", "brief"),
    ("nfg", "nfg"),
    ("scenario", "folder"),
    ("run", "folder"),
];

/// Fuzzes each target for so many seconds; stops at the first that crashes.
pub fn fuzz(seconds: &str) -> Result<(), Fault> {
    let seconds: u32 = seconds
        .parse()
        .map_err(|_| Fault(format!("`{seconds}` is no number of seconds")))?;
    if !shell::exists("cargo-fuzz") {
        println!("installing cargo-fuzz …");
        run(cargo(&["install", "cargo-fuzz", "--locked"]))?;
    }
    let fuzz = shell::root().join("fuzz");
    let mut lines = Vec::new();
    for (target, seeds) in TARGETS {
        println!("fuzzing `{target}` for {seconds} s");
        let corpus = fuzz.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)
            .map_err(|e| Fault(format!("cannot make {}: {e}", corpus.display())))?;
        let mut command = cargo(&["fuzz", "run", target]);
        // What is found goes into the first folder; the second is read.
        command
            .arg(&corpus)
            .arg(fuzz.join("seeds").join(seeds))
            .arg("--")
            .arg(format!("-dict={}", fuzz.join("contend.dict").display()))
            .arg(format!("-max_total_time={seconds}"))
            .args(["-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1"])
            // cargo-fuzz needs flags that a stable compiler hides.
            .env("RUSTC_BOOTSTRAP", "1");
        let text = run_and_read(command)?;
        lines.push(format!("  {target:<12}{}", covered(&text)));
    }
    println!("\nWhat was covered:\n{}", lines.join("\n"));
    Ok(())
}

/// What libFuzzer says at its end: `4,211 places of the code, 5,833 kinds of ways, from 301 seeds kept, in 52,000 runs`.
fn covered(text: &str) -> String {
    let last = |line: &&str| line.starts_with('#') && line.contains(" cov: ");
    let Some(line) = text.lines().rev().find(last) else {
        return "nothing was told".to_owned();
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |name: &str| {
        let at = words.iter().position(|w| *w == name);
        at.and_then(|at| words.get(at + 1)).copied().unwrap_or("?")
    };
    let runs = words.first().map_or("?", |w| w.trim_start_matches('#'));
    let corpus = after("corp:").split('/').next().unwrap_or("?");
    format!(
        "{} places of the code, {} ways through them, {corpus} inputs kept, {runs} runs",
        after("cov:"),
        after("ft:")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_covered_is_read_from_the_last_line() {
        let text = "#2\tINITED cov: 10 ft: 11 corp: 1/1b exec/s: 0 rss: 30Mb\n\
                    #52100\tDONE   cov: 4211 ft: 5833 corp: 301/22Kb lim: 4096 exec/s: 868 rss: 120Mb\nDone\n";
        assert_eq!(
            covered(text),
            "4211 places of the code, 5833 ways through them, 301 inputs kept, 52100 runs"
        );
        assert_eq!(covered(""), "nothing was told");
    }

    /// A target without seeds gets nowhere, and one that is not in the list is never run.
    #[test]
    fn every_target_is_run_and_has_seeds() {
        let fuzz = shell::root().join("fuzz");
        let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap_or_default();
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
        for (target, seeds) in TARGETS {
            assert!(
                manifest.contains(&format!("name = \"{target}\"")),
                "{target}"
            );
            let seeds = std::fs::read_dir(fuzz.join("seeds").join(seeds));
            assert!(seeds.is_ok_and(|s| s.count() >= 2), "{target}");
        }
    }
}
