//! An archive by ε-dominance (Laumanns and others 2002, doi:10.1162/106365602760234108): objectives are cut into boxes of
//! length ε; no box dominates another, and each has one member, the nearer to its best corner. It cannot lose what it has found
//! to within ε, nor grow without bound.
//!
//! All costs: less is better.

use contend_engine::maths;

/// Members with their costs.
#[derive(Clone, Debug)]
pub struct Archive<T> {
    epsilons: Vec<f64>,
    entries: Vec<Entry<T>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    boxed: Vec<f64>,
    costs: Vec<f64>,
    member: T,
}

/// Whether one set of costs is nowhere more than another, and somewhere less.
#[must_use]
pub fn dominates(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b) && a.iter().zip(b).any(|(a, b)| a < b)
}

impl<T> Archive<T> {
    /// An empty archive with the length of boxes in each objective, positive numbers.
    #[must_use]
    pub fn new(epsilons: Vec<f64>) -> Archive<T> {
        Archive {
            epsilons,
            entries: Vec::new(),
        }
    }

    /// The members, in the order in which they came.
    pub fn members(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|e| &e.member)
    }

    /// Offers a member; whether the archive has got better by more than ε: a box is new.
    pub fn add(&mut self, costs: &[f64], member: T) -> bool {
        let pairs = costs.iter().zip(&self.epsilons);
        let boxed: Vec<f64> = pairs.map(|(c, e)| maths::floor(c / e)).collect();
        let corner = |costs: &[f64]| -> f64 {
            let parts = costs.iter().zip(&boxed).zip(&self.epsilons);
            parts.map(|((c, b), e)| (c / e - b) * (c / e - b)).sum()
        };
        let mut new = true;
        for entry in &self.entries {
            if dominates(&entry.boxed, &boxed) {
                return false;
            }
            if entry.boxed == boxed {
                let better = dominates(costs, &entry.costs);
                let worse = dominates(&entry.costs, costs);
                if worse || !better && corner(&entry.costs) <= corner(costs) {
                    return false;
                }
                new = false;
            }
        }
        self.entries
            .retain(|e| e.boxed != boxed && !dominates(&boxed, &e.boxed));
        self.entries.push(Entry {
            boxed,
            costs: costs.to_vec(),
            member,
        });
        new
    }
}
