//! What is said of a claim beside its share: what the scenario says nothing about, ties, luck, what repeats an assumption.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_analysis::verdict::Word;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{ClaimReport, RunReport};
use contend_session::request::{RunRequest, WorldRequest};

fn open(text: &str) -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let findings = opened.findings;
    opened.session.unwrap_or_else(|| panic!("{findings:?}"))
}

fn run(text: &str, worlds: u64) -> RunReport {
    let request = RunRequest {
        worlds: Some(worlds),
        ..RunRequest::default()
    };
    open(text).run(&request, &Sequential, &Silent).unwrap()
}

fn claim<'r>(report: &'r RunReport, id: &str) -> &'r ClaimReport {
    report.claims.iter().find(|c| c.id == id).unwrap()
}

/// Boats are drawn evenly from 0 to 1; a quota of 0.6 binds where there are more. Nothing leads from quotas to tides.
const QUOTA: &str = r#"
[scenario]
title = "A quota that seldom binds"
start = 2020
end   = 2022
step  = "1 year"
[parameter]
boats = { value = 0.5, range = [0, 1], assumption = "t" }
tides = { value = 0.5, range = [0, 1], assumption = "t" }
[actor.town]
[lever.quota]
actor = "town"
range = [0, 1]
default = 1
[strategy.town]
free  = { quota = 1 }
bound = { quota = 0.6 }
[profile]
freedom   = { town = "free" }
agreement = { town = "bound" }
[variable]
landed = "min(boats, quota)"
[outcome]
catch = "at_end(landed)"
lost  = "tides"
[claim.costs]
says = "Quotas cost boats."
test = "lost@agreement > lost@freedom"
[claim.spares]
says = "Quotas cost no boats."
test = "lost@agreement <= lost@freedom"
[claim.both]
says = "Less is landed, and boats are not lost."
test = "catch@agreement < catch@freedom and lost@agreement <= lost@freedom"
[claim.less]
says = "Less is landed."
test = "catch@agreement < catch@freedom"
[claim.no-more]
says = "No more is landed."
test = "catch@agreement <= catch@freedom and boats > -1"
[claim.level]
says = "More than half is landed."
test = "catch@agreement > 0.5"
"#;

#[test]
fn of_what_nothing_leads_to_there_is_no_verdict() {
    let report = run(QUOTA, 1024);
    for id in ["costs", "spares", "both"] {
        let claim = claim(&report, id);
        assert_eq!(claim.verdict.word, Word::SaysNothing, "{id}");
        assert_eq!((claim.share(), &claim.grounds), (None, &None), "{id}");
        assert!(claim.hinges.is_empty() && claim.ties.is_empty(), "{id}");
        assert_eq!(claim.silent[0].profiles, ["freedom", "agreement"], "{id}");
        assert_eq!(claim.silent[0].outcomes, ["lost"], "{id}");
    }
    // The comparison as written, also where it is a part of the test.
    let part = "lost@agreement <= lost@freedom";
    assert_eq!(claim(&report, "spares").silent[0].comparison, part);
    assert_eq!(claim(&report, "both").silent[0].comparison, part);
    for id in ["less", "no-more", "level"] {
        assert!(claim(&report, id).share().is_some(), "{id}");
    }
    // Nor in a single world.
    let world = open(QUOTA).world(3, &WorldRequest::default()).unwrap();
    let holds = |id: &str| world.claims.iter().find(|c| c.id == id).unwrap().holds;
    assert_eq!((holds("costs"), holds("spares")), (None, None));
    assert!(holds("level").is_some());
}

#[test]
fn worlds_in_which_both_sides_are_equal_are_counted() {
    let report = run(QUOTA, 1024);
    let less = claim(&report, "less");
    let share = less.share().unwrap();
    assert!((share - 0.4).abs() < 0.002, "{share}");
    let [tie] = &less.ties[..] else {
        panic!("{:?}", less.ties)
    };
    // Every world in which less is not landed is one in which the quota does not bind.
    assert_eq!(tie.share.tally.holds, 1024.0 - 1024.0 * share);
    assert!(!tie.counts_as);
    assert_eq!(tie.comparison, less.test);
    let no_more = claim(&report, "no-more");
    assert_eq!(no_more.share(), Some(1.0));
    assert!(no_more.ties[0].counts_as);
    assert_eq!(
        no_more.ties[0].comparison,
        "catch@agreement <= catch@freedom"
    );
    assert_eq!(no_more.ties[0].share, tie.share);
    // A comparison with a number has no ties worth a word.
    assert!(claim(&report, "level").ties.is_empty());
}

/// A hundredth of the worlds is not worth a word, more is.
#[test]
fn few_ties_are_not_told() {
    let at = |quota: &str| {
        let text = QUOTA.replace("quota = 0.6", quota);
        claim(&run(&text, 1024), "less").ties.len()
    };
    assert_eq!((at("quota = 0.009"), at("quota = 0.02")), (0, 1));
}

/// Claims whose share of luck is known. `a` is normal with deviation 1; luck adds its own.
const DICE: &str = r#"
[scenario]
title = "Dice"
start = 2020
end   = 2021
step  = "1 year"
[parameter]
a = { value = 0, distribution = "normal(0, 1)", assumption = "t" }
[actor.player]
[lever.stake]
actor = "player"
range = [0, 1]
[strategy.player]
low  = { stake = 0 }
high = { stake = 1 }
[profile]
low  = { player = "low" }
high = { player = "high" }
[variable]
luck  = "normal(0, 1)"
coin  = "bernoulli(0.3)"
[stock.house]
start = "1"
[event.fire]
hazard = "1{1/year}"
effect = { house = "-1" }
[outcome]
both   = "at_end(a + luck)"
alone  = "at_end(a)"
heads  = "at_end(coin)"
left   = "at_end(house + stake)"

[claim.half]
says = "Inputs and luck weigh the same."
test = "both > 0"
[claim.inputs]
says = "Inputs decide."
test = "alone > 0.5"
[claim.parameter]
says = "Nothing is run for this."
test = "a > 0.5"
[claim.coin]
says = "Luck decides."
test = "heads > 0"
[claim.fire]
says = "An event, with a hazard, through a stock, under a profile."
test = "left@high > 1"
[claim.never]
says = "The same in every world."
test = "both > 1000"
"#;

/// Two normal numbers with correlation ½ have the same sign with probability ⅔, so that T = ⅓ ÷ ½.
#[test]
fn luck_is_what_is_left_where_inputs_are_the_same() {
    let report = run(DICE, 2000);
    let luck = |id: &str| claim(&report, id).luck;
    let half = luck("half").unwrap();
    assert_eq!(half.worlds, 512);
    assert!(half.low < 2.0 / 3.0 && 2.0 / 3.0 < half.high, "{half:?}");
    assert!(half.high - half.low < 0.2, "{half:?}");
    for id in ["coin", "fire"] {
        let all = luck(id).unwrap();
        assert!(all.high == 1.0 && all.low > 0.8, "{id}: {all:?}");
    }
    for id in ["inputs", "parameter", "never"] {
        assert_eq!(luck(id), None, "{id}");
    }
    // What nothing but luck decides is not charged to inputs.
    assert!(claim(&report, "half").hinges.len() == 1);
}

/// The same whatever the number of worlds from 512 on, and of others' threads; fewer worlds are all run again.
#[test]
fn luck_does_not_depend_on_how_many_worlds_there_are() {
    let [few, many] = [512, 3000].map(|worlds| claim(&run(DICE, worlds), "half").luck);
    assert_eq!(few, many);
    assert_eq!(claim(&run(DICE, 400), "half").luck.unwrap().worlds, 400);
}

#[test]
fn a_scenario_without_chance_says_nothing_of_luck() {
    let counts = Counted::default();
    let request = RunRequest {
        worlds: Some(600),
        ..RunRequest::default()
    };
    let report = open(QUOTA).run(&request, &Sequential, &counts).unwrap();
    assert!(report.claims.iter().all(|c| c.luck.is_none()));
    // Nothing is run again: two profiles.
    assert_eq!(counts.of(), 1200);
    // With chance the profiles that claims under it read are: those of `half`, `coin`, `never` and `fire`.
    open(DICE).run(&request, &Sequential, &counts).unwrap();
    assert_eq!(counts.of(), 1200 + 1024);
}

/// The first worlds of a grid are no fair sample, so that nothing is said of luck, unless it is all run again.
#[test]
fn the_first_worlds_of_a_grid_tell_nothing_of_luck() {
    let levels = |levels| {
        let request = RunRequest {
            drawing: contend_session::request::Drawing::Design(
                contend_engine::design::Design::FullFactorial { levels },
            ),
            ..RunRequest::default()
        };
        let report = open(DICE).run(&request, &Sequential, &Silent).unwrap();
        claim(&report, "half").luck.map(|l| l.worlds)
    };
    assert_eq!((levels(1000), levels(500)), (None, Some(500)));
}

/// Remembers how many runs there were to be.
#[derive(Default)]
struct Counted(std::sync::atomic::AtomicU64);

impl Counted {
    fn of(&self) -> u64 {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl contend_session::executor::Progress for Counted {
    fn advanced(&self, stage: contend_session::executor::Stage, _: u64, of: u64) {
        if stage == contend_session::executor::Stage::Simulate {
            self.0.store(of, std::sync::atomic::Ordering::Relaxed);
        }
    }
}
