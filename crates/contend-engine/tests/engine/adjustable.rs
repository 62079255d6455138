//! Candidates: levers that are set, and inputs that are pinned, without compiling have the bits of scenarios that are edited so and
//! compiled anew.

use std::collections::BTreeSet;
use std::ops::Range;

use contend_engine::adjustable::compile_adjustable_for;
use contend_engine::{
    Adjustable, Batch, Candidate, CandidateError, CompileError, Draws, Features, Request, Setting,
    compile, compile_adjustable,
};
use contend_model::clock::Method;
use contend_model::expression::{Axis, BinaryOp, Expression, ReduceOp, SummaryOp, Term, UnaryOp};
use contend_model::id::*;
use contend_model::model::*;
use proptest::prelude::{ProptestConfig, TestCaseError, any, prop_assert_eq, proptest};

use crate::runs::{bits, everything};
use crate::support::*;

const WORLDS: Range<u64> = 3..22;

fn always() -> bool {
    true
}

/// The equation that a reader makes of a schedule, and where the setting does not hold, what the strategy says.
fn equation(
    scenario: &Scenario,
    lever: QuantityId,
    setting: &Setting,
    old: Option<&Expression>,
) -> Expression {
    let quantity = scenario.quantity(lever);
    let QuantityKind::Lever(kind) = &quantity.kind else {
        panic!("no lever");
    };
    let now = || expression(Term::Time, &[]);
    let from = |at: f64| binary(BinaryOp::GreaterEqual, now(), number(at));
    let of_elements = |values: &[f64]| match values {
        [one] => number(*one),
        values => {
            let last = values.len() - 1;
            (0..last).rev().fold(number(values[last]), |rest, k| {
                let here = expression(Term::Position(quantity.over[0]), &quantity.over);
                let is = binary(BinaryOp::Equal, here, number(k as f64));
                choose(is, number(values[k]), rest)
            })
        }
    };
    let mut set = number(kind.default);
    for (k, (at, value)) in setting.points.iter().enumerate() {
        let here = match setting.points.get(k + 1) {
            Some((next_at, next)) if setting.ramp => {
                let slopes: Vec<f64> = (0..value.len().max(next.len()))
                    .map(|e| {
                        let of = |v: &[f64]| v.get(e).copied().unwrap_or(v[0]);
                        (of(next) - of(value)) / (next_at - at)
                    })
                    .collect();
                let risen = multiply(subtract(now(), number(*at)), of_elements(&slopes));
                add(of_elements(value), risen)
            }
            _ => of_elements(value),
        };
        set = choose(from(*at), here, set);
    }
    if setting.steps == [(0, u32::MAX)] {
        return set;
    }
    let old = old.cloned().unwrap_or(number(kind.default));
    let clock = &scenario.clock;
    let time = |step: u32| clock.time_of_step(step.min(clock.steps + 1));
    setting.steps.iter().fold(old, |old, (first, end)| {
        let until = binary(BinaryOp::Less, now(), number(time(*end)));
        let inside = choose(until, set.clone(), old.clone());
        choose(from(time(*first)), inside, old)
    })
}

/// The scenario with a candidate as a profile of its own, the last.
fn edited(scenario: &Scenario, candidate: &Candidate) -> (Scenario, ProfileId) {
    let mut edited = scenario.clone();
    let mut profile = scenario.profiles[candidate.profile.index()].clone();
    let mut anew = |strategy: Option<StrategyId>, actor: ActorId| {
        let mut own = match strategy {
            Some(id) => scenario.strategies[id.index()].clone(),
            None => Strategy {
                settings: Vec::new(),
                ..scenario.strategies[0].clone()
            },
        };
        own.actor = actor;
        for (lever, setting) in &candidate.levers {
            let QuantityKind::Lever(kind) = &scenario.quantity(*lever).kind else {
                panic!("no lever");
            };
            if kind.actor == actor {
                let old = own.settings.iter().position(|(q, _)| q == lever);
                let old = old.map(|k| own.settings.remove(k).1);
                let e = equation(scenario, *lever, setting, old.as_ref());
                own.settings.push((*lever, e));
            }
        }
        edited.strategies.push(own);
        Some(StrategyId(edited.strategies.len() as u32 - 1))
    };
    for (actor, strategy) in profile.strategies.iter_mut().enumerate() {
        *strategy = anew(*strategy, ActorId(actor as u32));
    }
    for later in &mut profile.later {
        later.strategy = anew(Some(later.strategy), later.actor).expect("a strategy");
    }
    edited.profiles.push(profile);
    (edited, ProfileId(scenario.profiles.len() as u32))
}

/// Worlds in which some inputs are drawn so, as a table of worlds has them.
struct Pinned<'c>(&'c [(InputId, f64)]);

impl Draws for Pinned<'_> {
    fn seed(&self) -> u64 {
        Spread.seed()
    }

    fn number(&self, place: u64) -> u64 {
        Spread.number(place)
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        let pin = self.0.iter().find(|(id, _)| *id == input);
        pin.map_or_else(|| Spread.value(world, input), |(_, value)| *value)
    }
}

/// Levers of a scenario.
fn levers(scenario: &Scenario) -> Vec<QuantityId> {
    (0..scenario.quantities.len() as u32)
        .map(QuantityId)
        .filter(|q| matches!(scenario.quantity(*q).kind, QuantityKind::Lever(_)))
        .collect()
}

/// Levers that take whole numbers have a whole default, as a reader sees to.
fn tidy(scenario: &mut Scenario) {
    for quantity in &mut scenario.quantities {
        if let QuantityKind::Lever(lever) = &mut quantity.kind
            && matches!(lever.domain, LeverDomain::Number { whole: true, .. })
        {
            lever.default = lever.default.round();
        }
    }
}

/// A candidate by chance: of each lever a constant, dates, a ramp or nothing, over the whole run or some steps.
fn candidate(scenario: &Scenario, dice: &mut impl Iterator<Item = u8>, pins: bool) -> Candidate {
    let mut die = || dice.next().expect("dice");
    let profile = ProfileId(u32::from(die()) % scenario.profiles.len() as u32);
    let mut candidate = Candidate::of(profile);
    for lever in levers(scenario) {
        let quantity = scenario.quantity(lever);
        let QuantityKind::Lever(kind) = &quantity.kind else {
            panic!("no lever");
        };
        let whole = matches!(kind.domain, LeverDomain::Number { whole: true, .. });
        let size = scenario.size(&quantity.over);
        let kind = die() % 5;
        let by_element = die() % 2 == 0;
        let value = |die: &mut dyn FnMut() -> u8| {
            let one = |die: u8| match whole {
                true => f64::from(die % 3) - 1.0,
                false => f64::from(die % 21) / 10.0 - 1.0,
            };
            match by_element {
                true => (0..size).map(|_| one(die())).collect(),
                false => vec![one(die())],
            }
        };
        let dt = scenario.clock.dt;
        let dates = |die: &mut dyn FnMut() -> u8| {
            let first = f64::from(die() % 8) * 0.5;
            [first, first + 1.5, first + 2.0 + f64::from(die() % 8)].map(|place| place * dt)
        };
        let points = match kind {
            0 => continue,
            1 => vec![(0.0, value(&mut die))],
            _ => (dates(&mut die).into_iter())
                .map(|at| (at, value(&mut die)))
                .collect(),
        };
        let steps = match die() % 4 {
            0 if scenario.clock.method == Method::Euler => {
                let from = u32::from(die()) % 8;
                let until = from + 1 + u32::from(die()) % 6;
                let again = (until + 1, until + u32::from(die()) % 4);
                [(from, until), again]
                    .into_iter()
                    .filter(|(from, until)| from < until)
                    .collect()
            }
            _ => vec![(0, u32::MAX)],
        };
        let setting = Setting {
            points,
            ramp: kind > 2 && !whole,
            steps,
        };
        candidate.levers.push((lever, setting));
    }
    if pins {
        for input in 0..scenario.inputs.len() as u32 {
            if die() % 3 == 0 {
                let value = [0.0, 1.0, 2.0, 0.3, 1.7][usize::from(die()) % 5];
                candidate.pins.push((InputId(input), value));
            }
        }
    }
    candidate
}

/// All profiles, each with all outcomes, or some.
fn asked(scenario: &Scenario, dice: &[u8], only_read: bool) -> Vec<(ProfileId, Request)> {
    (0..scenario.profiles.len())
        .map(|p| {
            let mut outcomes = everything(scenario).outcomes;
            if only_read {
                outcomes.retain(|o| dice[(o.index() + 7 * p) % dice.len()].is_multiple_of(3));
            }
            let request = Request {
                outcomes,
                only_read,
                ..Request::default()
            };
            (ProfileId(p as u32), request)
        })
        .collect()
}

/// The batches of all candidates, in their order; from kept states where they are given.
fn run(
    adjustable: &Adjustable,
    candidates: &[Candidate],
    worlds: Range<u64>,
    kept: bool,
) -> Vec<Batch> {
    let settled = adjustable.candidates(candidates).expect("sound candidates");
    let mut all = vec![Batch::default(); candidates.len()];
    let states = (kept).then(|| {
        let states = adjustable.keep_states(&Spread, worlds.clone(), &always);
        states.expect("nobody stops it")
    });
    for group in 0..settled.groups() {
        let batches = match &states {
            Some(states) => settled
                .run_from(group, &Spread, states, &always)
                .expect("the states are its own"),
            None => settled.run(group, &Spread, worlds.clone(), &always),
        };
        for (place, batch) in settled
            .members(group)
            .iter()
            .zip(batches.expect("not stopped"))
        {
            all[*place] = batch;
        }
    }
    all
}

type Seen = BTreeSet<(u64, Option<u32>, String, u32)>;

fn seen(batch: &Batch) -> Seen {
    (batch.faults.iter())
        .map(|f| (f.world, f.step, format!("{:?}", f.place), f.element))
        .collect()
}

/// Holds candidates against the scenario edited so and compiled anew.
fn holds(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    candidates: &[Candidate],
    batches: &[Batch],
) -> Result<(), TestCaseError> {
    let only_read = asked.iter().any(|(_, request)| request.only_read);
    for (candidate, batch) in candidates.iter().zip(batches) {
        let (edited, profile) = edited(scenario, candidate);
        let mut asked = asked.iter();
        let request = &asked
            .find(|(p, _)| *p == candidate.profile)
            .expect("asked")
            .1;
        let anew = compile(&edited, profile, request).expect("compiles");
        let anew = anew.run(&Pinned(&candidate.pins), WORLDS);
        prop_assert_eq!(batch.outcomes.len(), anew.outcomes.len());
        for (k, (own, theirs)) in bits(batch).iter().zip(bits(&anew)).enumerate() {
            prop_assert_eq!(own, &theirs, "column {} of {:?}", k, candidate);
        }
        if scenario.clock.now.is_some_and(|now| now > 0) && !only_read {
            prop_assert_eq!(seen(batch), seen(&anew), "{:?}", candidate);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn candidates_have_the_bits_of_edited_scenarios(
        mut scenario in random_play(),
        now in 0..11u32,
        lanes in 0..3usize,
        dice in any::<[[u8; 32]; 20]>(),
        only_read in any::<bool>(),
        pins in any::<bool>(),
        count in 1..7usize,
    ) {
        tidy(&mut scenario);
        scenario.clock.now = (now < 10).then_some(now);
        let lanes = [8, 16, 64][lanes];
        let mut rest = dice.into_iter().flatten().cycle();
        let candidates: Vec<Candidate> = (0..count)
            .map(|_| candidate(&scenario, &mut rest, pins))
            .collect();
        let mut asked = asked(&scenario, &dice[0], only_read);
        // One profile alone, or all.
        if dice[1][0].is_multiple_of(3) {
            asked.retain(|(p, _)| *p == candidates[0].profile);
        }
        let known = |c: &Candidate| asked.iter().any(|(p, _)| *p == c.profile);
        let candidates: Vec<Candidate> = candidates.into_iter().filter(known).collect();
        let open = levers(&scenario);
        let adjustable =
            compile_adjustable_for(&scenario, &asked, &open, Features::detect(), Some(lanes)).expect("compiles");
        let whole = run(&adjustable, &candidates, WORLDS, false);
        holds(&scenario, &asked, &candidates, &whole)?;
        // In parts.
        for (first, second) in [(3..9, 9..22), (3..20, 20..22)] {
            let first = run(&adjustable, &candidates, first, false);
            let second = run(&adjustable, &candidates, second, false);
            for ((mut batch, second), whole) in first.into_iter().zip(second).zip(&whole) {
                for (column, more) in batch.outcomes.iter_mut().zip(second.outcomes) {
                    column.extend(more);
                }
                prop_assert_eq!(bits(&batch), bits(whole));
            }
        }
        // From `now` on.
        if !pins {
            let from_now = run(&adjustable, &candidates, WORLDS, true);
            for (batch, whole) in from_now.iter().zip(&whole) {
                prop_assert_eq!(bits(batch), bits(whole));
                prop_assert_eq!(seen(batch), seen(whole));
            }
        }
    }
}

/// A lever between 0 and 4, 1 where nobody sets it; a stock that sums it up, and a drawn number; two profiles of which the second
/// sets it to 2.
fn summing(now: Option<u32>) -> Scenario {
    let lever = QuantityKind::Lever(Lever {
        actor: ActorId(0),
        public: true,
        domain: LeverDomain::Number {
            low: 0.0,
            high: 4.0,
            whole: false,
        },
        default: 1.0,
    });
    let mut built = scenario(
        Method::Euler,
        9,
        dimensions(),
        vec![
            quantity("lever", &[], lever),
            stock("sum", &[], number(0.0), read(0, &[]), Floor::None),
            parameter("drawn", &[], vec![1.0], vec![Some(InputId(0))]),
        ],
    );
    built.clock.now = now;
    built.inputs = inputs_of(&built);
    built.strategies.push(Strategy {
        actor: ActorId(0),
        id: "two".into(),
        about: String::new(),
        settings: vec![(QuantityId(0), number(2.0))],
        free: None,
        span: SPAN,
    });
    built.actors = vec![Actor {
        id: "a".into(),
        name: "a".into(),
        about: String::new(),
        default_strategy: None,
        span: SPAN,
    }];
    built.profiles = [None, Some(StrategyId(0))]
        .map(|s| Profile {
            strategies: vec![s],
            ..built.profiles[0].clone()
        })
        .to_vec();
    let all = (0.0, 9.0 * 0.25);
    built.outcomes = vec![
        outcome("end", summary(SummaryOp::Last, read(1, &[]), all)),
        outcome("drawn", multiply(number(2.0), read(2, &[]))),
    ];
    built
}

fn all_asked(scenario: &Scenario) -> Vec<(ProfileId, Request)> {
    let request = Request {
        outcomes: everything(scenario).outcomes,
        ..Request::default()
    };
    (0..scenario.profiles.len() as u32)
        .map(|p| (ProfileId(p), request.clone()))
        .collect()
}

/// From 2 at 0.5 in a straight line to 4 at 1.5.
fn rising() -> Setting {
    Setting {
        points: vec![(0.5, vec![2.0]), (1.5, vec![4.0])],
        ramp: true,
        steps: vec![(0, u32::MAX)],
    }
}

/// What nine steps of a quarter sum up to, by hand.
#[test]
fn settings_act_when_they_say() {
    let set = |setting: Setting| Candidate {
        levers: vec![(QuantityId(0), setting)],
        ..Candidate::of(ProfileId(0))
    };
    let within = |from: u32, until: u32| Setting {
        steps: vec![(from, until)],
        ..rising()
    };
    let stairs = Setting {
        ramp: false,
        ..rising()
    };
    let two = Candidate {
        profile: ProfileId(1),
        ..set(within(3, 5))
    };
    for (now, candidate, rates) in [
        (None, Candidate::of(ProfileId(0)), [1.0; 9]),
        (None, Candidate::of(ProfileId(1)), [2.0; 9]),
        (None, set(Setting::constant(3.0)), [3.0; 9]),
        (
            None,
            set(rising()),
            [1.0, 1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.0, 4.0],
        ),
        (
            None,
            set(stairs),
            [1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0],
        ),
        (
            Some(3),
            set(rising()),
            [1.0, 1.0, 1.0, 2.5, 3.0, 3.5, 4.0, 4.0, 4.0],
        ),
        (
            None,
            set(within(3, 5)),
            [1.0, 1.0, 1.0, 2.5, 3.0, 1.0, 1.0, 1.0, 1.0],
        ),
        (
            None,
            two.clone(),
            [2.0, 2.0, 2.0, 2.5, 3.0, 2.0, 2.0, 2.0, 2.0],
        ),
        (Some(4), two, [1.0, 1.0, 1.0, 1.0, 3.0, 2.0, 2.0, 2.0, 2.0]),
    ] {
        let built = summing(now);
        let asked = all_asked(&built);
        let adjustable = compile_adjustable(&built, &asked, &[QuantityId(0)]).expect("compiles");
        let sum = rates.iter().sum::<f64>() * 0.25;
        for kept in [false, true] {
            let batch = &run(&adjustable, std::slice::from_ref(&candidate), 0..3, kept)[0];
            assert_eq!(batch.outcomes[0], [sum; 3], "{candidate:?} from {now:?}");
        }
    }
}

#[test]
fn a_pinned_input_is_the_same_in_all_worlds_and_alone() {
    let built = summing(None);
    let adjustable =
        compile_adjustable(&built, &all_asked(&built), &[QuantityId(0)]).expect("compiles");
    let pinned = Candidate {
        pins: vec![(InputId(0), 0.75)],
        ..Candidate::of(ProfileId(0))
    };
    let batches = run(
        &adjustable,
        &[Candidate::of(ProfileId(0)), pinned],
        0..9,
        false,
    );
    let drawn: Vec<f64> = (0..9).map(|w| 2.0 * Spread.value(w, InputId(0))).collect();
    assert_eq!(batches[0].outcomes[1], drawn);
    assert_eq!(batches[1].outcomes[1], [1.5; 9]);
}

#[test]
fn what_cannot_be_set_is_refused() {
    let built = summing(Some(3));
    let lever = QuantityId(0);
    let asked = all_asked(&built);
    let adjustable = compile_adjustable(&built, &asked[..1], &[lever]).expect("compiles");
    let refused = |candidate: &Candidate| {
        let all = [Candidate::of(ProfileId(0)), candidate.clone()];
        let found = adjustable.candidates(&all);
        let (place, why) = found.expect_err("refused");
        assert_eq!(place, 1);
        why
    };
    let set = |setting: Setting| Candidate {
        levers: vec![(lever, setting)],
        ..Candidate::of(ProfileId(0))
    };
    let points = |points: &[(f64, &[f64])]| Setting {
        points: points.iter().map(|(t, v)| (*t, v.to_vec())).collect(),
        ..rising()
    };
    for value in [4.5, -0.5, f64::NAN] {
        let why = refused(&set(Setting::constant(value)));
        assert!(matches!(why, CandidateError::Outside { .. }), "{why:?}");
    }
    for wrong in [
        points(&[]),
        points(&[(1.0, &[1.0]), (1.0, &[2.0])]),
        points(&[(f64::NAN, &[1.0])]),
    ] {
        assert_eq!(refused(&set(wrong)), CandidateError::Times(lever));
    }
    let two = refused(&set(points(&[(0.0, &[1.0, 2.0])])));
    let elements = CandidateError::Elements {
        lever,
        elements: 1,
        values: 2,
    };
    assert_eq!(two, elements);
    let other = Candidate::of(ProfileId(1));
    assert_eq!(refused(&other), CandidateError::OtherProfile(ProfileId(1)));
    let twice = Candidate {
        levers: vec![(lever, rising()), (lever, rising())],
        ..Candidate::of(ProfileId(0))
    };
    assert_eq!(refused(&twice), CandidateError::Twice);
    let closed = Candidate {
        levers: vec![(QuantityId(1), rising())],
        ..Candidate::of(ProfileId(0))
    };
    assert_eq!(refused(&closed), CandidateError::NotOpen(QuantityId(1)));
    let unknown = Candidate {
        pins: vec![(InputId(7), 1.0)],
        ..Candidate::of(ProfileId(0))
    };
    let why = refused(&unknown);
    assert!(matches!(why, CandidateError::Pin { .. }), "{why:?}");
    // What differs before `now` does not go on from there.
    let pinned = [Candidate {
        pins: vec![(InputId(0), 1.0)],
        ..Candidate::of(ProfileId(0))
    }];
    let states = adjustable
        .keep_states(&Spread, 0..9, &always)
        .expect("kept");
    let settled = adjustable.candidates(&pinned).expect("sound");
    let found = settled.run_from(0, &Spread, &states, &always);
    assert_eq!(found, Err(CandidateError::PinnedBeforeNow));
    // Nor do states of other programs.
    let both = compile_adjustable(&built, &asked, &[]).expect("compiles");
    let one = both
        .candidates(&[Candidate::of(ProfileId(0))])
        .expect("sound");
    let other = summing(Some(2));
    let other = compile_adjustable_for(&other, &asked, &[lever], Features::detect(), Some(16));
    let states = other.expect("compiles").keep_states(&Spread, 0..9, &always);
    let found = one.run_from(0, &Spread, &states.expect("kept"), &always);
    assert_eq!(found, Err(CandidateError::OtherStates));
}

#[test]
fn a_run_that_is_stopped_gives_nothing() {
    let built = summing(Some(3));
    let adjustable = compile_adjustable(&built, &all_asked(&built), &[]).expect("compiles");
    let settled = adjustable.candidates(&[Candidate::of(ProfileId(0))]);
    let settled = settled.expect("sound");
    assert_eq!(settled.run(0, &Spread, 0..9, &|| false), None);
    assert!(adjustable.keep_states(&Spread, 0..9, &|| false).is_none());
}

/// Where an open lever and an array need each other's earlier elements, the order of sums would hang on what is set.
#[test]
fn a_lever_in_a_recursion_cannot_be_left_open() {
    let k = DimensionId(2);
    let mut built = summing(None);
    built.quantities[0].over = vec![k];
    let mut earlier = read(0, &[k]);
    if let Term::Read { axes, .. } = &mut earlier.term {
        *axes = vec![Axis::Along {
            dimension: k,
            offset: -1,
        }];
    }
    let chain = add(read(2, &[]), multiply(number(0.3), earlier));
    let both = reduce(ReduceOp::Sum, add(read(0, &[k]), read(3, &[k])), &[k]);
    built.quantities[1] = stock("sum", &[], number(0.0), both, Floor::None);
    built.quantities.push(variable("chain", &[k], chain));
    built.strategies[0].settings[0].1 = unary(UnaryOp::Tanh, read(3, &[k]));
    let asked = all_asked(&built);
    let refused = compile_adjustable(&built, &asked[1..], &[QuantityId(0)]);
    let (profile, why) = refused.expect_err("refused");
    assert_eq!(profile, ProfileId(1));
    assert!(matches!(why, CompileError::Loop { .. }), "{why:?}");
    compile_adjustable(&built, &asked[1..], &[]).expect("compiles where it is not open");
}
