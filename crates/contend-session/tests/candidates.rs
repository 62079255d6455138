//! Candidates and moved strategies of the scenarios that ship are what the edited files give.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{CandidateError, Request, compile};
use contend_model::clock::Date;
use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::{Folder, FolderError, MemoryFolder};
use contend_session::Session;
use contend_session::candidates::{
    CandidateSettings, CandidatesError, CandidatesRequest, LeverSetting, MovedStrategy,
};
use contend_session::executor::{Executor, Sequential, Silent};
use contend_session::request::{RunRequest, Scope};

const WORLDS: u64 = 40;

/// A scenario that ships, with a text in its file replaced.
struct Edited {
    folder: PathBuf,
    from: &'static str,
    to: &'static str,
}

impl Folder for Edited {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let bytes = std::fs::read(self.folder.join(path)).map_err(|_| FolderError::NotFound)?;
        if path != "scenario.toml" {
            return Ok(bytes);
        }
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(self.from), "{}", self.from);
        Ok(text.replace(self.from, self.to).into_bytes())
    }
}

fn open(scenario: &str, from: &'static str, to: &'static str) -> Session {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let folder = scenarios.join(scenario);
    let opened = Session::open(&Edited { folder, from, to });
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

/// Jobs in another order than they are given.
struct Backwards;

impl Executor for Backwards {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).rev().for_each(job);
    }
}

fn date(year: i32) -> Option<Date> {
    Date::new(year, 1, 1)
}

fn constant(value: f64) -> LeverSetting {
    LeverSetting::constant(value)
}

/// A strategy's line, what it is edited to, the profile, and the same as settings of levers.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Vec<(&'static str, LeverSetting)>,
);

fn cases() -> Vec<Case> {
    let dated = |values: &[(i32, f64)], ramp| LeverSetting {
        values: values.iter().map(|(y, v)| (date(*y), vec![*v])).collect(),
        ramp,
        ..LeverSetting::default()
    };
    vec![
        (
            "lake",
            "release = 0.02",
            "release = 0.03",
            "careful",
            vec![("release", constant(0.03))],
        ),
        (
            "lake",
            "release = 0.02",
            "release = { schedule = [[2027-01-01, 0.06], [2040-01-01, 0.01]], ramp = true }",
            "careful",
            vec![("release", dated(&[(2027, 0.06), (2040, 0.01)], true))],
        ),
        (
            "lake",
            "release = { schedule = [[2025-01-01, 0.05], [2045-01-01, 0]] }",
            "release = { schedule = [[2025-01-01, 0.05], [2035-01-01, 0]] }",
            "repentant",
            vec![("release", dated(&[(2025, 0.05), (2035, 0.0)], false))],
        ),
        (
            "lake",
            "release = { rule = \"most_release * clamp(1 - previous(phosphorus) / alarm, 0, 1)\" }\n\
             free    = { alarm = [0.02, 0.8], most_release = [0, 0.1] }",
            "release = 0.01",
            "watchful",
            vec![("release", constant(0.01))],
        ),
        (
            "peace-guarantee",
            "token   = { mission = 0.2 }",
            "token   = { mission = { schedule = [[2027-01-01, 1], [2033-01-01, 0.5]] } }",
            "token",
            vec![("mission", dated(&[(2027, 1.0), (2033, 0.5)], false))],
        ),
        (
            "fishing-dispute",
            "all_out    = { old_quota = { rule = \"all_out\" } }",
            "all_out    = { old_quota = 0.8, patrol = true }",
            "war",
            vec![("old_quota", constant(0.8)), ("patrol", constant(1.0))],
        ),
        (
            "two-level-game",
            "quiet   = { stance = \"refuse\", secret_help = 100,",
            "quiet   = { stance = \"hedge\", secret_help = 70, negotiates = true,",
            "quiet_help",
            vec![
                ("stance", constant(50.0)),
                ("secret_help", constant(70.0)),
                ("negotiates", constant(1.0)),
            ],
        ),
        (
            "one-route-closed",
            "western_sea = { plan = \"western_sea\" }",
            "western_sea = { plan = \"chase\" }",
            "one_sea",
            vec![("plan", constant(3.0))],
        ),
        (
            "cartel-recruitment",
            "[strategy.state.halve_recruitment]\nrecruitment_factor = 0.5",
            "[strategy.state.halve_recruitment]\nrecruitment_factor = 0.25\nincapacitation_factor = 1.5",
            "recruitment_halved",
            vec![
                ("recruitment_factor", constant(0.25)),
                ("incapacitation_factor", constant(1.5)),
            ],
        ),
    ]
}

fn bits(columns: impl IntoIterator<Item = Vec<f64>>) -> Vec<Vec<u64>> {
    let of = |c: Vec<f64>| c.iter().map(|x| x.to_bits()).collect();
    columns.into_iter().map(of).collect()
}

#[test]
fn candidates_are_what_edited_files_give() {
    for (folder, from, to, profile, levers) in cases() {
        let (session, edited) = (open(folder, from, from), open(folder, from, to));
        let scenario = edited.scenario();
        let place = scenario.profiles.iter().position(|p| p.id == profile);
        let request = Request {
            outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
            ..Request::default()
        };
        let worlds = Worlds::new(scenario, Design::default(), WORLDS, scenario.default_seed);
        let program = compile(scenario, ProfileId(place.unwrap() as u32), &request).unwrap();
        let whole = program.run(&worlds.unwrap(), 0..WORLDS);
        let settings = CandidateSettings {
            profile: profile.into(),
            levers: (levers.iter())
                .map(|(lever, setting)| ((*lever).into(), setting.clone()))
                .collect(),
            pins: Vec::new(),
        };
        let as_it_is = CandidateSettings {
            levers: Vec::new(),
            ..settings.clone()
        };
        for from_now in [false, true] {
            let request = CandidatesRequest {
                worlds: Some(WORLDS),
                profiles: vec![profile.into()],
                from_now,
                ..CandidatesRequest::default()
            };
            let ready = session.candidates(&request, &Sequential, &Silent).unwrap();
            let asked = [as_it_is.clone(), settings.clone()];
            let runs = ready.run(&asked, &Backwards, &Silent).unwrap();
            let columns = |k: usize| bits(runs[k].outcomes.iter().map(|o| o.values.clone()));
            for (column, whole) in columns(1).iter().zip(bits(whole.outcomes.clone())) {
                assert_eq!(column, &whole, "{folder}, {from_now}: {to}");
            }
            assert_ne!(columns(0), columns(1), "{folder}: {to}");
            assert!(runs[1].faults.is_empty());
        }
    }
}

#[test]
fn verdicts_on_moved_strategies_are_those_of_edited_files() {
    let mut differing = 0;
    for (folder, from, to, profile, levers) in cases() {
        let (session, edited) = (open(folder, from, from), open(folder, from, to));
        let scenario = session.scenario();
        let played = scenario.profiles.iter().find(|p| p.id == profile).unwrap();
        let actor = levers.first().map(|(lever, _)| {
            let lever = scenario.quantities.iter().find(|q| q.name == *lever);
            match &lever.unwrap().kind {
                contend_model::model::QuantityKind::Lever(lever) => lever.actor,
                _ => panic!("no lever"),
            }
        });
        let actor = actor.unwrap();
        let strategy = played.strategies[actor.index()].unwrap();
        let moved = [MovedStrategy {
            actor: scenario.actors[actor.index()].id.clone(),
            strategy: scenario.strategies[strategy.index()].id.clone(),
            levers: (levers.into_iter())
                .map(|(lever, setting)| (lever.into(), setting))
                .collect(),
        }];
        let request = CandidatesRequest {
            worlds: Some(WORLDS),
            ..CandidatesRequest::default()
        };
        let moves = session.moves(&request, &Sequential, &Silent).unwrap();
        let verdicts = |moved: &[MovedStrategy]| {
            let claims = moves.verdicts(moved, &Backwards, &Silent).unwrap();
            let told = claims.into_iter().map(|c| c.report).map(|c| {
                let examples = (c.example_holds, c.example_fails);
                format!("{} {:?} {:?} {examples:?}", c.id, c.verdict, c.ties)
            });
            told.collect::<Vec<String>>()
        };
        let run = |session: &Session| {
            let request = RunRequest {
                worlds: Some(WORLDS),
                scope: Scope::Claims,
                ..RunRequest::default()
            };
            let report = session.run(&request, &Sequential, &Silent).unwrap();
            let told = report.claims.into_iter().map(|c| {
                let examples = (c.example_holds, c.example_fails);
                format!("{} {:?} {:?} {examples:?}", c.id, c.verdict, c.ties)
            });
            told.collect::<Vec<String>>()
        };
        let (before, after) = (run(&session), run(&edited));
        assert_eq!(verdicts(&[]), before, "{folder}");
        assert_eq!(verdicts(&moved), after, "{folder}: {to}");
        differing += usize::from(before != after);
    }
    assert!(differing > 3, "{differing}");
}

const VILLAGE: &str = r#"
[scenario]
title = "A village"
start = 2025
now   = 2027
end   = 2030
step  = "1 year"
worlds = 60
[dimension]
place = ["hill", "shore"]
[parameter]
need  = { value = 1, range = [0, 2.5], assumption = "t" }
gone  = { value = 1, range = [0, 1], assumption = "t" }
low   = { value = 1, range = [0, 2], assumption = "t" }
[[correlation]]
parameters = ["need", "gone"]
rank = 0.5
assumption = "t"
[actor.town]
[actor.rival]
[lever]
closed = { actor = "town", over = ["place"], range = [0, 1], default = 0.25 }
spite  = { actor = "rival", range = [0, 3], whole = true }
[strategy.town]
some = { closed = { hill = 0.5, shore = 1 } }
[strategy.rival]
calm = { spite = 1 }
[profile]
both = { town = "some", rival = "calm" }
[outcome]
first  = { equation = "at(closed, 2026-01-01)", over = ["place"] }
last   = { equation = "at_end(closed)", over = ["place"] }
spent  = "at_end(spite)"
needed = "low + need"
unread = "at_end(gone)"
[claim.x]
says = "x"
test = "spent@both > 1"
"#;

fn village(
    request: &CandidatesRequest,
    candidate: &CandidateSettings,
) -> Result<Vec<Vec<f64>>, CandidatesError> {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", VILLAGE)]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let ready = session.candidates(request, &Sequential, &Silent)?;
    let runs = ready.run(std::slice::from_ref(candidate), &Sequential, &Silent)?;
    Ok(runs[0].outcomes.iter().map(|o| o.values.clone()).collect())
}

fn both(levers: &[(&str, LeverSetting)], pins: &[(&str, f64)]) -> CandidateSettings {
    CandidateSettings {
        profile: "both".into(),
        levers: levers
            .iter()
            .map(|(l, s)| ((*l).into(), s.clone()))
            .collect(),
        pins: pins
            .iter()
            .map(|(name, value)| ((*name).into(), *value))
            .collect(),
    }
}

#[test]
fn elements_of_a_lever_are_set_one_by_one_from_date_to_date() {
    let all = CandidatesRequest::default();
    let shore = LeverSetting {
        values: vec![(None, vec![0.75, 0.0])],
        ..LeverSetting::default()
    };
    let columns = village(
        &all,
        &both(&[("closed", shore.clone()), ("spite", constant(3.0))], &[]),
    )
    .unwrap();
    // Nobody acts before `now`; of each place its own value.
    let expected = [0.25, 0.25, 0.75, 0.0, 3.0].map(|x| vec![x; 60]);
    assert_eq!(columns[..5], expected);
    // Until 2029 alone: at the end the strategy holds again.
    let until = LeverSetting {
        until: date(2029),
        ..shore.clone()
    };
    let columns = village(&all, &both(&[("closed", until)], &[])).unwrap();
    assert_eq!(columns[2..4], [0.5, 1.0].map(|x| vec![x; 60]));
    let from = LeverSetting {
        from: date(2029),
        ..shore
    };
    let columns = village(&all, &both(&[("closed", from)], &[])).unwrap();
    assert_eq!(columns[2..4], [0.75, 0.0].map(|x| vec![x; 60]));
}

#[test]
fn a_pin_moves_its_input_alone() {
    let all = CandidatesRequest::default();
    let free = village(&all, &both(&[], &[])).unwrap();
    let pinned = village(&all, &both(&[], &[("low", 0.5)])).unwrap();
    let least = village(&all, &both(&[], &[("low", 0.0)])).unwrap();
    assert_eq!(free[6], pinned[6]);
    assert_ne!(free[5], pinned[5]);
    for (pinned, least) in pinned[5].iter().zip(&least[5]) {
        assert!((pinned - least - 0.5).abs() < 1e-12);
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    use CandidatesError as E;
    let all = CandidatesRequest::default();
    let refused = |request: &CandidatesRequest, candidate: &CandidateSettings| {
        village(request, candidate).expect_err("refused")
    };
    let unknown = refused(&all, &both(&[("closd", constant(1.0))], &[]));
    let named = |name: &str| E::UnknownLever {
        name: name.into(),
        known: vec!["closed".into()],
    };
    assert_eq!(unknown, named("closd"));
    let why = |error: E| match error {
        E::Candidate { name, why, .. } => (name.unwrap_or_default(), why),
        other => panic!("{other:?}"),
    };
    let (name, outside) = why(refused(&all, &both(&[("spite", constant(1.5))], &[])));
    assert_eq!(name, "spite");
    assert!(matches!(
        outside,
        CandidateError::Outside { value: 1.5, .. }
    ));
    let some = CandidatesRequest {
        levers: vec!["closed".into()],
        ..all.clone()
    };
    let (name, closed) = why(refused(&some, &both(&[("spite", constant(1.0))], &[])));
    assert_eq!(name, "spite");
    assert!(matches!(closed, CandidateError::NotOpen(_)));
    let ramp = LeverSetting {
        values: vec![(None, vec![1.0]), (date(2029), vec![3.0])],
        ramp: true,
        ..LeverSetting::default()
    };
    let (_, between) = why(refused(&all, &both(&[("spite", ramp)], &[])));
    assert!(matches!(between, CandidateError::Ramp(_)));
    for (input, value) in [("low", -0.1), ("low", f64::NAN)] {
        let (name, pin) = why(refused(&all, &both(&[], &[(input, value)])));
        assert_eq!(name, "low");
        assert!(matches!(pin, CandidateError::Pin { .. }));
    }
    let tied = refused(&all, &both(&[], &[("need", 1.0)]));
    assert_eq!(
        tied,
        E::Tied {
            input: "need".into()
        }
    );
    let unknown = refused(&all, &both(&[], &[("lo", 1.0)]));
    assert!(matches!(unknown, E::UnknownInput { .. }));
    let from_now = CandidatesRequest {
        from_now: true,
        ..all.clone()
    };
    let (_, pinned) = why(refused(&from_now, &both(&[], &[("low", 0.5)])));
    assert_eq!(pinned, CandidateError::PinnedBeforeNow);
    let claims = CandidatesRequest {
        scope: Scope::Claims,
        profiles: vec!["baseline".into()],
        ..all.clone()
    };
    assert!(matches!(
        refused(&claims, &both(&[], &[])),
        E::NothingRead { .. } | E::Run(_)
    ));
    let nobody = CandidateSettings {
        profile: "bot".into(),
        ..both(&[], &[])
    };
    assert!(matches!(refused(&all, &nobody), E::Run(_)));
    // Nothing to judge.
    let silent = VILLAGE.replace("test = \"spent@both > 1\"", "value_judgement = true");
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*silent)]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let moves = session.moves(&all, &Sequential, &Silent).err();
    assert_eq!(moves, Some(E::NoClaims));
    // Strategies.
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", VILLAGE)]));
    let session = opened.session.unwrap();
    let moves = session.moves(&all, &Sequential, &Silent).unwrap();
    let moved = |actor: &str, strategy: &str, lever: &str| {
        let moved = [MovedStrategy {
            actor: actor.into(),
            strategy: strategy.into(),
            levers: vec![(lever.into(), constant(1.0))],
        }];
        moves.verdicts(&moved, &Sequential, &Silent)
    };
    assert!(moved("rival", "calm", "spite").is_ok());
    let other = moved("rival", "calm", "closed").err();
    assert_eq!(
        other,
        Some(E::OtherActor {
            lever: "closed".into()
        })
    );
    for (actor, strategy) in [("rival", "clm"), ("nobody", "calm")] {
        let unknown = moved(actor, strategy, "spite");
        assert!(matches!(unknown, Err(E::UnknownStrategy { .. })));
    }
}

/// A pond of a town that has a lever and no strategy.
const POND: &str = "[scenario]\ntitle = 't'\nstart = 2020\nnow = 2021\nend = 2023\nstep = '1 month'\n[actor]\ntown = {}\n\
    [parameter]\ninflow = { unit = '1/year', range = [1, 3], assumption = 'x' }\n\
    [lever]\ngates = { actor = 'town', unit = '1/year', range = [0, 3], default = 1 }\n\
    [variable]\nluck = 'normal(0, 1)'\n\
    [stock]\nwater = { start = '1', change = 'inflow - gates * water + luck * inflow' }\n\
    [outcome]\nleft = 'at_end(water)'\n[claim.full]\nsays = 'It is full.'\ntest = 'left > 2'\n";

/// Under every profile a varied scenario has the bits of its candidates, and judges claims by them.
#[test]
fn a_varied_scenario_is_its_candidates_under_every_profile() {
    let pond = Session::open(&MemoryFolder::new([("scenario.toml", POND)]));
    let lake = open("lake", "[scenario]", "[scenario]");
    let cases = [
        (lake, "release", 0.03, "loss_rate", 0.4),
        (pond.session.unwrap(), "gates", 0.5, "inflow", 2.5),
    ];
    for (session, lever, set, input, held) in cases {
        let levers = vec![(lever.to_owned(), set)];
        let values = vec![(input.to_owned(), held)];
        let varied = session.varied(&levers, &values).unwrap();
        assert_ne!(varied.fingerprint(), session.fingerprint());
        let request = RunRequest {
            worlds: Some(WORLDS),
            ..RunRequest::default()
        };
        let simulated = varied.simulated(&request, &Sequential, &Silent).unwrap();
        let scenario = session.scenario();
        for (at, profile) in scenario.profiles.iter().enumerate() {
            let candidates = CandidatesRequest {
                profiles: vec![profile.id.clone()],
                worlds: Some(WORLDS),
                ..CandidatesRequest::default()
            };
            let open = session
                .candidates(&candidates, &Sequential, &Silent)
                .unwrap();
            let settings = CandidateSettings {
                profile: profile.id.clone(),
                levers: vec![(lever.to_owned(), constant(set))],
                pins: values.clone(),
            };
            let told = open.run(&[settings], &Sequential, &Silent).unwrap();
            for column in &told[0].outcomes {
                let rows = simulated.rows(&varied);
                let (profile, element) = (ProfileId(at as u32), column.element as usize);
                let found = rows.outcome(profile, column.outcome, element).unwrap();
                let bits = |x: &f64| x.to_bits();
                assert!(found.iter().map(bits).eq(column.values.iter().map(bits)));
            }
        }
        let input = InputId(
            scenario
                .inputs
                .iter()
                .position(|i| i.name == input)
                .unwrap() as u32,
        );
        assert_eq!(
            simulated.rows(&varied).input(input),
            vec![held; WORLDS as usize]
        );
        // What there is not, or cannot be so, is refused.
        for (levers, values) in [
            (vec![("nothing".to_owned(), 1.0)], vec![]),
            (vec![(lever.to_owned(), 99.0)], vec![]),
            (vec![], vec![("nothing".to_owned(), 1.0)]),
            (
                vec![],
                vec![(scenario.inputs[input.index()].name.clone(), 99.0)],
            ),
        ] {
            assert!(session.varied(&levers, &values).is_err());
        }
    }
    let left = |session: &Session| {
        let request = RunRequest {
            worlds: Some(WORLDS),
            ..RunRequest::default()
        };
        let report = session.run(&request, &Sequential, &Silent).unwrap();
        report.claims[0].verdict.share.as_ref().unwrap().tally.holds
    };
    let pond = Session::open(&MemoryFolder::new([("scenario.toml", POND)]));
    let pond = pond.session.unwrap();
    let dry = pond.varied(&[("gates".to_owned(), 3.0)], &[]).unwrap();
    let full = pond.varied(&[("gates".to_owned(), 0.0)], &[]).unwrap();
    assert!(left(&dry) < left(&pond) && left(&pond) < left(&full));
}

const RULED: &str = r#"
[scenario]
title = "A town that follows a rule"
start = 2025
now   = 2026
end   = 2030
step  = "1 year"
worlds = 60
[parameter]
mood  = { range = [0, 1], assumption = "t" }
other = { range = [0, 1], assumption = "t" }
[actor]
town = { default = "idle" }
[lever]
push = { actor = "town", range = [0, 1] }
[strategy.town]
idle  = { push = 0 }
moody = { push = { rule = "mood" } }
[stock]
mass = { start = 0, change = "push / 1{year}" }
[outcome]
heap = "at_end(mass)"
[profile]
rest = {}
pushed = { town = "moody" }
[claim]
it-grows = { says = "It grows.", test = "heap@pushed > 2" }
it-rests = { says = "It rests.", test = "heap@rest + other < 0.5" }
"#;

/// Where a rule gives way to a number, a claim no longer rests on what the rule read: all worlds are alike, and it is certain.
#[test]
fn a_rule_that_is_moved_takes_along_what_claims_rest_on() {
    let open = |text: &str| {
        let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
        let findings = opened.findings;
        opened.session.unwrap_or_else(|| panic!("{findings:?}"))
    };
    let session = open(RULED);
    let moves = (session.moves(&CandidatesRequest::default(), &Sequential, &Silent)).unwrap();
    let moved = |to: f64| {
        let moved = [MovedStrategy {
            actor: "town".into(),
            strategy: "moody".into(),
            levers: vec![("push".into(), LeverSetting::constant(to))],
        }];
        moves.verdicts(&moved, &Sequential, &Silent).unwrap()
    };
    let as_it_is = moves.verdicts(&[], &Sequential, &Silent).unwrap();
    assert!(as_it_is.iter().all(|c| c.truths.is_some()));
    for (to, written) in [(0.25, "0.25"), (0.75, "0.75")] {
        let text = RULED.replace("{ rule = \"mood\" }", written);
        let report = open(&text).run(&RunRequest::default(), &Sequential, &Silent);
        let claims = moved(to);
        for (claim, edited) in claims.iter().zip(report.unwrap().claims) {
            assert_eq!(claim.report.verdict, edited.verdict, "{}", edited.id);
        }
        // Of worlds that are all alike none can be chosen; what was not moved is told by world as before.
        assert!(claims[0].truths.is_none() && claims[1].truths.is_some());
    }
}
