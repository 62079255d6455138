//! Games of the textbooks, whose answers are known.

use contend_analysis::game::{
    Branch, By, Dominance, Limits, Objective, Payoffs, Ratio, best_replies, commitment, correlated,
    eliminate, extreme_equilibria, fictitious_play, lemke_howson, mixed_equilibrium,
    pure_equilibria, quantal_response, regret, replicator,
};

use super::common::bimatrix;

fn exact(game: &Payoffs) -> Vec<String> {
    let found = extreme_equilibria(game, &Limits::default()).unwrap();
    let show = |own: &Vec<Ratio>| {
        own.iter()
            .map(Ratio::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let all = found.exact.unwrap();
    all.iter()
        .map(|e| e.iter().map(show).collect::<Vec<_>>().join(" | "))
        .collect()
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    assert!(
        a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9),
        "{a:?} is not {b:?}"
    );
}

fn prisoners() -> Payoffs {
    bimatrix(&[&[3., 0.], &[5., 1.]], &[&[3., 5.], &[0., 1.]])
}

fn stag_hunt() -> Payoffs {
    bimatrix(&[&[4., 0.], &[3., 3.]], &[&[4., 3.], &[0., 3.]])
}

fn chicken() -> Payoffs {
    bimatrix(&[&[6., 2.], &[7., 0.]], &[&[6., 7.], &[2., 0.]])
}

fn pennies() -> Payoffs {
    bimatrix(&[&[1., -1.], &[-1., 1.]], &[&[-1., 1.], &[1., -1.]])
}

fn sexes() -> Payoffs {
    bimatrix(&[&[3., 0.], &[0., 2.]], &[&[2., 0.], &[0., 3.]])
}

fn scissors() -> Payoffs {
    let own: [&[f64]; 3] = [&[0., -1., 1.], &[1., 0., -1.], &[-1., 1., 0.]];
    let other: [&[f64]; 3] = [&[0., 1., -1.], &[-1., 0., 1.], &[1., -1., 0.]];
    bimatrix(&own, &other)
}

#[test]
fn all_equilibria_of_the_classics() {
    assert_eq!(exact(&prisoners()), ["0 1 | 0 1"]);
    assert_eq!(
        exact(&stag_hunt()),
        ["1 0 | 1 0", "3/4 1/4 | 3/4 1/4", "0 1 | 0 1"]
    );
    assert_eq!(
        exact(&chicken()),
        ["1 0 | 0 1", "2/3 1/3 | 2/3 1/3", "0 1 | 1 0"]
    );
    assert_eq!(exact(&pennies()), ["1/2 1/2 | 1/2 1/2"]);
    assert_eq!(
        exact(&sexes()),
        ["1 0 | 1 0", "3/5 2/5 | 2/5 3/5", "0 1 | 0 1"]
    );
    assert_eq!(exact(&scissors()), ["1/3 1/3 1/3 | 1/3 1/3 1/3"]);
}

/// The leading example of von Stengel's "Computing equilibria for two-person games" (2002).
#[test]
fn von_stengels_example() {
    let game = bimatrix(
        &[&[3., 3.], &[2., 5.], &[0., 6.]],
        &[&[3., 2.], &[2., 6.], &[3., 1.]],
    );
    assert_eq!(
        exact(&game),
        ["1 0 0 | 1 0", "4/5 1/5 0 | 2/3 1/3", "0 1/3 2/3 | 1/3 2/3"]
    );
    // Its degenerate variant: the first player's first strategy leaves the second indifferent.
    let degenerate = bimatrix(
        &[&[3., 3.], &[2., 5.], &[0., 6.]],
        &[&[3., 3.], &[2., 6.], &[3., 1.]],
    );
    let found = extreme_equilibria(&degenerate, &Limits::default()).unwrap();
    assert!(found.degenerate);
    assert_eq!(
        exact(&degenerate),
        ["1 0 0 | 1 0", "1 0 0 | 2/3 1/3", "0 1/3 2/3 | 1/3 2/3"]
    );
    assert_eq!(found.components, [0, 0, 1]);
    assert!(
        !extreme_equilibria(&game, &Limits::default())
            .unwrap()
            .degenerate
    );
}

#[test]
fn continua_are_given_by_their_ends() {
    // Nothing matters: every pair of pure strategies is an end of the one set of all.
    let nothing = bimatrix(&[&[1., 1.], &[1., 1.]], &[&[2., 2.], &[2., 2.]]);
    let found = extreme_equilibria(&nothing, &Limits::default()).unwrap();
    assert_eq!(found.equilibria.len(), 4);
    assert_eq!(found.components, [0; 4]);
    assert!(found.degenerate);
    // The threat game: refusing is weakly dominated; staying out is best against enough of it.
    let entry = bimatrix(&[&[1., 1.], &[0., 2.]], &[&[3., 3.], &[0., 2.]]);
    assert_eq!(exact(&entry), ["1 0 | 1 0", "1 0 | 1/2 1/2", "0 1 | 0 1"]);
    // The same where payoffs are no small whole numbers.
    let third = |m: &[&[f64]]| {
        m.iter()
            .map(|r| r.iter().map(|v| v / 3.0).collect())
            .collect::<Vec<Vec<f64>>>()
    };
    let first = third(&[&[1., 1.], &[0., 2.]]);
    let second = third(&[&[3., 3.], &[0., 2.]]);
    let scaled = extreme_equilibria(
        &Payoffs::bimatrix(&first, &second).unwrap(),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(scaled.equilibria.len(), 3);
    assert!(scaled.degenerate);
    close(&scaled.equilibria[1].strategies[1], &[0.5, 0.5]);
}

/// Payoffs that differ by a unit in the last place are no tie.
#[test]
fn exactness_to_the_last_bit() {
    let tie = [[1.0, 0.1 + 0.2], [0.5, 0.3]];
    let game = |first: [[f64; 2]; 2]| {
        let first: Vec<Vec<f64>> = first.iter().map(|r| r.to_vec()).collect();
        Payoffs::bimatrix(&first, &[vec![0.0, 1.0], vec![0.0, 1.0]]).unwrap()
    };
    // 0.1 + 0.2 is more than 0.3 in binary.
    assert_eq!(exact(&game(tie)), ["1 0 | 0 1"]);
    let even = [[1.0, 0.3], [0.5, 0.3]];
    assert_eq!(exact(&game(even)), ["1 0 | 0 1", "0 1 | 0 1"]);
}

#[test]
fn lemke_howson_reaches_what_it_should() {
    let found = |label| lemke_howson(&stag_hunt(), label).unwrap().strategies;
    for label in 0..4 {
        let pure = found(label);
        assert!(pure[0].contains(&1.0) && pure[0] == pure[1], "{pure:?}");
    }
    close(
        &lemke_howson(&scissors(), 2).unwrap().strategies[0],
        &[1. / 3.; 3],
    );
    assert!(lemke_howson(&pennies(), 4).is_err());
    let one = Payoffs::new(vec![2], vec![vec![1., 2.]]).unwrap();
    assert!(lemke_howson(&one, 0).is_err());
}

#[test]
fn replies_and_regret() {
    let game = prisoners();
    assert_eq!(pure_equilibria(&game), [3]);
    assert_eq!(best_replies(&game, 0, 0), [1]);
    assert_eq!(regret(&game, 0), [2., 2.]);
    assert_eq!(regret(&game, 3), [0., 0.]);
    let ties = bimatrix(&[&[1., 0.], &[1., 0.]], &[&[0., 0.], &[0., 0.]]);
    assert_eq!(best_replies(&ties, 0, 0), [0, 1]);
}

#[test]
fn dominance() {
    let gone = eliminate(&prisoners(), Dominance::Strict, By::Pure);
    assert_eq!(gone.left, [[1], [1]]);
    assert_eq!(gone.rounds.len(), 1);
    assert_eq!(gone.rounds[0][0].margin, 1.0);
    // The middle row is worse than an even mixture of the others, and than neither alone (Osborne & Rubinstein 1994).
    let mixed = bimatrix(
        &[&[4., 0.], &[1., 1.], &[0., 4.]],
        &[&[0., 0.], &[0., 0.], &[0., 0.]],
    );
    assert!(
        eliminate(&mixed, Dominance::Strict, By::Pure)
            .rounds
            .is_empty()
    );
    let gone = eliminate(&mixed, Dominance::Strict, By::Mixtures);
    assert_eq!(gone.left, [vec![0, 2], vec![0, 1]]);
    close(&gone.rounds[0][0].by, &[0.5, 0., 0.5]);
    assert!((gone.rounds[0][0].margin - 1.0).abs() < 1e-12);
    // Exactly as good as the mixture: weakly dominated only where something is better.
    let equal = bimatrix(
        &[&[4., 0.], &[2., 2.], &[0., 4.]],
        &[&[0., 0.], &[0., 0.], &[0., 0.]],
    );
    assert!(
        eliminate(&equal, Dominance::Weak, By::Mixtures)
            .rounds
            .is_empty()
    );
    let weak = bimatrix(
        &[&[4., 0., 1.], &[2., 2., 0.], &[0., 4., 1.]],
        &[&[0., 0., 0.], &[0., 0., 0.], &[0., 0., 0.]],
    );
    assert!(
        eliminate(&weak, Dominance::Strict, By::Mixtures)
            .rounds
            .is_empty()
    );
    let gone = eliminate(&weak, Dominance::Weak, By::Mixtures);
    assert_eq!(gone.left[0], [0, 2]);
    close(&gone.rounds[0][0].by, &[0.5, 0., 0.5]);
    assert!(
        eliminate(&weak, Dominance::Weak, By::Pure)
            .rounds
            .is_empty()
    );
}

/// Conitzer & Sandholm (2006), figure 1: committing to a mixture gives 3.5, to a strategy 3, the equilibrium 2.
#[test]
fn a_leader_mixes() {
    let game = bimatrix(&[&[2., 4.], &[1., 3.]], &[&[1., 0.], &[0., 1.]]);
    let found = commitment(&game, 0).unwrap();
    assert_eq!(exact(&game), ["1 0 | 1 0"]);
    assert_eq!(found.strong.payoffs, [3., 1.]);
    let mixed = found.mixed_strong.unwrap();
    close(&mixed.strategies[0], &[0.5, 0.5]);
    assert_eq!(mixed.strategies[1], [0., 1.]);
    close(&mixed.payoffs, &[3.5, 0.5]);
    let weak = found.mixed_weak.unwrap();
    assert!(
        (weak.payoffs[0] - 3.5).abs() < 1e-12 && !weak.attained,
        "{weak:?}"
    );
    // The same with the players exchanged.
    let turned = bimatrix(&[&[1., 0.], &[0., 1.]], &[&[2., 1.], &[4., 3.]]);
    let found = commitment(&turned, 1).unwrap();
    close(&found.mixed_strong.unwrap().strategies[1], &[0.5, 0.5]);
}

#[test]
fn ties_of_the_follower_matter() {
    // The follower does not care; the leader does.
    let game = bimatrix(&[&[5., 0.], &[3., 2.]], &[&[1., 1.], &[1., 1.]]);
    let found = commitment(&game, 0).unwrap();
    assert_eq!(found.strong.payoffs[0], 5.);
    assert_eq!(found.weak.payoffs[0], 2.);
    assert_eq!(found.mixed_strong.unwrap().payoffs[0], 5.);
    let weak = found.mixed_weak.unwrap();
    assert!(weak.attained);
    close(&weak.payoffs, &[2., 1.]);
}

/// Aumann's (1974) game of chicken: a mediator reaches 10.5 in sum, equilibria at most 28/3.
#[test]
fn a_mediator_helps() {
    let found = correlated(&chicken(), &Objective::Welfare).unwrap();
    close(&found.probabilities, &[0.5, 0.25, 0.25, 0.]);
    assert!((found.value - 10.5).abs() < 1e-12 && found.gain < 1e-12);
    let own = correlated(&chicken(), &Objective::Player(0)).unwrap();
    close(&own.payoffs, &[7., 2.]);
    assert!(correlated(&chicken(), &Objective::Player(2)).is_err());
    assert!(correlated(&chicken(), &Objective::Weights(vec![1.])).is_err());
    close(
        &correlated(&prisoners(), &Objective::Welfare)
            .unwrap()
            .probabilities,
        &[0., 0., 0., 1.],
    );
}

/// Asymmetric matching pennies: the quantal responses of both at a lambda solve both logit equations.
#[test]
fn quantal_responses() {
    let game = bimatrix(&[&[9., 0.], &[0., 1.]], &[&[0., 1.], &[1., 0.]]);
    let path = quantal_response(
        &game,
        &Branch {
            precision: 900.0,
            ..Branch::default()
        },
    )
    .unwrap();
    assert_eq!(path[0].lambda, 0.0);
    assert_eq!(path[0].strategies, [[0.5, 0.5], [0.5, 0.5]]);
    for r in &path {
        let (p, q) = (r.strategies[0][0], r.strategies[1][0]);
        let logit = |d: f64| 1.0 / (1.0 + contend_engine::maths::exp(-d));
        assert!(
            (p - logit(r.lambda * (9.0 * q - (1.0 - q)))).abs() < 1e-8,
            "{r:?}"
        );
        assert!(
            (q - logit(r.lambda * (1.0 - 2.0 * p))).abs() < 1e-8,
            "{r:?}"
        );
    }
    // Well before the end players are near the equilibrium (1/2, 1/10), which chance is far from.
    let end = path.last().unwrap();
    assert!(end.lambda >= 100.0 && end.gain < 0.05, "{end:?}");
    assert!((end.strategies[1][0] - 0.1).abs() < 0.01);
}

/// Matching pennies of three players around a circle: two want to match the next, the third to differ (Jordan 1993).
#[test]
fn three_players() {
    let value = |a: usize, b: usize| if a == b { 1.0 } else { -1.0 };
    let profiles: Vec<[usize; 3]> = (0..8).map(|i| [i / 4, i / 2 % 2, i % 2]).collect();
    let payoffs = |f: &dyn Fn(&[usize; 3]) -> f64| profiles.iter().map(f).collect::<Vec<f64>>();
    let jordan = Payoffs::new(
        vec![2, 2, 2],
        vec![
            payoffs(&|s| value(s[0], s[1])),
            payoffs(&|s| value(s[1], s[2])),
            payoffs(&|s| -value(s[2], s[0])),
        ],
    )
    .unwrap();
    assert!(pure_equilibria(&jordan).is_empty());
    let found = mixed_equilibrium(&jordan).unwrap();
    assert!(
        found
            .strategies
            .iter()
            .flatten()
            .all(|p| (p - 0.5).abs() < 1e-9),
        "{found:?}"
    );
    // With other stakes each makes the one before indifferent at another probability: the first when the second plays its
    // first strategy with 1/3, the second when the third does so with 1/4, the third when the first does so with 1/5.
    let stakes = |a: usize, b: usize, first: f64| match (a, b) {
        (0, 0) => first,
        (1, 1) => 1.0,
        _ => 0.0,
    };
    let uneven = Payoffs::new(
        vec![2, 2, 2],
        vec![
            payoffs(&|s| stakes(s[0], s[1], 2.0)),
            payoffs(&|s| stakes(s[1], s[2], 3.0)),
            payoffs(&|s| -stakes(s[2], s[0], 4.0)),
        ],
    )
    .unwrap();
    let found = mixed_equilibrium(&uneven).unwrap();
    close(
        &found.strategies.concat(),
        &[1. / 5., 4. / 5., 1. / 3., 2. / 3., 1. / 4., 3. / 4.],
    );
}

#[test]
fn where_dynamics_lead() {
    let start = vec![vec![0.9, 0.1], vec![0.9, 0.1]];
    let end = replicator(&prisoners(), &start, 400, 0.1).unwrap();
    assert!(end.path.last().unwrap()[0][1] > 0.999 && end.gain < 0.01);
    let basin = |p: f64| {
        let even = vec![vec![p, 1.0 - p]; 2];
        replicator(&stag_hunt(), &even, 400, 0.1)
            .unwrap()
            .path
            .last()
            .unwrap()[0][0]
    };
    assert!(basin(0.76) > 0.999 && basin(0.74) < 0.001);
    // In matching pennies the product of all shares stays (Hofbauer & Sigmund 1998).
    let uneven = vec![vec![0.7, 0.3], vec![0.4, 0.6]];
    let path = replicator(&pennies(), &uneven, 1000, 0.05).unwrap().path;
    let product = |m: &Vec<Vec<f64>>| m.iter().flatten().product::<f64>();
    let drift = path
        .iter()
        .map(|m| (product(m) / product(&uneven) - 1.0).abs())
        .fold(0.0, f64::max);
    assert!(drift < 1e-4, "{drift}");
    assert!(replicator(&pennies(), &vec![vec![0.5, 0.6], vec![1., 0.]], 1, 0.1).is_err());
    // Fictitious play converges in zero-sum games (Robinson 1951).
    let end = fictitious_play(&scissors(), 1, 20_000).unwrap();
    assert!(end.gain < 0.05, "{}", end.gain);
    // Round by round in matching pennies from heads, heads.
    let path = fictitious_play(&pennies(), 0, 2).unwrap().path;
    assert_eq!(path[1], [[1.0, 0.0], [0.5, 0.5]]);
    close(&path[2][1], &[1. / 3., 2. / 3.]);
}
