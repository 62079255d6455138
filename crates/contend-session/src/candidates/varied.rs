//! A scenario in which levers are set and inputs held otherwise, under every profile: what a reader would have by editing its files.

use contend_ensemble::Wanted;
use contend_ensemble::executor::{Sequential, Silent};
use contend_model::fingerprint::Fingerprint;
use contend_model::id::{ActorId, StrategyId};
use contend_model::model::{Law, Scenario, Strategy};

use super::{
    CandidateSession, CandidateSettings, CandidatesError, LeverSetting, Moved, edited, lever,
};
use crate::Session;
use crate::drawing::Drawn;
use crate::request::Drawing;

impl Session {
    /// The scenario with levers set in every strategy, whatever it says, and uncertain inputs held at a value in every
    /// world: by name, in the units of levers and parameters. It answers all that a session does, of claims as well; every number
    /// has the bits that the files edited so give. Its fingerprint is another.
    ///
    /// # Errors
    /// [`CandidatesError`] where there is no such lever or input, or it cannot have this value.
    pub fn varied(
        &self,
        levers: &[(String, f64)],
        values: &[(String, f64)],
    ) -> Result<Session, CandidatesError> {
        let set = levers.iter().map(|(lever, value)| {
            let setting = LeverSetting::constant(*value);
            (lever.clone(), setting)
        });
        let settings = CandidateSettings {
            profile: self.scenario.profiles[self.scenario.baseline.index()]
                .id
                .clone(),
            levers: set.collect(),
            pins: values.to_vec(),
        };
        self.can_be(&settings)?;
        let mut scenario = self.scenario.clone();
        for (name, value) in values {
            let input = self.pinned(name)?.index();
            scenario.inputs[input].law = Law::Discrete {
                values: vec![*value],
                weights: vec![1.0],
            };
            scenario.inputs[input].bounds = None;
        }
        for (name, setting) in &settings.levers {
            let id = self.lever(name)?;
            let Some(actor) = lever(&scenario, id) else {
                continue;
            };
            let played = strategies(&mut scenario, actor);
            let moved: Vec<Moved> = (played.into_iter())
                .map(|strategy| Moved {
                    actor,
                    strategy,
                    lever: id,
                    setting: self.setting(setting),
                })
                .collect();
            scenario = edited(&scenario, &moved);
        }
        let mut files = self.files.clone();
        files.add("levers and values", format!("{levers:?} {values:?}"));
        Ok(Session {
            scenario,
            fingerprint: Fingerprint::of(&files, contend_engine::BITS_VERSION),
            original: None,
            ..self.clone()
        })
    }

    /// Whether a candidate can be run: tried in one world, whatever is known of events.
    fn can_be(&self, settings: &CandidateSettings) -> Result<(), CandidatesError> {
        let scenario = &self.scenario;
        let any = Drawing::default();
        let drawn = Drawn::new(scenario, self.fingerprint(), &any, Some(1), None, 1)?;
        let names = settings.levers.iter().map(|(name, _)| self.lever(name));
        let levers = names.collect::<Result<Vec<_>, _>>()?;
        let wanted = [Wanted::all(scenario, scenario.baseline)];
        let worlds = self.candidate_worlds(&wanted, &levers, drawn.worlds)?;
        let open = CandidateSession {
            session: self,
            worlds,
        };
        open.run(std::slice::from_ref(settings), &Sequential, &Silent)?;
        Ok(())
    }
}

/// The strategies of an actor; where it has none, one is made that all profiles play.
fn strategies(scenario: &mut Scenario, actor: ActorId) -> Vec<StrategyId> {
    let all = || (0..).map(StrategyId);
    let own: Vec<StrategyId> = (all().zip(&scenario.strategies))
        .filter(|(_, strategy)| strategy.actor == actor)
        .map(|(id, _)| id)
        .collect();
    if !own.is_empty() {
        return own;
    }
    let made = StrategyId(scenario.strategies.len() as u32);
    scenario.strategies.push(Strategy {
        actor,
        id: "set".to_owned(),
        about: String::new(),
        settings: Vec::new(),
        free: None,
        span: scenario.actors[actor.index()].span,
    });
    for profile in &mut scenario.profiles {
        profile.strategies[actor.index()] = Some(made);
    }
    vec![made]
}
