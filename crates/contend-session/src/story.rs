//! One world told in sentences: what was, what happened, where things turned, how it ended.

use contend_engine::Occurrence;
use contend_model::clock::Clock;
use contend_model::id::{EventId, ProfileId};
use contend_model::model::Scenario;

use crate::number::{number, with_unit};
use crate::watch::{Watched, element_name};

/// Quantities that a story follows where nobody names any.
const FOLLOWED: usize = 4;
/// An event that happens more often is told in one sentence.
const TOLD_ONE_BY_ONE: usize = 6;
/// A turn that is smaller, as a share of the quantity's range, is not told.
const NOTABLE: f64 = 0.05;

/// A quantity over the run.
pub(crate) struct Path<'a> {
    pub watched: &'a Watched,
    /// One value for each grid point.
    pub values: &'a [f64],
}

/// The story in sentences, in order of time.
pub(crate) fn tell(
    scenario: &Scenario,
    profile: ProfileId,
    paths: &[Path],
    chosen: bool,
    occurrences: &[Occurrence],
) -> Vec<String> {
    let paths = if chosen {
        paths.iter().collect()
    } else {
        most_moving(paths)
    };
    let clock = &scenario.clock;
    let mut story = strategies(scenario, profile);
    let opening: Vec<String> = paths.iter().map(|p| state_at(p, 0)).collect();
    if !opening.is_empty() {
        story.push(format!(
            "It begins on {} with {}.",
            clock.start,
            join(&opening)
        ));
    }
    let mut moments: Vec<(u32, usize, String)> = Vec::new();
    for (order, path) in paths.iter().enumerate() {
        for (step, sentence) in turns(path, clock) {
            moments.push((step, 1 + order, sentence));
        }
    }
    moments.extend(
        happenings(scenario, occurrences)
            .into_iter()
            .map(|(step, sentence)| (step, 0, sentence)),
    );
    moments.sort();
    story.extend(moments.into_iter().map(|(_, _, sentence)| sentence));
    let last = clock.steps as usize;
    let closing: Vec<String> = paths
        .iter()
        .map(|p| format!("{}{}", state_at(p, last), change(p)))
        .collect();
    if !closing.is_empty() {
        story.push(format!("It ends on {} with {}.", clock.end, join(&closing)));
    }
    story
}

/// Who does what.
fn strategies(scenario: &Scenario, profile: ProfileId) -> Vec<String> {
    scenario.profiles[profile.index()]
        .strategies
        .iter()
        .flatten()
        .map(|id| {
            let strategy = &scenario.strategies[id.index()];
            let actor = &scenario.actors[strategy.actor.index()];
            let name = if actor.name.is_empty() {
                &actor.id
            } else {
                &actor.name
            };
            let about = strategy.about.trim().trim_end_matches('.');
            if about.is_empty() {
                format!("{name} follows `{}`.", strategy.id)
            } else {
                format!("{name} follows `{}`: {about}.", strategy.id)
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
fn turns(path: &Path, clock: &Clock) -> Vec<(u32, String)> {
    let values = path.values;
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let (low, high) = bounds(values);
    let notable = NOTABLE * (high - low);
    let mut found = Vec::new();
    let mut tell = |extreme: f64, verb: &str| {
        if let Some(step) = values.iter().position(|v| *v == extreme) {
            let date = clock.date_at(clock.time_of_step(step as u32));
            let what = with_unit(extreme, &path.watched.unit);
            found.push((
                step as u32,
                format!("{date}: `{}` {verb} {what}.", path.watched.name),
            ));
        }
    };
    if high - first.max(*last) > notable {
        tell(high, "reaches its highest,");
    }
    if first.min(*last) - low > notable {
        tell(low, "falls to its lowest,");
    }
    if *first != 0.0 && low == 0.0 && *last == 0.0 {
        tell(0.0, "is down to");
    }
    found
}

/// Events, those that happen often in one sentence.
fn happenings(scenario: &Scenario, occurrences: &[Occurrence]) -> Vec<(u32, String)> {
    let clock = &scenario.clock;
    let date = |step: u32| clock.date_at(clock.time_of_step(step));
    let mut told = Vec::new();
    for (index, event) in scenario.events.iter().enumerate() {
        let these: Vec<&Occurrence> = occurrences
            .iter()
            .filter(|o| o.event == EventId(index as u32))
            .collect();
        let about = event.about.trim().trim_end_matches('.');
        let why = if about.is_empty() {
            String::new()
        } else {
            format!(" ({about})")
        };
        match these.as_slice() {
            [] => {}
            [first, .., last] if these.len() > TOLD_ONE_BY_ONE => told.push((
                first.step,
                format!(
                    "{}: `{}` happens for the first of {} times, the last on {}{why}.",
                    date(first.step),
                    event.name,
                    number(these.len() as f64),
                    date(last.step)
                ),
            )),
            few => {
                for o in few {
                    let name = element_name(scenario, &event.name, &event.over, o.element);
                    told.push((o.step, format!("{}: `{name}` happens{why}.", date(o.step))));
                }
            }
        }
    }
    told
}

fn state_at(path: &Path, step: usize) -> String {
    let value = path.values.get(step).copied().unwrap_or(f64::NAN);
    format!(
        "`{}` at {}",
        path.watched.name,
        with_unit(value, &path.watched.unit)
    )
}

/// `, up 14 %`, where that says something.
fn change(path: &Path) -> String {
    let (Some(first), Some(last)) = (path.values.first(), path.values.last()) else {
        return String::new();
    };
    let change = 100.0 * (last - first) / first.abs();
    if !change.is_finite() || change.abs() >= 1000.0 || first.signum() != last.signum() {
        return String::new();
    }
    match change {
        c if c >= 0.5 => format!(" (up {c:.0} %)"),
        c if c <= -0.5 => format!(" (down {:.0} %)", -c),
        _ => " (as at the start)".to_owned(),
    }
}

fn bounds(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(*v), high.max(*v))
        })
}

fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
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
                "2014-01-01: `members` reaches its highest, 190 person.".to_owned()
            )]
        );
        assert_eq!(change(&rise), " (up 14 %)");
        let straight = Path {
            watched: &watched,
            values: &[1.0, 2.0, 3.0, 4.0, 5.0],
        };
        assert!(turns(&straight, &clock).is_empty());
    }
}
