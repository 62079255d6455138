//! Games: who chooses, between what, at once or in turn.

use super::actors::{Actors, Known};
use super::entry::open;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::Table;
use super::names::Equations;
use super::scenario::between_instants;
use crate::declarations::section;
use crate::elaborate::DeclaredGame;
use contend_model::clock::Clock;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::{ActorId, OutcomeId, ProfileId, StrategyId};
use contend_model::model::{Game, Move, Play, Player, Profile};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The most combinations of strategies of a game.
pub const MOST_COMBINATIONS: usize = 20_000;
/// The most moves of a game that is played in turn.
pub const MOST_MOVES: usize = 4;
/// The most runs that moves in turn may lead to.
pub const MOST_LEAVES: usize = 4_096;

/// Reads games; profiles that only they play are added to those of the scenario.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &Equations<'_>,
    actors: &mut Actors,
) -> (Option<Vec<Game>>, Vec<DeclaredGame>) {
    let mut games = Some(Vec::new());
    let mut declared = Vec::new();
    for declaration in all.of("game") {
        let game = game(reader, equations, actors, declaration);
        declared.push(describe(declaration, game.as_ref(), &actors.known));
        match (game, &mut games) {
            (Some(game), Some(list)) => list.push(game),
            _ => games = None,
        }
    }
    (games, declared)
}

/// What equations need to know of a game.
fn describe(declaration: &Declaration, game: Option<&Game>, known: &Known) -> DeclaredGame {
    let mut described = DeclaredGame {
        name: declaration.name.clone(),
        players: Vec::new(),
        profiles: None,
        moves: Vec::new(),
        broken: game.is_none(),
        span: declaration.place,
    };
    if let Some(game) = game {
        for player in &game.players {
            described.players.push(crate::elaborate::DeclaredPlayer {
                name: known.actor(player.actor).to_owned(),
                objective: player.objective,
                strategies: player
                    .strategies
                    .iter()
                    .map(|s| known.strategy(*s).to_owned())
                    .collect(),
            });
        }
        match &game.play {
            Play::AtOnce { profiles } => described.profiles = Some(profiles.clone()),
            Play::InTurn { moves } => {
                for m in moves {
                    let own = &game.players[m.player as usize].strategies;
                    let place = |s: &StrategyId| own.iter().position(|o| o == s);
                    described.moves.push(crate::elaborate::DeclaredMove {
                        player: m.player as usize,
                        step: m.step,
                        strategies: m.strategies.iter().filter_map(place).collect(),
                    });
                }
            }
        }
    }
    described
}

fn game(
    reader: &mut Reader,
    equations: &Equations<'_>,
    actors: &mut Actors,
    declaration: &Declaration,
) -> Option<Game> {
    let fields = open(reader, "game", declaration)?;
    let mut sound = [
        "players",
        "strategies",
        "others",
        "leader",
        "symmetric",
        "rounds",
    ]
    .iter()
    .all(|f| !fields.is_broken(f));
    sound &= fields.has("players");
    // Whoever stands there is a player, even if something is wrong with it: one mistake is said once.
    let named: Vec<&str> = fields.names("players").iter().map(|p| p.0).collect();
    let players = players(reader, equations, &actors.known, &fields);
    sound &= players.len() == named.len();
    let in_turn = fields.has("rounds");
    sound &= !in_turn || only_at_once(reader, &fields);
    let chosen = chosen(reader, &actors.known, &fields, &named, &mut sound);
    let others = others(reader, actors, &fields, &named, &mut sound);
    let leader = leader(reader, &fields, &named, &mut sound);
    if players.len() < 2 && sound {
        let finding = Diagnostic::error("game-players", fields.span("players"))
            .with("name", &declaration.name);
        reader.findings.push(finding);
        sound = false;
    }
    let mut list = Vec::new();
    for (name, actor, objective) in &players {
        let own = chosen
            .iter()
            .find(|(n, _)| n == name)
            .map_or_else(|| actors.known.of(*actor), |(_, s)| s.clone());
        if own.is_empty() && sound {
            let finding = Diagnostic::error("no-strategy", fields.span("players"))
                .case("player")
                .with("player", name);
            reader.findings.push(finding);
            sound = false;
        }
        list.push(Player {
            actor: *actor,
            objective: *objective,
            strategies: own,
        });
    }
    let symmetric = fields.flag("symmetric").unwrap_or(false);
    if symmetric && sound {
        sound = interchangeable(reader, &actors.known, &fields, &list);
    }
    if !sound {
        return None;
    }
    let play = if in_turn {
        let moves = moves(reader, equations, &actors.known, &fields, &named, &mut list)?;
        Play::InTurn { moves }
    } else {
        let profiles = combine(reader, actors, declaration, &list, &others)?;
        Play::AtOnce { profiles }
    };
    Some(Game {
        id: declaration.name.clone(),
        about: fields.words("about"),
        players: list,
        others,
        leader,
        symmetric,
        play,
        span: declaration.place,
    })
}

/// Whether a game in turn has no field that belongs to a choice made once.
fn only_at_once(reader: &mut Reader, fields: &Fields<'_>) -> bool {
    let mut sound = true;
    for (field, case) in [
        ("leader", "rounds-leader"),
        ("symmetric", "rounds-symmetric"),
    ] {
        if fields.has(field) {
            let finding = Diagnostic::error("field-conflict", fields.key_span(field)).case(case);
            reader.findings.push(finding);
            sound = false;
        }
    }
    sound
}

/// The players that can be understood, with their objectives.
fn players<'t>(
    reader: &mut Reader,
    equations: &Equations<'_>,
    known: &Known,
    fields: &Fields<'t>,
) -> Vec<(&'t str, ActorId, OutcomeId)> {
    let mut players: Vec<(&str, ActorId, OutcomeId)> = Vec::new();
    for (name, span) in fields.names("players") {
        let Some(actor) = known.find_actor(reader, name, span) else {
            continue;
        };
        if players.iter().any(|p| p.0 == name) {
            let finding = Diagnostic::error("game-players", span)
                .case("twice")
                .with("player", name);
            reader.findings.push(finding);
            continue;
        }
        let objective = format!("objective_{name}");
        let place = equations
            .declared
            .outcomes
            .iter()
            .position(|o| o.name == objective);
        match place {
            Some(at) => players.push((name, actor, OutcomeId(at as u32))),
            None => {
                let finding = Diagnostic::error("no-objective", span).with("player", name);
                reader.findings.push(finding);
            }
        }
    }
    players
}

/// The strategies that `strategies` names, by player.
fn chosen<'t>(
    reader: &mut Reader,
    known: &Known,
    fields: &Fields<'t>,
    players: &[&str],
    sound: &mut bool,
) -> Vec<(&'t str, Vec<StrategyId>)> {
    let mut chosen = Vec::new();
    let entries = fields.get("strategies").and_then(|n| n.table());
    for entry in entries.iter().flat_map(|t| &t.entries) {
        if !players.contains(&entry.key.as_str()) {
            not_a_player(reader, &entry.key, entry.key_span, players);
            *sound = false;
            continue;
        }
        let Some(actor) = known.actor_named(&entry.key) else {
            continue;
        };
        let list = strategies(reader, known, actor, entry.item.texts(), sound);
        if list.is_empty() && *sound {
            let finding = Diagnostic::error("no-strategy", entry.item.span)
                .case("empty-list")
                .with("name", &entry.key);
            reader.findings.push(finding);
            *sound = false;
        }
        chosen.push((entry.key.as_str(), list));
    }
    chosen
}

fn strategies(
    reader: &mut Reader,
    known: &Known,
    actor: ActorId,
    names: Vec<(&str, Span)>,
    sound: &mut bool,
) -> Vec<StrategyId> {
    let mut list = Vec::new();
    for (name, span) in names {
        match known.find(reader, actor, name, span) {
            Some(s) if list.contains(&s) => {
                let finding = Diagnostic::error("declared-twice", span)
                    .case("in-list")
                    .with("name", name);
                reader.findings.push(finding);
                *sound = false;
            }
            Some(s) => list.push(s),
            None => *sound = false,
        }
    }
    list
}

fn not_a_player(reader: &mut Reader, name: &str, span: Span, players: &[&str]) {
    reader.findings.push(
        Diagnostic::error("unknown-player", span)
            .case("this-game")
            .with("name", name)
            .maybe("near", nearest(name, players.iter().copied()))
            .with("players", Arg::names(players)),
    );
}

/// A strategy for every actor: its default unless `others` names one.
fn others(
    reader: &mut Reader,
    actors: &Actors,
    fields: &Fields<'_>,
    players: &[&str],
    sound: &mut bool,
) -> Vec<Option<StrategyId>> {
    let mut list: Vec<_> = actors.actors.iter().map(|a| a.default_strategy).collect();
    let entries = fields.get("others").and_then(|n| n.table());
    for entry in entries.iter().flat_map(|t| &t.entries) {
        if players.contains(&entry.key.as_str()) && !fields.has("rounds") {
            let finding = Diagnostic::error("game-players", entry.key_span)
                .case("fixed")
                .with("name", &entry.key);
            reader.findings.push(finding);
            *sound = false;
            continue;
        }
        let actor = actors.known.find_actor(reader, &entry.key, entry.key_span);
        let strategy = actor.and_then(|a| {
            let name = entry.item.text()?;
            actors.known.find(reader, a, name, entry.item.span)
        });
        match (actor, strategy) {
            (Some(actor), Some(strategy)) => list[actor.index()] = Some(strategy),
            _ => *sound = false,
        }
    }
    list
}

fn leader(
    reader: &mut Reader,
    fields: &Fields<'_>,
    players: &[&str],
    sound: &mut bool,
) -> Option<u32> {
    let name = fields.text("leader")?;
    let at = players.iter().position(|p| *p == name);
    if at.is_none() {
        not_a_player(reader, name, fields.span("leader"), players);
        *sound = false;
    }
    at.map(|i| i as u32)
}

/// Whether all players have the same strategies by name, in the same order.
fn interchangeable(
    reader: &mut Reader,
    known: &Known,
    fields: &Fields<'_>,
    players: &[Player],
) -> bool {
    let names = |p: &Player| -> Vec<String> {
        p.strategies
            .iter()
            .map(|s| known.strategy(*s).to_owned())
            .collect()
    };
    let first = names(&players[0]);
    let Some(other) = players.iter().find(|p| names(p) != first) else {
        return true;
    };
    let finding = Diagnostic::error("game-symmetry", fields.span("symmetric"))
        .with("first", known.actor(players[0].actor))
        .with("second", known.actor(other.actor));
    reader.findings.push(finding);
    false
}

/// A profile for each combination of strategies, row-major.
fn combine(
    reader: &mut Reader,
    actors: &mut Actors,
    declaration: &Declaration,
    players: &[Player],
    others: &[Option<StrategyId>],
) -> Option<Vec<ProfileId>> {
    let count = players
        .iter()
        .fold(1usize, |n, p| n.saturating_mul(p.strategies.len()));
    if count > MOST_COMBINATIONS {
        let sizes = players.iter().map(|p| p.strategies.len().to_string());
        let finding = Diagnostic::error("game-too-large", declaration.place)
            .with("name", &declaration.name)
            .with("sizes", Arg::names(sizes))
            .with("most", MOST_COMBINATIONS);
        reader.findings.push(if count == usize::MAX {
            finding.case("beyond-count")
        } else {
            finding.with("count", count)
        });
        return None;
    }
    let mut profiles = Vec::with_capacity(count);
    for combination in 0..count {
        let mut strategies = others.to_vec();
        let mut rest = combination;
        for player in players.iter().rev() {
            let n = player.strategies.len();
            strategies[player.actor.index()] = Some(player.strategies[rest % n]);
            rest /= n;
        }
        profiles.push(actors.profile(strategies, declaration.place));
    }
    Some(profiles)
}

impl Actors {
    /// The profile of these strategies; a new one where none has them.
    fn profile(&mut self, strategies: Vec<Option<StrategyId>>, span: Span) -> ProfileId {
        if let Some(at) = self.profile_of.get(&strategies) {
            return *at;
        }
        let id = ProfileId(self.profiles.len() as u32);
        let name = self.names(&strategies);
        self.profile_of.insert(strategies.clone(), id);
        self.profiles.push(Profile {
            id: name.join(", "),
            about: String::new(),
            strategies,
            later: Vec::new(),
            of_game: true,
            span,
        });
        id
    }

    /// Who plays what: `north = keep`.
    fn names(&self, strategies: &[Option<StrategyId>]) -> Vec<String> {
        strategies
            .iter()
            .enumerate()
            .filter_map(|(actor, strategy)| {
                let strategy = self.known.strategy((*strategy)?);
                let actor = self.known.actor(ActorId(actor as u32));
                Some(format!("{actor} = {strategy}"))
            })
            .collect()
    }

    /// Adds a profile for each path of moves of a game in turn.
    pub(crate) fn add_paths(&mut self, game: &Game, clock: &Clock) {
        let paths = game.moves().iter().map(|m| m.strategies.len()).product();
        for path in 0..paths {
            let (strategies, later) = game.path(path, clock.now);
            let mut name = self.names(&strategies);
            for l in &later {
                let date = clock.date_at(clock.time_of_step(l.step));
                let [actor, strategy] =
                    [self.known.actor(l.actor), self.known.strategy(l.strategy)];
                name.push(format!("{date}: {actor} = {strategy}"));
            }
            self.profiles.push(Profile {
                id: name.join(", "),
                about: String::new(),
                strategies,
                later,
                of_game: true,
                span: game.span,
            });
        }
    }
}

/// The moves of a game that is played in turn; players get the strategies of all their moves.
fn moves(
    reader: &mut Reader,
    equations: &Equations<'_>,
    known: &Known,
    fields: &Fields<'_>,
    named: &[&str],
    players: &mut [Player],
) -> Option<Vec<Move>> {
    let list = fields.get("rounds")?.list()?;
    if !(2..=MOST_MOVES).contains(&list.len()) {
        let finding = Diagnostic::error("game-rounds", fields.span("rounds"))
            .with("most", MOST_MOVES)
            .with("moves", list.len());
        reader.findings.push(finding);
        return None;
    }
    let mut moves: Vec<Move> = Vec::new();
    let mut sound = true;
    for item in list {
        let table = item.table()?;
        match one_move(
            reader, equations, known, named, players, table, item.span, &moves,
        ) {
            Some(m) => moves.push(m),
            None => sound = false,
        }
    }
    if !sound {
        return None;
    }
    let leaves = moves
        .iter()
        .fold(1usize, |n, m| n.saturating_mul(m.strategies.len()));
    if leaves > MOST_LEAVES {
        let finding = Diagnostic::error("game-too-large", fields.span("rounds"))
            .case("in-turn")
            .with("runs", leaves)
            .with("most", MOST_LEAVES);
        reader.findings.push(finding);
        return None;
    }
    for (index, player) in players.iter_mut().enumerate() {
        let mut own: Vec<StrategyId> = Vec::new();
        for m in moves.iter().filter(|m| m.player as usize == index) {
            for s in &m.strategies {
                if !own.contains(s) {
                    own.push(*s);
                }
            }
        }
        if own.is_empty() {
            let finding = Diagnostic::error("game-rounds", fields.span("rounds"))
                .case("never")
                .with("player", named[index]);
            reader.findings.push(finding);
            return None;
        }
        player.strategies = own;
    }
    Some(moves)
}

#[allow(clippy::too_many_arguments)] // one move and all that it is held against
fn one_move(
    reader: &mut Reader,
    equations: &Equations<'_>,
    known: &Known,
    named: &[&str],
    players: &[Player],
    table: &Table,
    place: Span,
    before: &[Move],
) -> Option<Move> {
    let fields = Fields::open(
        section("game.rounds")?,
        "rounds",
        place,
        table,
        &mut reader.findings,
    );
    let who = |reader: &mut Reader, name: &str, span: Span| {
        let at = named.iter().position(|n| *n == name);
        if at.is_none() {
            not_a_player(reader, name, span, named);
        }
        at
    };
    let player = fields
        .text("player")
        .and_then(|name| who(reader, name, fields.span("player")));
    let clock = &equations.head.clock;
    let step = fields.get("at").and_then(|item| {
        let day = super::scenario::date_of(item)?;
        let elapsed = clock.elapsed(day);
        let exact = clock.instant(elapsed);
        let step = exact.unwrap_or_else(|| clock.step_of(elapsed) + 1);
        if clock.snapped(elapsed) < 0.0 || step >= clock.steps {
            let finding = Diagnostic::error("outside-run", item.span)
                .case("move")
                .with("start", clock.start)
                .with("end", clock.end);
            reader.findings.push(finding);
            return None;
        }
        if exact.is_none() {
            let finding = between_instants(clock, elapsed, day, item.span);
            reader.findings.push(finding.case("move"));
        }
        Some(step)
    });
    let (player, step) = (player?, step?);
    if let Some(now) = clock.now.filter(|now| step < *now) {
        let finding = Diagnostic::error("outside-run", fields.span("at"))
            .case("before-now")
            .with("date", clock.date_at(clock.time_of_step(now)));
        reader.findings.push(finding);
        return None;
    }
    if before.last().is_some_and(|m| m.step > step) {
        let finding = Diagnostic::error("points-order", fields.span("at")).case("moves");
        reader.findings.push(finding);
        return None;
    }
    let twice = |m: &&Move| m.player as usize == player && m.step == step;
    if before.iter().any(|m| twice(&m)) {
        let finding = Diagnostic::error("game-rounds", place)
            .case("same-date")
            .with("player", named[player]);
        reader.findings.push(finding);
        return None;
    }
    let mut sound = !fields.is_broken("strategies") && !fields.is_broken("sees");
    let strategies = if fields.has("strategies") {
        let names = fields.names("strategies");
        strategies(reader, known, players[player].actor, names, &mut sound)
    } else {
        players[player].strategies.clone()
    };
    if strategies.is_empty() && sound {
        let finding = Diagnostic::error("no-strategy", place)
            .case("move")
            .with("player", named[player]);
        reader.findings.push(finding);
        sound = false;
    }
    let earlier = before.iter().enumerate().filter(|(_, m)| m.step < step);
    let sees = if fields.has("sees") {
        let mut seen = Vec::new();
        for (name, span) in fields.names("sees") {
            match who(reader, name, span) {
                Some(other) => seen.push(other as u32),
                None => sound = false,
            }
        }
        earlier
            .filter(|(_, m)| seen.contains(&m.player) || m.player as usize == player)
            .map(|(i, _)| i as u32)
            .collect()
    } else {
        earlier.map(|(i, _)| i as u32).collect()
    };
    sound.then_some(Move {
        player: player as u32,
        step,
        strategies,
        sees,
    })
}
