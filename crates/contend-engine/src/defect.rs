//! Faults of the compiler itself, found before anything is run.

/// Something that the compiler made and its verifiers refuse to run. No scenario should bring it about, whatever it
/// says: it is a bug of Contend, worth a report with the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    place: &'static str,
    index: usize,
    reason: Reason,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A node, or what the program keeps of it, has other rows than its operands give it.
    Rows,
    /// A node that is computed before an operand.
    Order,
    /// An index beyond its table.
    Table,
    /// A table that does not fit.
    Content,
}

impl Defect {
    pub(crate) fn new(place: &'static str, index: usize, reason: Reason) -> Defect {
        Defect {
            place,
            index,
            reason,
        }
    }
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.reason {
            Reason::Rows => "a value of the wrong number of rows",
            Reason::Order => "a value that is computed before what it needs",
            Reason::Table => "an index beyond its table",
            Reason::Content => "a table that does not fit",
        };
        write!(
            f,
            "the compiler made {what} ({} {})",
            self.place, self.index
        )
    }
}

impl std::error::Error for Defect {}
