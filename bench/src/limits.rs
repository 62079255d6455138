//! How far the engine is from what the machine can do: the same equations written by hand for lanes of worlds, with every value of a
//! step in a register, which nothing that reads its instructions from data can reach.

use std::hint::black_box;

use crate::hand::Four;
use crate::models::Model;
use crate::{close, pairs, row};

/// Worlds that go together: a vector of 512 bits, or two of 256.
const LANES: usize = 8;
/// A value in each of them.
type Lanes = [f64; LANES];

/// Prints a row for each model: the engine, the lanes by hand, and what part of their speed the engine has.
pub fn print() {
    println!("| what | Contend | hand-written lanes | part of the limit |");
    println!("| --- | --- | --- | --- |");
    let worlds = 9_600u64;
    let model = Model::bundled("arith20");
    let program = model.compile();
    let draws = model.worlds(worlds);
    let drawn: Vec<[Lanes; 4]> = (0..worlds / LANES as u64)
        .map(|tile| {
            let value = |p: u32, l: usize| draws.at(tile * LANES as u64 + l as u64, p);
            [0, 1, 2, 3].map(|p| std::array::from_fn(|l| value(p, l)))
        })
        .collect();
    let first = program.run(&draws, 0..LANES as u64).outcomes;
    let (catch, left) = arith20(&drawn[0]);
    let scalar: Four = drawn[0].map(|lanes| lanes[1]);
    assert!(close(catch[1], crate::hand::arith20(scalar).0));
    assert!((0..LANES).all(|l| close(first[0][l], catch[l]) && close(first[1][l], left[l])));
    let rounds = 16;
    let (ours, peer, ratio) = pairs(
        || {
            for _ in 0..rounds {
                black_box(program.run(&draws, 0..worlds));
            }
        },
        || {
            for p in drawn.iter().cycle().take(rounds * drawn.len()) {
                black_box(arith20(black_box(p)));
            }
        },
    );
    let rate = |seconds: f64| 20.0 * 200.0 * (worlds * rounds as u64) as f64 / seconds / 1e9;
    row(
        "arith20, 200 steps",
        &format!("{:.2} thousand million equations/s", rate(ours)),
        &format!("{:.2}", rate(peer)),
        &format!("{ratio:.2}"),
    );

    let model = Model::bundled("sir");
    let program = model.compile();
    let worlds = 100_000u64;
    let draws = model.worlds(worlds);
    let drawn: Vec<[Lanes; 3]> = (0..worlds / LANES as u64)
        .map(|tile| {
            let value = |p: u32, l: usize| draws.at(tile * LANES as u64 + l as u64, p);
            [0, 1, 2].map(|p| std::array::from_fn(|l| value(p, l)))
        })
        .collect();
    let first = program.run(&draws, 0..LANES as u64).outcomes;
    let most = sir(&drawn[0]);
    assert!((0..LANES).all(|l| close(first[0][l], most[l])));
    let (ours, peer, ratio) = pairs(
        || drop(black_box(program.run(&draws, 0..worlds))),
        || {
            for p in &drawn {
                black_box(sir(black_box(p)));
            }
        },
    );
    let each = |seconds: f64| format!("{:.3} µs a world", seconds * 1e6 / worlds as f64);
    row(
        "SIR, 200 steps",
        &each(ours),
        &each(peer),
        &format!("{ratio:.2}"),
    );
}

/// A function for the widest vectors of this processor.
macro_rules! widest {
    ($(#[$doc:meta])* $name:ident, $body:ident, $from:ty, $into:ty) => {
        $(#[$doc])*
        fn $name(p: &$from) -> $into {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f")]
                fn wide(p: &$from) -> $into {
                    $body(p)
                }
                #[target_feature(enable = "avx2")]
                fn half(p: &$from) -> $into {
                    $body(p)
                }
                if std::arch::is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor has AVX-512.
                    return unsafe { wide(p) };
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2.
                    return unsafe { half(p) };
                }
            }
            $body(p)
        }
    };
}

widest!(
    /// `arith20`: catch and what is left.
    arith20, arith20_in, [Lanes; 4], (Lanes, Lanes)
);
widest!(
    /// Susceptible, infectious, recovered: the most that are infectious at once.
    sir, sir_in, [Lanes; 3], Lanes
);

#[inline(always)]
fn arith20_in(p: &[Lanes; 4]) -> (Lanes, Lanes) {
    let [growth, harvest, room, bite] = p;
    let (mut a, mut b) = ([20.0f64; LANES], [30.0f64; LANES]);
    let (mut c, mut d) = ([5.0f64; LANES], [8.0f64; LANES]);
    let mut catch = [0.0f64; LANES];
    for _ in 0..200 {
        for l in 0..LANES {
            let (x, y, z, w) = (a[l], b[l], c[l], d[l]);
            let (growth, harvest, room, bite) = (growth[l], harvest[l], room[l], bite[l]);
            let crowd_a = 1.0 - (x + 0.5 * y) / room;
            let crowd_b = 1.0 - (y + 0.4 * x) / room;
            let grown_a = growth * x * crowd_a;
            let grown_b = growth * y * crowd_b;
            let eaten_a = bite * x * z;
            let eaten_b = bite * y * w;
            let caught_a = if x > 10.0 { harvest * (x - 10.0) } else { 0.0 };
            let caught_b = if y > 15.0 { harvest * (y - 15.0) } else { 0.0 };
            let lost_c = harvest * z * (1.0 + z / room);
            let lost_d = harvest * w * (1.0 + w / room);
            let ratio = (z + w) / (x + y + 1.0);
            catch[l] += caught_a * 2.0 + caught_b * 3.0 - ratio * harvest;
            a[l] = x + (grown_a - eaten_a - caught_a);
            b[l] = y + (grown_b - eaten_b - caught_b);
            c[l] = z + (0.3 * eaten_a - lost_c);
            d[l] = w + (0.25 * eaten_b - lost_d);
        }
    }
    (catch, std::array::from_fn(|l| a[l] + b[l]))
}

#[inline(always)]
fn sir_in(p: &[Lanes; 3]) -> Lanes {
    let [contact, infectivity, duration] = p;
    let (mut s, mut i, mut r) = ([9990.0f64; LANES], [10.0f64; LANES], [0.0f64; LANES]);
    let mut most = i;
    for _ in 0..200 {
        for l in 0..LANES {
            let total = s[l] + i[l] + r[l];
            let infection = contact[l] * infectivity[l] * s[l] * i[l] / total;
            let recovery = i[l] / duration[l];
            s[l] -= infection;
            i[l] += infection - recovery;
            r[l] += recovery;
            most[l] = if i[l] > most[l] { i[l] } else { most[l] };
        }
    }
    most
}
