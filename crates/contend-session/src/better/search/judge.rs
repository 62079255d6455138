//! What strategies bring: an actor plays them in worlds that are the same for all, while the others do what they do.

use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Meter, Plan, Prepared, Wanted};
use contend_model::id::{ActorId, OutcomeId, ProfileId, StrategyId};
use contend_model::model::{Profile, Scenario, Strategy};

use super::goals::Goal;
use crate::error::RunError;
use crate::refusal;

/// Plays strategies in the worlds of a plan.
pub(super) struct Judge<'a> {
    /// The scenario, at whose ends strategies and profiles are put that are played at the time.
    scenario: Scenario,
    strategies: usize,
    profiles: usize,
    base: ProfileId,
    actor: ActorId,
    goals: &'a [Goal],
    plan: Plan,
    executor: &'a dyn Executor,
}

/// What came of playing strategies: of each the outcome of each goal in each world.
pub(super) struct Played {
    pub columns: Vec<Vec<Vec<f64>>>,
    pub failed_runs: u64,
    pub ensemble: Ensemble,
}

impl<'a> Judge<'a> {
    pub fn new(
        scenario: &Scenario,
        (actor, base): (ActorId, ProfileId),
        goals: &'a [Goal],
        plan: Plan,
        executor: &'a dyn Executor,
    ) -> Judge<'a> {
        Judge {
            strategies: scenario.strategies.len(),
            profiles: scenario.profiles.len(),
            scenario: scenario.clone(),
            base,
            actor,
            goals,
            plan,
            executor,
        }
    }

    /// The seed of its worlds.
    pub fn seed(&self) -> u64 {
        self.plan.seed
    }

    /// The scenario with what was played last.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Plays each of these strategies in every world; `None` where it was stopped.
    pub fn play(
        &mut self,
        strategies: Vec<Strategy>,
        progress: &dyn Progress,
    ) -> Result<Option<Played>, RunError> {
        let scenario = &mut self.scenario;
        scenario.strategies.truncate(self.strategies);
        scenario.profiles.truncate(self.profiles);
        let like = scenario.profiles[self.base.index()].clone();
        let mut outcomes: Vec<OutcomeId> = self.goals.iter().map(|g| g.outcome).collect();
        outcomes.sort();
        outcomes.dedup();
        let mut profiles = Vec::new();
        for (at, strategy) in strategies.into_iter().enumerate() {
            let id = StrategyId(scenario.strategies.len() as u32);
            let mut profile = Profile {
                id: match strategy.id.is_empty() {
                    true => format!("{} + {}", like.id, at + 1),
                    false => format!("{} + {}", like.id, strategy.id),
                },
                of_game: true,
                ..like.clone()
            };
            profile.strategies[self.actor.index()] = Some(id);
            profile.later.retain(|l| l.actor != self.actor);
            scenario.strategies.push(strategy);
            profiles.push(Wanted {
                profile: ProfileId(scenario.profiles.len() as u32),
                outcomes: outcomes.clone(),
                watches: Vec::new(),
            });
            scenario.profiles.push(profile);
        }
        let plan = Plan {
            profiles,
            only_read: true,
            ..self.plan.clone()
        };
        plan.check_memory(scenario).map_err(refusal::too_large)?;
        let prepared = Prepared::new(&plan, scenario, self.executor)
            .map_err(|error| refusal::plan_error(scenario, error))?;
        let meter = Meter::new(progress, plan.runs());
        let mut ensemble = Ensemble::new(&plan, scenario);
        contend_ensemble::run(&prepared, self.executor, &meter, &mut ensemble)
            .map_err(RunError::Refused)?;
        if !ensemble.is_complete() {
            return Ok(None);
        }
        let column = |profile: ProfileId, goal: &Goal| {
            let runs = ensemble.profile(profile);
            let column = runs.and_then(|r| r.column(goal.outcome, goal.element));
            column.unwrap_or_default().to_vec()
        };
        let columns = (plan.profiles.iter())
            .map(|w| self.goals.iter().map(|g| column(w.profile, g)).collect())
            .collect();
        Ok(Some(Played {
            columns,
            failed_runs: (ensemble.runs())
                .map(|runs| runs.failed_worlds().len() as u64)
                .sum(),
            ensemble,
        }))
    }
}
