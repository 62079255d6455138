//! What a reader may assume: questions, and a script that counts the worlds again which agree with her answers.
//!
//! The script is named by its hash in the page's policy, so that no other runs; without scripts the section is not shown, and the
//! page reads as it is. Truths and answers travel as sets of worlds: a bit for each truth, four for each answer.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contend_analysis::verdict::{Likelihood, Word};
use contend_session::page::{Answers, Assumptions, LEVELS, Question};
use maud::{Markup, PreEscaped, html};

use crate::retell::{Script, messages_of, text, texts};
use crate::view::View;

pub(crate) const SCRIPT: Script = Script(include_str!("assume.js"));

/// The questions, hidden until the script runs.
pub(crate) fn section(v: &View) -> Markup {
    let m = v.m;
    let Some(assumptions) = &v.page.assumptions else {
        return html! {};
    };
    let questions: Vec<(usize, &Question)> = assumptions.questions.iter().enumerate().collect();
    let (front, rest) = questions.split_at(assumptions.front);
    html! {
        section class="assume" id="assume" aria-labelledby="assume-title" hidden {
            h2 id="assume-title" tabindex="-1" { (m.t("assume")) }
            details class="more how" { summary { (m.t("how-it-works")) } p class="small" { (m.t("assume-lead")) } }
            @for (at, q) in front { (question(v, *at, q)) }
            @if !rest.is_empty() {
                details class="more" {
                    summary { (m.n("assume-more", rest.len() as u64, &[])) }
                    @for (at, q) in rest { (question(v, *at, q)) }
                }
            }
            p id="assume-status" role="status" {}
            ul id="assume-turned" {}
            button type="button" data-reset="assume" hidden { (m.t("assume-reset")) }
        }
    }
}

/// What is assumed, at the edge of the window while anything is.
pub(crate) fn bar(v: &View) -> Markup {
    html! {
        @if v.page.assumptions.is_some() {
            aside class="assumed" id="assume-bar" aria-label=(v.m.t("assumed")) hidden {
                span {}
                " "
                button type="button" data-reset="assume" { (v.m.t("assume-reset")) }
            }
        }
    }
}

fn question(v: &View, at: usize, question: &Question) -> Markup {
    let m = v.m;
    let turns = question.turns.iter().max().copied().unwrap_or(0) as u64;
    html! {
        fieldset data-question=(at) {
            legend {
                (v.label(&question.input))
                @if turns > 0 { " " small { (m.n("assume-turns", turns, &[])) } }
            }
            @match &question.answers {
                Answers::Options(options) => {
                    @let name = format!("assume-{at}");
                    label { input type="radio" name=(name) value="" checked; (m.t("assume-open")) }
                    @for (place, option) in options.iter().enumerate() {
                        label { input type="radio" name=(name) value=(place); (v.name(option)) }
                    }
                },
                Answers::Range { .. } => {
                    label { span { (m.t("assume-from")) } input type="range" min="0" max=(LEVELS) step="1" value="0"; }
                    label { span { (m.t("assume-to")) } input type="range" min="0" max=(LEVELS) step="1" value=(LEVELS); }
                    output {}
                },
            }
        }
    }
}

/// The script and what it counts.
pub(crate) fn script(v: &View) -> Markup {
    html! {
        @if let Some(assumptions) = &v.page.assumptions {
            script type="application/json" id="assume-data" { (PreEscaped(data(v, assumptions))) }
            (SCRIPT.element())
        }
    }
}

/// What the script reads, as JSON. No text of it can end the element that it stands in.
fn data(v: &View, assumptions: &Assumptions) -> String {
    let m = v.m;
    let mut out = String::new();
    // Those of a preview of what is moved.
    let few = v.acts().map_or(&[][..], |acts| &acts.preview_levels);
    let few_worlds = few.first().map_or(0, Vec::len);
    let _ = write!(
        out,
        "{{\"worlds\":{},\"few\":{few_worlds},\"fewest\":{},\"levels\":{LEVELS},\"rule\":[{},{}],\"calibrated\":{},",
        assumptions.worlds,
        assumptions.fewest,
        v.page.rule.holds,
        v.page.rule.fails,
        v.page.rule.calibrated
    );
    let claims = assumptions.claims.iter().map(|claim| {
        let Some(claim) = claim else {
            return "null".to_owned();
        };
        let known = match claim.truths.iter().all(Option::is_some) {
            true => "null".to_owned(),
            false => text(&bits(claim.truths.iter().map(|t| u8::from(t.is_some())), 1)),
        };
        format!(
            "{{\"some\":{},\"holds\":{},\"known\":{known}}}",
            claim.asked_of_some,
            text(&bits(
                claim.truths.iter().map(|t| u8::from(*t == Some(true))),
                1
            )),
        )
    });
    let questions = assumptions.questions.iter().enumerate().map(|(at, q)| {
        let label = v.page.labels.get(&q.input).map_or(&q.input, |l| &l.text);
        let answers = match &q.answers {
            Answers::Options(options) => {
                let called: Vec<String> = options.iter().map(|o| v.called(o)).collect();
                format!(
                    "\"options\":{},\"called\":{}",
                    texts(options.iter().map(String::as_str)),
                    texts(called.iter().map(String::as_str))
                )
            }
            Answers::Range { edges, unit } => {
                let edges: Vec<String> = edges.iter().map(|e| m.number(*e)).collect();
                let unit = v.unit(unit).unwrap_or_default();
                format!(
                    "\"edges\":{},\"unit\":{}",
                    texts(edges.iter().map(String::as_str)),
                    text(&unit)
                )
            }
        };
        format!(
            "{{\"input\":{},\"label\":{},{answers},\"levels\":{}{}}}",
            text(&q.input),
            text(label),
            text(&bits(q.levels.iter().copied(), 4)),
            few.get(at).map_or(String::new(), |few| {
                format!(",\"few\":{}", text(&bits(few.iter().copied(), 4)))
            })
        )
    });
    let list = |entries: Vec<String>| entries.join(",");
    let _ = write!(
        out,
        "\"claims\":[{}],\"questions\":[{}],",
        list(claims.collect()),
        list(questions.collect())
    );
    let likelihoods =
        LIKELIHOODS.map(|(below, word)| format!("[{below},\"{}\"]", Word::Likelihood(word).id()));
    let messages = [
        ("range", "assume-range"),
        ("because", "assume-because"),
        ("phrase", "assume-phrase"),
        ("few", "assume-few"),
        ("open", "assume-undecided"),
        ("kept", "assume-kept"),
        (
            "nothing",
            match v.page.charts_by_world {
                Some(_) => "assume-nothing",
                None => "assume-nothing-charts",
            },
        ),
    ];
    let _ = write!(
        out,
        "\"likelihoods\":[{}],\"words\":{}}}",
        likelihoods.join(","),
        messages_of(m, &messages)
    );
    out
}

/// Below which share which word of probability is said; the last of all.
pub(crate) const LIKELIHOODS: [(f64, Likelihood); 7] = [
    (0.05, Likelihood::AlmostNoChance),
    (0.20, Likelihood::VeryUnlikely),
    (0.45, Likelihood::Unlikely),
    (0.55, Likelihood::RoughlyEvenChance),
    (0.80, Likelihood::Likely),
    (0.95, Likelihood::VeryLikely),
    (2.0, Likelihood::AlmostCertain),
];

/// Small numbers of so many bits each, the first in the lowest bits of the first byte, as text.
pub(crate) fn bits(numbers: impl ExactSizeIterator<Item = u8>, each: usize) -> String {
    let mut bytes = vec![0u8; (numbers.len() * each).div_ceil(8)];
    for (at, number) in numbers.enumerate() {
        bytes[at * each / 8] |= number << (at * each % 8);
    }
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihoods_are_those_of_verdicts() {
        for share in (0..=1000).map(|n| f64::from(n) / 1000.0) {
            let found = LIKELIHOODS.iter().find(|(below, _)| share < *below);
            assert_eq!(
                found.map(|(_, w)| *w),
                Some(Likelihood::of(share)),
                "{share}"
            );
        }
    }

    #[test]
    fn numbers_lie_in_bits() {
        assert_eq!(bits([1, 0, 1].into_iter(), 1), STANDARD.encode([0b101]));
        assert_eq!(
            bits([3, 15, 9].into_iter(), 4),
            STANDARD.encode([0xF3, 0x09])
        );
    }
}
