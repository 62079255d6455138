//! Gambit's text format for games in strategic form (`.nfg`).

use std::fmt;

use super::payoffs::Payoffs;

/// A game with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Nfg {
    /// What the game is called.
    pub title: String,
    /// What the players are called.
    pub players: Vec<String>,
    /// What each player's strategies are called.
    pub strategies: Vec<Vec<String>>,
    /// A remark, empty if none.
    pub comment: String,
    /// Who gets what.
    pub payoffs: Payoffs,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NfgError {
    /// On which line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for NfgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for NfgError {}

impl Nfg {
    /// Reads the text of a file, in the form with payoffs or with outcomes.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, NfgError> {
        let _ = text;
        Err(NfgError {
            line: 1,
            message: "cannot be read yet".into(),
        })
    }

    /// The text of a file, in the form with payoffs.
    pub fn write(&self) -> String {
        String::new()
    }
}
