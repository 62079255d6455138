//! Names decide what is drawn; order and company do not.

use contend_engine::design::{Design, Worlds};
use contend_model::id::InputId;
use contend_model::key::Key;
use contend_model::model::{Input, Scenario};

use super::{DRAWN, laws, scenario};

const WORLDS: u64 = 300;

fn column(scenario: &Scenario, design: Design, name: &str) -> Vec<u64> {
    let worlds = Worlds::new(scenario, design, WORLDS, 11).expect("drawable");
    let input = scenario.inputs.iter().position(|i| i.name == name);
    let id = InputId(input.expect("an input") as u32);
    (0..worlds.worlds().min(WORLDS))
        .map(|w| worlds.value(w, id).to_bits())
        .collect()
}

/// The same scenario with its inputs in another order.
fn turned(scenario: &Scenario, order: &[u32]) -> Scenario {
    let mut turned = scenario.clone();
    turned.inputs = order
        .iter()
        .map(|i| scenario.inputs[*i as usize].clone())
        .collect();
    let to = |id: InputId| {
        let place = order.iter().position(|i| *i == id.0);
        InputId(place.expect("an input") as u32)
    };
    for correlation in &mut turned.correlations {
        (correlation.a, correlation.b) = (to(correlation.b), to(correlation.a));
    }
    turned.correlations.reverse();
    turned
}

#[test]
fn the_order_of_inputs_changes_no_bit_under_any_design() {
    let plain = scenario(&laws(), &[]);
    let correlated = scenario(&laws(), &[(0, 2, 0.6), (2, 1, -0.4), (0, 3, 0.2)]);
    let grid = Design::FullFactorial { levels: 3 };
    for whole in [plain, correlated] {
        for order in [[3, 2, 1, 0], [1, 3, 0, 2]] {
            let other = turned(&whole, &order);
            for design in DRAWN.into_iter().chain([grid]) {
                for input in &whole.inputs {
                    assert_eq!(
                        column(&whole, design, &input.name),
                        column(&other, design, &input.name),
                        "{design:?}, {}",
                        input.name
                    );
                }
            }
        }
    }
}

#[test]
fn one_more_input_changes_no_other_but_under_sobol_those_that_come_after_it() {
    let correlations = [(0, 2, 0.6), (2, 1, -0.4)];
    let whole = scenario(&laws(), &correlations);
    for name in ["aardvark", "zebra", "middle"] {
        let mut more = whole.clone();
        for correlation in &mut more.correlations {
            correlation.a.0 += 1;
            correlation.b.0 += 1;
        }
        let new = Input {
            name: name.to_owned(),
            key: Key::input(name, &[]),
            ..whole.inputs[1].clone()
        };
        more.inputs.insert(0, new);
        for design in DRAWN {
            for input in &whole.inputs {
                let same =
                    column(&whole, design, &input.name) == column(&more, design, &input.name);
                let kept = design != Design::Sobol || name == "zebra";
                if kept {
                    assert!(same, "{design:?}, {name} before {}", input.name);
                } else if name == "aardvark" {
                    assert!(!same, "{design:?}, {name} before {}", input.name);
                }
            }
        }
    }
}
