//! What decides claims.

use contend_analysis::Target;
use contend_analysis::claim;
use contend_analysis::conditional::{Question, tells};
use contend_analysis::discovery::screened;
use contend_analysis::replications::averages;
use contend_analysis::settling::settles;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, parallel};
use contend_model::model::ClaimTest;

use super::report::{ClaimWhy, NotAsked, WhyReport};
use super::{Named, flips, groups, place, run_request};
use crate::error::RunError;
use crate::hinges::Tried;
use crate::replications::{Asked, first_lucks};
use crate::report::{ClaimKind, ClaimReport};
use crate::request::{RunRequest, WhyRequest};
use crate::series::Series;
use crate::{Session, Simulation};

/// Claims that are looked at together: what they share is made once.
const TOGETHER: usize = 16;

/// What decides one claim, or all of them.
pub(super) fn answer(
    session: &Session,
    asked: Option<usize>,
    request: &WhyRequest,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<WhyReport, RunError> {
    let scenario = &session.scenario;
    // One claim needs the profiles that it reads, where no game alone plays them.
    let read = asked.map(|at| claim::profiles(&scenario.claims[at]));
    let own = |p: &contend_model::id::ProfileId| !scenario.profiles[p.index()].of_game;
    let profiles = read.filter(|read| !read.is_empty() && read.iter().all(own));
    let names = profiles.unwrap_or_default().into_iter();
    let names = names.map(|p| scenario.profiles[p.index()].id.clone());
    let run = run_request(request, names.collect());
    let series = Series::of_run(scenario, &run)?;
    let simulation = session.simulate(&run, series, executor, progress)?;
    answer_of(
        session,
        &simulation,
        asked,
        (&run, request),
        executor,
        progress,
    )
}

/// What worlds say that were run already: of one claim, or of all of them.
pub(crate) fn answer_of(
    session: &Session,
    simulation: &Simulation,
    asked: Option<usize>,
    (run, request): (&RunRequest, &WhyRequest),
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<WhyReport, RunError> {
    let told = session.report(run, simulation, executor, progress, false);
    let meant: Vec<usize> = match asked {
        Some(at) => vec![at],
        None => (0..session.scenario.claims.len()).collect(),
    };
    let of = Simulated {
        session,
        simulation,
        claims: &told.claims,
    };
    let claims = of.why(&meant, request, executor, progress)?;
    Ok(WhyReport {
        worlds: told.run.worlds,
        worlds_asked: told.run.worlds_asked,
        interrupted: told.run.interrupted,
        seed: told.run.seed,
        claims,
        notes: (told.notes.into_iter())
            .filter(|note| !matches!(note, crate::report::Note::ClaimsLeftOut { .. }))
            .collect(),
        ..session.blank_why(request)
    })
}

/// A simulation whose claims are reported already.
pub(crate) struct Simulated<'a> {
    pub session: &'a Session,
    pub simulation: &'a Simulation,
    /// What is said of each claim.
    pub claims: &'a [ClaimReport],
}

impl Simulated<'_> {
    /// What decides these claims.
    pub fn why(
        &self,
        meant: &[usize],
        request: &WhyRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<ClaimWhy>, RunError> {
        let (session, simulation) = (self.session, self.simulation);
        let scenario = &session.scenario;
        let frame = simulation.frame(scenario);
        let by_claim = Asked::new(scenario, &frame);
        let ids = meant
            .iter()
            .flat_map(|at| simulation.rests[*at].inputs.iter().copied());
        let sets = simulation.ensemble.complete() / simulation.worlds.replications();
        let tried = Tried::draw(ids, sets, &simulation.worlds, executor, progress);
        let inputs = tried.inputs(scenario);
        let weights = groups::weights(scenario);
        let own_groups = groups::named(scenario, &request.groups)?;

        // The answer of each claim by set of inputs, and the part of its variance that this is.
        struct Answer {
            claim: usize,
            truths: Vec<Option<bool>>,
            averages: Option<(Vec<f64>, f64)>,
            among: Vec<usize>,
        }
        let answers: Vec<Answer> = (meant.iter())
            .filter(|at| not_asked(&self.claims[**at]).is_none())
            .filter_map(|at| {
                let tested = simulation.tested[*at].as_ref()?.as_ref().ok()?;
                let columns = by_claim.of(&scenario.claims[*at]);
                let (truths, lucks) = (&tested.truths.values, columns.replications());
                let averages = (lucks > 1).then(|| {
                    let found = averages(truths, columns.column(Column::Weight), lucks);
                    (tried.kept(&found.values).to_vec(), found.part)
                });
                Some(Answer {
                    claim: *at,
                    averages,
                    truths: tried.kept(&first_lucks(truths, lucks)).to_vec(),
                    among: tried.places(&simulation.rests[*at].inputs),
                })
            })
            .collect();
        let chunks: Vec<&[Answer]> = answers.chunks(TOGETHER).collect();
        let found = parallel::map(executor, progress, chunks.len(), |chunk| {
            let question = |answer: &'_ Answer| -> (usize, f64) {
                (answer.claim, answer.averages.as_ref().map_or(1.0, |a| a.1))
            };
            let questions: Vec<Question> = (chunks[chunk].iter())
                .map(|answer| Question {
                    target: match &answer.averages {
                        Some((values, _)) => Target::Number(values),
                        None => Target::Truth(&answer.truths),
                    },
                    among: &answer.among,
                })
                .collect();
            let parts = chunks[chunk].iter().map(question);
            parts.zip(tells(&inputs, &questions)).collect::<Vec<_>>()
        });
        let mut found = found.into_iter().flatten();
        let claims = meant.iter().map(|at| {
            let report = &self.claims[*at];
            let mut why = ClaimWhy {
                id: report.id.clone(),
                says: report.says.clone(),
                verdict: report.verdict.clone(),
                holds_in: report
                    .verdict
                    .share
                    .filter(|_| report.over_worlds.is_none()),
                unjudged: report.unjudged.clone(),
                undecided: report.undecided.clone(),
                not_asked: not_asked(report),
                decides: None,
                place: None,
                flips: None,
            };
            let Some(answer) = answers.iter().find(|a| a.claim == *at) else {
                why.not_asked.get_or_insert(NotAsked::Untested);
                return Ok(why);
            };
            let Some(((_, part), tells)) = found.next() else {
                return Ok(why);
            };
            let rests = &simulation.rests[*at];
            let named = Named {
                session,
                tried: &tried,
                weights: &weights,
                among: &rests.inputs,
                own: &own_groups,
            };
            let mut decides = named.decides(&tells, part, rests.chance, report.luck);
            // What a forecast and a verdict would gain; a claim over all worlds is no forecast of one.
            let share = why.holds_in.map_or(0.0, |s| s.share);
            if let ClaimTest::Worlds(_) = scenario.claims[*at].test {
                let rule = &scenario.verdict_rule;
                for (input, told) in decides.inputs.iter_mut().zip(&tells.inputs) {
                    input.brier = Some(input.share * share * (1.0 - share));
                    let settled =
                        settles(&inputs, told.input, &answer.truths, rule.holds, rule.fails);
                    input.settles = Some(settled);
                }
            }
            why.decides = Some(decides);
            let columns = by_claim.of(&scenario.claims[*at]);
            let each = columns.replications();
            let number = |place: usize| {
                let world = by_claim.world(&scenario.claims[*at], place * each);
                simulation.worlds.number(world)
            };
            if request.place {
                let sought = place::Sought {
                    named: &named,
                    inputs: &inputs,
                    among: &answer.among,
                    luck: report.luck,
                };
                why.place = Some(place::of_claim(&sought, &answer.truths, number));
            }
            if request.flip && matches!(scenario.claims[*at].test, ClaimTest::Worlds(_)) {
                let leading: Vec<usize> = tells.inputs.iter().map(|t| t.input).collect();
                let counted: Vec<u32> = (0..answer.truths.len() as u32).collect();
                let screened = screened(&inputs, &answer.among, &answer.truths, &counted);
                let asked = flips::Asked {
                    session,
                    request,
                    claim: *at,
                    named: &named,
                    inputs: &inputs,
                    truths: &answer.truths,
                    verdict: &report.verdict,
                    leading: &leading,
                    executor,
                    progress,
                };
                why.flips = Some(flips::flips(&asked, &screened, number)?);
            }
            Ok(why)
        });
        claims.collect()
    }
}

/// Why a claim has no answer world by world.
fn not_asked(report: &ClaimReport) -> Option<NotAsked> {
    match report.kind {
        ClaimKind::ValueJudgement => Some(NotAsked::ValueJudgement),
        ClaimKind::Inputs => Some(NotAsked::Fact),
        ClaimKind::Worlds | ClaimKind::OverWorlds => {
            (report.verdict.share.is_none()).then_some(NotAsked::Untested)
        }
    }
}
