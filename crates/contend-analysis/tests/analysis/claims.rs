//! Tests of claims over ensembles made by hand.

use contend_analysis::claim::profiles;
use contend_analysis::{TestError, dependence, in_worlds, of_inputs};
use contend_model::expression::{
    AlongOp, Axis, BinaryOp, Expression, MemoryOp, ReduceOp, Term, UnaryOp,
};
use contend_model::id::*;
use contend_model::key::Key;
use contend_model::model::*;

use crate::support::*;

const NEVER: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Outcome 0 is a number, outcome 1 is over routes; quantity 0 is an uncertain number, quantity 1 a fixed row over
/// routes whose second element is uncertain.
fn small() -> Scenario {
    scenario(
        vec![
            parameter("speed", &[], &[2.0], &[Some(0)]),
            parameter(
                "cost",
                &[ROUTE],
                &[1.0, 5.0, 3.0, 5.0],
                &[None, Some(1), None, None],
            ),
        ],
        vec![
            plain_outcome("time", &[], number(0.0)),
            plain_outcome("flow", &[ROUTE], number(0.0)),
        ],
    )
}

fn less(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Less, a, b)
}

fn time(profile: u32) -> Expression {
    outcome(0, profile, &[], &[])
}

/// An outcome, a profile and an element.
type Column = (u32, u32, u32);

fn table(columns: &[(Column, &[f64])]) -> Recorded {
    let outcomes = columns
        .iter()
        .map(|(key, values)| (*key, values.to_vec()))
        .collect();
    Recorded {
        worlds: columns[0].1.len(),
        outcomes,
        ..Recorded::default()
    }
}

/// The value of an expression over central values, seen through comparisons with it.
fn is(scenario: &Scenario, e: Expression, value: f64) -> bool {
    of_inputs(scenario, &binary(BinaryOp::Equal, e, number(value)))
        .unwrap()
        .unwrap()
}

#[test]
fn profiles_are_compared_world_by_world() {
    let worlds = table(&[
        ((0, 0, 0), &[1.0, 2.0, 3.0, NEVER, NEVER, 5.0]),
        ((0, 1, 0), &[NAN, 1.0, NEVER, 4.0, NEVER, NAN]),
        ((0, 7, 0), &[2.0, NAN, 2.0, 2.0, 2.0, 2.0]),
    ]);
    let found = in_worlds(&small(), &less(time(0), time(1)), &worlds).unwrap();
    // Worlds 0 and 5 have no value under a profile of the test; world 1 has none under another.
    let expected = [
        None,
        Some(false),
        Some(true),
        Some(false),
        Some(false),
        None,
    ];
    assert_eq!(found.values, expected);
    assert_eq!(
        (found.holds, found.fails, found.failed, found.worlds()),
        (1, 3, 2, 4)
    );
    assert_eq!((found.first(true), found.first(false)), (Some(2), Some(1)));
}

#[test]
fn numbers_that_do_not_exist_leave_a_world_out_wherever_they_decide() {
    let worlds = table(&[((0, 0, 0), &[0.0, 1.0, NEVER])]);
    let values = |test: &Expression| in_worlds(&small(), test, &worlds).unwrap().values;
    let ratio = || binary(BinaryOp::Divide, number(1.0), time(0));
    assert_eq!(
        values(&less(ratio(), number(0.5))),
        [None, Some(false), Some(true)]
    );
    assert_eq!(
        values(&unary(UnaryOp::Not, less(ratio(), number(0.5)))),
        [None, Some(true), Some(false)]
    );
    let difference = binary(BinaryOp::Subtract, time(0), time(0));
    assert_eq!(
        values(&binary(BinaryOp::Equal, difference, number(0.0))),
        [Some(true), Some(true), None]
    );
    // One side may decide.
    let (zero, none) = (
        || binary(BinaryOp::Equal, time(0), number(0.0)),
        || less(ratio(), number(0.5)),
    );
    let of = |op, a, b| values(&binary(op, a, b));
    let either = [Some(true), Some(false), Some(true)];
    assert_eq!(of(BinaryOp::Or, zero(), none()), either);
    assert_eq!(of(BinaryOp::Or, none(), zero()), either);
    let both = [None, Some(false), Some(false)];
    assert_eq!(of(BinaryOp::And, zero(), none()), both);
    let not_zero = unary(UnaryOp::Not, zero());
    let guarded = [Some(false), Some(false), Some(true)];
    assert_eq!(of(BinaryOp::And, not_zero, none()), guarded);
    // The branch that is not taken does not matter.
    let guarded = choose(
        binary(BinaryOp::Equal, time(0), number(0.0)),
        number(1.0),
        less(ratio(), number(0.5)),
    );
    assert_eq!(values(&guarded), [Some(true), Some(false), Some(true)]);
}

#[test]
fn draws_and_fixed_elements_stand_side_by_side() {
    let mut worlds = table(&[((0, 0, 0), &[6.0, 6.0, 6.0])]);
    worlds.inputs = [(0, vec![1.0, 2.0, 3.0]), (1, vec![0.0, 1.0, 10.0])].into();
    // time < speed · (1 + cost[b])
    let cost = read(1, &[Axis::Element(1)], &[]);
    let sum = binary(BinaryOp::Add, read(1, &[Axis::Element(0)], &[]), cost);
    let test = less(time(0), binary(BinaryOp::Multiply, read(0, &[], &[]), sum));
    assert_eq!(
        in_worlds(&small(), &test, &worlds).unwrap().values,
        [Some(false), Some(false), Some(true)]
    );
    worlds.inputs.remove(&1);
    assert_eq!(
        in_worlds(&small(), &test, &worlds),
        Err(TestError::NoDraws(InputId(1)))
    );
}

#[test]
fn arrays_of_outcomes_are_reduced_along_dimensions_and_subsets() {
    let worlds = table(&[
        ((1, 0, 0), &[1.0, 9.0]),
        ((1, 0, 1), &[2.0, 1.0]),
        ((1, 0, 2), &[3.0, 1.0]),
        ((1, 0, 3), &[4.0, 1.0]),
    ]);
    let flow = || outcome(1, 0, &[along(ROUTE, 0)], &[ROUTE]);
    let atlantic = outcome(1, 0, &[along(ATLANTIC, 0)], &[ATLANTIC]);
    let values = |test: &Expression| in_worlds(&small(), test, &worlds).unwrap().values;
    // The second and the fourth carry more than half.
    let half = binary(
        BinaryOp::Multiply,
        number(0.5),
        reduce(ReduceOp::Sum, flow(), None),
    );
    let most = binary(
        BinaryOp::Greater,
        reduce(ReduceOp::Sum, atlantic, None),
        half,
    );
    assert_eq!(values(&most), [Some(true), Some(false)]);
    let greatest = reduce(ReduceOp::ArgMax, flow(), None);
    assert_eq!(
        values(&binary(BinaryOp::Equal, greatest, number(3.0))),
        [Some(true), Some(false)]
    );
    // Each carries more than the one before: the first is compared with 0.
    let before = outcome(1, 0, &[along(ROUTE, -1)], &[ROUTE]);
    let grows = reduce(
        ReduceOp::Min,
        binary(BinaryOp::Greater, flow(), before),
        None,
    );
    assert_eq!(values(&grows), [Some(true), Some(false)]);
}

#[test]
fn facts_are_tested_on_central_values() {
    let sc = small();
    let cost = || read(1, &[along(ROUTE, 0)], &[ROUTE]);
    let position = || expression(Term::Position(ROUTE), &[ROUTE]);
    let filter = || Some(binary(BinaryOp::GreaterEqual, position(), number(1.0)));
    assert!(is(&sc, reduce(ReduceOp::Sum, cost(), None), 14.0));
    assert!(is(
        &sc,
        reduce(ReduceOp::Mean, cost(), filter()),
        13.0 / 3.0
    ));
    assert!(is(&sc, reduce(ReduceOp::Product, cost(), None), 75.0));
    assert!(is(&sc, reduce(ReduceOp::Max, cost(), None), 5.0));
    // The first of equals; among none nobody is the least, so that nothing is true or false of it.
    assert!(is(&sc, reduce(ReduceOp::ArgMax, cost(), None), 1.0));
    assert!(is(&sc, reduce(ReduceOp::ArgMin, cost(), filter()), 2.0));
    let nobody = reduce(ReduceOp::ArgMin, cost(), Some(number(0.0)));
    let is_not_the_first = binary(BinaryOp::NotEqual, nobody, number(0.0));
    assert_eq!(of_inputs(&sc, &is_not_the_first), Ok(None));
    assert!(is(
        &sc,
        reduce(ReduceOp::Sum, cost(), Some(number(0.0))),
        0.0
    ));
    let length = Term::Attribute {
        dimension: ROUTE,
        attribute: 0,
        axis: along(ATLANTIC, 0),
    };
    assert!(is(
        &sc,
        reduce(ReduceOp::Sum, expression(length, &[ATLANTIC]), None),
        4.0
    ));
    let along_route = |op| {
        expression(
            Term::Along {
                op,
                body: Box::new(cost()),
                along: vec![ROUTE],
                by: Vec::new(),
                filter: None,
            },
            &[ROUTE],
        )
    };
    let last = |e: Expression| {
        let is_last = binary(BinaryOp::Equal, position(), number(3.0));
        reduce(ReduceOp::Sum, e, Some(is_last))
    };
    assert!(is(&sc, last(along_route(AlongOp::RunningSum)), 14.0));
    assert!(is(&sc, last(along_route(AlongOp::Rank)), 2.0));
    let total = reduce(ReduceOp::Sum, along_route(AlongOp::Softmax), None);
    let off = unary(UnaryOp::Abs, binary(BinaryOp::Subtract, total, number(1.0)));
    assert_eq!(of_inputs(&sc, &less(off, number(1e-12))), Ok(Some(true)));
    let nothing = reduce(ReduceOp::Mean, cost(), Some(number(0.0)));
    assert_eq!(of_inputs(&sc, &less(nothing, number(1.0))), Ok(None));
}

#[test]
fn operations_along_a_dimension_keep_to_their_own() {
    let sc = small();
    // cost over route × atlantic, ranked along routes for each of the two: the same rank whatever the other.
    let cost = read(1, &[along(ROUTE, 0)], &[ROUTE]);
    let weight = expression(Term::Position(ATLANTIC), &[ATLANTIC]);
    let both = binary(BinaryOp::Add, cost, weight);
    assert_eq!(both.over, [ROUTE, ATLANTIC]);
    let rank = expression(
        Term::Along {
            op: AlongOp::Rank,
            body: Box::new(both),
            along: vec![ROUTE],
            by: Vec::new(),
            filter: None,
        },
        &[ROUTE, ATLANTIC],
    );
    let position = expression(Term::Position(ROUTE), &[ROUTE]);
    let weighted = binary(BinaryOp::Multiply, rank, position);
    // Ranks 4, 1, 3, 2 times 0, 1, 2, 3, twice.
    assert!(is(&sc, reduce(ReduceOp::Sum, weighted, None), 26.0));
}

#[test]
fn lookups_and_their_ends() {
    let mut sc = small();
    sc.tables.push(contend_model::model::Table {
        name: "crowding".into(),
        x: vec![0.0, 2.0],
        y: vec![0.0, 10.0],
        second: vec![],
        between: Between::Linear,
        beyond: Beyond::Error,
    });
    let worlds = table(&[((0, 0, 0), &[0.5, 1.5, 3.0])]);
    let at = expression(Term::Lookup(TableId(0), Box::new(time(0))), &[]);
    let found = in_worlds(&sc, &binary(BinaryOp::Greater, at, number(5.0)), &worlds).unwrap();
    assert_eq!(found.values, [Some(false), Some(true), None]);
}

#[test]
fn many_worlds_come_out_as_each_alone() {
    let sc = small();
    let column: Vec<f64> = (0..5000).map(|w| f64::from(w % 7)).collect();
    let found = in_worlds(
        &sc,
        &less(time(0), number(3.0)),
        &table(&[((0, 0, 0), &column)]),
    )
    .unwrap();
    assert!(
        found
            .values
            .iter()
            .enumerate()
            .all(|(w, v)| *v == Some(w % 7 < 3))
    );
    assert_eq!(found.worlds(), 5000);
}

#[test]
fn what_has_no_meaning_in_a_test_is_an_error() {
    let mut sc = small();
    let worlds = table(&[((0, 0, 0), &[1.0])]);
    let not_run = TestError::NotRun {
        outcome: OutcomeId(0),
        profile: ProfileId(1),
    };
    assert_eq!(
        in_worlds(&sc, &less(time(0), time(1)), &worlds),
        Err(not_run)
    );
    assert_eq!(
        of_inputs(&sc, &expression(Term::Time, &[])),
        Err(TestError::OnlyInRuns)
    );
    sc.quantities.push(quantity(
        "speed_now",
        &[],
        QuantityKind::Variable {
            equation: number(1.0),
        },
    ));
    let read = read(2, &[], &[]);
    assert_eq!(
        of_inputs(&sc, &read),
        Err(TestError::VariesOverTime(QuantityId(2)))
    );
}

/// An outcome of a stock that an event changes, driven by a lever, reaches each parameter by another way; one
/// parameter reaches it only under the other profile, and one not at all.
#[test]
fn a_test_depends_on_what_can_reach_it() {
    let names = [
        "start",
        "flow_rate",
        "hazard",
        "amount",
        "remembered",
        "storm_only",
        "unrelated",
    ];
    let mut quantities: Vec<Quantity> = names
        .iter()
        .enumerate()
        .map(|(i, name)| parameter(name, &[], &[1.0], &[Some(i as u32)]))
        .collect();
    let plain = |q: u32| read(q, &[], &[]);
    let memory = Term::Memory {
        op: MemoryOp::Previous,
        site: 0,
        arguments: vec![plain(4)],
    };
    quantities.push(quantity(
        "memory",
        &[],
        QuantityKind::Variable {
            equation: expression(memory, &[]),
        },
    ));
    let lever = Lever {
        actor: ActorId(0),
        public: true,
        domain: LeverDomain::Switch,
        default: 0.0,
    };
    quantities.push(quantity("lever", &[], QuantityKind::Lever(lever)));
    let product = binary(
        BinaryOp::Multiply,
        plain(1),
        binary(BinaryOp::Add, plain(7), plain(8)),
    );
    let flow = Flow {
        equation: product,
        from: None,
        to: Some(QuantityId(10)),
    };
    quantities.push(quantity("flow", &[], QuantityKind::Flow(flow)));
    let stock = Stock {
        start: plain(0),
        change: None,
        inflows: vec![plain(9)],
        outflows: vec![],
        floor: Floor::None,
        priority: Vec::new(),
    };
    quantities.push(quantity("stock", &[], QuantityKind::Stock(stock)));
    let body = Box::new(plain(10));
    let summary = Term::Summary {
        op: contend_model::expression::SummaryOp::Last,
        body,
        window: (0.0, 10.0),
        rate: None,
    };
    let mut sc = scenario(
        quantities,
        vec![plain_outcome("end", &[], expression(summary, &[]))],
    );
    sc.events.push(Event {
        name: "storm".into(),
        about: String::new(),
        over: vec![],
        trigger: Trigger::Hazard(plain(2)),
        from: None,
        repeats: true,
        cooldown: 0.0,
        effects: vec![Effect {
            stock: QuantityId(10),
            axes: vec![],
            amount: plain(3),
            set: false,
        }],
        known: Vec::new(),
        chance_site: Key(0),
        span: SPAN,
    });
    for settings in [vec![], vec![(QuantityId(8), plain(5))]] {
        sc.strategies.push(Strategy {
            actor: ActorId(0),
            id: "s".into(),
            about: String::new(),
            settings,
            free: None,
            span: SPAN,
        });
    }
    let ids = |range: &[u32]| range.iter().map(|i| QuantityId(*i)).collect::<Vec<_>>();
    let of = |profile| {
        dependence(
            &sc,
            &claim(ClaimTest::Worlds(less(time(profile), number(1.0)))),
        )
    };
    assert_eq!(of(0).quantities, ids(&[0, 1, 2, 3, 4]));
    assert_eq!(of(1).quantities, ids(&[0, 1, 2, 3, 4, 5]));
    assert_eq!(of(1).inputs, (0..6).map(InputId).collect::<Vec<_>>());
    assert_eq!(
        dependence(&sc, &claim(ClaimTest::ValueJudgement)).quantities,
        []
    );
    let both = claim(ClaimTest::Worlds(less(time(1), time(0))));
    assert_eq!(profiles(&both), [ProfileId(0), ProfileId(1)]);
}
