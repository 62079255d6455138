//! What questions to an argument cost: shares of inputs, values of knowing them, boxes. Processor time, medians of seven.
//!
//! `cargo run --release -p contend-bench --bin questions`
#![allow(clippy::print_stdout)] // rows of figures are what it is for

use std::hint::black_box;

use contend_analysis::conditional::{Question, tells};
use contend_analysis::discovery::{Peeling, discover, trajectory};
use contend_analysis::learning::{Choice, worth};
use contend_analysis::{Inputs, Target};
use contend_engine::chance::{Purpose, Stream};
use contend_model::key::Key;

#[path = "../clock.rs"]
mod clock;

fn uniform(inputs: u64, worlds: u64) -> Vec<Vec<f64>> {
    let column = |input| {
        let stream = Stream {
            seed: 1,
            purpose: Purpose::Run,
            key: Key(input),
            step: 0,
        };
        let row = stream.row();
        (0..worlds).map(|w| row.unit(w)).collect()
    };
    (0..inputs).map(column).collect()
}

fn sorted(columns: &[Vec<f64>]) -> (Inputs<'_>, Vec<usize>) {
    let mut inputs = Inputs::new();
    columns.iter().for_each(|c| inputs.add_number(c));
    (inputs, (0..columns.len()).collect())
}

/// Short ones are run several times together: the clock has ticks.
fn row(what: &str, goal: &str, times: u32, mut run: impl FnMut()) {
    let samples: Vec<f64> = (0..7)
        .map(|_| {
            let start = clock::cpu_seconds();
            (0..times).for_each(|_| run());
            (clock::cpu_seconds() - start) / f64::from(times)
        })
        .collect();
    println!(
        "| {what} | {:.1} ms | {goal} |",
        1e3 * clock::median(samples)
    );
}

fn main() {
    println!("| what | processor time | goal |\n| --- | --- | --- |");
    // As large as the flagship: some inputs matter to each claim and payoff, and noise does.
    let columns = uniform(276 + 89, 4000);
    let (inputs, among) = sorted(&columns[..276]);
    let number = |target: usize, w: usize| {
        let own = |k: usize| columns[(target * 7 + k) % 276][w];
        2.0 * own(0) + own(1) * own(2) + columns[276 + target][w]
    };
    let truths: Vec<Vec<Option<bool>>> = (0..65)
        .map(|t| (0..4000).map(|w| Some(number(t, w) > 1.7)).collect())
        .collect();
    let payoffs: Vec<Vec<f64>> = (65..89)
        .map(|t| (0..4000).map(|w| number(t, w)).collect())
        .collect();
    row(
        "first-order shares of 276 inputs in 65 claims and 24 payoffs, and what each is worth in 6 choices between 4, 4,000 worlds",
        "300 ms",
        1,
        || {
            let of_truths = truths.iter().map(|t| Target::Truth(t));
            let of_payoffs = payoffs.iter().map(|p| Target::Number(p));
            let questions: Vec<Question> = (of_truths.chain(of_payoffs))
                .map(|target| Question {
                    target,
                    among: &among,
                })
                .collect();
            black_box(tells(&inputs, &questions));
            let choices: Vec<Choice> = (payoffs.chunks(4))
                .map(|acts| Choice {
                    payoffs: acts.iter().map(Vec::as_slice).collect(),
                })
                .collect();
            black_box(worth(&inputs, &among, &[], &choices));
        },
    );
    let columns = uniform(11, 10_000);
    let (inputs, among) = sorted(&columns[..10]);
    let sought: Vec<bool> = (0..10_000)
        .map(|w| (columns[2][w] > 0.6 && columns[7][w] < 0.5) ^ (columns[10][w] < 0.05))
        .collect();
    let worlds: Vec<u32> = (0..10_000).collect();
    row(
        "first box of PRIM, 10 inputs, 10,000 worlds",
        "20 ms",
        20,
        || {
            black_box(trajectory(
                &inputs,
                &among,
                &sought,
                &worlds,
                Peeling::default(),
            ));
        },
    );
    let columns = uniform(277, 2000);
    let (inputs, among) = sorted(&columns[..276]);
    let sought: Vec<Option<bool>> = (0..2000)
        .map(|w| Some((columns[2][w] > 0.6 && columns[7][w] < 0.5) ^ (columns[276][w] < 0.05)))
        .collect();
    row(
        "the same with screening and telling, 276 inputs, 2,000 worlds",
        "50 ms",
        50,
        || {
            black_box(discover(&inputs, &among, &sought, Peeling::default()));
        },
    );
}
