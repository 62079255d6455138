//! From a lowered scenario to code: which nodes are computed when, where their rows stand, which operations go in one
//! pass, and what is checked.
//!
//! The generator is not believed: [`crate::verify`] looks at nothing but what it made.

mod block;
mod clock;
mod emit;
mod fuse;
mod generator;
mod lasting;
mod needs;
mod places;
mod schedule;

use std::collections::{BTreeSet, HashMap};

use contend_model::clock::Method;
use contend_model::expression::EventReading;
use contend_model::id::QuantityId;

use crate::code::{
    ARENA_LIMIT, Code, DatedSequence, Instruction, LANES, MOST_LANES, NamedLayout, OutcomeLayout,
    Slot,
};
use crate::frame::Frame;
use crate::graph::{self, NodeId, Op, When};
use crate::lower::{CompileError, Lowered};
use clock::ClockTables;
pub(crate) use clock::points;
use generator::{Block, Generator};
use lasting::{DatedSlots, Lasting};
use needs::Needs;
use places::Places;

/// Bytes that a tile should take, so that it stays in the nearest caches.
const TILE_BYTES: usize = 64 * 1024;
/// Bytes that a tile may take where many small instructions ask for more lanes: the second cache.
const WIDE_TILE_BYTES: usize = 1024 * 1024;
/// Numbers that an instruction should have, to be worth its call.
const CALL_NUMBERS: usize = 128;

/// Makes the code. With `trace`, every named value is kept to the end of the instant.
///
/// `lanes` is rounded to a number that kernels are made for; without it, as many as suit the size of the program.
///
/// # Errors
/// [`CompileError::TooLarge`], [`CompileError::Misplaced`] where an outcome reads what varies over time, and
/// [`CompileError::Defect`].
pub(crate) fn generate(
    lowered: &Lowered,
    frame: &Frame,
    lanes: Option<usize>,
    trace: bool,
) -> Result<Code, CompileError> {
    if let Some(lanes) = lanes {
        let lanes = lanes.clamp(LANES[0], MOST_LANES).next_power_of_two();
        return generate_for(lowered, frame, lanes, trace);
    }
    // How many lanes fit shows when the rows are counted; fewer lanes take larger blocks of rows.
    let code = generate_for(lowered, frame, MOST_LANES, trace)?;
    let lanes_in = |bytes: usize| bytes / 8 / code.arena_rows.max(1) as usize;
    let worth = CALL_NUMBERS / code.observe.mean_rows();
    let fitting = lanes_in(TILE_BYTES)
        .max(worth.min(lanes_in(WIDE_TILE_BYTES)))
        .clamp(LANES[0], MOST_LANES);
    let fitting = 1usize << (usize::BITS - 1 - fitting.leading_zeros());
    if fitting == MOST_LANES {
        Ok(code)
    } else {
        generate_for(lowered, frame, fitting, trace)
    }
}

fn generate_for(
    lowered: &Lowered,
    frame: &Frame,
    lanes: usize,
    trace: bool,
) -> Result<Code, CompileError> {
    let runge_kutta = frame.clock.method == Method::Rk4;
    let grid = frame.clock.steps as usize + 1;
    let mut generator = Generator {
        lowered,
        graph: &lowered.graph,
        frame,
        code: Code {
            lanes,
            planes: lowered.planes,
            dt: frame.clock.dt,
            runge_kutta,
            points: if runge_kutta { 3 * grid } else { grid },
            tables: frame.tables.clone(),
            ..Code::default()
        },
        places: Places::default(),
        clock: ClockTables::default(),
    };
    generator.everything(trace)?;
    let Generator {
        mut code, places, ..
    } = generator;
    code.arena_rows = places.rows;
    if u64::from(places.rows) > ARENA_LIMIT {
        return Err(CompileError::TooLarge {
            numbers: u64::from(places.rows),
            limit: ARENA_LIMIT,
        });
    }
    let longest = code.segments.iter().map(|s| s.rows.len()).max();
    let widest = code.matrices.iter().map(|m| m.columns).max();
    code.counting = (0..longest.max(widest).unwrap_or(0) as u32).collect();
    Ok(code)
}

impl Generator<'_> {
    fn everything(&mut self, trace: bool) -> Result<(), CompileError> {
        let needs = Needs::of(self.lowered, trace)?;
        let lasting = self.place_lasting();
        self.setup(&needs)?;
        self.code.lasting = self.places.rows;
        self.observe(&needs)?;
        let dated_slots = self.dated(&needs)?;
        let stage_slots = if self.code.runge_kutta {
            self.stage(&needs.rates)?
        } else {
            HashMap::new()
        };
        self.finish_states(&lasting, &stage_slots)?;
        self.finish_accumulators(&lasting, &dated_slots)?;
        self.finish_events(&lasting)?;
        self.finish_histories()?;
        self.finish_watches()?;
        if trace {
            self.name_values();
        }
        self.outcomes(needs, lasting)?;
        self.code.clock_tables = self.clock.tabulate(self.graph, self.frame);
        Ok(())
    }

    /// Once for each world. What is computed here stays, since all other parts may read it.
    fn setup(&mut self, needs: &Needs) -> Result<(), CompileError> {
        self.place_constants(&needs.before_steps, &needs.setup);
        let named: BTreeSet<NodeId> = self.lowered.named.iter().map(|(_, n)| *n).collect();
        let checked: BTreeSet<NodeId> = (needs.setup.iter().copied())
            .filter(|n| named.contains(n))
            .collect();
        self.code.setup = self.block(Block {
            order: needs.setup.clone(),
            kept: needs.setup.iter().copied().collect(),
            checked,
        })?;
        Ok(())
    }

    fn place_constants(&mut self, roots: &BTreeSet<NodeId>, order: &[NodeId]) {
        let mut wanted = roots.clone();
        for id in order {
            wanted.extend(graph::operands(&self.graph.node(*id).op));
        }
        for id in wanted {
            if let Some(values) = self.graph.constant_values(id) {
                let values = values.to_vec();
                let slot = self.places.fresh(values.len() as u32);
                self.places.slots.insert(id, slot);
                self.code.constants.push((slot, values));
            }
        }
    }

    /// Each instant.
    fn observe(&mut self, needs: &Needs) -> Result<(), CompileError> {
        let checked = needs::absorbed(self.lowered, &needs.some_step);
        self.code.observe = self.block(Block {
            order: needs.step.clone(),
            kept: needs.kept.clone(),
            checked,
        })?;
        for i in self.hold_states(&needs::read_later(self.lowered)) {
            self.code.observe.push(i, 0);
        }
        // A weight matters where its event happens, and is looked at there.
        for event in self.lowered.events.iter().filter(|e| e.of.is_none()) {
            if let Some(condition) = event.condition {
                let check = self.check(self.places.slot(condition)?, event.rows);
                self.code.observe.push(check, 0);
            }
        }
        Ok(())
    }

    /// What is read at one instant alone, beside what each computes: of each such instant, where what is read stands.
    fn dated(&mut self, needs: &Needs) -> Result<DatedSlots, CompileError> {
        let mut slots = DatedSlots::new();
        for dated in &needs.dated {
            let sequence = self.block(Block {
                order: dated.nodes.clone(),
                kept: dated.sources.clone(),
                checked: BTreeSet::new(),
            })?;
            for id in &dated.sources {
                slots.insert((dated.step, *id), self.places.slot(*id)?);
            }
            if !sequence.instructions.is_empty() {
                self.code.dated.push(DatedSequence {
                    step: dated.step,
                    sequence,
                });
            }
        }
        Ok(slots)
    }

    /// Further stages of a Runge–Kutta step: the rates once more, in places of their own, which are returned. What the
    /// instant has computed still stands: events and histories read it after the step.
    fn stage(&mut self, rates: &BTreeSet<NodeId>) -> Result<HashMap<NodeId, Slot>, CompileError> {
        let observed = self.places.slots.clone();
        let order = needs::reachable(self.graph, rates, When::Step)?;
        for id in &order {
            self.places.slots.remove(id);
        }
        self.places.keep_apart();
        let observed_held = std::mem::take(&mut self.places.held);
        let checked = needs::absorbed_in(self.lowered, &order, Vec::new());
        self.code.stage = self.block(Block {
            order,
            kept: rates.clone(),
            checked,
        })?;
        for i in self.hold_states(rates) {
            self.code.stage.push(i, 0);
        }
        let mut stage_slots = std::mem::replace(&mut self.places.slots, observed);
        stage_slots.extend(std::mem::replace(&mut self.places.held, observed_held));
        Ok(stage_slots)
    }

    /// Copies those roots that are states themselves, so that what reads them later sees the value of this instant.
    fn hold_states(&mut self, roots: &BTreeSet<NodeId>) -> Vec<Instruction> {
        let mut into = Vec::new();
        for id in roots {
            let node = self.graph.node(*id);
            if let (Op::State(_), Some(slot)) = (&node.op, self.places.slots.get(id).copied()) {
                let to = self.places.fresh(node.rows);
                into.push(self.copy_rows(to, (slot..slot + node.rows).collect()));
                self.places.held.insert(*id, to);
            }
        }
        into
    }

    fn finish_watches(&mut self) -> Result<(), CompileError> {
        for (watch, node, row) in &self.lowered.watches {
            let slot = self.places.slot(*node)?;
            let row = if self.graph.rows(*node) == 1 { 0 } else { *row };
            self.code.watches.push((*watch, slot + row));
        }
        Ok(())
    }

    /// Where a trace finds named values. Time since an event is infinite before its first time, which is no fault.
    fn name_values(&mut self) {
        let mut list: Vec<(NodeId, QuantityId)> =
            (self.lowered.named.iter()).map(|(q, n)| (*n, *q)).collect();
        list.sort_unstable();
        for (id, quantity) in list {
            let node = self.graph.node(id);
            if matches!(node.op, Op::Happened(_, EventReading::Since)) {
                continue;
            }
            if let Some(slot) = self.places.slots.get(&id) {
                self.code.named.push(NamedLayout {
                    quantity,
                    slot: *slot,
                    rows: node.rows,
                    varies: node.when == When::Step,
                });
            }
        }
    }

    /// After the last step.
    fn outcomes(&mut self, needs: Needs, lasting: Lasting) -> Result<(), CompileError> {
        for (id, node) in self.graph.nodes().iter().enumerate() {
            if let Op::Summary(s) = node.op {
                let slot = lasting.summaries[s as usize];
                self.places.slots.insert(id as NodeId, slot);
            }
        }
        let computed = |n: &NodeId| !matches!(self.graph.node(*n).op, Op::Summary(_));
        let order = needs.finish.into_iter().filter(computed).collect();
        self.places.keep_apart();
        self.code.finish = self.block(Block {
            order,
            kept: needs.outcomes,
            checked: BTreeSet::new(),
        })?;
        for (id, node) in &self.lowered.outcomes {
            self.code.outcomes.push(OutcomeLayout {
                id: *id,
                slot: self.places.slot(*node)?,
                rows: self.graph.rows(*node),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use contend_model::expression::UnaryOp;
    use contend_model::id::{OutcomeId, ProfileId};
    use contend_model::place::MemoryFolder;

    use super::*;
    use crate::batch::Request;
    use crate::code::{Opcode, Sequence};
    use crate::lower::lower;
    use crate::play::Course;

    fn code(text: &str) -> Code {
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text)]));
        let findings = reading.findings;
        let scenario = reading.scenario.unwrap_or_else(|| panic!("{findings:?}"));
        let request = Request {
            outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
            ..Request::default()
        };
        let course = Course::of(&scenario, ProfileId(0));
        let lowered = lower(&scenario, &[course], &request).expect("lowers");
        let frame = Frame::new(&scenario, &lowered);
        let generated = generate(&lowered, &frame, Some(8), false);
        generated.expect("generates")
    }

    fn scenario(rest: &str) -> Code {
        code(&format!(
            "[scenario]\ntitle = \"Test\"\nstart = 2000\nend = 2010\nstep = \"1 year\"\n\n\
             [parameter]\ng = {{ value = 0.1, range = [0, 1], assumption = \"test\" }}\n\n{rest}"
        ))
    }

    fn count(sequence: &Sequence, opcode: impl Fn(Opcode) -> bool) -> usize {
        let all = sequence.instructions.iter();
        all.filter(|i| opcode(i.opcode)).count()
    }

    #[test]
    fn what_is_read_at_one_date_is_computed_there_alone() {
        let exponential = |opcode| opcode == Opcode::Unary(UnaryOp::Exp);
        let stock = "[stock]\ns = { start = 1, change = \"g * s / 1{year}\" }\n\n[outcome]\n";
        let code = scenario(&format!(
            "{stock}early = {{ equation = \"at(exp(-s), 2004-01-01)\" }}\nlate = {{ equation = \"at_end(exp(-s))\" }}\n"
        ));
        assert_eq!(count(&code.observe, exponential), 0);
        let steps: Vec<u32> = code.dated.iter().map(|d| d.step).collect();
        assert_eq!(steps, [4, 10]);
        for dated in &code.dated {
            assert_eq!(count(&dated.sequence, exponential), 1);
        }
        // What something else reads at each instant is computed once there.
        let code = scenario(&format!(
            "{stock}early = {{ equation = \"at(exp(-s), 2004-01-01)\" }}\nmost = {{ equation = \"max(exp(-s))\" }}\n"
        ));
        assert_eq!(count(&code.observe, exponential), 1);
        assert!(code.dated.is_empty());
    }

    #[test]
    fn what_has_a_name_is_computed_and_checked_at_each_instant() {
        let code = scenario(
            "[variable]\nx = { equation = \"exp(g * time / 1{year})\" }\n\n\
             [outcome]\nearly = { equation = \"at(x, 2004-01-01)\" }\n",
        );
        assert_eq!(
            count(&code.observe, |o| o == Opcode::Unary(UnaryOp::Exp)),
            1
        );
        assert_eq!(count(&code.observe, |o| o == Opcode::Check), 1);
    }

    #[test]
    fn all_that_time_alone_decides_is_read_in_one_go() {
        let code = scenario(
            "[outcome]\nsum = { unit = \"year\", equation = \"total(g * ramp(1{1/year}, 2002-01-01, 2004-01-01) + g * pulse(2003-01-01, 1{year}) - g * cos(time / 1{year}))\" }\n"
                .replace("sum =", "all =")
                .as_str(),
        );
        assert_eq!(count(&code.observe, |o| o == Opcode::Clock), 1);
        assert_eq!(code.clock_tables.len(), 1);
        assert_eq!(code.clock_tables[0].parts, [1, 1, 1]);
    }
}
