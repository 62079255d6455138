//! Dates mean what they say, also between two instants of the run.

use crate::support::{columns, findings};

const YEARS: &str = r#"
[scenario]
title  = "A straight line, a step a year"
start  = 2020
end    = 2030
step   = "1 year"
method = "euler"
[variable]
t     = "time / 1{year}"
late  = "t >= 5"
[outcome]
at_middle   = "at(t, 2025-07-01)"
at_instant  = "at(t, 2025-01-01)"
half_a_year = { equation = "total(1, from = 2022-03-01, to = 2022-09-01)", unit = "year" }
nineteen    = { equation = "total(1, from = 2022-07-01, to = 2024-02-01)", unit = "year" }
whole       = "mean(t)"
summed      = { equation = "total(t)", unit = "year" }
squares     = "mean(t^2)"
squared     = { equation = "total(t^2)", unit = "year" }
some        = "mean(t, from = 2022-07-01, to = 2024-07-01)"
some_summed = { equation = "total(t, from = 2022-07-01, to = 2024-07-01)", unit = "year" }
share       = "share_of_time(late)"
share_mean  = "mean(t >= 5)"
share_some  = "share_of_time(late, from = 2024-07-01, to = 2026-01-01)"
worth       = { equation = "discounted(t, 0)", unit = "year" }
worth_late  = { equation = "discounted(1, 0.1, from = 2022-07-01, to = 2024-01-01)", unit = "year" }
least       = "min(t, from = 2022-07-01, to = 2026-07-01)"
most        = "max(t, from = 2022-07-01, to = 2026-07-01)"
first       = { equation = "first_time(t > 3.5, from = 2022-07-01)", unit = "year" }
[claim.x]
says = "x"
test = "at_middle > 5"
"#;

/// One world of a scenario in which nothing is uncertain.
fn one(text: &str) -> impl Fn(&str) -> f64 + use<> {
    let of = columns(text, 1);
    move |name| of(name)[0]
}

fn near(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-9, "{found}, not {right}");
}

#[test]
fn values_are_read_between_instants_and_steps_count_in_part() {
    let of = one(YEARS);
    // July and what follows it are half a year: months are twelfths.
    near(of("at_middle"), 5.5);
    near(of("at_instant"), 5.0);
    near(of("half_a_year"), 0.5);
    near(of("nineteen"), 19.0 / 12.0);
    near(of("least"), 3.0);
    near(of("most"), 6.0);
    near(of("first"), 4.0);
}

#[test]
fn mean_total_share_of_time_and_discounted_agree() {
    // Euler: the value at the start of a step stands for the step. 0 + 1 + … + 9 = 45; 0 + 1 + 4 + … + 81 = 285.
    let euler = [
        ("whole", 4.5),
        ("summed", 45.0),
        ("squares", 28.5),
        ("squared", 285.0),
    ];
    // Runge–Kutta: exact for polynomials of the third degree.
    let exact = [
        ("whole", 5.0),
        ("summed", 50.0),
        ("squares", 100.0 / 3.0),
        ("squared", 1000.0 / 3.0),
    ];
    for (method, right) in [("euler", euler), ("rk4", exact)] {
        let of = one(&YEARS.replace("\"euler\"", &format!("\"{method}\"")));
        for (name, value) in right {
            near(of(name), value);
        }
        near(of("worth"), of("summed"));
        near(of("some"), of("some_summed") / 2.0);
        near(of("share"), of("share_mean"));
        // With Runge–Kutta a sixth of the step that ends where the condition begins to hold counts.
        near(
            of("share"),
            if method == "rk4" {
                0.5 + 1.0 / 60.0
            } else {
                0.5
            },
        );
    }
    let of = one(YEARS);
    // Half a step of 2, one of 3, half a step of 4.
    near(of("some_summed"), 0.5 * 2.0 + 3.0 + 0.5 * 4.0);
    // Of 1.5 years the step of 2025 is late.
    near(of("share_some"), 1.0 / 1.5);
    // Half a step that begins before the window counts in full; the next begins half a year after the beginning.
    near(of("worth_late"), 0.5 + 1.1f64.powf(-0.5));
}

#[test]
fn a_window_without_length_or_instant_is_refused() {
    let asked = |equation: &str| {
        let line = format!("[outcome]\nasked = \"{equation}\"");
        findings(&YEARS.replace("[outcome]", &line))
    };
    let refused = |case: &str| vec![("outside-run".to_owned(), case.to_owned())];
    assert_eq!(
        asked("mean(t, from = 2025-03-01, to = 2025-03-01)"),
        refused("moment")
    );
    assert_eq!(
        asked("max(t, from = 2025-03-01, to = 2025-09-01)"),
        refused("no-instant")
    );
    assert_eq!(asked("at(t, 2031-01-01)"), refused(""));
    // The cures that are printed.
    assert_eq!(asked("at(t, 2025-03-01)"), []);
    assert_eq!(asked("max(t, from = 2025-01-01, to = 2025-09-01)"), []);
}

const QUARTERS: &str = r#"
[scenario]
title = "A tax from October"
start = 2020-01-01
now   = 2020-07-01
end   = 2021-07-01
step  = "3 months"
[actor.state]
[lever.tax]
actor   = "state"
range   = [0, 1]
default = 0.1
[strategy.state.raise]
tax = { schedule = [[2020-10-01, 0.2], [2021-04-01, 0.4]] }
[event.alarm]
at  = 2020-10-01
set = { alarmed = 1 }
[stock.alarmed]
start = 0
[outcome]
july    = "at(tax, 2020-07-01)"
october = "at(tax, 2020-10-01)"
april   = "at(tax, 2021-04-01)"
before  = "at(alarmed, 2020-10-01)"
after   = "at(alarmed, 2021-01-01)"
[claim.x]
says = "x"
test = "october > july"
"#;

#[test]
fn before_its_first_date_a_schedule_leaves_the_default() {
    let of = one(QUARTERS);
    assert_eq!(["july", "october", "april"].map(&of), [0.1, 0.2, 0.4]);
    // With a ramp too; from then on it rises in a straight line.
    let of = one(&QUARTERS.replace("0.4]]", "0.4]], ramp = true"));
    near(of("july"), 0.1);
    near(of("october"), 0.2);
    near(of("april"), 0.4);
}

#[test]
fn what_is_dated_between_instants_is_told_and_acts_from_the_next_on() {
    let found = |from: &str, to: &str| findings(&QUARTERS.replace(from, to));
    let told = |case: &str| vec![("between-instants".to_owned(), case.to_owned())];
    assert_eq!(findings(QUARTERS), []);
    assert_eq!(found("[[2020-10-01", "[[2020-08-15"), told("schedule"));
    assert_eq!(found("at  = 2020-10-01", "at  = 2020-11-20"), told("event"));
    assert_eq!(found("2020-07-01\nend", "2020-08-01\nend"), told("now"));
    // A date of August does not act in July, and one of November is seen in January.
    let of = one(&QUARTERS.replace("[[2020-10-01", "[[2020-08-15"));
    assert_eq!(["july", "october"].map(&of), [0.1, 0.2]);
    for day in ["2020-10-01", "2020-10-02", "2020-12-31"] {
        let of = one(&QUARTERS.replace("at  = 2020-10-01", &format!("at  = {day}")));
        assert_eq!(["before", "after"].map(&of), [0.0, 1.0], "{day}");
    }
}

#[test]
fn an_event_that_nobody_could_see_is_refused() {
    for day in ["2021-07-01", "2021-08-01"] {
        let found = findings(&QUARTERS.replace("at  = 2020-10-01", &format!("at  = {day}")));
        let case = if day == "2021-07-01" { "event" } else { "" };
        assert_eq!(found, [("outside-run".to_owned(), case.to_owned())]);
    }
}
