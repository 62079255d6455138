//! Conveyors: what enters leaves a fixed time later, less what is lost by name on the way. Held against closed forms and against
//! a plain program that moves slats.

use crate::support::{columns, findings};

const PRISON: &str = r#"
[scenario]
title = "A prison"
start = 2020
end   = 2030
step  = "1 month"
[parameter]
leaks = { value = 0.2, unit = "1/year", assumption = "x" }
[stock]
prisoners = { unit = "person", start = "3000{person}", transit = "3 years" }
free      = { unit = "person", start = 0 }
[flow]
sentenced = { unit = "person/year", equation = "1000{person/year}", to = "prisoners" }
released  = { unit = "person/month", from = "prisoners", to = "free" }
[outcome]
inside = { unit = "person", equation = "at_end(prisoners)" }
least  = { unit = "person", equation = "min(prisoners)" }
most   = { unit = "person", equation = "max(prisoners)" }
out    = { unit = "person/month", equation = "at_end(released)" }
early  = { unit = "person/month", equation = "at(released, 2020-01-01)" }
freed  = { unit = "person", equation = "at_end(free)" }
[claim.x]
says = "x"
test = "leaks >= 0"
"#;

fn one(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let of = columns(text, 1);
    move |name| of(name)[0]
}

fn near(found: f64, right: f64) {
    let error = (found - right).abs() / right.abs().max(1.0);
    assert!(error < 1e-9, "{found}, not {right}");
}

/// The prison with a flow that leaks.
fn leaking(leak: &str) -> String {
    PRISON.replace(
        "[outcome]\n",
        &format!(
            "died = {{ unit = 'person/year', from = 'prisoners', leak = {leak} }}\n[outcome]\n\
             dead = {{ unit = 'person', equation = 'total(died)' }}\n"
        ),
    )
}

#[test]
fn at_rest_there_is_as_much_as_enters_times_the_transit() {
    let of = one(PRISON);
    near(of("least"), 3000.0);
    near(of("most"), 3000.0);
    near(of("early"), 1000.0 / 12.0);
    near(of("out"), 1000.0 / 12.0);
    near(of("freed"), 10_000.0);
}

#[test]
fn at_rest_a_leak_leaves_what_its_rule_says() {
    let h: f64 = 1.0 / 12.0;
    // A rate of 0.2 a year: e^(−0.6) of what enters is left after three years; of the step's inflow 1, e^(−λh), e^(−2λh) ….
    let left = (-0.6f64).exp();
    let content = 1000.0 * h * (1.0 - left) / (1.0 - (-0.2 * h).exp());
    for leak in [
        "'0.2{1/year}'",
        "'leaks'",
        "'leaks * (1 + 0 * time / 1{month})'",
    ] {
        let text = leaking(leak).replace("3000{person}", &format!("{content:?}{{person}}"));
        let of = one(&text);
        near(of("least"), content);
        near(of("most"), content);
        near(of("early"), 1000.0 / 12.0 * left);
        near(of("out"), 1000.0 / 12.0 * left);
        near(of("dead"), 10_000.0 * (1.0 - left));
    }
    // A share of a quarter of what enters, a thirty-sixth of it in each month.
    let content = 1000.0 * (3.0 - 0.25 * (3.0 - h) / 2.0);
    for leak in [
        "0.25",
        "'25 %'",
        "'25{%}'",
        "'0.25 * (1 + 0 * time / 1{month})'",
    ] {
        let text = leaking(leak).replace("3000{person}", &format!("{content:?}{{person}}"));
        let of = one(&text);
        near(of("least"), content);
        near(of("most"), content);
        near(of("out"), 750.0 / 12.0);
        near(of("dead"), 2500.0);
    }
}

/// Slats of one conveyor, moved by hand. `lost` says what a slat loses in a step, of what it was when it entered, of what is
/// there, and of the step.
fn slats(
    steps: usize,
    n: usize,
    h: f64,
    start: f64,
    enters: impl Fn(usize) -> f64,
    kept: impl Fn(usize) -> f64,
    lost: impl Fn(usize, f64, f64) -> f64,
) -> (f64, Vec<f64>, Vec<f64>) {
    // (what it was, what is left), the newest first.
    let shape: f64 = (0..n).map(&kept).sum();
    let mut slats: Vec<(f64, f64)> = (0..n)
        .map(|age| (start / shape, start / shape * kept(age)))
        .collect();
    let (mut out, mut leaked) = (Vec::new(), Vec::new());
    for step in 0..steps {
        let mut gone = 0.0;
        for (was, left) in &mut slats {
            let loss = lost(step, *was, *left);
            *left -= loss;
            gone += loss;
        }
        out.push(slats.pop().unwrap().1 / h);
        leaked.push(gone / h);
        let amount = enters(step) * h;
        slats.insert(0, (amount, amount));
    }
    (slats.iter().map(|s| s.1).sum(), out, leaked)
}

#[test]
fn what_comes_and_goes_is_that_of_slats_moved_by_hand() {
    // Steps that have no exact length, more of them than fit, an inflow that is never the same.
    let text = |leak: &str| {
        format!(
            r#"
[scenario]
title = "Ships at sea"
start = 2020-01-01
end   = 2020-01-29
step  = "0.7 day"
[stock]
at_sea  = {{ unit = "t", start = "90{{t}}", transit = "6.3 days" }}
landed  = {{ unit = "t", start = 0 }}
seized  = {{ unit = "t", start = 0 }}
[flow]
shipped = {{ unit = "t/day", equation = "(3 + 2 * sin(time / 1{{day}})) * 1{{t/day}}", to = "at_sea" }}
arrived = {{ unit = "t/day", from = "at_sea", to = "landed" }}
taken   = {{ unit = "t/week", from = "at_sea", to = "seized", leak = {leak} }}
[outcome]
inside  = {{ unit = "t", equation = "at_end(at_sea)" }}
landed_all = {{ unit = "t", equation = "at_end(landed)" }}
seized_all = {{ unit = "t", equation = "at_end(seized)" }}
first = {{ unit = "t", equation = "total(arrived, to = 2020-01-08)" }}
on_the_eighth = {{ unit = "t/day", equation = "at(arrived, 2020-01-08)" }}
taken_then = {{ unit = "t/week", equation = "at(taken, 2020-01-15)" }}
[claim.x]
says = "x"
test = "inside > 0"
"#
        )
    };
    let (steps, n, h) = (40, 9, 0.7);
    let enters = |step: usize| 3.0 + 2.0 * (step as f64 * h).sin();
    let rate = |step: usize| -> f64 { if step < 20 { 0.05 } else { 0.15 } };
    let check = |leak: &str, (inside, out, leaked): (f64, Vec<f64>, Vec<f64>)| {
        let of = one(&text(leak));
        near(of("inside"), inside);
        near(of("landed_all"), h * out.iter().sum::<f64>());
        near(of("seized_all"), h * leaked.iter().sum::<f64>());
        near(of("first"), h * out[..10].iter().sum::<f64>());
        near(of("on_the_eighth"), out[10]);
        near(of("taken_then"), 7.0 * leaked[20]);
        let came: f64 = h * (0..steps).map(enters).sum::<f64>();
        near(
            of("inside") + of("landed_all") + of("seized_all"),
            90.0 + came,
        );
    };
    let q = 1.0 - (-0.05f64 * h).exp();
    let whole = slats(
        steps,
        n,
        h,
        90.0,
        enters,
        |age| (1.0 - q).powi(age as i32),
        |_, _, left| q * left,
    );
    check("'0.05{1/day}'", whole);
    // A rate that changes on the way is that of the step, for all that is there.
    let first = |age: usize| (-0.05 * h * age as f64).exp();
    let whole = slats(steps, n, h, 90.0, enters, first, |step, _, left| {
        left * (1.0 - (-rate(step) * h).exp())
    });
    check(
        "'if time < 13.9{day} then 0.05{1/day} else 0.15{1/day}'",
        whole,
    );
    let whole = slats(
        steps,
        n,
        h,
        90.0,
        enters,
        |age| 1.0 - 0.3 * age as f64 / 9.0,
        |_, was, _| was * 0.3 / 9.0,
    );
    check("0.3", whole);
    // A share that changes is that of the step in which it entered.
    let mut entered = vec![0.3; n];
    entered.extend((0..steps).map(|step| if step < 20 { 0.3 } else { 0.6 }));
    let fed: Vec<f64> = (0..n)
        .map(|_| 90.0 / h / (9.0 - 0.3 * 4.0))
        .chain((0..steps).map(enters))
        .collect();
    let out: Vec<f64> = (0..steps).map(|k| fed[k] * (1.0 - entered[k])).collect();
    let leaked: Vec<f64> = (0..steps)
        .map(|k| (k..k + n).map(|i| fed[i] * entered[i] / 9.0).sum())
        .collect();
    let came: f64 = h * (0..steps).map(enters).sum::<f64>();
    let inside = 90.0 + came - h * (out.iter().sum::<f64>() + leaked.iter().sum::<f64>());
    check(
        "'if time < 13.9{day} then 0.3 else 0.6'",
        (inside, out, leaked),
    );
}

#[test]
fn half_of_what_is_there_may_leave_at_once() {
    // What is said where an event would do it.
    let text = leaking("'(if pulse(2022-01-01, step) then ln(2) else 0) / step'")
        .replace("[outcome]", "[outcome]\nbefore = { unit = 'person', equation = 'at(prisoners, 2022-01-01)' }\nafter = { unit = 'person', equation = 'at(prisoners, 2022-02-01)' }");
    let of = one(&text);
    near(of("dead"), 1500.0);
    near(of("before"), 3000.0);
    // Half of those who are there, the ones among them who would have left anyway; who enters stays.
    near(of("after"), 1500.0 + 1000.0 / 12.0 - 500.0 / 12.0);
    near(of("inside"), 3000.0);
}

#[test]
fn several_leaks_share_what_is_lost_and_each_element_has_its_own_time() {
    let text = r#"
[scenario]
title = "Two schools"
start = 2020
end   = 2024
step  = "1 month"
[dimension]
school = ["short", "long"]
region = ["north", "south"]
[parameter]
course = { over = "school", value = [6, 12], unit = "month", assumption = "x" }
quit   = { over = "school", value = [0.1, 0.0], unit = "1/month", assumption = "x" }
fail   = { over = "school", value = [0.3, 0.0], unit = "1/month", assumption = "x" }
[stock]
pupils = { over = "school", unit = "person", start = 0, transit = "course" }
done   = { unit = "person", start = 0 }
[flow]
enrolled = { over = ["school", "region"], unit = "person/month", equation = "if time < 1{month} then 50{person/month} else 0", to = "pupils" }
passed   = { over = "school", unit = "person/month", from = "pupils", to = "done" }
quitted  = { over = "school", unit = "person/month", from = "pupils", leak = "quit" }
failed   = { over = "school", unit = "person/month", from = "pupils", leak = "fail" }
[outcome]
half  = { over = "school", unit = "person/month", equation = "at(passed, 2020-07-01)" }
whole = { over = "school", unit = "person/month", equation = "at(passed, 2021-01-01)" }
lost  = { over = "school", unit = "person", equation = "total(quitted)" }
lost_too = { over = "school", unit = "person", equation = "total(failed)" }
[claim.x]
says = "x"
test = "half[short] > 0"
"#;
    let of = columns(text, 1);
    let left = 100.0 * (-2.4f64).exp();
    let is = |name: &str, right: [f64; 2]| {
        for (x, y) in of(name).into_iter().zip(right) {
            near(x, y);
        }
    };
    is("half", [left, 0.0]);
    is("whole", [0.0, 100.0]);
    is("lost", [(100.0 - left) / 4.0, 0.0]);
    is("lost_too", [(100.0 - left) * 0.75, 0.0]);
}

#[test]
fn an_uncertain_transit_is_rounded_to_steps_and_nothing_is_lost() {
    let text = PRISON
        .replace("[stock]", "term = { range = [0.1, 9], unit = 'year', assumption = 'x' }\n[stock]")
        .replace("\"3 years\"", "\"term\"")
        .replace("1000{person/year}", "if time < 12{month} then 1200{person/year} else 0")
        .replace("[outcome]", "[outcome]\nterm_is = { unit = 'year', equation = 'term' }\nfirst = { unit = 'month', equation = 'first_time(released < 50{person/month} and time > 0)' }");
    let of = columns(&text, 200);
    for i in 0..200 {
        near(of("inside")[i] + of("freed")[i], 4200.0);
        let steps = (of("term_is")[i] * 12.0).round().max(1.0);
        near(of("early")[i], 3000.0 / steps);
    }
}

#[test]
fn what_enters_is_what_really_flows_and_never_turns_back() {
    let text = PRISON
        .replace(
            "free      =",
            "towns = { unit = 'person', start = '500{person}', at_zero = 'clamp' }\nfree =",
        )
        .replace("to = \"prisoners\" }", "from = 'towns', to = 'prisoners' }")
        .replace(
            "[outcome]",
            "[outcome]\ntown = { unit = 'person', equation = 'at_end(towns)' }",
        );
    let of = one(&text);
    near(of("town"), 0.0);
    near(of("freed"), 3500.0);
    near(of("inside"), 0.0);
    let turned = text.replace("\"1000{person/year}\"", "\"-1000{person/year}\"");
    let of = one(&turned);
    near(of("town"), 500.0);
    near(of("freed"), 3000.0);
}

#[test]
fn what_cannot_be_a_conveyor_is_said() {
    let refused = |text: &str, case: &str| {
        let found = findings(text);
        assert_eq!(found, [("conveyor".to_owned(), case.to_owned())], "{text}");
    };
    let with = |from: &str, to: &str| {
        assert!(PRISON.contains(from), "{from}");
        PRISON.replace(from, to)
    };
    refused(
        &with(
            "from = \"prisoners\", to",
            "equation = \"1{person/month}\", to",
        ),
        "",
    );
    let text = "released  = { unit = \"person/month\", from = \"prisoners\", to = \"free\" }";
    refused(
        &with(
            text,
            &format!("{text}\n{}", text.replace("released ", "gone")),
        ),
        "two-ways-out",
    );
    refused(
        &with(
            text,
            &text.replace("from", "equation = 'prisoners / 3{year}', from"),
        ),
        "equation",
    );
    for field in ["change = 0", "at_zero = 'clamp'", "priority = ['released']"] {
        refused(&with("transit", &format!("{field}, transit")), "field");
    }
    let event =
        "[event.amnesty]\nat = 2025-01-01\neffect = { prisoners = '-prisoners / 2' }\n[outcome]";
    refused(&with("[outcome]", event), "event");
    refused(&with("step  =", "method = 'rk4'\nstep ="), "rk4");
    refused(
        &with("\"3 years\"", "\"(3 + free / 1{person}) * 1{year}\""),
        "varies",
    );
    refused(&with("\"3 years\"", "\"time\""), "varies");
    refused(&with("\"3 years\"", "\"100 days\""), "parts");
    refused(&with("\"3 years\"", "\"3.2{month}\""), "parts");
    refused(&with("\"3 years\"", "\"1 day\""), "short");
    let fixed = |value: &str| {
        with(
            "[stock]",
            &format!("term = {{ {value}, unit = 'month', assumption = 'x' }}\n[stock]"),
        )
        .replace("\"3 years\"", "\"term\"")
    };
    refused(&fixed("value = 3.5"), "parts");
    refused(&fixed("value = 0.2"), "short");
    refused(&fixed("range = [0.1, 0.3]"), "short");
    refused(
        &with("to = \"prisoners\" }", "to = \"prisoners\", leak = 0.1 }"),
        "leak-elsewhere",
    );
    refused(&leaking("'3{person}'"), "leak-unit");
    refused(&leaking("-0.1"), "leak-negative");
    refused(&leaking("'-0.1{1/year}'"), "leak-negative");
    refused(&leaking("10"), "leak-range");
    let drawn = leaking("'part'").replace(
        "[stock]",
        "part = { distribution = 'normal(0.1, 0.1)', assumption = 'x' }\n[stock]",
    );
    refused(&drawn, "leak-negative");
    refused(
        &drawn.replace("normal(0.1, 0.1)", "uniform(0.5, 1.5)"),
        "leak-range",
    );
    let more = |leak: &str| {
        leaking("0.6").replace(
            "[outcome]",
            &format!(
                "fled = {{ unit = 'person/year', from = 'prisoners', leak = {leak} }}\n[outcome]"
            ),
        )
    };
    refused(&more("0.6"), "leak-all");
    refused(&more("'0.6{1/year}'"), "leak-both");
    let over = with("[parameter]", "[dimension]\nsex = ['f', 'm']\n[parameter]");
    let found = findings(&over.replace("released  = {", "released  = { over = 'sex',"));
    assert_eq!(found[0], ("conveyor".to_owned(), "dimensions".to_owned()));
    refused(
        &with("start = 0 }", "start = 0, at_zero = 'extinct' }"),
        "extinct",
    );
    // Others are of the language at large.
    let found = findings(&with("\"3 years\"", "\"3\""));
    assert_eq!(found[0].0, "not-a-time");
    let found = findings(&with("equation = \"1000{person/year}\", ", ""));
    assert_eq!(found[0].0, "missing-field");
    let found = findings(&with("\"3 years\"", "3"));
    assert_eq!(found[0].0, "wrong-type");
}

#[test]
fn the_example_of_the_book_gives_the_numbers_beside_it() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, after) = book.split_once("**Conveyors.**").unwrap();
    let (_, block) = after.split_once("```toml\n").unwrap();
    let (block, after) = block.split_once("```").unwrap();
    let of = one(&format!(
        "[scenario]\ntitle = 'Book'\nstart = 2020\nend = 2026\nstep = '1 month'\n{block}\n[outcome]\n\
         first = {{ unit = 'person/year', equation = 'at(released, 2020-01-01)' }}\n\
         third = {{ unit = 'person/year', equation = 'at(released, 2023-01-01)' }}\n\
         parole = {{ unit = 'person/year', equation = 'at(paroled, 2020-01-01)' }}\n\
         parole_then = {{ unit = 'person/year', equation = 'at(paroled, 2023-01-01)' }}\n\
         filled = {{ unit = 'person', equation = 'at_end(prisoners)' }}\n"
    ));
    for (name, right, beside, text) in [
        ("first", "797.5", "797.5 a year at first", block),
        ("third", "800", "800 after three years", block),
        ("parole", "199.4", "199.4 a year at first", block),
        ("parole_then", "200", "200 after three years", block),
        ("filled", "2708", "= 2,708;", after),
    ] {
        let digits = right.split_once('.').map_or(0, |(_, d)| d.len());
        assert_eq!(format!("{:.digits$}", of(name)), right);
        assert!(text.contains(beside), "{beside}");
    }
}

#[test]
fn a_leak_that_turns_out_to_be_none_is_a_fault_of_that_world() {
    let text = leaking("'(prisoners - 2950{person}) / 1000{person}'");
    let of = one(&text);
    assert!(of("dead").is_finite());
    let of = one(&text.replace("2950", "3050"));
    assert!(of("dead").is_nan());
}
