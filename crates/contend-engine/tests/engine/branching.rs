//! Runs that share their start, and runs that branch: the same bits as each of them run whole.

use contend_engine::family::compile_family_for;
use contend_engine::tree::compile_tree_for;
use contend_engine::{Features, Moves, Part, Plan, Request, Turn, compile, compile_plan};
use contend_scenario::model::*;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::runs::{bits, everything};
use crate::support::*;

fn all_profiles(scenario: &Scenario) -> Vec<ProfileId> {
    (0..scenario.profiles.len() as u32).map(ProfileId).collect()
}

fn always() -> bool {
    true
}

fn column_bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    bits(&Part {
        outcomes: columns.to_vec(),
        ..Part::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_family_has_the_bits_of_whole_runs(mut scenario in random_play(), now in 0..11u32, lanes in 0..3usize) {
        scenario.clock.now = (now < 10).then_some(now);
        let request = everything(&scenario);
        let profiles = all_profiles(&scenario);
        let lanes = [8, 16, 64][lanes];
        let family = compile_family_for(&scenario, &profiles, &request, Features::detect(), Some(lanes)).expect("compiles");
        let facts = family.facts();
        if (1..10).contains(&now) {
            prop_assert_eq!(facts.sharing, profiles.len());
            prop_assert_eq!(facts.shared_steps, now);
            prop_assert!(facts.evaluations < facts.evaluations_apart);
        }
        let parts = family.run(&Spread, 3..22, &always).expect("nobody stops it");
        for (profile, part) in profiles.iter().zip(&parts) {
            let whole = compile(&scenario, *profile, &request).expect("compiles").run(&Spread, 3..22);
            prop_assert_eq!(bits(part), bits(&whole));
            prop_assert_eq!(&part.faults, &whole.faults);
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
        let tree = compile_tree_for(&scenario, &moves, &request, Features::detect(), Some(lanes)).expect("compiles");
        let facts = tree.facts();
        prop_assert!(facts.evaluations <= facts.evaluations_apart + 200);
        let part = tree.run(&Spread, 3..22, &always).expect("nobody stops it");
        prop_assert_eq!(part.outcomes.len(), moves.leaves());
        let request = Request { outcomes: request.outcomes, ..Request::default() };
        for leaf in 0..moves.leaves() {
            let whole = compile_plan(&scenario, &moves.plan(leaf), &request).expect("compiles").run(&Spread, 3..22);
            prop_assert_eq!(column_bits(&part.outcomes[leaf]), column_bits(&whole.outcomes), "leaf {}", leaf);
            let failed: Vec<u64> = whole.faults.iter().map(|f| f.world).collect();
            prop_assert_eq!(&part.failed[leaf], &failed);
        }
    }

    #[test]
    fn a_plan_without_changes_is_its_profile(mut scenario in random_play(), now in 1..10u32) {
        scenario.clock.now = Some(now);
        let request = everything(&scenario);
        for profile in all_profiles(&scenario) {
            let strategies = &scenario.profiles[profile.index()].strategies;
            let plan = Plan { strategies: strategies.iter().map(|s| vec![(0, *s)]).collect() };
            let (a, b) = (compile_plan(&scenario, &plan, &request), compile(&scenario, profile, &request));
            let run = |p: Result<contend_engine::Program, _>| p.expect("compiles").run(&Spread, 0..9);
            prop_assert_eq!(bits(&run(a)), bits(&run(b)));
        }
    }
}
