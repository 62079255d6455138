//! Games as Gambit's files, out and in.

use std::path::{Path, PathBuf};

use contend_analysis::game::Nfg;
use contend_session::game::report::GameReport;

use crate::failure::Failure;
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
            return Err(Failure::usage(
                format!("`{}` cannot be written as .nfg: {why}", report.game.id),
                "leave `--nfg` out",
            ));
        }
    };
    std::fs::write(&path, nfg.write()).map_err(|e| {
        Failure::usage(
            format!("`{}` cannot be written: {e}", path.display()),
            "name a file in a folder that exists",
        )
    })?;
    screen.note(format!("Payoffs written to {}.", path.display()))?;
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
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|e| {
        Failure::usage(
            format!("`{shown}` cannot be read: {e}"),
            "name a game in strategic form as Gambit writes it (.nfg)",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(
            format!("`{shown}` is not text in UTF-8"),
            "save it as text in UTF-8",
        )
    })?;
    Nfg::read(&text).map_err(|e| {
        Failure::usage(
            format!("{shown}, line {}: {}", e.line, e.message),
            "a game in strategic form as Gambit writes it begins with `NFG 1 R`",
        )
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
