//! The working memory of a tile of worlds: an arena of rows, one number for each lane, and what instructions read beside it.

use crate::chance::Numbered;
use crate::code::{Code, Slot};

/// The working memory of a tile.
#[derive(Debug)]
pub(crate) struct Tile {
    arena: Vec<f64>,
    /// Numbers to skip so that rows begin on a cache line.
    offset: usize,
    /// Rows for which there is room.
    rows: usize,
    lanes: usize,
    /// The place of the world in the first lane.
    pub first_world: u64,
    /// The world of each lane, by its number.
    pub worlds: Vec<Numbered>,
    pub seed: u64,
    pub step: u32,
    /// Index into the clock's tables.
    pub point: usize,
    /// Elapsed time now.
    pub time: f64,
    /// Factor of the scaled kernels.
    pub factor: f64,
    /// Histories, as rings of `depth` entries.
    pub stores: Vec<Vec<f64>>,
    /// Entries that each history has had.
    pub stored: u32,
    /// For each row, the planes that hold a version of their own, as bits; not kept where there is one plane.
    pub masks: Vec<u64>,
    /// For each history, the planes that have kept one of their own, likewise.
    pub kept: Vec<u64>,
    /// Scratch for sorting.
    pub order: Vec<u32>,
}

/// Numbers on a cache line.
const LINE: usize = 8;

impl Tile {
    pub(crate) fn new(code: &Code) -> Tile {
        let mut tile = Tile {
            arena: Vec::new(),
            offset: 0,
            rows: 0,
            lanes: code.lanes,
            first_world: 0,
            worlds: vec![Numbered::default(); code.lanes],
            seed: 0,
            step: 0,
            point: 0,
            time: 0.0,
            factor: 0.0,
            stores: Vec::new(),
            stored: 0,
            masks: Vec::new(),
            kept: Vec::new(),
            order: Vec::new(),
        };
        tile.fit(code);
        tile
    }

    /// Makes room for some code, which may be another than before.
    pub(crate) fn fit(&mut self, code: &Code) {
        self.fit_planes(code, 1);
    }

    /// Makes room for some code in several planes, each with an arena and histories of its own.
    pub(crate) fn fit_planes(&mut self, code: &Code, planes: usize) {
        if planes > 1 {
            self.masks.resize(code.arena_rows as usize, 0);
            self.kept.resize(code.histories.len(), 0);
        }
        let numbers = planes * code.arena_rows as usize * code.lanes + LINE;
        if self.arena.len() < numbers {
            self.arena = vec![0.0; numbers];
            let misplaced = (self.arena.as_ptr() as usize / 8) % LINE;
            self.offset = (LINE - misplaced) % LINE;
        }
        self.lanes = code.lanes;
        self.worlds.resize(code.lanes, Numbered::default());
        self.rows = (self.arena.len() - LINE) / self.lanes;
        (self.stores).resize_with(planes * code.histories.len(), Vec::new);
        for (store, h) in self.stores.iter_mut().zip(code.histories.iter().cycle()) {
            store.resize(h.depth as usize * h.rows as usize * code.lanes, 0.0);
        }
        let longest = code.segments.iter().map(|s| s.rows.len()).max();
        self.order.clear();
        self.order.reserve(longest.unwrap_or(0));
    }

    /// Whether there is room for some code in so many planes.
    pub(crate) fn fits(&self, code: &Code, planes: usize) -> bool {
        self.lanes == code.lanes && self.rows >= planes * code.arena_rows as usize
    }

    /// Worlds that advance together.
    #[inline(always)]
    pub(crate) fn lanes(&self) -> usize {
        self.lanes
    }

    /// The rows from a slot on.
    #[inline(always)]
    pub(crate) fn rows(&self, slot: Slot, rows: u32) -> &[f64] {
        let start = self.offset + slot as usize * self.lanes;
        &self.arena[start..start + rows as usize * self.lanes]
    }

    /// The rows from a slot on, to be written.
    #[inline(always)]
    pub(crate) fn rows_mut(&mut self, slot: Slot, rows: u32) -> &mut [f64] {
        let start = self.offset + slot as usize * self.lanes;
        &mut self.arena[start..start + rows as usize * self.lanes]
    }

    /// Copies rows to another place, which is apart.
    pub(crate) fn copy(&mut self, to: Slot, from: Slot, rows: u32) {
        let place = |slot: Slot| self.offset + slot as usize * self.lanes;
        let (to, from) = (place(to), place(from));
        self.arena
            .copy_within(from..from + rows as usize * self.lanes, to);
    }

    /// Whether some rows have the bits of others.
    pub(crate) fn same(&self, a: Slot, b: Slot, rows: u32) -> bool {
        let (a, b) = (self.rows(a, rows), self.rows(b, rows));
        (a.chunks_exact(LINE).zip(b.chunks_exact(LINE))).all(|(a, b)| {
            let differing = |all: u64, k: usize| all | (a[k].to_bits() ^ b[k].to_bits());
            (0..LINE).fold(0, differing) == 0
        })
    }

    /// Rows to write and rows to read, at once.
    ///
    /// # Safety
    /// All rows lie in the arena, and those of each view to write are apart from those of every other view. Builds
    /// with debug assertions check both.
    #[inline(always)]
    pub(crate) unsafe fn views<const W: usize, const R: usize>(
        &mut self,
        to: [(Slot, u32); W],
        from: [(Slot, u32); R],
    ) -> ([&mut [f64]; W], [&[f64]; R]) {
        debug_assert!(self.sound(&to, &from), "{to:?} ← {from:?}");
        let (lanes, offset) = (self.lanes, self.offset);
        let base = self.arena.as_mut_ptr();
        let place = |slot: Slot| offset + slot as usize * lanes;
        // SAFETY: the caller's promise: inside the arena, and what is written is seen by one view alone. The views
        // borrow the tile, so that none outlives the next call.
        unsafe {
            let written = to.map(|(slot, n)| {
                std::slice::from_raw_parts_mut(base.add(place(slot)), n as usize * lanes)
            });
            let read = from.map(|(slot, n)| {
                std::slice::from_raw_parts(base.add(place(slot)).cast_const(), n as usize * lanes)
            });
            (written, read)
        }
    }

    /// Whether views may exist together.
    fn sound(&self, to: &[(Slot, u32)], from: &[(Slot, u32)]) -> bool {
        let inside = |(slot, n): &(Slot, u32)| *slot as usize + *n as usize <= self.rows;
        let apart = |a: &(Slot, u32), b: &(Slot, u32)| {
            a.0 as usize + a.1 as usize <= b.0 as usize
                || b.0 as usize + b.1 as usize <= a.0 as usize
        };
        to.iter().chain(from).all(inside)
            && to.iter().enumerate().all(|(i, w)| {
                from.iter().all(|r| apart(w, r)) && to[i + 1..].iter().all(|v| apart(w, v))
            })
    }
}
