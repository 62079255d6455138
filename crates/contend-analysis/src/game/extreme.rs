//! All extreme equilibria of two players.
//!
//! An equilibrium is a pair of corners of the players' best-reply polytopes whose labels together are all there are (von
//! Stengel 2002); all corners of both are enumerated and matched (Mangasarian 1964; Avis, Rosenberg, Savani & von
//! Stengel 2010). Every equilibrium lies between extreme ones, and where the game is not degenerate there are no others.
//!
//! Payoffs are binary fractions, so there is an exact answer, and the labels found are exactly right: small whole numbers are
//! pivoted exactly; others in floating point with a proof for every corner, and exactly where that proof fails.
//! Strictly dominated strategies are left out first: no equilibrium uses them.

use num_bigint::BigInt;
use num_traits::Zero;
use serde::Serialize;

use super::certified::{Bounds, Certified};
use super::dictionary::Dictionary;
use super::number::{Number, hadamard, small, whole};
use super::payoffs::{Equilibrium, GameError, Payoffs, Size};
use super::polytope::{Corners, LabelSet, Labels, Stop, corners};

/// An exact fraction; as text `22/35`.
pub type Ratio = num_rational::BigRational;

const METHOD: &str = "all equilibria of two players";

/// How much work an enumeration may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Corners of a player's best-reply polytope; their number grows exponentially with the strategies.
    pub vertices: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { vertices: 200_000 }
    }
}

/// All extreme equilibria of a game of two players.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extreme {
    /// Each extreme equilibrium; those that play the first strategies most come first.
    pub equilibria: Vec<Equilibrium>,
    /// Each of them as exact fractions `[equilibrium][player][strategy]`; absent where only numbers were asked for.
    #[serde(skip)]
    pub exact: Option<Vec<Vec<Vec<Ratio>>>>,
    /// Whether some mixed strategy has more best replies than strategies that it mixes, once strictly dominated strategies
    /// are gone: the game may have continua of equilibria, whose ends are among the extreme ones.
    pub degenerate: bool,
    /// For each equilibrium, the number of the connected set of equilibria that it is an end of; sets of one are isolated.
    pub components: Vec<usize>,
}

/// All extreme equilibria, with exact fractions.
///
/// # Errors
/// [`GameError::TwoPlayers`]; [`GameError::TooLarge`] beyond the limit, or beyond 64 strategies of both players together.
pub fn extreme_equilibria(game: &Payoffs, limits: &Limits) -> Result<Extreme, GameError> {
    Solver::new(*limits).run(game, true)
}

/// All extreme equilibria of each game, as numbers.
pub fn each(games: &[Payoffs], limits: &Limits) -> Vec<Result<Extreme, GameError>> {
    let mut solver = Solver::new(*limits);
    games.iter().map(|g| solver.solve(g)).collect()
}

/// A workspace to solve many games, one after the other, without fractions.
#[derive(Debug, Default)]
pub struct Solver {
    limits: Limits,
    first: Certified,
    second: Certified,
    matrix: Vec<f64>,
}

/// The game without strictly dominated strategies, and which strategies these are.
struct Rest {
    kept: [Vec<usize>; 2],
    /// Each player's payoffs: rows are what the other may do, columns the player's own strategies of the polytope, that is
    /// the other way round.
    first: Vec<f64>,
    second: Vec<f64>,
}

/// Coordinates of matched corners, up to a positive factor for each.
type Pairs<T> = Vec<[Vec<T>; 2]>;

/// Shares of the strategies that are left, for each equilibrium and player.
type Shares = Vec<[Vec<f64>; 2]>;

impl Solver {
    /// A workspace.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// All extreme equilibria as numbers: which strategies they use is exactly right, probabilities are rounded.
    ///
    /// # Errors
    /// As [`extreme_equilibria`].
    pub fn solve(&mut self, game: &Payoffs) -> Result<Extreme, GameError> {
        self.run(game, false)
    }

    fn run(&mut self, game: &Payoffs, exact: bool) -> Result<Extreme, GameError> {
        if game.players() != 2 {
            return Err(GameError::TwoPlayers {
                method: METHOD,
                players: game.players(),
            });
        }
        let rest = undominated(game);
        let [m, n] = [rest.kept[0].len(), rest.kept[1].len()];
        if m + n > 64 {
            return Err(too_large(Size::Strategies(m + n)));
        }
        let whole_numbers = small(&rest.first).zip(small(&rest.second));
        let limit = self.limits.vertices;
        if let Some((first, second)) = &whole_numbers
            && hadamard(first, n).max(hadamard(second, m)) < (1u64 << 56) as f64
        {
            return self
                .exactly::<i64>(game, &rest, (first.clone(), second.clone()), exact)
                .map_err(stopped(limit));
        }
        match self.certified(game, &rest, exact) {
            Err(Stop::Uncertain | Stop::Overflow) => {}
            done => return done.map_err(stopped(limit)),
        }
        if let Some((first, second)) = whole_numbers {
            let wide = |v: Vec<i64>| v.into_iter().map(i128::from).collect::<Vec<_>>();
            match self.exactly(game, &rest, (wide(first), wide(second)), exact) {
                Err(Stop::Uncertain | Stop::Overflow) => {}
                done => return done.map_err(stopped(limit)),
            }
        }
        let matrices = (whole(&rest.first), whole(&rest.second));
        self.exactly::<BigInt>(game, &rest, matrices, exact)
            .map_err(stopped(limit))
    }

    fn exactly<T: Number>(
        &self,
        game: &Payoffs,
        rest: &Rest,
        (first, second): (Vec<T>, Vec<T>),
        exact: bool,
    ) -> Result<Extreme, Stop> {
        let [m, n] = [rest.kept[0].len(), rest.kept[1].len()];
        // The second player's payoffs bound what the first may do, and the other way round.
        let one = corners(second, n, m, 0, self.limits.vertices)?;
        let two = corners(first, m, 0, m, self.limits.vertices)?;
        let degenerate = many_labels(&one.labels, m) || many_labels(&two.labels, n);
        let matches = matched((&one.labels, m), (&two.labels, &two.known, n));
        let row = |c: &Corners<T>, k: usize, size: usize| {
            c.coordinates[k * size..(k + 1) * size].to_vec()
        };
        let pairs: Pairs<T> = matches
            .iter()
            .map(|&(a, b)| [row(&one, a, m), row(&two, b, n)])
            .collect();
        let rounded = pairs
            .iter()
            .map(|pair| [shares(&pair[0]), shares(&pair[1])])
            .collect();
        Ok(assemble(
            game,
            rest,
            &matches,
            rounded,
            degenerate,
            exact.then_some(&pairs),
        ))
    }

    fn certified(&mut self, game: &Payoffs, rest: &Rest, exact: bool) -> Result<Extreme, Stop> {
        let [m, n] = [rest.kept[0].len(), rest.kept[1].len()];
        let limit = self.limits.vertices;
        for (workspace, values, rows, columns, row_label, column_label) in [
            (&mut self.first, &rest.second, n, m, m, 0),
            (&mut self.second, &rest.first, m, n, 0, m),
        ] {
            to_unit(values, &mut self.matrix)?;
            let bounds = Bounds {
                matrix: &self.matrix,
                rows,
                columns,
                row_label,
                column_label,
            };
            workspace.enumerate(&bounds, limit)?;
        }
        let (one, two) = (&self.first, &self.second);
        let matches = matched((&one.labels, m), (&two.labels, &two.known, n));
        if !exact {
            let part = |c: &Certified, k: usize, size: usize| {
                let own = &c.coordinates[k * size..(k + 1) * size];
                let total: f64 = own.iter().sum();
                own.iter().map(|v| v / total).collect()
            };
            let rounded = matches
                .iter()
                .map(|&(a, b)| [part(one, a, m), part(two, b, n)])
                .collect();
            return Ok(assemble::<BigInt>(
                game, rest, &matches, rounded, false, None,
            ));
        }
        let (first, second) = (whole(&rest.first), whole(&rest.second));
        let mut fractions: Pairs<BigInt> = Vec::with_capacity(matches.len());
        for &(a, b) in &matches {
            fractions.push([
                corner(&second, one.labels[a], (n, m), (m, 0))?,
                corner(&first, two.labels[b], (m, n), (0, m))?,
            ]);
        }
        let rounded = fractions
            .iter()
            .map(|pair| [shares(&pair[0]), shares(&pair[1])])
            .collect();
        Ok(assemble(
            game,
            rest,
            &matches,
            rounded,
            false,
            Some(&fractions),
        ))
    }
}

fn too_large(size: Size) -> GameError {
    GameError::TooLarge {
        method: METHOD,
        size,
        instead: "ask for one equilibrium, or leave out strategies",
    }
}

fn stopped(limit: usize) -> impl Fn(Stop) -> GameError {
    move |_| too_large(Size::Corners(limit))
}

fn many_labels(labels: &[Labels], dimension: usize) -> bool {
    labels.iter().any(|l| l.count_ones() as usize > dimension)
}

/// Repeats until nothing goes: strategies worse than another whatever the other player does.
fn undominated(game: &Payoffs) -> Rest {
    let [m, n] = [game.strategies()[0], game.strategies()[1]];
    let mut kept: [Vec<usize>; 2] = [(0..m).collect(), (0..n).collect()];
    loop {
        let mut gone = false;
        for p in 0..2 {
            let [own, other] = if p == 0 { [n, 1] } else { [1, n] };
            let values = game.values(p);
            let mut i = 0;
            while i < kept[p].len() {
                let s = kept[p][i] * own;
                let worse = kept[p].iter().any(|&k| {
                    kept[1 - p]
                        .iter()
                        .all(|&o| values[k * own + o * other] > values[s + o * other])
                });
                if worse {
                    kept[p].remove(i);
                    gone = true;
                } else {
                    i += 1;
                }
            }
        }
        if !gone {
            break;
        }
    }
    let first = kept[0]
        .iter()
        .flat_map(|&i| kept[1].iter().map(move |&j| game.payoff(0, i * n + j)))
        .collect();
    let second = kept[1]
        .iter()
        .flat_map(|&j| kept[0].iter().map(move |&i| game.payoff(1, i * n + j)))
        .collect();
    Rest {
        kept,
        first,
        second,
    }
}

/// Payoffs moved and scaled to lie between 1/4 and 5/4: each step rounds once.
fn to_unit(values: &[f64], matrix: &mut Vec<f64>) -> Result<(), Stop> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| {
            (l.min(v), h.max(v))
        });
    let range = if high > low { high - low } else { 1.0 };
    if !range.is_finite() || range < f64::MIN_POSITIVE {
        return Err(Stop::Uncertain);
    }
    matrix.clear();
    matrix.extend(values.iter().map(|v| (v - low) / range + 0.25));
    Ok(())
}

/// Pairs of corners whose labels together are all there are, apart from the origins.
fn matched(
    (one, m): (&[Labels], usize),
    (two, known, n): (&[Labels], &LabelSet, usize),
) -> Vec<(usize, usize)> {
    let all = if m + n == 64 {
        Labels::MAX
    } else {
        (1 << (m + n)) - 1
    };
    let crowded: Vec<usize> = (0..two.len())
        .filter(|&b| two[b].count_ones() as usize > n)
        .collect();
    let mut pairs = Vec::new();
    // The first corner of each is the origin; its labels are matched by the other origin alone.
    for (a, labels) in one.iter().enumerate().skip(1) {
        let missing = all & !labels;
        if labels.count_ones() as usize == m {
            pairs.extend(known.find(missing).map(|b| (a, b as usize)));
            pairs.extend(
                crowded
                    .iter()
                    .filter(|&&b| missing & !two[b] == 0)
                    .map(|&b| (a, b)),
            );
        } else {
            pairs.extend(
                (1..two.len())
                    .filter(|&b| missing & !two[b] == 0)
                    .map(|b| (a, b)),
            );
        }
    }
    pairs
}

/// The coordinates, up to a factor, of the simple corner with these labels.
fn corner(
    matrix: &[BigInt],
    labels: Labels,
    (rows, columns): (usize, usize),
    (row_label, column_label): (usize, usize),
) -> Result<Vec<BigInt>, Stop> {
    let has = |label: usize| labels >> label & 1 == 1;
    let tight: Vec<usize> = (0..rows).filter(|i| has(row_label + i)).collect();
    let used: Vec<usize> = (0..columns).filter(|j| !has(column_label + j)).collect();
    let mut entries = Vec::with_capacity(tight.len() * (used.len() + 1));
    for i in &tight {
        entries.extend(used.iter().map(|j| matrix[i * columns + j].clone()));
        entries.push(<BigInt as Number>::one());
    }
    let names = |from: usize, n: usize| (from as u16..(from + n) as u16).collect::<Vec<u16>>();
    let mut system = Dictionary::new(
        entries,
        names(used.len(), tight.len()),
        names(0, used.len()),
    );
    for c in 0..used.len() {
        let free = (0..tight.len())
            .find(|&r| system.basic[r] as usize >= used.len() && !system.entry(r, c).is_zero());
        system.pivot(free.ok_or(Stop::Uncertain)?, c)?;
    }
    let mut coordinates = vec![BigInt::ZERO; columns];
    for (r, &v) in system.basic.iter().enumerate() {
        if let Some(&j) = used.get(v as usize) {
            coordinates[j] = system.right(r).clone();
        }
    }
    Ok(coordinates)
}

/// The answer in the strategies of the whole game, in order.
fn assemble<E: Number>(
    game: &Payoffs,
    rest: &Rest,
    matches: &[(usize, usize)],
    shares: Shares,
    degenerate: bool,
    exact: Option<&Pairs<E>>,
) -> Extreme {
    let place = |p: usize, own: Vec<f64>| {
        let mut all = vec![0.0; game.strategies()[p]];
        for (&s, v) in rest.kept[p].iter().zip(own) {
            all[s] = v;
        }
        all
    };
    let mut found: Vec<(usize, Equilibrium)> = shares
        .into_iter()
        .enumerate()
        .map(|(k, [first, second])| (k, game.assess(vec![place(0, first), place(1, second)])))
        .collect();
    let key = |e: &Equilibrium| e.strategies.concat();
    if found.len() > 1 {
        found.sort_by(|a, b| {
            let (a, b) = (key(&a.1), key(&b.1));
            let orders = a.iter().zip(&b).map(|(x, y)| y.total_cmp(x));
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
    }
    let order: Vec<usize> = found.iter().map(|f| f.0).collect();
    let exact = exact.map(|pairs| {
        let one = |k: &usize| {
            (0..2)
                .map(|p| {
                    let own: Vec<BigInt> = pairs[*k][p].iter().map(Number::big).collect();
                    let sum: BigInt = own.iter().sum();
                    let mut all = vec![Ratio::zero(); game.strategies()[p]];
                    for (&s, v) in rest.kept[p].iter().zip(own) {
                        all[s] = Ratio::new(v, sum.clone());
                    }
                    all
                })
                .collect()
        };
        order.iter().map(one).collect()
    });
    let sorted: Vec<(usize, usize)> = order.iter().map(|&k| matches[k]).collect();
    Extreme {
        equilibria: found.into_iter().map(|f| f.1).collect(),
        exact,
        degenerate,
        components: connected(&sorted),
    }
}

/// Numbers as shares of their sum.
fn shares<T: Number>(own: &[T]) -> Vec<f64> {
    let total = T::sum(own);
    own.iter().map(|v| v.over(&total)).collect()
}

/// Equilibria that share a player's strategy are connected: mixing the other's two keeps an equilibrium.
fn connected(pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut component: Vec<usize> = (0..pairs.len()).collect();
    for k in 0..pairs.len() {
        for l in 0..k {
            if (pairs[k].0 == pairs[l].0 || pairs[k].1 == pairs[l].1)
                && component[k] != component[l]
            {
                let (from, to) = (
                    component[k].max(component[l]),
                    component[k].min(component[l]),
                );
                component
                    .iter_mut()
                    .filter(|c| **c == from)
                    .for_each(|c| *c = to);
            }
        }
    }
    // Numbered in the order in which they appear.
    let mut names: Vec<usize> = Vec::new();
    component
        .iter()
        .map(|c| {
            names.iter().position(|n| n == c).unwrap_or_else(|| {
                names.push(*c);
                names.len() - 1
            })
        })
        .collect()
}
