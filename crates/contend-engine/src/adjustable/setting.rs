//! What a candidate does otherwise than its profile, and how that is held against what levers and inputs can be.

use contend_model::clock::Clock;
use contend_model::id::{InputId, ProfileId, QuantityId};
use contend_model::model::{Lever, LeverDomain, QuantityKind, Scenario};

use crate::generate::points;
use crate::machine::Track;

/// A profile with some levers set, and some inputs pinned, otherwise than it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The profile; what is not set otherwise is as its strategies say.
    pub profile: ProfileId,
    /// Levers, each at most once, with what they are set to instead of what any strategy of the profile says.
    pub levers: Vec<(QuantityId, Setting)>,
    /// Uncertain inputs, each at most once, with the value that they have in every world, in the parameter's unit. Inputs that
    /// are tied to one keep their own draws.
    pub pins: Vec<(InputId, f64)>,
}

impl Candidate {
    /// The profile as it is.
    #[must_use]
    pub fn of(profile: ProfileId) -> Candidate {
        Candidate {
            profile,
            levers: Vec::new(),
            pins: Vec::new(),
        }
    }
}

/// What a lever is set to over time: a constant, or values by date, as a strategy of a scenario says it. Like there it acts from
/// `now` on; before, the lever has its default.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Values from which elapsed time on, ascending, in the clock's time unit; before the first the lever has its default.
    /// Each is one number for all elements of the lever, or one for each, row-major.
    pub points: Vec<(f64, Vec<f64>)>,
    /// Whether values go from one to the next in straight lines, and not in steps.
    pub ramp: bool,
    /// The steps in which this holds, each from one to before another; in all others the lever is as the profile says.
    pub steps: Vec<(u32, u32)>,
}

impl Setting {
    /// One value over the whole run.
    ///
    /// ```
    /// use contend_engine::Setting;
    ///
    /// let setting = Setting::constant(0.5);
    /// assert_eq!(setting.points, [(0.0, vec![0.5])]);
    /// ```
    #[must_use]
    pub fn constant(value: f64) -> Setting {
        Setting {
            points: vec![(0.0, vec![value])],
            ramp: false,
            steps: vec![(0, u32::MAX)],
        }
    }
}

/// Why a candidate cannot be run.
#[derive(Clone, Debug, PartialEq)]
pub enum CandidateError {
    /// Its profile is none of those that were compiled.
    OtherProfile(ProfileId),
    /// A lever that was not left open when the profiles were compiled.
    NotOpen(QuantityId),
    /// A lever or an input is given twice.
    Twice,
    /// A setting without values, or whose times are not ascending or not finite.
    Times(QuantityId),
    /// As many values as the lever has elements, or one, are needed.
    Elements {
        /// The lever.
        lever: QuantityId,
        /// Its elements.
        elements: usize,
        /// Values given.
        values: usize,
    },
    /// A lever cannot be set to this.
    Outside {
        /// The lever.
        lever: QuantityId,
        /// The value.
        value: f64,
    },
    /// Straight lines between values of a lever that takes single values alone.
    Ramp(QuantityId),
    /// There is no such input, or it cannot have this value.
    Pin {
        /// The input.
        input: InputId,
        /// The value.
        value: f64,
    },
    /// Inputs are pinned from the start of a run, and so the states before `now` are others than those that were kept.
    PinnedBeforeNow,
    /// The states were kept of other programs.
    OtherStates,
}

impl std::fmt::Display for CandidateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CandidateError::OtherProfile(_) => f.write_str("a profile that was not compiled"),
            CandidateError::NotOpen(_) => f.write_str("a lever that was not left open"),
            CandidateError::Twice => f.write_str("a lever or an input is given twice"),
            CandidateError::Times(_) => f.write_str("values without ascending times"),
            CandidateError::Elements {
                elements, values, ..
            } => write!(
                f,
                "{values} values for a lever with {elements} elements; one or as many are needed"
            ),
            CandidateError::Outside { value, .. } => write!(f, "a lever cannot be set to {value}"),
            CandidateError::Ramp(_) => {
                f.write_str("straight lines between values of a lever that takes none between")
            }
            CandidateError::Pin { value, .. } => write!(f, "an input cannot be {value}"),
            CandidateError::PinnedBeforeNow => {
                f.write_str("inputs are pinned from the start, but states were kept at `now`")
            }
            CandidateError::OtherStates => f.write_str("states of other programs"),
        }
    }
}

impl std::error::Error for CandidateError {}

/// The numbers of a lever over the run, at the points of the clock's tables.
pub(super) fn track(
    scenario: &Scenario,
    id: QuantityId,
    setting: &Setting,
) -> Result<Track, CandidateError> {
    let quantity = scenario.quantity(id);
    let QuantityKind::Lever(lever) = &quantity.kind else {
        return Err(CandidateError::NotOpen(id));
    };
    let rows = scenario.size(&quantity.over);
    check(id, lever, rows, setting)?;
    let clock = &scenario.clock;
    let mut values = Vec::new();
    for instant in points(clock) {
        for row in 0..rows {
            let value = value_at(setting, lever.default, row, instant.time);
            values.push(held(&lever.domain, value));
        }
    }
    Ok(Track {
        steps: in_force(clock, setting),
        rows,
        values,
    })
}

/// Nothing acts before `now`.
fn in_force(clock: &Clock, setting: &Setting) -> Vec<(u32, u32)> {
    let now = clock.now.unwrap_or(0);
    let steps = setting.steps.iter();
    steps
        .map(|(from, until)| (*from.max(&now), *until))
        .collect()
}

/// The value of an element, by the operations of the equation that a reader makes of a schedule.
fn value_at(setting: &Setting, default: f64, row: usize, time: f64) -> f64 {
    let of = |values: &[f64]| values.get(row).or(values.first()).copied();
    let reached = setting.points.iter().rposition(|(at, _)| time >= *at);
    let Some((k, (at, value))) = reached.map(|k| (k, &setting.points[k])) else {
        return default;
    };
    let value = of(value).unwrap_or(default);
    match setting.points.get(k + 1) {
        Some((next_at, next)) if setting.ramp => {
            let slope = (of(next).unwrap_or(default) - value) / (next_at - at);
            value + (time - at) * slope
        }
        _ => value,
    }
}

/// Rounding never leads out of a lever's range.
fn held(domain: &LeverDomain, value: f64) -> f64 {
    match domain {
        LeverDomain::Number { low, .. } if value < *low => *low,
        LeverDomain::Number { high, .. } if value > *high => *high,
        _ => value,
    }
}

fn check(
    id: QuantityId,
    lever: &Lever,
    rows: usize,
    setting: &Setting,
) -> Result<(), CandidateError> {
    let times = || setting.points.iter().map(|(at, _)| *at);
    let ascending = times().is_sorted_by(|a, b| a < b) && times().all(f64::is_finite);
    if setting.points.is_empty() || !ascending {
        return Err(CandidateError::Times(id));
    }
    for (_, values) in &setting.points {
        if values.len() != 1 && values.len() != rows {
            return Err(CandidateError::Elements {
                lever: id,
                elements: rows,
                values: values.len(),
            });
        }
        if let Some(value) = values.iter().find(|v| !takes(&lever.domain, **v)) {
            let value = *value;
            return Err(CandidateError::Outside { lever: id, value });
        }
    }
    let between = matches!(lever.domain, LeverDomain::Number { whole: false, .. });
    if setting.ramp && !between {
        return Err(CandidateError::Ramp(id));
    }
    Ok(())
}

/// Whether a lever can be set to a value.
fn takes(domain: &LeverDomain, value: f64) -> bool {
    match domain {
        LeverDomain::Number { low, high, whole } => {
            (*low..=*high).contains(&value) && (!whole || value.fract() == 0.0)
        }
        LeverDomain::Choice { options } => options.iter().any(|o| o.1 == value),
        LeverDomain::Switch => value == 0.0 || value == 1.0,
    }
}
