//! What a catalogue holds of one diagnostic.

/// One diagnostic.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Stable identifier.
    pub id: &'static str,
    /// What it says, in a line.
    pub title: &'static str,
    /// Why, and how to mend it.
    pub explanation: &'static str,
    /// The sentences of its findings, one for each case.
    pub said: &'static [Said],
}

/// The sentences of one case, as templates: see `template.rs` for what stands in braces.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The case; empty where there is one, and for the first of several.
    pub case: &'static str,
    /// One short sentence for a reader who is no programmer. Names in backquotes.
    pub message: &'static str,
    /// Words under the underlined place; may be empty.
    pub label: &'static str,
    /// What to do, as an instruction. The first counts whose arguments are all given, so that a name that is near may come before
    /// advice that always holds; an empty one stands for no advice.
    pub hint: &'static [&'static str],
}

/// Sentences without a label.
pub(super) const fn said(
    case: &'static str,
    message: &'static str,
    hint: &'static [&'static str],
) -> Said {
    labelled(case, message, "", hint)
}

/// Sentences with a label.
pub(super) const fn labelled(
    case: &'static str,
    message: &'static str,
    label: &'static str,
    hint: &'static [&'static str],
) -> Said {
    Said {
        case,
        message,
        label,
        hint,
    }
}
