//! Claim cards.

use contend_analysis::grounds::{Backing, Reason};
use contend_model::model::Grade;
use contend_session::page::{ClaimCard, Grounds, Mark};
use contend_session::report::HingeReport;
use maud::{Markup, html};

use crate::histogram::histogram;
use crate::view::{View, share_bar};

/// An input that explains less of the truth is not worth a sentence beside others.
const LITTLE: f64 = 0.05;
/// Inputs that are named.
const HINGES: usize = 4;

/// All cards, in the order of their numbers.
pub(crate) fn cards(v: &View) -> Markup {
    html! {
        section id="claims" aria-labelledby="claims-title" {
            h2 id="claims-title" { (v.m.t("claims")) }
            p class="lead" { (v.m.t("claims-lead")) " " (rule(v)) }
            @for index in &v.order { (card(v, *index, false)) }
        }
    }
}

/// When a share becomes a word.
fn rule(v: &View) -> String {
    let rule = &v.page.rule;
    if rule.calibrated {
        return v.m.t("rule-calibrated").to_owned();
    }
    v.m.f(
        "rule",
        &[
            ("holds", &v.m.percent(rule.holds)),
            ("fails", &v.m.percent(rule.fails)),
        ],
    )
}

/// One card; closed where it stands among others.
pub(crate) fn card(v: &View, index: usize, open: bool) -> Markup {
    let claim = &v.page.claims[index];
    let bounds = (v.page.rule.fails, v.page.rule.holds);
    html! {
        details class="card" open[open] {
            summary {
                span class="number" { (claim.number) }
                span class="says" lang=[v.lang()] dir="auto" { (claim.says) }
                span class="result" {
                    (v.verdict(claim))
                    @if let Some(share) = claim.share { (share_bar(share, bounds)) }
                    @if let Some(grounds) = &claim.grounds {
                        small { (v.m.f("grounds-chip", &[("strength", v.strength(&grounds.word))])) }
                    }
                }
            }
            div class="inside" id={ "claim-" (claim.id) } {
                p class="phrase" { strong { (phrase(v, claim)) } }
                @if !claim.about.is_empty() { p { (v.said(&claim.about)) } }
                (premises(v, claim))
                (test(v, claim))
                (hinges(v, claim))
                @if let Some(grounds) = &claim.grounds { (grounds_of(v, grounds)) }
                (worlds(v, claim))
                (stands_on(v, claim))
                (objection(v, claim))
                (places(v, claim))
            }
        }
    }
}

/// The share in a sentence.
fn phrase(v: &View, claim: &ClaimCard) -> String {
    let m = v.m;
    match (claim.share, claim.interval) {
        (Some(share), Some((low, high))) => {
            let interval = [("low", m.percent(low)), ("high", m.percent(high))];
            let interval = m.f(
                "phrase-interval",
                &[("low", &interval[0].1), ("high", &interval[1].1)],
            );
            let worlds = m.count(claim.worlds_tested);
            let values: &[(&str, &str)] = &[
                ("share", &m.percent(share)),
                ("worlds", &worlds),
                ("interval", &interval),
            ];
            if share == 1.0 {
                m.f("phrase-all", values)
            } else if share == 0.0 {
                m.f("phrase-none", values)
            } else {
                m.f("phrase-some", values)
            }
        }
        _ => match claim.mark {
            Mark::Agrees => m.t("phrase-agrees").to_owned(),
            Mark::Differs => m.t("phrase-differs").to_owned(),
            _ if claim.formula.is_empty() => m.t("phrase-judgement").to_owned(),
            _ if claim.verdict == "no result" => m.t("phrase-no-result").to_owned(),
            _ => m.t("phrase-not-run").to_owned(),
        },
    }
}

fn premises(v: &View, claim: &ClaimCard) -> Markup {
    let weak = |c: &usize| matches!(v.page.claims[*c].mark, Mark::Fails | Mark::Differs);
    html! {
        @if !claim.rests_on.is_empty() {
            p {
                b { (v.m.t("rests-on")) } " "
                @for (i, other) in claim.rests_on.iter().enumerate() { @if i > 0 { "; " } (v.claim_link(*other)) }
                "."
                @if claim.rests_on.iter().any(weak) { " " mark class="warning" { (v.m.t("rests-on-failed")) } }
            }
        }
    }
}

/// The test in words, as written, and over worlds.
fn test(v: &View, claim: &ClaimCard) -> Markup {
    if claim.formula.is_empty() {
        return html! {};
    }
    let lead = match claim.mark {
        Mark::Agrees | Mark::Differs => v.m.t("test-check"),
        _ => v.m.t("test-worlds"),
    };
    html! {
        h3 { (v.m.t("test")) }
        p { (lead) " " span class="formula" { (v.formula(&claim.formula)) } "." }
        p class="small" { (v.m.t("test-written")) " " code { (claim.test) } }
        @if !claim.tested.is_empty() {
            div class="pair" { @for (i, tested) in claim.tested.iter().enumerate() { (histogram(v, claim, tested, i)) } }
            p class="small" { (v.m.t("histogram-key")) }
        }
    }
}

fn hinges(v: &View, claim: &ClaimCard) -> Markup {
    let named: Vec<&HingeReport> = claim
        .hinges
        .iter()
        .enumerate()
        .filter(|(i, h)| *i == 0 || h.explains >= LITTLE)
        .map(|(_, h)| h)
        .take(HINGES)
        .collect();
    if claim.share.is_none() {
        return html! {};
    }
    html! {
        h3 { (v.m.t("hinges-on")) }
        @if named.is_empty() {
            p { (v.m.t(if claim.share == Some(1.0) || claim.share == Some(0.0) { "hinges-same" } else { "hinges-none" })) }
        } @else {
            @if claim.explained.unwrap_or(0.0) < LITTLE { p { (v.m.t("hinges-weak")) } }
            ul { @for hinge in &named { li { (hinge_words(v, hinge)) } } }
            @if named.len() > 1 && let Some(explained) = claim.explained && explained >= LITTLE {
                p class="small" { (v.m.f("hinges-together", &[("share", &v.m.percent(explained))])) }
            }
        }
    }
}

fn hinge_words(v: &View, hinge: &HingeReport) -> Markup {
    let m = v.m;
    let share = |s: Option<f64>| s.map_or(String::new(), |s| m.percent(s));
    let (there, elsewhere) = (share(hinge.share_there), share(hinge.share_elsewhere));
    let explains = m.percent(hinge.explains);
    let words = match (hinge.turns_at, hinge.holds) {
        (Some(value), Some(side)) => {
            let value = m.with_unit(value, &hinge.unit);
            let values: &[(&str, &str)] = &[
                ("value", &value),
                ("there", &there),
                ("elsewhere", &elsewhere),
                ("explains", &explains),
            ];
            if side == "below" {
                m.f("hinge-below", values)
            } else {
                m.f("hinge-above", values)
            }
        }
        _ if !hinge.holds_under.is_empty() => {
            let options = hinge.holds_under.join(", ").replace('_', " ");
            m.f(
                "hinge-options",
                &[
                    ("options", &options),
                    ("there", &there),
                    ("elsewhere", &elsewhere),
                    ("explains", &explains),
                ],
            )
        }
        _ => m.f("hinge-plain", &[("explains", &explains)]),
    };
    let evidence = v
        .page
        .evidence
        .iter()
        .find(|e| hinge.input == e.name || hinge.input.starts_with(&format!("{}[", e.name)));
    html! {
        @match evidence {
            Some(row) => a href={ "#input-" (row.name) } { (v.said(&hinge.input.replace('_', " "))) },
            None => b { (v.said(&hinge.input)) },
        }
        ": " (words)
        @if let Some(row) = evidence { (v.references(&row.sources)) }
    }
}

fn grounds_of(v: &View, grounds: &Grounds) -> Markup {
    html! {
        h3 { (v.m.f("grounds", &[("strength", v.strength(&grounds.word))])) }
        ul { @for reason in grounds.reasons.iter().take(5) { li { (reason_words(v, &reason.reason, &reason.input)) } } }
    }
}

fn reason_words(v: &View, reason: &Reason, input: &str) -> String {
    let m = v.m;
    match reason {
        Reason::Hinge { part, backing, .. } => m.f(
            "reason-hinge",
            &[
                ("input", &input.replace('_', " ")),
                ("part", &m.percent(*part)),
                ("backing", &backing_words(v, *backing)),
            ],
        ),
        Reason::NothingHinges => m.t("reason-nothing-hinges").to_owned(),
        Reason::Parameters { sourced, of } => m.n(
            "reason-parameters",
            *of as u64,
            &[("sourced", &m.count(*sourced as u64))],
        ),
        Reason::NoParameters => m.t("reason-no-parameters").to_owned(),
        Reason::IntervalCrossesBound => m.t("reason-crosses").to_owned(),
        Reason::IntervalIsWide { .. } => m.t("reason-wide").to_owned(),
    }
}

/// What a number rests on, in a few words.
pub(crate) fn backing_words(v: &View, backing: Backing) -> String {
    match backing {
        Backing::Source(Some(grade)) => grade_words(v, grade),
        Backing::Source(None) => v.m.t("backing-ungraded").to_owned(),
        Backing::Assumption => v.m.t("backing-assumption").to_owned(),
        Backing::Unsaid => v.m.t("backing-unsaid").to_owned(),
    }
}

/// An Admiralty grade, spelled out.
pub(crate) fn grade_words(v: &View, grade: Grade) -> String {
    let m = v.m;
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
    format!(
        "{}{}: {reliability}, {credibility}",
        grade.reliability, grade.credibility
    )
}

/// Worlds that show how it comes about.
fn worlds(v: &View, claim: &ClaimCard) -> Markup {
    let o = v.options;
    let replay = |world: u64| format!("contend world {} {world}{}", o.place, o.options);
    html! {
        @if claim.example_holds.is_some() || claim.example_fails.is_some() || claim.worlds_failed > 0 {
            h3 { (v.m.t("see-a-world")) }
            ul {
                @if let Some(world) = claim.example_holds { li { (v.m.t("world-holds")) " " code { (replay(world)) } } }
                @if let Some(world) = claim.example_fails { li { (v.m.t("world-fails")) " " code { (replay(world)) } } }
                @if claim.worlds_failed > 0 && claim.worlds_tested > 0 { li { (v.m.n("worlds-left-out", claim.worlds_failed, &[])) } }
            }
        }
    }
}

fn stands_on(v: &View, claim: &ClaimCard) -> Markup {
    let mut all = claim.sources.clone();
    all.extend(
        claim
            .stands_on
            .iter()
            .filter(|s| !claim.sources.contains(s)),
    );
    html! {
        @if !all.is_empty() {
            h3 { (v.m.t("stands-on")) }
            ul {
                @for source in all {
                    @let card = &v.page.sources[source];
                    li {
                        a href={ "#source-" (card.key) } { (v.said(&short_source(card))) }
                        @if let Some(grade) = card.grade { " – " (grade_words(v, grade)) }
                    }
                }
            }
        }
    }
}

/// `Author and others (2023)`, or the title.
pub(crate) fn short_source(card: &contend_session::page::SourceCard) -> String {
    let authors = card.authors.split(", ").next().unwrap_or("");
    let mut name = if authors.is_empty() {
        crate::view::clip(
            if card.title.is_empty() {
                &card.key
            } else {
                &card.title
            },
            60,
        )
    } else {
        crate::view::clip(authors, 60)
    };
    if card.authors.matches(", ").count() > 0 {
        name.push_str(" et al.");
    }
    if !card.year.is_empty() {
        name.push_str(&format!(" ({})", card.year));
    }
    name
}

fn objection(v: &View, claim: &ClaimCard) -> Markup {
    html! {
        @if let Some(objection) = &claim.objection {
            h3 { (v.m.t("strongest-objection")) }
            @match objection.claim {
                Some(index) => p { (v.said(&objection.says)) " " (v.claim_link(index)) },
                None => p { (v.said(&objection.says)) },
            }
        }
        @if !claim.objects_to.is_empty() {
            p {
                b { (v.m.t("objects-to")) } " "
                @for (i, other) in claim.objects_to.iter().enumerate() { @if i > 0 { "; " } (v.claim_link(*other)) }
                "."
            }
        }
    }
}

/// Back to the sentences of the brief.
fn places(v: &View, claim: &ClaimCard) -> Markup {
    html! {
        @if claim.in_brief > 0 {
            p class="small" {
                @for n in 1..=claim.in_brief.min(9) {
                    @if n > 1 { " " }
                    a class="back" href={ "#mark-" (claim.id) "-" (n) } { (v.m.t("back-to-text")) @if claim.in_brief > 1 { " " (n) } " ↩" }
                }
            }
        }
    }
}
