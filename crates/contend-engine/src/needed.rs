//! What of sealed code is needed: at which instants, and in which planes, something that is asked for rests on what an
//! instruction computes.
//!
//! The code is gone through backwards, from the outcomes after the last step to the start of the run, with a note for each
//! row of the arena of the planes in which it is read later. What an instruction writes into rows that nobody reads later is
//! not needed; of what is needed, the operands are. Where nothing changes from one instant to the one before, neither do
//! the needs, so only the ends of windows and what leads up to them are looked at one by one.
//!
//! A check is needed where the value that it looks at is; it makes nothing needed itself.

use std::collections::BTreeSet;

use crate::code::{
    Code, EventLayout, Instruction, Integration, Opcode, Piece, Slot, StateStep, block_rows,
};
use crate::graph::NO_ROW;
use crate::machine::{Bound, CallId};
use crate::verify::{Extent, Taken, Touched, touched};

/// The most entries that the needs of all instants may have; where there are more, all instants have the needs of all.
const MOST_ENTRIES: usize = 1 << 22;

/// What is asked of code in several planes: masks have a bit for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// For each outcome of the code, the planes in which it is asked for.
    pub outcomes: Vec<u64>,
    /// For each watch of the code likewise.
    pub watches: Vec<u64>,
    /// For each event of the code: in which planes, before which step, it is asked whether it goes wrong.
    pub events: Vec<Vec<(u32, u64)>>,
    /// All planes.
    pub planes: u64,
}

/// What is needed of code.
#[derive(Debug)]
pub(crate) struct Needed {
    /// For each instant, its span.
    spans_of: Vec<u32>,
    spans: Vec<Span>,
    pub setup: Sequence,
    /// For each state, the planes in which its first value is needed.
    pub starts: Vec<u64>,
    /// Of each sequence that is computed at one instant alone.
    pub dated: Vec<Sequence>,
    pub finish: Sequence,
}

/// Needed calls in order, each with the planes in which it is needed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sequence {
    /// Pieces of `calls`.
    pub pieces: Vec<Piece>,
    pub calls: Vec<(CallId, u64)>,
}

/// What is needed at instants that are alike, and of the steps that begin there; one mask for each of the code's states,
/// accumulators, histories and events.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Span {
    pub observe: Sequence,
    pub stage: Sequence,
    pub states: Vec<u64>,
    pub accumulators: Vec<u64>,
    pub histories: Vec<u64>,
    pub events: Vec<EventNeed>,
}

/// In which planes an event is needed in a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EventNeed {
    /// Whether it happens.
    pub decided: u64,
    /// To which of its outcomes it comes.
    pub chosen: u64,
    /// How often, or when, it has happened.
    pub counted: u64,
}

impl Needed {
    /// Finds what is needed of code over so many steps.
    pub(crate) fn new(bound: &Bound, steps: u32, asked: &Asked) -> Needed {
        let code = bound.code();
        let mut flow = Flow {
            bound,
            code,
            asked,
            live: vec![0; code.arena_rows as usize],
            histories: vec![0; code.histories.len()],
            calls: vec![0; bound.calls()],
        };
        for (outcome, planes) in code.outcomes.iter().zip(&asked.outcomes) {
            flow.read((outcome.slot, outcome.rows), *planes);
        }
        flow.backwards(&bound.finish);
        let finish = flow.taken(&bound.finish, &[]);
        let mut dated: Vec<Sequence> = vec![Sequence::default(); code.dated.len()];
        let changes = changes(code, asked, steps);
        // From the last instant to the first.
        let (mut spans, mut spans_of): (Vec<Span>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut step = steps;
        loop {
            let before = (flow.live.clone(), flow.histories.clone());
            let span = flow.instant(step, step < steps, &mut dated);
            if spans.last() != Some(&span) {
                spans.push(span);
            }
            spans_of.push(spans.len() as u32 - 1);
            if step == 0 {
                break;
            }
            step -= 1;
            let steady = before == (flow.live.clone(), flow.histories.clone());
            if steady && !changes.contains(&step) && !changes.contains(&(step + 1)) {
                // As the instant after it, down to the next at which something begins or ends.
                let next = changes.range(..=step).next_back().map_or(0, |c| c + 1);
                for _ in next..=step {
                    spans_of.push(spans.len() as u32 - 1);
                }
                if next == 0 {
                    break;
                }
                step = next - 1;
            }
        }
        spans_of.reverse();
        let mut starts = Vec::new();
        for s in &code.states {
            let planes = flow.any((s.slot, s.rows));
            flow.read((s.start, s.start_rows), planes);
            starts.push(planes);
        }
        flow.backwards(&bound.setup);
        let setup = flow.taken(&bound.setup, &[]);
        let entries: usize = spans.iter().map(|s| s.observe.calls.len()).sum();
        if entries > MOST_ENTRIES {
            let all = spans.into_iter().reduce(|a, b| a.or(&b, bound));
            spans = all.into_iter().collect();
            spans_of.fill(0);
        }
        Needed {
            spans_of,
            spans,
            setup,
            starts,
            dated,
            finish,
        }
    }

    /// What is needed at an instant, and of the step that begins there.
    #[inline]
    pub(crate) fn at(&self, step: u32) -> &Span {
        &self.spans[self.spans_of[step as usize] as usize]
    }
}

/// The instants at which something that is asked for begins to be read or is read last, and those beside them.
fn changes(code: &Code, asked: &Asked, steps: u32) -> BTreeSet<u32> {
    let mut at = vec![0, steps];
    for a in &code.accumulators {
        at.extend([a.window.0, a.window.1]);
    }
    for s in &code.states {
        if let StateStep::Integral {
            window: Some((from, until)),
            ..
        } = s.step
        {
            at.extend([from, until]);
        }
    }
    at.extend(code.dated.iter().map(|d| d.step));
    at.extend(asked.events.iter().flatten().map(|(until, _)| *until));
    let around = |at: &u32| [at.saturating_sub(1), *at, at + 1];
    at.iter().flat_map(around).collect()
}

/// Code gone through backwards.
struct Flow<'c> {
    bound: &'c Bound,
    code: &'c Code,
    asked: &'c Asked,
    /// For each row, the planes in which it is read later than what is being looked at.
    live: Vec<u64>,
    /// For each history, the planes in which it is read later.
    histories: Vec<u64>,
    /// For each call, the planes in which it is needed, as found last.
    calls: Vec<u64>,
}

impl<'c> Flow<'c> {
    fn any(&self, (slot, rows): Extent) -> u64 {
        let rows = &self.live[slot as usize..(slot + rows) as usize];
        rows.iter().fold(0, |all, live| all | live)
    }

    fn read(&mut self, (slot, rows): Extent, planes: u64) {
        for live in &mut self.live[slot as usize..(slot + rows) as usize] {
            *live |= planes;
        }
    }

    /// Something new stands in these rows; says where it is needed.
    fn made(&mut self, extent: Extent) -> u64 {
        let planes = self.any(extent);
        self.live[extent.0 as usize..(extent.0 + extent.1) as usize].fill(0);
        planes
    }

    /// What a call touches. Code that is sealed touches what it may.
    fn touches(&self, i: &Instruction, taken: Taken) -> Touched<'c> {
        touched(self.code, i, taken).unwrap_or_default()
    }

    fn how(&self, piece: &Piece) -> Taken {
        match piece.rows {
            0 => Taken::Together,
            rows => Taken::InBlocks {
                block: block_rows(self.code.lanes),
                rows,
            },
        }
    }

    /// Goes through pieces, and notes where each call is needed.
    fn backwards(&mut self, pieces: &[Piece]) {
        for piece in pieces.iter().rev() {
            let taken = self.how(piece);
            for call in (piece.from..piece.until).rev() {
                let i = *self.bound.instruction(call);
                if i.opcode == Opcode::Check {
                    continue;
                }
                let t = self.touches(&i, taken);
                let planes = t.makes.map_or(0, |extent| self.made(extent));
                self.calls[call as usize] = planes;
                if planes != 0 {
                    self.reads(&i, &t, planes);
                }
            }
        }
    }

    fn reads(&mut self, i: &Instruction, t: &Touched, planes: u64) {
        for extent in t.reads.iter().flatten() {
            self.read(*extent, planes);
        }
        for row in t.rows_read.iter().filter(|row| **row != NO_ROW) {
            self.live[*row as usize] |= planes;
        }
        for setting in t.settings {
            self.read((*setting, i.rows), planes);
        }
        if i.opcode == Opcode::Lag {
            self.histories[i.table as usize] |= planes;
        }
    }

    /// The needed calls of pieces, as noted last. `conditions` are needed where a check looks at what stood before.
    fn taken(&self, pieces: &[Piece], conditions: &[(Slot, u64)]) -> Sequence {
        let all = self.asked.planes;
        let mut made: Vec<Option<u64>> = vec![None; self.live.len()];
        let mut sequence = Sequence::default();
        for piece in pieces {
            let taken = self.how(piece);
            let from = sequence.calls.len() as u32;
            for call in piece.from..piece.until {
                let i = self.bound.instruction(call);
                let t = self.touches(i, taken);
                let mut planes = self.calls[call as usize];
                if i.opcode == Opcode::Check {
                    let (slot, rows) = t.reads[0].unwrap_or_default();
                    let here = made[slot as usize..(slot + rows) as usize].iter().flatten();
                    let of = conditions
                        .iter()
                        .filter(|(condition, _)| *condition == slot);
                    let found = here.chain(of.map(|(_, planes)| planes)).copied();
                    // What was drawn is looked at everywhere.
                    planes = found.reduce(|a, b| a | b).unwrap_or(all);
                } else if let Some((slot, rows)) = t.makes {
                    made[slot as usize..(slot + rows) as usize].fill(Some(planes));
                }
                if planes != 0 {
                    let planes = if planes == all { u64::MAX } else { planes };
                    sequence.calls.push((call, planes));
                }
            }
            sequence.end_piece(from, piece.rows);
        }
        sequence
    }

    /// An instant, and before it the step that begins there.
    fn instant(&mut self, step: u32, moves: bool, dated: &mut [Sequence]) -> Span {
        let (bound, code, asked) = (self.bound, self.code, self.asked);
        let mut span = Span {
            states: vec![0; code.states.len()],
            accumulators: vec![0; code.accumulators.len()],
            histories: vec![0; code.histories.len()],
            events: vec![EventNeed::default(); code.events.len()],
            ..Span::default()
        };
        if moves {
            self.step(step, &mut span);
        }
        for ((_, slot), planes) in code.watches.iter().zip(&asked.watches) {
            self.read((*slot, 1), *planes);
        }
        for (a, need) in code.accumulators.iter().zip(&mut span.accumulators).rev() {
            if (a.window.0..=a.window.1).contains(&step) {
                let i = &a.instruction;
                let extent = (a.slot, a.rows);
                *need = match i.opcode {
                    Opcode::Copy => self.made(extent),
                    _ => self.any(extent),
                };
                self.read((i.a, i.rows), *need);
            }
        }
        for (k, (at, pieces)) in bound.dated.iter().enumerate().rev() {
            if *at == step {
                self.backwards(pieces);
                dated[k] = self.taken(pieces, &[]);
            }
        }
        self.backwards(&bound.observe);
        let conditions: Vec<(Slot, u64)> = (code.events.iter().zip(&span.events))
            .filter_map(|(e, need)| Some((e.condition?, need.decided)))
            .collect();
        span.observe = self.taken(&bound.observe, &conditions);
        span.widened(asked.planes)
    }

    /// The step from an instant to the next. A state that the later stages of a step read must come to something finite, so it is
    /// needed at the next instant as well; that is found again until nothing is added.
    fn step(&mut self, step: u32, span: &mut Span) {
        let next = (self.live.clone(), self.histories.clone());
        while !self.moved(step, span) {
            (self.live, self.histories) = next.clone();
            for (s, need) in self.code.states.iter().zip(&span.states) {
                self.read((s.slot, s.rows), *need);
            }
        }
    }

    /// Says whether no state is read on the way that is not needed where it comes to.
    fn moved(&mut self, step: u32, span: &mut Span) -> bool {
        let code = self.code;
        for (s, need) in code.states.iter().zip(&mut span.states).rev() {
            let state = (s.slot, s.rows);
            match s.step {
                StateStep::Latch(i) => {
                    *need = self.made(state);
                    self.read((i.a, i.rows), *need);
                }
                StateStep::Integral { settle, .. } => {
                    *need = self.any(state);
                    if let Some(i) = settle.filter(|i| matches!(i.opcode, Opcode::ApplyFloor(_))) {
                        self.read((i.a, i.rows), *need);
                    }
                }
            }
        }
        for (event, need) in code.events.iter().zip(&mut span.events).rev() {
            for effect in event.effects.iter().rev() {
                let state = code.states.iter().find(|s| s.slot == effect.state);
                let planes = self.any((effect.state, state.map_or(1, |s| s.rows)));
                self.read((effect.amount, effect.targets.len() as u32), planes);
                self.read((event.fired, event.rows), planes);
            }
            need.counted = self.any((event.count, event.rows)) | self.any((event.last, event.rows));
            self.read((event.fired, event.rows), need.counted);
        }
        let found = if code.runge_kutta {
            self.runge_kutta(step, span)
        } else {
            self.euler(step, span);
            true
        };
        for ((history, need), later) in
            (code.histories.iter().zip(&mut span.histories)).zip(self.histories.clone())
        {
            *need = later;
            self.read((history.source, history.rows), later);
        }
        self.events(step, span);
        found
    }

    fn euler(&mut self, step: u32, span: &Span) {
        for (s, need) in self.code.states.iter().zip(&span.states).rev() {
            let StateStep::Integral {
                window,
                integration: Integration::Euler { keep, advance },
                ..
            } = s.step
            else {
                continue;
            };
            if in_window(window, step) {
                self.read((advance.a, advance.rows), *need);
            }
            if let Some(keep) = keep {
                self.made((keep.to, keep.rows));
                self.read((s.slot, s.rows), *need);
            }
        }
    }

    /// Says whether no state is read at a later stage that is not needed where it comes to.
    fn runge_kutta(&mut self, step: u32, span: &mut Span) -> bool {
        let code = self.code;
        let integrals = || {
            let states = code.states.iter().enumerate();
            states.filter_map(move |(k, s)| match s.step {
                StateStep::Integral {
                    window,
                    integration: Integration::RungeKutta(calls),
                    ..
                } => Some((k, in_window(window, step), calls)),
                _ => None,
            })
        };
        let mut stage = vec![0; self.calls.len()];
        let mut found = true;
        for (k, moves, calls) in integrals() {
            if moves {
                let planes = span.states[k];
                self.made((calls.last_shift.to, calls.last_shift.rows));
                self.read((calls.last_shift.b, calls.last_shift.rows), planes);
            }
        }
        // The stages from the last to the first.
        for first in [false, false, true] {
            for (k, _, calls) in integrals() {
                let add = calls.add_total;
                self.read((add.a, add.rows), span.states[k]);
            }
            self.backwards(&self.bound.stage);
            for piece in &self.bound.stage {
                for call in piece.from..piece.until {
                    stage[call as usize] |= self.calls[call as usize];
                }
            }
            for (k, moves, calls) in integrals() {
                let shift = if first {
                    calls.first_shift
                } else {
                    calls.shift
                };
                if moves {
                    let planes = self.made((shift.to, shift.rows));
                    found &= planes & !span.states[k] == 0;
                    span.states[k] |= planes;
                    self.read((shift.b, shift.rows), planes);
                }
            }
        }
        for (k, _, calls) in integrals() {
            let planes = span.states[k];
            self.made((calls.begin_total.to, calls.begin_total.rows));
            self.read((calls.begin_total.a, calls.begin_total.rows), planes);
            self.made((calls.keep.to, calls.keep.rows));
            self.read((calls.keep.a, calls.keep.rows), planes);
        }
        self.calls = stage;
        span.stage = self.taken(&self.bound.stage, &[]);
        found
    }

    /// Which events happen. Outcomes of an event follow it.
    fn events(&mut self, step: u32, span: &mut Span) {
        let code = self.code;
        let asked = |k: usize| {
            let of = self.asked.events.get(k).into_iter().flatten();
            of.filter(|(until, _)| step < *until)
                .fold(0, |all, (_, planes)| all | planes)
        };
        let asked: Vec<u64> = (0..code.events.len()).map(asked).collect();
        let mut first = 0;
        while let Some(event) = code.events.get(first) {
            let outcomes = first + 1..first + 1 + event.outcomes;
            let happens = |this: &mut Self, k: usize| {
                let e = &code.events[k];
                this.made((e.fired, e.rows)) | asked[k]
            };
            let chosen = outcomes.clone().fold(0, |all, k| all | happens(self, k));
            let decided = happens(self, first) | chosen;
            for (k, e) in outcomes.clone().zip(&code.events[outcomes.clone()]) {
                span.events[k].decided = 0;
                self.condition(e, chosen);
            }
            span.events[first].chosen = chosen;
            span.events[first].decided = decided;
            self.condition(event, decided);
            for slot in [event.count, event.last] {
                self.read((slot, event.rows), decided);
            }
            first = outcomes.end;
        }
    }

    fn condition(&mut self, event: &EventLayout, planes: u64) {
        if let Some(condition) = event.condition {
            self.read((condition, event.rows), planes);
        }
    }
}

impl Span {
    /// Masks of all planes as the mask of everything, which is not asked about.
    fn widened(mut self, all: u64) -> Span {
        let widen = |mask: &mut u64| {
            if *mask == all {
                *mask = u64::MAX;
            }
        };
        self.accumulators.iter_mut().for_each(widen);
        self.histories.iter_mut().for_each(widen);
        self.states.iter_mut().for_each(widen);
        for need in &mut self.events {
            widen(&mut need.decided);
            widen(&mut need.chosen);
            widen(&mut need.counted);
        }
        self
    }

    /// What is needed in either.
    fn or(self, other: &Span, bound: &Bound) -> Span {
        let masks = |a: Vec<u64>, b: &[u64]| a.iter().zip(b).map(|(a, b)| a | b).collect();
        Span {
            observe: self.observe.or(&other.observe, &bound.observe),
            stage: self.stage.or(&other.stage, &bound.stage),
            states: masks(self.states, &other.states),
            accumulators: masks(self.accumulators, &other.accumulators),
            histories: masks(self.histories, &other.histories),
            events: (self.events.iter().zip(&other.events))
                .map(|(a, b)| EventNeed {
                    decided: a.decided | b.decided,
                    chosen: a.chosen | b.chosen,
                    counted: a.counted | b.counted,
                })
                .collect(),
        }
    }
}

impl Sequence {
    /// Makes a piece of the calls from that place on, unless there are none.
    fn end_piece(&mut self, from: u32, rows: u32) {
        let until = self.calls.len() as u32;
        if from < until {
            self.pieces.push(Piece { from, until, rows });
        }
    }

    fn or(&self, other: &Sequence, pieces: &[Piece]) -> Sequence {
        let planes = |of: &Sequence, call: CallId| {
            let found = of.calls.binary_search_by_key(&call, |(c, _)| *c);
            found.map_or(0, |at| of.calls[at].1)
        };
        let mut all = Sequence::default();
        for piece in pieces {
            let from = all.calls.len() as u32;
            for call in piece.from..piece.until {
                let planes = planes(self, call) | planes(other, call);
                if planes != 0 {
                    all.calls.push((call, planes));
                }
            }
            all.end_piece(from, piece.rows);
        }
        all
    }
}

pub(crate) fn in_window(window: Option<(u32, u32)>, step: u32) -> bool {
    window.is_none_or(|(from, until)| from <= step && step < until)
}
