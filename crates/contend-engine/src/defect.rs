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
    /// Rows beyond the end of the arena.
    Outside,
    /// A result over an operand.
    Overlap,
    /// An operand that nothing has computed.
    Unset,
    /// An operand that is not one whole value of as many rows as the opcode reads.
    Shape,
    /// An index beyond its table.
    Table,
    /// A table that does not fit.
    Content,
    /// An opcode where it has no business.
    Opcode,
    /// A value that the compiler has lost.
    Lost,
}

impl Defect {
    pub(crate) fn new(place: &'static str, index: usize, reason: Reason) -> Defect {
        Defect {
            place,
            index,
            reason,
        }
    }

    /// Something that the compiler looked for and did not find.
    pub(crate) fn lost(what: &'static str) -> Defect {
        Defect::new(what, 0, Reason::Lost)
    }

    #[cfg(test)]
    pub(crate) fn reason(&self) -> Reason {
        self.reason
    }
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.reason {
            Reason::Rows => "a value of the wrong number of rows",
            Reason::Order => "a value that is computed before what it needs",
            Reason::Outside => "rows outside the arena",
            Reason::Overlap => "a result over an operand",
            Reason::Unset => "an operand that nothing has computed",
            Reason::Shape => "an operand that is no whole value",
            Reason::Table => "an index beyond its table",
            Reason::Content => "a table that does not fit",
            Reason::Opcode => "an opcode out of place",
            Reason::Lost => return write!(f, "the compiler has lost {}", self.place),
        };
        write!(
            f,
            "the compiler made {what} ({} {})",
            self.place, self.index
        )
    }
}

impl std::error::Error for Defect {}
