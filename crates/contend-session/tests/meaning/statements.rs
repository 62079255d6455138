//! What is said of a claim beside its share: what the scenario says nothing about, ties, luck, what repeats an assumption.

use contend_analysis::verdict::Word;
use contend_model::diagnostic::Severity;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{RunRequest, WorldRequest};

use crate::support::{claim, open, run};

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

/// Comparisons of one quantity with itself in other clothes, and two that are none.
const CLOTHES: &str = r#"
[claim]
near    = { says = "Hardly any difference.", test = "abs(lost@agreement - lost@freedom) < 0.01" }
percent = { says = "At most 5 % more.", test = "(lost@agreement - lost@freedom) / lost@freedom < 0.05" }
crossed = { says = "Both sides read both.", test = "lost@agreement + 1 > lost@freedom - 0 * lost@agreement" }
halved  = { says = "Not half of it.", test = "not (lost@agreement < 0.5 * lost@freedom)" }
levels  = { says = "Under both there are many.", test = "lost@agreement > 0.5 and lost@freedom > 0.5" }
other   = { says = "Against another outcome.", test = "lost@agreement > catch@freedom" }
"#;

#[test]
fn a_comparison_of_a_quantity_with_itself_is_known_in_other_clothes() {
    let report = run(&format!("{QUOTA}{CLOTHES}"), 256);
    for id in ["near", "percent", "crossed", "halved"] {
        assert_eq!(claim(&report, id).verdict.word, Word::SaysNothing, "{id}");
    }
    for id in ["levels", "other"] {
        assert!(claim(&report, id).share().is_some(), "{id}");
    }
}

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

/// A quarter of the worlds is run again, rounded down to a power of two; of few worlds 512, or all.
#[test]
fn more_worlds_tell_more_exactly_of_luck() {
    let half = |worlds| claim(&run(DICE, worlds), "half").luck.unwrap();
    assert_eq!(half(512), half(3000));
    assert_eq!(half(400).worlds, 400);
    assert_eq!(half(4500).worlds, 1024);
    let many = half(10_000);
    assert_eq!(many.worlds, 2048);
    assert!(many.low < 2.0 / 3.0 && 2.0 / 3.0 < many.high, "{many:?}");
    assert!(many.high - many.low < 0.09, "{many:?}");
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

/// The first worlds of a grid are no fair sample, so that all are run again.
#[test]
fn a_grid_is_run_again_as_a_whole() {
    let request = RunRequest {
        drawing: contend_session::request::Drawing::Design(
            contend_engine::design::Design::FullFactorial { levels: 1000 },
        ),
        ..RunRequest::default()
    };
    let report = open(DICE).run(&request, &Sequential, &Silent).unwrap();
    let luck = claim(&report, "half").luck.unwrap();
    assert_eq!(luck.worlds, 1000);
    assert!(luck.low < 2.0 / 3.0 && 2.0 / 3.0 < luck.high, "{luck:?}");
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

/// `x` and `y` are drawn evenly from 0 to 1; a theory says which of them counts. Doing nothing gives 0.6.
const CURE: &str = r#"
[scenario]
title = "A cure"
start = 2020
end   = 2021
step  = "1 year"
baseline = "usual"
[parameter]
x = { value = 0.5, range = [0, 1], assumption = "t" }
y = { value = 0.5, range = [0, 1], assumption = "t" }
theory = { options = ["first", "second", "both"], assumption = "t" }
[actor.doctor]
[lever.dose]
actor = "doctor"
range = [0, 1]
[strategy.doctor]
nothing = { dose = 0 }
sugar   = { dose = 0.001 }
full    = { dose = 1 }
[profile]
usual   = { doctor = "nothing" }
placebo = { doctor = "sugar" }
treated = { doctor = "full" }
[variable]
effect = "if theory == first then x else if theory == second then y / 2 else 0.2 * x + 0.2 * y"
well   = "0.6 + dose * effect"
alone  = "0.6 + dose * x * (2 - x)"
[outcome]
health = "at_end(well)"
simple = "at_end(alone)"
[claim.helps]
says = "Who is treated is well."
test = "health@treated > 0.9"
control = "placebo"
[claim.any]
says = "Who is treated is somewhat well."
test = "health@treated > 0.5"
control = "placebo"
[claim.more]
says = "Who is treated is better off, by half."
test = "health@treated >= 1.5 * health"
control = "placebo"
[claim.better]
says = "Who is treated is better off."
test = "health@treated > health"
control = "placebo"
[claim.base]
says = "Who is not treated is not well."
test = "health < 0.9 and x > 0.5"
control = "placebo"
[claim.same]
says = "The outcome is its parameter."
test = "simple@treated > simple@usual + 0.75"
[claim.direct]
says = "The parameter itself, from below."
test = "0.3 > x"
[claim.chosen]
says = "The theory itself."
test = "theory > 0.5"
[claim.two]
says = "Two numbers."
test = "health@treated > 0.9 and simple@treated > 0.8"
[claim.one]
says = "Twice the same number, once denied."
test = "health@treated > 0.9 and not simple@treated <= 0.9"
"#;

#[test]
fn a_claim_that_is_its_parameter_is_called_so() {
    use contend_analysis::grounds::{Backing, Reason};
    use contend_analysis::turning::Side;
    use contend_session::report::Turns;
    let report = run(CURE, 1024);
    let of = |id: &str| claim(&report, id).repeats.clone();
    // x (2 - x) > 0.75 from one half on.
    let same = of("same").unwrap();
    assert_eq!(
        (&*same.input, same.backing, same.exceptions),
        ("x", Backing::Assumption, 0)
    );
    let Turns::At {
        turns_at, holds, ..
    } = same.turns
    else {
        panic!("{same:?}")
    };
    assert!(
        (turns_at - 0.5).abs() < 0.002 && holds == Side::Above,
        "{turns_at}"
    );
    let direct = of("direct").unwrap();
    assert!(
        matches!(
            direct.turns,
            Turns::At {
                holds: Side::Below,
                ..
            }
        ),
        "{direct:?}"
    );
    let Turns::Under { holds_under, .. } = of("chosen").unwrap().turns else {
        panic!("a choice")
    };
    assert_eq!(holds_under, ["second", "both"]);
    // The other half of this test is true in every world.
    assert_eq!(of("base").unwrap().input, "x");
    for id in ["helps", "any", "more", "two", "one"] {
        assert_eq!(of(id), None, "{id}");
    }
    let reasons = &claim(&report, "same").grounds.as_ref().unwrap().reasons;
    assert!(reasons.iter().any(|r| r.reason == Reason::Repeats));
}

/// Boats cross at three ports. What crosses at one of them decides, but for what else there is.
const PORTS: &str = r#"
[scenario]
title = "Ports"
start = 2020
end   = 2021
step  = "1 year"
[dimension]
port = ["east", "north", "west"]
[parameter]
boats = { over = "port", value = 0.5, range = [0, 1], assumption = "t" }
[variable]
crossing = "boats[north] + 0.02 * (boats[east] - 0.5)"
together = "boats[north] + 0.1 * (boats[east] - 0.5)"
[outcome]
crossed = "at_end(crossing)"
all     = "at_end(together)"
[claim.nearly]
says = "Much crosses in the north."
test = "crossed > 0.5"
[claim.both]
says = "Much crosses in the north and the east."
test = "all > 0.5"
[claim.rare]
says = "Very much crosses in the north."
test = "crossed > 0.985"
[claim.never]
says = "More crosses than there is."
test = "crossed > 1.005"
"#;

/// On the wrong side of 0.5 are worlds within 0.02 · |e − ½| of it: a quarter of 0.02, so 1 in 200; with 0.1 five times as many.
#[test]
fn a_claim_that_is_nearly_its_parameter_is_called_so_with_the_exceptions() {
    let report = run(PORTS, 2000);
    let of = |id: &str| claim(&report, id).repeats.clone();
    let nearly = of("nearly").unwrap();
    assert_eq!((&*nearly.input, nearly.worlds), ("boats[north]", 2000));
    assert!((5..=15).contains(&nearly.exceptions), "{nearly:?}");
    assert_eq!(of("both"), None);
    // Of 1,000 worlds 15 are rare, which tells nothing; of 2,000 there are enough, but a tenth of them is soon otherwise.
    for (worlds, id) in [(1000, "rare"), (2000, "rare"), (2000, "never")] {
        let report = run(PORTS, worlds);
        let share = claim(&report, id).share().unwrap();
        assert!(share < 0.02, "{id}: {share}");
        assert_eq!(claim(&report, id).repeats, None, "{id} of {worlds}");
    }
    let grounds = |id: &str| claim(&report, id).grounds.clone().unwrap().reasons;
    let said = |id: &str| {
        use contend_analysis::grounds::Reason;
        grounds(id).iter().any(|r| r.reason == Reason::Repeats)
    };
    assert_eq!((said("nearly"), said("both")), (true, false));
}

/// However good the source of the parameter is: no structure stands behind it.
#[test]
fn grounds_of_a_repeated_parameter_are_never_strong() {
    use contend_analysis::grounds::Strength;
    let text = CURE.replace(
        "x = { value = 0.5, range = [0, 1], assumption = \"t\" }",
        "x = { value = 0.5, range = [0, 1], source = \"good\" }",
    );
    let bib = "@report{good, author = {{A}}, title = {T}, year = {2020}, grade = {A1}}";
    let folder = MemoryFolder::new([("scenario.toml", &*text), ("sources.bib", bib)]);
    let opened = Session::open(&folder);
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let request = RunRequest {
        worlds: Some(3000),
        ..RunRequest::default()
    };
    let report = session.run(&request, &Sequential, &Silent).unwrap();
    let grounds = claim(&report, "direct").grounds.clone().unwrap();
    assert!(grounds.score > 0.9, "{grounds:?}");
    assert_eq!(grounds.word, Strength::Mixed);
}

#[test]
fn shares_under_rival_theories_stand_beside_the_pooled_one() {
    let report = run(CURE, 3072);
    let helps = claim(&report, "helps");
    let [theory] = &helps.theories[..] else {
        panic!("{:?}", helps.theories)
    };
    assert_eq!(theory.input, "theory");
    // 0.3 is exceeded by x in 70, by y/2 in 40, by the mean of two times 0.4 in 12.5 of 100: P(u + v > 1.5) = 1/8.
    let told: Vec<(&str, f64)> = (theory.options.iter())
        .map(|o| (&*o.option, o.share.share))
        .collect();
    for ((option, share), (name, expected)) in
        told.iter()
            .zip([("first", 0.7), ("second", 0.4), ("both", 0.125)])
    {
        assert_eq!(*option, name);
        assert!((share - expected).abs() < 0.03, "{option}: {share}");
    }
    assert!(theory.differ());
    let holds: f64 = theory.options.iter().map(|o| o.share.tally.holds).sum();
    assert_eq!(holds, helps.verdict.share.unwrap().tally.holds);
    // What no theory can reach has none; where all agree, they do not differ.
    assert!(claim(&report, "same").theories.is_empty());
    assert!(!claim(&report, "any").theories[0].differ());
}

#[test]
fn the_share_is_told_at_other_thresholds() {
    let report = run(CURE, 1024);
    let of = |id: &str| claim(&report, id).thresholds.clone();
    let share = |at: &contend_session::report::ThresholdReport| at.share.share;
    let direct = of("direct").unwrap();
    // Half of the draws lie within 0.5, so that steps are 0.2; none is below 0.
    let told: Vec<f64> = direct.at.iter().map(|at| at.threshold).collect();
    assert_eq!(told, [0.1, 0.3, 0.5, 0.7]);
    for at in &direct.at {
        assert!((at.share.share - at.threshold).abs() < 0.001, "{at:?}");
    }
    assert_eq!((direct.threshold, &*direct.unit), (0.3, "1"));
    // A factor: above 1.5 times 0.6 it is as with 0.9.
    let (more, helps) = (of("more").unwrap(), of("helps").unwrap());
    assert_eq!(more.threshold, 1.5);
    assert!((more.at[2].share.share - helps.at[2].share.share).abs() < 0.002);
    for id in ["helps", "more", "one"] {
        let own = of(id).unwrap();
        let at = own
            .at
            .iter()
            .find(|at| at.threshold == own.threshold)
            .unwrap();
        // The test's own number has the share of the claim, with the same interval.
        assert_eq!(Some(at.share), claim(&report, id).verdict.share, "{id}");
        assert!(at.share.low < at.share.share && at.share.share < at.share.high);
        let falls = |pair: &[_]| matches!(pair, [a, b] if share(a) >= share(b));
        assert!(own.at.windows(2).all(falls), "{own:?}");
    }
    // Between counts there is nothing, and a yes has nothing beside it. Of three even draws 0 to 3 exceed an even one equally
    // often: half of the counts lie within 2, steps of a half would do.
    let dice = "[dimension]\ndie = ['a', 'b', 'c']\n[parameter]\n\
                x = { over = 'die', value = 0, distribution = 'normal(0, 1)', assumption = 't' }";
    let counts = DICE
        .replace("[parameter]", dice)
        .replace("both   = ", "many   = \"count(x > a, die)\"\nboth   = ")
        .replace("test = \"both > 0\"", "test = \"many + floor(a) > 1\"");
    let counts = run(&counts, 512);
    let at = claim(&counts, "half").thresholds.clone().unwrap().at;
    assert!(at.iter().all(|at| at.threshold.fract() == 0.0), "{at:?}");
    assert_eq!(claim(&counts, "coin").thresholds, None);
    // Two numbers are no threshold, nor is what is added to another outcome.
    assert_eq!((of("two"), of("same")), (None, None));
}

#[test]
fn what_comes_about_where_nothing_is_done_is_no_effect() {
    let report = run(CURE, 1000);
    let of = |id: &str| claim(&report, id).control.clone().unwrap();
    // 0.6 and next to nothing, whatever the world.
    assert_eq!(
        (of("helps").share.share, of("helps").succeeds),
        (0.0, false)
    );
    assert_eq!((of("any").share.share, of("any").succeeds), (1.0, true));
    assert_eq!(of("any").profile, "placebo");
    // The baseline stays what it is compared with; where it alone is read, the control takes its place.
    assert_eq!(of("more").share.share, 0.0);
    let half = of("base");
    assert!(
        (half.share.share - 0.5).abs() < 0.01 && !half.succeeds,
        "{half:?}"
    );
    assert_eq!(of("better").share.share, 1.0);
    assert_eq!(claim(&report, "same").control, None);
}

#[test]
fn a_control_is_a_profile_and_stands_beside_a_test() {
    let ids = |control: &str, test: &str| -> Vec<String> {
        let text = CURE
            .replace("control = \"placebo\"", control)
            .replace("test = \"health@treated > 0.5\"", test);
        let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*text)]));
        let errors = opened
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error);
        errors.map(|f| f.id.to_string()).collect()
    };
    let test = "test = \"health@treated > 0.5\"";
    assert!(ids("control = \"placebo\"", test).is_empty());
    assert_eq!(ids("control = \"placeboo\"", test)[0], "unknown-profile");
    let judged = ids("control = \"placebo\"", "value_judgement = true");
    assert_eq!(judged, ["control-without-test"]);
}

/// Three plans besides the baseline, and what is asked of them.
#[test]
fn a_profile_brings_what_it_is_compared_with() {
    let text = CURE.replace(
        "test = \"health@treated > 0.5\"",
        "test = \"health@treated > health@placebo\"",
    );
    let session = open(&text);
    let of = |profile: &str| {
        let request = RunRequest {
            worlds: Some(64),
            profiles: vec![profile.to_owned()],
            ..RunRequest::default()
        };
        session.run(&request, &Sequential, &Silent).unwrap()
    };
    let treated = of("treated");
    assert_eq!(treated.run.profiles, ["usual", "placebo", "treated"]);
    assert!(treated.claims.iter().all(|c| c.untested.is_none()));
    assert!(treated.notes.is_empty(), "{:?}", treated.notes);
    let usual = of("usual");
    assert_eq!(usual.run.profiles, ["usual"]);
    let told: Vec<&str> = (usual.claims.iter())
        .filter(|c| !c.needs_other_profiles())
        .map(|c| &*c.id)
        .collect();
    assert_eq!(told, ["base", "direct", "chosen"]);
    let left = contend_session::report::Note::ClaimsLeftOut { claims: 7 };
    assert_eq!(usual.notes, [left]);
}

#[test]
fn the_profile_that_is_meant_is_said_where_none_is_named() {
    let report = run(CURE, 64);
    let reads = |id: &str| claim(&report, id).reads.clone();
    assert_eq!(reads("more").as_deref(), Some("usual"));
    assert_eq!(reads("base").as_deref(), Some("usual"));
    // Named, on whichever side, and no outcome at all.
    assert_eq!(
        (reads("same"), reads("helps"), reads("direct")),
        (None, None, None)
    );
}

#[test]
fn a_fact_has_a_source_where_it_cites_one_or_all_behind_it_do() {
    let text = r#"
[scenario]
title = "Facts"
start = 2020
end   = 2021
step  = "1 year"
[dimension]
port = ["east", "west"]
[parameter]
a = { value = 2, source = "good" }
b = { value = 1, source = "good" }
c = { value = 1, assumption = "t" }
[outcome]
o = "a + b + c"
[claim.both]
says = "All behind it have one."
check = "a > b"
[claim.one]
says = "One has none."
check = "a > c"
[claim.cited]
says = "It cites one itself."
check = "a < c"
source = "good"
[claim.none]
says = "Nothing is behind it but a list."
check = "count(port == east, port) > 1"
"#;
    let bib = "@report{good, author = {{A}}, title = {T}, year = {2020}}";
    let folder = MemoryFolder::new([("scenario.toml", text), ("sources.bib", bib)]);
    let session = Session::open(&folder).session.unwrap();
    let report = session
        .run(&RunRequest::default(), &Sequential, &Silent)
        .unwrap();
    let id = |c: &str| claim(&report, c).verdict.word.id();
    let all = ["both", "one", "cited", "none"].map(id);
    assert_eq!(all, ["agrees", "true", "differs", "not-true"]);
}

/// One number that decides a claim, under each way to say where it comes from.
#[test]
fn a_source_lends_its_grade_only_to_what_it_says() {
    use contend_analysis::grounds::{Backing, Reason, Strength};
    use contend_analysis::verdict::Word;
    let bib = "@report{good, author = {{A}}, title = {T}, year = {2020}, grade = {A1}}";
    let of = |origin: &str| {
        let text = format!(
            "[scenario]\ntitle = 'Grades'\nstart = 2020\nend = 2021\nstep = '1 year'\n[parameter]\n\
             x = {{ value = 0.5, range = [0, 1], {origin} }}\ny = {{ value = 0.5, range = [0, 1], source = 'good' }}\n\
             [claim.both]\nsays = 's'\ntest = 'x + y > 1'\n[claim.fact]\nsays = 's'\ncheck = 'x > 0.4'\n"
        );
        let folder = MemoryFolder::new([("scenario.toml", &*text), ("sources.bib", bib)]);
        let session = Session::open(&folder).session.unwrap();
        let request = RunRequest {
            worlds: Some(2000),
            ..RunRequest::default()
        };
        let report = session.run(&request, &Sequential, &Silent).unwrap();
        let grounds = claim(&report, "both").grounds.clone().unwrap();
        let decides = grounds
            .reasons
            .iter()
            .find(|r| r.name.as_deref() == Some("x"));
        let Some(Reason::Hinge { backing, .. }) = decides.map(|r| &r.reason) else {
            panic!("{grounds:?}")
        };
        let sourced = grounds.reasons.iter().find_map(|r| match r.reason {
            Reason::Parameters { sourced, .. } => Some(sourced),
            _ => None,
        });
        let sourced_fact = match claim(&report, "fact").verdict.word {
            Word::InputCheck { sourced, .. } => sourced,
            other => panic!("{other:?}"),
        };
        (*backing, grounds.word, sourced.unwrap(), sourced_fact)
    };
    let grade = |reliability, credibility| {
        Backing::Source(Some(contend_model::model::Grade {
            reliability,
            credibility,
        }))
    };
    let source = of("source = 'good'");
    assert_eq!(source, (grade('A', 1), Strength::Strong, 2, true));
    // Half of what decides is assumed.
    let both = of("source = 'good', assumption = 'The size is ours.'");
    let beside = Backing::SourceAndAssumption;
    assert_eq!(both, (beside, Strength::Mixed, 1, false));
    let assumed = of("assumption = 'The size is ours.'");
    assert_eq!(assumed, (Backing::Assumption, Strength::Mixed, 1, false));
    let graded = of("source = 'good', assumption = 'The size is ours.', grade = 'B3'");
    assert_eq!(graded, (grade('B', 3), Strength::Strong, 2, true));
    // The grade of the use counts without an assumption too.
    assert_eq!(of("source = 'good', grade = 'D4'").0, grade('D', 4));
}

/// One number is uncertain and a coin is thrown; what reads neither, directly or through others, is the same in all worlds.
#[test]
fn what_no_world_tells_apart_has_no_interval() {
    let text = r#"
[scenario]
title = "A known and an unknown road"
start = 2020
end   = 2022
step  = "1 year"
baseline = "known"
[parameter]
length = { value = 2, assumption = "t" }
detour = { value = 2, range = [1, 3], assumption = "t" }
[actor.driver]
[lever.turn]
actor = "driver"
range = [0, 9]
[strategy.driver]
straight = { turn = 0 }
around   = { turn = { rule = "detour" } }
[profile]
known   = { driver = "straight" }
unknown = { driver = "around" }
[stock.dent]
start = 0
[event.hit]
hazard = "0.5{1/year}"
effect = { dent = "1" }
[variable]
way  = "length + turn"
coin = "bernoulli(0.5)"
[outcome]
driven = "at_end(way)"
thrown = "at_end(way + coin)"
dents  = "at_end(dent)"
[claim.known]
says = "The way is short."
test = "driven < 3"
[claim.long]
says = "The way is long."
test = "driven > 3"
[claim.same]
says = "It is as long as it is."
test = "driven@unknown + 9 > driven@known"
control = "known"
[claim.coin]
says = "With a coin it is short."
test = "thrown < 9"
[claim.event]
says = "It is not dented often."
test = "dents < 9"
[claim.parameter]
says = "The detour is not endless."
test = "detour < 9"
"#;
    let report = run(text, 400);
    let certain = |id: &str| {
        let share = claim(&report, id).verdict.share.unwrap();
        (share.share, share.low == share.high)
    };
    assert_eq!(certain("known"), (1.0, true));
    assert_eq!(certain("long"), (0.0, true));
    // An input under one of two profiles, by a rule; chance; an event; a parameter itself.
    for id in ["same", "coin", "event", "parameter"] {
        assert_eq!(certain(id), (1.0, false), "{id}");
    }
    // Under its control nothing that it reads differs.
    let control = claim(&report, "same").control.clone().unwrap();
    assert_eq!((control.share.low, control.share.high), (1.0, 1.0));
    // Of two worlds too.
    let few = run(text, 2);
    assert_eq!(claim(&few, "known").verdict.word, Word::Holds);
    assert_eq!(claim(&few, "known").verdict.between, None);
}
