//! How much of a truth or a number a few inputs explain together: a small regression tree.
//!
//! Best-first growth of the tree of Breiman, Friedman, Olshen and Stone (1984), with few leaves. Half of the worlds
//! grow a tree, the other half is foretold by it, and the other way round, so that the share explained is that of
//! fresh worlds. The halves are every other world in order of the first input's value: the answer does not depend on
//! how worlds are numbered.

use crate::inputs::{Column, Inputs};
use crate::target::Scores;
use crate::turning::{Cut, CutAt, LEAST_SIDE, best};

/// What some inputs explain together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Together {
    /// Share of the variance of the target in worlds that did not grow the tree; at most 1, and below 0 where it misleads.
    pub explains: f64,
    /// For each input, in the order given, how much of the explained variance its cuts bring; they sum to 1, or are 0.
    pub parts: Vec<f64>,
}

/// Leaves of a tree at most.
const LEAVES: usize = 6;
/// A cut explains at least this share of the variance of all worlds of its half.
const LEAST_GAIN: f64 = 0.01;

pub(crate) fn together(inputs: &Inputs, chosen: &[usize], scores: &Scores) -> Together {
    let columns: Vec<&Column> = chosen.iter().filter_map(|i| inputs.column(*i)).collect();
    let mut parts = vec![0.0; chosen.len()];
    let total = scores.total_error();
    let Some(first) = columns.first() else {
        return Together {
            explains: 0.0,
            parts,
        };
    };
    let [even, odd] = halves(first, scores);
    let mut error = 0.0;
    for (grows, foretold) in [(&even, &odd), (&odd, &even)] {
        let tree = RegressionTree::grow(&columns, grows);
        error += tree.error(&columns, foretold);
        for branch in &tree.branches {
            parts[branch.column] += branch.cut.gain;
        }
    }
    let gains: f64 = parts.iter().sum();
    if gains > 0.0 {
        parts.iter_mut().for_each(|p| *p /= gains);
    }
    Together {
        explains: if total > 0.0 {
            1.0 - error / total
        } else {
            0.0
        },
        parts,
    }
}

/// Every other world that counts, in order of an input.
fn halves<'a>(column: &Column, scores: &Scores<'a>) -> [Scores<'a>; 2] {
    // For each world that counts which half it is in.
    let mut half = vec![2_u8; scores.worlds()];
    let mut turn = 0;
    let mut give = |world: u32| {
        if scores.of(world).is_some() {
            half[world as usize] = turn;
            turn = 1 - turn;
        }
    };
    match column {
        Column::Numeric(c) => c.order.iter().for_each(|w| give(*w)),
        Column::Categorical(_) => (0..scores.worlds() as u32).for_each(give),
    }
    [0, 1].map(|own| scores.only(|world| half[world] == own))
}

struct RegressionTree {
    branches: Vec<Branch>,
    /// Share or mean in each leaf.
    shares: Vec<f64>,
}

/// One cut: of the worlds in leaf `from`, the second side moves to the new leaf `to`.
struct Branch {
    column: usize,
    cut: Cut,
    from: u8,
    to: u8,
}

impl RegressionTree {
    fn grow(columns: &[&Column], scores: &Scores) -> RegressionTree {
        let least = LEAST_GAIN * scores.total_error();
        let mut leaves = vec![scores.clone()];
        let mut candidates = vec![best_of(columns, scores)];
        let mut branches = Vec::new();
        while leaves.len() < LEAVES {
            let gain = |c: &Option<(usize, Cut)>| c.as_ref().map_or(0.0, |(_, cut)| cut.gain);
            // The first of equals, so that the tree is always the same.
            let from = (0..leaves.len())
                .rev()
                .max_by(|a, b| gain(&candidates[*a]).total_cmp(&gain(&candidates[*b])));
            let Some(from) = from.filter(|leaf| gain(&candidates[*leaf]) >= least) else {
                break;
            };
            let Some((column, cut)) = candidates[from].take() else {
                break;
            };
            let second = |world| is_second(columns[column], &cut.at, world);
            let sides = [false, true].map(|own| leaves[from].only(|world| second(world) == own));
            let [first, second] = sides;
            candidates[from] = best_of(columns, &first);
            candidates.push(best_of(columns, &second));
            branches.push(Branch {
                column,
                cut,
                from: from as u8,
                to: leaves.len() as u8,
            });
            leaves[from] = first;
            leaves.push(second);
        }
        RegressionTree {
            branches,
            shares: leaves.iter().map(|l| l.whole.share()).collect(),
        }
    }

    /// Squared error of what it foretells.
    fn error(&self, columns: &[&Column], scores: &Scores) -> f64 {
        let mut error = 0.0;
        for world in 0..scores.worlds() {
            if let Some((y, w)) = scores.of(world as u32) {
                let mut leaf = 0;
                for branch in &self.branches {
                    if branch.from == leaf
                        && is_second(columns[branch.column], &branch.cut.at, world)
                    {
                        leaf = branch.to;
                    }
                }
                let miss = y - self.shares[leaf as usize];
                error += w * (miss * miss);
            }
        }
        error
    }
}

/// Gains nearer to each other than this part of them are equal: the same worlds parted by two columns gain the same but
/// for rounding, which may not choose between them.
const EQUAL: f64 = 1e-12;

/// The column with the best cut, the first of equals.
fn best_of(columns: &[&Column], scores: &Scores) -> Option<(usize, Cut)> {
    let mut found: Option<(usize, Cut)> = None;
    for (at, column) in columns.iter().enumerate() {
        if let Some(cut) = best(column, scores, LEAST_SIDE)
            && found
                .as_ref()
                .is_none_or(|(_, f)| cut.gain > f.gain * (1.0 + EQUAL))
        {
            found = Some((at, cut));
        }
    }
    found
}

fn is_second(column: &Column, at: &CutAt, world: usize) -> bool {
    match (column, at) {
        (Column::Numeric(c), CutAt::Value(value)) => {
            c.values.get(world).is_some_and(|v| v >= value)
        }
        (Column::Categorical(c), CutAt::Options(second)) => c
            .option
            .get(world)
            .and_then(|o| second.get(*o as usize))
            .copied()
            .unwrap_or(false),
        _ => false,
    }
}
