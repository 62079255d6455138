//! The scenarios that ship for teaching: results that textbooks state.

use std::path::Path;

use crate::support::Scratch;

fn scenario(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    root.join(name).to_str().unwrap().to_owned()
}

#[test]
fn classic_games_have_the_equilibria_of_the_textbooks() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("classic-games"), "--json"])
        .expect(0)
        .json();
    let claims = json["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 16);
    for claim in claims {
        if claim["id"] == "trust-is-the-better-bet" {
            // Risk dominance parts where a hare is worth half of half a stag.
            let hinge = &claim["hinges"][0];
            assert_eq!(hinge["input"], "hare_worth");
            assert!((hinge["turns_at"].as_f64().unwrap() - 2.0).abs() < 0.01);
            assert!(hinge["explains"].as_f64().unwrap() > 0.99, "{claim:#}");
            assert!((claim["share"].as_f64().unwrap() - 0.5).abs() < 0.01);
        } else {
            assert_eq!(claim["share"], 1.0, "{claim:#}");
        }
    }
}

#[test]
fn moving_fish_are_lost_by_war_and_restraint_does_not_hold_itself_up() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("fishing-dispute"), "--json"])
        .expect(0)
        .json();
    for (id, verdict) in [
        ("war-empties-the-sea", "holds"),
        ("restraint-does-not-last", "holds"),
        ("buying-pays", "fails"),
    ] {
        let claims = json["claims"].as_array().unwrap();
        let claim = claims.iter().find(|c| c["id"] == id).unwrap();
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
    }
}
