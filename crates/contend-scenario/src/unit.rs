//! Units of measure.

/// A unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {}
