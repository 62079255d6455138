//! Probability laws of parameters: `normal(4, 1)`, ranges and spreads, held against their values.

use super::fields::accepts;
use super::files::Reader;
use crate::declarations::{Kind, LAWS};
use crate::equation;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::model::Law;
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The most values of a discrete or empirical law.
const MOST_VALUES: usize = 100_000;
/// The largest whole number of a law of such.
const LARGEST_WHOLE: f64 = 1e15;
/// The largest shape of a beta law: beyond it its quantiles lose their digits, and it is all but one number.
const LARGEST_SHAPE: f64 = 1e6;

/// Reads a law as written in `distribution`; findings at `span`.
pub(crate) fn parse(reader: &mut Reader, text: &str, span: Span) -> Option<Law> {
    let text = text.trim();
    let (name, inner) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(')')),
        None => (text, None),
    };
    let Some(entry) = LAWS.iter().find(|l| l.name == name) else {
        if let Some((low, high)) = interval(text) {
            let finding = Diagnostic::error("unknown-distribution", span);
            let finding = finding.case("interval").with("name", text);
            reader.findings.push(of_interval(finding, low, high));
            return None;
        }
        if let Some(finding) = plus_minus(text, span) {
            reader.findings.push(finding);
            return None;
        }
        let finding = Diagnostic::error("unknown-distribution", span).with("name", name);
        let whole = ["int", "randint", "whole", "dunif", "discrete_uniform"];
        reader
            .findings
            .push(if whole.iter().any(|w| name.starts_with(w)) {
                finding.case("whole")
            } else {
                finding
                    .maybe("near", nearest(name, LAWS.iter().map(|l| l.name)))
                    .with("known", Arg::names(LAWS.iter().map(|l| l.name)))
            });
        return None;
    };
    let refuse = |reader: &mut Reader, finding: Diagnostic| {
        reader.findings.push(
            finding
                .at(span)
                .with("written", Arg::Text(entry.written.to_owned()))
                .with("example", Arg::Text(entry.example.to_owned())),
        );
        None
    };
    let fault = |case| Diagnostic::error("bad-distribution", None).case(case);
    let Some(inner) = inner else {
        return refuse(reader, fault("brackets").with("name", name));
    };
    if name == "dirichlet" {
        // Of an array it is read with all its elements.
        let finding = Diagnostic::error("bad-distribution", span).case("shares");
        reader.findings.push(finding);
        return None;
    }
    if name == "data" {
        return data(reader, inner, span);
    }
    if name == "discrete" {
        return discrete(reader, inner, span);
    }
    if let Some((low, high)) = ends(inner) {
        return match nine_in_ten(name, low, high) {
            Ok(law) => Some(law),
            Err(finding) if matches!(&*finding.case, "interval-uniform" | "interval-low") => {
                reader.findings.push(finding.at(span));
                None
            }
            Err(finding) => refuse(reader, finding),
        };
    }
    let mut numbers = Vec::new();
    for part in inner.split(',').take(10) {
        match equation::number(part.trim()) {
            Some(n) => numbers.push(n),
            _ => return refuse(reader, fault("number").with("part", part.trim())),
        }
    }
    let law = match (name, numbers.as_slice()) {
        ("uniform", [low, high]) => Law::Uniform {
            low: *low,
            high: *high,
        },
        ("loguniform", [low, high]) => Law::LogUniform {
            low: *low,
            high: *high,
        },
        ("normal", [mean, sd]) => Law::Normal {
            mean: *mean,
            sd: *sd,
        },
        ("lognormal", [median, factor]) => Law::LogNormal {
            median: *median,
            factor: *factor,
        },
        ("triangular", [low, mode, high]) => Law::Triangular {
            low: *low,
            mode: *mode,
            high: *high,
        },
        ("pert", [low, mode, high]) if low < high && (*low..=*high).contains(mode) => {
            pert(*low, *mode, *high)
        }
        // What is wrong with such ends and such a middle is said as of a triangle.
        ("pert", [low, mode, high]) => Law::Triangular {
            low: *low,
            mode: *mode,
            high: *high,
        },
        ("integers", [low, high]) => Law::Integers {
            low: *low,
            high: *high,
        },
        ("beta", [alpha, beta]) => Law::Beta {
            alpha: *alpha,
            beta: *beta,
            low: 0.0,
            high: 1.0,
        },
        ("beta", [alpha, beta, low, high]) => Law::Beta {
            alpha: *alpha,
            beta: *beta,
            low: *low,
            high: *high,
        },
        ("poisson", [mean]) => Law::Poisson { mean: *mean },
        (_, numbers) => {
            let count = numbers.len();
            let finding = fault("count").with("name", name).with("count", count);
            return refuse(reader, finding);
        }
    };
    match wrong(&law) {
        None => Some(law),
        Some(finding) => refuse(reader, finding),
    }
}

/// The beta law of PERT between two ends, whose mean is (low + 4·mode + high) / 6 (Malcolm, Roseboom, Clark and Fazar 1959,
/// doi:10.1287/opre.7.5.646).
fn pert(low: f64, mode: f64, high: f64) -> Law {
    /// What the mode weighs beside the two ends.
    const WEIGHT: f64 = 4.0;
    let share = (mode - low) / (high - low);
    Law::Beta {
        alpha: 1.0 + WEIGHT * share,
        beta: 1.0 + WEIGHT * (1.0 - share),
        low,
        high,
    }
}

/// The law of a shape of which nine values in ten lie between two numbers, one in twenty below and one in twenty above. Of
/// the shapes only those with two numbers and no ends are fixed by that.
fn nine_in_ten(shape: &str, low: f64, high: f64) -> Result<Law, Diagnostic> {
    let fault = |case| Diagnostic::error("bad-distribution", None).case(case);
    let given = |finding: Diagnostic| finding.with("low", low).with("high", high);
    if low >= high {
        return Err(given(fault("bounds")));
    }
    match shape {
        "normal" => Ok(Law::Normal {
            mean: low + (high - low) / 2.0,
            sd: (high - low) / WIDTH,
        }),
        "lognormal" if low > 0.0 => Ok(Law::LogNormal {
            median: low.sqrt() * high.sqrt(),
            factor: power(high / low, 1.0 / WIDTH),
        }),
        "lognormal" => Err(given(fault("interval-low"))),
        "uniform" => Err(given(fault("interval-uniform"))),
        _ => Err(given(fault("interval")).with("name", shape)),
    }
}

/// The bounds of `5 to 50`, where they are in order.
pub(crate) fn interval(text: &str) -> Option<(f64, f64)> {
    ends(text).filter(|(low, high)| low < high)
}

/// The two numbers of `5 to 50`.
fn ends(text: &str) -> Option<(f64, f64)> {
    let (low, high) = [" to ", "..", "–", " - "]
        .into_iter()
        .find_map(|between| text.split_once(between))?;
    Some((
        equation::number(low.trim())?,
        equation::number(high.trim())?,
    ))
}

/// A number followed by the sign of percent: `20 %` is 0.2.
pub(crate) fn percent(text: &str) -> Option<f64> {
    let number = equation::number(text.trim().strip_suffix('%')?.trim())?;
    Some(number / 100.0)
}

/// Asks what `50 ± 10` means, which stands for a range, for a standard deviation and for an interval of 95 %.
pub(crate) fn plus_minus(text: &str, span: Span) -> Option<Diagnostic> {
    /// Standard deviations between the middle of a normal law and either end of its middle 95 %.
    const HALF: f64 = 1.959_964;
    let (middle, error) = ["±", "+/-", "+-"]
        .into_iter()
        .find_map(|sign| text.split_once(sign))?;
    let middle = equation::number(middle.trim())?;
    let error = match percent(error) {
        Some(share) => share * middle.abs(),
        None => equation::number(error.trim())?,
    };
    if error <= 0.0 || !error.is_finite() {
        return None;
    }
    let finding = Diagnostic::error("wrong-type", span).case("plus-minus");
    let finding = finding.with("text", text).with("value", middle);
    let finding = finding
        .with("low", middle - error)
        .with("high", middle + error);
    let law = |sd: f64| Arg::Text(format!("normal({}, {})", short(middle), short(sd)));
    let finding = finding.with("deviation", law(error));
    Some(finding.with("interval", law(error / HALF)))
}

/// Standard deviations between the ends of the middle nine tenths of a normal law: twice its quantile of 0.95.
const WIDTH: f64 = 3.289_707_253_902_945_4;

/// A number to six digits behind the point at most.
fn short(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The laws of which nine values in ten lie between two numbers, with their middles, for who wrote nothing but the numbers.
pub(crate) fn of_interval(finding: Diagnostic, low: f64, high: f64) -> Diagnostic {
    let middle = |law: Result<Law, Diagnostic>| law.ok().and_then(|law| median(&law)).map(short);
    finding
        .with("low", low)
        .with("high", high)
        .maybe("geometric", middle(nine_in_ten("lognormal", low, high)))
        .maybe("middle", middle(nine_in_ten("normal", low, high)))
}

/// A power with an exponent between 0 and 1, from square roots alone.
fn power(x: f64, exponent: f64) -> f64 {
    let (mut root, mut rest, mut result) = (x, exponent, 1.0);
    for _ in 0..52 {
        root = root.sqrt();
        rest *= 2.0;
        if rest >= 1.0 {
            result *= root;
            rest -= 1.0;
        }
    }
    result
}

/// How far a rank correlation with a law may go: 1, less where the same value comes often. Ties make the ranks of a
/// count coarse; drawn together as closely as can be with a number without ties, their correlation is √(1 − Σp³).
pub(crate) fn ranks(law: &Law) -> f64 {
    let often: f64 = match law {
        Law::Poisson { mean } if *mean < 1_000.0 => {
            // From the most likely count down and up, each by its ratio to the one before.
            let mode = mean.floor();
            let mut shares = vec![1.0];
            let mut share = 1.0;
            let mut k = mode;
            while k > 0.0 && share > 1e-12 {
                share *= k / mean;
                shares.push(share);
                k -= 1.0;
            }
            (share, k) = (1.0, mode);
            while share > 1e-12 && shares.len() < 10_000 {
                k += 1.0;
                share *= mean / k;
                shares.push(share);
            }
            let all: f64 = shares.iter().sum();
            shares.iter().map(|s| s / all).map(|p| p * p * p).sum()
        }
        Law::Integers { low, high } => {
            let count = high - low + 1.0;
            1.0 / (count * count)
        }
        Law::Empirical { values } => {
            let runs = values.chunk_by(|a, b| a == b);
            let shares = runs.map(|run| run.len() as f64 / values.len() as f64);
            shares.map(|p| p * p * p).sum()
        }
        _ => 0.0,
    };
    (1.0 - often).max(0.0).sqrt()
}

/// What is wrong with the numbers of a law.
fn wrong(law: &Law) -> Option<Diagnostic> {
    let fault = |case| Diagnostic::error("bad-distribution", None).case(case);
    let upside = |low: f64, high: f64| {
        if low >= high {
            Some(fault("bounds").with("low", low).with("high", high))
        } else {
            (high - low).is_infinite().then(|| fault("wide"))
        }
    };
    match *law {
        Law::Uniform { low, high } => upside(low, high),
        Law::LogUniform { low, high } => {
            upside(low, high).or_else(|| (low <= 0.0).then(|| fault("logarithm").with("low", low)))
        }
        Law::Normal { sd, .. } => (sd <= 0.0).then(|| fault("deviation").with("value", sd)),
        Law::LogNormal { median, factor } => {
            if median <= 0.0 {
                Some(fault("median").with("value", median))
            } else {
                (factor <= 1.0).then(|| fault("factor").with("value", factor))
            }
        }
        Law::Triangular { low, mode, high } => upside(low, high).or_else(|| {
            let finding = || fault("mode").with("mode", mode).with("low", low);
            (mode < low || mode > high).then(|| finding().with("high", high))
        }),
        Law::Beta {
            alpha,
            beta,
            low,
            high,
        } => upside(low, high)
            .or_else(|| (alpha <= 0.0 || beta <= 0.0).then(|| fault("shapes")))
            .or_else(|| {
                let largest = alpha.max(beta);
                let finding = || fault("shapes-large").with("shape", largest);
                (largest > LARGEST_SHAPE).then(|| finding().with("most", LARGEST_SHAPE))
            }),
        Law::Poisson { mean } => (mean < 0.0).then(|| fault("mean").with("value", mean)),
        Law::Integers { low, high } => upside(low, high).or_else(|| {
            let end = [low, high].into_iter().find(|end| !is_whole(*end));
            end.map(|end| fault("whole").with("value", end))
        }),
        Law::Discrete { .. } | Law::Empirical { .. } => None,
    }
}

/// Whether a number is whole, and small enough that the next one is too.
pub(crate) fn is_whole(x: f64) -> bool {
    x.floor() == x && x.abs() <= LARGEST_WHOLE
}

fn discrete(reader: &mut Reader, inner: &str, span: Span) -> Option<Law> {
    let fault = |case| Diagnostic::error("bad-distribution", span).case(case);
    let mut refuse = |finding: Diagnostic| {
        reader.findings.push(finding);
        None
    };
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for part in inner.split(',') {
        let pair = part
            .split_once(':')
            .and_then(|(v, p)| Some((equation::number(v.trim())?, equation::number(p.trim())?)));
        match pair {
            Some((v, p)) => pairs.push((v, p)),
            _ => {
                return refuse(fault("discrete-pair").with("part", part.trim()));
            }
        }
        if pairs.len() > MOST_VALUES {
            return refuse(fault("discrete-values"));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(w) = pairs.windows(2).find(|w| w[0].0 == w[1].0) {
        return refuse(fault("discrete-twice").with("value", w[0].0));
    }
    let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    match whole_weights(&weights) {
        Ok(weights) => Some(Law::Discrete { values, weights }),
        Err(WeightFault::Negative(weight)) => {
            refuse(fault("discrete-negative").with("weight", weight))
        }
        Err(WeightFault::Sum(sum)) => refuse(fault("discrete-sum").with("sum", sum)),
    }
}

/// What is wrong with probabilities.
pub(crate) enum WeightFault {
    /// One is below 0.
    Negative(f64),
    /// They do not sum to 1 but to this, rounded to six digits behind the point.
    Sum(f64),
}

/// Probabilities that sum to exactly what addition gives, from such that nearly do; else what is wrong.
pub(crate) fn whole_weights(weights: &[f64]) -> Result<Vec<f64>, WeightFault> {
    if let Some(w) = weights.iter().find(|w| **w < 0.0) {
        return Err(WeightFault::Negative(*w));
    }
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > 1e-6 {
        return Err(WeightFault::Sum((sum * 1e6).round() / 1e6));
    }
    Ok(weights.iter().map(|w| w / sum).collect())
}

fn data(reader: &mut Reader, inner: &str, span: Span) -> Option<Law> {
    let parts: Vec<&str> = inner
        .split(',')
        .map(|p| p.trim().trim_matches(['"', '\'']))
        .collect();
    let [path, column] = parts.as_slice() else {
        reader
            .findings
            .push(Diagnostic::error("bad-distribution", span).case("data"));
        return None;
    };
    let data = reader.data(path, span)?;
    let column = data.column(column, span, &mut reader.findings)?;
    if data.len() == 0 || data.len() > MOST_VALUES {
        reader.findings.push(
            Diagnostic::error("bad-distribution", span)
                .case("data-rows")
                .with("rows", data.len()),
        );
        return None;
    }
    if !reader.spend(data.len(), span) {
        return None;
    }
    let mut values = Vec::with_capacity(data.len());
    for row in 0..data.len() {
        values.push(data.number(&reader.files, row, column, &mut reader.findings)?);
    }
    values.sort_by(f64::total_cmp);
    Some(Law::Empirical { values })
}

/// The values that a law can give.
pub(crate) fn support(law: &Law) -> (f64, f64) {
    match law {
        Law::Uniform { low, high }
        | Law::LogUniform { low, high }
        | Law::Triangular { low, high, .. }
        | Law::Integers { low, high }
        | Law::Beta { low, high, .. } => (*low, *high),
        Law::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
        Law::LogNormal { .. } | Law::Poisson { .. } => (0.0, f64::INFINITY),
        Law::Discrete { values, .. } | Law::Empirical { values } => (
            values.first().copied().unwrap_or(0.0),
            values.last().copied().unwrap_or(0.0),
        ),
    }
}

/// Whether a law gives values between bounds often enough to draw them: not where only its farthest tail reaches.
pub(crate) fn has_mass(law: &Law, low: f64, high: f64) -> bool {
    let (least, most) = support(law);
    match law {
        Law::Normal { mean, sd } => low < mean + 8.0 * sd && high > mean - 8.0 * sd,
        Law::LogNormal { median, factor } => {
            let f2 = factor * factor;
            let f8 = f2 * f2 * f2 * f2;
            low < median * f8 && high > median / f8 && high > 0.0
        }
        Law::Poisson { mean } => {
            let spread = 10.0 + 8.0 * mean.sqrt();
            low.ceil() <= high.floor()
                && high >= 0.0
                && low <= mean + spread
                && high >= mean - spread
        }
        Law::Integers { .. } => low.max(least).ceil() <= high.min(most).floor(),
        Law::Discrete { values, weights } => values
            .iter()
            .zip(weights)
            .any(|(v, w)| *v >= low && *v <= high && *w > 0.0),
        Law::Empirical { values } => values.iter().any(|v| *v >= low && *v <= high),
        _ => low < most && high > least,
    }
}

/// The median; `None` where no exact or good approximate form is known, so that the value must be stated.
///
/// Beta: Kerman (2011), arXiv:1111.0433, for shapes of at least 1. Poisson: by summing its series, or beyond a mean
/// of 500 by Choi (1994), doi:10.1090/S0002-9939-1994-1195477-8, which bounds it within one of the mean.
pub(crate) fn median(law: &Law) -> Option<f64> {
    Some(match law {
        Law::Uniform { low, high } => low + (high - low) / 2.0,
        Law::LogUniform { low, high } => low.sqrt() * high.sqrt(),
        Law::Normal { mean, .. } => *mean,
        Law::LogNormal { median, .. } => *median,
        Law::Triangular { low, mode, high } => {
            let (below, width) = (mode - low, high - low);
            if below >= width / 2.0 {
                low + (width * below / 2.0).sqrt()
            } else {
                high - (width * (high - mode) / 2.0).sqrt()
            }
        }
        Law::Beta {
            alpha,
            beta,
            low,
            high,
        } => {
            let middle = if alpha == beta {
                0.5
            } else if *alpha >= 1.0 && *beta >= 1.0 {
                (alpha - 1.0 / 3.0) / (alpha + beta - 2.0 / 3.0)
            } else {
                return None;
            };
            low + (high - low) * middle
        }
        Law::Poisson { mean } => poisson_median(*mean),
        Law::Integers { low, high } => (low + (high - low) / 2.0).floor(),
        Law::Discrete { values, weights } => {
            let mut sum = 0.0;
            let found = values.iter().zip(weights).find(|(_, w)| {
                sum += **w;
                sum >= 0.5 - 1e-12
            });
            *found.map(|(v, _)| v).or(values.last())?
        }
        Law::Empirical { values } => *values.get(values.len().saturating_sub(1) / 2)?,
    })
}

fn poisson_median(mean: f64) -> f64 {
    if mean > 500.0 {
        return (mean + 1.0 / 3.0 - 0.02 / mean).floor();
    }
    let term = |k: u32, before: f64| {
        if k == 0 {
            1.0
        } else {
            before * mean / f64::from(k)
        }
    };
    let (mut whole, mut last) = (0.0, 0.0);
    for k in 0..2_000 {
        last = term(k, last);
        whole += last;
    }
    let (mut sum, mut last) = (0.0, 0.0);
    for k in 0..2_000 {
        last = term(k, last);
        sum += last;
        if sum >= 0.5 * whole {
            return f64::from(k);
        }
    }
    mean.floor()
}

/// Two numbers in rising order, from `[low, high]`.
pub(crate) fn bounds(reader: &mut Reader, item: &super::item::Item) -> Option<(f64, f64)> {
    if !accepts(Kind::Range, item) {
        return None;
    }
    let [low, high] = item.list()? else {
        return None;
    };
    let (low, high) = (low.number()?, high.number()?);
    if low < high && (high - low).is_finite() {
        return Some((low, high));
    }
    let finding = Diagnostic::error("bad-range", item.span);
    reader.findings.push(if low < high {
        finding.case("wide")
    } else if low == high {
        finding.case("one-number").with("low", low)
    } else {
        finding.with("low", low).with("high", high)
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_counts_match_tables() {
        for (mean, median) in [
            (0.0, 0.0),
            (0.5, 0.0),
            (0.7, 1.0),
            (1.0, 1.0),
            (3.0, 3.0),
            (10.5, 10.0),
            (400.0, 400.0),
        ] {
            assert_eq!(poisson_median(mean), median, "mean {mean}");
        }
    }

    #[test]
    fn nine_in_ten_of_the_law_of_an_interval_lie_in_it() {
        // exp(ln(10) / 3.2897072539029454) = 2.013624172070001.
        assert!((power(10.0, 1.0 / WIDTH) - 2.013_624_172_070_001).abs() < 1e-14);
        assert_eq!(interval("5 to 50"), Some((5.0, 50.0)));
        assert_eq!(interval("-1 - 2"), Some((-1.0, 2.0)));
        assert_eq!(interval("50 to 5"), None);
    }

    #[test]
    fn ties_make_ranks_coarse() {
        // 0 in nine of ten: 1 − 0.9³ − 0.1³ = 0.27.
        let mut values = vec![0.0; 9];
        values.push(1.0);
        assert!((ranks(&Law::Empirical { values }) - 0.27_f64.sqrt()).abs() < 1e-12);
        // By hand from the first counts of a mean of 0.1: 0.904837, 0.090484, 0.004524.
        let few = ranks(&Law::Poisson { mean: 0.1 });
        assert!(
            (few - (1.0 - 0.740_818_f64 - 0.000_741).sqrt()).abs() < 1e-4,
            "{few}"
        );
        assert!(ranks(&Law::Poisson { mean: 500.0 }) > 0.999);
        assert_eq!(ranks(&Law::Normal { mean: 0.0, sd: 1.0 }), 1.0);
    }

    #[test]
    fn median_of_a_triangle_halves_its_area() {
        let Some(m) = median(&Law::Triangular {
            low: 2.0,
            mode: 4.0,
            high: 9.0,
        }) else {
            panic!("no median")
        };
        // Area above m is (9 − m)² / ((9 − 2)(9 − 4)).
        assert!(((9.0 - m) * (9.0 - m) / 35.0 - 0.5).abs() < 1e-12);
    }
}
