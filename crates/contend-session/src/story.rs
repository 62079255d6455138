//! One world as a story: who does what, what was, what happened, where things turned, how it ended.

use contend_engine::Occurrence;
use contend_model::clock::Clock;
use contend_model::id::{EventId, ProfileId};
use contend_model::model::{Event, Scenario};
use serde::Serialize;

use crate::watch::{Watched, element_name};

/// Quantities that a story follows where nobody names any.
const FOLLOWED: usize = 4;
/// An event that happens more often is told at once.
const TOLD_ONE_BY_ONE: u64 = 6;
/// A turn that is smaller, as a share of the quantity's range, is not told.
const NOTABLE: f64 = 0.05;

/// One sentence of a story.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Told {
    /// What an actor does.
    Strategy {
        /// The actor, by its name for people.
        actor: String,
        /// Its strategy.
        strategy: String,
        /// What that is; may be empty.
        about: String,
        /// From when on, where it follows another.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// How it begins.
    Start {
        /// The first day.
        date: String,
        /// Quantities then.
        states: Vec<State>,
    },
    /// A quantity turns.
    Turns {
        /// When.
        date: String,
        /// The quantity.
        quantity: String,
        /// Its unit.
        unit: String,
        /// How.
        turn: Turn,
        /// Its value then.
        value: f64,
    },
    /// An event happens.
    Happens {
        /// When.
        date: String,
        /// The event, with its element where it has several.
        event: String,
        /// What it is; may be empty.
        about: String,
    },
    /// An event happens many times.
    HappensOften {
        /// The first time.
        date: String,
        /// The last time.
        last: String,
        /// How often.
        times: u64,
        /// The event.
        event: String,
        /// What it is; may be empty.
        about: String,
    },
    /// How it ends.
    End {
        /// The last day.
        date: String,
        /// Quantities then.
        states: Vec<State>,
    },
}

/// A quantity at the start or at the end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    /// The quantity.
    pub quantity: String,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Of an end: change since the start as a share of the start, where that says something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
}

/// How a quantity turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// It reaches its highest value.
    Highest,
    /// It falls to its lowest value.
    Lowest,
    /// It is down to zero.
    Zero,
}

/// A quantity over the run.
pub(crate) struct Path<'a> {
    pub watched: &'a Watched,
    /// One value for each grid point.
    pub values: &'a [f64],
}

/// The story, in order of time.
pub(crate) fn tell(
    scenario: &Scenario,
    profile: ProfileId,
    paths: &[Path],
    chosen: bool,
    occurrences: &[Occurrence],
) -> Vec<Told> {
    let paths = if chosen {
        paths.iter().collect()
    } else {
        most_moving(paths)
    };
    let clock = &scenario.clock;
    let mut story = strategies(scenario, profile);
    if !paths.is_empty() {
        story.push(Told::Start {
            date: clock.start.to_string(),
            states: paths.iter().map(|p| state(p, 0, None)).collect(),
        });
    }
    // At one step events come before turns, by name.
    let mut moments: Vec<(u32, usize, String, Told)> = Vec::new();
    for (order, path) in paths.iter().enumerate() {
        for (step, told) in turns(path, clock) {
            moments.push((step, 1 + order, String::new(), told));
        }
    }
    for (step, name, told) in happenings(scenario, occurrences) {
        moments.push((step, 0, name, told));
    }
    moments.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    story.extend(moments.into_iter().map(|(.., told)| told));
    if !paths.is_empty() {
        let last = clock.steps as usize;
        story.push(Told::End {
            date: clock.end.to_string(),
            states: paths.iter().map(|p| state(p, last, change(p))).collect(),
        });
    }
    story
}

/// Who does what.
fn strategies(scenario: &Scenario, profile: ProfileId) -> Vec<Told> {
    let (profile, clock) = (&scenario.profiles[profile.index()], &scenario.clock);
    let first = profile.strategies.iter().flatten().map(|id| (None, *id));
    let later = profile.later.iter().map(|l| (Some(l.step), l.strategy));
    first
        .chain(later)
        .map(|(step, id)| {
            let strategy = &scenario.strategies[id.index()];
            let actor = &scenario.actors[strategy.actor.index()];
            Told::Strategy {
                actor: if actor.name.is_empty() {
                    actor.id.clone()
                } else {
                    actor.name.clone()
                },
                strategy: strategy.id.clone(),
                about: strategy.about.clone(),
                from: step.map(|step| clock.date_at(clock.time_of_step(step)).to_string()),
            }
        })
        .collect()
}

/// The quantities whose values range most, as a share of their greatest size.
fn most_moving<'a, 'b>(paths: &'b [Path<'a>]) -> Vec<&'b Path<'a>> {
    let mut ranked: Vec<(f64, usize)> = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let (low, high) = bounds(path.values);
        let size = low.abs().max(high.abs());
        let moves = (high - low) / size;
        if moves.is_finite() && moves > 1e-9 {
            ranked.push((moves, index));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<usize> = ranked
        .into_iter()
        .take(FOLLOWED)
        .map(|(_, index)| index)
        .collect();
    kept.sort_unstable();
    kept.into_iter()
        .filter_map(|index| paths.get(index))
        .collect()
}

/// Highest and lowest points that lie inside the run and stand out from both its ends.
fn turns(path: &Path, clock: &Clock) -> Vec<(u32, Told)> {
    let values = path.values;
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let (low, high) = bounds(values);
    let notable = NOTABLE * (high - low);
    let mut found = Vec::new();
    let mut tell = |value: f64, turn: Turn| {
        if let Some(step) = values.iter().position(|v| *v == value) {
            let told = Told::Turns {
                date: date(clock, step as u32),
                quantity: path.watched.name.clone(),
                unit: path.watched.unit.clone(),
                turn,
                value,
            };
            found.push((step as u32, told));
        }
    };
    if high - first.max(*last) > notable {
        tell(high, Turn::Highest);
    }
    if first.min(*last) - low > notable {
        tell(low, Turn::Lowest);
    }
    if *first != 0.0 && low == 0.0 && *last == 0.0 {
        tell(0.0, Turn::Zero);
    }
    found
}

/// Events with their steps and names, those that happen often at once.
fn happenings(scenario: &Scenario, occurrences: &[Occurrence]) -> Vec<(u32, String, Told)> {
    let clock = &scenario.clock;
    let mut told = Vec::new();
    for (index, event) in scenario.events.iter().enumerate() {
        let id = EventId(index as u32);
        if told_by_outcomes(scenario, id) {
            continue;
        }
        let these: Vec<&Occurrence> = occurrences.iter().filter(|o| o.event == id).collect();
        let about = about(scenario, event);
        let times = these
            .iter()
            .fold(0u64, |sum, o| sum.saturating_add(o.times));
        match these.as_slice() {
            [] => {}
            [first, ..] if times > TOLD_ONE_BY_ONE => told.push((
                first.step,
                event.name.clone(),
                Told::HappensOften {
                    date: date(clock, first.step),
                    last: date(clock, these.last().unwrap_or(first).step),
                    times,
                    event: event.name.clone(),
                    about,
                },
            )),
            few => {
                let each = few.iter().flat_map(|o| (0..o.times).map(move |_| o));
                for o in each {
                    let name = element_name(scenario, &event.name, &event.over, o.element);
                    let happens = Told::Happens {
                        date: date(clock, o.step),
                        event: name.clone(),
                        about: about.clone(),
                    };
                    told.push((o.step, name, happens));
                }
            }
        }
    }
    told
}

/// Whether an event comes to outcomes, each of which is told in its place.
pub(crate) fn told_by_outcomes(scenario: &Scenario, event: EventId) -> bool {
    scenario.outcomes_of(event).next().is_some()
}

/// What an event is; of an outcome that does not say, what its event is.
fn about(scenario: &Scenario, event: &Event) -> String {
    let of = event.outcome_of().filter(|_| event.about.is_empty());
    let told = of.map_or(event, |of| &scenario.events[of.index()]);
    told.about.clone()
}

fn date(clock: &Clock, step: u32) -> String {
    clock.date_at(clock.time_of_step(step)).to_string()
}

fn state(path: &Path, step: usize, change: Option<f64>) -> State {
    State {
        quantity: path.watched.name.clone(),
        value: path.values.get(step).copied().unwrap_or(f64::NAN),
        unit: path.watched.unit.clone(),
        change,
    }
}

/// Change over the run as a share of the start, where that says something.
fn change(path: &Path) -> Option<f64> {
    let (first, last) = (path.values.first()?, path.values.last()?);
    let change = (last - first) / first.abs();
    let says_little =
        !change.is_finite() || change.abs() >= 10.0 || first.signum() != last.signum();
    (!says_little).then_some(change)
}

fn bounds(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(*v), high.max(*v))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contend_engine::Watch;
    use contend_model::clock::{Calendar, Date, Method, TimeUnit};
    use contend_model::id::QuantityId;

    #[test]
    fn turning_points_are_told_with_their_dates() {
        let watch = Watch {
            quantity: QuantityId(0),
            element: Some(0),
        };
        let watched = Watched {
            watch,
            name: "members".into(),
            unit: "person".into(),
            sum: false,
        };
        let start = Date {
            year: 2012,
            month: 1,
            day: 1,
        };
        let clock = Clock {
            start,
            end: Date {
                year: 2016,
                month: 1,
                day: 1,
            },
            time_unit: TimeUnit::Year,
            dt: 1.0,
            steps: 4,
            method: Method::Euler,
            calendar: Calendar::Gregorian,
            now: None,
        };
        let rise = Path {
            watched: &watched,
            values: &[100.0, 150.0, 190.0, 160.0, 114.0],
        };
        assert_eq!(
            turns(&rise, &clock),
            [(
                2,
                Told::Turns {
                    date: "2014-01-01".to_owned(),
                    quantity: "members".to_owned(),
                    unit: "person".to_owned(),
                    turn: Turn::Highest,
                    value: 190.0
                }
            )]
        );
        assert!(change(&rise).is_some_and(|c| (c - 0.14).abs() < 1e-12));
        let straight = Path {
            watched: &watched,
            values: &[1.0, 2.0, 3.0, 4.0, 5.0],
        };
        assert!(turns(&straight, &clock).is_empty());
    }
}
