//! Which strategy of an actor is better, against numbers that follow from the text by hand.

use contend_session::Session;
use contend_session::better::BetterRequest;
use contend_session::better::report::{BetterError, BetterNote, BetterReport, ContextReport};
use contend_session::error::RunError;
use contend_session::executor::{Sequential, Silent};

use crate::support::open;

/// A port that builds a wall or trusts its luck: the wall gives 0.4 whatever comes, luck what is drawn between 0 and 1; a sea
/// that rises takes 0.2 from luck alone. Half a wall is a wall.
const PORT: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n\
    [actor.port]\nname = 'The port'\n[actor.sea]\ndefault = 'calm'\n[actor.town]\n\
    [lever.wall]\nactor = 'port'\nrange = [0, 1]\nunit = '1'\n\
    [lever.paint]\nactor = 'town'\nswitch = true\n\
    [lever.rise]\nactor = 'sea'\nrange = [0, 1]\nunit = '1'\n\
    [strategy.port.luck]\nwall = 0\n[strategy.port.wall]\nwall = 1\n[strategy.port.half]\nwall = 0.5\n\
    [strategy.sea.calm]\nrise = 0\n[strategy.sea.high]\nrise = 0.2\n\
    [strategy.town.red]\npaint = true\n[strategy.town.plain]\npaint = false\n\
    [parameter]\nfortune = { range = [0, 1], assumption = 'x' }\n\
    [profile]\n\
    as_it_is = { port = 'luck', town = 'plain' }\n\
    walled = { port = 'wall', town = 'plain' }\n\
    rising = { port = 'wall', sea = 'high', town = 'plain' }\n\
    [objective]\nport = 'if at_end(wall) > 0 then 0.4 else fortune - at_end(rise)'\n\
    town = 'fortune'\n";

fn ask(session: &Session, request: &BetterRequest) -> Result<BetterReport, RunError> {
    session.better(request, &Sequential, &Silent)
}

fn port(change: impl Fn(&mut BetterRequest)) -> BetterReport {
    let mut request = BetterRequest {
        actor: "port".to_owned(),
        worlds: Some(1000),
        resamples: Some(200),
        ..BetterRequest::default()
    };
    change(&mut request);
    ask(&open(PORT), &request).unwrap()
}

fn value(context: &ContextReport, measure: &str, strategy: usize) -> f64 {
    let found = context.measures.iter().find(|r| r.measure == measure);
    found.unwrap().values[strategy]
}

fn best<'c>(context: &'c ContextReport, measure: &str) -> Vec<&'c str> {
    let found = context.measures.iter().find(|r| r.measure == measure);
    let best = found.unwrap().best.iter();
    best.map(|s| context.strategies[*s].id.as_str()).collect()
}

#[test]
fn each_measure_chooses_as_it_should() {
    let report = port(|_| ());
    // The baseline alone shows the port with two strategies against the same others.
    assert_eq!(report.contexts.len(), 1);
    let context = &report.contexts[0];
    assert_eq!((&*context.profile, &*context.own), ("as_it_is", "luck"));
    assert!(context.baseline && context.others.iter().all(|o| o.as_in_baseline));
    let near = |measure, strategy, known: f64| {
        let found = value(context, measure, strategy);
        assert!(
            (found - known).abs() < 0.003,
            "{measure}: {found} for {known}"
        );
    };
    for (measure, luck, wall) in [
        ("mean", 0.5, 0.4),
        ("worst-part", 0.05, 0.4),
        ("percentile", 0.1, 0.4),
        ("worst", 0.0, 0.4),
        ("best", 1.0, 0.4),
        ("hurwicz", 0.5, 0.4),
        // Enough is the median of luck, which the wall never gives.
        ("enough", 0.5, 0.0),
        ("best-in", 0.6, 0.4),
        ("largest-regret", 0.4, 0.6),
        // Luck regrets 0.4 - x where x is below 0.3, in 3 of 10 worlds; the wall x - 0.4.
        ("regret-percentile", 0.3, 0.5),
        ("mean-less-deviation", 0.5 - (1.0_f64 / 12.0).sqrt(), 0.4),
        ("below-median", -0.125, 0.0),
    ] {
        near(measure, 0, luck);
        near(measure, 1, wall);
    }
    assert!((context.enough - 0.5).abs() < 0.003);
    assert_eq!(best(context, "mean"), ["luck"]);
    assert_eq!(best(context, "worst"), ["wall", "half"]);
    assert_eq!(best(context, "largest-regret"), ["luck"]);
    let of = |s: usize| &context.strategies[s];
    assert_eq!(of(2).same_as.as_deref(), Some("wall"));
    assert_eq!(of(1).same_as, None);
    assert_eq!(of(0).profile.as_deref(), Some("as_it_is"));
    assert_eq!(of(1).profile.as_deref(), Some("walled"));
    assert_eq!(of(2).profile, None);
    // Worst tenth, percentile, worst world, mean less deviation and own median speak for the wall, in the order of the report.
    let chosen: Vec<(&str, usize)> = (context.chosen.iter())
        .map(|c| (&*of(c.strategy).id, c.measures.len()))
        .collect();
    assert_eq!(chosen, [("luck", 7), ("wall", 5)]);
    // 0.1 with the error of a mean of 1,000 uniform numbers.
    let (behind, error) = of(1).behind;
    assert!((behind - 0.1).abs() < 0.001, "{behind}");
    assert!((error - (1.0_f64 / 12.0).sqrt() / 1000.0_f64.sqrt()).abs() < 1e-4);
    assert_eq!(of(0).behind, (0.0, 0.0));
    // 0.1 is eleven errors away.
    assert_eq!(context.measures[0].first_in, [200, 0, 0]);
    let more = &report.notes[..];
    assert!(
        matches!(more, [BetterNote::MoreProfiles { profiles }] if *profiles == ["rising"]),
        "{more:?}"
    );
}

#[test]
fn what_the_others_do_is_taken_from_the_profile_asked_for() {
    let report = port(|r| r.profiles = vec!["rising".to_owned(), "walled".to_owned()]);
    // `walled` has the others of the baseline; its own strategy is what the port does there.
    let profiles: Vec<&str> = report.contexts.iter().map(|c| &*c.profile).collect();
    assert_eq!(profiles, ["walled", "rising"]);
    let [walled, rising] = &report.contexts[..] else {
        panic!("{profiles:?}");
    };
    assert_eq!((walled.baseline, rising.baseline), (true, false));
    assert_eq!(&*rising.own, "wall");
    let differing: Vec<_> = rising.others.iter().filter(|o| !o.as_in_baseline).collect();
    assert!(
        matches!(differing[..], [o] if o.actor == "sea" && o.strategy == "high"),
        "{differing:?}"
    );
    // 0.2 less, so that the wall is better on average: 0.3 for 0.4.
    assert!((value(rising, "mean", 0) - 0.3).abs() < 0.001);
    assert!((value(walled, "mean", 0) - 0.5).abs() < 0.001);
    assert_eq!(best(rising, "mean"), ["wall", "half"]);
    // In half of the worlds the wall gives 0.4, which luck gives in four of ten.
    assert_eq!(rising.enough, 0.4);
    assert!((value(rising, "enough", 0) - 0.4).abs() < 0.003);
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    let stated = port(|r| r.enough = Some(0.9));
    assert!((value(&stated.contexts[0], "enough", 0) - 0.1).abs() < 0.003);
}

#[test]
fn who_cannot_be_asked_about_is_said_with_what_to_do() {
    let session = open(PORT);
    let error = |session: &Session, actor: &str| {
        let request = BetterRequest {
            actor: actor.to_owned(),
            worlds: Some(10),
            ..BetterRequest::default()
        };
        match ask(session, &request) {
            Err(RunError::Better(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let own = str::to_owned;
    assert_eq!(
        error(&session, "prot"),
        BetterError::UnknownActor {
            name: own("prot"),
            known: vec![own("port")]
        }
    );
    assert_eq!(
        error(&session, "sea"),
        BetterError::NoObjective {
            actor: own("sea"),
            known: vec![own("port"), own("town")]
        }
    );
    // The colour of the town reaches nothing that it wants.
    assert_eq!(
        error(&session, "town"),
        BetterError::Unmoved {
            actor: own("town"),
            objective: own("objective_town")
        }
    );
    assert_eq!(
        error(&session, ""),
        BetterError::WhichActor {
            known: vec![own("port"), own("town")]
        }
    );
    let one = PORT.replace("[strategy.town.plain]\npaint = false\n", "");
    let one = open(&one.replace("town = 'plain'", "town = 'red'"));
    assert_eq!(
        error(&one, "town"),
        BetterError::NoChoice {
            actor: own("town"),
            strategy: Some(own("red"))
        }
    );
    // Where one actor alone can be meant it need not be named.
    let request = BetterRequest {
        worlds: Some(10),
        ..BetterRequest::default()
    };
    assert_eq!(ask(&one, &request).unwrap().actor, "port");
    let request = BetterRequest {
        actor: own("port"),
        profiles: vec![own("risng")],
        ..BetterRequest::default()
    };
    assert!(matches!(
        ask(&session, &request),
        Err(RunError::UnknownProfile { known, .. }) if known == ["rising"]
    ));
}

/// A payoff that is missing in some worlds takes them from all strategies.
#[test]
fn worlds_without_a_payoff_are_left_out_in_pairs() {
    let text = PORT.replace("else fortune - at_end(rise)", "else sqrt(fortune - 0.25)");
    let request = BetterRequest {
        actor: "port".to_owned(),
        worlds: Some(1000),
        ..BetterRequest::default()
    };
    let report = ask(&open(&text), &request).unwrap();
    let context = &report.contexts[0];
    assert_eq!((context.worlds, context.left_out), (750, 250));
    // The mean of the root of what is equally likely between 0 and 3/4.
    let mean = 2.0 / 3.0 * 0.75_f64.sqrt();
    assert!((value(context, "mean", 0) - mean).abs() < 0.001);
    let said = report.notes.iter().any(|n| {
        matches!(
            n,
            BetterNote::LeftOut {
                worlds: 250,
                of: 1000,
                ..
            }
        )
    });
    assert!(said, "{:?}", report.notes);
    assert_eq!(report.run.failed_runs, 250);
}

/// What a lever reaches only on paper: all strategies pay the same, and none is called better.
#[test]
fn strategies_that_pay_the_same_are_not_ranked() {
    let text = PORT.replace("if at_end(wall) > 0 then 0.4 else", "0 * at_end(wall) +");
    let request = BetterRequest {
        actor: "port".to_owned(),
        worlds: Some(50),
        ..BetterRequest::default()
    };
    let report = ask(&open(&text), &request).unwrap();
    assert!(report.contexts[0].flat);
    let same: Vec<_> = report.contexts[0]
        .strategies
        .iter()
        .map(|s| s.same_as.as_deref())
        .collect();
    assert_eq!(same, [None, Some("luck"), Some("luck")]);
}
