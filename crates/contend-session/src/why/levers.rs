//! Levers of the strategies that a claim's profiles play: at which other setting of one its verdict would be another.
//!
//! Every lever that a strategy sets once and for all is set to values spread over its range, and the worlds are played again from
//! `now` on, without compiling. Between the nearest of them at which the verdict is clearly another and its neighbour on the way
//! there the range is halved, until what is left is small. A first look in few worlds tells which levers are worth it.

use contend_analysis::Tally;
use contend_analysis::verdict::Verdict;
use contend_engine::Setting;
use contend_engine::design::Design;
use contend_ensemble::Meter;
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::{ActorId, QuantityId, StrategyId};
use contend_model::model::{Claim, Lever, LeverDomain, QuantityKind, Scenario};

use super::flips::{Asked, Change, Step, What, claim_in, smallest, turns};
use super::report::MovedWhy;
use crate::candidates::{CandidatesError, Moved, Moves};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::levers::{domain, elements, on_step, option_names, set_to};
use crate::request::Drawing;
use crate::watch::element_name;
use crate::{Session, claims, known, replications};

/// Worlds in which settings are looked for; and those in which it is seen first which levers are worth it, at least.
const WORLDS: u64 = 500;
const FEWEST: u64 = 60;
/// Runs that this first look may take, about: worlds are fewer where it would take more.
const RUNS: u64 = 20_000;
/// Parts of a lever's range at whose ends it is tried.
const PARTS: u32 = 4;
/// The part of a range within which the smallest move is found.
const FINE: f64 = 0.005;

/// A lever of a strategy, or one of its elements.
#[derive(Clone)]
pub(super) struct Movable {
    actor: ActorId,
    strategy: StrategyId,
    lever: QuantityId,
    element: Option<u32>,
    /// What it is set to: of a choice the place of its option.
    is: f64,
    /// What all elements of the lever are set to; of a choice the value of an option.
    whole: Vec<f64>,
}

/// The levers that can be moved, and the worlds in which they are.
pub(super) struct Levers<'a> {
    moves: Option<Moves<&'a Session>>,
    pub all: Vec<Movable>,
    /// Names of those that follow a rule or dates, or that take part in a recursion.
    pub unmoved: Vec<String>,
    /// The claim where nothing is moved, in these worlds.
    pub base: Tally,
}

impl<'a> Levers<'a> {
    /// The levers that the strategies set which the profiles of a claim play, with a first look at what moving them does.
    pub fn of(asked: &Asked<'a>) -> Result<Levers<'a>, RunError> {
        let session = asked.session;
        let scenario = &session.scenario;
        let claim = &scenario.claims[asked.claim];
        let wanted = claims::read(scenario, [claim], false, |_| true);
        let (all, mut unmoved) = played(scenario, claim);
        let settable = session.settable(&wanted, &levers(&all));
        let (all, fixed): (Vec<Movable>, Vec<Movable>) =
            (all.into_iter()).partition(|m| settable.contains(&m.lever));
        unmoved.extend(fixed.iter().map(|m| m.name(scenario)));
        let runs = all.len() as u64 * wanted.len() as u64 * u64::from(PARTS);
        let worlds = (RUNS / runs.max(1)).clamp(FEWEST, WORLDS);
        Levers::in_worlds(asked, all, unmoved, worlds)
    }

    /// Some of them in more worlds.
    pub fn closer(&self, asked: &Asked<'a>, places: &[usize]) -> Result<Levers<'a>, RunError> {
        let all = places.iter().map(|at| self.all[*at].clone()).collect();
        Levers::in_worlds(asked, all, Vec::new(), WORLDS)
    }

    fn in_worlds(
        asked: &Asked<'a>,
        all: Vec<Movable>,
        unmoved: Vec<String>,
        worlds: u64,
    ) -> Result<Levers<'a>, RunError> {
        let session = asked.session;
        let mut found = Levers {
            moves: None,
            all,
            unmoved,
            base: Tally::default(),
        };
        if found.all.is_empty() {
            return Ok(found);
        }
        let Some(drawn) = self::worlds(asked, worlds)? else {
            return Ok(found);
        };
        let claim = &session.scenario.claims[asked.claim];
        let wanted = claims::read(&session.scenario, [claim], false, |_| true);
        let levers = levers(&found.all);
        let moves = session.moves_of(wanted, &levers, drawn, asked.executor, asked.progress);
        found.moves = none_where_stopped(moves)?;
        let base = found.judged(asked, &[Vec::new()])?;
        found.base = base.first().map_or(Tally::default(), |(_, tally)| *tally);
        Ok(found)
    }

    /// The claim after changes of levers, each a list of levers with what they are set to; empty where it was stopped.
    fn judged(
        &self,
        asked: &Asked,
        changes: &[Vec<(usize, f64)>],
    ) -> Result<Vec<(Verdict, Tally)>, RunError> {
        let Some(moves) = &self.moves else {
            return Ok(Vec::new());
        };
        let scenario = &asked.session.scenario;
        let each: Vec<Vec<Moved>> = (changes.iter()).map(|c| self.moved(scenario, c)).collect();
        let ensembles = moves.ensembles(&each, asked.executor, asked.progress);
        let ensembles = none_where_stopped(ensembles)?.unwrap_or_default();
        let judged = ensembles
            .iter()
            .map(|ensemble| claim_in(scenario, asked.claim, ensemble, moves.drawn()));
        Ok(judged.map(Option::unwrap_or_default).collect())
    }

    /// Strategies with levers set otherwise.
    pub fn moved(&self, scenario: &Scenario, change: &[(usize, f64)]) -> Vec<Moved> {
        let mut all: Vec<Moved> = Vec::new();
        for (at, value) in change {
            let own = &self.all[*at];
            let same = |m: &Moved| m.strategy == own.strategy && m.lever == own.lever;
            let at = match all.iter().position(same) {
                Some(at) => at,
                None => {
                    all.push(Moved {
                        actor: own.actor,
                        strategy: own.strategy,
                        lever: own.lever,
                        setting: Setting {
                            points: vec![(0.0, own.whole.clone())],
                            ..Setting::constant(0.0)
                        },
                    });
                    all.len() - 1
                }
            };
            let set = domain(scenario, own.lever).map_or(*value, |d| set_to(d, *value));
            for (_, values) in &mut all[at].setting.points {
                values[own.element.unwrap_or(0) as usize] = set;
            }
        }
        all
    }

    /// For each lever the values that are tried, with what the claim comes to; none where it was stopped.
    pub fn steps(&self, asked: &Asked) -> Result<Vec<Vec<Step>>, RunError> {
        let scenario = &asked.session.scenario;
        let values: Vec<Vec<f64>> = (self.all.iter()).map(|m| m.tried(scenario)).collect();
        let changes: Vec<Vec<(usize, f64)>> = (values.iter().enumerate())
            .flat_map(|(at, values)| values.iter().map(move |value| vec![(at, *value)]))
            .collect();
        let mut judged = self.judged(asked, &changes)?.into_iter();
        let step = |at: usize, value: f64, (verdict, tally): (Verdict, Tally)| Step {
            what: What::Lever(at),
            value,
            moved: self.all[at].share_moved(scenario, value),
            shift: tally.share() - self.base.share(),
            verdict,
        };
        let of = |(at, values): (usize, Vec<f64>)| {
            let own = values.into_iter().zip(judged.by_ref());
            own.map(|(value, found)| step(at, value, found)).collect()
        };
        Ok(values.into_iter().enumerate().map(of).collect())
    }

    /// The smallest move on the way to a step at which the verdict is clearly another one.
    pub fn smallest(&self, asked: &Asked, steps: &[Step], far: &Step) -> Result<Step, RunError> {
        let scenario = &asked.session.scenario;
        let mut found = far.clone();
        let What::Lever(at) = far.what else {
            return Ok(found);
        };
        let own = &self.all[at];
        let Some((low, high, whole)) = own.range(scenario) else {
            return Ok(found);
        };
        // The last value on the way at which it is not.
        let between = |s: &&Step| (s.value - own.is) * (far.value - own.is) > 0.0;
        let nearer = steps.iter().filter(between).filter(|s| s.moved < far.moved);
        let mut near = nearer
            .max_by(|a, b| a.moved.total_cmp(&b.moved))
            .map_or(own.is, |s| s.value);
        let fine = if whole { 1.0 } else { FINE * (high - low) };
        while (found.value - near).abs() > fine {
            let middle = near + (found.value - near) / 2.0;
            let middle = match whole {
                true => middle.trunc(),
                false => on_step((low, high), middle),
            };
            if middle == near || middle == found.value {
                break;
            }
            let judged = self.judged(asked, &[vec![(at, middle)]])?;
            let Some((verdict, tally)) = judged.into_iter().next() else {
                break;
            };
            match turns(asked, &verdict) {
                false => near = middle,
                true => {
                    found = Step {
                        value: middle,
                        moved: own.share_moved(scenario, middle),
                        shift: tally.share() - self.base.share(),
                        verdict,
                        ..found
                    }
                }
            }
        }
        Ok(found)
    }

    /// Of each two levers the smallest moves that together turn the verdict, of the values that are tried: all of them are played, for
    /// what each does alone says little of both.
    pub fn pairs(&self, asked: &Asked, all: &[Vec<Step>]) -> Result<Vec<Change>, RunError> {
        let mut found = Vec::new();
        for (at, first) in all.iter().enumerate() {
            for second in &all[at + 1..] {
                let both = || {
                    first
                        .iter()
                        .flat_map(|a| second.iter().map(move |b| (a, b)))
                };
                let changes: Vec<Vec<(usize, f64)>> = both()
                    .map(|(a, b)| [a, b].into_iter().filter_map(Step::of_lever).collect())
                    .collect();
                let judged = self.judged(asked, &changes)?;
                let turned = both().zip(judged);
                let turned = turned.filter(|(_, (verdict, _))| turns(asked, verdict));
                found.extend(smallest(turned.map(|(pair, _)| pair)));
            }
        }
        Ok(found)
    }

    /// How a move is told.
    pub fn told(&self, scenario: &Scenario, at: usize, value: f64) -> MovedWhy {
        let own = &self.all[at];
        let quantity = scenario.quantity(own.lever);
        let names = domain(scenario, own.lever).map_or_else(Vec::new, option_names);
        MovedWhy {
            lever: own.element_name(scenario),
            actor: scenario.actors[own.actor.index()].id.clone(),
            strategy: scenario.strategies[own.strategy.index()].id.clone(),
            unit: quantity.unit.to_string(),
            value,
            was: own.is,
            option: names.get(value as usize).cloned(),
            was_option: names.get(own.is as usize).cloned(),
        }
    }
}

impl Step {
    /// The lever and its value, of a lever.
    fn of_lever(step: &Step) -> Option<(usize, f64)> {
        match step.what {
            What::Lever(at) => Some((at, step.value)),
            What::Input(_) => None,
        }
    }
}

impl Movable {
    fn element_name(&self, scenario: &Scenario) -> String {
        let quantity = scenario.quantity(self.lever);
        match self.element {
            Some(element) => element_name(scenario, &quantity.name, &quantity.over, element),
            None => quantity.name.clone(),
        }
    }

    /// Its name with that of its strategy.
    pub fn name(&self, scenario: &Scenario) -> String {
        let strategy = &scenario.strategies[self.strategy.index()].id;
        format!("{strategy}.{}", self.element_name(scenario))
    }

    /// Its bounds, and whether it takes whole numbers alone; `None` of a choice.
    fn range(&self, scenario: &Scenario) -> Option<(f64, f64, bool)> {
        match domain(scenario, self.lever) {
            Some(LeverDomain::Number { low, high, whole }) => Some((*low, *high, *whole)),
            _ => None,
        }
    }

    /// By which share of its range it is moved; another option is as far as can be.
    fn share_moved(&self, scenario: &Scenario, value: f64) -> f64 {
        match self.range(scenario) {
            Some((low, high, _)) => (value - self.is).abs() / (high - low),
            None => 1.0,
        }
    }

    /// The values at which it is tried, ascending, what it is left out.
    fn tried(&self, scenario: &Scenario) -> Vec<f64> {
        let mut values: Vec<f64> = match (self.range(scenario), domain(scenario, self.lever)) {
            (Some((low, high, whole)), _) => (0..=PARTS)
                .map(|k| low + f64::from(k) / f64::from(PARTS) * (high - low))
                .map(|x| {
                    if whole {
                        x.round()
                    } else {
                        on_step((low, high), x)
                    }
                })
                .collect(),
            (None, Some(domain)) => {
                let options = option_names(domain).len() as u32;
                (0..options).map(f64::from).collect()
            }
            (None, None) => Vec::new(),
        };
        values.dedup();
        values.retain(|value| *value != self.is);
        values
    }
}

/// The levers of the strategies that a claim's profiles play: those that are set once and for all, and the names of the others.
fn played(scenario: &Scenario, claim: &Claim) -> (Vec<Movable>, Vec<String>) {
    let mut strategies: Vec<StrategyId> = Vec::new();
    for profile in contend_analysis::claim::profiles(claim) {
        let profile = &scenario.profiles[profile.index()];
        let own = profile.strategies.iter().flatten().copied();
        strategies.extend(own.chain(profile.later.iter().map(|l| l.strategy)));
    }
    strategies.sort_unstable();
    strategies.dedup();
    let (mut movable, mut others) = (Vec::new(), Vec::new());
    for id in strategies {
        let strategy = &scenario.strategies[id.index()];
        for (at, quantity) in scenario.quantities.iter().enumerate() {
            let lever = QuantityId(at as u32);
            let of = match &quantity.kind {
                QuantityKind::Lever(of) if of.actor == strategy.actor => of,
                _ => continue,
            };
            // What a strategy does not speak of is no part of it.
            let setting = strategy.settings.iter().find(|(l, _)| *l == lever);
            let Some((_, setting)) = setting else {
                continue;
            };
            let parts = elements(scenario, lever);
            let is = parts
                .iter()
                .map(|part| set(scenario, lever, of, setting, *part));
            let Some(is) = is.collect::<Option<Vec<f64>>>() else {
                others.push(format!("{}.{}", strategy.id, quantity.name));
                continue;
            };
            let whole: Vec<f64> = is.iter().map(|is| set_to(&of.domain, *is)).collect();
            let own = parts.into_iter().zip(is).map(|(element, is)| Movable {
                actor: strategy.actor,
                strategy: id,
                lever,
                element,
                is,
                whole: whole.clone(),
            });
            movable.extend(own.filter(|m| !m.tried(scenario).is_empty()));
        }
    }
    (movable, others)
}

/// What a strategy sets a lever to, once and for all: of a choice the place of the option.
fn set(
    scenario: &Scenario,
    id: QuantityId,
    lever: &Lever,
    setting: &Expression,
    element: Option<u32>,
) -> Option<f64> {
    let dimension = scenario.quantity(id).over.first();
    let position = dimension.zip(element).map(|(dimension, element)| {
        let positions = &scenario.dimension(*dimension).positions;
        f64::from(positions[element as usize])
    });
    let value = constant(setting, position)?;
    match &lever.domain {
        LeverDomain::Choice { options } => {
            let at = options.iter().position(|(_, own)| *own == value)?;
            Some(at as f64)
        }
        _ => Some(value),
    }
}

/// The number that a setting is at a position, where it is one: a number, or a table by element.
fn constant(setting: &Expression, position: Option<f64>) -> Option<f64> {
    match &setting.term {
        Term::Number(x) => Some(*x),
        Term::If(condition, then, other) => {
            let Term::Binary(BinaryOp::Equal, here, own) = &condition.term else {
                return None;
            };
            match (&here.term, &own.term, position) {
                (Term::Position(_), Term::Number(own), Some(position)) => {
                    constant(if *own == position { then } else { other }, Some(position))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn levers(all: &[Movable]) -> Vec<QuantityId> {
    let mut levers: Vec<QuantityId> = all.iter().map(|m| m.lever).collect();
    levers.sort_unstable();
    levers.dedup();
    levers
}

/// So many worlds in which levers are moved, fewer where fewer are asked for; `None` where none can be.
fn worlds(asked: &Asked, some: u64) -> Result<Option<Drawn>, RunError> {
    let (session, request) = (asked.session, asked.request);
    let scenario = &session.scenario;
    let lucks = replications::of(scenario, request.replications)?;
    let all = request.worlds.unwrap_or(u64::from(scenario.default_worlds));
    let some = some.min(all).div_ceil(lucks) * lucks;
    let count = match &request.drawing {
        Drawing::Design(Design::FullFactorial { .. }) | Drawing::Table { .. } => request.worlds,
        Drawing::Design(_) => Some(some),
    };
    let seed = request.seed;
    let of = (scenario, session.fingerprint(), &request.drawing);
    let mut drawn = Drawn::new(of.0, of.1, of.2, count, seed, lucks)?;
    let meter = Meter::new(asked.progress, 0);
    match known::condition(scenario, &mut drawn, &meter, asked.executor) {
        Ok(_) => Ok(Some(drawn)),
        Err(RunError::NoneAgrees(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What came of simulating; nothing where it was stopped, or cannot be.
fn none_where_stopped<T>(found: Result<T, CandidatesError>) -> Result<Option<T>, RunError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(CandidatesError::Run(error)) => Err(error),
        Err(_) => Ok(None),
    }
}
