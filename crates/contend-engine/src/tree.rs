//! Moves in turn: all paths of a game's choices on the same worlds, computed together; each in a plane of one program.
//!
//! Before a move its paths are one, so each stretch between two choices is simulated once; under the same choices all
//! worlds meet the same luck. The outcomes at a leaf are those of [`crate::compile_line`] for the path to it, to the last
//! bit unless a rule and an array read each other's earlier elements (sums inside such a recursion may run in another
//! order, and so differ by rounding).

use std::ops::Range;

use contend_model::model::Scenario;

use crate::batch::Request;
use crate::family::SharedFacts;
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::Draws;
use crate::planes::{Planes, Wrong};
use crate::play::{Course, LineOfPlay, Moves};

/// The most paths of a tree.
pub const LEAVES: usize = 1 << 16;

/// A tree of moves, ready to run any worlds.
#[derive(Debug)]
pub struct Tree {
    moves: Moves,
    planes: Planes,
}

/// Consecutive worlds at all leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TreeBatch {
    /// The worlds.
    pub worlds: Range<u64>,
    /// For each leaf, in the order of [`Moves::choices`], one column for each element of each requested outcome, in order;
    /// one value for each world.
    pub outcomes: Vec<Vec<Vec<f64>>>,
    /// For each leaf the worlds, ascending, in which a value stopped being finite; [`crate::compile_line`] of the leaf's line
    /// tells what went wrong.
    pub failed: Vec<Vec<u64>>,
}

/// Compiles what the outcomes of a request need, for this processor. Watches and occurrences are left out.
///
/// # Errors
/// [`CompileError::Misplaced`] where moves are not in order or an actor is unknown, [`CompileError::TooLarge`] where
/// there are more paths than [`LEAVES`]; else as [`crate::compile`].
pub fn compile_tree(
    scenario: &Scenario,
    moves: &Moves,
    request: &Request,
) -> Result<Tree, CompileError> {
    compile_tree_for(scenario, moves, request, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_tree`].
pub fn compile_tree_for(
    scenario: &Scenario,
    moves: &Moves,
    request: &Request,
    features: Features,
    lanes: Option<usize>,
) -> Result<Tree, CompileError> {
    check(scenario, moves)?;
    let request = Request {
        outcomes: request.outcomes.clone(),
        ..Request::default()
    };
    let leaves = 0..moves.leaves();
    let courses: Vec<Course> = leaves
        .map(|leaf| Course::of_line(&moves.line(leaf)))
        .collect();
    let requests = vec![request; moves.leaves()];
    let planes =
        Planes::new(scenario, courses, requests, features, lanes).map_err(|(_, error)| error)?;
    Ok(Tree {
        moves: moves.clone(),
        planes,
    })
}

fn check(scenario: &Scenario, moves: &Moves) -> Result<(), CompileError> {
    let leaves = moves.leaves();
    if leaves > LEAVES {
        return Err(CompileError::TooLarge {
            numbers: leaves as u64,
            limit: LEAVES as u64,
        });
    }
    let ordered = moves.moves.is_sorted_by_key(|m| m.step);
    let known = moves.before.len() == scenario.actors.len()
        && moves
            .moves
            .iter()
            .all(|m| m.actor < scenario.actors.len() && m.step <= scenario.clock.steps);
    if ordered && known && leaves > 0 {
        return Ok(());
    }
    Err(CompileError::Misplaced {
        what: "a move before an earlier one, after the end, without strategies or of nobody",
    })
}

impl Tree {
    /// The moves.
    #[must_use]
    pub fn moves(&self) -> &Moves {
        &self.moves
    }

    /// What is played along the path to a leaf, as one line of play for [`crate::compile_line`].
    #[must_use]
    pub fn line(&self, leaf: usize) -> LineOfPlay {
        self.moves.line(leaf)
    }

    /// Worlds that advance together.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.planes.lanes()
    }

    /// How much is shared.
    #[must_use]
    pub fn facts(&self) -> SharedFacts {
        self.planes.facts()
    }

    /// Runs consecutive worlds along all paths. A pure function of its arguments: any split of the worlds gives the
    /// same bits.
    ///
    /// `go_on` is asked before each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<TreeBatch> {
        let batches = self
            .planes
            .run(draws, worlds.clone(), Wrong::Named, go_on)?;
        let mut part = TreeBatch {
            worlds,
            ..TreeBatch::default()
        };
        for batch in batches {
            let mut failed: Vec<u64> = batch.faults.iter().map(|f| f.world).collect();
            failed.dedup();
            part.failed.push(failed);
            part.outcomes.push(batch.outcomes);
        }
        Some(part)
    }
}
