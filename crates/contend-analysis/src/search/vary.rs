//! Candidates from candidates: simulated binary crossover (Deb and Agrawal 1995) and polynomial mutation (Deb and Goyal 1996)
//! of numbers; options of a choice are swapped, and drawn anew, never taken for numbers.

use contend_engine::chance::{Purpose, Row, Stream};
use contend_engine::maths;
use contend_model::key::Key;

/// Chance that a gene is crossed.
const CROSSED: f64 = 0.9;
/// How near children are to their parents, and mutants to what they were: both distributions have the index 20, and so the power 21.
const POWER: f64 = 21.0;

/// What may be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variable {
    /// A number between two others, whole or not.
    Number {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
        /// Whether it takes whole numbers alone; the ends are whole then.
        whole: bool,
    },
    /// One of so many options.
    Choice {
        /// How many.
        options: usize,
    },
}

impl Variable {
    /// Whether there is anything to choose.
    pub(super) fn has_room(&self) -> bool {
        match self {
            Variable::Number { low, high, .. } => {
                low < high && low.is_finite() && high.is_finite() && (high - low).is_finite()
            }
            Variable::Choice { options } => *options > 1,
        }
    }

    /// A gene: of a number how far up its range it is, of a choice the option.
    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        match self {
            Variable::Number { .. } => chance.unit(),
            Variable::Choice { options } => chance.below(*options) as f64,
        }
    }

    /// The value of a gene.
    pub(super) fn value(&self, gene: f64) -> f64 {
        match self {
            Variable::Number {
                low,
                high,
                whole: false,
            } => (low + gene * (high - low)).clamp(*low, *high),
            Variable::Number { low, high, .. } => {
                // Each whole number has the same share of the gene.
                let steps = high - low + 1.0;
                (low + maths::floor(gene * steps)).clamp(*low, *high)
            }
            Variable::Choice { .. } => gene,
        }
    }
}

/// A sequence of random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    row: Row,
    next: u64,
}

impl Chance {
    /// The sequence of a seed.
    pub(super) fn new(seed: u64) -> Chance {
        let stream = Stream {
            seed,
            purpose: Purpose::Place,
            key: Key::plan("search"),
            step: 0,
        };
        Chance {
            row: stream.row(),
            next: 0,
        }
    }

    /// Between 0 and 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.next += 1;
        self.row.unit(self.next)
    }

    /// A whole number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.next += 1;
        ((u128::from(self.row.bits(self.next)) * n as u128) >> 64) as usize
    }
}

/// A number to the power 21, by products: most of a search's own time went to general powers.
fn powered(x: f64) -> f64 {
    let fourth = (x * x) * (x * x);
    let sixteenth = (fourth * fourth) * (fourth * fourth);
    sixteenth * fourth * x
}

/// The number whose power that is.
fn root(x: f64) -> f64 {
    maths::pow(x, 1.0 / POWER)
}

/// Two children.
pub(super) fn cross(
    variables: &[Variable],
    one: &[f64],
    two: &[f64],
    chance: &mut Chance,
) -> [Vec<f64>; 2] {
    let mut children = [one.to_vec(), two.to_vec()];
    for (at, variable) in variables.iter().enumerate() {
        if chance.unit() > CROSSED {
            continue;
        }
        let (a, b) = (one[at], two[at]);
        let [first, second] = match variable {
            Variable::Choice { .. } => [b, a],
            Variable::Number { .. } if (a - b).abs() < 1e-14 => continue,
            Variable::Number { .. } => {
                let (low, high) = (a.min(b), a.max(b));
                let u = chance.unit();
                // Spread about the parents so that no child leaves the range.
                let spread = |room: f64| {
                    let alpha = 2.0 - 1.0 / powered(1.0 + 2.0 * room / (high - low));
                    match u <= 1.0 / alpha {
                        true => root(u * alpha),
                        false => root(1.0 / (2.0 - u * alpha)),
                    }
                };
                let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
                let down = (middle - spread(low) * half).clamp(0.0, 1.0);
                let up = (middle + spread(1.0 - high) * half).clamp(0.0, 1.0);
                if chance.unit() < 0.5 {
                    [up, down]
                } else {
                    [down, up]
                }
            }
        };
        children[0][at] = first;
        children[1][at] = second;
    }
    children
}

/// Moves about one gene a little.
pub(super) fn mutate(variables: &[Variable], genes: &mut [f64], chance: &mut Chance) {
    let rate = 1.0 / variables.len() as f64;
    for (gene, variable) in genes.iter_mut().zip(variables) {
        if chance.unit() >= rate {
            continue;
        }
        match variable {
            Variable::Choice { .. } => *gene = variable.draw(chance),
            Variable::Number { .. } => {
                let u = chance.unit();
                let moved = match u < 0.5 {
                    true => root(2.0 * u + (1.0 - 2.0 * u) * powered(1.0 - *gene)) - 1.0,
                    false => 1.0 - root(2.0 * (1.0 - u) + (2.0 * u - 1.0) * powered(*gene)),
                };
                *gene = (*gene + moved).clamp(0.0, 1.0);
            }
        }
    }
}

/// Draws one gene anew, and each other with the same small chance.
pub(super) fn mutate_anew(variables: &[Variable], genes: &mut [f64], chance: &mut Chance) {
    let sure = chance.below(variables.len());
    let rate = 1.0 / variables.len() as f64;
    for (at, variable) in variables.iter().enumerate() {
        if at == sure || chance.unit() < rate {
            genes[at] = variable.draw(chance);
        }
    }
}
