//! One equilibrium of any number of players.
//!
//! The branch of logit quantal responses from the centroid is followed (Turocy 2005) until it shows which strategies its
//! limit uses, and the equilibrium with this support is then found by Newton's method, damped as is right for equilibria
//! that are not isolated (Yamashita & Fukushima 2001). Why this: a step costs the cube of the number of strategies and a
//! few passes over the payoffs, whereas enumerating supports grows exponentially; the branch exists in every game and leads
//! to an equilibrium in almost all; it needs no random start; and its end has a meaning, as what ever more precise players
//! would come to. Where the branch is lost, supports are tried from the smallest up (Porter, Nudelman & Shoham 2008).

use super::linear::solve;
use super::payoffs::{Equilibrium, GameError, Payoffs};
use super::quantal::{Branch, Point, follow};
use super::responses::Scaled;

/// The largest gain from deviating, in ranges of payoff, that still counts as an equilibrium.
const ACCURACY: f64 = 1e-10;

/// How many supports are tried where the branch is lost.
const SUPPORTS: usize = 20_000;

/// One equilibrium: mostly the one that the branch of quantal responses leads to.
///
/// # Errors
/// [`GameError::NotFound`] with the gain at the best guess.
pub fn mixed_equilibrium(game: &Payoffs) -> Result<Equilibrium, GameError> {
    let scaled = Scaled::new(game);
    let mut polish = Polish::new(game, &scaled);
    // The branch is first looked at where it begins to favour some strategies, then ever farther along.
    let mut next = 4.0;
    let branch = Branch {
        precision: 1e9,
        steps: 5_000,
    };
    follow(&scaled, &branch, &mut |point: &Point| {
        if point.lambda() >= next {
            next = point.lambda() * 1.5;
            polish.attempt(&point.probabilities);
        }
        polish.found.is_none()
    });
    if polish.found.is_none() {
        polish.supports();
    }
    polish.found.take().ok_or(GameError::NotFound {
        method: "the search for one equilibrium",
        gain: polish.best * scaled.range,
    })
}

/// Looks for an equilibrium of a given support.
struct Polish<'a> {
    game: &'a Payoffs,
    scaled: &'a Scaled,
    found: Option<Equilibrium>,
    /// The least gain seen, in ranges of payoff.
    best: f64,
    worth: Vec<f64>,
    slope: Vec<f64>,
}

impl<'a> Polish<'a> {
    fn new(game: &'a Payoffs, scaled: &'a Scaled) -> Self {
        let size = scaled.size();
        Self {
            game,
            scaled,
            found: None,
            best: f64::INFINITY,
            worth: vec![0.0; size],
            slope: vec![0.0; size * size],
        }
    }

    /// Tries the strategies that are not much less likely than the likeliest of their player.
    fn attempt(&mut self, probabilities: &[f64]) {
        for share in [0.02, 0.2] {
            let used: Vec<usize> = (0..self.scaled.players())
                .flat_map(|p| {
                    let own = self.scaled.own(p);
                    let top = probabilities[own.clone()]
                        .iter()
                        .copied()
                        .fold(0.0, f64::max);
                    own.filter(move |&a| probabilities[a] > share * top)
                })
                .collect();
            self.newton(&used, probabilities);
            if self.found.is_some() {
                return;
            }
        }
    }

    /// All supports, the smallest first.
    fn supports(&mut self) {
        let players = self.scaled.players();
        let masks: Vec<u32> = (0..players)
            .map(|p| {
                1u32.checked_shl(self.scaled.own(p).len() as u32)
                    .unwrap_or(0)
            })
            .collect();
        let total = masks
            .iter()
            .try_fold(1usize, |n, &m| n.checked_mul(m as usize));
        let Some(total) = total.filter(|&t| t > 0 && t <= 64 * SUPPORTS) else {
            return;
        };
        let mut all: Vec<(u32, usize)> = (0..total)
            .filter_map(|code| {
                let parts = split(code, &masks);
                let sizes = parts.iter().map(|m| m.count_ones());
                parts.iter().all(|&m| m > 0).then(|| (sizes.sum(), code))
            })
            .collect();
        all.sort_unstable();
        for (_, code) in all.into_iter().take(SUPPORTS) {
            let mut even = vec![0.0; self.scaled.size()];
            let mut used = Vec::new();
            for (p, mask) in split(code, &masks).into_iter().enumerate() {
                for (k, a) in self.scaled.own(p).enumerate() {
                    if mask >> k & 1 == 1 {
                        even[a] = 1.0 / f64::from(mask.count_ones());
                        used.push(a);
                    }
                }
            }
            self.newton(&used, &even);
            if self.found.is_some() {
                return;
            }
        }
    }

    /// Makes all used strategies of a player worth the same, starting from `probabilities`.
    fn newton(&mut self, used: &[usize], probabilities: &[f64]) {
        let players = self.scaled.players();
        let size = self.scaled.size();
        let k = used.len();
        let unknowns = k + players;
        let player_of = |a: usize| self.scaled.starts.partition_point(|&s| s <= a) - 1;
        let mut p = vec![0.0; size];
        for player in 0..players {
            let own = self.scaled.own(player);
            let total: f64 = used
                .iter()
                .filter(|a| own.contains(a))
                .map(|&a| probabilities[a])
                .sum();
            for &a in used.iter().filter(|a| own.contains(a)) {
                p[a] = probabilities[a] / total;
            }
        }
        let mut value = vec![0.0; players];
        self.scaled.worth(&p, &mut self.worth, &mut self.slope);
        for &a in used {
            value[player_of(a)] += p[a] * self.worth[a];
        }
        let mut jacobian = vec![0.0; unknowns * unknowns];
        let mut residual = vec![0.0; unknowns];
        let mut normal = vec![0.0; unknowns * unknowns];
        for round in 0..30 {
            if round > 0 {
                self.scaled.worth(&p, &mut self.worth, &mut self.slope);
            }
            jacobian.fill(0.0);
            residual.fill(0.0);
            residual[k..].fill(-1.0);
            for (row, &a) in used.iter().enumerate() {
                let player = player_of(a);
                residual[row] = self.worth[a] - value[player];
                for (column, &b) in used.iter().enumerate() {
                    jacobian[row * unknowns + column] = self.slope[a * size + b];
                }
                jacobian[row * unknowns + k + player] = -1.0;
                jacobian[(k + player) * unknowns + row] = 1.0;
                residual[k + player] += p[a];
            }
            let square: f64 = residual.iter().map(|r| r * r).sum();
            if square < 1e-28 {
                break;
            }
            if !square.is_finite() || square > 1e6 {
                return;
            }
            let mut step = residual.clone();
            let mut system = jacobian.clone();
            if square > 1e-3 || !solve(&mut system, &mut step) || step.iter().any(|s| s.abs() > 1.0)
            {
                // Far off, or near a continuum: the damped step.
                for r in 0..unknowns {
                    for c in 0..unknowns {
                        let both = (0..unknowns)
                            .map(|i| jacobian[i * unknowns + r] * jacobian[i * unknowns + c]);
                        normal[r * unknowns + c] = both.sum();
                    }
                    normal[r * unknowns + r] += square.min(1e-2);
                    step[r] = (0..unknowns)
                        .map(|i| jacobian[i * unknowns + r] * residual[i])
                        .sum();
                }
                if !solve(&mut normal, &mut step) {
                    return;
                }
            }
            for (&a, d) in used.iter().zip(&step) {
                p[a] -= d;
            }
            for (v, d) in value.iter_mut().zip(&step[k..]) {
                *v -= d;
            }
        }
        if p.iter().any(|q| q.is_nan() || *q < -1e-6) {
            return;
        }
        for player in 0..players {
            let own = self.scaled.own(player);
            p[own.clone()].iter_mut().for_each(|q| *q = q.max(0.0));
            let total: f64 = p[own.clone()].iter().sum();
            p[own].iter_mut().for_each(|q| *q /= total);
        }
        let candidate = self.game.assess(self.scaled.mixed(&p));
        let gain = candidate.gain / self.scaled.range;
        self.best = self.best.min(gain);
        if gain <= ACCURACY {
            self.found = Some(candidate);
        }
    }
}

/// The digits of a number, each to its own base.
fn split(mut code: usize, bases: &[u32]) -> Vec<u32> {
    bases
        .iter()
        .map(|&b| {
            let digit = (code % b as usize) as u32;
            code /= b as usize;
            digit
        })
        .collect()
}
