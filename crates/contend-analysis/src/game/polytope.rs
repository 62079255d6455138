//! All corners of a best-reply polytope `{x ≥ 0, A x ≤ 1}`, `A` positive, in exact arithmetic.
//!
//! Corners are visited along edges, from the origin. Where more bounds than needed meet in a corner, the right sides are
//! thought of as raised a little, each by less than the one before: then every basis is a corner, and every corner of the
//! unraised polytope is among them (Avis, Rosenberg, Savani & von Stengel 2010; Charnes 1952).

use std::cmp::Ordering;

use super::dictionary::{Dictionary, Overflow};
use super::number::Number;

/// The bounds that meet in a corner, one bit for each: `x_j = 0`, or row `i` tight.
pub(crate) type Labels = u64;

/// What stops an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A number did not fit.
    Overflow,
    /// More corners than the limit.
    TooMany,
    /// Rounding may have decided something.
    Uncertain,
}

impl From<Overflow> for Stop {
    fn from(_: Overflow) -> Self {
        Self::Overflow
    }
}

/// A set of labels that grows; open addressing, never more than half full.
#[derive(Debug, Default)]
pub(crate) struct LabelSet {
    slots: Vec<(Labels, u32)>,
    count: usize,
}

impl LabelSet {
    pub(crate) fn clear(&mut self) {
        // A large table is not worth sweeping for a small set.
        if self.slots.len() > 4096 && self.count * 16 < self.slots.len() {
            self.slots = Vec::new();
        }
        self.slots.fill((0, u32::MAX));
        self.count = 0;
    }

    /// The number under which `labels` are kept; true if they are new.
    pub(crate) fn insert(&mut self, labels: Labels) -> (u32, bool) {
        if (self.count + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let place = self.place(labels);
        let slot = &mut self.slots[place];
        if slot.1 != u32::MAX {
            return (slot.1, false);
        }
        *slot = (labels, self.count as u32);
        self.count += 1;
        (slot.1, true)
    }

    pub(crate) fn find(&self, labels: Labels) -> Option<u32> {
        let number = self.slots.get(self.place(labels))?.1;
        (number != u32::MAX).then_some(number)
    }

    fn place(&self, labels: Labels) -> usize {
        if self.slots.is_empty() {
            return 0;
        }
        let mask = self.slots.len() - 1;
        let hash = labels.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (hash >> 32) as usize & mask;
        while self.slots[at].1 != u32::MAX && self.slots[at].0 != labels {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 4).max(256);
        let old = std::mem::replace(&mut self.slots, vec![(0, u32::MAX); size]);
        for slot in old {
            if slot.1 != u32::MAX {
                let place = self.place(slot.0);
                self.slots[place] = slot;
            }
        }
    }
}

/// Corners with what each coordinate is, up to a positive factor of the corner.
#[derive(Debug)]
pub(crate) struct Corners<T> {
    pub labels: Vec<Labels>,
    /// The number of a corner by its labels.
    pub known: LabelSet,
    /// `dimension` coordinates for each corner.
    pub coordinates: Vec<T>,
}

/// `rows` bounds, row-major in `matrix`; bit `row_label + i` stands for row `i`, bit `column_label + j` for `x_j = 0`.
pub(crate) fn corners<T: Number>(
    matrix: Vec<T>,
    rows: usize,
    row_label: usize,
    column_label: usize,
    limit: usize,
) -> Result<Corners<T>, Stop> {
    let columns = matrix.len() / rows;
    let mut entries = Vec::with_capacity(rows * (columns + 1));
    for row in matrix.chunks_exact(columns) {
        entries.extend_from_slice(row);
        entries.push(T::one());
    }
    let names = |from: usize, n: usize| (from as u16..(from + n) as u16).collect::<Vec<u16>>();
    let start = Dictionary::new(
        entries,
        names(row_label, rows),
        names(column_label, columns),
    );
    let bits = |d: &Dictionary<T>| d.other.iter().fold(0, |b, &v| b | 1u64 << v);
    let mut bases = LabelSet::default();
    let mut found = Corners {
        labels: Vec::new(),
        known: LabelSet::default(),
        coordinates: Vec::new(),
    };
    bases.insert(bits(&start));
    // With the column whose edge leads back to where a basis was found from.
    let mut pending = vec![(start, usize::MAX)];
    let mut spare = Vec::new();
    while let Some((dictionary, back)) = pending.pop() {
        let here = bits(&dictionary);
        keep(&dictionary, here, column_label, columns, &mut found);
        for c in (0..columns).filter(|&c| c != back) {
            let Some(r) = dictionary.leaving(c, |k| (row_label + k) as u16)? else {
                continue; // cannot be: the polytope is bounded
            };
            let there = here ^ 1u64 << dictionary.other[c] ^ 1u64 << dictionary.basic[r];
            let (number, new) = bases.insert(there);
            if new {
                if number as usize >= limit {
                    return Err(Stop::TooMany);
                }
                let mut next = match spare.pop() {
                    Some(mut old) => {
                        Dictionary::copy(&mut old, &dictionary);
                        old
                    }
                    None => dictionary.clone(),
                };
                next.pivot(r, c)?;
                pending.push((next, c));
            }
        }
        spare.push(dictionary);
    }
    Ok(found)
}

/// Notes the corner of a basis, unless it is known from another basis.
fn keep<T: Number>(
    dictionary: &Dictionary<T>,
    mut labels: Labels,
    column_label: usize,
    columns: usize,
    found: &mut Corners<T>,
) {
    for (r, &v) in dictionary.basic.iter().enumerate() {
        if dictionary.right(r).sign() == Ordering::Equal {
            labels |= 1u64 << v;
        }
    }
    if !found.known.insert(labels).1 {
        return;
    }
    found.labels.push(labels);
    let from = found.coordinates.len();
    found.coordinates.resize(from + columns, T::zero());
    for (r, &v) in dictionary.basic.iter().enumerate() {
        let place = (v as usize).wrapping_sub(column_label);
        if place < columns {
            found.coordinates[from + place] = dictionary.right(r).clone();
        }
    }
}
