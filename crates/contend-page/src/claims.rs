//! Claim cards.

use contend_analysis::verdict::Word;
use contend_session::page::ClaimCard;
use contend_session::report::{ClaimReport, GroundsReport};
use contend_session::why::report::{InputTells, NoPlace};
use contend_words::{Sentence, claims, why};
use maud::{Markup, html};

use crate::histogram::histogram;
use crate::view::{View, share_bar};

/// Inputs that a card names.
const NAMED: usize = 3;
/// Longest formula that reads as a part of a sentence, in characters.
const LONGEST: usize = 480;
/// Below this share no single number is said to decide a claim.
const SINGLE: f64 = 0.1;

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
                    @if let Some(share) = finding.share() { (share_bar(share, v.bounds(), v.retold(claim))) }
                    @if let Some(grounds) = &finding.grounds {
                        small { (v.m.f("grounds-chip", &[("strength", claims::strength(v.m, grounds.word))])) }
                    }
                }
            }
            div class="inside" id={ "claim-" (finding.id) } {
                p class="phrase" data-phrase=[v.retold(claim)] {
                    strong { (v.sentence(&claims::phrase(v.m, finding))) }
                    @if finding.verdict.share.is_some() { " " small { (v.m.t("interval-note")) } }
                }
                @if let Some(averaged) = claims::averaged(v.m, finding) { p { (v.sentence(&averaged)) } }
                @for said in beside(v, finding) { p data-beside=[v.retold(claim)] { (v.sentence(&said)) } }
                @if !claim.about.is_empty() { p { (v.said(&claim.about)) } }
                (premises(v, claim))
                (test(v, claim))
                (decides(v, claim))
                (place(v, claim))
                (objection(v, claim))
                @if let Some(grounds) = &finding.grounds { (grounds_of(v, grounds)) }
                (stands_on(v, claim))
                (worlds(v, claim))
                (places(v, claim))
            }
        }
    }
}

/// Numbers beside the verdict, which are not told again with it.
fn beside(v: &View, finding: &ClaimReport) -> Vec<Sentence> {
    let mut said: Vec<Sentence> = claims::given(v.m, finding).into_iter().collect();
    said.extend(claims::over_worlds(v.m, finding));
    said.extend(claims::ties(v.m, finding));
    said.extend(claims::control(v.m, finding));
    said
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
    // Rows of data have codes for names, and a long formula is no sentence: then the claim's own words say what is tested.
    let is_fact = matches!(claim.finding.verdict.word, Word::InputCheck { .. });
    let told = !is_fact && v.plain_formula(&claim.formula).chars().count() <= LONGEST;
    html! {
        h3 { (v.m.t("test")) }
        @if told { p { (lead) " " span class="formula" { (v.formula(&claim.formula)) } "." } }
        @else if is_fact { p { (v.m.t("test-looked-up")) } }
        details class="twin" {
            summary { (v.m.t("test-written")) }
            @if !told { p { (lead) " " span class="formula" { (v.formula(&claim.formula)) } "." } }
            p class="small" {
                code { (claim.finding.test) }
                @if let Some(reads) = claims::reads(v.m, &claim.finding) { " " (v.sentence(&reads)) }
            }
        }
        @if !claim.tested.is_empty() {
            div class="pair" { @for (i, tested) in claim.tested.iter().enumerate() { (histogram(v, claim, tested, i)) } }
            p class="small" { (v.m.t("histogram-key")) }
        }
        @if let Some(thresholds) = claims::thresholds(v.m, &claim.finding) { p { (v.sentence(&thresholds)) } }
    }
}

/// How much is luck, which inputs decide the rest, and what would settle it.
fn decides(v: &View, claim: &ClaimCard) -> Markup {
    let (m, finding) = (v.m, &claim.finding);
    let Some(decides) = &claim.decides else {
        return html! {};
    };
    let words = why::deciding(m, decides);
    let named: Vec<&InputTells> = decides.inputs.iter().take(NAMED).collect();
    let single = named.first().is_some_and(|i| i.share >= SINGLE);
    let settling = why::settling(m, decides);
    // Of these it is told what the claim comes to on either side.
    let turning: Vec<&str> = (named.iter().map(|told| told.input.as_str()))
        .filter(|input| finding.hinges.iter().any(|h| h.input == **input))
        .collect();
    html! {
        h3 { (m.t("decides")) }
        @if let Some(repeats) = claims::repeats(m, finding) { p { (v.labelled(&repeats)) } }
        @if !words.parts.is_empty() {
            ul class="parts" {
                @for part in &words.parts {
                    li {
                        b { (m.f("decides-part", &[("part", part.part), ("share", &why::percent(m, part.share))])) }
                        " " small { (part.meaning) }
                        (share_bar(part.share, None, None))
                    }
                }
            }
            @if !single { p { b { (m.t("decides-none")) } } }
        }
        @for said in &words.before { p { (v.labelled(said)) } }
        @if !named.is_empty() {
            ul { @for told in &named { li { (told_of(v, finding, told)) } } }
        }
        @for said in &words.after { p class="small" { (v.labelled(said)) } }
        @for theory in claims::theories_besides(m, finding, &turning) { p { (v.labelled(&theory)) } }
        @if !settling.is_empty() {
            h3 { (m.t("settles")) }
            @for said in &settling { p { (v.labelled(said)) } }
        }
    }
}

/// An input, what it tells by itself, and where the claim turns along it.
fn told_of(v: &View, finding: &ClaimReport, told: &InputTells) -> Markup {
    let evidence = (v.page.evidence.iter()).find(|row| {
        let mut inputs = row.inputs.iter();
        inputs.any(|id| v.page.labels.get(&told.input).is_some_and(|l| l.id == *id))
    });
    let hinge = finding.hinges.iter().find(|h| h.input == told.input);
    let share = why::percent(v.m, told.share);
    html! {
        @match evidence {
            Some(row) => a href={ "#input-" (row.name) } { (v.label(&told.input)) },
            None => (v.label(&told.input)),
        }
        " " b { (v.m.f("decides-tells", &[("share", &share)])) }
        " " small { (why::backing(v.m, told.valued, told.backing)) }
        @if let Some(row) = evidence { (v.references(&row.sources)) }
        @if let Some(hinge) = hinge { ": " (v.labelled(&claims::turns(v.m, finding, hinge))) }
        "."
    }
}

/// Where it fails, or holds, where conditions were found that hold up.
fn place(v: &View, claim: &ClaimCard) -> Markup {
    let Some(place) = &claim.place else {
        return html! {};
    };
    let title = if place.holds {
        "where-holds"
    } else {
        "where-fails"
    };
    html! {
        // Luck, and a claim that comes out the same everywhere, are told already.
        @if !matches!(place.nothing, Some(NoPlace::Luck | NoPlace::SameEverywhere)) {
            h3 { (v.m.t(title)) }
            @for said in why::place(v.m, place) { p { (v.labelled(&said)) } }
        }
    }
}

fn grounds_of(v: &View, grounds: &GroundsReport) -> Markup {
    html! {
        h3 { (v.m.f("grounds-heading", &[("strength", claims::strength(v.m, grounds.word))])) }
        ul { @for reason in claims::reasons(v.m, grounds) { li { (v.labelled(&reason.capitalised())) "." } } }
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
