//! A call with its arguments, and whether they are as many as the function takes.

use std::ops::Range;

use super::{Elaborator, Value};
use crate::equation::Argument;
use crate::functions::Function;
use contend_model::diagnostic::Arg;

/// A call of a function.
pub(super) struct Call<'s> {
    pub function: &'static Function,
    pub at: &'s Range<usize>,
    pub all: &'s [Argument],
    pub plain: Vec<&'s Argument>,
}

impl Elaborator<'_, '_> {
    pub(super) fn wrong_count(&mut self, call: &Call<'_>) -> Option<Value> {
        let f = call.function;
        self.report(
            self.error("wrong-arguments", call.at)
                .case("count")
                .with("function", f.name)
                .with("count", call.plain.len())
                .with("signature", Arg::Text(f.signature.to_owned()))
                .with("about", Arg::Text(f.about.to_owned())),
        );
        None
    }

    pub(super) fn fixed<'s, const N: usize>(
        &mut self,
        call: &Call<'s>,
    ) -> Option<[&'s Argument; N]> {
        for argument in &call.plain {
            self.without_elements(call, argument)?;
        }
        self.as_many(call)
    }

    /// As many arguments, of which the last says over which elements.
    pub(super) fn arguments<'s, const N: usize>(
        &mut self,
        call: &Call<'s>,
    ) -> Option<[&'s Argument; N]> {
        for argument in call.plain.iter().take(N - 1) {
            self.without_elements(call, argument)?;
        }
        self.as_many(call)
    }

    /// Says of an argument that is no dimension that no elements of it can be chosen.
    pub(super) fn without_elements(&mut self, call: &Call<'_>, argument: &Argument) -> Option<()> {
        let by = argument.by.first();
        if argument.filter.is_none() && by.is_none() {
            return Some(());
        }
        let finding = self.error("wrong-arguments", &argument.value.at);
        let finding = finding.with("function", call.function.name);
        self.report(match by {
            Some(_) => finding.case("by"),
            None => finding.case("where"),
        });
        None
    }

    fn as_many<'s, const N: usize>(&mut self, call: &Call<'s>) -> Option<[&'s Argument; N]> {
        match call.plain.as_slice().try_into() {
            Ok(arguments) => Some(arguments),
            Err(_) => {
                self.wrong_count(call);
                None
            }
        }
    }
}
