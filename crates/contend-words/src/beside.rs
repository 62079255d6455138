//! What is said beside a verdict: what the scenario says nothing about, where sides are equal.

use contend_session::report::{ClaimReport, SilentReport, TieReport};

use crate::claims::share_cell;
use crate::{Language, Sentence};

/// What a scenario says nothing about, and why.
pub(crate) fn silent(m: &Language, claim: &ClaimReport, silent: &SilentReport) -> Sentence {
    let what = if silent.comparison == claim.test {
        Sentence::text(m.t("silent-this"))
    } else {
        Sentence::name(&*silent.comparison)
    };
    let key = match silent.profiles.len() {
        1 => "claim-silent-itself",
        _ => "claim-silent",
    };
    let names = |names: &[String]| m.all_of(names.iter().map(Sentence::name));
    let values = [
        ("what", what),
        ("profiles", names(&silent.profiles)),
        ("outcomes", names(&silent.outcomes)),
    ];
    m.say(key, &values)
}

/// In how many worlds both sides of a comparison are equal, and what that counts as.
pub(crate) fn tie(m: &Language, claim: &ClaimReport, tie: &TieReport) -> Sentence {
    let share = ("share", share_cell(m, &tie.share));
    if tie.comparison == claim.test {
        let key = match tie.counts_as {
            true => "tie-true",
            false => "tie-not-true",
        };
        return m.say(key, &[share]);
    }
    let key = match tie.counts_as {
        true => "tie-of-true",
        false => "tie-of-not-true",
    };
    m.say(
        key,
        &[share, ("comparison", Sentence::name(&*tie.comparison))],
    )
}
