//! Events by hazard happen as often as their rate says, however long a step is.

use crate::support::{columns, mean};

fn attacks(step: &str, event: &str) -> String {
    format!(
        r#"
[scenario]
title = "Attacks at four a year"
start = 2020
end   = 2030
step  = "{step}"
calendar = "52 weeks"
[event.attack]
hazard = "4{{1/year}}"
effect = {{ hurt = "3{{person}}" }}
{event}
[stock.hurt]
unit  = "person"
start = "0{{person}}"
[variable]
so_far = "count(attack)"
[outcome]
attacks = "at_end(so_far)"
harm    = {{ equation = "at_end(hurt)", unit = "person" }}
[claim.many]
says = "More than 30 attacks in ten years."
test = "attacks > 30"
"#
    )
}

#[test]
fn an_event_without_a_cooldown_is_a_poisson_process_whatever_the_step() {
    for step in ["1 year", "13 weeks", "1 week"] {
        let of = columns(&attacks(step, ""), 4000);
        let attacks = of("attacks");
        // Poisson(40): mean and variance 40; more than 30 with probability 0.9383; 5, 50 and 95 of 100 lie below 30, 40 and
        // 51. Bounds are four standard errors over 4,000 worlds.
        let average = mean(&attacks);
        let squares: Vec<f64> = attacks.iter().map(|x| (x - average).powi(2)).collect();
        assert!((average - 40.0).abs() < 0.4, "{step}: mean {average}");
        assert!(
            (mean(&squares) - 40.0).abs() < 3.7,
            "{step}: {}",
            mean(&squares)
        );
        let many: Vec<f64> = attacks
            .iter()
            .map(|x| f64::from(u8::from(*x > 30.0)))
            .collect();
        assert!(
            (mean(&many) - 0.9383).abs() < 0.0153,
            "{step}: {}",
            mean(&many)
        );
        // What it does follows how often it happens.
        let harm: Vec<f64> = attacks.iter().map(|x| 3.0 * x).collect();
        assert_eq!(of("harm"), harm, "{step}");
    }
}

#[test]
fn with_a_cooldown_or_once_only_it_happens_at_most_once_a_step() {
    let of = columns(&attacks("1 year", "cooldown = \"1 week\""), 1000);
    assert!(of("attacks").iter().all(|x| *x <= 10.0));
    let of = columns(&attacks("1 year", "repeat = false"), 1000);
    assert!(of("attacks").iter().all(|x| *x <= 1.0));
}
