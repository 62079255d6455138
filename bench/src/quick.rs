//! What a developer runs before and after a change: one row for each thing that was made fast, each a small model that
//! spends its time there, and some models that spend it everywhere.
//!
//! Both sides are programs of their own that keep their rows ready and measure their own processor time; they take turns,
//! sample by sample, so that what else goes on in the machine meets both.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use contend_analysis::hinges::hinges;
use contend_analysis::{Inputs, Target};
use contend_engine::Program;
use contend_engine::chance::{Purpose, Stream};
use contend_model::key::Key;

use crate::clock;
use crate::hand;
use crate::models::Model;
use crate::network;

/// Counted pairs of samples.
const PAIRS: usize = 9;

/// A thing to measure.
struct Row {
    name: &'static str,
    what: &'static str,
    /// What one unit of the figure is.
    per: &'static str,
    /// Makes it ready.
    make: fn(&Row) -> Sample,
}

/// Does it once and says how many seconds of processor time a unit took.
type Sample = Box<dyn Fn() -> f64>;

const ROWS: &[Row] = &[
    row(
        "yardstick",
        "no part of Contend: twenty equations by hand, in scalar Rust",
        "world",
        yardstick,
    ),
    row(
        "arith20",
        "20 equations of arithmetic, 200 steps",
        "world",
        bundled,
    ),
    row(
        "transc20",
        "the same, 8 of them with `exp`, `ln`, powers",
        "world",
        bundled,
    ),
    row(
        "select",
        "five choices over 40 elements, 200 steps",
        "world",
        quick,
    ),
    row("normal", "40 fresh normal draws, 200 steps", "world", quick),
    row(
        "lognormal",
        "40 fresh lognormal draws, 200 steps",
        "world",
        quick,
    ),
    row("lake", "the shallow lake, 100 years", "world", lake),
    row(
        "clock",
        "60 readings of time alone, 200 steps",
        "world",
        quick,
    ),
    row(
        "events",
        "four events over 20 elements, 240 steps",
        "world",
        quick,
    ),
    row(
        "at-date",
        "a sum that is read at one date of 200",
        "world",
        quick,
    ),
    row(
        "powers",
        "five whole powers over 40 elements, 200 steps",
        "world",
        quick,
    ),
    row(
        "discounted",
        "present values by 20 rates, 200 steps",
        "world",
        quick,
    ),
    row(
        "product",
        "one product over 400 links, a step",
        "operation",
        of_networks,
    ),
    row(
        "gather",
        "one `price[link.from]` over 400 links, a step",
        "operation",
        of_networks,
    ),
    row(
        "sum",
        "one sum over 400 links, a step",
        "operation",
        of_networks,
    ),
    row(
        "scatter",
        "one `sum(flow, link by link.to)` over 400 links, a step",
        "operation",
        of_networks,
    ),
    row(
        "hinges",
        "what eight truths hinge on among 60 inputs, 10,000 worlds",
        "claim",
        of_hinges,
    ),
    row(
        "cartel",
        "cartel recruitment, 150 groups, 520 weeks, Euler",
        "world",
        cartel,
    ),
    row(
        "americas",
        "the flagship under one profile",
        "world",
        americas,
    ),
];

const fn row(
    name: &'static str,
    what: &'static str,
    per: &'static str,
    make: fn(&Row) -> Sample,
) -> Row {
    Row {
        name,
        what,
        per,
        make,
    }
}

/// Carries out `quick` with its arguments; 1 where it cannot be understood.
pub fn run(arguments: &[String]) -> i32 {
    if arguments.first().is_some_and(|a| a == "--serve") {
        serve();
        return 0;
    }
    let (mut before, mut save, mut names) = (None, None, Vec::<&str>::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--before" => before = rest.next(),
            "--save" => save = rest.next(),
            name if ROWS.iter().any(|row| row.name == name) => names.push(name),
            other => {
                let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
                println!("there is no row `{other}`; there are {}", known.join(", "));
                return 1;
            }
        }
    }
    let mut before = match before.map(|path| Before::open(path)) {
        None => None,
        Some(Ok(before)) => Some(before),
        Some(Err(why)) => {
            println!("{why}");
            return 1;
        }
    };
    let wanted = |row: &&Row| names.is_empty() || names.contains(&row.name);
    println!("| row | what | new | old | new / old |");
    println!("| --- | --- | --- | --- | --- |");
    let mut found = Vec::new();
    for row in ROWS.iter().filter(wanted) {
        found.push((row.name, measure(row, before.as_mut())));
    }
    told_of_networks(&found);
    if let Some(path) = save {
        let lines: String = found
            .iter()
            .map(|(name, s)| format!("{name} {s:e}\n"))
            .collect();
        if let Err(e) = std::fs::write(path, lines) {
            println!("{path} cannot be written: {e}");
            return 1;
        }
    }
    0
}

/// Measures a row, prints its line and returns the median in seconds a unit.
fn measure(row: &Row, before: Option<&mut Before>) -> f64 {
    let own = (row.make)(row);
    own();
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    match before {
        Some(Before::Running(peer)) => {
            // The first sample makes the row ready. An earlier build may not know the row.
            let known = peer.sample(row.name).is_some();
            for pair in 0..PAIRS {
                // Who goes first changes from pair to pair.
                let first = (pair % 2 == 0).then(&own);
                let other = known.then(|| peer.sample(row.name)).flatten();
                let own = first.unwrap_or_else(&own);
                ours.push(own);
                theirs.extend(other);
                ratios.extend(other.map(|other| own / other));
            }
        }
        Some(Before::Saved(saved)) if saved.contains_key(row.name) => {
            let other = saved[row.name];
            for _ in 0..PAIRS {
                let own = own();
                ours.push(own);
                ratios.push(own / other);
            }
            theirs.push(other);
        }
        _ => ours.extend((0..PAIRS).map(|_| own())),
    }
    let figure = |seconds: f64| format!("{} per {}", duration(seconds), row.per);
    let median = clock::median(ours);
    let (old, ratio) = if ratios.is_empty() {
        (String::new(), String::new())
    } else {
        ratios.sort_by(f64::total_cmp);
        // Between which ratios all pairs but the two outermost lie.
        let (low, high) = (ratios[1], ratios[ratios.len() - 2]);
        let middle = clock::median(ratios.clone());
        (
            figure(clock::median(theirs)),
            format!("{middle:.2} ({low:.2}–{high:.2})"),
        )
    };
    println!(
        "| {} | {} | {} | {old} | {ratio} |",
        row.name,
        row.what,
        figure(median)
    );
    median
}

/// Reading by an attribute against a product, summing into what one names against a plain sum.
fn told_of_networks(found: &[(&str, f64)]) {
    let of = |name: &str| found.iter().find(|(n, _)| *n == name).map(|(_, s)| *s);
    for (what, peer) in [("gather", "product"), ("scatter", "sum")] {
        if let (Some(a), Some(b)) = (of(what), of(peer)) {
            println!();
            println!(
                "{what} takes {:.2} times as long as {peer} (goal: at most 3).",
                a / b
            );
        }
    }
}

/// Keeps rows ready and answers each name on standard input with the seconds a unit of one sample.
fn serve() {
    let mut ready: BTreeMap<&str, Sample> = BTreeMap::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Some(row) = ROWS.iter().find(|row| row.name == line) else {
            println!("unknown");
            continue;
        };
        let sample = ready.entry(row.name).or_insert_with(|| {
            let made = (row.make)(row);
            made();
            made
        });
        println!("{:e}", sample());
    }
}

/// What is compared with.
enum Before {
    /// Figures of an earlier run.
    Saved(BTreeMap<String, f64>),
    /// An earlier build of this program.
    Running(Peer),
}

impl Before {
    fn open(path: &str) -> Result<Before, String> {
        let bytes = std::fs::read(path).map_err(|e| format!("{path} cannot be read: {e}"))?;
        let Ok(text) = String::from_utf8(bytes) else {
            return Peer::start(Path::new(path)).map(Before::Running);
        };
        let figure = |line: &str| {
            let (name, seconds) = line.split_once(' ')?;
            Some((name.to_owned(), seconds.trim().parse().ok()?))
        };
        let figures: Option<BTreeMap<String, f64>> = text.lines().map(figure).collect();
        figures.map(Before::Saved).ok_or_else(|| {
            format!("{path} is neither a build of contend-bench nor figures that --save wrote")
        })
    }
}

/// An earlier build in a process of its own, which measures its own processor time.
struct Peer {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Peer {
    fn start(path: &Path) -> Result<Peer, String> {
        let mut child = Command::new(path)
            .args(["quick", "--serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{} does not start: {e}", path.display()))?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("its output is piped")?;
        Ok(Peer {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// Seconds a unit; none where it does not know the row.
    fn sample(&mut self, name: &str) -> Option<f64> {
        writeln!(self.input.as_mut()?, "{name}").ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.input = None; // ends its loop
        let _ = self.child.wait();
    }
}

fn duration(seconds: f64) -> String {
    if seconds < 1e-5 {
        format!("{:.0} ns", seconds * 1e9)
    } else if seconds < 1e-2 {
        format!("{:.1} µs", seconds * 1e6)
    } else {
        format!("{:.1} ms", seconds * 1e3)
    }
}

/// What does something that many units long.
fn timed(units: f64, work: impl Fn() + 'static) -> Sample {
    Box::new(move || {
        let start = clock::cpu_seconds();
        work();
        (clock::cpu_seconds() - start) / units
    })
}

fn yardstick(_: &Row) -> Sample {
    let worlds = 50_000;
    timed(f64::from(worlds), move || {
        for world in 0..worlds {
            let room = 90.0 + f64::from(world) * 1e-3;
            black_box(hand::arith20(black_box([0.04, 0.02, room, 0.001])));
        }
    })
}

/// A program over so many worlds.
fn worlds(model: &Model, program: Program, worlds: u64) -> Sample {
    let draws = model.worlds(worlds);
    timed(worlds as f64, move || {
        black_box(program.run(&draws, 0..worlds));
    })
}

fn bundled(row: &Row) -> Sample {
    let model = Model::bundled(row.name);
    worlds(&model, model.compile(), 20_000)
}

fn quick(row: &Row) -> Sample {
    let model = Model::bundled(&format!("quick/{}", row.name));
    worlds(&model, model.compile(), 4_000)
}

fn lake(_: &Row) -> Sample {
    let model = Model::folder("scenarios/lake", None);
    worlds(&model, model.compile(), 10_000)
}

fn americas(_: &Row) -> Sample {
    let model = Model::folder("scenarios/americas", None);
    worlds(&model, model.compile(), 256)
}

fn cartel(_: &Row) -> Sample {
    let model = Model::folder("scenarios/cartel-recruitment", Some(520));
    worlds(&model, model.compile_outcomes(&["deaths_2022"]), 1_024)
}

/// One operation, by the difference between a model with eight of them and one with none.
fn of_networks(row: &Row) -> Sample {
    let model = |name: &str| Model::text(&network::model(name), name);
    let ready = |name: &str| {
        let model = model(name);
        let program = model.compile_lanes(8);
        worlds(&model, program, network::WORLDS)
    };
    let (with, without) = (ready(row.name), ready(network::plain(row.name)));
    let operations = f64::from(network::OPERATIONS * network::STEPS);
    Box::new(move || (with() - without()) / operations)
}

/// A truth that two of sixty inputs decide, held against all of them.
fn of_hinges(_: &Row) -> Sample {
    let (worlds, claims) = (10_000u64, 8);
    let draw = |input: u64| -> Vec<f64> {
        let stream = Stream {
            seed: 1,
            purpose: Purpose::Run,
            key: Key(input),
            step: 0,
        };
        (0..worlds).map(|world| stream.row().unit(world)).collect()
    };
    let columns: Vec<Vec<f64>> = (0..60).map(draw).collect();
    let truths: Vec<Option<bool>> = (columns[3].iter().zip(&columns[7]))
        .map(|(a, b)| Some(a + 0.5 * b > 0.8))
        .collect();
    let tried: Vec<usize> = (0..columns.len()).collect();
    timed(f64::from(claims), move || {
        let mut inputs = Inputs::new();
        for column in &columns {
            inputs.add_number(column);
        }
        for _ in 0..claims {
            black_box(hinges(&inputs, &tried, &Target::Truth(&truths), None));
        }
    })
}
