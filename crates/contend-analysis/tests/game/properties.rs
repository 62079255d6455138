//! What must hold in every game.

use contend_analysis::game::{
    Branch, By, Dominance, Equilibrium, Extreme, GameError, Limits, Objective, Payoffs, Ratio,
    Solver, commitment, correlated, each, eliminate, extreme_equilibria, lemke_howson,
    mixed_equilibrium, pure_equilibria, quantal_response, regret,
};

use super::common::Numbers;

fn solve(game: &Payoffs) -> Extreme {
    extreme_equilibria(game, &Limits::default()).unwrap()
}

fn texts(game: &Payoffs) -> Vec<Vec<Vec<String>>> {
    let all = solve(game).exact.unwrap();
    all.iter()
        .map(|e| {
            e.iter()
                .map(|own| own.iter().map(Ratio::to_string).collect())
                .collect()
        })
        .collect()
}

/// Games of many kinds: small whole payoffs with ties, larger ones, payoffs with all their digits.
fn games(sizes: &[usize], each_kind: usize) -> Vec<Payoffs> {
    let mut n = Numbers(sizes.iter().sum::<usize>() as u64);
    (0..each_kind)
        .flat_map(|_| {
            [
                n.game(sizes, 0, 2),
                n.game(sizes, -20, 20),
                n.game(sizes, -40_000_000, 40_000_000),
                n.fine_game(sizes),
            ]
        })
        .collect()
}

fn two_players() -> Vec<Payoffs> {
    let sizes = [[1, 1], [1, 4], [2, 2], [3, 2], [3, 3], [4, 4], [5, 3]];
    sizes.iter().flat_map(|s| games(s, 6)).collect()
}

/// In exact arithmetic: nobody has a better reply, and shares are shares.
fn is_equilibrium(game: &Payoffs, strategies: &[Vec<Ratio>]) -> bool {
    let number = |v: f64| Ratio::from_float(v).unwrap();
    let zero = number(0.0);
    let one = number(1.0);
    let shares = strategies
        .iter()
        .all(|own| own.iter().all(|p| *p >= zero) && own.iter().sum::<Ratio>() == one);
    shares
        && (0..2).all(|p| {
            let worth: Vec<Ratio> = (0..game.strategies()[p])
                .map(|s| {
                    let others = strategies[1 - p].iter().enumerate();
                    others
                        .map(|(o, q)| {
                            let profile = if p == 0 { [s, o] } else { [o, s] };
                            q * number(game.payoff(p, game.index(&profile)))
                        })
                        .sum()
                })
                .collect();
            let best = worth.iter().max().unwrap();
            strategies[p]
                .iter()
                .zip(&worth)
                .all(|(q, w)| *q == zero || w == best)
        })
}

#[test]
fn extreme_equilibria_are_equilibria_exactly() {
    let mut mixed = 0;
    for game in two_players() {
        let found = solve(&game);
        let exact = found.exact.as_ref().unwrap();
        assert!(!exact.is_empty());
        for (e, fractions) in found.equilibria.iter().zip(exact) {
            assert!(is_equilibrium(&game, fractions), "{game:?}: {fractions:?}");
            let range = game.range(0).max(game.range(1));
            assert!(e.gain <= 1e-13 * range, "{game:?}: {}", e.gain);
            mixed += usize::from(e.strategies.concat().iter().any(|p| *p != 0.0 && *p != 1.0));
        }
        // Wilson (1971): an odd number, unless the game is degenerate.
        assert!(found.degenerate || exact.len() % 2 == 1, "{game:?}");
        for index in pure_equilibria(&game) {
            let pure = game.certain(index);
            assert!(
                found.equilibria.iter().any(|e| e.strategies == pure),
                "{game:?}"
            );
        }
    }
    assert!(mixed > 50, "{mixed}");
}

/// Every pair of supports of one size, solved by elimination: all there is in a game that is not degenerate.
fn by_supports(game: &Payoffs) -> Vec<Vec<f64>> {
    let [m, n] = [game.strategies()[0], game.strategies()[1]];
    let bits = |mask: usize, n: usize| {
        (0..n)
            .filter(|k| mask >> k & 1 == 1)
            .collect::<Vec<usize>>()
    };
    let mut all = Vec::new();
    for (a, b) in (1..1 << m).flat_map(|a| (1..1 << n).map(move |b| (a, b))) {
        let (rows, columns) = (bits(a, m), bits(b, n));
        if rows.len() != columns.len() {
            continue;
        }
        let own = |p: usize, i: usize, j: usize| game.payoff(p, i * n + j);
        let x = indifferent(rows.len(), |r, c| own(1, rows[c], columns[r]));
        let y = indifferent(rows.len(), |r, c| own(0, rows[r], columns[c]));
        let (Some(x), Some(y)) = (x, y) else { continue };
        let place = |k: &[usize], v: &[f64], size: usize| {
            let mut whole = vec![0.0; size];
            k.iter().zip(v).for_each(|(k, v)| whole[*k] = *v);
            whole
        };
        let strategies = vec![place(&rows, &x, m), place(&columns, &y, n)];
        if game.gain(&strategies) < 1e-9 {
            all.push(strategies.concat());
        }
    }
    all.sort_by(|a, b| b.partial_cmp(a).unwrap());
    all
}

/// Positive shares that make all rows worth the same.
fn indifferent(k: usize, payoff: impl Fn(usize, usize) -> f64) -> Option<Vec<f64>> {
    let size = k + 1;
    let mut a: Vec<Vec<f64>> = (0..k)
        .map(|r| (0..k).map(|c| payoff(r, c)).chain([-1.0, 0.0]).collect())
        .collect();
    a.push((0..k).map(|_| 1.0).chain([0.0, 1.0]).collect());
    for c in 0..size {
        let pivot = (c..size).max_by(|&r, &s| a[r][c].abs().total_cmp(&a[s][c].abs()))?;
        if a[pivot][c].abs() < 1e-12 {
            return None;
        }
        a.swap(c, pivot);
        let top = a[c].clone();
        for (r, row) in a.iter_mut().enumerate() {
            if r != c {
                let f = row[c] / top[c];
                row.iter_mut().zip(&top).for_each(|(t, s)| *t -= f * s);
            }
        }
    }
    let x: Vec<f64> = (0..k).map(|r| a[r][size] / a[r][r]).collect();
    x.iter().all(|v| *v > 1e-12).then_some(x)
}

#[test]
fn no_equilibrium_is_missed_where_no_game_is_degenerate() {
    let mut n = Numbers(7);
    let mut many = 0;
    for sizes in [[2, 2], [3, 4], [4, 4], [5, 5]] {
        for _ in 0..8 {
            let game = n.fine_game(&sizes);
            let found = solve(&game);
            assert!(!found.degenerate);
            let expected = by_supports(&game);
            assert_eq!(found.equilibria.len(), expected.len());
            for (e, x) in found.equilibria.iter().zip(&expected) {
                let near = e
                    .strategies
                    .concat()
                    .iter()
                    .zip(x)
                    .all(|(a, b)| (a - b).abs() < 1e-9);
                assert!(near, "{e:?} {x:?}");
            }
            many += usize::from(expected.len() > 1);
        }
    }
    assert!(many > 5, "{many}");
}

#[test]
fn units_do_not_matter() {
    for game in two_players() {
        // Powers of two and a shift of whole payoffs: exact.
        let moved = |p: usize, f: f64| game.values(p).iter().map(|v| v * f).collect::<Vec<_>>();
        let other = Payoffs::new(
            game.strategies().to_vec(),
            vec![moved(0, 8.0), moved(1, 0.25)],
        )
        .unwrap();
        assert_eq!(texts(&game), texts(&other));
        if game.range(0) <= 2.0 && game.values(0).iter().all(|v| v.fract() == 0.0) {
            let lifted = game.values(0).iter().map(|v| v - 17.0).collect();
            let other =
                Payoffs::new(game.strategies().to_vec(), vec![lifted, moved(1, 1.0)]).unwrap();
            assert_eq!(texts(&game), texts(&other));
        }
    }
}

#[test]
fn names_do_not_matter() {
    for game in two_players() {
        // The first player's strategies in the opposite order, then the players exchanged.
        let [m, n] = [game.strategies()[0], game.strategies()[1]];
        let turned = |p: usize| -> Vec<f64> {
            (0..n)
                .flat_map(|j| (0..m).map(move |i| (i, j)))
                .map(|(i, j)| game.payoff(p, (m - 1 - i) * n + j))
                .collect()
        };
        let other = Payoffs::new(vec![n, m], vec![turned(1), turned(0)]).unwrap();
        let mut back: Vec<_> = texts(&other)
            .into_iter()
            .map(|e| vec![e[1].iter().rev().cloned().collect(), e[0].clone()])
            .collect();
        let mut all = texts(&game);
        back.sort();
        all.sort();
        assert_eq!(all, back);
    }
}

#[test]
fn one_after_the_other_is_the_same() {
    let all = two_players();
    let mut solver = Solver::default();
    for (game, answer) in all.iter().zip(each(&all, &Limits::default())) {
        let (alone, again) = (solve(game), solver.solve(game).unwrap());
        let answer = answer.unwrap();
        assert_eq!(again, answer);
        assert_eq!(answer.components, alone.components);
        assert_eq!(answer.degenerate, alone.degenerate);
        let near = |a: &Equilibrium, b: &Equilibrium| {
            let pairs = a.strategies.concat().into_iter().zip(b.strategies.concat());
            pairs.into_iter().all(|(x, y)| (x - y).abs() < 1e-9)
        };
        assert!(
            answer
                .equilibria
                .iter()
                .zip(&alone.equilibria)
                .all(|(a, b)| near(a, b))
        );
    }
}

#[test]
fn pivoting_ends_in_an_equilibrium_from_every_label() {
    for game in two_players() {
        let found = solve(&game);
        for label in 0..game.strategies().iter().sum() {
            let e = lemke_howson(&game, label).unwrap();
            assert!(
                e.gain <= 1e-13 * game.range(0).max(game.range(1)),
                "{game:?}"
            );
            let near = |o: &Equilibrium| {
                let pairs = e.strategies.concat().into_iter().zip(o.strategies.concat());
                pairs.into_iter().all(|(x, y)| (x - y).abs() < 1e-9)
            };
            assert!(found.equilibria.iter().any(near), "{game:?}: {e:?}");
        }
    }
}

#[test]
fn elimination_keeps_equilibria() {
    let mut rounds = 0;
    for game in two_players() {
        for by in [By::Pure, By::Mixtures] {
            let gone = eliminate(&game, Dominance::Strict, by);
            rounds += gone.rounds.len();
            for e in solve(&game).equilibria {
                for d in gone.rounds.iter().flatten() {
                    assert_eq!(e.strategies[d.player][d.strategy], 0.0);
                    assert!(d.margin > 0.0);
                }
            }
        }
        // What is left is a game whose equilibria are equilibria of the whole.
        let gone = eliminate(&game, Dominance::Weak, By::Mixtures);
        let rest = game.restrict(&gone.left);
        for e in solve(&rest).equilibria {
            let mut whole: Vec<Vec<f64>> =
                game.strategies().iter().map(|&n| vec![0.0; n]).collect();
            for (p, own) in gone.left.iter().enumerate() {
                own.iter()
                    .zip(&e.strategies[p])
                    .for_each(|(&s, &v)| whole[p][s] = v);
            }
            assert!(game.gain(&whole) < 1e-12 * game.range(0).max(game.range(1)).max(1.0));
        }
    }
    assert!(rounds > 30, "{rounds}");
}

#[test]
fn a_leader_never_loses_by_leading() {
    for game in two_players() {
        let found = solve(&game);
        let range = game.range(0).max(game.range(1));
        for leader in 0..2 {
            let c = commitment(&game, leader).unwrap();
            let own = |p: &[f64]| p[leader];
            let (strong, weak) = (own(&c.strong.payoffs), own(&c.weak.payoffs));
            let mixed_strong = own(&c.mixed_strong.as_ref().unwrap().payoffs);
            let mixed_weak = own(&c.mixed_weak.as_ref().unwrap().payoffs);
            let least = 1e-12 * range;
            assert!(strong >= weak);
            assert!(
                mixed_strong >= strong - least && mixed_weak >= weak - least,
                "{game:?} {c:?}"
            );
            assert!(mixed_strong >= mixed_weak - least);
            for e in &found.equilibria {
                assert!(mixed_strong >= own(&e.payoffs) - least, "{game:?} {c:?}");
            }
            for i in pure_equilibria(&game) {
                assert!(strong >= game.payoff(leader, i));
            }
            // Von Stengel & Zamir (2010): not below the least of the equilibria.
            let worst = found
                .equilibria
                .iter()
                .map(|e| own(&e.payoffs))
                .fold(f64::INFINITY, f64::min);
            assert!(mixed_weak >= worst - least, "{game:?} {c:?}");
            assert!(c.mixed_strong.unwrap().gain <= least && c.mixed_weak.unwrap().gain <= least);
        }
    }
}

#[test]
fn leaders_of_several_followers() {
    for game in games(&[2, 3, 2], 4)
        .into_iter()
        .chain(games(&[2, 2, 2, 2], 2))
    {
        for leader in 0..game.players() {
            let c = commitment(&game, leader).unwrap();
            assert_eq!(c.strong_replies.len(), game.strategies()[leader]);
            assert!(c.strong.payoffs[leader] >= c.weak.payoffs[leader]);
            let range = (0..game.players())
                .map(|p| game.range(p))
                .fold(0.0, f64::max);
            for reply in c.strong_replies.iter().chain(&c.weak_replies) {
                assert!(reply.gain <= 1e-9 * range, "{game:?} {reply:?}");
            }
            for i in pure_equilibria(&game) {
                assert!(c.strong.payoffs[leader] >= game.payoff(leader, i));
            }
        }
    }
}

#[test]
fn a_mediator_reaches_at_least_every_equilibrium() {
    for game in two_players() {
        let found = correlated(&game, &Objective::Welfare).unwrap();
        let range = game.range(0).max(game.range(1));
        assert!(found.gain <= 1e-12 * range, "{game:?} {found:?}");
        assert!((found.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for e in solve(&game).equilibria {
            let welfare: f64 = e.payoffs.iter().sum();
            assert!(found.value >= welfare - 1e-12 * range, "{game:?}");
        }
    }
    // Large enough for floating point.
    for game in games(&[4, 3, 4], 1).into_iter().chain(games(&[9, 9], 1)) {
        let range = (0..game.players())
            .map(|p| game.range(p))
            .fold(0.0, f64::max);
        let found = correlated(&game, &Objective::Welfare).unwrap();
        assert!(found.gain <= 1e-9 * range, "{}", found.gain);
        let one = mixed_equilibrium(&game).unwrap();
        assert!(found.value >= one.payoffs.iter().sum::<f64>() - 1e-7 * range);
    }
}

#[test]
fn one_equilibrium_of_any_number_of_players() {
    let sizes: [&[usize]; 7] = [
        &[3],
        &[3, 4],
        &[2, 2, 2],
        &[3, 3, 3],
        &[4, 2, 3],
        &[2, 2, 2, 2],
        &[2, 3, 2, 2, 2],
    ];
    for game in sizes.iter().flat_map(|s| games(s, 8)) {
        let found = mixed_equilibrium(&game).unwrap_or_else(|e| panic!("{e}: {game:?}"));
        let range = (0..game.players())
            .map(|p| game.range(p))
            .fold(0.0, f64::max);
        assert!(found.gain <= 1e-9 * range, "{game:?}");
        assert_eq!(found.gain, game.gain(&found.strategies));
    }
}

#[test]
fn quantal_responses_come_near_an_equilibrium() {
    for game in games(&[3, 3], 3).into_iter().chain(games(&[2, 3, 2], 3)) {
        let path = quantal_response(&game, &Branch::default()).unwrap();
        let even = |own: &Vec<f64>| own.iter().all(|p| *p == 1.0 / own.len() as f64);
        assert!(path[0].lambda == 0.0 && path[0].strategies.iter().all(even));
        let range = (0..game.players())
            .map(|p| game.range(p))
            .fold(0.0, f64::max);
        for r in &path {
            // The largest gain of a logit response (Turocy 2005): the logarithm of strategies over lambda.
            let most = contend_engine::maths::ln(3.0) / r.lambda;
            assert!(
                r.lambda < 0.0 || r.gain <= most + 1e-9 * range,
                "{game:?} {r:?}"
            );
        }
        assert!(path.last().unwrap().gain <= 2e-4 * range);
    }
}

#[test]
fn regret_is_nothing_where_all_reply_best() {
    for game in games(&[3, 2, 3], 4) {
        for i in 0..game.profiles() {
            let none = regret(&game, i).iter().all(|r| *r == 0.0);
            assert_eq!(none, pure_equilibria(&game).contains(&i));
            let gains = game.gains(&game.certain(i));
            assert!(
                regret(&game, i)
                    .iter()
                    .zip(&gains)
                    .all(|(r, g)| (r - g).abs() <= 1e-9 * game.range(0).max(1.0))
            );
        }
    }
}

#[test]
fn what_cannot_be_solved_says_so() {
    let mut n = Numbers(3);
    let large = n.game(&[40, 40], -9, 9);
    let error = extreme_equilibria(&large, &Limits { vertices: 100 }).unwrap_err();
    assert!(matches!(error, GameError::TooLarge { .. }), "{error}");
    let error = extreme_equilibria(&n.fine_game(&[8, 8]), &Limits { vertices: 20 }).unwrap_err();
    assert!(
        error.to_string().contains("more than 20 corners"),
        "{error}"
    );
    let three = n.game(&[2, 2, 2], 0, 9);
    assert!(matches!(
        extreme_equilibria(&three, &Limits::default()),
        Err(GameError::TwoPlayers { players: 3, .. })
    ));
    assert!(commitment(&three, 3).is_err());
    assert!(Payoffs::new(vec![2], vec![vec![1.0, f64::NAN]]).is_err());
    assert!(Payoffs::new(vec![2, 0], vec![vec![], vec![]]).is_err());
    assert!(Payoffs::new(vec![2, 2], vec![vec![0.0; 4], vec![0.0; 3]]).is_err());
    assert!(Payoffs::new(vec![usize::MAX, 2], vec![vec![], vec![]]).is_err());
}

#[test]
fn payoffs_of_all_sizes() {
    // From the least number that can be held to the largest allowed.
    let game = Payoffs::bimatrix(
        &[vec![5e-324, 1e100], vec![1e-300, -1e100]],
        &[vec![1.0, 1.0 + f64::EPSILON], vec![1e-200, 0.0]],
    )
    .unwrap();
    for fractions in solve(&game).exact.unwrap() {
        assert!(is_equilibrium(&game, &fractions));
    }
}
