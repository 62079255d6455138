//! Quantities over time, under each profile and less the baseline.

use contend_engine::Watch;
use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Runs, parallel};
use contend_model::clock::Date;
use contend_model::expression::{Expression, Term};
use contend_model::id::{OutcomeId, QuantityId};
use contend_model::model::{ChartSettings, PageSettings, QuantityKind, Scenario};

use super::by_world::{Thinned, Values};
use super::{Chart, Fan, FanDifference};
use crate::quantiles::{finite, own};
use crate::saved::Saved;
use crate::watch::{Watched, named};

/// Charts where the scenario names none.
const MOST: usize = 4;

/// What is drawn: what the scenario declares, else what most claims look at.
pub(crate) fn chosen(scenario: &Scenario, settings: &PageSettings) -> Vec<ChartSettings> {
    if !settings.charts.is_empty() {
        return settings.charts.clone();
    }
    let mut found: Vec<(QuantityId, usize)> = Vec::new();
    for claim in 0..scenario.claims.len() {
        for quantity in looked_at(scenario, claim) {
            match found.iter_mut().find(|(q, _)| *q == quantity) {
                Some((_, count)) => *count += 1,
                None => found.push((quantity, 1)),
            }
        }
    }
    found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    if found.is_empty() {
        let first = scenario
            .quantities
            .iter()
            .position(|q| matches!(q.kind, QuantityKind::Stock(_)));
        found.extend(first.map(|q| (QuantityId(q as u32), 0)));
    }
    found
        .into_iter()
        .take(MOST)
        .map(|(quantity, _)| ChartSettings {
            quantity,
            element: scenario.quantity(quantity).over.is_empty().then_some(0),
            title: String::new(),
            data: None,
        })
        .collect()
}

/// Quantities that vary over time and are read by the outcomes of a claim's test; of arrays stocks and flows alone,
/// for only these can be summed.
fn looked_at(scenario: &Scenario, claim: usize) -> Vec<QuantityId> {
    let mut found = Vec::new();
    let Some(test) = scenario.claims[claim].test.simulated() else {
        return found;
    };
    let mut outcomes: Vec<OutcomeId> = Vec::new();
    test.visit(&mut |e| {
        if let Term::Outcome { outcome, .. } = e.term
            && !outcomes.contains(&outcome)
        {
            outcomes.push(outcome);
        }
    });
    let mut read = |e: &Expression| {
        if let Term::Read { quantity, .. } = e.term
            && !found.contains(&quantity)
        {
            let q = scenario.quantity(quantity);
            let drawn = match q.kind {
                QuantityKind::Stock(_) | QuantityKind::Flow(_) => true,
                QuantityKind::Variable { .. } => q.over.is_empty(),
                _ => false,
            };
            if drawn {
                found.push(quantity);
            }
        }
    };
    for outcome in outcomes {
        scenario.outcomes[outcome.index()]
            .equation
            .visit(&mut |e| read(e));
    }
    found
}

/// What to watch for the charts.
pub(crate) fn watched(scenario: &Scenario, charts: &[ChartSettings]) -> Vec<Watched> {
    charts
        .iter()
        .map(|c| {
            named(
                scenario,
                Watch {
                    quantity: c.quantity,
                    element: c.element,
                },
            )
        })
        .collect()
}

/// A quantity over time in all worlds.
pub(super) struct Course<'a> {
    pub watched: &'a Watched,
    pub saved: &'a Saved,
    /// The worlds, and its place among what was watched in them.
    pub ensemble: &'a Ensemble,
    pub at: usize,
    pub weights: Option<&'a [f64]>,
    /// From when on it is drawn.
    pub from: Option<Date>,
    /// The profiles that are drawn, the baseline first, by their places among those of the scenario.
    pub profiles: &'a [usize],
    /// How worlds were drawn; `None` where a table gives them.
    pub design: Option<Design>,
}

/// A chart, with what a page can draw of it for some worlds alone.
pub(super) struct Drawn {
    pub chart: Chart,
    pub by_world: Option<Thinned>,
}

/// One chart of a quantity that was watched.
pub(super) fn drawn(
    scenario: &Scenario,
    course: &Course,
    settings: &ChartSettings,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Drawn {
    let chart = chart(scenario, course, settings, executor, progress);
    // Readers choose among worlds where all of these count alike.
    let by_world = course.weights.is_none().then(|| {
        let values = values(scenario, course);
        let drawn: Vec<&Values> = course.profiles.iter().map(|p| &values[*p]).collect();
        Thinned::of(&chart, &drawn, course.design)
    });
    Drawn {
        by_world: by_world.flatten(),
        chart,
    }
}

fn chart(
    scenario: &Scenario,
    course: &Course,
    settings: &ChartSettings,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Chart {
    let Course {
        watched,
        saved,
        ensemble,
        at,
        weights,
        from,
        ..
    } = *course;
    let clock = &scenario.clock;
    let grid = &saved.steps;
    let times: Vec<f64> = grid.iter().map(|s| clock.time_of_step(*s)).collect();
    let quantity = scenario.quantity(settings.quantity);
    let all: Vec<Runs> = own(scenario, ensemble).collect();
    let baseline = all.iter().position(|p| p.profile() == scenario.baseline);
    let failed: Vec<Vec<bool>> = all.iter().map(|p| p.watch_failed(at)).collect();
    let less_baseline = |i: usize| {
        let base = baseline.filter(|b| *b != i)?;
        let both: Vec<f64> = all[i]
            .watch(at)
            .unwrap_or_default()
            .iter()
            .zip(all[base].watch(at).unwrap_or_default())
            .map(|(a, b)| a - b)
            .collect();
        let left_out = |w: usize| failed[i][w] || failed[base][w];
        let last = both.chunks_exact(grid.len()).enumerate().map(|(w, row)| {
            let last = row.last().filter(|v| !left_out(w) && !v.is_nan());
            last.copied()
        });
        let last: Vec<Option<f64>> = last.collect();
        let share = |is: fn(f64) -> bool| {
            let truths: Vec<Option<bool>> = last.iter().map(|v| v.map(is)).collect();
            let tally = contend_analysis::tally(&truths, weights);
            (tally.worlds > 0).then(|| tally.share())
        };
        Some(FanDifference {
            fan: fan(&both, grid.len(), weights, left_out),
            greater: share(|v| v > 0.0),
            less: share(|v| v < 0.0),
        })
    };
    let of_profile = parallel::map(executor, progress, all.len(), |i| {
        let values = all[i].watch(at).unwrap_or_default();
        let own = fan(values, grid.len(), weights, |w| failed[i][w]);
        (own, less_baseline(i))
    });
    let (fans, differences) = of_profile.into_iter().unzip();
    let mut chart = Chart {
        slug: String::new(),
        quantity: watched.name.clone(),
        title: title(scenario, settings, quantity, &watched.name),
        unit: watched.unit.clone(),
        sum: watched.sum,
        every: saved.spacing(clock),
        years: times.iter().map(|t| clock.year_at(*t)).collect(),
        dates: times
            .iter()
            .map(|t| clock.date_at(*t).to_string())
            .collect(),
        now: clock
            .now
            .and_then(|now| grid.iter().position(|s| *s == now)),
        fans,
        differences,
        data: data(scenario, settings),
        data_sources: Vec::new(),
        claims: (0..scenario.claims.len())
            .filter(|c| looked_at(scenario, *c).contains(&settings.quantity))
            .collect(),
    };
    let from = from.map(|day| clock.year_at(clock.snapped(clock.elapsed(day))));
    cut(&mut chart, from);
    chart
}

/// What each profile has by world.
fn values<'s>(scenario: &'s Scenario, course: &Course<'s>) -> Vec<Values<'s>> {
    let all = own(scenario, course.ensemble);
    let of = |runs: Runs<'s>| Values {
        all: runs.watch(course.at).unwrap_or_default(),
        failed: runs.watch_failed(course.at),
        points: course.saved.steps.len(),
    };
    all.map(of).collect()
}

/// Leaves out what lies before a date, in years, and before the first recorded value: there the run has only what it starts from,
/// which nobody measured. What is drawn begins at the last instant before it.
fn cut(chart: &mut Chart, from: Option<f64>) {
    chart
        .data
        .retain(|(year, _)| from.is_none_or(|from| *year >= from));
    let instant = |year: f64| (chart.years.partition_point(|y| *y <= year)).saturating_sub(1);
    let record = (chart.data.first()).map(|(first, _)| instant(*first));
    let record = record.map(|at| at.min(chart.now.unwrap_or(usize::MAX)));
    let from = from.map(instant).max(record).unwrap_or(0);
    // A record may begin before what is drawn does, and `now` lie before it.
    let now = chart.now.and_then(|now| now.checked_sub(from));
    let shorten = |fan: &mut Fan| {
        let Fan {
            q05,
            q25,
            median,
            q75,
            q95,
        } = fan;
        for line in [q05, q25, median, q75, q95] {
            line.drain(..from.min(line.len()));
        }
    };
    chart.years.drain(..from.min(chart.years.len()));
    chart.dates.drain(..from.min(chart.dates.len()));
    chart.now = now;
    chart.fans.iter_mut().for_each(shorten);
    let differences = chart.differences.iter_mut().flatten();
    differences.for_each(|less| shorten(&mut less.fan));
}

fn title(
    scenario: &Scenario,
    settings: &ChartSettings,
    quantity: &contend_model::model::Quantity,
    name: &str,
) -> String {
    if !settings.title.is_empty() {
        settings.title.clone()
    } else if quantity.about.is_empty() || quantity.about.chars().count() > 90 {
        scenario.called(name)
    } else {
        quantity.about.clone()
    }
}

fn fan(
    values: &[f64],
    points: usize,
    weights: Option<&[f64]>,
    left_out: impl Fn(usize) -> bool,
) -> Fan {
    let mut fan = Fan::default();
    for found in contend_analysis::over_time(values, points, weights, left_out) {
        let s = finite(found);
        fan.q05.push(s.q05);
        fan.q25.push(s.q25);
        fan.median.push(s.median);
        fan.q75.push(s.q75);
        fan.q95.push(s.q95);
    }
    fan
}

/// Points of the series that a chart is held against, within the time of the run.
fn data(scenario: &Scenario, settings: &ChartSettings) -> Vec<(f64, f64)> {
    let Some((series, element)) = settings.data else {
        return Vec::new();
    };
    let recorded = scenario.quantity(series);
    let QuantityKind::Series { tables } = &recorded.kind else {
        return Vec::new();
    };
    // A record in kilograms beside a chart in tonnes is drawn in tonnes.
    let shown = &scenario.quantity(settings.quantity).unit;
    let factor = recorded.unit.factor_to(shown).unwrap_or(1.0);
    let Some(table) = tables
        .get(element as usize)
        .and_then(|t| scenario.tables.get(t.index()))
    else {
        return Vec::new();
    };
    let clock = &scenario.clock;
    let (from, to) = (
        clock.year_at(0.0),
        clock.year_at(clock.time_of_step(clock.steps)),
    );
    table
        .x
        .iter()
        .zip(&table.y)
        .map(|(x, y)| (clock.year_at(*x), y * factor))
        .filter(|(x, _)| *x >= from && *x <= to)
        .collect()
}
