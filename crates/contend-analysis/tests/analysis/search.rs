//! Many-objective search against known fronts.

use contend_analysis::search::archive::Archive;
use contend_analysis::search::indicators::{
    additive_epsilon, generational_distance, generational_distance_by_squares, hypervolume,
    inverted_distance, inverted_distance_plus,
};
use contend_analysis::search::vary::Variable;
use contend_analysis::search::{Objective, Problem, Search, SearchError};
use contend_engine::maths;

use crate::reference::{close, numbers, reference, rows};

#[test]
fn measures_of_fronts() {
    let Some(known) = reference("many-objective.json") else {
        return;
    };
    for case in known["point_sets"].as_array().unwrap() {
        let found = hypervolume(&rows(&case["points"]), &numbers(&case["reference_point"]));
        assert!(
            (found - case["hv"].as_f64().unwrap()).abs() < 1e-9,
            "{found}"
        );
    }
    let of = &known["indicators"];
    let (front, set) = (rows(&of["approximation"]), rows(&of["reference_set"]));
    for (name, found) in [
        ("GD_mean", generational_distance(&front, &set)),
        (
            "GD_rms_over_n",
            generational_distance_by_squares(&front, &set),
        ),
        ("IGD_mean", inverted_distance(&front, &set)),
        ("IGD_plus_mean", inverted_distance_plus(&front, &set)),
        ("additive_epsilon", additive_epsilon(&front, &set)),
    ] {
        close(&[found], &[of[name].as_f64().unwrap()], 1e-12);
    }
    // Fine fronts come near the true ones from below.
    for case in known["true_front_hypervolume"].as_array().unwrap() {
        let objectives = case["objectives"].as_u64().unwrap();
        let n = if objectives == 2 { 20_000 } else { 80 };
        let part = |i: u32| f64::from(i) / f64::from(n);
        let quarter = std::f64::consts::FRAC_PI_2;
        let front: Vec<Vec<f64>> = match (case["problem"].as_str().unwrap(), objectives) {
            ("ZDT1", _) => (0..=n)
                .map(|i| vec![part(i), 1.0 - part(i).sqrt()])
                .collect(),
            ("ZDT2", _) => (0..=n)
                .map(|i| vec![part(i), 1.0 - part(i) * part(i)])
                .collect(),
            (_, 2) => (0..=n)
                .map(|i| part(i) * quarter)
                .map(|a| vec![maths::cos(a), maths::sin(a)])
                .collect(),
            _ => (0..=n)
                .flat_map(|i| (0..=n).map(move |j| (i, j)))
                .map(|(i, j)| {
                    let (a, b) = (part(i) * quarter, part(j) * quarter);
                    let ring = maths::cos(a);
                    vec![ring * maths::cos(b), ring * maths::sin(b), maths::sin(a)]
                })
                .collect(),
        };
        let found = hypervolume(&front, &numbers(&case["reference_point"]));
        let known = case["hv"].as_f64().unwrap();
        let near = if objectives == 2 { 1e-4 } else { 0.03 };
        assert!(
            found <= known + 1e-9 && known - found < near,
            "{case}: {found}"
        );
    }
}

#[test]
fn the_archive_keeps_one_of_each_box() {
    let Some(known) = reference("many-objective.json") else {
        return;
    };
    let case = &known["epsilon_archive"];
    let mut archive = Archive::new(numbers(&case["epsilons"]));
    for point in rows(&case["points"]) {
        archive.add(&point, point.clone());
    }
    let kept: Vec<Vec<f64>> = archive.members().cloned().collect();
    assert_eq!(kept, rows(&case["kept"]));
}

fn objective(name: &str, epsilon: f64) -> Objective {
    Objective {
        name: name.to_owned(),
        larger_is_better: false,
        epsilon: Some(epsilon),
    }
}

fn problem(variables: usize, objectives: usize, epsilon: f64) -> Problem {
    let number = Variable::Number {
        low: 0.0,
        high: 1.0,
        whole: false,
    };
    Problem {
        variables: vec![number; variables],
        objectives: (0..objectives)
            .map(|o| objective(&format!("f{o}"), epsilon))
            .collect(),
    }
}

fn zdt1(x: &[f64]) -> Vec<f64> {
    let g = 1.0 + 9.0 * x[1..].iter().sum::<f64>() / (x.len() - 1) as f64;
    vec![x[0], g * (1.0 - (x[0] / g).sqrt())]
}

fn dtlz2(x: &[f64]) -> Vec<f64> {
    let g: f64 = x[2..].iter().map(|x| (x - 0.5) * (x - 0.5)).sum();
    let (a, b) = (
        x[0] * std::f64::consts::FRAC_PI_2,
        x[1] * std::f64::consts::FRAC_PI_2,
    );
    let ring = (1.0 + g) * maths::cos(a);
    vec![
        ring * maths::cos(b),
        ring * maths::sin(b),
        (1.0 + g) * maths::sin(a),
    ]
}

/// Searches with so many evaluations, asking for so many at once.
fn search(
    problem: Problem,
    model: fn(&[f64]) -> Vec<f64>,
    evaluations: u64,
    at_once: usize,
    seed: u64,
) -> Search {
    let mut search = Search::new(problem, seed).unwrap();
    while search.told() < evaluations {
        let left = (evaluations - search.told()) as usize;
        let mut asked = search.ask(at_once.min(left));
        // Answers come in any order.
        asked.reverse();
        for candidate in asked {
            search
                .tell(candidate.number, &model(&candidate.values))
                .unwrap();
        }
    }
    search
}

fn median_share(
    problem: &Problem,
    model: fn(&[f64]) -> Vec<f64>,
    point: &[f64],
    whole: f64,
) -> f64 {
    let mut shares: Vec<f64> = (1..=5)
        .map(|seed| {
            let found = search(problem.clone(), model, 10_000, 100, seed);
            let front: Vec<Vec<f64>> = found.front().into_iter().map(|s| s.objectives).collect();
            hypervolume(&front, point) / whole
        })
        .collect();
    shares.sort_by(f64::total_cmp);
    shares[2]
}

/// The shares of other programs at 10,000 evaluations: 0.983 (Platypus, ε-NSGA-II), and of DTLZ2 0.907 (Platypus) and 0.914
/// (pymoo, NSGA-III).
#[test]
fn fronts_are_found_as_well_as_by_others() {
    let share = median_share(
        &problem(30, 2, 0.01),
        zdt1,
        &[1.1, 1.1],
        0.876_666_666_666_666_6,
    );
    assert!(share >= 0.983, "{share}");
    let share = median_share(
        &problem(12, 3, 0.05),
        dtlz2,
        &[1.1, 1.1, 1.1],
        0.807_401_224_401_701_6,
    );
    assert!(share >= 0.914, "{share}");
}

/// However many are asked for at once, and in whatever order answers come.
#[test]
fn the_course_does_not_depend_on_who_evaluates() {
    let front = |at_once| search(problem(6, 2, 0.02), zdt1, 2_000, at_once, 3).front();
    let one = front(1);
    assert!(!one.is_empty());
    assert_eq!(one, front(7));
    assert_eq!(one, front(1_000));
    assert_ne!(one, search(problem(6, 2, 0.02), zdt1, 2_000, 7, 4).front());
}

/// A choice of five options and a whole number: the best is the third option, at 4, with more being better.
#[test]
fn options_and_whole_numbers() {
    let problem = Problem {
        variables: vec![
            Variable::Choice { options: 5 },
            Variable::Number {
                low: -3.0,
                high: 9.0,
                whole: true,
            },
        ],
        objectives: vec![Objective {
            larger_is_better: true,
            ..objective("worth", 0.001)
        }],
    };
    let mut search = Search::new(problem, 1).unwrap();
    while search.told() < 600 {
        for candidate in search.ask(10) {
            let [option, number] = candidate.values[..] else {
                panic!("{candidate:?}");
            };
            assert!([0.0, 1.0, 2.0, 3.0, 4.0].contains(&option), "{option}");
            assert!(
                number.fract() == 0.0 && (-3.0..=9.0).contains(&number),
                "{number}"
            );
            let worth = [0.3, 0.1, 1.0, 0.2, 0.9][option as usize] - 0.01 * (number - 4.0).abs();
            search.tell(candidate.number, &[worth]).unwrap();
        }
    }
    let front = search.front();
    assert_eq!(front.len(), 1);
    assert_eq!(
        (&front[0].values[..], front[0].objectives[0]),
        (&[2.0, 4.0][..], 1.0)
    );
}

#[test]
fn what_has_no_value_is_dropped_and_counted() {
    let mut search = Search::new(problem(2, 2, 0.1), 1).unwrap();
    while search.told() < 300 {
        for candidate in search.ask(50) {
            let x = candidate.values[0];
            let told = if x < 0.5 {
                [f64::NAN, 0.0]
            } else {
                [x, 1.0 - x]
            };
            search.tell(candidate.number, &told).unwrap();
        }
    }
    assert!(search.failed() > 20, "{}", search.failed());
    assert!(
        search
            .front()
            .iter()
            .all(|s| s.objectives.iter().all(|v| v.is_finite()))
    );
    assert!(!search.front().is_empty());
}

#[test]
fn slips_are_refused() {
    let error = |problem: Problem| Search::new(problem, 1).map(|_| ()).unwrap_err();
    for epsilon in [
        None,
        Some(0.0),
        Some(-0.1),
        Some(f64::NAN),
        Some(f64::INFINITY),
    ] {
        let mut wrong = problem(2, 2, 0.1);
        wrong.objectives[1].epsilon = epsilon;
        let found = error(wrong);
        assert!(
            matches!(&found, SearchError::Epsilon { objective, .. } if objective == "f1"),
            "{found:?}"
        );
    }
    let misspelt = problem(2, 2, 0.1).with_epsilons(&[("f0", 0.2), ("f11", 0.2)]);
    assert!(matches!(misspelt, Err(SearchError::UnknownObjective { name, .. }) if name == "f11"));
    let spelt = problem(2, 2, 0.1).with_epsilons(&[("f1", 0.2)]).unwrap();
    assert_eq!(spelt.objectives[1].epsilon, Some(0.2));
    let mut narrow = problem(2, 1, 0.1);
    narrow.variables[1] = Variable::Choice { options: 1 };
    assert_eq!(error(narrow), SearchError::Variable { variable: 1 });
    assert_eq!(error(problem(0, 1, 0.1)), SearchError::Empty);
    let mut search = Search::new(problem(1, 1, 0.1), 1).unwrap();
    let first = search.ask(1)[0].number;
    assert_eq!(
        search.tell(first, &[1.0, 2.0]),
        Err(SearchError::Objectives {
            told: 2,
            objectives: 1
        })
    );
    assert_eq!(search.tell(first, &[1.0]), Ok(()));
    assert_eq!(
        search.tell(first, &[1.0]),
        Err(SearchError::NotAsked { candidate: first })
    );
    assert_eq!(
        search.tell(99, &[1.0]),
        Err(SearchError::NotAsked { candidate: 99 })
    );
}

/// Where nothing better is found any more, the population is begun anew from the archive, which loses nothing.
#[test]
fn a_search_that_stands_still_begins_anew() {
    let short = search(problem(2, 2, 0.2), zdt1, 1_000, 10, 1);
    let long = search(problem(2, 2, 0.2), zdt1, 6_000, 10, 1);
    assert!(long.restarts() > 0);
    let volume = |s: &Search| {
        let front: Vec<Vec<f64>> = s.front().into_iter().map(|s| s.objectives).collect();
        hypervolume(&front, &[1.1, 1.1])
    };
    assert!(volume(&long) >= volume(&short) - 1e-12);
}

#[test]
fn a_search_that_is_ended_within_a_generation_keeps_what_was_told() {
    let mut search = Search::new(problem(2, 1, 0.01), 3).unwrap();
    let asked = search.ask(7);
    for candidate in &asked[..5] {
        search
            .tell(candidate.number, &[candidate.values[0]])
            .unwrap();
    }
    assert!(search.front().is_empty());
    search.finish();
    let least = asked[..5].iter().map(|c| c.values[0]);
    let least = least.fold(f64::INFINITY, f64::min);
    assert_eq!(search.front()[0].objectives, [least]);
    assert_eq!((search.told(), search.failed()), (5, 0));
    assert!(search.tell(asked[6].number, &[0.0]).is_err());
}
