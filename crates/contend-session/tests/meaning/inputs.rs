//! How uncertain numbers are drawn: laws as sources give them, draws that several share, shares of a whole, conditions.

use contend_engine::design::{Design, Worlds};
use contend_model::id::InputId;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{Drawing, RunRequest};

use crate::support::{SEED, claim, covariance, findings, mean, open, run};

const HEAD: &str =
    "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n[outcome]\no = '1'\n";

/// A scenario with these parameters, and with what follows them.
fn with(parameters: &str) -> String {
    format!("{HEAD}[parameter]\n{parameters}\n")
}

/// The values of all inputs, by name, in so many worlds of a design.
fn by_design(text: &str, design: Design, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    let scenario = open(text).scenario().clone();
    let drawn = Worlds::new(&scenario, design, worlds, SEED).unwrap();
    move |name| {
        let at = scenario.inputs.iter().position(|i| i.name == name);
        let id = InputId(at.unwrap_or_else(|| panic!("no input `{name}`")) as u32);
        let mut column = vec![0.0; worlds as usize];
        drawn.fill(0, id, &mut column);
        for (world, value) in column.iter().enumerate() {
            assert!(drawn.value(world as u64, id).to_bits() == value.to_bits());
        }
        column
    }
}

fn drawn(text: &str, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    by_design(text, Design::default(), worlds)
}

/// The greatest distance between the shares of values up to x and a distribution function.
fn distance(values: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let off = |(i, x): (usize, &f64)| {
        let p = cdf(*x);
        (p - i as f64 / n).abs().max(((i + 1) as f64 / n - p).abs())
    };
    sorted.iter().enumerate().map(off).fold(0.0, f64::max)
}

/// Of n = 2ᵏ worlds of the nested design one lies in each n-th part of a law, so that shares are off by 1/n at most.
#[test]
fn laws_are_those_of_their_names() {
    const N: u64 = 4096;
    let text = with(
        "n = { distribution = 'normal(5 to 50)', assumption = 'x' }\n\
         l = { distribution = 'lognormal(5 to 50)', assumption = 'x' }\n\
         p = { distribution = 'pert(2, 3, 6)', assumption = 'x' }\n\
         d = { distribution = 'integers(1, 6)', assumption = 'x' }\n\
         w = { range = [-1, 2], whole = true, assumption = 'x' }\n\
         c = { distribution = 'integers(1, 6)', range = [2.5, 4], assumption = 'x' }",
    );
    let of = drawn(&text, N);
    let share = |name: &str, holds: &dyn Fn(f64) -> bool| {
        of(name).into_iter().filter(|x| holds(*x)).count() as f64 / N as f64
    };
    let near = 1.5 / N as f64;
    for name in ["n", "l"] {
        assert!((share(name, &|x| x < 5.0) - 0.05).abs() < near, "{name}");
        assert!((share(name, &|x| x > 50.0) - 0.05).abs() < near, "{name}");
    }
    // The median of a normal number is the middle, that of a lognormal one the geometric one: √250.
    assert!((share("n", &|x| x < 27.5) - 0.5).abs() < near);
    assert!((share("l", &|x| x < 250.0_f64.sqrt()) - 0.5).abs() < near);
    // Beta(1 + 4·¼, 1 + 4·¾) = Beta(2, 4) on [2, 6]: 1 − (1 − t)⁵ − 5t(1 − t)⁴.
    let pert = |x: f64| {
        let t = (x - 2.0) / 4.0;
        1.0 - (1.0 - t).powi(5) - 5.0 * t * (1.0 - t).powi(4)
    };
    assert!(distance(&of("p"), pert) < near);
    assert!((mean(&of("p")) - (2.0 + 4.0 * 3.0 + 6.0) / 6.0).abs() < 1e-3);
    for k in 1..=6 {
        let k = f64::from(k);
        assert!((share("d", &|x| x == k) - 1.0 / 6.0).abs() < near, "{k}");
    }
    for (name, values) in [("w", &[-1.0, 0.0, 1.0, 2.0][..]), ("c", &[3.0, 4.0])] {
        let each = 1.0 / values.len() as f64;
        for k in values {
            assert!(
                (share(name, &|x| x == *k) - each).abs() < near,
                "{name} {k}"
            );
        }
    }
    // What `value` is where it is left out: the law's median.
    let scenario = open(&text);
    let central: Vec<f64> = (scenario.scenario().quantities.iter())
        .filter_map(|q| match &q.kind {
            contend_model::model::QuantityKind::Parameter(p) => Some(p.values[0]),
            _ => None,
        })
        .collect();
    assert_eq!(central[0], 27.5);
    assert!((central[1] - 250.0_f64.sqrt()).abs() < 1e-12);
    assert!((pert(central[2]) - 0.5).abs() < 0.01, "{}", central[2]);
    assert_eq!(&central[3..], [3.0, 0.0, 3.0]);
}

/// 20 % is 0.2, in whatever way it is written.
#[test]
fn a_spread_may_be_written_in_percent() {
    let column = |spread: &str| {
        let x = format!("x = {{ value = 50, spread = {spread}, assumption = 'x' }}");
        drawn(&with(&x), 64)("x")
    };
    assert_eq!(column("0.2"), column("'20 %'"));
    assert_eq!(column("0.2"), column("'20%'"));
    assert!(column("'20 %'").iter().all(|x| (40.0..=60.0).contains(x)));
}

const COMMON: &str = "[dimension]\nplace = ['a', 'b', 'c']\n[parameter]\n\
    growth = { over = 'place', range = [0, 10], draw = 'common', assumption = 'x' }\n\
    cost = { over = 'place', value = [10, 20, 30], spread = '10 %', draw = 'common', assumption = 'x' }\n\
    mood = { over = 'place', options = ['good', 'bad'], draw = 'common', assumption = 'x' }\n\
    own = { over = 'place', range = [0, 10], assumption = 'x' }\n";

#[test]
fn one_draw_may_serve_all_elements() {
    let text = format!("{HEAD}{COMMON}");
    for design in [
        Design::NestedLatinHypercube,
        Design::LatinHypercube,
        Design::Sobol,
        Design::MonteCarlo,
    ] {
        let of = by_design(&text, design, 100);
        assert_eq!(of("growth"), of("growth[b]"), "{design:?}");
        assert_eq!(of("mood"), of("mood[c]"));
        // The same share of each law: 10, 20 and 30 times the same number.
        for ((a, b), c) in (of("cost[a]").iter().zip(of("cost[b]"))).zip(of("cost[c]")) {
            assert!((a * 2.0 - b).abs() < 1e-12 && (a * 3.0 - c).abs() < 1e-12);
        }
        assert_ne!(of("own[a]"), of("own[b]"));
        assert_ne!(of("growth"), of("own[a]"));
    }
    // A grid has a place for each draw: growth, cost, mood and three of own.
    let scenario = open(&text).scenario().clone();
    let grid = Worlds::new(&scenario, Design::FullFactorial { levels: 2 }, 1000, SEED).unwrap();
    assert_eq!(grid.worlds(), 64);
    assert_eq!(open(&text).size().inputs, 6);
}

#[test]
fn what_shares_a_draw_is_one_input() {
    let text = format!(
        "{HEAD}high = {{ over = 'place', equation = 'growth' }}\n{COMMON}\
         [[correlation]]\nparameters = ['growth', 'own[a]']\nrank = 0.8\nassumption = 'x'\n\
         [claim.c]\nsays = 's'\ntest = 'high[b] > 5'\n"
    );
    let report = run(&text, 1000);
    let c = claim(&report, "c");
    let names: Vec<&str> = c.hinges.iter().map(|h| &*h.input).collect();
    assert!(names[0] == "growth" && !names.iter().any(|n| n.starts_with("growth[")));
    assert_eq!(c.repeats.as_ref().map(|r| &*r.input), Some("growth"));
    // What is correlated is the one draw.
    let of = drawn(&text, 4096);
    let r = covariance(&of("growth[c]"), &of("own[a]")) / (100.0 / 12.0);
    assert!((r - 0.8).abs() < 0.02, "{r}");
    let follower = text.replace("['growth', 'own[a]']", "['growth[b]', 'own[a]']");
    assert!(findings(&follower).contains(&("not-an-input".into(), String::new())));
}

/// A table of worlds gives the one number, and the others lie as far up their own laws.
#[test]
fn a_table_gives_the_one_draw() {
    let text = format!("{HEAD}sums = {{ over = 'place', equation = 'cost + growth' }}\n{COMMON}");
    let request = RunRequest {
        drawing: Drawing::Table {
            name: "t.csv".to_owned(),
            text: "growth,cost[a]\n3,10.5\n4,9\n".to_owned(),
        },
        ..RunRequest::default()
    };
    let report = open(&text).run(&request, &Sequential, &Silent).unwrap();
    // Half-way between the two worlds: the mean of 13 and 13.5, of 24 and 22, of 34.5 and 31.
    let of_place = |place: &str| {
        let name = format!("sums[{place}]");
        let found = report.outcomes.iter().find(|o| o.outcome == name);
        found.and_then(|o| o.profiles[0].values.median)
    };
    let sums: Vec<f64> = ["a", "b", "c"].iter().filter_map(|p| of_place(p)).collect();
    for (sum, expected) in sums.iter().zip([13.25, 23.0, 32.75]) {
        assert!((sum - expected).abs() < 1e-9, "{sums:?}");
    }
    assert_eq!(sums.len(), 3);
}

/// The cures that are printed, followed.
#[test]
fn printed_cures_of_laws_heal() {
    let said = |x: &str| {
        let text = with(&format!("x = {{ {x}, assumption = 'x' }}"));
        let text = text.replace("o = '1'", "o = 'x'");
        let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*text)]));
        let texts = opened.findings.iter().map(contend_words::diagnostics::text);
        texts.map(|t| t.hint.unwrap()).collect::<Vec<String>>()
    };
    for wrong in [
        "distribution = '5 to 50'",
        "distribution = '-5 to 50'",
        "value = '5 to 50'",
        "value = '50 ± 10'",
        "value = '-50 ± 20 %'",
        "range = '50 ± 10'",
        "distribution = '50 +/- 10'",
        "distribution = 'uniform(5 to 50)'",
        "distribution = 'triangular(5 to 50)'",
        "distribution = 'lognormal(-5 to 50)'",
        "distribution = 'randint(1, 6)'",
        "distribution = 'integers(1.5, 6)'",
    ] {
        let hints = said(wrong);
        assert_eq!(hints.len(), 1, "{wrong}: {hints:?}");
        // Laws, ranges and values between backquotes, each tried alone; `value` beside any of them.
        let mut tried = 0;
        for cure in hints[0].split('`').skip(1).step_by(2) {
            let cure = cure.replace('"', "'");
            let cure = match cure.as_str() {
                law if law.starts_with("triangular(l") || law.starts_with("integers(l") => continue,
                law if !law.contains('=') => format!("distribution = '{law}'"),
                _ => cure,
            };
            assert_eq!(said(&cure), Vec::<String>::new(), "{wrong}: {cure}");
            tried += 1;
        }
        assert!(tried > 0, "{wrong}: {hints:?}");
    }
}
