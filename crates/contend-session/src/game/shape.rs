//! How the profiles of a game are numbered.

/// Players with so many strategies each; profiles are numbered row-major, the last player's strategy fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Number of strategies of each player.
    pub sizes: Vec<usize>,
    strides: Vec<usize>,
    /// Number of profiles.
    pub profiles: usize,
}

impl Shape {
    pub fn new(sizes: Vec<usize>) -> Shape {
        let mut strides = vec![1; sizes.len()];
        for player in (1..sizes.len()).rev() {
            strides[player - 1] = strides[player] * sizes[player];
        }
        let profiles = sizes.iter().product();
        Shape {
            sizes,
            strides,
            profiles,
        }
    }

    pub fn players(&self) -> usize {
        self.sizes.len()
    }

    /// What a player plays in a profile.
    pub fn strategy(&self, profile: usize, player: usize) -> usize {
        profile / self.strides[player] % self.sizes[player]
    }

    /// What each player plays in a profile.
    pub fn strategies(&self, profile: usize) -> Vec<usize> {
        (0..self.players())
            .map(|p| self.strategy(profile, p))
            .collect()
    }

    /// The profile of these strategies.
    pub fn profile(&self, strategies: &[usize]) -> usize {
        strategies
            .iter()
            .zip(&self.strides)
            .map(|(s, n)| s * n)
            .sum()
    }

    /// The profile in which one player plays another strategy.
    pub fn with(&self, profile: usize, player: usize, strategy: usize) -> usize {
        profile - self.strategy(profile, player) * self.strides[player]
            + strategy * self.strides[player]
    }

    /// Profiles in which a player plays its first strategy: one for each combination of the others' strategies.
    pub fn others(&self, player: usize) -> impl Iterator<Item = usize> + '_ {
        let stride = self.strides[player];
        let span = stride * self.sizes[player];
        (0..self.profiles / span).flat_map(move |b| (0..stride).map(move |i| b * span + i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_players_strategy_changes_fastest() {
        let shape = Shape::new(vec![2, 3, 2]);
        assert_eq!(shape.profiles, 12);
        assert_eq!(shape.strategies(7), [1, 0, 1]);
        for profile in 0..12 {
            assert_eq!(shape.profile(&shape.strategies(profile)), profile);
        }
        assert_eq!(shape.with(7, 1, 2), shape.profile(&[1, 2, 1]));
        assert_eq!(shape.others(1).collect::<Vec<_>>(), [0, 1, 6, 7]);
    }
}
