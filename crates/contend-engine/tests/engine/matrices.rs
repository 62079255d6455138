//! Matrices whose rows and columns list the same elements: what is turned round, what is not, by hand.

use contend_engine::{Request, compile};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;
use contend_model::place::MemoryFolder;

use crate::support::Spread;

const HEAD: &str = "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2020-02-01\nstep = '1 month'\n\
    [dimension]\nage = ['child', 'adult', 'old']\nother = 'age'\n[parameter]\n\
    contacts = { over = ['age', 'other'], value = [[7, 2, 1], [3, 5, 4], [9, 6, 8]], assumption = 't' }\n\
    ill = { over = 'age', value = [10, 100, 1000], assumption = 't' }\n";

fn read(text: &str) -> Scenario {
    let text = format!("{HEAD}{text}");
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    reading
        .scenario
        .unwrap_or_else(|| panic!("{text}\n{:#?}", reading.findings))
}

/// The elements of the first outcome, in order.
fn first(text: &str) -> Vec<f64> {
    let scenario = read(text);
    let request = Request {
        outcomes: vec![OutcomeId(0)],
        ..Request::default()
    };
    let program = compile(&scenario, ProfileId(0), &request).expect("compiles");
    let part = program.run(&Spread, 0..1);
    part.outcomes.iter().map(|column| column[0]).collect()
}

fn of(over: &str, equation: &str) -> Vec<f64> {
    first(&format!(
        "[outcome]\no = {{ over = {over}, equation = 'at_end({equation})' }}\n"
    ))
}

#[test]
fn a_matrix_read_by_its_second_name_first_is_the_transpose() {
    let both = "['age', 'other']";
    let straight = [7.0, 2.0, 1.0, 3.0, 5.0, 4.0, 9.0, 6.0, 8.0];
    let turned = [7.0, 3.0, 9.0, 2.0, 5.0, 6.0, 1.0, 4.0, 8.0];
    assert_eq!(of(both, "contacts"), straight);
    assert_eq!(of(both, "contacts[age, other]"), straight);
    assert_eq!(of(both, "contacts[other, age]"), turned);
    // Over the dimensions in the other order, the same matrix is laid out the other way round.
    assert_eq!(of("['other', 'age']", "contacts"), turned);
    assert_eq!(of("'age'", "contacts[age, age]"), [7.0, 5.0, 8.0]);
    assert_eq!(of("'age'", "contacts[adult, age]"), [3.0, 5.0, 4.0]);
    assert_eq!(of("'age'", "contacts[age, adult]"), [2.0, 5.0, 6.0]);
    assert_eq!(of("[]", "contacts[adult, child]"), [3.0]);
}

#[test]
fn a_matrix_meets_a_vector_as_it_is_read() {
    // Row by row: 7·10 + 2·100 + 1·1000, …
    let of_others = [1270.0, 4530.0, 8690.0];
    assert_eq!(of("'age'", "sum(contacts * ill[other], other)"), of_others);
    // Column by column: 7·10 + 3·100 + 9·1000, …
    let by_columns = [9370.0, 6520.0, 8410.0];
    assert_eq!(
        of("'age'", "sum(contacts[other, age] * ill[other], other)"),
        by_columns
    );
    assert_eq!(of("'other'", "sum(contacts * ill, age)"), by_columns);
    // The row sums times the own number: what is warned of.
    assert_eq!(
        of("'age'", "sum(contacts * ill[age], other)"),
        [100.0, 1200.0, 23_000.0]
    );
}

#[test]
fn an_effect_on_one_cell_reaches_that_cell() {
    let after = |cell: &str| {
        first(&format!(
            "[stock]\nties = {{ over = ['age', 'other'], start = 'contacts' }}\n\
             [event]\nhit = {{ at = 2020-01-01, set = {{ '{cell}' = 0 }} }}\n\
             [outcome]\no = {{ over = ['age', 'other'], equation = 'at_end(ties)' }}\n"
        ))
    };
    let without = |cells: &[usize]| {
        let mut all = [7.0, 2.0, 1.0, 3.0, 5.0, 4.0, 9.0, 6.0, 8.0];
        cells.iter().for_each(|k| all[*k] = 0.0);
        all
    };
    assert_eq!(after("ties[adult, child]"), without(&[3]));
    assert_eq!(after("ties[child, adult]"), without(&[1]));
    assert_eq!(after("ties[old, old]"), without(&[8]));
    assert_eq!(after("ties[age, adult]"), without(&[1, 4, 7]));
}
