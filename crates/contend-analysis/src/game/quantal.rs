//! Logit quantal response equilibria (McKelvey & Palfrey 1995): each strategy's chance grows with what it brings, by
//! `exp(λ × payoff)`.
//!
//! The branch from the centroid is followed in the logarithms of probabilities and λ together (Turocy 2005), by steps along
//! its tangent that Newton's method brings back onto it (Allgower & Georg 1990), so that it may turn back in λ.

use contend_engine::maths::{exp, ln};
use serde::Serialize;

use super::linear::solve;
use super::payoffs::{GameError, Mixed, Payoffs};
use super::responses::Scaled;

/// A quantal response equilibrium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Response {
    /// How precisely players answer payoffs: zero is chance, infinity best replies. In one over units of payoff.
    pub lambda: f64,
    /// What each player does.
    pub strategies: Mixed,
    /// The most that any player could gain by deviating.
    pub gain: f64,
}

/// How far to follow the branch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Stop where lambda times the largest range of payoffs reaches this.
    pub precision: f64,
    /// Stop after so many steps.
    pub steps: usize,
}

impl Default for Branch {
    fn default() -> Self {
        Self {
            precision: 1e4,
            steps: 10_000,
        }
    }
}

/// The branch of quantal response equilibria that starts where all play by chance, in the order along it.
///
/// # Errors
/// [`GameError::NotFound`] where the branch cannot be followed as far as asked for.
pub fn quantal_response(game: &Payoffs, branch: &Branch) -> Result<Vec<Response>, GameError> {
    let scaled = Scaled::new(game);
    let mut path = Vec::new();
    let mut note = |point: &Point| {
        let strategies = scaled.mixed(&point.probabilities);
        path.push(Response {
            lambda: point.lambda() / scaled.range,
            gain: game.gain(&strategies),
            strategies,
        });
        true
    };
    let whole = follow(&scaled, branch, &mut note);
    if whole {
        Ok(path)
    } else {
        Err(GameError::NotFound {
            method: "the branch of quantal responses",
            gain: path.last().map_or(f64::INFINITY, |r| r.gain),
        })
    }
}

/// A point of the branch: logarithms of all probabilities, then lambda for payoffs scaled to a range of one.
pub(crate) struct Point {
    at: Vec<f64>,
    pub probabilities: Vec<f64>,
}

impl Point {
    fn new(at: Vec<f64>) -> Self {
        let probabilities = at[..at.len() - 1].iter().map(|z| exp(*z)).collect();
        Self { at, probabilities }
    }

    pub(crate) fn lambda(&self) -> f64 {
        self.at[self.at.len() - 1]
    }
}

/// Follows the branch; `note` sees each point and says whether to go on. False where the branch was lost.
pub(crate) fn follow(
    scaled: &Scaled,
    branch: &Branch,
    note: &mut dyn FnMut(&Point) -> bool,
) -> bool {
    let size = scaled.size();
    let mut start = Vec::with_capacity(size + 1);
    for p in 0..scaled.players() {
        let own = scaled.own(p).len();
        start.extend(std::iter::repeat_n(-ln(own as f64), own));
    }
    start.push(0.0);
    let mut point = Point::new(start);
    // Exactly even, whatever the logarithm rounds to.
    for p in 0..scaled.players() {
        let even = 1.0 / scaled.own(p).len() as f64;
        point.probabilities[scaled.own(p)].fill(even);
    }
    let mut system = System::new(scaled);
    if !note(&point) {
        return true;
    }
    let mut along = vec![0.0; size + 1];
    along[size] = 1.0;
    let mut step = 0.1;
    if !system.tangent(&point, &mut along) {
        return false;
    }
    for _ in 0..branch.steps {
        if point.lambda() >= branch.precision {
            return true;
        }
        let (next, quick) = loop {
            let guess: Vec<f64> = point
                .at
                .iter()
                .zip(&along)
                .map(|(z, t)| z + step * t)
                .collect();
            if let Some((next, rounds)) = system.correct(guess, &along) {
                let mut there = along.clone();
                let straight = system.tangent(&next, &mut there)
                    && there.iter().zip(&along).map(|(a, b)| a * b).sum::<f64>() > 0.9;
                if straight {
                    along = there;
                    break (next, rounds <= 3);
                }
            }
            step *= 0.5;
            if step < 1e-9 {
                return false;
            }
        };
        point = next;
        if !note(&point) {
            return true;
        }
        if quick {
            step *= 2.0;
        }
    }
    point.lambda() >= branch.precision
}

/// The equations of a quantal response equilibrium, and room to solve them in.
struct System<'a> {
    scaled: &'a Scaled,
    worth: Vec<f64>,
    slope: Vec<f64>,
    jacobian: Vec<f64>,
    residual: Vec<f64>,
}

impl<'a> System<'a> {
    fn new(scaled: &'a Scaled) -> Self {
        let size = scaled.size();
        Self {
            scaled,
            worth: vec![0.0; size],
            slope: vec![0.0; size * size],
            jacobian: vec![0.0; (size + 1) * (size + 1)],
            residual: vec![0.0; size + 1],
        }
    }

    /// Residual and Jacobian at a point; the last row is left to the caller.
    fn evaluate(&mut self, point: &Point) {
        let scaled = self.scaled;
        let size = scaled.size();
        let width = size + 1;
        let (z, p, lambda) = (&point.at, &point.probabilities, point.lambda());
        scaled.worth(p, &mut self.worth, &mut self.slope);
        self.jacobian.fill(0.0);
        for player in 0..scaled.players() {
            let own = scaled.own(player);
            // The likeliest strategy is the one that the others are compared with.
            let mut top = own.start;
            for a in own.clone() {
                if p[a] > p[top] {
                    top = a;
                }
            }
            self.residual[top] = p[own.clone()].iter().sum::<f64>() - 1.0;
            for a in own.clone() {
                self.jacobian[top * width + a] = p[a];
            }
            for a in own.clone().filter(|&a| a != top) {
                self.residual[a] = z[a] - z[top] - lambda * (self.worth[a] - self.worth[top]);
                let row = &mut self.jacobian[a * width..(a + 1) * width];
                for b in (0..size).filter(|b| !own.contains(b)) {
                    row[b] =
                        -lambda * p[b] * (self.slope[a * size + b] - self.slope[top * size + b]);
                }
                row[a] += 1.0;
                row[top] -= 1.0;
                row[size] = self.worth[top] - self.worth[a];
            }
        }
    }

    /// The direction of the branch, of length one, that goes on from `along`.
    fn tangent(&mut self, point: &Point, along: &mut [f64]) -> bool {
        self.evaluate(point);
        let size = self.scaled.size();
        self.jacobian[size * (size + 1)..].copy_from_slice(along);
        self.residual.fill(0.0);
        self.residual[size] = 1.0;
        if !solve(&mut self.jacobian, &mut self.residual) {
            return false;
        }
        let length = self.residual.iter().map(|t| t * t).sum::<f64>().sqrt();
        for (a, t) in along.iter_mut().zip(&self.residual) {
            *a = t / length;
        }
        true
    }

    /// Newton's method across the direction of the branch, and how many rounds it took.
    fn correct(&mut self, guess: Vec<f64>, along: &[f64]) -> Option<(Point, usize)> {
        let size = self.scaled.size();
        let mut point = Point::new(guess);
        let mut last = f64::INFINITY;
        for round in 0..8 {
            self.evaluate(&point);
            self.residual[size] = 0.0;
            let worst = self.residual.iter().fold(0.0f64, |w, r| w.max(r.abs()));
            // Differences of logarithms round in proportion to their size.
            if worst < 1e-11 * (1.0 + point.lambda().abs()) {
                return Some((point, round));
            }
            if worst.is_nan() || worst > 0.5 * last && round > 1 {
                return None;
            }
            last = worst;
            self.jacobian[size * (size + 1)..].copy_from_slice(along);
            if !solve(&mut self.jacobian, &mut self.residual) {
                return None;
            }
            let at = point
                .at
                .iter()
                .zip(&self.residual)
                .map(|(z, d)| z - d)
                .collect();
            point = Point::new(at);
        }
        None
    }
}
