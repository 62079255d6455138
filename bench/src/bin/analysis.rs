//! Sensitivity indices, robustness and search by themselves, without any simulation: `cargo run --release -p contend-bench
//! --bin analysis`.
#![allow(clippy::print_stdout)] // figures are what it is for
#![allow(dead_code)] // modules are shared with the other measurements

#[path = "../clock.rs"]
mod clock;

use std::hint::black_box;

use contend_analysis::indices::sobol::{Outputs, sobol};
use contend_analysis::robustness::{Measure, Table, times};
use contend_analysis::search::indicators::hypervolume;
use contend_analysis::search::vary::Variable;
use contend_analysis::search::{Objective, Problem, Search};
use contend_engine::chance::{Purpose, Stream};
use contend_engine::maths;
use contend_model::key::Key;

const RUNS: usize = 7;

fn main() {
    let rows = 1 << 14;
    let columns: Vec<Vec<f64>> = (0..12).map(|c| uniform(c, rows)).collect();
    let outputs = Outputs {
        a: &columns[0],
        b: &columns[1],
        ab: columns[2..].iter().map(|c| &c[..]).collect(),
        ba: Vec::new(),
    };
    tell("Sobol' indices, N = 2^14, k = 10, 100 resamples", &|| {
        drop(black_box(sobol(&outputs, 100, 1)));
    });

    let payoffs: Vec<Vec<f64>> = (0..11).map(|c| uniform(100 + c, 2_400)).collect();
    let payoffs: Vec<&[f64]> = payoffs.iter().map(|p| &p[..]).collect();
    tell(
        "twelve measures, 11 strategies, 2,400 worlds, 100 resamples",
        &|| {
            let table = Table::new(&payoffs);
            for resample in 0..100 {
                let times = times(1, resample, table.worlds());
                for measure in Measure::usual(0.5) {
                    black_box(table.weighed(measure, &times));
                }
            }
        },
    );

    searches();
}

/// The search by itself, with its share of the true front's hypervolume, and how long it takes to the share that others have;
/// `bench/peers/search.py` prints theirs.
fn searches() {
    for problem in [
        Known {
            name: "ZDT1",
            variables: 30,
            objectives: 2,
            epsilon: 0.01,
            whole: 0.876_666_666_666_666_6,
            peers: &[("pymoo", 0.970), ("Platypus", 0.981)],
            model: zdt1,
        },
        Known {
            name: "DTLZ2",
            variables: 12,
            objectives: 3,
            epsilon: 0.05,
            whole: 0.807_401_224_401_701_6,
            peers: &[("pymoo", 0.916), ("Platypus", 0.902)],
            model: dtlz2,
        },
    ] {
        let shares =
            (1..=RUNS as u64).map(|seed| problem.share(&problem.search(seed, EVALUATIONS)));
        let share = clock::median(shares.collect());
        tell(
            &format!(
                "search, {EVALUATIONS} evaluations of {}, {share:.3} of the hypervolume",
                problem.name
            ),
            &|| drop(black_box(problem.search(1, EVALUATIONS))),
        );
        for (peer, theirs) in problem.peers {
            let needed = (1..=RUNS as u64).map(|seed| problem.evaluations_to(*theirs, seed) as f64);
            let needed = clock::median(needed.collect()) as u64;
            tell(
                &format!("  to the share of {peer}, {theirs}: {needed} evaluations"),
                &|| drop(black_box(problem.search(1, needed))),
            );
        }
    }
}

const EVALUATIONS: u64 = 10_000;
/// Evaluations that are asked for at once.
const TOGETHER: u64 = 100;

/// A problem whose front is known.
struct Known {
    name: &'static str,
    variables: usize,
    objectives: usize,
    epsilon: f64,
    /// The volume of the true front below 1.1 in every objective.
    whole: f64,
    /// Medians of other programs' shares after as many evaluations.
    peers: &'static [(&'static str, f64)],
    model: fn(&[f64]) -> Vec<f64>,
}

impl Known {
    /// The search after so many evaluations; `each` looks at it on the way.
    fn watched(
        &self,
        seed: u64,
        evaluations: u64,
        each: &mut dyn FnMut(&Search) -> bool,
    ) -> Search {
        let problem = problem(self.variables, self.objectives, self.epsilon);
        let mut search = Search::new(problem, seed).unwrap_or_else(|e| panic!("{e}"));
        while search.told() < evaluations && each(&search) {
            for candidate in search.ask(TOGETHER as usize) {
                let told = search.tell(candidate.number, &(self.model)(&candidate.values));
                told.unwrap_or_else(|e| panic!("{e}"));
            }
        }
        search
    }

    fn search(&self, seed: u64, evaluations: u64) -> Search {
        self.watched(seed, evaluations, &mut |_| true)
    }

    fn share(&self, search: &Search) -> f64 {
        let front: Vec<Vec<f64>> = search.front().into_iter().map(|s| s.objectives).collect();
        hypervolume(&front, &vec![1.1; self.objectives]) / self.whole
    }

    /// After how many evaluations it has a share; twice what others were given if it never has.
    fn evaluations_to(&self, share: f64, seed: u64) -> u64 {
        self.watched(seed, 2 * EVALUATIONS, &mut |s| self.share(s) < share)
            .told()
    }
}

fn zdt1(x: &[f64]) -> Vec<f64> {
    let g = 1.0 + 9.0 * x[1..].iter().sum::<f64>() / (x.len() - 1) as f64;
    vec![x[0], g * (1.0 - (x[0] / g).sqrt())]
}

fn dtlz2(x: &[f64]) -> Vec<f64> {
    let g: f64 = x[2..].iter().map(|x| (x - 0.5) * (x - 0.5)).sum();
    let quarter = std::f64::consts::FRAC_PI_2;
    let (a, b) = (x[0] * quarter, x[1] * quarter);
    let ring = (1.0 + g) * maths::cos(a);
    vec![
        ring * maths::cos(b),
        ring * maths::sin(b),
        (1.0 + g) * maths::sin(a),
    ]
}

fn problem(variables: usize, objectives: usize, epsilon: f64) -> Problem {
    let number = Variable::Number {
        low: 0.0,
        high: 1.0,
        whole: false,
    };
    let objective = |at: usize| Objective {
        name: at.to_string(),
        larger_is_better: false,
        epsilon: Some(epsilon),
    };
    Problem {
        variables: vec![number; variables],
        objectives: (0..objectives).map(objective).collect(),
    }
}

fn uniform(column: u64, rows: u64) -> Vec<f64> {
    let stream = Stream {
        seed: 1,
        purpose: Purpose::Run,
        key: Key(column + 1),
        step: 0,
    };
    let row = stream.row();
    (0..rows).map(|r| row.unit(r)).collect()
}

/// Prints the median processor time of some runs.
fn tell(what: &str, run: &dyn Fn()) {
    run();
    let times = (0..RUNS)
        .map(|_| {
            let before = clock::cpu_seconds();
            run();
            clock::cpu_seconds() - before
        })
        .collect();
    println!("{what}: {:.2} ms", 1e3 * clock::median(times));
}
