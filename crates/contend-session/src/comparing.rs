//! What is found of the comparisons of a claim's test, beside how often it holds.

use contend_analysis::claim::{Truths, in_worlds_given};
use contend_analysis::comparison::{stretch, threshold, under_control, with_threshold};
use contend_analysis::dependence::{Dependence, dependence_of_test};
use contend_analysis::grounds::Backing;
use contend_analysis::over_worlds::together;
use contend_analysis::repeats::repeats;
use contend_analysis::replications::tally_in;
use contend_analysis::verdict::Verdict;
use contend_analysis::{Inputs, Share, comparisons, ties};
use contend_engine::design::Worlds;
use contend_ensemble::{Column, Columns};
use contend_model::expression::{Expression, Term};
use contend_model::model::{Claim, ClaimTest, Scenario};
use contend_model::place::{Files, Span};
use contend_model::silence::silences;

use crate::claims::question;
use crate::hinges::{Tried, options, turns};
use crate::report::{
    ControlReport, OptionReport, RepeatReport, SilentReport, TheoryReport, ThresholdReport,
    ThresholdsReport, TieReport,
};

/// Share of worlds above which equal sides are worth a word.
const FEW_TIES: f64 = 0.01;

/// Comparisons of a claim that its scenario says nothing about.
pub(crate) fn silent(scenario: &Scenario, files: &Files, claim: &Claim) -> Vec<SilentReport> {
    let Some(test) = claim.test.simulated() else {
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

/// The input that a test repeats, judged by the worlds whose draws are kept.
pub(crate) fn repeated(
    scenario: &Scenario,
    truths: &[Option<bool>],
    (tried, inputs, rests): (&Tried, &Inputs, &Dependence),
) -> Option<RepeatReport> {
    let kept = tried.kept(truths);
    let found = repeats(inputs, &tried.places(&rests.inputs), kept)?;
    let id = tried.ids[found.input];
    let input = &scenario.inputs[id.index()];
    let quantity = scenario.quantity(input.quantity);
    Some(RepeatReport {
        input: input.name.clone(),
        unit: quantity.unit.to_string(),
        backing: Backing::of(scenario, &quantity.origin),
        turns: turns(scenario, &found.at, id),
        exceptions: found.exceptions,
        worlds: found.worlds,
    })
}

/// The share of worlds in which a test holds under each option of each choice that it depends on.
pub(crate) fn theories(
    scenario: &Scenario,
    truths: &Truths,
    rests: &Dependence,
    columns: &dyn Columns,
) -> Vec<TheoryReport> {
    let choices = rests.inputs.iter().filter_map(|id| {
        let options = options(scenario, *id);
        let drawn = columns.column(Column::Input(*id))?;
        (options.len() > 1).then_some((id, options, drawn))
    });
    choices
        .map(|(id, options, drawn)| {
            let told = options.iter().enumerate().filter_map(|(place, option)| {
                let under = drawn.iter().zip(&truths.values);
                let under = under.map(|(drawn, truth)| truth.filter(|_| *drawn as usize == place));
                let share = Share::of(tally_in(&under.collect::<Vec<_>>(), columns))?;
                let option = option.clone();
                Some(OptionReport { option, share })
            });
            TheoryReport {
                input: scenario.inputs[id.index()].name.clone(),
                options: told.collect(),
            }
        })
        .collect()
}

/// The share of worlds in which a test holds at thresholds about its own.
pub(crate) fn thresholds(
    scenario: &Scenario,
    test: &Expression,
    given: Option<&Expression>,
    truths: &Truths,
    columns: &dyn Columns,
) -> Option<ThresholdsReport> {
    let mut own = threshold(scenario, test, columns)?;
    if given.is_some() {
        let judged = own.compared.iter_mut().zip(&truths.values);
        judged
            .filter(|(_, t)| t.is_none())
            .for_each(|(x, _)| *x = f64::NAN);
    }
    let at: Vec<ThresholdReport> = stretch(&own)?
        .into_iter()
        .map(|threshold| {
            let test = with_threshold(scenario, test, threshold);
            let truths = in_worlds_given(scenario, &test, given, columns).ok()?;
            let share = Share::of(truths.tally)?;
            Some(ThresholdReport { threshold, share })
        })
        .collect::<Option<_>>()?;
    // Far from all that is compared, every threshold gives the same.
    (at.first()?.share.share != at.last()?.share.share).then(|| ThresholdsReport {
        threshold: own.value,
        unit: own.unit.to_string(),
        at,
    })
}

/// What a test gives under its claim's control.
pub(crate) fn control(
    scenario: &Scenario,
    claim: &Claim,
    test: &Expression,
    columns: &dyn Columns,
    worlds: &Worlds,
) -> Option<ControlReport> {
    let control = claim.control?;
    let test = under_control(test, scenario.baseline, control);
    let given = claim.given.as_ref().map(|given| &given.condition);
    let rests = dependence_of_test(scenario, &test);
    let share = match &claim.test {
        ClaimTest::OverWorlds(_) => {
            let question = question(scenario, claim, &test, &rests, worlds);
            let found = together(question, columns).ok()?;
            Verdict::over_worlds(&found, &scenario.verdict_rule).share?
        }
        _ => Share::of(in_worlds_given(scenario, &test, given, columns).ok()?.tally)?,
    };
    let share = match rests.differs() {
        true => share,
        false => share.certain(),
    };
    Some(ControlReport {
        profile: scenario.profiles[control.index()].id.clone(),
        share,
        succeeds: share.share >= scenario.verdict_rule.holds,
    })
}

/// The profile that a test reads an outcome under without naming it.
pub(crate) fn unnamed(scenario: &Scenario, files: &Files, claim: &Claim) -> Option<String> {
    let mut unnamed = false;
    let mut seen = |e: &Expression| {
        if let Term::Outcome {
            outcome, profile, ..
        } = e.term
            && profile == scenario.baseline
        {
            let text = &files.get(e.span.file).text;
            let (from, to) = (e.span.start as usize, e.span.end as usize);
            let part = text.get(from..to).unwrap_or_default();
            // What a question to a game reads is written nowhere.
            unnamed |=
                part.starts_with(&scenario.outcomes[outcome.index()].id) && !part.contains('@');
        }
    };
    for read in claim.read_in_worlds() {
        read.visit(&mut seen);
    }
    unnamed.then(|| scenario.profiles[scenario.baseline.index()].id.clone())
}

/// A part of a claim's test as its author wrote it; all of it where its place is not known.
pub(crate) fn written(files: &Files, claim: &Claim, span: Span) -> String {
    let text = &files.get(span.file).text;
    let part = text.get(span.start as usize..span.end as usize);
    match part.map(str::trim) {
        Some(part) if !part.is_empty() && claim.text.contains(part) => part.to_owned(),
        _ => claim.text.clone(),
    }
}
