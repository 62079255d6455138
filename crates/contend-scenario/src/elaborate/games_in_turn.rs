//! What claims ask of games in turn: what is chosen in a move along the path that backward induction leads to. Every path of
//! moves that such a claim compares is a profile of its own.

use std::ops::Range;

use super::games::{Asked, DeclaredGame};
use super::{Elaborator, Value};
use crate::equation::{Argument, SyntaxKind};
use crate::functions::Function;
use contend_model::clock::Date;
use contend_model::diagnostic::Arg;
use contend_model::expression::Term;
use contend_model::id::ProfileId;
use contend_model::unit::Unit;

/// The most paths of a game that a claim asks about.
pub const MOST_PATHS: usize = 64;

/// The games in turn that claims ask about, and the profiles of their paths.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// The next profile.
    next: u32,
    /// Each game by its place, with the profile of its first path, which those of the others follow.
    asked: Vec<(usize, ProfileId)>,
}

impl Paths {
    /// Of a scenario that has so many other profiles.
    pub(crate) fn after(profiles: usize) -> Paths {
        Paths {
            next: profiles as u32,
            asked: Vec::new(),
        }
    }

    /// The profile of the first path of a game that has so many.
    fn of(&mut self, game: usize, paths: usize) -> ProfileId {
        if let Some((_, first)) = self.asked.iter().find(|(asked, _)| *asked == game) {
            return *first;
        }
        let first = ProfileId(self.next);
        self.next += paths as u32;
        self.asked.push((game, first));
        first
    }

    /// Which games are asked about, in the order of their profiles.
    pub(crate) fn games(&self) -> impl Iterator<Item = usize> + '_ {
        self.asked.iter().map(|(game, _)| *game)
    }
}

impl Elaborator<'_, '_> {
    /// With which probability a player chooses a strategy in its move.
    pub(super) fn plays_in_turn(
        &mut self,
        game: &Asked<'_>,
        found: &Function,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<Value> {
        let player = self.player_argument(game, found, arguments, at)?;
        let (strategy, date) = match arguments {
            [_, _, strategy] => (strategy, None),
            [_, _, strategy, date] if date.name.as_ref().is_some_and(|n| n.0 == "at") => {
                (strategy, Some(&date.value))
            }
            _ => return self.wrong_call(found, at),
        };
        if strategy.name.is_some() {
            return self.wrong_call(found, at);
        }
        let date = match date.map(|d| (&d.kind, &d.at)) {
            None => None,
            Some((SyntaxKind::Date(y, m, d), at)) => Some((Date::new(*y, *m, *d)?, at)),
            Some((_, at)) => return self.wrong_call(found, at),
        };
        let which = self.move_of(game, player, date, at)?;
        let own = self.strategy(game, player, &strategy.value)?;
        let made = &game.moves[which];
        let Some(choice) = made.strategies.iter().position(|s| *s == own) else {
            let names = (made.strategies.iter()).map(|s| &game.players[player].strategies[*s]);
            let finding = self.error("game-call", &strategy.value.at);
            let finding = finding
                .case("not-in-move")
                .with("player", &game.players[player].name);
            let finding = finding.with("name", &game.players[player].strategies[own]);
            self.report(
                finding
                    .with("date", self.date_of(game, which))
                    .with("names", Arg::names(names)),
            );
            return None;
        };
        let paths = (game.moves.iter()).fold(1usize, |n, m| n.saturating_mul(m.strategies.len()));
        if paths > MOST_PATHS {
            let finding = self.error("game-call", &game.name_at).case("many-paths");
            let finding = finding.with("name", &game.name).with("most", MOST_PATHS);
            self.report(finding.with("paths", paths));
            return None;
        }
        let games = self.names.games;
        let place = games.iter().position(|g| g.name == game.name)?;
        let first = self.sites.paths.of(place, paths);
        let mut payoffs = Vec::new();
        for of in 0..game.players.len() {
            for path in 0..paths as u32 {
                let profile = ProfileId(first.0 + path);
                payoffs.push(self.payoff_under(game, of, profile, at)?.e);
            }
        }
        let term = Term::PlaysInTurn {
            game: place as u32,
            at: which as u32,
            choice: choice as u32,
            payoffs,
        };
        Some(self.plain(term, Vec::new(), Unit::pure(), at))
    }

    /// The move of a player at a date; without one the only one that it has.
    fn move_of(
        &mut self,
        game: &DeclaredGame,
        player: usize,
        date: Option<(Date, &Range<usize>)>,
        at: &Range<usize>,
    ) -> Option<usize> {
        let moves = game.moves.iter().enumerate();
        let own: Vec<usize> = (moves.filter(|(_, m)| m.player == player))
            .map(|(at, _)| at)
            .collect();
        let name = &game.players[player].name;
        let dates = || Arg::names(own.iter().map(|m| self.date_of(game, *m)));
        let finding = match date {
            None => {
                if let [only] = own.as_slice() {
                    return Some(*only);
                }
                let finding = self.error("game-call", at).case("which-move");
                finding.with("first", self.date_of(game, *own.first()?))
            }
            Some((day, at)) => {
                // As the date of a move, from the first instant on that is not before it.
                let clock = self.names.clock;
                let elapsed = clock.elapsed(day);
                let exact = clock.instant(elapsed);
                let step = exact.unwrap_or_else(|| clock.step_of(elapsed) + 1);
                if let Some(at) = own.iter().find(|m| game.moves[**m].step == step) {
                    return Some(*at);
                }
                let finding = self.error("game-call", at).case("no-move");
                finding.with("date", day.to_string())
            }
        };
        let finding = finding.with("player", name).with("dates", dates());
        self.report(finding.with("name", &game.name));
        None
    }

    /// The date of a move.
    fn date_of(&self, game: &DeclaredGame, at: usize) -> String {
        let clock = self.names.clock;
        let step = game.moves[at].step;
        clock.date_at(clock.time_of_step(step)).to_string()
    }
}
