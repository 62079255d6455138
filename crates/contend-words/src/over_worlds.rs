//! What is said of claims about all worlds together, and of claims that are judged on some worlds.

use contend_analysis::over_worlds::{FEWEST_BEYOND, FEWEST_WORLDS};
use contend_session::report::{
    ClaimReport, GivenReport, OverWorldsReport, SideReport, UnjudgedReport,
};

use crate::claims::share_cell;
use crate::{Language, Sentence};

/// What all worlds together say: both sides where there is one comparison, and of how many resamples it is true.
pub(crate) fn phrase(m: &Language, found: &OverWorldsReport) -> Sentence {
    let worlds = Sentence::text(m.count(found.counting));
    let number = |n: u32| Sentence::text(m.count(u64::from(n)));
    let mut values = vec![
        ("worlds", worlds),
        ("true", number(found.true_in)),
        ("resamples", number(found.resamples)),
    ];
    let certain = found.resamples == 0;
    let [one] = found.comparisons.as_slice() else {
        let key = match (certain, found.true_of_worlds) {
            (false, _) => "over-worlds",
            (true, Some(true)) => "share-certain-holds",
            (true, _) => "share-certain-fails",
        };
        return m.say(key, &values);
    };
    values.push(("left", side(m, &one.left, &one.unit)));
    values.push(("right", side(m, &one.right, &one.unit)));
    let key = match certain {
        true => "over-worlds-certain",
        false => "over-worlds-sides",
    };
    m.say(key, &values)
}

/// What stands beside that: both sides where there are several comparisons, and what resamples do not tell.
pub(crate) fn beside(m: &Language, claim: &ClaimReport) -> Vec<Sentence> {
    let Some(found) = claim.over_worlds.as_ref() else {
        return Vec::new();
    };
    if claim.verdict.share.is_none() {
        return Vec::new();
    }
    let mut said = Vec::new();
    if found.comparisons.len() > 1 {
        said.extend(found.comparisons.iter().map(|c| {
            let values = [
                ("comparison", Sentence::name(&*c.comparison)),
                ("left", side(m, &c.left, &c.unit)),
                ("right", side(m, &c.right, &c.unit)),
            ];
            m.say("over-worlds-comparison", &values)
        }));
    }
    let resamples = 2 * found.true_in > found.resamples;
    match found.true_of_worlds {
        _ if found.resamples == 0 => {}
        Some(true) if !resamples => said.push(Sentence::text(m.t("over-worlds-itself"))),
        Some(false) if resamples => said.push(Sentence::text(m.t("over-worlds-itself-not"))),
        _ => {}
    }
    if found.unseen {
        said.push(Sentence::text(m.t("over-worlds-unseen")));
    }
    if let Some(speaks) = found.speaks.as_ref().filter(|_| !claim.hinges.is_empty()) {
        said.push(m.say("over-worlds-speak", &[("share", share_cell(m, speaks))]));
    }
    said
}

/// In how many resamples it is true, in a cell of a table.
pub(crate) fn cell(m: &Language, found: &OverWorldsReport) -> Sentence {
    if found.resamples == 0 {
        return Sentence::text(m.t(match found.true_of_worlds {
            Some(true) => "cell-certain-holds",
            _ => "cell-certain-fails",
        }));
    }
    let values = [
        ("true", &*m.count(u64::from(found.true_in))),
        ("resamples", &m.count(u64::from(found.resamples))),
    ];
    Sentence::text(m.f("cell-resamples", &values))
}

/// The worlds that a claim is judged on.
pub(crate) fn given(m: &Language, given: &GivenReport) -> Sentence {
    let values = [
        ("condition", Sentence::name(&*given.condition)),
        ("counting", Sentence::text(m.count(given.counting))),
        ("worlds", Sentence::text(m.count(given.worlds))),
    ];
    let key = match given.counting {
        0 => "given-none",
        n if n == given.worlds => "given-all",
        _ => "given",
    };
    m.say(key, &values)
}

/// Why a claim is not judged.
pub(crate) fn unjudged(m: &Language, failed: u64, why: &UnjudgedReport) -> Sentence {
    let text = match why {
        UnjudgedReport::LeftOut => m.n("unjudged-left-out", failed, &[]),
        UnjudgedReport::TooFew { effective } => {
            let values = [
                ("effective", &*m.number(*effective)),
                ("fewest", &m.number(FEWEST_WORLDS)),
            ];
            m.f("unjudged-too-few", &values)
        }
        UnjudgedReport::NoWorld => m.t("unjudged-no-world").to_owned(),
        UnjudgedReport::Beyond { level } => {
            let values = [
                ("level", &*m.number(*level)),
                ("fewest", &m.number(FEWEST_BEYOND)),
            ];
            m.f("unjudged-beyond", &values)
        }
        UnjudgedReport::Infinite => m.t("unjudged-infinite").to_owned(),
        UnjudgedReport::Undecided(open) => {
            let key = match open.tie {
                true => "unjudged-tie",
                false => "unjudged-equilibria",
            };
            return m.say(key, &[("game", Sentence::name(&open.game))]);
        }
        UnjudgedReport::NoValue => m.t("unjudged-no-value").to_owned(),
    };
    Sentence::text(text)
}

/// A side with its interval: `0.12 (0.10–0.14)`, with as many digits as part the ends of the interval.
fn side(m: &Language, side: &SideReport, unit: &str) -> Sentence {
    let value = side.value.unwrap_or(f64::INFINITY);
    let alone = || Sentence::text(m.with_unit(value, unit));
    let Some((low, high)) = side.interval else {
        return alone();
    };
    let written = |decimals: Option<usize>| {
        move |x: Option<f64>| match (x, decimals) {
            (Some(x), Some(decimals)) => m.digits(x, decimals),
            (x, _) => m.number(x.unwrap_or(f64::INFINITY)),
        }
    };
    let own = written(low.zip(high).and_then(|(low, high)| decimals(high - low)));
    let unit = match unit {
        "" | "1" => String::new(),
        unit => format!("\u{a0}{}", m.unit(unit)),
    };
    let value = format!("{}{unit}", own(Some(value)));
    Sentence::text(format!("{value} ({}–{})", own(low), own(high)))
}

/// Decimals at which half of an interval is one digit at least; `None` where that is no way to write numbers.
fn decimals(width: f64) -> Option<usize> {
    let mut half = width / 2.0;
    let mut decimals = 0;
    while half < 1.0 {
        if decimals == 6 {
            return None;
        }
        half *= 10.0;
        decimals += 1;
    }
    (half < 1e12).then_some(decimals)
}
