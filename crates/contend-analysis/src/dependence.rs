//! What a claim's test rests on: every number that can reach it through the equations.

use contend_model::expression::Expression;
use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Claim, ClaimTest, QuantityKind, Scenario, Tie};
use contend_model::reach::{Source, draws, read_by, reads};

/// What a test rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependence {
    /// Parameters and series, ascending.
    pub quantities: Vec<QuantityId>,
    /// Uncertain inputs of those parameters, ascending.
    pub inputs: Vec<InputId>,
    /// Whether chance within runs can reach it: luck.
    pub chance: bool,
}

impl Dependence {
    /// Whether anything that it rests on can differ between worlds. Else all worlds are alike to the test, and one tells as
    /// much as all.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.chance || !self.inputs.is_empty()
    }
}

/// Every parameter, series and input that a claim's test can depend on.
///
/// Followed through outcomes under the profiles that the test names, equations, stocks with their flows, events with
/// their effects, and the strategies of those profiles. It is a question of what is written: an equation that reads a
/// parameter depends on it, also where a zero cancels it. What reaches a test only through an event or a profile that
/// the test does not touch is left out.
#[must_use]
pub fn dependence(scenario: &Scenario, claim: &Claim) -> Dependence {
    match &claim.test {
        ClaimTest::Inputs(test) => dependence_of_test(scenario, test),
        _ => {
            let mut search = Search::new(scenario);
            claim
                .read_in_worlds()
                .for_each(|read| search.read(read, None));
            search.end()
        }
    }
}

/// The same of a test.
#[must_use]
pub fn dependence_of_test(scenario: &Scenario, test: &Expression) -> Dependence {
    let mut search = Search::new(scenario);
    search.read(test, None);
    search.end()
}

/// Every parameter, series and input that outcomes under profiles can depend on, followed as in [`dependence`].
#[must_use]
pub fn dependence_of(scenario: &Scenario, read: &[(OutcomeId, ProfileId)]) -> Dependence {
    let mut search = Search::new(scenario);
    for (outcome, profile) in read {
        search.add(Some(*profile), Source::Outcome(*outcome));
    }
    search.end()
}

struct Search<'s> {
    scenario: &'s Scenario,
    /// Places under profiles; under none for what a test reads directly.
    open: Vec<(Option<ProfileId>, Source)>,
    seen: std::collections::BTreeSet<(Option<ProfileId>, Source)>,
    /// Parameters and series found.
    quantities: Vec<bool>,
    chance: bool,
}

impl<'s> Search<'s> {
    fn new(scenario: &'s Scenario) -> Search<'s> {
        Search {
            scenario,
            open: Vec::new(),
            quantities: vec![false; scenario.quantities.len()],
            seen: std::collections::BTreeSet::new(),
            chance: false,
        }
    }

    /// Follows all that is open.
    fn end(mut self) -> Dependence {
        while let Some((profile, place)) = self.open.pop() {
            self.follow(profile, place);
        }
        let quantities: Vec<QuantityId> = self
            .quantities
            .iter()
            .enumerate()
            .filter(|(_, found)| **found)
            .map(|(q, _)| QuantityId(q as u32))
            .collect();
        let mut inputs: Vec<InputId> = Vec::new();
        for quantity in &quantities {
            if let QuantityKind::Parameter(parameter) = &self.scenario.quantity(*quantity).kind {
                let drawn = parameter.inputs.iter().flatten();
                inputs.extend(drawn.map(|input| self.scenario.drawn_as(*input)));
            }
        }
        // What bounds an input decides too.
        let mut at = 0;
        while let Some(id) = inputs.get(at) {
            if let Some(Tie::Between { low, high }) = &self.scenario.inputs[id.index()].tie {
                let bounds = low.iter().chain(high).map(|b| self.scenario.drawn_as(*b));
                let new: Vec<InputId> = bounds.filter(|b| !inputs.contains(b)).collect();
                inputs.extend(new);
            }
            at += 1;
        }
        inputs.sort_unstable();
        inputs.dedup();
        Dependence {
            quantities,
            inputs,
            chance: self.chance,
        }
    }

    fn read(&mut self, expression: &Expression, profile: Option<ProfileId>) {
        read_by(expression, profile, &mut |profile, source| {
            self.add(profile, source);
        });
    }

    fn add(&mut self, profile: Option<ProfileId>, source: Source) {
        if self.seen.insert((profile, source)) {
            self.open.push((profile, source));
        }
    }

    fn follow(&mut self, profile: Option<ProfileId>, source: Source) {
        if let Source::Quantity(id) = source
            && let Some(quantity) = self.scenario.quantities.get(id.index())
            && let QuantityKind::Parameter(_) | QuantityKind::Series { .. } = quantity.kind
        {
            self.quantities[id.index()] = true;
        }
        self.chance |= draws(self.scenario, profile, source);
        reads(self.scenario, profile, source, &mut |profile, source| {
            self.add(profile, source);
        });
    }
}
