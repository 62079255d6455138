//! What a session writes of a scenario is the scenario: the same reports, places and words of it included.

use contend_model::place::Files;
use contend_session::Session;
use contend_session::elaborated::NotElaborated;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{RunRequest, WorldRequest};

use crate::support::open;

/// A fault in some worlds, below a line of letters that take two, three and four bytes; a test that names no profile;
/// infinities in a law and an outcome.
const SCENARIO: &str = r#"
[scenario]
title = "Fuga – ¿año 𝔘? ∑"
start = 2025-01-01
end   = 2027-01-01
step  = "1 month"

[parameter]
rate = { value = 1, distribution = "normal(1, 0.5)", unit = "1", assumption = "made up" }

[variable.root]
about    = "ñ – 𝔘: not defined below 0.7"
equation = "sqrt(rate - 0.7)"
unit     = "1"

[actor.town]
name = "The town"
[lever.effort]
actor   = "town"
range   = [0, 1]
unit    = "1"
default = 0
[strategy.town]
idle = {}
busy = { effort = 1 }
[profile]
calm = { town = "idle" }
keen = { town = "busy" }

[outcome]
last  = { equation = "at_end(root + effort)", unit = "1" }
never = { equation = "first_time(effort > 2) / 12{month/year}", unit = "year" }

[claim]
more = { says = "more", test = "last@keen > last" }
high = { says = "high", test = "last > 0.5 and never@keen > 1{year}" }
"#;

fn reports(session: &Session) -> [String; 2] {
    let request = RunRequest {
        worlds: Some(200),
        ..RunRequest::default()
    };
    let run = session.run(&request, &Sequential, &Silent).unwrap();
    assert!(run.claims.iter().any(|c| c.id == "high"));
    let request = WorldRequest {
        worlds: Some(200),
        ..WorldRequest::default()
    };
    let world = session.world(7, &request).unwrap();
    [
        serde_json::to_string(&run).unwrap(),
        serde_json::to_string(&world).unwrap(),
    ]
}

#[test]
fn what_is_written_gives_the_same_reports_and_holds_no_text() {
    let session = open(SCENARIO);
    let written = session.elaborated();
    // The words of the files stay behind: what the reader keeps of them stands in the scenario.
    assert!(!written.contains("[strategy.town]"));
    let again = Session::of_elaborated(&written).unwrap();
    assert_eq!(reports(&again), reports(&session));
    // And what that one writes is the same again.
    assert_eq!(again.elaborated(), written);
    let [run, _] = reports(&again);
    let [before, _] = SCENARIO.split("about    = \"ñ").collect::<Vec<_>>()[..] else {
        panic!("the variable has moved");
    };
    let line = before.lines().count();
    assert!(run.contains(&format!("scenario.toml:{line}\"")), "{run}");
}

#[test]
fn what_was_written_for_other_numbers_is_refused() {
    let written = open(SCENARIO).elaborated();
    let here = contend_engine::BITS_VERSION;
    let other = written.replacen(
        &format!("\"bits\":{here}"),
        &format!("\"bits\":{}", here + 1),
        1,
    );
    let refused = Session::of_elaborated(&other).unwrap_err();
    assert_eq!(
        refused,
        NotElaborated::OtherBits {
            written: here + 1,
            here
        }
    );
    for torn in ["", "{}", &written[..written.len() / 2]] {
        let refused = Session::of_elaborated(torn).unwrap_err();
        assert!(matches!(refused, NotElaborated::Unreadable { .. }));
    }
}

#[test]
fn blanks_keep_every_place() {
    let mut files = Files::default();
    let text = "a = \"ñ–𝔘\" # b\nlast = 7\n";
    let file = files.add("s.toml", text);
    let seven = contend_model::place::Span {
        file,
        start: text.find('7').unwrap() as u32,
        end: text.len() as u32 - 1,
    };
    let blanked = files.blanked(&[seven]);
    assert_eq!(blanked.get(file).text.len(), text.len());
    assert_eq!(blanked.get(file).text.split_whitespace().last(), Some("7"));
    for (at, _) in text.char_indices() {
        let span = contend_model::place::Span {
            file,
            start: at as u32,
            end: at as u32 + 1,
        };
        assert_eq!(files.line_column(span), blanked.line_column(span));
    }
}
