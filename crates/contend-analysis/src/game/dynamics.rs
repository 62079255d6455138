//! Where imitation and learning lead.

use contend_engine::maths::{exp, ln};
use serde::Serialize;

use super::payoffs::{GameError, Mixed, Payoffs};

/// A path of mixed strategies over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dynamics {
    /// The mixed strategies at the start and after each step.
    pub path: Vec<Mixed>,
    /// The most that any player could gain by deviating from the last of the path.
    pub gain: f64,
}

/// Replicator dynamics from `start` (Taylor & Jonker 1978; one population for each player, Taylor 1979): the share of a
/// strategy grows at the rate by which it is better than its player's average. `steps` steps of length `step`, in one over
/// units of payoff.
///
/// Steps are of the fourth order (Kutta 1901), in the logarithms of shares: these stay positive and sum to one whatever the
/// length of a step, and a strategy that nobody plays stays so.
///
/// # Errors
/// [`GameError::Shape`] where `start` is not a probability for each strategy of each player, or `step` is not positive.
pub fn replicator(
    game: &Payoffs,
    start: &Mixed,
    steps: usize,
    step: f64,
) -> Result<Dynamics, GameError> {
    check(game, start)?;
    if !(step.is_finite() && step > 0.0) {
        return Err(GameError::Shape(
            "the length of a step must be a positive number".into(),
        ));
    }
    let logarithm = |p: f64| if p > 0.0 { ln(p) } else { f64::NEG_INFINITY };
    let mut at: Mixed = start
        .iter()
        .map(|own| own.iter().map(|&p| logarithm(p)).collect())
        .collect();
    let worth = |z: &Mixed| -> Mixed {
        let mixed = shares(z);
        (0..game.players())
            .map(|p| game.deviations(p, &mixed))
            .collect()
    };
    let moved = |z: &Mixed, by: &Mixed, h: f64| -> Mixed {
        let pair =
            |(z, d): (&Vec<f64>, &Vec<f64>)| z.iter().zip(d).map(|(z, d)| z + h * d).collect();
        z.iter().zip(by).map(pair).collect()
    };
    let mut path = vec![start.clone()];
    for _ in 0..steps {
        let first = worth(&at);
        let second = worth(&moved(&at, &first, step / 2.0));
        let third = worth(&moved(&at, &second, step / 2.0));
        let fourth = worth(&moved(&at, &third, step));
        for (weight, slope) in [(1.0, &first), (2.0, &second), (2.0, &third), (1.0, &fourth)] {
            at = moved(&at, slope, step * weight / 6.0);
        }
        // Only differences matter: the likeliest strategy is kept at zero.
        for own in &mut at {
            let top = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            own.iter_mut().for_each(|z| *z -= top);
        }
        path.push(shares(&at));
    }
    Ok(ended(game, path))
}

/// Fictitious play from a profile (Brown 1951), for `rounds` rounds: each plays a best reply to how often the others did what
/// so far, the first of those that tie, all at the same time. The path holds those frequencies.
///
/// # Errors
/// [`GameError::Unknown`] for no such profile.
pub fn fictitious_play(
    game: &Payoffs,
    profile: usize,
    rounds: usize,
) -> Result<Dynamics, GameError> {
    if profile >= game.profiles() {
        return Err(GameError::Unknown(format!(
            "there is no profile {}: the game has {}",
            profile + 1,
            game.profiles()
        )));
    }
    let mut counts = game.certain(profile);
    let mut path = vec![counts.clone()];
    for round in 1..=rounds {
        let beliefs = &path[round - 1];
        for (p, own) in counts.iter_mut().enumerate() {
            let values = game.deviations(p, beliefs);
            let best = (1..values.len()).fold(0, |b, s| if values[s] > values[b] { s } else { b });
            own[best] += 1.0;
        }
        let all = (round + 1) as f64;
        path.push(
            counts
                .iter()
                .map(|own| own.iter().map(|c| c / all).collect())
                .collect(),
        );
    }
    Ok(ended(game, path))
}

fn ended(game: &Payoffs, path: Vec<Mixed>) -> Dynamics {
    Dynamics {
        gain: path.last().map_or(0.0, |last| game.gain(last)),
        path,
    }
}

fn shares(logarithms: &Mixed) -> Mixed {
    logarithms
        .iter()
        .map(|own| {
            let top = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let weights: Vec<f64> = own.iter().map(|z| exp(z - top)).collect();
            let total: f64 = weights.iter().sum();
            weights.iter().map(|w| w / total).collect()
        })
        .collect()
}

fn check(game: &Payoffs, mixed: &Mixed) -> Result<(), GameError> {
    let fits = mixed.len() == game.players()
        && mixed.iter().zip(game.strategies()).all(|(own, &n)| {
            own.len() == n
                && own.iter().all(|p| *p >= 0.0)
                && (own.iter().sum::<f64>() - 1.0).abs() < 1e-6
        });
    if fits {
        Ok(())
    } else {
        Err(GameError::Shape(
            "the start must give each player a probability for each of its strategies, together one".into(),
        ))
    }
}
