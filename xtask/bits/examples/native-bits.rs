//! `native SCENARIO.json` writes the model whose ensemble is hashed, and prints the hashes of the native build.
#![allow(clippy::print_stdout)] // its only purpose

use contend_model::place::MemoryFolder;

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

fn main() -> Result<(), String> {
    let path = std::env::args()
        .nth(1)
        .ok_or("where is it to be written?")?;
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", MODEL)]));
    let scenario = reading.scenario.ok_or("the model has errors")?;
    let text = serde_json::to_vec(&scenario).map_err(|e| e.to_string())?;
    contend_bits::set_scenario(&text);
    std::fs::write(path, text).map_err(|e| e.to_string())?;
    for which in 0..contend_bits::COUNT {
        println!("{which} {:016x}", contend_bits::contend_bits(which));
    }
    Ok(())
}
