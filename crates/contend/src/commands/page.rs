//! Lines of a report, wrapped to the terminal.

use contend_words::Language;

use crate::text::wrap;

/// A report as it grows.
pub struct Page<'a> {
    pub out: String,
    pub columns: usize,
    pub m: &'a Language,
}

impl Page<'_> {
    /// A line as it is.
    pub fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.out.push('\n');
    }

    /// A text, wrapped.
    pub fn text(&mut self, text: &str, style: impl Fn(&str) -> String) {
        for line in wrap(text, self.columns) {
            self.line(&style(&line));
        }
    }

    /// An item of a list, wrapped.
    pub fn item(&mut self, text: &str) {
        for (at, line) in wrap(text, self.columns - 2).iter().enumerate() {
            let margin = if at == 0 { "• " } else { "  " };
            self.line(&format!("{margin}{line}"));
        }
    }
}
