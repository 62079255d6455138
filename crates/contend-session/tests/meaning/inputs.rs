//! How uncertain numbers are drawn: laws as sources give them, draws that several share, shares of a whole, conditions.

use contend_analysis::verdict::Word;
use contend_engine::design::{Design, Worlds};
use contend_model::id::InputId;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::Note;
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
    for design in DRAWN {
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

const DRAWN: [Design; 4] = [
    Design::NestedLatinHypercube,
    Design::LatinHypercube,
    Design::Sobol,
    Design::MonteCarlo,
];

const MIX: &str = "[dimension]\nsource = ['coal', 'sun', 'wind']\nregion = ['a', 'b']\n[parameter]\n\
    mix = { over = 'source', distribution = 'dirichlet(8, 1, 1)', assumption = 'x' }\n\
    even = { over = 'source', distribution = 'dirichlet(0.5)', assumption = 'x' }\n\
    rows = { over = ['region', 'source'], assumption = 'x', \
        distribution = { a = 'dirichlet(2, 3, 4)', b = 'dirichlet(9)' } }\n\
    columns = { over = ['source', 'region'], distribution = 'dirichlet(3, 2, 1)', sums = 'source', assumption = 'x' }\n\
    other = { range = [0, 1], assumption = 'x' }\n";

/// Shares of a Dirichlet law with these numbers: their means, variances, covariances, and each by itself a beta law.
fn are_shares(of: &dyn Fn(&str) -> Vec<f64>, names: &[&str], numbers: &[f64], off: f64) {
    let columns: Vec<Vec<f64>> = names.iter().map(|n| of(n)).collect();
    let all: f64 = numbers.iter().sum();
    for world in 0..columns[0].len() {
        let sum: f64 = columns.iter().map(|c| c[world]).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{names:?}: {sum}");
    }
    for (i, a) in numbers.iter().enumerate() {
        assert!((mean(&columns[i]) - a / all).abs() < off, "{}", names[i]);
        for (j, b) in numbers.iter().enumerate() {
            let delta = if i == j { all } else { 0.0 };
            let expected = a * (delta - b) / (all * all * (all + 1.0));
            let found = covariance(&columns[i], &columns[j]);
            assert!(
                (found - expected).abs() < off,
                "{names:?} {i} {j}: {found}, {expected}"
            );
        }
        let law = contend_model::model::Law::Beta {
            alpha: *a,
            beta: all - a,
            low: 0.0,
            high: 1.0,
        };
        let d = distance(&columns[i], |x| contend_engine::law::cdf(&law, x));
        // Kolmogorov's distance of so many independent numbers is greater in one case of 10,000.
        let far = 2.23 / (columns[i].len() as f64).sqrt();
        assert!(d < far, "{}: {d}", names[i]);
    }
}

#[test]
fn shares_have_the_law_of_dirichlet() {
    const N: u64 = 16384;
    let text = format!("{HEAD}{MIX}");
    for design in DRAWN {
        let of = by_design(&text, design, N);
        // Five standard errors of the mean of a number between 0 and 1 whose variance is at most 1/6.
        let off = if design == Design::MonteCarlo {
            0.016
        } else {
            0.008
        };
        let all = |name: &str| ["coal", "sun", "wind"].map(|s| format!("{name}[{s}]"));
        let check = |names: [String; 3], numbers: [f64; 3]| {
            let names = names.each_ref().map(|n| &**n);
            are_shares(&of, &names, &numbers, off);
        };
        check(all("mix"), [8.0, 1.0, 1.0]);
        check(all("even"), [0.5; 3]);
        check(all("rows").map(|n| n.replace('[', "[a, ")), [2.0, 3.0, 4.0]);
        check(all("rows").map(|n| n.replace('[', "[b, ")), [9.0; 3]);
        check(
            all("columns").map(|n| n.replace(']', ", b]")),
            [3.0, 2.0, 1.0],
        );
        let r = covariance(&of("rows[a, sun]"), &of("rows[b, sun]"));
        assert!(r.abs() < 0.001, "{r}");
    }
}

/// The first 64 worlds are the same when more are drawn, when something else is drawn too, and whatever the order.
#[test]
fn shares_hang_on_names_alone() {
    let text = format!("{HEAD}{MIX}");
    let more = text.replace(
        "other =",
        "aaa = { range = [0, 1], assumption = 'x' }\nother =",
    );
    let turned = text
        .replace("['coal', 'sun', 'wind']", "['wind', 'sun', 'coal']")
        .replace("(8, 1, 1)", "(1, 1, 8)");
    for name in ["mix[coal]", "mix[wind]", "even[sun]"] {
        let few = drawn(&text, 64)(name);
        assert_eq!(few, drawn(&text, 512)(name)[..64]);
        assert_eq!(few, drawn(&more, 64)(name));
        assert_eq!(few, drawn(&turned, 64)(name));
        assert_eq!(drawn(&text, 64)("other"), drawn(&more, 64)("other"));
    }
}

#[test]
fn shares_are_inputs_and_their_means_stand_in_the_middle() {
    let text = format!(
        "{HEAD}dirty = 'mix[coal]'\n{MIX}[claim.c]\nsays = 's'\ntest = 'dirty > 0.8'\n\
         [claim.fact]\nsays = 's'\ncheck = 'mix[coal] == 0.8 and sum(rows[a, source], source) == 1'\n"
    );
    let report = run(&text, 1000);
    assert_eq!(claim(&report, "c").hinges[0].input, "mix[coal]");
    let fact = claim(&report, "fact").verdict.word;
    assert!(
        matches!(fact, Word::InputCheck { holds: true, .. }),
        "{fact:?}"
    );
    let off = text.replace("(8, 1, 1)'", "(8, 1, 1)', value = [0.2, 0.4, 0.4]");
    assert!(findings(&off).contains(&("value-off-centre".into(), "share".into())));
    let correlated = format!(
        "{text}[[correlation]]\nparameters = ['mix[coal]', 'other']\nrank = 0.5\nassumption = 'x'\n"
    );
    assert!(findings(&correlated).contains(&("not-an-input".into(), "tied".into())));
}

/// The error of a run over a table of worlds.
fn refused(text: &str, table: &str) -> Option<String> {
    let request = RunRequest {
        drawing: Drawing::Table {
            name: "t.csv".to_owned(),
            text: table.to_owned(),
        },
        ..RunRequest::default()
    };
    let error = open(text).run(&request, &Sequential, &Silent).err()?;
    Some(format!("{error:?}"))
}

#[test]
fn a_table_gives_all_shares_of_a_whole() {
    let text = format!(
        "{HEAD}[dimension]\nsource = ['coal', 'sun']\n[parameter]\n\
         mix = {{ over = 'source', distribution = 'dirichlet(8, 1)', assumption = 'x' }}\n"
    );
    assert_eq!(
        refused(&text, "mix[coal],mix[sun]\n0.5,0.5\n0.25,0.75\n"),
        None
    );
    let sum = refused(&text, "mix[coal],mix[sun]\n0.5,0.5\n0.25,0.7\n").unwrap();
    assert!(
        sum.contains("SharesSum") && sum.contains("line: 3"),
        "{sum}"
    );
    let missing = refused(&text, "mix[coal]\n0.5\n").unwrap();
    assert!(
        missing.contains("SharesMissing") && missing.contains("mix[sun]"),
        "{missing}"
    );
}

/// A generator that has nothing to do with that of the engine: xorshift64*, and normal numbers by Box and Muller.
struct Other(u64);

impl Other {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        (bits as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (a, b) = (self.unit(), self.unit());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

/// The greatest distance between two samples' shares of values up to x.
fn apart(x: &[f64], y: &[f64]) -> f64 {
    let mut y = y.to_vec();
    y.sort_by(f64::total_cmp);
    distance(x, |v| {
        y.partition_point(|w| *w <= v) as f64 / y.len() as f64
    })
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    covariance(x, y) / (covariance(x, x) * covariance(y, y)).sqrt()
}

/// What a seller asks at the start lies below the price in the street, with which demand goes.
const PRICES: &str = "[parameter]\n\
    start_price = { range = [0, 10], assumption = 'x' }\n\
    street_price = { range = [2, 8], assumption = 'x' }\n\
    demand = { distribution = 'lognormal(4, 1.5)', assumption = 'x' }\n\
    other = { range = [0, 1], assumption = 'x' }\n\
    [[correlation]]\nparameters = ['street_price', 'demand']\nrank = 0.6\nassumption = 'x'\n";
const BELOW: &str =
    "[[constraint]]\nthat = 'start_price < street_price'\nassumption = 'nobody sells at a loss'\n";

/// The joint law of what is drawn under a condition is that of what is left when draws that break it are thrown away.
#[test]
fn under_a_condition_inputs_have_the_law_of_rejection() {
    const N: u64 = 8192;
    const MANY: usize = 200_000;
    let text = format!("{HEAD}{PRICES}{BELOW}");
    // The Gaussian copula of rank 0.6.
    let r = 2.0 * (std::f64::consts::PI * 0.6 / 6.0).sin();
    let phi = contend_engine::maths::normal_cdf;
    let mut other = Other(88_172_645_463_325_252);
    let mut left: [Vec<f64>; 3] = Default::default();
    while left[0].len() < MANY {
        let (z, e) = (other.normal(), other.normal());
        let start = 10.0 * other.unit();
        let street = 2.0 + 6.0 * phi(z);
        if start < street {
            let demand = 4.0 * 1.5_f64.powf(r * z + (1.0 - r * r).sqrt() * e);
            for (column, x) in left.iter_mut().zip([start, street, demand]) {
                column.push(x);
            }
        }
    }
    // Half of them are thrown away: the mean of (2 + 8)/2 of 10.
    let far = 2.23 * (1.0 / N as f64 + 1.0 / MANY as f64).sqrt();
    for design in DRAWN {
        let of = by_design(&text, design, N);
        let columns = ["start_price", "street_price", "demand"].map(&of);
        let mut pairs = columns[0].iter().zip(&columns[1]);
        assert!(pairs.all(|(start, street)| start < street));
        for i in 0..3 {
            // One case in 10,000 of independent samples is further apart.
            let d = apart(&columns[i], &left[i]);
            assert!(d < far, "{design:?} {i}: {d}");
            let sd = covariance(&left[i], &left[i]).sqrt();
            let off = mean(&columns[i]) - mean(&left[i]);
            assert!(
                off.abs() < 5.0 * sd / (N as f64).sqrt(),
                "{design:?} {i}: {off}"
            );
            for j in 0..i {
                let off = correlation(&columns[i], &columns[j]) - correlation(&left[i], &left[j]);
                assert!(
                    off.abs() < 5.0 / (N as f64).sqrt(),
                    "{design:?} {i} {j}: {off}"
                );
                // Of sums too, so of the joint law and not of each by itself.
                let sum = |x: &[f64], y: &[f64]| -> Vec<f64> {
                    x.iter().zip(y).map(|(a, b)| a + b).collect()
                };
                let d = apart(&sum(&columns[i], &columns[j]), &sum(&left[i], &left[j]));
                assert!(d < far, "{design:?} {i} + {j}: {d}");
            }
        }
    }
}

/// A world whose point fulfils the condition keeps it; the others change in what it ties alone; and none changes when
/// more worlds are drawn, or something else.
#[test]
fn what_a_condition_does_not_tie_stays() {
    let free = format!("{HEAD}{PRICES}");
    let text = format!("{free}{BELOW}");
    let more = text.replace(
        "other =",
        "aaa = { range = [0, 1], assumption = 'x' }\nother =",
    );
    for design in DRAWN {
        let (before, after) = (by_design(&free, design, 100), by_design(&text, design, 100));
        assert_eq!(before("other"), after("other"), "{design:?}");
        let starts = before("start_price");
        let fulfilled: Vec<bool> = (starts.iter().zip(before("street_price")))
            .map(|(a, b)| *a < b)
            .collect();
        assert!(fulfilled.contains(&true) && fulfilled.contains(&false));
        for name in ["start_price", "street_price", "demand"] {
            for (world, (a, b)) in before(name).iter().zip(after(name)).enumerate() {
                assert_eq!(*a == b, fulfilled[world], "{design:?} {name} {world}");
            }
            if design != Design::LatinHypercube {
                assert_eq!(by_design(&text, design, 700)(name)[..100], after(name));
            }
            if design != Design::Sobol {
                assert_eq!(by_design(&more, design, 100)(name), after(name));
            }
        }
    }
}

const BY_PLACE: &str = "[dimension]\nplace = ['a', 'b', 'c']\nsource = ['coal', 'sun']\n[parameter]\n\
    low = { over = 'place', range = [0, 1], assumption = 'x' }\n\
    high = { over = 'place', range = [0, 1], assumption = 'x' }\n\
    mix = { over = 'source', distribution = 'dirichlet(2)', assumption = 'x' }\n\
    tax = { over = 'place', range = [0, 1], draw = 'common', assumption = 'x' }\n\
    fee = { range = [0, 'tax_cap'], assumption = 'x' }\n\
    tax_cap = { range = [1, 3], assumption = 'x' }\n";

#[test]
fn a_condition_on_an_array_holds_for_every_element_apart() {
    let free = format!("{HEAD}{BY_PLACE}");
    let text = format!("{free}[[constraint]]\nthat = 'low < high'\nassumption = 'x'\n");
    let (before, after) = (drawn(&free, 512), drawn(&text, 512));
    let mut kept = 0;
    for place in ["a", "b", "c"] {
        let (low, high) = (format!("low[{place}]"), format!("high[{place}]"));
        let pairs = before(&low).into_iter().zip(before(&high));
        let new = after(&low).into_iter().zip(after(&high));
        for ((a, b), (c, d)) in pairs.zip(new) {
            assert!(c < d);
            // Whatever the other places do.
            assert_eq!((a, b) == (c, d), a < b);
            kept += u32::from(a < b);
        }
    }
    assert!((600..900).contains(&kept), "{kept}");
    // Of two uniform numbers in order the lesser has the mean 1/3, the greater 2/3.
    assert!((mean(&after("low[b]")) - 1.0 / 3.0).abs() < 0.03);
    assert!((mean(&after("high[b]")) - 2.0 / 3.0).abs() < 0.03);
    // One condition on all elements together.
    let text = format!("{free}[[constraint]]\nthat = 'sum(low, place) < 1'\nassumption = 'x'\n");
    let of = drawn(&text, 512);
    for ((a, b), c) in (of("low[a]").iter().zip(of("low[b]"))).zip(of("low[c]")) {
        assert!(a + b + c < 1.0);
    }
    assert_eq!(of("high[a]"), before("high[a]"));
}

#[test]
fn conditions_go_with_everything_else_that_ties() {
    let text = format!(
        "{HEAD}{BY_PLACE}\
         [[constraint]]\nthat = 'mix[coal] > 0.6'\nassumption = 'x'\n\
         [[constraint]]\nthat = 'tax[b] < 0.5'\nassumption = 'x'\n\
         [[constraint]]\nthat = 'fee > 1'\nassumption = 'x'\n"
    );
    for design in DRAWN {
        let of = by_design(&text, design, 300);
        for (coal, sun) in of("mix[coal]").iter().zip(of("mix[sun]")) {
            assert!(*coal > 0.6 && (coal + sun - 1.0).abs() < 1e-12);
        }
        assert_eq!(of("tax"), of("tax[c]"));
        assert!(of("tax").iter().all(|t| *t < 0.5));
        for (fee, cap) in of("fee").iter().zip(of("tax_cap")) {
            assert!(1.0 < *fee && *fee <= cap);
        }
    }
    // Beta(2, 2) above 0.6: the mean of 6x²(1 − x) over that of 6x(1 − x).
    let f = |x: f64| 2.0 * x.powi(3) - 1.5 * x.powi(4);
    let g = |x: f64| 3.0 * x.powi(2) - 2.0 * x.powi(3);
    let expected = (f(1.0) - f(0.6)) / (g(1.0) - g(0.6));
    let found = mean(&drawn(&text, 4096)("mix[coal]"));
    assert!((found - expected).abs() < 0.008, "{found}, {expected}");
}

/// Everything that looks at a world sees the same one.
#[test]
fn a_world_under_conditions_is_the_same_for_all() {
    let text = format!(
        "{HEAD}gap = 'street_price - start_price'\n{PRICES}{BELOW}\
         [claim.c]\nsays = 's'\ntest = 'gap > 0'\n[claim.d]\nsays = 's'\ntest = 'start_price < street_price'\n\
         [claim.e]\nsays = 's'\ntest = 'gap > 2'\n"
    );
    let report = run(&text, 1000);
    for id in ["c", "d"] {
        assert_eq!(claim(&report, id).share(), Some(1.0));
    }
    // As many draws as worlds over the share of ½ that is kept, give or take five standard errors.
    let note = report.notes.iter().find_map(|n| match n {
        Note::Conditions { kept, draws } => Some((*kept, *draws)),
        _ => None,
    });
    let (kept, draws) = note.unwrap();
    assert!(kept == 1000 && draws.abs_diff(2000) < 225, "{draws}");
    let session = open(&text);
    let scenario = session.scenario().clone();
    let of = Worlds::new(&scenario, Design::default(), 1000, 1).unwrap();
    let request = contend_session::request::WorldRequest::default();
    let replayed = session.world(417, &request).unwrap();
    for (at, input) in replayed.inputs.iter().enumerate() {
        assert_eq!(
            input.value,
            of.value(417, InputId(at as u32)),
            "{}",
            input.input
        );
    }
    // Higher than so many draws: of those under the condition, not of its own law. Of uniform numbers in order the lesser has
    // the distribution function 1 − (1 − x)².
    let ordered = with(
        "a = { range = [0, 1], value = 0.3, assumption = 'x' }\nb = { range = [0, 1], value = 0.7, assumption = 'x' }\n\
         [[constraint]]\nthat = 'a < b'\nassumption = 'x'\n",
    )
    .replace("o = '1'", "o = 'a + b'");
    for world in [3, 7, 11] {
        let replayed = open(&ordered).world(world, &request).unwrap();
        let a = &replayed.inputs[0];
        let expected = 1.0 - (1.0 - a.value) * (1.0 - a.value);
        assert!(
            (a.rank - expected).abs() < 0.06,
            "{}: {}, {expected}",
            a.value,
            a.rank
        );
    }
    // And so are central values judged: 0.3 and 0.7 are in the middle, 0.5 is above three quarters of the lesser.
    assert!(findings(&ordered).is_empty(), "{:?}", findings(&ordered));
    let off = findings(&ordered.replace("value = 0.3", "value = 0.55"));
    assert_eq!(off, [("value-off-centre".into(), "above".into())]);
    let first = claim(&report, "e").example_fails.unwrap();
    let value = |name: &str| {
        let replayed = session.world(first, &request).unwrap();
        replayed
            .inputs
            .iter()
            .find(|i| i.input == name)
            .unwrap()
            .value
    };
    assert!(value("street_price") - value("start_price") <= 2.0);
    // Half a step has the same worlds.
    let steps = session
        .steps(&RunRequest::default(), &Sequential, &Silent)
        .unwrap();
    assert!(steps.is_some());
}

#[test]
fn worlds_that_break_a_condition_are_refused() {
    let text = format!("{HEAD}{PRICES}{BELOW}");
    let head = "start_price,street_price,demand,other\n";
    assert_eq!(refused(&text, &format!("{head}3,5,4,0.5\n")), None);
    let broken = refused(&text, &format!("{head}3,5,4,0.5\n6,5,4,0.5\n")).unwrap();
    assert!(
        broken.contains("Condition") && broken.contains("line: 3"),
        "{broken}"
    );
    // What has no column stays at its median, and is held against the condition like what has one.
    let median = refused(&text, "start_price\n4\n6\n").unwrap();
    assert!(median.contains("line: 3"), "{median}");
    let request = RunRequest {
        drawing: Drawing::Design(Design::FullFactorial { levels: 2 }),
        ..RunRequest::default()
    };
    let error = open(&text).run(&request, &Sequential, &Silent).unwrap_err();
    assert!(format!("{error:?}").contains("GridOfConditions"));
}

/// The example of the book, and what it says of the other way to write it.
#[test]
fn a_condition_is_not_a_bound() {
    let street = "street_price = { range = [0, 1], value = 0.6, assumption = 'x' }\n";
    let condition = format!(
        "{street}start_price = {{ range = [0, 1], assumption = 'x' }}\n\
         [[constraint]]\nthat = 'start_price < street_price'\nassumption = 'nobody sells at a loss'\n"
    );
    let bound =
        format!("{street}start_price = {{ range = [0, 'street_price'], assumption = 'x' }}");
    for (parameters, start, street) in [(condition, 1.0 / 3.0, 2.0 / 3.0), (bound, 0.25, 0.5)] {
        let text = with(&parameters).replace("o = '1'", "o = 'start_price * street_price'");
        assert!(findings(&text).is_empty(), "{:?}", findings(&text));
        let of = drawn(&text, 8192);
        assert!(
            (mean(&of("start_price")) - start).abs() < 0.01,
            "{parameters}"
        );
        assert!(
            (mean(&of("street_price")) - street).abs() < 0.01,
            "{parameters}"
        );
    }
    // As the book says of shares: a standard deviation of 0.12.
    let mix = drawn(&format!("{HEAD}{MIX}"), 8192)("mix[coal]");
    assert!((covariance(&mix, &mix).sqrt() - (0.8 * 0.2 / 11.0_f64).sqrt()).abs() < 0.003);
}

#[test]
fn conditions_that_leave_little_are_told() {
    let with = |parameters: &str, that: &[&str]| {
        let conditions = that.iter();
        let conditions: String = conditions
            .map(|t| format!("[[constraint]]\nthat = '{t}'\nassumption = 'x'\n"))
            .collect();
        let text =
            format!("{HEAD}[dimension]\nplace = ['a', 'b']\n[parameter]\n{parameters}{conditions}");
        // That central values are no longer in the middle is another matter.
        let other = ["unused", "value-off-centre"];
        let found = findings(&text).into_iter();
        let found = found.filter(|f| !other.contains(&f.0.as_str()));
        found
            .map(|(id, case)| format!("{id} {case}"))
            .collect::<Vec<_>>()
    };
    let two =
        "a = { range = [0, 10], assumption = 'x' }\nb = { range = [0, 10], assumption = 'x' }\n";
    assert_eq!(with(two, &["a <= b"]), Vec::<String>::new());
    // Central values are equal.
    assert_eq!(with(two, &["a < b"]), ["constraint-broken "]);
    assert_eq!(
        with(two, &["a < 4 + 2 * b", "b < 4 + 2 * a"]),
        Vec::<String>::new()
    );
    // 0.125 and 0.08 of what is drawn: 10 − a is uniform too.
    assert_eq!(with(two, &["a + b < 5 or a == b"]), Vec::<String>::new());
    assert_eq!(with(two, &["a + b < 4 or a == b"]), ["constraint-narrow "]);
    assert_eq!(
        with(two, &["a + b < 6", "a > 5"]),
        [
            "constraint-narrow together",
            "constraint-broken ",
            "constraint-broken "
        ]
    );
    assert_eq!(
        with(two, &["a > b + 11"]),
        ["constraint-impossible ", "constraint-broken "]
    );
    assert_eq!(
        with(two, &["a > b", "b > a"])[0],
        "constraint-impossible together"
    );
    assert_eq!(with(two, &["1 < 2"]), ["reads-nothing constraint"]);
    let many = "[dimension]\nbig = { size = 101 }\nwide = { size = 100 }\n[parameter]\n\
        a = { range = [0, 1], assumption = 'x' }\nm = { over = ['big', 'wide'], value = 9, assumption = 'x' }\n\
        [[constraint]]\nthat = 'a < m'\nassumption = 'x'\n";
    let many = findings(&format!("{HEAD}{many}"));
    assert_eq!(many[0], ("array-too-large".into(), "constraints".into()));
    let places = "a = { over = 'place', range = { a = [0, 2], b = [5, 9] }, assumption = 'x' }\n";
    assert_eq!(with(places, &["a < 4"])[0], "constraint-impossible element");
    assert_eq!(with(two, &["a"])[0], "not-a-condition ");
}

/// Between what is drawn of two others every value is equally likely; the others are drawn as they would be without it.
#[test]
fn a_bound_may_be_another_input() {
    let prices = "street_price = { distribution = 'lognormal(4, 1.5)', assumption = 'x' }\n";
    let text = with(&format!(
        "{prices}start_price = {{ range = [0, 'street_price'], assumption = 'x' }}\n\
         middle = {{ range = ['start_price', 'street_price'], assumption = 'x' }}"
    ));
    let text = text.replace("o = '1'", "o = 'middle'");
    let alone = with(prices);
    for design in DRAWN {
        let of = by_design(&text, design, 4096);
        if design != Design::Sobol {
            assert_eq!(
                of("street_price"),
                by_design(&alone, design, 4096)("street_price")
            );
        }
        let (street, start) = (of("street_price"), of("start_price"));
        // The share of the street price is uniform, and independent of it.
        let share: Vec<f64> = start.iter().zip(&street).map(|(a, b)| a / b).collect();
        assert!(
            distance(&share, |x| x.clamp(0.0, 1.0)) < 2.23 / 64.0,
            "{design:?}"
        );
        assert!(correlation(&share, &street).abs() < 5.0 / 64.0);
        let middle = of("middle");
        let inside = (start.iter().zip(&middle)).zip(&street);
        assert!(inside.into_iter().all(|((a, m), b)| a <= m && m <= b));
    }
    // Central values are in the middle of central values: 4, 2, 3.
    let session = open(&text);
    let central = session
        .world(0, &contend_session::request::WorldRequest::default())
        .unwrap();
    let central: Vec<f64> = central.inputs.iter().map(|i| i.central).collect();
    assert_eq!(central, [4.0, 2.0, 3.0]);
    // A table holds both.
    assert_eq!(
        refused(&text, "street_price,start_price,middle\n5,3,4\n"),
        None
    );
    let above = refused(&text, "street_price,start_price,middle\n5,3,4\n5,6,5\n").unwrap();
    assert!(
        above.contains("Outside") && above.contains("line: 3"),
        "{above}"
    );
}

#[test]
fn bounds_that_cannot_be_are_told() {
    let said = |range: &str| {
        let text = with(&format!(
            "x = {{ {range}, assumption = 'x' }}\n\
             y = {{ range = [3, 5], assumption = 'x' }}\nz = {{ unit = 't', value = 2, assumption = 'x' }}\n\
             w = {{ range = [0, 'x'], assumption = 'x' }}"
        ));
        let text = text.replace("o = '1'", "o = 'w + z / 1{t}'");
        let found = findings(&text).into_iter();
        found
            .map(|(id, case)| format!("{id} {case}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said("range = [0, 'y']"), Vec::<String>::new());
    assert_eq!(said("range = ['y', 9]"), Vec::<String>::new());
    assert_eq!(said("value = 3, range = [0, 'y']"), Vec::<String>::new());
    assert_eq!(
        said("value = 4.5, range = [0, 'y']"),
        ["value-outside-range "]
    );
    assert_eq!(said("range = [4, 'y']"), ["bad-range bound-crosses"]);
    assert_eq!(said("range = [0, 'yy']"), ["bad-range bound-unknown"]);
    assert_eq!(said("range = [0, 'z']"), ["bad-range bound-unit"]);
    assert_eq!(said("range = [0, 'w']"), ["bad-range bound-loop"]);
    assert_eq!(said("range = [0, 'x']"), ["bad-range bound-loop"]);
    assert_eq!(
        said("range = [0, 'y'], distribution = 'normal(1, 1)'"),
        ["bad-range bound-with"]
    );
}

/// Each wrong way, what is said of it, and what is right once the cure is followed.
#[test]
fn printed_cures_of_shares_bounds_and_conditions_heal() {
    let condition = |that: &str| format!("[[constraint]]\nthat = '{that}'\nassumption = 'x'\n");
    let of = |range: &str| {
        format!(
            "x = {{ {range}, assumption = 'x' }}\ny = {{ range = [3, 5], assumption = 'x' }}\n\
             z = {{ over = 'place', range = [3, 5], assumption = 'x' }}\n"
        )
    };
    let said = |text: &str| {
        let text = format!("{HEAD}[dimension]\nplace = ['a', 'b']\n[parameter]\n{text}");
        let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*text)]));
        let findings = opened.findings.iter().filter(|f| f.id != "unused");
        let texts = findings.map(contend_words::diagnostics::text);
        texts.map(|t| t.hint.unwrap()).collect::<Vec<String>>()
    };
    let with = |range: &str, that: &str| format!("{}{}", of(range), condition(that));
    for (wrong, cure, right) in [
        (
            of("distribution = 'dirichlet(1, 2)'"),
            "write `beta(a, b)`",
            of("distribution = 'beta(1, 2)'"),
        ),
        (
            of("distribution = 'dirichlet(1, 2)'"),
            "add `over`",
            of("over = 'place', distribution = 'dirichlet(1, 2)'"),
        ),
        (
            of("over = 'place', distribution = 'dirichlet(1, 2, 3)'"),
            "one for all",
            of("over = 'place', distribution = 'dirichlet(1)'"),
        ),
        (
            of("over = 'place', value = [1, 2], distribution = 'dirichlet(1)'"),
            "take them out",
            of("over = 'place', distribution = 'dirichlet(1)'"),
        ),
        (
            of("over = 'place', range = { a = [0, 'y'], b = [0, 1] }"),
            "range = [0, \"name\"]",
            of("over = 'place', range = [0, 'y']"),
        ),
        (
            of("over = 'place', range = { a = [0, 'y'], b = [0, 1] }"),
            "the same `over`",
            of("over = 'place', range = [0, 'z']"),
        ),
        (
            of("range = [0, 'z']"),
            "give this parameter the same `over`",
            of("over = 'place', range = [0, 'z']"),
        ),
        (
            of("range = [0, 'y'], spread = 0.1"),
            "take `spread` out",
            of("range = [0, 'y']"),
        ),
        (
            of("range = [4, 'y']"),
            "use `[[constraint]]`",
            with("range = [2, 5]", "x <= y"),
        ),
        (
            of("range = [4, 'y']"),
            "never above",
            of("range = [2, 'y']"),
        ),
        (
            with("range = [0, 5]", "2 > 1"),
            "compare parameters",
            with("range = [0, 5]", "x < y"),
        ),
        (
            with("range = [6, 9]", "x < y"),
            "the ranges of what it reads",
            with("range = [0, 5]", "x < y"),
        ),
        (
            with("range = [0, 100]", "x < y"),
            "narrow the ranges",
            with("range = [0, 5]", "x < y"),
        ),
        (
            with("range = [0, 5], value = 4.2", "x < y"),
            "write values that do",
            with("range = [0, 5], value = 2.5", "x < y"),
        ),
    ] {
        let hints = said(&wrong);
        assert!(hints.iter().any(|h| h.contains(cure)), "{wrong}: {hints:?}");
        assert_eq!(said(&right), Vec::<String>::new(), "{right}");
    }
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
