//! Side-by-side measurements: each figure against a peer in the same run, by processor time, as medians of pairs.
//!
//! `cargo xtask bench` runs it and the peers in other languages; `bench/README.md` keeps a table that it printed.
#![allow(clippy::print_stdout)] // a table is what it is for

mod clock;
mod games;
mod hand;
mod limits;
mod models;
mod network;
mod quick;

use std::hint::black_box;
use std::time::Instant;

use contend_engine::Program;
use models::Model;

/// Counted pairs of runs.
const PAIRS: usize = 7;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("quick") {
        let arguments: Vec<String> = std::env::args().skip(2).collect();
        std::process::exit(quick::run(&arguments));
    }
    if std::env::args().nth(1).as_deref() == Some("lanes") {
        return lanes();
    }
    if std::env::args().nth(1).as_deref() == Some("limits") {
        return limits::print();
    }
    if std::env::args().nth(1).as_deref() == Some("sharing") {
        return sharing();
    }
    if std::env::args().nth(1).as_deref() == Some("games") {
        let python = std::env::args().nth(2);
        let part = std::env::args().nth(3);
        return games::run(python.as_deref().unwrap_or("python3"), part.as_deref());
    }
    println!("| what | Contend | peer | ratio |");
    println!("| --- | --- | --- | --- |");
    equations("arith20", hand::arith20);
    equations("transc20", hand::transc20);
    cartel();
    single_world();
    peers();
    sharing();
    overhead();
    threads();
    check();
}

/// How the number of lanes matters.
fn lanes() {
    for name in ["arith20", "transc20", "sir"] {
        let model = Model::bundled(name);
        let worlds = 60_000u64;
        let draws = model.worlds(worlds);
        for lanes in [8, 16, 32, 64] {
            let program = model.compile_lanes(lanes);
            let (ours, _, _) = pairs(|| drop(black_box(program.run(&draws, 0..worlds))), || {});
            println!(
                "{name} {lanes}: {:.3} µs a world, {:?}",
                ours * 1e6 / worlds as f64,
                program.facts()
            );
        }
    }
}

fn row(what: &str, ours: &str, peer: &str, ratio: &str) {
    println!("| {what} | {ours} | {peer} | {ratio} |");
}

/// Processor seconds of both, in turn, and the median of their ratios.
fn pairs(mut ours: impl FnMut(), mut peer: impl FnMut()) -> (f64, f64, f64) {
    let time = |f: &mut dyn FnMut()| {
        let before = clock::cpu_seconds();
        f();
        clock::cpu_seconds() - before
    };
    time(&mut ours);
    time(&mut peer);
    let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let (x, y) = (time(&mut ours), time(&mut peer));
        a.push(x);
        b.push(y);
        ratios.push(y / x);
    }
    (clock::median(a), clock::median(b), clock::median(ratios))
}

fn equations(name: &str, by_hand: fn(hand::Four) -> (f64, f64)) {
    let worlds = 10_000u64;
    let model = Model::bundled(name);
    let program = model.compile();
    let draws = model.worlds(worlds);
    let drawn: Vec<hand::Four> = (0..worlds)
        .map(|w| [0, 1, 2, 3].map(|i| draws.at(w, i)))
        .collect();
    let first = program.run(&draws, 0..1).outcomes;
    let (catch, left) = by_hand(drawn[0]);
    assert!(
        close(first[0][0], catch) && close(first[1][0], left),
        "{name}: both sides must compute the same"
    );
    // The counter of processor time moves in steps of some milliseconds: several rounds a measurement.
    let rounds = 8;
    let (ours, peer, ratio) = pairs(
        || {
            for _ in 0..rounds {
                black_box(program.run(&draws, 0..worlds));
            }
        },
        || {
            for p in drawn.iter().cycle().take(rounds * drawn.len()) {
                black_box(by_hand(black_box(*p)));
            }
        },
    );
    let (ours, peer) = (ours / rounds as f64, peer / rounds as f64);
    let rate = |seconds: f64| {
        format!(
            "{:.2} thousand million equations/s",
            20.0 * 200.0 * worlds as f64 / seconds / 1e9
        )
    };
    row(
        &format!("{name}, 200 steps, one core; peer: hand-written scalar Rust"),
        &rate(ours),
        &rate(peer),
        &format!("{ratio:.2}"),
    );
}

fn cartel() {
    let worlds = 1024u64;
    let model = Model::folder("scenarios/cartel-recruitment", Some(520));
    let program = model.compile_outcomes(&["deaths_2022"]);
    let draws = model.worlds(worlds);
    let network = models::network();
    let constants = [[2.527474e-3; 8], [110.0; 8], [1.549231e-8; 8], [0.04e-6; 8]];
    let (ours, peer, ratio) = pairs(
        || drop(black_box(program.run(&draws, 0..worlds))),
        || {
            for _ in 0..worlds / 8 {
                black_box(hand::cartel_best(&network, black_box(&constants)));
            }
        },
    );
    let per_world = |seconds: f64| format!("{:.4} ms a world", seconds * 1e3 / worlds as f64);
    row(
        "cartel recruitment, 150 groups, 520 weeks, Euler, one core; peer: hand-written Rust, eight worlds together",
        &per_world(ours),
        &per_world(peer),
        &format!("{ratio:.2}"),
    );
}

fn single_world() {
    for name in ["arith20", "transc20"] {
        let model = Model::bundled(name);
        let program = model.compile_lanes(8);
        let draws = model.worlds(1);
        let runs = 4000;
        let (ours, _, _) = pairs(
            || {
                for _ in 0..runs {
                    black_box(program.run(&draws, 0..1));
                }
            },
            || {},
        );
        row(
            &format!("{name}: a single world"),
            &format!("{:.1} µs", ours * 1e6 / f64::from(runs)),
            "",
            "",
        );
    }
}

/// What a world costs of the models that the peers in Python run; `cargo xtask bench` prints theirs below.
fn peers() {
    for (what, model, worlds) in [
        (
            "shallow lake, 100 years; peer: EMA Workbench (below)",
            Model::folder("scenarios/lake", None),
            10_000u64,
        ),
        (
            "SIR, 200 steps; peer: PySD (below)",
            Model::bundled("sir"),
            200_000,
        ),
    ] {
        let program = model.compile();
        let draws = model.worlds(worlds);
        let (ours, _, _) = pairs(|| drop(black_box(program.run(&draws, 0..worlds))), || {});
        row(
            what,
            &format!("{:.3} µs a world", ours * 1e6 / worlds as f64),
            "",
            "",
        );
    }
}

/// What is simulated once, against every run from its start.
fn sharing() {
    let worlds = 128u64;
    let per_world = |seconds: f64| format!("{:.3} ms a world", seconds * 1e3 / worlds as f64);
    let model = Model::folder("scenarios/cartel-recruitment", None);
    let (family, profiles) = model.family(&["deaths_2032"]);
    let draws = model.worlds(worlds);
    let (ours, peer, ratio) = pairs(
        || drop(black_box(family.run(&draws, 0..worlds, &|| true))),
        || {
            for program in &profiles {
                black_box(program.run(&draws, 0..worlds));
            }
        },
    );
    let facts = family.facts();
    row(
        "cartel recruitment, 5 profiles, 10 of 20 years before `now`, one core; peer: each profile from the start",
        &per_world(ours),
        &per_world(peer),
        &format!(
            "{ratio:.2}; of equations evaluated {:.2}",
            facts.evaluations_apart as f64 / facts.evaluations as f64
        ),
    );

    let model = Model::bundled("turns");
    let (tree, paths) = model.tree(24);
    let draws = model.worlds(worlds);
    let (ours, peer, ratio) = pairs(
        || drop(black_box(tree.run(&draws, 0..worlds, &|| true))),
        || {
            for program in &paths {
                black_box(program.run(&draws, 0..worlds));
            }
        },
    );
    let facts = tree.facts();
    row(
        "four moves in turn, 4 strategies each, 23 equations, 120 steps, one core; peer: each of 256 paths from the start",
        &per_world(ours),
        &per_world(peer),
        &format!(
            "{ratio:.2}; of equations evaluated {:.2}",
            facts.evaluations_apart as f64 / facts.evaluations as f64
        ),
    );
}

fn overhead() {
    let worlds = 2_000_000u64;
    let model = Model::bundled("empty");
    let program = model.compile();
    let draws = model.worlds(worlds);
    let (ours, _, _) = pairs(|| drop(black_box(program.run(&draws, 0..worlds))), || {});
    row(
        "an almost empty model: cost of a world",
        &format!("{:.3} µs", ours * 1e6 / worlds as f64),
        "",
        "",
    );
}

fn threads() {
    let worlds = 40_000u64;
    let model = Model::bundled("transc20");
    let program = model.compile();
    let draws = model.worlds(worlds);
    let run = |threads: u64| {
        let before = Instant::now();
        std::thread::scope(|scope| {
            for t in 0..threads {
                let (program, draws): (&Program, _) = (&program, &draws);
                let each = worlds / threads;
                scope.spawn(move || black_box(program.run(draws, t * each..(t + 1) * each)));
            }
        });
        before.elapsed().as_secs_f64()
    };
    run(2);
    let ratios: Vec<f64> = (0..PAIRS).map(|_| run(1) / run(2)).collect();
    row(
        "two threads against one (elapsed time)",
        "",
        "",
        &format!("{:.2}", clock::median(ratios)),
    );
}

fn check() {
    let text = models::three_hundred_equations();
    let folder = contend_model::place::MemoryFolder::new([("scenario.toml", text.as_str())]);
    let (ours, _, _) = pairs(
        || {
            let reading = contend_scenario::read(black_box(&folder));
            assert!(reading.scenario.is_some(), "{:?}", reading.findings);
        },
        || {},
    );
    row(
        "check of a scenario of 300 equations",
        &format!("{:.1} ms", ours * 1e3),
        "",
        "",
    );
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
