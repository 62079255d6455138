//! The share of luck in claims: some worlds are run again with the same inputs and other luck. Where worlds share their inputs
//! these tell it themselves, but for claims that are asked of averages: then whole sets of inputs are run again, to see how much
//! of luck an average over so few has left.
//!
//! Where something is known of events, both lucks of a world are to agree with it. What is told is then the part of the
//! variance of a truth that is left where all inputs and all facts are known: of worlds that agree the inputs have their law
//! given the facts, and the second luck must have its law given these inputs and the facts, as the first has. So each world
//! that counts is run with further lucks until one agrees. Looking at a single one, and leaving out the worlds in which it
//! disagrees, would count each world once more by how likely the facts are in it.

use contend_analysis::dependence::Dependence;
use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Drawing, Ensemble, Frame, Meter, Plan, Prepared};
use contend_model::expression::Term;
use contend_model::id::ProfileId;
use contend_model::model::Scenario;
use contend_model::silence::silences;

use crate::claims::{self, AllTested, OtherTruths};
use crate::drawing::Drawn;
use crate::known::{self, Facts};
use crate::replications::Asked;

/// How many worlds are run again, the first ones: a quarter of all or somewhat less, and 512 at least. A power of two: of the
/// designs that go by them, the first worlds are as even as all. 512 tell a share to within 0.08 or so, 2,048 to within 0.04.
/// Of a grid or a table the first worlds are no fair sample, so all are run again.
pub(crate) fn replayed(main: &Plan) -> u64 {
    // Where worlds share their inputs, sets of them.
    let (all, drawn) = (
        main.worlds.end / main.replications,
        main.drawn / main.replications,
    );
    let sets = match &main.drawing {
        Drawing::Design(Design::FullFactorial { .. }) | Drawing::Given(_) => all,
        Drawing::Design(_) => {
            let quarter = (drawn / 4).checked_ilog2().map_or(0, |log| 1 << log);
            all.min(quarter.max(512))
        }
    };
    sets * main.replications
}

/// Lucks that are tried at most until one agrees with what is known.
const MOST_LUCKS: u64 = 64;
/// One in so many worlds may be without another luck that agrees; else the facts are too rare to tell of luck.
const WITHOUT: usize = 100;

/// What is run again: what claims that chance can reach read, under the profiles that they read it under. `None` where there
/// is no such claim.
pub(crate) fn plan(
    scenario: &Scenario,
    rests: &[Dependence],
    main: &Plan,
    drawn: &Drawn,
) -> Option<Plan> {
    let has = |p: ProfileId| main.profiles.iter().any(|w| w.profile == p);
    let reached = (scenario.claims.iter().zip(rests)).filter(|(claim, rests)| {
        let Some(test) = claim.test.simulated() else {
            return false;
        };
        let mut run = true;
        for part in claim.read_in_worlds() {
            part.visit(&mut |e| {
                if let Term::Outcome { profile, .. } = e.term {
                    run &= has(profile);
                }
            });
        }
        let again = main.replications == 1 || claim.by_inputs;
        rests.chance && again && run && silences(scenario, test).is_empty()
    });
    let profiles = claims::read(scenario, reached.map(|(claim, _)| claim), false, |_| true);
    (!profiles.is_empty()).then(|| Plan {
        profiles,
        worlds: 0..replayed(main),
        luck: 1,
        only_read: true,
        ..drawn.plan()
    })
}

/// The truths of claims with other luck; `None` where the run was stopped.
pub(crate) fn truths(
    scenario: &Scenario,
    plan: &Plan,
    drawn: &Drawn,
    tested: &AllTested,
    meter: &Meter,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Option<OtherTruths> {
    if let Some(facts) = known::facts(scenario) {
        return agreeing(
            &facts, scenario, plan, drawn, tested, meter, executor, progress,
        );
    }
    // What compiled once compiles again.
    let prepared = Prepared::new(plan, scenario, executor).ok()?;
    run_again(&prepared, scenario, tested, meter, executor, progress)
}

/// The truths of claims in the worlds, and with the luck, of a plan made ready.
fn run_again(
    prepared: &Prepared,
    scenario: &Scenario,
    tested: &AllTested,
    meter: &Meter,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Option<OtherTruths> {
    let mut ensemble = Ensemble::new(prepared.plan(), scenario);
    contend_ensemble::run(prepared, executor, meter, &mut ensemble).ok()?;
    if !ensemble.is_complete() {
        return None;
    }
    let frame = Frame::new(&ensemble, prepared.worlds(), scenario.inputs.len());
    let asked = Asked::new(scenario, &frame);
    Some(claims::with_other_luck(
        scenario, tested, &asked, executor, progress,
    ))
}

/// The same with the first other luck of each world that agrees with what is known; `None` also where that is too rarely found.
#[allow(clippy::too_many_arguments)] // as above, and what is known
fn agreeing(
    facts: &Facts<'_>,
    scenario: &Scenario,
    plan: &Plan,
    drawn: &Drawn,
    tested: &AllTested,
    meter: &Meter,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Option<OtherTruths> {
    let mut prepared = Prepared::new(plan, scenario, executor).ok()?;
    let mut asking = facts.prepare(plan.clone(), executor).ok()?;
    let numbers: Vec<u64> = (0..plan.worlds.end)
        .map(|p| drawn.worlds.number(p))
        .collect();
    let (mut open, mut others) = (numbers.clone(), OtherTruths::new());
    for luck in 1..=MOST_LUCKS {
        if open.is_empty() {
            break;
        }
        asking.set_luck(luck, open.clone());
        meter.also(facts.runs(open.len() as u64));
        let agree = facts.agreeing(&asking, meter, executor).ok()?;
        if agree.len() < open.len() {
            return None;
        }
        let mut agree = agree.into_iter();
        let found: Vec<u64> = open
            .extract_if(.., |_| agree.next() == Some(true))
            .collect();
        if found.is_empty() {
            continue;
        }
        prepared.set_luck(luck, found.clone());
        let truths = run_again(&prepared, scenario, tested, meter, executor, progress)?;
        others.resize(truths.len(), None);
        for (all, truths) in others.iter_mut().zip(truths) {
            let Some(truths) = truths else { continue };
            let all = all.get_or_insert_with(|| vec![None; numbers.len()]);
            for (number, truth) in found.iter().zip(truths) {
                if let Ok(place) = numbers.binary_search(number) {
                    all[place] = truth;
                }
            }
        }
    }
    (open.len() * WITHOUT <= numbers.len()).then_some(others)
}
