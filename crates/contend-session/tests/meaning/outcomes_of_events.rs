//! An event with outcomes comes to one of them each time, with a chance in proportion to its weight.

use contend_engine::design::Worlds;
use contend_engine::{Request, compile};
use contend_model::id::{OutcomeId, ProfileId};
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{FaultKind, FaultReport, Told};
use contend_session::request::{RunRequest, WorldRequest};

use crate::support::{SEED, claim, columns, findings, mean, open, run, under};

/// A trial that may come to one of three things; how it comes about and what stands in it beside is open.
fn trial(event: &str) -> String {
    format!(
        r#"
[scenario]
title = "A trial"
start = 2020
end   = 2030
step  = "1 month"
time_unit = "year"
[parameter]
pressure = {{ value = 0.5, range = [0, 1], assumption = "a test" }}
[event.trial]
{event}
[stock]
trust  = {{ start = 0 }}
jailed = {{ start = 0 }}
[outcome]
trials     = "at_end(count(trial))"
convicted  = "at_end(count(trial.convicted))"
acquitted  = "at_end(count(trial.acquitted))"
dropped    = "at_end(count(trial.dropped))"
trusted    = "at_end(trust)"
in_jail    = "at_end(jailed)"
ago        = {{ equation = "at_end(if count(trial.convicted) > 0 then since(trial.convicted) else -1{{year}})", unit = "year" }}
pressed    = "at_end(pressure)"
[claim.x]
says = "x"
test = "convicted > 0"
"#
    )
}

const AT: &str = "at = 2025-01-01\n";
const THREE: &str = r#"
outcomes.convicted = { weight = 6, effect = { trust = 0.1 }, set = { jailed = 1 } }
outcomes.acquitted = { weight = "3", effect = { trust = "-0.2" } }
outcomes.dropped   = { weight = 1 }
"#;

#[test]
fn at_a_date_one_outcome_comes_to_pass_as_often_as_its_weight_says() {
    let of = columns(&trial(&format!("{AT}{THREE}")), 4000);
    let three = ["convicted", "acquitted", "dropped"].map(&of);
    for world in 0..4000 {
        let happened: Vec<f64> = three.iter().map(|column| column[world]).collect();
        assert_eq!(happened.iter().sum::<f64>(), 1.0, "{happened:?}");
        let trusted = 0.1 * happened[0] - 0.2 * happened[1];
        assert!((of("trusted")[world] - trusted).abs() < 1e-12);
        assert_eq!(of("in_jail")[world], happened[0]);
        // Five years after the date, at the end.
        let since = if happened[0] > 0.0 { 5.0 } else { -1.0 };
        assert!((of("ago")[world] - since).abs() < 0.01);
    }
    // Four standard errors over 4,000 worlds: 0.031, 0.029, 0.019.
    for (column, (share, error)) in three.iter().zip([(0.6, 0.031), (0.3, 0.029), (0.1, 0.019)]) {
        assert!((mean(column) - share).abs() < error, "{}", mean(column));
    }
}

#[test]
fn weights_are_read_in_the_world_and_at_the_moment_in_which_the_event_happens() {
    // The chance of a conviction is the pressure of the world, which is drawn evenly.
    let two = "outcomes.convicted = { weight = \"pressure\" }\noutcomes.acquitted = { weight = \"1 - pressure\" }\n\
               outcomes.dropped = { weight = 0 }\n";
    let of = columns(&trial(&format!("{AT}{two}")), 4000);
    assert!(of("dropped").iter().all(|x| *x == 0.0));
    let (convicted, pressed) = (of("convicted"), of("pressed"));
    for fifth in 0..5 {
        let inside = |p: f64| (5.0 * p) as usize == fifth;
        let pairs = convicted.iter().zip(&pressed).filter(|(_, p)| inside(**p));
        let (x, p): (Vec<f64>, Vec<f64>) = pairs.unzip();
        let error = 4.0 * (0.25 / x.len() as f64).sqrt();
        assert!(
            (mean(&x) - mean(&p)).abs() < error,
            "{fifth}: {} for {}",
            mean(&x),
            mean(&p)
        );
    }
    // What the event does itself acts at the end of its step, so the weights see what was before it.
    let sees = "at = 2025-01-01\neffect = { trust = 1 }\noutcomes.convicted = { weight = \"trust\" }\n\
                outcomes.acquitted = { weight = \"1 - trust\" }\noutcomes.dropped = { weight = 0 }\n";
    let of = columns(&trial(sees), 50);
    assert!(of("acquitted").iter().all(|x| *x == 1.0));
    // And so do later occurrences: each acquittal makes the next one likelier, as in Pólya's urn of one and one, of
    // which every share is equally likely in the end: after 2 draws 0, 1 and 2 have a third each.
    let urn = "hazard = \"if count(trial) < 2 then 12{1/year} else 0{1/year}\"\ncooldown = \"1 month\"\n\
               outcomes.convicted = { weight = \"1 + count(trial.convicted)\" }\n\
               outcomes.acquitted = { weight = \"1 + count(trial.acquitted)\" }\noutcomes.dropped = { weight = 0 }\n";
    let of = columns(&trial(urn), 4000);
    let (trials, convicted) = (of("trials"), of("convicted"));
    assert!(trials.iter().all(|n| *n == 2.0));
    for times in [0.0, 1.0, 2.0] {
        let share = convicted.iter().filter(|x| **x == times).count() as f64 / 4000.0;
        assert!((share - 1.0 / 3.0).abs() < 0.03, "{times}: {share}");
    }
}

/// Twenty a year with three chances are three events by hazard of 12, 6 and 2 a year, independent of each other.
#[test]
fn outcomes_of_a_hazard_are_the_hazard_split_also_with_several_in_a_step() {
    let worlds = 4000;
    for step in ["1 month", "1 year"] {
        let text = trial(&format!("hazard = \"2{{1/year}}\"\n{THREE}"));
        let of = columns(&text.replace("1 month", step), worlds);
        let three = ["convicted", "acquitted", "dropped"].map(&of);
        for (column, expected) in three.iter().zip([12.0, 6.0, 2.0]) {
            // Poisson: mean and variance are the same. Four standard errors of each.
            let average = mean(column);
            let squares: Vec<f64> = column.iter().map(|x| (x - average).powi(2)).collect();
            let variance = mean(&squares);
            let error = 4.0 * (expected / worlds as f64).sqrt();
            assert!(
                (average - expected).abs() < error,
                "{step}: {average} for {expected}"
            );
            let error = 4.0 * ((expected + 2.0 * expected * expected) / worlds as f64).sqrt();
            assert!(
                (variance - expected).abs() < error,
                "{step}: {variance} for {expected}"
            );
        }
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let covariance = crate::support::covariance(&three[a], &three[b]);
            let (x, y) = ([12.0, 6.0, 2.0][a], [12.0, 6.0, 2.0][b]);
            let error = 4.0 * (x * y / worlds as f64).sqrt();
            assert!(
                covariance.abs() < error,
                "{step}: {covariance} of {a} and {b}"
            );
        }
        for world in 0..worlds as usize {
            let all: f64 = three.iter().map(|column| column[world]).sum();
            assert_eq!(all, of("trials")[world]);
            let trusted = 0.1 * three[0][world] - 0.2 * three[1][world];
            assert!((of("trusted")[world] - trusted).abs() < 1e-9);
        }
    }
}

#[test]
fn each_element_draws_its_own_and_is_read_by_its_name() {
    let text = r#"
[scenario]
title = "Elections"
start = 2020
end   = 2024
step  = "1 year"
[dimension]
state = ["north", "south"]
[parameter]
left = { over = "state", value = [1, 3], assumption = "a test" }
[event.election]
over = "state"
at   = 2022-01-01
[event.election.outcomes]
change = { weight = "left", effect = { changed = "1" } }
same   = { weight = 1, effect = { "kept[south]" = "if state == south then 1 else 0" } }
[stock]
changed = { over = "state", start = "0" }
kept    = { over = "state", start = "0" }
[variable]
so_far = { over = "state", equation = "count(election.change)" }
[outcome]
changes = { over = "state", equation = "at_end(so_far)" }
by_stock = { over = "state", equation = "at_end(changed)" }
in_north = "at_end(count(election.change[north]))"
in_south = "at_end(count(election[south]) - count(election.same[south]))"
south_kept = "at_end(kept[south])"
[claim.x]
says = "x"
test = "in_north > 0"
"#;
    let worlds = 4000;
    let of = columns(text, worlds);
    let changes = of("changes");
    let (north, south) = changes.split_at(worlds as usize);
    assert!((mean(north) - 0.5).abs() < 0.032);
    assert!((mean(south) - 0.75).abs() < 0.028);
    // √(¼ · 3⁄16) = 0.22 a world.
    assert!(crate::support::covariance(north, south).abs() < 4.0 * 0.22 / 63.2);
    assert_eq!(of("by_stock"), changes);
    assert_eq!(of("in_north"), north);
    assert_eq!(of("in_south"), south);
    let kept: Vec<f64> = south.iter().map(|x| 1.0 - x).collect();
    assert_eq!(of("south_kept"), kept);
}

/// Bits of the other outcomes, in all worlds.
fn bits(of: &impl Fn(&str) -> Vec<f64>, names: &[&str]) -> Vec<u64> {
    let all = names.iter().flat_map(|name| of(name));
    all.map(f64::to_bits).collect()
}

#[test]
fn outcomes_change_no_other_draw_and_profiles_meet_the_same_luck() {
    let noise = "[event.storm]\nhazard = \"3{1/year}\"\neffect = { wind = \"normal(0, 1)\" }\n[stock.wind]\nstart = 0\n\
                 [variable.calm]\nequation = \"normal(0, 1)\"\n[outcome.storms]\nequation = \"at_end(count(storm))\"\n\
                 [outcome.blown]\nequation = \"at_end(wind)\"\n[outcome.calmed]\nequation = \"mean(calm)\"\n";
    let with = trial(&format!("hazard = \"2{{1/year}}\"\n{THREE}")) + noise;
    let reads = |line: &str| line.contains("trial.");
    let without: String = (trial("hazard = \"2{1/year}\"\n") + noise)
        .lines()
        .filter(|line| !reads(line))
        .map(|line| format!("{line}\n"))
        .collect();
    let without = without.replace("test = \"convicted > 0\"", "test = \"trials > 0\"");
    let others = ["trials", "storms", "blown", "calmed"];
    let (a, b) = (columns(&with, 300), columns(&without, 300));
    assert_eq!(bits(&a, &others), bits(&b, &others));
    // An outcome more takes from the others, and what comes of the first only changes where it does.
    let more = with.replace(
        "outcomes.dropped",
        "outcomes.settled = { weight = 2 }\noutcomes.dropped",
    );
    let more = columns(&more, 300);
    assert_eq!(bits(&a, &others), bits(&more, &others));
    let (fewer, before) = (more("convicted"), a("convicted"));
    assert!(fewer.iter().zip(&before).all(|(x, y)| x <= y));
    // 2 a year for ten years: 10 convictions for 12.
    assert!((mean(&fewer) - 10.0).abs() < 4.0 * (10.0f64 / 300.0).sqrt());

    // A lever that makes a conviction likelier only adds convictions.
    let played = trial(&format!(
        "{AT}outcomes.convicted = {{ weight = \"1 + zeal\" }}\noutcomes.acquitted = {{ weight = 1 }}\noutcomes.dropped = {{ weight = 1 }}\n"
    )) + "[actor.state]\n[lever.zeal]\nactor = \"state\"\nrange = [0, 1]\n[strategy.state]\nmild = { zeal = 0 }\n\
          harsh = { zeal = 1 }\n[profile]\nmild = { state = \"mild\" }\nharsh = { state = \"harsh\" }\n";
    let mild = under(&played, ProfileId(0), 2000);
    let harsh = under(&played, ProfileId(1), 2000);
    let (a, b) = (mild("convicted"), harsh("convicted"));
    assert!(a.iter().zip(&b).all(|(a, b)| a <= b));
    assert!((mean(&a) - 1.0 / 3.0).abs() < 0.043 && (mean(&b) - 0.5).abs() < 0.045);
    // Who is not convicted meets the same luck under both.
    let (c, d) = (mild("acquitted"), harsh("acquitted"));
    let rest = (0..2000).filter(|w| b[*w] == 0.0);
    assert!(rest.into_iter().all(|w| c[w] == d[w]));
}

fn faults(text: &str, worlds: u64) -> (Vec<FaultReport>, contend_session::report::RunReport) {
    let request = RunRequest {
        seed: Some(SEED),
        worlds: Some(worlds),
        ..RunRequest::default()
    };
    let report = open(text).run(&request, &Sequential, &Silent).unwrap();
    (report.faults.clone(), report)
}

#[test]
fn weights_that_say_nothing_are_a_fault_where_the_event_happens_and_nowhere_else() {
    let claims = "[claim.all]\nsays = \"x\"\ntest = \"trials > 0\"\n[claim.other]\nsays = \"x\"\ntest = \"acquitted >= 0\"\n\
                  [claim.stock]\nsays = \"x\"\ntest = \"trusted >= -1\"\n";
    let with = |convicted: &str, acquitted: &str, at: &str| {
        let outcomes = format!(
            "outcomes.convicted = {{ weight = \"{convicted}\", effect = {{ trust = 0.1 }} }}\n\
             outcomes.acquitted = {{ weight = \"{acquitted}\" }}\noutcomes.dropped = {{ weight = 0 }}\n"
        );
        trial(&format!("{at}{outcomes}")) + claims
    };
    // (weights, the share of worlds without a value, what is told)
    let half = |x: &str| format!("if pressure < 0.5 then {x} else 1");
    let cases = [
        (
            half("-1"),
            "1".to_owned(),
            FaultKind::Weight,
            "trial.convicted",
        ),
        (
            "1".to_owned(),
            half("sqrt(-pressure)"),
            FaultKind::Weight,
            "trial.acquitted",
        ),
        (
            half("1 / (pressure - pressure)"),
            "1".to_owned(),
            FaultKind::Weight,
            "trial.convicted",
        ),
        (half("0"), "0".to_owned(), FaultKind::Weights, "trial"),
    ];
    for (convicted, acquitted, kind, name) in cases {
        let text = with(&convicted, &acquitted, AT);
        assert_eq!(findings(&text), [], "{convicted}, {acquitted}");
        let (faults, report) = faults(&text, 400);
        let told: Vec<_> = faults.iter().map(|f| (f.kind, f.name.as_str())).collect();
        assert_eq!(told, [(kind, name)], "{convicted}, {acquitted}");
        assert_eq!(faults[0].date.as_deref(), Some("2025-01-01"));
        assert!(faults[0].runs.abs_diff(200) <= 1, "{}", faults[0].runs);
        // Whether there was a trial does not rest on the weights; all outcomes and what they do does.
        assert_eq!(claim(&report, "all").verdict.failed, 0);
        assert_eq!(claim(&report, "all").share(), Some(1.0));
        for id in ["x", "other", "stock"] {
            assert_eq!(claim(&report, id).verdict.failed, faults[0].runs, "{id}");
        }
        // Where it does not happen nobody asks for the weights.
        let never = with(&convicted, &acquitted, "when = \"pressure > 2\"\n");
        assert_eq!(self::faults(&never, 100).0, []);
    }
    // A value with a name is a fault of its own, also where nobody asks for the weight.
    let named = with("odd", "1", "when = \"pressure > 2\"\n")
        + "[variable]\nodd = \"sqrt(pressure - 0.05{1/year} * (time - start))\"\n";
    let (faults, _) = faults(&named, 400);
    assert_eq!(
        (faults[0].kind, faults[0].name.as_str()),
        (FaultKind::Variable, "odd")
    );
    // And where somebody asks, it is the cause, and the weight follows.
    let (faults, report) = self::faults(&named.replace("when = \"pressure > 2\"\n", AT), 400);
    let told: Vec<_> = faults.iter().map(|f| (f.kind, f.name.as_str())).collect();
    assert_eq!(told, [(FaultKind::Variable, "odd")]);
    // Five years before the end the root is gone where the pressure is below a quarter, later below a half.
    assert!(faults[0].runs.abs_diff(200) <= 1);
    let lost = claim(&report, "x").verdict.failed;
    assert!(lost.abs_diff(100) <= 1, "{lost}");
}

#[test]
fn one_world_is_replayed_with_its_outcomes_and_luck_is_told_as_luck() {
    let session = open(&trial(&format!("{AT}{THREE}")));
    let of = columns(&trial(&format!("{AT}{THREE}")), 40);
    let drawn = Worlds::new(session.scenario(), Default::default(), 40, SEED).unwrap();
    let request = Request {
        outcomes: vec![OutcomeId(0)],
        occurrences: true,
        ..Request::default()
    };
    let program = compile(session.scenario(), ProfileId(0), &request).unwrap();
    let told = program.run(&drawn, 0..40).occurrences;
    for world in 0..40 {
        let these: Vec<&str> = (told.iter().filter(|o| o.world == world))
            .map(|o| session.scenario().events[o.event.index()].name.as_str())
            .collect();
        let three = ["convicted", "acquitted", "dropped"];
        let came = three
            .into_iter()
            .find(|name| of(name)[world as usize] == 1.0);
        assert_eq!(these, ["trial", &format!("trial.{}", came.unwrap())]);
    }
    // All that the outcome hangs on is luck.
    let report = run(&trial(&format!("{AT}{THREE}")), 400);
    let luck = claim(&report, "x").luck.as_ref().unwrap();
    assert!(luck.share > 0.9, "{luck:?}");
}

#[test]
fn runge_and_kutta_choose_at_a_date_and_on_a_condition() {
    for event in [AT, "when = \"trust > 0.45\"\n"] {
        let grows = |method: &str| {
            let text = trial(&format!("{event}{THREE}"));
            let text = text.replace(
                "trust  = { start = 0 }",
                "trust  = { start = 0, change = \"0.1{1/year}\" }",
            );
            text.replace("time_unit", &format!("method = \"{method}\"\ntime_unit"))
        };
        let (euler, rk4) = (columns(&grows("euler"), 500), columns(&grows("rk4"), 500));
        for name in ["trials", "convicted", "acquitted", "dropped"] {
            assert_eq!(euler(name), rk4(name), "{name}");
        }
        let apart = euler("trusted")
            .iter()
            .zip(rk4("trusted"))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        assert!(apart < 1e-9, "{apart}");
        assert!((mean(&rk4("convicted")) - 0.6).abs() < 0.088);
    }
    let hazard = trial(&format!("hazard = \"1{{1/year}}\"\n{THREE}"))
        .replace("time_unit", "method = \"rk4\"\ntime_unit");
    assert_eq!(
        findings(&hazard),
        [("chance-with-rk4".to_owned(), "event".to_owned())]
    );
}

#[test]
fn what_a_hurried_person_writes_is_told() {
    let none: [(String, String); 0] = [];
    let of = |outcomes: &str| findings(&trial(&format!("{AT}{outcomes}")));
    let one = |id: &str, case: &str| vec![(id.to_owned(), case.to_owned())];
    let three = |a: &str, b: &str, c: &str| {
        of(&format!(
            "outcomes.convicted = {{ weight = {a} }}\noutcomes.acquitted = {{ weight = {b} }}\noutcomes.dropped = {{ weight = {c} }}\n"
        ))
    };
    assert_eq!(three("6", "3", "1"), none);
    assert_eq!(three("0.6", "0.3", "0.1"), none);
    assert_eq!(three("0.33", "0.33", "0.33"), none);
    assert_eq!(three("1", "1", "0.5"), none);
    assert_eq!(three("'60{%}'", "'30{%}'", "'10{%}'"), none);
    assert_eq!(three("'2{1/year}'", "'1{1/year}'", "0"), none);
    let chances = one("weights-as-chances", "");
    assert_eq!(three("0.7", "0.4", "0.1"), chances);
    assert_eq!(three("0.3", "0.1", "0"), chances);
    assert_eq!(three("'60{%}'", "'40{%}'", "'10{%}'"), chances);
    // The cures that are printed.
    assert_eq!(three("0.3", "0.1", "0.6"), none);
    assert_eq!(three("3", "1", "0"), none);
    // One that varies beside others that are written out; either of the cures.
    let varying = one("weights-as-chances", "varying");
    assert_eq!(three("'pressure'", "0.3", "0"), varying);
    assert_eq!(three("'pressure'", "'1 - pressure'", "0"), none);
    assert_eq!(three("'10 * pressure'", "3", "0"), none);
    let units = one("event-outcomes", "unit");
    assert_eq!(three("'60{%}'", "0.3", "0"), units);
    assert_eq!(three("'2{1/year}'", "'1{1/month}'", "0"), units);
    assert_eq!(three("-1", "1", "1"), one("negative-weight", ""));
    assert_eq!(
        three("1", "'pressure - 2'", "1"),
        one("negative-weight", "")
    );
    assert_eq!(
        three("0", "'0 * pressure'", "0"),
        one("negative-weight", "zero")
    );
    let ignored = |found: Vec<(String, String)>| {
        let here = |(id, _): &(String, String)| id != "unknown-event" && id != "unknown-name";
        found.into_iter().filter(here).collect::<Vec<_>>()
    };
    assert_eq!(
        ignored(of("outcomes.convicted = { weight = 0.7 }\n")),
        one("event-outcomes", "")
    );
    assert_eq!(
        ignored(of("outcomes = {}\n")),
        one("event-outcomes", "none")
    );
    // What the event does whatever it comes to is not undone.
    let undone = |own: &str| of(&format!("{own}\n{THREE}"));
    assert_eq!(
        undone("effect = { jailed = 1 }"),
        one("event-outcomes", "undone")
    );
    assert_eq!(
        undone("set = { jailed = 0 }"),
        one("event-outcomes", "undone")
    );
    assert_eq!(undone("set = { trust = 0 }"), none);
    let each = THREE.replace("weight = 1 }", "weight = 1, set = { jailed = 0 } }");
    assert_eq!(of(&each), none);
    // Of several in one step it is not known which came last.
    let often = |step: &str, set: &str| {
        let text = trial(&format!(
            "hazard = \"2{{1/year}}\"\n{}",
            THREE.replace("weight = 1 }", &format!("weight = 1, {set} }}"))
        ));
        findings(&text.replace("1 month", step))
    };
    assert_eq!(
        often("1 year", "set = { jailed = 0 }"),
        one("event-crowded", "set")
    );
    assert_eq!(often("1 year", "effect = { trust = 1 }"), none);
    assert_eq!(
        often("1 week", "set = { jailed = 0 }")
            .iter()
            .filter(|f| f.0 == "event-crowded")
            .count(),
        0
    );
    // An outcome by its own name, and one outside of `count` and `since`.
    let asked = |equation: &str| {
        let text = trial(&format!("{AT}{THREE}outcomes.settled = {{ weight = 1 }}\n"));
        findings(&text.replace("at_end(count(trial.dropped))", equation))
    };
    let outcome = one("unknown-name", "event-outcome");
    assert_eq!(asked("at_end(count(settled))"), outcome);
    assert_eq!(asked("at_end(trial.settled)"), outcome);
    let event = one("unknown-event", "");
    assert_eq!(asked("at_end(since(settled) / 1{year})"), event);
    assert_eq!(asked("at_end(count(trial.settle))"), event);
    assert_eq!(asked("at_end(count(trial.settled))"), none);
}

#[test]
fn a_world_is_told_with_the_outcome_and_without_the_event_beside_it() {
    let text = trial(&format!(
        "about = \"the case against him\"\n{AT}{}",
        THREE.replace(
            "weight = 1 }",
            "weight = 1, about = \"for want of proof\" }"
        )
    ));
    let session = open(&text);
    let three = ["convicted", "acquitted", "dropped"];
    let mut seen = [false; 3];
    for world in 0..30 {
        let told = session.world(world, &WorldRequest::default()).unwrap();
        let run = &told.profiles[0];
        let counted = |name: &str| {
            let outcome = run.outcomes.iter().find(|o| o.outcome == name);
            outcome.and_then(|o| o.value) == Some(1.0)
        };
        let came = three.iter().position(|name| counted(name)).unwrap();
        seen[came] = true;
        let name = format!("trial.{}", three[came]);
        let events: Vec<&str> = run.events.iter().map(|e| e.event.as_str()).collect();
        assert_eq!(events, [name.as_str()]);
        let happens: Vec<&Told> = (run.story.iter())
            .filter(|t| matches!(t, Told::Happens { .. }))
            .collect();
        let about = [
            "the case against him",
            "the case against him",
            "for want of proof",
        ][came];
        let right = Told::Happens {
            date: "2025-01-01".into(),
            event: name,
            about: about.into(),
        };
        assert_eq!(happens, [&right]);
    }
    assert_eq!(seen, [true; 3]);
}

/// What several profiles share before `now` is simulated once, and with it the choice and what goes wrong there.
#[test]
fn profiles_share_the_choice_before_now_and_its_faults() {
    let text = trial(&format!(
        "{AT}outcomes.convicted = {{ weight = \"pressure - 0.5\", effect = {{ trust = 1 }} }}\n\
         outcomes.acquitted = {{ weight = \"0.1\" }}\noutcomes.dropped = {{ weight = 0 }}\n"
    ));
    let text = text.replace("end   =", "now   = 2026\nend   =")
        + "[actor.state]\n[lever.zeal]\nactor = \"state\"\nrange = [0, 1]\n[strategy.state]\nmild = { zeal = 0 }\n\
           harsh = { zeal = 1 }\n[profile]\nmild = { state = \"mild\" }\nharsh = { state = \"harsh\" }\n\
           [stock.force]\nstart = 0\nchange = \"zeal * 1{1/year}\"\n\
           [outcome.forced]\nequation = \"at_end(force + trust)\"\n\
           [claim.both]\nsays = \"y\"\ntest = \"forced@harsh > forced@mild\"\n\
           [claim.beside]\nsays = \"z\"\ntest = \"trials@harsh == 1\"\n";
    let (faults, report) = faults(&text, 400);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].profiles, ["mild", "harsh"]);
    // Half of the worlds under each of two profiles.
    assert!(faults[0].runs.abs_diff(400) <= 2, "{}", faults[0].runs);
    let both = claim(&report, "both");
    assert!(both.verdict.failed.abs_diff(200) <= 1);
    assert_eq!(claim(&report, "beside").share(), Some(1.0));
    let (mild, harsh) = (
        under(&text, ProfileId(0), 300),
        under(&text, ProfileId(1), 300),
    );
    for name in ["convicted", "acquitted"] {
        let bits = |x: Vec<f64>| x.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(mild(name)), bits(harsh(name)), "{name}");
    }
}

/// The example of the book.
#[test]
fn the_book_says_what_comes_out() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, example) = (book.split_once("```toml\n# One of several outcomes.\n")).unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let text = format!(
        "[scenario]\ntitle = \"t\"\nstart = 2026-01-01\nend = 2027-01-01\nstep = \"1 month\"\n{example}"
    );
    assert_eq!(findings(&text), []);
    let of = columns(&text, 4000);
    let (struck, tense, talking) = (of("struck"), of("tense"), of("talking"));
    for (k, x) in struck.iter().enumerate() {
        assert_eq!((tense[k], talking[k]), (1.0 + 2.0 * x, 1.0 - x));
    }
    // Four standard errors: a quarter, √(3⁄16 ÷ 4000) apart.
    assert!((mean(&struck) - 0.25).abs() < 0.028, "{}", mean(&struck));
    assert!((mean(&tense) - 1.5).abs() < 0.056);
}
