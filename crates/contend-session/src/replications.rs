//! Worlds that share their inputs: how many, what claims are asked of, and what they hinge on.

use contend_analysis::hinges::{Hinges, hinges};
use contend_analysis::replications::averages;
use contend_analysis::{Inputs, Target};
use contend_ensemble::{Averaged, Columns, Frame};
use contend_model::id::InputId;
use contend_model::model::{Claim, Scenario};

use crate::error::RunError;
use crate::hinges::Tried;

/// How many worlds share each set of inputs: as asked, else as the scenario says.
pub(crate) fn of(scenario: &Scenario, asked: Option<u64>) -> Result<u64, RunError> {
    let replications = asked.unwrap_or(u64::from(scenario.replications)).max(1);
    let known = scenario.events.iter().find(|event| !event.known.is_empty());
    if let Some(event) = known.filter(|_| replications > 1) {
        return Err(RunError::LucksOfFacts {
            event: event.name.clone(),
        });
    }
    let averaged = scenario.claims.iter().find(|claim| claim.by_inputs);
    match averaged.filter(|_| replications == 1) {
        Some(claim) => Err(RunError::OneLuck {
            claim: claim.id.clone(),
        }),
        None => Ok(replications),
    }
}

/// Worlds as claims are asked of them: one by one, or averaged over the lucks of each set of inputs.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    worlds: &'a Frame<'a>,
    averaged: Option<Averaged<'a>>,
}

impl<'a> Asked<'a> {
    /// Averages are made where some claim is asked of them.
    pub fn new(scenario: &Scenario, worlds: &'a Frame<'a>) -> Asked<'a> {
        let some = scenario.claims.iter().any(|claim| claim.by_inputs);
        Asked {
            worlds,
            averaged: some.then(|| Averaged::new(worlds, scenario)),
        }
    }

    /// What a claim is asked of.
    pub fn of(&self, claim: &Claim) -> &dyn Columns {
        match self.averaged.as_ref().filter(|_| claim.by_inputs) {
            Some(averaged) => averaged,
            None => self.worlds,
        }
    }

    /// How many worlds there are.
    pub fn worlds(&self) -> usize {
        self.worlds.worlds()
    }

    /// The first world of a place among what a claim is asked of.
    pub fn world(&self, claim: &Claim, place: usize) -> u64 {
        (place * self.each(claim)) as u64
    }

    /// The place of a world among what a claim is asked of.
    pub fn place(&self, claim: &Claim, world: usize) -> usize {
        world / self.each(claim)
    }

    fn each(&self, claim: &Claim) -> usize {
        match claim.by_inputs {
            true => self.worlds.replications().max(1),
            false => 1,
        }
    }
}

/// What decides a truth among the inputs that it may depend on. Worlds that share their inputs count as one, in which the truth
/// is the share of them in which it holds; what that explains is told as a part of the variance of the truth in single worlds, as
/// without replications, so that it goes with the share of luck.
pub(crate) fn deciding(
    tried: &Tried,
    inputs: &Inputs,
    among: &[InputId],
    truths: &[Option<bool>],
    (weights, replications): (Option<&[f64]>, usize),
) -> Hinges {
    if replications <= 1 {
        return tried.hinges(inputs, among, truths, weights);
    }
    let found = averages(truths, weights, replications);
    let places = tried.places(among);
    let target = Target::Number(tried.kept(&found.values));
    let mut hinges = hinges(inputs, &places, &target, found.weights.as_deref());
    hinges.explains *= found.part;
    for hinge in &mut hinges.hinges {
        hinge.explains *= found.part;
        hinge.part *= found.part;
    }
    hinges
}

/// A truth in one world of each set of inputs: such worlds are independent of each other.
pub(crate) fn first_lucks(truths: &[Option<bool>], replications: usize) -> Vec<Option<bool>> {
    truths
        .iter()
        .step_by(replications.max(1))
        .copied()
        .collect()
}
