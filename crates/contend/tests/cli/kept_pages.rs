//! Pages of runs that are kept: `run --out --page`, `publish FOLDER`.

use std::fs;

use crate::support::{Answer, Scratch};

impl Scratch {
    /// A command as one line, its words parted by blanks.
    fn line(&self, command: &str) -> Answer {
        self.run(&command.split_whitespace().collect::<Vec<_>>())
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path.join(file)).unwrap()
    }
}

/// Texts in one line, however they were wrapped.
fn said(answer: &Answer) -> String {
    let words: Vec<&str> = answer.error.split_whitespace().collect();
    words.join(" ")
}

/// What is said beside an answer, without how far it has come.
fn quiet(answer: &Answer) -> Vec<&str> {
    let lines = answer.error.lines();
    lines.filter(|line| !line.contains(" %")).collect()
}

/// What stands between the first back quotes of a text behind some words.
fn command(said: &str, behind: &str) -> String {
    let rest = said.split_once(behind).unwrap().1;
    let rest = rest.split_once('`').unwrap().1;
    let command = rest.split_once('`').unwrap().0;
    command.strip_prefix("contend ").unwrap().to_owned()
}

/// The page of kept worlds is that of worlds that are run for it, to the byte, and needs nothing of the scenario.
#[test]
fn a_page_of_what_is_kept_is_that_of_worlds_that_are_run() {
    for (name, drawn, more, claim, language) in [
        ("lake", "-n 200 --seed 5", "", "watching-pays", ""),
        // Something is known of events: not every world counts.
        ("peace-guarantee", "-n 300", "", "fewer-die", ""),
        ("classic-games", "-n 100", "--games", "going-first-wins", ""),
        ("bargaining", "-n 100", "--games", "mean-does-better", ""),
        (
            "cartel-recruitment",
            "-n 60 --replications 3 --design sobol",
            "",
            "",
            "",
        ),
        ("americas", "-n 12", "--games", "", "--lang es"),
    ] {
        let scratch = Scratch::with_shipped(name);
        let told = scratch.line(&format!("publish {name} {drawn} {language} -o told.html"));
        // The largest takes longest, and is data as the others are.
        let data = (name != "americas")
            .then(|| scratch.line(&format!("publish {name} {drawn} {language} --json")));
        assert!(told.out.contains("told.html"), "{told:?}");
        let kept = format!("run {name} {drawn} {more} --out results --page");
        scratch.line(&kept);
        scratch.line(&format!("run {name} {drawn} --out bare"));
        if !claim.is_empty() {
            scratch
                .line(&format!(
                    "publish {name} {drawn} {language} --claim {claim} -o c.html"
                ))
                .expect(told.code.unwrap());
        }
        fs::remove_dir_all(scratch.path.join(name)).unwrap();
        let kept = scratch.line(&format!("publish results -o kept.html {language}"));
        assert_eq!(kept.code, told.code, "{name}: {kept:?}");
        assert_eq!(quiet(&kept), quiet(&told), "{name}");
        assert!(
            scratch.read("kept.html") == scratch.read("told.html"),
            "{name}"
        );
        // As data it differs in how many equations a step has: those of games are among them where these are kept.
        let Some(data) = data else { continue };
        let kept = scratch.line(&format!("publish results --json {language}"));
        let without = |answer: &Answer| {
            let mut page = answer.json();
            if !more.is_empty() {
                page["run"]["equations"] = serde_json::Value::Null;
            }
            page
        };
        assert_eq!(without(&kept), without(&data), "{name}");
        assert!(kept.out.len() > 10_000);
        // What is embedded of one claim needs no series.
        if !claim.is_empty() {
            for folder in ["results", "bare"] {
                scratch.line(&format!(
                    "publish {folder} --claim {claim} -o k.html {language}"
                ));
                assert!(scratch.read("k.html") == scratch.read("c.html"), "{name}");
            }
        }
    }
}

/// Whatever else is followed and however parts are shared, the page is the same; what is followed is told as without a page.
#[test]
fn a_page_does_not_hang_on_what_else_is_kept() {
    let scratch = Scratch::with_garden();
    // Goes wrong in most worlds, and nobody reads it but who follows it.
    scratch.edit(
        "[event.fox]",
        "[variable.odd]\nunit = \"1\"\nequation = \"ln(60 - rabbits / 1{rabbit})\"\n\n[event.fox]",
    );
    let drawn = "-n 500 --seed 3";
    scratch
        .line(&format!("publish garden {drawn} -o told.html"))
        .expect(0);
    let told = scratch.read("told.html");
    scratch
        .line(&format!("run garden {drawn} --out results --page"))
        .expect(0);
    for part in ["2/3", "3/3", "1/3"] {
        scratch
            .line(&format!(
                "run garden {drawn} --out shared --page --part {part} --threads 1"
            ))
            .expect(0);
    }
    let early = scratch.line("publish shared").expect(2);
    assert!(said(&early).contains("contend gather shared"), "{early:?}");
    scratch.line("gather shared").expect(0);
    let watches = "--watch odd --watch rabbits";
    scratch.line(&format!(
        "run garden {drawn} {watches} --out watched --page"
    ));
    scratch.line(&format!("run garden {drawn} {watches} --out followed"));
    // What is followed at each step of the run holds what a page draws of it.
    scratch.line(&format!("run garden {drawn} --watch rabbits --out enough"));
    for folder in ["results", "shared", "watched", "enough"] {
        scratch
            .line(&format!("publish {folder} -o kept.html"))
            .expect(0);
        assert!(scratch.read("kept.html") == told, "{folder}");
    }
    let series = |folder: &str| {
        let report = scratch.line(&format!("report {folder} --json"));
        let report = report.json();
        assert!(folder == "results" || report["run"]["failed_worlds"].as_u64() > Some(0));
        report["watches"].clone()
    };
    assert_eq!(series("watched"), series("followed"));
    assert!(!series("watched").is_null() && series("results").is_null());
    for name in ["series/part-000000.parquet", "worlds/part-000002.parquet"] {
        let bytes = |folder: &str| fs::read(scratch.path.join(folder).join(name)).unwrap();
        assert!(bytes("results") == bytes("shared"), "{name}");
    }
    // Points of charts as far apart as the run was told.
    let typed = ["--every", "3 months"];
    let publish = ["publish", "garden", "-n", "100", "-o", "told.html"];
    scratch.run(&[&publish[..], &typed].concat()).expect(0);
    let run = ["run", "garden", "-n", "100", "--out", "thin", "--page"];
    scratch.run(&[&run[..], &typed].concat()).expect(0);
    scratch.line("publish thin -o kept.html").expect(0);
    let (told, kept) = (scratch.read("told.html"), scratch.read("kept.html"));
    assert!(kept == told && told.contains("3 months"));
}

/// What goes wrong stands on both pages.
#[test]
fn what_went_wrong_stands_on_the_page_of_what_is_kept() {
    let scratch = Scratch::with_pact();
    let file = scratch.path.join("pact/scenario.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = format!(
        "{text}\n[profile]\npeace = {{ north = \"disarm\", south = \"disarm\", league = \"look_away\" }}\n\
         [outcome]\nodd = \"at_end(ln(guilt))\"\n[page]\ncharts = [{{ show = \"luck\" }}]\n"
    );
    fs::write(&file, text).unwrap();
    let told = scratch.line("publish pact -n 200 -o told.html");
    assert!(
        told.error.contains("world") && told.code == Some(3),
        "{told:?}"
    );
    scratch.line("run pact -n 200 --out results --page --games");
    let kept = scratch.line("publish results -o kept.html");
    assert_eq!(kept.code, told.code);
    let (told, page) = (scratch.read("told.html"), scratch.read("kept.html"));
    assert!(told.contains("id=\"failed-runs\""));
    // They differ in the game in turn, which cannot be solved from what is kept.
    let failed = |page: &str| {
        let part = page.split_once("id=\"failed-runs\"").unwrap().1;
        part.split_once("</ul>").unwrap().0.to_owned()
    };
    assert_eq!(failed(&page), failed(&told));
    for (game, there) in [
        ("pact", true),
        ("watch", true),
        ("all", true),
        ("first", false),
    ] {
        let id = format!("id=\"game-{game}\"");
        assert!(told.contains(&id) && page.contains(&id) == there, "{game}");
    }
}

/// What a page does not show is said on it and beside it, with the command that gives it, which does.
#[test]
fn what_a_page_of_what_is_kept_leaves_out_is_told() {
    let scratch = Scratch::with_shipped("two-level-game");
    scratch
        .line("run two-level-game -n 60 --seed 2 --out results --page")
        .expect(0);
    let kept = scratch.line("publish results -o kept.html").expect(0);
    let told = said(&kept);
    let page = scratch.read("kept.html");
    let plain = page
        .replace("<span dir=\"auto\">", "")
        .replace("</span>", "");
    let start = "is not on this page, which was made of worlds that had been kept:";
    for (game, why) in [
        (
            "pressure",
            "what its players get was not. The option --games keeps it",
        ),
        (
            "commitment",
            "what its players get was not. The option --games keeps it",
        ),
        ("threat", "threat is played in turn"),
    ] {
        let sentence = format!("The game {game} {start} {why}");
        assert!(plain.contains(&sentence), "{sentence}");
        assert!(told.replace('`', "").contains(&sentence), "{told}");
    }
    assert!(!page.contains("id=\"game-pressure\""));
    // Of what was not kept: the command keeps it.
    let in_full = |told: &str, game: &str| {
        let told = told.split_once(&format!("The game `{game}`")).unwrap().1;
        command(told, "In full:")
    };
    let again = in_full(&told, "pressure");
    assert_eq!(
        again,
        "run two-level-game --worlds 60 --seed 2 --games --page --out results-page"
    );
    scratch.line(&again).expect(0);
    let kept = scratch.line("publish results-page -o kept.html").expect(0);
    let told = said(&kept);
    assert!(!told.contains("pressure"), "{told}");
    let page = scratch.read("kept.html");
    assert!(page.contains("id=\"game-pressure\"") && !page.contains("id=\"game-threat\""));
    // Of what no worlds are kept: the command simulates it.
    let again = in_full(&told, "threat");
    assert_eq!(again, "game two-level-game threat --worlds 60 --seed 2");
    scratch.line(&again).expect(0);
    // But for its games in turn the page is that of the scenario.
    scratch
        .line("publish two-level-game -n 60 --seed 2 -o told.html")
        .expect(0);
    let claims = |page: &str| {
        let part = page.split_once("id=\"claims\"").unwrap().1;
        part.split_once("id=\"evidence\"").unwrap().0.to_owned()
    };
    assert_eq!(claims(&page), claims(&scratch.read("told.html")));
    // A report leads on to the page where what it draws is kept.
    let report = scratch.line("report results --lang es").expect(0);
    assert!(
        report.out.contains("contend publish results --lang es"),
        "{}",
        report.out
    );
    scratch
        .line("run two-level-game -n 60 --out bare")
        .expect(0);
    let report = scratch.line("report bare").expect(0);
    assert!(!report.out.contains("contend publish"), "{}", report.out);
}

/// Strategies are ranked from what is kept where profiles of the scenario play all of them; where not, it is said.
#[test]
fn strategies_are_ranked_from_what_is_kept() {
    let scratch = Scratch::with_shipped("lake");
    let file = scratch.path.join("lake/scenario.toml");
    let text = fs::read_to_string(&file).unwrap();
    let with = |page: &str, text: &str| text.replacen("[page]\n", &format!("[page]\n{page}"), 1);
    fs::write(&file, with("better = [\"town\"]\n", &text)).unwrap();
    scratch.line("publish lake -n 150 -o told.html").expect(0);
    scratch
        .line("run lake -n 150 --out results --page")
        .expect(0);
    let kept = scratch.line("publish results -o kept.html").expect(0);
    assert!(quiet(&kept).is_empty(), "{kept:?}");
    let told = scratch.read("told.html");
    assert!(told.contains("id=\"better") && scratch.read("kept.html") == told);
    scratch
        .line("run lake -n 150 --replications 3 --out lucks --page")
        .expect(0);
    let kept = said(&scratch.line("publish lucks -o kept.html").expect(0));
    assert!(
        kept.contains("The strategies of `town` are not ranked on this page")
            && kept.contains("share their inputs, 3 each"),
        "{kept}"
    );
    scratch.line(&command(&kept, "In full:")).expect(0);
    // A strategy that no profile plays was not run.
    let unplayed = format!(
        "{}\n[strategy.town.other]\nabout = \"o\"\nrelease = 0.01\n",
        with("better = [\"town\"]\n", &text)
    );
    fs::write(&file, unplayed).unwrap();
    scratch
        .line("run lake -n 150 --out unplayed --page")
        .expect(0);
    let kept = said(&scratch.line("publish unplayed -o kept.html").expect(0));
    assert!(
        kept.contains("of these strategies of `town` no profile was run: `other`"),
        "{kept}"
    );
    let again = command(&kept, "In full:");
    assert_eq!(again, "better lake town --profile careful --worlds 150");
    let ranked = scratch.line(&again).expect(0);
    assert!(ranked.out.contains("other"), "{}", ranked.out);
}

/// Each refusal names what to do, and that works.
#[test]
fn what_no_page_can_be_made_of_is_said_with_what_to_do() {
    let scratch = Scratch::with_garden();
    scratch
        .line("run garden -n 100 --seed 7 --out results")
        .expect(0);
    let refused = scratch.line("publish results").expect(2);
    let told = said(&refused);
    assert!(
        told.contains("a page draws how `rabbits` goes over time, and that was not kept"),
        "{told}"
    );
    let again = command(&told, "do:");
    assert_eq!(
        again,
        "run garden --worlds 100 --seed 7 --page --out results-page"
    );
    scratch.line(&again).expect(0);
    scratch.line("publish results-page -o kept.html").expect(0);
    let simulated = command(&told, "draws;");
    assert_eq!(simulated, "publish garden --worlds 100 --seed 7");
    scratch.line(&format!("{simulated} -o told.html")).expect(0);
    assert!(scratch.read("kept.html") == scratch.read("told.html"));
    // Another run is not mixed with it.
    let other = scratch.line("run garden -n 100 --seed 7 --page --out results");
    let other = said(&other.expect(2));
    assert!(
        other.contains("what a page draws: – there, --page here"),
        "{other}"
    );
    // Some profiles are no page, and some worlds are no others.
    scratch
        .line("run garden -n 100 --profile fence --page --out some")
        .expect(2);
    scratch
        .line("run garden -n 100 --profile fence --out some")
        .expect(0);
    for (arguments, slip, cure) in [
        (
            "some",
            "a page tells of all profiles",
            "keeps what a page draws",
        ),
        (
            "some --claim fence_helps",
            "tells of all profiles",
            "--page --out some-page",
        ),
        (
            "results-page -n 50",
            "were run already",
            "leave out what says",
        ),
        (
            "results-page --seed 1",
            "were run already",
            "leave out what says",
        ),
        (
            "results-page --design sobol",
            "were run already",
            "name the scenario's folder",
        ),
        (
            "results-page --replications 2",
            "were run already",
            "name the scenario's folder",
        ),
        (
            "results-page --every 1month",
            "were run already",
            "name the scenario's folder",
        ),
        (
            "results-page --search gardener",
            "`--search` runs worlds of its own",
            "name the scenario's folder",
        ),
        (
            "results-page --claim fence_help",
            "has no claim `fence_help`",
            "did you mean `fence_helps`?",
        ),
    ] {
        let refused = said(&scratch.line(&format!("publish {arguments}")).expect(2));
        assert!(
            refused.contains(slip) && refused.contains(cure),
            "{refused}"
        );
    }
    // Nothing of the run is written over; beside it a page may stand.
    for file in [
        "manifest.json",
        "worlds/part-000000.parquet",
        "../results-page/run.json",
    ] {
        let place = format!("results-page/{file}");
        let before = fs::read(scratch.path.join(&place)).unwrap();
        let refused = scratch
            .line(&format!("publish results-page -o {place}"))
            .expect(1);
        assert!(
            said(&refused).contains("is a file of the run itself")
                && said(&refused).contains("name another file"),
            "{refused:?}"
        );
        assert!(fs::read(scratch.path.join(&place)).unwrap() == before);
    }
    scratch
        .line("publish results-page -o results-page/page.html")
        .expect(0);
    scratch.line("report results-page").expect(0);
}

/// Of more worlds than a page can hold it is said before any of them is run.
#[test]
fn what_is_too_much_for_a_page_is_said_before_it_is_run() {
    let scratch = Scratch::with_shipped("lake");
    let much = scratch.line("run lake -n 1000000 --out results --page");
    let much = said(&much.expect(2));
    assert!(
        much.contains("the watched values of all worlds would take")
            && much.contains("at most 1 GiB are kept"),
        "{much}"
    );
    assert!(!scratch.path.join("results").exists());
}

/// A page names its scenario as a page of the scenario does, wherever it was run, and carries the same engine.
#[test]
fn a_page_of_what_is_kept_names_its_scenario_and_carries_an_engine() {
    let scratch = Scratch::new();
    let town = include_str!("../../../contend-page/tests/acts/scenario.toml");
    scratch.write("my town/scenario.toml", town);
    let brief = include_str!("../../../contend-page/tests/acts/brief.md");
    scratch.write("my town/brief.md", brief);
    scratch.write("engine.wasm", "\0asm and contend_judge behind it");
    let machine = scratch.path.to_str().unwrap().to_owned();
    let absolute = format!("{machine}/my town");
    for (at, place, shown) in [
        (".", "my town", "'my town'"),
        (".", &*absolute, "'my town'"),
        ("my town", ".", "'my town'"),
        (".", "./my town/scenario.toml", "'my town'"),
    ] {
        let run = |words: &[&str]| {
            let mut command = scratch.command(words);
            let output = command.current_dir(scratch.path.join(at)).output().unwrap();
            Answer::from(output).expect(0)
        };
        let out = format!("{machine}/results");
        let (told, kept) = (
            format!("{machine}/told.html"),
            format!("{machine}/kept.html"),
        );
        let engine = format!("{machine}/engine.wasm");
        run(&[
            "publish", place, "-n", "40", "-o", &told, "--engine", &engine,
        ]);
        run(&["run", place, "-n", "40", "--out", &out, "--page"]);
        scratch
            .run(&["publish", "results", "-o", &kept, "--engine", &engine])
            .expect(0);
        let page = scratch.read("kept.html");
        assert!(page == scratch.read("told.html"), "{place}");
        let again = format!("contend publish {shown} --worlds 40 -o page.html");
        assert!(page.contains(&again) && !page.contains(&machine), "{place}");
        // By default the file has the scenario's name.
        let written = scratch.run(&["publish", "results"]).expect(0);
        assert!(written.out.starts_with("Wrote my town.html"), "{written:?}");
        fs::remove_dir_all(scratch.path.join("results")).unwrap();
    }
    let run = [
        "run", "my town", "-n", "32", "--design", "sobol", "--out", "sobol", "--page",
    ];
    scratch.run(&run).expect(0);
    let refused = scratch.line("publish sobol --engine engine.wasm").expect(2);
    assert!(
        said(&refused).contains("not by `sobol`")
            && said(&refused).contains("leave `--engine` out"),
        "{refused:?}"
    );
}

/// Rules that games alone play with are told with the games, and by no page or report of a run that has kept them.
#[test]
fn what_is_kept_for_games_adds_nothing_to_the_rest_of_a_page() {
    let scratch = Scratch::new();
    scratch.write(
        "push/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2024\nstep = '1 year'\nworlds = 60\n\
         [parameter]\npush = { value = 1, range = [0.5, 2], assumption = 'a' }\n\
         [actor]\na = { name = 'A' }\nb = { name = 'B' }\n\
         [lever]\neffort = { actor = 'a', range = [0, 1] }\nhelp = { actor = 'b', switch = true }\n\
         [strategy.a]\nlow = { effort = 0.1 }\nhigh = { effort = { rule = 'push' } }\n\
         [strategy.b]\nidle = { help = false }\naid = { help = true }\n\
         [profile]\nbase = { a = 'low', b = 'idle' }\n\
         [variable]\nluck = 'normal(0, 1)'\n\
         [objective]\na = 'mean(effort + help + luck)'\nb = 'mean(help - effort)'\n\
         [outcome]\ngain = 'mean(effort + luck)'\n[game.both]\nplayers = ['a', 'b']\n\
         [claim.c]\nsays = 'A gains.'\ntest = 'gain > 0'\n\
         [page]\ncharts = [{ show = 'luck' }]\n",
    );
    scratch.line("publish push -o told.html").expect(0);
    scratch
        .line("run push --out results --page --games")
        .expect(0);
    scratch.line("publish results -o kept.html").expect(0);
    assert!(scratch.read("kept.html") == scratch.read("told.html"));
    let notes = |folder: &str| {
        let report = scratch.line(&format!("report {folder} --json"));
        report.json()["notes"].clone()
    };
    scratch.line("run push --out bare").expect(0);
    assert_eq!(notes("results"), notes("bare"));
    // The game tells it.
    let game = scratch.line("game results").expect(0);
    assert!(game.out.contains("it is held at 1"), "{}", game.out);
}
