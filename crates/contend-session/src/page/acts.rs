//! Acts: levers of strategies that a reader may move in place, where the page has an engine.
//!
//! What is moved is a strategy, and with it every profile that plays it: claims name profiles, and a profile of the reader's own would
//! change no verdict. Verdicts on moved strategies come from [`Moves`](crate::candidates::Moves).

use contend_engine::design::Worlds;
use contend_ensemble::Wanted;
use contend_ensemble::executor::{Executor, Progress};
use contend_model::id::{ActorId, InputId, ProfileId, QuantityId, StrategyId};
use contend_model::model::{LeverDomain, QuantityKind, Scenario};
use serde::Serialize;

use super::{Page, Question};
use crate::Session;
use crate::candidates::{CandidatesError, CandidatesRequest, wanted};
use crate::request::{Drawing, RunRequest};

/// Worlds of a preview at most: few enough for an answer while a lever is being moved.
const PREVIEW: u64 = 300;
/// Worlds that advance together.
const LANES: u64 = 32;
/// How often fewer worlds are drawn, to fill them.
const TRIES: usize = 4;

/// What a reader may move.
#[derive(Clone, Debug, Serialize)]
pub struct Acts {
    /// Worlds of the page.
    pub worlds: ActWorlds,
    /// Fewer worlds, for a first answer; `None` where all of them are few.
    pub preview: Option<ActWorlds>,
    /// Of each question of [`Page::assumptions`](super::Page) its level by world of the preview; empty where there is none of either.
    #[serde(skip)]
    pub preview_levels: Vec<Vec<u8>>,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Worlds that share each set of inputs.
    pub replications: u64,
    /// Actors with levers that can be moved.
    pub actors: Vec<ActingActor>,
    /// Levers that the author puts first.
    pub front: Vec<ActPlace>,
}

/// How many worlds answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ActWorlds {
    /// So many are asked for.
    pub asked: u64,
    /// So many of them agree with what is known of events, as the scenario is written, and count.
    pub counting: u64,
}

/// A lever of a strategy: places in [`Acts::actors`], and there in the lists of strategies and levers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ActPlace {
    /// Of the actor.
    pub actor: usize,
    /// Of its strategy.
    pub strategy: usize,
    /// Of its lever.
    pub lever: usize,
}

/// An actor, what it can set, and the plans in which it does.
#[derive(Clone, Debug, Serialize)]
pub struct ActingActor {
    /// Name in the scenario.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its levers that can be moved in some strategy.
    pub levers: Vec<ActLever>,
    /// Its strategies that profiles play which claims read.
    pub strategies: Vec<ActStrategy>,
}

/// A lever.
#[derive(Clone, Debug, Serialize)]
pub struct ActLever {
    /// Name in the scenario.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it can be set to.
    pub domain: LeverDomain,
}

/// A strategy.
#[derive(Clone, Debug, Serialize)]
pub struct ActStrategy {
    /// Name in the scenario.
    pub id: String,
    /// For people.
    pub name: String,
    /// The scenario's own profiles that play it and that claims read, for people.
    pub profiles: Vec<String>,
    /// What it sets each lever of the actor to, in the order of these; `None` where that follows a rule or a schedule.
    pub settings: Vec<Option<f64>>,
}

impl Acts {
    /// Levers that can be moved, by name.
    #[must_use]
    pub fn levers(&self) -> Vec<String> {
        let levers = self.actors.iter().flat_map(|a| &a.levers);
        levers.map(|l| l.id.clone()).collect()
    }
}

impl Session {
    /// What a reader of the page of a request may move: levers without elements of strategies that claims read.
    /// `None` where there is none, and where the page was made of fewer worlds than were asked for, or of a table of worlds.
    ///
    /// # Errors
    /// [`CandidatesError`] where the worlds of a preview cannot be drawn.
    pub fn acts(
        &self,
        page: &Page,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Option<Acts>, CandidatesError> {
        let wanted = wanted(&self.scenario);
        let table = matches!(request.drawing, Drawing::Table { .. });
        if page.run.interrupted || table || wanted.is_empty() {
            return Ok(None);
        }
        let (actors, front) = self.acting(&wanted);
        if actors.is_empty() {
            return Ok(None);
        }
        let run = &page.run;
        let default = u64::from(self.scenario.default_worlds);
        let asked = request.worlds.unwrap_or(default);
        let preview = (whole(PREVIEW, run.replications) < asked).then(|| {
            let (asked, worlds) = self.few(run.replications, request, executor, progress)?;
            let preview = ActWorlds {
                asked,
                counting: worlds.worlds(),
            };
            Ok::<_, CandidatesError>((preview, self.levels_in(page, &worlds)))
        });
        let (preview, preview_levels) = preview.transpose()?.unzip();
        Ok(Some(Acts {
            worlds: ActWorlds {
                asked,
                counting: run.worlds,
            },
            preview,
            preview_levels: preview_levels.unwrap_or_default(),
            seed: run.seed,
            replications: run.replications,
            actors,
            front,
        }))
    }

    /// The worlds of a preview, and how many are asked for: as many as fill the lanes in which worlds advance together, for a few more
    /// would take as long as another lane.
    fn few(
        &self,
        replications: u64,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<(u64, Worlds), CandidatesError> {
        let draw = |asked: u64| {
            let request = CandidatesRequest {
                worlds: Some(asked),
                seed: request.seed,
                replications: request.replications,
                drawing: request.drawing.clone(),
                ..CandidatesRequest::default()
            };
            Ok::<_, CandidatesError>(self.drawn(&request, executor, progress)?.worlds)
        };
        let mut asked = whole(PREVIEW, replications);
        let mut worlds = draw(asked)?;
        let most = worlds.worlds() / LANES * LANES;
        for _ in 0..TRIES {
            let more = worlds.worlds().saturating_sub(most);
            // Of those that are asked for not all count.
            let fewer = (more * asked).div_ceil(worlds.worlds().max(1));
            let next = whole(asked.saturating_sub(fewer), replications);
            if most == 0 || next >= asked {
                break;
            }
            asked = next;
            worlds = draw(asked)?;
        }
        Ok((asked, worlds))
    }

    /// What some worlds answer to each question of a page.
    fn levels_in(&self, page: &Page, worlds: &Worlds) -> Vec<Vec<u8>> {
        let levels = |question: &Question| {
            let inputs = &self.scenario.inputs;
            let at = inputs.iter().position(|i| i.name == question.input)?;
            let mut values = vec![0.0; worlds.worlds() as usize];
            worlds.fill(0, InputId(at as u32), &mut values);
            Some(values.iter().map(|v| question.answers.level(*v)).collect())
        };
        let questions = page.assumptions.iter().flat_map(|a| &a.questions);
        questions.filter_map(levels).collect()
    }

    /// Who acts, and the levers that the author puts first.
    fn acting(&self, wanted: &[Wanted]) -> (Vec<ActingActor>, Vec<ActPlace>) {
        let scenario = &self.scenario;
        let ids = (0..scenario.quantities.len() as u32).map(QuantityId);
        let levers: Vec<QuantityId> = (ids.filter(|id| {
            let quantity = scenario.quantity(*id);
            matches!(quantity.kind, QuantityKind::Lever(_)) && quantity.over.is_empty()
        }))
        .collect();
        let levers = self.settable(wanted, &levers);
        let profiles: Vec<ProfileId> = wanted.iter().map(|w| w.profile).collect();
        let mut actors: Vec<(Vec<StrategyId>, Vec<QuantityId>, ActingActor)> = Vec::new();
        for (at, actor) in scenario.actors.iter().enumerate() {
            let (strategies, levers) = movable(scenario, ActorId(at as u32), &levers, &profiles);
            if strategies.is_empty() || levers.is_empty() {
                continue;
            }
            let acting = ActingActor {
                id: actor.id.clone(),
                name: actor.name.clone(),
                levers: levers.iter().map(|l| told(scenario, *l)).collect(),
                strategies: (strategies.iter())
                    .map(|s| strategy(scenario, *s, &levers, &profiles))
                    .collect(),
            };
            actors.push((strategies, levers, acting));
        }
        let place = |(strategy, lever): &(StrategyId, QuantityId)| {
            actors.iter().enumerate().find_map(|(actor, (s, l, _))| {
                Some(ActPlace {
                    actor,
                    strategy: s.iter().position(|s| s == strategy)?,
                    lever: l.iter().position(|l| l == lever)?,
                })
            })
        };
        let front = self.page.levers.iter().filter_map(place).collect();
        let actors = actors.into_iter().map(|(_, _, actor)| actor).collect();
        (actors, front)
    }
}

/// So many worlds, or a few less: worlds that share their inputs stay together.
fn whole(worlds: u64, replications: u64) -> u64 {
    (worlds / replications).max(1) * replications
}

/// Strategies of an actor that some of the profiles play, and those of the levers that are its own.
fn movable(
    scenario: &Scenario,
    actor: ActorId,
    levers: &[QuantityId],
    profiles: &[ProfileId],
) -> (Vec<StrategyId>, Vec<QuantityId>) {
    let played = |id: &StrategyId| {
        let mut all = profiles.iter().map(|p| &scenario.profiles[p.index()]);
        scenario.strategies[id.index()].actor == actor && all.any(|p| p.plays(*id))
    };
    let ids = (0..scenario.strategies.len() as u32).map(StrategyId);
    let strategies: Vec<StrategyId> = ids.filter(played).collect();
    let own = |lever: &&QuantityId| match &scenario.quantity(**lever).kind {
        QuantityKind::Lever(own) => own.actor == actor,
        _ => false,
    };
    (strategies, levers.iter().filter(own).copied().collect())
}

fn told(scenario: &Scenario, lever: QuantityId) -> ActLever {
    let quantity = scenario.quantity(lever);
    let domain = match &quantity.kind {
        QuantityKind::Lever(own) => own.domain.clone(),
        _ => LeverDomain::Switch,
    };
    ActLever {
        id: quantity.name.clone(),
        name: scenario.label(&quantity.name, &quantity.about),
        unit: quantity.unit.to_string(),
        domain,
    }
}

fn strategy(
    scenario: &Scenario,
    id: StrategyId,
    levers: &[QuantityId],
    profiles: &[ProfileId],
) -> ActStrategy {
    let strategy = &scenario.strategies[id.index()];
    let own = |p: &&ProfileId| {
        let profile = &scenario.profiles[p.index()];
        !profile.of_game && profile.plays(id)
    };
    let named = |p: &ProfileId| scenario.called(&scenario.profiles[p.index()].id);
    ActStrategy {
        id: strategy.id.clone(),
        name: scenario.called(&strategy.id),
        profiles: profiles.iter().filter(own).map(named).collect(),
        settings: (levers.iter())
            .map(|lever| strategy.one_setting(scenario, *lever))
            .collect(),
    }
}
