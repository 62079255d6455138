//! Games of other programs, in and out: payoffs as Gambit's files have them.

use std::fmt;

use contend_analysis::game::{GameError, Nfg};

use crate::VERSION;
use crate::game::facts::blank;
use crate::game::report::{GameFacts, GameReport, PlayerFacts, StrategyFacts};
use crate::game::{answers, at_once, solve};
use crate::request::Measure;

/// Why the payoffs of an answer cannot be written.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportError {
    /// A game in turn has no payoffs by profile.
    InTurn,
    /// There are no payoffs, or they are not finite.
    Payoffs(GameError),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::InTurn => f.write_str("a game in turn has no table of payoffs by profile"),
            ExportError::Payoffs(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ExportError {}

/// Solves a game whose payoffs somebody else filled in.
#[must_use]
pub fn solve_nfg(nfg: &Nfg) -> GameReport {
    let payoffs = &nfg.payoffs;
    let players = nfg.players.iter().zip(&nfg.strategies);
    let game = GameFacts {
        id: nfg.title.clone(),
        about: nfg.comment.clone(),
        players: players
            .map(|(name, strategies)| PlayerFacts {
                id: name.clone(),
                name: name.clone(),
                objective: String::new(),
                unit: "1".to_owned(),
                strategies: strategies
                    .iter()
                    .map(|id| StrategyFacts {
                        id: id.clone(),
                        about: String::new(),
                    })
                    .collect(),
            })
            .collect(),
        leader: None,
        symmetric: false,
        others: Vec::new(),
        moves: Vec::new(),
    };
    let mut report = blank(game);
    report.solution = solve::solve(payoffs, None, true, true);
    report.profiles = at_once::profiles(payoffs, &report.solution);
    report.answers = answers::at_once(&report);
    report
}

/// The payoffs of an answer as a game of their own, for other programs.
///
/// # Errors
/// Where there is nothing to write: the game is played in turn, or no world was finished.
pub fn to_nfg(report: &GameReport) -> Result<Nfg, ExportError> {
    if !report.game.moves.is_empty() {
        return Err(ExportError::InTurn);
    }
    let sizes: Vec<usize> = report
        .game
        .players
        .iter()
        .map(|p| p.strategies.len())
        .collect();
    let values = (0..sizes.len())
        .map(|p| report.profiles.iter().map(|r| r.payoffs[p].value).collect())
        .collect();
    let payoffs = solve::payoffs(&sizes, values).map_err(ExportError::Payoffs)?;
    let ids = |list: &[StrategyFacts]| list.iter().map(|s| s.id.clone()).collect();
    let what = match &report.run {
        Some(run) => format!(
            "Payoffs simulated by Contend {VERSION}: {} over {} worlds, seed {}.",
            match run.measure {
                Measure::Mean => "means",
                Measure::WorstTenth => "means of the worst tenth",
            },
            run.worlds_compared,
            run.seed
        ),
        None => String::new(),
    };
    Ok(Nfg {
        title: report.game.id.clone(),
        players: report.game.players.iter().map(|p| p.id.clone()).collect(),
        strategies: report
            .game
            .players
            .iter()
            .map(|p| ids(&p.strategies))
            .collect(),
        comment: what,
        payoffs,
    })
}
