//! What each strategy is worth, and how that changes with what the others do.

use super::payoffs::Payoffs;

/// Payoffs divided by the largest range of any player, and where each strategy stands in a list of all.
pub(crate) struct Scaled {
    /// For each player, where its strategies begin; one more for the end.
    pub starts: Vec<usize>,
    /// The largest range of payoffs of any player; one where all are the same.
    pub range: f64,
    values: Vec<Vec<f64>>,
    /// For each profile, each player's strategy in the list of all.
    places: Vec<u32>,
}

impl Scaled {
    pub(crate) fn new(game: &Payoffs) -> Self {
        let players = game.players();
        let mut starts = vec![0];
        for n in game.strategies() {
            starts.push(starts[starts.len() - 1] + n);
        }
        let widest = (0..players).map(|p| game.range(p)).fold(0.0, f64::max);
        let range = if widest > 0.0 && widest.is_finite() {
            widest
        } else {
            1.0
        };
        let values = (0..players)
            .map(|p| {
                let least = game.values(p).iter().copied().fold(f64::INFINITY, f64::min);
                game.values(p).iter().map(|v| (v - least) / range).collect()
            })
            .collect();
        let places = (0..game.profiles())
            .flat_map(|i| (0..players).map(move |p| (i, p)))
            .map(|(i, p)| (starts[p] + game.strategy(p, i)) as u32)
            .collect();
        Self {
            starts,
            range,
            values,
            places,
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    pub(crate) fn players(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn own(&self, player: usize) -> std::ops::Range<usize> {
        self.starts[player]..self.starts[player + 1]
    }

    /// Fills `worth` with what each strategy brings when all play `p`, and `slope[a * size + b]` with how much that of
    /// strategy `a` grows with the probability of `b`, a strategy of another player.
    pub(crate) fn worth(&self, p: &[f64], worth: &mut [f64], slope: &mut [f64]) {
        let (n, size) = (self.players(), self.size());
        worth.fill(0.0);
        slope.fill(0.0);
        let mut before = vec![1.0; n + 1];
        for (i, profile) in self.places.chunks_exact(n).enumerate() {
            if n == 2 {
                let (a, b) = (profile[0] as usize, profile[1] as usize);
                let (u, v) = (self.values[0][i], self.values[1][i]);
                worth[a] += u * p[b];
                worth[b] += v * p[a];
                slope[a * size + b] += u;
                slope[b * size + a] += v;
                continue;
            }
            for (k, &a) in profile.iter().enumerate() {
                before[k + 1] = before[k] * p[a as usize];
            }
            // For each pair of players, the probability that all others play their part.
            let mut after = 1.0;
            for k in (0..n).rev() {
                let a = profile[k] as usize;
                worth[a] += self.values[k][i] * before[k] * after;
                let mut between = after;
                for l in (0..k).rev() {
                    let b = profile[l] as usize;
                    let rest = before[l] * between;
                    slope[a * size + b] += self.values[k][i] * rest;
                    slope[b * size + a] += self.values[l][i] * rest;
                    between *= p[b];
                }
                after *= p[a];
            }
        }
    }

    /// A flat list as strategies of each player.
    pub(crate) fn mixed(&self, p: &[f64]) -> Vec<Vec<f64>> {
        (0..self.players())
            .map(|k| p[self.own(k)].to_vec())
            .collect()
    }
}
