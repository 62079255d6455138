//! Tests over all worlds together ([`ClaimTest::OverWorlds`]): means, shares and quantiles over an ensemble, whether a test of
//! them is true, and how often it is true of worlds drawn anew.
//!
//! # Which worlds count
//!
//! Pairs are kept: a world counts in all functions of the test or in none. It is left out where anything that the test reads
//! has no value there, and where it has none whether the world is among those that the claim is judged on. A mean has no bound
//! where some of its numbers are missing; so where more than one world in a hundred is left out, by weight, the test is not
//! judged.
//!
//! # Worlds drawn anew
//!
//! How far the numbers hang on which worlds were drawn is told by the bootstrap (Efron 1979, doi:10.1214/aos/1176344552):
//! whole worlds, each with its inputs, its luck and its weight, are drawn with replacement from those that are not left out,
//! as many as there are, [`RESAMPLES`] times. So all functions of the test, and all profiles, are of the same worlds. Intervals
//! are the middle 95 % of what the resamples give (the percentile interval). Worlds that share their inputs are drawn together,
//! whole sets, as many as there are (the cluster bootstrap, Davison and Hinkley 1997, *Bootstrap Methods and their Application*,
//! section 3.8), and rules on how many worlds there must be count sets. Worlds that a design makes evener than independent
//! ones (Latin hypercube, Sobol') vary less than this says.
//!
//! A share that is 0 or 1 in all worlds is so in all resamples, too, whatever it is in ever more worlds. For it stands the end
//! of its score interval ([`Share`]): where that would change the test, [`Together::unseen`] says so.
//!
//! # Worlds that speak for it
//!
//! What one world adds to the margin between both sides is its jackknife pseudo-value (Tukey 1958), by the infinitesimal
//! jackknife (Efron 1982, *The Jackknife, the Bootstrap and Other Resampling Plans*, chapter 6): the margin, and the influence of
//! the world on each function times the slope of the margin by that function. For a difference of means it is the difference in
//! that world, for a share whether the condition is true there less the other side. A world speaks for the test where that is on
//! the test's side.
//!
//! [`ClaimTest::OverWorlds`]: contend_model::model::ClaimTest::OverWorlds

use contend_engine::chance::{Purpose, Stream};
use contend_ensemble::{Column, Columns};
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp, WorldsOp};
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::key::Key;
use contend_model::model::Scenario;

use crate::array::{Array, Evaluator, Readings};
use crate::claim::{Truths, arrays, judged_on};
use crate::comparison::{Comparison, comparisons};
use crate::error::TestError;
use crate::quantiles::{by_weight, quantile};
use crate::replications::sets_in;
use crate::share::Share;
use crate::tally::{Tally, weight};
use crate::undecided::{Undecided, is_tie, questions, reads_all_worlds};

/// How often the worlds are drawn anew.
pub const RESAMPLES: u32 = 1_000;
/// Of how many worlds one may be left out.
const ONE_IN: f64 = 100.0;
/// Worlds, counted by what they tell, on which a claim is judged at least.
pub const FEWEST_WORLDS: f64 = 20.0;
/// Worlds beyond a quantile at least: with fewer it is one of the last few worlds, and resamples do not tell how far it may go.
pub const FEWEST_BEYOND: f64 = 5.0;
/// Comparisons whose sides are told; what has more is a question to a game, and nobody wrote them.
const MOST_COMPARISONS: usize = 64;
/// Numbers that are kept at once.
const MOST_NUMBERS: usize = 1 << 27;
/// What a world adds is nothing where it is so small beside what worlds add, or the margin.
const ROUNDING: f64 = 1e-9;

/// What is asked of an ensemble.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The test.
    pub test: &'a Expression,
    /// The worlds on which it is judged; all where there is none.
    pub given: Option<&'a Expression>,
    /// Whether anything that it reads can differ between worlds: else there is nothing to draw anew.
    pub differs: bool,
    /// Seed of what is drawn anew.
    pub seed: u64,
    /// Whose resamples they are.
    pub key: Key,
}

/// What a test over all worlds together gives.
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// Whether it is true of the worlds that count; `None` where it has no value, and where it is not judged.
    pub holds: Option<bool>,
    /// Why it is not judged.
    pub unjudged: Option<Unjudged>,
    /// The worlds that count.
    pub counting: Tally,
    /// Worlds that the claim is not judged on.
    pub outside: u64,
    /// Worlds left out because something that the test reads has no value there.
    pub left_out: u64,
    /// How often worlds were drawn anew; 0 where nothing differs between them.
    pub resamples: u32,
    /// In how many of these the test is true.
    pub holds_in: u32,
    /// In how many it has a value.
    pub valued: u32,
    /// Whether a share that is 0 or 1 in all worlds might be so far from it in others that the test changes.
    pub unseen: bool,
    /// Both sides of its comparisons, in the order in which they are written; of 64 at most.
    pub sides: Vec<Sides>,
    /// True where a world speaks for the test.
    pub speaks: Truths,
    /// How that is told of other worlds.
    pub pull: Option<Pull>,
}

/// Why a test over all worlds is not judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unjudged {
    /// More than one world in a hundred is left out.
    LeftOut,
    /// The worlds that count tell as much as so few that count alike.
    TooFew(f64),
    /// No world counts.
    None,
    /// A quantile at this level has fewer than [`FEWEST_BEYOND`] worlds beyond it.
    Beyond(f64),
    /// A mean is infinite: of what never comes in some worlds.
    Infinite,
    /// It asks what is played in a game, and the payoffs over all worlds leave that open.
    Undecided(Undecided),
    /// The test has no value on the worlds that count.
    NoValue,
}

/// Both sides of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// The place of the comparison among [`comparisons`] of the test.
    pub comparison: usize,
    /// What stands before the sign.
    pub left: Side,
    /// What stands behind it.
    pub right: Side,
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// Of the worlds that count.
    pub value: f64,
    /// Between which numbers 95 of 100 resamples have it; `None` where it cannot differ.
    pub interval: Option<(f64, f64)>,
}

/// A function over worlds in a test.
struct Node<'e> {
    whole: &'e Expression,
    op: WorldsOp,
    /// Of each element of its body in each world that is kept.
    columns: Vec<Vec<f64>>,
    /// For quantiles: the worlds that count, each element's in ascending order.
    orders: Vec<Vec<u32>>,
}

/// The worlds that are not left out.
struct Kept {
    /// Whether the claim is judged on it.
    counts: Vec<bool>,
    /// All 1 without weights.
    weights: Vec<f64>,
    weighted: bool,
    /// The set of inputs of each, from 0: worlds of one set are drawn together.
    sets: Vec<u32>,
}

/// Puts a test over all worlds to an ensemble.
///
/// # Errors
/// See [`TestError`].
pub fn together(question: Question, ensemble: &dyn Columns) -> Result<Together, TestError> {
    let Question { scenario, test, .. } = question;
    let wholes = functions(test);
    let elements: usize = wholes.iter().map(|e| scenario.size(&e.over)).sum();
    if elements.saturating_mul(ensemble.worlds()) > MOST_NUMBERS {
        return Err(TestError::TooLarge { elements });
    }
    let given = judged_on(scenario, question.given, ensemble)?;
    let mut nodes = Vec::new();
    for whole in wholes {
        if let Term::OverWorlds { op, body } = &whole.term {
            nodes.push(Node {
                whole,
                op: *op,
                columns: arrays(scenario, body, ensemble)?,
                orders: Vec::new(),
            });
        }
    }
    let weights = ensemble.column(Column::Weight);
    let mut found = Together::default();
    let (mut places, mut lost) = (Vec::new(), 0.0);
    let mut kept = Kept {
        counts: Vec::new(),
        weights: Vec::new(),
        weighted: weights.is_some(),
        sets: Vec::new(),
    };
    let replications = ensemble.replications().max(1);
    let mut of_set = None;
    let mut judged = vec![None; ensemble.worlds()];
    for world in 0..ensemble.worlds() {
        let own = weight(weights, world);
        let undefined = || {
            nodes
                .iter()
                .flat_map(|n| &n.columns)
                .any(|c| c[world].is_nan())
        };
        match given[world] {
            Some(false) => found.outside += 1,
            Some(true) if !undefined() => {
                if own > 0.0 {
                    found.counting.add(true, own);
                    judged[world] = Some(true);
                }
            }
            _ => {
                found.left_out += 1;
                lost += own.max(0.0);
                continue;
            }
        }
        if own > 0.0 {
            places.push(world);
            kept.counts.push(given[world] == Some(true));
            kept.weights.push(own);
            let set = Some(world / replications);
            let next = kept.sets.last().map_or(0, |last| last + 1);
            kept.sets.push(match kept.sets.last() {
                Some(last) if set == of_set => *last,
                _ => next,
            });
            of_set = set;
        }
    }
    if replications > 1 && found.counting.worlds > 0 {
        let all = found.counting.all;
        found.counting.squares = all * all / sets_in(&judged, ensemble);
    }
    for node in &mut nodes {
        for column in &mut node.columns {
            *column = places.iter().map(|world| column[*world]).collect();
        }
        node.sort(&kept);
    }
    found.unjudged = unjudged(&found, lost, &nodes, question.differs);
    if found.unjudged.is_some() {
        return Ok(found);
    }
    let once = vec![1; places.len()];
    let values = Values::of(&nodes, &kept, std::iter::once(once.as_slice()));
    let infinite = |node: &Node, own: &Vec<f64>| {
        node.op == WorldsOp::Mean && own.iter().any(|v| v.is_infinite())
    };
    if nodes
        .iter()
        .zip(&values.of)
        .any(|(node, own)| infinite(node, own))
    {
        found.unjudged = Some(Unjudged::Infinite);
        return Ok(found);
    }
    found.holds = truths(scenario, &nodes, &values, test)?
        .first()
        .copied()
        .flatten();
    if found.holds.is_none() {
        let open = values.undecided(scenario, &nodes, test)?;
        found.unjudged = Some(open.map_or(Unjudged::NoValue, Unjudged::Undecided));
    }
    if !question.differs {
        found.sides = sides(scenario, test, &nodes, &values, None)?;
        return Ok(found);
    }
    let anew = Values::anew(&nodes, &kept, &question);
    for truth in truths(scenario, &nodes, &anew, test)?.into_iter().flatten() {
        found.valued += 1;
        found.holds_in += u32::from(truth);
    }
    found.resamples = RESAMPLES;
    let ends = values.at_ends(&nodes, found.counting);
    let changed = |truth: &Option<bool>| *truth != found.holds;
    found.unseen = truths(scenario, &nodes, &ends, test)?.iter().any(changed);
    found.sides = sides(scenario, test, &nodes, &values, Some((&anew, &ends)))?;
    found.pull = Pull::of(scenario, test, &nodes, &values, &anew, found.counting)?;
    if let Some(pull) = &found.pull {
        let mut speaks = vec![None; ensemble.worlds()];
        let all = pull.speaks(scenario, question.given, ensemble)?;
        for world in places {
            speaks[world] = all[world];
        }
        found.speaks = Truths::counted(speaks, ensemble);
    }
    Ok(found)
}

/// The functions over worlds of a test, each once.
fn functions(test: &Expression) -> Vec<&Expression> {
    let mut found: Vec<&Expression> = Vec::new();
    test.visit(&mut |e| {
        if matches!(e.term, Term::OverWorlds { .. }) && !found.contains(&e) {
            found.push(e);
        }
    });
    found
}

/// Why a test is not judged, as far as its worlds tell.
fn unjudged(found: &Together, lost: f64, nodes: &[Node], differs: bool) -> Option<Unjudged> {
    let counting = found.counting;
    if lost * ONE_IN > counting.all + lost {
        return Some(Unjudged::LeftOut);
    }
    if counting.worlds == 0 {
        return Some(Unjudged::None);
    }
    let worlds = counting.effective();
    if differs && worlds < FEWEST_WORLDS {
        return Some(Unjudged::TooFew(worlds));
    }
    let levels = nodes.iter().filter_map(|node| match node.op {
        WorldsOp::Quantile(level) => Some(level),
        _ => None,
    });
    // Less than rounding of the product.
    let mut far = levels.filter(|q| worlds * q.min(1.0 - q) < FEWEST_BEYOND - ROUNDING);
    far.next().filter(|_| differs).map(Unjudged::Beyond)
}

impl Node<'_> {
    /// Sorts the worlds that count, for quantiles.
    fn sort(&mut self, kept: &Kept) {
        if !matches!(self.op, WorldsOp::Quantile(_)) {
            return;
        }
        let sorted = |column: &Vec<f64>| {
            let mut order: Vec<u32> = (0..column.len() as u32)
                .filter(|place| kept.counts[*place as usize])
                .collect();
            let value = |place: &u32| column[*place as usize];
            order.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
            order
        };
        self.orders = self.columns.iter().map(sorted).collect();
    }

    /// Its value for an element, each world taken so many times; NaN of no world.
    fn value(&self, element: usize, kept: &Kept, times: &[u32]) -> f64 {
        let column = &self.columns[element];
        match self.op {
            WorldsOp::Mean | WorldsOp::Share => {
                // About one of the numbers, so that the mean of equal numbers is just that.
                let about = column.first().copied().filter(|x| x.is_finite());
                let about = about.unwrap_or(0.0);
                let (mut sum, mut all) = (0.0, 0.0);
                for (place, x) in column.iter().enumerate() {
                    if times[place] > 0 && kept.counts[place] {
                        let own = f64::from(times[place]) * kept.weights[place];
                        let x = match self.op {
                            WorldsOp::Share => f64::from(u8::from(*x != 0.0)),
                            _ => x - about,
                        };
                        sum += own * x;
                        all += own;
                    }
                }
                match self.op {
                    WorldsOp::Share => sum / all,
                    _ => about + sum / all,
                }
            }
            WorldsOp::Quantile(level) => {
                let order = &self.orders[element];
                let taken = order.iter().filter(|place| times[**place as usize] > 0);
                if kept.weighted {
                    let pairs: Vec<(f64, f64)> = taken
                        .map(|place| *place as usize)
                        .map(|p| (column[p], f64::from(times[p]) * kept.weights[p]))
                        .collect();
                    return by_weight(&pairs, level).unwrap_or(f64::NAN);
                }
                let repeated = taken.flat_map(|place| {
                    let place = *place as usize;
                    std::iter::repeat_n(column[place], times[place] as usize)
                });
                let sorted: Vec<f64> = repeated.collect();
                quantile(&sorted, level).unwrap_or(f64::NAN)
            }
        }
    }
}

/// Values of the functions of a test, for some lanes: the worlds as they are, or drawn anew.
struct Values {
    /// Of each function: `[element * lanes + lane]`.
    of: Vec<Vec<f64>>,
    lanes: usize,
}

impl Values {
    fn of<'t>(nodes: &[Node], kept: &Kept, times: impl Iterator<Item = &'t [u32]>) -> Values {
        let all: Vec<&[u32]> = times.collect();
        let of = nodes.iter().map(|node| {
            let elements = 0..node.columns.len();
            let lanes = elements.flat_map(|e| all.iter().map(move |times| (e, times)));
            lanes.map(|(e, times)| node.value(e, kept, times)).collect()
        });
        Values {
            of: of.collect(),
            lanes: all.len(),
        }
    }

    /// Of worlds drawn anew.
    fn anew(nodes: &[Node], kept: &Kept, question: &Question) -> Values {
        let lanes = RESAMPLES as usize;
        let mut all = Values {
            of: (nodes
                .iter()
                .map(|n| vec![f64::NAN; n.columns.len() * lanes]))
            .collect(),
            lanes,
        };
        // Whole sets of inputs with all their lucks; without replications each world is one.
        let sets = kept.sets.last().map_or(0, |last| *last as usize + 1);
        let mut of_set = vec![0; sets];
        let mut times = vec![0; kept.counts.len()];
        for resample in 0..RESAMPLES {
            of_set.fill(0);
            let stream = Stream {
                seed: question.seed,
                purpose: Purpose::Resample,
                key: question.key,
                step: resample,
            };
            let row = stream.row();
            for place in 0..sets {
                let bits = u128::from(row.bits(place as u64));
                of_set[((bits * sets as u128) >> 64) as usize] += 1;
            }
            for (times, set) in times.iter_mut().zip(&kept.sets) {
                *times = of_set[*set as usize];
            }
            for (node, values) in nodes.iter().zip(&mut all.of) {
                for element in 0..node.columns.len() {
                    values[element * lanes + resample as usize] = node.value(element, kept, &times);
                }
            }
        }
        all
    }

    /// The same with one number moved in each lane: `[node][element]` moved to a value.
    fn moved(&self, moves: &[(usize, usize, f64)]) -> Values {
        let lanes = moves.len().max(1);
        let mut of: Vec<Vec<f64>> = (self.of.iter())
            .map(|values| {
                values
                    .iter()
                    .flat_map(|v| std::iter::repeat_n(*v, lanes))
                    .collect()
            })
            .collect();
        for (lane, (node, element, to)) in moves.iter().enumerate() {
            of[*node][element * lanes + lane] = *to;
        }
        Values { of, lanes }
    }

    /// Of these, of the worlds as they are: each share that is 0 or 1 moved to the end of its score interval.
    fn at_ends(&self, nodes: &[Node], counting: Tally) -> Values {
        let mut moves = Vec::new();
        for (n, node) in nodes.iter().enumerate() {
            for (e, value) in self.of[n].iter().enumerate() {
                let holds = match (node.op, *value) {
                    (WorldsOp::Share, 0.0) => 0.0,
                    (WorldsOp::Share, 1.0) => counting.all,
                    _ => continue,
                };
                let share = Share::of(Tally { holds, ..counting });
                moves.extend(share.map(|s| (n, e, if holds == 0.0 { s.high } else { s.low })));
            }
        }
        self.moved(&moves)
    }

    /// What an expression of the test is in each lane.
    fn evaluate(
        &self,
        scenario: &Scenario,
        nodes: &[Node],
        e: &Expression,
    ) -> Result<Vec<f64>, TestError> {
        let readings = OfWorlds {
            nodes,
            values: self,
        };
        let readings: &dyn Readings = &readings;
        let result = Evaluator { scenario, readings }.evaluate(e)?;
        Ok((0..self.lanes).map(|lane| result.at(0, lane)).collect())
    }

    /// The first game of which the numbers over all worlds leave open what is played.
    fn undecided(
        &self,
        scenario: &Scenario,
        nodes: &[Node],
        test: &Expression,
    ) -> Result<Option<Undecided>, TestError> {
        let first = |e| Ok(self.evaluate(scenario, nodes, e)?.first().copied());
        for (game, e) in questions(test) {
            // What is asked in single worlds is read by a function over them, not here.
            if !e.parts().into_iter().all(reads_all_worlds) {
                continue;
            }
            let mut open = first(e)?.is_some_and(f64::is_nan);
            for payoff in e.parts() {
                open = open && first(payoff)?.is_some_and(f64::is_finite);
            }
            if open {
                return Ok(Some(Undecided {
                    game,
                    tie: is_tie(scenario, game),
                    worlds: 0,
                }));
            }
        }
        Ok(None)
    }
}

/// Functions over worlds as a test reads them.
struct OfWorlds<'a> {
    nodes: &'a [Node<'a>],
    values: &'a Values,
}

impl Readings for OfWorlds<'_> {
    fn parameter(&self, _: QuantityId) -> Result<Array, TestError> {
        Err(TestError::OnlyInRuns)
    }

    fn outcome(&self, _: OutcomeId, _: ProfileId) -> Result<Array, TestError> {
        Err(TestError::OnlyInRuns)
    }

    fn over_worlds(&self, e: &Expression) -> Result<Array, TestError> {
        let at = self.nodes.iter().position(|node| node.whole == e);
        let values = at.map(|at| self.values.of[at].clone());
        Ok(Array {
            lanes: self.values.lanes,
            values: values.ok_or(TestError::OnlyInRuns)?,
        })
    }
}

fn truths(
    scenario: &Scenario,
    nodes: &[Node],
    values: &Values,
    test: &Expression,
) -> Result<Vec<Option<bool>>, TestError> {
    let numbers = values.evaluate(scenario, nodes, test)?;
    Ok((numbers.iter().map(|x| (!x.is_nan()).then_some(*x != 0.0))).collect())
}

/// Both sides of each comparison of a test.
fn sides(
    scenario: &Scenario,
    test: &Expression,
    nodes: &[Node],
    values: &Values,
    others: Option<(&Values, &Values)>,
) -> Result<Vec<Sides>, TestError> {
    let side = |e: &Expression| -> Result<Side, TestError> {
        let value = values.evaluate(scenario, nodes, e)?;
        let value = value.first().copied().unwrap_or(f64::NAN);
        let interval = match others {
            Some((anew, ends)) if !functions(e).is_empty() => {
                let mut sorted = anew.evaluate(scenario, nodes, e)?;
                sorted.retain(|x| !x.is_nan());
                sorted.sort_unstable_by(f64::total_cmp);
                let ends = ends.evaluate(scenario, nodes, e)?;
                let least = ends.iter().copied().fold(f64::INFINITY, f64::min);
                let most = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let low = quantile(&sorted, 0.025).map(|low| low.min(least).min(value));
                let high = quantile(&sorted, 0.975).map(|high| high.max(most).max(value));
                low.zip(high)
            }
            _ => None,
        };
        Ok(Side { value, interval })
    };
    let found = comparisons(test)
        .into_iter()
        .take(MOST_COMPARISONS)
        .enumerate();
    let found = found.map(|(comparison, c)| {
        Ok(Sides {
            comparison,
            left: side(c.left)?,
            right: side(c.right)?,
        })
    });
    found.collect()
}

/// What a world adds to the margin of a test, in the worlds of any ensemble.
#[derive(Clone, Debug)]
pub struct Pull {
    /// The functions that the margin is made of, with those of their elements that move it.
    parts: Vec<Part>,
    /// By how much the greater side is ahead, in the direction of the test.
    margin: f64,
    /// What is as good as nothing.
    least: f64,
    /// Whether a world that adds nothing speaks for the test.
    equal: bool,
}

#[derive(Clone, Debug)]
struct Part {
    op: WorldsOp,
    body: Expression,
    elements: Vec<PartElement>,
}

#[derive(Clone, Copy, Debug)]
struct PartElement {
    element: usize,
    value: f64,
    /// By how much the margin moves with it.
    slope: f64,
    /// Of a quantile: one over the density there.
    spacing: f64,
}

impl Pull {
    /// Of the comparison that decides a test; `None` where no comparison of an order does, or nothing moves it.
    fn of(
        scenario: &Scenario,
        test: &Expression,
        nodes: &[Node],
        values: &Values,
        anew: &Values,
        counting: Tally,
    ) -> Result<Option<Pull>, TestError> {
        let decides = Margins {
            scenario,
            nodes,
            values,
            anew,
        };
        let Some(decider) = decides.of(test, false)? else {
            return Ok(None);
        };
        let c = decider.comparison;
        let used = functions(c.whole);
        let (mut moves, mut places) = (Vec::new(), Vec::new());
        for (n, node) in nodes.iter().enumerate() {
            if !used.contains(&node.whole) {
                continue;
            }
            for element in 0..node.columns.len() {
                let value = values.of[n][element];
                let lanes = anew.lanes;
                let sd = deviation(&anew.of[n][element * lanes..(element + 1) * lanes]);
                if sd > 0.0 && value.is_finite() {
                    places.push((n, element, value, sd));
                    moves.extend([(n, element, value + sd), (n, element, value - sd)]);
                }
            }
        }
        if places.is_empty() {
            return Ok(None);
        }
        let moved = values.moved(&moves);
        let left = moved.evaluate(scenario, nodes, c.left)?;
        let right = moved.evaluate(scenario, nodes, c.right)?;
        let margin = |lane: usize| decider.sign * (left[lane] - right[lane]);
        let mut parts: Vec<(usize, Part)> = Vec::new();
        for (at, (n, element, value, sd)) in places.into_iter().enumerate() {
            let slope = (margin(2 * at) - margin(2 * at + 1)) / (2.0 * sd);
            if slope == 0.0 || !slope.is_finite() {
                continue;
            }
            let spacing = match nodes[n].op {
                // Its standard error is √(q (1 − q) / n) times this.
                WorldsOp::Quantile(q) => sd / (q * (1.0 - q) / counting.effective()).sqrt(),
                _ => 1.0,
            };
            let own = PartElement {
                element,
                value,
                slope,
                spacing,
            };
            match parts.last_mut().filter(|(last, _)| *last == n) {
                Some((_, part)) => part.elements.push(own),
                None => {
                    let Term::OverWorlds { op, body } = &nodes[n].whole.term else {
                        continue;
                    };
                    let part = Part {
                        op: *op,
                        body: (**body).clone(),
                        elements: vec![own],
                    };
                    parts.push((n, part));
                }
            }
        }
        let squares = |part: &Part| -> f64 {
            let size = |e: &PartElement| (e.slope * e.value) * (e.slope * e.value);
            part.elements.iter().map(size).sum()
        };
        let size: f64 = parts.iter().map(|(_, part)| squares(part)).sum();
        Ok((!parts.is_empty()).then(|| Pull {
            parts: parts.into_iter().map(|(_, part)| part).collect(),
            margin: decider.margin,
            least: ROUNDING * (decider.margin.abs() + size.sqrt()),
            equal: c.takes_equal() != c.denied,
        }))
    }

    /// In which worlds of an ensemble it speaks for the test; `None` where the claim is not judged on a world, or something has
    /// no value there.
    ///
    /// # Errors
    /// See [`TestError`].
    pub fn speaks(
        &self,
        scenario: &Scenario,
        given: Option<&Expression>,
        ensemble: &dyn Columns,
    ) -> Result<Vec<Option<bool>>, TestError> {
        let mut adds = vec![self.margin; ensemble.worlds()];
        for part in &self.parts {
            let columns = arrays(scenario, &part.body, ensemble)?;
            for own in &part.elements {
                for (adds, x) in adds.iter_mut().zip(&columns[own.element]) {
                    let influence = match part.op {
                        _ if x.is_nan() => f64::NAN,
                        WorldsOp::Mean => x - own.value,
                        WorldsOp::Share => f64::from(u8::from(*x != 0.0)) - own.value,
                        WorldsOp::Quantile(level) => {
                            let below = f64::from(u8::from(*x <= own.value));
                            (level - below) * own.spacing
                        }
                    };
                    *adds += own.slope * influence;
                }
            }
        }
        let given = judged_on(scenario, given, ensemble)?;
        let speaks = adds.iter().zip(given).map(|(adds, given)| match given {
            Some(true) if adds.is_nan() => None,
            Some(true) if adds.abs() <= self.least => Some(self.equal),
            Some(true) => Some(*adds > 0.0),
            _ => None,
        });
        Ok(speaks.collect())
    }
}

/// The comparison that decides a test.
struct Decider<'e> {
    comparison: Comparison<'e>,
    /// 1 where the left side is to be greater, −1 where the right one is.
    sign: f64,
    margin: f64,
    /// The margin in standard deviations of the resamples.
    distance: f64,
}

struct Margins<'a> {
    scenario: &'a Scenario,
    nodes: &'a [Node<'a>],
    values: &'a Values,
    anew: &'a Values,
}

impl Margins<'_> {
    /// Of what is joined by `and` the comparison that is least true, of what is joined by `or` the one that is most, in standard
    /// deviations of its margin.
    fn of<'e>(&self, e: &'e Expression, denied: bool) -> Result<Option<Decider<'e>>, TestError> {
        match &e.term {
            Term::Unary(UnaryOp::Not, a) => self.of(a, !denied),
            Term::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
                let (a, b) = (self.of(a, denied)?, self.of(b, denied)?);
                let (Some(a), Some(b)) = (a, b) else {
                    return Ok(None);
                };
                let least = (*op == BinaryOp::And) != denied;
                let first = (a.distance <= b.distance) == least;
                Ok(Some(if first { a } else { b }))
            }
            Term::Binary(op, left, right) if op.compares() => {
                let comparison = Comparison {
                    whole: e,
                    op: *op,
                    left,
                    right,
                    denied,
                };
                if !comparison.orders() {
                    return Ok(None);
                }
                let greater = matches!(op, BinaryOp::Greater | BinaryOp::GreaterEqual);
                let sign = if greater == denied { -1.0 } else { 1.0 };
                let margins = |values: &Values| -> Result<Vec<f64>, TestError> {
                    let left = values.evaluate(self.scenario, self.nodes, left)?;
                    let right = values.evaluate(self.scenario, self.nodes, right)?;
                    Ok(left
                        .iter()
                        .zip(right)
                        .map(|(l, r)| sign * (l - r))
                        .collect())
                };
                let margin = margins(self.values)?.first().copied().unwrap_or(f64::NAN);
                let sd = deviation(&margins(self.anew)?);
                let distance = if margin == 0.0 { 0.0 } else { margin / sd };
                Ok(margin.is_finite().then_some(Decider {
                    comparison,
                    sign,
                    margin,
                    distance,
                }))
            }
            _ => Ok(None),
        }
    }
}

/// The standard deviation of finite numbers; 0 of fewer than two.
fn deviation(values: &[f64]) -> f64 {
    let finite = || values.iter().filter(|x| x.is_finite());
    let n = finite().count() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let about = finite().next().copied().unwrap_or(0.0);
    let mean = finite().map(|x| x - about).sum::<f64>() / n;
    let squares: f64 = finite()
        .map(|x| (x - about - mean) * (x - about - mean))
        .sum();
    (squares / (n - 1.0)).sqrt()
}
