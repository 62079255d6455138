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
        if let Some(odd) = call.plain.iter().find(|a| a.filter.is_some()) {
            self.report(
                self.error("wrong-arguments", &odd.value.at)
                    .case("where")
                    .with("function", call.function.name),
            );
            return None;
        }
        match call.plain.as_slice().try_into() {
            Ok(arguments) => Some(arguments),
            Err(_) => {
                self.wrong_count(call);
                None
            }
        }
    }
}
