//! Hashes of computed bits: the same numbers must come out natively and in WebAssembly.

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile, maths};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

/// Number of hashes.
pub const COUNT: u32 = 3;

/// The hash of one computation: 0 elementary functions, 1 chance and statistics, 2 an ensemble. 0 if it fails.
#[unsafe(no_mangle)]
pub extern "C" fn contend_bits(which: u32) -> u64 {
    match which {
        0 => functions(),
        1 => statistics(),
        _ => ensemble(),
    }
}

fn fold(hash: u64, value: f64) -> u64 {
    // All NaN are one: their payload is not specified in WebAssembly.
    let bits = if value.is_nan() {
        0x7ff8_0000_0000_0000
    } else {
        value.to_bits()
    };
    (hash ^ bits)
        .wrapping_mul(0x0000_0100_0000_01b3)
        .rotate_left(23)
}

fn functions() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for i in 0..40_000 {
        let x = (f64::from(i) - 20_000.0) * 0.037_109_375;
        for y in [
            maths::exp(x),
            maths::exp_m1(x),
            maths::ln(x.abs()),
            maths::ln_1p(x.abs()),
            maths::log10(x.abs()),
            maths::pow(x.abs(), 0.01 * x),
            maths::tanh(x),
            maths::logistic(x),
            maths::sin(x * 1e3),
            maths::cos(x * 1e9),
            maths::tan(x),
            maths::asin(x / 800.0),
            maths::acos(x / 800.0),
            maths::atan(x),
            maths::floor(x),
            maths::round(x),
        ] {
            hash = fold(hash, y);
        }
    }
    hash
}

fn statistics() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let row = contend_engine::chance::Stream {
        seed: 1,
        purpose: contend_engine::chance::Purpose::Run,
        key: contend_model::key::Key(2),
        step: 3,
    }
    .row();
    for world in 0..4_000 {
        let u = row.unit(world);
        for y in [
            u,
            maths::normal_quantile(u),
            maths::normal_cdf(8.0 * u - 4.0),
            maths::beta_quantile(u, 2.0, 5.0),
            contend_engine::chance::poisson(u, 37.5),
            contend_engine::chance::binomial(u, 90.0, 0.3),
        ] {
            hash = fold(hash, y);
        }
    }
    hash
}

/// A model with arrays, memory, chance and an event with outcomes.
const MODEL: &str = r#"
[scenario]
title = "bits"
start = 2020-01-01
end = 2024-01-01
step = "1 month"

[dimension]
place = ["a", "b", "c", "d"]
there = "place"

[parameter]
growth = { value = 0.05, range = [0.01, 0.1], unit = "1/month", assumption = "test" }
noise = { distribution = "lognormal(1, 1.5)", assumption = "test" }
limit = { value = 100, range = [50, 150], unit = "kg", assumption = "test" }
pull = { over = "place", value = [1, 2, 3, 4], spread = 0.5, unit = "kg", assumption = "test" }

[stock.mass]
over = "place"
unit = "kg"
start = "pull"
change = "growth * mass * (1 - mass / limit) * luck + moved"
at_zero = "clamp"

[variable]
luck = { over = "place", equation = "lognormal(noise, 1.2)" }
share = { over = "place", equation = "softmax(-mass / limit, place)" }
moved = { over = "place", unit = "kg/month", equation = "0.1{1/month} * (share * sum(mass[there], there) - smooth(mass, 3{month}))" }

[event.storm]
hazard = "0.2{1/yr} + 0.001{1/(yr kg)} * sum(mass, place)"
effect = { mass = "-0.5 * mass" }
outcomes.passes = { weight = "noise" }
outcomes.stays  = { weight = "1 + luck[a]", effect = { mass = "-0.1 * mass" } }

[outcome]
total_mass = { unit = "kg", equation = "at_end(sum(mass, place))" }
mean_share = { equation = "mean(max(share, place))" }
storms = { equation = "at_end(count(storm) + count(storm.stays))" }
"#;

fn ensemble() -> u64 {
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", MODEL)]));
    let Some(scenario) = reading.scenario else {
        return 0;
    };
    let request = Request {
        outcomes: (0..3).map(OutcomeId).collect(),
        ..Request::default()
    };
    let Ok(program) = compile(&scenario, ProfileId(0), &request) else {
        return 0;
    };
    let Ok(worlds) = Worlds::new(&scenario, Design::default(), 500, 1) else {
        return 0;
    };
    let part = program.run(&worlds, 0..500);
    part.outcomes
        .iter()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, v| fold(hash, *v))
}
