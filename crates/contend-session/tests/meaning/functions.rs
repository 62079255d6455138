//! Functions of the language that are made of others, and functions that a scenario declares.

use crate::support::{columns, findings};

const CLOCK: &str = r#"
[scenario]
title = "Functions"
start = 2020
end   = 2021
step  = "1 month"
"#;

/// The values of variables at the instants after so many months, with further declarations.
fn at_months(declarations: &str, variables: &[(&str, &str)], months: &[u32]) -> Vec<Vec<f64>> {
    let mut text = format!("{CLOCK}{declarations}\n[variable]\n");
    let mut outcomes = String::from("[outcome]\n");
    for (name, equation) in variables {
        text += &format!("{name} = {{ {equation} }}\n");
        for month in months {
            let date = format!("2020-{:02}-01", month + 1);
            let unit = equation.split("unit = ").nth(1).map_or(String::new(), |u| {
                format!(", unit = {}", u.split(',').next().unwrap())
            });
            outcomes +=
                &format!("{name}_{month} = {{ equation = \"at({name}, {date})\"{unit} }}\n");
        }
    }
    let of = columns(&format!("{text}{outcomes}"), 1);
    variables
        .iter()
        .map(|(name, _)| {
            let value = |month: &u32| of(&format!("{name}_{month}"))[0];
            months.iter().map(value).collect()
        })
        .collect()
}

fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!(
            (a - b).abs() <= 1e-12 * b.abs().max(1.0),
            "{found:?} is not {expected:?}"
        );
    }
}

#[test]
fn what_was_at_the_start_and_when_it_was_last_looked_at() {
    let found = at_months(
        "[stock.n]\nstart = 5\nchange = \"2{1/month}\"",
        &[
            ("first", "equation = \"init(n * 2)\""),
            // 5, 7, 9 … ; even months are those in which (n − 5) / 2 is even.
            ("even", "equation = \"sample(n, (n - 5) / 2 mod 2 == 0)\""),
            ("late", "equation = \"sample(n, n > 8, 100)\""),
            ("never", "equation = \"sample(n, n > 1000)\""),
            (
                "seen",
                "equation = \"if sample(n > 8, n mod 4 == 1, false_) then 1 else 0\"",
            ),
            ("false_", "equation = \"1 > 2\""),
        ],
        &[0, 1, 2, 3, 4, 5],
    );
    near(&found[0], &[10.0; 6]);
    near(&found[1], &[5.0, 5.0, 9.0, 9.0, 13.0, 13.0]);
    near(&found[2], &[100.0, 100.0, 9.0, 11.0, 13.0, 15.0]);
    near(&found[3], &[5.0; 6]);
    // Looked at when n is 5, 9, 13: at 5 it is not above 8.
    near(&found[4], &[0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
}

/// Of a step input the n-th of several smoothings of one month each, by Euler's method with a step of a month and a part
/// of two months: s ← s + (x − s)/2.
#[test]
fn stages_in_a_row() {
    let step = ("x", "equation = \"if time >= 1{month} then 8 else 0\"");
    let found = at_months(
        "",
        &[
            step,
            ("smoothed", "equation = \"smoothn(x, 4{month}, 2)\""),
            ("begun", "equation = \"smoothn(x, 4{month}, 2, 8)\""),
            ("delayed", "equation = \"delayn(x, 6{month}, 3)\""),
            ("third", "equation = \"delay3(x, 6{month})\""),
        ],
        &[0, 1, 2, 3, 4],
    );
    // First stage 0, 0, 4, 6, 7; second 0, 0, 0, 2, 4.
    near(&found[1], &[0.0, 0.0, 0.0, 2.0, 4.0]);
    // First stage 8, 4, 6, 7; second 8, 8, 6, 6, 6.5.
    near(&found[2], &[8.0, 8.0, 6.0, 6.0, 6.5]);
    near(&found[3], &found[4].clone());
    near(&found[3], &[0.0, 0.0, 0.0, 0.0, 1.0]);
}

/// A level that grows by a tenth a month, smoothed over ten months, with and without the trend that it has had.
#[test]
fn a_trend_is_growth_as_a_share_of_what_was() {
    let found = at_months(
        "[stock.n]\nstart = 100\nchange = \"0.1{1/month} * n\"",
        &[
            (
                "flat",
                "unit = \"1/month\", equation = \"trend(n, 10{month})\"",
            ),
            (
                "known",
                "unit = \"1/month\", equation = \"trend(n, 10{month}, 0.1{1/month})\"",
            ),
            (
                "yearly",
                "unit = \"1/month\", equation = \"trend(n, 10{month}, 1.2{1/yr})\"",
            ),
        ],
        &[0, 1, 2],
    );
    // Averages 100, 100, 101; 50, 55, 60.5.
    near(&found[0], &[0.0, 10.0 / 1000.0, 20.0 / 1010.0]);
    near(&found[1], &[0.1, 0.1, 0.1]);
    near(&found[2], &[0.1, 0.1, 0.1]);
}

#[test]
fn pulses_come_again_however_times_are_rounded() {
    let on = |equation: &str| {
        let equation = format!("equation = \"if {equation} then 1 else 0\"");
        at_months(
            "",
            &[("on", &equation)],
            &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        )[0]
        .clone()
    };
    near(
        &on("pulse_train(2020-02-01, 2{month}, 4{month}, 2020-11-01)"),
        &[0., 1., 1., 0., 0., 1., 1., 0., 0., 1., 0., 0.],
    );
    // Tenths of a year are no binary fractions.
    let text = CLOCK.replace("1 month", "0.1 year").replace("2021", "2030")
        + "[variable]\non = \"if pulse_train(0{yr}, 0.1{yr}, 0.3{yr}, 10{yr}) then 1 else 0\"\n\
           [outcome]\nshare = \"mean(on)\"";
    // Of 100 instants those that three divides, 0 included: 34.
    near(&columns(&text, 1)("share"), &[0.34]);
}

#[test]
fn a_quotient_with_something_for_where_there_is_none() {
    let found = at_months(
        "[stock.n]\nstart = -1\nchange = \"1{1/month}\"",
        &[("q", "equation = \"safe_divide(6, n, 0)\"")],
        &[0, 1, 2, 3],
    );
    near(&found[0], &[-6.0, 0.0, 6.0, 3.0]);
}

#[test]
fn the_first_is_served_before_the_next() {
    let text = |supply: &str| {
        format!(
            "{CLOCK}[dimension]\nage = [\"old\", \"grown\", \"young\"]\n\
             [parameter]\nwanted = {{ over = \"age\", unit = \"dose\", value = [30, 50, 40], assumption = \"a\" }}\n\
             [variable]\ngiven = {{ over = \"age\", unit = \"dose\", equation = \"allocate({supply}, wanted, age)\" }}\n\
             [outcome]\ngot = {{ over = \"age\", unit = \"dose\", equation = \"at_end(given)\" }}"
        )
        .replace("[scenario]", "[scenario]\nunits = [\"dose\"]")
    };
    let got = |supply: &str| columns(&text(supply), 1)("got");
    near(&got("60{dose}"), &[30.0, 30.0, 0.0]);
    near(&got("20{dose}"), &[20.0, 0.0, 0.0]);
    near(&got("500{dose}"), &[30.0, 50.0, 40.0]);
    near(&got("-5{dose}"), &[0.0, 0.0, 0.0]);
    let refused = |supply| findings(&text(supply));
    let found = refused("2 * wanted");
    assert_eq!(found, [("wrong-arguments".to_owned(), "supply".to_owned())]);
}

/// The basic reproduction number of two groups that infect each other: of [[a, b], [c, d]] the greater root of
/// λ² − (a + d) λ + ad − bc.
#[test]
fn one_case_leads_to_so_many_cases() {
    let text = format!(
        "{CLOCK}[dimension]\ngroup = [\"young\", \"old\"]\nother = \"group\"\n\
         [parameter]\nmeets = {{ over = [\"group\", \"other\"], range = [0.2, 3], assumption = \"a\" }}\n\
         [variable]\nr0 = \"spectral_radius(meets * 0.5, group, other)\"\n\
         [outcome]\nr = \"at_end(r0)\"\nm = {{ over = [\"group\", \"other\"], equation = \"at_end(meets)\" }}"
    );
    let of = columns(&text, 200);
    let (r, m) = (of("r"), of("m"));
    for world in 0..200 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|k| 0.5 * m[k * 200 + world]);
        let root = ((a - d) * (a - d) + 4.0 * b * c).sqrt();
        near(&r[world..=world], &[(a + d + root) / 2.0]);
    }
    let found = |equation: &str| findings(&text.replace("meets * 0.5, group, other", equation));
    let case = |case: &str| vec![("wrong-arguments".to_owned(), case.to_owned())];
    assert_eq!(found("meets, group, group"), case("square"));
    assert_eq!(found("meets, [group, other], other"), case("square"));
    let large = text.replace("[\"young\", \"old\"]", "{ size = 25 }");
    assert_eq!(findings(&large), case("large-matrix"));
}

const MET: &str = r#"
[dimension]
group = ["young", "old"]
other = "group"
[parameter]
contacts   = { over = ["group", "other"], value = [[8, 2], [3, 4]], assumption = "a" }
infectious = { over = "group", value = [0.1, 0.3], assumption = "a" }
[function.met]                        # whom each group meets in that state
arguments = ["state"]
equation  = "sum(contacts * state[other], other)"
[function.summed]
arguments = ["y", "elements"]
equation  = "sum(y, elements)"
[function.squared]
arguments = ["z"]
equation  = """
z * z     # the same z twice
"""
[function.fourth]
arguments = ["z"]
equation  = "squared(squared(z))"
[function.is]
arguments = ["m", "what"]
equation  = "if m == what then 1 else 0"
"#;

#[test]
fn a_declared_function_means_its_text() {
    let text = format!(
        "{CLOCK}{MET}[parameter.motive]\noptions = [\"gain\", \"fear\"]\nvalue = \"fear\"\nassumption = \"a\"\n[variable]\n\
         exposed = {{ over = \"group\", equation = \"met(infectious)\" }}\n\
         whole   = \"summed(exposed, group) + sum(contacts * infectious, [group, other])\"\n\
         power   = \"fourth(2 + 1) + squared(infectious[old] * 10)\"\n\
         drawn   = \"squared(normal(0, 1))\"\n\
         afraid  = \"is(motive, fear) + 10 * is(motive, gain)\"\n\
         [outcome]\n\
         e = {{ over = \"group\", equation = \"at_end(exposed)\" }}\n\
         w = \"at_end(whole)\"\np = \"at_end(power)\"\nleast = \"min(drawn)\"\na = \"at_end(afraid)\"\n\
         s = \"squared(at_end(power))\"\n"
    );
    let of = columns(&text, 50);
    near(&[of("e")[0], of("e")[50]], &[1.4, 1.5]);
    // 1.4 + 1.5, and (8 + 2)·0.1 + (3 + 4)·0.3.
    near(&of("w")[..1], &[2.9 + 3.1]);
    near(&of("p")[..1], &[81.0 + 9.0]);
    near(&of("s")[..1], &[8100.0]);
    near(&of("a")[..1], &[1.0]);
    // One draw, squared; the product of two would be negative in half of all instants.
    assert!(of("least").iter().all(|x| *x >= 0.0));
}

#[test]
fn what_a_function_cannot_do_is_said() {
    let of = |declared: &str, variable: &str| {
        findings(&format!(
            "{CLOCK}{MET}{declared}\n[variable]\nv = {{ over = \"group\", equation = \"{variable}\" }}\n[outcome]\no = {{ over = \"group\", equation = \"at_end(v)\" }}"
        ))
    };
    let one = |id: &str, case: &str| vec![(id.to_owned(), case.to_owned())];
    assert_eq!(of("", "met(infectious)"), []);
    assert_eq!(
        of("", "met(infectious, 2)"),
        one("wrong-arguments", "count-declared")
    );
    assert_eq!(of("", "met(2 * infectious)"), one("argument-indexed", ""));
    assert_eq!(of("", "mett(infectious)"), one("unknown-function", ""));
    let slow = "[function.slow]\narguments = [\"z\"]\nequation = \"smooth(z, 3{month})\"";
    assert_eq!(of(slow, "slow(infectious)"), one("function-not-pure", ""));
    let drawn = "[function.drawn]\narguments = [\"z\"]\nequation = \"z + normal(0, 1)\"";
    assert_eq!(of(drawn, "drawn(infectious)"), one("function-not-pure", ""));
    let around = "[function.f]\narguments = [\"z\"]\nequation = \"g(z)\"\n[function.g]\narguments = [\"z\"]\nequation = \"f(z)\"";
    assert_eq!(of(around, "f(infectious)"), one("recursive-function", ""));
    let taken = "[function.f]\narguments = [\"contacts\"]\nequation = \"contacts\"";
    assert_eq!(
        of(taken, "f(infectious)"),
        one("function-argument", "taken")
    );
    let unused = "[function.f]\narguments = [\"a\", \"b\"]\nequation = \"a\"";
    let mut both = one("unused", ""); // `contacts`
    both.extend(one("function-argument", "unused"));
    assert_eq!(of(unused, "f(infectious, 1)"), both);
    // Doubled forty times it would never end.
    let mut doubled = "infectious".to_owned();
    for _ in 0..40 {
        doubled = format!("squared({doubled})");
    }
    assert_eq!(of("", &doubled), one("function-too-large", ""));
}

/// In a test a function is of one world, as what it reads; of all worlds where it stands in what is.
#[test]
fn a_declared_function_in_a_test() {
    let test = |test: &str| {
        let text = format!(
            "{CLOCK}[function.odds]\narguments = [\"share_\"]\nequation = \"share_ / (1 - share_)\"\n\
             [parameter]\nchance = {{ range = [0.1, 0.9], assumption = \"a\" }}\n\
             [outcome]\nseen = \"at_end(chance)\"\n\
             [claim.c]\nsays = \"s\"\ntest = \"{test}\"\n"
        );
        findings(&text)
    };
    assert_eq!(test("odds(seen) > 1.5"), []);
    assert_eq!(test("share(odds(seen) > 1.5) > 0.3"), []);
    assert_eq!(test("odds(mean(seen)) > 0.9"), []);
    let mixed = test("odds(seen) > mean(seen)");
    assert_eq!(mixed.len(), 1, "{mixed:?}");
}

/// Looked at once a year a pulse of a month lasts a year, which is said.
#[test]
fn a_pulse_shorter_than_a_step_is_told() {
    let found = |equation: &str| {
        let text = CLOCK.replace("1 month", "1 year").replace("2021", "2030");
        let variable = format!("[variable]\non = \"if {equation} then 1 else 0\"\n");
        findings(&format!(
            "{text}{variable}[outcome]\nshare = \"mean(on)\"\n"
        ))
    };
    let told = vec![("pulse-in-parts".to_owned(), String::new())];
    assert_eq!(found("pulse(2022-01-01, 1{month})"), told);
    assert_eq!(found("pulse(2022-01-01, 18{month})"), told);
    assert_eq!(found("pulse(2022-01-01, 24{month})"), []);
    let train = |length, every| {
        found(&format!(
            "pulse_train(2020-01-01, {length}, {every}, 2030-01-01)"
        ))
    };
    assert_eq!(train("1{month}", "2{yr}"), told);
    assert_eq!(train("1{yr}", "18{month}"), told);
    assert_eq!(train("1{yr}", "2{yr}"), []);
}
