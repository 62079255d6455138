//! Claims about all worlds together, and claims that are judged on some of them.

use contend_analysis::verdict::Word;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{
    ClaimReport, RunReport, SideReport, Turns, UndecidedReport, UnjudgedReport,
};
use contend_session::request::WorldRequest;

use crate::support::{claim, open, run};

/// `x` is drawn evenly from 0 to 1, `z` from 0 to 10 t. Who acts adds a hundredth to `moved` and halves how often it strikes.
const BASE: &str = r#"
[scenario]
title = "Evenly drawn"
start = 2020
end   = 2021
step  = "1 year"
[dimension]
region = ["north", "south"]
[parameter]
x = { range = [0, 1], assumption = "t" }
z = { range = [0, 10], unit = "t", assumption = "t" }
[actor.town]
[lever.act]
actor  = "town"
switch = true
[strategy.town]
off = { act = false }
on  = { act = true }
[profile]
idle   = { town = "off" }
active = { town = "on" }
[variable]
luck = "bernoulli(if act then 0.1 else 0.3)"
side = { over = "region", equation = "if region == north then x else 1 - x / 2" }
late = "if x > 0.7 then 0 else 1"
[outcome]
moved  = "at_end(x + 0.01 * act)"
struck = "at(luck, 2020-01-01)"
shaken = "at(x + 0.2 * luck, 2020-01-01)"
heavy  = { unit = "t", equation = "at_end(z)" }
sides  = { over = "region", equation = "at_end(side)" }
comes  = { unit = "year", equation = "first_time(late == 1)" }
root   = "at_end(sqrt(x - 0.005))"
deep   = "at_end(sqrt(x - 0.05))"
still  = "at_end(z / 10{t})"
"#;

/// Of this design one world lies in each of so many equal parts of what an input is drawn from.
const N: u64 = 1024;

fn with(claims: &str) -> String {
    format!("{BASE}[claim]\n{claims}")
}

/// What so many worlds say of one test.
fn of(test: &str) -> ClaimReport {
    given(test, "")
}

fn given(test: &str, condition: &str) -> ClaimReport {
    let condition = match condition {
        "" => String::new(),
        c => format!(", given = \"{c}\""),
    };
    let text = with(&format!(
        "c = {{ says = \"t\", test = \"{test}\"{condition} }}\n"
    ));
    claim(&run(&text, N), "c").clone()
}

fn sides(claim: &ClaimReport) -> [SideReport; 2] {
    let found = claim.over_worlds.as_ref().unwrap();
    [found.comparisons[0].left, found.comparisons[0].right]
}

fn true_in(claim: &ClaimReport) -> f64 {
    let found = claim.over_worlds.as_ref().unwrap();
    f64::from(found.true_in) / f64::from(found.resamples)
}

fn near(found: f64, meant: f64, within: f64) {
    assert!((found - meant).abs() < within, "{found}, not {meant}");
}

#[test]
fn shares_means_and_quantiles_of_an_even_law() {
    for (test, value, error, word) in [
        // Standard errors: √(p (1 − p) / n), √(1/12n), √(q (1 − q) / n) over the density 1.
        ("share(x > 0.3) > 0.65", 0.7, 0.01432, Word::Holds),
        ("share(moved@idle > 0.3) < 0.65", 0.7, 0.01432, Word::Fails),
        ("mean(x) < 0.55", 0.5, 0.009_021, Word::Holds),
        ("median(x) > 0.55", 0.5, 0.015_63, Word::Fails),
        ("quantile(x, 0.9) < 0.95", 0.9, 0.009_375, Word::Holds),
        ("quantile(x, 10{%}) < 0.15", 0.1, 0.009_375, Word::Holds),
    ] {
        let found = of(test);
        assert_eq!(found.verdict.word, word, "{test}");
        let [left, right] = sides(&found);
        near(left.value.unwrap(), value, 0.002);
        let (low, high) = left.interval.unwrap();
        near(
            (high.unwrap() - low.unwrap()) / (2.0 * 1.96) / error,
            1.0,
            0.2,
        );
        assert_eq!(right.interval, None, "{test}");
        assert_eq!(found.share(), None, "it is no share of worlds");
    }
    let found = of("quantile(heavy@idle, 0.95) < 9{t}");
    near(sides(&found)[0].value.unwrap(), 9.5, 0.02);
    assert_eq!(found.verdict.word, Word::Fails);
    assert_eq!(found.over_worlds.unwrap().comparisons[0].unit, "t");
}

/// The share of resamples is that of normal theory: Φ of the distance in standard errors.
#[test]
fn resamples_follow_normal_theory() {
    for (test, expected) in [
        // 0.005 / 0.009021 = 0.554; 0.01 / 0.01432 = 0.698; 0.01 / 0.009375 = 1.067.
        ("mean(x) > 0.505", 0.2897),
        ("mean(x) < 0.505", 0.7103),
        ("share(x > 0.3) > 0.69", 0.7575),
        ("quantile(x, 0.9) < 0.91", 0.8569),
        // The difference of two means of independent numbers: 0.005 / (0.009021 √2) = 0.392.
        ("mean(x) < mean(still@idle) + 0.005", 0.6524),
    ] {
        let error = 4.0 * (expected * (1.0 - expected) / 1000.0_f64).sqrt() + 0.02;
        near(true_in(&of(test)), expected, error);
    }
    assert_eq!(of("mean(x) < 0.5025").verdict.word, Word::Contested);
}

#[test]
fn profiles_are_compared_on_the_same_worlds() {
    let found = of("mean(moved@active) > mean(moved@idle)");
    assert_eq!((found.verdict.word, true_in(&found)), (Word::Holds, 1.0));
    // 0.3 − 0.1 of the worlds.
    let found = of("share(struck@active == 1) < share(struck@idle == 1)");
    assert_eq!(found.verdict.word, Word::Holds);
    let [active, idle] = sides(&found).map(|s| s.value.unwrap());
    near(active, 0.1, 0.04);
    near(idle, 0.3, 0.06);
    // The same luck strikes under both: no world speaks against it, and one in five for it.
    let speaks = found.over_worlds.unwrap().speaks.unwrap();
    near(speaks.share, 0.2, 0.05);
    // Luck alone decides which.
    assert!(found.luck.unwrap().share > 0.85, "{:?}", found.luck);
    assert!(found.hinges.is_empty());
    // Where x lies between 0.3 and 0.5 luck decides, differently twice in 2 · 0.3 · 0.7 of these: 0.084 of all. Of 0.56 of the
    // worlds it is true: 0.084 / (2 · 0.56 · 0.44).
    let found = of("share(shaken@idle > 0.5) > 0.4");
    near(found.luck.unwrap().share, 0.1705, 0.07);
}

#[test]
fn worlds_that_speak_for_it_are_told_apart_by_hinges() {
    let found = of("share(moved@idle > 0.3) > 0.65");
    assert_eq!(found.hinges[0].input, "x");
    let Some(Turns::At {
        turns_at,
        share_there,
        share_elsewhere,
        ..
    }) = found.hinges[0].turns
    else {
        panic!("no value");
    };
    near(turns_at, 0.3, 0.005);
    assert_eq!((share_there, share_elsewhere), (1.0, 0.0));
    let found = of("quantile(moved@idle, 0.8) < 0.9");
    near(found.over_worlds.unwrap().speaks.unwrap().share, 0.8, 0.01);
    // Neither a threshold nor what it repeats is told of a world.
    assert!(found.thresholds.is_none() && found.repeats.is_none());
    assert!(found.grounds.is_some());
    let example = of("mean(moved@idle) > 0.45");
    let text = with("c = { says = \"t\", test = \"moved@idle > 0.45\" }\n");
    let by_world = run(&text, N);
    assert_eq!(example.example_holds, claim(&by_world, "c").example_holds);
    assert_eq!(example.example_fails, claim(&by_world, "c").example_fails);
}

#[test]
fn a_dimension_is_of_elements_and_what_has_none_of_worlds() {
    // x and 1 − x/2 are 0.5 and 0.75 on average.
    let found = of("mean(mean(sides@idle, region)) > 0.6");
    near(sides(&found)[0].value.unwrap(), 0.625, 0.001);
    let found = of("mean(mean(sides@idle), region) > 0.6");
    near(sides(&found)[0].value.unwrap(), 0.625, 0.001);
    assert_eq!(
        of("count(mean(sides@idle) > 0.6, region) == 1")
            .verdict
            .word,
        Word::Holds
    );
    // The greatest is x where x > 2/3, else 1 − x/2: (5/6)·(2/3) + (5/6)·(1/3).
    let found = of("mean(max(sides@idle, region)) > 0.6");
    near(sides(&found)[0].value.unwrap(), 5.0 / 6.0, 0.001);
    near(
        sides(&of("mean(sides[south]@idle) > 0.6"))[0]
            .value
            .unwrap(),
        0.75,
        0.001,
    );
}

#[test]
fn worlds_without_a_value_are_left_out_of_all_or_stop_the_verdict() {
    let found = of("mean(root@idle) > mean(x) and share(x > 0.5) > 0.4");
    // 0.005 of the worlds, and the mean of x from there to 1.
    near(found.verdict.failed as f64, 5.12, 1.0);
    assert_eq!(found.verdict.word, Word::Holds);
    let counting = found.over_worlds.as_ref().unwrap().counting;
    assert_eq!(counting, N - found.verdict.failed);
    near(sides(&found)[1].value.unwrap(), 0.5025, 0.0005);
    let found = of("mean(deep@idle) > 0.1");
    assert_eq!(found.verdict.word, Word::NoVerdict);
    assert_eq!(found.unjudged, Some(UnjudgedReport::LeftOut));
    near(found.verdict.failed as f64, 51.2, 1.0);
    // Where they do not count they do not matter.
    let found = given("mean(deep@idle) > 0.1", "x > 0.1");
    assert_eq!((found.verdict.word, found.verdict.failed), (Word::Holds, 0));
    // A condition without a value may be true or false.
    let found = given("mean(x) > 0.1", "deep@idle > 0");
    assert_eq!(found.unjudged, Some(UnjudgedReport::LeftOut));
}

#[test]
fn what_never_comes_in_some_worlds_has_a_median_and_no_mean() {
    // It comes at once where x ≤ 0.7, and never elsewhere.
    let mean = of("mean(comes@idle) < 1{year}");
    assert_eq!(mean.verdict.word, Word::NoVerdict);
    assert_eq!(mean.unjudged, Some(UnjudgedReport::Infinite));
    assert_eq!(of("median(comes@idle) < 1{year}").verdict.word, Word::Holds);
    assert_eq!(
        of("quantile(comes@idle, 0.9) > 1{year}").verdict.word,
        Word::Holds
    );
    near(
        sides(&of("share(comes@idle < 1{year}) > 0.6"))[0]
            .value
            .unwrap(),
        0.7,
        0.002,
    );
}

#[test]
fn what_no_world_shows_is_no_certainty() {
    let found = of("share(x > 1) < 0.001");
    assert_eq!(found.verdict.word, Word::Contested);
    assert!(found.over_worlds.unwrap().unseen);
    assert_eq!(of("share(x > 1) < 0.01").verdict.word, Word::Holds);
}

#[test]
fn where_all_worlds_are_alike_nothing_is_drawn() {
    let text = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n[parameter]\n\
        k = { value = 0.1, assumption = 't' }\n[outcome]\nfixed = 'at_end(k)'\n[claim]\n\
        c = { says = 't', test = 'mean(fixed) >= 0.1' }\nd = { says = 't', test = 'share(fixed > 1) > 0', given = 'k > 0' }\n";
    let report = run(text, N);
    let found = claim(&report, "c");
    let together = found.over_worlds.as_ref().unwrap();
    assert_eq!((found.verdict.word, together.resamples), (Word::Holds, 0));
    assert!(found.verdict.share.unwrap().is_certain());
    assert_eq!(sides(found)[0].interval, None);
    assert_eq!(claim(&report, "d").verdict.word, Word::Fails);
}

#[test]
fn a_claim_is_judged_on_the_worlds_that_it_is_about() {
    // Of the worlds above 0.7 half are above 0.85.
    let found = given("moved@idle > 0.85", "x > 0.7");
    let told = found.given.as_ref().unwrap();
    near(told.counting as f64, 307.2, 1.0);
    assert_eq!((told.worlds, told.condition.as_str()), (N, "x > 0.7"));
    let share = found.verdict.share.unwrap();
    assert_eq!(share.tally.worlds, told.counting);
    near(share.share, 0.5, 0.01);
    // Wilson's interval of 307 worlds, and not of 1,024: 1.96 √(0.25 / 307).
    near(share.width(), 2.0 * 1.96 * (0.25 / 307.2_f64).sqrt(), 0.005);
    // Thresholds and examples are of those worlds.
    let thresholds = found.thresholds.as_ref().unwrap();
    for at in &thresholds.at {
        near(
            at.share.share,
            ((1.0 - at.threshold) / 0.3).clamp(0.0, 1.0),
            0.02,
        );
    }
    let text = with("c = { says = 't', test = 'moved@idle > 0.85', given = 'x > 0.7' }\n");
    let session = open(&text);
    let request = WorldRequest {
        worlds: Some(N),
        ..WorldRequest::default()
    };
    for (world, holds) in [
        (found.example_holds.unwrap(), Some(true)),
        (found.example_fails.unwrap(), Some(false)),
    ] {
        let told = session.world(world, &request).unwrap();
        let x = told.inputs.iter().find(|i| i.input == "x").unwrap().value;
        assert_eq!((x > 0.7, told.claims[0].holds), (true, holds));
    }
}

#[test]
fn on_the_worlds_that_count_a_mean_is_of_those() {
    let found = given("mean(moved@idle) > 0.84", "x > 0.7");
    near(sides(&found)[0].value.unwrap(), 0.85, 0.001);
    // 0.3 / √12 / √307 = 0.00494, as many as are drawn anew among those that count.
    let (low, high) = sides(&found)[0].interval.unwrap();
    near(
        (high.unwrap() - low.unwrap()) / (2.0 * 1.96),
        0.00494,
        0.0008,
    );
    assert_eq!(
        found.over_worlds.as_ref().unwrap().counting,
        found.given.unwrap().counting
    );
    near(f64::from(found.over_worlds.unwrap().true_in), 977.0, 20.0);
}

#[test]
fn too_few_worlds_get_no_verdict() {
    for test in ["moved@idle > 0.995", "mean(moved@idle) > 0.5"] {
        let few = given(test, "x > 0.985");
        assert_eq!(few.verdict.word, Word::NoVerdict, "{test}");
        assert!(
            matches!(few.unjudged, Some(UnjudgedReport::TooFew { effective }) if effective < 17.0)
        );
        let enough = given(test, "x > 0.975");
        assert_ne!(enough.verdict.word, Word::NoVerdict, "{test}");
        let none = given(test, "x > 2");
        assert_eq!(none.unjudged, Some(UnjudgedReport::NoWorld), "{test}");
        let all = given(test, "x > -1");
        assert_eq!(all.given.unwrap().counting, N);
        assert_eq!(all.verdict, of(test).verdict, "{test}");
    }
}

/// In worlds where the condition has no value the claim may be judged or not, and hold or fail: one in twenty.
#[test]
fn a_condition_without_a_value_may_stop_the_verdict() {
    // All others hold, and these could make it 95 of 100.
    let found = given("moved@idle > 0.01", "deep@idle >= 0");
    assert_eq!(found.verdict.word, Word::Holds);
    near(found.verdict.failed as f64, 51.2, 1.0);
    // 71.25 to 76.25 of 100 are on both sides of 0.75.
    let found = given("moved@idle > 0.2875", "deep@idle >= 0");
    assert_eq!(found.verdict.word, Word::NoVerdict);
    let ends = found.verdict.ends.unwrap();
    near(ends.least, 0.7125, 0.002);
    near(ends.most, 0.7625, 0.002);
}

#[test]
fn silence_and_control_are_told_of_all_worlds_too() {
    let text = with(
        "silent = { says = 't', test = 'mean(still@active) > mean(still@idle)' }\n\
         effect = { says = 't', test = 'mean(moved@active) > 0.2', control = 'idle' }\n\
         real = { says = 't', test = 'mean(moved@active) > mean(moved@idle)', control = 'idle' }\n",
    );
    let within = "within = { says = 't', test = 'share(still@active > still@idle) > 0.5' }\n";
    let report: RunReport = run(&format!("{text}{within}"), 500);
    assert_eq!(claim(&report, "silent").verdict.word, Word::SaysNothing);
    assert_eq!(claim(&report, "within").verdict.word, Word::SaysNothing);
    let control = claim(&report, "effect").control.as_ref().unwrap();
    assert!(control.succeeds && control.share.share == 1.0);
    let control = claim(&report, "real").control.as_ref().unwrap();
    assert!(!control.succeeds && control.share.share == 0.0);
}

/// What row gets: 0.45 for certain, or x; column the same from its own number. By world it is better to dare where x > 0.45.
#[test]
fn average_payoffs_are_a_game_of_their_own() {
    let text = r#"
[scenario]
title = "Dare"
start = 2020
end   = 2021
step  = "1 year"
[parameter]
x = { range = [0, 1], assumption = "t" }
[actor]
row = {}
column = {}
[lever]
dare  = { actor = "row", switch = true }
moves = { actor = "column", switch = true }
[strategy]
row.safe  = { dare = false }
row.risky = { dare = true }
column.stay = { moves = false }
column.move = { moves = true }
[objective]
row    = "at_end(if dare then x else 0.45)"
column = "at_end(if moves then 1 else 0)"
[game.g]
players = ["row", "column"]
[claim]
by_world = { says = "t", test = "equilibrium(g, row = risky, column = move)" }
average  = { says = "t", test = "equilibrium(mean(g), row = risky, column = move)" }
reply    = { says = "t", test = "best_reply(mean(g), row, column = move) == risky" }
other    = { says = "t", test = "best_reply(mean(g), row, column = move) != risky" }
better   = { says = "t", test = "dominates(mean(g), row, risky, safe)" }
loss     = { says = "t", test = "regret(mean(g), row, row = safe, column = stay) > 0.04" }
by_hand  = { says = "t", test = "mean(payoff(g, row, row = risky, column = stay)) > 0.45" }
wrapped  = { says = "t", test = "payoff(mean(g), row, row = risky, column = stay) > 0.45" }
"#;
    let report = run(text, N);
    near(claim(&report, "by_world").share().unwrap(), 0.55, 0.01);
    for (id, word) in [
        ("average", Word::Holds),
        ("reply", Word::Holds),
        ("other", Word::Fails),
        ("better", Word::Holds),
        ("by_hand", Word::Holds),
        ("wrapped", Word::Holds),
    ] {
        assert_eq!(claim(&report, id).verdict.word, word, "{id}");
    }
    // The regret of safety is 0.5 − 0.45 on average.
    near(sides(claim(&report, "loss"))[0].value.unwrap(), 0.05, 0.001);
    near(
        sides(claim(&report, "wrapped"))[0].value.unwrap(),
        0.5,
        0.001,
    );
    // Nobody wrote the comparisons that a question to a game is made of.
    assert!(
        claim(&report, "average")
            .over_worlds
            .as_ref()
            .unwrap()
            .comparisons
            .is_empty()
    );
}

#[test]
fn one_world_knows_nothing_of_all() {
    let text = with("c = { says = 't', test = 'mean(x) > 0.4' }\n");
    let session = open(&text);
    let told = session.world(3, &WorldRequest::default()).unwrap();
    assert_eq!(told.claims[0].holds, None);
    let report = session
        .run(&Default::default(), &Sequential, &Silent)
        .unwrap();
    assert_eq!(claim(&report, "c").verdict.word, Word::Holds);
}

/// The example of the book.
#[test]
fn the_book_says_what_comes_out() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src/language.md");
    let book = std::fs::read_to_string(path).unwrap();
    let (_, example) = book
        .split_once("```toml\n# Of all worlds together.\n")
        .unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let text = format!(
        "[scenario]\ntitle = \"t\"\nstart = 2020\nend = 2021\nstep = \"1 year\"\n{example}"
    );
    let report = run(&text, N);
    let often = claim(&report, "often_many");
    assert_eq!(often.verdict.word, Word::Holds);
    near(sides(often)[0].value.unwrap(), 0.7, 0.002);
    let average = claim(&report, "average");
    assert_eq!(average.verdict.word, Word::Fails);
    near(sides(average)[0].value.unwrap(), 50.0, 0.1);
    let able = claim(&report, "able");
    assert_eq!(able.verdict.word, Word::Contested);
    near(able.share().unwrap(), 0.5, 0.01);
}

/// What grows by its own size grows faster in shorter steps, what grows by a constant does not.
#[test]
fn a_step_that_moves_a_number_of_all_worlds_is_told() {
    let text = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n[parameter]\n\
        r = { range = [0.5, 1.5], unit = '1/year', assumption = 't' }\n[stock]\n\
        grown = { start = 1, change = 'grown * r' }\nline = { start = 1, change = 'r' }\n[outcome]\n\
        curved = 'at_end(grown)'\nstraight = 'at_end(line)'\n[claim]\n\
        moves = { says = 't', test = 'mean(curved) > 1.5' }\n\
        stays = { says = 't', test = 'mean(straight) > 1.5' }\n";
    let request = contend_session::request::RunRequest {
        worlds: Some(N),
        ..Default::default()
    };
    let steps = open(text)
        .steps(&request, &Sequential, &Silent)
        .unwrap()
        .unwrap();
    // (1 + r)^1 against (1 + r/4)^4: 2 against 2.48; the word stays.
    let moves: Vec<(&str, bool)> = steps
        .claims
        .iter()
        .map(|c| (c.id.as_str(), c.moves))
        .collect();
    assert_eq!(moves, [("moves", true), ("stays", false)]);
}

/// An inspector who is fined k for an inspection in vain, and a smuggler who loses 1 where it is caught: each mixes so that the
/// other does not mind. The smuggler's odds of smuggling are those at which inspecting pays just its cost.
const INSPECTION: &str = r#"
[scenario]
title = "Inspection"
start = 2020
end   = 2021
step  = "1 year"
[parameter]
cost = { range = [0.2, 0.8], assumption = "t" }
gain = { range = [0.5, 1.5], assumption = "t" }
[actor]
guard = {}
smuggler = {}
[lever]
looks = { actor = "guard", switch = true }
runs  = { actor = "smuggler", switch = true }
[strategy]
guard.inspect = { looks = true }
guard.rest    = { looks = false }
smuggler.run  = { runs = true }
smuggler.stay = { runs = false }
[objective]
guard    = "at_end((if looks then -cost else 0) - (if runs and not looks then 1 else 0))"
smuggler = "at_end(if runs then (if looks then -1 else gain) else 0)"
[game.border]
players = ["guard", "smuggler"]
[claim]
"#;

#[test]
fn mixed_equilibria_are_those_of_each_world_or_of_average_payoffs() {
    let claims = r#"
by_world = { says = "t", test = "plays(border, smuggler, run) > 0.35" }
looked   = { says = "t", test = "plays(border, guard, inspect) < 0.45" }
average  = { says = "t", test = "plays(mean(border), smuggler, run) > 0.45" }
exact    = { says = "t", test = "abs(plays(mean(border), guard, inspect) - mean(gain) / (1 + mean(gain))) < 1e-9" }
caught   = { says = "t", test = "plays(mean(border), guard, inspect) > 0.55" }
both     = { says = "t", test = "abs(plays(border, guard, inspect) + plays(border, guard, rest) - 1) < 1e-9" }
"#;
    let report = run(&format!("{INSPECTION}{claims}"), N);
    // The guard does not mind where −cost = −p: p = cost, above 0.35 in three worlds of four.
    near(claim(&report, "by_world").share().unwrap(), 0.75, 0.002);
    // The smuggler does not mind where gain (1 − q) = q: q = gain / (1 + gain), below 0.45 where gain < 9/11.
    near(
        claim(&report, "looked").share().unwrap(),
        9.0 / 11.0 - 0.5,
        0.002,
    );
    assert_eq!(claim(&report, "both").share(), Some(1.0));
    // On average cost and gain are 0.5 and 1.
    let average = claim(&report, "average");
    assert_eq!(average.verdict.word, Word::Holds);
    near(sides(average)[0].value.unwrap(), 0.5, 0.001);
    // cost's standard error is 0.6 / √12 / 32.
    let (low, high) = sides(average)[0].interval.unwrap();
    near(
        (high.unwrap() - low.unwrap()) / (2.0 * 1.96),
        0.005_413,
        0.001,
    );
    assert_eq!(average.hinges[0].input, "cost");
    assert_eq!(claim(&report, "exact").verdict.word, Word::Holds);
    assert_eq!(claim(&report, "caught").verdict.word, Word::Fails);
}

/// To meet at one of two places: two pure equilibria and a mixed one, so that nothing follows from there being one.
#[test]
fn of_several_equilibria_none_is_the_only_one() {
    let text = INSPECTION
        .replace(
            "(if looks then -cost else 0) - (if runs and not looks then 1 else 0)",
            "if looks == runs then cost else 0",
        )
        .replace(
            "if runs then (if looks then -1 else gain) else 0",
            "if looks == runs then gain else 0",
        );
    let claims = "w = { says = 't', test = 'plays(border, smuggler, run) > 0.5' }\n\
        m = { says = 't', test = 'plays(mean(border), smuggler, run) > 0.5' }\n";
    let report = run(&format!("{text}{claims}"), 256);
    assert_eq!(claim(&report, "w").verdict.word, Word::NoResult);
    let average = claim(&report, "m");
    assert_eq!(average.verdict.word, Word::NoVerdict);
    // It is said what is open, not only that there is no value.
    let open = UndecidedReport {
        game: "border".to_owned(),
        tie: false,
        worlds: 0,
    };
    assert_eq!(average.unjudged, Some(UnjudgedReport::Undecided(open)));
}
