//! What is asked of several courses that one program computes: of each its own outcomes.

use contend_model::id::EventId;
use contend_model::model::Scenario;
use contend_model::reach::{Readers, Source, last_read};

use crate::batch::Request;
use crate::code::Code;
use crate::machine::Kin;
use crate::needed::Asked;
use crate::play::Course;

/// What a course is asked for, by places among what the program of all courses computes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub outcomes: Vec<usize>,
    pub watches: Vec<usize>,
    pub occurrences: bool,
    /// Events that must not go wrong before a step: what an undefined hazard, condition or weight would have moved shows in no
    /// number, so whoever reads an outcome asks which events reach it.
    events: Vec<(EventId, u32)>,
}

/// What several requests ask for together. Something is left out where all of them leave it out.
pub(crate) fn together(requests: &[Request]) -> Request {
    let mut all = Request {
        only_read: !requests.is_empty() && requests.iter().all(|r| r.only_read),
        ..Request::default()
    };
    for request in requests {
        for outcome in &request.outcomes {
            if requests.len() == 1 || !all.outcomes.contains(outcome) {
                all.outcomes.push(*outcome);
            }
        }
        for watch in &request.watches {
            if requests.len() == 1 || !all.watches.contains(watch) {
                all.watches.push(*watch);
            }
        }
        all.occurrences |= request.occurrences;
    }
    all
}

impl Told {
    pub(crate) fn new(
        scenario: &Scenario,
        course: &Course,
        request: &Request,
        all: &Request,
    ) -> Told {
        fn places<T: PartialEq>(some: &[T], all: &[T]) -> Vec<usize> {
            if some == all {
                return (0..all.len()).collect();
            }
            let place = |one: &T| all.iter().position(|other| other == one);
            some.iter().filter_map(place).collect()
        }
        Told {
            outcomes: places(&request.outcomes, &all.outcomes),
            watches: places(&request.watches, &all.watches),
            occurrences: request.occurrences,
            events: match all.only_read {
                true => reaching(scenario, course, request),
                false => Vec::new(),
            },
        }
    }
}

/// The events that reach what is asked for, each with the last grid point that is looked at of what it reaches.
fn reaching(scenario: &Scenario, course: &Course, request: &Request) -> Vec<(EventId, u32)> {
    let every = (0..scenario.events.len() as u32).map(EventId);
    let end = scenario.clock.steps + 1;
    let profile = match course.profile {
        Some(profile) if !request.occurrences && request.watches.is_empty() => profile,
        _ => return every.map(|event| (event, end)).collect(),
    };
    let readers = Readers::new(scenario, profile);
    let last = |event: EventId| {
        let reached = readers.reached(Source::Event(event));
        let read = (request.outcomes.iter()).filter(|id| reached.has(Source::Outcome(**id)));
        let until =
            read.map(|id| last_read(&scenario.clock, &scenario.outcomes[id.index()].equation));
        Some((event, until.max()?))
    };
    every.filter_map(last).collect()
}

/// All events that must not go wrong.
pub(crate) fn events(told: &[Told]) -> Vec<EventId> {
    let of = told.iter().flat_map(|told| &told.events);
    let mut events: Vec<EventId> = of.map(|(event, _)| *event).collect();
    events.sort_unstable();
    events.dedup();
    events
}

/// What is asked of code by any of its courses, in one plane.
pub(crate) fn by_any(code: &Code, told: &[Told]) -> Asked {
    let mut all = Asked {
        outcomes: vec![0; code.outcomes.len()],
        watches: vec![0; code.watches.len()],
        events: vec![Vec::new(); code.events.len()],
        planes: 1,
    };
    for course in 0..told.len() {
        let own = in_planes(code, told, &Kin::new(&[course], |_, _| 0));
        let masks = |all: &mut [u64], own: &[u64]| {
            all.iter_mut().zip(own).for_each(|(all, own)| *all |= own);
        };
        masks(&mut all.outcomes, &own.outcomes);
        masks(&mut all.watches, &own.watches);
        for (all, own) in all.events.iter_mut().zip(own.events) {
            all.extend(own);
        }
    }
    all
}

/// What is asked of code that runs the courses in the planes of a tree.
pub(crate) fn in_planes(code: &Code, told: &[Told], kin: &Kin) -> Asked {
    let planes = kin.courses.len();
    let mut asked = Asked {
        outcomes: vec![0; code.outcomes.len()],
        watches: vec![0; code.watches.len()],
        events: vec![Vec::new(); code.events.len()],
        planes: u64::MAX >> (u64::BITS as usize - planes),
    };
    for (plane, course) in kin.courses.iter().enumerate() {
        let (told, bit) = (&told[*course], 1 << plane);
        told.outcomes.iter().for_each(|k| asked.outcomes[*k] |= bit);
        told.watches.iter().for_each(|k| asked.watches[*k] |= bit);
        for (event, until) in &told.events {
            let place = code.events.iter().position(|e| e.id == *event);
            if let Some(ends) = place.map(|k| &mut asked.events[k]) {
                match ends.iter_mut().find(|(end, _)| end == until) {
                    Some((_, planes)) => *planes |= bit,
                    None => ends.push((*until, bit)),
                }
            }
        }
    }
    asked
}
