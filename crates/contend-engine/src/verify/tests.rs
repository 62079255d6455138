//! Whole code is sealed; corrupted code is refused, and what is not refused may be run.

use std::collections::BTreeSet;

use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::Scenario;
use contend_model::place::MemoryFolder;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assume, prop_oneof, proptest};

use super::{Sealed, seal};
use crate::batch::{Request, Watch};
use crate::code::{Code, Instruction, Integration, Opcode, RungeKutta, Sequence, StateStep};
use crate::defect::{Defect, Reason};
use crate::features::Features;
use crate::frame::Frame;
use crate::generate::generate;
use crate::lower::lower;
use crate::machine::{Bound, Draws};
use crate::play::Course;
use crate::tile::Tile;

/// Everything that instructions can do, under one method or the other; chance needs Euler's.
fn sample(runge_kutta: bool) -> String {
    let (method, luck, storm) = if runge_kutta {
        ("rk4", "a", "when = \"mass > 3\"\nrepeat = true")
    } else {
        let hazard = "hazard = \"0.2{1/yr} * mass\"";
        ("euler", "normal(a, 0.1) + p * 0", hazard)
    };
    format!(
        r#"
[scenario]
title = "All opcodes"
start = 2020
end = 2024
step = "6 months"
time_unit = "year"
method = "{method}"
now = 2021

[dimension]
place = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
there = "place"

[parameter]
a = {{ value = 2, range = [1, 3], assumption = "test" }}
p = {{ over = "place", value = [1, 2, 3, 4, 5, 6, 7, 8, 9], spread = 0.5, assumption = "test" }}
power = {{ over = "place", value = 0.5, assumption = "test" }}
link = {{ over = ["place", "there"], edges = {{ file = "links.csv", from = "x", to = "y", value = "w", missing = 0.5 }}, assumption = "test" }}

[lookup.bend]
points = [[0, 1], [1, 0.5], [2, 0]]
assumption = "test"

[stock]
mass = {{ over = "place", start = "p", change = "0.1{{1/year}} * (moved - mass * bend(mass))", at_zero = "clamp" }}
free = {{ start = "a", change = "0.1{{1/year}} * (a - free)" }}
gone = {{ over = "place", start = "1", change = "-0.1{{1/year}} * gone * luck", at_zero = "extinct" }}
pool = {{ over = "place", start = "p", at_zero = "clamp" }}
well = {{ over = "place", start = "p", at_zero = "clamp" }}
struck = {{ start = "1", change = "0.1{{1/year}} * struck" }}

[variable]
luck = {{ over = "place", equation = "{luck}" }}
moved = {{ over = "place", equation = "sum(link * mass[there], there) - smooth(mass, 1{{year}}) + a ^ power" }}
chosen = {{ over = "place", equation = "if mass > a then exp(-mass * 0.1) else mass * a + p" }}
order = {{ over = "place", equation = "rank(mass, place) + argmax(mass, place) + softmax(mass * power, place) + running_sum(p, place)" }}
far = {{ over = "place", equation = "p[argmax(mass, place)] + mass[argmin(mass, place)]" }}
past = {{ over = "place", equation = "far + lag(mass, 1{{year}}) + previous(mass) + peak(chosen)" }}
first = {{ over = "place", equation = "if place == a then 1 else first[place - 1] * 2" }}
seen = {{ over = "place", equation = "count(storm) + (if since(storm) > 1{{year}} then 1 else 0) + time / 1{{year}}" }}

[flow]
spill = {{ over = "place", unit = "1/year", equation = "2{{1/year}} * p", from = "well", to = "pool" }}
drain = {{ over = "place", unit = "1/year", equation = "3{{1/year}} * p", from = "pool" }}

[event.storm]
over = "place"
{storm}
cooldown = "6 months"
effect = {{ mass = "-0.5 * mass", struck = "sum(p, place)" }}

[event.storm.outcomes]
passes  = {{ weight = "a" }}
strikes = {{ weight = "p", effect = {{ free = "0.1" }} }}

[event.turn]
when = "free > 1.5"
set = {{ gone = "0.5" }}

[outcome]
last = {{ equation = "at_end(sum(mass, place)) + at(sum(gone, place) * sum(mass, place), 2022-01-01)" }}
means = {{ over = "place", equation = "mean(chosen + seen) + max(order) + min(past) + total(moved) * 0{{1/year}}" }}
when = {{ unit = "year", equation = "first_time(free > 1.9)" }}
both = {{ equation = "mean(sum(luck, place) + sum(first, place) + struck)" }}
"#
    )
}

fn read(toml: &str) -> Scenario {
    let links = "x,y,w\na,b,1\nb,c,2.5\nf,a,3\n";
    let folder = MemoryFolder::new([("scenario.toml", toml), ("links.csv", links)]);
    let reading = contend_scenario::read(&folder);
    match reading.scenario {
        Some(scenario) => scenario,
        None => {
            let messages = reading.findings.iter().map(|f| (&f.id, &f.arguments));
            panic!("{toml}\n{:#?}", messages.collect::<Vec<_>>())
        }
    }
}

/// Code of a scenario with everything asked for, and its frame.
fn compiled(scenario: &Scenario, lanes: usize, trace: bool) -> (Code, Frame) {
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        watches: (0..scenario.quantities.len() as u32)
            .map(|q| Watch {
                quantity: QuantityId(q),
                element: None,
            })
            .collect(),
        occurrences: true,
        ..Request::default()
    };
    let course = Course::of(scenario, ProfileId(0));
    let lowered = lower(scenario, &[course], &request).expect("lowers");
    let frame = Frame::new(scenario, &lowered);
    let code = generate(&lowered, &frame, Some(lanes), trace).expect("generates");
    (code, frame)
}

/// All code of the samples.
fn samples() -> Vec<(Code, Frame)> {
    let mut all = Vec::new();
    for runge_kutta in [false, true] {
        let scenario = read(&sample(runge_kutta));
        let ways = [(8, false), (64, false), (8, true)];
        for (lanes, trace) in ways.into_iter().take(if cfg!(miri) { 1 } else { 3 }) {
            all.push(compiled(&scenario, lanes, trace));
        }
    }
    all
}

/// All instructions of some code, in one fixed order.
fn instructions(code: &mut Code) -> Vec<&mut Instruction> {
    let mut all: Vec<&mut Instruction> = Vec::new();
    for sequence in [
        &mut code.setup,
        &mut code.observe,
        &mut code.stage,
        &mut code.finish,
    ] {
        all.extend(&mut sequence.instructions);
    }
    for dated in &mut code.dated {
        all.extend(&mut dated.sequence.instructions);
    }
    for state in &mut code.states {
        match &mut state.step {
            StateStep::Latch(i) => all.push(i),
            StateStep::Integral {
                integration,
                settle,
                ..
            } => {
                match integration {
                    Integration::Euler { keep, advance } => {
                        all.extend(keep);
                        all.push(advance);
                    }
                    Integration::RungeKutta(RungeKutta {
                        keep,
                        begin_total,
                        first_shift,
                        shift,
                        add_total,
                        last_shift,
                    }) => {
                        all.extend([keep, begin_total, first_shift, shift, add_total, last_shift])
                    }
                }
                all.extend(settle);
            }
        }
    }
    all.extend(code.accumulators.iter_mut().map(|a| &mut a.instruction));
    all
}

/// The slots of an instruction that its opcode uses: result first.
fn used(i: &mut Instruction) -> Vec<&mut u32> {
    let operands = match i.opcode {
        Opcode::CopyRows | Opcode::Lever | Opcode::Clock => 0,
        Opcode::Unary(_)
        | Opcode::Reduce(_)
        | Opcode::Along(_)
        | Opcode::Product
        | Opcode::Lookup
        | Opcode::Check
        | Opcode::Copy
        | Opcode::Since
        | Opcode::AddScaled
        | Opcode::Accumulate(_) => 1,
        Opcode::Binary(..)
        | Opcode::Pick
        | Opcode::Chance(_)
        | Opcode::Lag
        | Opcode::Advance(_)
        | Opcode::ApplyFloor(_)
        | Opcode::Shift => 2,
        Opcode::Share(supply) => 2 + usize::from(supply),
        Opcode::Fused(..) | Opcode::Select(_) => 3,
    };
    let Instruction { to, a, b, c, .. } = i;
    let mut all = vec![to, a, b, c];
    all.truncate(operands + 1);
    all
}

fn has_table(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::CopyRows
            | Opcode::Reduce(_)
            | Opcode::Along(_)
            | Opcode::Pick
            | Opcode::Lever
            | Opcode::Product
            | Opcode::Lookup
            | Opcode::Clock
            | Opcode::Chance(_)
            | Opcode::Lag
    )
}

/// Code with one thing changed must be refused.
fn refused(code: &Code, frame: &Frame, what: &str, change: impl FnOnce(&mut Code)) -> Defect {
    let mut changed = code.clone();
    change(&mut changed);
    assert_ne!(&changed, code, "{what}: nothing was changed");
    match seal(changed, frame) {
        Err(defect) => defect,
        Ok(_) => panic!("{what} was sealed"),
    }
}

/// As [`refused`], by instruction.
fn refused_at(
    code: &Code,
    frame: &Frame,
    k: usize,
    what: &str,
    change: impl FnOnce(&mut Instruction),
) -> Defect {
    let what = format!("{:?}: {what}", instructions(&mut code.clone())[k]);
    refused(code, frame, &what, |code| change(instructions(code)[k]))
}

#[test]
fn whole_code_is_sealed_and_the_samples_have_every_opcode() {
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let mut blocked = 0;
    for (mut code, frame) in samples() {
        for i in instructions(&mut code) {
            let name = format!("{:?}", i.opcode);
            let end = name.find('(').unwrap_or(name.len());
            kinds.insert(name[..end].to_owned());
        }
        blocked += code.observe.pieces.iter().filter(|p| p.rows > 0).count();
        let sealed = seal(code, &frame).unwrap_or_else(|defect| panic!("{defect}"));
        run(sealed, &frame);
    }
    assert_eq!(kinds.len(), 22, "{kinds:?}");
    assert!(blocked > 0 || cfg!(miri));
}

#[test]
fn each_operand_of_each_instruction_is_held_to_its_place() {
    for (mut code, frame) in samples() {
        let end = code.arena_rows;
        for k in 0..instructions(&mut code).len() {
            let slots = used(instructions(&mut code)[k]).len();
            for slot in 0..slots {
                for outside in [end, end - 1 + u32::from(slot > 0), u32::MAX] {
                    // The last row may be a place of one row.
                    if outside == end - 1 && instructions(&mut code)[k].rows < 2 {
                        continue;
                    }
                    refused_at(&code, &frame, k, "outside", |i| *used(i)[slot] = outside);
                }
            }
            let makes = !matches!(instructions(&mut code)[k].opcode, Opcode::Check);
            if slots > 1 && makes {
                refused_at(&code, &frame, k, "result over operand", |i| i.to = i.a);
                refused_at(&code, &frame, k, "operand over result", |i| i.a = i.to);
            }
            refused_at(&code, &frame, k, "one row more", |i| i.rows += 1);
            refused_at(&code, &frame, k, "too many rows", |i| i.rows = u32::MAX);
            if has_table(instructions(&mut code)[k].opcode) {
                let defect = refused_at(&code, &frame, k, "table", |i| i.table = 1 << 20);
                assert_eq!(defect.reason(), Reason::Table);
            }
        }
    }
}

#[test]
fn an_operand_of_one_row_is_not_read_as_many() {
    // What a rewrite of the graph once did: the same values, told to have more rows.
    let mut found = 0;
    for (mut code, frame) in samples() {
        for k in 0..instructions(&mut code).len() {
            let singles: &[bool] = match &instructions(&mut code)[k].opcode {
                Opcode::Binary(_, single) => &single.clone(),
                Opcode::Fused(_, _, single) | Opcode::Select(single) => &single.clone(),
                _ => continue,
            };
            if !singles.contains(&true) {
                continue;
            }
            found += 1;
            let defect = refused_at(&code, &frame, k, "single as many", |i| {
                match &mut i.opcode {
                    Opcode::Binary(_, single) => *single = [false; 2],
                    Opcode::Fused(_, _, single) | Opcode::Select(single) => *single = [false; 3],
                    _ => {}
                }
            });
            assert!(matches!(
                defect.reason(),
                Reason::Shape | Reason::Outside | Reason::Unset
            ));
        }
    }
    assert!(found > 20, "{found}");
}

#[test]
fn tables_are_held_to_what_they_point_into() {
    for (code, frame) in samples() {
        let end = code.arena_rows;
        let refused = |what: &str, change: &dyn Fn(&mut Code)| {
            refused(&code, &frame, what, |code| change(code));
        };
        refused("lanes without kernels", &|c| c.lanes = 12);
        refused("too many lanes", &|c| c.lanes = 128);
        refused("a smaller arena", &|c| c.arena_rows -= 1);
        refused("no arena", &|c| c.arena_rows = 0);
        refused("an arena beyond the limit", &|c| c.arena_rows = u32::MAX);
        refused("the other method", &|c| c.runge_kutta = !c.runge_kutta);
        refused("points", &|c| c.points += 1);
        refused("fault outside", &|c| c.fault = end);
        refused("fault over a state", &|c| c.fault = c.states[0].slot);
        refused("counting", &|c| c.counting[0] = 1);
        refused("counting too short", &|c| c.counting.clear());
        refused("a constant outside", &|c| c.constants[0].0 = end);
        refused("a constant over another", &|c| {
            c.constants[0].0 = c.constants[1].0
        });
        refused("a parameter outside", &|c| c.parameters[0].slot = end);
        refused("a parameter of other rows", &|c| c.parameters[0].rows += 1);
        refused("an unknown parameter", &|c| c.parameters[0].index = 99);
        refused("a state outside", &|c| c.states[0].slot = end);
        refused("a state of more rows", &|c| c.states[0].rows += 1);
        refused("a start outside", &|c| c.states[0].start = end);
        refused("a start of other rows", &|c| c.states[0].start_rows = 4);
        refused("an accumulator outside", &|c| c.accumulators[0].slot = end);
        refused("an accumulator of more rows", &|c| {
            c.accumulators[0].rows += 1
        });
        refused("a history outside", &|c| c.histories[0].source = end);
        refused("a history of more rows", &|c| c.histories[0].rows += 1);
        refused("a history without depth", &|c| c.histories[0].depth = 0);
        refused("an unknown event", &|c| c.events[0].id.0 = 99);
        refused("an event of more rows", &|c| c.events[0].rows += 1);
        refused("counts outside", &|c| c.events[0].count = end);
        refused("times outside", &|c| c.events[0].last = end);
        refused("marks outside", &|c| c.events[0].fired = end);
        refused("a condition outside", &|c| {
            c.events[0].condition = Some(end)
        });
        refused("a hazard that is missing", &|c| {
            c.events[0].condition = None
        });
        refused("an outcome less", &|c| c.events[0].outcomes = 1);
        refused("an outcome more", &|c| c.events[0].outcomes = 3);
        refused("more outcomes than events", &|c| {
            c.events[0].outcomes = usize::MAX;
        });
        refused("an outcome of an outcome", &|c| c.events[1].outcomes = 1);
        refused("an outcome of fewer rows", &|c| c.events[1].rows -= 1);
        refused("a weight that is missing", &|c| {
            c.events[1].condition = None
        });
        refused("a weight outside", &|c| c.events[1].condition = Some(end));
        refused("an outcome that comes first", &|c| c.events.swap(0, 1));
        refused("an amount outside", &|c| {
            c.events[0].effects[0].amount = end
        });
        refused("an effect outside", &|c| c.events[0].effects[0].state = end);
        refused("a target beyond the stock", &|c| {
            c.events[0].effects[0].targets = vec![(9, 0); 9].into();
        });
        refused("a target beyond the event", &|c| {
            c.events[0].effects[0].targets = vec![(0, 9); 9].into();
        });
        refused("more targets than amounts", &|c| {
            c.events[0].effects[0].targets = vec![(0, 0); 10].into();
        });
        refused("a date that is not that of its reader", &|c| {
            c.dated[0].step += 1
        });
        refused("a watch outside", &|c| c.watches[0].1 = end);
        refused("an outcome outside", &|c| c.outcomes[0].slot = end);
        refused("an outcome of more rows", &|c| c.outcomes[0].rows += 1);
        refused("an outcome too many", &|c| c.outcomes.push(c.outcomes[0]));
        refused("rows beyond the arena", &|c| c.copies[0][0] = end);
        refused("fewer rows", &|c| c.copies[0].truncate(1));
        refused("an empty clock", &|c| c.clock_tables[0].values.clear());
        refused("a shorter clock", &|c| c.clock_tables[0].values.truncate(1));
        refused("a clock of one value less", &|c| {
            c.clock_tables[0].parts.pop();
        });
        refused("a clock of wider values", &|c| {
            c.clock_tables[0].parts[0] += 1
        });
        refused("segments of a longer operand", &|c| {
            c.segments[0].source_rows += 1
        });
        refused("rows beyond the operand", &|c| {
            let rows = c.segments[0].rows.iter().map(|r| r + 9);
            c.segments[0].rows = rows.collect();
        });
        refused("offsets that fall", &|c| {
            let offsets = c.segments[0].offsets.iter().rev();
            c.segments[0].offsets = offsets.copied().collect();
        });
        refused("offsets beyond the rows", &|c| {
            let offsets = c.segments[0].offsets.iter().map(|o| 2 * o);
            c.segments[0].offsets = offsets.collect();
        });
        refused("fewer segments", &|c| {
            c.segments[0].offsets = vec![0].into()
        });
        refused("a pick from a longer operand", &|c| {
            c.picks[0].source_rows += 1
        });
        refused("a pick beyond the operand", &|c| {
            let steps = c.picks[0].steps.iter().map(|k| k + 1);
            c.picks[0].steps = steps.collect();
        });
        refused("a pick from beyond the operand", &|c| {
            let base = c.picks[0].base.iter().map(|r| r + 9);
            c.picks[0].base = base.collect();
        });
        refused("a pick of no row", &|c| c.picks[0].base = vec![].into());
        refused("a wider matrix", &|c| c.matrices[0].columns += 1);
        refused("a matrix without columns", &|c| c.matrices[0].columns = 0);
        refused("a matrix of fewer rows", &|c| {
            c.matrices[0].base.truncate(5)
        });
        refused("an entry beyond the columns", &|c| {
            c.matrices[0].entries[0].0 = 9
        });
        refused("offsets of a matrix", &|c| c.matrices[0].offsets[1] += 1000);
        refused("a table without values", &|c| c.tables[0].y.truncate(2));
        if let Some(site) = code.chances.first() {
            let rows = site.rows_a;
            refused("a law's parameter of other rows", &|c| {
                c.chances[0].rows_a = rows + 1
            });
            refused("draws without names", &|c| {
                c.chances[0].keys = vec![].into()
            });
        }
        for sequence in [|c: &mut Code| &mut c.setup, |c: &mut Code| &mut c.observe]
            as [fn(&mut Code) -> &mut Sequence; 2]
        {
            refused("no pieces", &|c| sequence(c).pieces.clear());
            refused("a piece too long", &|c| sequence(c).pieces[0].until += 1000);
            refused("a piece that begins late", &|c| {
                sequence(c).pieces[0].from += 1
            });
            refused("an instruction less", &|c| {
                let all = &mut sequence(c).instructions;
                all.truncate(all.len() - 1);
            });
        }
        refused("plain rows taken in blocks", &|c| {
            c.finish.pieces[0].rows = 9
        });
    }
}

#[test]
fn blocks_are_held_to_their_rows() {
    let mut found = 0;
    for (code, frame) in samples() {
        let pieces = code.observe.pieces.iter().enumerate();
        for (p, piece) in pieces.filter(|(_, piece)| piece.rows > 0) {
            found += 1;
            let change = |what: &str, change: &dyn Fn(&mut Code)| {
                refused(&code, &frame, what, |code| change(code));
            };
            change("more rows", &|c| c.observe.pieces[p].rows += 1);
            change("fewer rows", &|c| c.observe.pieces[p].rows -= 1);
            for k in piece.from as usize..piece.until as usize {
                let i = code.observe.instructions[k];
                for bit in [1u8, 2, 4, 8] {
                    // A result or an operand of all rows that stays where it is, or one of a block that moves.
                    change("moves", &|c| c.observe.instructions[k].moves ^= bit);
                }
                if i.moves & 1 == 0 && i.opcode != Opcode::Check {
                    change("a block's result elsewhere", &|c| {
                        c.observe.instructions[k].to = i.a
                    });
                }
            }
        }
    }
    assert!(found > 0);
}

struct Middle;

impl Draws for Middle {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        1.0 + 0.1 * world as f64 + 0.01 * f64::from(input.0)
    }
}

/// Carries code out from the start to the outcomes; debug assertions look at every operand.
fn run(sealed: Sealed, frame: &Frame) {
    let bound = Bound::new(sealed, Features::detect());
    let mut tile = Tile::new(bound.code());
    let mut machine = bound.on(&mut tile, frame, None);
    machine.begin(&Middle, 0..3);
    machine.advance(None, |_, _| {});
    machine.finish();
    for outcome in &bound.code().outcomes {
        assert!(tile.rows(outcome.slot, outcome.rows).len() >= 8);
    }
}

/// A pure expression over places, from what every random scenario has.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("p".to_owned()),
        Just("mass".to_owned()),
        Just("free".to_owned()),
        Just("half".to_owned()),
        Just("0.5".to_owned()),
        Just("(time / 1{year})".to_owned()),
    ];
    leaf.prop_recursive(4, 20, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        prop_oneof![
            (
                two.clone(),
                prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("^")]
            )
                .prop_map(|((a, b), op)| format!("({a} {op} {b})")),
            two.clone().prop_map(|(a, b)| format!("max({a}, {b})")),
            three.prop_map(|(a, b, c)| format!("(if {a} > 1.1 * {b} then {c} else {a})")),
            inner.clone().prop_map(|a| format!("tanh({a})")),
            inner.clone().prop_map(|a| format!("sum(p * {a}, place)")),
            inner.clone().prop_map(|a| format!("rank(p + {a}, place)")),
            inner
                .clone()
                .prop_map(|a| format!("softmax(p * {a}, place)")),
            inner.clone().prop_map(|a| format!("bend({a})")),
            inner.clone().prop_map(|a| format!("lag({a}, 1{{year}})")),
            inner.clone().prop_map(|a| format!("previous({a})")),
            inner.prop_map(|a| format!("smooth({a}, 1{{year}})")),
        ]
    })
}

fn random_scenario() -> impl Strategy<Value = Scenario> {
    let equations = proptest::collection::vec(expression(), 5);
    (2..40usize, any::<bool>(), equations).prop_map(|(size, runge_kutta, equations)| {
        let (method, trigger) = if runge_kutta {
            ("rk4", "when = \"0.5 < ")
        } else {
            ("euler", "hazard = \"1{1/yr} * ")
        };
        let [change, one, two, hazard, amount] = &equations[..] else {
            unreachable!("five were asked for");
        };
        read(&format!(
            r#"
[scenario]
title = "Random"
start = 2020
end = 2022
step = "6 months"
time_unit = "year"
method = "{method}"
[dimension.place]
size = {size}
[parameter]
a = {{ value = 2, range = [1, 3], assumption = "test" }}
p = {{ over = "place", value = 0.5, spread = 0.5, assumption = "test" }}
half = {{ over = "place", value = 0.5, assumption = "test" }}
[lookup.bend]
points = [[0, 1], [1, 0.5], [2, 0]]
assumption = "test"
[stock]
mass = {{ over = "place", start = "p", change = "0.1{{1/year}} * {change}", at_zero = "clamp" }}
free = {{ start = "a", change = "0.1{{1/year}} * (a - free)" }}
[variable]
one = {{ over = "place", equation = "{one}" }}
two = {{ over = "place", equation = "{two} + one" }}
[event.hit]
over = "place"
{trigger}{hazard}"
effect = {{ mass = "{amount}", free = "0.1 * p" }}
[outcome]
last = {{ over = "place", equation = "at_end(one) + mean(two) + max(mass)" }}
"#
        ))
    })
}

/// Numbers that are likely to hit something.
fn number(near: u32, dice: u64, end: u32) -> u32 {
    match dice % 6 {
        0 => near.wrapping_add(1),
        1 => near.wrapping_sub(1),
        2 => (dice >> 8) as u32 % end.max(1),
        3 => end.wrapping_sub((dice >> 8) as u32 % 8),
        4 => (dice >> 8) as u32 % 8,
        _ => (dice >> 8) as u32,
    }
}

/// Changes one field of one instruction.
fn mutate(code: &mut Code, dice: u64) {
    let end = code.arena_rows;
    let opcodes: Vec<Opcode> = instructions(code).iter().map(|i| i.opcode).collect();
    let mut all = instructions(code);
    let k = (dice >> 32) as usize % all.len();
    let i = &mut *all[k];
    let number = |near: u32| number(near, dice >> 8, end);
    match dice % 8 {
        0 => i.opcode = opcodes[(dice >> 8) as usize % opcodes.len()],
        1 => i.to = number(i.to),
        2 => i.a = number(i.a),
        3 => i.b = number(i.b),
        4 => i.c = number(i.c),
        5 => i.rows = number(i.rows),
        6 => i.table = number(i.table),
        _ => i.moves ^= 1 << (dice >> 8 & 3),
    }
}

/// An interpreter takes some hundred times as long.
const CASES: u32 = if cfg!(miri) { 1 } else { 60 };
const MUTANTS: u64 = if cfg!(miri) { 4 } else { 60 };

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sealed_can_be_run(
        scenario in random_scenario(),
        lanes in prop_oneof![Just(8usize), Just(64)],
        dice in any::<u64>(),
    ) {
        prop_assume!(!scenario.outcomes.is_empty());
        let (code, frame) = compiled(&scenario, lanes, false);
        run(seal(code.clone(), &frame).unwrap_or_else(|defect| panic!("{defect}")), &frame);
        for k in 0..MUTANTS {
            let dice = crate::chance::mix(dice ^ k);
            let mut mutant = code.clone();
            mutate(&mut mutant, dice);
            if let Ok(sealed) = seal(mutant, &frame) {
                run(sealed, &frame);
            }
        }
    }
}
