//! All claims at a glance.

use contend_analysis::verdict::Word;
use contend_session::page::Block;
use contend_words::claims;
use maud::{Markup, html};

use crate::brief::inlines;
use crate::findings::{Kind, kind};
use crate::view::{View, capital, shape, share_bar};

/// The list of claims, grouped as the text is: tested ones first, facts that were looked up folded to a line.
pub(crate) fn rail(v: &View) -> Markup {
    let is_fact = |index: &usize| kind(&v.page.claims[*index]) == Kind::Fact;
    html! {
        nav class="rail" id="claims-at-a-glance" aria-labelledby="rail-title" {
            h2 id="rail-title" { (v.m.t("claims-at-a-glance")) }
            @for (heading, claims) in groups(v) {
                @let (facts, tested): (Vec<usize>, Vec<usize>) = claims.into_iter().partition(is_fact);
                @if let Some(heading) = heading { p class="group" lang=[v.lang()] dir="auto" { (heading) } }
                @if !tested.is_empty() { (list(v, &tested)) }
                @if !facts.is_empty() {
                    details class="facts" {
                        summary { (facts_in_a_line(v, &facts)) }
                        (list(v, &facts))
                    }
                }
            }
        }
    }
}

fn list(v: &View, claims: &[usize]) -> Markup {
    html! {
        ol {
            @for index in claims {
                @let claim = &v.page.claims[*index];
                li value=(claim.number) {
                    a href={ "#claim-" (claim.finding.id) } data-rail=[v.retold(claim)] {
                        (shape(claim.finding.verdict.word))
                        span class="name" lang=[v.lang()] dir="auto" { (capital(&claim.name)) }
                        @if let Some(share) = claim.finding.share() {
                            span class="share" { span class="away" { (claims::verdict_in_full(v.m, claim.finding.verdict.word)) " " } (v.m.percent(share)) }
                            (share_bar(share, v.bounds(), v.retold(claim)))
                        } @else {
                            span class="share word" { (claims::short_verdict(v.m, claim.finding.verdict.word)) }
                        }
                    }
                }
            }
        }
    }
}

/// `5 facts: all agree`, or how many differ.
fn facts_in_a_line(v: &View, facts: &[usize]) -> String {
    let agree = |index: &&usize| {
        let word = v.page.claims[**index].finding.verdict.word;
        matches!(word, Word::InputCheck { holds: true, .. })
    };
    let (all, agree) = (facts.len(), facts.iter().filter(agree).count());
    let differ = ("differ", &*v.m.count((all - agree) as u64));
    match agree {
        n if n == all => v.m.n("facts-agree", all as u64, &[]),
        _ => v.m.n("facts-differ", all as u64, &[differ]),
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
