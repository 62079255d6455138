//! What a processor can do.

/// Which builds of the kernels are used on this processor.
///
/// Kernels made for more than a processor has must not be called on it, so this cannot be made up: it comes from
/// [`Features::detect`] and [`Features::available`] alone.
///
/// ```
/// use contend_engine::Features;
/// assert!(Features::available().contains(&Features::detect()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Features(Level);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// What every processor of this target has.
    Baseline,
    /// 256-bit vectors on x86-64.
    Avx2,
    /// 512-bit vectors on x86-64.
    Avx512,
}

impl Features {
    /// The best that this processor has.
    #[must_use]
    pub fn detect() -> Features {
        Features(detected())
    }

    /// All that this processor has, plainest first.
    #[must_use]
    pub fn available() -> Vec<Features> {
        let levels = [Level::Baseline, Level::Avx2, Level::Avx512];
        let best = detected();
        levels
            .into_iter()
            .filter(|level| *level <= best)
            .map(Features)
            .collect()
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }

    /// For kernels that go row by row, each row with one that stands for all, or with rows from elsewhere: what compilers make of
    /// such loops for 512-bit vectors is up to twice as slow as for 256-bit ones on an AMD EPYC of 2024, and a tenth faster at
    /// most on an Intel Xeon (see `bench/README.md`), while loops over long lists of numbers take half the time or two thirds.
    pub(crate) fn narrow(self) -> Features {
        Features(self.0.min(Level::Avx2))
    }
}

/// Asks for everything that the kernels of a level are built with; see `kernel::select`.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn detected() -> Level {
    use std::arch::is_x86_feature_detected as has;
    if !has!("avx2") {
        Level::Baseline
    } else if has!("avx512f") && has!("avx512dq") && has!("avx512vl") {
        Level::Avx512
    } else {
        Level::Avx2
    }
}

/// An interpreter that looks for undefined behaviour runs the plain kernels.
#[cfg(not(all(target_arch = "x86_64", not(miri))))]
fn detected() -> Level {
    Level::Baseline
}
