//! `contend publish`: the page as a file.

use crate::support::Scratch;

#[test]
fn a_page_is_written_and_its_size_told() {
    let scratch = Scratch::with_garden();
    let answer = scratch
        .run(&["publish", "garden", "--worlds", "50"])
        .expect(0);
    assert!(
        answer.out.starts_with("Wrote garden.html: ") && answer.out.contains("compressed"),
        "{answer:?}"
    );
    let page = std::fs::read_to_string(scratch.path.join("garden.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\""));
    assert!(page.contains("A garden and its rabbits") && page.contains("id=\"claim-fence_helps\""));
    // The page says how to get it again, and gets the same.
    assert!(page.contains("contend publish garden --worlds 50 -o page.html"));
    scratch
        .run(&[
            "publish",
            "garden",
            "--worlds",
            "50",
            "-o",
            "again.html",
            "--threads",
            "1",
        ])
        .expect(0);
    let again = std::fs::read_to_string(scratch.path.join("again.html")).unwrap();
    assert!(page == again);
}

/// Where on its author's machine a scenario lies is nobody's business.
#[test]
fn nothing_published_tells_a_path_of_the_authors_machine() {
    let scratch = Scratch::with_garden();
    scratch.write("worlds.csv", "birth_rate,room\n0.05,50\n0.1,100\n");
    let machine = scratch.path.to_str().unwrap();
    let (garden, table) = (format!("{machine}/garden"), format!("{machine}/worlds.csv"));
    let publish = |more: &[&str]| {
        let arguments = [&["publish", &garden, "--design", &table][..], more].concat();
        scratch.run(&arguments).expect(0)
    };
    publish(&["-o", "page.html"]);
    publish(&["-o", "claim.html", "--claim", "fence_helps"]);
    let read = |name| std::fs::read_to_string(scratch.path.join(name)).unwrap();
    let page = read("page.html");
    for text in [&page, &read("claim.html"), &publish(&["--json"]).out] {
        assert!(!text.contains(machine));
    }
    let again = "contend publish garden --design worlds.csv -o page.html";
    assert!(page.contains(again));
    // From inside the folder, too, a page names it.
    let mut inside = scratch.command(&["publish", "-n", "20", "-o", "page.html"]);
    let inside = inside.current_dir(scratch.path.join("garden")).output();
    assert!(inside.unwrap().status.success());
    assert!(read("garden/page.html").contains("contend publish garden --worlds 20 -o page.html"));
}

/// A record in kilograms beside a chart in tonnes is drawn in tonnes.
#[test]
fn dots_are_drawn_in_the_unit_of_their_chart() {
    let scratch = Scratch::new();
    scratch.write("d.csv", "");
    scratch.write("mass/d.csv", "year,kg\n2021,2000\n2022,3000\n");
    scratch.write(
        "mass/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2024\nstep = '1 year'\n\
         [series]\nweighed = { unit = 'kg', file = 'd.csv', time = 'year', column = 'kg', between = 'linear', \
         beyond = 'hold', assumption = 'a' }\n[stock]\nmass = { unit = 't', start = '1{t}' }\n\
         [outcome]\nlast = { unit = 't', equation = 'at_end(mass)' }\n\
         [page]\ncharts = [{ show = 'mass', data = 'weighed' }]\n",
    );
    let json = scratch.run(&["publish", "mass", "--json"]).expect(0).json();
    assert_eq!(
        json["charts"][0]["data"],
        serde_json::json!([[2021.0, 2.0], [2022.0, 3.0]])
    );
}

#[test]
fn a_page_in_spanish_and_a_claim_alone() {
    let scratch = Scratch::with_garden();
    scratch
        .run(&[
            "publish", "garden", "-n", "20", "--lang", "es", "-o", "p.html",
        ])
        .expect(0);
    let page = std::fs::read_to_string(scratch.path.join("p.html")).unwrap();
    assert!(page.contains("<html lang=\"es\"") && page.contains("Las afirmaciones"));
    scratch
        .run(&["publish", "garden", "-n", "20", "--claim", "fence_helps"])
        .expect(0);
    let claim = std::fs::read_to_string(scratch.path.join("garden-fence_helps.html")).unwrap();
    assert!(claim.len() < page.len() / 2 && claim.contains("A fence keeps"));
}

#[test]
fn slips_are_told_before_anything_is_run() {
    let scratch = Scratch::with_garden();
    let cases: [(&[&str], &str); 3] = [
        (&["--lang", "xx"], "use one of en, es, pt"),
        (&["--claim", "fence_help"], "did you mean `fence_helps`?"),
        (
            &["-n", "5", "-o", "no/such/folder.html"],
            "cannot be written",
        ),
    ];
    for (arguments, says) in cases {
        let all: Vec<&str> = ["publish", "garden"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        let answer = scratch.run(&all);
        assert!(answer.code.is_some_and(|c| c == 1 || c == 2), "{answer:?}");
        let told = answer
            .error
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn what_the_page_says_goes_out_as_json() {
    let scratch = Scratch::with_garden();
    let page = scratch
        .run(&["publish", "garden", "-n", "20", "--json"])
        .expect(0)
        .json();
    assert_eq!(page["claims"][0]["finding"]["verdict"], "holds");
    assert_eq!(page["charts"][0]["quantity"], "rabbits");
    assert!(!scratch.path.join("garden.html").exists());
}

#[test]
fn nothing_is_written_over_the_scenario() {
    let scratch = Scratch::with_garden();
    let file = scratch.path.join("garden/scenario.toml");
    let before = std::fs::read(&file).unwrap();
    for name in ["garden/scenario.toml", "garden/../garden/scenario.toml"] {
        let answer = scratch
            .run(&["publish", "garden", "-n", "20", "-o", name])
            .expect(1);
        assert!(
            answer.error.contains("is a file of the scenario itself")
                && answer.error.contains("name another file"),
            "{answer:?}"
        );
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
    // Beside it a page may stand, and no half-written file stays.
    scratch
        .run(&["publish", "garden", "-n", "20", "-o", "garden/page.html"])
        .expect(0);
    let hidden = std::fs::read_dir(scratch.path.join("garden"))
        .unwrap()
        .filter(|e| {
            e.as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .ends_with(".part")
        });
    assert_eq!(hidden.count(), 0);
}

/// What a search finds stands on the page, in the words and with the settings that `contend better --search` prints.
#[test]
fn what_a_search_found_stands_on_the_page() {
    let scratch = Scratch::with_shipped("lake");
    let typed = [
        "publish",
        "lake",
        "-n",
        "200",
        "--search",
        "town",
        "-o",
        "page.html",
    ];
    scratch.run(&typed).expect(0);
    let page = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    let typed = ["better", "lake", "town", "--search", "-n", "200", "--json"];
    let report = scratch.run(&typed).expect(0).json();
    let begins = page.find("id=\"search-town\"").unwrap();
    let part = &page[begins..];
    assert!(part.contains("class=\"picture\""), "no picture");
    let found = report["found"].as_array().unwrap();
    assert!(!found.is_empty());
    let name = found[0]["strategy"].as_str().unwrap().replace('_', " ");
    assert!(part.contains(&name), "{name}");
    // Nobody is searched for unasked, and whom the scenario does not know is said.
    let typed = ["publish", "lake", "-n", "200", "-o", "plain.html"];
    scratch.run(&typed).expect(0);
    let plain = std::fs::read_to_string(scratch.path.join("plain.html")).unwrap();
    assert!(!plain.contains("search-town") && !plain.contains("id=\"better\""));
    let typed = ["publish", "lake", "-n", "200", "--search", "twon"];
    let refused = scratch.run(&typed).expect(2);
    assert!(refused.error.contains("`town`"), "{}", refused.error);
}

/// A page carries the engine that it is given, packed, with the scenario and without the texts of its files; what is no engine is
/// refused before anything is run. That the module answers is checked in a browser.
#[test]
fn a_page_carries_the_engine_that_it_is_given() {
    let scratch = Scratch::new();
    let town = include_str!("../../../contend-page/tests/acts/scenario.toml");
    scratch.write("town/scenario.toml", town);
    let brief = include_str!("../../../contend-page/tests/acts/brief.md");
    scratch.write("town/brief.md", brief);
    scratch.write("engine.wasm", "\0asm and contend_judge behind it");
    scratch.write("other.wasm", "\0asm of somebody else");
    let publish = |more: &[&str]| {
        let all = [&["publish", "town", "-n", "40", "-o", "page.html"], more].concat();
        scratch.run(&all)
    };
    publish(&["--engine", "engine.wasm"]).expect(0);
    let page = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    assert!(page.contains("'wasm-unsafe-eval'; worker-src blob:") && page.contains("id=\"act\""));
    assert!(page.contains("id=\"engine-plain\"") && !page.contains("id=\"engine-simd\""));
    assert!(!page.contains("connect-src") && !page.contains("id=\"news\""));
    publish(&["--engine", "engine.wasm", "--engine-simd", "engine.wasm"]).expect(0);
    let both = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    let packed = |page: &str, id: &str| {
        let text = page.split(&format!("id=\"{id}\">")).nth(1).unwrap();
        text.split('<').next().unwrap().to_owned()
    };
    assert_eq!(packed(&both, "engine-simd"), packed(&page, "engine-plain"));
    // Comments of the files do not travel.
    assert!(!page.contains("Levers of every kind"));

    publish(&[]).expect(0);
    let without = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    assert!(!without.contains("engine") && !without.contains("wasm"));

    let cases: [(&[&str], &str); 5] = [
        (&["--engine", "other.wasm"], "`other.wasm` is no engine"),
        (&["--engine", "none.wasm"], "cannot be read"),
        (
            &["--engine", "engine.wasm", "--engine-simd", "other.wasm"],
            "is no engine",
        ),
        (
            &["--engine", "engine.wasm", "--design", "sobol"],
            "not by `sobol`",
        ),
        (
            &["--engine", "engine.wasm", "--claim", "x"],
            "cannot be used with",
        ),
    ];
    for (more, says) in cases {
        let answer = publish(more).expect(2);
        assert!(answer.error.contains(says), "{answer:?}");
    }
}

/// What links to the page in another language is a language and a place; what a browser would run, or nobody can read, is refused before
/// anything is run.
#[test]
fn a_page_links_to_itself_in_another_language() {
    let scratch = Scratch::new();
    scratch.write("town/scenario.toml", TOWN_OF_ONE);
    let publish = |more: &[&str]| {
        let all = [&["publish", "town", "-n", "20", "-o", "page.html"], more].concat();
        scratch.run(&all)
    };
    publish(&[
        "--also",
        "es=page.es.html",
        "--also",
        "pt=https://example.org/p#x",
    ])
    .expect(0);
    let page = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    for link in [
        "<a href=\"page.es.html\" hreflang=\"es\"",
        "<a href=\"https://example.org/p#x\" hreflang=\"pt\"",
    ] {
        assert!(page.contains(link), "{link}");
    }
    for wrong in [
        "page.es.html",
        "es=",
        "de=page.html",
        "es=javascript:alert(1)",
        "es= JavaScript:x",
        "es=data:text/html,x",
    ] {
        let answer = publish(&["--also", wrong]).expect(2);
        assert!(
            answer.error.contains("is no link to a page")
                && answer.error.contains("--also es=page.es.html"),
            "{wrong}: {answer:?}"
        );
    }
    // A page in English links to no other in English, and to each language once.
    for again in [
        &["--also", "en=page.html"][..],
        &["--also", "es=a.html", "--also", "es-MX=b.html"],
        &["--lang", "es", "--also", "es=a.html"],
    ] {
        let answer = publish(again).expect(2);
        let told = ["has already", "ya tiene la propia"];
        assert!(
            told.iter().any(|told| answer.error.contains(told)),
            "{answer:?}"
        );
    }
    publish(&["--lang", "es", "--also", "en=page.en.html"]).expect(0);
    publish(&["--also", "es=x.html", "--claim", "it-holds"]).expect(2);
}

const TOWN_OF_ONE: &str = r#"
[scenario]
title = "A town"
start = 2025
end   = 2026
step  = "1 year"
[parameter]
need = { range = [0, 1], assumption = "t" }
[outcome]
needed = "need"
[claim.it-holds]
says = "It holds."
test = "needed < 0.9"
"#;
