//! What charts draw, world by world, so that a page can draw it anew for some worlds alone.
//!
//! All values of a run would be many megabytes. What is carried is thinned in three ways, each of which the page tells: some of the
//! worlds, some of the points in time, and numbers to the nearest of a few levels ([`Levels`]). Whether a profile ends above or below
//! the baseline is carried of every world, and exactly: shares of worlds are counted, never estimated.

use contend_engine::design::Design;

use super::Chart;

/// Values that a page carries at most: some thirty kilobytes, compressed.
const MOST: usize = 54_000;
/// Worlds of which no fan could be drawn once a reader keeps a part of them: where so few had to stand for all, none is carried.
const FEWEST: usize = 100;
/// Parts of equal length of the time before levers act, and after; of the whole where there is no such moment.
const BEFORE: usize = 2;
const AFTER: usize = 6;
const WHOLE: usize = 9;

/// Values of some worlds for all charts of a page.
#[derive(Clone, Debug, Default)]
pub struct ChartsByWorld {
    /// The worlds whose values are carried, ascending.
    pub worlds: Vec<usize>,
    /// What is carried of each chart.
    pub charts: Vec<ChartValues>,
}

/// Values of some worlds for one chart.
#[derive(Clone, Debug)]
pub struct ChartValues {
    /// The points in time, as places in [`Chart::years`]; the last is the last of the chart.
    pub points: Vec<usize>,
    /// Values under the baseline, by point.
    pub baseline: Vec<Column>,
    /// The other profiles that are drawn, in the order in which they are.
    pub others: Vec<Beside>,
}

/// A profile beside the baseline.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Its values less those of the baseline, by point.
    pub less: Vec<Column>,
    /// Its own values, where they are not those of the baseline and the difference together: where a world has no value under the
    /// baseline, or an infinite one.
    pub own: Option<Vec<Column>>,
    /// Of every world of the run how it ends beside the baseline.
    pub ends: Vec<End>,
}

/// How a profile ends beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With less.
    Less,
    /// With the same.
    Same,
    /// With more.
    More,
    /// It is not known.
    Unknown,
}

/// The values of some worlds at one point in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// All worlds have this one.
    Alike(f64),
    /// By world a code of these levels.
    Varied(Levels, Vec<u8>),
}

/// A few numbers to which others are rounded. They stand evenly between five ends: the least number, where two of a hundred worlds lie
/// below, the median, where two of a hundred lie above, the greatest. So steps are small where most worlds are.
///
/// A number is at most half a step away from its level, of the steps of its part. Quantiles are not further from their own than the
/// numbers are, since ordered lists are nowhere further apart than the numbers in them.
///
/// Codes: `0..=TOP` are levels; then follow zero, which is exact, infinity, its opposite, and no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// Ascending.
    pub ends: [f64; 5],
}

impl Levels {
    /// The levels that are the ends.
    pub const AT: [u8; 5] = [0, 4, 20, 36, 40];
    /// The greatest level.
    pub const TOP: u8 = Levels::AT[4];
    /// The code of zero.
    pub const ZERO: u8 = Levels::TOP + 1;
    /// The code of infinity.
    pub const INFINITE: u8 = Levels::TOP + 2;
    /// The code of minus infinity.
    pub const MINUS_INFINITE: u8 = Levels::TOP + 3;
    /// The code where there is no value.
    pub const NONE: u8 = Levels::TOP + 4;
    /// How many codes there are.
    pub const CODES: u8 = Levels::TOP + 5;
    /// Share of worlds below each of the ends between.
    const SHARES: [f64; 3] = [0.02, 0.5, 0.98];

    /// Levels for these numbers; `None` where none is finite. The ends have few digits, so that they are short in writing.
    fn of(values: &[f64]) -> Option<Levels> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (least, greatest) = (*sorted.first()?, *sorted.last()?);
        let at = |share| contend_analysis::quantile(&sorted, share).unwrap_or(least);
        let [low, middle, high] = Levels::SHARES.map(at);
        let ends = match grain(greatest - least) {
            Some(grain) => {
                let (least, greatest) = (grain.below(least), grain.above(greatest));
                let inside = |v: f64| grain.nearest(v).clamp(least, greatest);
                [least, inside(low), inside(middle), inside(high), greatest]
            }
            None => [least, low, middle, high, greatest],
        };
        Some(Levels { ends })
    }

    /// Where a level lies, or what lies between two.
    #[must_use]
    pub fn value(&self, level: f64) -> f64 {
        let level = level.clamp(0.0, f64::from(Levels::TOP));
        let part = (1..4).filter(|k| level > f64::from(Levels::AT[*k])).count();
        let [from, to] = [part, part + 1].map(|k| f64::from(Levels::AT[k]));
        let [low, high] = [self.ends[part], self.ends[part + 1]];
        low + (high - low) * ((level - from) / (to - from))
    }

    /// The code of a number.
    #[must_use]
    pub fn code(&self, value: f64) -> u8 {
        match value {
            v if v.is_nan() => return Levels::NONE,
            f64::INFINITY => return Levels::INFINITE,
            f64::NEG_INFINITY => return Levels::MINUS_INFINITE,
            0.0 => return Levels::ZERO,
            _ => {}
        }
        let part = (1..4).filter(|k| value > self.ends[*k]).count();
        let [from, to] = [part, part + 1].map(|k| f64::from(Levels::AT[k]));
        let [low, high] = [self.ends[part], self.ends[part + 1]];
        let along = match high > low {
            true => ((value - low) / (high - low)).clamp(0.0, 1.0),
            false => 0.0,
        };
        (from + (to - from) * along).round() as u8
    }
}

/// A power of ten to whose multiples numbers are rounded.
#[derive(Clone, Copy)]
struct Grain {
    decimals: usize,
    /// Where the power is above one.
    tens: f64,
}

/// A thousandth of a span, or less; `None` where that is beyond what is written in full.
fn grain(span: f64) -> Option<Grain> {
    let text = format!("{span:e}");
    let exponent: i32 = text.split_once('e')?.1.parse().ok()?;
    let exponent = exponent - 3;
    if span <= 0.0 || !(-12..=12).contains(&exponent) {
        return None;
    }
    let tens = (0..exponent.max(0)).fold(1.0, |tens, _| 10.0 * tens);
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    Some(Grain { decimals, tens })
}

impl Grain {
    /// The number that is written so.
    fn written(self, multiple: f64) -> f64 {
        if self.decimals == 0 {
            return multiple * self.tens;
        }
        let shift = (0..self.decimals).fold(1.0, |shift, _| 10.0 * shift);
        let text = format!("{:.*}", self.decimals, multiple / shift);
        text.parse().unwrap_or(multiple / shift)
    }

    fn multiples(self, value: f64) -> f64 {
        match self.decimals {
            0 => value / self.tens,
            decimals => value * (0..decimals).fold(1.0, |shift, _| 10.0 * shift),
        }
    }

    fn below(self, value: f64) -> f64 {
        self.written(self.multiples(value).floor())
    }

    fn above(self, value: f64) -> f64 {
        self.written(self.multiples(value).ceil())
    }

    fn nearest(self, value: f64) -> f64 {
        self.written(self.multiples(value).round())
    }
}

impl Column {
    /// The column of these numbers; `None` where they lie too far apart.
    fn of(values: Vec<f64>) -> Option<Column> {
        let first = values.first().copied().unwrap_or(f64::NAN);
        if first.is_finite() && values.iter().all(|v| *v == first) {
            return Some(Column::Alike(first));
        }
        // Where no number is finite the levels have none.
        let levels = Levels::of(&values).unwrap_or(Levels { ends: [0.0; 5] });
        let codes = values.iter().map(|v| levels.code(*v)).collect();
        (levels.ends[4] - levels.ends[0])
            .is_finite()
            .then_some(Column::Varied(levels, codes))
    }
}

/// Which of so many worlds are carried: as many as given at most, that stand for all. Where worlds are drawn in an order in which the
/// first are spread over all that may be, the first; where they are gone through in an order (of combinations, of a table), such as
/// go through it evenly, and in step with nothing.
pub(super) fn carried(design: Option<Design>, worlds: usize, most: usize) -> Vec<usize> {
    match design {
        Some(Design::FullFactorial { .. }) | None if worlds > most => {
            /// The golden ratio less one: its multiples fill the unit interval evenly, and repeat with no period.
            const GOLDEN: f64 = 0.618_033_988_749_894_9;
            let mut places: Vec<usize> = (0..worlds).collect();
            places.sort_by(|a, b| {
                let part = |w: usize| (w as f64 * GOLDEN).fract();
                part(*a).total_cmp(&part(*b))
            });
            places.truncate(most);
            places.sort_unstable();
            places
        }
        _ => (0..worlds.min(most)).collect(),
    }
}

/// The points in time at which values of a chart are carried.
pub(super) fn points(chart: &Chart) -> Vec<usize> {
    let last = chart.years.len().saturating_sub(1);
    let parts = |from: usize, to: usize, number: usize| {
        let number = number.min(to - from);
        (0..=number).map(move |k| from + k * (to - from) / number.max(1))
    };
    let mut points: Vec<usize> = match chart.now {
        // What levers act on may jump: the point before must not be drawn as if it had begun to.
        Some(now) if now <= last => parts(0, now, BEFORE)
            .chain([now.saturating_sub(1)])
            .chain(parts(now, last, AFTER))
            .collect(),
        _ => parts(0, last, WHOLE).collect(),
    };
    points.sort_unstable();
    points.dedup();
    points
}

/// Values of one profile by world.
pub(super) struct Values<'a> {
    /// World after world, so many numbers for each as the run has points.
    pub all: &'a [f64],
    /// Worlds that do not count.
    pub failed: Vec<bool>,
    /// Points of the run.
    pub points: usize,
}

impl Values<'_> {
    fn at(&self, world: usize, point: usize) -> f64 {
        match self.failed[world] {
            true => f64::NAN,
            false => self.all[world * self.points + point],
        }
    }
}

/// Values for one chart at its points in time, of the worlds of which some are carried once it is known how many.
pub(super) struct Thinned {
    points: Vec<usize>,
    /// Ascending.
    worlds: Vec<usize>,
    /// Of each profile that is drawn, the baseline first: world after world a value for each point, NaN where it does not count.
    values: Vec<Vec<f64>>,
    /// Of each but the baseline how every world ends beside it.
    ends: Vec<Vec<End>>,
    /// Columns in which worlds differ.
    varied: usize,
}

impl Thinned {
    /// Of a chart. `drawn` are the profiles that are drawn, the baseline first. `None` where numbers lie too far apart for their
    /// distance to be a number.
    pub fn of(chart: &Chart, drawn: &[&Values], design: Option<Design>) -> Option<Thinned> {
        let (baseline, others) = drawn.split_first()?;
        let worlds = baseline.failed.len();
        // A chart may leave out the first points of the run.
        let left_out = baseline.points - chart.years.len();
        let points = points(chart);
        let last = baseline.points.checked_sub(1)?;
        let at_points = |own: &&Values| {
            let row = |w: usize| points.iter().map(move |p| own.at(w, p + left_out));
            (0..worlds).flat_map(row).collect()
        };
        let end = |own: &Values, world| match own.at(world, last) - baseline.at(world, last) {
            d if d < 0.0 => End::Less,
            d if d > 0.0 => End::More,
            0.0 => End::Same,
            _ => End::Unknown,
        };
        let ends = |own: &&Values| (0..worlds).map(|w| end(own, w)).collect();
        let mut all = Thinned {
            values: drawn.iter().map(at_points).collect(),
            ends: others.iter().map(ends).collect(),
            worlds: (0..worlds).collect(),
            varied: 0,
            points,
        };
        all.varied = all.carried(&all.worlds)?.varied();
        // More than this chart alone leaves room for are carried of none.
        let most = MOST / all.varied.max(1);
        if worlds <= most {
            return Some(all);
        }
        let worlds = carried(design, worlds, most);
        let each = all.points.len();
        let some = |own: &Vec<f64>| {
            let rows = worlds.iter().flat_map(|w| &own[w * each..(w + 1) * each]);
            rows.copied().collect()
        };
        Some(Thinned {
            values: all.values.iter().map(some).collect(),
            worlds,
            ..all
        })
    }

    /// What is carried for some of its worlds.
    fn carried(&self, worlds: &[usize]) -> Option<ChartValues> {
        let (baseline, others) = self.values.split_first()?;
        let each = self.points.len();
        let rows: Vec<usize> = (worlds.iter())
            .map(|w| self.worlds.binary_search(w).ok())
            .collect::<Option<_>>()?;
        let columns = |value: &dyn Fn(usize) -> f64| -> Option<Vec<Column>> {
            let at = |p: usize| rows.iter().map(|row| value(row * each + p)).collect();
            (0..each).map(|p| Column::of(at(p))).collect()
        };
        let beside = |(own, ends): (&Vec<f64>, &Vec<End>)| {
            let less = |at: usize| own[at] - baseline[at];
            let together = |at: usize| {
                let (sum, own) = (baseline[at] + less(at), own[at]);
                (sum.is_finite() && own.is_finite()) || sum == own || (sum.is_nan() && own.is_nan())
            };
            let mut all = rows.iter().flat_map(|row| row * each..(row + 1) * each);
            Some(Beside {
                less: columns(&less)?,
                own: match all.all(together) {
                    true => None,
                    false => Some(columns(&|at| own[at])?),
                },
                ends: ends.clone(),
            })
        };
        Some(ChartValues {
            points: self.points.clone(),
            baseline: columns(&|at| baseline[at])?,
            others: (others.iter().zip(&self.ends))
                .map(beside)
                .collect::<Option<_>>()?,
        })
    }
}

impl ChartValues {
    fn columns(&self) -> impl Iterator<Item = &Column> {
        let others = self.others.iter();
        let others = others.flat_map(|b| b.less.iter().chain(b.own.iter().flatten()));
        self.baseline.iter().chain(others)
    }

    /// Columns of which values are carried by world.
    fn varied(&self) -> usize {
        let varied = |column: &&Column| matches!(column, Column::Varied(..));
        self.columns().filter(varied).count()
    }
}

/// What is carried of all charts of a page of so many worlds. `None` where that would be too few worlds.
pub(super) fn of_charts(
    design: Option<Design>,
    worlds: usize,
    charts: &[Thinned],
) -> Option<ChartsByWorld> {
    let columns: usize = charts.iter().map(|chart| chart.varied).sum();
    let most = MOST / columns.max(1);
    let carried = match worlds <= most {
        true => (0..worlds).collect(),
        false if most >= FEWEST => carried(design, worlds, most),
        false => return None,
    };
    let charts: Vec<ChartValues> = (charts.iter())
        .map(|chart| chart.carried(&carried))
        .collect::<Option<_>>()?;
    (!charts.is_empty()).then_some(ChartsByWorld {
        worlds: carried,
        charts,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Where the number of a code lies, and half of the step about it.
    fn read(levels: &Levels, code: u8) -> (f64, f64) {
        let at = f64::from(code);
        match code {
            Levels::ZERO => (0.0, 0.0),
            Levels::INFINITE => (f64::INFINITY, 0.0),
            Levels::MINUS_INFINITE => (f64::NEG_INFINITY, 0.0),
            Levels::NONE => (f64::NAN, 0.0),
            _ => {
                let (low, high) = (levels.value(at - 0.5), levels.value(at + 0.5));
                let value = levels.value(at);
                (value, (value - low).max(high - value))
            }
        }
    }

    /// Numbers from 0 to 1, by the generator of Park and Miller.
    fn random() -> impl FnMut() -> f64 {
        let mut state = 1_u64;
        move || {
            state = state * 48_271 % 2_147_483_647;
            state as f64 / 2_147_483_647.0
        }
    }

    /// Of any worlds that a reader may keep, the quantiles of what is carried are as near to those of the numbers as half a step; and a
    /// step is small where most worlds are.
    #[test]
    fn quantiles_of_what_is_carried_are_near() {
        let mut next = random();
        for (size, shift) in [
            (1e-7, -250.0),
            (0.3, 0.0),
            (1.0, 1.0),
            (4e5, -250.0),
            (3e11, 1.0),
        ] {
            for worlds in [40, 41, 150, 700] {
                // A few worlds lie far away, as a drug's price may; some have nothing.
                let value = |x: f64, odd: f64| match odd {
                    o if o < 0.1 => 9.0 * x + shift,
                    o if o < 0.2 => 30.0 * x * x + shift,
                    o if o < 0.3 => 0.0,
                    _ => x * x * x + shift,
                };
                let values: Vec<f64> = (0..worlds)
                    .map(|_| size * value(2.0 * next() - 1.0, next()))
                    .collect();
                let kept: Vec<bool> = (0..worlds).map(|_| next() < 0.4).collect();
                near(&values, &kept);
            }
        }
    }

    fn near(values: &[f64], kept: &[bool]) {
        let Some(Column::Varied(levels, codes)) = Column::of(values.to_vec()) else {
            panic!("they differ");
        };
        let read: Vec<(f64, f64)> = codes.iter().map(|c| read(&levels, *c)).collect();
        let span = levels.ends[4] - levels.ends[0];
        let rounding = 1e-9 * span;
        for (value, (near, half)) in values.iter().zip(&read) {
            let apart = (value - near).abs();
            assert!(apart <= half + rounding, "{value} is {near}, of {levels:?}");
        }
        let near: Vec<f64> = read.iter().map(|(near, _)| *near).collect();
        let half = read.iter().map(|(_, half)| *half).fold(0.0, f64::max);
        let told = |all: &[f64]| {
            let kept = all.iter().zip(kept).filter(|(_, kept)| **kept);
            let kept: Vec<f64> = kept.map(|(v, _)| *v).collect();
            let q = contend_analysis::quantiles(&kept, None).unwrap();
            let (low, high) = (q.nine_of_ten, q.middle_half);
            [low.0, high.0, q.median, high.1, low.1]
        };
        for (exact, near) in told(values).iter().zip(told(&near)) {
            assert!(
                (exact - near).abs() <= half + rounding,
                "{exact} is {near}, of {levels:?}"
            );
        }
        // Half a step is a thirty-second of where nearly half of the worlds lie, but for the few digits of the ends.
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |share| contend_analysis::quantile(&sorted, share).unwrap();
        for (level, low, high) in [(8.0, 0.02, 0.5), (30.0, 0.5, 0.98)] {
            let half = levels.value(level + 0.5) - levels.value(level);
            assert!(
                half <= (at(high) - at(low)) / 32.0 + 0.001 * span,
                "{levels:?}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_kept_apart() {
        let values = vec![f64::NAN, -1.0, f64::INFINITY, 0.0, 2.0, f64::NEG_INFINITY];
        let Some(Column::Varied(levels, codes)) = Column::of(values) else {
            panic!("they differ");
        };
        // Of -1, 0 and 2 two of a hundred lie below -0.96, and above 1.92.
        assert_eq!(levels.ends, [-1.0, -0.96, 0.0, 1.92, 2.0]);
        let expected = [
            Levels::NONE,
            0,
            Levels::INFINITE,
            Levels::ZERO,
            Levels::TOP,
            Levels::MINUS_INFINITE,
        ];
        assert_eq!(codes, expected);
        assert_eq!(Column::of(vec![0.1; 7]), Some(Column::Alike(0.1)));
        // Levels between them would be infinite.
        assert_eq!(Column::of(vec![-1.7e308, 1.7e308]), None);
        let Some(Column::Varied(_, codes)) = Column::of(vec![f64::NAN; 3]) else {
            panic!("nothing is known of them");
        };
        assert_eq!(codes, [Levels::NONE; 3]);
    }

    /// Of all combinations the ones that vary fastest must not be left out, or alone be kept.
    #[test]
    fn some_worlds_stand_for_all() {
        let first = carried(Some(Design::NestedLatinHypercube), 1000, 200);
        assert_eq!(first, (0..200).collect::<Vec<_>>());
        assert_eq!(carried(None, 150, 200).len(), 150);
        let factorial = Some(Design::FullFactorial { levels: 16 });
        for worlds in [carried(factorial, 4096, 410), carried(None, 4096, 410)] {
            assert_eq!(worlds.len(), 410);
            assert!(worlds.is_sorted_by(|a, b| a < b));
            for place in 0..16 {
                let fast = worlds.iter().filter(|w| *w % 16 == place).count();
                let slow = worlds.iter().filter(|w| *w / 256 == place).count();
                assert!(
                    (23..=29).contains(&fast) && (23..=29).contains(&slow),
                    "{fast} {slow}"
                );
            }
        }
    }
}
