//! All claims at a glance.

use contend_session::page::{Block, Mark};
use maud::{Markup, html};

use crate::brief::inlines;
use crate::view::{View, capital, shape, share_bar};

/// The list of claims, grouped as the text is, with the count of each verdict above.
pub(crate) fn rail(v: &View) -> Markup {
    let rule = (v.page.rule.fails, v.page.rule.holds);
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
                            a href={ "#claim-" (claim.id) } {
                                (shape(claim.mark))
                                span class="name" lang=[v.lang()] dir="auto" { (capital(&claim.name)) }
                                @if let Some(share) = claim.share {
                                    span class="share" { span class="away" { (v.word(claim)) " " } (v.m.percent(share)) }
                                    (share_bar(share, rule))
                                } @else {
                                    span class="share word" { (v.short_word(claim)) }
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
    let marks = [
        (Mark::Holds, "tally-holds"),
        (Mark::Contested, "tally-contested"),
        (Mark::Fails, "tally-fails"),
        (Mark::Agrees, "tally-agrees"),
        (Mark::Differs, "tally-differs"),
        (Mark::NotTested, "tally-not-tested"),
    ];
    html! {
        ul class="tally" {
            @for (mark, key) in marks {
                @let n = v.page.claims.iter().filter(|c| c.mark == mark).count() as u64;
                @if n > 0 { li { (shape(mark)) " " (v.m.n(key, n, &[])) } }
            }
        }
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
