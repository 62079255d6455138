//! Sealed code bound to the kernels of this processor, and to a tile that has room for it.

use crate::code::{Code, EventLayout, Instruction, Piece, Sequence, StateStep, block_rows};
use crate::features::Features;
use crate::frame::Frame;
use crate::kernel::{self, Occurring, Run};
use crate::tile::Tile;
use crate::verify::Sealed;

/// An instruction and the kernel that runs it here.
struct Call {
    run: Run,
    instruction: Instruction,
}

/// A call's place among those of its code.
pub(super) type CallId = u32;

/// Sealed code with the kernels that run it on this processor.
#[derive(Debug)]
pub(crate) struct Bound {
    code: Sealed,
    /// Of all sequences, states and accumulators.
    calls: Vec<Call>,
    /// Pieces of the calls.
    pub(super) setup: Vec<Piece>,
    pub(super) observe: Vec<Piece>,
    /// Of each grid point at which more is computed: its step, and what.
    pub(super) dated: Vec<(u32, Vec<Piece>)>,
    pub(super) stage: Vec<Piece>,
    pub(super) finish: Vec<Piece>,
    pub(super) states: Vec<StateStep<CallId>>,
    pub(super) accumulators: Vec<CallId>,
    occurring: Occurring,
}

impl Bound {
    /// Looks up the kernel of each instruction, once.
    pub(crate) fn new(code: Sealed, features: Features) -> Bound {
        let mut calls = Vec::new();
        let mut call = |i: &Instruction| {
            calls.push(Call {
                run: kernel::bind(i.opcode, features),
                instruction: *i,
            });
            calls.len() as CallId - 1
        };
        let mut pieces = |sequence: &Sequence| {
            let mut first = None;
            for i in &sequence.instructions {
                let id = call(i);
                first.get_or_insert(id);
            }
            let shifted = |piece: &Piece| Piece {
                from: piece.from + first.unwrap_or(0),
                until: piece.until + first.unwrap_or(0),
                rows: piece.rows,
            };
            sequence.pieces.iter().map(shifted).collect()
        };
        let setup = pieces(&code.setup);
        let observe = pieces(&code.observe);
        let dated = (code.dated.iter())
            .map(|dated| (dated.step, pieces(&dated.sequence)))
            .collect();
        let stage = pieces(&code.stage);
        let finish = pieces(&code.finish);
        let states = code.states.iter().map(|s| s.step.map(&mut call)).collect();
        let accumulators = (code.accumulators.iter())
            .map(|a| call(&a.instruction))
            .collect();
        Bound {
            setup,
            observe,
            dated,
            stage,
            finish,
            states,
            accumulators,
            occurring: Occurring::new(features),
            calls,
            code,
        }
    }

    /// What is run.
    pub(crate) fn code(&self) -> &Code {
        &self.code
    }

    /// This code over the worlds of a tile.
    ///
    /// # Panics
    /// Where the tile has no room for the code: a mistake of the caller, who asks [`Tile::fit`] first.
    pub(crate) fn on<'m>(&'m self, tile: &'m mut Tile, frame: &'m Frame) -> Machine<'m> {
        assert!(tile.fits(&self.code), "a tile without room for its code");
        Machine {
            bound: self,
            code: &self.code,
            tile,
            frame,
        }
    }
}

/// Code on its way over a tile that has room for it.
pub(crate) struct Machine<'m> {
    pub(super) bound: &'m Bound,
    pub(super) code: &'m Code,
    pub(super) tile: &'m mut Tile,
    pub(super) frame: &'m Frame,
}

impl Machine<'_> {
    /// The tile as it stands.
    pub(crate) fn tile(&self) -> &Tile {
        self.tile
    }

    /// Computes the outcomes after the last step.
    pub(crate) fn finish(&mut self) {
        self.perform(&self.bound.finish);
    }

    /// Executes pieces of the calls in order; blocked ones take some rows through all their calls before the next rows.
    pub(super) fn perform(&mut self, pieces: &[Piece]) {
        let block = block_rows(self.tile.lanes());
        for piece in pieces {
            let calls = &self.bound.calls[piece.from as usize..piece.until as usize];
            if piece.rows == 0 {
                for call in calls {
                    // SAFETY: as in `execute`.
                    unsafe { (call.run)(self.tile, self.code, &call.instruction) }
                }
                continue;
            }
            let mut first = 0;
            while first < piece.rows {
                let rows = block.min(piece.rows - first);
                for call in calls {
                    let part = call.instruction.part(first, rows);
                    // SAFETY: as in `execute`; the seal covers all blocks of a blocked piece.
                    unsafe { (call.run)(self.tile, self.code, &part) }
                }
                first += rows;
            }
        }
    }

    /// Decides for each lane how often each element of an event happens in this step; says whether any does.
    pub(super) fn decide(&mut self, event: &EventLayout) -> bool {
        let rule = &self.frame.events[event.id.index()];
        // SAFETY: `Features` cannot be made up: the processor has those that this was made for.
        unsafe { (self.bound.occurring.decide)(self.tile, event, rule, self.code.dt) }
    }

    /// Counts an event as often as it happens and applies its effects, as often where they add. Not before all that lasts has
    /// moved on: the later stages of a step are to know what happened before it.
    pub(super) fn strike(&mut self, event: &EventLayout) {
        // SAFETY: as in `decide`.
        unsafe { (self.bound.occurring.strike)(self.tile, event) }
    }

    #[inline(always)]
    pub(super) fn execute(&mut self, call: CallId) {
        let call = &self.bound.calls[call as usize];
        // SAFETY: the call is one of `bound`, and so
        // - its kernel was bound for its opcode and for features that this processor has (`Features` cannot be made up),
        // - its instruction stands in sealed code, which `code` is, and
        // - `Bound::on` has seen that the tile has room for that code, which nobody else can take away meanwhile.
        unsafe { (call.run)(self.tile, self.code, &call.instruction) }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.instruction.fmt(f)
    }
}
