//! The map of flows.

use maud::{Markup, html};

use crate::view::View;

/// The map; nothing where the scenario declares none.
pub(crate) fn map(_: &View) -> Markup {
    html! {}
}
