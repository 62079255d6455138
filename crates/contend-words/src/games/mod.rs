//! What is said of a game, once for terminal, page and JSON.

mod answers;
mod beyond;
mod certainty;
mod commitment;
mod dominance;
mod equilibria;
mod notes;
mod payoff;
mod phrase;
mod replies;
mod table;
mod turns;

use contend_session::game::report::{GameReport, ProfileReport};
use serde::Serialize;

use crate::{Language, Sentence};

pub use payoff::measured;
pub use table::{facts, heading, legend, more_by_filter, more_in_json, share_of_hundred};

/// What is said of a game, by part. Where a part is said to stand beside a list of the report, it has a sentence for
/// each of its entries, in their order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GameWords {
    /// Tag of the language.
    pub language: &'static str,
    /// Who should do what; beside the answers.
    pub answers: Vec<Sentence>,
    /// Dominated strategies; beside those strictly dominated, then those weakly. One sentence where there are none.
    pub dominated: Vec<Sentence>,
    /// Beside the best replies.
    pub replies: Vec<Sentence>,
    /// Beside the equilibria.
    pub equilibria: Vec<Sentence>,
    /// What is nearly one, whether there may be more, and how they were found.
    pub about_equilibria: Vec<Sentence>,
    /// Beside the commitments.
    pub commitment: Vec<Sentence>,
    /// What each player would do; beside the plan of a game in turn.
    pub plan: Vec<Sentence>,
    /// How a game in turn was solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Sentence>,
    /// How sure the answers are.
    pub certainty: Vec<Sentence>,
    /// What decides whether a profile is an equilibrium; beside the hinges.
    pub hinges: Vec<Sentence>,
    /// When a profile gets no more worlds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping_rule: Option<Sentence>,
    /// Players who err, and a mediator.
    pub beyond: Vec<Sentence>,
    /// What each would gain by changing alone; beside the profiles of a game in which all choose at once.
    pub regrets: Vec<Sentence>,
    /// Beside the notes.
    pub notes: Vec<Sentence>,
}

impl GameWords {
    /// Says all of a game in a language.
    #[must_use]
    pub fn new(report: &GameReport, language: &Language) -> GameWords {
        let teller = Teller {
            report,
            m: language,
        };
        let mut words = GameWords {
            language: language.tag(),
            answers: teller.answers(),
            certainty: teller.certainty(),
            hinges: teller.hinges(),
            stopping_rule: teller.stopping_rule(),
            notes: teller.notes(),
            ..GameWords::default()
        };
        if report.profiles.is_empty() {
            return words;
        }
        if let Some(turns) = &report.turns {
            words.plan = turns.plan.iter().map(|p| teller.planned(p)).collect();
            words.method = Some(teller.turns_method(turns));
            return words;
        }
        words.dominated = teller.dominated();
        words.replies = teller.replies();
        words.equilibria = teller.equilibria();
        words.about_equilibria = teller.about_equilibria();
        words.commitment = teller.commitment();
        words.beyond = teller.beyond();
        words.regrets = teller.regrets();
        words
    }
}

/// A profile by its strategies, `quiet, tariff`; in a game in turn `mexico quiet, united_states tariff`.
#[must_use]
pub fn profile_name(report: &GameReport, profile: &ProfileReport) -> String {
    let game = &report.game;
    let names: Vec<String> = if game.moves.is_empty() {
        game.players
            .iter()
            .zip(&profile.strategies)
            .map(|(p, s)| p.strategies[*s].id.clone())
            .collect()
    } else {
        game.moves
            .iter()
            .zip(&profile.strategies)
            .map(|(m, s)| {
                let player = &game.players[m.player];
                format!("{} {}", player.id, player.strategies[*s].id)
            })
            .collect()
    };
    names.join(", ")
}

/// A report and the language to tell it in.
struct Teller<'a> {
    report: &'a GameReport,
    m: &'a Language,
}
