//! What is not defined is neither true nor false: each place where a number meets a comparison, and what is guarded.

use contend_engine::{Batch, Draws, FaultPlace, Request, compile};
use contend_model::id::{EventId, InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::place::MemoryFolder;

/// Every uncertain number is −8.5.
struct Below;

impl Draws for Below {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, _: u64, _: InputId) -> f64 {
        -8.5
    }
}

/// Runs one world in which `low` is −2, `none` is 0, `t` the number of months, and `level` is over two places: −2 and 3.
fn run(rest: &str) -> Batch {
    let text = format!(
        "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2020-05-01\nstep = '1 month'\n\
         [dimension]\nplace = ['near', 'far']\n[parameter]\n\
         low = {{ value = -2, assumption = 't' }}\nnone = {{ value = 0, assumption = 't' }}\n\
         drawn = {{ range = [-9, -8], assumption = 't' }}\n\
         level = {{ over = 'place', value = [-2, 3], assumption = 't' }}\n\
         [stock]\nt = {{ start = 0, change = '1{{1/month}}' }}\nmark = {{ start = 0 }}\n{rest}"
    );
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    let scenario = reading
        .scenario
        .unwrap_or_else(|| panic!("{text}\n{:#?}", reading.findings));
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let program = compile(&scenario, ProfileId(0), &request).expect("compiles");
    program.run(&Below, 0..1)
}

/// The value at the end of a variable, and where it went wrong first.
fn variable(equation: &str) -> (f64, Option<(FaultPlace, Option<u32>)>) {
    let batch = run(&format!(
        "[variable]\nv = \"{equation}\"\n[outcome]\no = 'at_end(v)'\n"
    ));
    let first = batch.faults.first().map(|f| (f.place, f.step));
    (batch.outcomes[0][0], first)
}

/// The number of the variable: after four parameters (the array is one) and two stocks.
const V: FaultPlace = FaultPlace::Quantity(QuantityId(6));

#[test]
fn what_an_undefined_comparison_decides_is_a_fault_where_it_stands() {
    for equation in [
        "if sqrt(low) > 0 then 1 else 0",
        "if sqrt(drawn) <= 0 then 1 else 0",
        "if not (ln(low) > 0) then 1 else 0",
        "if sqrt(low) == 0 or none > 1 then 1 else 0",
        "if sqrt(low) != 0 and none < 1 then 1 else 0",
        "if 1 / none > 5 then 1 else 0",
        "if 1 / (drawn * none) < 5 then 1 else 0",
        "if exp(1000 - low) > 5 then 1 else 0",
        "if ln(none) < 5 then 1 else 0",
        "if none ^ low > 5 then 1 else 0",
        "if peak(1 / none) > 5 then 1 else 0",
        "count(sqrt(level) > 1, place)",
        "sum(level, place where 1 / (level - 3) > 0)",
        "mean(level, place where sqrt(level + drawn) > 0)",
        "sum(rank(sqrt(level), place), place)",
        "if argmax(sqrt(level), place) == far then 1 else 0",
        "if argmax(level, place where level > 4) != far then 1 else 0",
        "if argmin(level, place where level > 4 - drawn) != near then 1 else 0",
    ] {
        let (value, first) = variable(equation);
        assert!(value.is_nan(), "{equation}: {value}");
        assert_eq!(first, Some((V, Some(0))), "{equation}");
    }
    // Not before it comes about: three months on.
    let (_, first) = variable("if 1 / (t - 3) > 5 then 1 else 0");
    assert_eq!(first, Some((V, Some(3))));
}

#[test]
fn what_is_not_asked_for_need_not_be_defined() {
    for (equation, expected) in [
        (
            "if none > 0 then (if 1 / none > 5 then 1 else 0) else 7",
            7.0,
        ),
        ("if none > 0 and 1 / none > 5 then 1 else 0", 0.0),
        ("if none == 0 or 1 / none > 5 then 1 else 0", 1.0),
        ("if 1 / none > 5 and none > 0 then 1 else 0", 0.0),
        ("sum(level, place where level > 0 and sqrt(level) > 1)", 3.0),
        (
            "count(if level > 0 then sqrt(level) > 1 else level > 9, place)",
            1.0,
        ),
        (
            "if argmax(sqrt(level), place where level > 0) == far then 1 else 0",
            1.0,
        ),
        // Infinite by right: the least of none is above all numbers.
        (
            "if min(level, place where level > 4) > 9 then 1 else 0",
            1.0,
        ),
        (
            "if 1 / low + min(level / low, place where level > 4) > 9 then 1 else 0",
            1.0,
        ),
        ("if 1 / low < 0 then 1 else 0", 1.0),
        ("if exp(low) > 0 then 1 else 0", 1.0),
    ] {
        let (value, first) = variable(equation);
        assert_eq!((value, first), (expected, None), "{equation}");
    }
}

#[test]
fn events_and_summaries_tell_of_what_is_undefined() {
    let batch = run(
        "[event]\nhit = { when = '1 / (t - 2) > 0.9', set = { mark = 1 } }\n\
         [outcome]\no = 'at_end(mark)'\n",
    );
    let first = batch.faults.first().map(|f| (f.place, f.step));
    assert_eq!(first, Some((FaultPlace::Event(EventId(0)), Some(2))));

    let batch = run(
        "[event]\nnever = { when = 'low > 0', set = { mark = 1 } }\n\
         [outcome]\nlate = { unit = 'month', equation = 'first_time(since(never) > 2{month})' }\n\
         undefined = { unit = 'month', equation = 'first_time(sqrt(t - 2) > 0)' }\n\
         before = { unit = 'month', equation = 'first_time(t > 1 or sqrt(1 - t) > 2)' }\n\
         share = 'share_of_time(ln(t - 2) > 0)'\n\
         often = 'share_of_time(since(never) / low < 2{month})'\n\
         last = 'if 1 / at_end(none) > 5 then 1 else 0'\n\
         ever = 'if first_time(t > 9) > 5{month} then 1 else 0'\n",
    );
    let ends: Vec<f64> = batch.outcomes.iter().map(|column| column[0]).collect();
    assert_eq!(ends[0], 0.0, "an event that never happened is long ago");
    assert!(
        ends[1].is_nan() && ends[3].is_nan() && ends[5].is_nan(),
        "{ends:?}"
    );
    // True at the second month, before anything is undefined.
    assert_eq!(ends[2], 2.0);
    assert_eq!(ends[4], 1.0);
    assert_eq!(ends[6], 1.0, "what never comes is late");
    let wrong: Vec<FaultPlace> = batch.faults.iter().map(|f| f.place).collect();
    let of = |k: u32| FaultPlace::Outcome(OutcomeId(k));
    assert_eq!(wrong, [of(1), of(3), of(5)]);
}
