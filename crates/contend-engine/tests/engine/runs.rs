//! Compiled results against the plain evaluator, and the promise of the same bits however a run is cut.

use contend_engine::bounds::{Bounds, Interval};
use contend_engine::{Batch, Draws, FaultPlace, Features, Request, Watch, compile, compile_for};
use contend_model::clock::Method;
use contend_model::expression::*;
use contend_model::id::*;
use contend_model::model::*;
use proptest::prelude::{
    ProptestConfig, TestCaseError, any, prop_assert, prop_assert_eq, proptest,
};

use crate::oracle;
use crate::support::*;

pub fn everything(scenario: &Scenario) -> Request {
    Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        watches: (0..scenario.quantities.len() as u32)
            .map(|q| Watch {
                quantity: QuantityId(q),
                element: None,
            })
            .collect(),
        occurrences: true,
        ..Request::default()
    }
}

pub fn bits(part: &Batch) -> Vec<Vec<u64>> {
    let columns = part.outcomes.iter().chain(&part.watches);
    columns
        .map(|c| {
            c.iter()
                .map(|x| if x.is_nan() { 1 } else { x.to_bits() })
                .collect()
        })
        .collect()
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs()))
}

fn against_the_plain_evaluator(
    scenario: &Scenario,
    profile: ProfileId,
) -> Result<(), TestCaseError> {
    let request = everything(scenario);
    let program = compile(scenario, profile, &request).expect("compiles");
    let part = program.run(&Spread, 0..3);
    for world in 0..3u64 {
        let plain = oracle::run(
            scenario,
            profile,
            &|i| Spread.value(world, i),
            Spread.seed(),
            world,
        );
        let points = scenario.clock.steps as usize + 1;
        for (q, watch) in part.watches.iter().enumerate() {
            for step in 0..points {
                let ours = watch[world as usize * points + step];
                let theirs: f64 = plain.values[q][step].iter().sum();
                prop_assert!(
                    close(ours, theirs),
                    "{} at step {step} of world {world}: {ours} against {theirs}",
                    scenario.quantities[q].name
                );
            }
        }
        let theirs = scenario.outcomes.iter().zip(plain.outcomes);
        let theirs = theirs.flat_map(|(o, values)| values.into_iter().map(|x| (&o.id, x)));
        for (column, (id, theirs)) in part.outcomes.iter().zip(theirs) {
            let ours = column[world as usize];
            prop_assert!(
                close(ours, theirs),
                "outcome {id} of world {world}: {ours} against {theirs}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn compiled_runs_equal_the_plain_evaluator(scenario in random_scenario()) {
        against_the_plain_evaluator(&scenario, ProfileId(0))?;
    }

    #[test]
    fn compiled_play_equals_the_plain_evaluator(mut scenario in random_play(), now in 0..11u32, profile in 0..5u32) {
        scenario.clock.now = (now < 10).then_some(now);
        against_the_plain_evaluator(&scenario, ProfileId(profile))?;
    }

    #[test]
    fn no_value_leaves_its_bounds(mut scenario in random_play(), now in 0..11u32, profile in 0..5u32, share in 0.0..0.6f64) {
        scenario.clock.now = (now < 10).then_some(now);
        let scenario = &scenario;
        // Of a part of the run, and of the whole.
        let last = scenario.clock.time_of_step(scenario.clock.steps);
        let during = Bounds::during(scenario, Interval::new(share * last, last));
        for world in 0..2u64 {
            let plain = oracle::run(scenario, ProfileId(profile), &|i| Spread.value(world, i), Spread.seed(), world);
            for (q, quantity) in scenario.quantities.iter().enumerate() {
                // What a lever is before `now` is its default, which lies in its range.
                let bounds = during.quantity(QuantityId(q as u32));
                for (step, values) in plain.values[q].iter().enumerate() {
                    let inside = scenario.clock.time_of_step(step as u32) >= share * last;
                    for value in values.iter().filter(|v| inside && v.is_finite()) {
                        let slack = 1e-9 * (1.0 + value.abs());
                        prop_assert!(
                            bounds.low - slack <= *value && *value <= bounds.high + slack,
                            "{} is {value} at step {step}, not in {bounds:?}", quantity.name
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn bits_depend_neither_on_features_nor_on_lanes_nor_on_parts(scenario in random_scenario()) {
        let request = everything(&scenario);
        let whole = compile(&scenario, ProfileId(0), &request).expect("compiles").run(&Spread, 0..37);
        for features in Features::available() {
            for lanes in [8, 16, 64] {
                let program = compile_for(&scenario, ProfileId(0), &request, features, Some(lanes)).expect("compiles");
                prop_assert_eq!(bits(&program.run(&Spread, 0..37)), bits(&whole));
                let parts = [program.run(&Spread, 0..5), program.run(&Spread, 5..6), program.run(&Spread, 6..37)];
                for (column, whole) in whole.outcomes.iter().enumerate() {
                    let joined: Vec<f64> = parts.iter().flat_map(|p| p.outcomes[column].clone()).collect();
                    let same = joined.iter().zip(whole).all(|(a, b)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
                    prop_assert!(same);
                }
                let happened: Vec<_> = parts.iter().flat_map(|p| p.occurrences.clone()).collect();
                prop_assert_eq!(&happened, &whole.occurrences);
            }
        }
    }

    #[test]
    fn flows_conserve(start in 0.0..100.0f64, rate in 0.0..1.0f64, rk4 in any::<bool>()) {
        let i = DimensionId(0);
        let flow = |equation, from, to| QuantityKind::Flow(Flow { equation, from: Some(QuantityId(from)), to: Some(QuantityId(to)) });
        let tank = |start: f64, inflow: u32, outflow: u32| QuantityKind::Stock(Stock {
            start: number(start),
            change: None,
            inflows: vec![read(inflow, &[i])],
            outflows: vec![read(outflow, &[i])],
            floor: Floor::None,
            priority: Vec::new(),
        });
        let quantities = vec![
            quantity("a", &[i], tank(start, 3, 2)),
            quantity("b", &[i], tank(1.0, 2, 3)),
            quantity("ab", &[i], flow(multiply(number(rate), read(0, &[i])), 0, 1)),
            quantity("ba", &[i], flow(multiply(number(0.3), unary(UnaryOp::Sqrt, unary(UnaryOp::Abs, read(1, &[i])))), 1, 0)),
        ];
        let method = if rk4 { Method::Rk4 } else { Method::Euler };
        let mut built = scenario(method, 40, dimensions(), quantities);
        let both = reduce(ReduceOp::Sum, add(read(0, &[i]), read(1, &[i])), &[i]);
        built.outcomes = vec![outcome("both", summary(SummaryOp::Last, both, (0.0, 40.0 * 0.25)))];
        let part = compile(&built, ProfileId(0), &everything(&built)).expect("compiles").run(&Spread, 0..1);
        let before = 3.0 * (start + 1.0);
        prop_assert!((part.outcomes[0][0] - before).abs() <= 1e-12 * before * 40.0);
    }
}

/// `price[stage] = if stage == 0 then 2 else price[stage - 1] · 1.5`, and two arrays that read each other's earlier
/// elements through a matrix without loops.
#[test]
fn arrays_may_read_their_earlier_elements() {
    let k = DimensionId(2);
    let earlier = Expression {
        term: Term::Read {
            quantity: QuantityId(0),
            axes: vec![Axis::Along {
                dimension: k,
                offset: -1,
            }],
        },
        ..read(0, &[k])
    };
    let first = binary(
        BinaryOp::Equal,
        expression(Term::Position(k), &[k]),
        number(0.0),
    );
    let price = choose(first, number(2.0), multiply(earlier, number(1.5)));
    let (i, j) = (DimensionId(0), DimensionId(1));
    // flow[i] = 1 + Σ_j link[i, j] · flow[j], with links to earlier elements only.
    let link = vec![0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.25, 2.0, 0.0];
    let through = Expression {
        term: Term::Read {
            quantity: QuantityId(2),
            axes: vec![Axis::Along {
                dimension: j,
                offset: 0,
            }],
        },
        ..read(2, &[j])
    };
    let flow = add(
        number(1.0),
        reduce(ReduceOp::Sum, multiply(read(1, &[i, j]), through), &[j]),
    );
    let quantities = vec![
        variable("price", &[k], price),
        parameter("link", &[i, j], link, vec![None; 9]),
        variable("flow", &[i], flow),
    ];
    let mut built = scenario(Method::Euler, 2, dimensions(), quantities);
    built.outcomes = vec![
        outcome(
            "price",
            summary(SummaryOp::Last, read(0, &[k]), (0.0, 2.0 * 0.25)),
        ),
        outcome(
            "flow",
            summary(SummaryOp::Last, read(2, &[i]), (0.0, 2.0 * 0.25)),
        ),
    ];
    let part = compile(&built, ProfileId(0), &everything(&built))
        .expect("compiles")
        .run(&Spread, 0..1);
    let values: Vec<f64> = part.outcomes.iter().map(|c| c[0]).collect();
    assert_eq!(values, [2.0, 3.0, 4.5, 6.75, 1.0, 1.5, 4.25]);
}

#[test]
fn elements_that_need_each_other_are_refused() {
    let (i, j) = (DimensionId(0), DimensionId(1));
    let through = Expression {
        term: Term::Read {
            quantity: QuantityId(0),
            axes: vec![Axis::Along {
                dimension: j,
                offset: 0,
            }],
        },
        ..read(0, &[j])
    };
    let built = scenario(
        Method::Euler,
        2,
        dimensions(),
        vec![variable(
            "x",
            &[i],
            add(number(1.0), reduce(ReduceOp::Sum, through, &[j])),
        )],
    );
    let request = everything(&built);
    assert!(matches!(
        compile(&built, ProfileId(0), &request),
        Err(contend_engine::CompileError::Loop { .. })
    ));
}

#[test]
fn a_fault_names_its_equation_world_and_time() {
    // The divisor reaches 0 at step 4 in every world; the quotient is then hidden by a minimum.
    let quantities = vec![
        parameter("drawn", &[], vec![1.0], vec![Some(InputId(0))]),
        stock("falling", &[], number(1.0), number(-1.0), Floor::None),
        variable("ratio", &[], divide(read(0, &[]), read(1, &[]))),
        variable(
            "hidden",
            &[],
            binary(BinaryOp::Min, read(2, &[]), number(3.0)),
        ),
    ];
    let mut built = scenario(Method::Euler, 8, dimensions(), quantities);
    built.outcomes = vec![outcome(
        "end",
        summary(SummaryOp::Last, read(3, &[]), (0.0, 8.0 * 0.25)),
    )];
    let part = compile(
        &built,
        ProfileId(0),
        &Request {
            outcomes: vec![OutcomeId(0)],
            ..Request::default()
        },
    )
    .expect("compiles")
    .run(&Spread, 10..13);
    let found: Vec<_> = part
        .faults
        .iter()
        .map(|f| (f.world, f.step, f.place, f.value))
        .collect();
    let at = |q: u32| contend_engine::FaultPlace::Quantity(QuantityId(q));
    // The quotient as it is; whoever reads it has no value. Values that have none are compared by their bits.
    let expected = [10, 11, 12].map(|w| {
        [
            (w, Some(4), at(2), f64::INFINITY.to_bits()),
            (w, Some(4), at(3), f64::NAN.to_bits()),
        ]
    });
    let found: Vec<_> = (found.into_iter())
        .map(|(w, step, place, v)| (w, step, place, (v.abs()).to_bits()))
        .collect();
    assert_eq!(found, expected.concat());
    // At the end the divisor is -1 and nothing is left of it.
    assert!(part.outcomes[0].iter().all(|v| v.is_finite()));
}

#[test]
fn levers_act_from_now_on() {
    let mut built = scenario(
        Method::Rk4,
        8,
        dimensions(),
        vec![
            quantity(
                "lever",
                &[],
                QuantityKind::Lever(Lever {
                    actor: ActorId(0),
                    public: true,
                    domain: LeverDomain::Switch,
                    default: 0.0,
                }),
            ),
            stock("sum", &[], number(0.0), read(0, &[]), Floor::None),
        ],
    );
    built.clock.now = Some(4);
    built.strategies = vec![Strategy {
        actor: ActorId(0),
        id: "on".into(),
        about: String::new(),
        settings: vec![(QuantityId(0), number(1.0))],
        free: None,
        span: SPAN,
    }];
    built.profiles[0].strategies = vec![Some(StrategyId(0))];
    let part = compile(&built, ProfileId(0), &everything(&built))
        .expect("compiles")
        .run(&Spread, 0..1);
    assert_eq!(
        part.watches[0],
        [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    );
    assert_eq!(
        part.watches[1],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.75, 1.0]
    );
}

/// Only the second filter is known before the run.
#[test]
fn among_none_there_is_no_greatest() {
    let k = DimensionId(2);
    let best = |filter| {
        expression(
            Term::Reduce {
                op: ReduceOp::ArgMax,
                body: Box::new(read(1, &[k])),
                along: vec![k],
                by: Vec::new(),
                filter: Some(Box::new(filter)),
            },
            &[],
        )
    };
    let above = |x, limit| binary(BinaryOp::Greater, x, number(limit));
    let quantities = vec![
        parameter("drawn", &[], vec![1.0], vec![Some(InputId(0))]),
        parameter("size", &[k], vec![1.0, 4.0, 3.0, 2.0], vec![None; 4]),
        variable("drawn_none", &[], best(above(read(0, &[]), 9.0))),
        variable("known_none", &[], best(above(read(1, &[k]), 9.0))),
        variable("all", &[], best(above(read(0, &[]), 0.0))),
    ];
    let mut built = scenario(Method::Euler, 1, dimensions(), quantities);
    built.outcomes = (2..5)
        .map(|q| outcome("end", summary(SummaryOp::Last, read(q, &[]), (0.0, 0.25))))
        .collect();
    let part = compile(&built, ProfileId(0), &everything(&built))
        .expect("compiles")
        .run(&Spread, 0..1);
    let ends: Vec<f64> = part.outcomes.iter().map(|column| column[0]).collect();
    assert!(ends[0].is_nan() && ends[1].is_nan(), "{ends:?}");
    assert_eq!(ends[2], 1.0);
    let wrong = |q: u32| {
        part.faults
            .iter()
            .any(|f| f.place == FaultPlace::Quantity(QuantityId(q)))
    };
    assert!(wrong(2) && wrong(3) && !wrong(4), "{:?}", part.faults);
}
