//! How differently an input is distributed where a test holds and where it fails (regional sensitivity analysis).
//!
//! Spear and Hornberger (1980), doi:10.1016/0043-1354(80)90040-8; Hornberger and Spear (1981).

use contend_engine::maths;
use serde::Serialize;

use crate::inputs::{Categorical, Numeric};
use crate::target::{FAILS, HOLDS, Halves, LEFT_OUT, Scores};

/// Two distributions compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Distance {
    /// The greatest difference between the two probabilities of one set of values: of values up to a bound for a
    /// number (Kolmogorov–Smirnov), of some of the options for a choice (total variation). In 0..1.
    pub distance: f64,
    /// Probability of at least such a difference if the input had nothing to do with the truth.
    pub p: f64,
}

/// Two-sample Kolmogorov–Smirnov test. `None` if either sample is empty. Values must not be NaN.
///
/// Ties are no difference. The significance is exact, given the ties, where the product of the two sizes is at most
/// 20,000 (Hodges 1958, doi:10.1007/BF02589501; Schröer and Trenkler 1995, doi:10.1016/0167-9473(94)00040-P); beyond,
/// it is Kolmogorov's limit with the correction of Stephens (1970), doi:10.1111/j.2517-6161.1970.tb00821.x, and with
/// ties errs towards caution.
#[must_use]
pub fn kolmogorov_smirnov(a: &[f64], b: &[f64]) -> Option<Distance> {
    let values: Vec<f64> = a.iter().chain(b).copied().collect();
    let mut inputs = crate::Inputs::new();
    inputs.add_number(&values);
    let codes = a.iter().map(|_| HOLDS).chain(b.iter().map(|_| FAILS));
    let halves = Halves::new(Scores::of_codes(codes.collect(), None));
    match inputs.column(0) {
        Some(crate::inputs::Column::Numeric(column)) => of_number(column, &halves),
        _ => None,
    }
}

/// Significance corrected for the number of tests: the chance of even one false finding among them stays at the level.
///
/// Holm (1979), Scandinavian Journal of Statistics 6:65–70. In the order given; at most 1.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut greatest: f64 = 0.0;
    for (rank, at) in order.iter().enumerate() {
        greatest = greatest.max(p[*at] * (p.len() - rank) as f64).min(1.0);
        adjusted[*at] = greatest;
    }
    adjusted
}

/// The most cells of the table that gives the exact significance.
const EXACT_CELLS: u64 = 20_000;

/// The Kolmogorov–Smirnov distance of a number between two groups of worlds. With weights it is that of the weighted
/// distributions, and its significance Kolmogorov's limit for effective numbers of worlds, never the exact one.
pub(crate) fn of_number(column: &Numeric, halves: &Halves) -> Option<Distance> {
    if halves.holds.worlds == 0 || halves.fails.worlds == 0 {
        return None;
    }
    Some(match halves.scores.plain_codes() {
        Some(codes) => counted_number(column, halves, codes),
        None => weighted_number(column, halves),
    })
}

fn counted_number(column: &Numeric, halves: &Halves, codes: &[u8]) -> Distance {
    let (m, n) = (halves.holds.worlds as i64, halves.fails.worlds as i64);
    let (mut holds, mut fails, mut greatest) = (0_i64, 0_i64, 0_i64);
    for (world, last) in column.order.iter().zip(&column.last_of_ties) {
        let code = codes.get(*world as usize).copied().unwrap_or(LEFT_OUT);
        holds += i64::from(code == HOLDS);
        fails += i64::from(code == FAILS);
        if *last {
            // In whole numbers, m·n times the difference: ties and bounds are exact.
            greatest = greatest.max((holds * n - fails * m).abs());
        }
    }
    let distance = greatest as f64 / (m as f64 * n as f64);
    let p = if (m * n) as u64 <= EXACT_CELLS {
        exact(m, n, greatest, &ends_of_ties(column, halves))
    } else {
        limit(m as f64, n as f64, distance)
    };
    Distance { distance, p }
}

fn weighted_number(column: &Numeric, halves: &Halves) -> Distance {
    let (mut holds, mut fails, mut distance) = (0.0, 0.0, 0.0_f64);
    for (world, last) in column.order.iter().zip(&column.last_of_ties) {
        if let Some((y, w)) = halves.scores.of(*world) {
            *(if y == 1.0 { &mut holds } else { &mut fails }) += w;
        }
        if *last {
            let apart = (holds / halves.holds.all - fails / halves.fails.all).abs();
            distance = contend_engine::max(distance, apart);
        }
    }
    let (m, n) = (halves.holds.effective(), halves.fails.effective());
    Distance {
        distance,
        p: limit(m, n, distance),
    }
}

/// Significance of a distance between samples of these sizes, by Kolmogorov's limit.
fn limit(m: f64, n: f64, distance: f64) -> f64 {
    let effective = (m * n / (m + n)).sqrt();
    kolmogorov_upper((effective + 0.12 + 0.11 / effective) * distance)
}

/// Total variation between the distributions of options, with Pearson's chi-square test of independence. Options
/// whose expected count is under 5 on either side are taken together (Cochran 1954, doi:10.2307/3001616). With weights
/// the counts of each side are its weighted shares of its effective number of worlds.
pub(crate) fn of_choice(column: &Categorical, halves: &Halves) -> Option<Distance> {
    if halves.holds.worlds == 0 || halves.fails.worlds == 0 {
        return None;
    }
    let (m, n) = (halves.holds.effective(), halves.fails.effective());
    let cells = counts(column, halves);
    let twice: f64 = cells
        .iter()
        .map(|[fails, holds]| (holds / m - fails / n).abs())
        .sum();
    let rarer = m.min(n) / (m + n);
    let is_rare = |cell: &[f64; 2]| (cell[0] + cell[1]) * rarer < 5.0;
    let (rare, mut kept): (Vec<[f64; 2]>, Vec<[f64; 2]>) = cells.iter().partition(|c| is_rare(c));
    let pooled = rare
        .iter()
        .fold([0.0, 0.0], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1]]);
    if !is_rare(&pooled) {
        kept.push(pooled);
    }
    // Where the pool itself is rare, those few worlds stay out of the test.
    let fails: f64 = kept.iter().map(|c| c[0]).sum();
    let holds: f64 = kept.iter().map(|c| c[1]).sum();
    let all = fails + holds;
    let mut chi_square = 0.0;
    for cell in &kept {
        let size = cell[0] + cell[1];
        for (count, total) in [(cell[0], fails), (cell[1], holds)] {
            let expected = size * total / all;
            if expected > 0.0 {
                chi_square += (count - expected) * (count - expected) / expected;
            }
        }
    }
    Some(Distance {
        distance: (twice / 2.0).min(1.0),
        p: chi_square_upper(chi_square, kept.len().saturating_sub(1)),
    })
}

/// For each option the effective numbers of worlds of the one group, and of the other: `[fails, holds]`.
fn counts(column: &Categorical, halves: &Halves) -> Vec<[f64; 2]> {
    let mut cells = vec![[0.0, 0.0]; column.options];
    for (world, option) in column.option.iter().enumerate() {
        if let Some((y, w)) = halves.scores.of(world as u32) {
            cells[*option as usize][usize::from(y == 1.0)] += w;
        }
    }
    for cell in &mut cells {
        cell[0] *= halves.fails.effective() / halves.fails.all;
        cell[1] *= halves.holds.effective() / halves.holds.all;
    }
    cells
}

/// For each number of worlds that count, taken in order of value: whether the next one has another value.
fn ends_of_ties(column: &Numeric, halves: &Halves) -> Vec<bool> {
    let mut ends = vec![true];
    for (world, last) in column.order.iter().zip(&column.last_of_ties) {
        if halves.scores.of(*world).is_some() {
            ends.push(false);
        }
        if *last && let Some(end) = ends.last_mut() {
            *end = true;
        }
    }
    ends
}

/// Probability that a random interleaving of `m` and `n` worlds comes as far apart as `greatest / (m·n)` at the end of
/// some tie: over all paths through a grid, the share of those that leave the band.
fn exact(m: i64, n: i64, greatest: i64, ends: &[bool]) -> f64 {
    // Of one over each length of a path: a division for each place would be waited for.
    let one_over: Vec<f64> = (0..=m + n).map(|length| 1.0 / length as f64).collect();
    // For (i, j) the probability to have left the band, given that the path goes through (i, j).
    let mut row: Vec<f64> = vec![0.0; n as usize + 1];
    for i in 0..=m {
        let along = i as usize..=(i + n) as usize;
        let lengths = one_over[along.clone()].iter().zip(&ends[along]);
        let mut before = 0.0;
        for ((j, here), (one_over, end)) in (0..=n).zip(&mut row).zip(lengths) {
            before = if *end && (i * n - j * m).abs() >= greatest {
                1.0
            } else if i + j == 0 {
                0.0
            } else {
                *here * (i as f64 * one_over) + before * (j as f64 * one_over)
            };
            *here = before;
        }
    }
    row[n as usize].min(1.0)
}

/// Probability above `x` of Kolmogorov's distribution.
fn kolmogorov_upper(x: f64) -> f64 {
    if x < 0.27 {
        // Below, the distribution differs from 0 by less than 10⁻⁶.
        return 1.0;
    }
    if x < 1.0 {
        // The series of Smirnov, which is the faster one here.
        let t = maths::exp(-PI_SQUARED / (8.0 * x * x));
        let t8 = t * t * t * t * t * t * t * t;
        let below = (2.0 * PI).sqrt() / x * t * (1.0 + t8 * (1.0 + t8 * t8 * (1.0 + t8 * t8 * t8)));
        return (1.0 - below).clamp(0.0, 1.0);
    }
    let mut sum = 0.0;
    for k in 1..=6 {
        let k = f64::from(k);
        let term = maths::exp(-2.0 * k * k * x * x);
        sum += if k % 2.0 == 1.0 { term } else { -term };
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

const PI: f64 = std::f64::consts::PI;
const PI_SQUARED: f64 = PI * PI;

/// Probability above `x` of the chi-square distribution; 1 for no degree of freedom.
///
/// Abramowitz and Stegun (1964), 26.4.4 and 26.4.5; above 100 degrees Wilson and Hilferty (1931), to about 10⁻⁴.
fn chi_square_upper(x: f64, degrees: usize) -> f64 {
    if degrees == 0 || x <= 0.0 {
        return 1.0;
    }
    let k = degrees as f64;
    if degrees > 100 {
        let part = 2.0 / (9.0 * k);
        let cube_root = maths::exp(maths::ln(x / k) / 3.0);
        return maths::normal_cdf((1.0 - part - cube_root) / part.sqrt());
    }
    let (mut term, mut sum, mut odd);
    if degrees.is_multiple_of(2) {
        (term, odd) = (maths::exp(-x / 2.0), 2.0);
        sum = term;
    } else {
        (term, odd) = ((2.0 * x / PI).sqrt() * maths::exp(-x / 2.0), 3.0);
        sum = 2.0 * maths::normal_cdf(-x.sqrt());
        if degrees > 1 {
            sum += term;
        }
    }
    while odd < k {
        term *= x / odd;
        sum += term;
        odd += 2.0;
    }
    sum.clamp(0.0, 1.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        assert!(
            (found - expected).abs() <= relative * expected,
            "{found} instead of {expected}"
        );
    }

    /// Every value below is that of SciPy 1.17: `ks_2samp(method="exact")`, `kstwobign.sf`, `chi2.sf`.
    #[test]
    fn small_samples_are_exact() {
        let a = [0.1, 0.4, 0.7, 1.2, 1.9];
        let b = [0.8, 1.5, 1.7, 2.0, 2.4, 2.9, 3.3];
        let d = kolmogorov_smirnov(&a, &b).unwrap();
        near(d.distance, 0.657_142_857_142_857, 1e-14);
        near(d.p, 0.116_161_616_161_616_17, 1e-12);
    }

    /// Of the 126 ways to deal out these values, 21 come as far apart (enumerated).
    #[test]
    fn ties_are_no_difference() {
        let d = kolmogorov_smirnov(&[1.0, 1.0, 2.0, 3.0], &[2.0, 2.0, 4.0, 4.0, 5.0]).unwrap();
        near(d.distance, 0.6, 1e-14);
        near(d.p, 21.0 / 126.0, 1e-12);
        let same = kolmogorov_smirnov(&[1.0; 30], &[1.0; 4000]).unwrap();
        assert_eq!((same.distance, same.p), (0.0, 1.0));
        let same = kolmogorov_smirnov(&[1.0; 3], &[1.0; 4]).unwrap();
        assert_eq!((same.distance, same.p), (0.0, 1.0));
        assert_eq!(kolmogorov_smirnov(&[], &[1.0]), None);
    }

    #[test]
    fn large_samples_are_near_the_exact_significance() {
        let golden = |i: i32| (f64::from(i) * 0.618_033_988_749_894_9) % 1.0;
        let a: Vec<f64> = (1..=400).map(golden).collect();
        let b: Vec<f64> = (1..=600)
            .map(|i| golden(i) * golden(i).sqrt().sqrt())
            .collect();
        let d = kolmogorov_smirnov(&a, &b).unwrap();
        near(d.distance, 0.083_333_333_333_333_33, 1e-12);
        near(d.p, 0.068_570_941_313_659_46, 0.03);
        let few: Vec<f64> = (1..=5).map(|i| golden(i) * golden(i)).collect();
        let many: Vec<f64> = (1..=9000).map(golden).collect();
        let d = kolmogorov_smirnov(&few, &many).unwrap();
        near(d.distance, 0.418, 1e-12);
        near(d.p, 0.264_023_356_437_487_9, 0.05);
    }

    #[test]
    fn tails_of_kolmogorov() {
        for (x, p) in [
            (0.3, 0.999_990_694_198_665_5),
            (0.5, 0.963_945_243_664_875_1),
            (0.99, 0.280_873_839_225_548_9),
            (1.0, 0.269_999_671_677_354_56),
            (1.36, 0.049_485_876_755_377_876),
            (3.0, 3.045_995_948_942_526e-8),
        ] {
            near(kolmogorov_upper(x), p, 1e-9);
        }
    }

    #[test]
    fn tails_of_chi_square() {
        for (x, degrees, p) in [
            (3.84, 1, 0.050_043_521_248_705_19),
            (5.0, 2, 0.082_084_998_623_898_8),
            (7.81, 3, 0.050_106_056_350_005_89),
            (10.0, 4, 0.040_427_681_994_512_79),
            (30.0, 11, 0.001_584_595_257_306_605_8),
            (60.0, 3, 5.878_230_727_906_921e-13),
        ] {
            near(chi_square_upper(x, degrees), p, 1e-9);
        }
        near(chi_square_upper(150.0, 120), 0.033_073_480_910_, 5e-3);
        assert_eq!(chi_square_upper(4.0, 0), 1.0);
    }

    /// SciPy: `chi2_contingency([[30, 50, 20], [60, 45, 15]], correction=False)`.
    #[test]
    fn options_are_compared_by_their_counts() {
        let mut options = Vec::new();
        let mut code = Vec::new();
        for (truth, counts) in [(FAILS, [30, 50, 20]), (HOLDS, [60, 45, 15])] {
            for (option, count) in counts.into_iter().enumerate() {
                options.extend(std::iter::repeat_n(option as u32, count));
                code.extend(std::iter::repeat_n(truth, count));
            }
        }
        let d = of_choice(
            &Categorical {
                option: options,
                options: 3,
            },
            &Halves::new(Scores::of_codes(code, None)),
        )
        .unwrap();
        near(d.distance, 0.2, 1e-12);
        near(d.p, 0.009_874_550_519_776_51, 1e-9);
    }

    #[test]
    fn options_too_rare_to_judge_say_nothing() {
        let column = Categorical {
            option: (0..40).map(|w| w / 2).collect(),
            options: 20,
        };
        let codes = (0..40).map(|w| if w < 20 { HOLDS } else { FAILS });
        let halves = Halves::new(Scores::of_codes(codes.collect(), None));
        // Taken together they are one option.
        assert_eq!(of_choice(&column, &halves).unwrap().p, 1.0);
    }

    /// By hand: 4 · 0.005, 3 · 0.01, 2 · 0.03, and none less than the one before (R: `p.adjust`).
    #[test]
    fn many_tests_are_corrected() {
        assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
        assert_eq!(holm(&[0.7, 0.6]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }
}
