//! Sealed code bound to the kernels of this processor, and to a tile that has room for it.

use super::kin::{ALONE, EVERYWHERE, Kin};
use super::settled::{Settled, apart};
use std::collections::HashMap;

use crate::code::{
    Code, EffectLayout, EventLayout, Instruction, Opcode, Piece, Sequence, Slot, StateStep,
};
use crate::features::Features;
use crate::frame::Frame;
use crate::kernel::{self, EffectPlaces, EventPlaces, Occurring, Run};
use crate::needed::Needed;
use crate::tile::Tile;
use crate::verify::Sealed;

/// An instruction and the kernel that runs it here.
struct Call {
    run: Run,
    instruction: Instruction,
}

/// A call's place among those of its code.
pub(crate) type CallId = u32;

/// Sealed code with the kernels that run it on this processor.
#[derive(Debug)]
pub(crate) struct Bound {
    code: Sealed,
    /// Of all sequences, states and accumulators.
    calls: Vec<Call>,
    /// Pieces of the calls.
    pub(crate) setup: Vec<Piece>,
    pub(crate) observe: Vec<Piece>,
    /// Of each grid point at which more is computed: its step, and what.
    pub(crate) dated: Vec<(u32, Vec<Piece>)>,
    pub(crate) stage: Vec<Piece>,
    pub(crate) finish: Vec<Piece>,
    pub(super) states: Vec<StateStep<CallId>>,
    pub(super) accumulators: Vec<CallId>,
    occurring: Occurring,
    /// For each call of a blocked piece, the first call of the piece that it is linked to by values that are passed on.
    chains: Vec<u32>,
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
        let dated: Vec<(u32, Vec<Piece>)> = (code.dated.iter())
            .map(|dated| (dated.step, pieces(&dated.sequence)))
            .collect();
        let stage = pieces(&code.stage);
        let finish = pieces(&code.finish);
        let states = code.states.iter().map(|s| s.step.map(&mut call)).collect();
        let accumulators = (code.accumulators.iter())
            .map(|a| call(&a.instruction))
            .collect();
        let mut chains = vec![0; calls.len()];
        let dated_pieces = dated.iter().flat_map(|d| &d.1);
        for piece in [&setup, &observe, &stage, &finish]
            .into_iter()
            .flatten()
            .chain(dated_pieces)
            .filter(|piece| piece.rows > 0)
        {
            link(&calls, piece, &mut chains);
        }
        Bound {
            chains,
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

    /// How many calls there are.
    pub(crate) fn calls(&self) -> usize {
        self.calls.len()
    }

    /// This code over the worlds of a tile, in one plane; all of it, or what is needed.
    ///
    /// # Panics
    /// Where the tile has no room for the code: a mistake of the caller, who asks [`Tile::fit`] first.
    pub(crate) fn on<'m>(
        &'m self,
        tile: &'m mut Tile,
        frame: &'m Frame,
        needed: Option<&'m Needed>,
    ) -> Machine<'m, false> {
        self.machine(tile, frame, &ALONE, &[], needed)
    }

    /// This code over the worlds of a tile, in the planes of a tree: several, or one alone. `settled` says of each plane what
    /// it does otherwise than its course; nothing, where it says nothing.
    ///
    /// # Panics
    /// As [`Bound::on`]; see [`Tile::fit_planes`].
    pub(crate) fn on_planes<'m, const MANY: bool>(
        &'m self,
        tile: &'m mut Tile,
        frame: &'m Frame,
        (kin, settled): (&'m Kin, &'m [Settled]),
        needed: Option<&'m Needed>,
    ) -> Machine<'m, MANY> {
        assert!(MANY || kin.planes() <= 1, "planes that nobody asks about");
        self.machine(tile, frame, kin, settled, needed)
    }

    fn machine<'m, const MANY: bool>(
        &'m self,
        tile: &'m mut Tile,
        frame: &'m Frame,
        kin: &'m Kin,
        settled: &'m [Settled],
        needed: Option<&'m Needed>,
    ) -> Machine<'m, MANY> {
        let planes = kin.planes().max(1);
        assert!(
            tile.fits(&self.code, planes),
            "a tile without room for its code"
        );
        Machine {
            bound: self,
            code: &self.code,
            tile,
            frame,
            kin,
            settled,
            apart: apart(&self.code, kin, settled),
            planes: planes as u32,
            needed,
            need: EVERYWHERE,
        }
    }

    /// The chain of a call among those of its piece; see `chains`.
    #[inline(always)]
    pub(super) fn chain(&self, call: CallId) -> u32 {
        self.chains[call as usize]
    }

    /// An instruction as it stands in the code.
    #[inline(always)]
    pub(crate) fn instruction(&self, call: CallId) -> &Instruction {
        &self.calls[call as usize].instruction
    }
}

/// Finds the chains of a blocked piece: calls of which one reads what another passes on.
fn link(calls: &[Call], piece: &Piece, chains: &mut [u32]) {
    let own = piece.from as usize..piece.until as usize;
    let mut written: HashMap<Slot, usize> = HashMap::new();
    for k in own.clone() {
        let i = &calls[k].instruction;
        chains[k] = (k - own.start) as u32;
        for slot in [i.a, i.b, i.c] {
            if let Some(by) = written.get(&slot) {
                let (one, other) = (chains[*by], chains[k]);
                let (first, later) = (one.min(other), one.max(other));
                for chain in &mut chains[own.start..=k] {
                    if *chain == later {
                        *chain = first;
                    }
                }
            }
        }
        if i.moves & 1 == 0 && i.opcode != Opcode::Check {
            written.insert(i.to, k);
        } else {
            written.remove(&i.to);
        }
    }
}

/// The plane in which each operand of an instruction stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Operands {
    pub to: u32,
    pub a: u32,
    pub b: u32,
    pub c: u32,
}

/// Code on its way over a tile that has room for it; where it is in one plane alone, nothing is asked about planes.
pub(crate) struct Machine<'m, const MANY: bool> {
    pub(super) bound: &'m Bound,
    pub(super) code: &'m Code,
    pub(super) tile: &'m mut Tile,
    pub(super) frame: &'m Frame,
    /// How the planes hang together.
    pub(super) kin: &'m Kin,
    /// What each plane does otherwise than its course, where any does.
    pub(super) settled: &'m [Settled],
    /// For each lever the planes that do something else with it than the plane on which they hang.
    pub(super) apart: Vec<u64>,
    /// Planes that the tile has room for.
    planes: u32,
    /// What of the code is needed, where that is not all.
    pub(super) needed: Option<&'m Needed>,
    /// The planes in which what is being carried out is needed, as bits.
    pub(super) need: u64,
}

impl<const MANY: bool> Machine<'_, MANY> {
    /// The tile as it stands.
    pub(crate) fn tile(&self) -> &Tile {
        self.tile
    }

    /// Planes in which it runs.
    pub(crate) fn planes(&self) -> usize {
        if MANY { self.planes as usize } else { 1 }
    }

    /// Executes a call, or the block of its rows that begins with `block.0` and has `block.1`, with each operand in a plane
    /// of its own. What the code reads of the tables of events, copies and histories is read in the first plane.
    #[inline(always)]
    pub(super) fn execute_in(&mut self, call: CallId, block: Option<(u32, u32)>, at: Operands) {
        assert!(at.to.max(at.a).max(at.b).max(at.c) < self.planes);
        let call = &self.bound.calls[call as usize];
        let mut i = match block {
            Some((first, rows)) => call.instruction.part(first, rows),
            None => call.instruction,
        };
        let rows = self.code.arena_rows;
        i.to += at.to * rows;
        i.a += at.a * rows;
        i.b += at.b * rows;
        i.c += at.c * rows;
        // SAFETY: as in `execute_alone`; each operand lies in a plane as the sealed instruction lies in the arena, and the tile has
        // room for all planes, which lie one behind the other. So what is written is apart from what is read: in one plane as
        // the seal says, in two because planes are apart.
        unsafe { (call.run)(self.tile, self.code, &i) }
    }

    /// Decides an event whose rows stand in those places; says whether it happens in any lane.
    pub(super) fn decide_at(&mut self, event: &EventLayout, places: EventPlaces) -> bool {
        let rule = &self.frame.events[event.id.index()];
        // SAFETY: `Features` cannot be made up: the processor has those that this was made for.
        unsafe { (self.bound.occurring.decide)(self.tile, places, rule, self.code.dt) }
    }

    /// Counts an event as often as it happens, and notes when.
    pub(super) fn count_at(&mut self, places: EventPlaces) {
        // SAFETY: as in `decide_at`.
        unsafe { (self.bound.occurring.count)(self.tile, places) }
    }

    /// Applies an effect where its event happens.
    pub(super) fn apply_at(&mut self, effect: &EffectLayout, places: EffectPlaces) {
        // SAFETY: as in `decide_at`.
        unsafe { (self.bound.occurring.apply)(self.tile, effect, places) }
    }

    #[inline(always)]
    pub(super) fn execute_alone(&mut self, call: CallId) {
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
