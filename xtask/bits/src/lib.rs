//! Hashes of computed bits: the same numbers must come out natively and in WebAssembly.
//!
//! Without the reader of scenarios, which takes as long to build as the engine: the model comes as JSON.

use std::cell::RefCell;

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile, maths};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;

/// Number of hashes.
pub const COUNT: u32 = 3;

thread_local! {
    /// The scenario whose ensemble is hashed, as JSON.
    static SCENARIO: RefCell<Vec<u8>> = RefCell::default();
}

/// Room for so many bytes of the scenario as JSON, which the host then writes.
#[unsafe(no_mangle)]
pub extern "C" fn contend_bits_scenario(length: usize) -> *mut u8 {
    SCENARIO.with_borrow_mut(|text| {
        *text = vec![0; length];
        text.as_mut_ptr()
    })
}

/// The same where the host is not across a border.
pub fn set_scenario(text: &[u8]) {
    SCENARIO.with_borrow_mut(|own| *own = text.to_vec());
}

/// The hash of one computation: 0 elementary functions, 1 chance and statistics, 2 an ensemble of the scenario. 0 if it fails.
#[unsafe(no_mangle)]
pub extern "C" fn contend_bits(which: u32) -> u64 {
    match which {
        0 => functions(),
        1 => statistics(),
        _ => ensemble().unwrap_or(0),
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

fn ensemble() -> Option<u64> {
    let scenario: Scenario = SCENARIO.with_borrow(|text| serde_json::from_slice(text).ok())?;
    let request = Request {
        outcomes: (0..3).map(OutcomeId).collect(),
        ..Request::default()
    };
    let program = compile(&scenario, ProfileId(0), &request).ok()?;
    let worlds = Worlds::new(&scenario, Design::default(), 500, 1).ok()?;
    let part = program.run(&worlds, 0..500);
    let values = part.outcomes.iter().flatten();
    Some(values.fold(0xcbf2_9ce4_8422_2325, |hash, v| fold(hash, *v)))
}
