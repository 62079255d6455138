//! Strategies that are moved, as a host writes them in JSON: `{"actor", "strategy", "levers"}`, the last naming each lever that is moved
//! with what it is set to: a number, one for each element, or `{"values", "ramp", "from", "until"}`, where values are pairs of a date
//! (or null) and numbers.

use std::collections::BTreeMap;

use contend_model::clock::Date;
use serde::{Deserialize, Deserializer, de};

use super::{LeverSetting, MovedStrategy};

/// A strategy with levers set otherwise than it says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Strategy {
    actor: String,
    strategy: String,
    /// In the order of their names, so that the answer does not hang on how the host writes them.
    levers: BTreeMap<String, Setting>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Setting {
    Value(f64),
    Elements(Vec<f64>),
    Course(Course),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Course {
    values: Vec<(Day, Numbers)>,
    #[serde(default)]
    ramp: bool,
    #[serde(default)]
    from: Day,
    #[serde(default)]
    until: Day,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Numbers {
    One(f64),
    Elements(Vec<f64>),
}

/// A date as `2027-03-01`, or none.
#[derive(Default)]
struct Day(Option<Date>);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(Day(None));
        };
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().unwrap_or_default();
        let (year, month, day) = (next().parse(), next().parse(), next().parse());
        let date = (year.ok().zip(month.ok()).zip(day.ok()))
            .and_then(|((year, month), day)| Date::new(year, month, day));
        date.map(|date| Day(Some(date)))
            .ok_or_else(|| de::Error::custom(format!("`{text}` is no date such as 2027-03-01")))
    }
}

impl From<Strategy> for MovedStrategy {
    fn from(moved: Strategy) -> MovedStrategy {
        let levers = moved.levers.into_iter();
        MovedStrategy {
            actor: moved.actor,
            strategy: moved.strategy,
            levers: levers.map(|(name, set)| (name, set.into())).collect(),
        }
    }
}

impl From<Setting> for LeverSetting {
    fn from(setting: Setting) -> LeverSetting {
        let course = match setting {
            Setting::Value(value) => return LeverSetting::constant(value),
            Setting::Elements(values) => {
                return LeverSetting {
                    values: vec![(None, values)],
                    ..LeverSetting::default()
                };
            }
            Setting::Course(course) => course,
        };
        let values = course.values.into_iter().map(|(day, numbers)| {
            let numbers = match numbers {
                Numbers::One(value) => vec![value],
                Numbers::Elements(values) => values,
            };
            (day.0, numbers)
        });
        LeverSetting {
            values: values.collect(),
            ramp: course.ramp,
            from: course.from.0,
            until: course.until.0,
        }
    }
}
