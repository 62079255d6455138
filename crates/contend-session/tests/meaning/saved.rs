//! How often values over time are kept, and that nothing hangs on it.

use contend_session::Session;
use contend_session::error::{NotSaved, RunError};
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{RunReport, Watches};
use contend_session::request::RunRequest;

use crate::support::{findings, open};

/// Daily steps over twenty years, from a year of 360 days.
fn daily(every: &str) -> String {
    format!(
        r#"
[scenario]
title    = "A herd, day by day"
start    = 2000
end      = 2020
step     = "1 day"
calendar = "360 days"
now      = 2012-01-01
{every}
[parameter]
growth = {{ range = [0.01, 0.05], unit = "1/year", assumption = "a" }}
[variable]
luck = {{ equation = "normal(0, 1)" }}
[stock]
herd = {{ start = 100, change = "growth * herd" }}
[outcome]
last  = "at_end(herd)"
most  = "max(luck)"
usual = "mean(herd)"
day   = "at(luck, 2013-05-07)"
first = {{ equation = "first_time(luck > 3.9)", unit = "day" }}
[claim.x]
says = "x"
test = "most > 3.5"
"#
    )
}

fn watched(session: &Session, every: Option<&str>) -> Result<RunReport, RunError> {
    let request = RunRequest {
        worlds: Some(40),
        watches: vec!["herd".into(), "luck".into()],
        every: every.map(str::to_owned),
        ..RunRequest::default()
    };
    session.run(&request, &Sequential, &Silent)
}

fn watches(report: RunReport) -> Watches {
    report.watches.unwrap()
}

#[test]
fn values_are_kept_once_a_year_and_nothing_else_changes() {
    let all = watched(&open(&daily("")), None).unwrap();
    let some = watched(&open(&daily("every = '1 year'")), None).unwrap();
    // Outcomes and claims look at all 7,200 steps: the same to the bit.
    assert_eq!(
        format!("{:?}", all.outcomes),
        format!("{:?}", some.outcomes)
    );
    assert_eq!(format!("{:?}", all.claims), format!("{:?}", some.claims));

    let (all, some) = (watches(all), watches(some));
    assert_eq!((all.every.steps, all.time.len()), (1, 7201));
    let spacing = (some.every.steps, some.every.length, some.every.unit);
    assert_eq!(spacing, (360, 1.0, "year"));
    let years: Vec<String> = (2000..=2020).map(|y| format!("{y}-01-01")).collect();
    assert_eq!(some.dates, years);
    // What is kept is what was there.
    for (all, some) in all.series.iter().zip(&some.series) {
        let (all, some) = (&all.profiles[0], &some.profiles[0]);
        for (all, some) in [(&all.q05, &some.q05), (&all.median, &some.median)] {
            let kept: Vec<_> = all.iter().step_by(360).copied().collect();
            assert_eq!(&kept, some);
        }
        for (all, some) in all.samples.iter().zip(&some.samples) {
            let kept: Vec<f64> = all.values.iter().step_by(360).copied().collect();
            assert_eq!((all.world, kept), (some.world, some.values.clone()));
        }
    }
}

#[test]
fn the_first_now_and_the_last_are_always_kept() {
    let session = open(&daily("every = '1 year'"));
    let some = watches(watched(&session, Some("7 years")).unwrap());
    let dates = [
        "2000-01-01",
        "2007-01-01",
        "2012-01-01",
        "2014-01-01",
        "2020-01-01",
    ];
    assert_eq!(some.dates, dates);
    let steps: Vec<f64> = some.time.iter().map(|t| t / 360.0).collect();
    assert_eq!(steps, [0.0, 7.0, 12.0, 14.0, 20.0]);
}

#[test]
fn charts_of_a_page_keep_to_it_as_far_as_they_can_be_drawn() {
    let points = |every: &str, asked: Option<&str>| {
        let session = open(&daily(every));
        let request = RunRequest {
            worlds: Some(8),
            every: asked.map(str::to_owned),
            ..RunRequest::default()
        };
        let page = session.page(&request, &Sequential, &Silent).unwrap();
        let chart = &page.charts[0];
        let fan = &chart.fans[0];
        assert_eq!(fan.median.len(), chart.dates.len());
        (chart.every.steps, chart.dates.len())
    };
    // Left out: a hundred points. A year: 21. A day: 7,201 are no picture, every 18th is.
    assert_eq!(points("", None), (72, 101));
    assert_eq!(points("every = '1 year'", None), (360, 21));
    assert_eq!(points("every = '1 year'", Some("10 days")), (20, 361));
    assert_eq!(points("every = '1 day'", None), (18, 401));
}

#[test]
fn what_is_no_whole_number_of_steps_is_refused_with_what_is() {
    let found = |every: &str, case: &str| {
        let told = findings(&daily(every));
        assert_eq!(
            told,
            [("uneven-every".to_owned(), case.to_owned())],
            "{every}"
        );
    };
    found("every = '1/7 month'", "");
    found("every = '0.4 day'", "");
    found("every = '30 years'", "long");
    assert!(findings(&daily("every = '30 days'")).is_empty());

    let session = open(&daily(""));
    let Err(RunError::Every { every, why }) = watched(&session, Some("1/7 month")) else {
        panic!("it was taken");
    };
    let near = Some("4 days".to_owned());
    assert_eq!(every, "1/7 month");
    assert!(matches!(why, NotSaved::Uneven { near: found, .. } if found == near));
    assert!(watched(&session, near.as_deref()).is_ok());
}

/// What the book says of it.
#[test]
fn the_example_of_the_book_says_what_the_book_says() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, rest) = book
        .split_once("```toml\n# Values over time once a year.\n")
        .unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let report = {
        let request = RunRequest {
            worlds: Some(64),
            watches: vec!["level".into()],
            ..RunRequest::default()
        };
        let session = open(text);
        session.run(&request, &Sequential, &Silent).unwrap()
    };
    let highest = &report.outcomes[0].profiles[0].values;
    let told = report.watches.unwrap();
    let level = &told.series[0].profiles[0].median;
    assert_eq!(
        told.dates,
        ["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"]
    );
    assert!(
        level.iter().all(|x| x.is_some_and(|x| x.abs() < 0.01)),
        "{level:?}"
    );
    assert!((highest.median.unwrap() - 3.0).abs() < 0.01);
}
