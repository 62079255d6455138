//! Rules that ask of a lever more than it can be set to: in how many worlds it was held at an end of its range, or at a whole
//! number.
//!
//! A run holds levers without a word. What rules ask for is followed in a run of its own, over the same worlds, and only of
//! rules for which it is not proved that they stay in the range.

use contend_engine::bounds::{self, Bounds};
use contend_engine::design::Worlds;
use contend_engine::whole::is_whole;
use contend_engine::{Moves, compile_tree};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{
    Column, Columns, Ensemble, Frame, Meter, Plan, Prepared, Wanted, job_worlds, parallel,
};
use contend_model::clock::Clock;
use contend_model::expression::{BinaryOp, Expression, ReduceOp, SummaryOp, Term, UnaryOp};
use contend_model::id::{ActorId, OutcomeId, ProfileId, QuantityId, StrategyId};
use contend_model::model::{LeverDomain, Outcome, Profile, QuantityKind, Scenario};
use contend_model::unit::Unit;

use crate::drawing::Drawn;
use crate::game::report::GameNote;
use crate::report::Note;

/// What is followed: a scenario with an outcome for each end that a rule may pass, and what is run of it.
pub(crate) struct Followed {
    scenario: Scenario,
    ends: Vec<End>,
    pub plan: Plan,
}

/// An end of a lever's range that a rule may pass, or a fraction that it may give of a lever that takes none.
struct End {
    strategy: StrategyId,
    /// From when until when the strategy is in force.
    window: (f64, f64),
    lever: QuantityId,
    end: f64,
    above: bool,
    /// Whether a fraction is looked for; then there is no end.
    part: bool,
    outcome: OutcomeId,
}

/// What is to be followed of some profiles; `None` where every rule is proved to stay in the range.
pub(crate) fn plan(scenario: &Scenario, main: &[Wanted], drawn: &Drawn) -> Option<Followed> {
    let bounds = Bounds::new(scenario);
    let mut followed = scenario.clone();
    let clock = &scenario.clock;
    let whole = (
        clock.time_of_step(clock.now.unwrap_or(0)),
        clock.time_of_step(clock.steps),
    );
    let all = 0..scenario.strategies.len() as u32;
    let mut windows: Vec<(StrategyId, (f64, f64))> = all.map(|s| (StrategyId(s), whole)).collect();
    let played: Vec<Vec<(StrategyId, (f64, f64))>> = (main.iter())
        .map(|main| played(scenario, &scenario.profiles[main.profile.index()], whole))
        .collect();
    for found in played.iter().flatten() {
        if !windows.contains(found) {
            windows.push(*found);
        }
    }
    let mut ends = Vec::new();
    for (strategy, window) in windows {
        let found = passable(scenario, &bounds, strategy, window);
        ends.extend(found.map(|(end, first)| add(&mut followed, end, first)));
    }
    let wanted: Vec<Wanted> = (main.iter().zip(&played))
        .filter_map(|(main, played)| {
            let played = |end: &&End| played.contains(&(end.strategy, end.window));
            let outcomes: Vec<OutcomeId> = ends.iter().filter(played).map(|e| e.outcome).collect();
            (!outcomes.is_empty()).then_some(Wanted {
                profile: main.profile,
                outcomes,
                watches: Vec::new(),
            })
        })
        .collect();
    (!wanted.is_empty()).then(|| Followed {
        plan: Plan {
            profiles: wanted,
            only_read: true,
            ..drawn.plan()
        },
        scenario: followed,
        ends,
    })
}

/// The strategies that are played under a profile, each with the window in which it is in force: the whole one where none
/// follows it.
fn played(
    scenario: &Scenario,
    profile: &Profile,
    whole: (f64, f64),
) -> Vec<(StrategyId, (f64, f64))> {
    if profile.later.is_empty() {
        return (profile.strategies.iter().flatten())
            .map(|s| (*s, whole))
            .collect();
    }
    let mut played = Vec::new();
    for actor in 0..profile.strategies.len() as u32 {
        let mut course = profile.course(ActorId(actor));
        course.dedup_by_key(|(_, strategy)| *strategy);
        for (at, (step, strategy)) in course.iter().enumerate() {
            let next = course.get(at + 1).map(|(step, _)| *step);
            played.extend((*strategy).zip(in_force(&scenario.clock, *step, next)));
        }
    }
    played
}

/// From when until when a strategy is in force that is played from a step on, until another takes its place; `None` where it
/// never is.
fn in_force(clock: &Clock, from: u32, next: Option<u32>) -> Option<(f64, f64)> {
    let begin = clock.time_of_step(from.max(clock.now.unwrap_or(0)));
    // At the instant of the next move the next strategy holds.
    let until = next.map_or(clock.time_of_step(clock.steps), |step| {
        clock.time_of_step(step) - clock.dt / 2.0
    });
    (begin <= until).then_some((begin, until))
}

/// The ends that the rules of a strategy may pass, each with the outcome that tells when it first does within a window.
fn passable<'s>(
    scenario: &'s Scenario,
    bounds: &Bounds<'s>,
    strategy: StrategyId,
    window: (f64, f64),
) -> impl Iterator<Item = (End, Outcome)> + use<'s> {
    let mut found = Vec::new();
    for (lever, rule) in &scenario.strategies[strategy.index()].settings {
        let QuantityKind::Lever(kind) = &scenario.quantity(*lever).kind else {
            continue;
        };
        let LeverDomain::Number { low, high, whole } = kind.domain else {
            continue;
        };
        let (asked, range) = (bounds.expression(rule), bounds::domain(&kind.domain));
        let of = |end: f64, above: bool, part: bool| End {
            strategy,
            window,
            lever: *lever,
            end,
            above,
            part,
            // Its place is known once it is added.
            outcome: OutcomeId(0),
        };
        for (end, above, passes) in [
            (low, false, asked.low < range.low),
            (high, true, asked.high > range.high),
        ] {
            if passes {
                let op = if above {
                    BinaryOp::Greater
                } else {
                    BinaryOp::Less
                };
                let bound = Term::Number(end);
                found.push((of(end, above, false), first_passed(rule, op, bound, window)));
            }
        }
        if whole && !is_whole(scenario, rule) {
            let nearest = Term::Unary(UnaryOp::Round, Box::new(rule.clone()));
            let first = first_passed(rule, BinaryOp::NotEqual, nearest, window);
            found.push((of(f64::NAN, false, true), first));
        }
    }
    found.into_iter()
}

/// Adds what is followed to the scenario in which it is.
fn add(followed: &mut Scenario, mut end: End, first: Outcome) -> End {
    end.outcome = OutcomeId(followed.outcomes.len() as u32);
    followed.outcomes.push(first);
    end
}

/// When a rule first compares so with what it is held to, at any element.
fn first_passed(rule: &Expression, op: BinaryOp, end: Term, window: (f64, f64)) -> Outcome {
    let of = |term: Term, over: &[_], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span: rule.span,
    };
    let along: &[_] = match end {
        Term::Number(_) => &[],
        _ => &rule.over,
    };
    let end = of(end, along, &rule.unit);
    let passes = Term::Binary(op, Box::new(rule.clone()), Box::new(end));
    let mut body = of(passes, &rule.over, &Unit::pure());
    if !rule.over.is_empty() {
        let any = Term::Reduce {
            op: ReduceOp::Max,
            along: rule.over.clone(),
            by: Vec::new(),
            filter: None,
            body: Box::new(body),
        };
        body = of(any, &[], &Unit::pure());
    }
    let first = Term::Summary {
        op: SummaryOp::FirstTime,
        body: Box::new(body),
        window,
        rate: None,
    };
    Outcome {
        id: String::new(),
        about: String::new(),
        unit: Unit::pure(),
        over: Vec::new(),
        equation: of(first, &[], &Unit::pure()),
        objective_of: None,
        span: rule.span,
    }
}

impl Followed {
    /// Follows the rules over all worlds of the plan. `None` where the run was stopped.
    fn run(&self, meter: &Meter, executor: &dyn Executor) -> Option<Ensemble> {
        // What compiled once compiles again.
        let prepared = Prepared::new(&self.plan, &self.scenario, executor).ok()?;
        let mut ensemble = Ensemble::new(&self.plan, &self.scenario);
        contend_ensemble::run(&prepared, executor, meter, &mut ensemble).ok()?;
        ensemble.is_complete().then_some(ensemble)
    }

    /// When an end was first passed in each world under a profile, in any of the windows in which its rule is in force;
    /// infinite where it never was, `None` where the rule is never in force.
    fn times(&self, frame: &Frame<'_>, wanted: &Wanted, end: &End) -> Option<Vec<f64>> {
        let same = self.ends.iter().filter(|other| other.is_same(end));
        let read = same.filter(|other| wanted.outcomes.contains(&other.outcome));
        let columns = read.filter_map(|other| {
            frame.column(Column::Outcome {
                profile: wanted.profile,
                outcome: other.outcome,
                element: 0,
            })
        });
        columns.map(<[f64]>::to_vec).reduce(|mut first, times| {
            for (first, time) in first.iter_mut().zip(times) {
                *first = first.min(time);
            }
            first
        })
    }

    /// Of each end of each rule the first of its windows.
    fn rules(&self) -> impl Iterator<Item = &End> {
        let ends = self.ends.iter().enumerate();
        ends.filter(|(at, end)| !self.ends[..*at].iter().any(|known| known.is_same(end)))
            .map(|(_, end)| end)
    }
}

/// In how many worlds an end was passed, and when first; `None` where it never was.
fn passed(times: &[f64]) -> Option<(u64, f64)> {
    let passed = || times.iter().copied().filter(|t| t.is_finite());
    Some((passed().count() as u64, passed().reduce(f64::min)?))
}

/// Follows the rules over all worlds, and tells under which profile levers were held. Nothing where the run was stopped.
pub(crate) fn notes(
    followed: &Followed,
    drawn: &Drawn,
    meter: &Meter,
    executor: &dyn Executor,
) -> Vec<Note> {
    let Some(ensemble) = followed.run(meter, executor) else {
        return Vec::new();
    };
    let scenario = &followed.scenario;
    let frame = Frame::new(&ensemble, &drawn.worlds, scenario.inputs.len());
    let mut notes = Vec::new();
    for wanted in &followed.plan.profiles {
        for end in followed.rules() {
            let Some(times) = followed.times(&frame, wanted, end) else {
                continue;
            };
            let Some((held, first)) = passed(&times) else {
                continue;
            };
            let lever = scenario.quantity(end.lever);
            let strategy = &scenario.strategies[end.strategy.index()];
            if end.part {
                notes.push(Note::LeverRounded {
                    profile: scenario.profiles[wanted.profile.index()].id.clone(),
                    actor: scenario.actors[strategy.actor.index()].id.clone(),
                    lever: lever.name.clone(),
                    rounded: held,
                    worlds: times.len() as u64,
                    first: scenario.clock.date_at(first).to_string(),
                });
                continue;
            }
            notes.push(Note::LeverHeld {
                profile: scenario.profiles[wanted.profile.index()].id.clone(),
                actor: scenario.actors[strategy.actor.index()].id.clone(),
                lever: lever.name.clone(),
                end: end.end,
                unit: lever.unit.to_string(),
                above: end.above,
                held,
                worlds: times.len() as u64,
                first: scenario.clock.date_at(first).to_string(),
            });
        }
    }
    notes
}

/// The same of a game at once, for each rule under all profiles together, in its first worlds.
pub(crate) fn at_once(
    scenario: &Scenario,
    profiles: &[ProfileId],
    worlds: u64,
    drawn: &Drawn,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<GameNote> {
    let main: Vec<Wanted> = profiles.iter().map(|p| Wanted::all(scenario, *p)).collect();
    let Some(mut followed) = plan(scenario, &main, drawn) else {
        return Vec::new();
    };
    followed.plan.worlds = 0..worlds;
    let meter = Meter::new(progress, followed.plan.runs());
    let Some(ensemble) = followed.run(&meter, executor) else {
        return Vec::new();
    };
    let frame = Frame::new(&ensemble, &drawn.worlds, followed.scenario.inputs.len());
    let together = |end: &End| {
        let mut first = vec![f64::INFINITY; worlds as usize];
        for wanted in &followed.plan.profiles {
            let times = followed.times(&frame, wanted, end).unwrap_or_default();
            for (first, time) in first.iter_mut().zip(times) {
                *first = first.min(time);
            }
        }
        first
    };
    let ends = followed.rules();
    ends.filter_map(|end| game_note(&followed.scenario, end, &together(end)))
        .collect()
}

/// The same of a game in turn: of each rule where it is in force.
pub(crate) fn in_turn(
    scenario: &Scenario,
    moves: &Moves,
    worlds: &Worlds,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<GameNote> {
    let bounds = Bounds::new(scenario);
    let clock = &scenario.clock;
    let mut followed = scenario.clone();
    // Each with the move and the choice that put it in force; none of them before an actor's first move.
    let mut ends: Vec<(End, Option<(usize, usize)>)> = Vec::new();
    let mut follow = |actor: usize, from: u32, strategy: StrategyId, chosen, after: usize| {
        let later = moves.moves[after..].iter().find(|m| m.actor == actor);
        if let Some(window) = in_force(clock, from, later.map(|m| m.step)) {
            let found = passable(scenario, &bounds, strategy, window);
            ends.extend(found.map(|(end, first)| (add(&mut followed, end, first), chosen)));
        }
    };
    for (actor, strategy) in moves.before.iter().enumerate() {
        if let Some(strategy) = strategy {
            follow(actor, 0, *strategy, None, 0);
        }
    }
    for (at, turn) in moves.moves.iter().enumerate() {
        for (choice, strategy) in turn.strategies.iter().enumerate() {
            follow(turn.actor, turn.step, *strategy, Some((at, choice)), at + 1);
        }
    }
    if ends.is_empty() {
        return Vec::new();
    }
    let outcomes: Vec<_> = ends.iter().map(|(end, _)| end.outcome).collect();
    let Ok(tree) = compile_tree(&followed, moves, &outcomes) else {
        return Vec::new();
    };
    let (all, leaves) = (worlds.worlds(), moves.leaves());
    let size = job_worlds(tree.facts().evaluations, tree.lanes() as u64, all);
    let meter = Meter::new(progress, all * leaves as u64);
    let jobs = usize::try_from(all.div_ceil(size)).unwrap_or(usize::MAX);
    let parts = parallel::map(executor, progress, jobs, |job| {
        let from = job as u64 * size;
        let range = from..all.min(from + size);
        let count = (range.end - range.start) as usize;
        let go_on = || !progress.cancelled();
        let part = go_on().then(|| tree.run(worlds, range, &go_on)).flatten()?;
        meter.count((count * leaves) as u64);
        let mut first = vec![vec![f64::INFINITY; count]; ends.len()];
        for (leaf, batch) in part.iter().enumerate() {
            let choices = moves.choices(leaf);
            let in_force = |chosen: &Option<(usize, usize)>| {
                chosen.is_none_or(|(at, choice)| choices[at] == choice)
            };
            let rules = ends.iter().zip(&batch.outcomes).zip(&mut first);
            for (((_, chosen), times), first) in rules {
                if in_force(chosen) {
                    for (first, time) in first.iter_mut().zip(times) {
                        *first = first.min(*time);
                    }
                }
            }
        }
        Some(first)
    });
    let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let mut notes: Vec<GameNote> = Vec::new();
    // One note for a rule, though its strategy may be chosen in several moves.
    let mut told: Vec<&End> = Vec::new();
    for (end, _) in &ends {
        if told.iter().any(|known| known.is_same(end)) {
            continue;
        }
        told.push(end);
        let mut first = vec![f64::INFINITY; all as usize];
        for (place, _) in ends.iter().enumerate().filter(|(_, e)| e.0.is_same(end)) {
            let times = parts.iter().flat_map(|part| &part[place]);
            for (first, time) in first.iter_mut().zip(times) {
                *first = first.min(*time);
            }
        }
        notes.extend(game_note(&followed, end, &first));
    }
    notes
}

impl End {
    /// Whether it is the same end of the same rule.
    fn is_same(&self, other: &End) -> bool {
        let key = |end: &End| (end.strategy, end.lever, end.above, end.part);
        key(self) == key(other)
    }
}

/// What is told in a game of the worlds in which an end was passed.
fn game_note(scenario: &Scenario, end: &End, times: &[f64]) -> Option<GameNote> {
    let (held, first) = passed(times)?;
    let lever = scenario.quantity(end.lever);
    let strategy = &scenario.strategies[end.strategy.index()];
    if end.part {
        return Some(GameNote::LeverRounded {
            actor: scenario.actors[strategy.actor.index()].id.clone(),
            strategy: strategy.id.clone(),
            lever: lever.name.clone(),
            rounded: held,
            worlds: times.len() as u64,
            first: scenario.clock.date_at(first).to_string(),
        });
    }
    Some(GameNote::LeverHeld {
        actor: scenario.actors[strategy.actor.index()].id.clone(),
        strategy: strategy.id.clone(),
        lever: lever.name.clone(),
        end: end.end,
        unit: lever.unit.to_string(),
        above: end.above,
        held,
        worlds: times.len() as u64,
        first: scenario.clock.date_at(first).to_string(),
    })
}
