//! What a claim's test rests on: every number that can reach it through the equations.

use contend_model::expression::{Expression, Term};
use contend_model::id::{EventId, InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Claim, ClaimTest, QuantityKind, Scenario, Trigger};

/// What a test rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependence {
    /// Parameters and series, ascending.
    pub quantities: Vec<QuantityId>,
    /// Uncertain inputs of those parameters, ascending.
    pub inputs: Vec<InputId>,
}

/// Every parameter, series and input that a claim's test can depend on.
///
/// Followed through outcomes under the profiles that the test names, equations, stocks with their flows, events with
/// their effects, and the strategies of those profiles. It is a question of what is written: an equation that reads a
/// parameter depends on it, also where a zero cancels it. What reaches a test only through an event or a profile that
/// the test does not touch is left out.
#[must_use]
pub fn dependence(scenario: &Scenario, claim: &Claim) -> Dependence {
    let test = match &claim.test {
        ClaimTest::Worlds(test) | ClaimTest::Inputs(test) => test,
        ClaimTest::ValueJudgement => return Dependence::default(),
    };
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

/// Something whose equations are to be followed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Outcome(OutcomeId),
    Quantity(QuantityId),
    Event(EventId),
}

struct Search<'s> {
    scenario: &'s Scenario,
    /// Places under profiles; under none for what a test reads directly.
    open: Vec<(Option<ProfileId>, Source)>,
    seen: std::collections::BTreeSet<(Option<ProfileId>, Source)>,
    /// Parameters and series found.
    quantities: Vec<bool>,
}

impl<'s> Search<'s> {
    fn new(scenario: &'s Scenario) -> Search<'s> {
        Search {
            scenario,
            open: Vec::new(),
            quantities: vec![false; scenario.quantities.len()],
            seen: std::collections::BTreeSet::new(),
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
                inputs.extend(parameter.inputs.iter().flatten());
            }
        }
        inputs.sort_unstable();
        inputs.dedup();
        Dependence { quantities, inputs }
    }

    fn read(&mut self, expression: &Expression, profile: Option<ProfileId>) {
        expression.visit(&mut |e| match e.term {
            Term::Read { quantity, .. } => self.add(profile, Source::Quantity(quantity)),
            Term::Outcome {
                outcome, profile, ..
            } => self.add(Some(profile), Source::Outcome(outcome)),
            Term::Happened { event, .. } => self.add(profile, Source::Event(event)),
            _ => {}
        });
    }

    fn add(&mut self, profile: Option<ProfileId>, place: Source) {
        if self.seen.insert((profile, place)) {
            self.open.push((profile, place));
        }
    }

    fn follow(&mut self, profile: Option<ProfileId>, place: Source) {
        let sc = self.scenario;
        match place {
            Source::Outcome(outcome) => {
                if let Some(outcome) = sc.outcomes.get(outcome.index()) {
                    self.read(&outcome.equation, profile);
                }
            }
            Source::Event(event) => {
                if let Some(event) = sc.events.get(event.index()) {
                    match &event.trigger {
                        Trigger::At { .. } => {}
                        Trigger::Hazard(e) | Trigger::When(e) => self.read(e, profile),
                    }
                }
            }
            Source::Quantity(id) => self.follow_quantity(profile, id),
        }
    }

    fn follow_quantity(&mut self, profile: Option<ProfileId>, id: QuantityId) {
        let sc = self.scenario;
        let Some(quantity) = sc.quantities.get(id.index()) else {
            return;
        };
        match &quantity.kind {
            QuantityKind::Parameter(_) | QuantityKind::Series { .. } => {
                self.quantities[id.index()] = true
            }
            QuantityKind::Variable { equation } => self.read(equation, profile),
            QuantityKind::Flow(flow) => self.read(&flow.equation, profile),
            QuantityKind::Stock(stock) => {
                let parts = std::iter::once(&stock.start).chain(&stock.change);
                for e in parts.chain(&stock.inflows).chain(&stock.outflows) {
                    self.read(e, profile);
                }
                for (at, event) in sc.events.iter().enumerate() {
                    for effect in event.effects.iter().filter(|effect| effect.stock == id) {
                        self.read(&effect.amount, profile);
                        self.add(profile, Source::Event(EventId(at as u32)));
                    }
                }
            }
            QuantityKind::Lever(lever) => {
                let strategy = profile
                    .and_then(|p| sc.profiles.get(p.index()))
                    .and_then(|p| p.strategies.get(lever.actor.index()).copied().flatten())
                    .and_then(|s| sc.strategies.get(s.index()));
                for (_, setting) in strategy
                    .iter()
                    .flat_map(|s| &s.settings)
                    .filter(|(q, _)| *q == id)
                {
                    self.read(setting, profile);
                }
            }
        }
    }
}
