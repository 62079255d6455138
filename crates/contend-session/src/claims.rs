//! What the ensemble says of each claim: verdict, hinges, grounds.

use contend_analysis::Inputs;
use contend_analysis::TestError;
use contend_analysis::claim::{self, Truths};
use contend_analysis::dependence::Dependence;
use contend_analysis::grounds::{Backing, Grounds, Reason, Weight, grounds};
use contend_analysis::luck::luck;
use contend_analysis::verdict::{Verdict, Word};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress, Sequential, Silent};
use contend_ensemble::{Column, Columns, Ensemble, Frame, Meter, Plan, Prepared, Wanted, parallel};
use contend_model::expression::Term;
use contend_model::id::{ClaimId, OutcomeId, ProfileId};
use contend_model::model::{Claim, ClaimTest, Objection, Scenario};
use contend_model::place::Files;
use contend_model::silence::silences;

use crate::comparing;
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::hinges::{Tried, hinge_reports};
use crate::refusal;
use crate::report::{
    ClaimKind, ClaimReport, GroundsReason, GroundsReport, ObjectionReport, RestReport, Untested,
    WorldClaim,
};

/// The truth of each claim's test in each world, by claim; `None` for claims that are not tested in worlds.
pub(crate) type AllTruths = Vec<Option<Result<Truths, TestError>>>;

/// Evaluates the tests of all claims.
pub(crate) fn truths(
    scenario: &Scenario,
    frame: &Frame,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> AllTruths {
    parallel::map(
        executor,
        progress,
        scenario.claims.len(),
        |index| match &scenario.claims[index].test {
            ClaimTest::Worlds(test) => Some(claim::in_worlds(scenario, test, frame)),
            _ => None,
        },
    )
}

/// What claims are weighed by.
#[derive(Clone, Copy)]
pub(crate) struct Weighed<'a> {
    pub scenario: &'a Scenario,
    pub files: &'a Files,
    pub frame: &'a Frame<'a>,
    pub rests: &'a [Dependence],
    pub truths: &'a AllTruths,
    /// With other luck, where that was run.
    pub others: Option<&'a AllTruths>,
    pub worlds: &'a Worlds,
}

/// Weighs every claim of a scenario.
pub(crate) fn weigh(
    by: Weighed,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<ClaimReport> {
    let Weighed {
        scenario,
        frame,
        rests,
        worlds,
        ..
    } = by;
    let tested = |c: &Claim| matches!(c.test, ClaimTest::Worlds(_));
    let depending = scenario.claims.iter().zip(rests).filter(|(c, _)| tested(c));
    let ids = depending.flat_map(|(_, d)| d.inputs.iter().copied());
    let tried = Tried::draw(ids, frame.worlds() as u64, worlds, executor, progress);
    let inputs = tried.inputs(scenario);
    let mut reports = parallel::map(executor, progress, scenario.claims.len(), |index| {
        weigh_one(by, index, &rests[index], &tried, &inputs)
    });
    let verdicts: Vec<Word> = reports.iter().map(|r| r.verdict.word).collect();
    for (report, claim) in reports.iter_mut().zip(&scenario.claims) {
        report.rests_on = claim
            .rests_on
            .iter()
            .map(|id| rest(scenario, *id, &verdicts))
            .collect();
        report.objection = claim.objection.as_ref().map(|objection| match objection {
            Objection::Text(says) => ObjectionReport {
                says: says.clone(),
                claim: None,
            },
            Objection::Claim(id) => ObjectionReport {
                says: scenario.claims[id.index()].says.clone(),
                claim: Some(rest(scenario, *id, &verdicts)),
            },
        });
    }
    reports
}

/// Another claim with its verdict.
fn rest(scenario: &Scenario, id: ClaimId, verdicts: &[Word]) -> RestReport {
    RestReport {
        claim: scenario.claims[id.index()].id.clone(),
        verdict: verdicts[id.index()],
    }
}

/// Whether a claim's test reads one of some profiles by name; the baseline does not count: most are compared with it.
pub(crate) fn reads_any(scenario: &Scenario, claim: &Claim, names: &[String]) -> bool {
    let read = claim::profiles(claim).into_iter();
    let mut read = read.filter(|p| *p != scenario.baseline);
    read.any(|p| names.contains(&scenario.profiles[p.index()].id))
}

/// What claims need of profiles that games alone play; where some profiles are named, claims that read one of them.
pub(crate) fn of_games(scenario: &Scenario, named: &[String]) -> Vec<Wanted> {
    let mut read: Vec<(ProfileId, OutcomeId)> = Vec::new();
    let meant = |c: &&Claim| named.is_empty() || reads_any(scenario, c, named);
    for claim in scenario.claims.iter().filter(meant) {
        let ClaimTest::Worlds(test) = &claim.test else {
            continue;
        };
        test.visit(&mut |e| {
            if let Term::Outcome {
                outcome, profile, ..
            } = e.term
                && scenario.profiles[profile.index()].of_game
            {
                read.push((profile, outcome));
            }
        });
    }
    read.sort_unstable();
    read.dedup();
    let mut wanted: Vec<Wanted> = Vec::new();
    for (profile, outcome) in read {
        match wanted.last_mut().filter(|w| w.profile == profile) {
            Some(last) => last.outcomes.push(outcome),
            None => wanted.push(Wanted {
                profile,
                outcomes: vec![outcome],
                watches: Vec::new(),
            }),
        }
    }
    wanted
}

/// How each claim's test comes out in one world.
pub(crate) fn in_world(
    scenario: &Scenario,
    drawn: &Drawn,
    world: u64,
) -> Result<Vec<WorldClaim>, RunError> {
    let mut profiles: Vec<ProfileId> = scenario.claims.iter().flat_map(claim::profiles).collect();
    profiles.sort_unstable();
    profiles.dedup();
    let plan = Plan {
        profiles: profiles.iter().map(|p| Wanted::all(scenario, *p)).collect(),
        worlds: world..world + 1,
        ..drawn.plan()
    };
    let prepared = Prepared::new(&plan, scenario, &Sequential)
        .map_err(|error| refusal::plan_error(scenario, error))?;
    let mut ensemble = Ensemble::new(&plan, scenario);
    let meter = Meter::new(&Silent, plan.runs());
    contend_ensemble::run(&prepared, &Sequential, &meter, &mut ensemble)
        .map_err(RunError::Refused)?;
    let frame = Frame::new(&ensemble, &drawn.worlds, scenario.inputs.len());
    let claims = scenario.claims.iter().map(|claim| {
        let holds = match &claim.test {
            ClaimTest::Worlds(test) if !silences(scenario, test).is_empty() => None,
            ClaimTest::Worlds(test) => claim::in_worlds(scenario, test, &frame)
                .ok()
                .and_then(|t| t.values[0]),
            ClaimTest::Inputs(test) => claim::of_inputs(scenario, test).ok().flatten(),
            ClaimTest::ValueJudgement => None,
        };
        WorldClaim {
            id: claim.id.clone(),
            says: claim.says.clone(),
            holds,
        }
    });
    Ok(claims.collect())
}

fn weigh_one(
    by: Weighed,
    index: usize,
    rests: &Dependence,
    tried: &Tried,
    inputs: &Inputs,
) -> ClaimReport {
    let Weighed {
        scenario, frame, ..
    } = by;
    let claim = &scenario.claims[index];
    let mut report = blank(scenario, claim);
    report.reads = comparing::unnamed(scenario, by.files, claim);
    report.silent = comparing::silent(scenario, by.files, claim);
    if !report.silent.is_empty() {
        report.verdict = Verdict::of_silence();
        return report;
    }
    let parameters: Vec<Backing> = rests
        .quantities
        .iter()
        .map(|q| Backing::of(scenario, &scenario.quantity(*q).origin))
        .collect();
    match &claim.test {
        ClaimTest::ValueJudgement => {}
        ClaimTest::Inputs(test) => {
            let fact = claim::of_inputs(scenario, test);
            // What rests on an assumption, or on data of which nothing is said, agrees with no source.
            let cited = !claim.origin.sources.is_empty();
            let backed = |b: &Backing| matches!(b, Backing::Source(_));
            let sourced = cited || !parameters.is_empty() && parameters.iter().all(backed);
            report.verdict = Verdict::of_fact(fact.clone().ok().flatten(), sourced);
            if matches!(report.verdict.word, Word::InputCheck { .. }) {
                let found = grounds(&report.verdict, &[], &parameters, None);
                report.grounds = Some(grounds_report(&found, scenario));
            }
            report.untested = fact.err().map(|error| untested(scenario, &error));
        }
        ClaimTest::Worlds(test) => match &by.truths[index] {
            None => {}
            Some(Err(error)) => report.untested = Some(untested(scenario, error)),
            Some(Ok(truths)) => {
                let rule = &scenario.verdict_rule;
                report.verdict = Verdict::of_worlds(truths.tally, truths.failed, truths.lost, rule);
                report.ties = comparing::equal(scenario, by.files, claim, test, truths, by.frame);
                if !rests.differs() {
                    report.verdict = report.verdict.certain();
                    for tie in &mut report.ties {
                        tie.share = tie.share.certain();
                    }
                }
                report.example_holds = truths.first(true).map(|w| w as u64);
                report.example_fails = truths.first(false).map(|w| w as u64);
                if report.verdict.share.is_none() {
                    return report;
                }
                let weights = frame.column(Column::Weight);
                let found = tried.hinges(inputs, &rests.inputs, &truths.values, weights);
                let weights: Vec<Weight> = found
                    .hinges
                    .iter()
                    .map(|h| {
                        let id = tried.ids[h.input];
                        let quantity = scenario.quantity(scenario.inputs[id.index()].quantity);
                        Weight {
                            input: id.index(),
                            part: h.part,
                            backing: Backing::of(scenario, &quantity.origin),
                        }
                    })
                    .collect();
                let others = by.others.and_then(|others| others[index].as_ref());
                if let (true, Some(Ok(others))) = (rests.chance, others) {
                    report.luck =
                        luck(&truths.values, &others.values, frame.column(Column::Weight));
                }
                report.repeats = comparing::repeated(scenario, truths, (tried, inputs, rests));
                report.theories = comparing::theories(scenario, truths, rests, frame);
                report.thresholds = comparing::thresholds(scenario, test, frame);
                report.control = comparing::control(scenario, claim, test, frame);
                let mut grounds = grounds(&report.verdict, &weights, &parameters, report.luck);
                if report.repeats.is_some() {
                    grounds.repeats();
                }
                report.grounds = Some(grounds_report(&grounds, scenario));
                report.hinges = hinge_reports(scenario, &found, tried);
                report.nothing_hinges = found.nothing;
                report.explained = (!found.hinges.is_empty()).then_some(found.explains);
            }
        },
    }
    report
}

/// A report that says nothing yet.
fn blank(scenario: &Scenario, claim: &Claim) -> ClaimReport {
    ClaimReport {
        id: claim.id.clone(),
        says: claim.says.clone(),
        kind: match claim.test {
            ClaimTest::Worlds(_) => ClaimKind::Worlds,
            ClaimTest::Inputs(_) => ClaimKind::Inputs,
            ClaimTest::ValueJudgement => ClaimKind::ValueJudgement,
        },
        test: claim.text.clone(),
        sources: claim
            .origin
            .sources
            .iter()
            .map(|s| scenario.sources[s.index()].key.clone())
            .collect(),
        ..ClaimReport::default()
    }
}

/// Why a test has no result, with the names of the scenario.
fn untested(scenario: &Scenario, error: &TestError) -> Untested {
    match error {
        TestError::NotRun { profile, .. } => Untested::NotRun {
            profile: scenario.profiles[profile.index()].id.clone(),
        },
        TestError::NoDraws(input) => Untested::NoDraws {
            input: scenario.inputs[input.index()].name.clone(),
        },
        TestError::VariesOverTime(quantity) => Untested::VariesOverTime {
            quantity: scenario.quantity(*quantity).name.clone(),
        },
        TestError::OnlyInRuns => Untested::OnlyInRuns,
        TestError::TooLarge { elements } => Untested::TooLarge {
            elements: *elements,
        },
    }
}

fn grounds_report(grounds: &Grounds, scenario: &Scenario) -> GroundsReport {
    let named = |reason: &Reason| GroundsReason {
        reason: reason.clone(),
        name: match reason {
            Reason::Hinge { input, .. } => scenario.inputs.get(*input).map(|i| i.name.clone()),
            _ => None,
        },
    };
    GroundsReport {
        word: grounds.word,
        score: grounds.score,
        reasons: grounds.reasons.iter().map(named).collect(),
    }
}
