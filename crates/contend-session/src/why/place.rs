//! Where a claim fails, or holds, and where an outcome is high or low: conditions on few inputs.

use contend_analysis::Inputs;
use contend_analysis::discovery::{Limit, NoRegion, Peeling, Region, discover};
use contend_analysis::luck::Luck;
use contend_analysis::partition::{Part, partition};

use super::Named;
use super::report::{
    AxisWhy, BoxWhy, ConditionWhy, DotWhy, DotsWhy, FifthWhy, NoPlace, PartWhy, PlaceWhy, SideWhy,
};
use crate::hinges::options;

/// Above this share of luck there is nothing to be found.
const MOSTLY_LUCK: f64 = 0.8;

/// Worlds that a picture shows.
const DOTS: usize = 500;
/// Parts of the worlds with the greatest and the least values that are looked for.
const FIFTH: f64 = 0.2;

/// The worlds in which something is looked for, and what is known of it.
pub(super) struct Sought<'a> {
    pub named: &'a Named<'a>,
    pub inputs: &'a Inputs<'a>,
    pub among: &'a [usize],
    pub luck: Option<Luck>,
}

/// Where a claim comes out as it mostly does not. `number` tells the number of the world at a place.
pub(super) fn of_claim(
    sought: &Sought,
    truths: &[Option<bool>],
    number: impl Fn(usize) -> u64,
) -> PlaceWhy {
    let counted = || truths.iter().flatten();
    let holds = 2 * counted().filter(|t| **t).count() < counted().count();
    let is: Vec<Option<bool>> = truths.iter().map(|t| t.map(|t| t == holds)).collect();
    PlaceWhy {
        holds,
        ..place(sought, &is, number)
    }
}

/// Where an outcome has one of its greatest values, and where one of its least: in a fifth of the worlds each, with all that are equal
/// to the last of them; in fewer where more than half of all worlds have that value.
pub(super) fn of_outcome(
    sought: &Sought,
    values: &[f64],
    number: impl Fn(usize) -> u64,
) -> Vec<FifthWhy> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let fifth = (FIFTH * sorted.len() as f64).ceil() as usize;
    let of = |high: bool| {
        let end = match high {
            true => sorted.len().checked_sub(fifth.max(1)),
            false => fifth.checked_sub(1),
        };
        let mut bound = *sorted.get(end?)?;
        // Where more than half of all worlds have a value, what lies beyond it is looked for.
        let within = |bound: f64| match high {
            true => sorted.len() - sorted.partition_point(|v| *v < bound),
            false => sorted.partition_point(|v| *v <= bound),
        };
        if 2 * within(bound) > sorted.len() {
            let beyond = match high {
                true => sorted.get(sorted.partition_point(|v| *v <= bound)),
                false => sorted[..sorted.partition_point(|v| *v < bound)].last(),
            };
            bound = beyond.copied().unwrap_or(bound);
        }
        let is = |v: &f64| (!v.is_nan()).then_some(if high { *v >= bound } else { *v <= bound });
        let is: Vec<Option<bool>> = values.iter().map(is).collect();
        let place = match 2 * within(bound) > sorted.len() {
            // Nothing lies beyond.
            true if sorted.first() != sorted.last() => nothing(sought, NoPlace::ManyEqual),
            _ => place(sought, &is, &number),
        };
        Some(FifthWhy { high, bound, place })
    };
    [true, false].into_iter().filter_map(of).collect()
}

/// That there is nothing to tell.
fn nothing(sought: &Sought, why: NoPlace) -> PlaceWhy {
    PlaceWhy {
        holds: true,
        nothing: Some(why),
        conditions: Vec::new(),
        density: None,
        coverage: None,
        base: None,
        example: None,
        screened: Vec::new(),
        tried: sought.among.len(),
        trajectory: Vec::new(),
        tree: None,
        dots: None,
    }
}

/// Where something is so.
fn place(sought: &Sought, is: &[Option<bool>], number: impl Fn(usize) -> u64) -> PlaceWhy {
    let Sought {
        named,
        inputs,
        among,
        luck,
    } = sought;
    if luck.is_some_and(|l| l.share > MOSTLY_LUCK) {
        return nothing(sought, NoPlace::Luck);
    }
    let mut found = PlaceWhy {
        nothing: None,
        ..nothing(sought, NoPlace::NoneHolds)
    };
    let discovery = discover(inputs, among, is, Peeling::default());
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
        let inside = |w: &usize| is[*w] == Some(true) && told.region.holds(inputs, *w);
        found.dots = dots(
            sought,
            is,
            &discovery.screened,
            &told.region,
            &found,
            &discovery.telling,
        );
        found.example = (0..is.len()).find(inside).map(number);
    }
    let parted = partition(inputs, among, is).found;
    found.tree = parted.map(|part| part_why(named, &part));
    found
}

/// Worlds on the two inputs of a box whose restrictions are the least by chance; where it restricts one, on another one that differs too.
fn dots(
    sought: &Sought,
    is: &[Option<bool>],
    screened: &[usize],
    region: &Region,
    found: &PlaceWhy,
    telling: &[u32],
) -> Option<DotsWhy> {
    let named = sought.named;
    let restricted = |input: &usize| region.limits.iter().any(|(own, _)| own == input);
    let mut order: Vec<usize> = (0..region.limits.len()).collect();
    let chance = |at: &usize| found.conditions[*at].quasi_p.unwrap_or(1.0);
    order.sort_by(|a, b| chance(a).total_cmp(&chance(b)));
    let leading = order.iter().map(|at| region.limits[*at].0);
    let free = screened.iter().copied().filter(|input| !restricted(input));
    let two: Vec<usize> = leading.chain(free).take(2).collect();
    let [across, up] = two[..] else { return None };
    let axis = |input: usize| {
        let held = named.held(input, f64::NAN);
        let limit = region.limits.iter().position(|(own, _)| *own == input);
        AxisWhy {
            input: held.input,
            unit: held.unit,
            options: options(named.scenario(), named.tried.ids[input]).to_vec(),
            limit: limit.map(|at| found.conditions[at].clone()),
        }
    };
    let others = Region {
        limits: (region.limits.iter())
            .filter(|(input, _)| *input != across && *input != up)
            .cloned()
            .collect(),
    };
    let value =
        |input: usize, world: u32| named.tried.value(named.tried.ids[input], world as usize);
    let dots = telling.iter().take(DOTS).filter_map(|world| {
        Some(DotWhy {
            at: [value(across, *world), value(up, *world)],
            is: is[*world as usize]?,
            meets_others: others.holds(sought.inputs, *world as usize),
        })
    });
    Some(DotsWhy {
        axes: [axis(across), axis(up)],
        dots: dots.collect(),
    })
}

/// A part of the worlds, and what it is parted into.
fn part_why(named: &Named, part: &Part) -> PartWhy {
    let side = |input: usize, is: &Limit, part: &Part| SideWhy {
        condition: condition(named, input, is, None),
        part: part_why(named, part),
    };
    PartWhy {
        density: part.density,
        mass: part.mass,
        sides: part
            .cut
            .iter()
            .flat_map(|cut| {
                [
                    side(cut.input, &cut.first_is, &cut.first),
                    side(cut.input, &cut.second_is, &cut.second),
                ]
            })
            .collect(),
    }
}

fn conditions(named: &Named, region: &Region, quasi_p: &[f64]) -> Vec<ConditionWhy> {
    let each = region.limits.iter().zip(quasi_p);
    each.map(|((input, limit), p)| condition(named, *input, limit, Some(*p)))
        .collect()
}

fn condition(named: &Named, place: usize, limit: &Limit, quasi_p: Option<f64>) -> ConditionWhy {
    let held = named.held(place, f64::NAN);
    let all = options(named.scenario(), named.tried.ids[place]);
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
        quasi_p,
    }
}
