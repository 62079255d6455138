//! Where an answer holds or fails, as a small tree: worlds are parted by one input after the other.
//!
//! A classification tree (CART; Breiman, Friedman, Olshen and Stone 1984), as used beside PRIM for scenario discovery (Lempert, Bryant
//! and Bankes 2008, *Comparing Algorithms for Scenario Discovery*, RAND WR-557). Where a box of [`crate::discovery`] tells one place in
//! which most worlds are sought, a tree tells of all worlds, also where they are sought in several places. Each cut explains most of the
//! variance of the truth, which is the Gini index; a number is cut once, a choice into two sets of options.
//!
//! # Too much is not said
//!
//! Half of the worlds grow the tree, from the inputs that are distributed otherwise in the worlds sought ([`screened`]), to three cuts in
//! a row and no side with less than 5 % of these worlds. The other half prunes it and tells of it: a cut without cuts below it stays only if its
//! two sides differ in that half, the same way round, by a one-sided test of two shares at 5 % divided by the number of cuts that were
//! grown. A cut above one that stays is needed to tell where that one is.

use contend_engine::maths;
use serde::Serialize;

use crate::discovery::{Limit, NoRegion, screened};
use crate::inputs::{Column, Inputs};
use crate::learning::halves;
use crate::share::Share;
use crate::target::{FAILS, HOLDS, LEFT_OUT, Scores};
use crate::turning::{Cut, CutAt, best};

/// A part of the worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Share of its worlds that are sought, of those that had no part in growing the tree.
    pub density: Share,
    /// Share of all these worlds that are in it.
    pub mass: Share,
    /// How it is parted further.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Box<Parted>>,
}

/// A part that is parted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parted {
    /// The input.
    pub input: usize,
    /// Where the first side lies: below a value (which is on the second side itself), or some options.
    pub first_is: Limit,
    /// Where the second side lies: from the value on, or the other options.
    pub second_is: Limit,
    /// The first side.
    pub first: Part,
    /// The second side.
    pub second: Part,
}

/// What was looked for, and found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tree {
    /// All worlds, parted; `None` where no cut holds up.
    pub found: Option<Part>,
    /// Why there is none.
    pub nothing: Option<NoRegion>,
}

/// Cuts in a row at most.
const DEPTH: usize = 3;
/// Least share of the worlds that grow the tree on one side of a cut.
const MASS: f64 = 0.05;
/// Fewest worlds that are sought, and that are not, as of boxes.
const LEAST_WORLDS: usize = 20;
/// Chance of telling even one cut that tells nothing.
const LEVEL: f64 = 0.05;

/// Parts worlds by where something is true in them; `None` stands for worlds that do not count.
#[must_use]
pub fn partition(inputs: &Inputs, among: &[usize], sought: &[Option<bool>]) -> Tree {
    let none = |nothing| Tree {
        found: None,
        nothing: Some(nothing),
    };
    let counted: Vec<u32> = (0..sought.len() as u32)
        .filter(|w| sought[*w as usize].is_some())
        .collect();
    let yes = counted
        .iter()
        .filter(|w| sought[**w as usize] == Some(true))
        .count();
    let is_same = yes == 0 || yes == counted.len();
    if is_same && counted.len() >= 2 * LEAST_WORLDS {
        return none(NoRegion::SameEverywhere);
    }
    if yes.min(counted.len() - yes) < LEAST_WORLDS {
        return none(NoRegion::TooFewWorlds);
    }
    // The same halves as of boxes.
    let half = halves(counted.len());
    let side = |second: bool| -> Vec<u32> {
        let of = counted.iter().zip(&half).filter(|(_, h)| **h == second);
        of.map(|(w, _)| *w).collect()
    };
    let (growing, telling) = (side(false), side(true));
    let screened = screened(inputs, among, sought, &growing);
    if screened.is_empty() {
        return none(NoRegion::NothingScreened);
    }
    let columns: Vec<(usize, &Column)> = (screened.iter())
        .filter_map(|input| Some((*input, inputs.column(*input)?)))
        .collect();
    let mut codes = vec![LEFT_OUT; sought.len()];
    for world in &growing {
        codes[*world as usize] = match sought[*world as usize] {
            Some(true) => HOLDS,
            Some(false) => FAILS,
            None => LEFT_OUT,
        };
    }
    let grow = Grow {
        columns: &columns,
        least: (MASS * growing.len() as f64).ceil() as u64,
    };
    let grown = grow.grown(&Scores::of_codes(codes, None), DEPTH);
    let cuts = grown.as_ref().map_or(0, |g| g.cuts());
    let tell = Tell {
        columns: &columns,
        sought,
        all: telling.len() as u64,
        level: LEVEL / cuts.max(1) as f64,
    };
    match tell
        .part(grown.as_ref(), &telling)
        .filter(|p| p.cut.is_some())
    {
        Some(found) => Tree {
            found: Some(found),
            nothing: None,
        },
        None => none(NoRegion::NoneHolds),
    }
}

/// A cut as it was grown.
struct Grown {
    column: usize,
    cut: Cut,
    first: Option<Box<Grown>>,
    second: Option<Box<Grown>>,
}

impl Grown {
    fn cuts(&self) -> usize {
        let of = |side: &Option<Box<Grown>>| side.as_ref().map_or(0, |g| g.cuts());
        1 + of(&self.first) + of(&self.second)
    }
}

struct Grow<'a> {
    columns: &'a [(usize, &'a Column<'a>)],
    /// Fewest worlds of a side.
    least: u64,
}

impl Grow<'_> {
    /// The best cut of some worlds, and those below it; `None` where there is none.
    fn grown(&self, scores: &Scores, depth: usize) -> Option<Grown> {
        if depth == 0 {
            return None;
        }
        let mut found: Option<(usize, Cut)> = None;
        for (at, (_, column)) in self.columns.iter().enumerate() {
            // The first of equals, so that the tree is always the same.
            if let Some(cut) = best(column, scores, self.least)
                && found.as_ref().is_none_or(|(_, f)| cut.gain > f.gain)
            {
                found = Some((at, cut));
            }
        }
        let (column, cut) = found?;
        let second = |world| is_second(self.columns[column].1, &cut.at, world);
        let [first, second] = [false, true].map(|own| {
            let scores = scores.only(|world| second(world) == own);
            self.grown(&scores, depth - 1).map(Box::new)
        });
        Some(Grown {
            column,
            cut,
            first,
            second,
        })
    }
}

/// Whether a world is on the second side of a cut.
fn is_second(column: &Column, at: &CutAt, world: usize) -> bool {
    match (column, at) {
        (Column::Numeric(c), CutAt::Value(value)) => c.values[world] >= *value,
        (Column::Categorical(c), CutAt::Options(second)) => second[c.option[world] as usize],
        _ => false,
    }
}

struct Tell<'a> {
    columns: &'a [(usize, &'a Column<'a>)],
    sought: &'a [Option<bool>],
    all: u64,
    level: f64,
}

impl Tell<'_> {
    /// What worlds that had no part in it tell of a part; `None` where there is none of them.
    fn part(&self, grown: Option<&Grown>, worlds: &[u32]) -> Option<Part> {
        let yes = |worlds: &[u32]| {
            let is = |w: &&u32| self.sought[**w as usize] == Some(true);
            worlds.iter().filter(is).count() as u64
        };
        let whole = Part {
            density: Share::new(yes(worlds), worlds.len() as u64)?,
            mass: Share::new(worlds.len() as u64, self.all)?,
            cut: None,
        };
        let Some(grown) = grown else {
            return Some(whole);
        };
        let (input, column) = self.columns[grown.column];
        let (beyond, before): (Vec<u32>, Vec<u32>) =
            (worlds.iter()).partition(|world| is_second(column, &grown.cut.at, **world as usize));
        let first = self.part(grown.first.as_deref(), &before);
        let second = self.part(grown.second.as_deref(), &beyond);
        let (Some(first), Some(second)) = (first, second) else {
            return Some(whole);
        };
        let rises = grown.cut.second.share() > grown.cut.first.share();
        let stays = first.cut.is_some()
            || second.cut.is_some()
            || differ(&first.density, &second.density, rises) <= self.level;
        if !stays {
            return Some(whole);
        }
        let (first_is, second_is) = sides(&grown.cut.at);
        Some(Part {
            cut: Some(Box::new(Parted {
                input,
                first_is,
                second_is,
                first,
                second,
            })),
            ..whole
        })
    }
}

/// Where both sides of a cut lie.
fn sides(at: &CutAt) -> (Limit, Limit) {
    match at {
        CutAt::Value(value) => (
            Limit::Range {
                low: None,
                high: Some(*value),
            },
            Limit::Range {
                low: Some(*value),
                high: None,
            },
        ),
        CutAt::Options(second) => {
            let of = |own: bool| {
                let options = (0..second.len()).filter(|o| second[*o] == own);
                Limit::Options(options.map(|o| o as u32).collect())
            };
            (of(false), of(true))
        }
    }
}

/// Chance that two shares of worlds differ so much, this way round, where they are the same (pooled test of two proportions).
fn differ(first: &Share, second: &Share, rises: bool) -> f64 {
    let (a, b) = (first.tally, second.tally);
    let pooled = (a.holds + b.holds) / (a.all + b.all);
    let error = (pooled * (1.0 - pooled) * (1.0 / a.all + 1.0 / b.all)).sqrt();
    let apart = if rises {
        b.share() - a.share()
    } else {
        a.share() - b.share()
    };
    match error > 0.0 {
        true => maths::normal_cdf(-apart / error),
        false => 1.0,
    }
}
