//! One sector of the flagship scenario against the same equations in a loop written by hand: `cargo run --release -p
//! contend-bench --bin sector`.
#![allow(clippy::print_stdout)] // a row of figures is what it is for
#![allow(dead_code)] // modules are shared with the other measurements

#[path = "../clock.rs"]
mod clock;
#[path = "../hand.rs"]
mod hand;
#[path = "../models.rs"]
mod models;

use std::hint::black_box;

use models::Model;

const WORLDS: u64 = 10_000;
const PAIRS: usize = 7;
const STEPS: usize = 248;
/// Scalar equations of a step: two stocks and seven flows of five groups, and the sum.
const EQUATIONS: usize = 9 * 5 + 1;

const START: [f64; 5] = [22_780.0, 12_117.0, 7_837.0, 6_035.0, 80_855.0];
const CROWDING_SHARE: [f64; 5] = [1.0, 1.0, 1.0, 1.0, 0.0207];
const HOSTILITY: [[f64; 5]; 5] = [
    [0.0, 0.1429, 0.25, 0.125, 0.0347],
    [0.2286, 0.0, 0.0857, 0.0286, 0.0323],
    [1.0, 0.2143, 0.0, 0.0714, 0.0818],
    [0.6364, 0.0909, 0.0909, 0.0, 0.1178],
    [0.5629, 0.3857, 0.3889, 0.3974, 0.3585],
];

/// Rates of a world, in the order of the scenario.
type Seven = [f64; 7];

/// Members left and members killed in one world.
fn by_hand(p: Seven) -> (f64, f64) {
    let [
        recruitment,
        arrests,
        lethality,
        crowding,
        pressed,
        waiting,
        back,
    ] = p;
    let pressure = 0.3;
    let year = 1.0 / 12.0;
    let week = 365.2425 / 12.0 / 7.0;
    let (mut members, mut latent) = (START, [0.0; 5]);
    let mut dead = 0.0;
    for _ in 0..STEPS {
        let total: f64 = members.iter().sum();
        let (mut next_members, mut next_latent) = (members, latent);
        for i in 0..5 {
            let m = members[i];
            let recruited = recruitment * m;
            let incapacitated = arrests / total.max(1.0) * m;
            let foes: f64 = (0..5).map(|j| HOSTILITY[i][j] * members[j]).sum();
            let killed = lethality * m * foes;
            let crowded_out = crowding * CROWDING_SHARE[i] * m * m;
            let pressed_out = pressed * pressure * m;
            let came_back = back * (1.0 - pressure) * latent[i];
            dead += killed * week;
            next_members[i] = (m + year * (recruited + came_back - pressed_out)
                - week * (incapacitated + killed + crowded_out))
                .max(0.0);
            next_latent[i] = (latent[i] + year * (waiting * pressed_out - came_back)).max(0.0);
        }
        (members, latent) = (next_members, next_latent);
    }
    (members.iter().sum(), dead)
}

fn main() {
    let model = Model::bundled("members");
    let program = model.compile();
    let draws = model.worlds(WORLDS);
    let drawn: Vec<Seven> = (0..WORLDS)
        .map(|w| [0, 1, 2, 3, 4, 5, 6].map(|i| draws.at(w, i)))
        .collect();
    let ours = program.run(&draws, 0..1).outcomes;
    let (left, dead) = by_hand(drawn[0]);
    let close = |a: f64, b: f64| ((a - b) / b).abs() < 1e-3;
    assert!(
        close(ours[0][0], left) && close(ours[1][0], dead),
        "both sides must compute the same: {ours:?} and {left}, {dead}"
    );
    let time = |f: &dyn Fn()| {
        let before = clock::cpu_seconds();
        for _ in 0..4 {
            f();
        }
        (clock::cpu_seconds() - before) / 4.0
    };
    let engine = || drop(black_box(program.run(&draws, 0..WORLDS)));
    let hand = || {
        for p in &drawn {
            black_box(by_hand(black_box(*p)));
        }
    };
    time(&engine);
    time(&hand);
    let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let (x, y) = (time(&engine), time(&hand));
        a.push(x);
        b.push(y);
        ratios.push(y / x);
    }
    let rate = |s: f64| (EQUATIONS * STEPS) as f64 * WORLDS as f64 / s / 1e9;
    println!(
        "members by group, {STEPS} steps, {WORLDS} worlds, one core: {:.2} thousand million equations/s; by hand {:.2}; ratio {:.2}",
        rate(clock::median(a)),
        rate(clock::median(b)),
        clock::median(ratios)
    );
}
