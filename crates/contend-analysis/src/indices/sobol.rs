//! Variance-based indices (Sobol' 1993): of each group of inputs the part of an outcome's variance that it explains alone
//! (first order), and the part that would be left if all others were known (total).
//!
//! Of N pairs of rows, with f the output less its mean over all of A and B, and V its variance there:
//!
//! - first order: mean of f(B) (f(AB) − f(A)) / V (Saltelli and others 2010, doi:10.1016/j.cpc.2009.09.018); where BA (B, but for
//!   the group, which is as in A) was run too, by all four outputs of a pair (Azzini, Mara and Rosati 2021,
//!   doi:10.1016/j.envsoft.2021.105167), which is exact of a group that explains all as well as of one that explains nothing;
//! - total: mean of (f(A) − f(AB))² / 2V (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4), ranked best by Puy, Becker, Lo Piano
//!   and Saltelli (2022);
//! - as a check where BA was run, first order by Saltelli and total by Azzini and others;
//! - second order: mean of f(BA of one) f(AB of the other) − f(A) f(B), over V, less both first orders (Saltelli 2002,
//!   doi:10.1016/S0010-4655(02)00280-1).
//!
//! Outputs are centred first, so that no index hangs on where the outcome has its zero. Of a group that changes nothing both
//! indices are exactly 0.
//!
//! Intervals are from rows drawn anew, in up to 512 groups of rows. First orders may come out below 0, and sum to more than 1,
//! within their errors.

use serde::Serialize;

use super::{Estimate, assign, drawn};

/// How often rows are drawn anew where nothing else is asked.
pub const RESAMPLES: u32 = 100;

/// Outputs of a design, one for each pair of rows.
#[derive(Clone, Debug, Default)]
pub struct Outputs<'a> {
    /// Of the rows A.
    pub a: &'a [f64],
    /// Of their partners B.
    pub b: &'a [f64],
    /// For each group those of A with the group as in B.
    pub ab: Vec<&'a [f64]>,
    /// For each group those of B with the group as in A, where they were run.
    pub ba: Vec<Option<&'a [f64]>>,
}

/// What is found.
#[derive(Clone, Debug, Serialize)]
pub struct Sobol {
    /// Mean over A and B.
    pub mean: f64,
    /// Variance over A and B.
    pub variance: f64,
    /// Pairs with a finite output in A and B.
    pub pairs: usize,
    /// Pairs without.
    pub left_out: usize,
    /// What all groups explain, each alone: the sum of their first orders.
    pub alone: Estimate,
    /// Of each group.
    pub groups: Vec<Indices>,
    /// Of each two groups of which both mixed rows were run.
    pub second: Vec<Second>,
}

/// The indices of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Indices {
    /// First order.
    pub first: Estimate,
    /// Total.
    pub total: Estimate,
    /// First order and total by the other estimator of each, where both mixed rows were run.
    pub check: Option<(f64, f64)>,
    /// Pairs of rows that count.
    pub pairs: usize,
    /// Pairs left out because an output is not finite.
    pub left_out: usize,
}

/// What two groups explain together beyond what each does alone.
#[derive(Clone, Debug, Serialize)]
pub struct Second {
    /// The groups.
    pub of: (usize, usize),
    /// Second order.
    pub index: Estimate,
}

/// Sums over the rows of a group of rows.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// Of outputs of A and B, of their squares, and how many.
    outputs: [f64; 3],
    /// Of the products of first order, of total, and how many.
    products: [f64; 3],
}

/// Computes all indices; `None` where fewer than two pairs are finite or nothing varies.
#[must_use]
pub fn sobol(outputs: &Outputs, resamples: u32, seed: u64) -> Option<Sobol> {
    let rows = outputs.a.len().min(outputs.b.len());
    let finite = |r: &usize| outputs.a[*r].is_finite() && outputs.b[*r].is_finite();
    let kept: Vec<usize> = (0..rows).filter(finite).collect();
    let n = kept.len();
    if n < 2 {
        return None;
    }
    let both = || kept.iter().flat_map(|r| [outputs.a[*r], outputs.b[*r]]);
    let count = 2.0 * n as f64;
    // In two passes, so that a large mean does not swallow a small spread.
    let rough = both().sum::<f64>() / count;
    let mean = rough + both().map(|v| v - rough).sum::<f64>() / count;
    let variance = both().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count;
    if both().all(|v| v == outputs.a[kept[0]]) || variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let (group, groups) = assign(seed, rows);
    let times: Vec<Vec<f64>> = (0..resamples).map(|r| drawn(seed, r, groups)).collect();
    let centred = |values: &[f64], r: usize| values[r] - mean;
    // The variance of the pairs that count, of a group of rows each.
    let spread = |sums: &[Sums], times: Option<&[f64]>| {
        let [all, squares, n] = summed(sums, times, |s| s.outputs);
        squares / n - (all / n) * (all / n)
    };
    let sum = |term: &dyn Fn(usize) -> Option<[f64; 2]>| {
        let mut sums = vec![Sums::default(); groups];
        let mut pairs = 0;
        for r in &kept {
            let Some([one, two]) = term(*r) else { continue };
            let (a, b) = (centred(outputs.a, *r), centred(outputs.b, *r));
            let to = &mut sums[group[*r] as usize];
            for (to, add) in to.outputs.iter_mut().zip([a + b, a * a + b * b, 2.0]) {
                *to += add;
            }
            for (to, add) in to.products.iter_mut().zip([one, two, 1.0]) {
                *to += add;
            }
            pairs += 1;
        }
        (sums, pairs)
    };
    let ratio = |sums: &[Sums], times: Option<&[f64]>, which: usize| {
        let products = summed(sums, times, |s| s.products);
        products[which] / products[2] / spread(sums, times)
    };
    let estimate = |sums: &[Sums], which: usize| {
        let again: Vec<f64> = times.iter().map(|t| ratio(sums, Some(t), which)).collect();
        Estimate::new(ratio(sums, None, which), &again)
    };
    let mut found = Sobol {
        mean,
        variance,
        pairs: n,
        left_out: rows - n,
        alone: Estimate::new(0.0, &[]),
        groups: Vec::new(),
        second: Vec::new(),
    };
    // First orders by the pairs of rows of each group, and whether these are of four outputs.
    let mut firsts: Vec<(Vec<Sums>, bool)> = Vec::new();
    let first = |(sums, four): &(Vec<Sums>, bool), times: Option<&[f64]>| match four {
        false => ratio(sums, times, 0),
        true => {
            let [explained, all, _] = summed(sums, times, |s| s.products);
            explained / all
        }
    };
    for (at, ab) in outputs.ab.iter().enumerate() {
        let (sums, pairs) = sum(&|r| {
            let moved = ab.get(r).filter(|v| v.is_finite())? - outputs.a[r];
            Some([centred(outputs.b, r) * moved, 0.5 * moved * moved])
        });
        let both = outputs.ba.get(at).copied().flatten();
        let total = estimate(&sums, 1);
        let (own, check) = match both.map(|ba| four(outputs, ab, ba)) {
            None => ((sums, false), None),
            Some(pairs) => {
                let (of_first, _) = sum(&|r| pairs(r).map(|[one, _, all]| [one, all]));
                let (of_total, _) = sum(&|r| pairs(r).map(|[_, two, all]| [two, all]));
                let check = (ratio(&sums, None, 0), first(&(of_total, true), None));
                ((of_first, true), Some(check))
            }
        };
        let again: Vec<f64> = times.iter().map(|t| first(&own, Some(t))).collect();
        found.groups.push(Indices {
            first: Estimate::new(first(&own, None), &again),
            total,
            check,
            pairs,
            left_out: rows - pairs,
        });
        firsts.push(own);
    }
    let alone = |times: Option<&[f64]>| firsts.iter().map(|f| first(f, times)).sum();
    let again: Vec<f64> = times.iter().map(|t| alone(Some(t))).collect();
    found.alone = Estimate::new(alone(None), &again);
    let crossed: Vec<usize> = (0..outputs.ab.len())
        .filter(|at| outputs.ba.get(*at).is_some_and(Option::is_some))
        .collect();
    for (place, one) in crossed.iter().enumerate() {
        for other in &crossed[place + 1..] {
            let Some(Some(ba)) = outputs.ba.get(*one) else {
                continue;
            };
            let ab = outputs.ab[*other];
            let (sums, _) = sum(&|r| {
                let (ba, ab) = (*ba.get(r)?, *ab.get(r)?);
                let (a, b) = (outputs.a[r], outputs.b[r]);
                let product = (ba - mean) * (ab - mean) - (a - mean) * (b - mean);
                product.is_finite().then_some([product, 0.0])
            });
            let index = |times: Option<&[f64]>| {
                ratio(&sums, times, 0) - first(&firsts[*one], times) - first(&firsts[*other], times)
            };
            let again: Vec<f64> = times.iter().map(|t| index(Some(t))).collect();
            found.second.push(Second {
                of: (*one, *other),
                index: Estimate::new(index(None), &again),
            });
        }
    }
    Some(found)
}

/// Sums over all groups of rows, each as often as it was drawn.
fn summed(sums: &[Sums], times: Option<&[f64]>, of: impl Fn(&Sums) -> [f64; 3]) -> [f64; 3] {
    let mut all = [0.0; 3];
    for (at, sums) in sums.iter().enumerate() {
        let times = times.map_or(1.0, |t| t[at]);
        for (to, add) in all.iter_mut().zip(of(sums)) {
            *to += times * add;
        }
    }
    all
}

/// What all four outputs of a pair add to first order, to total, and to what both are held against.
fn four<'o>(
    outputs: &'o Outputs,
    ab: &'o [f64],
    ba: &'o [f64],
) -> impl Fn(usize) -> Option<[f64; 3]> + 'o {
    move |r| {
        let (a, b) = (outputs.a[r], outputs.b[r]);
        let (ab, ba) = (*ab.get(r)?, *ba.get(r)?);
        let first = 2.0 * (ba - b) * (a - ab);
        let total = (b - ba) * (b - ba) + (a - ab) * (a - ab);
        let all = (a - b) * (a - b) + (ba - ab) * (ba - ab);
        (ab.is_finite() && ba.is_finite()).then_some([first, total, all])
    }
}
