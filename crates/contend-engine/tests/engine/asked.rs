//! Runs in which nothing is computed but what is read: what is asked for has the bits of whole runs, also where worlds go
//! wrong.

use std::collections::BTreeSet;

use contend_engine::family::compile_family_for;
use contend_engine::{Batch, Fault, FaultPlace, Features, Request, compile};
use contend_model::clock::Method;
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp};
use contend_model::id::*;
use contend_model::model::*;
use contend_model::reach::{Readers, Source, last_read};
use proptest::prelude::{ProptestConfig, TestCaseError, any, prop_assert_eq, proptest};

use crate::runs::everything;
use crate::support::*;

const WORLDS: std::ops::Range<u64> = 3..22;

/// Some of the outcomes, in any order.
fn some_outcomes(scenario: &Scenario, dice: &[u8]) -> Vec<OutcomeId> {
    let all = scenario.outcomes.len() as u32;
    let mut chosen: Vec<OutcomeId> = (0..all)
        .filter(|k| dice[*k as usize % dice.len()].is_multiple_of(5))
        .map(OutcomeId)
        .collect();
    let by = usize::from(dice[0]) % chosen.len().max(1);
    chosen.rotate_left(by);
    chosen
}

/// Ends the windows of outcomes at instants of all kinds, and between them.
fn shorten(scenario: &mut Scenario, dice: &[u8]) {
    let (dt, steps) = (scenario.clock.dt, scenario.clock.steps);
    for (k, outcome) in scenario.outcomes.iter_mut().enumerate() {
        let die = dice[(3 * k + 1) % dice.len()];
        if let Term::Summary { window, .. } = &mut outcome.equation.term
            && window.0 == 0.0
        {
            let odd = if die.is_multiple_of(3) { 0.4 } else { 0.0 };
            let to = f64::from(1 + u32::from(die) % (steps - 1)) + odd;
            window.1 = to * dt;
        }
    }
}

/// Makes something go wrong in some worlds, now and then: variables, a hazard, a weight.
fn trouble(scenario: &mut Scenario, dice: &[u8]) {
    // What one equation goes wrong in is part of no other: of what is the same, a name is taken for all.
    let wrong = |e: &Expression, place: usize, die: u8| {
        let own = add(e.clone(), number(1e-3 * (1.0 + place as f64)));
        let whole = || unary(UnaryOp::Round, own.clone());
        match die % 8 {
            // Not defined where it is negative.
            0 => unary(UnaryOp::Sqrt, own),
            // Infinite where it rounds to 0, and what is infinite can get lost.
            1 => divide(number(1.0), whole()),
            2 => binary(BinaryOp::Min, divide(number(1.0), whole()), number(2.0)),
            3 => divide(number(1.0), divide(number(1.0), whole())),
            _ => e.clone(),
        }
    };
    for (k, quantity) in scenario.quantities.iter_mut().enumerate() {
        let die = dice[(5 * k + 2) % dice.len()];
        match &mut quantity.kind {
            QuantityKind::Variable { equation } => *equation = wrong(equation, k, die),
            QuantityKind::Stock(stock) => {
                stock.change = stock.change.as_ref().map(|e| wrong(e, k, die));
            }
            _ => {}
        }
    }
    for (k, event) in scenario.events.iter_mut().enumerate() {
        let die = dice[(7 * k + 3) % dice.len()];
        match &mut event.trigger {
            Trigger::Hazard(e) | Trigger::When(e) => *e = wrong(e, 40 + k, die),
            Trigger::Outcome { weight, .. } if k > 1 => *weight = wrong(weight, 40 + k, die),
            _ => {}
        }
    }
}

/// For each world, by place, whether an event has gone wrong that reaches an outcome before the outcome is read last.
fn misled(
    scenario: &Scenario,
    profile: ProfileId,
    id: OutcomeId,
    faults: &[Fault],
) -> BTreeSet<u64> {
    let readers = Readers::new(scenario, profile);
    let last = last_read(&scenario.clock, &scenario.outcomes[id.index()].equation);
    let misleads = |fault: &&Fault| match fault.place {
        FaultPlace::Event(event) => {
            fault.step.is_some_and(|step| step < last)
                && readers
                    .reached(Source::Event(event))
                    .has(Source::Outcome(id))
        }
        _ => false,
    };
    faults.iter().filter(misleads).map(|f| f.world).collect()
}

/// Holds what is asked of each profile against whole runs of it.
fn same_as_whole(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    batches: &[Batch],
) -> Result<(), TestCaseError> {
    for ((profile, request), batch) in asked.iter().zip(batches) {
        let all = Request {
            outcomes: everything(scenario).outcomes,
            ..Request::default()
        };
        let whole = compile(scenario, *profile, &all)
            .expect("compiles")
            .run(&Spread, WORLDS);
        let mut columns = batch.outcomes.iter();
        for id in &request.outcomes {
            let size = |k: &Outcome| scenario.size(&k.over);
            let first: usize = scenario.outcomes[..id.index()].iter().map(size).sum();
            let sizes = size(&scenario.outcomes[id.index()]);
            let own = &scenario.outcomes[id.index()].id;
            for theirs in &whole.outcomes[first..first + sizes] {
                let bits = |c: &[f64]| -> Vec<u64> {
                    c.iter()
                        .map(|x| if x.is_nan() { 1 } else { x.to_bits() })
                        .collect()
                };
                let ours = columns.next().expect("a column");
                prop_assert_eq!(bits(ours), bits(theirs), "{} under {:?}", own, profile);
            }
            let (ours, theirs) = (&batch.faults, &whole.faults);
            prop_assert_eq!(
                misled(scenario, *profile, *id, ours),
                misled(scenario, *profile, *id, theirs),
                "{} under {:?}",
                own,
                profile
            );
        }
        prop_assert_eq!(columns.next(), None);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_asked_has_the_bits_of_whole_runs(
        scenario in random_play(),
        now in 0..11u32,
        dice in any::<[u8; 64]>(),
        lanes in 0..3usize,
    ) {
        holds(scenario, now, &dice, lanes)?;
    }

    #[test]
    fn what_is_asked_has_the_bits_of_whole_runs_in_which_something_goes_wrong(
        mut scenario in random_play(),
        now in 0..11u32,
        dice in any::<[u8; 64]>(),
        lanes in 0..3usize,
    ) {
        scenario.clock.method = Method::Euler;
        trouble(&mut scenario, &dice);
        holds(scenario, now, &dice, lanes)?;
    }
}

/// Asks each profile for some outcomes.
fn holds(mut scenario: Scenario, now: u32, dice: &[u8], lanes: usize) -> Result<(), TestCaseError> {
    scenario.clock.now = (now < 10).then_some(now);
    shorten(&mut scenario, dice);
    let profiles = (0..scenario.profiles.len() as u32).map(ProfileId);
    let asked: Vec<(ProfileId, Request)> = profiles
        .map(|p| {
            let request = Request {
                outcomes: some_outcomes(&scenario, &dice[8 * p.index()..]),
                only_read: true,
                ..Request::default()
            };
            (p, request)
        })
        .filter(|(_, request)| !request.outcomes.is_empty())
        .collect();
    let lanes = [8, 16, 64][lanes];
    let family = compile_family_for(&scenario, &asked, Features::detect(), Some(lanes));
    let batches = family.expect("compiles").run(&Spread, WORLDS, &|| true);
    same_as_whole(&scenario, &asked, &batches.expect("nobody stops it"))?;
    // One profile by itself.
    for (profile, request) in &asked {
        let alone = compile(&scenario, *profile, request)
            .expect("compiles")
            .run(&Spread, WORLDS);
        same_as_whole(&scenario, &[(*profile, request.clone())], &[alone])?;
    }
    Ok(())
}
