//! What is played in turn, against all subgame-perfect equilibria found by trying out every plan.

use contend_analysis::game::{Limits, Order, Solver, Stages, extreme_equilibria};

use super::common::Numbers;

/// Moves that all see.
fn seen(players: &[usize], choices: &[usize]) -> Order {
    let all = |m: usize| (0..m).map(|i| (0..choices[i]).collect()).collect();
    Order {
        players: players.to_vec(),
        choices: choices.to_vec(),
        classes: (0..players.len()).map(all).collect(),
    }
}

/// All histories before some move, each with its place among the points of a plan.
fn points(choices: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut from = 0;
    for n in &choices[..choices.len() - 1] {
        let to = all.len();
        for at in from..to {
            for c in 0..*n {
                let mut onward = all[at].clone();
                onward.push(c);
                all.push(onward);
            }
        }
        from = to;
    }
    all
}

/// Where a plan for all points leads from a history.
fn leaf(
    choices: &[usize],
    points: &[Vec<usize>],
    plan: &[usize],
    from: &[usize],
) -> (usize, Vec<usize>) {
    let mut history = from.to_vec();
    while history.len() < choices.len() {
        let at = points.iter().position(|p| *p == history).unwrap();
        history.push(plan[at]);
    }
    let place = history
        .iter()
        .zip(choices)
        .fold(0, |leaf, (c, n)| leaf * n + c);
    (place, history)
}

/// What is chosen in each move along the path of every pure subgame-perfect equilibrium: nobody gains by another choice at any
/// point, whether play comes there or not.
fn paths(order: &Order, payoffs: &[Vec<f64>]) -> Vec<Vec<usize>> {
    let choices = &order.choices;
    let points = points(choices);
    let sizes: Vec<usize> = points.iter().map(|p| choices[p.len()]).collect();
    let mut found: Vec<Vec<usize>> = Vec::new();
    for number in 0..sizes.iter().product::<usize>() {
        let mut rest = number;
        let plan: Vec<usize> = (sizes.iter())
            .map(|n| {
                let choice = rest % n;
                rest /= n;
                choice
            })
            .collect();
        let perfect = points.iter().all(|point| {
            let own = &payoffs[order.players[point.len()]];
            let worth = |history: &[usize]| own[leaf(choices, &points, &plan, history).0];
            (0..choices[point.len()]).all(|c| {
                let other = [point.as_slice(), &[c]].concat();
                worth(&other) <= worth(point)
            })
        });
        let path = leaf(choices, &points, &plan, &[]).1;
        if perfect && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

#[test]
fn what_all_perfect_equilibria_agree_on_is_what_is_played() {
    let mut n = Numbers(11);
    let (mut open, mut agreed_in_ties) = (0, 0);
    for round in 0..600 {
        let (players, choices): (&[usize], &[usize]) = match round % 4 {
            0 => (&[0, 1], &[3, 2]),
            1 => (&[0, 1, 0], &[2, 2, 2]),
            2 => (&[0, 1, 2], &[2, 2, 2]),
            _ => (&[1, 0, 1], &[2, 3, 2]),
        };
        let order = seen(players, choices);
        let stages = Stages::new(order.clone()).unwrap();
        let mut solver = Solver::new(Limits::default());
        let count = players.iter().max().unwrap() + 1;
        // Few whole numbers, so that many are equal; then numbers with all their digits.
        let fine = round % 3 == 0;
        let payoffs: Vec<Vec<f64>> = (0..count)
            .map(|_| {
                let leaves = 0..order.leaves();
                leaves
                    .map(|_| {
                        if fine {
                            n.unit()
                        } else {
                            n.between(0, 3) as f64
                        }
                    })
                    .collect()
            })
            .collect();
        let all = paths(&order, &payoffs);
        let path = stages.path(&stages.solve(&payoffs, true)).unwrap();
        for made in 0..players.len() {
            for choice in 0..choices[made] {
                let found = stages.probability(&payoffs, (made, choice), &mut solver);
                let chosen = |path: &Vec<usize>| f64::from(u8::from(path[made] == choice));
                let agree = all.iter().all(|p| chosen(p) == chosen(&all[0]));
                match found {
                    Some(p) => assert!(all.iter().all(|path| chosen(path) == p), "{payoffs:?}"),
                    None => open += 1,
                }
                if fine {
                    assert_eq!(found, Some(chosen(&all[0])));
                }
                if !agree {
                    assert_eq!(found, None, "{payoffs:?}");
                }
                agreed_in_ties += u64::from(all.len() > 1 && found.is_some());
                // The path that is told is one of them.
                let told: Vec<usize> = (0..players.len())
                    .map(|m| path / choices[m + 1..].iter().product::<usize>() % choices[m])
                    .collect();
                assert!(all.contains(&told));
            }
        }
    }
    assert!(
        open > 200 && agreed_in_ties > 200,
        "{open} {agreed_in_ties}"
    );
}

#[test]
fn what_is_not_seen_is_the_only_equilibrium_or_nothing() {
    let mut n = Numbers(5);
    let (mut mixed, mut several) = (0, 0);
    for round in 0..200 {
        let mut order = seen(&[0, 1], &[2, 3]);
        order.classes[1] = vec![vec![0, 0]];
        let stages = Stages::new(order).unwrap();
        let mut solver = Solver::new(Limits::default());
        let game = match round % 2 {
            0 => n.game(&[2, 3], 0, 3),
            _ => n.fine_game(&[2, 3]),
        };
        let payoffs: Vec<Vec<f64>> = (0..2)
            .map(|p| (0..6).map(|leaf| game.payoff(p, leaf)).collect())
            .collect();
        let all = extreme_equilibria(&game, &Limits::default())
            .unwrap()
            .equilibria;
        for (made, choices) in [(0, 2), (1, 3)] {
            for choice in 0..choices {
                let found = stages.probability(&payoffs, (made, choice), &mut solver);
                let chance = |e: usize| all[e].strategies[made][choice];
                match found {
                    Some(p) => {
                        assert!((0..all.len()).all(|e| (chance(e) - p).abs() < 1e-9));
                        mixed += u64::from(p > 0.01 && p < 0.99);
                    }
                    None => several += 1,
                }
                if all.len() == 1 {
                    assert!(found.is_some());
                }
            }
        }
    }
    assert!(mixed > 20 && several > 20, "{mixed} {several}");
}

#[test]
fn what_is_left_of_a_game_begins_where_all_know_what_was_done() {
    // In each leaf its own number, for all: the last of the first player's choices is best, whatever is left.
    let order = seen(&[0, 1, 0], &[2, 2, 3]);
    let below = order.below(&[1, 0]).unwrap();
    assert_eq!((below.players.len(), below.leaves()), (1, 3));
    let stages = Stages::new(below).unwrap();
    let payoffs = vec![vec![6.0, 8.0, 7.0], vec![0.0; 3]];
    let mut solver = Solver::new(Limits::default());
    assert_eq!(stages.probability(&payoffs, (0, 1), &mut solver), Some(1.0));
    assert_eq!(stages.probability(&payoffs, (0, 2), &mut solver), Some(0.0));
    // Beyond its end, after no choice of its, and where the last does not see the second.
    assert!(order.below(&[1, 0, 2]).is_none());
    assert!(order.below(&[2]).is_none());
    let mut blind = order.clone();
    blind.classes[2][1] = vec![0, 0];
    assert!(blind.below(&[1, 0]).is_none());
    assert!(blind.below(&[1]).is_some());
}

#[test]
fn rounding_and_what_is_no_number_decide_nothing() {
    let stages = Stages::new(seen(&[0, 1], &[2, 2])).unwrap();
    let mut solver = Solver::new(Limits::default());
    let mut probability = |second: [f64; 2]| {
        let payoffs = [
            vec![0.0, 0.0, 2.0, -1.0],
            vec![5.0, 5.0, second[0], second[1]],
        ];
        stages.probability(&payoffs, (0, 1), &mut solver)
    };
    assert_eq!(probability([0.3, 0.3 - 1e-9]), Some(1.0));
    assert_eq!(probability([0.3 - 1e-9, 0.3]), Some(0.0));
    assert_eq!(probability([0.1 + 0.2, 0.3]), None);
    assert_eq!(probability([f64::NAN, 0.3]), None);
    assert_eq!(probability([f64::INFINITY, 0.3]), None);
}

#[test]
fn parts_in_which_three_do_not_see_each_other_are_not_solved() {
    let mut order = seen(&[0, 1, 2], &[2, 2, 2]);
    order.classes[1] = vec![vec![0, 0]];
    order.classes[2] = vec![vec![0, 0], vec![0, 0]];
    let stages = Stages::new(order).unwrap();
    assert_eq!(stages.unsolved(), Some(vec![(0, 2), (1, 2), (2, 2)]));
    let payoffs = vec![vec![0.0; 8]; 3];
    let mut solver = Solver::new(Limits::default());
    assert_eq!(stages.probability(&payoffs, (0, 0), &mut solver), None);
    let two = Stages::new(seen(&[0, 1], &[2, 2])).unwrap();
    assert_eq!(two.unsolved(), None);
}
