//! Instructions over planes: carried out once for all planes that have the same operands, and kept only where the result
//! differs from the parent's.

use super::bound::{CallId, Machine, Operands};
use super::kin::{EVERYWHERE, planes_of};
use crate::code::{Instruction, Opcode, Piece, Slot, block_rows};
use crate::graph::NO_ROW;
use crate::needed::Sequence;

/// The masks of the operands of a call.
type Masks = [u64; 3];

fn any(of: Masks) -> u64 {
    of[0] | of[1] | of[2]
}

impl<const MANY: bool> Machine<'_, MANY> {
    /// The planes that hold a version of their own of what stands in a row; the root always does.
    #[inline(always)]
    pub(super) fn mask(&self, slot: Slot) -> u64 {
        if MANY {
            self.tile.masks[slot as usize]
        } else {
            0
        }
    }

    /// The plane whose version a plane sees of what has versions in the planes of a mask.
    #[inline(always)]
    pub(super) fn version(&self, mask: u64, plane: usize) -> usize {
        if MANY {
            self.kin.version(mask, plane)
        } else {
            0
        }
    }

    /// Of versions in the planes of a mask and in the root, those that are to be computed now.
    #[inline(always)]
    pub(super) fn versions(&self, mask: u64) -> u64 {
        if MANY {
            self.kin.seen(mask, self.need)
        } else {
            1
        }
    }

    /// Carries something out for the planes in which it is needed, where there are any.
    #[inline(always)]
    pub(super) fn needing(&mut self, need: u64, carry: impl FnOnce(&mut Self)) {
        if need != 0 {
            self.need = need;
            carry(self);
            self.need = EVERYWHERE;
        }
    }

    /// The course of a plane, by its place among those that the code knows.
    pub(super) fn course(&self, plane: usize) -> usize {
        self.kin.courses.get(plane).copied().unwrap_or(0)
    }

    /// A plane and those that it descends from, as bits.
    pub(crate) fn line(&self, plane: usize) -> u64 {
        if MANY { self.kin.line(plane) } else { 1 }
    }

    fn parent(&self, plane: usize) -> usize {
        if MANY { self.kin.parent[plane] } else { 0 }
    }

    /// The planes that have kept a history of their own.
    pub(super) fn kept(&self, history: usize) -> u64 {
        if MANY { self.tile.kept[history] } else { 0 }
    }

    /// Where a row stands in a plane.
    #[inline(always)]
    pub(crate) fn in_plane(&self, slot: Slot, plane: usize) -> Slot {
        slot + plane as u32 * self.code.arena_rows
    }

    /// Where what a plane sees of a row stands.
    #[inline(always)]
    pub(crate) fn seen(&self, slot: Slot, plane: usize) -> Slot {
        self.in_plane(slot, self.version(self.mask(slot), plane))
    }

    /// Says in which planes a value has versions of its own.
    #[inline(always)]
    pub(super) fn set(&mut self, slot: Slot, rows: u32, mask: u64) {
        if MANY {
            let rows = &mut self.tile.masks[slot as usize..(slot + rows) as usize];
            // All rows of a value have one mask, and rows are used again by values of as many rows.
            if rows[0] != mask {
                rows.fill(mask);
            }
        }
    }

    /// Says of several values, side by side, that all planes have them in common.
    fn set_several(&mut self, slot: Slot, rows: u32) {
        if MANY {
            self.tile.masks[slot as usize..(slot + rows) as usize].fill(0);
        }
    }

    /// Of versions in some planes, those that differ from what the plane's parent sees, or whose parent sees none of them.
    pub(super) fn differing(&self, slot: Slot, rows: u32, versions: u64) -> u64 {
        let mut mask = 0;
        for plane in planes_of(versions & !1) {
            let theirs = self.version(mask, self.parent(plane));
            let computed = versions >> theirs & 1 != 0;
            let (own, theirs) = (self.in_plane(slot, plane), self.in_plane(slot, theirs));
            if !computed || !self.tile.same(own, theirs, rows) {
                mask |= 1 << plane;
            }
        }
        mask
    }

    /// Gives planes a version of their own of what they have shared so far.
    pub(super) fn part(&mut self, slot: Slot, rows: u32, planes: u64) {
        let before = self.mask(slot);
        for plane in planes_of(planes & !before & !1) {
            let from = self.version(before, plane);
            let (to, from) = (self.in_plane(slot, plane), self.in_plane(slot, from));
            self.tile.copy(to, from, rows);
        }
        self.set(slot, rows, (before | planes) & !1);
    }

    /// Executes pieces of the calls in order.
    pub(super) fn perform(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            let calls = piece.from..piece.until;
            if piece.rows == 0 {
                for call in calls {
                    self.execute(call);
                }
            } else {
                self.blocks(piece.rows, calls.map(|call| (call, EVERYWHERE)));
            }
        }
    }

    /// Executes those calls that are needed, in order.
    pub(super) fn perform_needed(&mut self, sequence: &Sequence) {
        for piece in &sequence.pieces {
            let calls = &sequence.calls[piece.from as usize..piece.until as usize];
            if piece.rows == 0 {
                for (call, need) in calls {
                    self.need = *need;
                    self.execute(*call);
                }
            } else {
                self.need = EVERYWHERE;
                self.blocks(piece.rows, calls.iter().copied());
            }
        }
        self.need = EVERYWHERE;
    }

    /// Takes some rows through all calls of a piece before the next rows, plane by plane, so that what is passed on from one call
    /// to the next stays in the nearest cache. Of a value that is passed on only one block stands at a time, so it cannot be read
    /// in another plane: where some call of a chain differs in a plane, the plane computes all that is passed on in the chain.
    /// Whether a result differs shows when all its rows stand.
    fn blocks(
        &mut self,
        all_rows: u32,
        calls: impl ExactSizeIterator<Item = (CallId, u64)> + Clone,
    ) {
        let block = block_rows(self.tile.lanes());
        if !MANY {
            for first in (0..all_rows).step_by(block as usize) {
                let rows = block.min(all_rows - first);
                for (call, _) in calls.clone() {
                    self.execute_in(call, Some((first, rows)), Operands::default());
                }
            }
            return;
        }
        let mut operands = vec![Masks::default(); calls.len()];
        // Of each chain the planes in which it may differ, by the number of the call that it begins with, and those in which
        // it is needed.
        let chain = |m: &Self, call: CallId| m.bound.chain(call) as usize;
        let last = calls.clone().map(|(call, _)| chain(self, call)).max();
        let mut chains = vec![(0, 0); last.map_or(0, |last| last + 1)];
        // A value that is passed on in a chain may differ wherever some call of it does, which shows when all are known.
        loop {
            let before = chains.clone();
            for ((call, need), operands) in calls.clone().zip(&mut operands) {
                let i = *self.bound.instruction(call);
                *operands = self.operands(&i);
                let chain = &mut chains[chain(self, call)];
                *chain = (chain.0 | any(*operands), chain.1 | need);
                if i.opcode != Opcode::Check {
                    let passed_on = i.moves & 1 == 0;
                    let (rows, mask) = match passed_on {
                        true => (block.min(i.rows), chain.0),
                        false => (i.rows, any(*operands)),
                    };
                    self.set(i.to, rows, mask);
                }
            }
            if chains == before {
                break;
            }
        }
        // Where each call is carried out.
        let versions: Vec<u64> = (calls.clone().zip(&operands))
            .map(|((call, need), of)| {
                let passed_on = self.bound.instruction(call).moves & 1 == 0;
                let (mask, need) = match passed_on {
                    true => chains[chain(self, call)],
                    false => (any(*of), need),
                };
                self.kin.seen(mask, need)
            })
            .collect();
        let all = versions.iter().fold(0, |all, of| all | of);
        for first in (0..all_rows).step_by(block as usize) {
            let rows = block.min(all_rows - first);
            for plane in planes_of(all) {
                for (((call, _), of), versions) in calls.clone().zip(&operands).zip(&versions) {
                    if versions >> plane & 1 != 0 {
                        let at = self.places(*of, plane);
                        self.execute_in(call, Some((first, rows)), at);
                    }
                }
            }
        }
        for (((call, _), of), versions) in calls.zip(&operands).zip(&versions) {
            let i = *self.bound.instruction(call);
            if any(*of) != 0 && i.moves & 1 != 0 && i.opcode != Opcode::Check {
                let mask = self.differing(i.to, i.rows, *versions);
                self.set(i.to, i.rows, mask);
            }
        }
    }

    /// Executes one call.
    #[inline(always)]
    pub(super) fn execute(&mut self, call: CallId) {
        let i = *self.bound.instruction(call);
        match i.opcode {
            Opcode::Clock => {
                self.execute_alone(call);
                self.set_several(i.to, i.rows);
            }
            Opcode::CopyRows => self.copy_rows(call, &i),
            Opcode::Lever => self.lever(call, &i),
            Opcode::Lag => self.lag(call, &i),
            Opcode::Check => {
                let of = self.operands(&i);
                for plane in planes_of(self.versions(of[0])) {
                    let at = self.places(of, plane);
                    self.execute_in(call, None, at);
                }
            }
            Opcode::Advance(_) | Opcode::ApplyFloor(_) => self.change(call, &i),
            Opcode::AddScaled | Opcode::Accumulate(_) => self.change(call, &i),
            _ => {
                let of = self.operands(&i);
                self.make(call, &i, any(of), |m, plane| {
                    let at = m.places(of, plane);
                    m.execute_in(call, None, at);
                });
            }
        }
    }

    /// Operands that an opcode does not have are the row of faults, which has no versions.
    #[inline(always)]
    fn operands(&self, i: &Instruction) -> Masks {
        [i.a, i.b, i.c].map(|slot| self.mask(slot))
    }

    /// Where the operands of a plane's version stand.
    #[inline(always)]
    fn places(&self, of: Masks, plane: usize) -> Operands {
        let [a, b, c] = of.map(|mask| self.version(mask, plane) as u32);
        let to = plane as u32;
        Operands { to, a, b, c }
    }

    /// Makes a value: once, where what it is made of has no versions in the planes of a mask, else as `own` says in each plane
    /// that needs a version of its own.
    #[inline(always)]
    fn make(&mut self, call: CallId, i: &Instruction, of: u64, own: impl Fn(&mut Self, usize)) {
        if of == 0 {
            self.execute_alone(call);
            return self.set(i.to, i.rows, 0);
        }
        let versions = self.versions(of);
        for plane in planes_of(versions) {
            own(self, plane);
        }
        let mask = self.differing(i.to, i.rows, versions);
        self.set(i.to, i.rows, mask);
    }

    /// A value that is changed in place; `b` is the plane's row of faults, or no operand.
    fn change(&mut self, call: CallId, i: &Instruction) {
        let of = self.mask(i.a);
        let differing = of | self.mask(i.to);
        if differing != 0 {
            self.part(i.to, i.rows, self.versions(differing));
        }
        self.make(call, i, differing, |m, plane| {
            let (to, a) = (plane as u32, m.version(of, plane) as u32);
            m.execute_in(call, None, Operands { to, a, b: to, c: 0 });
        });
    }

    /// Rows from anywhere, each with versions of its own.
    fn copy_rows(&mut self, call: CallId, i: &Instruction) {
        let list = &self.code.copies[i.table as usize];
        let listed = list.iter().filter(|row| **row != NO_ROW);
        let of = listed.fold(0, |all, row| all | self.mask(*row));
        self.make(call, i, of, |m, plane| {
            for (to, from) in (i.to..).zip(list) {
                let to = m.in_plane(to, plane);
                if *from == NO_ROW {
                    m.tile.rows_mut(to, 1).fill(0.0);
                } else {
                    m.tile.copy(to, m.seen(*from, plane), 1);
                }
            }
        });
    }

    /// The setting in force in each plane that uses the lever otherwise than its parent, or sees another setting.
    fn lever(&mut self, call: CallId, i: &Instruction) {
        let lever = &self.code.levers[i.table as usize];
        let apart = self.apart.get(i.table as usize).copied().unwrap_or(0);
        let settings = lever.settings.iter();
        let of = settings.fold(apart, |all, slot| all | self.mask(*slot));
        let (step, point, settled) = (self.tile.step, self.tile.point, self.settled);
        // The kernel knows the first course alone, so the root is set as any other plane.
        self.make(call, i, of | 1, |m, plane| {
            let own = m.in_plane(i.to, plane);
            let track = settled.get(plane).and_then(|s| s.track(lever.lever, step));
            if let Some(track) = track {
                let lanes = m.tile.lanes();
                let rows = m.tile.rows_mut(own, i.rows).chunks_exact_mut(lanes);
                rows.zip(track.at(point)).for_each(|(row, x)| row.fill(*x));
            } else {
                let schedule = &lever.schedules[m.course(plane)];
                let from = m.seen(lever.settings[schedule.at(step)], plane);
                m.tile.copy(own, from, i.rows);
            }
        });
    }

    /// What a history had some time ago: the kernel reads the first plane's history, so a plane's own takes its place.
    fn lag(&mut self, call: CallId, i: &Instruction) {
        let of = self.operands(i);
        let kept = self.kept(i.table as usize);
        let histories = self.code.histories.len();
        self.make(call, i, any(of) | kept, |m, plane| {
            let own = m.version(kept, plane) * histories + i.table as usize;
            let at = m.places(of, plane);
            m.tile.stores.swap(i.table as usize, own);
            m.execute_in(call, None, at);
            m.tile.stores.swap(i.table as usize, own);
        });
    }
}
