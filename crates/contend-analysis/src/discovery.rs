//! Where an answer holds or fails: a box in few inputs that most of such worlds lie in, and few others.
//!
//! The patient rule induction method (PRIM; Friedman and Fisher 1999, doi:10.1023/A:1008894516817) as used for scenario discovery
//! (Bryant and Lempert 2010, doi:10.1016/j.techfore.2009.08.002). From a box that holds all worlds a thin slice is peeled off again and again,
//! on the side of the input that leaves the greatest share of the worlds sought; a number by its order, so that a scale changes
//! nothing, a choice one option at a time. In the end slices are pasted back where that makes the share no smaller.
//!
//! # Too much is not said
//!
//! Half of the worlds find boxes and the other half tells of them. Only inputs enter whose distributions in the worlds sought and in
//! the others differ in the half that finds (Kolmogorov and Smirnov, χ²; Holm at 5 %). Of all boxes on the way
//! that one is told which restricts the fewest inputs among those whose share, in the half that tells, reaches into the interval of
//! the best; restrictions without which the share stays in it fall away, and at most three are left. A box that is no better than all
//! worlds in the half that tells is none. For each restriction its quasi-p value is that of Bryant and Lempert, from the half that
//! tells: the chance that so many worlds sought lie in the box if the restriction chose among the worlds of the box without it by
//! chance.

use serde::Serialize;

use crate::distance::{holm, of_choice, of_number};
use crate::inputs::{Column, Inputs};
use crate::learning::halves;
use crate::share::Share;
use crate::target::{FAILS, HOLDS, Halves, LEFT_OUT, Scores};

/// How boxes are peeled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peeling {
    /// Share of the worlds of a box that a slice has.
    pub slice: f64,
    /// Share of the worlds beyond an end of a box that are pasted back together.
    pub paste: f64,
    /// Least share of all worlds that a box may hold.
    pub mass: f64,
    /// By which measure the best slice is chosen.
    pub gain: Gain,
}

impl Default for Peeling {
    fn default() -> Peeling {
        Peeling {
            slice: 0.05,
            paste: 0.05,
            mass: 0.05,
            gain: Gain::RisePerWorld,
        }
    }
}

/// What is made as great as possible by a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gain {
    /// The share of worlds sought in what is left (Friedman and Fisher).
    Share,
    /// By how much that share rises for each world that is lost: so that an option that holds many worlds is not preferred to thin
    /// slices (their more lenient measure; that of EMA Workbench).
    RisePerWorld,
}

/// A restriction of one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Of a number, both ends included; absent where it is not restricted there.
    Range {
        /// Least value.
        low: Option<f64>,
        /// Greatest value.
        high: Option<f64>,
    },
    /// Of a choice the options that are left, ascending.
    Options(Vec<u32>),
}

/// A box: its restrictions by input.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Region {
    /// Input and restriction, by input ascending.
    pub limits: Vec<(usize, Limit)>,
}

/// A box on the way, and how many worlds it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The box.
    pub region: Region,
    /// Worlds in it.
    pub worlds: u64,
    /// Those sought among them.
    pub sought: u64,
}

/// What a box tells of worlds that had no part in finding it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The box.
    pub region: Region,
    /// Share of the worlds in the box that are sought (density).
    pub density: Share,
    /// Share of the worlds sought that lie in the box (coverage).
    pub coverage: Share,
    /// Share of all worlds that are sought.
    pub base: Share,
    /// Quasi-p value of each restriction, in the order of the box.
    pub quasi_p: Vec<f64>,
}

/// What was looked for, and found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discovery {
    /// The box; `None` where none holds up.
    pub found: Option<Told>,
    /// Why none was sought or found.
    pub nothing: Option<NoRegion>,
    /// Inputs that went into the search.
    pub screened: Vec<usize>,
    /// Inputs that were tried.
    pub tried: usize,
    /// The way of peeling and pasting, by the half that finds.
    pub trajectory: Vec<Step>,
    /// The worlds of the half that tells.
    pub telling: Vec<u32>,
}

/// Why there is no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoRegion {
    /// All worlds are sought, or none.
    SameEverywhere,
    /// Fewer than twenty worlds are sought, or not sought.
    TooFewWorlds,
    /// No input is distributed otherwise in the worlds sought.
    NothingScreened,
    /// No box that was found is better than all worlds in the half that tells.
    NoneHolds,
}

/// Most restrictions that are told.
const MOST: usize = 3;
const LEVEL: f64 = 0.05;
/// Least distance that is worth a look, as of hinges.
const LEAST_DISTANCE: f64 = 0.05;
/// Fewest worlds that are sought, and that are not.
const LEAST_WORLDS: usize = 20;
/// What a restriction must not come by chance with.
const QUASI_P: f64 = 0.05;

/// Looks for a box of the worlds in which something is true; `None` stands for worlds that do not count.
#[must_use]
pub fn discover(
    inputs: &Inputs,
    among: &[usize],
    sought: &[Option<bool>],
    peeling: Peeling,
) -> Discovery {
    let mut discovery = Discovery {
        found: None,
        nothing: None,
        screened: Vec::new(),
        tried: among.len(),
        trajectory: Vec::new(),
        telling: Vec::new(),
    };
    let counted: Vec<u32> = (0..sought.len() as u32)
        .filter(|w| sought[*w as usize].is_some())
        .collect();
    let is = |world: &u32| sought[*world as usize] == Some(true);
    let yes = counted.iter().filter(|w| is(w)).count();
    let is_same = yes == 0 || yes == counted.len();
    // Of a few worlds that are the same nothing follows for others.
    if is_same && counted.len() >= 2 * LEAST_WORLDS {
        discovery.nothing = Some(NoRegion::SameEverywhere);
        return discovery;
    }
    if yes.min(counted.len() - yes) < LEAST_WORLDS {
        discovery.nothing = Some(NoRegion::TooFewWorlds);
        return discovery;
    }
    let half = halves(counted.len());
    let side = |second: bool| -> Vec<u32> {
        let of = counted.iter().zip(&half).filter(|(_, h)| **h == second);
        of.map(|(w, _)| *w).collect()
    };
    let (finding, telling) = (side(false), side(true));
    discovery.screened = screened(inputs, among, sought, &finding);
    if discovery.screened.is_empty() {
        discovery.nothing = Some(NoRegion::NothingScreened);
        return discovery;
    }
    let truth: Vec<bool> = sought.iter().map(|s| *s == Some(true)).collect();
    discovery.trajectory = trajectory(inputs, &discovery.screened, &truth, &finding, peeling);
    discovery.found = tell(inputs, &discovery.trajectory, &truth, &telling);
    discovery.telling = telling;
    if discovery.found.is_none() {
        discovery.nothing = Some(NoRegion::NoneHolds);
    }
    discovery
}

/// Inputs that are distributed otherwise in the worlds sought, among some worlds.
#[must_use]
pub fn screened(
    inputs: &Inputs,
    among: &[usize],
    sought: &[Option<bool>],
    worlds: &[u32],
) -> Vec<usize> {
    let mut codes = vec![LEFT_OUT; sought.len()];
    for world in worlds {
        codes[*world as usize] = match sought[*world as usize] {
            Some(true) => HOLDS,
            Some(false) => FAILS,
            None => LEFT_OUT,
        };
    }
    let halves = Halves::new(Scores::of_codes(codes, None));
    let distances: Vec<_> = (among.iter())
        .filter_map(|input| {
            let distance = match inputs.column(*input)? {
                Column::Numeric(c) => of_number(c, &halves),
                Column::Categorical(c) => of_choice(c, &halves),
            };
            Some((*input, distance?))
        })
        .collect();
    let p = holm(&distances.iter().map(|(_, d)| d.p).collect::<Vec<f64>>());
    let mut kept: Vec<usize> = (distances.iter().zip(p))
        .filter(|((_, d), p)| *p <= LEVEL && d.distance >= LEAST_DISTANCE)
        .map(|((input, _), _)| *input)
        .collect();
    kept.sort_unstable();
    kept
}

/// An input among some worlds: of a number its values in order.
enum Axis<'a> {
    Number {
        values: &'a [f64],
        order: Vec<u32>,
        /// Those of the order that lie in the box.
        inside: Vec<u32>,
    },
    Choice {
        option: &'a [u32],
        options: usize,
    },
}

/// Some worlds being peeled.
struct Peel<'a> {
    axes: Vec<(usize, Axis<'a>)>,
    /// By place in the list of worlds.
    inside: Vec<bool>,
    /// How many limits each world breaks; while pasting.
    breaks: Vec<u32>,
    worlds: &'a [u32],
    truth: &'a [bool],
    count: usize,
    yes: usize,
    limits: Vec<Option<Limit>>,
}

/// A slice that may be peeled off.
struct Slice {
    axis: usize,
    limit: Limit,
    left: usize,
    yes: usize,
}

/// The way of peeling and pasting on some worlds: from the box of all of them to the last.
#[must_use]
pub fn trajectory(
    inputs: &Inputs,
    among: &[usize],
    sought: &[bool],
    worlds: &[u32],
    peeling: Peeling,
) -> Vec<Step> {
    let axes = among.iter().filter_map(|input| {
        let axis = match inputs.column(*input)? {
            Column::Numeric(numeric) => {
                let mut member = vec![u32::MAX; numeric.values.len()];
                for (place, world) in worlds.iter().enumerate() {
                    member[*world as usize] = place as u32;
                }
                let order = numeric.order.iter().map(|w| member[*w as usize]);
                let order: Vec<u32> = order.filter(|place| *place != u32::MAX).collect();
                Axis::Number {
                    values: numeric.values,
                    inside: order.clone(),
                    order,
                }
            }
            Column::Categorical(choice) => Axis::Choice {
                option: &choice.option,
                options: choice.options,
            },
        };
        Some((*input, axis))
    });
    let axes: Vec<(usize, Axis)> = axes.collect();
    let yes = worlds.iter().filter(|w| sought[**w as usize]).count();
    let mut peel = Peel {
        limits: vec![None; axes.len()],
        inside: vec![true; worlds.len()],
        breaks: Vec::new(),
        count: worlds.len(),
        axes,
        worlds,
        truth: sought,
        yes,
    };
    let least = peeling.mass * worlds.len() as f64;
    let mut steps = vec![peel.step()];
    while let Some(slice) = peel.best_slice(peeling, least) {
        peel.peel_off(slice);
        steps.push(peel.step());
    }
    peel.count_breaks();
    while let Some(slice) = peel.best_paste(peeling) {
        peel.paste(slice);
        steps.push(peel.step());
    }
    steps
}

impl Peel<'_> {
    fn step(&self) -> Step {
        let limits = self.axes.iter().zip(&self.limits);
        let mut limits: Vec<(usize, Limit)> = limits
            .filter_map(|((input, _), limit)| Some((*input, limit.clone()?)))
            .collect();
        limits.sort_by_key(|(input, _)| *input);
        Step {
            region: Region { limits },
            worlds: self.count as u64,
            sought: self.yes as u64,
        }
    }

    fn yes_at(&self, place: u32) -> usize {
        usize::from(self.truth[self.worlds[place as usize] as usize])
    }

    /// The slice after which the measure is greatest; `None` where that leaves too few worlds, or is no better than before.
    fn best_slice(&self, peeling: Peeling, least: f64) -> Option<Slice> {
        let mut best: Option<(f64, usize, Slice)> = None;
        let mut offer = |slice: Slice| {
            if slice.left == self.count || slice.left == 0 {
                return;
            }
            // Of slices that are as good, one of an input that is restricted already.
            let restricted = usize::from(self.limits[slice.axis].is_none());
            let gain = self.gain(peeling.gain, slice.left, slice.yes);
            let better = best.as_ref().is_none_or(|(other, more, _)| {
                gain > *other || gain == *other && restricted < *more
            });
            if better {
                best = Some((gain, restricted, slice));
            }
        };
        for (at, (_, axis)) in self.axes.iter().enumerate() {
            match axis {
                Axis::Number { values, inside, .. } => {
                    let wanted = tail(self.count, peeling.slice);
                    for from_below in [false, true] {
                        offer(self.end(at, values, inside, wanted, from_below));
                    }
                }
                Axis::Choice { option, options } => {
                    let left = self.options_left(at, *options);
                    if left.len() < 2 {
                        continue;
                    }
                    let mut counts = vec![(0, 0); *options];
                    for (place, world) in self.worlds.iter().enumerate() {
                        if self.inside[place] {
                            let own = &mut counts[option[*world as usize] as usize];
                            own.0 += 1;
                            own.1 += self.yes_at(place as u32);
                        }
                    }
                    for out in &left {
                        let (all, yes) = counts[*out as usize];
                        let kept = left.iter().copied().filter(|o| o != out).collect();
                        offer(Slice {
                            axis: at,
                            limit: Limit::Options(kept),
                            left: self.count - all,
                            yes: self.yes - yes,
                        });
                    }
                }
            }
        }
        let (_, _, slice) = best?;
        let rises = slice.yes as f64 / slice.left as f64 > self.share();
        (rises && slice.left as f64 >= least).then_some(slice)
    }

    fn share(&self) -> f64 {
        self.yes as f64 / self.count as f64
    }

    /// How good another box is beside this one.
    fn gain(&self, by: Gain, count: usize, yes: usize) -> f64 {
        let share = yes as f64 / count as f64;
        match by {
            Gain::Share => share,
            Gain::RisePerWorld => (share - self.share()) / count.abs_diff(self.count) as f64,
        }
    }

    fn options_left(&self, axis: usize, options: usize) -> Vec<u32> {
        match &self.limits[axis] {
            Some(Limit::Options(left)) => left.clone(),
            _ => (0..options as u32).collect(),
        }
    }

    fn range(&self, axis: usize) -> (Option<f64>, Option<f64>) {
        match &self.limits[axis] {
            Some(Limit::Range { low, high }) => (*low, *high),
            _ => (None, None),
        }
    }

    /// What is left where the first or the last worlds of the box are peeled off: so many, and those that are equal to the last of
    /// them. The new end lies midway between the nearest values of both sides.
    fn end(
        &self,
        axis: usize,
        values: &[f64],
        inside: &[u32],
        wanted: usize,
        from_below: bool,
    ) -> Slice {
        let (peeled, end) = match from_below {
            true => self.first_few(inside.iter().copied(), values, wanted),
            false => self.first_few(inside.iter().rev().copied(), values, wanted),
        };
        let (low, high) = self.range(axis);
        let yes: usize = peeled.iter().map(|place| self.yes_at(*place)).sum();
        Slice {
            axis,
            limit: match from_below {
                true => Limit::Range { low: end, high },
                false => Limit::Range { low, high: end },
            },
            // Where all are equal nothing is left.
            left: end.map_or(0, |_| self.count - peeled.len()),
            yes: self.yes - yes,
        }
    }

    /// The first of some worlds with those equal to the last of them, and the value midway to the next; `None` where there is none.
    fn first_few(
        &self,
        worlds: impl Iterator<Item = u32>,
        values: &[f64],
        wanted: usize,
    ) -> (Vec<u32>, Option<f64>) {
        let value = |place: u32| values[self.worlds[place as usize] as usize];
        let mut few: Vec<u32> = Vec::with_capacity(wanted);
        for place in worlds {
            if let Some(last) = few.last().filter(|_| few.len() >= wanted)
                && value(*last) != value(place)
            {
                let middle = value(*last) / 2.0 + value(place) / 2.0;
                return (few, Some(middle));
            }
            few.push(place);
        }
        (few, None)
    }

    /// Peels a slice off.
    fn peel_off(&mut self, slice: Slice) {
        (self.count, self.yes) = (slice.left, slice.yes);
        for (place, inside) in self.inside.iter_mut().enumerate() {
            let world = self.worlds[place] as usize;
            *inside &= slice.limit.holds(match &self.axes[slice.axis].1 {
                Axis::Number { values, .. } => values[world],
                Axis::Choice { option, .. } => f64::from(option[world]),
            });
        }
        self.limits[slice.axis] = Some(slice.limit);
        for (_, axis) in &mut self.axes {
            if let Axis::Number { inside, .. } = axis {
                inside.retain(|place| self.inside[*place as usize]);
            }
        }
    }

    /// Pastes a slice back.
    fn paste(&mut self, slice: Slice) {
        (self.count, self.yes) = (slice.left, slice.yes);
        self.limits[slice.axis] = Some(slice.limit);
        self.count_breaks();
    }

    fn count_breaks(&mut self) {
        self.breaks = vec![0; self.worlds.len()];
        for ((_, axis), limit) in self.axes.iter().zip(&self.limits) {
            let Some(limit) = limit else { continue };
            for (breaks, world) in self.breaks.iter_mut().zip(self.worlds) {
                let value = match axis {
                    Axis::Number { values, .. } => values[*world as usize],
                    Axis::Choice { option, .. } => f64::from(option[*world as usize]),
                };
                *breaks += u32::from(!limit.holds(value));
            }
        }
    }

    /// The slice whose pasting back is best; `None` where all make the share smaller.
    fn best_paste(&self, peeling: Peeling) -> Option<Slice> {
        let mut best: Option<(f64, Slice)> = None;
        for (at, (_, axis)) in self.axes.iter().enumerate() {
            let Axis::Number { values, order, .. } = axis else {
                continue;
            };
            let (low, high) = self.range(at);
            let value = |place: u32| values[self.worlds[place as usize] as usize];
            for below in [false, true] {
                let Some(bound) = (if below { low } else { high }) else {
                    continue;
                };
                let end = order.partition_point(|place| match below {
                    true => value(*place) < bound,
                    false => value(*place) <= bound,
                });
                // What lies beyond this end and breaks no other limit, the nearest first.
                let alone = |place: &u32| self.breaks[*place as usize] == 1;
                let mut beyond: Vec<u32> = match below {
                    true => order[..end].iter().copied().filter(alone).collect(),
                    false => order[end..].iter().copied().filter(alone).collect(),
                };
                if below {
                    beyond.reverse();
                }
                let wanted = tail(beyond.len(), peeling.paste);
                let (pasted, end) = self.first_few(beyond.into_iter(), values, wanted);
                let yes: usize = pasted.iter().map(|place| self.yes_at(*place)).sum();
                let (count, yes) = (self.count + pasted.len(), self.yes + yes);
                if count == self.count || yes as f64 / count as f64 <= self.share() {
                    continue;
                }
                let gain = self.gain(peeling.gain, count, yes);
                if best.as_ref().is_none_or(|(other, _)| gain > *other) {
                    let limit = match below {
                        true => Limit::Range { low: end, high },
                        false => Limit::Range { low, high: end },
                    };
                    let slice = Slice {
                        axis: at,
                        limit,
                        left: count,
                        yes,
                    };
                    best = Some((gain, slice));
                }
            }
        }
        best.map(|(_, slice)| slice)
    }
}

/// How many worlds lie before the quantile of a share of so many: the entry at (n − 1) · share, rounded down, and those before it.
fn tail(count: usize, share: f64) -> usize {
    (count.saturating_sub(1) as f64 * share) as usize + 1
}

impl Limit {
    /// Whether a value, or the index of an option, lies inside.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self {
            Limit::Range { low, high } => {
                low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
            }
            Limit::Options(left) => left.contains(&(value as u32)),
        }
    }
}

impl Region {
    /// Whether a world lies inside.
    #[must_use]
    pub fn holds(&self, inputs: &Inputs, world: usize) -> bool {
        self.limits
            .iter()
            .all(|(input, limit)| match inputs.column(*input) {
                Some(Column::Numeric(numeric)) => limit.holds(numeric.values[world]),
                Some(Column::Categorical(choice)) => limit.holds(f64::from(choice.option[world])),
                None => false,
            })
    }

    fn without(&self, at: usize) -> Region {
        let mut limits = self.limits.clone();
        limits.remove(at);
        Region { limits }
    }

    /// Worlds inside, and those sought among them.
    #[must_use]
    pub fn counts(&self, inputs: &Inputs, sought: &[bool], worlds: &[u32]) -> (u64, u64) {
        let (mut all, mut yes) = (0, 0);
        for world in worlds {
            if self.holds(inputs, *world as usize) {
                all += 1;
                yes += u64::from(sought[*world as usize]);
            }
        }
        (all, yes)
    }

    /// The chance, for each restriction, that so many of the worlds of this box are sought if it chose at random among those of the box
    /// without it: the upper tail of a binomial law (Bryant and Lempert 2010, appendix).
    #[must_use]
    pub fn quasi_p(&self, inputs: &Inputs, sought: &[bool], worlds: &[u32]) -> Vec<f64> {
        let (all, yes) = self.counts(inputs, sought, worlds);
        (0..self.limits.len())
            .map(|at| {
                let (wider, yes_wider) = self.without(at).counts(inputs, sought, worlds);
                binomial_upper(all, yes, yes_wider as f64 / wider as f64)
            })
            .collect()
    }
}

/// Chance of at least `yes` of `all`, each with the chance p.
fn binomial_upper(all: u64, yes: u64, p: f64) -> f64 {
    if yes == 0 {
        return 1.0;
    }
    if yes > all || p.is_nan() || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    contend_engine::maths::beta_cdf(p, yes as f64, (all - yes) as f64 + 1.0)
}

/// The box that holds up among those of a trajectory, told by other worlds.
fn tell(inputs: &Inputs, steps: &[Step], sought: &[bool], telling: &[u32]) -> Option<Told> {
    let yes = telling.iter().filter(|w| sought[**w as usize]).count() as u64;
    let base = Share::new(yes, telling.len() as u64)?;
    // Every box with at most as many restrictions as are told: longer ones give up those that matter least.
    let mut boxes: Vec<(Region, Share)> = Vec::new();
    for step in steps {
        let mut region = step.region.clone();
        while region.limits.len() > MOST {
            let without = (0..region.limits.len()).map(|at| {
                let (all, yes) = region.without(at).counts(inputs, sought, telling);
                if all == 0 {
                    0.0
                } else {
                    yes as f64 / all as f64
                }
            });
            let (at, _) = (without.enumerate())
                .fold((0, f64::NEG_INFINITY), |a, b| if b.1 > a.1 { b } else { a });
            region = region.without(at);
        }
        if region.limits.is_empty() || boxes.iter().any(|(other, _)| *other == region) {
            continue;
        }
        let (all, yes) = region.counts(inputs, sought, telling);
        boxes.extend(Share::new(yes, all).map(|share| (region, share)));
    }
    let best = boxes
        .iter()
        .map(|(_, s)| s.low)
        .fold(0.0, contend_engine::max);
    let reaching = || boxes.iter().filter(|(_, share)| share.high >= best);
    let fewest = reaching().map(|(region, _)| region.limits.len()).min()?;
    // Of those the one that covers most.
    let (region, _) = (reaching())
        .filter(|(region, _)| region.limits.len() == fewest)
        .max_by_key(|(_, share)| share.counts().map_or(0, |c| c.0))?;
    let mut region = region.clone();
    // A restriction that may have come by chance falls away.
    loop {
        let p = region.quasi_p(inputs, sought, telling);
        let worst = (0..p.len()).max_by(|a, b| p[*a].total_cmp(&p[*b]))?;
        if p[worst] <= QUASI_P {
            break;
        }
        region = region.without(worst);
    }
    let (all, inside) = region.counts(inputs, sought, telling);
    let density = Share::new(inside, all)?;
    let quasi_p = region.quasi_p(inputs, sought, telling);
    (density.low > base.high).then_some(Told {
        coverage: Share::new(inside, yes)?,
        region,
        density,
        base,
        quasi_p,
    })
}
