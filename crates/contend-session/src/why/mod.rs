//! What decides answers: how much of it is luck, how much single inputs, how much their interplay; and what it would be worth to
//! know.

mod choices;
pub(crate) mod claims;
mod flips;
mod groups;
mod levers;
pub(crate) mod outcomes;
mod place;
pub mod report;

use contend_analysis::conditional::{NothingToTell, Tells};
use contend_analysis::grounds::Backing;
use contend_analysis::luck::Luck;
use contend_ensemble::executor::{Executor, Progress};
use contend_model::id::InputId;
use contend_model::model::Scenario;
use contend_model::nearest::nearest_few;

use crate::error::RunError;
use crate::hinges::{Tried, options};
use crate::request::{RunRequest, WhyRequest};
use crate::stored::{Further, Stored};
use crate::{Session, VERSION};
use report::{Decides, Group, GroupTells, HeldWhy, InputTells, WhyReport};

/// Fewest worlds that are all the same of which it is told that nothing decides them.
const FEWEST: u64 = 20;
/// Chance of telling of even one group that tells nothing.
const LEVEL: f64 = 0.05;

impl Stored<'_> {
    /// Says what decides a claim, or all claims, of worlds that were run before, as [`Session::why`] says it of the same worlds.
    /// Only what would turn a verdict is tried in worlds that are run for it.
    ///
    /// # Errors
    /// [`RunError`] where the request does not allow it: games and outcomes are asked of the scenario.
    pub fn why(
        self,
        further: Further,
        request: &WhyRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<WhyReport, RunError> {
        let session = self.session();
        let scenario = &session.scenario;
        groups::named(scenario, &request.groups)?;
        let asked = match &request.answer {
            None => None,
            Some(name) => match scenario.claims.iter().position(|c| c.id == *name) {
                Some(at) => Some(at),
                None if scenario.games.iter().any(|g| g.id == *name)
                    || outcomes::find(session, name)?.is_some() =>
                {
                    return Err(RunError::KeptOfClaims { name: name.clone() });
                }
                None => return Err(session.unknown_answer(name)),
            },
        };
        let (run, simulation) = self.concluded(Some(further), executor, progress);
        // The worlds are those of the run, whatever else is run for the answer.
        let request = WhyRequest {
            worlds: run.worlds,
            seed: run.seed,
            replications: run.replications,
            drawing: run.drawing.clone(),
            ..request.clone()
        };
        let of = (&run, &request);
        claims::answer_of(session, &simulation, asked, of, executor, progress)
    }
}

impl Session {
    /// Says what decides an answer, or all claims. The answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it; nothing was run then.
    pub fn why(
        &self,
        request: &WhyRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<WhyReport, RunError> {
        let scenario = &self.scenario;
        groups::named(scenario, &request.groups)?;
        let Some(name) = &request.answer else {
            return claims::answer(self, None, request, executor, progress);
        };
        if let Some(at) = scenario.claims.iter().position(|c| c.id == *name) {
            return claims::answer(self, Some(at), request, executor, progress);
        }
        let is_game = scenario.games.iter().any(|g| g.id == *name);
        if request.place && is_game {
            return Err(RunError::WhereOfGame { game: name.clone() });
        }
        if request.flip && (is_game || outcomes::find(self, name)?.is_some()) {
            return Err(RunError::NoClaim { name: name.clone() });
        }
        if let Some(game) = scenario.games.iter().find(|g| g.id == *name) {
            return choices::answer(self, game, request, executor, progress);
        }
        match outcomes::find(self, name)? {
            Some(found) => outcomes::answer(self, found, request, executor, progress),
            None => Err(self.unknown_answer(name)),
        }
    }

    /// That there is neither a claim nor a game nor an outcome of that name.
    pub(crate) fn unknown_answer(&self, name: &str) -> RunError {
        let scenario = &self.scenario;
        let claims = scenario.claims.iter().map(|c| c.id.as_str());
        let games = scenario.games.iter().map(|g| g.id.as_str());
        let outcomes = scenario.outcomes.iter().map(|o| o.id.as_str());
        RunError::UnknownAnswer {
            name: name.to_owned(),
            known: nearest_few(name, claims.chain(games).chain(outcomes)),
        }
    }

    /// An empty report.
    fn blank_why(&self, request: &WhyRequest) -> WhyReport {
        WhyReport {
            contend: VERSION,
            scenario: self.facts(),
            worlds: 0,
            worlds_asked: 0,
            interrupted: false,
            seed: 0,
            design: request.drawing.name(),
            claims: Vec::new(),
            outcome: None,
            game: None,
            notes: Vec::new(),
        }
    }
}

/// The run that answers a question; all profiles where none is named.
fn run_request(request: &WhyRequest, profiles: Vec<String>) -> RunRequest {
    RunRequest {
        worlds: request.worlds,
        seed: request.seed,
        replications: request.replications,
        drawing: request.drawing.clone(),
        profiles,
        ..RunRequest::default()
    }
}

/// What is told of inputs, with their names.
struct Named<'a> {
    session: &'a Session,
    tried: &'a Tried,
    weights: &'a [Option<usize>],
    /// The inputs that the answer may depend on.
    among: &'a [InputId],
    /// Groups that the scenario declares, and that whoever asks has put together.
    own: &'a [(String, Vec<InputId>)],
}

impl Named<'_> {
    fn scenario(&self) -> &Scenario {
        &self.session.scenario
    }

    /// The input of a place, whether it is a weight, and what it rests on.
    fn input(&self, place: usize) -> (String, bool, Backing) {
        let id = self.tried.ids[place];
        let input = &self.scenario().inputs[id.index()];
        let origin = &self.scenario().quantity(input.quantity).origin;
        (
            input.name.clone(),
            self.weights[id.index()].is_some(),
            Backing::of(self.scenario(), origin),
        )
    }

    /// An input at a value.
    fn held(&self, place: usize, value: f64) -> HeldWhy {
        let id = self.tried.ids[place];
        let input = &self.scenario().inputs[id.index()];
        HeldWhy {
            input: input.name.clone(),
            unit: self.scenario().quantity(input.quantity).unit.to_string(),
            value,
            option: options(self.scenario(), id).get(value as usize).cloned(),
        }
    }

    fn groups(&self) -> Vec<(Group, Vec<usize>)> {
        let files = &self.session.files;
        let all = groups::groups(self.scenario(), files, self.among, self.weights);
        let declared = |name: &str| self.scenario().groups.iter().any(|g| g.id == name);
        let own = self.own.iter().filter_map(|(name, members)| {
            let reach = members.iter().filter(|id| self.among.contains(id));
            let reach: Vec<InputId> = reach.copied().collect();
            // Of the scenario's groups those are told that it may depend on.
            let told = !reach.is_empty() || !declared(name);
            told.then(|| (Group::Named { name: name.clone() }, reach))
        });
        own.chain(all)
            .map(|(group, members): (Group, Vec<InputId>)| (group, self.tried.places(&members)))
            .collect()
    }

    /// What decides an answer, from what inputs tell of it; `part` is the share of its variance that there is to be told.
    fn decides(&self, tells: &Tells, part: f64, chance: bool, luck: Option<Luck>) -> Decides {
        let left = 1.0 - luck.map_or(0.0, |l| l.share);
        let single = (tells.one_at_a_time * part).min(left);
        let known = luck.is_some() || !chance;
        let told = tells.inputs.iter().map(|told| {
            let (input, valued, backing) = self.input(told.input);
            InputTells {
                input,
                valued,
                backing,
                share: told.share * part,
                low: told.low * part,
                high: told.high * part,
                p: told.p,
                brier: None,
                settles: None,
            }
        });
        // A few worlds that are the same tell nothing of others, unless nothing can differ between them.
        let differs = chance || !self.among.is_empty();
        let nothing = match tells.nothing {
            Some(NothingToTell::SameEverywhere) if differs && tells.worlds < FEWEST => {
                Some(NothingToTell::TooFewWorlds)
            }
            nothing => nothing,
        };
        let groups = self.groups();
        let level = LEVEL / groups.len().max(1) as f64;
        let mut of_groups: Vec<GroupTells> = (groups.into_iter())
            .filter_map(|(group, members)| {
                let told = tells.of_group(&members);
                let counts = told.is_some_and(|t| t.p <= level);
                let is_own = matches!(group, Group::Named { .. });
                (counts || is_own).then(|| GroupTells {
                    group,
                    inputs: members.len(),
                    share: told.map_or(0.0, |t| t.share * part),
                    counts,
                })
            })
            .collect();
        of_groups.sort_by(|a, b| b.share.total_cmp(&a.share));
        Decides {
            worlds: tells.worlds,
            without_value: tells.without_value,
            never: 0,
            nothing,
            chance,
            luck,
            one_at_a_time: single,
            together: (known && tells.nothing.is_none()).then(|| (left - single).max(0.0)),
            tried: tells.tried,
            floor: tells.floor * part,
            inputs: told.collect(),
            groups: of_groups,
        }
    }
}
