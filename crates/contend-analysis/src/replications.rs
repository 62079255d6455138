//! Worlds that share their inputs: what they say counts by sets of inputs, and what parts the lucks of a set from each other is
//! luck.
//!
//! # Intervals
//!
//! Worlds of one set of inputs are alike, so that n sets of R lucks tell less than n R independent worlds, and n at least. How
//! many independent worlds would tell as much is the variance that a share would have among independent worlds over the one that
//! it has among whole sets (Rao and Scott 1992, doi:10.2307/2532311). Where few sets differ from the others that variance is
//! itself uncertain, so two whole sets in which all is true and two in which nothing is are added before it is taken, as Agresti
//! and Coull (1998, doi:10.1080/00031305.1998.10480550) do with single trials: where nothing differs each set counts once.
//!
//! # The share of luck
//!
//! It is the part of the variance of a truth that is left where all inputs are known, as in [`crate::luck()`], by the analysis of
//! variance: W over W + B, with the variance W within sets (of k true among m it is k (m − k) / (m (m − 1)), unbiased) and that
//! B of what sets would come to with ever more lucks (the variance of their means less W/m, unbiased). One less it is the
//! intraclass correlation (Fisher 1925; Searle, Casella and McCulloch 1992, *Variance Components*, chapter 3).
//!
//! Its interval holds all shares T that W = T (W + B) does not refute at 95 %, by the variance of what each set adds to both sides
//! (Fieller 1954). Where no set is parted, or none is of one mind, that variance is 0 whatever the truth; so one set in which all
//! is true, one in which nothing is, and two that are parted in the middle are added here too.

use contend_ensemble::{Column, Columns};

use crate::luck::{Luck, last, told};
use crate::share::NORMAL_975;
use crate::tally::{Tally, tally, weight};

/// Sets of each kind that are added before a variance is taken.
const ADDED: f64 = 2.0;

/// Of one set of inputs: by weight the worlds that count and those in which something is true, and their numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Set {
    all: f64,
    holds: f64,
    worlds: u32,
    true_in: u32,
}

/// The sets in which some world counts.
fn sets<'t>(
    truths: &'t [Option<bool>],
    weights: Option<&'t [f64]>,
    replications: usize,
) -> impl Iterator<Item = (usize, Set)> + 't {
    let replications = replications.max(1);
    let of_sets = truths.chunks(replications).enumerate();
    let counted = of_sets.map(move |(number, truths)| {
        let mut set = Set::default();
        for (luck, truth) in truths.iter().enumerate() {
            let own = weight(weights, number * replications + luck);
            if let Some(holds) = truth
                && own > 0.0
            {
                set.all += own;
                set.worlds += 1;
                if *holds {
                    set.holds += own;
                    set.true_in += 1;
                }
            }
        }
        (number, set)
    });
    counted.filter(|(_, set)| set.worlds > 0)
}

/// The sum of some truths by weight, as [`tally`], worth as many worlds as they would be if none shared its inputs with
/// another.
#[must_use]
pub fn tally_in(truths: &[Option<bool>], columns: &dyn Columns) -> Tally {
    let weights = columns.column(Column::Weight);
    let plain = tally(truths, weights);
    let replications = columns.replications();
    if replications <= 1 || plain.worlds == 0 {
        return plain;
    }
    let effective = independent(truths, weights, replications, plain);
    Tally {
        squares: plain.all * plain.all / effective,
        ..plain
    }
}

/// How many sets of inputs that count alike would tell as much as those in which a world counts; without replications that of
/// worlds.
#[must_use]
pub fn sets_in(truths: &[Option<bool>], columns: &dyn Columns) -> f64 {
    let weights = columns.column(Column::Weight);
    if columns.replications() <= 1 {
        return tally(truths, weights).effective();
    }
    let (mut all, mut squares) = (0.0, 0.0);
    for (_, set) in sets(truths, weights, columns.replications()) {
        all += set.all;
        squares += set.all * set.all;
    }
    if squares > 0.0 {
        all * all / squares
    } else {
        0.0
    }
}

/// How many independent worlds tell as much of a share.
fn independent(
    truths: &[Option<bool>],
    weights: Option<&[f64]>,
    replications: usize,
    plain: Tally,
) -> f64 {
    let (mut all, mut holds, mut squares, mut n) = (0.0, 0.0, 0.0, 0.0);
    for (_, set) in sets(truths, weights, replications) {
        all += set.all;
        holds += set.holds;
        squares += set.all * set.all;
        n += 1.0;
    }
    let mean = all / n;
    let whole = all + 2.0 * ADDED * mean;
    let p = (holds + ADDED * mean) / whole;
    let mut apart = ADDED * mean * mean * (p * p + (1.0 - p) * (1.0 - p));
    for (_, set) in sets(truths, weights, replications) {
        let of_set = set.holds - p * set.all;
        apart += of_set * of_set;
    }
    let added = n + 2.0 * ADDED;
    let variance = added / (added - 1.0) * apart / (whole * whole);
    // Where each set is of one mind this is one world a set.
    let found = p * (1.0 - p) / variance * n / (added - 1.0);
    let (fewest, most) = (all * all / squares, plain.effective());
    found.clamp(fewest.min(most), most)
}

/// A truth averaged over the worlds of each set of inputs.
#[derive(Clone, Debug)]
pub struct Averages {
    /// By set; NaN where no world counts.
    pub values: Vec<f64>,
    /// By set the mean weight of its worlds; `None` where all count alike.
    pub weights: Option<Vec<f64>>,
    /// The variance of these averages over that of the truth in single worlds: what explains all of the former explains so much of
    /// the latter.
    pub part: f64,
}

/// Averages a truth over the worlds of each set of inputs.
#[must_use]
pub fn averages(truths: &[Option<bool>], weights: Option<&[f64]>, replications: usize) -> Averages {
    let number = truths.len().div_ceil(replications.max(1));
    let mut values = vec![f64::NAN; number];
    let mut masses = vec![0.0; number];
    let (mut all, mut holds) = (0.0, 0.0);
    for (place, set) in sets(truths, weights, replications) {
        values[place] = set.holds / set.all;
        masses[place] = set.all;
        all += set.all;
        holds += set.holds;
    }
    let p = holds / all;
    let counted = values.iter().zip(&masses).filter(|(_, mass)| **mass > 0.0);
    let between: f64 = counted.map(|(x, mass)| mass * (x - p) * (x - p)).sum();
    let variance = p * (1.0 - p);
    Averages {
        part: if variance > 0.0 {
            (between / all / variance).min(1.0)
        } else {
            1.0
        },
        values,
        // Sets of which some worlds do not count tell less.
        weights: (weights.is_some() || truths.iter().any(Option::is_none)).then(|| {
            let most = masses.iter().copied().fold(0.0, f64::max);
            masses.iter().map(|mass| mass / most).collect()
        }),
    }
}

/// What a set of inputs adds to the share of luck.
struct Own {
    weight: f64,
    /// The variance within it.
    within: f64,
    mean: f64,
}

/// Of some sets: the variance within, that of a truth, and how many sets that count alike tell as much.
struct Parts {
    within: f64,
    p: f64,
    whole: f64,
    sets: f64,
}

impl Parts {
    fn of(sets: &[Own]) -> Parts {
        let sum = |of: &dyn Fn(&Own) -> f64| sets.iter().map(|s| s.weight * of(s)).sum::<f64>();
        let all = sum(&|_| 1.0);
        let squares: f64 = sets.iter().map(|s| s.weight * s.weight).sum();
        let n = all * all / squares;
        let p = sum(&|s| s.mean) / all;
        let means = sum(&|s| (s.mean - p) * (s.mean - p)) / all * n / (n - 1.0);
        Parts {
            within: sum(&|s| s.within) / all,
            p,
            // Of truths the variance of means and that within add up to this, to the last bit of bias.
            whole: p * (1.0 - p) + means / n,
            sets: n,
        }
    }
}

/// The share of luck in a truth, from worlds that share their inputs. Sets count in which two worlds or more have a value.
///
/// `None` where all truths are the same, and where so few sets tell of it that the interval is wider than a half.
#[must_use]
pub fn luck(truths: &[Option<bool>], weights: Option<&[f64]>, replications: usize) -> Option<Luck> {
    let mut worlds = 0;
    let mut own: Vec<Own> = Vec::new();
    for (_, set) in sets(truths, weights, replications).filter(|(_, set)| set.worlds > 1) {
        worlds += u64::from(set.worlds);
        own.push(of_set(set.worlds, set.true_in, set.all));
    }
    let found = Parts::of(&own);
    let uniform = own.iter().all(|s| s.mean == 0.0) || own.iter().all(|s| s.mean == 1.0);
    if own.len() < 2 || uniform || found.whole <= 0.0 {
        return None;
    }
    let share = (found.within / found.whole).clamp(0.0, 1.0);
    let typical = own.iter().map(|s| s.weight).sum::<f64>() / own.len() as f64;
    let lucks = (worlds as f64 / own.len() as f64).round() as u32;
    for true_in in [0, lucks / 2, lucks.div_ceil(2), lucks] {
        own.push(of_set(lucks, true_in, typical));
    }
    let wide = Parts::of(&own);
    let all: f64 = own.iter().map(|s| s.weight).sum();
    let refuted = |share: f64| {
        let slope = share * (1.0 - 2.0 * wide.p);
        let about = wide.within;
        let squares = own.iter().map(|s| {
            let apart = s.within - about - slope * (s.mean - wide.p);
            s.weight * apart * apart
        });
        let variance = squares.sum::<f64>() / all / (wide.sets - 1.0);
        let apart = wide.within - share * wide.whole;
        apart * apart > NORMAL_975 * NORMAL_975 * variance
    };
    let inside = (wide.within / wide.whole).clamp(0.0, 1.0);
    told(Luck {
        share,
        low: last(inside, 0.0, refuted).min(share),
        high: last(inside, 1.0, refuted).max(share),
        worlds,
    })
}

fn of_set(worlds: u32, true_in: u32, weight: f64) -> Own {
    let (m, k) = (f64::from(worlds), f64::from(true_in));
    Own {
        weight,
        within: k * (m - k) / (m * (m - 1.0)),
        mean: k / m,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use contend_engine::chance::{Purpose, Stream};
    use contend_model::key::Key;

    struct Plain(usize, usize);

    impl Columns for Plain {
        fn worlds(&self) -> usize {
            self.0
        }
        fn replications(&self) -> usize {
            self.1
        }
        fn column(&self, _: Column) -> Option<&[f64]> {
            None
        }
    }

    fn unit(seed: u64, part: u32, world: u64) -> f64 {
        let stream = Stream {
            seed,
            purpose: Purpose::Run,
            key: Key(7),
            step: part,
        };
        stream.row().unit(world)
    }

    /// How a set comes by its truths.
    #[derive(Clone, Copy, Debug)]
    enum How {
        /// With this probability each luck tosses a coin of its own, else one coin is tossed for all.
        Coins(f64),
        /// Each set has a probability of its own, uniform from 0 to 1: luck is 2/3 of the variance.
        Uniform,
    }

    fn drawn(seed: u64, sets: u64, lucks: u64, p: f64, how: How) -> Vec<Option<bool>> {
        let worlds = 0..sets * lucks;
        let truth = |world: u64| {
            let set = world / lucks;
            match how {
                How::Coins(luck) if unit(seed, 0, set) < luck => unit(seed, 1, world) < p,
                How::Coins(_) => unit(seed, 2, set) < p,
                How::Uniform => unit(seed, 1, world) < unit(seed, 0, set),
            }
        };
        worlds.map(|world| Some(truth(world))).collect()
    }

    #[test]
    fn the_share_of_luck_is_that_of_an_analysis_of_variance() {
        // Four sets of three: true in 3, 2, 1 and 0. By hand: within 0, 1/3, 1/3, 0, on average 1/6. Means 1, 2/3, 1/3, 0 with the
        // variance 5/27; between 5/27 − 1/18 = 7/54. Luck is 1/6 / (1/6 + 7/54) = 9/16.
        let truths = [
            true, true, true, true, false, true, false, true, false, false, false, false,
        ]
        .map(Some);
        let own: Vec<Own> = sets(&truths, None, 3)
            .map(|(_, s)| of_set(s.worlds, s.true_in, s.all))
            .collect();
        let parts = Parts::of(&own);
        assert!((parts.within - 1.0 / 6.0).abs() < 1e-15);
        assert!((parts.within / parts.whole - 9.0 / 16.0).abs() < 1e-14);
        // So few sets tell nothing; a hundred times as many do, and say the same but for one in so many.
        assert_eq!(luck(&truths, None, 3), None);
        let many: Vec<Option<bool>> = truths.iter().copied().cycle().take(1200).collect();
        let many = luck(&many, None, 3).unwrap();
        // Means have the variance 5/36 · 400/399.
        let known = (1.0 / 6.0) / (1.0 / 6.0 + 5.0 / 36.0 * 400.0 / 399.0 - 1.0 / 18.0);
        assert!((many.share - known).abs() < 1e-12, "{many:?}");
        assert!(many.low < known && known < many.high);
        assert_eq!(many.worlds, 1200);
    }

    #[test]
    fn of_many_draws_it_is_right_on_average() {
        for lucks in [2, 4] {
            let shares: Vec<f64> = (0..300)
                .map(|seed| {
                    let truths = drawn(seed, 60, lucks, 0.5, How::Uniform);
                    let own: Vec<Own> = sets(&truths, None, lucks as usize)
                        .map(|(_, s)| of_set(s.worlds, s.true_in, s.all))
                        .collect();
                    let parts = Parts::of(&own);
                    // Numerator and denominator are unbiased each: 1/6 and 1/4.
                    assert!(parts.whole > 0.0);
                    parts.within - 2.0 / 3.0 * parts.whole
                })
                .collect();
            let mean = shares.iter().sum::<f64>() / 300.0;
            let sd = (shares.iter().map(|x| x * x).sum::<f64>() / 300.0).sqrt();
            assert!(mean.abs() < 3.0 * sd / 300f64.sqrt(), "{lucks}: {mean}");
        }
    }

    #[test]
    fn its_interval_holds_it_as_often_as_it_says() {
        for (lucks, p, how, known) in [
            (2, 0.5, How::Coins(0.1), 0.1),
            (2, 0.3, How::Coins(0.9), 0.9),
            (4, 0.5, How::Coins(0.5), 0.5),
            (4, 0.15, How::Coins(0.5), 0.5),
            (4, 0.8, How::Coins(0.05), 0.05),
            (4, 0.5, How::Uniform, 2.0 / 3.0),
            (4, 0.5, How::Coins(1.0), 1.0),
            (3, 0.4, How::Coins(0.0), 0.0),
        ] {
            let (mut inside, mut all) = (0, 0);
            for seed in 0..400 {
                let truths = drawn(seed, 250, lucks, p, how);
                if let Some(luck) = luck(&truths, None, lucks as usize) {
                    all += 1;
                    inside += u32::from(luck.low <= known && known <= luck.high);
                }
            }
            let covered = f64::from(inside) / f64::from(all);
            // At the ends the interval reaches the end, so it holds what is there more often.
            let most = if known > 0.0 && known < 1.0 {
                0.99
            } else {
                1.0
            };
            assert!(
                all > 390 && covered > 0.925 && covered <= most,
                "{lucks} {p} {how:?}: {covered} of {all}"
            );
        }
    }

    #[test]
    fn a_share_has_the_interval_of_sets_where_luck_decides_nothing_and_of_worlds_where_it_decides_all()
     {
        let effective = |p: f64, how: How| {
            let mut sum = 0.0;
            for seed in 0..40 {
                let truths = drawn(seed, 250, 4, p, how);
                sum += tally_in(&truths, &Plain(1000, 4)).effective();
            }
            sum / 40.0
        };
        let near =
            |found: f64, known: f64| assert!((found / known - 1.0).abs() < 0.08, "{found} {known}");
        near(effective(0.4, How::Coins(0.0)), 250.0);
        near(effective(0.4, How::Coins(1.0)), 1000.0);
        // 1,000 / (1 + 3 / 3): a third of the variance lies between sets.
        near(effective(0.5, How::Uniform), 500.0);
        // What was never seen is never seen in 250 sets.
        let never = tally_in(&vec![Some(false); 1000], &Plain(1000, 4));
        assert!((never.effective() - 250.0).abs() < 1e-9);
        let once: Vec<Option<bool>> = (0..1000).map(|w| Some(w == 17)).collect();
        assert!(tally_in(&once, &Plain(1000, 4)).effective() < 300.0);
        // Without replications nothing changes.
        assert_eq!(tally_in(&once, &Plain(1000, 1)), tally(&once, None));
    }

    #[test]
    fn the_interval_of_a_share_holds_it_as_often_as_it_says() {
        for (p, how) in [
            (0.5, How::Uniform),
            (0.1, How::Coins(0.2)),
            (0.03, How::Coins(0.0)),
            (0.03, How::Coins(1.0)),
        ] {
            let inside = (0..400).filter(|seed| {
                let truths = drawn(*seed, 250, 4, p, how);
                let share = crate::Share::of(tally_in(&truths, &Plain(1000, 4))).unwrap();
                share.low <= p && p <= share.high
            });
            let covered = inside.count() as f64 / 400.0;
            assert!(covered > 0.925, "{p} {how:?}: {covered}");
        }
    }

    #[test]
    fn averages_explain_as_much_of_single_worlds_as_lies_between_sets() {
        let truths: Vec<Option<bool>> = [true, true, true, false, false, false].map(Some).to_vec();
        let found = averages(&truths, None, 2);
        assert_eq!(found.values, [1.0, 0.5, 0.0]);
        // 1/6 of 1/4.
        assert!((found.part - 2.0 / 3.0).abs() < 1e-15);
        assert!(found.weights.is_none());
        let some = [None, Some(true), Some(true), Some(false), None, None];
        let found = averages(&some, None, 2);
        assert_eq!(found.weights, Some(vec![0.5, 1.0, 0.0]));
        assert!(found.values[2].is_nan());
        assert!((sets_in(&some, &Plain(6, 2)) - 9.0 / 5.0).abs() < 1e-15);
    }
}
