//! Games as Gambit's files, out and in.

use std::path::{Path, PathBuf};

use contend_analysis::game::Nfg;
use contend_session::game::ExportError;
use contend_session::game::report::GameReport;

use crate::failure::{Failure, Said};
use crate::output;
use crate::screen::Screen;

/// Writes the payoffs of a game; with several games each goes to a file of its own.
pub fn write(
    path: &Path,
    report: &GameReport,
    games: usize,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let path = if games > 1 {
        of_game(path, &report.game.id)
    } else {
        path.to_owned()
    };
    let nfg = match contend_session::game::to_nfg(report) {
        Ok(nfg) => nfg,
        // Among several games those in turn are left out.
        Err(_) if games > 1 => return Ok(()),
        Err(why) => {
            let what = match why {
                ExportError::InTurn => Said::new("slip-nfg-in-turn"),
                ExportError::Payoffs(error) => Said::new("slip-no-nfg").with("why", error),
            };
            let what = what.with("game", &report.game.id);
            return Err(Failure::usage(what, Said::new("do-no-nfg")));
        }
    };
    output::write(&path, nfg.write().as_bytes()).map_err(|e| {
        let what = Said::new("slip-unwritable").with("path", path.display());
        Failure::usage(what.with("why", e), Said::new("do-file"))
    })?;
    let written = [("path", &*path.display().to_string())];
    screen.note(screen.language.f("nfg-written", &written))?;
    Ok(())
}

/// `game.nfg` and `chicken`: `game-chicken.nfg`.
fn of_game(path: &Path, game: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(e) => format!("{stem}-{game}.{}", e.to_string_lossy()),
        None => format!("{stem}-{game}"),
    };
    path.with_file_name(name)
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Nfg, Failure> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| {
        let what = Said::new("slip-unreadable").with("path", &shown);
        Failure::usage(what.with("why", e), Said::new("do-nfg-file"))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let what = Said::new("slip-no-text").with("path", &shown);
        Failure::usage(what, Said::new("do-save-text"))
    })?;
    Nfg::read(&text).map_err(|e| {
        let what = Said::new("slip-nfg-line").with("path", &shown);
        let what = what.with("line", e.line).with("why", e.message);
        Failure::usage(what, Said::new("do-nfg-begins"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_several_games_has_its_file() {
        let of = |path: &str| of_game(Path::new(path), "chicken").display().to_string();
        assert_eq!(of("out/game.nfg"), "out/game-chicken.nfg");
        assert_eq!(of("games"), "games-chicken");
    }
}
