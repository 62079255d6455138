//! What a program is made of: instructions over an arena of rows, and the tables that they read. Plain data.
//!
//! A row is one number for each lane (world) of a tile. Nothing here says how an instruction is carried out: that a
//! piece of code may be run at all is what [`crate::verify`] finds out, and which kernel runs an opcode on a processor
//! is what [`crate::kernel::bind`] says. Slots are relative to the start of an arena, so that the same instruction can
//! run over several arenas.

use std::sync::Arc;

use contend_model::expression::{AlongOp, BinaryOp, ChanceLaw, ReduceOp, UnaryOp};
use contend_model::id::{EventId, OutcomeId, QuantityId};
use contend_model::key::Key;
use contend_model::model::{Floor, Table};

use crate::batch::Watch;

/// Where some rows begin in the arena, in rows.
pub(crate) type Slot = u32;

/// Numbers of lanes that kernels are made for.
pub(crate) const LANES: [usize; 4] = [8, 16, 32, 64];

/// The most lanes.
pub(crate) const MOST_LANES: usize = 64;

/// The most numbers that one world may need at once.
pub const ARENA_LIMIT: u64 = 1 << 24;

/// What an instruction computes. `n` stands for the rows of the instruction, `t` for its index into a table.
///
/// Where an operand may be *single*, a flag says that it has one row, which stands for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opcode {
    /// `to[n] = op(a[n])`
    Unary(UnaryOp),
    /// `to[n] = op(a, b)`
    Binary(BinaryOp, [bool; 2]),
    /// `to[n] = outer(inner(a, b), c)`, in one pass.
    Fused(Inner, Outer, [bool; 3]),
    /// `to[n] = b where a is not 0, else c`
    Select([bool; 3]),
    /// `to[n]` = the share of what is needed, `b[n]`, that can be had of what is left, `a[n]`, or of `a[n] + c[n]`, where there
    /// is a supply.
    Share(bool),
    /// `to[n]` = the rows listed in `copies[t]`, from anywhere in the arena.
    CopyRows,
    /// `to[n]`: segments of listed rows of `a` (`segments[t]`), each combined into one row.
    Reduce(ReduceOp),
    /// `to[n]`: segments of listed rows of `a` (`segments[t]`), each row computed from all of its segment.
    Along(AlongOp),
    /// `to[n]`: of the rows of `a` the one that `b[n]` leads to by `picks[t]`, in each lane its own.
    Pick,
    /// `to[n]`: of the settings of `levers[t]` the one in force.
    Lever,
    /// `to[n] = matrices[t] · a`
    Product,
    /// `to[n] = tables[t]` at the arguments `a[n]`.
    Lookup,
    /// `to[n]` = what `clock_tables[t]` says of the present point, the same in all lanes: several values, one after the other.
    Clock,
    /// `to[n]` = fresh draws from the law by `chances[t]`, with the law's parameters `a`, `b`.
    Chance(ChanceLaw),
    /// `to[n] = time − a[n]`
    Since,
    /// `to[1]` turns to NaN where a number of `a[n]` is not finite.
    Check,
    /// `to[n]`: what `histories[t]` had `a[n]` ago; before the start `b[n]`.
    Lag,
    /// Euler: `to[n] += dt · a[n]`, then the floor; what is not finite before it marks `b[1]`.
    Advance(Floor),
    /// The floor alone: what is not finite in `to[n]` marks `b[1]`; `a[n]` has the values before the step.
    ApplyFloor(Floor),
    /// `to[n] = a[n]`
    Copy,
    /// `to[n] += factor · a[n]`, the factor from the tile.
    AddScaled,
    /// `to[n] = a[n] + factor · b[n]`, the factor from the tile.
    Shift,
    /// `to[n]` takes in `a[n]`.
    Accumulate(Fold),
}

/// The first of two fused operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inner {
    Add,
    Subtract,
    Multiply,
}

/// What the second of two fused operations does with the first one's result `r` and `c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outer {
    /// r + c
    Add,
    /// r − c
    Subtract,
    /// c − r
    SubtractFrom,
    /// r · c
    Multiply,
    /// r ÷ c
    Divide,
    /// c ÷ r
    DivideInto,
}

/// How something builds up over the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Least,
    Greatest,
    /// The time at which it first was not 0.
    FirstTime,
}

/// One opcode with its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    pub opcode: Opcode,
    pub to: Slot,
    pub a: Slot,
    pub b: Slot,
    pub c: Slot,
    /// Rows, as the opcode says.
    pub rows: u32,
    /// Index into one of the code's tables, as the opcode says; 0 for others.
    pub table: u32,
    /// Which of `to`, `a`, `b`, `c` (bits 0 to 3) move along with the rows when they are taken in blocks.
    pub moves: u8,
}

impl Instruction {
    /// With operands in the order `a`, `b`, `c`; none moves.
    pub(crate) fn new(opcode: Opcode, to: Slot, from: &[Slot], rows: u32, table: u32) -> Self {
        let slot = |k: usize| from.get(k).copied().unwrap_or(0);
        Instruction {
            opcode,
            to,
            a: slot(0),
            b: slot(1),
            c: slot(2),
            rows,
            table,
            moves: 0,
        }
    }

    /// The same for some of its rows.
    #[inline(always)]
    pub(crate) fn part(&self, first: u32, rows: u32) -> Instruction {
        let moved = |slot: Slot, bit: u8| {
            if self.moves & bit != 0 {
                slot + first
            } else {
                slot
            }
        };
        Instruction {
            to: moved(self.to, 1),
            a: moved(self.a, 2),
            b: moved(self.b, 4),
            c: moved(self.c, 8),
            rows,
            ..*self
        }
    }
}

/// Instructions in order, some of them taken block by block of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sequence {
    pub instructions: Vec<Instruction>,
    /// Consecutive pieces of the instructions, in order; together all of them.
    pub pieces: Vec<Piece>,
}

/// What is computed at one grid point alone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DatedSequence {
    /// The step that begins there.
    pub step: u32,
    pub sequence: Sequence,
}

/// Some consecutive instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub from: u32,
    pub until: u32,
    /// Rows of every instruction of a blocked piece; 0 for a plain one.
    pub rows: u32,
}

impl Sequence {
    /// Adds an instruction; `rows` is 0 unless it may be taken block by block.
    pub(crate) fn push(&mut self, instruction: Instruction, rows: u32) {
        let at = self.instructions.len() as u32;
        self.instructions.push(instruction);
        match self.pieces.last_mut() {
            Some(piece) if piece.rows == rows => piece.until = at + 1,
            _ => self.pieces.push(Piece {
                from: at,
                until: at + 1,
                rows,
            }),
        }
    }

    /// Rows of an instruction on average, one at least.
    pub(crate) fn mean_rows(&self) -> usize {
        let rows: usize = self.instructions.iter().map(|i| i.rows as usize).sum();
        (rows / self.instructions.len().max(1)).max(1)
    }
}

/// Numbers of a block of rows, so that what is passed on from one instruction to the next stays in the nearest cache.
const BLOCK_NUMBERS: usize = 512;

/// Rows of a block, for a number of lanes.
pub(crate) fn block_rows(lanes: usize) -> u32 {
    (BLOCK_NUMBERS / lanes.max(1)).max(1) as u32
}

/// Instructions and tables for one layout of the arena.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Code {
    pub lanes: usize,
    /// Rows of the arena; of each plane, where there are several.
    pub arena_rows: u32,
    /// Profiles, or paths, that the levers' schedules are of.
    pub planes: usize,
    pub dt: f64,
    /// Whether a step has further stages: the classical Runge–Kutta method.
    pub runge_kutta: bool,
    /// Points of the clock's tables: one for each grid point, or three where a step has further stages.
    pub points: usize,
    /// The first rows of the arena: what lasts from step to step, and what is computed once for each world. All others are
    /// written anew at each instant before they are read.
    pub lasting: u32,
    /// Row in which lanes with a fault turn to NaN.
    pub fault: Slot,
    /// Numbers that never change, by slot.
    pub constants: Vec<(Slot, Vec<f64>)>,
    /// Drawn parameters.
    pub parameters: Vec<ParameterLayout>,
    /// Once for each world.
    pub setup: Sequence,
    /// At each grid point.
    pub observe: Sequence,
    /// At one grid point alone, after what is computed at each; in the order of time.
    pub dated: Vec<DatedSequence>,
    /// At each further stage of a Runge–Kutta step: what the rates need.
    pub stage: Sequence,
    /// After the last step.
    pub finish: Sequence,
    pub states: Vec<StateLayout>,
    pub accumulators: Vec<AccumulatorLayout>,
    pub histories: Vec<HistoryLayout>,
    pub events: Vec<EventLayout>,
    pub watches: Vec<(Watch, Slot)>,
    pub outcomes: Vec<OutcomeLayout>,
    /// In the order of computation, for traces.
    pub named: Vec<NamedLayout>,
    pub clock_tables: Vec<ClockTable>,
    pub copies: Vec<Vec<u32>>,
    pub segments: Vec<Segments>,
    pub picks: Vec<Picks>,
    pub levers: Vec<LeverLayout>,
    pub matrices: Vec<crate::matrix::Matrix>,
    pub chances: Vec<ChanceSite>,
    pub tables: Vec<Table>,
    /// 0, 1, 2, …: rows in their own order.
    pub counting: Vec<u32>,
}

/// Where a parameter with drawn elements stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParameterLayout {
    pub slot: Slot,
    pub rows: u32,
    /// Its place among the drawn parameters of the frame.
    pub index: usize,
}

/// How a state advances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct StateLayout {
    pub slot: Slot,
    pub rows: u32,
    pub start: Slot,
    /// As many as the state, or one.
    pub start_rows: u32,
    pub step: StateStep,
}

/// What happens to a state in a step, in instructions or in what they have become.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StateStep<I = Instruction> {
    /// Advances by a rate; within a window of steps only, where it sums something up.
    Integral {
        window: Option<(u32, u32)>,
        integration: Integration<I>,
        /// What is done after events have struck, where something is: values that are not finite mark their lane, and
        /// the floor is applied where the step has not done so.
        settle: Option<I>,
    },
    /// Takes the value of something else at the end of the step.
    Latch(I),
}

/// How an integral takes a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Integration<I = Instruction> {
    Euler {
        /// Keeps the value at the start of the step, where the floor asks for it later.
        keep: Option<I>,
        advance: I,
    },
    RungeKutta(RungeKutta<I>),
}

/// A step of the classical method, in the order in which its parts are first needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RungeKutta<I = Instruction> {
    /// Keeps the value at the start of the step.
    pub keep: I,
    /// The sum of the stages' rates begins with the rate at the start.
    pub begin_total: I,
    /// To the place of the first further stage, along the rate at the start.
    pub first_shift: I,
    /// To the place of a later stage, along the rate at the stage before.
    pub shift: I,
    /// The stage's rate joins the sum.
    pub add_total: I,
    /// To the end of the step, along the sum.
    pub last_shift: I,
}

impl StateStep {
    /// The same with something else in place of each instruction.
    pub(crate) fn map<J>(&self, mut f: impl FnMut(&Instruction) -> J) -> StateStep<J> {
        match self {
            StateStep::Latch(i) => StateStep::Latch(f(i)),
            StateStep::Integral {
                window,
                integration,
                settle,
            } => StateStep::Integral {
                window: *window,
                integration: match integration {
                    Integration::Euler { keep, advance } => Integration::Euler {
                        keep: keep.as_ref().map(&mut f),
                        advance: f(advance),
                    },
                    Integration::RungeKutta(r) => Integration::RungeKutta(RungeKutta {
                        keep: f(&r.keep),
                        begin_total: f(&r.begin_total),
                        first_shift: f(&r.first_shift),
                        shift: f(&r.shift),
                        add_total: f(&r.add_total),
                        last_shift: f(&r.last_shift),
                    }),
                },
                settle: settle.as_ref().map(&mut f),
            },
        }
    }
}

/// How a summary builds up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AccumulatorLayout {
    pub slot: Slot,
    pub rows: u32,
    pub start: f64,
    /// First and last grid point.
    pub window: (u32, u32),
    pub instruction: Instruction,
}

/// Values of the last steps, kept outside the arena as a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HistoryLayout {
    pub source: Slot,
    pub rows: u32,
    /// Steps kept.
    pub depth: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EventLayout {
    pub id: EventId,
    pub rows: u32,
    /// So many of the events after it are its outcomes.
    pub outcomes: usize,
    /// Hazard or condition, or the weight of an outcome.
    pub condition: Option<Slot>,
    /// How often each element has happened.
    pub count: Slot,
    /// When it last did; −∞ before the first.
    pub last: Slot,
    /// How often it happens in this step.
    pub fired: Slot,
    pub effects: Vec<EffectLayout>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EffectLayout {
    /// The stock that it changes.
    pub state: Slot,
    /// For each row of the amount: the stock's row and the event's row.
    pub targets: Arc<[(u32, u32)]>,
    pub amount: Slot,
    pub set: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutcomeLayout {
    pub id: OutcomeId,
    pub slot: Slot,
    pub rows: u32,
}

/// A named value that a trace keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NamedLayout {
    pub quantity: QuantityId,
    pub slot: Slot,
    pub rows: u32,
    /// Whether it changes over time.
    pub varies: bool,
}

/// What time alone decides, at each point.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ClockTable {
    /// The rows of each value that is read together with the others.
    pub parts: Vec<u32>,
    /// All rows of all values at the first point, at the second, and so on.
    pub values: Vec<f64>,
}

/// Rows of an operand in segments: segment `s` is `rows[offsets[s]..offsets[s + 1]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segments {
    /// Rows of the operand.
    pub source_rows: u32,
    pub rows: Arc<[u32]>,
    pub offsets: Arc<[u32]>,
    /// What each listed row is called, where a name is asked for.
    pub positions: Arc<[u32]>,
}

/// Rows of an operand that are chosen by number: row `r` reads `base[r] + steps[k]` for a `k`, where that is no
/// [`crate::graph::NO_ROW`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picks {
    /// Rows of the operand.
    pub source_rows: u32,
    pub base: Arc<[u32]>,
    pub steps: Arc<[u32]>,
}

/// Between what a lever is set, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeverLayout {
    /// Its place among the levers of the lowered scenario.
    pub lever: u32,
    /// Where each setting stands.
    pub settings: Vec<Slot>,
    /// Of each plane.
    pub schedules: Arc<[Schedule]>,
}

/// Which of a lever's settings is in force from which step on: ascending, the first from step 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Schedule(pub Arc<[(u32, u32)]>);

impl Schedule {
    /// The setting in force in a step.
    #[inline]
    pub(crate) fn at(&self, step: u32) -> usize {
        let mut held = 0;
        for (from, setting) in self.0.iter() {
            if *from > step {
                break;
            }
            held = *setting as usize;
        }
        held
    }
}

/// Where a run asks for draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChanceSite {
    /// Of each row.
    pub keys: Arc<[Key]>,
    /// Rows of the law's parameters: as many as the draws, or one.
    pub rows_a: u32,
    pub rows_b: u32,
    /// Whether it is drawn once, for initial values.
    pub start: bool,
}
