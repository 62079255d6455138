//! What leaves stocks that may not go below zero, bit by bit: held against the same operations one number at a time, in worlds
//! in which anything may be nought, infinite, below nought or not defined.

use std::collections::BTreeSet;

use contend_engine::{Draws, Features, Request, compile_for};
use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

const DT: f64 = 0.25;
const STEPS: usize = 8;
const WORLDS: u64 = 70;

/// What is drawn: mostly there is enough.
struct Odd;

impl Draws for Odd {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        let mixed = (world * 7919 + u64::from(input.0) * 104_729 + 13)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            >> 40;
        let odd = [0.0, -0.0, -2.0, 60.0, 1e-310, 1e308, f64::MAX, -1e300];
        if world.is_multiple_of(2) && mixed % 101 < odd.len() as u64 {
            odd[(mixed % 101) as usize]
        } else {
            (mixed % 1000) as f64 / 250.0
        }
    }
}

/// A tank with what fills it, what leaves it, and what does so in one direction alone. Flows are taken by name.
fn text(places: usize) -> String {
    let names: Vec<String> = (0..places).map(|k| format!("'p{k}'")).collect();
    let mut text = format!(
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '3 months'\ntime_unit = 'year'\nmethod = 'euler'\n\
         [dimension]\nplace = [{}]\n[parameter]\n",
        names.join(", ")
    );
    for name in ["held", "a", "b", "c"] {
        text += &format!(
            "{name} = {{ over = 'place', distribution = 'normal(1, 1)', assumption = 't' }}\n"
        );
    }
    text + r#"
[stock]
tank = { over = "place", start = "held", at_zero = "clamp" }
[flow]
fill  = { over = "place", unit = "1/year", equation = "c * 1{1/year}", to = "tank" }
back  = { over = "place", unit = "1/year", equation = "a * 1{1/year}", from = "tank" }
forth = { over = "place", unit = "1/year", equation = "sqrt(b) * 1{1/year}", from = "tank" }
[outcome]
left   = { over = "place", equation = "at_end(tank)" }
turned = { over = "place", equation = "total(back)" }
gone   = { over = "place", equation = "total(forth)" }
filled = { over = "place", equation = "total(fill)" }
"#
}

/// What is left in the end, and what flowed; `None` where something was not finite.
fn by_hand([held, a, b, c]: [f64; 4]) -> Option<[f64; 4]> {
    let positive = |x: f64| if x > 0.0 || x.is_nan() { x } else { 0.0 };
    let b = b.sqrt();
    let [mut tank, mut turned, mut gone, mut filled] = [held, 0.0, 0.0, 0.0];
    for _ in 0..STEPS {
        let left = positive(tank + positive(c) * DT);
        let needed = (((0.0 + positive(a)) + b) + positive(-c)) * DT;
        let share = if left.is_nan() || needed.is_nan() {
            f64::NAN
        } else if needed <= left {
            1.0
        } else {
            left / needed
        };
        let back = positive(a) * share - positive(-a);
        let forth = b * share;
        let fill = positive(c) - positive(-c) * share;
        turned += DT * back;
        gone += DT * forth;
        filled += DT * fill;
        let next = tank + DT * ((fill - back) - forth);
        if ![turned, gone, filled, next].iter().all(|x| x.is_finite()) {
            return None;
        }
        tank = if next < 0.0 { 0.0 } else { next };
    }
    Some([tank, turned, gone, filled])
}

#[test]
fn what_leaves_a_stock_has_the_bits_of_plain_arithmetic() {
    let (mut dry, mut broken) = (0, 0);
    for places in [1, 2, 9, 70] {
        let text = text(places);
        let folder = MemoryFolder::new([("scenario.toml", text.as_str())]);
        let reading = contend_scenario::read(&folder);
        let scenario = reading
            .scenario
            .unwrap_or_else(|| panic!("{:#?}", reading.findings));
        let request = Request {
            outcomes: (0..4).map(OutcomeId).collect(),
            ..Request::default()
        };
        let drawn = |world: u64, place: usize| {
            [0, 1, 2, 3].map(|k| Odd.value(world, InputId((k * places + place) as u32)))
        };
        for features in Features::available() {
            for lanes in [8, 16, 32, 64] {
                let program =
                    compile_for(&scenario, ProfileId(0), &request, features, Some(lanes)).unwrap();
                let batch = program.run(&Odd, 0..WORLDS);
                let faults: BTreeSet<u64> = batch.faults.iter().map(|f| f.world).collect();
                for world in 0..WORLDS {
                    let right: Vec<_> = (0..places).map(|p| by_hand(drawn(world, p))).collect();
                    let whole: Option<Vec<[f64; 4]>> = right.into_iter().collect();
                    assert_eq!(faults.contains(&world), whole.is_none(), "world {world}");
                    broken += usize::from(whole.is_none());
                    for (place, right) in whole.into_iter().flatten().enumerate() {
                        for (found, right) in batch.outcomes.chunks(places).zip(right) {
                            let found = found[place][world as usize];
                            assert_eq!(
                                found.to_bits(),
                                right.to_bits(),
                                "{found}, not {right}: place {place} of {places} in world {world}, {lanes} lanes"
                            );
                        }
                        dry += usize::from(right[0] == 0.0);
                    }
                }
            }
        }
    }
    // Both came about, and often.
    assert!(dry > 500 && broken > 100, "{dry} dry, {broken} broken");
}
