//! How much of the truth of a test a few inputs explain together: a small regression tree.
//!
//! Best-first growth of the tree of Breiman, Friedman, Olshen and Stone (1984), with few leaves. Half of the worlds
//! grow a tree, the other half is foretold by it, and the other way round, so that the share explained is that of
//! fresh worlds. The halves are every other world in order of the first input's value: the answer does not depend on
//! how worlds are numbered.

use crate::inputs::{Codes, Column, Inputs, LEFT_OUT};
use crate::turning::{Cut, CutAt, best, whole};

/// What some inputs explain together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Together {
    /// Share of the variance of truth in worlds that did not grow the tree; at most 1, and below 0 where it misleads.
    pub explains: f64,
    /// For each input, in the order given, how much of the explained variance its cuts bring; they sum to 1, or are 0.
    pub parts: Vec<f64>,
}

/// Leaves of a tree at most.
const LEAVES: usize = 6;
/// A cut explains at least this share of the variance of all worlds of its half.
const LEAST_GAIN: f64 = 0.01;

pub(crate) fn together(inputs: &Inputs, chosen: &[usize], codes: &Codes) -> Together {
    let columns: Vec<&Column> = chosen.iter().filter_map(|i| inputs.column(*i)).collect();
    let mut parts = vec![0.0; chosen.len()];
    let total = whole(codes).error(whole(codes).share());
    let Some(first) = columns.first() else {
        return Together {
            explains: 0.0,
            parts,
        };
    };
    let [even, odd] = halves(first, codes);
    let mut error = 0.0;
    for (grows, foretold) in [(&even, &odd), (&odd, &even)] {
        let tree = Tree::grow(&columns, grows);
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
fn halves(column: &Column, codes: &Codes) -> [Codes; 2] {
    let mut code = [
        vec![LEFT_OUT; codes.code.len()],
        vec![LEFT_OUT; codes.code.len()],
    ];
    let mut turn = 0;
    let mut give = |world: usize, turn: &mut usize| {
        if codes.code[world] != LEFT_OUT {
            code[*turn][world] = codes.code[world];
            *turn = 1 - *turn;
        }
    };
    match column {
        Column::Numeric(c) => {
            c.order
                .iter()
                .map(|w| *w as usize)
                .filter(|w| *w < codes.code.len())
                .for_each(|w| give(w, &mut turn));
        }
        Column::Categorical(_) => (0..codes.code.len()).for_each(|w| give(w, &mut turn)),
    }
    code.map(Codes::from_codes)
}

struct Tree {
    branches: Vec<Branch>,
    /// Share of truth in each leaf.
    shares: Vec<f64>,
}

/// One cut: of the worlds in leaf `from`, the second side moves to the new leaf `to`.
struct Branch {
    column: usize,
    cut: Cut,
    from: u8,
    to: u8,
}

impl Tree {
    fn grow(columns: &[&Column], codes: &Codes) -> Tree {
        let root = whole(codes);
        let least = LEAST_GAIN * root.error(root.share());
        let mut leaves = vec![codes.clone()];
        let mut candidates = vec![best_of(columns, codes)];
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
            let mut sides = [leaves[from].code.clone(), leaves[from].code.clone()];
            for world in 0..leaves[from].code.len() {
                sides[usize::from(!is_second(columns[column], &cut.at, world))][world] = LEFT_OUT;
            }
            let [first, second] = sides.map(Codes::from_codes);
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
        Tree {
            branches,
            shares: leaves.iter().map(|l| whole(l).share()).collect(),
        }
    }

    /// Squared error of what it foretells.
    fn error(&self, columns: &[&Column], codes: &Codes) -> f64 {
        let mut error = 0.0;
        for (world, code) in codes.code.iter().enumerate() {
            if *code != LEFT_OUT {
                let mut leaf = 0;
                for branch in &self.branches {
                    if branch.from == leaf
                        && is_second(columns[branch.column], &branch.cut.at, world)
                    {
                        leaf = branch.to;
                    }
                }
                let miss = f64::from(*code) - self.shares[leaf as usize];
                error += miss * miss;
            }
        }
        error
    }
}

/// The column with the best cut, the first of equals.
fn best_of(columns: &[&Column], codes: &Codes) -> Option<(usize, Cut)> {
    let mut found: Option<(usize, Cut)> = None;
    for (at, column) in columns.iter().enumerate() {
        if let Some(cut) = best(column, codes)
            && found.as_ref().is_none_or(|(_, f)| cut.gain > f.gain)
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
