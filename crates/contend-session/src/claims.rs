//! What the ensemble says of each claim: verdict, hinges, grounds, in values and in words.

use contend_analysis::TestError;
use contend_analysis::claim::{self, Truths};
use contend_analysis::dependence::{Dependence, dependence};
use contend_analysis::grounds::{Backing, Reason, Weight, grounds};
use contend_analysis::verdict::{Verdict, Word, phrase};
use contend_analysis::{Inputs, Share};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress, Sequential, Silent};
use contend_ensemble::{Column, Columns, Ensemble, Frame, Meter, Plan, Prepared, Wanted, parallel};
use contend_model::expression::Node;
use contend_model::id::{ClaimId, OutcomeId, ProfileId};
use contend_model::model::{Claim, ClaimTest, Objection, Scenario};

use crate::drawing::Drawn;
use crate::hinges::{Tried, hinge_reports};
use crate::refusal;
use crate::report::{ClaimReport, GroundsReport, ObjectionReport, RestReport, WorldClaim};
use crate::request::RunError;

/// Hinges among the reasons for grounds.
const REASONS: usize = 3;

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

/// Weighs every claim of a scenario.
pub(crate) fn weigh(
    scenario: &Scenario,
    frame: &Frame,
    truths: &AllTruths,
    worlds: &Worlds,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<ClaimReport> {
    let rests: Vec<Dependence> = scenario
        .claims
        .iter()
        .map(|c| dependence(scenario, c))
        .collect();
    let tested = |c: &Claim| matches!(c.test, ClaimTest::Worlds(_));
    let depending = scenario
        .claims
        .iter()
        .zip(&rests)
        .filter(|(c, _)| tested(c));
    let ids = depending.flat_map(|(_, d)| d.inputs.iter().copied());
    let tried = Tried::draw(ids, frame.worlds() as u64, worlds, executor, progress);
    let inputs = tried.inputs(scenario);
    let mut reports = parallel::map(executor, progress, scenario.claims.len(), |index| {
        weigh_one(
            scenario,
            frame,
            &scenario.claims[index],
            truths[index].as_ref(),
            &rests[index],
            &tried,
            &inputs,
        )
    });
    let verdicts: Vec<(String, Option<bool>)> = reports
        .iter()
        .map(|r| (r.verdict.clone(), r.fact))
        .collect();
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
fn rest(scenario: &Scenario, id: ClaimId, verdicts: &[(String, Option<bool>)]) -> RestReport {
    let (verdict, fact) = verdicts.get(id.index()).cloned().unwrap_or_default();
    RestReport {
        claim: scenario.claims[id.index()].id.clone(),
        verdict,
        fact,
    }
}

/// What claims need of profiles that games alone play.
pub(crate) fn of_games(scenario: &Scenario) -> Vec<Wanted> {
    let mut read: Vec<(ProfileId, OutcomeId)> = Vec::new();
    for claim in &scenario.claims {
        let ClaimTest::Worlds(test) = &claim.test else {
            continue;
        };
        test.visit(&mut |e| {
            if let Node::Outcome {
                outcome, profile, ..
            } = e.node
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
    scenario: &Scenario,
    frame: &Frame,
    claim: &Claim,
    truths: Option<&Result<Truths, TestError>>,
    rests: &Dependence,
    tried: &Tried,
    inputs: &Inputs,
) -> ClaimReport {
    let mut report = blank(scenario, claim);
    let parameters: Vec<Backing> = rests
        .quantities
        .iter()
        .map(|q| Backing::of(scenario, &scenario.quantity(*q).origin))
        .collect();
    match &claim.test {
        ClaimTest::ValueJudgement => {
            report.verdict = Verdict::of_value_judgement().word.as_str().to_owned();
            report.phrase = "a value judgement, which no simulation can test".to_owned();
        }
        ClaimTest::Inputs(test) => {
            let fact = claim::of_inputs(scenario, test);
            let verdict = Verdict::of_fact(fact.clone().ok().flatten());
            report.verdict = verdict.word.as_str().to_owned();
            report.fact = fact.clone().ok().flatten();
            report.phrase = match fact {
                Ok(Some(true)) => "true of the central values and data".to_owned(),
                Ok(Some(false)) => "not true of the central values and data".to_owned(),
                Ok(None) => "the test has no value for the central values and data".to_owned(),
                Err(error) => error.to_string(),
            };
            if report.fact.is_some() {
                report.grounds = Some(grounds_report(
                    &grounds(&verdict, &[], &parameters),
                    scenario,
                ));
            }
        }
        ClaimTest::Worlds(_) => match truths {
            None => {}
            Some(Err(error)) => {
                report.verdict = Word::NotTested.as_str().to_owned();
                report.phrase = match error {
                    TestError::NotRun { profile, .. } => format!(
                        "the test needs the profile `{}`, which was not run",
                        scenario.profiles[profile.index()].id
                    ),
                    other => other.to_string(),
                };
            }
            Some(Ok(truths)) => {
                let verdict =
                    Verdict::of_worlds(truths.tally, truths.failed, &scenario.verdict_rule);
                report.verdict = verdict.word.as_str().to_owned();
                report.worlds_tested = truths.worlds();
                report.worlds_failed = truths.failed;
                report.example_holds = truths.first(true).map(|w| w as u64);
                report.example_fails = truths.first(false).map(|w| w as u64);
                let Some(share) = verdict.share else {
                    report.phrase = "no world ran without fault, so nothing can be said".to_owned();
                    return report;
                };
                report.share = Some(share.share);
                report.interval = Some((share.low, share.high));
                report.phrase = format!("{} ({})", phrase(&share), interval(&share));
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
                report.grounds = Some(grounds_report(
                    &grounds(&verdict, &weights, &parameters),
                    scenario,
                ));
                report.hinges = hinge_reports(scenario, &found, tried);
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
            ClaimTest::Worlds(_) => "worlds",
            ClaimTest::Inputs(_) => "inputs",
            ClaimTest::ValueJudgement => "value-judgement",
        },
        verdict: String::new(),
        fact: None,
        share: None,
        interval: None,
        phrase: String::new(),
        worlds_tested: 0,
        worlds_failed: 0,
        example_holds: None,
        example_fails: None,
        hinges: Vec::new(),
        explained: None,
        grounds: None,
        rests_on: Vec::new(),
        objection: None,
        test: claim.text.clone(),
        sources: claim
            .origin
            .sources
            .iter()
            .map(|s| scenario.sources[s.index()].key.clone())
            .collect(),
    }
}

/// The interval as part of a hundred: `82–84`; with `of 100` where the share itself is not said so.
fn interval(share: &Share) -> String {
    let (low, high) = (100.0 * share.low, 100.0 * share.high);
    let text = if high - low >= 1.5 {
        format!("{low:.0}–{high:.0}")
    } else {
        // Narrow: as many digits as part the ends.
        let digits = if high - low >= 0.15 { 1 } else { 2 };
        let plain = |v: f64| {
            if v == 0.0 || v == 100.0 {
                format!("{v}")
            } else {
                format!("{v:.digits$}")
            }
        };
        format!("{}–{}", plain(low), plain(high))
    };
    if share.tally.worlds < 100 || share.is_unanimous() {
        format!("{text} of 100")
    } else {
        text
    }
}

fn grounds_report(
    grounds: &contend_analysis::grounds::Grounds,
    scenario: &Scenario,
) -> GroundsReport {
    let quoted: Vec<String> = scenario
        .inputs
        .iter()
        .map(|i| format!("`{}`", i.name))
        .collect();
    let name = |input: usize| quoted[input].as_str();
    let (of_hinges, others): (Vec<&Reason>, Vec<&Reason>) = grounds
        .reasons
        .iter()
        .partition(|r| matches!(r, Reason::Hinge { .. }));
    let reasons = of_hinges
        .into_iter()
        .take(REASONS)
        .chain(others)
        .map(|r| r.words(name))
        .collect();
    GroundsReport {
        word: grounds.word.as_str().to_owned(),
        score: grounds.score,
        reasons,
        causes: grounds.reasons.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_told_with_as_many_digits_as_they_need() {
        let say = |holds, worlds| interval(&Share::new(holds, worlds).unwrap());
        assert_eq!(say(830, 1000), "81–85");
        assert_eq!(say(83_000, 100_000), "82.8–83.2");
        assert_eq!(say(1000, 1000), "99.6–100 of 100");
        assert_eq!(say(5, 10), "24–76 of 100");
    }
}
