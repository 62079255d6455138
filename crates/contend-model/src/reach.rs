//! What reads what: the parts of a scenario whose numbers can reach others.
//!
//! It is a question of what is written: an equation that reads a parameter depends on it, also where a zero cancels it.

use crate::clock::Clock;
use crate::expression::{Expression, Term};
use crate::id::{EventId, OutcomeId, ProfileId, QuantityId};
use crate::model::{Event, Floor, QuantityKind, Scenario, Trigger};

/// Something that is computed under a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An outcome.
    Outcome(OutcomeId),
    /// A parameter, series, stock, flow, variable or lever.
    Quantity(QuantityId),
    /// Whether an event happens, or comes to one of its outcomes.
    Event(EventId),
}

/// Tells `found` of everything that an expression reads itself, and under which profile. Outcomes bring their own profile;
/// all else is read under the one given.
pub fn read_by(
    expression: &Expression,
    profile: Option<ProfileId>,
    found: &mut dyn FnMut(Option<ProfileId>, Source),
) {
    expression.visit(&mut |e| match e.term {
        Term::Read { quantity, .. } => found(profile, Source::Quantity(quantity)),
        Term::Outcome {
            outcome, profile, ..
        } => found(Some(profile), Source::Outcome(outcome)),
        Term::Happened { event, .. } => found(profile, Source::Event(event)),
        _ => {}
    });
}

/// The last grid point that an expression looks at: the end of the latest window of its summaries, or the grid point after it
/// where it lies between two. The first where it looks at none.
#[must_use]
pub fn last_read(clock: &Clock, expression: &Expression) -> u32 {
    let mut last = 0;
    expression.visit(&mut |e| {
        if let Term::Summary { window, .. } = &e.term {
            let to = window.1;
            let after = || clock.steps.min(clock.step_of(to) + 1);
            last = last.max(clock.instant(to).unwrap_or_else(after));
        }
    });
    last
}

/// Tells `found` of everything that a source reads itself under a profile: through its equation; of an outcome of an event,
/// that event and its other outcomes; of a stock, its start, its
/// flows, and the events that strike it; of a lever, the strategies of its actor. Without a profile no lever reads anything.
pub fn reads(
    scenario: &Scenario,
    profile: Option<ProfileId>,
    source: Source,
    found: &mut dyn FnMut(Option<ProfileId>, Source),
) {
    equations(scenario, profile, source, &mut |e| {
        read_by(e, profile, found);
    });
    if let Source::Event(id) = source
        && let Some(of) = scenario.events.get(id.index()).and_then(Event::outcome_of)
    {
        // Which of the outcomes comes to pass hangs on the weights of all.
        found(profile, Source::Event(of));
        for other in scenario.outcomes_of(of).filter(|other| *other != id) {
            found(profile, Source::Event(other));
        }
    }
    if let Source::Quantity(id) = source {
        for (at, event) in scenario.events.iter().enumerate() {
            if event.effects.iter().any(|effect| effect.stock == id) {
                found(profile, Source::Event(EventId(at as u32)));
            }
        }
        if let Some(QuantityKind::Flow(flow)) = scenario.quantities.get(id.index()).map(|q| &q.kind)
        {
            // What flows hangs on what there is, and on what else leaves it.
            let floored = |stock: &&QuantityId| {
                matches!(
                    scenario.quantities.get(stock.index()).map(|q| &q.kind),
                    Some(QuantityKind::Stock(s)) if s.floor != Floor::None
                )
            };
            for stock in flow.from.iter().chain(&flow.to).filter(floored) {
                found(profile, Source::Quantity(*stock));
            }
        }
    }
}

/// Whether a source draws by chance itself: in one of its equations, or as an event with a hazard or an outcome of one.
#[must_use]
pub fn draws(scenario: &Scenario, profile: Option<ProfileId>, source: Source) -> bool {
    let mut draws = match source {
        Source::Event(id) => scenario
            .events
            .get(id.index())
            .is_some_and(|e| matches!(e.trigger, Trigger::Hazard(_) | Trigger::Outcome { .. })),
        _ => false,
    };
    equations(scenario, profile, source, &mut |e| {
        e.visit(&mut |part| draws |= matches!(part.term, Term::Chance { .. }));
    });
    draws
}

/// Whether anything in a scenario happens by chance within a run.
#[must_use]
pub fn has_chance(scenario: &Scenario) -> bool {
    let quantities = 0..scenario.quantities.len() as u32;
    let events = 0..scenario.events.len() as u32;
    let profiles = || (0..scenario.profiles.len() as u32).map(|p| Some(ProfileId(p)));
    let mut sources = (quantities.map(|q| Source::Quantity(QuantityId(q))))
        .chain(events.map(|e| Source::Event(EventId(e))));
    sources.any(|source| profiles().any(|profile| draws(scenario, profile, source)))
}

/// Tells `found` of the equations by which a source is computed under a profile.
fn equations<'s>(
    scenario: &'s Scenario,
    profile: Option<ProfileId>,
    source: Source,
    found: &mut dyn FnMut(&'s Expression),
) {
    match source {
        Source::Outcome(id) => {
            if let Some(outcome) = scenario.outcomes.get(id.index()) {
                found(&outcome.equation);
            }
        }
        Source::Event(id) => {
            let event = scenario.events.get(id.index());
            if let Some(e) = event.and_then(|event| event.trigger.equation()) {
                found(e);
            }
        }
        Source::Quantity(id) => {
            let Some(quantity) = scenario.quantities.get(id.index()) else {
                return;
            };
            match &quantity.kind {
                QuantityKind::Parameter(_) | QuantityKind::Series { .. } => {}
                QuantityKind::Variable { equation } => found(equation),
                QuantityKind::Flow(flow) => found(&flow.equation),
                QuantityKind::Stock(stock) => {
                    let parts = std::iter::once(&stock.start).chain(&stock.change);
                    for e in parts.chain(&stock.inflows).chain(&stock.outflows) {
                        found(e);
                    }
                    let effects = scenario.events.iter().flat_map(|e| &e.effects);
                    for effect in effects.filter(|effect| effect.stock == id) {
                        found(&effect.amount);
                    }
                }
                QuantityKind::Lever(lever) => {
                    let played = profile
                        .and_then(|p| scenario.profiles.get(p.index()))
                        .map_or_else(Vec::new, |p| p.course(lever.actor));
                    let played = played.iter().filter_map(|(_, s)| *s);
                    let strategies = played.filter_map(|s| scenario.strategies.get(s.index()));
                    let settings = strategies.flat_map(|s| &s.settings);
                    for (_, setting) in settings.filter(|(q, _)| *q == id) {
                        found(setting);
                    }
                }
            }
        }
    }
}

/// Who reads what, turned round: for each source those that read it under one profile.
#[derive(Clone, Debug)]
pub struct Readers {
    outcomes: usize,
    quantities: usize,
    readers: Vec<Vec<u32>>,
}

impl Readers {
    /// Of a scenario under one of its profiles.
    #[must_use]
    pub fn new(scenario: &Scenario, profile: ProfileId) -> Readers {
        let mut all = Readers {
            outcomes: scenario.outcomes.len(),
            quantities: scenario.quantities.len(),
            readers: Vec::new(),
        };
        let events = scenario.events.len();
        all.readers = vec![Vec::new(); all.outcomes + all.quantities + events];
        let sources = (0..all.outcomes as u32)
            .map(|i| Source::Outcome(OutcomeId(i)))
            .chain((0..all.quantities as u32).map(|i| Source::Quantity(QuantityId(i))))
            .chain((0..events as u32).map(|i| Source::Event(EventId(i))));
        for reader in sources {
            let to = all.place(reader) as u32;
            reads(scenario, Some(profile), reader, &mut |_, read| {
                let from = all.place(read);
                if all.readers[from].last() != Some(&to) {
                    all.readers[from].push(to);
                }
            });
        }
        all
    }

    /// The same where some levers are set to given numbers, and so read nothing.
    #[must_use]
    pub fn without(mut self, levers: &[QuantityId]) -> Readers {
        for lever in levers {
            let place = self.place(Source::Quantity(*lever)) as u32;
            for readers in &mut self.readers {
                readers.retain(|reader| *reader != place);
            }
        }
        self
    }

    /// Everything that a number of this source can reach, the source itself among it.
    #[must_use]
    pub fn reached(&self, from: Source) -> Reached<'_> {
        let mut there = vec![false; self.readers.len()];
        let mut open = vec![self.place(from)];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut there[at], true) {
                open.extend(self.readers[at].iter().map(|r| *r as usize));
            }
        }
        Reached { of: self, there }
    }

    fn place(&self, source: Source) -> usize {
        match source {
            Source::Outcome(id) => id.index(),
            Source::Quantity(id) => self.outcomes + id.index(),
            Source::Event(id) => self.outcomes + self.quantities + id.index(),
        }
    }
}

/// What a number can reach.
#[derive(Clone, Debug)]
pub struct Reached<'r> {
    of: &'r Readers,
    there: Vec<bool>,
}

impl Reached<'_> {
    /// Whether it reaches this.
    #[must_use]
    pub fn has(&self, source: Source) -> bool {
        self.there[self.of.place(source)]
    }
}
