//! Moves in turn: a run that branches wherever somebody chooses, each stretch between two choices simulated once.
//!
//! A tile of worlds is taken to the first move and goes on from there under each of its strategies in turn, to the
//! second move, and so on, depth first, so that at most one tile for each move is kept. Under the same choices all
//! worlds meet the same luck; the outcomes at a leaf are those of [`crate::compile_line`] for the path to it, to the last
//! bit unless a rule and an array read each other's earlier elements (sums inside such a recursion may run in another
//! order, and so differ by rounding).

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use contend_model::id::StrategyId;
use contend_model::model::Scenario;

use crate::batch::Request;
use crate::compile::compile_course;
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Carried, Draws, Transfer, tiles};
use crate::play::{Course, LineOfPlay, Moves};
use crate::program::Program;
use crate::residual::{Common, Forms};
use crate::tile::Tile;

/// The most paths of a tree.
pub const LEAVES: usize = 1 << 16;

/// A tree of moves, ready to run any worlds.
#[derive(Debug)]
pub struct Tree {
    moves: Moves,
    programs: Vec<Program>,
    root: usize,
    /// For a program, and the strategy chosen when it comes to its end: which goes on, and what it takes over.
    branches: HashMap<(usize, usize), Branch>,
}

#[derive(Debug)]
struct Branch {
    program: usize,
    transfer: Transfer,
}

/// How much a tree shares, by counts of evaluations of equations in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeFacts {
    /// Paths from the first move to the end.
    pub leaves: usize,
    /// Different programs that were compiled.
    pub programs: usize,
    /// Equations evaluated, all paths together.
    pub evaluations: u64,
    /// Equations that a run of each path from the start would evaluate.
    pub evaluations_apart: u64,
}

/// Consecutive worlds at all leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TreeBatch {
    /// The worlds.
    pub worlds: Range<u64>,
    /// For each leaf (numbered by [`Moves::choices`]) one column for each element of each requested outcome, in order;
    /// one value for each world.
    pub outcomes: Vec<Vec<Vec<f64>>>,
    /// For each leaf the worlds, ascending, in which a value stopped being finite: of the path itself, or of what a
    /// strategy remembers that could still have come into force on it. [`crate::compile_line`] of the leaf's line
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
    let mut builder = Builder {
        scenario,
        moves,
        request: &request,
        features,
        lanes,
        common: Common::new(&scenario.clock, &scenario.tables, 0),
        programs: Vec::new(),
        forms: Vec::new(),
        known: HashMap::new(),
        branches: HashMap::new(),
    };
    let root = builder.grow(0, moves.before.clone(), moves.before.clone())?;
    Ok(Tree {
        moves: moves.clone(),
        programs: builder.programs,
        root,
        branches: builder.branches,
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

/// For each actor what it plays.
type InForce = Vec<Option<StrategyId>>;

struct Builder<'a> {
    scenario: &'a Scenario,
    moves: &'a Moves,
    request: &'a Request,
    features: Features,
    lanes: Option<usize>,
    common: Common<'a>,
    programs: Vec<Program>,
    forms: Vec<Forms>,
    /// Programs by the number of moves made, what is in force, and what gave initial values.
    known: HashMap<(usize, InForce, InForce), usize>,
    branches: HashMap<(usize, usize), Branch>,
}

impl Builder<'_> {
    /// The program that goes on after so many moves, and all that can come after it.
    fn grow(
        &mut self,
        made: usize,
        in_force: InForce,
        start: InForce,
    ) -> Result<usize, CompileError> {
        let key = (made, in_force.clone(), start.clone());
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let (before, after) = self.moves.moves.split_at(made);
        let silent: BTreeSet<StrategyId> =
            after.iter().flat_map(|m| &m.strategies).copied().collect();
        let course = Course {
            start: start.clone(),
            strategies: in_force.iter().map(|s| vec![(0, *s)]).collect(),
            changes: !before.is_empty() || !after.is_empty(),
            silent: silent.into_iter().collect(),
        };
        let program = compile_course(
            self.scenario,
            &course,
            self.request,
            self.features,
            self.lanes,
        )?;
        self.lanes = self.lanes.or(Some(program.code().lanes));
        let index = self.programs.len();
        self.forms.push(self.common.reduce(&program.lowered));
        self.programs.push(program);
        self.known.insert(key, index);
        let Some(next) = after.first() else {
            return Ok(index);
        };
        for (choice, strategy) in next.strategies.iter().enumerate() {
            let mut in_force = in_force.clone();
            in_force[next.actor] = Some(*strategy);
            // What is chosen at the very start gives initial values too, so that nothing can be taken over.
            let anew = next.step == 0;
            let start = if anew {
                in_force.clone()
            } else {
                start.clone()
            };
            let program = self.grow(made + 1, in_force, start)?;
            let (from, to) = (&self.programs[index], &self.programs[program]);
            let setup = Transfer::setup((from, &self.forms[index]), (to, &self.forms[program]));
            let transfer = Transfer {
                carried: match anew {
                    true => None,
                    false => Some(Carried::between(from, to)?),
                },
                ..setup
            };
            self.branches
                .insert((index, choice), Branch { program, transfer });
        }
        Ok(index)
    }
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
        self.programs[self.root].code().lanes
    }

    /// How much is shared.
    #[must_use]
    pub fn facts(&self) -> TreeFacts {
        let mut facts = TreeFacts {
            leaves: self.moves.leaves(),
            programs: self.programs.len(),
            evaluations: 0,
            evaluations_apart: 0,
        };
        self.count(self.root, 0, &mut facts);
        facts
    }

    fn count(&self, program: usize, made: usize, facts: &mut TreeFacts) {
        let equations = self.programs[program].facts().equations as u64;
        let steps = self.stretch(made);
        facts.evaluations += equations * u64::from(steps.end - steps.start);
        match self.moves.moves.get(made) {
            None => facts.evaluations_apart += equations * u64::from(steps.end),
            Some(next) => {
                for choice in 0..next.strategies.len() {
                    if let Some(branch) = self.branches.get(&(program, choice)) {
                        self.count(branch.program, made + 1, facts);
                    }
                }
            }
        }
    }

    /// The steps between two moves, or from the last move to the end.
    fn stretch(&self, made: usize) -> Range<u32> {
        let step = |m: usize| self.moves.moves.get(m).map(|m| m.step);
        let from = made.checked_sub(1).and_then(step).unwrap_or(0);
        let end = self.programs[self.root].frame.clock.steps + 1;
        from..step(made).unwrap_or(end)
    }

    /// Runs consecutive worlds along all paths. A pure function of its arguments: any split of the worlds gives the
    /// same bits.
    ///
    /// `go_on` is asked before each stretch of each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<TreeBatch> {
        let root = &self.programs[self.root];
        let columns = vec![Vec::new(); root.columns()];
        let mut part = TreeBatch {
            worlds: worlds.clone(),
            outcomes: vec![columns; self.moves.leaves()],
            failed: vec![Vec::new(); self.moves.leaves()],
        };
        let mut stack: Vec<Tile> = (0..=self.moves.moves.len())
            .map(|_| Tile::new(root.code()))
            .collect();
        for tile_worlds in tiles(worlds, self.lanes()) {
            if !go_on() {
                return None;
            }
            root.begin(&mut stack[0], draws, tile_worlds.clone());
            let mut walk = Walk {
                tree: self,
                draws,
                worlds: tile_worlds,
                go_on,
                leaf: 0,
                part: &mut part,
            };
            walk.down(self.root, 0, &mut stack)?;
        }
        Some(part)
    }
}

/// One tile of worlds on its way through a tree.
struct Walk<'a> {
    tree: &'a Tree,
    draws: &'a dyn Draws,
    worlds: Range<u64>,
    go_on: &'a dyn Fn() -> bool,
    leaf: usize,
    part: &'a mut TreeBatch,
}

impl Walk<'_> {
    /// Takes the first tile of the stack to the next move, and from there along all paths.
    fn down(&mut self, index: usize, made: usize, stack: &mut [Tile]) -> Option<()> {
        let program = &self.tree.programs[index];
        let (tile, below) = stack.split_first_mut()?;
        program.pass(tile, self.tree.stretch(made));
        let Some(next) = self.tree.moves.moves.get(made) else {
            let live = (self.worlds.end - self.worlds.start) as usize;
            let mut wrong = Vec::new();
            program.conclude(tile, live, &mut self.part.outcomes[self.leaf], &mut wrong);
            let world = |lane: usize| self.worlds.start + lane as u64;
            self.part.failed[self.leaf].extend(wrong.into_iter().map(world));
            self.leaf += 1;
            return Some(());
        };
        for choice in 0..next.strategies.len() {
            if !(self.go_on)() {
                return None;
            }
            let branch = self.tree.branches.get(&(index, choice))?;
            let onward = &self.tree.programs[branch.program];
            let onto = below.first_mut()?;
            onto.fit(onward.code());
            onward.resume(
                onto,
                self.draws,
                self.worlds.clone(),
                tile,
                &branch.transfer,
            );
            self.down(branch.program, made + 1, below)?;
        }
        Some(())
    }
}
