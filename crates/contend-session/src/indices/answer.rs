//! What indices are asked of: one element of an outcome under a profile, or the truth of a claim.

use std::ops::Range;

use contend_analysis::claim::in_worlds;
use contend_analysis::{Dependence, TestError, dependence, dependence_of};
use contend_engine::{Draws, Program, Request};
use contend_ensemble::{Column, Columns};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::{Claim, ClaimTest, QuantityKind, Scenario};
use contend_model::reach::{Source, read_by};
use contend_model::silence::silences;

use super::report::{About, IndicesError, NoIndices};
use crate::Session;
use crate::claims;
use crate::error::RunError;
use crate::refusal::compile_profile;
use crate::watch::element_name;
use crate::why::outcomes::{self, Found};

/// What is asked about.
pub(super) enum Answer<'s> {
    /// An element of an outcome under a profile.
    Outcome(Found),
    /// A claim: 1 where it holds, 0 where it fails, NaN where it has no value.
    Claim(&'s Claim),
}

impl<'s> Answer<'s> {
    /// What a name means: a claim, or an outcome as `outcome`, `outcome[element]` or `outcome@profile`.
    ///
    /// # Errors
    /// Where there is none of that name, and where single worlds do not answer it, or not by themselves.
    pub fn find(session: &'s Session, name: &str) -> Result<Answer<'s>, RunError> {
        let scenario = session.scenario();
        if let Some(claim) = scenario.claims.iter().find(|c| c.id == name) {
            return match refused(claim, scenario) {
                None => Ok(Answer::Claim(claim)),
                Some(why) => Err(IndicesError::Claim {
                    claim: claim.id.clone(),
                    why,
                    outcomes: read(scenario, claim),
                }
                .into()),
            };
        }
        if let Some(game) = scenario.games.iter().find(|g| g.id == name) {
            let objective = |o: OutcomeId| scenario.outcomes[o.index()].id.clone();
            let objectives = game.players.iter().map(|p| objective(p.objective));
            return Err(IndicesError::Game {
                game: game.id.clone(),
                objectives: objectives.collect(),
            }
            .into());
        }
        match outcomes::find(session, name)? {
            Some(found) => Ok(Answer::Outcome(found)),
            None => Err(session.unknown_answer(name)),
        }
    }

    /// What it may depend on.
    pub fn rests(&self, scenario: &Scenario) -> Dependence {
        match self {
            Answer::Outcome(found) => dependence_of(scenario, &[(found.outcome, found.profile)]),
            Answer::Claim(claim) => dependence(scenario, claim),
        }
    }

    /// Its name, and what it is.
    pub fn about(&self, scenario: &Scenario) -> About {
        match self {
            Answer::Outcome(found) => {
                let outcome = &scenario.outcomes[found.outcome.index()];
                About::Outcome {
                    outcome: found.name.clone(),
                    about: outcome.about.clone(),
                    unit: outcome.unit.to_string(),
                    profile: scenario.profiles[found.profile.index()].id.clone(),
                }
            }
            Answer::Claim(claim) => About::Claim {
                claim: claim.id.clone(),
                says: claim.says.clone(),
            },
        }
    }

    /// The same, ready to be asked of any worlds.
    pub fn compiled(self, scenario: &'s Scenario) -> Result<Compiled<'s>, RunError> {
        let wanted = match &self {
            Answer::Outcome(found) => vec![(found.profile, vec![found.outcome])],
            Answer::Claim(claim) => (claims::read(scenario, [*claim], false, |_| true).into_iter())
                .map(|w| (w.profile, w.outcomes))
                .collect(),
        };
        let programs = wanted.into_iter().map(|(profile, outcomes)| {
            let request = Request {
                outcomes: outcomes.clone(),
                ..Request::default()
            };
            Ok(OfProfile {
                program: compile_profile(scenario, profile, &request)?,
                profile,
                outcomes,
            })
        });
        Ok(Compiled {
            scenario,
            programs: programs.collect::<Result<_, RunError>>()?,
            answer: self,
        })
    }
}

/// Why the truth of a claim cannot be parted, world by world.
fn refused(claim: &Claim, scenario: &Scenario) -> Option<NoIndices> {
    match &claim.test {
        ClaimTest::ValueJudgement => Some(NoIndices::ValueJudgement),
        ClaimTest::Inputs(_) => Some(NoIndices::Fact),
        ClaimTest::OverWorlds(_) => Some(NoIndices::AllWorlds),
        ClaimTest::Worlds(_) if claim.by_inputs => Some(NoIndices::Averages),
        ClaimTest::Worlds(_) if claim.given.is_some() => Some(NoIndices::SomeWorlds),
        ClaimTest::Worlds(test) => {
            (!silences(scenario, test).is_empty()).then_some(NoIndices::Silence)
        }
    }
}

/// The outcomes that a claim reads, as they can be asked for.
fn read(scenario: &Scenario, claim: &Claim) -> Vec<String> {
    let named = |profile: &ProfileId| !scenario.profiles[profile.index()].of_game;
    let wanted = claims::read(scenario, [claim], false, |p| named(&p));
    let names = wanted.iter().flat_map(|wanted| {
        let profile = &scenario.profiles[wanted.profile.index()].id;
        wanted.outcomes.iter().map(move |o| {
            let outcome = &scenario.outcomes[o.index()];
            format!(
                "{}@{profile}",
                element_name(scenario, &outcome.id, &outcome.over, 0)
            )
        })
    });
    names.collect()
}

/// A profile and what is read of it.
struct OfProfile {
    profile: ProfileId,
    outcomes: Vec<OutcomeId>,
    program: Program,
}

/// What is asked, ready to be run.
pub(super) struct Compiled<'s> {
    scenario: &'s Scenario,
    answer: Answer<'s>,
    programs: Vec<OfProfile>,
}

impl Compiled<'_> {
    /// Evaluations that one world takes, and lanes of a tile: what jobs are cut by.
    pub fn size(&self) -> (u64, u64) {
        let steps = u64::from(self.scenario.clock.steps);
        let facts = self.programs.iter().map(|p| p.program.facts());
        facts.fold((0, 1), |(evaluations, lanes), facts| {
            (
                evaluations + facts.equations as u64 * steps,
                lanes.max(facts.lanes as u64),
            )
        })
    }

    /// The answer in some worlds; NaN where it has none.
    ///
    /// # Errors
    /// Where a claim's test cannot be evaluated.
    pub fn of(&self, draws: &dyn Draws, worlds: Range<u64>) -> Result<Vec<f64>, TestError> {
        let mut columns: Vec<(Column, Vec<f64>)> = Vec::new();
        for own in &self.programs {
            let batch = own.program.run(draws, worlds.clone());
            let outcomes = own.outcomes.iter().flat_map(|outcome| {
                let over = &self.scenario.outcomes[outcome.index()].over;
                (0..self.scenario.size(over) as u32).map(|element| Column::Outcome {
                    profile: own.profile,
                    outcome: *outcome,
                    element,
                })
            });
            columns.extend(outcomes.zip(batch.outcomes));
        }
        let claim = match &self.answer {
            Answer::Outcome(found) => return Ok(columns.swap_remove(found.element).1),
            Answer::Claim(claim) => claim,
        };
        let ClaimTest::Worlds(test) = &claim.test else {
            return Ok(Vec::new());
        };
        // What the test reads of parameters by itself.
        read_by(test, None, &mut |_, source| {
            if let Source::Quantity(id) = source
                && let QuantityKind::Parameter(parameter) = &self.scenario.quantity(id).kind
            {
                for input in parameter.inputs.iter().flatten() {
                    let value = |world| draws.value(world, *input);
                    let values = worlds.clone().map(value).collect();
                    columns.push((Column::Input(*input), values));
                }
            }
        });
        let truths = in_worlds(
            self.scenario,
            test,
            &Read {
                worlds: (worlds.end - worlds.start) as usize,
                columns,
            },
        )?;
        let number = |truth: &Option<bool>| truth.map_or(f64::NAN, |t| f64::from(u8::from(t)));
        Ok(truths.values.iter().map(number).collect())
    }
}

/// What a claim reads of some worlds.
struct Read {
    worlds: usize,
    columns: Vec<(Column, Vec<f64>)>,
}

impl Columns for Read {
    fn worlds(&self) -> usize {
        self.worlds
    }

    fn column(&self, column: Column) -> Option<&[f64]> {
        let found = self.columns.iter().find(|(own, _)| *own == column);
        found.map(|(_, values)| &values[..])
    }
}
