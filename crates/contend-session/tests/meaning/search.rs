//! What a search finds, against best settings that are found here by trying them all, without the engine.

use std::sync::Mutex;

use contend_model::clock::Date;
use contend_model::id::ProfileId;
use contend_session::Session;
use contend_session::better::report::BetterError;
use contend_session::better::search::report::{Judged, SearchReport};
use contend_session::better::search::{GoalRequest, SearchError, SearchRequest};
use contend_session::error::RunError;
use contend_session::executor::{Executor, Progress, Sequential, Silent, Stage, Standing};
use contend_session::request::Drawing;

use crate::support::{SEED, columns, findings, mean, open, under};

fn goal(outcome: &str, more: bool) -> GoalRequest {
    GoalRequest {
        outcome: outcome.to_owned(),
        more,
        worst_tenth: false,
    }
}

fn search(session: &Session, request: &SearchRequest) -> Result<SearchReport, RunError> {
    session.search(request, &Sequential, &Silent, &mut |_| ())
}

/// The lake of the textbook: b = 0.42, q = 2, without noise, 100 years, discount factor 0.98, 0.4 for each unit.
const LAKE: &str = "[scenario]\ntitle = 't'\nstart = 2025\nend = 2125\nstep = '1 year'\nworlds = 2\n\
    [actor.town]\n[lever.release]\nactor = 'town'\nrange = [0, 0.1]\nunit = '1/year'\n\
    [parameter]\nmost = { value = 0.04, unit = '1/year', assumption = 'x' }\n\
    alarm = { value = 0.2, assumption = 'x' }\n\
    [strategy.town.careful]\nrelease = 0.02\n\
    [strategy.town.watchful]\nrelease = { rule = 'most * clamp(1 - previous(phosphorus) / alarm, 0, 1)' }\n\
    free = { alarm = [0.05, 0.9], most = [0, 0.1] }\n\
    [stock.phosphorus]\nstart = '0'\n\
    change = '0.02{1/year} + release + 1{1/year} * phosphorus^2 / (1 + phosphorus^2) - 0.42{1/year} * phosphorus'\n\
    [outcome]\nreliability = 'share_of_time(phosphorus < 0.544540001607117)'\n\
    utility = 'discounted(0.4 * release, 1 / 0.98 - 1)'\n";

/// Reliability and utility of releases by year, by iteration.
fn lake(release: impl Fn(usize, f64, f64) -> f64) -> (f64, f64) {
    let (mut x, mut before, mut clear, mut utility, mut worth) = (0.0_f64, 0.0, 0, 0.0, 1.0);
    for year in 0..100 {
        clear += u32::from(x < 0.544_540_001_607_117);
        let released = release(year, x, before);
        utility += 0.4 * released * worth;
        worth *= 0.98;
        before = x;
        x += 0.02 + released + x * x / (1.0 + x * x) - 0.42 * x;
    }
    (f64::from(clear) / 100.0, utility)
}

/// The most utility of settings that keep the lake clear for all of the hundred years.
fn most(settings: impl Iterator<Item = (f64, f64)>) -> f64 {
    let clear = settings.filter(|(reliability, _)| *reliability >= 1.0);
    clear.map(|(_, utility)| utility).fold(0.0, f64::max)
}

fn of_lake(text: &str, request: SearchRequest) -> SearchReport {
    let request = SearchRequest {
        goals: vec![goal("utility", true), goal("reliability", true)],
        search_worlds: Some(1),
        ..request
    };
    search(&open(text), &request).unwrap()
}

/// The most utility that was found with a lake that stays clear.
fn clear(report: &SearchReport) -> f64 {
    let found = report.found.iter();
    most(found.map(|f| (f.goals[1].0, f.goals[0].0)))
}

/// The same lake without a rule to search.
fn without_rules() -> String {
    LAKE.replace("free = { alarm = [0.05, 0.9], most = [0, 0.1] }\n", "")
}

#[test]
fn the_textbook_lake_has_its_best_releases() {
    let report = of_lake(&without_rules(), SearchRequest::default());
    // What is published of it: 0.02 a year keeps it clear and brings 0.347; 0.05 tips it.
    let published = lake(|_, _, _| 0.02);
    assert_eq!(published.0, 1.0);
    assert!((published.1 - 0.346_952_177_642_098_5).abs() < 1e-12);
    assert!((lake(|_, _, _| 0.05).0 - 0.16).abs() < 1e-12);
    // All steps of a release that stays as it is.
    let steps = || (0..=1000).map(|k| f64::from(k) * 1e-4);
    let best = most(steps().map(|r| lake(|_, _, _| r)));
    let found = clear(&report);
    assert!(best > published.1);
    assert!(found <= best + 1e-12, "{found} for {best}");
    assert!(
        found > best - 2.0 * report.goals[0].epsilon,
        "{found} for {best}"
    );
    // Rules that look at the lake find more.
    let report = of_lake(LAKE, SearchRequest::default());
    // Whatever was found brings what iteration says.
    for f in &report.found {
        let form = &report.forms[f.form];
        let (reliability, utility) = match form.like.as_deref() {
            None => lake(|_, _, _| f.settings[0].value),
            _ => {
                let (alarm, most) = (f.settings[0].value, f.settings[1].value);
                lake(|_, _, before| most * (1.0 - before / alarm).clamp(0.0, 1.0))
            }
        };
        assert!((f.goals[0].0 - utility).abs() < 1e-12);
        assert!((f.goals[1].0 - reliability).abs() < 1e-12);
    }
    // Rules that look at the lake: the best of a grid.
    let grid = (0..=80).flat_map(|a| (0..=100).map(move |m| (a, m)));
    let rules = most(grid.map(|(a, m)| {
        let (alarm, most) = (0.05 + 0.85 * f64::from(a) / 80.0, f64::from(m) * 1e-3);
        lake(|_, _, before| most * (1.0 - before / alarm).clamp(0.0, 1.0))
    }));
    let found = clear(&report);
    assert!(
        rules > best && found > rules - 0.02,
        "{found} for {rules}, {best}"
    );
    // And it is told that what was declared is beaten.
    let careful = report.declared.iter().find(|d| d.strategy == "careful");
    assert!((careful.unwrap().goals[0].0 - published.1).abs() < 1e-12);
}

#[test]
fn levers_that_are_set_anew_find_more() {
    let request = SearchRequest {
        changes: vec![Date::new(2035, 1, 1).unwrap()],
        candidates: Some(2_000),
        ..SearchRequest::default()
    };
    let report = of_lake(&without_rules(), request);
    let decisions = &report.forms[0].decisions;
    assert_eq!(decisions.len(), 2);
    assert_eq!(decisions[1].from.as_deref(), Some("2035-01-01"));
    let grid = (0..=200).flat_map(|a| (0..=200).map(move |b| (a, b)));
    let best = most(grid.map(|(a, b)| {
        lake(|year, _, _| match year < 10 {
            true => f64::from(a) * 5e-4,
            false => f64::from(b) * 5e-4,
        })
    }));
    let found = clear(&report);
    assert!(
        found > best - 3.0 * report.goals[0].epsilon,
        "{found} for {best}"
    );
    for f in report.found.iter().filter(|f| f.form == 0) {
        let told = lake(|year, _, _| f.settings[usize::from(year >= 10)].value);
        assert!((f.goals[0].0 - told.1).abs() < 1e-12 && (f.goals[1].0 - told.0).abs() < 1e-12);
    }
}

/// Goals that agree leave one setting, the end of the range, and a front of one point.
#[test]
fn goals_that_agree_leave_one_setting() {
    let text = NOISE.replace(
        "sin(2000 * (1 + u) * (at_end(stake) + 1))",
        "at_end(stake) - u",
    ) + "[outcome]\nown = 'at_end(3 * stake^2)'\n";
    let request = SearchRequest {
        goals: vec![goal("objective_trader", true), goal("own", true)],
        search_worlds: Some(20),
        worlds: Some(400),
        seed: Some(SEED),
        ..SearchRequest::default()
    };
    let report = search(&open(&text), &request).unwrap();
    let [found] = &report.found[..] else {
        panic!("{:?}", report.found);
    };
    assert!((found.settings[0].value - 1.0).abs() < 1e-9, "{found:?}");
    assert!((found.goals[1].0 - 3.0).abs() < 1e-9);
    assert_eq!((report.run.front, report.fell), (1, 0));
}

/// A choice whose worth in a world is as good as noise: nothing is better than anything.
const NOISE: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\nworlds = 4000\n\
    [actor.trader]\n[lever.stake]\nactor = 'trader'\nrange = [0, 1]\nunit = '1'\n\
    [parameter]\nu = { range = [0, 1], assumption = 'x' }\n\
    [strategy.trader.none]\nstake = 0\n\
    [objective]\ntrader = 'sin(2000 * (1 + u) * (at_end(stake) + 1))'\n";

#[test]
fn what_looks_best_is_told_in_worlds_that_did_not_choose_it() {
    let request = SearchRequest {
        goals: vec![goal("objective_trader", true)],
        search_worlds: Some(50),
        candidates: Some(600),
        seed: Some(SEED),
        ..SearchRequest::default()
    };
    let report = search(&open(NOISE), &request).unwrap();
    // The mean of 50 sines has a standard deviation of 0.1, the best of 600 is about three of these.
    let found = &report.found[0];
    assert!(found.in_search[0] > 0.2, "{found:?}");
    assert!(found.goals[0].0.abs() < 0.06, "{found:?}");
    assert!(report.looked_better[0] > 0.15, "{:?}", report.looked_better);
    assert!(!report.declared[0].beaten, "{report:?}");
    // The fresh worlds are those of any other run.
    let u = columns(NOISE, 4000)("objective_trader");
    assert!((report.declared[0].goals[0].0 - mean(&u)).abs() < 1e-12);
    // By its standard error: sines have a variance of a half.
    let error = (0.5_f64 / 4000.0).sqrt();
    assert!((report.declared[0].goals[0].1 / error - 1.0).abs() < 0.15);
}

/// Levers of every kind, and an outcome for each.
const KINDS: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2030\nstep = '1 year'\nnow = 2022\nworlds = 40\n\
    [dimension]\nport = ['north', 'south']\n\
    [actor.state]\n[actor.rival]\n\
    [lever]\nguards = { actor = 'state', range = [0, 10], whole = true, over = 'port', unit = '1' }\n\
    stance = { actor = 'state', options = { soft = 1, hard = 7, none = 3 } }\n\
    alert = { actor = 'state', switch = true }\n\
    tax = { actor = 'state', range = [0, 1], unit = '1' }\n\
    attack = { actor = 'rival', range = [0, 1], unit = '1' }\n\
    [strategy.state.idle]\nstance = 'soft'\n\
    [strategy.rival.calm]\nattack = 0\n[strategy.rival.bold]\nattack = 1\n\
    [profile]\nquiet = { rival = 'calm' }\nhot = { rival = 'bold' }\n\
    [parameter]\nu = { range = [0, 1], assumption = 'x' }\n\
    [objective]\nstate = 'at_end(stance) + at_end(alert) - abs(at_end(guards[north]) - 3) - abs(at_end(guards[south]) - 8) \
    - abs(at_end(tax) - 0.3 - 0.2 * at_end(attack)) + u'\n";

#[test]
fn levers_of_every_kind_are_set_and_written_down() {
    let request = SearchRequest {
        actor: "state".to_owned(),
        profile: Some("hot".to_owned()),
        goals: vec![goal("objective_state", true)],
        candidates: Some(4_000),
        search_worlds: Some(4),
        seed: Some(SEED),
        ..SearchRequest::default()
    };
    let report = search(&open(KINDS), &request).unwrap();
    let [found] = &report.found[..] else {
        panic!("one goal has one best: {:?}", report.found);
    };
    let names: Vec<&str> = (report.forms[0].decisions.iter())
        .map(|d| d.name.as_str())
        .collect();
    let at = |name: &str| {
        let at = names.iter().position(|n| *n == name);
        &found.settings[at.unwrap_or_else(|| panic!("{names:?}"))]
    };
    assert_eq!(at("guards[north]").value, 3.0);
    assert_eq!(at("guards[south]").value, 8.0);
    assert_eq!(at("stance").option.as_deref(), Some("hard"));
    assert_eq!(at("alert").option.as_deref(), Some("on"));
    assert!((at("tax").value - 0.5).abs() <= 0.02, "{found:?}");
    // In the file of the scenario it is the same, to the bit.
    let text = format!(
        "{KINDS}{}",
        report
            .toml
            .replace("[profile]\n", "[profile.found_1]\n")
            .replace(
                "found_1 = { state = \"found_1\", rival = \"bold\" }\n",
                "state = \"found_1\"\nrival = \"bold\"\n",
            )
    );
    let told = mean(&under(&text, ProfileId(2), 40)("objective_state"));
    assert!((told - found.goals[0].0).abs() < 1e-12, "{}", report.toml);
}

/// Runs jobs last to first, and tells how often it was asked.
struct Backwards;

impl Executor for Backwards {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).rev().for_each(job);
    }
}

/// Stops after so many candidates.
struct Until(u64, Mutex<(u64, bool)>);

impl Progress for Until {
    fn advanced(&self, _: Stage, _: u64, _: u64) {}

    fn searched(&self, standing: &Standing) {
        let mut seen = self.1.lock().unwrap();
        assert!(standing.candidates > seen.0 && standing.candidates <= standing.of);
        *seen = (standing.candidates, standing.candidates >= self.0);
    }

    fn cancelled(&self) -> bool {
        self.1.lock().unwrap().1
    }
}

#[test]
fn a_search_goes_on_where_it_was_and_threads_change_nothing() {
    let session = open(KINDS);
    let request = SearchRequest {
        actor: "state".to_owned(),
        candidates: Some(300),
        search_worlds: Some(20),
        resamples: Some(20),
        ..SearchRequest::default()
    };
    let told = |report: &SearchReport| {
        let mut json = serde_json::to_value(report).unwrap();
        for key in ["resumed", "runs"] {
            json["run"][key] = 0.into();
        }
        json
    };
    let whole = search(&session, &request).unwrap();
    let other = session.search(&request, &Backwards, &Silent, &mut |_| ());
    assert_eq!(told(&whole), told(&other.unwrap()));

    let mut kept: Vec<Judged> = Vec::new();
    let until = Until(150, Mutex::new((0, false)));
    let stopped = session.search(&request, &Sequential, &until, &mut |judged| {
        kept.extend(judged.iter().cloned());
    });
    let stopped = stopped.unwrap();
    assert!(stopped.run.interrupted && stopped.found.is_empty());
    assert!(kept.len() >= 150 && kept.len() < 300, "{}", kept.len());
    let mut again = 0;
    let resumed = SearchRequest {
        judged: kept.clone(),
        ..request.clone()
    };
    let resumed = session.search(&resumed, &Sequential, &Silent, &mut |judged| {
        again += judged.len()
    });
    let resumed = resumed.unwrap();
    assert_eq!(told(&whole), told(&resumed));
    assert_eq!(kept.len() + again, 300);
    assert_eq!(resumed.run.resumed, kept.len() as u64);
    // Of another search nothing is taken.
    let mut wrong = kept;
    wrong[3].values[0] += 1.0;
    let refused = search(
        &session,
        &SearchRequest {
            judged: wrong,
            ..request
        },
    );
    assert_eq!(
        refused.unwrap_err(),
        RunError::Better(BetterError::Search(SearchError::OtherSearch))
    );
}

#[test]
fn what_cannot_be_sought_is_refused() {
    let refused = |text: &str, request: SearchRequest| match search(&open(text), &request) {
        Err(RunError::Better(error)) => error.id(),
        other => panic!("{other:?}"),
    };
    let of = |goals: Vec<GoalRequest>| SearchRequest {
        goals,
        search_worlds: Some(4),
        ..SearchRequest::default()
    };
    let lake = |change: &dyn Fn(&mut SearchRequest)| {
        let mut request = of(vec![goal("utility", true)]);
        change(&mut request);
        refused(LAKE, request)
    };
    assert_eq!(
        lake(&|r| r.goals[0].outcome = "utilty".to_owned()),
        "unknown-goal"
    );
    assert_eq!(lake(&|r| r.goals.push(goal("utility", false))), "same-goal");
    assert_eq!(lake(&|r| r.goals.clear()), "which-actor");
    assert_eq!(
        lake(&|r| {
            r.goals.clear();
            r.actor = "town".to_owned();
        }),
        "no-objective"
    );
    assert_eq!(lake(&|r| r.actor = "twon".to_owned()), "unknown-actor");
    assert_eq!(
        lake(&|r| r.epsilons = vec![("utilty".to_owned(), 0.1)]),
        "unknown-epsilon"
    );
    for epsilon in [0.0, -1.0, f64::NAN] {
        assert_eq!(
            lake(&|r| r.epsilons = vec![("utility".to_owned(), epsilon)]),
            "epsilon"
        );
    }
    for (year, month) in [(2025, 1), (2125, 1), (1999, 1)] {
        assert_eq!(
            lake(&|r| r.changes = vec![Date::new(year, month, 1).unwrap()]),
            "change"
        );
    }
    let table = Drawing::Table {
        name: "t.csv".to_owned(),
        text: String::new(),
    };
    assert_eq!(lake(&|r| r.drawing = table.clone()), "fixed-worlds");
    let unmoved = LAKE.replace("0.4 * release", "0.4 * 0.02{1/year}");
    assert_eq!(
        refused(&unmoved, of(vec![goal("utility", true)])),
        "unmoved-goals"
    );
    let lost = LAKE.replace(
        "0.4 * release",
        "0.4 * ln((0.0 - 0.01{1/year} - release) / 1{1/year}) * 1{1/year}",
    );
    assert_eq!(refused(&lost, of(vec![goal("utility", true)])), "no-value");
    let nothing = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n[actor.a]\n\
        [parameter]\nu = { range = [0, 1], assumption = 'x' }\n[outcome]\nx = 'u'\n";
    let request = SearchRequest {
        actor: "a".to_owned(),
        ..of(vec![goal("x", true)])
    };
    assert_eq!(refused(nothing, request), "nothing-to-set");
}

#[test]
fn one_goal_that_nothing_moves_is_left_out_and_named() {
    let text = format!("{LAKE}fixed = 'at_end(alarm)'\n");
    let request = SearchRequest {
        goals: vec![goal("utility", true), goal("fixed", true)],
        search_worlds: Some(1),
        candidates: Some(100),
        ..SearchRequest::default()
    };
    let report = search(&open(&text), &request).unwrap();
    assert_eq!(report.unmoved, ["fixed"]);
    assert_eq!(report.goals.len(), 1);
    // Of utility alone the most is let out: the end of the range.
    let release = report.found[0].settings[0].value;
    assert!((0.095..=0.1).contains(&release), "{release}");
}

#[test]
fn strategies_are_like_others_with_thresholds_of_their_own() {
    let written = |more: &str| format!("{LAKE}{more}");
    let bold = "[strategy.town.bold]\nlike = 'watchful'\nthresholds = { alarm = 0.4, most = 0.06 }\n\
        [strategy.town.tired]\nlike = 'bold'\nthresholds = { most = 0.01 }\n\
        [profile]\ncareful = { town = 'careful' }\nbold = { town = 'bold' }\ntired = { town = 'tired' }\n";
    // The parameter itself stays what it is for whatever else reads it.
    let text = written(&format!("alarm_read = 'at_end(alarm)'\n{bold}"));
    for (profile, alarm, most) in [(1, 0.4, 0.06), (2, 0.4, 0.01)] {
        let told = under(&text, ProfileId(profile), 1);
        let known = lake(|_, _, before: f64| most * (1.0 - before / alarm).clamp(0.0, 1.0));
        assert!((told("utility")[0] - known.1).abs() < 1e-12);
        assert!((told("reliability")[0] - known.0).abs() < 1e-12);
        assert_eq!(told("alarm_read")[0], 0.2);
    }
    let found = |more: &str| findings(&written(more));
    let has = |more: &str, id: &str, case: &str| {
        let found = found(more);
        assert!(
            found.contains(&(id.to_owned(), case.to_owned())),
            "{more}: {found:?}"
        );
    };
    let own = "[strategy.town.own]\nlike = 'watchful'\n";
    has(
        &format!("{own}thresholds = {{ alrm = 1 }}\n"),
        "bad-threshold",
        "",
    );
    has(
        &format!("{own}thresholds = {{ phosphorus = 1 }}\n"),
        "bad-threshold",
        "not-a-parameter",
    );
    has(
        &format!("{own}free = {{ alarm = [1, 0] }}\n"),
        "range-order",
        "",
    );
    has(
        &format!("{own}free = {{ alarm = [1, 1] }}\n"),
        "range-order",
        "point",
    );
    has(
        &format!("{own}thresholds = {{ alarm = 1 }}\nfree = {{ alarm = [0, 1] }}\n"),
        "bad-threshold",
        "twice",
    );
    has(
        "[strategy.town.own]\nrelease = 0.03\nthresholds = { alarm = 1 }\n",
        "bad-threshold",
        "unread",
    );
    has(
        "[strategy.town.own]\nlike = 'other'\n",
        "unknown-strategy",
        "",
    );
    let circle = "[strategy.town.a]\nlike = 'b'\n[strategy.town.b]\nlike = 'a'\n[strategy.town.c]\nlike = 'a'\n";
    let circle: Vec<_> = found(circle)
        .into_iter()
        .filter(|(id, _)| id == "strategy-circle")
        .collect();
    assert_eq!(circle.len(), 2);
    let drawn = LAKE.replace(
        "alarm = { value = 0.2",
        "alarm = { value = 0.2, range = [0.1, 0.3]",
    );
    assert!(findings(&drawn).contains(&("bad-threshold".to_owned(), "drawn".to_owned())));
}

#[test]
fn the_worst_tenth_is_the_worst_for_who_wants_more_and_for_who_wants_less() {
    let text = NOISE.replace(
        "sin(2000 * (1 + u) * (at_end(stake) + 1))",
        "at_end(stake) * (u - 0.3)",
    );
    let seek = |more: bool| {
        let worst = GoalRequest {
            worst_tenth: true,
            ..goal("objective_trader", more)
        };
        let request = SearchRequest {
            goals: vec![goal("objective_trader", true), worst],
            candidates: Some(400),
            ..SearchRequest::default()
        };
        search(&open(&text), &request).unwrap()
    };
    let near =
        |found: f64, known: f64| assert!((found - known).abs() < 0.002, "{found} for {known}");
    for (more, tail) in [(true, 0.05 - 0.3), (false, 0.95 - 0.3)] {
        let report = seek(more);
        assert!(report.found.len() > 5);
        for found in &report.found {
            let stake = found.settings[0].value;
            near(found.goals[0].0, 0.2 * stake);
            near(found.goals[1].0, tail * stake);
        }
        // The more is staked, the more comes on average and the worse is the tail.
        let stakes: Vec<f64> = report.found.iter().map(|f| f.settings[0].value).collect();
        assert!(stakes.is_sorted_by(|a, b| a > b), "{stakes:?}");
        assert!(
            stakes[0] > 0.97 && stakes[stakes.len() - 1] < 0.1,
            "{stakes:?}"
        );
    }
}

#[test]
fn fresh_worlds_are_others_than_those_of_the_search() {
    let request = SearchRequest {
        goals: vec![goal("objective_trader", true)],
        search_worlds: Some(50),
        worlds: Some(50),
        candidates: Some(600),
        ..SearchRequest::default()
    };
    let report = search(&open(NOISE), &request).unwrap();
    assert!(report.looked_better[0] > 0.1, "{:?}", report.looked_better);
    assert_ne!(report.run.seed, report.run.search_seed);
}

/// Stakes pay (u − 0.3) each, against none and against a half: how often more, by how much, and how sure that is.
#[test]
fn what_was_found_is_held_against_what_is_declared_world_by_world() {
    let text = NOISE
        .replace(
            "sin(2000 * (1 + u) * (at_end(stake) + 1))",
            "at_end(stake) * (u - 0.3)",
        )
        .replace(
            "[strategy.trader.none]\nstake = 0\n",
            "[strategy.trader.none]\nstake = 0\n[strategy.trader.half]\nstake = 0.5\n",
        );
    let request = SearchRequest {
        goals: vec![goal("objective_trader", true)],
        candidates: Some(300),
        ..SearchRequest::default()
    };
    let report = search(&open(&text), &request).unwrap();
    let found = &report.found[0];
    let stake = found.settings[0].value;
    assert!(stake > 0.98, "{found:?}");
    let root = (report.worlds as f64).sqrt();
    for (against, own) in found.against.iter().zip([0.0, 0.5]) {
        let (by, error) = against.better_by[0];
        assert!((by - 0.2 * (stake - own)).abs() < 0.002, "{against:?}");
        let known = (stake - own) * (1.0_f64 / 12.0).sqrt() / root;
        assert!((error / known - 1.0).abs() < 0.15, "{error} for {known}");
        let (better, worse) = against.in_worlds[0];
        assert!((better - 0.7).abs() < 0.002 && (worse - 0.3).abs() < 0.002);
    }
    assert!(report.declared.iter().all(|d| d.beaten));
    // Where both pay the same neither is better.
    let none = text.replace("range = [0, 1]\nunit", "range = [0, 0.0001]\nunit");
    let none = none.replace("stake = 0.5", "stake = 0.0001");
    let report = search(&open(&none), &request).unwrap();
    let found = report.found.iter().find(|f| f.settings[0].value == 0.0001);
    if let Some(found) = found {
        assert_eq!(found.against[1].in_worlds[0], (0.0, 0.0));
        assert!(!report.declared[1].beaten);
    }
}

/// The worst tenth of 99 worlds is 10 of them, that of 40 four: below a hundred it is said, where a worst tenth is wanted.
#[test]
fn a_worst_tenth_of_few_worlds_is_said() {
    use contend_session::better::search::report::SearchNote;
    let text = without_rules().replace("0.02{1/year} + release", "inflow + release")
        + "[parameter.inflow]\nrange = [0.01, 0.03]\nunit = '1/year'\nassumption = 'x'\n";
    let few = |worlds: u64, worst_tenth: bool| {
        let wanted = GoalRequest {
            worst_tenth,
            ..goal("reliability", true)
        };
        let request = SearchRequest {
            goals: vec![goal("utility", true), wanted],
            search_worlds: Some(worlds),
            candidates: Some(40),
            worlds: Some(40),
            ..SearchRequest::default()
        };
        let report = search(&open(&text), &request).unwrap();
        let mut notes = report.notes.into_iter();
        notes.find_map(|note| match note {
            SearchNote::FewWorlds {
                worlds,
                tenth,
                least,
            } => Some((worlds, tenth, least)),
            _ => None,
        })
    };
    assert_eq!(few(40, true), Some((40, 4, 100)));
    assert_eq!(few(99, true), Some((99, 10, 100)));
    assert_eq!(few(100, true), None);
    assert_eq!(few(40, false), None);
}
