//! Laws of uncertain inputs: from a uniform number to a value, and back.

use contend_model::model::Law;

use crate::count::{poisson_cdf, poisson_quantile};
use crate::maths;

/// A law, truncated to bounds where it has some, made ready for many draws.
///
/// Truncation maps the uniform number into the interval of the distribution function between the bounds; where that
/// lies in the upper half, the work is done on the mirror image, so that far tails keep their precision.
#[derive(Clone, Debug)]
pub struct Quantile {
    shape: Shape,
    /// Probability below the lower bound (in the mirror image: above the upper one).
    below: f64,
    /// Probability between the bounds.
    mass: f64,
    mirrored: bool,
    /// Least and greatest result.
    range: (f64, f64),
}

#[derive(Clone, Debug)]
enum Shape {
    Line {
        low: f64,
        high: f64,
    },
    /// low·exp(log_ratio·u)
    LogLine {
        low: f64,
        high: f64,
        log_ratio: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    LogNormal {
        log_median: f64,
        log_factor: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Beta {
        alpha: f64,
        beta: f64,
        low: f64,
        high: f64,
    },
    Poisson {
        mean: f64,
    },
    /// Whole numbers, each equally likely.
    Integers {
        low: f64,
        high: f64,
    },
    /// Values, ascending, with the probability of at most each.
    Steps {
        values: Vec<f64>,
        at_most: Vec<f64>,
    },
    /// Values, ascending, each equally likely.
    Sample {
        values: Vec<f64>,
    },
    /// Parameters that make no law, or bounds that leave nothing of it.
    Nothing,
}

/// The value below which a draw falls with probability `u`; see [`Quantile`], which is the way to draw many.
#[must_use]
pub fn quantile(law: &Law, bounds: Option<(f64, f64)>, u: f64) -> f64 {
    Quantile::new(law, bounds).at(u)
}

/// The value that half of the draws fall below.
#[must_use]
pub fn median(law: &Law, bounds: Option<(f64, f64)>) -> f64 {
    quantile(law, bounds, 0.5)
}

/// Probability of a draw of at most `x`, without truncation. NaN where the parameters make no law.
#[must_use]
pub fn cdf(law: &Law, x: f64) -> f64 {
    Shape::new(law).tails(x).0
}

impl Quantile {
    /// The law, given that a draw lies inside the bounds (both included).
    #[must_use]
    pub fn new(law: &Law, bounds: Option<(f64, f64)>) -> Quantile {
        let shape = Shape::new(law);
        let whole = shape.range();
        let mut prepared = Quantile {
            shape,
            below: 0.0,
            mass: 1.0,
            mirrored: false,
            range: whole,
        };
        if let Some((low, high)) = bounds {
            prepared.truncate(low, high);
        }
        prepared
    }

    /// The value for a uniform number in 0..1. Grows with `u`; always inside the bounds. NaN where the parameters
    /// make no law, or where the bounds leave nothing of it.
    #[must_use]
    pub fn at(&self, u: f64) -> f64 {
        let value = if self.mirrored {
            self.shape.upper(self.below + (1.0 - u) * self.mass)
        } else {
            self.shape.lower(self.below + u * self.mass)
        };
        // Comparisons with NaN leave it as it is.
        let value = if value < self.range.0 {
            self.range.0
        } else {
            value
        };
        if value > self.range.1 {
            self.range.1
        } else {
            value
        }
    }

    /// Which share of the draws lies below a value; in the middle of those that are equal to it, where there are such.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let turn = |holds: &dyn Fn(f64) -> bool| {
            let (mut inside, mut outside) = (0.0, 1.0);
            for _ in 0..60 {
                let middle = f64::midpoint(inside, outside);
                if holds(self.at(middle)) {
                    inside = middle;
                } else {
                    outside = middle;
                }
            }
            inside
        };
        f64::midpoint(turn(&|x| x < value), turn(&|x| x <= value))
    }

    /// Least and greatest value, both of which may be infinite.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    fn truncate(&mut self, low: f64, high: f64) {
        let low = if low > self.range.0 {
            low
        } else {
            self.range.0
        };
        let high = if high < self.range.1 {
            high
        } else {
            self.range.1
        };
        if self.shape.is_whole() {
            self.range = (maths::ceil(low), maths::floor(high));
        } else {
            self.range = (low, high);
        }
        if self.range.0 > self.range.1 || self.range.0.is_nan() || self.range.1.is_nan() {
            self.shape = Shape::Nothing;
            return;
        }
        match &mut self.shape {
            Shape::Sample { values } => {
                values.retain(|v| low <= *v && *v <= high);
                if values.is_empty() {
                    self.shape = Shape::Nothing;
                }
            }
            Shape::Steps { values, at_most } => {
                let first = values.partition_point(|v| *v < low);
                let end = values.partition_point(|v| *v <= high);
                let before = if first == 0 { 0.0 } else { at_most[first - 1] };
                let all = if end == 0 { 0.0 } else { at_most[end - 1] } - before;
                if all > 0.0 {
                    *values = values[first..end].to_vec();
                    *at_most = at_most[first..end]
                        .iter()
                        .map(|p| (p - before) / all)
                        .collect();
                } else {
                    self.shape = Shape::Nothing;
                }
            }
            Shape::Integers { low, high } => (*low, *high) = self.range,
            shape => {
                let (to_low, from_low) = shape.tails_before(self.range.0);
                let (to_high, from_high) = shape.tails(self.range.1);
                self.mirrored = to_low > 0.5;
                (self.below, self.mass) = if self.mirrored {
                    (from_high, from_low - from_high)
                } else {
                    (to_low, to_high - to_low)
                };
                if self.mass <= 0.0 {
                    // Too far out for numbers to tell: all of it lies at the bound nearest to the bulk.
                    let nearest = if self.mirrored {
                        self.range.0
                    } else {
                        self.range.1
                    };
                    self.range = (nearest, nearest);
                }
            }
        }
    }
}

impl Shape {
    fn new(law: &Law) -> Shape {
        match *law {
            Law::Uniform { low, high } if low <= high => Shape::Line { low, high },
            Law::LogUniform { low, high } if 0.0 < low && low <= high => Shape::LogLine {
                low,
                high,
                log_ratio: maths::ln(high / low),
            },
            Law::Normal { mean, sd } if sd > 0.0 => Shape::Normal { mean, sd },
            Law::LogNormal { median, factor } if median > 0.0 && factor > 1.0 => Shape::LogNormal {
                log_median: maths::ln(median),
                log_factor: maths::ln(factor),
            },
            Law::Triangular { low, mode, high } if low <= mode && mode <= high => {
                Shape::Triangular { low, mode, high }
            }
            Law::Beta {
                alpha,
                beta,
                low,
                high,
            } if alpha > 0.0 && beta > 0.0 && low <= high => Shape::Beta {
                alpha,
                beta,
                low,
                high,
            },
            Law::Poisson { mean } if (0.0..f64::INFINITY).contains(&mean) => {
                Shape::Poisson { mean }
            }
            Law::Integers { low, high } if low <= high => Shape::Integers {
                low: maths::ceil(low),
                high: maths::floor(high),
            },
            Law::Discrete {
                ref values,
                ref weights,
            } => Shape::steps(values, weights),
            Law::Empirical { ref values }
                if !values.is_empty() && values.iter().all(|v| !v.is_nan()) =>
            {
                let mut values = values.clone();
                values.sort_by(f64::total_cmp);
                Shape::Sample { values }
            }
            _ => Shape::Nothing,
        }
    }

    fn steps(values: &[f64], weights: &[f64]) -> Shape {
        let mut pairs: Vec<(f64, f64)> = values
            .iter()
            .copied()
            .zip(weights.iter().copied())
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pairs.iter().map(|p| p.1).sum();
        let proper = pairs.iter().all(|(v, w)| !v.is_nan() && *w >= 0.0);
        if !(proper && total > 0.0 && total < f64::INFINITY) {
            return Shape::Nothing;
        }
        // Values without weight are never drawn, not even for u next to 0 or 1.
        pairs.retain(|p| p.1 > 0.0);
        let mut sum = 0.0;
        let at_most = pairs
            .iter()
            .map(|p| {
                sum += p.1;
                sum / total
            })
            .collect();
        Shape::Steps {
            values: pairs.into_iter().map(|p| p.0).collect(),
            at_most,
        }
    }

    /// Least and greatest value.
    fn range(&self) -> (f64, f64) {
        match *self {
            Shape::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Shape::LogNormal { .. } | Shape::Poisson { .. } => (0.0, f64::INFINITY),
            Shape::Line { low, high }
            | Shape::Integers { low, high }
            | Shape::LogLine { low, high, .. }
            | Shape::Triangular { low, high, .. }
            | Shape::Beta { low, high, .. } => (low, high),
            Shape::Steps { ref values, .. } | Shape::Sample { ref values } => (
                values.first().copied().unwrap_or(f64::NAN),
                values.last().copied().unwrap_or(f64::NAN),
            ),
            Shape::Nothing => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    fn is_whole(&self) -> bool {
        matches!(self, Shape::Poisson { .. } | Shape::Integers { .. })
    }

    /// Value with probability `p` below.
    fn lower(&self, p: f64) -> f64 {
        match *self {
            Shape::Line { low, high } => low + (high - low) * p,
            Shape::LogLine { low, log_ratio, .. } => low * maths::exp(log_ratio * p),
            Shape::Normal { mean, sd } => mean + sd * maths::normal_quantile(p),
            Shape::LogNormal {
                log_median,
                log_factor,
            } => maths::exp(log_median + log_factor * maths::normal_quantile(p)),
            Shape::Triangular { low, mode, high } => {
                let (width, left) = (high - low, mode - low);
                if p * width < left {
                    low + (p * width * left).sqrt()
                } else {
                    high - ((1.0 - p) * width * (high - mode)).sqrt()
                }
            }
            Shape::Beta {
                alpha,
                beta,
                low,
                high,
            } => low + (high - low) * maths::beta_quantile(p, alpha, beta),
            Shape::Poisson { mean } => poisson_quantile(mean, p),
            // The least that a share of p reaches; 0 is held inside by the caller.
            Shape::Integers { low, high } => low + maths::ceil((high - low + 1.0) * p) - 1.0,
            Shape::Steps {
                ref values,
                ref at_most,
            } => {
                let place = at_most
                    .partition_point(|q| *q < p)
                    .min(values.len().saturating_sub(1));
                values.get(place).copied().unwrap_or(f64::NAN)
            }
            Shape::Sample { ref values } => {
                // A number beyond the range of usize saturates; NaN becomes 0 and is caught below.
                let place =
                    ((p * values.len() as f64) as usize).min(values.len().saturating_sub(1));
                if p.is_nan() {
                    f64::NAN
                } else {
                    values.get(place).copied().unwrap_or(f64::NAN)
                }
            }
            Shape::Nothing => f64::NAN,
        }
    }

    /// Value with probability `q` above.
    fn upper(&self, q: f64) -> f64 {
        match *self {
            Shape::Normal { mean, sd } => mean - sd * maths::normal_quantile(q),
            Shape::LogNormal {
                log_median,
                log_factor,
            } => maths::exp(log_median - log_factor * maths::normal_quantile(q)),
            Shape::Triangular { low, mode, high } => {
                high + low
                    - Shape::Triangular {
                        low,
                        mode: high + low - mode,
                        high,
                    }
                    .lower(q)
            }
            Shape::Beta {
                alpha,
                beta,
                low,
                high,
            } => low + (high - low) * (1.0 - maths::beta_quantile(q, beta, alpha)),
            _ => self.lower(1.0 - q),
        }
    }

    /// Probability of at most `x`, and of more.
    fn tails(&self, x: f64) -> (f64, f64) {
        let part = |p: f64| (p, 1.0 - p);
        let normal = |z: f64| (maths::normal_cdf(z), maths::normal_cdf(-z));
        let (least, greatest) = self.range();
        if x >= greatest {
            return (1.0, 0.0);
        }
        if x < least {
            return (0.0, 1.0);
        }
        match *self {
            Shape::Line { low, high } => part((x - low) / (high - low)),
            Shape::LogLine { low, log_ratio, .. } => part(maths::ln(x / low) / log_ratio),
            Shape::Normal { mean, sd } => normal((x - mean) / sd),
            Shape::LogNormal {
                log_median,
                log_factor,
            } => normal((maths::ln(x) - log_median) / log_factor),
            Shape::Triangular { low, mode, high } => {
                let width = high - low;
                if x < mode {
                    part((x - low) * (x - low) / (width * (mode - low)))
                } else {
                    let above = (high - x) * (high - x) / (width * (high - mode));
                    (1.0 - above, above)
                }
            }
            Shape::Beta {
                alpha,
                beta,
                low,
                high,
            } => {
                let (from_low, from_high) = ((x - low) / (high - low), (high - x) / (high - low));
                (
                    maths::beta_cdf(from_low, alpha, beta),
                    maths::beta_cdf(from_high, beta, alpha),
                )
            }
            Shape::Poisson { mean } => part(poisson_cdf(mean, x)),
            Shape::Integers { low, high } => {
                part((maths::floor(x) - low + 1.0) / (high - low + 1.0))
            }
            Shape::Steps {
                ref values,
                ref at_most,
            } => {
                let count = values.partition_point(|v| *v <= x);
                part(if count == 0 { 0.0 } else { at_most[count - 1] })
            }
            Shape::Sample { ref values } => {
                part(values.partition_point(|v| *v <= x) as f64 / values.len() as f64)
            }
            Shape::Nothing => (f64::NAN, f64::NAN),
        }
    }

    /// Probability of less than `x`, and of at least `x`.
    fn tails_before(&self, x: f64) -> (f64, f64) {
        if self.is_whole() {
            self.tails(x - 1.0)
        } else {
            self.tails(x)
        }
    }
}
