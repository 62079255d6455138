//! A system `x ≥ 0, A x ≤ b`, written for one basis after another.

use std::cmp::Ordering;

use super::number::Number;

/// The rows `basic · denominator = right − Σ entry · other`, for each basic variable. Variables have numbers: those of
/// `A`'s columns come first or wherever the caller put them.
#[derive(Clone)]
pub(crate) struct Dictionary<T: Number> {
    /// Rows of `columns + 1` entries, the last of a row its right side.
    entries: Vec<T>,
    width: usize,
    denominator: T,
    /// The variable of each row.
    pub basic: Vec<u16>,
    /// The variable of each column.
    pub other: Vec<u16>,
    /// Rows that may leave the basis: those below are only carried along.
    bounded: usize,
}

/// A number did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

impl<T: Number> Dictionary<T> {
    /// `rows[r]` holds the entries of a row and its right side, which is not negative in the first `basic.len()` rows; rows
    /// after those (an objective) are carried along.
    pub(crate) fn new(entries: Vec<T>, basic: Vec<u16>, other: Vec<u16>) -> Self {
        Self {
            entries,
            width: other.len() + 1,
            denominator: T::one(),
            bounded: basic.len(),
            basic,
            other,
        }
    }

    /// Becomes another dictionary of the same size without asking for memory.
    pub(crate) fn copy(&mut self, other: &Self) {
        self.entries.clone_from(&other.entries);
        self.denominator.clone_from(&other.denominator);
        self.basic.clone_from(&other.basic);
        self.other.clone_from(&other.other);
    }

    pub(crate) fn entry(&self, row: usize, column: usize) -> &T {
        &self.entries[row * self.width + column]
    }

    /// The value of a row's variable, times [`Dictionary::denominator`].
    pub(crate) fn right(&self, row: usize) -> &T {
        self.entry(row, self.width - 1)
    }

    pub(crate) fn denominator(&self) -> &T {
        &self.denominator
    }

    /// The row that leaves when a column's variable enters: the smallest ratio, ties broken as if the right sides were
    /// raised a little, each by less than the one before (Dantzig, Orden & Wolfe 1955). `slack(k)` is the variable of the
    /// k-th row at the start. `None` inside where nothing bounds the column.
    pub(crate) fn leaving(
        &self,
        column: usize,
        slack: impl Fn(usize) -> u16,
    ) -> Result<Option<usize>, Overflow> {
        if T::QUICK
            && let Some(row) = self.clearly(column)
        {
            return Ok(Some(row));
        }
        let mut best: Option<usize> = None;
        let mut places = Vec::new();
        for row in 0..self.bounded {
            if self.entry(row, column).sign() != Ordering::Greater {
                continue;
            }
            let Some(old) = best else {
                best = Some(row);
                continue;
            };
            let (p, q) = (self.entry(row, column), self.entry(old, column));
            let mut order = T::compare(self.right(row), p, self.right(old), q).ok_or(Overflow)?;
            if order == Ordering::Equal {
                if places.is_empty() {
                    places = self.places(&slack);
                }
                order = self.tie(row, old, column, &places)?;
            }
            if order == Ordering::Less {
                best = Some(row);
            }
        }
        Ok(best)
    }

    /// The row with the smallest ratio, where rounding cannot have decided it.
    fn clearly(&self, column: usize) -> Option<usize> {
        let (mut best, mut second, mut place) = (f64::INFINITY, f64::INFINITY, usize::MAX);
        let rows = self.entries.chunks_exact(self.width).take(self.bounded);
        for (r, row) in rows.enumerate() {
            let entry = row[column].rounded();
            let ratio = row[self.width - 1].rounded() / entry;
            // No branch that could be guessed wrongly.
            let ratio = if entry > 0.0 { ratio } else { f64::INFINITY };
            second = second.min(ratio.max(best));
            place = if ratio < best { r } else { place };
            best = best.min(ratio);
        }
        (second * (1.0 - 1e-9) > best).then_some(place)
    }

    /// In which column the slack of each row of the start is, or that it is basic in a row.
    fn places(&self, slack: &impl Fn(usize) -> u16) -> Vec<Result<usize, usize>> {
        let find = |all: &[u16], name: u16| all.iter().position(|&v| v == name);
        (0..self.bounded)
            .map(slack)
            .map(|name| {
                let basic = find(&self.basic, name).unwrap_or(usize::MAX);
                find(&self.other, name).ok_or(basic)
            })
            .collect()
    }

    fn tie(
        &self,
        row: usize,
        old: usize,
        column: usize,
        places: &[Result<usize, usize>],
    ) -> Result<Ordering, Overflow> {
        let (p, q) = (self.entry(row, column), self.entry(old, column));
        for place in places {
            let order = match place {
                Ok(c) => {
                    T::compare(self.entry(row, *c), p, self.entry(old, *c), q).ok_or(Overflow)?
                }
                // The slack of one of the two rows: the denominator there, nothing in the other.
                Err(basic) if *basic == row => Ordering::Greater,
                Err(basic) if *basic == old => Ordering::Less,
                Err(_) => Ordering::Equal,
            };
            if order != Ordering::Equal {
                return Ok(order);
            }
        }
        Ok(Ordering::Equal)
    }

    /// Exchanges the variables of a row and a column, whose entry is not zero.
    pub(crate) fn pivot(&mut self, row: usize, column: usize) -> Result<(), Overflow> {
        let width = self.width;
        let (before, rest) = self.entries.split_at_mut(row * width);
        let (pivot_row, after) = rest.split_at_mut(width);
        let pivot = pivot_row[column].clone();
        let divisor = self.denominator.divisor();
        let others = before
            .chunks_exact_mut(width)
            .chain(after.chunks_exact_mut(width));
        for entries in others {
            let factor = entries[column].clone();
            for (entry, p) in entries.iter_mut().zip(pivot_row.iter()) {
                *entry = T::cross(entry, &pivot, &factor, p, &divisor).ok_or(Overflow)?;
            }
            entries[column] = factor;
            entries[column].negate();
        }
        let old = std::mem::replace(&mut self.denominator, pivot);
        self.entries[row * width + column] = old;
        if self.denominator.sign() == Ordering::Less {
            self.denominator.negate();
            self.entries.iter_mut().for_each(T::negate);
        }
        std::mem::swap(&mut self.basic[row], &mut self.other[column]);
        Ok(())
    }
}
