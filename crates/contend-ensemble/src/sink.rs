//! Where parts go.

use crate::coverage::{Admitted, Refused};
use crate::part::Part;

/// Takes parts in any order: an [`Ensemble`](crate::Ensemble) keeps their numbers, [`Sketches`](crate::Sketches) only
/// how they are spread.
pub trait Sink {
    /// Takes a part, or leaves it where it has been taken before.
    ///
    /// # Errors
    /// See [`Refused`]; nothing has changed then.
    fn accept(&mut self, part: &Part) -> Result<Admitted, Refused>;
}
