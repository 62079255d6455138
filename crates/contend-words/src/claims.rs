//! What is found of claims: verdict, share of worlds, hinges, grounds, what it rests on, what speaks against it.

use contend_analysis::Share;
use contend_analysis::grounds::{Backing, Reason, Strength};
use contend_analysis::turning::Side;
use contend_analysis::verdict::{Ends, Likelihood, Verdict, Word};
use contend_model::model::Grade;
use contend_session::report::{
    ClaimKind, ClaimReport, GroundsReason, GroundsReport, HingeReport, ObjectionReport, RestReport,
    Turns, UndecidedReport, Untested,
};
use serde::Serialize;

use crate::sentence::closed;
use crate::{Language, Sentence};
use crate::{beside, over_worlds};

/// An input that explains less of the truth is not worth a sentence beside others.
const LITTLE: f64 = 0.05;
/// Hinges that are told of a claim.
const HINGES: usize = 3;
/// Hinges among the reasons for grounds.
const REASONS: usize = 3;

/// What is said of a claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimWords {
    /// The verdict; of a statement of fact how it came out.
    pub verdict: String,
    /// In which share of worlds its test holds, or why that cannot be said.
    pub phrase: Sentence,
    /// That it is asked of averages over lucks, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub averaged: Option<Sentence>,
    /// The worlds on which it is judged, where not on all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Sentence>,
    /// Of a test over all worlds what stands beside the phrase.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub over_worlds: Vec<Sentence>,
    /// What it hinges on, one or two sentences; nothing where luck decides nearly all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hinges: Vec<Sentence>,
    /// How much of it luck decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub luck: Option<Sentence>,
    /// How well the verdict stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Sentence>,
    /// Claims that it builds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<Sentence>,
    /// What speaks against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objection: Option<Sentence>,
    /// Worlds that do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Sentence>,
    /// Worlds in which both sides of a comparison are equal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Sentence>,
    /// The profile that is meant where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Sentence>,
    /// The input that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Sentence>,
    /// Its share under rival theories that differ, one sentence for each choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub theories: Vec<Sentence>,
    /// Its share at other thresholds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Sentence>,
    /// What its control gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Sentence>,
}

impl ClaimWords {
    /// Says all of a claim in a language.
    #[must_use]
    pub fn new(m: &Language, claim: &ClaimReport) -> ClaimWords {
        ClaimWords {
            verdict: match claim.verdict.between {
                Some(_) => verdict_cell(m, &claim.verdict),
                None => verdict_in_full(m, claim.verdict.word).to_owned(),
            },
            phrase: phrase(m, claim),
            averaged: averaged(m, claim),
            given: given(m, claim),
            over_worlds: over_worlds::beside(m, claim),
            hinges: hinges(m, claim),
            luck: luck(m, claim),
            grounds: claim.grounds.as_ref().map(|g| grounds(m, g)),
            rests_on: rests_on(m, &claim.rests_on),
            objection: claim.objection.as_ref().map(|o| objection(m, o)),
            left_out: left_out(m, claim),
            ties: ties(m, claim),
            reads: reads(m, claim),
            repeats: repeats(m, claim),
            theories: theories(m, claim),
            thresholds: thresholds(m, claim),
            control: control(m, claim),
        }
    }
}

/// The verdict of a claim in a word or two; where the interval of its share reaches across a bound of the rule, from the
/// word at its lower end to that at its upper: `contested–holds`.
#[must_use]
pub fn verdict_cell(m: &Language, found: &Verdict) -> String {
    match found.between {
        Some([low, high]) => format!("{}–{}", verdict(m, low), verdict(m, high)),
        None => verdict(m, found.word).to_owned(),
    }
}

/// The verdict in a word or two: `holds`, `very likely`, `input check`.
#[must_use]
pub fn verdict(m: &Language, word: Word) -> &'static str {
    match word {
        Word::InputCheck { .. } => m.t("verdict-input-check"),
        word => verdict_in_full(m, word),
    }
}

/// The same; of a statement of fact how it came out: `input check: agrees with its source`.
#[must_use]
pub fn verdict_in_full(m: &Language, word: Word) -> &'static str {
    match word {
        Word::Holds => m.t("verdict-holds"),
        Word::Contested => m.t("verdict-contested"),
        Word::Fails => m.t("verdict-fails"),
        Word::Likelihood(Likelihood::AlmostNoChance) => m.t("verdict-almost-no-chance"),
        Word::Likelihood(Likelihood::VeryUnlikely) => m.t("verdict-very-unlikely"),
        Word::Likelihood(Likelihood::Unlikely) => m.t("verdict-unlikely"),
        Word::Likelihood(Likelihood::RoughlyEvenChance) => m.t("verdict-roughly-even-chance"),
        Word::Likelihood(Likelihood::Likely) => m.t("verdict-likely"),
        Word::Likelihood(Likelihood::VeryLikely) => m.t("verdict-very-likely"),
        Word::Likelihood(Likelihood::AlmostCertain) => m.t("verdict-almost-certain"),
        Word::InputCheck {
            holds: true,
            sourced: true,
        } => m.t("verdict-agrees"),
        Word::InputCheck {
            holds: false,
            sourced: true,
        } => m.t("verdict-differs"),
        Word::InputCheck { holds: true, .. } => m.t("verdict-true"),
        Word::InputCheck { holds: false, .. } => m.t("verdict-not-true"),
        Word::NotTested => m.t("verdict-not-tested"),
        Word::NoResult => m.t("verdict-no-result"),
        Word::NoVerdict => m.t("verdict-no-verdict"),
        Word::SaysNothing => m.t("verdict-says-nothing"),
    }
}

/// The same where there is little room; of a statement of fact `agrees` or `differs`.
#[must_use]
pub fn short_verdict(m: &Language, word: Word) -> &'static str {
    match word {
        Word::InputCheck {
            holds: true,
            sourced: true,
        } => m.t("short-agrees"),
        Word::InputCheck {
            holds: false,
            sourced: true,
        } => m.t("short-differs"),
        Word::InputCheck { holds: true, .. } => m.t("claim-is-true"),
        Word::InputCheck { holds: false, .. } => m.t("claim-is-not-true"),
        word => verdict_in_full(m, word),
    }
}

/// In which share of worlds a claim's test holds, or why that cannot be said.
#[must_use]
pub fn phrase(m: &Language, claim: &ClaimReport) -> Sentence {
    match (&claim.verdict.share, &claim.over_worlds) {
        (Some(_), Some(found)) => return over_worlds::phrase(m, found),
        (Some(share), None) => return share_sentence(m, share),
        (None, _) => {}
    }
    if let Some(why) = &claim.unjudged {
        let said = over_worlds::unjudged(m, claim.verdict.failed, why);
        return with_undecided(m, said, &claim.undecided);
    }
    if let Some(untested) = &claim.untested {
        return untested_sentence(m, untested);
    }
    if let (Word::NoVerdict, Some(ends)) = (claim.verdict.word, &claim.verdict.ends) {
        let [least, most] = hundreds(m, ends);
        let values = [("least", &*least), ("most", &*most)];
        let said = Sentence::text(m.n("claim-no-verdict", claim.verdict.failed, &values));
        return with_undecided(m, said, &claim.undecided);
    }
    if let Some(silent) = claim.silent.first() {
        return beside::silent(m, claim, silent);
    }
    let key = match (claim.verdict.word, claim.kind) {
        (Word::InputCheck { holds: true, .. }, _) => "claim-true",
        (Word::InputCheck { holds: false, .. }, _) => "claim-not-true",
        (_, ClaimKind::Inputs) => "claim-no-value",
        (_, ClaimKind::ValueJudgement) => "claim-judgement",
        (_, ClaimKind::Worlds | ClaimKind::OverWorlds) => "claim-no-world",
    };
    with_undecided(m, Sentence::text(m.t(key)), &claim.undecided)
}

/// A share as people hear it: `In 83 of 100 simulated worlds (81–85).` Never all or none unless it is so in every
/// world; under 100 worlds they are counted out.
#[must_use]
pub fn share_sentence(m: &Language, share: &Share) -> Sentence {
    let key = match Said::of(share) {
        Said::CertainHolds => "share-certain-holds",
        Said::CertainFails => "share-certain-fails",
        Said::OneHolds => "share-one-holds",
        Said::OneFails => "share-one-fails",
        Said::All => "share-all",
        Said::None => "share-none",
        Said::Counted => "share-counted",
        Said::Fewer => "share-fewer",
        Said::More => "share-more",
        Said::OfHundred(_) => "share-some",
        Said::AllByWeight => "share-weighted-all",
        Said::NoneByWeight => "share-weighted-none",
        Said::FewerByWeight => "share-weighted-fewer",
        Said::MoreByWeight => "share-weighted-more",
        Said::OfHundredByWeight(_) => "share-weighted-some",
    };
    said(m, key, share)
}

/// The same in a cell of a table: `83 of 100 (81–85)`.
#[must_use]
pub fn share_cell(m: &Language, share: &Share) -> Sentence {
    let key = match Said::of(share) {
        Said::CertainHolds => "cell-certain-holds",
        Said::CertainFails => "cell-certain-fails",
        Said::OneHolds => "cell-one-holds",
        Said::OneFails => "cell-one-fails",
        Said::All => "cell-all",
        Said::None => "cell-none",
        Said::Counted => "cell-counted",
        Said::Fewer => "cell-fewer",
        Said::More => "cell-more",
        Said::OfHundred(_) => "cell-some",
        Said::AllByWeight => "cell-weighted-all",
        Said::NoneByWeight => "cell-weighted-none",
        Said::FewerByWeight => "cell-weighted-fewer",
        Said::MoreByWeight => "cell-weighted-more",
        Said::OfHundredByWeight(_) => "cell-weighted-some",
    };
    said(m, key, share)
}

/// What a table of claims has in the cell of the share: nothing for what is not tested.
#[must_use]
pub fn result_cell(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    match (claim.verdict.word, &claim.verdict.share) {
        (Word::InputCheck { holds: true, .. }, _) => Some(Sentence::text(m.t("claim-is-true"))),
        (Word::InputCheck { holds: false, .. }, _) => {
            Some(Sentence::text(m.t("claim-is-not-true")))
        }
        (_, Some(share)) => {
            let cell = match &claim.over_worlds {
                Some(found) => over_worlds::cell(m, found),
                None => share_cell(m, share),
            };
            let cell = match &claim.given {
                Some(given) => {
                    let worlds = Sentence::text(m.count(given.counting));
                    m.say("cell-given", &[("share", cell), ("worlds", worlds)])
                }
                None => cell,
            };
            Some(match claim.verdict.failed {
                0 => cell,
                failed => m.say(
                    "cell-and-left-out",
                    &[("share", cell), ("n", Sentence::text(m.count(failed)))],
                ),
            })
        }
        (Word::NoVerdict, None) => claim.verdict.ends.map(|ends| {
            let [least, most] = hundreds(m, &ends);
            Sentence::text(m.f("cell-ends", &[("least", &*least), ("most", &*most)]))
        }),
        _ => None,
    }
}

/// The shares between which the truth lies, as so many of a hundred.
fn hundreds(m: &Language, ends: &Ends) -> [String; 2] {
    let (least, most) = (100.0 * ends.least, 100.0 * ends.most);
    let decimals = decimals(least, most);
    [least, most].map(|end| m.digits(end, decimals))
}

/// How a share is put.
enum Said {
    /// All worlds are alike.
    CertainHolds,
    CertainFails,
    OneHolds,
    OneFails,
    All,
    None,
    Counted,
    Fewer,
    More,
    OfHundred(u64),
    AllByWeight,
    NoneByWeight,
    FewerByWeight,
    MoreByWeight,
    OfHundredByWeight(u64),
}

impl Said {
    fn of(share: &Share) -> Said {
        if share.is_certain() {
            return match share.share > 0.0 {
                true => Said::CertainHolds,
                false => Said::CertainFails,
            };
        }
        let Some((holds, worlds)) = share.counts() else {
            return match 100.0 * share.share {
                _ if share.tally.holds == 0.0 => Said::NoneByWeight,
                _ if share.is_unanimous() => Said::AllByWeight,
                p if p < 0.5 => Said::FewerByWeight,
                p if p >= 99.5 => Said::MoreByWeight,
                p => Said::OfHundredByWeight(p.round() as u64),
            };
        };
        match (holds, worlds) {
            (1, 1) => Said::OneHolds,
            (0, 1) => Said::OneFails,
            (holds, worlds) if holds == worlds => Said::All,
            (0, _) => Said::None,
            (_, ..100) => Said::Counted,
            _ => {
                // Half up, in whole numbers, so that no rounding of the share can shift it.
                let twice = 2 * u128::from(worlds);
                match (u128::from(holds) * 200 + u128::from(worlds)) / twice {
                    0 => Said::Fewer,
                    100.. => Said::More,
                    n => Said::OfHundred(n as u64),
                }
            }
        }
    }
}

fn said(m: &Language, key: &'static str, share: &Share) -> Sentence {
    let hundred = match Said::of(share) {
        Said::OfHundred(n) | Said::OfHundredByWeight(n) => within(m, share, n),
        _ => String::new(),
    };
    let holds = share.counts().map_or(0, |(holds, _)| holds);
    let values = [
        ("n", &*hundred),
        ("holds", &m.count(holds)),
        ("worlds", &m.count(share.tally.worlds)),
        ("interval", &interval(m, share)),
    ];
    Sentence::text(m.f(key, &values))
}

/// A share that is so many of a hundred, with more digits where it would leave its interval as that is told: 0.6 of 100
/// (0.3–0.9).
fn within(m: &Language, share: &Share, rounded: u64) -> String {
    let [low, share, high] = [share.low, share.share, share.high].map(|x| 100.0 * x);
    let decimals = decimals(low, high);
    let least = [0.5, 0.05, 0.005][decimals];
    match decimals > 0 && !(low - least..=high + least).contains(&(rounded as f64)) {
        true => m.digits(share, decimals),
        false => m.count(rounded),
    }
}

/// A share as so many of a hundred where its interval stands beside it.
pub(crate) fn of_hundred(m: &Language, share: &Share) -> String {
    match Said::of(share) {
        Said::OfHundred(n) | Said::OfHundredByWeight(n) => within(m, share, n),
        _ => m.of_hundred(share.share),
    }
}

/// The interval of a share as so many of a hundred: `82–84`, with as many digits as part its ends.
#[must_use]
pub fn interval(m: &Language, share: &Share) -> String {
    range(m, share.low, share.high)
}

/// Two parts of one as so many of a hundred.
fn range(m: &Language, low: f64, high: f64) -> String {
    let (low, high) = (100.0 * low, 100.0 * high);
    let decimals = decimals(low, high);
    let end = |v: f64| {
        if v == 0.0 || v == 100.0 {
            m.digits(v, 0)
        } else {
            m.digits(v, decimals)
        }
    };
    format!("{}–{}", end(low), end(high))
}

/// As many digits as part two numbers.
fn decimals(low: f64, high: f64) -> usize {
    match high - low {
        width if width >= 1.5 => 0,
        width if width >= 0.15 => 1,
        _ => 2,
    }
}

fn untested_sentence(m: &Language, untested: &Untested) -> Sentence {
    match untested {
        Untested::NotRun { profile } => {
            m.say("untested-not-run", &[("profile", Sentence::name(profile))])
        }
        Untested::NoDraws { input } => {
            m.say("untested-no-draws", &[("input", Sentence::name(input))])
        }
        Untested::VariesOverTime { quantity } => m.say(
            "untested-varies-over-time",
            &[("quantity", Sentence::name(quantity))],
        ),
        Untested::OnlyInRuns => Sentence::text(m.t("untested-only-in-runs")),
        Untested::TooLarge { elements } => Sentence::text(m.f(
            "untested-too-large",
            &[("elements", &m.count(*elements as u64))],
        )),
    }
}

/// How much of a claim's truth luck decides; nothing where that is not known.
#[must_use]
pub fn luck(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let luck = claim.luck.as_ref()?;
    let interval = Sentence::text(range(m, luck.low, luck.high));
    let values = [("share", explains(m, luck.share)), ("interval", interval)];
    if let (Some(lucks), None) = (claim.averaged_over, &claim.over_worlds) {
        return Some(m.say_n("luck-averaged", lucks, &values));
    }
    let key = match (luck.decides_nearly_all(), &claim.over_worlds) {
        (true, None) => "luck-nearly-all",
        (false, None) => "luck",
        (true, Some(_)) => "luck-speak-nearly-all",
        (false, Some(_)) => "luck-speak",
    };
    Some(m.say(key, &values))
}

/// The hinges of a claim that are worth a word, the strongest first: one where there are any, and none where luck decides
/// nearly all, or the claim repeats an input.
#[must_use]
pub fn telling(claim: &ClaimReport) -> Vec<&HingeReport> {
    if claim.repeats.is_some() || claim.luck.is_some_and(|l| l.decides_nearly_all()) {
        return Vec::new();
    }
    let hinges = claim.hinges.iter().enumerate();
    hinges
        .filter(|(rank, h)| *rank == 0 || h.explains >= LITTLE)
        .map(|(_, h)| h)
        .take(HINGES)
        .collect()
}

/// Whether no hinge decides a claim by itself.
#[must_use]
pub fn decides_little(claim: &ClaimReport) -> bool {
    claim.explained.unwrap_or(0.0) < LITTLE
}

/// What a claim hinges on, in sentences; none where nothing is known to decide it.
#[must_use]
pub fn hinges(m: &Language, claim: &ClaimReport) -> Vec<Sentence> {
    let named: Vec<Sentence> = telling(claim)
        .into_iter()
        .map(|h| {
            let turn = turned(m, h, claim.over_worlds.is_some());
            m.say(
                "hinge",
                &[("input", Sentence::name(&*h.input)), ("turn", turn)],
            )
        })
        .collect();
    let mut named = named.into_iter();
    let Some(first) = named.next() else {
        return Vec::new();
    };
    let lead = if decides_little(claim) {
        "hinges-most-telling"
    } else {
        "hinges-mainly"
    };
    let mut out = vec![m.say(lead, &[("hinge", first)])];
    match (named.next(), named.next()) {
        (Some(one), None) => out.push(m.say("hinges-also", &[("hinge", one)])),
        (Some(one), Some(two)) => {
            out.push(m.say("hinges-also-two", &[("first", one), ("second", two)]));
        }
        (None, _) => {}
    }
    out
}

/// An input and where the truth turns: `` `room`: above 68 m² it holds in 74 of 100 worlds, below in 8; … ``.
#[must_use]
pub fn hinge(m: &Language, hinge: &HingeReport) -> Sentence {
    let values = [
        ("input", Sentence::name(&*hinge.input)),
        ("turn", turn(m, hinge)),
    ];
    m.say("hinge", &values)
}

/// Where the truth turns, without the input: `above 68 m² it holds in 74 of 100 worlds, below in 8; …`.
#[must_use]
pub fn turn(m: &Language, hinge: &HingeReport) -> Sentence {
    turned(m, hinge, false)
}

/// Where the truth of a claim turns along an input, and no more: `above 68 m² it holds in 74 of 100 worlds, below in 8`. Of a
/// claim about all worlds together it is told of those that speak for it.
#[must_use]
pub fn turns(m: &Language, claim: &ClaimReport, hinge: &HingeReport) -> Sentence {
    side(m, hinge, claim.over_worlds.is_some())
}

fn turned(m: &Language, hinge: &HingeReport, speaks: bool) -> Sentence {
    let values = [
        ("turn", side(m, hinge, speaks)),
        ("explains", explains(m, hinge.explains)),
    ];
    m.say("hinge-explains", &values)
}

fn side(m: &Language, hinge: &HingeReport, speaks: bool) -> Sentence {
    let shares = |there: f64, elsewhere: f64| {
        [
            ("there", Sentence::text(m.of_hundred(there))),
            ("elsewhere", Sentence::text(m.of_hundred(elsewhere))),
        ]
    };
    match &hinge.turns {
        None if speaks => m.t("turn-speak-plain").into(),
        None => m.t("turn-plain").into(),
        Some(Turns::At {
            turns_at,
            holds,
            share_there,
            share_elsewhere,
        }) => {
            let key = match (holds, speaks) {
                (Side::Below, false) => "turn-below",
                (Side::Above, false) => "turn-above",
                (Side::Below, true) => "turn-speak-below",
                (Side::Above, true) => "turn-speak-above",
            };
            let [there, elsewhere] = shares(*share_there, *share_elsewhere);
            let value = Sentence::text(m.with_unit(*turns_at, &hinge.unit));
            m.say(key, &[("value", value), there, elsewhere])
        }
        Some(Turns::Under {
            holds_under,
            share_there,
            share_elsewhere,
        }) => {
            let [there, elsewhere] = shares(*share_there, *share_elsewhere);
            let options = m.one_of(holds_under.iter().map(Sentence::name));
            let key = match speaks {
                true => "turn-speak-options",
                false => "turn-options",
            };
            m.say(key, &[("options", options), there, elsewhere])
        }
    }
}

/// A part of the truth that something explains; all of it is said only of all.
fn explains(m: &Language, part: f64) -> Sentence {
    let (key, part) = match 100.0 * part {
        p if p < 1.0 => ("explains-little", 0.01),
        p if p > 99.5 && p < 100.0 => ("explains-most", 0.99),
        _ => ("explains", part),
    };
    Sentence::text(m.f(key, &[("share", &m.percent(part))]))
}

/// How well a verdict stands in a word.
#[must_use]
pub fn strength(m: &Language, strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => m.t("grounds-strong"),
        Strength::Mixed => m.t("grounds-mixed"),
        Strength::Thin => m.t("grounds-thin"),
    }
}

/// How well a verdict stands, and why, in one sentence.
#[must_use]
pub fn grounds(m: &Language, grounds: &GroundsReport) -> Sentence {
    let strength = ("strength", Sentence::text(strength(m, grounds.word)));
    let reasons = reasons(m, grounds);
    if reasons.is_empty() {
        return m.say("grounds-alone", &[strength]);
    }
    let reasons = ("reasons", Sentence::joined(reasons, "; "));
    m.say("grounds", &[strength, reasons])
}

/// Why a verdict stands as it does, each reason as a clause; of the hinges the strongest alone.
#[must_use]
pub fn reasons(m: &Language, grounds: &GroundsReport) -> Vec<Sentence> {
    let (of_hinges, others): (Vec<&GroundsReason>, Vec<&GroundsReason>) = grounds
        .reasons
        .iter()
        .filter(|r| !matches!(r.reason, Reason::Luck { part } if part < LITTLE))
        .partition(|r| matches!(r.reason, Reason::Hinge { .. }));
    of_hinges
        .into_iter()
        .take(REASONS)
        .chain(others)
        .map(|r| reason(m, r))
        .collect()
}

fn reason(m: &Language, reason: &GroundsReason) -> Sentence {
    let plain = |key| Sentence::text(m.t(key));
    let number = |n: usize| m.count(n as u64);
    match &reason.reason {
        Reason::Hinge { backing, .. } => {
            let input = Sentence::name(reason.name.as_deref().unwrap_or_default());
            let key = match backing {
                Backing::Source(Some(grade)) => {
                    let grade = Sentence::text(short_grade(*grade));
                    return m.say("reason-graded", &[("input", input), ("grade", grade)]);
                }
                Backing::Source(None) => "reason-ungraded",
                Backing::SourceAndAssumption => "reason-source-and-assumption",
                Backing::Assumption => "reason-assumption",
                Backing::Unsaid => "reason-unsaid",
            };
            m.say(key, &[("input", input)])
        }
        Reason::Luck { .. } => plain("reason-luck"),
        Reason::Repeats => plain("reason-repeats"),
        Reason::NothingHinges => plain("reason-nothing-hinges"),
        Reason::Parameters { sourced: 1, of: 1 } => plain("reason-one-with-source"),
        Reason::Parameters { of: 1, .. } => plain("reason-one-without-source"),
        Reason::Parameters { sourced, of } if sourced == of => {
            Sentence::text(m.f("reason-all-with-source", &[("of", &number(*of))]))
        }
        Reason::Parameters { sourced: 0, of } => {
            Sentence::text(m.f("reason-none-with-source", &[("of", &number(*of))]))
        }
        Reason::Parameters { sourced, of } => Sentence::text(m.n(
            "reason-some-with-source",
            *sourced as u64,
            &[("of", &number(*of))],
        )),
        Reason::NoParameters => plain("reason-no-parameters"),
        Reason::IntervalCrossesBound => plain("reason-crosses"),
        Reason::IntervalIsWide { .. } => plain("reason-wide"),
    }
}

/// What a number rests on, in a few words.
#[must_use]
pub fn backing(m: &Language, backing: Backing) -> String {
    match backing {
        Backing::Source(Some(grade)) => self::grade(m, grade),
        Backing::Source(None) => m.t("backing-ungraded").to_owned(),
        Backing::SourceAndAssumption => m.t("backing-source-and-assumption").to_owned(),
        Backing::Assumption => m.t("backing-assumption").to_owned(),
        Backing::Unsaid => m.t("backing-unsaid").to_owned(),
    }
}

/// An Admiralty grade, spelled out: `B2: usually reliable, probably true`.
#[must_use]
pub fn grade(m: &Language, grade: Grade) -> String {
    let reliability = match grade.reliability {
        'A' => m.t("reliability-a"),
        'B' => m.t("reliability-b"),
        'C' => m.t("reliability-c"),
        'D' => m.t("reliability-d"),
        'E' => m.t("reliability-e"),
        _ => m.t("reliability-f"),
    };
    let credibility = match grade.credibility {
        1 => m.t("credibility-1"),
        2 => m.t("credibility-2"),
        3 => m.t("credibility-3"),
        4 => m.t("credibility-4"),
        5 => m.t("credibility-5"),
        _ => m.t("credibility-6"),
    };
    let values = [
        ("grade", &*short_grade(grade)),
        ("reliability", reliability),
        ("credibility", credibility),
    ];
    m.f("grade", &values)
}

fn short_grade(grade: Grade) -> String {
    format!("{}{}", grade.reliability, grade.credibility)
}

/// Claims that one builds on, with their verdicts; nothing where there are none.
#[must_use]
pub fn rests_on(m: &Language, claims: &[RestReport]) -> Option<Sentence> {
    let others = m.all_of(claims.iter().map(|c| other(m, c)));
    (!claims.is_empty()).then(|| m.say("claim-rests-on", &[("claims", others)]))
}

/// What speaks against a claim, in its author's words; where it is another claim, with its verdict.
#[must_use]
pub fn objection(m: &Language, objection: &ObjectionReport) -> Sentence {
    let says = ("says", Sentence::text(closed(&objection.says)));
    match &objection.claim {
        None => m.say("objection-says", &[says]),
        Some(claim) => m.say("objection-claim", &[says, ("claim", other(m, claim))]),
    }
}

/// Another claim with its verdict: `` `small_garden` (true) ``.
fn other(m: &Language, claim: &RestReport) -> Sentence {
    let verdict = match claim.verdict {
        Word::InputCheck { holds: true, .. } => m.t("claim-is-true"),
        Word::InputCheck { holds: false, .. } => m.t("claim-is-not-true"),
        word => verdict_in_full(m, word),
    };
    let values = [
        ("claim", Sentence::name(&*claim.claim)),
        ("verdict", Sentence::text(verdict)),
    ];
    m.say("claim-with-verdict", &values)
}

/// Worlds in which the test was not evaluated; nothing where it was in all, or in none.
#[must_use]
pub fn left_out(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let failed = claim.verdict.failed;
    let said = failed > 0 && claim.verdict.share.is_some();
    let key = match claim.over_worlds {
        Some(_) => "over-worlds-left-out",
        None => "worlds-left-out",
    };
    said.then(|| {
        let said = Sentence::text(m.n(key, failed, &[]));
        with_undecided(m, said, &claim.undecided)
    })
}

/// What is said of worlds without a value, and in how many of them that is so because a game leaves open what is played.
pub(crate) fn with_undecided(m: &Language, said: Sentence, open: &[UndecidedReport]) -> Sentence {
    let of_game = open.iter().map(|open| {
        let key = match open.tie {
            true => "undecided-tie",
            false => "undecided-equilibria",
        };
        m.say_n(key, open.worlds, &[("game", Sentence::name(&open.game))])
    });
    Sentence::joined(std::iter::once(said).chain(of_game), " ")
}

/// That a claim is asked of outcomes averaged over lucks, where it is: what a world is in all else that is said of it.
#[must_use]
pub fn averaged(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let lucks = claim.averaged_over?;
    Some(Sentence::text(m.n("claim-averaged", lucks, &[])))
}

/// The worlds on which a claim is judged, where not on all.
#[must_use]
pub fn given(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let given = claim.given.as_ref();
    given.map(|given| over_worlds::given(m, given))
}

/// Of a claim about all worlds together what stands beside its phrase.
#[must_use]
pub fn over_worlds(m: &Language, claim: &ClaimReport) -> Vec<Sentence> {
    over_worlds::beside(m, claim)
}

/// Worlds in which both sides of a comparison are equal, one sentence for each.
#[must_use]
pub fn ties(m: &Language, claim: &ClaimReport) -> Vec<Sentence> {
    let ties = claim.ties.iter();
    ties.map(|t| beside::tie(m, claim, t)).collect()
}

/// The profile that a test means where it names none.
#[must_use]
pub fn reads(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let profile = claim.reads.as_ref()?;
    Some(m.say("claim-reads", &[("profile", Sentence::name(profile))]))
}

/// The input that a claim repeats, if it repeats one.
#[must_use]
pub fn repeats(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let repeats = claim.repeats.as_ref();
    repeats.map(|r| beside::repeats(m, r))
}

/// The share under rival theories, where they differ and that is not said as what the claim hinges on.
#[must_use]
pub fn theories(m: &Language, claim: &ClaimReport) -> Vec<Sentence> {
    let hinges: Vec<&str> = telling(claim).iter().map(|h| h.input.as_str()).collect();
    theories_besides(m, claim, &hinges)
}

/// The share under rival theories, where they differ, besides those between two of which it is told already what each makes of
/// the claim.
#[must_use]
pub fn theories_besides(m: &Language, claim: &ClaimReport, told: &[&str]) -> Vec<Sentence> {
    let said = |input: &str| {
        let repeated = claim.repeats.as_ref().is_some_and(|r| r.input == input);
        repeated || told.contains(&input)
    };
    let theories = claim.theories.iter();
    theories
        .filter(|t| t.differ() && !(t.options.len() == 2 && said(&t.input)))
        .map(|t| beside::theory(m, t))
        .collect()
}

/// The share at thresholds about that of the test, where it compares with a number and they matter.
#[must_use]
pub fn thresholds(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let thresholds = claim.thresholds.as_ref().filter(|t| {
        let ends = t.at.first().zip(t.at.last());
        ends.is_some_and(|(first, last)| (first.share.share - last.share.share).abs() >= LITTLE)
    });
    thresholds.map(|t| beside::thresholds(m, t))
}

/// What the same test gives where nothing is done, where its author names such a control.
#[must_use]
pub fn control(m: &Language, claim: &ClaimReport) -> Option<Sentence> {
    let control = claim.control.as_ref();
    let resamples = claim.over_worlds.is_some();
    control.map(|c| beside::control(m, c, resamples))
}

/// How many claims came out how, the most frequent first.
#[must_use]
pub fn tally<'c>(claims: impl IntoIterator<Item = &'c ClaimReport>) -> Vec<(Word, u64)> {
    let mut words: Vec<(Word, u64)> = Vec::new();
    for claim in claims {
        let word = claim.verdict.word;
        match words.iter_mut().find(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => words.push((word, 1)),
        }
    }
    words.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    words
}

/// A tally in a sentence: `Of 16 claims 15 hold and 1 is contested.`
#[must_use]
pub fn tally_sentence(m: &Language, tally: &[(Word, u64)]) -> Sentence {
    let all: u64 = tally.iter().map(|(_, n)| n).sum();
    let parts = tally.iter().map(|(word, n)| {
        let key = match word {
            Word::Holds => "many-hold",
            Word::Contested => "many-contested",
            Word::Fails => "many-fail",
            Word::Likelihood(_) => "many-likelihood",
            Word::InputCheck {
                holds: true,
                sourced: true,
            } => "many-agree",
            Word::InputCheck {
                holds: false,
                sourced: true,
            } => "many-differ",
            Word::InputCheck { holds: true, .. } => "many-true",
            Word::InputCheck { holds: false, .. } => "many-not-true",
            Word::NotTested => "many-not-tested",
            Word::NoResult => "many-no-result",
            Word::NoVerdict => "many-no-verdict",
            Word::SaysNothing => "many-says-nothing",
        };
        Sentence::text(m.n(key, *n, &[("word", verdict(m, *word))]))
    });
    let parts = m.all_of(parts);
    let values = [("n", Sentence::text(m.count(all))), ("parts", parts)];
    m.say("many-claims", &values)
}

/// One entry of a tally where there is little room: `15 hold`, `1 contested`.
#[must_use]
pub fn tally_entry(m: &Language, word: Word, n: u64) -> String {
    m.n(tally_key(word), n, &[("word", verdict(m, word))])
}

/// The same for one claim and for several, with `{n}` for how many.
#[must_use]
pub fn tally_forms(m: &Language, word: Word) -> [String; 2] {
    let of = |form: &str| form.replace("{word}", verdict(m, word));
    m.forms(tally_key(word)).map(of)
}

fn tally_key(word: Word) -> &'static str {
    match word {
        Word::Holds => "tally-holds",
        Word::Contested => "tally-contested",
        Word::Fails => "tally-fails",
        Word::Likelihood(_) => "tally-likelihood",
        Word::InputCheck {
            holds: true,
            sourced: true,
        } => "tally-agrees",
        Word::InputCheck {
            holds: false,
            sourced: true,
        } => "tally-differs",
        Word::InputCheck { holds: true, .. } => "tally-true",
        Word::InputCheck { holds: false, .. } => "tally-not-true",
        Word::NotTested => "tally-not-tested",
        Word::NoResult => "tally-no-result",
        Word::NoVerdict => "tally-no-verdict",
        Word::SaysNothing => "tally-says-nothing",
    }
}
