//! What a page says, held against answers known in advance: verdicts, tested quantities, fans, games.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_analysis::verdict::Word;
use contend_model::diagnostic::Diagnostic;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};

use contend_session::page::{
    ActWorlds, Acts, Answers, ChartValues, Column, End, Fan, LEVELS, Levels, Page,
};
use contend_session::request::{GameRequest, RunRequest};

/// `size` ends uniform between 1 and 2 at rest, and between 2 and 3 where it is pushed.
const UNIFORM: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2030\nstep = '1 year'\n\
    [parameter.rate]\nrange = [0, 1]\nassumption = 'a'\n\
    [actor.one]\n[actor.two]\n\
    [lever.push]\nactor = 'one'\nrange = [0, 1]\n[lever.pull]\nactor = 'two'\nrange = [0, 1]\n\
    [strategy.one]\nrest = { push = 0 }\npush = { push = 1 }\n\
    [strategy.two]\nrest = { pull = 0 }\npull = { pull = 1 }\n\
    [stock.size]\nstart = '1'\nchange = '(rate + push - pull) / 10{year}'\n\
    [profile.rest]\n[profile.pushed]\none = 'push'\n\
    [outcome]\nlast = 'at_end(size)'\n\
    [objective]\none = 'at_end(size)'\ntwo = '0 - at_end(size)'\n\
    [game.tug]\nplayers = ['one', 'two']\n\
    [claim]\nlikely = { says = 'a', test = 'last > 1.1' }\nopen = { says = 'b', test = 'last > 1.5' }\n\
    unlikely = { says = 'c', test = 'last > 1.9' }\ntrue = { says = 'd', check = 'rate < 1' }\n\
    false = { says = 'e', check = 'rate > 1' }\nshould = { says = 'f', value_judgement = true }\n";

const WORLDS: u64 = 1000;

fn session() -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", UNIFORM)]));
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

fn request() -> RunRequest {
    RunRequest {
        worlds: Some(WORLDS),
        ..RunRequest::default()
    }
}

fn page() -> Page {
    session().page(&request(), &Sequential, &Silent).unwrap()
}

/// A quantile of a Latin hypercube lies within a world or two of its place.
fn near(what: &str, value: Option<f64>, known: f64) {
    let value = value.unwrap();
    assert!(
        (value - known).abs() < 0.003,
        "{what}: {value} where {known} is known"
    );
}

#[test]
fn marks_shares_and_words_are_those_of_the_run() {
    let page = page();
    let run = session().run(&request(), &Sequential, &Silent).unwrap();
    assert_eq!(page.claims.len(), run.claims.len());
    for (card, claim) in page.claims.iter().zip(&run.claims) {
        let (card, claim) = (&card.finding, claim);
        assert_eq!(card.id, claim.id);
        assert_eq!(card.verdict, claim.verdict, "{}", card.id);
        assert_eq!(card.hinges, claim.hinges);
        assert_eq!(card.grounds, claim.grounds);
    }
    let words: Vec<Word> = page.claims.iter().map(|c| c.finding.verdict.word).collect();
    let known = [
        Word::Holds,
        Word::Contested,
        Word::Fails,
        Word::InputCheck {
            holds: true,
            sourced: false,
        },
        Word::InputCheck {
            holds: false,
            sourced: false,
        },
        Word::NotTested,
    ];
    assert_eq!(words, known);
    near("share", page.claims[0].finding.share(), 0.9);
}

#[test]
fn the_tested_quantity_is_counted_on_both_sides_of_its_threshold() {
    let page = page();
    for (card, threshold) in page.claims.iter().zip([1.1, 1.5, 1.9]) {
        let tested = &card.tested[0];
        assert!(tested.above && (tested.threshold - threshold).abs() < 1e-12);
        assert_eq!(tested.counts.iter().sum::<u64>(), WORLDS);
        assert_eq!(tested.edges.len(), tested.counts.len() + 1);
        let beyond: u64 = tested
            .edges
            .iter()
            .zip(&tested.counts)
            .filter(|(edge, _)| **edge >= threshold - 1e-9)
            .map(|(_, count)| count)
            .sum();
        near(
            "beyond",
            Some(beyond as f64 / WORLDS as f64),
            2.0 - threshold,
        );
        near("5 %", tested.q05, 1.05);
        near("median", tested.median, 1.5);
        near("95 %", tested.q95, 1.95);
    }
}

#[test]
fn fans_have_the_known_bands_under_each_profile() {
    let page = page();
    let chart = page.charts.iter().find(|c| c.quantity == "size").unwrap();
    assert_eq!(chart.fans.len(), 2);
    for (fan, start) in chart.fans.iter().zip([1.0, 2.0]) {
        let last = |band: &[Option<f64>]| *band.last().unwrap();
        near("5 %", last(&fan.q05), start + 0.05);
        near("25 %", last(&fan.q25), start + 0.25);
        near("median", last(&fan.median), start + 0.5);
        near("75 %", last(&fan.q75), start + 0.75);
        near("95 %", last(&fan.q95), start + 0.95);
    }
    let difference = chart.differences[1].as_ref().unwrap();
    near("difference", *difference.fan.median.last().unwrap(), 1.0);
    assert_eq!(
        (difference.greater, difference.less),
        (Some(1.0), Some(0.0))
    );
}

#[test]
fn games_are_those_that_the_game_command_solves() {
    let page = page();
    let request = GameRequest {
        worlds: Some(WORLDS),
        ..GameRequest::default()
    };
    let solved = session().game(&request, &Sequential, &Silent).unwrap();
    let value = |text: &contend_session::game::report::GameReport| {
        serde_json::to_value(&text.profiles).unwrap()
    };
    assert_eq!(value(&page.games[0]), value(&solved));
    let rings: Vec<bool> = page.games[0]
        .profiles
        .iter()
        .map(|p| p.equilibrium)
        .collect();
    assert_eq!(rings, [false, false, false, true], "both pull their way");
}

/// Before its first recorded value a quantity is what the run starts from, and is not drawn.
#[test]
fn a_chart_begins_with_its_record() {
    let scenario = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2030\nstep = '1 year'\nnow = 2026\n\
        [series]\ncounted = { file = 'd.csv', time = 'year', column = 'n', between = 'linear', beyond = 'hold', assumption = 'a' }\n\
        [stock]\nkept = { start = '1', change = '1{1/year}' }\n[outcome]\nlast = 'at_end(kept + counted)'\n\
        [page]\ncharts = [{ show = 'kept', data = 'counted' }, { show = 'kept' }]\n";
    let folder = MemoryFolder::new([
        ("scenario.toml", scenario),
        ("d.csv", "year,n\n2023,4\n2024,5\n"),
    ]);
    let session = Session::open(&folder).session.unwrap();
    let page = session.page(&request(), &Sequential, &Silent).unwrap();
    let [recorded, whole] = page.charts.as_slice() else {
        panic!("two charts")
    };
    assert_eq!((recorded.years[0], recorded.years.len()), (2023.0, 8));
    assert_eq!((recorded.now, recorded.dates.len()), (Some(3), 8));
    assert_eq!(recorded.fans[0].median[0], Some(4.0));
    assert_eq!((whole.years[0], whole.now), (2020.0, Some(6)));
}

/// Nor before the date that the author gives, and no record before it; a date with nothing after it to draw is refused.
#[test]
fn charts_begin_where_the_author_says() {
    let open = |from: &str| {
        let scenario = format!(
            "[scenario]\ntitle = 't'\nstart = 2020\nend = 2030\nstep = '1 year'\nnow = 2026\n\
             [series]\ncounted = {{ file = 'd.csv', time = 'year', column = 'n', between = 'linear', beyond = 'hold', assumption = 'a' }}\n\
             [stock]\nkept = {{ start = '1', change = '1{{1/year}}' }}\n[outcome]\nlast = 'at_end(kept + counted)'\n\
             [page]\nfrom = {from}\ncharts = [{{ show = 'kept', data = 'counted' }}, {{ show = 'kept' }}]\n"
        );
        let files = [
            ("scenario.toml", scenario.as_str()),
            ("d.csv", "year,n\n2023,4\n2024,5\n"),
        ];
        Session::open(&MemoryFolder::new(files))
    };
    let drawn = |from: &str| {
        let session = open(from).session.unwrap();
        let page = session.page(&request(), &Sequential, &Silent).unwrap();
        let of = |at: usize| {
            let chart = &page.charts[at];
            let data: Vec<f64> = chart.data.iter().map(|(year, _)| *year).collect();
            (chart.years[0], chart.years.len(), chart.now, data)
        };
        [of(0), of(1)]
    };
    let both = vec![2023.0, 2024.0];
    let whole = (2022.0, 9, Some(4), Vec::new());
    assert_eq!(drawn("2022"), [(2023.0, 8, Some(3), both), whole]);
    let later = |data| (2024.0, 7, Some(2), data);
    assert_eq!(drawn("2024"), [later(vec![2024.0]), later(Vec::new())]);
    // Between two instants from the one before it; after `now` without it.
    let late = (2028.0, 3, None, Vec::new());
    assert_eq!(drawn("2028-06-01"), [late.clone(), late]);
    // The end lies in the run, and it is said that nothing comes after it.
    for (from, case) in [("2030", "page"), ("2031-05-01", ""), ("2019-12-31", "")] {
        let opened = open(from);
        let said = |f: &Diagnostic| f.id == "outside-run" && f.case == case;
        let refused = opened.findings.iter().any(said);
        assert!(opened.session.is_none() && refused, "{from}");
    }
    assert!(open("2029-12-31").session.is_some());
}

const ASSUMPTIONS: &str = include_str!("../../contend-page/tests/assumptions/scenario.toml");

/// The scenario of assumptions, with a condition on every claim where one is given.
fn moods(given: Option<&str>) -> Session {
    let condition = given.map_or(String::new(), |g| format!(", given = \"{g}\""));
    let text = ASSUMPTIONS.replace(" } # GIVEN", &format!("{condition} }}"));
    let brief = include_str!("../../contend-page/tests/assumptions/brief.md");
    let folder = MemoryFolder::new([("scenario.toml", text.as_str()), ("brief.md", brief)]);
    let opened = Session::open(&folder);
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

/// Which questions are offered, and how many verdicts each answer turns, follows from the text: of five claims the first is decided by
/// the mood alone; the second holds in 70 of 100 worlds, in 40 where skill is below a half, and else always; the third in 80, whatever
/// is assumed of one input; the others never change.
#[test]
fn questions_that_turn_most_verdicts_come_first() {
    let page = moods(None).page(&request(), &Sequential, &Silent).unwrap();
    let found = page.assumptions.unwrap();
    let told: Vec<(&str, &[usize], bool)> = (found.questions.iter())
        .map(|q| (q.input.as_str(), &q.turns[..], q.asked_by_author))
        .collect();
    // Where skill is below a half, the second claim stays contested.
    assert_eq!(
        told,
        [
            ("mood", &[1, 1][..], false),
            ("skill", &[0, 1][..], false),
            ("idle", &[0, 0][..], true)
        ]
    );
    assert_eq!((found.front, found.worlds), (3, WORLDS as usize));
    let retold: Vec<bool> = found.claims.iter().map(Option::is_some).collect();
    assert_eq!(retold, [true; 5]);
}

/// What is counted among the worlds that agree is what a claim says that is asked of these worlds alone: the levels of inputs and
/// the truths of claims stand in the same order of worlds.
#[test]
fn kept_worlds_say_what_a_claim_says_that_is_asked_of_them() {
    let page = moods(None).page(&request(), &Sequential, &Silent).unwrap();
    let found = page.assumptions.unwrap();
    let question = |input: &str| found.questions.iter().find(|q| q.input == input).unwrap();
    let Answers::Range { edges, .. } = &question("skill").answers else {
        panic!("a number has a range");
    };
    let options = Answers::Options(vec!["calm".into(), "angry".into()]);
    assert_eq!(question("mood").answers, options);
    for (input, levels, given) in [
        ("mood", 1..=1, "mood == angry".to_owned()),
        ("mood", 0..=0, "mood == calm".to_owned()),
        ("skill", 0..=4, format!("skill < {}", edges[5])),
        (
            "skill",
            5..=11,
            format!("skill >= {} and skill < {}", edges[5], edges[12]),
        ),
        ("skill", 12..=15, format!("skill >= {}", edges[12])),
    ] {
        let asked = (moods(Some(&given)).run(&request(), &Sequential, &Silent)).unwrap();
        let question = question(input);
        let mut known = 0;
        for (claim, report) in found.claims.iter().zip(&asked.claims) {
            let kept = (claim.as_ref().unwrap().truths.iter())
                .zip(&question.levels)
                .filter(|(_, level)| levels.contains(*level));
            let truths: Vec<bool> = kept.filter_map(|(truth, _)| *truth).collect();
            let holds = truths.iter().filter(|t| **t).count() as u64;
            if let Some(share) = report.verdict.share {
                known += 1;
                let counted = Some((holds, truths.len() as u64));
                assert_eq!(share.counts(), counted, "{given}: {}", report.id);
            }
        }
        assert!(known >= 4, "{given}: {known}");
    }
}

/// Levels have as many worlds each, and equal values one level.
#[test]
fn levels_of_a_number_are_of_equal_size() {
    let page = moods(None).page(&request(), &Sequential, &Silent).unwrap();
    let found = page.assumptions.unwrap();
    let skill = found.questions.iter().find(|q| q.input == "skill").unwrap();
    for level in 0..LEVELS {
        let members = skill.levels.iter().filter(|l| usize::from(**l) == level);
        let number = members.count();
        assert!((62..=63).contains(&number), "{level}: {number}");
    }
}

/// What is carried of charts by world gives the fans that the page draws of all worlds, as near as levels are; shares of worlds are the
/// same to a world. Only where a world has no value under the baseline alone does a profile need values of its own.
#[test]
fn what_is_carried_by_world_gives_the_fans_of_the_page() {
    const FEW: u64 = 300;
    let request = RunRequest {
        worlds: Some(FEW),
        ..request()
    };
    let page = moods(None).page(&request, &Sequential, &Silent).unwrap();
    let carried = page.charts_by_world.unwrap();
    assert_eq!(carried.worlds.len(), FEW as usize);
    let own = |chart: &ChartValues| {
        chart
            .others
            .iter()
            .map(|b| b.own.is_some())
            .collect::<Vec<_>>()
    };
    let owns: Vec<_> = carried.charts.iter().map(own).collect();
    assert_eq!(
        owns,
        [[false; 2], [false; 2], [false; 2], [false; 2], [true; 2]]
    );
    let read = |column: &Column| -> Vec<f64> {
        match column {
            Column::Alike(value) => vec![*value; FEW as usize],
            Column::Varied(levels, codes) => codes
                .iter()
                .map(|code| match *code {
                    Levels::ZERO => 0.0,
                    code if code <= Levels::TOP => levels.value(f64::from(code)),
                    code if code == Levels::NONE => f64::NAN,
                    code => panic!("infinite: {code}"),
                })
                .collect(),
        }
    };
    let mut held = 0;
    for (chart, values) in page.charts.iter().zip(&carried.charts) {
        assert_eq!(values.points, [0, 2, 3, 4, 6, 9, 12, 14, 17, 20]);
        let mut near = |fan: &Fan, columns: &[Column]| {
            for (point, column) in values.points.iter().zip(columns) {
                let told = contend_analysis::quantiles(&read(column), None);
                let (Some(exact), Some(told)) = (fan.median[*point], told) else {
                    panic!("{}: nothing at {point}", chart.slug);
                };
                let (low, high) = (fan.q05[*point].unwrap(), fan.q95[*point].unwrap());
                let step = match column {
                    Column::Alike(_) => 0.0,
                    Column::Varied(levels, _) => {
                        let steps = [4.0, 16.0, 16.0, 4.0].iter().zip(levels.ends.windows(2));
                        steps
                            .map(|(n, ends)| (ends[1] - ends[0]) / n)
                            .fold(0.0, f64::max)
                    }
                };
                let pairs = [
                    (low, told.nine_of_ten.0),
                    (exact, told.median),
                    (high, told.nine_of_ten.1),
                ];
                for (exact, told) in pairs {
                    assert!(
                        (exact - told).abs() <= 0.51 * step,
                        "{} {point}: {told} for {exact}",
                        chart.slug
                    );
                    held += 1;
                }
            }
        };
        near(&chart.fans[0], &values.baseline);
        for (p, beside) in (1..).zip(&values.others) {
            let difference = chart.differences[p].as_ref().unwrap();
            near(&difference.fan, &beside.less);
            if let Some(own) = &beside.own {
                near(&chart.fans[p], own);
            }
            let share = |end: End| {
                let known = beside.ends.iter().filter(|e| **e != End::Unknown).count();
                beside.ends.iter().filter(|e| **e == end).count() as f64 / known as f64
            };
            assert_eq!(difference.greater, Some(share(End::More)), "{}", chart.slug);
            assert_eq!(difference.less, Some(share(End::Less)), "{}", chart.slug);
        }
    }
    assert_eq!(held, (5 * 3 + 2) * 10 * 3);
}

/// Where worlds share their inputs nothing is offered: they do not count alike.
#[test]
fn worlds_that_share_their_inputs_are_not_asked() {
    let request = RunRequest {
        replications: Some(2),
        ..request()
    };
    let page = moods(None).page(&request, &Sequential, &Silent).unwrap();
    assert!(page.assumptions.is_none());
}

const TOWN: &str = include_str!("../../contend-page/tests/acts/scenario.toml");

fn town(text: &str) -> Session {
    let brief = include_str!("../../contend-page/tests/acts/brief.md");
    let folder = MemoryFolder::new([("scenario.toml", text), ("brief.md", brief)]);
    let opened = Session::open(&folder);
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

fn acts(session: &Session, page: &Page, request: &RunRequest) -> Option<Acts> {
    session.acts(page, request, &Sequential, &Silent).unwrap()
}

/// Without its brief.
fn silent(text: &str) -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

/// What can be moved follows from the text: levers of strategies that profiles play; what follows a schedule has no number of its own,
/// and what nobody plays moves nothing.
#[test]
fn what_can_be_moved_is_what_strategies_set() {
    let session = town(TOWN);
    let request = RunRequest::default();
    let page = session.page(&request, &Sequential, &Silent).unwrap();
    let acts = acts(&session, &page, &request).unwrap();
    let counting = |worlds: u64| {
        let request = RunRequest {
            worlds: Some(worlds),
            ..RunRequest::default()
        };
        let run = session.run(&request, &Sequential, &Silent).unwrap().run;
        ActWorlds {
            asked: worlds,
            counting: run.worlds,
        }
    };
    assert!((1000..1500).contains(&counting(1600).counting));
    assert_eq!(acts.worlds, counting(1600));
    assert_eq!((acts.preview, acts.seed), (Some(counting(275)), 1));
    assert_eq!(
        acts.levers(),
        ["release", "boats", "filter", "season", "fine"]
    );
    let strategies = |actor: usize| {
        let all = acts.actors[actor].strategies.iter();
        let told = all.map(|s| format!("{}: {:?} in {}", s.id, s.settings, s.profiles.join(", ")));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        strategies(0),
        [
            "idle: [Some(1.0), Some(2.0), Some(0.0), Some(1.0)] in calm",
            "busy: [Some(6.0), Some(3.0), Some(0.0), Some(1.0)] in busy, stern",
            "slow: [None, Some(1.0), Some(0.0), Some(1.0)] in slow",
        ]
    );
    assert_eq!(
        strategies(1),
        [
            "away: [Some(0.0)] in calm, busy, slow",
            "stern: [Some(0.5)] in stern",
        ]
    );
    let front: Vec<(usize, usize, usize)> = (acts.front.iter())
        .map(|p| (p.actor, p.strategy, p.lever))
        .collect();
    assert_eq!(front, [(0, 1, 0), (0, 1, 2), (0, 1, 3)]);
}

/// A preview is of fewer worlds than the page, in whole sets of inputs; where the page has few itself there is none.
#[test]
fn a_preview_is_of_fewer_worlds() {
    // What is known does not go with replications.
    let (before, rest) = TOWN.split_once("known  = { happened").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let session = town(&format!("{before}{after}"));
    for (worlds, replications, preview) in [
        (1600, 1, Some(288)),
        (300, 1, None),
        (301, 1, Some(288)),
        (1600, 8, Some(288)),
        (2000, 400, Some(400)),
    ] {
        let request = RunRequest {
            worlds: Some(worlds),
            replications: Some(replications),
            ..RunRequest::default()
        };
        let page = session.page(&request, &Sequential, &Silent).unwrap();
        let acts = acts(&session, &page, &request).unwrap();
        let asked = acts.preview.map(|few| few.asked);
        assert_eq!((acts.worlds.asked, asked), (worlds, preview));
        assert_eq!(acts.replications, replications);
    }
}

/// Where no claim reads a profile that plays a strategy, nothing can be moved.
#[test]
fn without_claims_nothing_can_be_moved() {
    let (text, _) = TOWN.split_once("[claim]").unwrap();
    let session = silent(&format!(
        "{text}[claim.known]\nsays = 'k'\ncheck = 'tolerance >= 0{{t}}'\n"
    ));
    let request = RunRequest::default();
    let page = session.page(&request, &Sequential, &Silent).unwrap();
    assert!(acts(&session, &page, &request).is_none());
}
