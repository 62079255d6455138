//! What is found of the comparisons of a claim's test.

use contend_analysis::claim::Truths;
use contend_analysis::{Share, comparisons, ties};
use contend_ensemble::Columns;
use contend_model::expression::Expression;
use contend_model::model::{Claim, ClaimTest, Scenario};
use contend_model::place::{Files, Span};
use contend_model::silence::silences;

use crate::report::{SilentReport, TieReport};

/// Share of worlds above which equal sides are worth a word.
const FEW_TIES: f64 = 0.01;

/// Comparisons of a claim that its scenario says nothing about.
pub(crate) fn silent(scenario: &Scenario, files: &Files, claim: &Claim) -> Vec<SilentReport> {
    let ClaimTest::Worlds(test) = &claim.test else {
        return Vec::new();
    };
    let found = silences(scenario, test).into_iter();
    let report = |s: contend_model::silence::Silence| SilentReport {
        comparison: written(files, claim, s.span),
        profiles: (s.profiles.iter())
            .map(|p| scenario.profiles[p.index()].id.clone())
            .collect(),
        outcomes: (s.outcomes.iter())
            .map(|o| scenario.outcomes[o.index()].id.clone())
            .collect(),
    };
    found.map(report).collect()
}

/// Comparisons of profiles in which both sides are often equal.
pub(crate) fn equal(
    scenario: &Scenario,
    files: &Files,
    claim: &Claim,
    test: &Expression,
    truths: &Truths,
    columns: &dyn Columns,
) -> Vec<TieReport> {
    let found = comparisons(test).into_iter();
    found
        .filter(|c| c.orders() && c.of_profiles())
        .filter_map(|c| {
            let comparison = written(files, claim, c.whole.span);
            // A question to a game is made of many comparisons, none of which anybody wrote.
            if !comparison.contains(['<', '>']) {
                return None;
            }
            let share = Share::of(ties(scenario, &c, truths, columns).ok()?)?;
            (share.share > FEW_TIES).then(|| TieReport {
                comparison,
                share,
                counts_as: c.takes_equal(),
            })
        })
        .collect()
}

/// A part of a claim's test as its author wrote it; all of it where its place is not known.
fn written(files: &Files, claim: &Claim, span: Span) -> String {
    let text = &files.get(span.file).text;
    let part = text.get(span.start as usize..span.end as usize);
    match part.map(str::trim) {
        Some(part) if !part.is_empty() && claim.text.contains(part) => part.to_owned(),
        _ => claim.text.clone(),
    }
}
