//! All corners of a best-reply polytope in floating point, with proof that rounding decided nothing.
//!
//! Corners are visited along edges as in [`polytope`](super::polytope). Each corner found is certified: with `M` the tight
//! rows and positive coordinates and `R` its computed inverse, the coordinates are right to within
//! `|R (1 − M x)| / (1 − |1 − R M|)` (Rump 2010, section 10), plus what rounding may add. If every coordinate and
//! every slack is above that bound, the basis is a corner of the true polytope where no more bounds meet than needed. Such a
//! corner has one neighbour along each edge, so that a set of certified corners that holds a neighbour along each of their
//! edges is all there are (Balinski 1961: the edges connect them).

use super::polytope::{LabelSet, Labels, Stop};

/// Twice the unit of rounding.
const EPSILON: f64 = f64::EPSILON;

/// A workspace for many polytopes, one after the other, and the corners of the last.
#[derive(Debug, Default)]
pub(crate) struct Certified {
    /// Tableaus of corners whose edges are still to be followed: rows of `columns + 1` entries.
    tableaus: Vec<f64>,
    /// For each tableau, the label of each row's variable, then of each column's.
    names: Vec<u8>,
    free: Vec<u32>,
    /// A tableau, its labels, and the column whose edge leads back to where it was found from.
    pending: Vec<(u32, Labels, usize)>,
    pub known: LabelSet,
    pub labels: Vec<Labels>,
    /// Coordinates for each corner, up to a positive factor.
    pub coordinates: Vec<f64>,
    inverse: Vec<f64>,
    block: Vec<f64>,
    solution: Vec<f64>,
}

/// `{x ≥ 0, matrix x ≤ 1}` with entries between about 0.1 and 2, each right to four units of rounding.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    pub matrix: &'a [f64],
    pub rows: usize,
    pub columns: usize,
    /// The label of the first row; of the first coordinate.
    pub row_label: usize,
    pub column_label: usize,
}

impl Certified {
    /// Finds all corners.
    pub(crate) fn enumerate(&mut self, bounds: &Bounds, limit: usize) -> Result<(), Stop> {
        let (m, n) = (bounds.rows, bounds.columns);
        let width = n + 1;
        self.tableaus.clear();
        self.names.clear();
        self.free.clear();
        self.pending.clear();
        self.known.clear();
        self.labels.clear();
        self.coordinates.clear();
        for row in bounds.matrix.chunks_exact(n) {
            self.tableaus.extend_from_slice(row);
            self.tableaus.push(1.0);
        }
        self.names
            .extend((0..m).map(|i| (bounds.row_label + i) as u8));
        self.names
            .extend((0..n).map(|j| (bounds.column_label + j) as u8));
        let origin = (0..n).fold(0, |b, j| b | 1u64 << (bounds.column_label + j));
        self.known.insert(origin);
        self.labels.push(origin);
        self.coordinates.resize(n, 0.0);
        self.pending.push((0, origin, usize::MAX));
        while let Some((slot, here, back)) = self.pending.pop() {
            let at = slot as usize * m * width;
            let name = slot as usize * (m + n);
            for c in (0..n).filter(|&c| c != back) {
                let Some(r) = leaving(&self.tableaus[at..at + m * width], width, c) else {
                    return Err(Stop::Uncertain);
                };
                let (leaves, enters) = (self.names[name + r], self.names[name + m + c]);
                let there = here ^ 1u64 << enters ^ 1u64 << leaves;
                let (number, new) = self.known.insert(there);
                if !new {
                    continue;
                }
                if number as usize >= limit {
                    return Err(Stop::TooMany);
                }
                let next = self.slot(m * width, m + n);
                self.pivot(slot, next, (m, width), (r, c));
                self.labels.push(there);
                self.certify(next, bounds)?;
                self.pending.push((next, there, c));
            }
            self.free.push(slot);
        }
        Ok(())
    }

    fn slot(&mut self, size: usize, names: usize) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            let next = self.tableaus.len() / size;
            self.tableaus.resize((next + 1) * size, 0.0);
            self.names.resize((next + 1) * names, 0);
            next as u32
        })
    }

    /// Writes the tableau after exchanging a row and a column of another.
    fn pivot(&mut self, from: u32, to: u32, (m, width): (usize, usize), (r, c): (usize, usize)) {
        let (from, to) = (from as usize, to as usize);
        let (names, size) = (m + width - 1, m * width);
        self.names
            .copy_within(from * names..(from + 1) * names, to * names);
        self.names.swap(to * names + r, to * names + m + c);
        let (old, new) = if from < to {
            let (low, high) = self.tableaus.split_at_mut(to * size);
            (&low[from * size..][..size], &mut high[..size])
        } else {
            let (low, high) = self.tableaus.split_at_mut(from * size);
            (&high[..size], &mut low[to * size..][..size])
        };
        let pivot_row = &old[r * width..][..width];
        let over = 1.0 / pivot_row[c];
        let (before, after) = new.split_at_mut(r * width);
        let (scaled, after) = after.split_at_mut(width);
        for (s, p) in scaled.iter_mut().zip(pivot_row) {
            *s = p * over;
        }
        scaled[c] = over;
        let others = old[..r * width]
            .chunks_exact(width)
            .zip(before.chunks_exact_mut(width))
            .chain(
                old[(r + 1) * width..]
                    .chunks_exact(width)
                    .zip(after.chunks_exact_mut(width)),
            );
        for (source, row) in others {
            let factor = source[c];
            for ((t, s), p) in row.iter_mut().zip(source).zip(scaled.iter()) {
                *t = s - factor * p;
            }
            row[c] = -factor * over;
        }
    }

    /// Proves that the basis of a tableau is a simple corner, and notes its coordinates.
    fn certify(&mut self, slot: u32, bounds: &Bounds) -> Result<(), Stop> {
        let (m, n) = (bounds.rows, bounds.columns);
        let width = n + 1;
        let tableau = &self.tableaus[slot as usize * m * width..][..m * width];
        let names = &self.names[slot as usize * (m + n)..][..m + n];
        let row_of = |name: u8| (name as usize).wrapping_sub(bounds.row_label);
        let column_of = |name: u8| (name as usize).wrapping_sub(bounds.column_label);
        // The inverse, from coordinates (rows) to tight bounds (columns), and the block that it inverts.
        self.inverse.clear();
        self.block.clear();
        self.solution.clear();
        let at = self.coordinates.len();
        self.coordinates.resize(at + n, 0.0);
        let mut k = 0;
        for (r, &name) in names[..m].iter().enumerate() {
            let j = column_of(name);
            if j >= n {
                continue;
            }
            k += 1;
            let row = &tableau[r * width..][..width];
            self.solution.push(row[n]);
            self.coordinates[at + j] = row[n];
            for (c, &tight) in names[m..].iter().enumerate() {
                if row_of(tight) < m {
                    self.inverse.push(row[c]);
                }
            }
        }
        for &tight in &names[m..] {
            let i = row_of(tight);
            if i >= m {
                continue;
            }
            for &name in &names[..m] {
                let j = column_of(name);
                if j < n {
                    self.block.push(bounds.matrix[i * n + j]);
                }
            }
        }
        // |1 − R M| and |R| in the norm of row sums; |R| |M| bounds what rounding adds to the former.
        let (mut defect, mut size, mut blurred) = (0.0f64, 0.0f64, 0.0f64);
        for (a, row) in self.inverse.chunks_exact(k).enumerate() {
            let (mut off, mut blur) = (0.0, 0.0);
            for b in 0..k {
                let (mut sum, mut absolute) = (0.0, 0.0);
                for (r, t) in row.iter().zip(self.block[b..].iter().step_by(k)) {
                    sum += r * t;
                    absolute += r.abs() * t;
                }
                off += (f64::from(u8::from(a == b)) - sum).abs();
                blur += absolute;
            }
            defect = defect.max(off);
            blurred = blurred.max(blur);
            size = size.max(row.iter().map(|r| r.abs()).sum());
        }
        let grain = (k + 8) as f64 * EPSILON;
        let defect = defect + blurred * grain;
        if defect.is_nan() || defect > 0.5 {
            return Err(Stop::Uncertain);
        }
        // The residual is a difference of numbers of the size of one.
        let mut worst = 0.0f64;
        for row in self.block.chunks_exact(k) {
            let sum: f64 = row.iter().zip(&self.solution).map(|(t, x)| t * x).sum();
            worst = worst.max((1.0 - sum).abs());
        }
        let error = size * (worst + 4.0 * grain) / (1.0 - defect) * 1.01;
        let least = self.solution.iter().fold(f64::INFINITY, |l, x| l.min(*x));
        if least.is_nan() || least <= error {
            return Err(Stop::Uncertain);
        }
        for &name in &names[..m] {
            let i = row_of(name);
            if i >= m {
                continue;
            }
            let row = &bounds.matrix[i * n..][..n];
            let (mut used, mut weight) = (0.0, 0.0);
            for (&other, x) in names[..m]
                .iter()
                .filter(|o| column_of(**o) < n)
                .zip(&self.solution)
            {
                let t = row[column_of(other)];
                used += t * x;
                weight += t;
            }
            let slack = 1.0 - used;
            let blur = weight * error + grain * (2.0 + used);
            if slack.is_nan() || slack <= blur {
                return Err(Stop::Uncertain);
            }
        }
        Ok(())
    }
}

/// The row that bounds a column.
fn leaving(tableau: &[f64], width: usize, column: usize) -> Option<usize> {
    let mut best: Option<(usize, f64, f64)> = None;
    for (r, row) in tableau.chunks_exact(width).enumerate() {
        let (entry, right) = (row[column], row[width - 1]);
        if entry <= 1e-13 {
            continue;
        }
        if best.is_none_or(|(_, e, b)| right * e < b * entry) {
            best = Some((r, entry, right));
        }
    }
    best.map(|b| b.0)
}
