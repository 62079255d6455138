//! Worlds counted by weight.

use serde::Serialize;

/// Some worlds, and in how many of them something holds, each world counted by its weight.
///
/// Without weights every world counts 1 and sums are whole numbers. Tallies add up, so that those of parts of an ensemble
/// give that of the whole.
///
/// ```
/// use contend_analysis::Tally;
///
/// let mut tally = Tally::default();
/// tally.add(true, 3.0);
/// tally.add(false, 1.0);
/// assert_eq!((tally.share(), tally.worlds), (0.75, 2));
/// // Unequal weights are worth fewer worlds: (3 + 1)² / (9 + 1).
/// assert_eq!(tally.effective(), 1.6);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(into = "Form")]
pub struct Tally {
    /// Sum of the weights of worlds in which it holds; of a number, the weighted sum of the numbers.
    pub holds: f64,
    /// Sum of the weights of all worlds.
    pub all: f64,
    /// Worlds.
    pub worlds: u64,
    /// Sum of the squares of the weights.
    pub squares: f64,
}

impl Tally {
    /// Of worlds that all count alike.
    #[must_use]
    pub fn of_counts(holds: u64, worlds: u64) -> Tally {
        Tally {
            holds: holds as f64,
            all: worlds as f64,
            worlds,
            squares: worlds as f64,
        }
    }

    /// Adds a world. One whose weight is not positive does not count.
    pub fn add(&mut self, holds: bool, weight: f64) {
        if weight > 0.0 {
            self.add_number(if holds { 1.0 } else { 0.0 }, weight);
        }
    }

    /// Adds a world with a number in the place of a truth.
    #[inline(always)]
    pub(crate) fn add_number(&mut self, number: f64, weight: f64) {
        self.holds += weight * number;
        self.all += weight;
        self.worlds += 1;
        self.squares += weight * weight;
    }

    /// Share of all worlds in which it holds, by weight; of a number, its mean. 0 of no world.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.worlds == 0 {
            0.0
        } else {
            self.holds / self.all
        }
    }

    /// How many worlds that count alike would tell as much: Kish's effective number, the square of the sum of weights
    /// over the sum of their squares (Kish 1965, *Survey Sampling*, section 11.7).
    #[must_use]
    pub fn effective(&self) -> f64 {
        if self.squares == self.all {
            // Without weights, exactly their number.
            self.all
        } else {
            self.all * self.all / self.squares
        }
    }

    /// Worlds in which it holds and all worlds, where every world counts 1; `None` with weights. Worlds that share their inputs
    /// are worth fewer, and are counted all the same.
    #[must_use]
    pub fn counts(&self) -> Option<(u64, u64)> {
        let worlds = self.worlds as f64;
        let plain = self.all == worlds;
        (plain && self.holds >= 0.0 && self.holds == contend_engine::maths::floor(self.holds))
            .then_some((self.holds as u64, self.worlds))
    }

    /// The worlds of both.
    #[must_use]
    pub fn plus(self, other: Tally) -> Tally {
        Tally {
            holds: self.holds + other.holds,
            all: self.all + other.all,
            worlds: self.worlds + other.worlds,
            squares: self.squares + other.squares,
        }
    }

    pub(crate) fn less(self, other: Tally) -> Tally {
        Tally {
            holds: self.holds - other.holds,
            all: self.all - other.all,
            worlds: self.worlds - other.worlds,
            squares: self.squares - other.squares,
        }
    }

    /// Squared error of foretelling `share` in each of its worlds. Of numbers y, the same less the sum of y² − y, which
    /// does not depend on what is foretold.
    pub(crate) fn error(&self, share: f64) -> f64 {
        self.holds * (1.0 - share) * (1.0 - share) + (self.all - self.holds) * share * share
    }
}

/// As it is written out: whole numbers without weights.
#[derive(Serialize)]
#[serde(untagged)]
enum Form {
    Counts {
        holds: u64,
        worlds: u64,
    },
    Shared {
        holds: u64,
        worlds: u64,
        effective: f64,
    },
    Weighted {
        holds: f64,
        all: f64,
        worlds: u64,
        effective: f64,
    },
}

impl From<Tally> for Form {
    fn from(tally: Tally) -> Form {
        match tally.counts() {
            Some((holds, worlds)) if tally.squares == tally.all => Form::Counts { holds, worlds },
            Some((holds, worlds)) => Form::Shared {
                holds,
                worlds,
                effective: tally.effective(),
            },
            None => Form::Weighted {
                holds: tally.holds,
                all: tally.all,
                worlds: tally.worlds,
                effective: tally.effective(),
            },
        }
    }
}

/// The sum of some truths by weight, `None` standing for a world that is left out. Worlds without weights count 1.
#[must_use]
pub fn tally(truths: &[Option<bool>], weights: Option<&[f64]>) -> Tally {
    let mut tally = Tally::default();
    for (world, truth) in truths.iter().enumerate() {
        if let Some(holds) = truth {
            tally.add(*holds, weight(weights, world));
        }
    }
    tally
}

/// The weight of a world; 0 where there are too few weights.
#[inline(always)]
pub(crate) fn weight(weights: Option<&[f64]>, world: usize) -> f64 {
    weights.map_or(1.0, |w| w.get(world).copied().unwrap_or(0.0))
}
