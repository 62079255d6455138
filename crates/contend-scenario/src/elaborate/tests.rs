//! Equations in a small world of names: what they become, and what is said of wrong ones.

use std::collections::HashSet;

use super::*;
use contend_model::clock::{Calendar, Method, TimeUnit};
use contend_model::expression::UnaryOp;
use contend_model::id::DimensionId;
use contend_model::model::Attribute;
use contend_model::place::FileId;

const SPAN: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

fn dimension(name: &str, root: u32, labels: &[&str], positions: &[u32]) -> Dimension {
    Dimension {
        name: name.into(),
        about: String::new(),
        root: DimensionId(root),
        positions: positions.to_vec(),
        labels: labels.iter().map(|l| (*l).to_owned()).collect(),
        attributes: Vec::new(),
        span: SPAN,
    }
}

struct Fixture {
    clock: Clock,
    units: Units,
    dimensions: Vec<Dimension>,
    quantities: Vec<Declared>,
    lookups: Vec<DeclaredLookup>,
    events: Vec<DeclaredEvent>,
    outcomes: Vec<DeclaredOutcome>,
    profiles: Vec<String>,
    games: Vec<DeclaredGame>,
}

fn fixture() -> Fixture {
    let clock = Clock {
        start: Date {
            year: 2025,
            month: 1,
            day: 1,
        },
        end: Date {
            year: 2030,
            month: 1,
            day: 1,
        },
        time_unit: TimeUnit::Month,
        dt: 1.0,
        steps: 60,
        method: Method::Euler,
        calendar: Calendar::Gregorian,
        now: Some(12),
    };
    let units = Units::new(clock.calendar);
    let mut corridor = dimension(
        "corridor",
        0,
        &["pacific_route", "caribbean", "land"],
        &[0, 1, 2],
    );
    corridor.attributes = vec![
        Attribute {
            name: "ocean".into(),
            values: vec![0.0, 1.0, 2.0],
            words: vec!["pacific".into(), "atlantic".into(), "none".into()],
            names: vec![],
        },
        Attribute {
            name: "distance".into(),
            values: vec![3.0, 2.0, 1.0],
            words: vec![],
            names: vec![],
        },
    ];
    let dimensions = vec![
        corridor,
        dimension(
            "other",
            0,
            &["pacific_route", "caribbean", "land"],
            &[0, 1, 2],
        ),
        dimension("sea", 0, &["pacific_route", "caribbean"], &[0, 1]),
        dimension("market", 3, &["us", "europe"], &[0, 1]),
    ];
    let unit = |text: &str| units.parse(text).expect("a unit");
    let q = |name: &str, over: &[u32], u: &str, kind| Declared {
        name: name.into(),
        over: over.iter().map(|d| DimensionId(*d)).collect(),
        unit: unit(u),
        kind,
        seen_by: None,
        elements_of: None,
        span: SPAN,
    };
    let parameter = || DeclaredKind::Parameter { options: vec![] };
    let quantities = vec![
        q("flow", &[0], "t/yr", DeclaredKind::Variable),
        q("seized", &[0], "t/month", DeclaredKind::Variable),
        q("stockpile", &[0], "t", DeclaredKind::Stock),
        q("arrivals", &[0, 3], "t/yr", DeclaredKind::Variable),
        q("rate", &[], "1/yr", parameter()),
        q("share", &[0], "1", parameter()),
        q(
            "motive",
            &[],
            "1",
            DeclaredKind::Parameter {
                options: vec!["drugs".into(), "regime".into()],
            },
        ),
        q("approval", &[], "%", DeclaredKind::Stock),
        q(
            "stance",
            &[],
            "1",
            DeclaredKind::Lever {
                actor: ActorId(0),
                public: true,
                options: vec![("denounce".into(), 0.0), ("endorse".into(), 1.0)],
            },
        ),
        q(
            "secret",
            &[],
            "1",
            DeclaredKind::Lever {
                actor: ActorId(1),
                public: false,
                options: vec![],
            },
        ),
        q("at_sea", &[2], "t", DeclaredKind::Variable),
        q("links", &[0, 1], "1", parameter()),
    ];
    let lookups = vec![DeclaredLookup {
        name: "crowding".into(),
        table: TableId(0),
        x_unit: unit("1"),
        unit: unit("%"),
        span: SPAN,
    }];
    let events = vec![DeclaredEvent {
        name: "exposure".into(),
        over: vec![],
        span: SPAN,
    }];
    let outcome = |name: &str, u: &str| DeclaredOutcome {
        name: name.into(),
        over: vec![],
        unit: unit(u),
        span: SPAN,
    };
    let outcomes = vec![
        outcome("deaths", "person"),
        outcome("objective_row", "1"),
        outcome("objective_column", "1"),
    ];
    let player = |name: &str, objective, strategies: &[&str]| DeclaredPlayer {
        name: name.into(),
        objective: OutcomeId(objective),
        strategies: strategies.iter().map(|s| (*s).to_owned()).collect(),
    };
    let games = vec![DeclaredGame {
        name: "square".into(),
        players: vec![
            player("row", 1, &["up", "down"]),
            player("column", 2, &["left", "middle", "right"]),
        ],
        profiles: Some((10..16).map(ProfileId).collect()),
        moves: vec![],
        broken: false,
        span: SPAN,
    }];
    Fixture {
        clock,
        units,
        dimensions,
        quantities,
        lookups,
        events,
        outcomes,
        profiles: vec!["base".into(), "strikes".into()],
        games,
    }
}

fn read(
    text: &str,
    context: Context,
    unit: &str,
) -> Result<Expression, Vec<(String, u32, String)>> {
    let f = fixture();
    let names = Names {
        games: &f.games,
        clock: &f.clock,
        dimensions: &f.dimensions,
        quantities: &f.quantities,
        lookups: &f.lookups,
        functions: &[],
        events: &f.events,
        outcomes: &f.outcomes,
        profiles: &f.profiles,
        baseline: ProfileId(0),
        units: &f.units,
        broken: &HashSet::new(),
    };
    let source = format!("\"{text}\"");
    let equation = EquationText::new(FileId(0), &source, 0..source.len(), text);
    let all: Vec<DimensionId> = (0..4).map(DimensionId).collect();
    let wanted = f.units.parse(unit).unwrap_or_default();
    let unit = match unit {
        "any" => ExpectedUnit::Any,
        "true" => ExpectedUnit::Boolean,
        "rate of t" => ExpectedUnit::RateOf(&wanted),
        _ => ExpectedUnit::Exactly(&wanted),
    };
    let t = f.units.parse("t").expect("a unit");
    let unit = if matches!(unit, ExpectedUnit::RateOf(_)) {
        ExpectedUnit::RateOf(&t)
    } else {
        unit
    };
    let mut findings = Vec::new();
    let mut sites = Sites::default();
    let result = elaborate(
        &names,
        &equation,
        context,
        Expected { over: &all, unit },
        &mut sites,
        &mut findings,
    );
    match result {
        Some(e) => {
            assert!(findings.is_empty(), "{text}: {findings:?}");
            Ok(e)
        }
        None => {
            assert!(!findings.is_empty(), "{text}: refused without a word");
            Err(findings
                .into_iter()
                .map(|d| {
                    let text = contend_words::diagnostics::text(&d);
                    let hint = text.hint.unwrap_or_default();
                    (
                        d.id.into_owned(),
                        d.span.map_or(0, |s| s.start),
                        format!("{} | {hint}", text.message),
                    )
                })
                .collect())
        }
    }
}

#[test]
fn right_equations() {
    let dynamics = Context::Dynamics(&[]);
    for (text, context, unit, over) in [
        ("flow * 2", dynamics, "t/yr", vec![0]),
        ("seized * 12{month/yr} + flow", dynamics, "t/yr", vec![0]),
        ("sum(arrivals, corridor)", dynamics, "t/yr", vec![3]),
        ("sum(arrivals)", dynamics, "t/yr", vec![]),
        ("arrivals[us]", dynamics, "t/yr", vec![0]),
        ("arrivals[us, land]", dynamics, "t/yr", vec![]),
        ("flow[other]", dynamics, "t/yr", vec![1]),
        (
            "sum(links * stockpile[other], other)",
            dynamics,
            "t",
            vec![0],
        ),
        (
            "sum(flow, corridor where corridor.ocean == pacific)",
            dynamics,
            "t/yr",
            vec![],
        ),
        (
            "if corridor == other then 0 else links",
            dynamics,
            "1",
            vec![0, 1],
        ),
        ("if motive == drugs then 1 else 0", dynamics, "1", vec![]),
        (
            "if stance == endorse and approval > 50{%} then 1 else 0",
            dynamics,
            "1",
            vec![],
        ),
        ("argmax(flow, corridor) == land", dynamics, "true", vec![]),
        ("stockpile[corridor - 1]", dynamics, "t", vec![0]),
        ("stockpile[sea]", dynamics, "t", vec![2]),
        ("at_sea + stockpile[sea]", dynamics, "t", vec![2]),
        ("max(stockpile, 0)", dynamics, "t", vec![0]),
        ("clamp(share, 0, 1) ^ 2", dynamics, "1", vec![0]),
        ("sqrt(stockpile * stockpile)", dynamics, "t", vec![0]),
        ("softmax(-share, corridor)", dynamics, "1", vec![0]),
        ("crowding(share)", dynamics, "%", vec![0]),
        ("smooth(flow, 2{yr})", dynamics, "t/yr", vec![0]),
        ("cumulative(flow)", dynamics, "t", vec![0]),
        ("pulse(2026-01-01, 6{month})", dynamics, "1", vec![]),
        (
            "ramp(2{t/yr}, 2026-01-01, 2027-01-01)",
            dynamics,
            "t",
            vec![],
        ),
        (
            "if time > now then since(exposure) / 1{month} else count(exposure)",
            dynamics,
            "1",
            vec![],
        ),
        ("flow", dynamics, "rate of t", vec![0]),
        ("corridor.distance * 1{km}", dynamics, "km", vec![0]),
        (
            "not (share > 0.5) or share < 0.1",
            dynamics,
            "true",
            vec![0],
        ),
        ("-2 ^ 2", dynamics, "1", vec![]),
        (
            "secret",
            Context::Rule {
                actor: ActorId(1),
                settings: &[],
            },
            "1",
            vec![],
        ),
        ("total(sum(flow, corridor))", Context::Outcome, "t", vec![]),
        (
            "mean(flow, from = 2027-01-01)",
            Context::Outcome,
            "t/yr",
            vec![0],
        ),
        (
            "at(sum(stockpile, corridor), 2028-01-01) / at_end(stockpile[land])",
            Context::Outcome,
            "1",
            vec![],
        ),
        (
            "first_time(approval < 40{%}) < 24{month}",
            Context::Outcome,
            "true",
            vec![],
        ),
        ("discounted(flow, 0.05)", Context::Outcome, "t", vec![0]),
        (
            "deaths@strikes > 0.9 * deaths@base",
            Context::Claim,
            "true",
            vec![],
        ),
        (
            "deaths > 100{person} and share[land] > 0.1",
            Context::Claim,
            "true",
            vec![],
        ),
        ("share[land] > 0.5", Context::Check, "true", vec![]),
    ] {
        match read(text, context, unit) {
            Ok(e) => {
                let found: Vec<u32> = e.over.iter().map(|d| d.0).collect();
                assert_eq!(found, over, "{text}");
            }
            Err(findings) => panic!("{text}: {findings:?}"),
        }
    }
}

#[test]
fn wrong_equations_say_what_and_where() {
    let dynamics = Context::Dynamics(&[]);
    // The column is that of the text; the quote before it counts as column 0.
    for (text, context, unit, id, column, says) in [
        (
            "flow + seized",
            dynamics,
            "any",
            "unit-mismatch",
            8,
            "`flow` is t/yr, but this adds `seized`, which is t/month | write it in the same unit: `seized * 12{month/yr}`",
        ),
        (
            "flow + 1",
            dynamics,
            "any",
            "unit-mismatch",
            8,
            "give the number its unit: `1{t/yr}`",
        ),
        (
            "flow * 2",
            dynamics,
            "t",
            "unit-mismatch",
            1,
            "this is t/yr, but it is declared as t",
        ),
        (
            "stockpile",
            dynamics,
            "rate of t",
            "unit-mismatch",
            1,
            "a change of t per unit of time is needed, but this is t",
        ),
        (
            "exp(stockpile)",
            dynamics,
            "any",
            "unit-not-pure",
            5,
            "must be a pure number, but `stockpile` is t",
        ),
        (
            "flwo * 2",
            dynamics,
            "any",
            "unknown-name",
            1,
            "nothing is called `flwo` | did you mean `flow`?",
        ),
        (
            "corridor * 2",
            dynamics,
            "any",
            "unknown-name",
            1,
            "is a dimension, not a number",
        ),
        (
            "land * 2",
            dynamics,
            "any",
            "unknown-name",
            1,
            "is an element of `corridor`",
        ),
        (
            "smoth(flow, 2{yr})",
            dynamics,
            "any",
            "unknown-function",
            1,
            "did you mean `smooth`?",
        ),
        (
            "smooth(flow)",
            dynamics,
            "any",
            "wrong-arguments",
            1,
            "smooth(x, time, initial)",
        ),
        (
            "smooth(flow, 4)",
            dynamics,
            "any",
            "not-a-time",
            14,
            "say so with its unit: `4{month}`",
        ),
        (
            "sum(flow, market)",
            dynamics,
            "any",
            "not-over",
            5,
            "this is not over `market`",
        ),
        (
            "flow[lnd]",
            dynamics,
            "any",
            "unknown-element",
            6,
            "did you mean `land`?",
        ),
        (
            "flow[us]",
            dynamics,
            "any",
            "unknown-element",
            6,
            "neither a dimension nor an element",
        ),
        (
            "rate[land]",
            dynamics,
            "any",
            "too-many-indices",
            1,
            "is one number",
        ),
        (
            "at_sea[corridor]",
            dynamics,
            "any",
            "missing-elements",
            8,
            "has no `land`",
        ),
        (
            "motive == drug",
            dynamics,
            "any",
            "unknown-element",
            11,
            "did you mean `drugs`?",
        ),
        (
            "corridor.ocen == pacific",
            dynamics,
            "any",
            "unknown-attribute",
            1,
            "did you mean `corridor.ocean`?",
        ),
        (
            "if share > 0.5 then 1",
            dynamics,
            "any",
            "if-else",
            22,
            "`else` is missing",
        ),
        (
            "share > 0.1 > 0",
            dynamics,
            "any",
            "chained-comparison",
            13,
            "a < b and b < c",
        ),
        ("(share + 1", dynamics, "any", "unclosed", 1, "never closed"),
        ("share = 1", dynamics, "any", "single-equals", 7, "`==`"),
        ("share && 1", dynamics, "any", "foreign-sign", 7, "`and`"),
        ("share × 2", dynamics, "any", "foreign-sign", 7, "`*`"),
        ("2 share", dynamics, "any", "unexpected", 3, "write `*`"),
        ("flow +", dynamics, "any", "unexpected-end", 7, "too early"),
        ("", dynamics, "any", "unexpected-end", 1, "too early"),
        (
            "50{furlong}",
            dynamics,
            "any",
            "unknown-unit",
            4,
            "not a known unit",
        ),
        ("2025-02-30", dynamics, "any", "bad-date", 1, "not a date"),
        (
            "secret",
            Context::Rule {
                actor: ActorId(0),
                settings: &[],
            },
            "any",
            "private-lever",
            1,
            "private",
        ),
        (
            "flow",
            Context::Outcome,
            "any",
            "varies-over-time",
            1,
            "at_end(flow)",
        ),
        (
            "at_end(flow)",
            dynamics,
            "any",
            "misplaced-summary",
            1,
            "outcomes",
        ),
        (
            "normal(0, 1)",
            Context::Outcome,
            "any",
            "misplaced-chance",
            1,
            "by chance",
        ),
        (
            "deaths@strike > 1",
            Context::Claim,
            "any",
            "unknown-profile",
            8,
            "did you mean `strikes`?",
        ),
        (
            "approval@base > 1",
            Context::Claim,
            "any",
            "not-an-outcome",
            1,
            "not an outcome",
        ),
        (
            "deaths",
            dynamics,
            "any",
            "misplaced-outcome",
            1,
            "only after a run",
        ),
        (
            "at(flow, 2040-01-01)",
            Context::Outcome,
            "any",
            "outside-run",
            10,
            "2025-01-01 to 2030-01-01",
        ),
        (
            "if flow then 1 else 0",
            dynamics,
            "any",
            "not-a-condition",
            4,
            "true or false",
        ),
        (
            "share[sea] + flow",
            dynamics,
            "any",
            "unit-mismatch",
            14,
            "flow",
        ),
    ] {
        let findings = read(text, context, unit).expect_err(text);
        let (found, place, message) = &findings[0];
        assert_eq!(
            (found.as_str(), *place),
            (id, column),
            "{text}: {findings:?}"
        );
        assert!(message.contains(says), "{text}: {message}");
        assert_eq!(
            findings.len(),
            1,
            "{text}: one mistake, one finding: {findings:?}"
        );
    }
}

#[test]
fn several_mistakes_of_one_equation_are_found_at_once() {
    let findings = read(
        "flwo + sahre * smoth(flow, 4{month})",
        Context::Dynamics(&[]),
        "any",
    )
    .expect_err("three mistakes");
    let ids: Vec<&str> = findings.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(ids, ["unknown-name", "unknown-name", "unknown-function"]);
}

/// On the stack that the program itself has: tests have a quarter of it, and are built as they stand.
#[test]
fn deep_and_long_equations_are_refused_calmly() {
    let roomy = std::thread::Builder::new().stack_size(8 << 20);
    let thread = roomy.spawn(deep_and_long_equations).expect("a thread");
    thread.join().expect("calmly");
}

fn deep_and_long_equations() {
    for text in [
        "(".repeat(5_000) + "1" + &")".repeat(5_000),
        "1".to_owned() + &"+1".repeat(9_000),
        "-".repeat(9_000) + "1",
        "1".to_owned() + &"^1".repeat(9_000),
        "not ".repeat(9_000) + "1",
        "if 1 then ".repeat(3_000) + "1",
        "abs(".repeat(4_000),
        "1+".repeat(30_000),
    ] {
        let findings = read(&text, Context::Dynamics(&[]), "any").expect_err("too deep");
        assert!(
            findings.iter().any(|f| f.0.starts_with("equation-too")),
            "{findings:?}"
        );
    }
}

#[test]
fn every_call_of_the_table_can_be_made_wrong_without_harm() {
    for f in crate::functions::FUNCTIONS {
        for arguments in [
            "",
            "1",
            "flow",
            "flow, flow",
            "flow, corridor",
            "flow, 1, 2",
            "1, 2, 3, 4",
            "x = 1",
            "'a', [corridor]",
        ] {
            for context in [
                Context::Start(&[]),
                Context::Dynamics(&[]),
                Context::Outcome,
                Context::Claim,
                Context::Check,
            ] {
                let _ = read(&format!("{}({arguments})", f.name), context, "any");
            }
        }
    }
}

/// Payoffs of the row and of the column in the game `square`: profile 10 is up and left, 11 up and middle, and so on.
const PAYOFFS: [[f64; 2]; 6] = [
    [3.0, 1.0],
    [2.0, 2.0],
    [1.0, 2.0],
    [3.0, 4.0],
    [4.0, 3.0],
    [2.0, 0.0],
];

/// What a claim on games is where payoffs are those above; 1 is true.
fn weighed(e: &Expression) -> f64 {
    match &e.term {
        Term::Number(x) => *x,
        Term::Outcome {
            outcome, profile, ..
        } => PAYOFFS[profile.index() - 10][outcome.index() - 1],
        Term::Unary(UnaryOp::Not, a) => f64::from(weighed(a) == 0.0),
        Term::Binary(op, a, b) => {
            let (a, b) = (weighed(a), weighed(b));
            match op {
                BinaryOp::Subtract => a - b,
                BinaryOp::Max => a.max(b),
                BinaryOp::And => f64::from(a != 0.0 && b != 0.0),
                BinaryOp::Equal => f64::from(a == b),
                BinaryOp::Greater => f64::from(a > b),
                BinaryOp::GreaterEqual => f64::from(a >= b),
                other => panic!("{other:?} in a claim on games"),
            }
        }
        other => panic!("{other:?} in a claim on games"),
    }
}

#[test]
fn what_claims_ask_of_games_is_what_the_payoffs_say() {
    for (claim, truth) in [
        // Payoffs: the column's strategy changes fastest.
        (
            "payoff(square, column, column = middle, row = down) == 3",
            true,
        ),
        ("payoff(square, row, row = up, column = right) == 1", true),
        // Ties: both are best replies.
        ("best_reply(square, row, column = left) == up", true),
        ("best_reply(square, row, column = left) == down", true),
        ("best_reply(square, row, column = middle) == up", false),
        ("best_reply(square, row, column = middle) != up", true),
        ("middle == best_reply(square, column, row = up)", true),
        ("best_reply(square, column, row = up) == right", true),
        ("best_reply(square, column, row = down) == middle", false),
        // Of all six combinations only down and left holds itself up, weakly for the row.
        ("equilibrium(square, row = down, column = left)", true),
        ("equilibrium(square, column = left, row = up)", false),
        ("equilibrium(square, row = up, column = middle)", false),
        ("equilibrium(square, row = up, column = right)", false),
        ("equilibrium(square, row = down, column = middle)", false),
        ("equilibrium(square, row = down, column = right)", false),
        // Down is never worse than up, yet not better against left.
        ("dominates(square, row, down, up)", false),
        ("dominates(square, column, middle, right)", false),
        ("dominates(square, column, left, right)", false),
        // Regrets: of one, and the greatest of all.
        ("regret(square, row, row = up, column = middle) == 2", true),
        (
            "regret(square, column, row = up, column = middle) == 0",
            true,
        ),
        ("regret(square, row = up, column = middle) == 2", true),
        ("regret(square, row = down, column = right) == 4", true),
        ("regret(square, row = down, column = left) == 0", true),
    ] {
        let e = read(claim, Context::Claim, "true").expect("a claim");
        assert_eq!(weighed(&e) != 0.0, truth, "{claim}");
    }
}

#[test]
fn dominance_compares_what_differs_in_the_player_alone() {
    let e = read("dominates(square, row, down, up)", Context::Claim, "true").expect("a claim");
    let mut compared = Vec::new();
    fn pairs(e: &Expression, found: &mut Vec<(u32, u32)>) {
        match &e.term {
            Term::Binary(BinaryOp::And, a, b) => {
                pairs(a, found);
                pairs(b, found);
            }
            Term::Binary(BinaryOp::Greater, a, b) => match (&a.term, &b.term) {
                (Term::Outcome { profile: a, .. }, Term::Outcome { profile: b, .. }) => {
                    found.push((a.0, b.0));
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
    pairs(&e, &mut compared);
    assert_eq!(compared, [(13, 10), (14, 11), (15, 12)]);
}

/// A random equation whose unit is known beforehand: powers of t and of yr.
fn grow(genes: &mut impl Iterator<Item = u8>, depth: u32) -> (String, i32, i32) {
    let gene = genes.next().unwrap_or(0);
    if depth == 0 {
        let leaves = [
            ("flow[land]", 1, -1),
            ("stockpile[caribbean]", 1, 0),
            ("rate", 0, -1),
            ("share[land]", 0, 0),
            ("3{yr}", 0, 1),
            ("0.5", 0, 0),
        ];
        let (text, t, yr) = leaves[usize::from(gene) % leaves.len()];
        return (text.to_owned(), t, yr);
    }
    let (a, t, yr) = grow(genes, depth - 1);
    match gene % 8 {
        0 | 1 => {
            let (b, t2, yr2) = grow(genes, depth - 1);
            (format!("({a} * {b})"), t + t2, yr + yr2)
        }
        2 => {
            let (b, t2, yr2) = grow(genes, depth - 1);
            (format!("({a} / {b})"), t - t2, yr - yr2)
        }
        3 => (format!("({a} + 2 * {a})"), t, yr),
        4 => (format!("max({a}, {a}, 0)"), t, yr),
        5 => (format!("(if {a} > 2 * {a} then -{a} else abs({a}))"), t, yr),
        6 => (format!("sqrt({a} ^ 2)"), t, yr),
        _ => (format!("(exp({a} / {a}) * {a})"), t, yr),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn units_of_random_equations_are_those_of_their_parts(genes in proptest::collection::vec(proptest::prelude::any::<u8>(), 40)) {
        let (text, t, yr) = grow(&mut genes.into_iter(), 3);
        let right = format!("t^{t} yr^{yr}");
        proptest::prop_assert!(read(&text, Context::Dynamics(&[]), &right).is_ok(), "{text} is not {right}");
        let wrong = format!("t^{} yr^{yr}", t + 1);
        let findings = read(&text, Context::Dynamics(&[]), &wrong).expect_err("a wrong unit");
        proptest::prop_assert_eq!(findings[0].0.as_str(), "unit-mismatch");
    }

    #[test]
    fn no_text_brings_the_parser_down(text in "[-a-z0-9+*/^<>=!()\\[\\],.@:{}'% \\n]{0,80}") {
        for context in [Context::Dynamics(&[]), Context::Outcome, Context::Claim] {
            let _ = read(&text, context, "any");
        }
    }
}
