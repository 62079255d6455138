//! What the tests share.

use contend_analysis::game::Payoffs;

/// A game of two players from the rows of their matrices.
pub fn bimatrix(first: &[&[f64]], second: &[&[f64]]) -> Payoffs {
    let rows = |m: &[&[f64]]| m.iter().map(|r| r.to_vec()).collect::<Vec<_>>();
    Payoffs::bimatrix(&rows(first), &rows(second)).unwrap()
}

/// Numbers that look random: the same on every machine.
pub struct Numbers(pub u64);

impl Numbers {
    /// The next of 64 bits (Steele, Lea & Flood 2014).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between zero and one.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.bits() % (high - low + 1) as u64) as i64
    }

    /// A game of whole payoffs.
    pub fn game(&mut self, strategies: &[usize], low: i64, high: i64) -> Payoffs {
        self.filled(strategies, |n| n.between(low, high) as f64)
    }

    /// A game of payoffs between zero and one.
    pub fn fine_game(&mut self, strategies: &[usize]) -> Payoffs {
        self.filled(strategies, Self::unit)
    }

    fn filled(
        &mut self,
        strategies: &[usize],
        mut payoff: impl FnMut(&mut Self) -> f64,
    ) -> Payoffs {
        let profiles = strategies.iter().product();
        let values = strategies
            .iter()
            .map(|_| (0..profiles).map(|_| payoff(self)).collect())
            .collect();
        Payoffs::new(strategies.to_vec(), values).unwrap()
    }
}
