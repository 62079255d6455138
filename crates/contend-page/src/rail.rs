//! All claims at a glance.

use contend_analysis::verdict::Word;
use contend_session::page::Block;
use contend_words::claims;
use maud::{Markup, html};

use crate::brief::inlines;
use crate::view::{View, capital, shape, share_bar};

/// The list of claims, grouped as the text is, with the count of each verdict above.
pub(crate) fn rail(v: &View) -> Markup {
    html! {
        nav class="rail" id="claims-at-a-glance" aria-labelledby="rail-title" {
            h2 id="rail-title" { (v.m.t("claims-at-a-glance")) }
            (tally(v))
            @for (heading, claims) in groups(v) {
                @if let Some(heading) = heading { p class="group" lang=[v.lang()] dir="auto" { (heading) } }
                ol {
                    @for index in claims {
                        @let claim = &v.page.claims[index];
                        li value=(claim.number) {
                            a href={ "#claim-" (claim.finding.id) } {
                                (shape(claim.finding.verdict.word))
                                span class="name" lang=[v.lang()] dir="auto" { (capital(&claim.name)) }
                                @if let Some(share) = claim.finding.share() {
                                    span class="share" { span class="away" { (claims::verdict_in_full(v.m, claim.finding.verdict.word)) " " } (v.m.percent(share)) }
                                    (share_bar(share, v.bounds()))
                                } @else {
                                    span class="share word" { (claims::short_verdict(v.m, claim.finding.verdict.word)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How many claims have each verdict.
fn tally(v: &View) -> Markup {
    let mut tally = claims::tally(v.page.claims.iter().map(|c| &c.finding));
    tally.sort_by_key(|(word, _)| place(*word));
    html! {
        ul class="tally" {
            @for (word, n) in tally { li { (shape(word)) " " (claims::tally_entry(v.m, word, n)) } }
        }
    }
}

/// Verdicts in the order in which they are counted.
fn place(word: Word) -> usize {
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

/// Claims under the heading where the brief first marks them; those that it does not mark come last.
fn groups(v: &View) -> Vec<(Option<Markup>, Vec<usize>)> {
    let mut groups: Vec<(Option<Markup>, Vec<usize>)> = vec![(None, Vec::new())];
    let mut seen = vec![false; v.page.claims.len()];
    if let Some(brief) = &v.page.brief {
        for block in &brief.blocks {
            if let Block::Heading(level, line) = block
                && *level <= 2
            {
                // A mark in a heading is no part of the group's name.
                let words: Vec<_> = line
                    .iter()
                    .filter(|i| matches!(i, contend_session::page::Inline::Text(_)))
                    .cloned()
                    .collect();
                groups.push((Some(inlines(v, &words)), Vec::new()));
            }
            let last = groups.len() - 1;
            contend_session::page::each_claim(std::slice::from_ref(block), &mut |claim| {
                if !seen[claim] {
                    seen[claim] = true;
                    groups[last].1.push(claim);
                }
            });
        }
    }
    let rest: Vec<usize> = v.order.iter().copied().filter(|c| !seen[*c]).collect();
    let heading = v
        .page
        .brief
        .as_ref()
        .map(|_| html! { (v.m.t("claims-not-in-brief")) });
    groups.push((heading, rest));
    groups.retain(|(_, claims)| !claims.is_empty());
    groups
}
