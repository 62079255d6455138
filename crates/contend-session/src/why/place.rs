//! Where a claim fails, or holds: conditions on few inputs.

use contend_analysis::Inputs;
use contend_analysis::discovery::{Limit, NoRegion, Peeling, Region, discover};
use contend_analysis::luck::Luck;

use super::Named;
use super::report::{BoxWhy, ConditionWhy, NoPlace, PlaceWhy};
use crate::hinges::options;

/// Above this share of luck there is nothing to be found.
const MOSTLY_LUCK: f64 = 0.8;

/// Where a claim comes out as it mostly does not. `number` tells the number of the world at a place.
pub(super) fn place(
    named: &Named,
    inputs: &Inputs,
    among: &[usize],
    truths: &[Option<bool>],
    luck: Option<Luck>,
    number: impl Fn(usize) -> u64,
) -> PlaceWhy {
    let counted = || truths.iter().flatten();
    let holds = 2 * counted().filter(|t| **t).count() < counted().count();
    let sought: Vec<Option<bool>> = truths.iter().map(|t| t.map(|t| t == holds)).collect();
    let mut found = PlaceWhy {
        holds,
        nothing: None,
        conditions: Vec::new(),
        density: None,
        coverage: None,
        base: None,
        example: None,
        screened: Vec::new(),
        tried: among.len(),
        trajectory: Vec::new(),
    };
    if luck.is_some_and(|l| l.share > MOSTLY_LUCK) {
        found.nothing = Some(NoPlace::Luck);
        return found;
    }
    let discovery = discover(inputs, among, &sought, Peeling::default());
    let name = |place: &usize| named.input(*place).0;
    found.screened = discovery.screened.iter().map(name).collect();
    found.trajectory = (discovery.trajectory.iter())
        .map(|step| BoxWhy {
            worlds: step.worlds,
            sought: step.sought,
            inputs: step
                .region
                .limits
                .iter()
                .map(|(input, _)| name(input))
                .collect(),
        })
        .collect();
    found.nothing = discovery.nothing.map(|nothing| match nothing {
        NoRegion::SameEverywhere => NoPlace::SameEverywhere,
        NoRegion::TooFewWorlds => NoPlace::TooFewWorlds,
        NoRegion::NothingScreened => NoPlace::NothingScreened,
        NoRegion::NoneHolds => NoPlace::NoneHolds,
    });
    if let Some(told) = discovery.found {
        found.conditions = conditions(named, &told.region, &told.quasi_p);
        found.density = Some(told.density);
        found.coverage = Some(told.coverage);
        found.base = Some(told.base);
        let inside = |w: &usize| sought[*w] == Some(true) && told.region.holds(inputs, *w);
        found.example = (0..sought.len()).find(inside).map(number);
    }
    found
}

fn conditions(named: &Named, region: &Region, quasi_p: &[f64]) -> Vec<ConditionWhy> {
    let each = region.limits.iter().zip(quasi_p);
    each.map(|((place, limit), quasi_p)| {
        let held = named.held(*place, f64::NAN);
        let all = options(named.scenario(), named.tried.ids[*place]);
        let (low, high, left) = match limit {
            Limit::Range { low, high } => (*low, *high, Vec::new()),
            Limit::Options(left) => {
                let left = left.iter().filter_map(|o| all.get(*o as usize).cloned());
                (None, None, left.collect())
            }
        };
        ConditionWhy {
            input: held.input,
            unit: held.unit,
            low,
            high,
            options: left,
            quasi_p: *quasi_p,
        }
    })
    .collect()
}
