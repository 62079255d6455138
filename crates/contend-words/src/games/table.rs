//! What stands around the payoffs: headings, the line on the run, keys of tables.

use contend_model::fingerprint::Fingerprint;
use contend_session::game::report::{GameReport, GameRun};
use contend_session::request::Measure;

use crate::runs::{Made, design};
use crate::{Language, Sentence};

/// The game in a line: `Game pact: North × South. Whether to arm.`
#[must_use]
pub fn heading(m: &Language, report: &GameReport) -> Sentence {
    let game = &report.game;
    let names: Vec<&str> = game.players.iter().map(|p| p.name.as_str()).collect();
    let about = game.about.trim_end_matches('.');
    let values = [
        ("game", Sentence::name(&*game.id)),
        ("players", Sentence::text(names.join(" × "))),
        ("about", Sentence::text(about)),
    ];
    let key = match (game.moves.is_empty(), about.is_empty()) {
        (true, true) => "game-heading",
        (true, false) => "game-heading-about",
        (false, true) => "game-heading-turns",
        (false, false) => "game-heading-turns-about",
    };
    Sentence::filled(m.t(key), &values)
}

/// What was simulated, in a line, and when.
#[must_use]
pub fn facts(m: &Language, run: &GameRun, fingerprint: Option<Fingerprint>, made: &Made) -> String {
    let worlds = if run.interrupted {
        let (worlds, asked) = (m.count(run.worlds), m.count(run.worlds_asked));
        m.f("worlds-of", &[("worlds", &worlds), ("asked", &asked)])
    } else {
        m.n("n-worlds", run.worlds, &[])
    };
    let simulated = m.count(run.profiles_simulated as u64);
    let profiles = if run.profiles_simulated < run.profiles {
        let values = [("simulated", simulated.as_str())];
        m.n("game-profiles-simulated", run.profiles as u64, &values)
    } else {
        m.n("n-profiles", run.profiles as u64, &[])
    };
    let all = run.runs + run.runs_saved;
    let saved = 100.0 * run.runs_saved as f64 / all as f64;
    let values = [
        ("worlds", worlds.as_str()),
        ("profiles", &profiles),
        ("seed", &run.seed.to_string()),
        ("design", &design(m, &run.design)),
        (
            "fingerprint",
            &fingerprint.map_or("–".to_owned(), |f| f.to_string()),
        ),
        ("saved", &m.count(run.runs_saved)),
        ("runs", &m.count(all)),
        ("percent", &m.digits(saved, 0)),
    ];
    let (key, more) = match made {
        Made::Now { time, rate } if run.runs_saved > 0 => {
            let rate = m.number(*rate);
            (
                "game-facts-saved",
                vec![("time", time.clone()), ("rate", rate)],
            )
        }
        Made::Now { time, rate } => {
            let rate = m.number(*rate);
            ("game-facts", vec![("time", time.clone()), ("rate", rate)])
        }
        Made::Kept { folder } => ("game-facts-kept", vec![("folder", folder.clone())]),
    };
    let more = more.iter().map(|(name, value)| (*name, value.as_str()));
    m.f(key, &values.into_iter().chain(more).collect::<Vec<_>>())
}

/// What the payoffs of a matrix are, and what its marks mean; `errors` says whether they are printed there.
#[must_use]
pub fn legend(m: &Language, report: &GameReport, errors: bool) -> String {
    let place = |player: usize, keys: [&'static str; 2]| {
        let player = &report.game.players[player];
        let key = keys[usize::from(player.unit != "1")];
        m.f(
            key,
            &[("player", &player.name), ("unit", &m.unit(&player.unit))],
        )
    };
    let key = match report.run.as_ref().map(|run| run.measure) {
        None => "game-legend",
        Some(Measure::Mean) if errors => "game-legend-mean-errors",
        Some(Measure::Mean) => "game-legend-mean",
        Some(Measure::WorstTenth) if errors => "game-legend-worst-tenth-errors",
        Some(Measure::WorstTenth) => "game-legend-worst-tenth",
    };
    let what = m.f(
        key,
        &[
            ("above", &place(0, ["game-above", "game-above-unit"])),
            ("below", &place(1, ["game-below", "game-below-unit"])),
        ],
    );
    let ringed = report.profiles.iter().any(|p| p.equilibrium);
    let key = match (ringed, report.run.is_some() && !errors) {
        (false, false) => "game-marks",
        (true, false) => "game-marks-ring",
        (false, true) => "game-marks-errors",
        (true, true) => "game-marks-ring-errors",
    };
    let most = |player: usize| {
        let errors = report
            .profiles
            .iter()
            .filter_map(|p| p.payoffs[player].error);
        m.significant(errors.fold(0.0, f64::max), 2)
    };
    let marks = m.f(key, &[("first", &most(0)), ("second", &most(1))]);
    format!("{what} {marks}")
}

/// So many of 100 worlds, as short as can be.
#[must_use]
pub fn share_of_hundred(m: &Language, share: f64) -> String {
    m.f("game-of-100", &[("share", &m.short_hundred(share))])
}

/// How many more sentences there are than are printed.
#[must_use]
pub fn more_in_json(m: &Language, more: u64) -> String {
    m.n("game-more-in-json", more, &[])
}

/// How many more profiles there are than are listed.
#[must_use]
pub fn more_by_filter(m: &Language, more: u64) -> String {
    m.n("game-more-by-filter", more, &[])
}
