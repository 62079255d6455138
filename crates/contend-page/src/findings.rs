//! What a reader should take away, before anything else.

use contend_analysis::verdict::Word;
use contend_session::page::ClaimCard;
use contend_words::claims;
use maud::{Markup, html};

use crate::view::{View, shape};

/// The verdicts that the author puts first, and how all came out: tested claims apart from facts that were looked up.
pub(crate) fn findings(v: &View) -> Markup {
    let m = v.m;
    if v.page.claims.is_empty() {
        return html! {};
    }
    html! {
        section class="found" id="found" aria-labelledby="found-title" {
            h2 id="found-title" { (m.t("found")) }
            @if !v.page.findings.is_empty() {
                ul class="findings" { @for index in &v.page.findings { (finding(v, *index)) } }
            }
            @for kind in [Kind::Tested, Kind::Fact, Kind::Judgement] { (tally(v, kind)) }
        }
    }
}

fn finding(v: &View, index: usize) -> Markup {
    let claim = &v.page.claims[index];
    html! {
        li {
            a class="chip" href={ "#claim-" (claim.finding.id) } { (v.short_verdict(claim)) }
            p class="says" lang=[v.lang()] dir="auto" { (claim.finding.says) }
            p class="small" data-phrase=[v.retold(claim)] { (v.sentence(&claims::phrase(v.m, &claim.finding))) }
        }
    }
}

/// What is asked of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Worlds are asked.
    Tested,
    /// Data are looked up.
    Fact,
    /// Nothing can be asked.
    Judgement,
}

/// What was asked of a claim.
pub(crate) fn kind(claim: &ClaimCard) -> Kind {
    match claim.finding.verdict.word {
        Word::InputCheck { .. } => Kind::Fact,
        Word::NotTested => Kind::Judgement,
        _ => Kind::Tested,
    }
}

/// How the claims of a kind came out.
fn tally(v: &View, kind: Kind) -> Markup {
    let m = v.m;
    let all = v.page.claims.iter().filter(|c| self::kind(c) == kind);
    let mut tally = claims::tally(all.map(|c| &c.finding));
    tally.sort_by_key(|(word, _)| place(*word));
    let number: u64 = tally.iter().map(|(_, n)| n).sum();
    let lead = match kind {
        Kind::Tested => m.n("found-tested", number, &[]),
        Kind::Fact => m.n("found-facts", number, &[]),
        Kind::Judgement => m.n("found-judgements", number, &[]),
    };
    html! {
        @if number > 0 {
            p class="tally" data-tested=[(kind == Kind::Tested).then_some("")] {
                (lead)
                @if kind != Kind::Judgement {
                    @for (word, n) in tally { " " span { (shape(word)) " " (entry(v, word, n)) } }
                }
            }
        }
    }
}

/// `15 hold`; of facts `30 agree`, for what they are is said before.
fn entry(v: &View, word: Word, n: u64) -> String {
    match word {
        Word::InputCheck {
            holds: true,
            sourced: true,
        } => v.m.n("fact-agrees", n, &[]),
        Word::InputCheck {
            holds: false,
            sourced: true,
        } => v.m.n("fact-differs", n, &[]),
        _ => claims::tally_entry(v.m, word, n),
    }
}

/// Verdicts in the order in which they are counted.
pub(crate) fn place(word: Word) -> usize {
    match word {
        Word::Holds => 0,
        Word::Contested => 1,
        Word::Fails => 2,
        // From the likeliest down.
        Word::Likelihood(likelihood) => 9 - likelihood as usize,
        Word::InputCheck { holds, sourced } => 10 + 2 * usize::from(!holds) + usize::from(!sourced),
        Word::NotTested => 14,
        Word::NoResult => 15,
        Word::NoVerdict => 16,
        Word::SaysNothing => 17,
    }
}
