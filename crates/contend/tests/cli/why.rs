//! `why`: what decides claims, outcomes and choices.

use crate::support::{Answer, Scratch, snapshot, widest};
use crate::teaching::printed;

#[test]
fn all_claims_stand_in_a_table_at_any_width() {
    let scratch = Scratch::with_shipped("lake");
    for columns in ["60", "80"] {
        let mut command = scratch.command(&["why", "lake"]);
        let answer = Answer::from(command.env("COLUMNS", columns).output().unwrap()).expect(0);
        assert!(
            widest(&answer.out) <= columns.parse().unwrap(),
            "{}",
            answer.out
        );
        snapshot(&format!("why-{columns}"), &answer.out);
    }
    // What is hinted at can be run.
    let hint = scratch
        .run(&["why", "lake", "alone-it-stays-clear"])
        .expect(0);
    snapshot("why-claim", &hint.out);
    for language in ["es", "pt"] {
        let told = scratch.run(&["why", "lake", "alone-it-stays-clear", "--lang", language]);
        snapshot(&format!("why-claim-{language}"), &told.expect(0).out);
    }
}

#[test]
fn outcomes_and_games_are_answered_too() {
    let scratch = Scratch::with_shipped("two-level-game");
    let game = scratch
        .run(&["why", "two-level-game", "pressure", "-n", "1000"])
        .expect(0);
    snapshot("why-game", &game.out);
    let scratch = Scratch::with_garden();
    let json = scratch.run(&["run", "garden", "--json"]).expect(0).json();
    let outcome = json["outcomes"][0]["outcome"].as_str().unwrap().to_owned();
    let told = scratch.run(&["why", "garden", &outcome]).expect(0);
    snapshot("why-outcome", &told.out);
}

/// Luck, inputs one at a time and inputs together are all there is; the answer hangs on no number of threads.
#[test]
fn shares_add_up_and_hang_on_no_threads() {
    let scratch = Scratch::with_shipped("lake");
    let run = |threads: &str| {
        let arguments = ["why", "lake", "--json", "-n", "1000", "--threads", threads];
        scratch.run(&arguments).expect(0).json()
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    let mut told = 0;
    for claim in one["claims"].as_array().unwrap() {
        let Some(decides) = claim.get("decides") else {
            continue;
        };
        if decides.get("nothing").is_some() {
            continue;
        }
        let part = |name: &str| decides[name].as_f64().unwrap();
        let luck = decides["luck"]["share"].as_f64().unwrap_or(0.0);
        let sum = luck + part("one_at_a_time") + part("together");
        assert!((sum - 1.0).abs() < 1e-9, "{claim:#}");
        told += 1;
    }
    assert!(told >= 4, "{told}");
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let scratch = Scratch::with_shipped("lake");
    let near = scratch
        .run(&["why", "lake", "alone-it-stays-claer"])
        .expect(2);
    assert!(
        near.error.contains("`alone-it-stays-clear`"),
        "{}",
        near.error
    );
    let far = scratch.run(&["why", "lake", "qwertyuiop"]).expect(2);
    assert!(
        far.error.contains("name a claim, a game, or an outcome"),
        "{}",
        far.error
    );
}

/// Of a game in turn each choice on the path of play, with what is as good; of an outcome where it is high and where low.
#[test]
fn games_in_turn_and_values_are_answered() {
    let scratch = Scratch::with_shipped("fishing-dispute");
    let turns = scratch.run(&["why", "fishing-dispute", "reply"]).expect(0);
    assert!(widest(&turns.out) <= 80);
    snapshot("why-game-in-turn", &turns.out);
    for lang in ["es", "pt"] {
        let typed = ["why", "fishing-dispute", "reply", "--lang", lang];
        snapshot(
            &format!("why-game-in-turn-{lang}"),
            &scratch.run(&typed).expect(0).out,
        );
    }
    let refused = scratch
        .run(&["why", "fishing-dispute", "reply", "--where"])
        .expect(2);
    assert!(
        refused.error.contains("leave out `--where`"),
        "{}",
        refused.error
    );
    let scratch = Scratch::with_shipped("lake");
    for lang in ["en", "es", "pt"] {
        let typed = [
            "why",
            "lake",
            "reliability@careful",
            "--where",
            "--lang",
            lang,
        ];
        let told = scratch.run(&typed).expect(0);
        assert!(widest(&told.out) <= 80 || lang != "en");
        snapshot(&format!("why-outcome-where-{lang}"), &told.out);
    }
}

/// From the line that begins so up to the next line in capitals, or the next choice.
fn passage(answer: &str, title: &str) -> String {
    let begins = |line: &str| {
        let letters: String = line.chars().filter(|c| c.is_alphabetic()).collect();
        line.starts_with('`')
            || !line.starts_with(' ') && !letters.is_empty() && letters.to_uppercase() == letters
    };
    let mut lines = answer.lines().skip_while(|line| !line.starts_with(title));
    let first = lines
        .next()
        .unwrap_or_else(|| panic!("no {title} in:\n{answer}"));
    let rest = lines.take_while(|line| !begins(line));
    let all: Vec<&str> = std::iter::once(first).chain(rest).collect();
    format!("{}\n", all.join("\n").trim_end())
}

#[test]
fn the_chapter_on_questions_prints_what_the_program_prints() {
    printed("questioning.md", &Scratch::new(), passage);
}

/// Conditions, an example that can be shown, and changes: each as data and in words.
#[test]
fn where_and_flip_are_data_too() {
    let scratch = Scratch::with_shipped("lake");
    let asked = [
        "why",
        "lake",
        "alone-it-stays-clear",
        "--where",
        "--flip",
        "--json",
        "-n",
        "2000",
    ];
    let json = scratch.run(&asked).expect(0).json();
    let claim = &json["claims"][0];
    let conditions = claim["where"]["conditions"].as_array().unwrap();
    assert!((1..=3).contains(&conditions.len()), "{claim:#}");
    let world = claim["where"]["example"].to_string();
    let shown = scratch
        .run(&["world", "lake", &world, "--json", "-n", "2000"])
        .expect(0)
        .json();
    let claims = shown["claims"].as_array().unwrap();
    let own = claims
        .iter()
        .find(|c| c["id"] == "alone-it-stays-clear")
        .unwrap();
    assert_eq!(own["holds"], claim["where"]["holds"]);
    for condition in conditions {
        let inputs = shown["inputs"].as_array().unwrap();
        let input = inputs
            .iter()
            .find(|i| i["input"] == condition["input"])
            .unwrap();
        let value = input["value"].as_f64().unwrap();
        assert!(
            condition["low"].as_f64().is_none_or(|low| value >= low),
            "{input} {condition}"
        );
        assert!(
            condition["high"].as_f64().is_none_or(|high| value <= high),
            "{input} {condition}"
        );
    }
    let own = &claim["verdict"]["verdict"];
    for flip in claim["flips"]["flips"].as_array().unwrap() {
        assert_ne!(flip["verdict"]["verdict"], *own, "{flip:#}");
    }
    assert!(!json["words"]["flips"][0].as_array().unwrap().is_empty());
}

/// Of all claims it is told in a line each where they fail or hold, and of how many nothing can be.
#[test]
fn where_all_claims_fail_is_told_in_a_line_each() {
    let scratch = Scratch::with_shipped("lake");
    let mut told = Vec::new();
    for lang in ["en", "es", "pt"] {
        let typed = ["why", "lake", "--where", "--lang", lang];
        let answer = scratch.run(&typed).expect(0).out;
        snapshot(&format!("why-where-all-{lang}"), &answer);
        told.push(answer);
    }
    // The same conditions as of one claim, and as in data.
    let json = scratch
        .run(&["why", "lake", "--where", "--json"])
        .expect(0)
        .json();
    let claims = json["claims"].as_array().unwrap();
    let with = claims.iter().filter(|c| {
        c["where"]["conditions"]
            .as_array()
            .is_some_and(|l| !l.is_empty())
    });
    for claim in with {
        let line = format!("`{}` ", claim["id"].as_str().unwrap());
        assert!(told[0].contains(&line), "{claim:#}");
    }
}

#[test]
fn claims_without_a_line_are_counted_by_the_reason() {
    let scratch = Scratch::with_shipped("lake");
    let few = scratch.run(&["why", "lake", "-n", "5"]).expect(0).out;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let few = one_line(&few);
    // Five worlds that are the same do not say that nothing decides a claim.
    assert!(
        few.contains("8 claims come out otherwise in too few worlds"),
        "{few}"
    );
    assert!(!few.contains("the same in every world"), "{few}");
    assert!(few.contains("2 claims are no question of worlds"), "{few}");
    // Nothing decides these claims, so nobody is sent to ask what does.
    assert!(!few.contains("NEXT"), "{few}");

    let games = Scratch::with_shipped("classic-games");
    let told = one_line(&games.run(&["why", "classic-games"]).expect(0).out);
    let same = games.run(&["why", "classic-games", "talking-dominates"]);
    assert!(same.expect(0).out.contains("nothing decides it"));
    assert!(told.contains("come out the same in every world"), "{told}");
    assert!(!told.contains("classic-games talking-dominates"), "{told}");
}

/// The file is the same whenever the same is asked; what cannot be drawn is said, and no file of the scenario is written over.
#[test]
fn answers_are_drawn_into_files() {
    let scratch = Scratch::with_shipped("lake");
    let read = |file: &str| std::fs::read_to_string(scratch.path.join(file)).unwrap();
    let typed = [
        "why",
        "lake",
        "alone-it-stays-clear",
        "--where",
        "-n",
        "400",
        "--svg",
        "why.svg",
    ];
    let told = scratch.run(&typed).expect(0);
    assert!(told.out.contains("WHERE IT FAILS"));
    snapshot("picture-why", &read("why.svg"));
    let over = [
        "why",
        "lake",
        "reliability",
        "-n",
        "50",
        "--svg",
        "lake/scenario.toml",
    ];
    let over = scratch.run(&over).expect(1);
    assert!(
        over.error.contains("a file of the scenario itself"),
        "{}",
        over.error
    );
    let fact = [
        "why",
        "lake",
        "alone-it-stays-clear",
        "-n",
        "2",
        "--svg",
        "none.svg",
    ];
    let fact = scratch.run(&fact).expect(2);
    assert!(fact.error.contains("no picture"), "{}", fact.error);
    assert!(!scratch.path.join("none.svg").exists());
    let scratch = Scratch::with_pact();
    let typed = [
        "better",
        "pact",
        "north",
        "-n",
        "400",
        "--svg",
        "better.svg",
    ];
    scratch.run(&typed).expect(0);
    let drawn = std::fs::read_to_string(scratch.path.join("better.svg")).unwrap();
    snapshot("picture-better", &drawn);
}

/// What a few worlds do not show is not said; what never comes is not said to have no value.
#[test]
fn few_worlds_and_what_never_comes() {
    let scratch = Scratch::with_shipped("lake");
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = |typed: &str| {
        let answer = scratch.run(&typed.split(' ').collect::<Vec<_>>()).expect(0);
        one_line(&answer.out)
    };
    for answer in ["reliability", "alone-it-stays-clear"] {
        let one = told(&format!("why lake {answer} -n 1 --where"));
        assert!(one.contains("in too few worlds"), "{one}");
        assert!(!one.contains("nothing decides it"), "{one}");
    }
    let never = told("why lake first_year_above -n 200");
    assert!(
        never.contains("in which it is infinite, since it never comes, are left out"),
        "{never}"
    );
    assert!(!never.contains("has no value"), "{never}");
    let group = told("why lake reliability -n 200 --group water=inflow_mean,inflow_sd");
    assert!(group.contains("`water` (2)"), "{group}");
    let wrong = scratch.run(&["why", "lake", "reliability", "--group", "water=inflow_maen"]);
    assert!(wrong.expect(2).error.contains("did you mean `inflow_mean`"));
    scratch
        .run(&["why", "lake", "reliability", "--group", "water"])
        .expect(2);
    let games = Scratch::with_shipped("fishing-dispute");
    let few = games
        .run(&["why", "fishing-dispute", "reply", "-n", "5"])
        .expect(0);
    assert!(few.out.contains("Too few worlds to say"), "{}", few.out);
    assert!(
        !few.out.contains("WORTH KNOWING") && !few.out.contains("not worth"),
        "{}",
        few.out
    );
}
