//! What claims ask of games in turn: what is chosen in a move along the path that backward induction leads to. Every path of
//! moves that such a claim compares is a profile of its own.

use std::ops::Range;

use super::games::{Asked, DeclaredGame, DeclaredMove};
use super::{Elaborator, Value};
use crate::equation::{Argument, Syntax, SyntaxKind};
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
        let Some(strategy) = arguments.get(2).filter(|s| s.name.is_none()) else {
            return self.wrong_call(found, at);
        };
        let (mut date, mut after) = (None, None);
        for argument in arguments.iter().skip(3) {
            let name = argument.name.as_ref().map(|n| n.0.as_str());
            match (name, &argument.value.kind) {
                (Some("at"), SyntaxKind::Date(y, m, d)) if date.is_none() => {
                    date = Some((Date::new(*y, *m, *d)?, &argument.value.at));
                }
                (Some("after"), SyntaxKind::List(list)) if after.is_none() => after = Some(list),
                _ => return self.wrong_call(found, &argument.value.at),
            }
        }
        let after = match after {
            None => Vec::new(),
            Some(list) => self.chosen(game, list, at)?,
        };
        let which = self.move_of(game, player, date, after.len(), at)?;
        let choice = self.choice(game, which, &strategy.value)?;
        let count = |moves: &[DeclaredMove]| {
            let counts = moves.iter().map(|m| m.strategies.len());
            counts.fold(1usize, usize::saturating_mul)
        };
        let paths = count(&game.moves);
        if paths > MOST_PATHS {
            let finding = self.error("game-call", &game.name_at).case("many-paths");
            let finding = finding.with("name", &game.name).with("most", MOST_PATHS);
            self.report(finding.with("paths", paths));
            return None;
        }
        let games = self.names.games;
        let place = games.iter().position(|g| g.name == game.name)?;
        let first = self.sites.paths.of(place, paths);
        // Paths that begin so stand side by side.
        let begin = (after.iter().zip(&game.moves))
            .fold(0, |place, (choice, m)| place * m.strategies.len() + choice);
        let open = count(&game.moves[after.len()..]);
        let mut payoffs = Vec::new();
        for of in 0..game.players.len() {
            for path in (begin * open) as u32..((begin + 1) * open) as u32 {
                let profile = ProfileId(first.0 + path);
                payoffs.push(self.payoff_under(game, of, profile, at)?.e);
            }
        }
        let term = Term::PlaysInTurn {
            game: place as u32,
            after: after.iter().map(|c| *c as u32).collect(),
            at: which as u32,
            choice: choice as u32,
            payoffs,
        };
        Some(self.plain(term, Vec::new(), Unit::pure(), at))
    }

    /// What a list says is chosen in the first moves.
    fn chosen(
        &mut self,
        game: &DeclaredGame,
        list: &[Syntax],
        at: &Range<usize>,
    ) -> Option<Vec<usize>> {
        if list.len() >= game.moves.len() {
            let finding = self.error("game-call", at).case("after-all");
            let finding = finding.with("name", &game.name).with("given", list.len());
            self.report(finding.with("moves", game.moves.len()));
            return None;
        }
        let choices = list.iter().enumerate();
        choices
            .map(|(which, s)| self.choice(game, which, s))
            .collect()
    }

    /// A strategy as a choice in a move.
    fn choice(&mut self, game: &DeclaredGame, which: usize, s: &Syntax) -> Option<usize> {
        let made = &game.moves[which];
        let own = self.strategy(game, made.player, s)?;
        let found = made.strategies.iter().position(|s| *s == own);
        if found.is_none() {
            let player = &game.players[made.player];
            let names = made.strategies.iter().map(|s| &player.strategies[*s]);
            let finding = self.error("game-call", &s.at).case("not-in-move");
            let finding = finding.with("player", &player.name);
            let finding = finding.with("name", &player.strategies[own]);
            let finding = finding.with("date", self.date_of(game, which));
            self.report(finding.with("names", Arg::names(names)));
        }
        found
    }

    /// The move of a player at a date, after so many moves; without one the only one that it has.
    fn move_of(
        &mut self,
        game: &DeclaredGame,
        player: usize,
        date: Option<(Date, &Range<usize>)>,
        after: usize,
        at: &Range<usize>,
    ) -> Option<usize> {
        let moves = game.moves.iter().enumerate().skip(after);
        let own: Vec<usize> = (moves.filter(|(_, m)| m.player == player))
            .map(|(at, _)| at)
            .collect();
        let name = &game.players[player].name;
        let Some(first) = own.first() else {
            let finding = self.error("game-call", at).case("no-move-after");
            let finding = finding.with("player", name).with("given", after);
            self.report(finding.with("name", &game.name));
            return None;
        };
        let finding = match date {
            None if own.len() == 1 => return Some(*first),
            None => {
                let asked = self.words(at);
                let asked = asked.strip_suffix(')').unwrap_or(asked);
                let cure = format!("{asked}, at = {})", self.date_of(game, *first));
                let finding = self.error("game-call", at).case("which-move");
                finding.with("cure", Arg::Text(cure))
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
        let dates = own.iter().map(|m| self.date_of(game, *m));
        let finding = finding
            .with("player", name)
            .with("dates", Arg::names(dates));
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
