//! The share of worlds in which something is true, with its interval.

use serde::Serialize;

use crate::tally::Tally;

/// A tally of worlds as a share.
///
/// The interval says how far the share may lie from that of ever more worlds. It is Wilson's score interval at 95 %,
/// which stays inside 0..1 and is sensible also for shares near the ends; with weights on their effective number
/// ([`Tally::effective`]). It supposes worlds drawn independently; for the evener designs (Latin hypercube, Sobol') it is,
/// as a rule, wider than need be.
///
/// Wilson (1927), doi:10.1080/01621459.1927.10502953.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The worlds.
    #[serde(flatten)]
    pub tally: Tally,
    /// Share of all worlds, by weight.
    pub share: f64,
    /// Lower end of the interval, at most `share`.
    pub low: f64,
    /// Upper end of the interval, at least `share`.
    pub high: f64,
}

impl Share {
    /// The same of worlds that are all alike, so that others would not differ: without an interval around it.
    #[must_use]
    pub fn certain(self) -> Share {
        Share {
            low: self.share,
            high: self.share,
            ..self
        }
    }

    /// Whether there is no interval around it.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.low == self.high
    }

    /// The share of `holds` worlds among `worlds` that all count alike; `None` where there is no world, or more hold than
    /// there are.
    #[must_use]
    pub fn new(holds: u64, worlds: u64) -> Option<Share> {
        Share::of(Tally::of_counts(holds, worlds))
    }

    /// The share of a tally; `None` where there is no world, or more hold than there are.
    #[must_use]
    pub fn of(tally: Tally) -> Option<Share> {
        if tally.worlds == 0 || tally.holds > tally.all {
            return None;
        }
        let n = tally.effective();
        let share = tally.share();
        let z2 = NORMAL_975 * NORMAL_975;
        let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half =
            NORMAL_975 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
        // Rounding must not part the ends from the share: at 0 and 1 they meet it exactly.
        Some(Share {
            tally,
            share,
            low: (middle - half).clamp(0.0, share),
            high: (middle + half).clamp(share, 1.0),
        })
    }

    /// Width of the interval.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Worlds in which it holds and all worlds, where every world counts 1; `None` with weights.
    #[must_use]
    pub fn counts(&self) -> Option<(u64, u64)> {
        self.tally.counts()
    }

    /// Whether it holds in every world, or in none.
    #[must_use]
    pub fn is_unanimous(&self) -> bool {
        self.tally.holds == 0.0 || self.tally.holds == self.tally.all
    }
}

/// The 97.5 % quantile of the standard normal distribution.
pub(crate) const NORMAL_975: f64 = 1.959_963_984_540_054;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I, method 3.
    #[test]
    fn agrees_with_published_intervals() {
        for (holds, worlds, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let s = Share::new(holds, worlds).unwrap();
            assert!(
                (s.low - low).abs() < 5e-5 && (s.high - high).abs() < 5e-5,
                "{s:?}"
            );
        }
    }

    #[test]
    fn ends_are_met_exactly() {
        let all = Share::new(2000, 2000).unwrap();
        assert_eq!((all.share, all.high), (1.0, 1.0));
        assert!(all.low > 0.99 && all.low < 1.0);
        let none = Share::new(0, 2000).unwrap();
        assert_eq!((none.share, none.low), (0.0, 0.0));
        assert_eq!(Share::new(0, 0), None);
        assert_eq!(Share::new(3, 2), None);
    }

    proptest! {
        #[test]
        fn lies_in_its_interval_inside_the_unit(worlds in 1_u64..1_000_000, part in 0.0..=1.0) {
            let s = Share::new((worlds as f64 * part) as u64, worlds).unwrap();
            prop_assert!(0.0 <= s.low && s.low <= s.share && s.share <= s.high && s.high <= 1.0);
            let mirrored = Share::new(worlds - s.tally.holds as u64, worlds).unwrap();
            prop_assert!((mirrored.low - (1.0 - s.high)).abs() < 1e-12);
        }
    }
}
