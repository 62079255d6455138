//! Two worlds that are as alike as can be and of which an answer differs.
//!
//! Worlds are as far apart as their inputs are on average: by the difference of ranks, 0..1, of a number, and by 0 or 1 of a choice
//! (Gower 1971, doi:10.2307/2528823), over those inputs alone that are distributed otherwise where the answer differs.

use crate::inputs::{Column, Inputs};

/// Two such worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The world with the common answer that is nearest to the middle of all inputs.
    pub usual: usize,
    /// The world with the other answer that is nearest to it.
    pub other: usize,
    /// How far apart they are, 0..=1.
    pub distance: f64,
    /// The inputs in which they differ, those first that differ most, with by how much.
    pub differ: Vec<(usize, f64)>,
}

/// Finds them; `common` is the answer that most worlds have. `None` where an answer is missing, or no input is given.
#[must_use]
pub fn nearest(
    inputs: &Inputs,
    among: &[usize],
    truths: &[Option<bool>],
    common: bool,
) -> Option<Nearest> {
    let axes: Vec<(usize, Vec<f64>, bool)> = (among.iter())
        .filter_map(|input| {
            Some(match inputs.column(*input)? {
                Column::Numeric(numeric) => (*input, ranks(&numeric.order), false),
                Column::Categorical(choice) => {
                    let option = choice.option.iter().map(|o| f64::from(*o));
                    (*input, option.collect(), true)
                }
            })
        })
        .collect();
    if axes.is_empty() {
        return None;
    }
    let apart = |value: f64, other: f64, choice: bool| match choice {
        true => f64::from(u8::from(value != other)),
        false => (value - other).abs(),
    };
    // The middle: half of the worlds lie below it, and the most frequent option.
    let middle: Vec<f64> = (axes.iter())
        .map(|(_, values, choice)| if *choice { most_frequent(values) } else { 0.5 })
        .collect();
    let to_middle = |world: usize| {
        let each = axes.iter().zip(&middle);
        each.map(|((_, v, choice), middle)| apart(v[world], *middle, *choice))
            .sum::<f64>()
    };
    let between = |a: usize, b: usize| {
        let each = axes.iter().map(|(_, v, choice)| apart(v[a], v[b], *choice));
        each.sum::<f64>() / axes.len() as f64
    };
    let with = |answer: bool| {
        let worlds = truths.iter().enumerate();
        worlds
            .filter(move |(_, t)| **t == Some(answer))
            .map(|(world, _)| world)
    };
    let usual = with(common).min_by(|a, b| to_middle(*a).total_cmp(&to_middle(*b)))?;
    let other = with(!common).min_by(|a, b| between(usual, *a).total_cmp(&between(usual, *b)))?;
    let mut differ: Vec<(usize, f64)> = (axes.iter())
        .map(|(input, v, choice)| (*input, apart(v[usual], v[other], *choice)))
        .filter(|(_, by)| *by > 0.0)
        .collect();
    differ.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Some(Nearest {
        usual,
        other,
        distance: between(usual, other),
        differ,
    })
}

fn ranks(order: &[u32]) -> Vec<f64> {
    let mut ranks = vec![0.0; order.len()];
    for (rank, world) in order.iter().enumerate() {
        ranks[*world as usize] = (rank as f64 + 0.5) / order.len() as f64;
    }
    ranks
}

fn most_frequent(options: &[f64]) -> f64 {
    let mut counts: Vec<u64> = Vec::new();
    for option in options {
        let at = *option as usize;
        if counts.len() <= at {
            counts.resize(at + 1, 0);
        }
        counts[at] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|c| *c == most).unwrap_or(0) as f64
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Nine worlds on a line, true above 6: the middle one, and the first beyond.
    #[test]
    fn the_nearest_is_the_first_beyond() {
        let line: Vec<f64> = (0..9).map(|i| f64::from(i * i)).collect();
        let truths: Vec<Option<bool>> = (0..9).map(|i| Some(i > 6)).collect();
        let kind = vec![0.0; 9];
        let mut inputs = Inputs::new();
        inputs.add_number(&line);
        inputs.add_choice(&kind, 2);
        let found = nearest(&inputs, &[0, 1], &truths, false).unwrap();
        assert_eq!((found.usual, found.other), (4, 7));
        // Three ranks of nine apart in one of two inputs.
        assert!((found.distance - 3.0 / 9.0 / 2.0).abs() < 1e-12);
        assert_eq!(found.differ.len(), 1);
        assert_eq!(nearest(&inputs, &[], &truths, false), None);
        assert_eq!(nearest(&inputs, &[0], &[Some(true); 9], true), None);
    }
}
