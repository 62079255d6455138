//! `--where player=strategy`: which profiles are listed.

use contend_model::nearest::nearest_few;
use contend_session::game::report::{GameFacts, ProfileReport};

use crate::failure::{Cure, Failure, Said};

/// Which profiles are listed.
#[derive(Debug, Default)]
pub struct Filter {
    /// Players with the strategy that they play.
    pub plays: Vec<(usize, usize)>,
}

impl Filter {
    /// Reads `player=strategy`.
    pub fn read(texts: &[String], game: &GameFacts) -> Result<Filter, Failure> {
        let mut filter = Filter::default();
        for text in texts {
            let Some((player, strategy)) = text.split_once('=') else {
                return Err(Failure::usage(
                    Said::new("slip-filter").with("text", text),
                    Said::new("do-filter"),
                ));
            };
            let (player, strategy) = (player.trim(), strategy.trim());
            let ids = || game.players.iter().map(|p| p.id.as_str());
            let Some(p) = ids().position(|id| id == player) else {
                return Err(unknown(
                    Said::new("slip-no-player")
                        .with("player", player)
                        .with("game", &game.id),
                    player,
                    &ids().collect::<Vec<_>>(),
                ));
            };
            let own = || game.players[p].strategies.iter().map(|s| s.id.as_str());
            let Some(s) = own().position(|id| id == strategy) else {
                return Err(unknown(
                    Said::new("slip-no-strategy")
                        .with("player", player)
                        .with("strategy", strategy)
                        .with("game", &game.id),
                    strategy,
                    &own().collect::<Vec<_>>(),
                ));
            };
            filter.plays.push((p, s));
        }
        Ok(filter)
    }

    /// Whether a profile is listed.
    pub fn shows(&self, game: &GameFacts, profile: &ProfileReport) -> bool {
        self.plays.iter().all(|(p, s)| {
            if game.moves.is_empty() {
                profile.strategies.get(*p) == Some(s)
            } else {
                let own = game.moves.iter().zip(&profile.strategies);
                own.filter(|(m, _)| m.player == *p).any(|(_, c)| c == s)
            }
        })
    }
}

fn unknown(what: Said, name: &str, known: &[&str]) -> Failure {
    let near = nearest_few(name, known.iter().copied());
    let cure = if near.is_empty() {
        let all: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
        Said::new("do-known").with("names", all.join(", ")).into()
    } else {
        Cure::Near(near)
    };
    Failure::usage(what, cure)
}
