//! Runs that share their start, and runs that branch: the same bits as each of them run whole.

use contend_engine::family::{compile_family_for, compile_tree_for};
use contend_engine::{
    Batch, Draws, Fault, Features, LineOfPlay, Moves, Request, Turn, compile, compile_family,
    compile_line, compile_tree,
};
use std::collections::BTreeSet;

use contend_model::clock::Method;
use contend_model::expression::{Axis, BinaryOp, ReduceOp, SummaryOp, Term, UnaryOp};
use contend_model::id::*;
use contend_model::model::*;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::runs::{bits, everything};
use crate::support::*;

fn all_profiles(scenario: &Scenario) -> Vec<ProfileId> {
    (0..scenario.profiles.len() as u32).map(ProfileId).collect()
}

/// The same asked of each.
fn each(profiles: &[ProfileId], request: &Request) -> Vec<(ProfileId, Request)> {
    profiles.iter().map(|p| (*p, request.clone())).collect()
}

/// The outcomes of a run, of which nothing is left in worlds in which something went wrong.
fn lost(whole: &Batch, failed: &BTreeSet<u64>) -> Vec<Vec<f64>> {
    let mut outcomes = whole.outcomes.clone();
    for column in &mut outcomes {
        for world in failed {
            column[(world - whole.worlds.start) as usize] = f64::NAN;
        }
    }
    outcomes
}

fn always() -> bool {
    true
}

/// Faults as text, in which a value that is NaN is the same as itself.
fn told(faults: &[Fault]) -> String {
    format!("{faults:?}")
}

fn column_bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    bits(&Batch {
        outcomes: columns.to_vec(),
        ..Batch::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_family_has_the_bits_of_whole_runs(mut scenario in random_play(), now in 0..11u32, lanes in 0..3usize) {
        scenario.clock.now = (now < 10).then_some(now);
        let request = everything(&scenario);
        let profiles = all_profiles(&scenario);
        let lanes = [8, 16, 64][lanes];
        let family = compile_family_for(&scenario, &each(&profiles, &request), Features::detect(), Some(lanes)).expect("compiles");
        let facts = family.facts();
        if (1..10).contains(&now) {
            prop_assert!(facts.shared_steps >= now);
        }
        prop_assert!(facts.evaluations <= facts.evaluations_apart);
        let parts = family.run(&Spread, 3..22, &always).expect("nobody stops it");
        for (profile, part) in profiles.iter().zip(&parts) {
            let whole = compile(&scenario, *profile, &request).expect("compiles").run(&Spread, 3..22);
            prop_assert_eq!(bits(part), bits(&whole));
            prop_assert_eq!(told(&part.faults), told(&whole.faults));
            prop_assert_eq!(&part.occurrences, &whole.occurrences);
        }
    }

    #[test]
    fn a_tree_has_the_bits_of_whole_runs(
        mut scenario in random_play(),
        now in 0..6u32,
        steps in any::<[u8; 3]>(),
        order in 0..3usize,
        lanes in 0..3usize,
    ) {
        scenario.clock.now = (now > 0).then_some(now);
        let mut steps = steps.map(|s| now + u32::from(s) % (10 - now));
        steps.sort_unstable();
        let by = |actor: usize, step: u32| Turn {
            actor,
            step,
            strategies: (0..3 - (step % 2)).map(|s| StrategyId(3 * actor as u32 + s)).collect(),
        };
        let who = [[0, 1, 0], [1, 1, 0], [0, 1, 1]][order];
        let moves = Moves {
            before: vec![Some(StrategyId(0)), None],
            moves: who.into_iter().zip(steps).map(|(actor, step)| by(actor, step)).collect(),
        };
        let request = everything(&scenario);
        let lanes = [8, 16, 64][lanes];
        let tree = compile_tree_for(&scenario, &moves, &request.outcomes, Features::detect(), Some(lanes)).expect("compiles");
        let facts = tree.facts();
        prop_assert!(facts.evaluations <= facts.evaluations_apart);
        let part = tree.run(&Spread, 3..22, &always).expect("nobody stops it");
        prop_assert_eq!(part.len(), moves.leaves());
        let request = Request { outcomes: request.outcomes, ..Request::default() };
        for (leaf, batch) in part.iter().enumerate() {
            let whole = compile_line(&scenario, &moves.line(leaf), &request).expect("compiles").run(&Spread, 3..22);
            let failed: BTreeSet<u64> = whole.faults.iter().map(|f| f.world).collect();
            prop_assert_eq!(column_bits(&batch.outcomes), column_bits(&lost(&whole, &failed)), "leaf {}", leaf);
        }
    }

    #[test]
    fn a_path_as_a_profile_is_the_leaf_of_the_tree(
        mut scenario in random_play(),
        now in 0..6u32,
        steps in any::<[u8; 3]>(),
        order in 0..3usize,
        together in any::<bool>(),
    ) {
        scenario.clock.now = (now > 0).then_some(now);
        let mut steps = steps.map(|s| now + u32::from(s) % (10 - now));
        steps.sort_unstable();
        let player = |actor: u32| Player {
            actor: ActorId(actor),
            objective: OutcomeId(0),
            strategies: (0..3).map(|s| StrategyId(3 * actor + s)).collect(),
        };
        let players = vec![player(0), player(1)];
        let who: [u32; 3] = [[0, 1, 0], [1, 1, 0], [0, 1, 1]][order];
        let moves = who.into_iter().zip(steps).map(|(player, step)| Move {
            player,
            step,
            strategies: players[player as usize].strategies[..2 + step as usize % 2].to_vec(),
            sees: vec![],
        });
        let game = Game {
            id: "g".into(),
            about: String::new(),
            play: Play::InTurn { moves: moves.collect() },
            players,
            others: vec![Some(StrategyId(0)), None],
            leader: None,
            symmetric: false,
            span: SPAN,
        };
        let moves = Moves::of(&game).expect("in turn");
        scenario.profiles = (0..moves.leaves())
            .map(|leaf| {
                let (strategies, later) = game.path(leaf, scenario.clock.now);
                Profile { strategies, later, ..scenario.profiles[0].clone() }
            })
            .collect();
        let request = Request { outcomes: everything(&scenario).outcomes, ..Request::default() };
        let tree = compile_tree(&scenario, &moves, &request.outcomes).expect("compiles");
        let part = tree.run(&Spread, 3..22, &always).expect("nobody stops it");
        let profiles = all_profiles(&scenario);
        let paths = match together {
            true => {
                let family = compile_family(&scenario, &each(&profiles, &request)).expect("compiles");
                family.run(&Spread, 3..22, &always).expect("nobody stops it")
            }
            false => (profiles.iter())
                .map(|p| compile(&scenario, *p, &request).expect("compiles").run(&Spread, 3..22))
                .collect(),
        };
        for (leaf, path) in paths.iter().enumerate() {
            let failed: BTreeSet<u64> = path.faults.iter().map(|f| f.world).collect();
            prop_assert_eq!(column_bits(&part[leaf].outcomes), column_bits(&lost(path, &failed)), "leaf {}", leaf);
            prop_assert_eq!(game.choices(leaf), moves.choices(leaf));
        }
    }

    #[test]
    fn a_line_of_play_is_its_profile(mut scenario in random_play(), now in 1..10u32) {
        scenario.clock.now = Some(now);
        let request = everything(&scenario);
        for profile in all_profiles(&scenario) {
            let own = &scenario.profiles[profile.index()];
            let line = LineOfPlay { strategies: [0, 1].map(|a| own.course(ActorId(a))).to_vec() };
            let (a, b) = (compile_line(&scenario, &line, &request), compile(&scenario, profile, &request));
            let run = |p: Result<contend_engine::Program, _>| p.expect("compiles").run(&Spread, 0..9);
            prop_assert_eq!(bits(&run(a)), bits(&run(b)));
        }
    }
}

/// A lever that a rule sets to 1 divided by a stock that passes through zero at step 2, long before `now`, and that
/// another strategy leaves alone; the first also divides by a stock that is zero at step 6.
fn troubled() -> Scenario {
    let lever = QuantityKind::Lever(Lever {
        actor: ActorId(0),
        public: true,
        domain: LeverDomain::Switch,
        default: 0.0,
    });
    let mut built = scenario(
        Method::Euler,
        9,
        dimensions(),
        vec![
            parameter("drawn", &[], vec![1.0], vec![Some(InputId(0))]),
            quantity("lever", &[], lever),
            // 0 at step 2 in worlds whose draw is above 1.
            stock(
                "falling",
                &[],
                number(0.5),
                choose(
                    binary(BinaryOp::Greater, read(0, &[]), number(1.0)),
                    number(-1.0),
                    number(0.0),
                ),
                Floor::None,
            ),
            variable("ratio", &[], divide(number(1.0), read(2, &[]))),
            stock("sum", &[], read(0, &[]), read(1, &[]), Floor::None),
        ],
    );
    built.clock.now = Some(5);
    let capped = binary(BinaryOp::Min, read(3, &[]), number(1.0));
    for (id, setting) in [("rule", capped), ("on", number(1.0))] {
        built.strategies.push(Strategy {
            actor: ActorId(0),
            id: id.into(),
            about: String::new(),
            settings: vec![(QuantityId(1), setting)],
            free: None,
            span: SPAN,
        });
    }
    built.actors = vec![Actor {
        id: "a".into(),
        name: "a".into(),
        about: String::new(),
        default_strategy: None,
        span: SPAN,
    }];
    built.profiles = [None, Some(0), Some(1)]
        .map(|s| Profile {
            strategies: vec![s.map(StrategyId)],
            ..built.profiles[0].clone()
        })
        .to_vec();
    built.outcomes = vec![outcome(
        "end",
        summary(SummaryOp::Last, read(4, &[]), (0.0, 9.0 * 0.25)),
    )];
    built
}

fn outcomes_of(scenario: &Scenario) -> Request {
    Request {
        outcomes: everything(scenario).outcomes,
        ..Request::default()
    }
}

#[test]
fn what_fails_on_the_common_way_counts_only_where_it_matters() {
    let built = troubled();
    let request = outcomes_of(&built);
    let family = compile_family(&built, &each(&all_profiles(&built), &request)).expect("compiles");
    let parts = family.run(&Spread, 0..100, &always).expect("not stopped");
    let mut counts = Vec::new();
    for (profile, part) in all_profiles(&built).iter().zip(&parts) {
        let whole = compile(&built, *profile, &request)
            .expect("compiles")
            .run(&Spread, 0..100);
        assert_eq!(bits(part), bits(&whole));
        assert_eq!(part.faults, whole.faults);
        counts.push(part.faults.len());
    }
    // The rule alone needs the ratio, in those worlds whose draw is above 1.
    assert_eq!((counts[0], counts[2]), (0, 0));
    let above = (0..100).filter(|w| Spread.value(*w, InputId(0)) > 1.0);
    assert_eq!(counts[1], above.count());
    assert!((20..80).contains(&counts[1]));
}

#[test]
fn a_tree_says_which_worlds_fail_at_a_leaf() {
    let built = troubled();
    let turn = |step, strategies: &[u32]| Turn {
        actor: 0,
        step,
        strategies: strategies.iter().map(|s| StrategyId(*s)).collect(),
    };
    let moves = Moves {
        before: vec![None],
        moves: vec![turn(5, &[1]), turn(7, &[1, 0])],
    };
    let tree = compile_tree(&built, &moves, &outcomes_of(&built).outcomes).expect("compiles");
    let part = tree.run(&Spread, 0..100, &always).expect("not stopped");
    // Under the rule from now on, whether or not another comes later.
    let above: Vec<u64> = (0..100)
        .filter(|w| Spread.value(*w, InputId(0)) > 1.0)
        .collect();
    for batch in part {
        let lost = (0..100).filter(|w| batch.outcomes.iter().all(|c| c[*w as usize].is_nan()));
        assert_eq!(lost.collect::<Vec<u64>>(), above);
        let unsure = batch.outcomes.iter().flatten().filter(|x| x.is_nan());
        assert_eq!(unsure.count(), above.len() * batch.outcomes.len());
    }
    assert_eq!(moves.choices(1), [0, 1]);
}

#[test]
fn sharing_is_counted() {
    // Ten grid points, five of them before `now`; two stocks, a ratio and the lever.
    let built = troubled();
    let family = compile_family(&built, &each(&all_profiles(&built), &outcomes_of(&built)));
    let facts = family.expect("compiles").facts();
    assert_eq!((facts.equations, facts.shared_steps), (4, 5));
    assert_eq!(facts.evaluations_apart, 3 * 4 * 10);
    // From now on the lever and what it moves are computed for each that sets it otherwise.
    assert_eq!(facts.evaluations, 4 * 10 + 2 * 2 * 5);
    // Two choices, at the fifth step and at the seventh: all paths are one until the first.
    let turn = |step| Turn {
        actor: 0,
        step,
        strategies: vec![StrategyId(0), StrategyId(1)],
    };
    let moves = Moves {
        before: vec![None],
        moves: vec![turn(5), turn(7)],
    };
    let tree = compile_tree(&built, &moves, &outcomes_of(&built).outcomes).expect("compiles");
    assert_eq!(tree.facts().shared_steps, 5);
}

#[test]
fn a_run_that_is_stopped_gives_nothing() {
    let built = troubled();
    let family = compile_family(&built, &each(&all_profiles(&built), &outcomes_of(&built)));
    let asked = std::cell::Cell::new(0);
    let twice = || {
        asked.set(asked.get() + 1);
        asked.get() <= 2
    };
    let parts = family.expect("compiles").run(&Spread, 0..1000, &twice);
    assert!(parts.is_none());
    assert_eq!(asked.get(), 3);
}

#[test]
fn moves_that_make_no_sense_are_refused() {
    let built = troubled();
    let turn = |actor, step, strategies: u32| Turn {
        actor,
        step,
        strategies: (0..strategies).map(StrategyId).collect(),
    };
    let refused = [
        vec![turn(0, 6, 1), turn(0, 5, 1)],
        vec![turn(0, 10, 1)],
        vec![turn(1, 5, 1)],
        vec![turn(0, 5, 0)],
    ];
    for moves in refused {
        let moves = Moves {
            before: vec![None],
            moves,
        };
        assert!(compile_tree(&built, &moves, &outcomes_of(&built).outcomes).is_err());
    }
}

#[test]
fn a_choice_at_the_very_start_gives_initial_values() {
    let mut built = troubled();
    built.clock.now = None;
    if let QuantityKind::Stock(sum) = &mut built.quantities[4].kind {
        sum.start = multiply(number(8.0), read(1, &[]));
    }
    let moves = Moves {
        before: vec![None],
        moves: vec![Turn {
            actor: 0,
            step: 0,
            strategies: vec![StrategyId(1), StrategyId(1)],
        }],
    };
    let tree = compile_tree(&built, &moves, &outcomes_of(&built).outcomes).expect("compiles");
    let part = tree.run(&Spread, 0..1, &always).expect("not stopped");
    // 8 at the start, and nine steps of a quarter.
    let outcomes: Vec<_> = part.into_iter().map(|batch| batch.outcomes).collect();
    assert_eq!(outcomes, [[[10.25]], [[10.25]]]);
}

/// Under the rule a lever and a variable read each other's earlier elements, and are computed element by element even
/// before `now`.
#[test]
fn what_levers_entangle_with_arrays_is_computed_for_each_profile_by_itself() {
    let k = DimensionId(2);
    let mut built = troubled();
    built.quantities[1].over = vec![k];
    let mut earlier = read(1, &[k]);
    if let Term::Read { axes, .. } = &mut earlier.term {
        *axes = vec![Axis::Along {
            dimension: k,
            offset: -1,
        }];
    }
    let chain = add(read(0, &[]), multiply(number(0.3), earlier));
    built.quantities[3] = variable("chain", &[k], chain);
    let both = reduce(ReduceOp::Sum, add(read(1, &[k]), read(3, &[k])), &[k]);
    built.quantities[4] = stock("sum", &[], number(0.0), both, Floor::None);
    built.strategies[0].settings[0].1 = unary(UnaryOp::Tanh, read(3, &[k]));
    let request = everything(&built);
    let family = compile_family(&built, &each(&all_profiles(&built), &request)).expect("compiles");
    assert!(family.facts().shared_steps > 5, "each is one alone");
    let parts = family.run(&Spread, 0..9, &always).expect("not stopped");
    for (profile, part) in all_profiles(&built).iter().zip(&parts) {
        let whole = compile(&built, *profile, &request).expect("compiles");
        assert_eq!(bits(part), bits(&whole.run(&Spread, 0..9)));
    }
}
