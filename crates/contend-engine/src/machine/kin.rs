//! Which plane hangs on which: each holds only what differs from its parent.

/// The most planes that are carried together: a version is a bit of a mask.
pub(crate) const MOST: usize = 64;

/// The mask of what is needed in all planes, however many there are.
pub(crate) const EVERYWHERE: u64 = u64::MAX;

/// Planes as a tree.
#[derive(Debug)]
pub(crate) struct Kin {
    /// For each plane, which of the courses it is.
    pub courses: Vec<usize>,
    /// For each plane, the one that it hangs on, which comes before it; the first hangs on itself.
    pub parent: Vec<usize>,
    /// For each plane, itself and those that it descends from, as bits.
    line: Vec<u64>,
    /// For each plane, itself and those that descend from it, as bits.
    below: Vec<u64>,
}

/// Where there is one plane, nobody asks.
pub(crate) static ALONE: Kin = Kin {
    courses: Vec::new(),
    parent: Vec::new(),
    line: Vec::new(),
    below: Vec::new(),
};

impl Kin {
    /// A tree over some courses, in which each next plane hangs on the one that it is least distant from (Prim 1957). The first
    /// of the courses is the root.
    pub(crate) fn new(courses: &[usize], distance: impl Fn(usize, usize) -> u64) -> Kin {
        let mut kin = Kin {
            courses: courses.first().copied().into_iter().collect(),
            parent: vec![0],
            line: vec![1],
            below: vec![1],
        };
        let Some((root, rest)) = courses.split_first() else {
            return kin;
        };
        // Of each course that has no place yet: the nearest plane, and how far it is.
        let mut open: Vec<(usize, u64, usize)> =
            rest.iter().map(|c| (*c, distance(*root, *c), 0)).collect();
        while let Some(next) = (0..open.len()).min_by_key(|k| open[*k].1) {
            let (course, _, parent) = open.remove(next);
            let plane = kin.courses.len();
            kin.courses.push(course);
            kin.parent.push(parent);
            kin.line.push(kin.line[parent] | 1 << plane);
            kin.below.push(0);
            for ancestor in planes_of(kin.line[plane]) {
                kin.below[ancestor] |= 1 << plane;
            }
            for (other, least, nearest) in &mut open {
                let far = distance(course, *other);
                if far < *least {
                    (*least, *nearest) = (far, plane);
                }
            }
        }
        kin
    }

    pub(crate) fn planes(&self) -> usize {
        self.courses.len()
    }

    /// The plane whose version a plane sees of what has versions of its own in the planes of a mask: the nearest on its line.
    #[inline(always)]
    pub(crate) fn version(&self, mask: u64, plane: usize) -> usize {
        63 - ((mask | 1) & self.line[plane]).leading_zeros() as usize
    }

    /// Of versions in the planes of a mask and in the root, those that some of the planes that need them see.
    #[inline(always)]
    pub(crate) fn seen(&self, mask: u64, need: u64) -> u64 {
        if need == EVERYWHERE {
            return mask | 1;
        }
        let (mut open, mut left, mut seen) = (mask | 1, need, 0);
        // Those that descend from a plane come after it, and see what is nearest.
        while open != 0 && left != 0 {
            let plane = 63 - open.leading_zeros() as usize;
            open &= !(1 << plane);
            if self.below[plane] & left != 0 {
                seen |= 1 << plane;
                left &= !self.below[plane];
            }
        }
        seen
    }

    /// The same tree of other courses: for each that it is of, `of` says which.
    pub(crate) fn map(self, of: impl Fn(usize) -> usize) -> Kin {
        let courses = self.courses.into_iter().map(of).collect();
        Kin { courses, ..self }
    }

    /// Itself and those that a plane descends from, as bits.
    pub(crate) fn line(&self, plane: usize) -> u64 {
        self.line[plane]
    }
}

/// The planes of a mask, ascending: parents come before those that hang on them.
#[inline(always)]
pub(crate) fn planes_of(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let plane = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            plane
        })
    })
}
