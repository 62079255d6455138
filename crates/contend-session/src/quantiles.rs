//! How numbers are spread over worlds: outcomes, differences, values over time.

use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, Columns, Ensemble, Frame, Runs, parallel};
use contend_model::id::{ActorId, OutcomeId};
use contend_model::model::Scenario;

use crate::report::{
    Difference, OutcomeProfile, OutcomeReport, Quantiles, SampleWorld, WatchProfile, WatchReport,
    Watches,
};
use crate::saved::Saved;
use crate::watch::{Watched, element_name};

/// Worlds shown as they went.
const SAMPLES: usize = 5;

/// Every element of every outcome under every profile, and world by world against the baseline.
pub(crate) fn outcomes(scenario: &Scenario, frame: &Frame) -> Vec<OutcomeReport> {
    let (ensemble, weights) = (frame.ensemble(), frame.column(Column::Weight));
    let baseline = ensemble.profile(scenario.baseline);
    let mut reports = Vec::new();
    for (index, outcome) in scenario.outcomes.iter().enumerate() {
        let id = OutcomeId(index as u32);
        for element in 0..scenario.size(&outcome.over) {
            let profiles = own(scenario, ensemble)
                .map(|runs| {
                    let other = baseline.filter(|b| b.profile() != runs.profile());
                    let values = runs.column(id, element).unwrap_or_default();
                    OutcomeProfile {
                        profile: scenario.profiles[runs.profile().index()].id.clone(),
                        values: finite(contend_analysis::quantiles(values, weights)),
                        difference: other.map(|b| {
                            paired(values, b.column(id, element).unwrap_or_default(), weights)
                        }),
                    }
                })
                .collect();
            reports.push(OutcomeReport {
                outcome: element_name(scenario, &outcome.id, &outcome.over, element as u32),
                about: outcome.about.clone(),
                unit: outcome.unit.to_string(),
                objective_of: outcome
                    .objective_of
                    .map(|ActorId(a)| scenario.actors[a as usize].name.clone()),
                profiles,
            });
        }
    }
    reports
}

/// Runs under the scenario's own profiles: those that games alone play are reported with the games.
pub(crate) fn own<'e>(
    scenario: &'e Scenario,
    ensemble: &'e Ensemble,
) -> impl Iterator<Item = Runs<'e>> {
    let own = |runs: &Runs| !scenario.profiles[runs.profile().index()].of_game;
    ensemble.runs().filter(own)
}

/// For the report: quantiles that are infinite are absent.
pub(crate) fn finite(found: Option<contend_analysis::Quantiles>) -> Quantiles {
    let Some(q) = found else {
        return Quantiles::default();
    };
    let kept = |v: f64| Some(v).filter(|v| v.is_finite());
    Quantiles {
        worlds: q.worlds,
        infinite: q.infinite,
        q05: kept(q.nine_of_ten.0),
        q25: kept(q.middle_half.0),
        median: kept(q.median),
        q75: kept(q.middle_half.1),
        q95: kept(q.nine_of_ten.1),
    }
}

/// World by world less the baseline.
fn paired(values: &[f64], base: &[f64], weights: Option<&[f64]>) -> Difference {
    let difference = contend_analysis::difference(values, base, weights);
    Difference {
        values: finite(difference.map(|d| d.quantiles)),
        greater: difference.map(|d| d.greater.share),
        less: difference.map(|d| d.less.share),
    }
}

/// Quantiles over time of each watched quantity under each profile, and a few worlds as they went.
pub(crate) fn watches(
    scenario: &Scenario,
    frame: &Frame,
    watched: &[Watched],
    saved: &Saved,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Watches {
    let (ensemble, weights) = (frame.ensemble(), frame.column(Column::Weight));
    let clock = &scenario.clock;
    let points = saved.steps.len();
    let runs: Vec<Runs> = own(scenario, ensemble).collect();
    let failed: Vec<Vec<bool>> = (0..watched.len())
        .flat_map(|watch| runs.iter().map(move |p| p.watch_failed(watch)))
        .collect();
    let sound = |world: u64| !failed.iter().any(|f| f[world as usize]);
    let samples: Vec<u64> = (0..ensemble.complete())
        .filter(|w| sound(*w))
        .take(SAMPLES)
        .collect();
    let pairs: Vec<(usize, usize)> = (0..watched.len())
        .flat_map(|w| (0..runs.len()).map(move |p| (w, p)))
        .collect();
    let finished = parallel::map(executor, progress, pairs.len(), |job| {
        let (watch, profile) = pairs[job];
        over_time(scenario, runs[profile], watch, points, weights, &samples)
    });
    let mut finished = finished.into_iter();
    let series = watched
        .iter()
        .map(|w| WatchReport {
            watch: w.name.clone(),
            unit: w.unit.clone(),
            sum: w.sum,
            profiles: finished.by_ref().take(runs.len()).collect(),
        })
        .collect();
    let time: Vec<f64> = (saved.steps.iter())
        .map(|s| clock.time_of_step(*s))
        .collect();
    let dates = time.iter().map(|t| clock.date_at(*t).to_string()).collect();
    Watches {
        every: saved.spacing(clock),
        time,
        dates,
        series,
    }
}

fn over_time(
    scenario: &Scenario,
    runs: Runs,
    watch: usize,
    points: usize,
    weights: Option<&[f64]>,
    samples: &[u64],
) -> WatchProfile {
    let block = runs.watch(watch).unwrap_or_default();
    let failed = runs.watch_failed(watch);
    let mut quantiles: [Vec<Option<f64>>; 5] = Default::default();
    let over_time = contend_analysis::over_time(block, points, weights, |world| failed[world]);
    for found in over_time {
        let s = finite(found);
        for (list, q) in quantiles
            .iter_mut()
            .zip([s.q05, s.q25, s.median, s.q75, s.q95])
        {
            list.push(q);
        }
    }
    let [q05, q25, median, q75, q95] = quantiles;
    let samples = samples
        .iter()
        .filter_map(|world| {
            let first = *world as usize * points;
            let values = block.get(first..first + points)?.to_vec();
            Some(SampleWorld {
                world: *world,
                values,
            })
        })
        .collect();
    WatchProfile {
        profile: scenario.profiles[runs.profile().index()].id.clone(),
        q05,
        q25,
        median,
        q75,
        q95,
        samples,
    }
}
