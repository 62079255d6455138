//! The expected-utility model of bargaining, as `scenarios/bargaining/model.toml` writes it, on eleven tables and options.
//!
//! The equations are those that ship; only the table of actors is another. The expected values come from programs that share
//! nothing with Contend. They lie in a folder `shared` beside the checkout; without it these tests say so and pass.
// A test may fail loudly, and one that cannot run says so; loops over indices stand as in the formulas, with the platform's power.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::needless_range_loop
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

const MODEL: &str = include_str!("../../../scenarios/bargaining/model.toml");

/// The reference material; `None`, with a word, where there is none.
fn reference() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/spatial-bargaining");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not beside the checkout", folder.display());
    None
}

/// The lines of a table below its header, cell by cell.
fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(cells).collect()
}

/// A table of actors: its labels, and the three columns that the model reads.
struct Table {
    actors: Vec<String>,
    position: Vec<f64>,
    salience: Vec<f64>,
    capability: Vec<f64>,
}

impl Table {
    fn of(folder: &Path, name: &str) -> Table {
        let number = |cell: &String| cell.parse::<f64>().unwrap();
        // The table of the states of America counts capability and salience in per cent.
        let americas = name == "americas28";
        let file = if americas {
            "smp_americas28"
        } else {
            &format!("bdm_{name}")
        };
        let rows = rows(&folder.join(format!("inputs/{file}.csv")));
        let column = |at: usize| rows.iter().map(|r| number(&r[at])).collect::<Vec<_>>();
        let hundredth = |at: usize| column(at).iter().map(|x| x / 100.0).collect();
        let actors = rows.iter().map(|r| r[0].clone()).collect();
        if americas {
            Table {
                actors,
                position: column(3),
                salience: hundredth(4),
                capability: hundredth(2),
            }
        } else {
            Table {
                actors,
                position: column(2),
                salience: column(3),
                capability: column(1),
            }
        }
    }
}

/// How a run departs from the plain model.
#[derive(Clone, Copy, Debug)]
struct Options {
    status_quo_stays: f64,
    /// Nobody minds risk.
    risk_off: bool,
    /// Distances are measured by the range of positions now, and not by that at the start.
    dynamic_range: bool,
}

const PLAIN: Options = Options {
    status_quo_stays: 1.0,
    risk_off: false,
    dynamic_range: false,
};

/// The outcomes of one world: of `rounds` rounds the position of each actor, the median and the mean, named by round; and of
/// the first round the quantities behind them.
fn run(
    table: &Table,
    variant: &str,
    options: Options,
    rounds: usize,
    details: bool,
) -> BTreeMap<String, f64> {
    let status_quo_stays = options.status_quo_stays;
    let mut text = format!(
        r#"
[scenario]
title = "A published table"
start = 2000-01-01
end = 2000-01-{:02}
step = "1 day"
include = ["model.toml"]

[dimension]
state = {:?}
rival = "state"
third = "state"

[parameter]
opening          = {{ over = "state", unit = "year", value = {:?}, assumption = "given" }}
salience         = {{ over = "state", value = {:?}, assumption = "given" }}
capability       = {{ over = "state", value = {:?}, assumption = "given" }}
status_quo_stays = {{ value = {status_quo_stays:?}, assumption = "given" }}
rounds           = {{ value = {rounds}, assumption = "given" }}
variant          = {{ options = ["code", "equations"], value = "{variant}", uncertain = false, assumption = "given" }}

[outcome]
"#,
        rounds + 2,
        table.actors,
        table.position,
        table.salience,
        table.capability
    );
    for round in 0..=rounds {
        let at = format!("2000-01-{:02}", round + 1);
        writeln!(
            text,
            "position_{round} = {{ over = 'state', unit = 'year', equation = 'at(position, {at})' }}\n\
             median_{round} = {{ unit = 'year', equation = 'at(median, {at})' }}\n\
             average_{round} = {{ unit = 'year', equation = 'at(average, {at})' }}"
        )
        .unwrap();
    }
    if details {
        for (quantity, over) in [
            ("risk", "['state']"),
            ("exponent", "['state']"),
            ("chance", "['state', 'rival']"),
            ("gain", "['state', 'rival']"),
            ("danger", "['state', 'rival']"),
            ("kind", "['state', 'rival']"),
        ] {
            writeln!(
                text,
                "first_{quantity} = {{ over = {over}, equation = 'at({quantity}, 2000-01-01)' }}"
            )
            .unwrap();
        }
    }
    let model = with(MODEL, options);
    let files = [
        ("scenario.toml", text.as_str()),
        ("model.toml", model.as_str()),
    ];
    let opened = Session::open(&MemoryFolder::new(files));
    let findings = opened.findings;
    let session = opened.session.unwrap_or_else(|| panic!("{findings:#?}"));
    let request = RunRequest {
        worlds: Some(1),
        ..RunRequest::default()
    };
    let report = session.run(&request, &Sequential, &Silent).unwrap();
    assert!(report.faults.is_empty(), "{:#?}", report.faults);
    let outcomes = report.outcomes.iter();
    outcomes
        .map(|o| (o.outcome.clone(), o.profiles[0].values.median.unwrap()))
        .collect()
}

/// The equations, changed in what an option changes.
fn with(model: &str, options: Options) -> String {
    let mut model = model.to_owned();
    for (wanted, old, new) in [
        (
            options.risk_off,
            r#"equation = "(1 - risk / 3) / (1 + risk / 3)""#,
            r#"equation = "1 + 0 * risk""#,
        ),
        (
            options.dynamic_range,
            r#"equation = "max(opening, state) - min(opening, state)""#,
            r#"equation = "max(position, state) - min(position, state)""#,
        ),
    ] {
        assert!(
            model.contains(old),
            "the equation that an option changes: {old}"
        );
        if wanted {
            model = model.replace(old, new);
        }
    }
    model
}

/// Ten digits are printed.
fn same(found: f64, expected: f64, what: &str) {
    let tolerance = 1e-9 * expected.abs().max(1.0);
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found} for {expected}"
    );
}

#[test]
fn every_round_of_every_reference_run_is_reproduced() {
    let Some(folder) = reference() else { return };
    let mut runs = 0;
    let mut files: Vec<String> = std::fs::read_dir(folder.join("expected"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    for file in files {
        let Some(case) = (file.strip_prefix("bdm_")).and_then(|f| f.strip_suffix("_positions.csv"))
        else {
            continue;
        };
        let mut words = case.splitn(3, '_');
        let (name, variant) = (words.next().unwrap(), words.next().unwrap());
        let mut options = PLAIN;
        match words.next() {
            None => {}
            Some("risk_off") => options.risk_off = true,
            Some("q05") => options.status_quo_stays = 0.5,
            Some(other) => panic!("{other}: an option that this test does not know"),
        }
        let table = Table::of(&folder, name);
        let positions = rows(&folder.join("expected").join(&file));
        let rounds = positions.len() / table.actors.len() - 1;
        assert_eq!(positions.len(), (rounds + 1) * table.actors.len(), "{case}");
        let found = run(&table, variant, options, rounds, false);
        for row in &positions {
            let name = format!("position_{}[{}]", row[0], row[1]);
            same(
                found[&name],
                row[2].parse().unwrap(),
                &format!("{case}: {name}"),
            );
        }
        let summary = rows(&folder.join(format!("expected/bdm_{case}_summary.csv")));
        assert_eq!(summary.len(), rounds + 1, "{case}");
        for row in &summary {
            for (name, cell) in [("median", &row[1]), ("average", &row[2])] {
                let name = format!("{name}_{}", row[0]);
                same(
                    found[&name],
                    cell.parse().unwrap(),
                    &format!("{case}: {name}"),
                );
            }
        }
        runs += 1;
    }
    assert_eq!(runs, 11);
}

/// Risk, chances, both sides' gains and who moves where, in the first round.
#[test]
fn what_stands_behind_the_first_round_is_reproduced() {
    let Some(folder) = reference() else { return };
    for (name, variant) in [
        ("bsyn6", "code"),
        ("bsyn6", "equations"),
        ("emission", "code"),
        ("emission", "equations"),
    ] {
        let table = Table::of(&folder, name);
        let found = run(&table, variant, PLAIN, 1, true);
        let case = format!("bdm_{name}_{variant}_round1_detail.csv");
        let mut moved = Vec::new();
        let place =
            |actor: &str| table.position[table.actors.iter().position(|a| a == actor).unwrap()];
        for row in rows(&folder.join("expected").join(&case)) {
            let (quantity, a, b) = (row[0].as_str(), &row[1], &row[2]);
            // Between two who stand together there is nothing to win: the table has 0, the model 1/2, and nothing hangs on it.
            if quantity == "win_prob" && place(a) == place(b) {
                continue;
            }
            let pair = |q: &str| found[&format!("first_{q}[{a}, {b}]")];
            let own = |q: &str| found[&format!("{q}[{a}]")];
            let value = match quantity {
                "risk_basis" => own("first_risk"),
                "risk_exponent" => own("first_exponent"),
                "win_prob" => pair("chance"),
                "eu_own_challenge" => pair("gain"),
                "eu_other_challenge_seen_by_a" => pair("danger"),
                "move_confrontation" | "move_compromise" => {
                    moved.push(a.clone());
                    let kind = if quantity == "move_confrontation" {
                        1.0
                    } else {
                        2.0
                    };
                    assert_eq!(pair("kind"), kind, "{case}: {row:?}");
                    own("position_1")
                }
                other => panic!("{other}: a quantity that this test does not know"),
            };
            same(value, row[3].parse().unwrap(), &format!("{case}: {row:?}"));
        }
        for (actor, position) in table.actors.iter().zip(&table.position) {
            if !moved.contains(actor) {
                same(found[&format!("position_1[{actor}]")], *position, actor);
            }
        }
    }
}

/// Two of equal weight: each position has as much against it as the other.
#[test]
fn of_two_medians_the_lower_counts() {
    let table = Table {
        actors: vec!["late".to_owned(), "early".to_owned()],
        position: vec![10.0, 4.0],
        salience: vec![0.5, 1.0],
        capability: vec![2.0, 1.0],
    };
    let found = run(&table, "equations", PLAIN, 1, false);
    assert_eq!((found["median_0"], found["average_0"]), (4.0, 7.0));
}

/// Scholz, Calbert and Smith (2011), Table 2: the reading of the program gives their medians, cut to one decimal, in all rounds
/// but the second; the equations by their letter do not.
#[test]
fn the_published_medians_are_those_of_the_program_but_for_one() {
    let Some(folder) = reference() else { return };
    let published: Vec<f64> = rows(&folder.join("published.csv"))
        .iter()
        .filter(|r| r[0] == "emission" && r.iter().any(|c| c == "median voter position"))
        .map(|r| {
            let at = r.iter().position(|c| c == "median voter position").unwrap();
            r[at + 2].parse().unwrap()
        })
        .collect();
    assert_eq!(published.len(), 8);
    let table = Table::of(&folder, "emission");
    let agree = |variant: &str| -> Vec<usize> {
        let found = run(&table, variant, PLAIN, 8, false);
        let cut = |round: usize| (found[&format!("median_{round}")] * 10.0).floor() / 10.0;
        (1..=8)
            .filter(|round| (cut(*round) - published[round - 1]).abs() < 1e-9)
            .collect()
    };
    assert_eq!(agree("code"), [1, 3, 4, 5, 6, 7, 8]);
    assert_eq!(agree("equations"), [] as [usize; 0]);
}

/// One round by loops over actors, formula by formula as the literature prints them: with the utilities of every exponent, also
/// where the scenario has straight lines, and all pairs. Independent of the engine and of the scenario's equations.
struct Round {
    exponent: Vec<f64>,
    gain: Vec<Vec<f64>>,
    danger: Vec<Vec<f64>>,
    next: Vec<f64>,
}

fn round_by_loops(table: &Table, x: &[f64], variant: &str, options: Options) -> Round {
    let n = x.len();
    let code = variant == "code";
    let w: Vec<f64> = (0..n)
        .map(|i| table.capability[i] * table.salience[i])
        .collect();
    let most = |v: &[f64]| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = |v: &[f64]| v.iter().copied().fold(f64::INFINITY, f64::min);
    let measured = if options.dynamic_range {
        x
    } else {
        &table.position
    };
    let range = most(measured) - least(measured);
    let q = options.status_quo_stays;
    let against = |m: f64| (0..n).map(|k| w[k] * (x[k] - m).abs()).sum::<f64>();
    let mut median = f64::INFINITY;
    for &m in x {
        let (new, old) = (against(m), against(median));
        if median.is_infinite() || new < old || new == old && m < median {
            median = m;
        }
    }
    let chance = |i: usize, j: usize, r: &[f64]| {
        let (mut won, mut all) = (0.0, 0.0);
        let felt = |k: usize, y: f64| {
            if code {
                ((x[k] - y).abs() / range).powf(r[k])
            } else {
                (x[k] - y).abs()
            }
        };
        for k in 0..n {
            let a = felt(k, x[j]) - felt(k, x[i]);
            won += w[k] * a.max(0.0);
            if code {
                for b in 0..n {
                    for c in 0..n {
                        all += w[k] * (felt(k, x[b]) - felt(k, x[c])).abs();
                    }
                }
            } else {
                all += w[k] * a.abs();
            }
        }
        if all == 0.0 { 0.5 } else { won / all }
    };
    // What i's challenge of j is worth in the eyes of one whose exponent is `e`.
    let worth = |i: usize, j: usize, e: f64, r: &[f64]| {
        let utility = |part: f64| 2.0 - 4.0 * part.max(0.0).powf(e);
        let d = (x[i] - x[j]).abs() / range;
        let b = ((x[i] - median).abs() + (x[i] - x[j]).abs()) / range;
        let (success, failure) = (utility(0.5 - 0.5 * d), utility(0.5 + 0.5 * d));
        let change = if (x[i] - median).abs() < (x[i] - x[j]).abs() {
            utility(0.5 - 0.25 * b)
        } else {
            utility(0.5 + 0.25 * b)
        };
        let (s, p) = (table.salience[j], chance(i, j, r));
        s * (p * success + (1.0 - p) * failure) + (1.0 - s) * success
            - q * utility(0.5)
            - (1.0 - q) * change
    };
    let flat = vec![1.0; n];
    let others = |i: usize| (0..n).filter(move |j| *j != i);
    let threat: Vec<f64> = (0..n)
        .map(|i| others(i).map(|j| worth(j, i, 1.0, &flat)).sum())
        .collect();
    let (high, low) = (most(&threat), least(&threat));
    let exponent: Vec<f64> = threat
        .iter()
        .map(|s| {
            if options.risk_off {
                (high + low) / 2.0
            } else {
                *s
            }
        })
        .map(|s| {
            if high > low {
                (2.0 * s - high - low) / (high - low)
            } else {
                0.0
            }
        })
        .map(|risk| (1.0 - risk / 3.0) / (1.0 + risk / 3.0))
        .collect();
    let (mut gain, mut danger) = (vec![vec![0.0; n]; n], vec![vec![0.0; n]; n]);
    let mut next = x.to_vec();
    for i in 0..n {
        // Kind, by what offers are compared, where to.
        let mut best: Option<(u8, f64, f64)> = None;
        for j in 0..n {
            let a = worth(i, j, exponent[i], &exponent);
            let eyes = if code { exponent[i] } else { exponent[j] };
            let b = worth(j, i, eyes, &exponent);
            (gain[i][j], danger[i][j]) = (a, b);
            let far = (x[j] - x[i]).abs();
            let offer = if far == 0.0 {
                continue;
            } else if b > a && a > 0.0 {
                (1, far, x[j])
            } else if b > 0.0 && a < 0.0 && b > -a {
                let to = x[i] + (x[j] - x[i]) * (a / b).abs();
                let middle = (a.abs() * x[i] + b.abs() * x[j]) / (a.abs() + b.abs());
                (2, if code { middle } else { (to - x[i]).abs() }, to)
            } else if !code && b > 0.0 && a < 0.0 && b < -a {
                (3, far, x[j])
            } else {
                continue;
            };
            if best.is_none_or(|b| (offer.0, offer.1) < (b.0, b.1)) {
                best = Some(offer);
            }
        }
        if let Some((_, _, to)) = best {
            next[i] = to;
        }
    }
    Round {
        exponent,
        gain,
        danger,
        next,
    }
}

/// Tables without two equal numbers, so that no answer hangs on the last bit.
#[test]
fn rounds_are_those_of_plain_loops_under_every_option() {
    let uneven = |n: usize, turn: f64| {
        // The fractional parts of multiples of an irrational number are spread evenly.
        let part = |i: usize, by: f64| (turn + (i as f64 + 1.0) * by).fract();
        Table {
            actors: (0..n).map(|i| format!("actor {i}")).collect(),
            position: (0..n).map(|i| 10.0 * part(i, 0.618_033_988_75)).collect(),
            salience: (0..n)
                .map(|i| 0.1 + 0.9 * part(i, 0.414_213_562_37))
                .collect(),
            capability: (0..n)
                .map(|i| 0.1 + 0.9 * part(i, 0.732_050_807_57))
                .collect(),
        }
    };
    let mut kinds = [0; 5];
    let stays = |status_quo_stays| Options {
        status_quo_stays,
        ..PLAIN
    };
    let options = [
        PLAIN,
        stays(0.7),
        stays(0.4),
        Options {
            risk_off: true,
            ..stays(0.7)
        },
        Options {
            dynamic_range: true,
            ..stays(0.7)
        },
    ];
    for n in [3, 5, 8] {
        for turn in [0.0, 0.21, 0.47, 0.83] {
            let table = uneven(n, turn);
            for variant in ["code", "equations"] {
                for options in options {
                    let found = run(&table, variant, options, 4, true);
                    let mut x = table.position.clone();
                    for round in 1..=4 {
                        let expected = round_by_loops(&table, &x, variant, options);
                        let what = format!("{n} {turn} {variant} {options:?} {round}");
                        for (i, a) in table.actors.iter().enumerate() {
                            let name = format!("position_{round}[{a}]");
                            same(found[&name], expected.next[i], &format!("{what} {name}"));
                            if round > 1 {
                                continue;
                            }
                            let name = format!("first_exponent[{a}]");
                            same(found[&name], expected.exponent[i], &name);
                            for (j, b) in table.actors.iter().enumerate() {
                                let name = format!("first_gain[{a}, {b}]");
                                same(found[&name], expected.gain[i][j], &name);
                                let name = format!("first_danger[{a}, {b}]");
                                same(found[&name], expected.danger[i][j], &name);
                                kinds[found[&format!("first_kind[{a}, {b}]")] as usize] += 1;
                            }
                        }
                        x = expected.next;
                    }
                }
            }
        }
    }
    // Every way to move is among them.
    assert!(kinds[1..].iter().all(|k| *k >= 10), "{kinds:?}");
}
