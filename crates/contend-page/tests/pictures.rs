//! Pictures of answers: what is drawn stands where the numbers say, and every name is text.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_model::place::MemoryFolder;
use contend_page::pictures;
use contend_session::Session;
use contend_session::better::BetterRequest;
use contend_session::better::search::{GoalRequest, SearchRequest};
use contend_session::executor::{Sequential, Silent};
use contend_session::request::WhyRequest;
use contend_session::why::report::WhyReport;
use contend_words::{LANGUAGES, Language};

/// A claim that holds in a corner of two inputs, or under one option; names and words that would break out if they could.
const TEXT: &str = r#"
[scenario]
title = "t"
start = 2020
end = 2021
step = "1 year"
[parameter]
fish = { range = [0, 1], assumption = "a" }
weather = { range = [0, 1], assumption = "a" }
kind = { options = ["cod", "herring", "eel"], assumption = "a" }
[actor.crew]
name = "The <crew> & \"others\""
[lever.out]
actor = "crew"
range = [0, 1]
[strategy.crew]
stay = { out = 0 }
half = { out = 0.5 }
sail = { out = 1 }
[profile.base]
crew = "sail"
[outcome]
corner = "at_end(if fish > 0.5 and weather < 0.4 then 1 else 0)"
landed = "at_end(fish + 3 * weather)"
by_kind = "at_end(if kind == cod and fish > 0.3 then 1 else 0)"
same = "at_end(1 + 0 * fish)"
[objective.crew]
equation = "at_end(out) * (fish - 0.3)"
[claim.corner]
says = "A corner < there & \"here\"."
test = "corner > 0.5"
[claim.kind]
says = "By kind."
test = "by_kind > 0.5"
"#;

fn session() -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", TEXT)]));
    let findings = opened.findings;
    opened.session.unwrap_or_else(|| panic!("{findings:?}"))
}

fn why(answer: &str) -> WhyReport {
    let request = WhyRequest {
        answer: Some(answer.to_owned()),
        worlds: Some(2000),
        place: true,
        ..WhyRequest::default()
    };
    session().why(&request, &Sequential, &Silent).unwrap()
}

/// The values of an attribute of all tags that begin so.
fn numbers(svg: &str, tag: &str, attribute: &str) -> Vec<f64> {
    let tags = svg.split('<').filter(|t| t.starts_with(tag));
    let value = |t: &str| {
        let (_, rest) = t.split_once(&format!(" {attribute}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    tags.map(value).collect()
}

/// Every bar begins where 0 is and is as long as its share; whiskers reach as far as their interval.
#[test]
fn bars_are_as_long_as_their_shares() {
    let report = why("corner");
    let found = report.claims[0].decides.as_ref().unwrap();
    let svg = pictures::why(&Language::default(), &report).unwrap();
    let bars = numbers(&svg, "rect class=\"bar\"", "width");
    assert_eq!(bars.len(), found.inputs.len());
    let single = numbers(&svg, "rect class=\"single\"", "width")[0];
    let together = numbers(&svg, "rect class=\"together\"", "width")[0];
    let unit = single / found.one_at_a_time;
    let near = |width: f64, share: f64| {
        assert!((width - share * unit).abs() < 0.11, "{width} for {share}");
    };
    near(together, found.together.unwrap());
    for (bar, input) in bars.iter().zip(&found.inputs) {
        near(*bar, input.share);
    }
    // `M low y H high`: from one end of the interval to the other.
    let whiskers: Vec<f64> = (svg.split("class=\"whisker\" d=\"M").skip(1))
        .map(|rest| {
            let low: f64 = rest.split(' ').next().unwrap().parse().unwrap();
            let high = rest.split('H').nth(1).unwrap();
            let high: f64 = high.split('M').next().unwrap().parse().unwrap();
            high - low
        })
        .collect();
    assert_eq!(whiskers.len(), found.inputs.len());
    for (whisker, input) in whiskers.iter().zip(&found.inputs) {
        near(*whisker, input.high - input.low);
    }
}

/// Worlds in which it holds are filled, and lie in the box as often as its density says; the box is where the conditions are.
#[test]
fn worlds_lie_in_the_box_where_they_meet_its_conditions() {
    let report = why("corner");
    let place = report.claims[0].place.as_ref().unwrap();
    let dots = place.dots.as_ref().unwrap();
    let svg = pictures::why(&Language::default(), &report).unwrap();
    let of = |attribute| numbers(&svg, "rect class=\"box\"", attribute)[0];
    let (left, top) = (of("x"), of("y"));
    let (right, floor) = (left + of("width"), top + of("height"));
    let inside = |class: &str| {
        let tag = format!("circle class=\"{class}\"");
        let xs = numbers(&svg, &tag, "cx");
        let places = xs.iter().zip(numbers(&svg, &tag, "cy"));
        // The last is that of the key.
        let mut all: Vec<bool> = places
            .map(|(x, y)| *x >= left && *x <= right && y >= top && y <= floor)
            .collect();
        assert_eq!(all.pop(), Some(false));
        all
    };
    let (is, not) = (inside("is"), inside("not"));
    assert_eq!(is.len(), dots.dots.iter().filter(|d| d.is).count());
    assert_eq!(is.len() + not.len(), dots.dots.len());
    let count = |all: &[bool]| all.iter().filter(|inside| **inside).count() as f64;
    let density = count(&is) / (count(&is) + count(&not));
    assert!(
        (density - place.density.unwrap().share).abs() < 0.05,
        "{density}"
    );
    assert!(count(&is) / is.len() as f64 > 0.9);
}

/// A choice has a band for each option that is left.
#[test]
fn options_are_bands() {
    let report = why("kind");
    let dots = report.claims[0]
        .place
        .as_ref()
        .unwrap()
        .dots
        .as_ref()
        .unwrap();
    let choice = dots.axes.iter().position(|a| a.input == "kind").unwrap();
    assert_eq!(dots.axes[choice].limit.as_ref().unwrap().options, ["cod"]);
    let svg = pictures::why(&Language::default(), &report).unwrap();
    let side = if choice == 0 {
        ("width", 420.0)
    } else {
        ("height", 300.0)
    };
    let band = numbers(&svg, "rect class=\"box\"", side.0);
    assert_eq!(band.len(), 1);
    assert!((band[0] - side.1 / 3.0).abs() < 0.2, "{band:?}");
    for option in ["cod", "herring", "eel"] {
        assert!(svg.contains(&format!(">{option}<")));
    }
}

/// The mean of 0.2, a half and nothing: by hand, at the ends of the axis and midway.
#[test]
fn strategies_stand_where_they_come_to() {
    let request = BetterRequest {
        actor: "crew".to_owned(),
        worlds: Some(2000),
        ..BetterRequest::default()
    };
    let report = session().better(&request, &Sequential, &Silent).unwrap();
    let svg = pictures::better(&Language::default(), &report).unwrap();
    let means = numbers(&svg, "circle class=\"mean\"", "cx");
    let tails = numbers(&svg, "circle class=\"tail\"", "cx");
    let regrets = numbers(&svg, "rect class=\"regret\"", "width");
    assert_eq!((means.len(), tails.len(), regrets.len()), (4, 4, 3));
    // To sail, half, to stay: 0.2, 0.1, 0; of the worst tenth −0.25, −0.125, 0.
    let unit = (means[0] - tails[0]) / 0.45;
    for (at, (mean, tail)) in [(0.2, -0.25), (0.1, -0.125), (0.0, 0.0)].iter().enumerate() {
        assert!(
            (means[at] - means[0] - (mean - 0.2) * unit).abs() < 1.5,
            "{means:?}"
        );
        assert!(
            (tails[at] - means[0] - (tail - 0.2) * unit).abs() < 1.5,
            "{tails:?}"
        );
    }
    // Regrets beyond nine of ten worlds: 0.2 of who sails, 0.6 of who stays.
    assert!(
        (regrets[0] / regrets[2] - 0.2 / 0.6).abs() < 0.03,
        "{regrets:?}"
    );
}

/// Texts are text in every language, with a title and a description; nothing is loaded, nothing runs; where nothing differs there is none.
#[test]
fn files_stand_by_themselves() {
    let request = BetterRequest {
        actor: "crew".to_owned(),
        worlds: Some(200),
        ..BetterRequest::default()
    };
    let strategies = session().better(&request, &Sequential, &Silent).unwrap();
    let (corner, landed) = (why("corner"), why("landed"));
    for tag in LANGUAGES {
        let m = Language::of(tag).unwrap();
        let all = [
            pictures::why(&m, &corner).unwrap(),
            pictures::why(&m, &landed).unwrap(),
            pictures::better(&m, &strategies).unwrap(),
        ];
        for svg in all {
            assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
            assert!(svg.contains("<title id=\"picture-title\">") && svg.contains("<desc id="));
            for wrong in [
                "NaN", "inf", "<crew>", "< there", "href", "<script", "url(", "{",
            ] {
                let text = svg.split("<style>").next().unwrap().to_owned()
                    + svg.split("</style>").nth(1).unwrap();
                assert!(!text.contains(wrong), "{wrong} in {text}");
            }
            // Every tag that is opened is closed, in order.
            let mut open: Vec<&str> = Vec::new();
            for tag in svg.split('<').skip(1) {
                let name = tag.split([' ', '>', '/']).find(|n| !n.is_empty()).unwrap();
                match tag.strip_prefix('/') {
                    Some(_) => assert_eq!(open.pop(), Some(name)),
                    None => open.push(name),
                }
            }
            assert!(open.is_empty(), "{open:?}");
        }
    }
    assert!(pictures::why(&Language::default(), &why("same")).is_none());
}

/// Each setting stands where its goals say, in one scale with what is declared; one goal alone is no trade-off.
#[test]
fn a_search_is_drawn_as_a_trade_off() {
    let goal = |outcome: &str, more: bool| GoalRequest {
        outcome: outcome.to_owned(),
        more,
        worst_tenth: false,
    };
    let ask = |goals: Vec<GoalRequest>| {
        let request = SearchRequest {
            actor: "crew".to_owned(),
            goals,
            candidates: Some(120),
            worlds: Some(200),
            ..SearchRequest::default()
        };
        let found = session().search(&request, &Sequential, &Silent, &mut |_| ());
        found.unwrap()
    };
    let report = ask(Vec::new());
    let svg = pictures::search(&Language::english(), &report).unwrap();
    let (x, y) = (numbers(&svg, "circle", "cx"), numbers(&svg, "circle", "cy"));
    // The last is that of the legend.
    assert_eq!(x.len(), report.found.len() + 1);
    let squares = numbers(&svg, "rect class=\"regret\"", "x");
    assert_eq!(squares.len(), report.declared.len() + 1);
    let declared = report.declared.iter().map(|d| d.goals[0].0);
    let found = report.found.iter().map(|f| f.goals[0].0);
    let values: Vec<f64> = found.chain(declared).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (102.0, 670.0);
    for (at, value) in values.iter().enumerate() {
        let drawn = match at.checked_sub(report.found.len()) {
            None => x[at],
            Some(square) => squares[square] + 4.5,
        };
        let known = left + (value - low) / (high - low) * (right - left);
        assert!((drawn - known).abs() < 0.1, "{at}: {drawn} for {known}");
    }
    // More on average goes with a worse tail: further right is lower, and lower is further down.
    assert!(x.len() > 3 && x[..x.len() - 1].is_sorted_by(|a, b| a >= b));
    assert!(y[..y.len() - 1].is_sorted_by(|a, b| a >= b));
    assert!(svg.contains("The &lt;crew&gt;"), "{svg}");
    let alone = ask(vec![goal("objective_crew", true)]);
    assert_eq!(pictures::search(&Language::english(), &alone), None);
}
