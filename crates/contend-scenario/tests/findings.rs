//! What is said of broken scenarios: each case is a tiny scenario with the findings that it must give, and no others.

use contend_model::place::{Folder, FolderError, MemoryFolder};

const HEAD: &str =
    "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n";

/// Findings as `id file:line:column`, warnings left out.
fn errors(folder: &dyn Folder) -> Vec<String> {
    let reading = contend_scenario::read(folder);
    let list: Vec<String> = reading
        .findings
        .iter()
        .filter(|f| f.severity == contend_model::diagnostic::Severity::Error)
        .map(|f| {
            let text = contend_words::diagnostics::text(f);
            let place = f
                .line_column(&reading.files)
                .map(|p| format!(" {}:{}:{}", p.path, p.line, p.column));
            assert!(
                text.hint.is_some() || f.id == "unknown-name",
                "{}: no advice",
                f.id
            );
            format!("{}{}", f.id, place.unwrap_or_default())
        })
        .collect();
    assert_eq!(list.is_empty(), reading.scenario.is_some());
    list
}

fn check(name: &str, files: &[(&str, &str)], expected: &[&str]) {
    let files = files.iter().map(|(path, text)| (*path, *text));
    assert_eq!(errors(&MemoryFolder::new(files)), expected, "{name}");
}

fn scenario(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn nine_slips_are_found_in_one_run() {
    let text = scenario(
        "[dimension]\nplace = ['a', 'b']\n\
         [parameter]\nrate = { value = 1, range = [2, 9], unit = '1/month', assumption = 'x' }\n\
         size = { valeu = 4, value = 4, assumption = 'x' }\ncited = { value = 1, source = 'nobody' }\n\
         [stock.mass]\nover = 'place'\nunit = 'kg'\nstart = 'size * 1{kg}'\nchange = 'rat * mass'\n\
         [variable]\nprice = 'demand * 2'\ndemand = '10 - price'\nall_mass = { unit = 'kg', equation = 'mass + 1' }\n\
         [outcome]\nlast = { unit = 'kg', equation = 'at_end(mass[c])' }\n\
         [claim.good]\nsays = 'Good.'\ntest = 'last@best > 1{kg}'\n",
    );
    check(
        "nine slips",
        &[("scenario.toml", &text)],
        &[
            "value-outside-range scenario.toml:9:18",
            "unknown-field scenario.toml:10:10",
            "unknown-source scenario.toml:11:31",
            "unknown-name scenario.toml:16:11",
            "loop scenario.toml:18:1",
            "open-dimension scenario.toml:20:39",
            "unit-mismatch scenario.toml:20:46",
            "unknown-element scenario.toml:22:47",
            "unknown-profile scenario.toml:25:14",
        ],
    );
}

#[test]
fn toml_that_cannot_be_read_leaves_the_rest_understood() {
    let text = scenario("[parameter]\na = = 4\n[variable]\nb = 'c + 1'\n");
    let found = errors(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    assert!(
        found
            .iter()
            .any(|f| f.starts_with("toml-syntax scenario.toml:7:")),
        "{found:?}"
    );
    assert!(
        found.contains(&"unknown-name scenario.toml:9:6".to_owned()),
        "{found:?}"
    );
}

#[test]
fn files_are_held_to_the_folder() {
    for path in [
        "../secret.csv",
        "/etc/passwd",
        "data\\x.csv",
        "a/../../b.csv",
        "",
    ] {
        let text = scenario(&format!(
            "[dimension]\nplace = ['a']\n[parameter]\np = {{ over = 'place', file = '{path}', labels = 'l', column = 'v', assumption = 'x' }}\n"
        ));
        check(
            path,
            &[("scenario.toml", &text)],
            &["path-outside scenario.toml:9:30"],
        );
    }
    let text = scenario("include = ['other.toml']\n");
    check(
        "missing include",
        &[("scenario.toml", &text)],
        &["file-not-found scenario.toml:6:12"],
    );
    check(
        "a circle of includes",
        &[
            ("scenario.toml", &scenario("include = ['a.toml']\n")),
            ("a.toml", "[scenario]\ninclude = ['b.toml']\n"),
            ("b.toml", "[scenario]\ninclude = ['a.toml']\n"),
        ],
        &["include-cycle b.toml:2:12"],
    );
}

#[test]
fn data_are_held_to_their_shape() {
    let over = "[dimension]\nplace = ['a', 'b']\n[parameter]\np = { over = 'place', file = 'd.csv', labels = 'l', column = 'v', assumption = 'x' }\n[outcome]\no = 'sum(p)'\n";
    let text = scenario(over);
    for (data, expected) in [
        ("l,v\na,1\nb,2\n", vec![]),
        ("l,v\r\na,1\r\nb,2\r\n", vec![]),
        ("\u{feff}l,v\na,1\nb,2\n", vec![]),
        ("l,v\na,1\nb,nan\n", vec!["bad-number d.csv:3:3"]),
        (
            "l,v\na,inf\nb,1e999\n",
            vec!["bad-number d.csv:2:3", "bad-number d.csv:3:3"],
        ),
        ("l,v\na,1\n", vec!["missing-label scenario.toml:9:30"]),
        ("l,v\na,1\nb,2\na,3\n", vec!["duplicate-label d.csv:4:1"]),
        ("l,v\na,1\nb,2\nc,3\n", vec!["unknown-label d.csv:4:1"]),
        ("l,w\na,1\nb,2\n", vec!["unknown-column scenario.toml:9:62"]),
        (
            "l,v\na,1,7\nb,2\n",
            vec!["missing-label scenario.toml:9:30", "csv-row d.csv:2:1"],
        ),
    ] {
        check(
            data,
            &[("scenario.toml", &text), ("d.csv", data)],
            &expected,
        );
    }
}

#[test]
fn numbers_are_held_to_sense() {
    for (parameter, expected) in [
        (
            "p = { value = 1, range = [2, 1], assumption = 'x' }",
            "bad-range scenario.toml:7:26",
        ),
        (
            "p = { distribution = 'normal(0, -1)', assumption = 'x' }",
            "bad-distribution scenario.toml:7:22",
        ),
        (
            "p = { distribution = 'gauss(0, 1)', assumption = 'x' }",
            "unknown-distribution scenario.toml:7:22",
        ),
        (
            "p = { value = 1, unit = 'furlong', assumption = 'x' }",
            "unknown-unit scenario.toml:7:26",
        ),
        ("p = { value = 1, source = 'x', grade = '2B' }", ""),
    ] {
        let text = scenario(&format!("[parameter]\n{parameter}\n[outcome]\no = 'p'\n"));
        let found = errors(&MemoryFolder::new([("scenario.toml", text.as_str())]));
        assert!(
            expected.is_empty() || found.iter().any(|f| f == expected),
            "{parameter}: {found:?}"
        );
        assert!(!found.is_empty(), "{parameter}");
    }
}

/// On the stack that the program itself has: tests have a quarter of it, and are built as they stand.
#[test]
fn sizes_are_bounded() {
    let roomy = std::thread::Builder::new().stack_size(8 << 20);
    let thread = roomy.spawn(bounded_sizes).expect("a thread");
    thread.join().expect("calmly");
}

fn bounded_sizes() {
    let large = scenario("[dimension]\nplace = { size = 1000000 }\n");
    check(
        "a million elements",
        &[("scenario.toml", &large)],
        &["dimension-too-large scenario.toml:7:18"],
    );
    let product = scenario(
        "[dimension]\na = { size = 90000 }\nb = { size = 90000 }\n[variable]\nv = { over = ['a', 'b'], equation = '1' }\n",
    );
    let found = errors(&MemoryFolder::new([("scenario.toml", product.as_str())]));
    assert_eq!(found, ["array-too-large scenario.toml:10:14"]);
    let deep = scenario(&format!(
        "[variable]\nv = '{}1{}'\n[outcome]\no = 'at_end(v)'\n",
        "(".repeat(3_000),
        ")".repeat(3_000)
    ));
    let found = errors(&MemoryFolder::new([("scenario.toml", deep.as_str())]));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("equation-too-deep"), "{found:?}");
}

#[test]
fn levers_are_held_to_their_range_and_rules_to_what_is_seen() {
    let text = scenario(
        "[actor]\nus = {}\nmx = {}\n[lever]\naid = { actor = 'us', range = [0, 1] }\nsecret = { actor = 'us', switch = true, public = false }\nanswer = { actor = 'mx', range = [0, 1] }\n\
         [strategy.us]\na = { aid = 2, secret = true }\n[strategy.mx]\nb = { answer = { rule = 'secret' }, adi = 1 }\n[profile]\np = { us = 'c' }\n",
    );
    check(
        "levers",
        &[("scenario.toml", &text)],
        &[
            "bad-setting scenario.toml:14:13",
            "private-lever scenario.toml:16:26",
            "unknown-lever scenario.toml:16:37",
            "unknown-strategy scenario.toml:18:12",
        ],
    );
}

#[test]
fn reserved_sections_say_so() {
    let text = scenario("[observation.x]\ndata = 'y'\n");
    check(
        "reserved",
        &[("scenario.toml", &text)],
        &["reserved-section scenario.toml:6:2"],
    );
}

/// Two actors that may grow or rest, and one that only watches; games begin on line 16.
const ACTORS: &str = "[actor]\nnorth = {}\nsouth = {}\nmoon = {}\n[lever]\n\
    tax = { actor = 'north', range = [0, 1] }\nboat = { actor = 'south', range = [0, 1] }\n\
    [strategy]\nnorth = { grow = { tax = 1 }, rest = { tax = 0 } }\nsouth = { grow = { boat = 1 }, rest = { boat = 0 } }\n\
    ";
const OBJECTIVES: &str = "[objective]\nnorth = 'discounted(tax * (1 - boat), 0.05) / 1{month}'\nsouth = 'discounted(boat * (1 - tax), 0.05) / 1{month}'\n";

fn of_games(games: &str) -> String {
    scenario(&format!("{ACTORS}{OBJECTIVES}{games}"))
}

#[test]
fn games_that_are_right() {
    for game in [
        "[game.fish]\nplayers = ['north', 'south']\n",
        "[game.fish]\nplayers = ['north', 'south']\nleader = 'south'\nsymmetric = true\nstrategies = { north = ['rest', 'grow'], south = ['rest', 'grow'] }\n",
        "[game.fish]\nplayers = ['north', 'south']\nothers = { south = 'rest' }\nrounds = [\n\
         { player = 'north', at = 2020-02-01 },\n{ player = 'south', at = 2020-02-01, sees = [] },\n\
         { player = 'south', at = 2020-04-01, strategies = ['grow'] }]\n",
    ] {
        check(game, &[("scenario.toml", &of_games(game))], &[]);
    }
}

/// One mistake in a game is one finding, also where claims ask of the game.
#[test]
fn a_mistake_in_a_game_is_said_once() {
    let asked = "[claim.c]\nsays = 'C.'\ntest = 'equilibrium(fish, north = grow, south = grow)'\n";
    for (game, expected) in [
        ("", "missing-field scenario.toml:19:7"),
        ("players = []", "game-players scenario.toml:20:11"),
        ("players = ['north']", "game-players scenario.toml:20:11"),
        ("players = 'north'", "wrong-type scenario.toml:20:11"),
        (
            "players = ['north', 'north']",
            "game-players scenario.toml:20:21",
        ),
        (
            "players = ['north', 'suoth']\nstrategies = { suoth = ['grow'] }\nleader = 'suoth'",
            "unknown-actor scenario.toml:20:21",
        ),
        (
            "players = ['north', 'moon']\nleader = 'moon'",
            "no-objective scenario.toml:20:21",
        ),
        (
            "players = ['north', 'south']\nstrategies = { moon = ['grow'] }",
            "unknown-player scenario.toml:21:16",
        ),
        (
            "players = ['north', 'south']\nleader = 'moon'",
            "unknown-player scenario.toml:21:10",
        ),
        (
            "players = ['north', 'south']\nstrategies = { north = ['fish'] }",
            "unknown-strategy scenario.toml:21:25",
        ),
        (
            "players = ['north', 'south']\nstrategies = { north = [] }",
            "no-strategy scenario.toml:21:24",
        ),
        (
            "players = ['north', 'south']\nstrategies = { north = ['grow', 'grow'] }",
            "declared-twice scenario.toml:21:33",
        ),
        (
            "players = ['north', 'south']\nothers = { venus = 'grow' }",
            "unknown-actor scenario.toml:21:12",
        ),
        (
            "players = ['north', 'south']\nothers = { south = 'rest' }",
            "game-players scenario.toml:21:12",
        ),
        (
            "players = ['north', 'south']\nsymmetric = true\nstrategies = { south = ['rest', 'grow'] }",
            "game-symmetry scenario.toml:21:13",
        ),
        (
            "players = ['north', 'south']\nsymetric = true",
            "unknown-field scenario.toml:21:1",
        ),
    ] {
        let text = of_games(&format!("[game.fish]\n{game}\n{asked}"));
        check(game, &[("scenario.toml", &text)], &[expected]);
    }
}

#[test]
fn a_mistake_in_a_move_is_said_once() {
    for (rounds, expected) in [
        (
            "[{ player = 'north', at = 2020-02-01 }]",
            "game-rounds scenario.toml:21:10",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'north', at = 2020-03-01 }]",
            "game-rounds scenario.toml:21:10",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-02-01 }]",
            "game-rounds scenario.toml:21:50",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'moon', at = 2020-03-01 }]",
            "unknown-player scenario.toml:21:61",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-01-01 }]",
            "points-order scenario.toml:21:75",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2022-01-01 }]",
            "outside-run scenario.toml:21:75",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-12-30 }]",
            "outside-run scenario.toml:21:75",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south' }]",
            "missing-field scenario.toml:21:50",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-03-01, sees = ['moon'] }]",
            "unknown-player scenario.toml:21:95",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-03-01, strategies = ['fish'] }]",
            "unknown-strategy scenario.toml:21:101",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-03-01, strategies = [] }]",
            "no-strategy scenario.toml:21:50",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-03-01 }]\nleader = 'north'",
            "field-conflict scenario.toml:22:1",
        ),
        (
            "[{ player = 'north', at = 2020-02-01 }, 'south']",
            "wrong-type scenario.toml:21:10",
        ),
    ] {
        let text = of_games(&format!(
            "[game.fish]\nplayers = ['north', 'south']\nrounds = {rounds}\n"
        ));
        check(rounds, &[("scenario.toml", &text)], &[expected]);
    }
}

#[test]
fn moves_before_now_are_refused() {
    let text = of_games(
        "[game.fish]\nplayers = ['north', 'south']\nrounds = [{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-07-01 }]\n",
    )
    .replace("step = '1 month'", "step = '1 month'\nnow = 2020-06-01");
    check(
        "before now",
        &[("scenario.toml", &text)],
        &["outside-run scenario.toml:22:36"],
    );
}

#[test]
fn games_are_bounded() {
    let mut text = format!("{HEAD}[actor]\na = {{}}\nb = {{}}\n[strategy]\n");
    for actor in ["a", "b"] {
        let plans: Vec<String> = (0..142).map(|i| format!("s{i} = {{}}")).collect();
        text += &format!("{actor} = {{ {} }}\n", plans.join(", "));
    }
    text += "[objective]\na = 'at_end(1)'\nb = 'at_end(1)'\n[game.large]\nplayers = ['a', 'b']\n";
    check(
        "142 × 142",
        &[("scenario.toml", &text)],
        &["game-too-large scenario.toml:15:7"],
    );
    text += "rounds = [{ player = 'a', at = 2020-02-01 }, { player = 'b', at = 2020-03-01 }]\n";
    check(
        "142 moves, then 142",
        &[("scenario.toml", &text)],
        &["game-too-large scenario.toml:17:10"],
    );
}

/// What claims ask of games, well and badly; the mistake is at a column of line 25.
#[test]
fn claims_ask_of_games() {
    let games = "[game.fish]\nplayers = ['north', 'south']\n[game.turn]\nplayers = ['north', 'south']\nrounds = [{ player = 'north', at = 2020-02-01 }, { player = 'south', at = 2020-03-01 }]\n";
    for (test, expected) in [
        ("best_reply(fish, north, south = rest) == grow", ""),
        ("rest != best_reply(fish, south, north = grow)", ""),
        ("not equilibrium(fish, south = rest, north = grow)", ""),
        ("dominates(fish, north, grow, rest)", ""),
        (
            "payoff(fish, north, north = grow, south = rest) > objective_north",
            "",
        ),
        ("regret(fish, north = grow, south = rest) < 0.1", ""),
        ("regret(fish, south, north = grow, south = rest) == 0", ""),
        (
            "equilibrium(fihs, north = grow, south = rest)",
            "unknown-game 13",
        ),
        (
            "equilibrium(turn, north = grow, south = rest)",
            "game-call 13",
        ),
        ("equilibrium()", "game-call 1"),
        ("equilibrium(2 + 2)", "game-call 13"),
        ("equilibrium(fish, north = grow)", "game-call 1"),
        (
            "equilibrium(fish, north = grow, north = rest, south = grow)",
            "game-call 33",
        ),
        (
            "equilibrium(fish, north = grow, moon = grow)",
            "unknown-player 33",
        ),
        (
            "equilibrium(fish, north = grow, south = fish)",
            "unknown-strategy 41",
        ),
        ("equilibrium(fish, north = 1, south = rest)", "game-call 27"),
        ("equilibrium(fish, grow, rest)", "game-call 19"),
        ("best_reply(fish, north, south = rest)", "game-call 1"),
        ("best_reply(fish, north, south = rest) > 1", "game-call 1"),
        (
            "best_reply(fish, north, north = rest) == grow",
            "game-call 25",
        ),
        (
            "best_reply(fish, moon, south = rest) == grow",
            "unknown-player 18",
        ),
        (
            "best_reply(fish, north, south = rest) == gorw",
            "unknown-strategy 42",
        ),
        (
            "best_reply(fish, north, south = rest) == best_reply(fish, south, north = rest)",
            "game-call 42",
        ),
        ("dominates(fish, north, grow)", "game-call 1"),
        ("dominates(fish, north, grow, south = rest)", "game-call 1"),
        ("regret(fish, north, north = grow) == 0", "game-call 1"),
    ] {
        let text = of_games(&format!(
            "{games}[claim.c]\nsays = 'C.'\ntest = \"{test}\"\n"
        ));
        let found = errors(&MemoryFolder::new([("scenario.toml", text.as_str())]));
        // The equation begins in column 9.
        let expected: Vec<String> = expected
            .split_once(' ')
            .map(|(id, column)| (id, column.parse::<usize>().expect("a column") + 8))
            .map(|(id, column)| format!("{id} scenario.toml:26:{column}"))
            .into_iter()
            .collect();
        assert_eq!(found, expected, "{test}");
    }
}

#[test]
fn games_are_asked_in_tests_of_claims_alone() {
    for (place, expected) in [
        (
            "[variable.v]\nequation = 'payoff(fish, north, north = grow, south = grow)'\n",
            "misplaced-game scenario.toml:22:13",
        ),
        (
            "[outcome.v]\nequation = 'at_end(regret(fish, north = grow, south = grow))'\n",
            "misplaced-game scenario.toml:22:20",
        ),
        (
            "[claim.v]\nsays = 'V.'\ncheck = 'best_reply(fish, north, south = grow) == rest'\n",
            "misplaced-game scenario.toml:23:10",
        ),
    ] {
        let game = "[game.fish]\nplayers = ['north', 'south']\n";
        check(
            place,
            &[("scenario.toml", &of_games(&format!("{game}{place}")))],
            &[expected],
        );
    }
}

#[test]
fn a_folder_without_a_scenario_is_said() {
    struct Broken;
    impl Folder for Broken {
        fn read(&self, _: &str) -> Result<Vec<u8>, FolderError> {
            Err(FolderError::Unreadable {
                reason: "the disk is on strike".into(),
            })
        }
    }
    assert_eq!(errors(&MemoryFolder::default()), ["file-not-found"]);
    assert_eq!(errors(&Broken), ["file-unreadable"]);
    let reading = contend_scenario::read(&MemoryFolder {
        files: [("scenario.toml".to_owned(), vec![0xff, 0xfe])].into(),
    });
    assert!(reading.scenario.is_none());
}

#[test]
fn recursion_along_a_dimension_is_no_loop_but_a_circle_of_wholes_is() {
    let text = scenario(
        "[dimension]\nstage = ['farm', 'port', 'street']\n[variable]\n\
         price = { over = 'stage', equation = 'if stage == farm then 1 else price[stage - 1] * 3' }\n[outcome]\no = 'at_end(price[street])'\n",
    );
    check("along a dimension", &[("scenario.toml", &text)], &[]);
    let text = scenario("[variable]\na = 'b'\nb = 'c'\nc = 'a + 1'\n[outcome]\no = 'at_end(a)'\n");
    check(
        "a circle",
        &[("scenario.toml", &text)],
        &["loop scenario.toml:7:1"],
    );
    let text =
        scenario("[variable]\na = 'previous(b, 1)'\nb = 'a + 1'\n[outcome]\no = 'at_end(a)'\n");
    check("broken by memory", &[("scenario.toml", &text)], &[]);
}

#[test]
fn the_greatest_regret_needs_one_unit_for_all() {
    let units = "[objective.north]\nunit = 'month'\nequation = 'total(tax)'\n[objective.south]\nequation = 'at_end(boat)'\n";
    for (test, expected) in [
        (
            "regret(fish, north = grow, south = rest) == 0",
            vec!["unit-mismatch scenario.toml:25:9"],
        ),
        (
            "regret(fish, north, north = grow, south = rest) == 0",
            vec![],
        ),
        ("equilibrium(fish, north = grow, south = rest)", vec![]),
    ] {
        let text = scenario(&format!(
            "{ACTORS}{units}[game.fish]\nplayers = ['north', 'south']\n[claim.c]\nsays = 'C.'\ntest = '{test}'\n"
        ));
        check(test, &[("scenario.toml", &text)], &expected);
    }
}

#[test]
fn the_page_names_what_there_is() {
    let model = "[dimension]\nroute = ['a', 'b']\n[parameter]\nrate = { value = 1, assumption = 'x' }\n[stock]\nsize = { over = 'route', start = '1', change = '0' }\n\
         [outcome]\nlast = { over = 'route', equation = 'at_end(size)' }\n";
    for (page, expected) in [
        ("charts = [{ show = 'size' }, { show = 'size[b]' }]", vec![]),
        (
            "charts = [{ show = 'sizes' }]",
            vec!["unknown-name scenario.toml:15:20"],
        ),
        (
            "charts = [{ show = 'size[c]' }]",
            vec!["unknown-name scenario.toml:15:20"],
        ),
        (
            "charts = [{ show = 'rate' }]",
            vec!["wrong-type scenario.toml:15:20"],
        ),
        (
            "charts = [{ show = 'size', data = 'rate' }]",
            vec!["wrong-type scenario.toml:15:35"],
        ),
        (
            "charts = [{ title = 't' }]",
            vec!["missing-field scenario.toml:15:11"],
        ),
        (
            "profiles = ['best']",
            vec!["unknown-profile scenario.toml:15:13"],
        ),
        (
            "language = 'no tag'",
            vec!["wrong-type scenario.toml:15:12"],
        ),
        (
            "map = { flows = 'first' }",
            vec!["unknown-name scenario.toml:15:17"],
        ),
        (
            "map = { flows = 'last' }",
            vec!["page-map scenario.toml:15:17"],
        ),
        ("maps = 1", vec!["unknown-field scenario.toml:15:1"]),
    ] {
        let text = scenario(&format!("{model}[page]\n{page}\n"));
        check(page, &[("scenario.toml", &text)], &expected);
    }
}

#[test]
fn a_mark_may_have_words_of_its_own() {
    let text = scenario("[claim.c1-good]\nsays = 'Good.'\nvalue_judgement = true\n");
    let brief = "It is [[c1-good|rather good]], [[c1-good|]], [[c1-good]]; not [[c2-bad|bad]].";
    check(
        "words",
        &[("scenario.toml", &text), ("brief.md", brief)],
        &["unknown-claim brief.md:1:65"],
    );
}

#[test]
fn a_verdict_needs_room_between_its_bounds() {
    let of = |bounds: &str| format!("{HEAD}verdict = {{ {bounds} }}\n");
    let refused: &[&str] = &["out-of-bounds scenario.toml:6:1"];
    for (bounds, expected) in [
        ("holds = 0.6, fails = 0.4", &[][..]),
        ("holds = 1, fails = 0", &[]),
        ("holds = 0.51, fails = 0.5", &[]),
        ("holds = 0.5, fails = 0.5", refused),
        ("holds = 0.4, fails = 0.6", refused),
        ("holds = 1.1, fails = 0.5", refused),
        ("holds = 0.5, fails = -0.1", refused),
    ] {
        check(bounds, &[("scenario.toml", &of(bounds))], expected);
    }
}

/// The past of `x` is no loop, but how far to look back, and how fast what is under way flows out, are asked now. A
/// smoothed value is a stock, and its time acts on its rate alone.
#[test]
fn a_time_that_is_asked_now_can_close_a_loop() {
    let of = |function: &str| {
        scenario(&format!(
            "[parameter]\np = {{ value = 1, assumption = 'x' }}\n\
             [variable]\na = '{function}(p, b * 1{{month}}, 1)'\nb = '1 + abs(a)'\n"
        ))
    };
    for function in ["lag", "delay_fixed", "delay", "delay3"] {
        check(
            function,
            &[("scenario.toml", &of(function))],
            &["loop scenario.toml:9:1"],
        );
    }
    check("smooth", &[("scenario.toml", &of("smooth"))], &[]);
}

/// The files of a folder on disk, and of those in it, but what is expected of them.
fn folder_of(path: &std::path::Path) -> MemoryFolder {
    let mut folder = MemoryFolder::default();
    for entry in std::fs::read_dir(path).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        if entry.path().is_dir() {
            let inner = folder_of(&entry.path()).files.into_iter();
            let inner = inner.map(|(path, bytes)| (format!("{name}/{path}"), bytes));
            folder.files.extend(inner);
        } else if name != "expected.txt" {
            let bytes = std::fs::read(entry.path()).expect("a file");
            folder.files.insert(name, bytes);
        }
    }
    folder
}

/// Whether the sentences have a place for each argument. What a phrase or a further place names is not looked for.
fn all_used(finding: &contend_model::diagnostic::Diagnostic) {
    let entry = contend_words::diagnostics::explain(&finding.id).expect("an entry");
    let said = entry.said.iter().find(|s| s.case == finding.case);
    let said = said.expect("a case");
    let used = |name: &str| {
        let named =
            |t: &str| t.contains(&format!("{{{name}}}")) || t.contains(&format!("{{{name}:"));
        named(said.message) || named(said.label) || said.hint.iter().any(|h| named(h))
    };
    for (name, _) in &finding.arguments {
        let elsewhere = name == "symbol" || !finding.related.is_empty();
        assert!(
            used(name) || elsewhere,
            "{}: {name} is not said",
            finding.id
        );
    }
}

/// Findings with all that is said of them, one a paragraph.
fn told(reading: &contend_scenario::Reading) -> String {
    let mut all = String::new();
    for finding in &reading.findings {
        let text = contend_words::diagnostics::text(finding);
        all_used(finding);
        let place =
            |at: contend_model::place::LineColumn| format!("{}:{}:{}", at.path, at.line, at.column);
        let at = finding
            .line_column(&reading.files)
            .map_or(String::new(), place);
        all += &format!("{} {} {at}\n  {}\n", finding.id, finding.case, text.message);
        if !text.label.is_empty() {
            all += &format!("  label: {}\n", text.label);
        }
        for (related, words) in finding.related.iter().zip(&text.related) {
            let at = place(reading.files.line_column(related.span));
            all += &format!("  {at}: {words}\n");
        }
        if let Some(hint) = &text.hint {
            all += &format!("  do: {hint}\n");
        }
    }
    all
}

/// Every folder of `tests/diagnostics` is a scenario with mistakes, and `expected.txt` holds what is said of them.
/// `UPDATE_SNAPSHOTS=1` writes it anew; then read what has changed.
#[test]
fn what_is_said_of_each_mistake_stays() {
    let folders = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnostics"));
    let mut said = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folders).expect("mistakes").flatten() {
        let path = entry.path();
        let reading = contend_scenario::read(&folder_of(&path));
        said.extend(
            reading
                .findings
                .iter()
                .map(|f| (f.id.clone(), f.case.clone())),
        );
        let found = told(&reading);
        let expected = path.join("expected.txt");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&expected, &found).expect("written");
        }
        let known = std::fs::read_to_string(&expected).unwrap_or_default();
        for (i, (a, b)) in found.lines().zip(known.lines()).enumerate() {
            assert_eq!(a, b, "{}, line {}", expected.display(), i + 1);
        }
        assert_eq!(found.len(), known.len(), "{}", expected.display());
    }
    // What is said of numbers comes from a session, and is tested there.
    let of_numbers = |id: &str, case: &str| {
        let ids = [
            "event-before-now",
            "event-crowded",
            "negative-weight",
            "noise-by-step",
            "step-too-long",
            "value-off-centre",
        ];
        ids.contains(&id) || ["rule-outside", "rule-below"].contains(&case)
    };
    // The others need files of megabytes, or a library's own messages.
    let all: usize = (contend_words::diagnostics::CATALOGUE.iter())
        .map(|entry| {
            entry
                .said
                .iter()
                .filter(|s| !of_numbers(entry.id, s.case))
                .count()
        })
        .sum();
    assert!(said.len() * 8 >= all * 7, "{} of {all} cases", said.len());
}

/// A brief or a file of mistakes as large as may be read takes time in proportion, and what is said of it stays short.
/// (A run of this test that never ends is its failure.)
#[test]
fn mistakes_without_end_are_read_in_time_that_grows_with_them() {
    let found = |files: &[(&str, &str)]| {
        let reading = contend_scenario::read(&MemoryFolder::new(files.iter().copied()));
        assert!(reading.findings.len() <= 1_001);
        assert!(reading.scenario.is_some() || !reading.findings.is_empty());
        let note = reading.findings.last().expect("a finding");
        (note.id.to_string(), note.case.to_string(), reading)
    };
    let text = scenario("[outcome]\no = '1'\n[claim.c]\nsays = 'C.'\ntest = 'o > 0'\n");
    for brief in ["[", "[[", "[[c", "[[nobody]]", "![["] {
        let brief = brief.repeat(1_000_000 / brief.len());
        let (id, ..) = found(&[("scenario.toml", &text), ("brief.md", &brief)]);
        assert_eq!(id, "too-many-findings");
    }
    let many = |head: &str, line: &dyn Fn(usize) -> String| {
        let lines: String = (0..10_000).map(|i| line(i) + "\n").collect();
        scenario(&format!("{head}\n{lines}"))
    };
    for text in [
        many("[variable]", &|i| format!("v{i} = 'nope{i} + 1'")),
        many("[parameter]", &|i| format!("v{i} = {{ vale = {i} }}")),
        many("", &|i| {
            format!("[[correlation]]\nparameters = ['v{i}', 'w{i}']\nrank = 0.1")
        }),
        many("[stock]\nstore = { start = 0 }\n[flow]", &|i| {
            format!("f{i} = {{ equation = '1{{1/year}}', from = 'stores{i}' }}")
        }),
    ] {
        let (id, ..) = found(&[("scenario.toml", &text)]);
        assert_eq!(id, "too-many-findings");
    }
    // One loop through all of them: its names would fill pages.
    let circle = many("[variable]", &|i| {
        format!("v{i} = 'v{} + 1'", (i + 1) % 10_000)
    });
    let (id, _, reading) = found(&[("scenario.toml", &circle)]);
    assert_eq!((id.as_str(), reading.findings.len()), ("loop", 1));
    let words = contend_words::diagnostics::text(&reading.findings[0]);
    assert!(
        words.message.len() < 1_000 && words.related.len() < 20,
        "{}",
        words.message
    );
}

/// Warnings alone never stop the reading: what was not read would be missing without a word.
#[test]
fn warnings_without_end_leave_nothing_unread() {
    let lines: String = (0..2_000)
        .map(|i| format!("p{i} = {{ value = 1 }}\n"))
        .collect();
    let table = "z = { over = 'd', value = { a = 1, b = 2 }, assumption = 'x' }";
    let text = scenario(&format!(
        "[dimension]\nd = ['a', 'b']\n[parameter]\n{lines}{table}\n[outcome]\no = 'sum(z)'\n"
    ));
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    assert!(reading.scenario.is_some(), "refused without an error");
    let unknown = text.replace("over = 'd', value", "ovr = 'd', value");
    assert_eq!(
        contend_scenario::read(&MemoryFolder::new([("scenario.toml", unknown.as_str())])).scenario,
        None
    );
}

/// An entry that is a number, a text, a truth, a date or a list where fields belong is never passed over.
#[test]
fn no_entry_of_a_wrong_kind_is_refused_without_a_word() {
    let frame = "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n[actor.a]\n[lever.l]\nactor = 'a'\nrange = [0, 1]\n";
    let sections = [
        "parameter",
        "series",
        "lookup",
        "stock",
        "flow",
        "variable",
        "event",
        "actor",
        "lever",
        "profile",
        "outcome",
        "objective",
        "game",
        "claim",
        "dimension",
        "strategy.a",
        "strategy",
        "scenario",
        "page",
        "correlation",
    ];
    let mut refused = 0;
    for section in sections {
        for value in ["3", "'x'", "true", "2020-01-01", "[1, 'x']", "[]", "[[1]]"] {
            let text = format!("{frame}[{section}]\nentry = {value}\n");
            // `errors` itself asserts that what cannot be run has a finding with advice.
            let found = errors(&MemoryFolder::new([("scenario.toml", text.as_str())]));
            refused += usize::from(!found.is_empty());
        }
    }
    // What may be written short: numbers and equations.
    assert!(refused > 100, "{refused}");
}
