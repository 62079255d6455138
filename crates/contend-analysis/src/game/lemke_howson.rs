//! One equilibrium of two players by pivoting (Lemke & Howson 1964), in exact arithmetic; ties are broken lexicographically,
//! so that it ends in degenerate games too (von Stengel 2002).

use num_bigint::BigInt;

use super::dictionary::Dictionary;
use super::number::{Number, hadamard, small, whole};
use super::payoffs::{Equilibrium, GameError, Payoffs, Size};
use super::polytope::Stop;

const METHOD: &str = "Lemke–Howson";

/// Paths may be exponentially long (Savani & von Stengel 2006), though they rarely are.
const STEPS: usize = 100_000;

/// The equilibrium at the end of the path that starts by dropping `label`: strategies of the first player count from
/// zero, those of the second go on after them.
///
/// # Errors
/// [`GameError::TwoPlayers`], [`GameError::Unknown`] for no such label, [`GameError::TooLarge`] where the path is longer than
/// 100,000 steps.
pub fn lemke_howson(game: &Payoffs, label: usize) -> Result<Equilibrium, GameError> {
    if game.players() != 2 {
        return Err(GameError::TwoPlayers {
            method: METHOD,
            players: game.players(),
        });
    }
    let [m, n] = [game.strategies()[0], game.strategies()[1]];
    if label >= m + n {
        return Err(GameError::Unknown(format!(
            "there is no label {label}: the players have {} strategies together, counted from 0",
            m + n
        )));
    }
    if m + n > usize::from(u16::MAX) {
        return Err(too_large(Size::Strategies(m + n)));
    }
    // The second player's payoffs bound what the first does: transposed.
    let second: Vec<f64> = (0..n)
        .flat_map(|j| (0..m).map(move |i| game.payoff(1, i * n + j)))
        .collect();
    let first = game.values(0);
    let numbers = small(&second).zip(small(first));
    let mut found = Err(Stop::Overflow);
    if let Some((second, first)) = numbers {
        if hadamard(&second, m).max(hadamard(&first, n)) < (1u64 << 56) as f64 {
            found = follow(second, first, (m, n), label);
        } else {
            let wide = |v: Vec<i64>| v.into_iter().map(i128::from).collect::<Vec<_>>();
            found = follow(wide(second), wide(first), (m, n), label);
        }
    }
    if found == Err(Stop::Overflow) {
        found = follow::<BigInt>(whole(&second), whole(first), (m, n), label);
    }
    let strategies = found.map_err(|_| too_large(Size::Steps(STEPS)))?;
    Ok(game.assess(strategies))
}

fn too_large(size: Size) -> GameError {
    GameError::TooLarge {
        method: METHOD,
        size,
        instead: "try another label, or ask for one equilibrium of any kind",
    }
}

fn follow<T: Number>(
    second: Vec<T>,
    first: Vec<T>,
    (m, n): (usize, usize),
    label: usize,
) -> Result<Vec<Vec<f64>>, Stop> {
    let mut sides = [start(second, n, m, 0), start(first, m, 0, m)];
    let slack = [m, 0];
    let mut side = usize::from(label >= m);
    let mut enters = label as u16;
    for _ in 0..STEPS {
        let here = &mut sides[side];
        let column = here
            .other
            .iter()
            .position(|&v| v == enters)
            .ok_or(Stop::Uncertain)?;
        let row = here
            .leaving(column, |k| (slack[side] + k) as u16)?
            .ok_or(Stop::Uncertain)?;
        enters = here.basic[row];
        here.pivot(row, column)?;
        if usize::from(enters) == label {
            return Ok(vec![shares(&sides[0], 0, m), shares(&sides[1], m, n)]);
        }
        side = 1 - side;
    }
    Err(Stop::TooMany)
}

fn start<T: Number>(
    matrix: Vec<T>,
    rows: usize,
    row_label: usize,
    column_label: usize,
) -> Dictionary<T> {
    let columns = matrix.len() / rows;
    let mut entries = Vec::with_capacity(rows * (columns + 1));
    for row in matrix.chunks_exact(columns) {
        entries.extend_from_slice(row);
        entries.push(T::one());
    }
    let names = |from: usize, n: usize| (from as u16..(from + n) as u16).collect::<Vec<u16>>();
    Dictionary::new(
        entries,
        names(row_label, rows),
        names(column_label, columns),
    )
}

fn shares<T: Number>(dictionary: &Dictionary<T>, from: usize, size: usize) -> Vec<f64> {
    let mut own = vec![T::zero(); size];
    for (r, &v) in dictionary.basic.iter().enumerate() {
        if let Some(place) = usize::from(v)
            .checked_sub(from)
            .and_then(|p| own.get_mut(p))
        {
            *place = dictionary.right(r).clone();
        }
    }
    let total = T::sum(&own);
    own.iter().map(|v| v.over(&total)).collect()
}
