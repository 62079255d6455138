//! The page as text: nothing loads, nothing runs, nothing breaks out, everything leads somewhere, in every language.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_model::place::MemoryFolder;
use contend_page::{Engine, Options, render, render_claim};
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::page::Page;
use contend_session::request::RunRequest;
use contend_words::{LANGUAGES, Language};

fn page(folder: &MemoryFolder, worlds: u64) -> Page {
    let opened = Session::open(folder);
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let request = RunRequest {
        worlds: Some(worlds),
        ..RunRequest::default()
    };
    session.page(&request, &Sequential, &Silent).unwrap()
}

fn options(tag: &str) -> Options {
    Options {
        engine: None,
        also: Vec::new(),
        language: Language::of(tag).unwrap(),
        place: "scenarios/it's <here>".to_owned(),
        options: String::new(),
    }
}

fn hostile() -> MemoryFolder {
    MemoryFolder::new([
        ("scenario.toml", include_str!("hostile/scenario.toml")),
        ("brief.md", include_str!("hostile/brief.md")),
        ("sources.bib", include_str!("hostile/sources.bib")),
    ])
}

const HEAD: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2030\nstep = '1 year'\n\
    [parameter.rate]\nrange = [0, 1]\nassumption = 'a'\n[stock.size]\nstart = '1'\nchange = 'rate / 10{year}'\n\
    [outcome]\nlast = 'at_end(size)'\n";

fn small(rest: &str) -> Page {
    of_worlds(rest, 50)
}

fn of_worlds(rest: &str, worlds: u64) -> Page {
    page(
        &MemoryFolder::new([("scenario.toml", format!("{HEAD}{rest}").as_str())]),
        worlds,
    )
}

/// Tags of a page in order, with their attributes; text and style left out. Written apart from any HTML library: what is
/// no tag by these few rules would be none for a browser either.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c: char| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .expect("a tag is not closed");
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        if inside.starts_with('!') {
            continue;
        }
        let name = inside.split_whitespace().next().unwrap_or("").to_owned();
        let mut attributes = Vec::new();
        let mut tail = &inside[name.len()..];
        while let Some((key, after)) = tail.split_once("=\"") {
            let (value, next) = after.split_once('"').expect("an attribute is not closed");
            let key = key.split_whitespace().last().unwrap_or("").to_owned();
            attributes.push((key, value.to_owned()));
            tail = next;
        }
        if name == "style" || name == "script" {
            let end = rest.find(&format!("</{name}>"));
            rest = &rest[end.expect("a style sheet or a script is not closed")..];
        }
        found.push((name, attributes));
    }
    found
}

/// What every page must be, whatever is written in the scenario.
fn sound(html: &str) {
    let tags = tags(html);
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for (name, attributes) in &tags {
        let known = "a article aside b blockquote body br circle code desc details div em fieldset figcaption figure footer g h1 h2 h3 h4 \
            h5 button head header hr html i input label legend li line link main mark meta nav ol output p path pre rect script section select small span strong style \
            summary sup svg symbol table caption tbody td text th thead title tr ul use var";
        let plain = name.trim_start_matches('/');
        assert!(known.split_whitespace().any(|k| k == plain), "<{name}>");
        if let Some(closing) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closing));
        } else if name == "link" {
            let own = attributes.iter().map(|(k, v)| format!("{k}={v}"));
            let own: Vec<String> = own.collect();
            assert_eq!(own, ["rel=icon", "href=data:,"], "a page leads to nothing");
            continue;
        } else if !["br", "hr", "input", "meta"].contains(&name.as_str()) {
            open.push(name);
        }
        for (key, value) in attributes {
            assert!(!key.starts_with("on"), "{key}");
            if key == "id" {
                assert!(ids.insert(value.clone()), "two have the id {value}");
                assert!(!value.contains(char::is_whitespace), "{value}");
            }
            if key == "href" {
                let good = ["#", "https://", "http://", "mailto:", "data:image/svg+xml,"];
                assert!(good.iter().any(|g| value.starts_with(g)), "{value}");
            }
            assert!(
                !["src", "srcset", "action", "style"].contains(&key.as_str()),
                "{key}"
            );
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for (name, attributes) in &tags {
        for (key, value) in attributes {
            if let (true, Some(target)) = (key == "href", value.strip_prefix('#')) {
                assert!(
                    ids.contains(target),
                    "<{name}> leads to #{target}, which is nowhere"
                );
            }
            if key == "aria-labelledby" {
                value
                    .split(' ')
                    .for_each(|id| assert!(ids.contains(id), "{id}"));
            }
        }
    }
    let sheets: Vec<&str> = (html.split("<style").skip(1))
        .filter_map(|s| s.split("</style>").next())
        .collect();
    // That of the page, that of figures, and one in each picture of a search.
    assert!(sheets.len() >= 2);
    for css in sheets {
        assert!(!css.contains("url(") && !css.contains("@import"));
    }
    assert!(html.contains("Content-Security-Policy"));
    let bad = |c: char| (c.is_control() && c != '\n' && c != '\t') || (c as u32) & 0xfffe == 0xfffe;
    assert!(!html.contains(bad), "a character that HTML may not hold");
}

#[test]
fn a_scenario_full_of_markup_stays_text() {
    let page = page(&hostile(), 40);
    assert!(page.run.failed_worlds > 0 && page.map.is_some() && page.games.len() == 1);
    for tag in LANGUAGES {
        let html = render(&page, &options(tag));
        sound(&html);
        // Its own scripts and what three of them read, all of which the page ends itself.
        let scripts = html.to_lowercase().matches("<script").count();
        let [assumed, drawn] = [page.assumptions.is_some(), page.charts_by_world.is_some()];
        assert_eq!(
            scripts,
            1 + 4 * usize::from(assumed) + 2 * usize::from(drawn)
        );
        assert_eq!(html.to_lowercase().matches("</script").count(), scripts);
        assert!(!html.contains("href=\"javascript:") && !html.contains("href=\"file:"));
        assert!(html.contains("&lt;script&gt;alert('block')&lt;/script&gt;"));
        for claim in &page.claims {
            sound(&render_claim(&page, &claim.finding.id, &options(tag)).unwrap());
        }
    }
    assert_eq!(render_claim(&page, "no-such-claim", &options("en")), None);
}

/// No place of a message is left unfilled, and no key stands for its message, on a page that has every part.
#[test]
fn every_language_fills_its_messages() {
    let page = page(&hostile(), 40);
    for tag in LANGUAGES {
        let html = render(&page, &options(tag));
        let text = html.split("</style>").nth(2).unwrap();
        // Messages that the script fills come last.
        let text = text.split("<script").next().unwrap();
        for name in [
            "{n}",
            "{share}",
            "{worlds}",
            "{low}",
            "{high}",
            "{what}",
            "{baseline}",
            "{profile}",
            "{value}",
            "{by}",
        ] {
            assert!(!text.contains(name), "{tag}: {name}");
        }
        assert!(html.contains(&format!("<html lang=\"{tag}\"")));
    }
    let spanish = render(&page, &options("es"));
    assert!(spanish.contains("lang=\"en\"") && spanish.contains("Cómo se hizo"));
}

/// What is found of a game is told in the language of the page: only names are the author's.
#[test]
fn games_are_told_in_the_language_of_the_page() {
    let page = page(&hostile(), 40);
    for (tag, resampled) in [
        ("en", "sets of worlds drawn anew"),
        ("es", "conjuntos de mundos sorteados de nuevo"),
        ("pt", "conjuntos de mundos sorteados de novo"),
    ] {
        let html = render(&page, &options(tag));
        let (_, games) = html.split_once("<section id=\"games\"").unwrap();
        let (games, _) = games.split_once("</section>").unwrap();
        assert!(games.contains(resampled), "{tag}: {games}");
        for element in ["<ul lang", "<li lang", "<p lang", "<p class=\"small\" lang"] {
            assert!(!games.contains(element), "{tag}: {element}");
        }
        assert!(!games.contains('`'), "{tag}: {games}");
    }
}

#[test]
fn pages_of_all_sizes_are_sound() {
    // No claim, no brief, nothing to draw but a stock.
    let none = small("");
    sound(&render(&none, &options("en")));
    assert!(none.claims.is_empty() && none.brief.is_none());
    // One claim, with a brief of one mark and nothing else.
    let text = format!("{HEAD}[claim.grows]\nsays = 'It grows.'\ntest = 'last > 1.5'\n");
    let folder = MemoryFolder::new([("scenario.toml", text.as_str()), ("brief.md", "[[grows]]")]);
    let one = page(&folder, 50);
    let html = render(&one, &options("pt"));
    sound(&html);
    assert!(html.contains("id=\"mark-grows-1\"") && html.contains("id=\"claim-grows\""));
    // Two hundred.
    let many: String = (0..200)
        .map(|i| {
            format!(
                "[claim.c{i}-grows]\nsays = 'Grows by {i}.'\ntest = 'last > {}'\n",
                1.0 + f64::from(i) / 200.0
            )
        })
        .collect();
    let many = small(&many);
    let html = render(&many, &options("en"));
    sound(&html);
    assert_eq!(html.matches("<details class=\"card\"").count(), 200);
    assert!(html.len() < 1_500_000, "{}", html.len());
}

#[test]
fn every_world_failed() {
    let page = small(
        "[outcome.broken]\nequation = 'at_end(size) / 0'\n[claim.x]\nsays = 'X.'\ntest = 'broken > 1'\n",
    );
    assert_eq!(
        (page.run.failed_worlds, page.claims[0].finding.share()),
        (50, None)
    );
    let html = render(&page, &options("en"));
    sound(&html);
    assert!(html.contains("It has a value in no world") && html.contains("id=\"failed-runs\""));
}

/// The histogram of a claim tells the share that its verdict tells.
#[test]
fn histograms_agree_with_verdicts() {
    let page = small(
        "[lever.push]\nactor = 'a'\nrange = [0, 1]\n[actor.a]\n[strategy.a.rest]\npush = 0\n[strategy.a.act]\npush = 1\n\
         [profile.calm]\na = 'rest'\n[profile.storm]\na = 'act'\n[outcome.out]\nequation = 'at_end(size * (1 + push))'\n\
         [claim.value]\nsays = 'V.'\ntest = 'last > 1.5'\n[claim.flipped]\nsays = 'F.'\ntest = '1.4 >= last'\n\
         [claim.less]\nsays = 'L.'\ntest = 'out@storm - 2.4 < out@calm'\n[claim.ratio]\nsays = 'R.'\ntest = 'out@storm > 1.5 * out@calm'\n",
    );
    for claim in &page.claims {
        let [tested] = claim.tested.as_slice() else {
            panic!("{}: one comparison", claim.finding.id)
        };
        let at = tested
            .edges
            .iter()
            .position(|e| (e - tested.threshold).abs() < 1e-9);
        let below: u64 = tested.counts[..at.unwrap_or(0)].iter().sum();
        let holds = if tested.above {
            tested.worlds - below
        } else {
            below
        };
        let share = holds as f64 / tested.worlds as f64;
        assert!(
            (share - claim.finding.share().unwrap()).abs() < 0.03,
            "{}: {share}",
            claim.finding.id
        );
    }
}

/// What the page says goes out as JSON too, and the same twice.
#[test]
fn the_model_is_plain_data() {
    let json = |page: &Page| serde_json::to_string(page).unwrap();
    let (a, b) = (page(&hostile(), 20), page(&hostile(), 20));
    assert_eq!(json(&a), json(&b));
    assert_eq!(render(&a, &options("es")), render(&b, &options("es")));
    assert!(json(&a).contains("\"fingerprint\""));
}

#[test]
fn the_policy_lets_nothing_be_loaded_and_names_what_runs() {
    let html = render(&small(""), &options("en"));
    let policy = html
        .split("Content-Security-Policy\" content=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .replace("&#39;", "'");
    let mut rules = policy.split(';').map(str::trim);
    assert_eq!(rules.next(), Some("default-src 'none'"));
    for rule in rules {
        let (what, from) = rule.split_once(' ').unwrap();
        if what == "script-src" {
            let scripts = html.matches("<script>").count();
            assert_eq!(from.split(' ').count(), scripts, "{rule}");
            assert!(from.split(' ').all(|s| s.starts_with("'sha256-")), "{rule}");
            continue;
        }
        let allowed = match what {
            "style-src" => "'unsafe-inline'",
            "img-src" => "data:",
            _ => "'none'",
        };
        assert_eq!(from, allowed, "{rule}");
    }
}

#[test]
fn every_verdict_stands_beside_its_claim_with_its_share() {
    // So many that the strata leave no luck in the digits told.
    let page = of_worlds(
        "[claim]\nlikely = { says = 'a', test = 'last > 1.1' }\nopen = { says = 'b', test = 'last > 1.5' }\n\
         unlikely = { says = 'c', test = 'last > 1.9' }\nfalse = { says = 'e', check = 'rate > 1' }\n",
        1024,
    );
    let html = render(&page, &options("en"));
    for (id, word, share) in [
        ("likely", "holds", "90"),
        ("open", "contested", "50"),
        ("unlikely", "fails", "10"),
        ("false", "not true", ""),
    ] {
        let (before, _) = html.split_once(&format!("id=\"claim-{id}\"")).unwrap();
        let (_, card) = before.rsplit_once("<summary").unwrap();
        // What is read, not what is styled.
        let words: String = card
            .split('<')
            .filter_map(|piece| Some(piece.split_once('>')?.1))
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            words.contains(word) && words.contains(share),
            "{id}: {words}"
        );
    }
}

/// The words of a part of a page that begins with this text and ends before that one.
fn words(html: &str, from: &str, to: &str) -> String {
    let (_, rest) = html.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    let part = rest.split_once(to).map_or(rest, |(part, _)| part);
    let pieces = part.split('<').filter_map(|p| Some(p.split_once('>')?.1));
    let text: Vec<&str> = pieces.flat_map(str::split_whitespace).collect();
    text.join(" ")
}

/// The first number after some words.
fn number_after(text: &str, words: &str) -> f64 {
    let (_, rest) = text
        .split_once(words)
        .unwrap_or_else(|| panic!("no {words:?} in {text}"));
    let number = rest
        .trim_start()
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .next();
    let number = number.unwrap().trim_end_matches('.');
    number
        .parse()
        .unwrap_or_else(|_| panic!("no number after {words:?} in {text}"))
}

/// `last` is uniform between 1 and 2, one world in each of 1,024 equal parts.
fn uniform(rest: &str) -> (MemoryFolder, String) {
    let text = format!("{HEAD}{rest}");
    let folder = MemoryFolder::new([("scenario.toml", text.as_str())]);
    let html = render(&page(&folder, 1024), &options("en"));
    (folder, html)
}

fn card(html: &str, id: &str) -> String {
    words(html, &format!("id=\"claim-{id}\""), "class=\"card\"")
}

#[test]
fn a_hinge_says_on_which_side_the_claim_is_true() {
    // In one of twenty worlds something else decides: more than a claim may have that repeats the rate.
    let (_, html) = uniform(
        "[parameter.other]\nrange = [0, 1]\nassumption = 'a'\n\
         [claim]\nhigh = { says = 'a', test = 'last > 1.4 and other < 0.95' }\nlow = { says = 'b', test = 'last < 1.4 and other < 0.95' }\n",
    );
    for (id, side) in [("high", "above"), ("low", "below")] {
        let card = card(&html, id);
        let turns = number_after(&card, &format!(": {side}"));
        assert!((turns - 0.4).abs() < 0.005, "{card}");
        let there = number_after(&card, "it holds in");
        assert!((93.0..=97.0).contains(&there), "{there}: {card}");
    }
}

/// What the terminal says beside a share the page says too.
#[test]
fn cards_tell_what_a_verdict_amounts_to() {
    let (_, html) = uniform(
        "[actor.a]\n[lever.pull]\nactor = 'a'\nrange = [0, 2]\ndefault = 2\n\
         [strategy.a]\noff = { pull = 2 }\non = { pull = 0.5 }\n\
         [profile]\noff = { a = 'off' }\non = { a = 'on' }\n\
         [outcome.capped]\nequation = 'min(rate, at_end(pull))'\n[outcome.chanced]\nequation = 'at_end(coin)'\n[variable]\ncoin = 'bernoulli(0.5)'\n\
         [claim]\nis = { says = 'a', test = 'last > 1.4', control = 'on' }\n\
         ties = { says = 'b', test = 'capped@on < capped@off' }\n\
         silent = { says = 'c', test = 'last@on > last@off' }\n\
         lucky = { says = 'd', test = 'chanced > 0' }\n\
         near = { says = 'e', test = 'last > 1.25' }\n",
    );
    for (id, said) in [
        (
            "is",
            "This repeats the assumption rate : it holds above 0.399 and not below.",
        ),
        ("is", "By threshold, of 100 worlds: "),
        ("is", "60 (57–63) at 1.4"),
        ("is", "Where the test names no profile, off is meant."),
        (
            "is",
            "Under the control on , where nothing is done: 60 of 100",
        ),
        ("ties", "Both sides are equal in 50 of 100"),
        (
            "silent",
            "says nothing about this: nothing leads from what off and on do differently to last",
        ),
        ("lucky", "Luck decides nearly all of it: "),
    ] {
        let card = card(&html, id);
        assert!(card.contains(said), "{said}: {card}");
    }
    let glance = words(&html, "id=\"claims-title\"", "id=\"claim-near\"");
    assert!(glance.contains("contested–holds 75"), "{glance}");
    assert!(glance.contains("says nothing"), "{glance}");
}

#[test]
fn a_histogram_says_where_half_and_nine_tenths_of_the_worlds_lie() {
    let (_, html) = uniform("[claim.high]\nsays = 'a'\ntest = 'last > 1.5'\n");
    let card = card(&html, "high");
    for (words, known) in [
        ("worlds lie below", 1.5),
        ("nine of ten lie between", 1.05),
        ("and", 1.95),
    ] {
        let (_, tail) = card.split_once("Half of the").unwrap();
        let found = number_after(tail, words);
        assert!((found - known).abs() < 0.006, "{words} {found}");
    }
}

/// Three worlds of 1,024 are not none, and 1,021 are not all.
#[test]
fn few_worlds_are_not_told_as_none_nor_most_as_all() {
    let (_, html) = uniform(
        "[claim]\nrare = { says = 'a', test = 'last > 1.997' }\nusual = { says = 'b', test = 'last < 1.997' }\n\
         never = { says = 'c', test = 'last > 3' }\n",
    );
    for (id, share) in [
        ("rare", "&lt;1 %"),
        ("usual", "&gt;99 %"),
        ("never", " 0 %"),
    ] {
        let (before, _) = html.split_once(&format!("id=\"claim-{id}\"")).unwrap();
        let (_, summary) = before.rsplit_once("<summary").unwrap();
        let told = words(summary, "", "</summary>");
        assert!(told.contains(share), "{id}: {told}");
    }
}

/// A share of just three quarters holds, of just one quarter fails; page and report say the same.
#[test]
fn a_share_at_a_bound_is_called_alike_by_page_and_report() {
    let (folder, html) = uniform(
        "[claim]\nholds = { says = 'a', test = 'last > 1.25' }\nfails = { says = 'b', test = 'last > 1.75' }\n\
         inside = { says = 'c', test = 'last > 1.251' }\n",
    );
    let session = Session::open(&folder).session.unwrap();
    let request = RunRequest {
        worlds: Some(1024),
        ..RunRequest::default()
    };
    let report = session.run(&request, &Sequential, &Silent).unwrap();
    let report = serde_json::to_value(&report.claims).unwrap();
    let known = [
        ("holds", 0.75),
        ("fails", 0.25),
        ("contested", 767.0 / 1024.0),
    ];
    for (claim, (word, share)) in report.as_array().unwrap().iter().zip(known) {
        let id = claim["id"].as_str().unwrap();
        assert_eq!(
            (claim["share"].as_f64(), &claim["verdict"]),
            (Some(share), &word.into())
        );
        let (before, _) = html.split_once(&format!("id=\"claim-{id}\"")).unwrap();
        let (_, summary) = before.rsplit_once("<summary").unwrap();
        let told = words(summary, "", "</summary>");
        assert!(told.contains(word), "{id}: {told}");
    }
}

/// `last` has a value in all worlds, also in those with a rate above a half, in which `other` has none.
#[test]
fn quantiles_of_outcomes_leave_out_worlds_without_a_value_alone() {
    let (_, html) = uniform(
        "[variable]\nodd = '1 / (if rate > 0.5 then 0 else 1)'\n[outcome.other]\nequation = 'at_end(odd + rate)'\n",
    );
    let told = words(&html, "id=\"outcomes\"", "</section>");
    let median = number_after(&told, "last");
    assert!((median - 1.5).abs() < 0.006, "{told}");
    let median = number_after(&told, "other");
    assert!((median - 1.25).abs() < 0.006, "{told}");
    assert_eq!(
        told.matches("no value in 512 of 1,024 worlds").count(),
        1,
        "{told}"
    );
}

/// A chart is told as it is drawn: the baseline from and to, each other profile world by world, and the numbers by date.
#[test]
fn a_chart_is_told_in_its_own_numbers() {
    let (_, html) = uniform(
        "[lever.push]\nactor = 'a'\nrange = [-1, 1]\n[actor.a]\n[strategy.a]\nrest = { push = 0 }\nact = { push = 1 }\n\
         back = { push = -1 }\nidle = { push = 0 }\n[profile]\ncalm = { a = 'rest' }\nstorm = { a = 'act' }\n\
         turn = { a = 'back' }\nsleep = { a = 'idle' }\n\
         [variable]\npulled = '3 + size + (if rate > 0.75 then -1 else 1) * push'\n[page]\ncharts = [{ show = 'pulled' }]\n",
    );
    let (_, figure) = html.split_once("<figure").unwrap();
    let (figure, _) = figure.split_once("</figure>").unwrap();
    let told = words(figure, "", "<details");
    // The stock goes from 1 to 1 + rate, so that the median ends at 4.5 and nine of ten worlds between 4.05 and 4.95.
    assert!(told.contains("from 4 in 2020 to"), "{told}");
    assert!(
        (number_after(&told, "in 2020 to") - 4.5).abs() < 0.006,
        "{told}"
    );
    assert!(told.contains("in 2030 in the median world"), "{told}");
    assert!(
        (number_after(&told, "end between") - 4.05).abs() < 0.006,
        "{told}"
    );
    assert!(
        told.contains("Storm: more in 75 % of the worlds at the end, by 1 in the median."),
        "{told}"
    );
    assert!(
        told.contains("Turn: less in 75 % of the worlds at the end, by 1 in the median."),
        "{told}"
    );
    assert!(
        told.contains("Sleep: the same in every world at the end."),
        "{told}"
    );
    // What differs is the title, told once, and drawn first, with one filled band.
    let message = words(figure, "<p class=\"message\"", "</p>");
    assert_eq!(
        message.trim(),
        "Storm: more in 75 % of the worlds at the end, by 1 in the median."
    );
    assert_eq!(told.matches("Storm: more in").count(), 2, "{told}");
    let pictures: Vec<&str> = figure.split("<svg class=\"plot\"").skip(1).collect();
    assert!(pictures[0].contains("id=\"chart-pulled-difference-title\""));
    assert!(pictures[1].contains("id=\"chart-pulled-level-title\""));
    let drawn = |picture: &str, class: &str| picture.matches(class).count();
    assert_eq!(drawn(pictures[0], "\"band outer p1\""), 1);
    assert_eq!(
        (
            drawn(pictures[0], "\"band "),
            drawn(pictures[0], "\"edges p")
        ),
        (1, 2)
    );
    let (_, table) = figure.split_once("<details").unwrap();
    let table = words(table, "", "</table>");
    assert!((number_after(&table, "2020") - 4.0).abs() < 1e-9, "{table}");
    for year in [2020, 2025, 2030] {
        assert!(table.contains(&year.to_string()), "{table}");
    }
}

/// What a claim's test is said to be looked up in.
#[test]
fn tests_of_facts_and_of_worlds_are_introduced_apart() {
    let (_, html) = uniform(
        "[claim.fact]\nsays = 'a'\ncheck = 'rate < 0.7'\n[claim.run]\nsays = 'b'\ntest = 'last > 1.5'\n",
    );
    assert!(card(&html, "run").contains("True in a world in which"));
    assert!(card(&html, "fact").contains("Looked up in the data: true if"));
}

/// What decides a claim, in numbers that follow by hand: where `rate` is above 0.4, the claim is true in 95 of 100 worlds,
/// elsewhere in none. So `rate` alone has 0.95² · 0.6 · 0.4 of the variance 0.57 · 0.43, and to know it settles every world.
#[test]
fn a_card_tells_what_decides_what_would_settle_and_where_it_fails() {
    let (_, html) = uniform(
        "[parameter.other]\nrange = [0, 1]\nassumption = 'a'\nabout = 'Share of the others [code.7]: as far as known'\n\
         [claim]\nhigh = { says = 'a', test = 'last > 1.4 and other < 0.95' }\n",
    );
    let card = card(&html, "high");
    let tells = number_after(&card, "rate tells");
    let known = 100.0 * 0.95 * 0.95 * 0.6 * 0.4 / (0.57 * 0.43);
    assert!((tells - known).abs() < 5.0, "{known}: {card}");
    let (_, settles) = card
        .split_once("What would settle it Whoever learnt rate would have")
        .unwrap();
    assert!(
        number_after(settles, "the claim settled in") > 95.0,
        "{settles}"
    );
    assert!(
        (number_after(settles, "worlds (") - 60.0).abs() < 3.0,
        "{settles}"
    );
    let (_, place) = card.split_once("Where it fails").unwrap();
    assert!(place.contains("worlds in which rate is at most"), "{place}");
    assert!(
        (number_after(place, "at most") - 0.4).abs() < 0.02,
        "{place}"
    );
    assert!(
        (number_after(place, "in all worlds in") - 43.0).abs() < 4.0,
        "{place}"
    );
    assert!(!card.contains("No single number decides this"), "{card}");
    // Inputs have their author's words, without the codes.
    assert!(card.contains("Share of the others tells"), "{card}");
    assert!(!card.contains("code.7"), "{card}");
}

/// Both inputs decide it, and neither alone.
#[test]
fn what_no_single_number_decides_is_said_so() {
    let (_, html) = uniform(
        "[parameter.other]\nrange = [0, 1]\nassumption = 'a'\n[outcome.far]\nequation = 'other + 0 * at_end(size)'\n\
         [claim]\nboth = { says = 'a', test = '(last > 1.5 and far > 0.5) or (last < 1.5 and far < 0.5)' }\n",
    );
    let card = card(&html, "both");
    assert!(card.contains("No single number decides this."), "{card}");
    assert!(card.contains("inputs together: &gt;99 %"), "{card}");
}

/// A test of several outcomes in the words of their author: no names of the scenario, and no `max(max(`.
#[test]
fn tests_are_told_in_the_authors_words() {
    let (_, html) = uniform(
        "[outcome.a_1]\nequation = 'at_end(size)'\nabout = 'Fish in the north: counted at the end'\n\
         [outcome.b_1]\nequation = '0.5 * at_end(size)'\nabout = 'Fish in the south'\n\
         [claim.most]\nsays = 'a'\ntest = 'a_1 >= max(b_1, max(last, 1.2))'\n",
    );
    let card = card(&html, "most");
    let (told, _) = card.split_once("As written").unwrap();
    assert!(
        told.contains("Fish in the north") && told.contains("Fish in the south"),
        "{told}"
    );
    assert_eq!(told.matches("max(").count(), 1, "{told}");
    assert!(!told.contains("a 1") && !told.contains("b 1"), "{told}");
}

fn with_brief(rest: &str, brief: &str) -> (Page, String) {
    let text = format!("{HEAD}{rest}");
    let folder = MemoryFolder::new([("scenario.toml", text.as_str()), ("brief.md", brief)]);
    let page = page(&folder, 1000);
    let html = render(&page, &options("en"));
    sound(&html);
    (page, html)
}

/// A verdict stands behind the words that it judges, and is named by them for those who do not see them.
#[test]
fn a_mark_shows_the_words_that_are_judged() {
    let (_, html) = with_brief(
        "[claim.c07-soared]\nsays = 'Approval soared by ten.'\ncheck = 'rate > 2'\n",
        "It did not. That [[c07-soared|approval *really*\nsoared]] is wrong. [[c07-soared]] and [[c07-soared|]].",
    );
    let words_of = |n: u32| words(&html, &format!("id=\"words-c07-soared-{n}\""), "</span>");
    assert!(
        words_of(1).ends_with("approval *really* soared"),
        "{}",
        words_of(1)
    );
    // Never a verdict alone.
    assert!(words_of(2).ends_with("soared") && words_of(3).ends_with("soared"));
    for n in 1..=3 {
        let (_, link) = html
            .split_once(&format!("id=\"chip-c07-soared-{n}\""))
            .unwrap();
        let (attributes, _) = link.split_once('>').unwrap();
        let name = format!("aria-labelledby=\"words-c07-soared-{n} chip-c07-soared-{n}\"");
        assert!(attributes.contains(&name), "{attributes}");
        assert!(attributes.contains("href=\"#claim-c07-soared\""));
    }
    let brief = words(&html, "id=\"brief\"", "</section>");
    assert!(brief.contains("Judged: Approval soared by ten."), "{brief}");
    assert!(brief.contains("not true"), "{brief}");
}

/// What a reader should take away stands before the argument, and the index after it; facts are counted apart.
#[test]
fn findings_come_first_and_facts_are_counted_apart() {
    let (_, html) = with_brief(
        "[claim]\nlikely = { says = 'It grows well.', test = 'last > 1.1' }\nopen = { says = 'b', test = 'last > 1.5' }\n\
         true-fact = { says = 'c', check = 'rate > 0.2' }\nfalse-fact = { says = 'd', check = 'rate > 0.8' }\n\
         right = { says = 'e', value_judgement = true }\n\
         [page]\nauthor = 'A. Analyst'\nfunder = 'Nobody'\ndate = 2026-01-31\nfindings = ['likely']\n",
        "## One\n[[true-fact|a]] [[likely|b]] [[right|r]]\n## Two\n[[open|c]] [[false-fact|d]]",
    );
    let place = |what: &str| html.find(what).unwrap_or_else(|| panic!("no {what}"));
    assert!(place("class=\"byline\"") < place("id=\"found\""));
    assert!(place("id=\"found\"") < place("id=\"brief\""));
    assert!(place("id=\"brief\"") < place("id=\"claims-at-a-glance\""));
    let found = words(&html, "id=\"found\"", "</section>");
    assert!(
        found.contains("holds 90 % It grows well. In 90 of 100 simulated worlds"),
        "{found}"
    );
    assert!(!found.contains("contested 50"), "{found}");
    assert!(
        found.contains("2 claims tested in worlds: 1 holds 1 contested"),
        "{found}"
    );
    assert!(
        found.contains("2 facts looked up: 1 agrees 1 differs")
            || found.contains("2 facts looked up: 1 input check true 1 input check not true"),
        "{found}"
    );
    assert!(
        found.contains("1 judgement, which no run can test."),
        "{found}"
    );
    let byline = words(&html, "class=\"byline\"", "</p>");
    assert_eq!(byline, "By A. Analyst 31 January 2026 Funded by Nobody");
    // In the index the tested claim of a chapter stands before the fact that the text marks first.
    let (_, index) = html.split_once("id=\"claims-at-a-glance\"").unwrap();
    let (index, _) = index.split_once("</nav>").unwrap();
    assert!(index.find("#claim-likely").unwrap() < index.find("#claim-true-fact").unwrap());
    let (_, folded) = index.split_once("<details").unwrap();
    let (folded, _) = folded.split_once("</details>").unwrap();
    assert!(folded.contains("#claim-true-fact") && !folded.contains("#claim-likely"));
    assert!(
        words(folded, "<summary", "</summary>").contains("1 fact, which agrees"),
        "{folded}"
    );
    assert!(html.contains(
        "<meta name=\"description\" content=\"It grows well. In 90 of 100 simulated worlds"
    ));
}

/// Sources are folded, and only those are there to which a part of the page leads.
#[test]
fn only_sources_that_the_page_leads_to_are_listed() {
    let scenario = format!(
        "{HEAD}[parameter.fixed]\nvalue = 2\nsource = 'behind'\n[parameter.open]\nrange = [1, 2]\nsource = 'seen'\n\
         [outcome.o]\nequation = 'at_end(size) * fixed * open'\n[claim.x]\nsays = 'X.'\ntest = 'o > 3'\n"
    );
    let folder = MemoryFolder::new([
        ("scenario.toml", scenario.as_str()),
        (
            "sources.bib",
            "@misc{seen, title={Seen}}\n@misc{behind, title={Behind}}\n",
        ),
    ]);
    let html = render(&page(&folder, 200), &options("en"));
    sound(&html);
    assert!(html.contains("id=\"source-seen\"") && !html.contains("id=\"source-behind\""));
    let (_, section) = html.split_once("id=\"sources\"").unwrap();
    let (lead, list) = section.split_once("<details").unwrap();
    assert!(lead.contains("1 more stands behind numbers"), "{lead}");
    assert!(list.contains("id=\"source-seen\""));
}

/// What lies between two percentages is no percentage.
#[test]
fn percentages_lie_percentage_points_apart() {
    let (_, html) = uniform(
        "[lever.push]\nactor = 'a'\nrange = [0, 1]\n[actor.a]\n[strategy.a]\nrest = { push = 0 }\nact = { push = 1 }\n\
         [profile]\ncalm = { a = 'rest' }\nstorm = { a = 'act' }\n\
         [variable.liked]\nunit = '%'\nequation = '50{%} + 10{%} * push'\n\
         [outcome.level]\nunit = '%'\nequation = 'at_end(liked)'\n\
         [claim.more]\nsays = 'a'\ntest = 'level@storm > level@calm'\n[page]\ncharts = [{ show = 'liked' }]\n",
    );
    let figure = words(&html, "<figure class=\"chart\"", "</figure>");
    assert!(
        figure.contains(
            "Storm: more in 100 % of the worlds at the end, by 10 percentage points in the median."
        ),
        "{figure}"
    );
    assert!(
        figure.contains("world by world, in percentage points"),
        "{figure}"
    );
    assert!(
        figure.contains("from 50 % in 2020 to 50 % in 2030"),
        "{figure}"
    );
    let card = card(&html, "more");
    assert!(card.contains("lie below 10 percentage points"), "{card}");
}

/// Two players: a table of both where there is room, a list where there is none, each row with what its cells are.
#[test]
fn games_are_lists_where_there_is_no_room() {
    let html = render(&page(&hostile(), 40), &options("en"));
    let (_, games) = html.split_once("id=\"games\"").unwrap();
    let (wide, rest) = games.split_once("<div class=\"narrow\">").unwrap();
    assert!(wide.contains("class=\"matrix\""));
    let (list, _) = rest.split_once("</table>").unwrap();
    let (_, row) = list.split_once("<tbody><tr").unwrap();
    let (row, _) = row.split_once("</tr>").unwrap();
    assert_eq!(
        row.matches("<td").count(),
        row.matches("data-label=\"").count(),
        "{row}"
    );
}

fn moods(text: &str) -> Page {
    let brief = include_str!("assumptions/brief.md");
    page(
        &MemoryFolder::new([("scenario.toml", text), ("brief.md", brief)]),
        400,
    )
}

/// Everything that a run says of a claim which can be told again is marked for the script; what it reads cannot end the element
/// that it stands in, and the policy names the script by its hash.
#[test]
fn verdicts_that_are_told_again_are_marked() {
    let text = include_str!("assumptions/scenario.toml");
    let html = render(&moods(text), &options("en"));
    sound(&html);
    for claim in 0..5 {
        // In the brief and on the card; the index has its own mark.
        assert_eq!(
            html.matches(&format!("data-verdict=\"{claim}\"")).count(),
            2
        );
        for mark in ["data-rail", "data-phrase"] {
            let count = html.matches(&format!("{mark}=\"{claim}\"")).count();
            assert_eq!(count, 1, "{mark} {claim}");
        }
        // In the index and on the card.
        assert_eq!(html.matches(&format!("data-bar=\"{claim}\"")).count(), 2);
    }
    assert!(html.contains("; script-src 'sha256-"));
    assert!(!html.contains("'unsafe-inline'; script") && !html.contains("script-src 'unsafe"));
    // What shows all worlds whatever is assumed says so where something is.
    let whole =
        html.matches("data-whole=\"\" hidden").count() + html.matches("data-whole hidden").count();
    assert_eq!(whole, html.matches("<figure class=\"histogram\"").count());
    // The section waits for the script; in front stand two questions that turn most and the author's own.
    let (_, section) = html.split_once("<section class=\"assume\"").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    assert!(section.split('>').next().unwrap().ends_with(" hidden"));
    let places = [
        "Are they angry?",
        "How skilled they are",
        "What moves nothing",
    ]
    .map(|q| section.find(q));
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
    assert!(section.contains("turns 1 verdict<") && section.matches("<details").count() == 1);

    let hostile = text.replace(
        "How skilled they are",
        "A </script><script>alert(1)</script>",
    );
    let html = render(&moods(&hostile), &options("en"));
    sound(&html);
    assert_eq!(html.matches("<script").count(), 7);
    assert!(html.contains("\\u003c/script\\u003e\\u003cscript\\u003ealert(1)"));
}

/// A page with what its readers may move.
fn town(text: &str) -> Page {
    let brief = include_str!("acts/brief.md");
    let folder = MemoryFolder::new([("scenario.toml", text), ("brief.md", brief)]);
    let session = Session::open(&folder).session.unwrap();
    let request = RunRequest {
        worlds: Some(400),
        ..RunRequest::default()
    };
    let mut page = session.page(&request, &Sequential, &Silent).unwrap();
    let acts = session.acts(&page, &request, &Sequential, &Silent);
    page.acts = acts.unwrap();
    page
}

fn with_engine(tag: &str) -> Options {
    Options {
        engine: Some(Engine::Host { version: 1 }),
        ..options(tag)
    }
}

/// Where a page has an engine, every claim that is tested can be told again, also those that no assumption tells; names of levers and
/// options cannot end the element that they stand in, and the policy lets the page ask whoever serves it and nobody else.
#[test]
fn what_can_be_moved_stands_on_pages_with_an_engine_alone() {
    let text = include_str!("acts/scenario.toml");
    let page = town(text);
    for tag in LANGUAGES {
        sound(&render(&page, &with_engine(tag)));
    }
    let html = render(&page, &with_engine("en"));
    // The seventh claim is a fact that is looked up.
    for (claim, marks) in [(0, 2), (3, 2), (6, 2), (7, 0)] {
        let count = html.matches(&format!("data-verdict=\"{claim}\"")).count();
        assert_eq!(count, marks, "{claim}");
    }
    assert!(html.contains("; connect-src 'self'\"") && html.contains("id=\"act\""));
    let policy = html
        .split("Content-Security-Policy\" content=\"")
        .nth(1)
        .unwrap();
    let policy = policy.split('"').next().unwrap();
    let named = policy.matches("'sha256-").count();
    assert_eq!(named, html.matches("<script>").count());
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-eval"));
    let data = html.split("id=\"act-data\">").nth(1).unwrap();
    let data = data.split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    // Those that agree with what is known.
    let few = page.acts.as_ref().unwrap().preview.unwrap();
    assert!(few.asked == 275 && few.counting == 223 && page.run.worlds < 400);
    // A moved lever chooses no others, which is said where anything is known, and nowhere else.
    let line = text.lines().find(|l| l.starts_with("known ")).unwrap();
    let unknown = render(&town(&text.replace(line, "")), &with_engine("en"));
    let said = "a moved lever chooses no others";
    assert!(html.contains(said) && !unknown.contains(said));
    assert_eq!(data["worlds"], page.run.worlds);
    assert_eq!(data["preview"], few.counting);
    assert_eq!(
        data["front"],
        serde_json::json!([[0, 1, 0], [0, 1, 2], [0, 1, 3]])
    );
    assert_eq!(
        data["actors"][1]["levers"][0]["name"],
        "What the state asks of the town <b>for it</b>"
    );
    assert_eq!(
        data["actors"][0]["strategies"][1]["own"],
        serde_json::json!([6, 3, 0, 1])
    );

    // Without an engine nothing of it is there, and a claim by itself never has it.
    let without = render(&page, &options("en"));
    let claim = render_claim(&page, "lake-is-spoilt", &with_engine("en")).unwrap();
    for html in [&without, &claim] {
        for part in [
            "act-data",
            "id=\"act\"",
            "id=\"news\"",
            "connect-src",
            "engine",
        ] {
            assert!(!html.contains(part), "{part}");
        }
    }
    let unasked = {
        let mut page = page.clone();
        page.acts = None;
        render(&page, &options("en"))
    };
    assert!(without == unasked);

    let hostile = text.replace("A filter", "</script><script>alert(1)</script>");
    let html = render(&town(&hostile), &with_engine("en"));
    sound(&html);
    assert_eq!(
        html.matches("<script").count(),
        render(&page, &with_engine("en")).matches("<script").count()
    );
}

/// A page of one claim asks nothing: its script saves figures, and the policy knows no other.
#[test]
fn a_claim_by_itself_asks_nothing() {
    let page = moods(include_str!("assumptions/scenario.toml"));
    let html = render_claim(&page, "skill-is-there", &options("en")).unwrap();
    assert_eq!(html.matches("<script>").count(), 1);
    assert_eq!(html.matches("'sha256-").count(), 1);
    assert!(!html.contains("assume-data"));
}

/// To sail pays 1 in every world, to stay nothing: whatever is asked for, sailing is chosen, in 100 of 100. Of the search the front
/// is one strategy with both levers.
const FLEET: &str = "[actor.crew]\nname = 'The crew'\n[lever.out]\nactor = 'crew'\nrange = [0, 1]\n\
    [strategy.crew]\nstay = { out = 0 }\nsail = { out = 1 }\n[profile.base]\ncrew = 'stay'\n\
    [outcome]\ncost = 'at_end(out) * rate'\n\
    [objective.crew]\nequation = 'at_end(out) + 0 * rate'\n[actor.idle]\n[page]\nbetter = ['crew', 'idle']\n";

#[test]
fn strategies_are_ranked_where_the_author_asks() {
    let folder = MemoryFolder::new([(
        "scenario.toml",
        format!(
            "{}{FLEET}",
            HEAD.replace("[outcome]\nlast = 'at_end(size)'\n", "")
        )
        .as_str(),
    )]);
    let session = Session::open(&folder);
    let session = session
        .session
        .unwrap_or_else(|| panic!("{:?}", session.findings));
    let mut page = page(&folder, 200);
    assert_eq!(page.better.len(), 1);
    let search = contend_session::better::search::SearchRequest {
        actor: "crew".to_owned(),
        goals: [("cost", false), ("objective_crew", true)]
            .map(
                |(outcome, more)| contend_session::better::search::GoalRequest {
                    outcome: outcome.to_owned(),
                    more,
                    worst_tenth: false,
                },
            )
            .to_vec(),
        candidates: Some(200),
        worlds: Some(200),
        ..Default::default()
    };
    let found = session
        .search(&search, &Sequential, &Silent, &mut |_| {})
        .unwrap();
    let settings = contend_words::search::settings(&Language::default(), &found, &found.found[0]);
    page.searches.push(found);
    for tag in LANGUAGES {
        let html = render(&page, &options(tag));
        sound(&html);
        let m = Language::of(tag).unwrap();
        let part = html.split("id=\"better\"").nth(1).unwrap();
        let part = part.split("id=\"claims\"").next().unwrap();
        assert!(part.contains("The crew"), "{part}");
        // Each measure chooses it, in all worlds drawn anew.
        let always = m.f("better-of-hundred", &[("share", &m.of_hundred(1.0))]);
        let context = &page.better[0].contexts[0];
        assert_eq!(
            part.matches(&format!(">{always}<")).count(),
            context.measures.len(),
            "{part}"
        );
        let rows = part.split("<tbody>").nth(1).unwrap();
        let rows = rows.split("</tbody>").next().unwrap();
        assert_eq!(rows.matches(">sail<").count(), context.measures.len());
        // What staying brings is enough, and neither is ever below its own median: by these two measures they are equal, by no other.
        assert_eq!(rows.matches(">stay<").count(), 2, "{rows}");
        assert!(part.contains("class=\"picture\"") && part.contains("search-crew-picture-title"));
        if tag == "en" {
            assert!(part.contains(&settings), "{settings}");
        }
        // Whoever cannot be ranked is told among the notes.
        assert!(page.notes.iter().any(|note| {
            html.contains(
                contend_words::runs::note(&m, note)
                    .to_string()
                    .split('`')
                    .next()
                    .unwrap(),
            )
        }));
    }
    let left_out = |note: &contend_session::report::Note| matches!(note, contend_session::report::Note::BetterLeftOut { actor, .. } if actor == "idle");
    assert!(page.notes.iter().any(left_out));
    // Unasked there is no such part.
    let html = render(&small(""), &options("en"));
    assert!(!html.contains("id=\"better\""));
}

/// A page links to itself in other languages by their own names, and not where there are none.
#[test]
fn the_same_page_in_another_language_is_one_link_away() {
    let page = page(&hostile(), 20);
    let alone = render(&page, &options("en"));
    assert!(!alone.contains("class=\"languages\""));
    let also = vec![
        (Language::of("es").unwrap(), "a page.es.html".to_owned()),
        (
            Language::of("pt").unwrap(),
            "https://example.org/?a=\"b\"&c".to_owned(),
        ),
    ];
    let html = render(
        &page,
        &Options {
            also,
            ..options("en")
        },
    );
    let (_, nav) = html.split_once("<nav class=\"languages\"").unwrap();
    let (nav, _) = nav.split_once("</nav>").unwrap();
    assert!(nav.contains("<span aria-current=\"page\">English</span>"));
    assert!(nav.contains("<a href=\"a page.es.html\" hreflang=\"es\" lang=\"es\">Español</a>"));
    assert!(nav.contains("<a href=\"https://example.org/?a=&quot;b&quot;&amp;c\" hreflang=\"pt\" lang=\"pt\">Português</a>"));
}
