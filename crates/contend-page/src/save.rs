//! Figures and tables as files: lines of buttons that a script shows and answers.

use maud::{Markup, html};

use crate::retell::Script;
use crate::view::View;

pub(crate) const SCRIPT: Script = Script(include_str!("save.js"));

/// What a button gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The picture beside it.
    Svg,
    /// The picture beside it, as points.
    Png,
    /// The table of its figure.
    Csv,
}

/// Pictures in both forms.
pub(crate) const PICTURE: [Form; 2] = [Form::Svg, Form::Png];

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Form::Svg => "svg",
            Form::Png => "png",
            Form::Csv => "csv",
        }
    }
}

/// Buttons that save what stands beside them, under a name.
pub(crate) fn save(v: &View, forms: &[Form], name: &str, what: &str) -> Markup {
    html! {
        p class="save" hidden {
            (v.m.t("save"))
            @for form in forms {
                @let capitals = form.ending().to_uppercase();
                " "
                button type="button" data-save=(form.ending()) data-name=(name)
                    aria-label=(v.m.f("save-figure", &[("form", &capitals), ("what", what)])) { (capitals) }
            }
        }
    }
}

/// The script that answers.
pub(crate) fn script() -> Markup {
    SCRIPT.element()
}
