//! What claims ask of games: payoffs, best replies, equilibria, dominance and regret, written out as comparisons of
//! objectives under the game's profiles. A claim is tested world by world, so these hold or fail in each world; of
//! `mean(game)` they are asked of the game of average payoffs, each of which is a mean over all worlds.

use std::ops::Range;

use super::over_worlds::Bare;
use super::{Context, Elaborator, Value};
use crate::equation::{Argument, Syntax, SyntaxKind};
use crate::functions::{Function, GameFunction, Meaning, WorldsFunction, function};
use contend_model::diagnostic::Arg;
use contend_model::expression::{BinaryOp, Term, UnaryOp, WorldsOp};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::Unit;

/// A game before claims are read.
#[derive(Clone, Debug)]
pub struct DeclaredGame {
    /// Name.
    pub name: String,
    /// Who chooses.
    pub players: Vec<DeclaredPlayer>,
    /// The profile of each combination of strategies, the last player's changing fastest; `None` for a game in turn.
    pub profiles: Option<Vec<ProfileId>>,
    /// Its moves, by date; none of a game that is played at once.
    pub moves: Vec<DeclaredMove>,
    /// Whether it has errors, which are reported where it is declared.
    pub broken: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A player of a declared game.
#[derive(Clone, Debug)]
pub struct DeclaredPlayer {
    /// Name of the actor.
    pub name: String,
    /// What it maximises.
    pub objective: OutcomeId,
    /// Names of its strategies.
    pub strategies: Vec<String>,
}

/// A move of a declared game that is played in turn.
#[derive(Clone, Debug)]
pub struct DeclaredMove {
    /// Which player moves.
    pub player: usize,
    /// From which step on its choice holds.
    pub step: u32,
    /// Between what it chooses: places in the player's strategies.
    pub strategies: Vec<usize>,
}

/// Strategies of both players of a game whose mixed equilibria claims may ask for, all in all.
const MOST_MIXED: usize = 12;

/// A strategy of each player; `None` where a call does not name it.
type Plays = Vec<Option<usize>>;

/// The game that a call names.
#[derive(Clone, Debug)]
pub(super) struct Asked<'n> {
    game: &'n DeclaredGame,
    /// Where its name stands.
    pub name_at: Range<usize>,
    /// Whether payoffs are means over all worlds.
    averaged: bool,
}

impl std::ops::Deref for Asked<'_> {
    type Target = DeclaredGame;

    fn deref(&self) -> &DeclaredGame {
        self.game
    }
}

impl<'n> Elaborator<'_, 'n> {
    /// `best_reply(…) == strategy` or `!=`; `None` where neither side asks for a best reply.
    pub(super) fn best_reply_is(
        &mut self,
        op: BinaryOp,
        a: &Syntax,
        b: &Syntax,
        at: &Range<usize>,
    ) -> Option<Option<Value>> {
        let call = |s: &Syntax| match &s.kind {
            SyntaxKind::Call(name, ..) => {
                function(name).is_some_and(|f| f.meaning == Meaning::Game(GameFunction::BestReply))
            }
            _ => false,
        };
        let (asked, strategy) = match (call(a), call(b)) {
            (true, _) => (a, b),
            (false, true) => (b, a),
            (false, false) => return None,
        };
        let SyntaxKind::Call(name, _, arguments) = &asked.kind else {
            return None;
        };
        let found = function(name)?;
        Some(self.best_reply(op, found, arguments, &asked.at, strategy, at))
    }

    /// A call of a function of games.
    pub(super) fn of_game(
        &mut self,
        asked: GameFunction,
        found: &Function,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<Value> {
        let game = &self.game(found, arguments, at)?;
        if game.profiles.is_none() {
            return self.plays_in_turn(game, found, arguments, at);
        }
        match asked {
            GameFunction::BestReply => {
                self.report(self.error("game-call", at).case("best-reply"));
                None
            }
            GameFunction::Payoff => {
                let player = self.player_argument(game, found, arguments, at)?;
                let plays = self.plays(game, found, &arguments[2..], None, at)?;
                self.payoff(game, player, &plays, at)
            }
            GameFunction::Equilibrium => {
                let plays = self.plays(game, found, &arguments[1..], None, at)?;
                let mut replies = Vec::new();
                for player in 0..game.players.len() {
                    replies.push(self.is_best(game, player, &plays, at)?);
                }
                Some(self.all_of(replies, at))
            }
            GameFunction::Dominates => {
                let player = self.player_argument(game, found, arguments, at)?;
                let [_, _, better, worse] = arguments else {
                    return self.wrong_call(found, at);
                };
                if better.name.is_some() || worse.name.is_some() {
                    return self.wrong_call(found, at);
                }
                let better = self.strategy(game, player, &better.value);
                let worse = self.strategy(game, player, &worse.value);
                self.dominates(game, player, better?, worse?, at)
            }
            GameFunction::Plays => {
                let player = self.player_argument(game, found, arguments, at)?;
                let [_, _, strategy] = arguments else {
                    return self.wrong_call(found, at);
                };
                if strategy.name.is_some() {
                    return self.wrong_call(found, at);
                }
                let strategy = self.strategy(game, player, &strategy.value)?;
                self.plays_in_equilibrium(game, player, strategy, at)
            }
            GameFunction::Regret => {
                let named = arguments.get(1).is_some_and(|a| a.name.is_none());
                if named {
                    let player = self.player_argument(game, found, arguments, at)?;
                    let plays = self.plays(game, found, &arguments[2..], None, at)?;
                    return self.gain(game, player, &plays, at);
                }
                let plays = self.plays(game, found, &arguments[1..], None, at)?;
                let unit = |p: usize| &self.names.outcomes[game.players[p].objective.index()].unit;
                if let Some(other) = (1..game.players.len()).find(|p| unit(*p) != unit(0)) {
                    self.report(
                        self.error("unit-mismatch", at)
                            .case("objectives")
                            .with("first", &game.players[0].name)
                            .with("second", &game.players[other].name)
                            .with("game", &game.name),
                    );
                    return None;
                }
                let mut gains = Vec::new();
                for player in 0..game.players.len() {
                    gains.push(self.gain(game, player, &plays, at)?);
                }
                self.greatest(gains, at)
            }
        }
    }

    /// The game that a call names first.
    fn game(
        &mut self,
        found: &Function,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<Asked<'n>> {
        if !self.is_of_claim() {
            let finding = self
                .error("misplaced-game", at)
                .with("function", found.name);
            self.report(match self.context {
                Context::Check => finding.case("check"),
                _ => finding,
            });
            return None;
        }
        let Some(first) = arguments.first().filter(|a| a.name.is_none()) else {
            return self.wrong_call(found, at);
        };
        let (name, name_at, averaged) = match &first.value.kind {
            SyntaxKind::Name(name, None) => (name, &first.value.at, false),
            SyntaxKind::Call(function, _, inner) if function == "mean" => match inner.as_slice() {
                [one] if one.name.is_none() && one.by.is_empty() && one.filter.is_none() => {
                    match &one.value.kind {
                        SyntaxKind::Name(name, None) => (name, &one.value.at, true),
                        _ => return self.wrong_call(found, &one.value.at),
                    }
                }
                _ => return self.wrong_call(found, &first.value.at),
            },
            _ => return self.wrong_call(found, &first.value.at),
        };
        let games = self.names.games;
        let Some(game) = games.iter().find(|g| g.name == *name) else {
            let near = nearest(name, games.iter().map(|g| g.name.as_str()));
            let finding = self.error("unknown-game", name_at).with("name", name);
            let finding = finding.maybe("near", near);
            self.report(if games.is_empty() {
                finding.case("none")
            } else {
                finding.with("games", Arg::names(games.iter().map(|g| &g.name)))
            });
            return None;
        };
        if game.broken {
            // Said where it is declared; the scenario has an error in any case.
            return None;
        }
        if game.profiles.is_none() && found.meaning != Meaning::Game(GameFunction::Plays) {
            self.report(
                self.error("game-call", name_at)
                    .case("in-turn")
                    .with("name", name),
            );
            return None;
        }
        if averaged && self.context != Context::Claim {
            let finding = self.error("misplaced-over-worlds", &first.value.at);
            let finding = finding.case("given").with("function", "mean");
            self.report(finding.with("cure", name));
            return None;
        }
        if averaged && self.is_over_worlds() {
            let finding = self
                .error("worlds-in-worlds", &first.value.at)
                .with("text", self.words(&first.value.at));
            self.report(finding.with("cure", name));
            return None;
        }
        Some(Asked {
            game,
            name_at: name_at.clone(),
            averaged,
        })
    }

    pub(super) fn wrong_call<T>(&mut self, found: &Function, at: &Range<usize>) -> Option<T> {
        self.report(
            self.error("game-call", at)
                .with("function", found.name)
                .with("signature", Arg::Text(found.signature.to_owned())),
        );
        None
    }

    /// The player that a call names second.
    pub(super) fn player_argument(
        &mut self,
        game: &DeclaredGame,
        found: &Function,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<usize> {
        match arguments.get(1) {
            Some(Argument {
                name: None, value, ..
            }) => match &value.kind {
                SyntaxKind::Name(name, None) => self.player(game, name, &value.at),
                _ => self.wrong_call(found, &value.at),
            },
            _ => self.wrong_call(found, at),
        }
    }

    fn player(&mut self, game: &DeclaredGame, name: &str, at: &Range<usize>) -> Option<usize> {
        let found = game.players.iter().position(|p| p.name == name);
        if found.is_none() {
            let names = || game.players.iter().map(|p| p.name.as_str());

            self.report(
                self.error("unknown-player", at)
                    .with("name", name)
                    .with("game", &game.name)
                    .maybe("near", nearest(name, names()))
                    .with("names", Arg::names(names())),
            );
        }
        found
    }

    pub(super) fn strategy(
        &mut self,
        game: &DeclaredGame,
        player: usize,
        s: &Syntax,
    ) -> Option<usize> {
        let player = &game.players[player];
        let SyntaxKind::Name(name, None) = &s.kind else {
            self.report(
                self.error("game-call", &s.at)
                    .case("strategy-needed")
                    .with("player", &player.name)
                    .with("names", Arg::names(&player.strategies)),
            );
            return None;
        };
        let found = player.strategies.iter().position(|n| n == name);
        if found.is_none() {
            let names = || player.strategies.iter().map(String::as_str);

            self.report(
                self.error("unknown-strategy", &s.at)
                    .case("in-game")
                    .with("player", &player.name)
                    .with("name", name)
                    .with("game", &game.name)
                    .maybe("near", nearest(name, names()))
                    .with("names", Arg::names(names())),
            );
        }
        found
    }

    /// The strategies that `player = strategy` arguments name: of all players but `open`.
    fn plays(
        &mut self,
        game: &DeclaredGame,
        found: &Function,
        arguments: &[Argument],
        open: Option<usize>,
        at: &Range<usize>,
    ) -> Option<Plays> {
        let mut plays: Plays = vec![None; game.players.len()];
        let mut sound = true;
        for argument in arguments {
            let Some((name, place)) = &argument.name else {
                return self.wrong_call(found, &argument.value.at);
            };
            let Some(player) = self.player(game, name, place) else {
                sound = false;
                continue;
            };
            if open == Some(player) {
                self.report(
                    self.error("game-call", place)
                        .case("own-strategy")
                        .with("name", name),
                );
                return None;
            }
            if plays[player].is_some() {
                self.report(
                    self.error("game-call", place)
                        .case("twice")
                        .with("name", name),
                );
                return None;
            }
            plays[player] = self.strategy(game, player, &argument.value);
            sound &= plays[player].is_some();
        }
        if !sound {
            return None;
        }
        let missing: Vec<&str> = (0..game.players.len())
            .filter(|p| plays[*p].is_none() && open != Some(*p))
            .map(|p| game.players[p].name.as_str())
            .collect();
        if !missing.is_empty() {
            self.report(
                self.error("game-call", at)
                    .case("missing")
                    .with("missing", Arg::names(missing.iter().copied()))
                    .with("first", missing[0]),
            );
            return None;
        }
        Some(plays)
    }

    fn best_reply(
        &mut self,
        op: BinaryOp,
        found: &Function,
        arguments: &[Argument],
        asked_at: &Range<usize>,
        strategy: &Syntax,
        at: &Range<usize>,
    ) -> Option<Value> {
        let game = &self.game(found, arguments, asked_at)?;
        let player = self.player_argument(game, found, arguments, asked_at)?;
        let plays = self.plays(game, found, &arguments[2..], Some(player), asked_at);
        let own = self.strategy(game, player, strategy);
        let mut plays = plays?;
        plays[player] = Some(own?);
        let is = self.is_best(game, player, &plays, at)?;
        if op == BinaryOp::Equal {
            return Some(is);
        }
        let term = Term::Unary(UnaryOp::Not, Box::new(is.e));
        Some(self.plain(term, Vec::new(), Unit::pure(), at))
    }

    /// What a player gets where all strategies are named.
    fn payoff(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        plays: &Plays,
        at: &Range<usize>,
    ) -> Option<Value> {
        let mut index = 0;
        for (play, other) in plays.iter().zip(&game.players) {
            index = index * other.strategies.len() + (*play)?;
        }
        let profile = *game.profiles.as_ref()?.get(index)?;
        self.payoff_under(game, player, profile, at)
    }

    /// What a player gets under a profile.
    pub(super) fn payoff_under(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        profile: ProfileId,
        at: &Range<usize>,
    ) -> Option<Value> {
        let outcome = game.players[player].objective;
        let term = Term::Outcome {
            outcome,
            profile,
            axes: Vec::new(),
        };
        let unit = self.names.outcomes.get(outcome.index())?.unit.clone();
        let payoff = self.plain(term, Vec::new(), unit, at);
        if game.averaged {
            return self.all_worlds(payoff, WorldsOp::Mean, WorldsFunction::Mean, at);
        }
        self.reads_a_world(Bare::Game(at.clone(), game.name_at.clone()));
        Some(payoff)
    }

    /// Whether no other strategy would give the player more.
    fn is_best(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        plays: &Plays,
        at: &Range<usize>,
    ) -> Option<Value> {
        let mut comparisons = Vec::new();
        let count = game.players[player].strategies.len();
        for other in 0..count {
            // A player without choice plays its best: the payoff is compared with itself, so that it must exist.
            if plays[player] == Some(other) && count > 1 {
                continue;
            }
            let mut instead = plays.clone();
            instead[player] = Some(other);
            let own = self.payoff(game, player, plays, at)?;
            let theirs = self.payoff(game, player, &instead, at)?;
            comparisons.push(self.binary(BinaryOp::GreaterEqual, (own, at), (theirs, at), at)?);
        }
        Some(self.all_of(comparisons, at))
    }

    /// The most that a player would gain by playing something else.
    fn gain(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        plays: &Plays,
        at: &Range<usize>,
    ) -> Option<Value> {
        let own = self.payoff(game, player, plays, at)?;
        let mut payoffs = vec![own.clone()];
        for other in 0..game.players[player].strategies.len() {
            if plays[player] == Some(other) {
                continue;
            }
            let mut instead = plays.clone();
            instead[player] = Some(other);
            payoffs.push(self.payoff(game, player, &instead, at)?);
        }
        let best = self.greatest(payoffs, at)?;
        self.binary(BinaryOp::Subtract, (best, at), (own, at), at)
    }

    fn dominates(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        better: usize,
        worse: usize,
        at: &Range<usize>,
    ) -> Option<Value> {
        let mut comparisons = Vec::new();
        let sizes: Vec<usize> = game.players.iter().map(|p| p.strategies.len()).collect();
        let others: usize = (0..sizes.len())
            .filter(|p| *p != player)
            .map(|p| sizes[p])
            .product();
        for combination in 0..others {
            let mut rest = combination;
            let mut plays: Plays = vec![None; sizes.len()];
            for p in (0..sizes.len()).rev().filter(|p| *p != player) {
                plays[p] = Some(rest % sizes[p]);
                rest /= sizes[p];
            }
            plays[player] = Some(better);
            let more = self.payoff(game, player, &plays, at)?;
            plays[player] = Some(worse);
            let less = self.payoff(game, player, &plays, at)?;
            comparisons.push(self.binary(BinaryOp::Greater, (more, at), (less, at), at)?);
        }
        Some(self.all_of(comparisons, at))
    }

    /// With which probability a player plays a strategy in the only equilibrium.
    fn plays_in_equilibrium(
        &mut self,
        game: &Asked<'_>,
        player: usize,
        strategy: usize,
        at: &Range<usize>,
    ) -> Option<Value> {
        let sizes: Vec<usize> = game.players.iter().map(|p| p.strategies.len()).collect();
        let [first, second] = *sizes.as_slice() else {
            let finding = self.error("game-call", &game.name_at).case("two-players");
            self.report(
                finding
                    .with("name", &game.name)
                    .with("players", sizes.len()),
            );
            return None;
        };
        if first + second > MOST_MIXED {
            let finding = self
                .error("game-call", &game.name_at)
                .case("many-strategies");
            let finding = finding.with("name", &game.name).with("most", MOST_MIXED);
            self.report(finding.with("strategies", first + second));
            return None;
        }
        let mut payoffs = Vec::new();
        for of in 0..2 {
            for a in 0..first {
                for b in 0..second {
                    let plays = vec![Some(a), Some(b)];
                    payoffs.push(self.payoff(game, of, &plays, at)?.e);
                }
            }
        }
        let games = self.names.games;
        let term = Term::Plays {
            game: games.iter().position(|g| g.name == game.name)? as u32,
            player: player as u32,
            strategy: strategy as u32,
            strategies: [first as u32, second as u32],
            payoffs,
        };
        Some(self.plain(term, Vec::new(), Unit::pure(), at))
    }

    /// Whether all hold.
    fn all_of(&mut self, list: Vec<Value>, at: &Range<usize>) -> Value {
        match self.joined(BinaryOp::And, list, at) {
            Some(value) => value,
            None => self.number(1.0, Unit::pure(), at),
        }
    }

    /// The greatest of numbers in one unit.
    fn greatest(&mut self, list: Vec<Value>, at: &Range<usize>) -> Option<Value> {
        self.joined(BinaryOp::Max, list, at)
    }

    /// Values of one unit joined by an operation, in a tree that is as flat as can be: games have many combinations,
    /// and whoever walks the tree goes one call deeper for each level.
    fn joined(&mut self, op: BinaryOp, mut list: Vec<Value>, at: &Range<usize>) -> Option<Value> {
        while list.len() > 1 {
            let mut halved = Vec::with_capacity(list.len().div_ceil(2));
            let mut pairs = list.into_iter();
            while let Some(a) = pairs.next() {
                halved.push(match pairs.next() {
                    Some(b) => {
                        let unit = a.e.unit.clone();
                        let term = Term::Binary(op, Box::new(a.e), Box::new(b.e));
                        self.plain(term, Vec::new(), unit, at)
                    }
                    None => a,
                });
            }
            list = halved;
        }
        list.pop()
    }
}
