//! Screening by elementary effects (Morris 1991, doi:10.1080/00401706.1991.10484804), radial: each effect is the change of the
//! output where one input is moved from a base point, over the length of the move (Campolongo, Cariboni and Saltelli 2007,
//! doi:10.1016/j.envsoft.2006.10.004; Campolongo, Saltelli and Cariboni 2011, doi:10.1016/j.cpc.2010.12.039).
//!
//! The mean of the effects says which way they go, the mean of their sizes (μ*) how much an input matters, and their standard
//! deviation (σ) whether that hangs on where the others stand: an effect that is the same everywhere has none.

use serde::Serialize;

use super::Estimate;

/// Base points where nothing else is asked.
pub const TRAJECTORIES: u64 = 20;

/// The effects of an input.
#[derive(Clone, Debug, Serialize)]
pub struct Effects {
    /// Mean effect (μ).
    pub mean: f64,
    /// Mean size of the effects (μ*), with its 95 % interval.
    pub size: Estimate,
    /// Standard deviation of the effects (σ).
    pub spread: f64,
    /// Effects that count.
    pub effects: usize,
    /// Effects left out because an output is not finite, or nothing was moved.
    pub left_out: usize,
}

/// The effects of one input: outputs at base points and where the input alone is moved, and how far it is moved. `None` where
/// fewer than two count.
#[must_use]
pub fn morris(base: &[f64], moved: &[f64], steps: &[f64]) -> Option<Effects> {
    let all = base.len().min(moved.len());
    let effects: Vec<f64> = (base.iter().zip(moved).zip(steps))
        .map(|((base, moved), step)| (moved - base) / step)
        .filter(|effect| effect.is_finite())
        .collect();
    let n = effects.len() as f64;
    if effects.len() < 2 {
        return None;
    }
    let mean = |of: &dyn Fn(f64) -> f64| effects.iter().map(|e| of(*e)).sum::<f64>() / n;
    let centre = mean(&|e| e);
    let size = mean(&f64::abs);
    let deviation = |about: f64, of: &dyn Fn(f64) -> f64| {
        (mean(&|e| (of(e) - about) * (of(e) - about)) * n / (n - 1.0)).sqrt()
    };
    let half = crate::share::NORMAL_975 * deviation(size, &f64::abs) / n.sqrt();
    Some(Effects {
        mean: centre,
        size: Estimate {
            value: size,
            low: (size - half).max(0.0),
            high: size + half,
        },
        spread: deviation(centre, &|e| e),
        effects: effects.len(),
        left_out: all - effects.len(),
    })
}
