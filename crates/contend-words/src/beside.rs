//! What is said beside a verdict: what the scenario says nothing about, where sides are equal, what a claim repeats, and its
//! share under rival theories, at other thresholds and under its control.

use contend_analysis::grounds::Backing;
use contend_analysis::turning::Side;
use contend_session::report::{
    ClaimReport, ControlReport, RepeatReport, SilentReport, TheoryReport, ThresholdsReport,
    TieReport, Turns,
};

use crate::claims::{interval, of_hundred, share_cell};
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

/// What a claim repeats, and where that turns.
pub(crate) fn repeats(m: &Language, repeats: &RepeatReport) -> Sentence {
    let turn = match &repeats.turns {
        Turns::At {
            turns_at, holds, ..
        } => {
            let key = match holds {
                Side::Below => "repeats-below",
                Side::Above => "repeats-above",
            };
            let value = Sentence::text(m.with_unit(*turns_at, &repeats.unit));
            m.say(key, &[("value", value)])
        }
        Turns::Under { holds_under, .. } => {
            let options = m.one_of(holds_under.iter().map(Sentence::name));
            m.say("repeats-options", &[("options", options)])
        }
    };
    let sourced = matches!(repeats.backing, Backing::Source(_));
    let key = match (sourced, repeats.exceptions) {
        (true, 0) => "repeats-source",
        (false, 0) => "repeats-assumption",
        (true, _) => "repeats-source-mostly",
        (false, _) => "repeats-assumption-mostly",
    };
    let follow = 1.0 - repeats.exceptions as f64 / repeats.worlds as f64;
    let values = [
        ("share", Sentence::text(m.of_hundred(follow))),
        ("input", Sentence::name(&*repeats.input)),
        ("turn", turn),
    ];
    m.say(key, &values)
}

/// The share under each of some rival theories.
pub(crate) fn theory(m: &Language, theory: &TheoryReport) -> Sentence {
    let options = theory.options.iter().map(|o| {
        let share = Sentence::text(m.of_hundred(o.share.share));
        let option = Sentence::name(&*o.option);
        m.say("theory", &[("share", share), ("option", option)])
    });
    let input = Sentence::name(&*theory.input);
    m.say(
        "theories",
        &[("input", input), ("options", m.all_of(options))],
    )
}

/// The share at each of some thresholds, with its interval.
pub(crate) fn thresholds(m: &Language, thresholds: &ThresholdsReport) -> Sentence {
    let points = thresholds.at.iter().map(|at| {
        let values = [
            ("share", of_hundred(m, &at.share)),
            ("interval", interval(m, &at.share)),
            ("value", m.with_unit(at.threshold, &thresholds.unit)),
        ];
        let values = values.map(|(name, text)| (name, Sentence::text(text)));
        m.say("threshold-point", &values)
    });
    m.say("thresholds", &[("points", m.all_of(points))])
}

/// What the test gives where nothing is done.
pub(crate) fn control(m: &Language, control: &ControlReport, resamples: bool) -> Sentence {
    let tally = control.share.tally;
    let share = match resamples && !control.share.is_certain() {
        true => {
            let values = [
                ("true", &*m.count(tally.holds as u64)),
                ("resamples", &m.count(tally.worlds)),
            ];
            Sentence::text(m.f("control-resamples", &values))
        }
        false => share_cell(m, &control.share),
    };
    let key = match control.succeeds {
        true => "control-succeeds",
        false => "control",
    };
    let profile = Sentence::name(&*control.profile);
    m.say(key, &[("profile", profile), ("share", share)])
}
