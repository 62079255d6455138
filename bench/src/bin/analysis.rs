//! Sensitivity indices, robustness and search by themselves, without any simulation: `cargo run --release -p contend-bench
//! --bin analysis`.
#![allow(clippy::print_stdout)] // figures are what it is for
#![allow(dead_code)] // modules are shared with the other measurements

#[path = "../clock.rs"]
mod clock;

use std::hint::black_box;

use contend_analysis::indices::sobol::{Outputs, sobol};
use contend_analysis::robustness::{Measure, Table, times};
use contend_analysis::search::vary::Variable;
use contend_analysis::search::{Objective, Problem, Search};
use contend_engine::chance::{Purpose, Stream};
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

    tell(
        "search, 10,000 evaluations of ZDT1 with 30 variables",
        &|| {
            let mut search = Search::new(zdt1(), 1).unwrap_or_else(|e| panic!("{e}"));
            while search.told() < 10_000 {
                for candidate in search.ask(100) {
                    let x = &candidate.values;
                    let g = 1.0 + 9.0 * x[1..].iter().sum::<f64>() / (x.len() - 1) as f64;
                    let objectives = [x[0], g * (1.0 - (x[0] / g).sqrt())];
                    let told = search.tell(candidate.number, &objectives);
                    told.unwrap_or_else(|e| panic!("{e}"));
                }
            }
            black_box(search.front());
        },
    );
}

fn zdt1() -> Problem {
    let number = Variable::Number {
        low: 0.0,
        high: 1.0,
        whole: false,
    };
    let objective = |name: &str| Objective {
        name: name.to_owned(),
        larger_is_better: false,
        epsilon: Some(0.01),
    };
    Problem {
        variables: vec![number; 30],
        objectives: vec![objective("first"), objective("second")],
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
