//! What is known of events: only worlds that agree with it count.
//!
//! A fact was observed of the world as it really was, which a profile stands for: the baseline, or the one that the fact
//! names. So that profile is run first, and worlds in which it disagrees with a fact are taken out of the ensemble before
//! anything else is run or counted. That is rejection: inputs and luck of the worlds that are left have their joint law given
//! the facts, exactly, whatever a hazard hangs on. They keep their numbers, and so their inputs and their luck, under every
//! profile: another profile is asked of the worlds that agree with what was known in the factual one.
//!
//! Where something went wrong that a fact rests on, it cannot be told whether a world agrees. It is kept, and left out of
//! what rests on the fault as any other.

use std::ops::Range;

use contend_engine::design::Worlds;
use contend_ensemble::executor::Executor;
use contend_ensemble::{Ensemble, Meter, Plan, Prepared, Wanted};
use contend_model::expression::{Axis, EventReading, Expression, ReduceOp, SummaryOp, Term};
use contend_model::id::{EventId, OutcomeId};
use contend_model::model::{Event, Fact, Outcome, Scenario};
use contend_model::unit::Unit;

use crate::drawing::Drawn;
use crate::error::RunError;
use crate::refusal;
use crate::report::{FaultReport, KnownFact, KnownReport, RunReport, WorldFact};
use crate::watch::element_name;

/// All that is known, with a scenario in which an outcome tells of each fact how often its event happened.
#[derive(Debug)]
pub(crate) struct Facts<'s> {
    scenario: &'s Scenario,
    asking: Scenario,
    facts: Vec<(&'s Event, &'s Fact, OutcomeId)>,
}

/// What is known; `None` where nothing is.
pub(crate) fn facts(scenario: &Scenario) -> Option<Facts<'_>> {
    let any = scenario.events.iter().any(|event| !event.known.is_empty());
    any.then(|| {
        let mut asking = scenario.clone();
        let mut facts = Vec::new();
        for (index, event) in scenario.events.iter().enumerate() {
            for fact in &event.known {
                facts.push((event, fact, OutcomeId(asking.outcomes.len() as u32)));
                let times = times(scenario, EventId(index as u32), event, fact);
                asking.outcomes.push(times);
            }
        }
        Facts {
            scenario,
            asking,
            facts,
        }
    })
}

/// How often an event had happened by the day of a fact.
fn times(scenario: &Scenario, id: EventId, event: &Event, fact: &Fact) -> Outcome {
    let of = |term: Term, over: &[_]| Expression {
        term,
        over: over.to_vec(),
        unit: Unit::pure(),
        span: fact.span,
    };
    let along = event.over.iter().map(|dimension| Axis::Along {
        dimension: *dimension,
        offset: 0,
    });
    let count = |axes: Vec<Axis>| Term::Happened {
        event: id,
        axes,
        reading: EventReading::Count,
    };
    let body = match fact.element {
        Some(element) => {
            let mut left = element as usize;
            let mut axes: Vec<Axis> = along.collect();
            for (axis, dimension) in axes.iter_mut().zip(&event.over).rev() {
                let size = scenario.size(std::slice::from_ref(dimension));
                *axis = Axis::Element((left % size) as u32);
                left /= size;
            }
            of(count(axes), &[])
        }
        None if event.over.is_empty() => of(count(Vec::new()), &[]),
        None => {
            let each = of(count(along.collect()), &event.over);
            let all = Term::Reduce {
                op: ReduceOp::Sum,
                along: event.over.clone(),
                by: Vec::new(),
                filter: None,
                body: Box::new(each),
            };
            of(all, &[])
        }
    };
    let then = Term::Summary {
        op: SummaryOp::Last,
        body: Box::new(body),
        window: (fact.by, fact.by),
        rate: None,
    };
    Outcome {
        id: String::new(),
        about: String::new(),
        unit: Unit::pure(),
        over: Vec::new(),
        equation: of(then, &[]),
        objective_of: None,
        span: fact.span,
    }
}

impl Facts<'_> {
    /// The profiles that stand for the world as it really was, and of each no more than what the facts ask for.
    fn plan(&self, worlds: Plan) -> Plan {
        let mut profiles: Vec<Wanted> = Vec::new();
        for (_, fact, outcome) in &self.facts {
            match profiles.iter_mut().find(|w| w.profile == fact.under) {
                Some(wanted) => wanted.outcomes.push(*outcome),
                None => profiles.push(Wanted {
                    profile: fact.under,
                    outcomes: vec![*outcome],
                    watches: Vec::new(),
                }),
            }
        }
        Plan {
            profiles,
            only_read: true,
            ..worlds
        }
    }

    /// Runs that it takes to ask of so many worlds.
    pub fn runs(&self, worlds: u64) -> u64 {
        let mut profiles: Vec<_> = self.facts.iter().map(|(_, fact, _)| fact.under).collect();
        profiles.sort_unstable();
        profiles.dedup();
        worlds * profiles.len() as u64
    }

    /// Makes ready what asks about the worlds of a plan.
    pub fn prepare(&self, worlds: Plan, executor: &dyn Executor) -> Result<Prepared, RunError> {
        Prepared::new(&self.plan(worlds), &self.asking, executor)
            .map_err(|error| refusal::plan_error(self.scenario, error))
    }

    /// Of each fact, in which worlds of a plan it is so; `None` for a world where that cannot be told. Fewer worlds than the
    /// plan has where it was stopped.
    fn hold(
        &self,
        prepared: &Prepared,
        meter: &Meter,
        executor: &dyn Executor,
    ) -> Result<Vec<Vec<Option<bool>>>, RunError> {
        let mut ensemble = Ensemble::new(prepared.plan(), &self.asking);
        contend_ensemble::run(prepared, executor, meter, &mut ensemble)
            .map_err(RunError::Refused)?;
        Ok(self.held(&ensemble))
    }

    /// The same of an ensemble that asks about the facts.
    fn held(&self, ensemble: &Ensemble) -> Vec<Vec<Option<bool>>> {
        let holds = |(_, fact, outcome): &(&Event, &Fact, OutcomeId)| {
            let runs = ensemble.profile(fact.under);
            let times = runs.and_then(|runs| runs.column(*outcome, 0));
            let times = times.unwrap_or_default();
            let holds = |times: &f64| (!times.is_nan()).then_some((*times > 0.0) == fact.happened);
            times.iter().map(holds).collect()
        };
        self.facts.iter().map(holds).collect()
    }

    /// Of a range of the worlds that are drawn, the numbers of those that agree, and how many do; on the caller's thread. `None`
    /// where it was stopped.
    pub fn kept(
        &self,
        prepared: &Prepared,
        numbers: Range<u64>,
        meter: &Meter,
    ) -> Result<Option<(Vec<u64>, KnownReport)>, RunError> {
        let piece = prepared.piece(&self.asking, numbers.clone(), None, meter);
        let Some(piece) = piece.map_err(RunError::Refused)? else {
            return Ok(None);
        };
        let holds = self.held(&piece.ensemble);
        let agree = together(&holds);
        let kept = numbers.zip(agree).filter(|(_, agrees)| *agrees);
        let kept = kept.map(|(number, _)| number).collect();
        Ok(Some((kept, self.report(&holds))))
    }

    /// Which worlds of a plan agree with all facts; fewer where it was stopped.
    pub fn agreeing(
        &self,
        prepared: &Prepared,
        meter: &Meter,
        executor: &dyn Executor,
    ) -> Result<Vec<bool>, RunError> {
        Ok(together(&self.hold(prepared, meter, executor)?))
    }

    /// How many worlds agree.
    fn report(&self, holds: &[Vec<Option<bool>>]) -> KnownReport {
        let agree = together(holds);
        let count = |holds: &Vec<Option<bool>>, of: Option<bool>| {
            holds.iter().filter(|h| **h == of).count() as u64
        };
        KnownReport {
            worlds: agree.len() as u64,
            agree: agree.iter().filter(|a| **a).count() as u64,
            facts: (self.facts.iter().zip(holds))
                .map(|((event, fact, _), holds)| KnownFact {
                    event: self.name(event, fact),
                    happened: fact.happened,
                    under: self.scenario.profiles[fact.under.index()].id.clone(),
                    until: fact.until.to_string(),
                    agree: count(holds, Some(true)),
                    untold: count(holds, None),
                })
                .collect(),
        }
    }

    fn name(&self, event: &Event, fact: &Fact) -> String {
        match fact.element {
            Some(element) => element_name(self.scenario, &event.name, &event.over, element),
            None => event.name.clone(),
        }
    }

    /// Whether one world agrees with each fact.
    pub fn in_world(
        &self,
        worlds: Plan,
        meter: &Meter,
        executor: &dyn Executor,
    ) -> Result<Vec<WorldFact>, RunError> {
        let prepared = self.prepare(worlds, executor)?;
        let holds = self.hold(&prepared, meter, executor)?;
        let facts = self.facts.iter().zip(holds);
        let told =
            |((event, fact, _), holds): (&(&Event, &Fact, _), Vec<Option<bool>>)| WorldFact {
                event: self.name(event, fact),
                happened: fact.happened,
                under: self.scenario.profiles[fact.under.index()].id.clone(),
                until: fact.until.to_string(),
                agrees: holds.first().copied().flatten(),
            };
        Ok(facts.map(told).collect())
    }
}

/// For each world whether no fact speaks against it.
fn together(holds: &[Vec<Option<bool>>]) -> Vec<bool> {
    let worlds = holds.iter().map(Vec::len).min().unwrap_or(0);
    let agrees = |world: usize| holds.iter().all(|fact| fact[world] != Some(false));
    (0..worlds).map(agrees).collect()
}

/// Takes out of the worlds of a request those that disagree with what is known. `None` where nothing is known.
///
/// # Errors
/// [`RunError::NoneAgrees`] where no world is left.
pub(crate) fn condition(
    scenario: &Scenario,
    drawn: &mut Drawn,
    meter: &Meter,
    executor: &dyn Executor,
) -> Result<Option<KnownReport>, RunError> {
    let Some(facts) = facts(scenario) else {
        return Ok(None);
    };
    let all = drawn.worlds.worlds();
    meter.also(facts.runs(all));
    let prepared = facts.prepare(drawn.plan(), executor)?;
    let holds = facts.hold(&prepared, meter, executor)?;
    let report = facts.report(&holds);
    let agree = together(&holds);
    // Of a run that was stopped here nothing else is run, so worlds of which nothing is known yet are never counted.
    let unknown = agree.len() as u64..all;
    let agreeing = (0u64..).zip(&agree).filter(|(_, agrees)| **agrees);
    let kept: Vec<u64> = agreeing.map(|(world, _)| world).chain(unknown).collect();
    if kept.is_empty() {
        return Err(RunError::NoneAgrees(report));
    }
    drawn.worlds = drawn.worlds.clone().keeping(&kept);
    Ok(Some(report))
}

/// Tells worlds of a report by their numbers instead of their places among those that count.
pub(crate) fn by_number(worlds: &Worlds, report: &mut RunReport) {
    if worlds.kept().is_none() {
        return;
    }
    for claim in &mut report.claims {
        for example in [&mut claim.example_holds, &mut claim.example_fails] {
            *example = example.map(|place| worlds.number(place));
        }
    }
    let watches = report.watches.iter_mut().flat_map(|w| &mut w.series);
    for profile in watches.flat_map(|series| &mut series.profiles) {
        for sample in &mut profile.samples {
            sample.world = worlds.number(sample.world);
        }
    }
    faults_by_number(worlds, &mut report.faults);
}

/// The same of what went wrong.
pub(crate) fn faults_by_number(worlds: &Worlds, faults: &mut [FaultReport]) {
    for fault in faults {
        fault.world = worlds.number(fault.world);
    }
}
