//! Running a program: tiles of worlds advance together through time.

use std::ops::Range;

use contend_model::clock::Method;
use contend_model::id::InputId;

use crate::chance;
use crate::ensemble::{Fault, FaultPlace, Occurrence, Part};
use crate::generate::MOST_LANES;
use crate::kernel::state::{StateKernel, state};
use crate::kernel::{Features, Instruction, Sequence, Slot, block_rows};
use crate::operation;
use crate::program::{Code, EventKind, EventLayout, Program, StateStep};
use crate::transfer::{Rows, Transfer};

/// Where the uncertain numbers of each world come from.
pub trait Draws {
    /// Key of all chance.
    fn seed(&self) -> u64;
    /// The value of one input in one world; the same whenever asked.
    fn value(&self, world: u64, input: InputId) -> f64;
}

/// The working memory of a tile: rows of one number for each lane.
pub(crate) struct Tile {
    arena: Vec<f64>,
    /// Numbers to skip so that rows begin on a cache line.
    offset: usize,
    pub lanes: usize,
    pub first_world: u64,
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
            lanes: code.lanes,
            first_world: 0,
            seed: 0,
            step: 0,
            point: 0,
            time: 0.0,
            factor: 0.0,
            stores: Vec::new(),
            stored: 0,
            order: Vec::new(),
        };
        tile.fit(code);
        tile
    }

    /// Makes room for some code, which may be another than before.
    pub(crate) fn fit(&mut self, code: &Code) {
        let numbers = code.arena_rows as usize * code.lanes + LINE;
        if self.arena.len() < numbers {
            self.arena = vec![0.0; numbers];
            let misplaced = (self.arena.as_ptr() as usize / 8) % LINE;
            self.offset = (LINE - misplaced) % LINE;
        }
        self.lanes = code.lanes;
        self.stores.resize_with(code.histories.len(), Vec::new);
        for (store, h) in self.stores.iter_mut().zip(&code.histories) {
            store.resize(h.depth as usize * h.rows as usize * code.lanes, 0.0);
        }
        let longest = code.reductions.iter().map(|r| r.rows.len()).max();
        self.order.clear();
        self.order.reserve(longest.unwrap_or(0));
    }

    /// The rows from a slot on.
    pub(crate) fn rows(&self, slot: Slot, rows: u32) -> &[f64] {
        let start = self.offset + slot as usize * self.lanes;
        &self.arena[start..start + rows as usize * self.lanes]
    }

    pub(crate) fn rows_mut(&mut self, slot: Slot, rows: u32) -> &mut [f64] {
        let start = self.offset + slot as usize * self.lanes;
        &mut self.arena[start..start + rows as usize * self.lanes]
    }

    /// Rows to write, of a lifetime that the borrow checker does not see.
    ///
    /// # Safety
    /// The rows lie in the arena, and no other view of them is used while this one is.
    #[inline(always)]
    pub(crate) unsafe fn view<'v>(&mut self, slot: Slot, rows: u32) -> &'v mut [f64] {
        let start = self.offset + slot as usize * self.lanes;
        debug_assert!(start + rows as usize * self.lanes <= self.arena.len());
        // SAFETY: the caller's promise.
        unsafe {
            std::slice::from_raw_parts_mut(
                self.arena.as_mut_ptr().add(start),
                rows as usize * self.lanes,
            )
        }
    }

    /// Rows to write and rows to read.
    ///
    /// # Safety
    /// All rows lie in the arena, those to write are apart from those to read, and no other view of those to write is
    /// used while these are.
    #[inline(always)]
    pub(crate) unsafe fn views<'v, const N: usize>(
        &mut self,
        to: Slot,
        rows: u32,
        from: [(Slot, u32); N],
    ) -> (&'v mut [f64], [&'v [f64]; N]) {
        let lanes = self.lanes;
        let base = self.arena.as_mut_ptr();
        let place = |slot: Slot| self.offset + slot as usize * lanes;
        debug_assert!(place(to) + rows as usize * lanes <= self.arena.len());
        // SAFETY: the caller's promise.
        unsafe {
            let written =
                std::slice::from_raw_parts_mut(base.add(place(to)), rows as usize * lanes);
            let read = from.map(|(slot, n)| {
                std::slice::from_raw_parts(base.add(place(slot)).cast_const(), n as usize * lanes)
            });
            (written, read)
        }
    }
}

impl Program {
    /// Runs consecutive worlds. A pure function of its arguments: any split of the worlds gives the same bits.
    pub fn run(&self, draws: &dyn Draws, worlds: Range<u64>) -> Part {
        let mut part = self.empty_part(worlds.clone());
        let mut tile = Tile::new(&self.code);
        for tile_worlds in tiles(worlds, self.code.lanes) {
            self.begin(&self.code, &mut tile, draws, tile_worlds.clone());
            self.complete(&mut tile, draws, tile_worlds, 0, &mut part, &[]);
        }
        part.occurrences
            .sort_unstable_by_key(|o| (o.world, o.step, o.event, o.element));
        part
    }

    /// A part in which no world has been run.
    pub(crate) fn empty_part(&self, worlds: Range<u64>) -> Part {
        let count = worlds.end.saturating_sub(worlds.start) as usize;
        let points = self.frame.clock.steps as usize + 1;
        Part {
            worlds,
            outcomes: vec![Vec::with_capacity(count); self.columns()],
            watches: vec![vec![0.0; count * points]; self.code.watches.len()],
            ..Part::default()
        }
    }

    /// Columns of the outcomes.
    pub(crate) fn columns(&self) -> usize {
        let rows = self.code.outcomes.iter().map(|(_, _, rows)| *rows as usize);
        rows.sum()
    }

    /// Takes a tile from the start of a step to its end and notes what it gives. Of lanes `aside` nothing but a place
    /// is kept: their worlds are run by themselves.
    pub(crate) fn complete(
        &self,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: Range<u64>,
        from: u32,
        part: &mut Part,
        aside: &[usize],
    ) {
        let live = (worlds.end - worlds.start) as usize;
        let before = part.occurrences.len();
        self.record(tile, worlds.clone(), from..self.frame.clock.steps + 1, part);
        let mut wrong: Vec<usize> = Vec::new();
        self.conclude(tile, live, &mut part.outcomes, &mut wrong);
        for lane in wrong {
            if !aside.contains(&lane) {
                let fault = self.find_fault(draws, worlds.start + lane as u64);
                part.faults.push(fault);
            }
        }
        if aside.is_empty() {
            return;
        }
        let world = |lane: &usize| worlds.start + *lane as u64;
        let alone: Vec<u64> = aside.iter().map(world).collect();
        let mut kept = part.occurrences.split_off(before);
        kept.retain(|o| !alone.contains(&o.world));
        part.occurrences.append(&mut kept);
        let points = self.frame.clock.steps as usize + 1;
        for world in alone {
            let mut one = self.run(draws, world..world + 1);
            let at = (world - part.worlds.start) as usize;
            for (column, value) in part.outcomes.iter_mut().zip(&one.outcomes) {
                column[at] = value[0];
            }
            for (block, values) in part.watches.iter_mut().zip(&one.watches) {
                block[at * points..(at + 1) * points].copy_from_slice(values);
            }
            part.faults.append(&mut one.faults);
            part.occurrences.append(&mut one.occurrences);
        }
        part.faults.sort_by_key(|f| f.world);
    }

    /// Takes a tile through some steps and notes what is watched and what happens.
    pub(crate) fn record(
        &self,
        tile: &mut Tile,
        worlds: Range<u64>,
        steps: Range<u32>,
        part: &mut Part,
    ) {
        let code = &self.code;
        let live = (worlds.end - worlds.start) as usize;
        let points = self.frame.clock.steps as usize + 1;
        let first = (worlds.start - part.worlds.start) as usize;
        self.advance(code, tile, steps, |tile, occurred| match occurred {
            Seen::Instant => {
                for (watch, (_, slot)) in part.watches.iter_mut().zip(&code.watches) {
                    let row = tile.rows(*slot, 1);
                    for (lane, value) in row[..live].iter().enumerate() {
                        watch[(first + lane) * points + tile.step as usize] = *value;
                    }
                }
                true
            }
            Seen::Event(layout) => {
                if self.lowered.keep_occurrences {
                    note_occurrences(tile, layout, live, &mut part.occurrences);
                }
                true
            }
        });
    }

    /// Takes a tile through some steps and notes nothing.
    pub(crate) fn pass(&self, tile: &mut Tile, steps: Range<u32>) {
        self.advance(&self.code, tile, steps, |_, _| true);
    }

    /// Outcomes of a tile after its last step, appended to their columns, and the lanes in which something went wrong,
    /// ascending.
    pub(crate) fn conclude(
        &self,
        tile: &mut Tile,
        live: usize,
        outcomes: &mut [Vec<f64>],
        wrong: &mut Vec<usize>,
    ) {
        let code = &self.code;
        perform(code, tile, &code.finish);
        let mut columns = outcomes.iter_mut();
        for ((_, slot, rows), infinite) in code.outcomes.iter().zip(&self.frame.may_be_infinite) {
            for row in 0..*rows {
                let values = &tile.rows(slot + row, 1)[..live];
                if let Some(column) = columns.next() {
                    column.extend_from_slice(values);
                }
                for (lane, v) in values.iter().enumerate() {
                    if v.is_nan() || (v.is_infinite() && !infinite) {
                        wrong.push(lane);
                    }
                }
            }
        }
        wrong.extend(self.failed(tile, live));
        wrong.sort_unstable();
        wrong.dedup();
    }

    /// Lanes in which a value has stopped being finite.
    pub(crate) fn failed(&self, tile: &Tile, live: usize) -> Vec<usize> {
        let marks = &tile.rows(self.code.fault, 1)[..live];
        (0..live).filter(|lane| marks[*lane].is_nan()).collect()
    }

    /// Sets a tile to the start of the run.
    pub(crate) fn begin(
        &self,
        code: &Code,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: Range<u64>,
    ) {
        self.clear(code, tile, draws, &worlds);
        for index in 0..code.parameters.len() {
            self.draw(code, tile, draws, &worlds, index);
        }
        perform(code, tile, &code.setup);
        start_states(code, tile);
    }

    /// Sets a tile to the start of a step from another program's tile there, or to the start of the run with what that
    /// tile has computed once for each world.
    pub(crate) fn resume(
        &self,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: Range<u64>,
        from: &Tile,
        transfer: &Transfer,
    ) {
        let code = &self.code;
        self.clear(code, tile, draws, &worlds);
        match &transfer.setup {
            Some(rows) => receive(tile, from, rows),
            None => {
                for (index, place) in transfer.parameters.iter().enumerate() {
                    match place {
                        Some(place) => {
                            let (slot, parameter) = code.parameters[index];
                            let rows = self.frame.parameters[parameter].values.len() as u32;
                            let given = [Rows {
                                from: *place,
                                to: slot,
                                rows,
                            }];
                            receive(tile, from, &given);
                        }
                        None => self.draw(code, tile, draws, &worlds, index),
                    }
                }
                perform(code, tile, &code.setup);
            }
        }
        let Some(carried) = &transfer.carried else {
            start_states(code, tile);
            return;
        };
        receive(tile, from, &carried.rows);
        let marks = from.rows(carried.fault, 1);
        for (fault, mark) in tile.rows_mut(code.fault, 1).iter_mut().zip(marks) {
            *fault += mark;
        }
        for (a, b) in &carried.histories {
            tile.stores[*b].copy_from_slice(&from.stores[*a]);
        }
        tile.stored = from.stored;
    }

    /// An empty tile at the start of the run.
    fn clear(&self, code: &Code, tile: &mut Tile, draws: &dyn Draws, worlds: &Range<u64>) {
        let lanes = code.lanes;
        tile.first_world = worlds.start;
        tile.seed = draws.seed();
        tile.step = 0;
        tile.point = 0;
        tile.time = 0.0;
        tile.stored = 0;
        tile.rows_mut(code.fault, 1).fill(0.0);
        for (slot, values) in &code.constants {
            let rows = tile.rows_mut(*slot, values.len() as u32);
            for (row, value) in rows.chunks_exact_mut(lanes).zip(values) {
                row.fill(*value);
            }
        }
        for accumulator in &code.accumulators {
            tile.rows_mut(accumulator.slot, accumulator.rows)
                .fill(accumulator.start);
        }
        for event in &code.events {
            tile.rows_mut(event.count, event.rows).fill(0.0);
            tile.rows_mut(event.last, event.rows)
                .fill(f64::NEG_INFINITY);
            tile.rows_mut(event.fired, event.rows).fill(0.0);
        }
    }

    /// Draws one of the parameters.
    fn draw(
        &self,
        code: &Code,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: &Range<u64>,
        index: usize,
    ) {
        let lanes = code.lanes;
        let (slot, index) = code.parameters[index];
        let parameter = &self.frame.parameters[index];
        let rows = tile.rows_mut(slot, parameter.values.len() as u32);
        for (k, row) in rows.chunks_exact_mut(lanes).enumerate() {
            match parameter.inputs[k] {
                None => row.fill(parameter.values[k]),
                Some(input) => {
                    for (lane, value) in row.iter_mut().enumerate() {
                        // Lanes beyond the last world repeat it; nobody reads them.
                        let world = (worlds.start + lane as u64).min(worlds.end - 1);
                        *value = draws.value(world, input);
                    }
                }
            }
        }
    }

    /// Takes a tile from the start of a step through some steps, the last grid point being one of them. `seen` is told
    /// of each instant and each event; it ends the run by returning false.
    fn advance(
        &self,
        code: &Code,
        tile: &mut Tile,
        steps: Range<u32>,
        mut seen: impl FnMut(&mut Tile, Seen) -> bool,
    ) {
        let clock = &self.frame.clock;
        let rk4 = clock.method == Method::Rk4;
        let mut happening = vec![false; code.events.len()];
        for step in steps {
            tile.step = step;
            tile.point = if rk4 {
                3 * step as usize
            } else {
                step as usize
            };
            tile.time = clock.time_of_step(step);
            perform(code, tile, &code.observe);
            for accumulator in &code.accumulators {
                if (accumulator.window.0..=accumulator.window.1).contains(&step) {
                    execute(code, tile, std::slice::from_ref(&accumulator.instruction));
                }
            }
            if !seen(tile, Seen::Instant) || step == clock.steps {
                return;
            }
            for (event, happens) in code.events.iter().zip(&mut happening) {
                *happens = self.decide(code, tile, event);
                if *happens {
                    seen(tile, Seen::Event(event));
                }
            }
            self.store_history(code, tile);
            if rk4 {
                self.runge_kutta(code, tile, step);
            } else {
                for s in &code.states {
                    if let StateStep::Integral {
                        base,
                        window,
                        advance,
                        ..
                    } = &s.step
                    {
                        if let Some(base) = base {
                            copy(tile, *base, s.slot, s.rows);
                        }
                        if in_window(*window, step) {
                            execute(code, tile, std::slice::from_ref(advance));
                        }
                    }
                }
            }
            for (event, happens) in code.events.iter().zip(&happening) {
                if *happens {
                    strike(tile, event);
                }
            }
            for s in &code.states {
                match &s.step {
                    StateStep::Latch { of } => copy(tile, s.slot, *of, s.rows),
                    StateStep::Integral {
                        struck,
                        floor,
                        apply_floor,
                        ..
                    } => {
                        if rk4 || (*struck && *floor > 0) {
                            execute(code, tile, std::slice::from_ref(apply_floor));
                        } else if *struck {
                            note_faults(code, tile, s.slot, s.rows);
                        }
                    }
                }
            }
        }
    }

    fn store_history(&self, code: &Code, tile: &mut Tile) {
        for ((history, source), index) in code.histories.iter().zip(&code.history_sources).zip(0..)
        {
            let size = history.rows as usize * code.lanes;
            let at = tile.stored as usize % history.depth as usize * size;
            let mut store = std::mem::take(&mut tile.stores[index]);
            store[at..at + size].copy_from_slice(tile.rows(*source, history.rows));
            tile.stores[index] = store;
        }
        tile.stored += 1;
    }

    /// One step of the classical method: the rates at the start stand already.
    fn runge_kutta(&self, code: &Code, tile: &mut Tile, step: u32) {
        let clock = &self.frame.clock;
        let dt = clock.dt;
        // The present is stored, so lags of the further stages may reach it.
        for s in &code.states {
            if let StateStep::Integral {
                rate,
                base: Some(base),
                total: Some(total),
                ..
            } = s.step
            {
                copy(tile, base, s.slot, s.rows);
                copy(tile, total, rate, s.rows);
            }
        }
        let stages = [(1usize, dt / 2.0, 2.0), (1, dt / 2.0, 2.0), (2, dt, 1.0)];
        for (stage, (point, shift, weight)) in stages.into_iter().enumerate() {
            for s in &code.states {
                let StateStep::Integral {
                    rate,
                    stage_rate,
                    base: Some(base),
                    window,
                    ..
                } = s.step
                else {
                    continue;
                };
                if !in_window(window, step) {
                    continue;
                }
                let slope = if stage == 0 { rate } else { stage_rate };
                tile.factor = shift;
                let i = plain(
                    StateKernel::Shift,
                    s.slot,
                    base,
                    slope,
                    s.rows,
                    self.features,
                );
                execute(code, tile, &[i]);
            }
            tile.point = 3 * step as usize + point;
            tile.time = clock.time_of_step(step) + shift;
            perform(code, tile, &code.stage);
            for s in &code.states {
                let StateStep::Integral {
                    stage_rate,
                    total: Some(total),
                    ..
                } = s.step
                else {
                    continue;
                };
                tile.factor = weight;
                let i = plain(
                    StateKernel::AddScaled,
                    total,
                    stage_rate,
                    0,
                    s.rows,
                    self.features,
                );
                execute(code, tile, &[i]);
            }
        }
        for s in &code.states {
            let StateStep::Integral {
                base: Some(base),
                total: Some(total),
                window,
                ..
            } = s.step
            else {
                continue;
            };
            if in_window(window, step) {
                tile.factor = dt / 6.0;
                let i = plain(
                    StateKernel::Shift,
                    s.slot,
                    base,
                    total,
                    s.rows,
                    self.features,
                );
                execute(code, tile, &[i]);
            }
        }
        tile.point = 3 * step as usize;
        tile.time = clock.time_of_step(step);
    }

    /// Decides for each lane whether each element of an event happens in this step; says whether any does.
    fn decide(&self, code: &Code, tile: &mut Tile, event: &EventLayout) -> bool {
        let rule = self.frame.events[event.id.index()];
        let (time, step, seed, first_world) = (tile.time, tile.step, tile.seed, tile.first_world);
        if matches!(rule.kind, EventKind::At(at) if at != step) {
            tile.rows_mut(event.fired, event.rows).fill(0.0);
            return false;
        }
        let mut any = false;
        for row in 0..event.rows {
            let key = chance::Key {
                seed,
                site: rule.site,
                element: row,
                step,
            };
            let draws = key.row();
            let count = tile.rows(event.count + row, 1);
            let last = tile.rows(event.last + row, 1);
            let condition = event.condition.map(|c| tile.rows(c + row, 1));
            let mut fired = [0.0; MOST_LANES];
            let fired = &mut fired[..tile.lanes];
            let mut here = false;
            for (lane, fired) in fired.iter_mut().enumerate() {
                let condition = condition.map_or(0.0, |c| c[lane]);
                let free =
                    (rule.repeats || count[lane] == 0.0) && time - last[lane] >= rule.cooldown;
                let happens = free
                    && match rule.kind {
                        EventKind::At(_) => true,
                        EventKind::When => condition != 0.0,
                        EventKind::Hazard => {
                            let drawn = draws.unit(first_world + lane as u64);
                            operation::happens(condition * code.dt, drawn)
                        }
                    };
                *fired = operation::truth(happens);
                here |= happens;
            }
            tile.rows_mut(event.fired + row, 1).copy_from_slice(fired);
            if here {
                any = true;
                for (lane, fired) in fired.iter().enumerate() {
                    if *fired != 0.0 {
                        tile.rows_mut(event.count + row, 1)[lane] += 1.0;
                        tile.rows_mut(event.last + row, 1)[lane] = time;
                    }
                }
            }
        }
        any
    }

    /// Replays one world and says where it first went wrong.
    fn find_fault(&self, draws: &dyn Draws, world: u64) -> Fault {
        let outcome = |place| Fault {
            world,
            step: None,
            place,
            element: 0,
            value: f64::NAN,
        };
        let unknown = || {
            let first = self
                .code
                .outcomes
                .first()
                .map_or(contend_model::id::OutcomeId(0), |o| o.0);
            outcome(FaultPlace::Outcome(first))
        };
        let Some(code) = self.trace() else {
            return unknown();
        };
        let mut tile = Tile::new(code);
        self.begin(code, &mut tile, draws, world..world + 1);
        let mut found = None;
        self.advance(
            code,
            &mut tile,
            0..self.frame.clock.steps + 1,
            |tile, seen| {
                if matches!(seen, Seen::Event(_)) {
                    return true;
                }
                found = first_fault(code, tile, world);
                found.is_none()
            },
        );
        if let Some(fault) = found {
            return fault;
        }
        for event in &code.events {
            if let Some(condition) = event.condition {
                for row in 0..event.rows {
                    let value = tile.rows(condition + row, 1)[0];
                    if !value.is_finite() {
                        let place = FaultPlace::Event(event.id);
                        return Fault {
                            world,
                            step: Some(tile.step),
                            place,
                            element: row,
                            value,
                        };
                    }
                }
            }
        }
        perform(code, &mut tile, &code.finish);
        for (id, slot, rows) in &code.outcomes {
            for row in 0..*rows {
                let value = tile.rows(slot + row, 1)[0];
                if !value.is_finite() {
                    return Fault {
                        world,
                        step: None,
                        place: FaultPlace::Outcome(*id),
                        element: row,
                        value,
                    };
                }
            }
        }
        unknown()
    }
}

/// Consecutive worlds, as many as advance together.
pub(crate) fn tiles(worlds: Range<u64>, lanes: usize) -> impl Iterator<Item = Range<u64>> {
    let end = worlds.end;
    worlds
        .step_by(lanes)
        .map(move |from| from..end.min(from + lanes as u64))
}

/// Gives states their first values.
fn start_states(code: &Code, tile: &mut Tile) {
    for s in &code.states {
        let latch = matches!(s.step, StateStep::Latch { .. });
        for row in 0..s.rows {
            let from = s.start + if s.start_rows == 1 { 0 } else { row };
            let values = tile.rows(from, 1).to_vec();
            tile.rows_mut(s.slot + row, 1).copy_from_slice(&values);
            if !latch {
                for (fault, v) in tile.rows_mut(code.fault, 1).iter_mut().zip(&values) {
                    *fault += operation::fault_mark(*v);
                }
            }
        }
    }
}

/// Copies rows from another tile of as many lanes.
fn receive(tile: &mut Tile, from: &Tile, list: &[Rows]) {
    for r in list {
        tile.rows_mut(r.to, r.rows)
            .copy_from_slice(from.rows(r.from, r.rows));
    }
}

/// What the loop over time tells its caller.
enum Seen<'e> {
    Instant,
    Event(&'e EventLayout),
}

fn first_fault(code: &Code, tile: &Tile, world: u64) -> Option<Fault> {
    for (quantity, slot, rows, varies) in &code.named {
        if !varies && tile.step > 0 {
            continue;
        }
        for row in 0..*rows {
            let value = tile.rows(slot + row, 1)[0];
            if !value.is_finite() {
                let place = FaultPlace::Quantity(*quantity);
                return Some(Fault {
                    world,
                    step: Some(tile.step),
                    place,
                    element: row,
                    value,
                });
            }
        }
    }
    for event in &code.events {
        for row in 0..event.condition.map_or(0, |_| event.rows) {
            let value = event.condition.map_or(0.0, |c| tile.rows(c + row, 1)[0]);
            if value.is_nan() {
                let place = FaultPlace::Event(event.id);
                return Some(Fault {
                    world,
                    step: Some(tile.step),
                    place,
                    element: row,
                    value,
                });
            }
        }
    }
    None
}

/// Executes a sequence; blocked pieces take some rows through all their instructions before the next rows.
fn perform(code: &Code, tile: &mut Tile, sequence: &Sequence) {
    let block = block_rows(tile.lanes);
    for piece in &sequence.pieces {
        let instructions = &sequence.instructions[piece.from as usize..piece.until as usize];
        if piece.rows == 0 {
            execute(code, tile, instructions);
            continue;
        }
        let mut first = 0;
        while first < piece.rows {
            let rows = block.min(piece.rows - first);
            for i in instructions {
                let i = i.part(first, rows);
                // SAFETY: as in `execute`; the seal covers all rows of a blocked piece.
                unsafe { (i.kernel)(tile, code, &i) }
            }
            first += rows;
        }
    }
}

fn execute(code: &Code, tile: &mut Tile, instructions: &[Instruction]) {
    for i in instructions {
        // SAFETY: `generate` sealed every instruction for arenas of this code's size, made it for features that this
        // processor has, and `Tile::new` made the arena.
        unsafe { (i.kernel)(tile, code, i) }
    }
}

/// An instruction on rows of states, which are apart from each other by construction.
fn plain(
    kernel: StateKernel,
    to: Slot,
    a: Slot,
    b: Slot,
    rows: u32,
    features: Features,
) -> Instruction {
    Instruction {
        kernel: state(kernel, features),
        to,
        a,
        b,
        c: 0,
        rows,
        extra: 0,
        moves: 0,
    }
}

fn in_window(window: Option<(u32, u32)>, step: u32) -> bool {
    window.is_none_or(|(from, until)| from <= step && step < until)
}

fn copy(tile: &mut Tile, to: Slot, from: Slot, rows: u32) {
    let lanes = tile.lanes;
    let start = tile.offset + from as usize * lanes;
    let target = tile.offset + to as usize * lanes;
    tile.arena
        .copy_within(start..start + rows as usize * lanes, target);
}

fn note_faults(code: &Code, tile: &mut Tile, slot: Slot, rows: u32) {
    for row in 0..rows {
        for lane in 0..tile.lanes {
            let v = tile.rows(slot + row, 1)[lane];
            tile.rows_mut(code.fault, 1)[lane] += operation::fault_mark(v);
        }
    }
}

/// Applies an event's effects where it happens.
fn strike(tile: &mut Tile, event: &EventLayout) {
    let lanes = tile.lanes;
    for effect in &event.effects {
        for (k, (stock, element)) in effect.targets.iter().enumerate() {
            if *stock == crate::graph::NO_ROW || *element == crate::graph::NO_ROW {
                continue;
            }
            for lane in 0..lanes {
                if tile.rows(event.fired + element, 1)[lane] != 0.0 {
                    let amount = tile.rows(effect.amount + k as u32, 1)[lane];
                    let cell = &mut tile.rows_mut(effect.state + stock, 1)[lane];
                    *cell = if effect.set { amount } else { *cell + amount };
                }
            }
        }
    }
}

fn note_occurrences(tile: &Tile, event: &EventLayout, live: usize, into: &mut Vec<Occurrence>) {
    for row in 0..event.rows {
        for (lane, fired) in tile.rows(event.fired + row, 1)[..live].iter().enumerate() {
            if *fired != 0.0 {
                let world = tile.first_world + lane as u64;
                into.push(Occurrence {
                    world,
                    step: tile.step,
                    event: event.id,
                    element: row,
                });
            }
        }
    }
}
