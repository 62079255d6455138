//! Arrays of one exponent over a base of one row, as text: what once read a neighbour's rows, and beyond the arena.

use contend_engine::design::{Design, Worlds};
use contend_engine::{Batch, Request, compile};
use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

fn run(toml: &str, worlds: u64) -> (Batch, Worlds) {
    let folder = MemoryFolder::new([("scenario.toml", toml)]);
    let reading = contend_scenario::read(&folder);
    let found: Vec<_> = reading
        .findings
        .iter()
        .map(|f| (&f.id, &f.arguments))
        .collect();
    let scenario = reading.scenario.unwrap_or_else(|| panic!("{found:?}"));
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let draws = Worlds::new(&scenario, Design::LatinHypercube, worlds, 1);
    let draws = draws.expect("draws");
    let program = compile(&scenario, ProfileId(0), &request).expect("compiles");
    (program.run(&draws, 0..worlds), draws)
}

/// What three workshops make of one amount of wood.
fn workshops(over: &str, exponent: &str) -> String {
    format!(
        r#"
[scenario]
title = "Workshops"
start = 2020
end = 2022
step = "1 year"
[dimension]
workshop = ["north", "south", "coast"]
[parameter]
wood = {{ value = 40, range = [20, 80], assumption = "test" }}
skill = {{ over = "workshop", value = [2, 1, 4], assumption = "test" }}
returns = {{ {over} value = {exponent}, assumption = "test" }}
[variable]
chairs = {{ over = "workshop", equation = "skill * wood ^ returns" }}
[outcome]
all = {{ equation = "at_end(sum(chairs, workshop))" }}
each = {{ over = "workshop", equation = "at_end(chairs)" }}
"#
    )
}

#[test]
fn an_array_of_one_exponent_is_that_exponent() {
    let powers: [(&str, fn(f64) -> f64); 5] = [
        ("0.5", f64::sqrt),
        ("2", |x| x * x),
        ("3", |x| x * x * x),
        ("-1", |x| 1.0 / x),
        ("1", |x| x),
    ];
    for (exponent, power) in powers {
        let (array, draws) = run(&workshops("over = \"workshop\",", exponent), 20);
        let (scalar, _) = run(&workshops("", exponent), 20);
        for world in 0..20 {
            let of_wood = power(draws.value(world as u64, InputId(0)));
            for (column, skill) in [7.0, 2.0, 1.0, 4.0].into_iter().enumerate() {
                let made = array.outcomes[column][world];
                let expected = skill * of_wood;
                assert!(
                    (made - expected).abs() <= 1e-12 * expected,
                    "{exponent}: {made} against {expected}"
                );
                let same = scalar.outcomes[column][world];
                assert!((made - same).abs() <= 1e-12 * expected, "{exponent}");
            }
        }
    }
}

#[test]
fn so_many_exponents_stay_inside_the_arena() {
    let toml = r#"
[scenario]
title = "Grains"
start = 2020
end = 2022
step = "1 year"
[dimension.grain]
size = 70000
[parameter]
heap = { value = 9, range = [4, 16], assumption = "test" }
root = { over = "grain", value = 0.5, assumption = "test" }
[stock.pile]
start = "heap"
change = "0.2{1/year} * pile"
[variable]
dust = { over = "grain", equation = "exp(-pile * root) + rank(pile * root, grain)" }
held = { equation = "pile + 0 * sum(dust, grain)" }
side = { over = "grain", equation = "held ^ root" }
[outcome]
sides = { equation = "at_end(sum(side, grain))" }
left = { equation = "at_end(held)" }
"#;
    let (part, draws) = run(toml, 3);
    for world in 0..3 {
        let pile = draws.value(world as u64, InputId(0)) * 1.2 * 1.2;
        let expected = 70_000.0 * pile.sqrt();
        let (sides, held) = (part.outcomes[0][world], part.outcomes[1][world]);
        assert!((held - pile).abs() <= 1e-12 * pile, "{held} against {pile}");
        assert!(
            (sides - expected).abs() <= 1e-9 * expected,
            "{sides} against {expected}"
        );
    }
}
