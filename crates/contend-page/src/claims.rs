//! Claim cards.

use contend_analysis::hinges::Nothing;
use contend_analysis::verdict::Word;
use contend_session::page::ClaimCard;
use contend_session::report::{ClaimReport, GroundsReport, HingeReport};
use contend_words::claims;
use maud::{Markup, html};

use crate::histogram::histogram;
use crate::view::{View, share_bar};

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
    let finding = &claim.finding;
    html! {
        details class="card" open[open] {
            summary {
                span class="number" { (claim.number) }
                span class="says" lang=[v.lang()] dir="auto" { (finding.says) }
                span class="result" {
                    (v.verdict(claim))
                    @if let Some(share) = finding.share() { (share_bar(share, v.bounds())) }
                    @if let Some(grounds) = &finding.grounds {
                        small { (v.m.f("grounds-chip", &[("strength", claims::strength(v.m, grounds.word))])) }
                    }
                }
            }
            div class="inside" id={ "claim-" (finding.id) } {
                p class="phrase" {
                    strong { (v.sentence(&claims::phrase(v.m, finding))) }
                    @if finding.verdict.share.is_some() { " " small { (v.m.t("interval-note")) } }
                }
                @if let Some(averaged) = claims::averaged(v.m, finding) { p { (v.sentence(&averaged)) } }
                @if let Some(given) = claims::given(v.m, finding) { p { (v.sentence(&given)) } }
                @for said in claims::over_worlds(v.m, finding) { p { (v.sentence(&said)) } }
                @for tie in claims::ties(v.m, finding) { p { (v.sentence(&tie)) } }
                @if let Some(control) = claims::control(v.m, finding) { p { (v.sentence(&control)) } }
                @if !claim.about.is_empty() { p { (v.said(&claim.about)) } }
                (premises(v, claim))
                (test(v, claim))
                (hinges(v, claim))
                @if let Some(grounds) = &finding.grounds { (grounds_of(v, grounds)) }
                (worlds(v, claim))
                (stands_on(v, claim))
                (objection(v, claim))
                (places(v, claim))
            }
        }
    }
}

fn premises(v: &View, claim: &ClaimCard) -> Markup {
    let weak = |c: &usize| {
        let word = v.page.claims[*c].finding.verdict.word;
        matches!(word, Word::Fails | Word::InputCheck { holds: false, .. })
    };
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
    let lead = match claim.finding.verdict.word {
        Word::InputCheck { .. } => v.m.t("test-check"),
        _ if claim.finding.over_worlds.is_some() => v.m.t("test-over-worlds"),
        _ => v.m.t("test-worlds"),
    };
    html! {
        h3 { (v.m.t("test")) }
        p { (lead) " " span class="formula" { (v.formula(&claim.formula)) } "." }
        p class="small" {
            (v.m.t("test-written")) " " code { (claim.finding.test) }
            @if let Some(reads) = claims::reads(v.m, &claim.finding) { " " (v.sentence(&reads)) }
        }
        @if !claim.tested.is_empty() {
            div class="pair" { @for (i, tested) in claim.tested.iter().enumerate() { (histogram(v, claim, tested, i)) } }
            p class="small" { (v.m.t("histogram-key")) }
        }
        @if let Some(thresholds) = claims::thresholds(v.m, &claim.finding) { p { (v.sentence(&thresholds)) } }
    }
}

fn hinges(v: &View, claim: &ClaimCard) -> Markup {
    let finding = &claim.finding;
    if finding.verdict.share.is_none() {
        return html! {};
    }
    let named = claims::telling(finding);
    let weak = claims::decides_little(finding);
    html! {
        h3 { (v.m.t("hinges-on")) }
        @let luck = claims::luck(v.m, finding);
        @if let Some(repeats) = claims::repeats(v.m, finding) {
            p { (v.sentence(&repeats)) }
        } @else if named.is_empty() && finding.luck.is_some_and(|l| l.decides_nearly_all()) {
        } @else if named.is_empty() {
            p { (v.m.t(if finding.nothing_hinges == Some(Nothing::SameEverywhere) { "hinges-same" } else { "hinges-none" })) }
        } @else {
            @if weak { p { (v.m.t("hinges-weak")) } }
            ul { @for hinge in &named { li { (hinge_words(v, finding, hinge)) } } }
            @if named.len() > 1 && !weak && let Some(explained) = finding.explained {
                p class="small" { (v.m.f("hinges-together", &[("share", &v.m.percent(explained))])) }
            }
        }
        @if let Some(luck) = luck { p { (v.sentence(&luck)) } }
        @for theory in claims::theories(v.m, finding) { p { (v.sentence(&theory)) } }
    }
}

fn hinge_words(v: &View, finding: &ClaimReport, hinge: &HingeReport) -> Markup {
    let evidence = v
        .page
        .evidence
        .iter()
        .find(|e| e.inputs.contains(&hinge.id));
    html! {
        @match evidence {
            Some(row) => a href={ "#input-" (row.name) } { (v.said(&hinge.input.replace('_', " "))) },
            None => b { (v.said(&hinge.input.replace('_', " "))) },
        }
        ": " (v.sentence(&claims::turn_of(v.m, finding, hinge)))
        @if let Some(row) = evidence { (v.references(&row.sources)) }
    }
}

fn grounds_of(v: &View, grounds: &GroundsReport) -> Markup {
    html! {
        h3 { (v.m.f("grounds-heading", &[("strength", claims::strength(v.m, grounds.word))])) }
        ul { @for reason in claims::reasons(v.m, grounds) { li { (v.sentence(&reason.capitalised())) "." } } }
    }
}

/// Worlds that show how it comes about.
fn worlds(v: &View, claim: &ClaimCard) -> Markup {
    let o = v.options;
    let replay = |world: u64| format!("contend world {} {world}{}", o.place, o.options);
    let finding = &claim.finding;
    let (holds, fails) = match finding.over_worlds {
        Some(_) => ("world-speaks-for", "world-speaks-against"),
        None => ("world-holds", "world-fails"),
    };
    html! {
        @if finding.example_holds.is_some() || finding.example_fails.is_some() || finding.verdict.failed > 0 {
            h3 { (v.m.t("see-a-world")) }
            ul {
                @if let Some(world) = finding.example_holds { li { (v.m.t(holds)) " " code { (replay(world)) } } }
                @if let Some(world) = finding.example_fails { li { (v.m.t(fails)) " " code { (replay(world)) } } }
                @if let Some(left_out) = claims::left_out(v.m, finding) { li { (v.sentence(&left_out)) } }
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
                        @if let Some(grade) = card.grade { " – " (claims::grade(v.m, grade)) }
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
                    a class="back" href={ "#mark-" (claim.finding.id) "-" (n) } { (v.m.t("back-to-text")) @if claim.in_brief > 1 { " " (n) } " ↩" }
                }
            }
        }
    }
}
