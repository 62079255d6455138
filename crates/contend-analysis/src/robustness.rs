//! Robustness: which of several strategies is better where payoffs differ between worlds, by every usual measure, and how far
//! that hangs on which worlds were drawn.
//!
//! A measure is a transform of payoffs, a subset of worlds and a summary (McPhail and others 2018, Earth's Future 6:169,
//! doi:10.1002/2017EF000649):
//!
//! | measure | transform | subset | summary |
//! | --- | --- | --- | --- |
//! | mean (Laplace) | payoff | all | mean |
//! | worst part (expected shortfall) | payoff | the worst | mean |
//! | percentile | payoff | one | itself |
//! | maximin (Wald), maximax | payoff | the worst, the best | itself |
//! | Hurwicz | payoff | the worst and the best | weighted mean |
//! | satisficing (Starr's domain criterion) | payoff ≥ enough | all | mean |
//! | best in most worlds | whether it is the best there | all | mean |
//! | minimax regret (Savage) and its percentiles, mean regret | regret | the worst, one, all | itself, mean |
//! | mean less, or over, standard deviation | payoff | all | mean and deviation |
//! | undesirable deviation (Kwakkel, Eker and Pruyt 2016) | shortfall below the own median | all | mean |
//!
//! Regret in a world is what the best strategy there gets less what this one gets. The mean regret ranks as the mean does. The
//! mean over its deviation depends on where the payoff has its zero; all others rank alike when a constant is added to all
//! payoffs (and to what is enough).
//!
//! # Pairs
//!
//! A world in which one strategy has no finite payoff is left out of all of them, so that each is held against the others in
//! the same worlds ([`Table::left_out`]).
//!
//! # Resamples
//!
//! Worlds are drawn with replacement, as many as there are, all strategies together (Efron 1979,
//! doi:10.1214/aos/1176344552), and ranked anew. A resample has the single worst world of all in 63 of 100 draws, and never a
//! worse one: of measures that rest on one world it tells too little of how they may move ([`Measure::rests_on_one_world`]).

use contend_engine::chance::{Purpose, Stream};
use contend_engine::maths;
use contend_model::key::Key;
use serde::Serialize;

use crate::quantiles::quantile;

/// How robust a strategy is taken to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// The mean payoff: each world counts alike (Laplace).
    Mean,
    /// The mean of this part of worlds, the worst ones; 0.1 is the worst tenth.
    WorstPart(f64),
    /// This quantile of payoffs: 0.1 is what nine of ten worlds exceed.
    Percentile(f64),
    /// The payoff in the worst world (maximin, Wald 1950).
    Worst,
    /// The payoff in the best world (maximax).
    Best,
    /// So much of the worst world, the rest of the best one (Hurwicz 1951).
    Hurwicz(f64),
    /// In which share of worlds the payoff is at least so much (satisficing, Simon 1956; Starr 1962).
    Enough(f64),
    /// In which share of worlds no other does better.
    BestIn,
    /// The largest regret (Savage 1951). Less is better.
    LargestRegret,
    /// This quantile of regrets: 0.9 is what is exceeded in one of ten worlds. Less is better.
    RegretPercentile(f64),
    /// The mean regret. Less is better; it ranks as the mean does.
    MeanRegret,
    /// The mean less its standard deviation over worlds.
    MeanLessDeviation,
    /// The mean divided by its standard deviation over worlds. It hangs on where the payoff has its zero.
    MeanOverDeviation,
    /// The mean of what worlds fall short of the strategy's own median: of spread alone. At most 0.
    BelowMedian,
}

impl Measure {
    /// The measures that rank strategies of which nothing else is known; `enough` is what satisfies.
    #[must_use]
    pub fn usual(enough: f64) -> [Measure; 12] {
        [
            Measure::Mean,
            Measure::WorstPart(0.1),
            Measure::Percentile(0.1),
            Measure::Worst,
            Measure::Enough(enough),
            Measure::LargestRegret,
            Measure::RegretPercentile(0.9),
            Measure::BestIn,
            Measure::Hurwicz(0.5),
            Measure::MeanLessDeviation,
            Measure::BelowMedian,
            Measure::Best,
        ]
    }

    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Measure::Mean => "mean",
            Measure::WorstPart(_) => "worst-part",
            Measure::Percentile(_) => "percentile",
            Measure::Worst => "worst",
            Measure::Best => "best",
            Measure::Hurwicz(_) => "hurwicz",
            Measure::Enough(_) => "enough",
            Measure::BestIn => "best-in",
            Measure::LargestRegret => "largest-regret",
            Measure::RegretPercentile(_) => "regret-percentile",
            Measure::MeanRegret => "mean-regret",
            Measure::MeanLessDeviation => "mean-less-deviation",
            Measure::MeanOverDeviation => "mean-over-deviation",
            Measure::BelowMedian => "below-median",
        }
    }

    /// The part of worlds, quantile, weight or payoff that it names.
    #[must_use]
    pub fn parameter(self) -> Option<f64> {
        match self {
            Measure::WorstPart(x)
            | Measure::Percentile(x)
            | Measure::Hurwicz(x)
            | Measure::Enough(x)
            | Measure::RegretPercentile(x) => Some(x),
            _ => None,
        }
    }

    /// Whether less of it is better.
    #[must_use]
    pub fn less_is_better(self) -> bool {
        matches!(
            self,
            Measure::LargestRegret | Measure::RegretPercentile(_) | Measure::MeanRegret
        )
    }

    /// Whether it is a share of worlds rather than a payoff or a difference of payoffs.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(self, Measure::Enough(_) | Measure::BestIn)
    }

    /// Whether a single world decides it, so that worlds drawn anew tell too little of it.
    #[must_use]
    pub fn rests_on_one_world(self) -> bool {
        matches!(
            self,
            Measure::Worst | Measure::Best | Measure::Hurwicz(_) | Measure::LargestRegret
        )
    }

    /// Whether it is better to have `a` of it than `b`.
    #[must_use]
    pub fn better(self, a: f64, b: f64) -> bool {
        if self.less_is_better() { a < b } else { a > b }
    }
}

/// Payoffs of strategies in the same worlds, ready to be measured.
#[derive(Clone, Debug)]
pub struct Table {
    /// `[strategy][world]` of the worlds that count.
    payoffs: Vec<Vec<f64>>,
    /// The same: the best payoff in the world less its own.
    regrets: Vec<Vec<f64>>,
    /// `[strategy]`: worlds from the least payoff to the greatest, and from the least regret to the greatest.
    by_payoff: Vec<Vec<u32>>,
    by_regret: Vec<Vec<u32>>,
    kept: Vec<u32>,
    left_out: usize,
}

impl Table {
    /// Payoffs `[strategy][world]`, more being better. Worlds in which a payoff is not finite are left out for all strategies;
    /// of columns that differ in length the shortest counts. At most 2³² worlds.
    #[must_use]
    pub fn new(payoffs: &[&[f64]]) -> Table {
        let worlds = payoffs.iter().map(|p| p.len()).min().unwrap_or(0);
        let finite = |world: &u32| payoffs.iter().all(|p| p[*world as usize].is_finite());
        let kept: Vec<u32> = (0..worlds as u32).filter(finite).collect();
        let of = |p: &&[f64]| kept.iter().map(|world| p[*world as usize]).collect();
        let columns: Vec<Vec<f64>> = payoffs.iter().map(of).collect();
        let most = |world: usize| {
            let here = columns.iter().map(|p| p[world]);
            here.fold(f64::NEG_INFINITY, f64::max)
        };
        let best: Vec<f64> = (0..kept.len()).map(most).collect();
        let regret = |p: &Vec<f64>| p.iter().zip(&best).map(|(own, best)| best - own).collect();
        let regrets: Vec<Vec<f64>> = columns.iter().map(regret).collect();
        Table {
            by_payoff: columns.iter().map(|p| ascending(p)).collect(),
            by_regret: regrets.iter().map(|r| ascending(r)).collect(),
            payoffs: columns,
            regrets,
            left_out: worlds - kept.len(),
            kept,
        }
    }

    /// Number of strategies.
    #[must_use]
    pub fn strategies(&self) -> usize {
        self.payoffs.len()
    }

    /// Number of worlds that count.
    #[must_use]
    pub fn worlds(&self) -> usize {
        self.kept.len()
    }

    /// The worlds that count, by their places in the columns given.
    #[must_use]
    pub fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// Number of worlds left out because some strategy has no finite payoff there.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The payoffs of a strategy in the worlds that count.
    #[must_use]
    pub fn payoff(&self, strategy: usize) -> &[f64] {
        &self.payoffs[strategy]
    }

    /// The median payoff of a strategy; NaN where no world counts.
    #[must_use]
    pub fn median(&self, strategy: usize) -> f64 {
        let all = vec![1.0; self.worlds()];
        sorted_quantile(
            &self.payoffs[strategy],
            &self.by_payoff[strategy],
            &all,
            0.5,
        )
    }

    /// A measure of each strategy over all worlds; NaN where no world counts.
    #[must_use]
    pub fn measure(&self, measure: Measure) -> Vec<f64> {
        self.weighed(measure, &vec![1.0; self.worlds()])
    }

    /// The same where each world counts so many times: whole numbers, as [`times`] gives them.
    #[must_use]
    pub fn weighed(&self, measure: Measure, times: &[f64]) -> Vec<f64> {
        let all: f64 = times.iter().sum();
        let mean = |values: &[f64]| weighted(values, times) / all;
        let of = |s: usize| {
            let (payoffs, regrets) = (&self.payoffs[s], &self.regrets[s]);
            let (by_payoff, by_regret) = (&self.by_payoff[s], &self.by_regret[s]);
            let mut there = by_payoff
                .iter()
                .copied()
                .filter(|w| times[*w as usize] > 0.0);
            match measure {
                _ if all <= 0.0 => f64::NAN,
                Measure::Mean => mean(payoffs),
                Measure::WorstPart(part) => tail(payoffs, by_payoff, times, part * all),
                Measure::Percentile(share) => sorted_quantile(payoffs, by_payoff, times, share),
                Measure::Worst => value(payoffs, there.next()),
                Measure::Best => value(payoffs, there.next_back()),
                Measure::Hurwicz(worst) => {
                    let low = value(payoffs, there.next());
                    let high = value(payoffs, there.next_back()).max(low);
                    worst * low + (1.0 - worst) * high
                }
                Measure::Enough(enough) => {
                    let pairs = payoffs.iter().zip(times);
                    pairs
                        .filter(|(p, _)| **p >= enough)
                        .map(|(_, t)| t)
                        .sum::<f64>()
                        / all
                }
                Measure::BestIn => {
                    let pairs = regrets.iter().zip(times);
                    pairs
                        .filter(|(r, _)| **r <= 0.0)
                        .map(|(_, t)| t)
                        .sum::<f64>()
                        / all
                }
                Measure::LargestRegret => {
                    let mut last = by_regret.iter().rev().copied();
                    value(regrets, last.find(|w| times[*w as usize] > 0.0))
                }
                Measure::RegretPercentile(share) => {
                    sorted_quantile(regrets, by_regret, times, share)
                }
                Measure::MeanRegret => mean(regrets),
                Measure::MeanLessDeviation => {
                    let centre = mean(payoffs);
                    centre - deviation(payoffs, times, centre, all)
                }
                Measure::MeanOverDeviation => {
                    let centre = mean(payoffs);
                    centre / deviation(payoffs, times, centre, all)
                }
                Measure::BelowMedian => {
                    let median = sorted_quantile(payoffs, by_payoff, times, 0.5);
                    let short = payoffs.iter().map(|p| (p - median).min(0.0));
                    short.zip(times).map(|(s, t)| s * t).sum::<f64>() / all
                }
            }
        };
        (0..self.strategies()).map(of).collect()
    }

    /// A strategy that does at least as well in every world and better in one: of several the one with the highest mean, which
    /// no other does so to. `None` where there is none.
    #[must_use]
    pub fn dominated_by(&self, strategy: usize) -> Option<usize> {
        let own = &self.payoffs[strategy];
        let dominates = |s: &usize| {
            let pairs = || own.iter().zip(&self.payoffs[*s]);
            pairs().all(|(own, other)| other >= own) && pairs().any(|(own, other)| other > own)
        };
        let sum = |s: &usize| self.payoffs[*s].iter().sum::<f64>();
        let all = (0..self.strategies()).filter(dominates);
        all.max_by(|a, b| sum(a).total_cmp(&sum(b)).then(b.cmp(a)))
    }

    /// Whether all strategies pay the same in every world.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.regrets.iter().flatten().all(|r| *r == 0.0)
    }
}

/// How often each of so many worlds stands in a resample: drawn with replacement, as many as there are.
#[must_use]
pub fn times(seed: u64, resample: u32, worlds: usize) -> Vec<f64> {
    let row = Stream {
        seed,
        purpose: Purpose::Resample,
        key: Key(0),
        step: resample,
    }
    .row();
    let mut times = vec![0.0; worlds];
    for place in 0..worlds as u64 {
        let drawn = (u128::from(row.bits(place)) * worlds as u128) >> 64;
        times[drawn as usize] += 1.0;
    }
    times
}

/// Strategies ranked by one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranking {
    /// Name of the measure.
    pub measure: &'static str,
    /// The part of worlds, quantile, weight or payoff that it names.
    pub parameter: Option<f64>,
    /// Whether less of it is better.
    pub less_is_better: bool,
    /// Whether a single world decides it: what resamples say is then too sure.
    pub rests_on_one_world: bool,
    /// Of each strategy.
    pub values: Vec<f64>,
    /// Between which numbers 95 of 100 resamples have it; none without resamples.
    pub intervals: Vec<(f64, f64)>,
    /// The strategies that have the best value: several where they are equal.
    pub best: Vec<usize>,
    /// Of each strategy in how many resamples none has a better value.
    pub first_in: Vec<u32>,
    /// How often worlds were drawn anew.
    pub resamples: u32,
}

/// Ranks by one measure: `values` of each strategy over all worlds, and the same of each resample.
#[must_use]
pub fn ranking(measure: Measure, values: Vec<f64>, resampled: &[Vec<f64>]) -> Ranking {
    let mut first_in = vec![0; values.len()];
    for drawn in resampled {
        best(measure, drawn)
            .into_iter()
            .for_each(|s| first_in[s] += 1);
    }
    let interval = |s: usize| {
        let mut drawn: Vec<f64> = resampled.iter().map(|values| values[s]).collect();
        drawn.retain(|v| !v.is_nan());
        drawn.sort_unstable_by(f64::total_cmp);
        Some((quantile(&drawn, 0.025)?, quantile(&drawn, 0.975)?))
    };
    Ranking {
        measure: measure.id(),
        parameter: measure.parameter(),
        less_is_better: measure.less_is_better(),
        rests_on_one_world: measure.rests_on_one_world(),
        intervals: (0..values.len()).filter_map(interval).collect(),
        best: best(measure, &values),
        values,
        first_in,
        resamples: resampled.len() as u32,
    }
}

/// The strategies that no other exceeds; none where a value is missing.
fn best(measure: Measure, values: &[f64]) -> Vec<usize> {
    if values.iter().any(|v| v.is_nan()) {
        return Vec::new();
    }
    let exceeded = |s: &usize| values.iter().any(|v| measure.better(*v, values[*s]));
    (0..values.len()).filter(|s| !exceeded(s)).collect()
}

fn ascending(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    let value = |world: &u32| values[*world as usize];
    order.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
    order
}

fn value(values: &[f64], world: Option<u32>) -> f64 {
    world.map_or(f64::NAN, |world| values[world as usize])
}

fn weighted(values: &[f64], times: &[f64]) -> f64 {
    values.iter().zip(times).map(|(v, t)| v * t).sum()
}

/// Standard deviation of a population.
fn deviation(values: &[f64], times: &[f64], centre: f64, all: f64) -> f64 {
    let pairs = values.iter().zip(times);
    let squares: f64 = pairs.map(|(v, t)| (v - centre) * (v - centre) * t).sum();
    (squares / all).sqrt()
}

/// The mean of the least values, of so many worlds; the last counts in part (Acerbi and Tasche 2002,
/// doi:10.1016/S0378-4266(02)00283-2).
fn tail(values: &[f64], order: &[u32], times: &[f64], wanted: f64) -> f64 {
    // About the least value, so that equal values give just that.
    let mut least = f64::NAN;
    let (mut taken, mut sum) = (0.0, 0.0);
    for world in order {
        let (value, times) = (values[*world as usize], times[*world as usize]);
        if times > 0.0 && taken < wanted {
            if taken == 0.0 {
                least = value;
            }
            let part = times.min(wanted - taken);
            sum += part * (value - least);
            taken += part;
        }
    }
    least + sum / wanted
}

/// The quantile (type 7) of values each of which stands so many times, in ascending order.
fn sorted_quantile(values: &[f64], order: &[u32], times: &[f64], share: f64) -> f64 {
    let all: f64 = times.iter().sum();
    let place = share * (all - 1.0);
    let below = maths::floor(place);
    let (mut passed, mut low) = (0.0, f64::NAN);
    for world in order {
        let (value, times) = (values[*world as usize], times[*world as usize]);
        if times <= 0.0 {
            continue;
        }
        passed += times;
        if low.is_nan() && passed > below {
            low = value;
        }
        if passed > below + 1.0 {
            let part = place - below;
            return if part == 0.0 {
                low
            } else {
                low + (value - low) * part
            };
        }
    }
    low
}
