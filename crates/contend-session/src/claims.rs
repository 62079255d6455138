//! What the ensemble says of each claim: verdict, hinges, grounds.

use contend_analysis::Inputs;
use contend_analysis::TestError;
use contend_analysis::claim::{self, Truths};
use contend_analysis::comparison;
use contend_analysis::dependence::Dependence;
use contend_analysis::grounds::{Backing, Grounds, Reason, Weight, grounds};
use contend_analysis::luck::luck;
use contend_analysis::over_worlds::{self, Question, Together};
use contend_analysis::replications;
use contend_analysis::verdict::{Verdict, Word};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress, Sequential, Silent};
use contend_ensemble::{Column, Ensemble, Frame, Meter, Plan, Prepared, Wanted, parallel};
use contend_model::expression::{Expression, Term};
use contend_model::id::{ClaimId, OutcomeId, ProfileId};
use contend_model::key::Key;
use contend_model::model::{Claim, ClaimTest, Objection, Scenario};
use contend_model::place::Files;
use contend_model::silence::silences;

use crate::comparing;
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::hinges::{Tried, hinge_reports};
use crate::refusal;
use crate::replications::{Asked, deciding, first_lucks};
use crate::report::{
    ClaimKind, ClaimReport, GroundsReason, GroundsReport, ObjectionReport, RestReport, Untested,
    WorldClaim,
};
use crate::together;

/// What worlds say of a claim's test.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tested {
    /// Its truth in each world; of a test over all worlds, whether the world speaks for it.
    pub truths: Truths,
    /// What they say together, of a test over all worlds.
    pub together: Option<Together>,
}

/// What worlds say of the test of each claim; `None` for claims that are not tested in worlds.
pub(crate) type AllTested = Vec<Option<Result<Tested, TestError>>>;

/// The worlds on which a claim is judged.
pub(crate) fn given(claim: &Claim) -> Option<&Expression> {
    claim.given.as_ref().map(|given| &given.condition)
}

/// Evaluates the tests of all claims.
pub(crate) fn tested(
    scenario: &Scenario,
    rests: &[Dependence],
    worlds: &Worlds,
    asked: &Asked,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> AllTested {
    let test = |index: usize| {
        let claim = &scenario.claims[index];
        let columns = asked.of(claim);
        match &claim.test {
            ClaimTest::Worlds(test) => {
                let truths = claim::in_worlds_given(scenario, test, given(claim), columns);
                let tested = |truths| Tested {
                    truths,
                    together: None,
                };
                Some(truths.map(tested))
            }
            ClaimTest::OverWorlds(test) => {
                let question = question(scenario, claim, test, &rests[index], worlds);
                let tested = |mut together: Together| Tested {
                    truths: std::mem::take(&mut together.speaks),
                    together: Some(together),
                };
                Some(over_worlds::together(question, columns).map(tested))
            }
            ClaimTest::Inputs(_) | ClaimTest::ValueJudgement => None,
        }
    };
    parallel::map(executor, progress, scenario.claims.len(), test)
}

/// What a test over all worlds asks of an ensemble.
pub(crate) fn question<'a>(
    scenario: &'a Scenario,
    claim: &'a Claim,
    test: &'a Expression,
    rests: &Dependence,
    worlds: &Worlds,
) -> Question<'a> {
    Question {
        scenario,
        test,
        given: given(claim),
        differs: rests.differs(),
        seed: worlds.seed(),
        key: Key::claim(&claim.id),
    }
}

/// The same truths as those of some worlds, in worlds with other luck; by claim.
pub(crate) type OtherTruths = Vec<Option<Vec<Option<bool>>>>;

/// How the claims of an ensemble come out with other luck.
pub(crate) fn with_other_luck(
    scenario: &Scenario,
    tested: &AllTested,
    asked: &Asked,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> OtherTruths {
    parallel::map(executor, progress, scenario.claims.len(), |index| {
        let claim = &scenario.claims[index];
        let columns = asked.of(claim);
        match &claim.test {
            ClaimTest::Worlds(test) => {
                let truths = claim::in_worlds_given(scenario, test, given(claim), columns);
                truths.ok().map(|t| t.values)
            }
            ClaimTest::OverWorlds(_) => {
                let tested = tested[index].as_ref()?.as_ref().ok()?;
                let pull = tested.together.as_ref()?.pull.as_ref()?;
                pull.speaks(scenario, given(claim), columns).ok()
            }
            ClaimTest::Inputs(_) | ClaimTest::ValueJudgement => None,
        }
    })
}

/// What claims are weighed by.
#[derive(Clone, Copy)]
pub(crate) struct Weighed<'a> {
    pub scenario: &'a Scenario,
    pub files: &'a Files,
    pub asked: &'a Asked<'a>,
    /// Sets of inputs: as many as worlds, unless these share them.
    pub sets: u64,
    pub rests: &'a [Dependence],
    pub tested: &'a AllTested,
    /// With other luck, where that was run.
    pub others: Option<&'a OtherTruths>,
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
        sets,
        rests,
        worlds,
        ..
    } = by;
    let tested = |c: &Claim| c.test.simulated().is_some();
    let depending = scenario.claims.iter().zip(rests).filter(|(c, _)| tested(c));
    let ids = depending.flat_map(|(_, d)| d.inputs.iter().copied());
    let tried = Tried::draw(ids, sets, worlds, executor, progress);
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

/// What claims read of some profiles, with their controls or without.
pub(crate) fn read<'c>(
    scenario: &Scenario,
    claims: impl IntoIterator<Item = &'c Claim>,
    controls: bool,
    profile: impl Fn(ProfileId) -> bool,
) -> Vec<Wanted> {
    let mut read: Vec<(ProfileId, OutcomeId)> = Vec::new();
    for claim in claims {
        let control = claim.control.zip(claim.test.simulated());
        let control = control
            .filter(|_| controls)
            .map(|(control, test)| comparison::under_control(test, scenario.baseline, control));
        for part in claim.read_in_worlds().chain(&control) {
            part.visit(&mut |e| {
                if let Term::Outcome {
                    outcome, profile, ..
                } = e.term
                {
                    read.push((profile, outcome));
                }
            });
        }
    }
    read.retain(|(p, _)| profile(*p));
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

/// What claims need of profiles that games alone play; where some profiles are named, claims that read one of them.
pub(crate) fn of_games(scenario: &Scenario, named: &[String]) -> Vec<Wanted> {
    let meant = |c: &&Claim| named.is_empty() || reads_any(scenario, c, named);
    let claims = scenario.claims.iter().filter(meant);
    read(scenario, claims, false, |p| {
        scenario.profiles[p.index()].of_game
    })
}

/// How each claim's test comes out in one world; one that does not count is not asked.
pub(crate) fn in_world(
    scenario: &Scenario,
    drawn: &Drawn,
    world: u64,
    counts: bool,
) -> Result<Vec<WorldClaim>, RunError> {
    let mut profiles: Vec<ProfileId> = scenario.claims.iter().flat_map(claim::profiles).collect();
    profiles.sort_unstable();
    profiles.dedup();
    // Averages need all lucks of the world's inputs.
    let averaged = scenario.claims.iter().any(|claim| claim.by_inputs);
    let together = if averaged {
        drawn.worlds.replications()
    } else {
        1
    };
    let first = world - world % together;
    let plan = Plan {
        profiles: profiles.iter().map(|p| Wanted::all(scenario, *p)).collect(),
        worlds: first..first + together,
        ..drawn.plan()
    };
    let prepared = Prepared::new(&plan, scenario, &Sequential)
        .map_err(|error| refusal::plan_error(scenario, error))?;
    let mut ensemble = Ensemble::new(&plan, scenario);
    let meter = Meter::new(&Silent, plan.runs());
    contend_ensemble::run(&prepared, &Sequential, &meter, &mut ensemble)
        .map_err(RunError::Refused)?;
    let frame = Frame::new(&ensemble, &drawn.worlds, scenario.inputs.len());
    let asked = Asked::new(scenario, &frame);
    let truths = truths(scenario, &asked);
    let claims = scenario.claims.iter().zip(&truths).map(|(claim, truths)| {
        let holds = match &claim.test {
            ClaimTest::Worlds(_) if !counts => None,
            _ => truths[(world - first) as usize],
        };
        WorldClaim {
            id: claim.id.clone(),
            says: claim.says.clone(),
            holds,
            averaged: claim.by_inputs,
        }
    });
    Ok(claims.collect())
}

/// How each claim's test comes out in each world; that of one which is asked of averages in each world of its set. `None` where
/// something that it rests on went wrong or was not run, in worlds that it is not judged on, and of tests over all worlds
/// together, of which one knows nothing.
pub(crate) fn truths(scenario: &Scenario, asked: &Asked) -> Vec<Vec<Option<bool>>> {
    let worlds = asked.worlds();
    let of_claim = |claim: &Claim| match &claim.test {
        ClaimTest::Worlds(test) if silences(scenario, test).is_empty() => {
            let columns = asked.of(claim);
            let truths = claim::in_worlds_given(scenario, test, given(claim), columns);
            let values = truths.map_or(Vec::new(), |t| t.values);
            let place = |world: usize| values.get(asked.place(claim, world)).copied().flatten();
            (0..worlds).map(place).collect()
        }
        ClaimTest::Inputs(test) => {
            vec![claim::of_inputs(scenario, test).ok().flatten(); worlds]
        }
        ClaimTest::Worlds(_) | ClaimTest::OverWorlds(_) | ClaimTest::ValueJudgement => {
            vec![None; worlds]
        }
    };
    scenario.claims.iter().map(of_claim).collect()
}

/// The verdicts on all claims alone, in their order: what they hinge on is not asked.
pub(crate) fn verdicts(
    by: Weighed,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<ClaimReport> {
    parallel::map(executor, progress, by.scenario.claims.len(), |index| {
        judged(
            by,
            index,
            &by.rests[index],
            &backings(by.scenario, &by.rests[index]),
        )
    })
}

/// What the parameters rest on on which a claim depends.
fn backings(scenario: &Scenario, rests: &Dependence) -> Vec<Backing> {
    (rests.quantities.iter())
        .map(|q| Backing::of(scenario, &scenario.quantity(*q).origin))
        .collect()
}

/// The verdict on a claim, and what it is a verdict on.
fn judged(by: Weighed, index: usize, rests: &Dependence, parameters: &[Backing]) -> ClaimReport {
    let Weighed {
        scenario, asked, ..
    } = by;
    let claim = &scenario.claims[index];
    let columns = asked.of(claim);
    let mut report = blank(scenario, claim);
    report.averaged_over = (claim.by_inputs).then(|| by.worlds.replications());
    report.reads = comparing::unnamed(scenario, by.files, claim);
    report.silent = comparing::silent(scenario, by.files, claim);
    if !report.silent.is_empty() {
        report.verdict = Verdict::of_silence();
        return report;
    }
    match &claim.test {
        ClaimTest::ValueJudgement => {}
        ClaimTest::Inputs(test) => {
            let fact = claim::of_inputs(scenario, test);
            // What rests on an assumption, or on data of which nothing is said, agrees with no source.
            let cited = !claim.origin.sources.is_empty();
            let backed = |b: &Backing| matches!(b, Backing::Source(_));
            let sourced = cited || !parameters.is_empty() && parameters.iter().all(backed);
            report.verdict = Verdict::of_fact(fact.clone().ok().flatten(), sourced);
            report.untested = fact.err().map(|error| untested(scenario, &error));
        }
        ClaimTest::Worlds(test) | ClaimTest::OverWorlds(test) => match &by.tested[index] {
            None => {}
            Some(Err(error)) => report.untested = Some(untested(scenario, error)),
            Some(Ok(Tested { truths, together })) => {
                let rule = &scenario.verdict_rule;
                match together {
                    Some(together) => {
                        report.verdict = Verdict::over_worlds(together, rule);
                        let speaks = truths.tally;
                        let told = together::report(by.files, claim, test, together, speaks);
                        report.over_worlds = Some(told);
                        let why = together.unjudged;
                        report.unjudged = why.map(|why| together::unjudged(scenario, why));
                    }
                    None => {
                        let (tally, lost) = (truths.tally, truths.lost);
                        report.verdict = Verdict::of_worlds(tally, truths.failed, lost, rule);
                        report.ties =
                            comparing::equal(scenario, by.files, claim, test, truths, columns);
                        if !rests.differs() {
                            report.verdict = report.verdict.certain();
                            for tie in &mut report.ties {
                                tie.share = tie.share.certain();
                            }
                        }
                    }
                }
                if report.verdict.failed > 0 {
                    let own = together.is_none().then_some(truths);
                    report.undecided = together::undecided(scenario, claim, test, own, columns);
                }
                report.given = together::given(claim, truths, together.as_ref(), columns);
                let some = claim.given.is_some() || by.worlds.kept().is_some();
                if let (None, true) = (together, some)
                    && let Some(few) = together::too_few(truths, rests)
                    && report.verdict.word != Word::NoVerdict
                {
                    report.verdict = Verdict::of_too_few(truths.failed);
                    report.unjudged = Some(few);
                }
                let example = |holds| truths.first(holds).map(|at| asked.world(claim, at));
                report.example_holds = example(true);
                report.example_fails = example(false);
            }
        },
    }
    report
}

fn weigh_one(
    by: Weighed,
    index: usize,
    rests: &Dependence,
    tried: &Tried,
    inputs: &Inputs,
) -> ClaimReport {
    let Weighed {
        scenario, asked, ..
    } = by;
    let claim = &scenario.claims[index];
    let columns = asked.of(claim);
    let parameters = backings(scenario, rests);
    let mut report = judged(by, index, rests, &parameters);
    if !report.silent.is_empty() {
        return report;
    }
    match &claim.test {
        ClaimTest::ValueJudgement => {}
        ClaimTest::Inputs(_) => {
            if matches!(report.verdict.word, Word::InputCheck { .. }) {
                let found = grounds(&report.verdict, &[], &parameters, None);
                report.grounds = Some(grounds_report(&found, scenario));
            }
        }
        ClaimTest::Worlds(test) | ClaimTest::OverWorlds(test) => {
            if let Some(Ok(Tested { truths, together })) = &by.tested[index] {
                if report.verdict.share.is_none() {
                    return report;
                }
                let by_world = (columns.column(Column::Weight), columns.replications());
                let found = deciding(tried, inputs, &rests.inputs, &truths.values, by_world);
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
                report.luck = match (by_world, others) {
                    _ if !rests.chance => None,
                    ((weights, lucks @ 2..), _) => {
                        replications::luck(&truths.values, weights, lucks)
                    }
                    ((weights, _), Some(others)) => luck(&truths.values, others, weights),
                    _ => None,
                };
                report.control = comparing::control(scenario, claim, test, columns, by.worlds);
                // What one world says of the sides of a test over all of them is not what the test says.
                if together.is_none() {
                    let firsts = first_lucks(&truths.values, columns.replications());
                    report.repeats = comparing::repeated(scenario, &firsts, (tried, inputs, rests));
                    report.theories = comparing::theories(scenario, truths, rests, columns);
                    report.thresholds =
                        comparing::thresholds(scenario, test, given(claim), truths, columns);
                }
                let mut grounds = grounds(&report.verdict, &weights, &parameters, report.luck);
                if report.repeats.is_some() {
                    grounds.repeats();
                }
                report.grounds = Some(grounds_report(&grounds, scenario));
                report.hinges = hinge_reports(scenario, &found, tried);
                report.nothing_hinges = found.nothing;
                report.explained = (!found.hinges.is_empty()).then_some(found.explains);
            }
        }
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
            ClaimTest::OverWorlds(_) => ClaimKind::OverWorlds,
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
