//! Random games with all their equilibria, by Gambit in rational arithmetic.
//!
//! They lie in a folder `shared` beside the checkout; without it these tests say so and pass.

#![allow(clippy::print_stderr)] // a test that cannot run says so

use std::path::Path;

use contend_analysis::game::{
    Limits, Payoffs, Ratio, extreme_equilibria, lemke_howson, mixed_equilibrium, pure_equilibria,
};
use serde_json::Value;

fn games() -> Option<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/games/random-games.json");
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) => {
            eprintln!("skipped: {} is not beside the checkout", file.display());
            None
        }
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

/// The shape of nested arrays, and their numbers in order.
fn flat(value: &Value) -> (Vec<usize>, Vec<f64>) {
    match value.as_array() {
        None => (vec![], vec![value.as_f64().unwrap()]),
        Some(items) => {
            let parts: Vec<_> = items.iter().map(flat).collect();
            let mut shape = vec![items.len()];
            shape.extend(&parts[0].0);
            (shape, parts.into_iter().flat_map(|p| p.1).collect())
        }
    }
}

fn payoffs(game: &Value) -> Payoffs {
    let (shapes, values): (Vec<_>, Vec<_>) = list(game, "payoffs").iter().map(flat).unzip();
    Payoffs::new(shapes[0].clone(), values).unwrap()
}

fn fractions(value: &Value) -> Vec<Vec<Vec<String>>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn every_extreme_equilibrium_of_two_players_and_no_other() {
    let Some(all) = games() else { return };
    let games = list(&all, "two_player");
    assert_eq!(games.len(), 27);
    for game in games {
        let expected = {
            let mut e = fractions(&game["all"]);
            // Where a game is degenerate, Gambit lists an equilibrium once for each of its bases.
            e.sort();
            e.dedup();
            e
        };
        let payoffs = payoffs(game);
        let found = extreme_equilibria(&payoffs, &Limits::default()).unwrap();
        let mut exact: Vec<Vec<Vec<String>>> = found
            .exact
            .unwrap()
            .iter()
            .map(|e| {
                e.iter()
                    .map(|p| p.iter().map(Ratio::to_string).collect())
                    .collect()
            })
            .collect();
        exact.sort();
        assert_eq!(exact, expected, "{}", game["id"]);
        for e in &found.equilibria {
            assert!(e.gain < 1e-12, "{}: {}", game["id"], e.gain);
        }
    }
}

#[test]
fn one_equilibrium_is_among_all() {
    let Some(all) = games() else { return };
    for game in list(&all, "two_player") {
        let payoffs = payoffs(game);
        let among = |strategies: &Vec<Vec<f64>>| {
            fractions(&game["all"]).iter().any(|e| {
                e.iter()
                    .flatten()
                    .zip(strategies.iter().flatten())
                    .all(|(f, v)| {
                        let (a, b) = f.split_once('/').unwrap_or((f, "1"));
                        (a.parse::<f64>().unwrap() / b.parse::<f64>().unwrap() - v).abs() < 1e-9
                    })
            })
        };
        for label in 0..payoffs.strategies().iter().sum() {
            let found = lemke_howson(&payoffs, label).unwrap();
            assert!(among(&found.strategies), "{} from {label}", game["id"]);
        }
        // Where there is a continuum, one may lie between those listed.
        let one = mixed_equilibrium(&payoffs).unwrap();
        let degenerate = extreme_equilibria(&payoffs, &Limits::default())
            .unwrap()
            .degenerate;
        assert!(
            one.gain < 1e-8 && (degenerate || among(&one.strategies)),
            "{}",
            game["id"]
        );
    }
}

#[test]
fn every_pure_equilibrium_of_many_players() {
    let Some(all) = games() else { return };
    let games = list(&all, "many_player_pure");
    assert!(games.len() >= 6, "{}", games.len());
    for game in games {
        let payoffs = payoffs(game);
        let found: Vec<Vec<usize>> = pure_equilibria(&payoffs)
            .iter()
            .map(|&i| payoffs.profile(i))
            .collect();
        let mut expected: Vec<Vec<usize>> = serde_json::from_value(game["pure"].clone()).unwrap();
        expected.sort();
        assert_eq!(found, expected, "{}", game["id"]);
    }
}

#[test]
fn one_equilibrium_of_many_players() {
    let Some(all) = games() else { return };
    for game in list(&all, "many_player_pure") {
        let payoffs = payoffs(game);
        let found = mixed_equilibrium(&payoffs).unwrap();
        assert!(found.gain < 1e-9, "{}: {}", game["id"], found.gain);
    }
}
