//! What all worlds together say of a claim, and which worlds it is judged on, with the names of the scenario.

use contend_analysis::claim::Truths;
use contend_analysis::dependence::Dependence;
use contend_analysis::over_worlds::{FEWEST_WORLDS, Side, Together, Unjudged};
use contend_analysis::undecided::Undecided;
use contend_analysis::{Share, Tally, comparisons};
use contend_ensemble::Columns;
use contend_model::expression::{Expression, Term};
use contend_model::model::{Claim, Scenario};
use contend_model::place::Files;

use crate::comparing::written;
use crate::report::{
    GivenReport, OverWorldsReport, SideReport, SidesReport, UndecidedReport, UnjudgedReport,
};

/// What all worlds together say of a test.
pub(crate) fn report(
    files: &Files,
    claim: &Claim,
    test: &Expression,
    found: &Together,
    speaks: Tally,
) -> OverWorldsReport {
    let comparisons_of = comparisons(test);
    let sides = found.sides.iter().filter_map(|sides| {
        let c = comparisons_of.get(sides.comparison)?;
        // A question to a game is made of many comparisons, none of which anybody wrote.
        let by_hand = c.left.span != c.whole.span;
        let number = matches!(c.left.term, Term::Number(_));
        by_hand.then(|| SidesReport {
            comparison: written(files, claim, c.whole.span),
            unit: if number { &c.right.unit } else { &c.left.unit }.to_string(),
            left: side(sides.left),
            right: side(sides.right),
        })
    });
    OverWorldsReport {
        true_of_worlds: found.holds,
        counting: found.counting.worlds,
        effective: found.counting.effective(),
        resamples: found.resamples,
        true_in: found.holds_in,
        unseen: found.unseen,
        comparisons: sides.collect(),
        speaks: found.pull.as_ref().and_then(|_| Share::of(speaks)),
    }
}

fn side(side: Side) -> SideReport {
    let finite = |x: f64| x.is_finite().then_some(x);
    SideReport {
        value: finite(side.value),
        interval: side.interval.map(|(low, high)| (finite(low), finite(high))),
    }
}

/// The worlds on which a claim is judged, where not on all.
pub(crate) fn given(
    claim: &Claim,
    truths: &Truths,
    together: Option<&Together>,
    columns: &dyn Columns,
) -> Option<GivenReport> {
    let counting = together.map_or(truths.tally, |t| t.counting);
    claim.given.as_ref().map(|given| GivenReport {
        condition: given.text.clone(),
        counting: counting.worlds,
        effective: counting.effective(),
        worlds: columns.worlds() as u64,
    })
}

/// Why a claim is not judged, where too few of its worlds count.
pub(crate) fn too_few(truths: &Truths, rests: &Dependence) -> Option<UnjudgedReport> {
    if truths.tally.worlds == 0 {
        return (truths.failed == 0).then_some(UnjudgedReport::NoWorld);
    }
    let effective = truths.sets;
    let few = rests.differs() && effective < FEWEST_WORLDS;
    few.then_some(UnjudgedReport::TooFew { effective })
}

/// Why a claim about all worlds is not judged.
pub(crate) fn unjudged(scenario: &Scenario, why: Unjudged) -> UnjudgedReport {
    match why {
        Unjudged::Undecided(open) => UnjudgedReport::Undecided(undecided_report(scenario, &open)),
        Unjudged::LeftOut => UnjudgedReport::LeftOut,
        Unjudged::TooFew(effective) => UnjudgedReport::TooFew { effective },
        Unjudged::None => UnjudgedReport::NoWorld,
        Unjudged::Beyond(level) => UnjudgedReport::Beyond { level },
        Unjudged::Infinite => UnjudgedReport::Infinite,
        Unjudged::NoValue => UnjudgedReport::NoValue,
    }
}

/// Games of which the worlds that are left out leave open what is played.
pub(crate) fn undecided(
    scenario: &Scenario,
    claim: &Claim,
    test: &Expression,
    truths: Option<&Truths>,
    columns: &dyn Columns,
) -> Vec<UndecidedReport> {
    let given = claim.given.as_ref().map(|given| &given.condition);
    let lost = |world: usize| truths.is_none_or(|t| t.values[world].is_none());
    // A test that cannot be evaluated has said so already.
    let found = contend_analysis::undecided::undecided(scenario, test, given, lost, columns);
    let found = found.unwrap_or_default();
    found
        .iter()
        .map(|u| undecided_report(scenario, u))
        .collect()
}

fn undecided_report(scenario: &Scenario, undecided: &Undecided) -> UndecidedReport {
    let game = scenario.games.get(undecided.game);
    UndecidedReport {
        game: game.map(|g| g.id.clone()).unwrap_or_default(),
        tie: undecided.tie,
        worlds: undecided.worlds,
    }
}
