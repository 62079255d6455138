//! What would be better for an actor: every strategy that it has, against what the others do in profiles of the scenario,
//! in the same worlds, ranked by every usual measure of robustness.
//!
//! Only the actor's strategy varies. What the others do is taken from profiles of the scenario, and does not answer to what
//! the actor does: that is what games are for.

mod contexts;
pub mod report;
pub mod search;

use std::collections::BTreeSet;

use contend_analysis::over_worlds::FEWEST_WORLDS;
use contend_analysis::robustness::{Measure, Ranking, Table, ranking, times};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Meter, Part, PartRuns, Plan, Prepared, Sink, Wanted, parallel};
use contend_model::id::{ActorId, OutcomeId, StrategyId};
use contend_model::model::Scenario;
use contend_model::nearest::nearest_few;

use crate::drawing::Drawn;
use crate::error::RunError;
use crate::game::play::{difference, mean_and_error};
use crate::report::KnownReport;
use crate::request::Drawing;
use crate::stored::felt;
use crate::{Session, drawing, faults, held, known, refusal};
use contexts::{Context, Played};
use report::{
    BetterError, BetterNote, BetterReport, BetterRun, ChosenReport, ContextReport, OtherReport,
    RankingLacks, StrategyReport,
};

/// How often worlds are drawn anew where nothing else is asked.
const RESAMPLES: u32 = 1_000;
/// Resamples that one job takes.
const JOB: u32 = 20;
/// Of so many worlds one may be left out before it is warned that the rest may not speak for all.
const ONE_IN: u64 = 100;

/// Asks which strategy of an actor is better.
#[derive(Clone, Debug, Default)]
pub struct BetterRequest {
    /// The actor's name in scenario files; empty: the only one that has an objective and a choice.
    pub actor: String,
    /// Profiles from which it is taken what the others do; empty: the baseline, and those in which the actor is seen with more
    /// than one strategy against the same others.
    pub profiles: Vec<String>,
    /// The payoff that is enough; left out: the median of what the actor gets by what it does in the profile.
    pub enough: Option<f64>,
    /// Number of worlds; left out: the scenario's.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// How often worlds are drawn anew; left out: 1,000.
    pub resamples: Option<u32>,
}

impl Session {
    /// Plays every strategy of an actor against what the others do in some profiles, on the same worlds, and ranks them. The
    /// answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it; nothing was run then.
    pub fn better(
        &self,
        request: &BetterRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<BetterReport, RunError> {
        let (asked, played) = self.played(request)?;
        let mut drawn = Drawn::new(
            self.scenario(),
            self.fingerprint(),
            &request.drawing,
            request.worlds,
            request.seed,
            // As in games: means are over all luck, so each world has inputs of its own.
            1,
        )?;
        let meter = Meter::new(progress, 0);
        let known = known::condition(self.scenario(), &mut drawn, &meter, executor)?;
        let plan = payoffs(&asked, &played, &drawn);
        plan.check_memory(&played.scenario)
            .map_err(refusal::too_large)?;
        let prepared = Prepared::new(&plan, &played.scenario, executor)
            .map_err(|error| refusal::plan_error(&played.scenario, error))?;
        let followed = held::plan(&played.scenario, &plan.profiles, &drawn);
        meter.also(plan.runs() + followed.as_ref().map_or(0, |f| f.plan.runs()));
        let mut ensemble = Ensemble::new(&plan, &played.scenario);
        contend_ensemble::run(&prepared, executor, &meter, &mut ensemble)
            .map_err(RunError::Refused)?;
        let found = Found {
            asked,
            played,
            drawn: &drawn,
            known,
            ensemble,
            followed,
        };
        Ok(self.better_of(request, found, &meter, (executor, progress)))
    }

    /// The same of worlds that are there already: every strategy must be played in a profile of the scenario.
    ///
    /// # Errors
    /// As [`Session::better`]; [`BetterError::NotKept`] where the worlds do not tell it.
    pub(crate) fn better_of_kept(
        &self,
        request: &BetterRequest,
        kept: &KeptWorlds,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<BetterReport, RunError> {
        let (asked, played) = self.played(request)?;
        let not_kept = |why| BetterError::NotKept {
            actor: asked.actor().id.clone(),
            why,
        };
        let together = kept.drawn.worlds.replications();
        if together > 1 {
            return Err(not_kept(RankingLacks::Together { together }).into());
        }
        let strategies = |context: &Context| {
            let played = asked.strategies.iter().zip(context.declared.clone());
            let missing = played.filter(|(_, profile)| profile.is_none());
            missing.map(|(strategy, _)| *strategy).collect::<Vec<_>>()
        };
        let missing: BTreeSet<StrategyId> = played.contexts.iter().flat_map(strategies).collect();
        if !missing.is_empty() {
            let id = |s: &StrategyId| self.scenario.strategies[s.index()].id.clone();
            let missing = missing.iter().map(id).collect();
            return Err(not_kept(RankingLacks::Strategies { missing }).into());
        }
        let plan = payoffs(&asked, &played, kept.drawn);
        let found = Found {
            ensemble: part_of(&self.scenario, &plan, kept.ensemble)?,
            followed: held::plan(&self.scenario, &plan.profiles, kept.drawn),
            asked,
            played,
            drawn: kept.drawn,
            known: kept.known.cloned(),
        };
        let meter = Meter::new(progress, 0);
        Ok(self.better_of(request, found, &meter, (executor, progress)))
    }

    /// Whose strategies are ranked, and what is played for it.
    fn played(&self, request: &BetterRequest) -> Result<(Asked<'_>, Played), RunError> {
        let asked = Asked::new(self.scenario(), &request.actor)?;
        let named = match request.profiles.is_empty() {
            true => None,
            false => Some(self.profiles(&request.profiles, false)?),
        };
        let contexts = contexts::of(&asked, named.as_deref());
        if !contexts.iter().any(|c| contexts::moves(&asked, c)) {
            return Err(BetterError::Unmoved {
                actor: asked.actor().id.clone(),
                objective: asked.objective().id.clone(),
            }
            .into());
        }
        let played = contexts::play(&asked, contexts);
        Ok((asked, played))
    }

    /// What worlds that were run say of it.
    fn better_of(
        &self,
        request: &BetterRequest,
        found: Found,
        meter: &Meter,
        (executor, progress): (&dyn Executor, &dyn Progress),
    ) -> BetterReport {
        let Found {
            asked,
            played,
            drawn,
            known,
            ensemble,
            followed,
        } = found;
        let profiles = ensemble.plan().profiles.len();
        let whole = ensemble.is_complete();
        let mut notes: Vec<BetterNote> = known.map(BetterNote::Known).into_iter().collect();
        if !whole {
            notes.push(BetterNote::Interrupted {
                worlds: ensemble.complete(),
                worlds_asked: drawn.worlds.worlds(),
            });
        }
        let inputs = drawing::held(self.scenario(), &request.drawing);
        if !inputs.is_empty() {
            notes.push(BetterNote::Held { inputs });
        }
        if let Some(followed) = followed.filter(|_| whole) {
            let held = held::notes(&followed, drawn, meter, executor);
            notes.extend(held.into_iter().map(BetterNote::Run));
        }
        let seed = drawn.worlds.seed();
        let resamples = request.resamples.unwrap_or(RESAMPLES);
        let contexts: Vec<ContextReport> = (played.contexts.iter())
            .map(|context| {
                let payoffs: Vec<&[f64]> = (context.profiles.iter())
                    .map(|profile| {
                        let runs = ensemble.profile(*profile);
                        runs.and_then(|r| r.column(asked.objective, 0))
                            .unwrap_or_default()
                    })
                    .collect();
                let table = Table::new(&payoffs);
                let enough = request.enough.unwrap_or_else(|| table.median(context.own));
                let ranked = rank(&table, enough, seed, resamples, executor, progress);
                context_report(&asked, context, &table, enough, ranked)
            })
            .collect();
        for context in &contexts {
            if context.left_out * ONE_IN > context.left_out + context.worlds {
                notes.push(BetterNote::LeftOut {
                    profile: context.profile.clone(),
                    worlds: context.left_out,
                    of: context.left_out + context.worlds,
                });
            }
        }
        let more = contexts::others(&asked, &played);
        if request.profiles.is_empty() && !more.is_empty() {
            notes.push(BetterNote::MoreProfiles { profiles: more });
        }
        let mut faults = faults::report(&played.scenario, self.files(), &ensemble);
        known::faults_by_number(&drawn.worlds, &mut faults);
        let objective = asked.objective();
        let actor = asked.actor();
        BetterReport {
            contend: crate::VERSION,
            scenario: self.facts(),
            run: BetterRun {
                worlds: ensemble.complete(),
                worlds_asked: drawn.worlds.worlds(),
                interrupted: !whole,
                seed,
                design: request.drawing.name(),
                profiles,
                runs: ensemble.complete() * profiles as u64,
                failed_runs: (ensemble.runs())
                    .map(|runs| runs.failed_worlds().len() as u64)
                    .sum(),
                resamples,
                enough_is_own: request.enough.is_none(),
            },
            actor: actor.id.clone(),
            name: actor.name.clone(),
            objective: objective.id.clone(),
            about: objective.about.clone(),
            unit: objective.unit.to_string(),
            contexts,
            faults,
            notes,
        }
    }
}

/// Worlds that were run before, with every outcome of the scenario's own profiles.
pub(crate) struct KeptWorlds<'a> {
    pub drawn: &'a Drawn,
    pub known: Option<&'a KnownReport>,
    pub ensemble: &'a Ensemble,
}

/// Strategies that were played.
struct Found<'a> {
    asked: Asked<'a>,
    played: Played,
    drawn: &'a Drawn,
    known: Option<KnownReport>,
    ensemble: Ensemble,
    followed: Option<held::Followed>,
}

/// What is asked of the profiles in which strategies are played.
fn payoffs(asked: &Asked, played: &Played, drawn: &Drawn) -> Plan {
    Plan {
        profiles: (played.profiles())
            .map(|profile| Wanted {
                profile,
                outcomes: vec![asked.objective],
                watches: Vec::new(),
            })
            .collect(),
        ..drawn.plan()
    }
}

/// Some outcomes of what was run, as if they alone had been asked for.
fn part_of(scenario: &Scenario, plan: &Plan, from: &Ensemble) -> Result<Ensemble, RunError> {
    let runs = plan.profiles.iter().map(|wanted| {
        let there = from.profile(wanted.profile);
        let column = |id: &OutcomeId| {
            let values = there.and_then(|runs| runs.column(*id, 0));
            values.unwrap_or_default().to_vec()
        };
        let runs = PartRuns {
            columns: wanted.outcomes.iter().map(column).collect(),
            watches: Vec::new(),
            faults: there.map_or(Vec::new(), |runs| runs.faults().to_vec()),
        };
        felt(scenario, wanted, runs)
    });
    let part = Part::whole(plan, plan.worlds.clone(), runs.collect());
    let mut ensemble = Ensemble::new(plan, scenario);
    ensemble.accept(&part).map_err(RunError::Refused)?;
    Ok(ensemble)
}

/// Whose strategies are ranked, and by what.
pub(crate) struct Asked<'s> {
    scenario: &'s Scenario,
    actor: ActorId,
    objective: OutcomeId,
    strategies: Vec<StrategyId>,
}

impl<'s> Asked<'s> {
    /// The actor of that name; without a name the only one that has an objective and a choice.
    fn new(scenario: &'s Scenario, name: &str) -> Result<Asked<'s>, RunError> {
        let ids = || scenario.actors.iter().map(|a| a.id.as_str());
        if name.is_empty() {
            let known: Vec<String> = ids()
                .filter(|id| Asked::new(scenario, id).is_ok())
                .map(str::to_owned)
                .collect();
            return match known.as_slice() {
                [one] => Asked::new(scenario, one),
                _ => Err(BetterError::WhichActor { known }.into()),
            };
        }
        let actor = actor(scenario, name)?;
        let outcomes = || scenario.outcomes.iter();
        let Some(objective) = outcomes().position(|o| o.objective_of == Some(actor)) else {
            let has =
                |a: &usize| outcomes().any(|o| o.objective_of.is_some_and(|of| of.index() == *a));
            let known = (0..scenario.actors.len()).filter(has);
            return Err(BetterError::NoObjective {
                actor: name.to_owned(),
                known: known.map(|a| scenario.actors[a].id.clone()).collect(),
            }
            .into());
        };
        let strategies: Vec<StrategyId> = (0..scenario.strategies.len() as u32)
            .map(StrategyId)
            .filter(|s| scenario.strategies[s.index()].actor == actor)
            .collect();
        if strategies.len() < 2 {
            let own = strategies.first();
            return Err(BetterError::NoChoice {
                actor: name.to_owned(),
                strategy: own.map(|s| scenario.strategies[s.index()].id.clone()),
            }
            .into());
        }
        Ok(Asked {
            scenario,
            actor,
            objective: OutcomeId(objective as u32),
            strategies,
        })
    }

    fn actor(&self) -> &'s contend_model::model::Actor {
        &self.scenario.actors[self.actor.index()]
    }

    fn objective(&self) -> &'s contend_model::model::Outcome {
        &self.scenario.outcomes[self.objective.index()]
    }
}

/// The actor of that name.
fn actor(scenario: &Scenario, name: &str) -> Result<ActorId, BetterError> {
    let ids = || scenario.actors.iter().map(|a| a.id.as_str());
    let Some(at) = ids().position(|id| id == name) else {
        let near = nearest_few(name, ids());
        return Err(BetterError::UnknownActor {
            name: name.to_owned(),
            known: match near.is_empty() {
                true => ids().map(str::to_owned).collect(),
                false => near,
            },
        });
    };
    Ok(ActorId(at as u32))
}

/// Ranks by every usual measure, with worlds drawn anew on the threads lent.
fn rank(
    table: &Table,
    enough: f64,
    seed: u64,
    resamples: u32,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<Ranking> {
    let measures = Measure::usual(enough);
    // Few worlds drawn anew are the same few worlds: they would be far too sure.
    let few = (table.worlds() as f64) < FEWEST_WORLDS;
    let resamples = if few { 0 } else { resamples };
    let jobs = resamples.div_ceil(JOB) as usize;
    let drawn: Vec<[Vec<f64>; 12]> = parallel::map(executor, progress, jobs, |job| {
        let first = job as u32 * JOB;
        let one = |resample: u32| {
            let times = times(seed, resample, table.worlds());
            measures.map(|measure| table.weighed(measure, &times))
        };
        (first..resamples.min(first + JOB))
            .map(one)
            .collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    let of = |(at, measure): (usize, &Measure)| {
        let resampled: Vec<Vec<f64>> = drawn.iter().map(|d| d[at].clone()).collect();
        ranking(*measure, table.measure(*measure), &resampled)
    };
    measures.iter().enumerate().map(of).collect()
}

fn context_report(
    asked: &Asked,
    context: &Context,
    table: &Table,
    enough: f64,
    measures: Vec<Ranking>,
) -> ContextReport {
    let scenario = asked.scenario;
    let id = |s: StrategyId| scenario.strategies[s.index()].id.clone();
    let profile = |p: contend_model::id::ProfileId| scenario.profiles[p.index()].id.clone();
    let firsts = |s: usize| measures.iter().filter(|m| m.best.contains(&s)).count();
    let by_mean = measures.iter().find(|m| m.measure == Measure::Mean.id());
    let leader = by_mean.and_then(|m| m.best.first().copied());
    let strategies: Vec<StrategyReport> = (asked.strategies.iter().enumerate())
        .map(|(at, strategy)| {
            let payoffs = table.payoff(at);
            let same = |other: &usize| *other < at && table.payoff(*other) == payoffs;
            StrategyReport {
                id: id(*strategy),
                about: scenario.strategies[strategy.index()].about.clone(),
                profile: context.declared[at].map(profile),
                mean: mean_and_error(payoffs),
                behind: match leader {
                    Some(leader) if leader != at => difference(table.payoff(leader), payoffs),
                    _ => (0.0, 0.0),
                },
                first_by: firsts(at),
                dominated_by: table.dominated_by(at).map(|s| id(asked.strategies[s])),
                same_as: (0..at).find(same).map(|s| id(asked.strategies[s])),
            }
        })
        .collect();
    let mut chosen: Vec<ChosenReport> = (0..strategies.len())
        .filter(|s| firsts(*s) > 0 && strategies[*s].same_as.is_none())
        .map(|s| ChosenReport {
            strategy: s,
            measures: (measures.iter().enumerate())
                .filter(|(_, m)| m.best.contains(&s))
                .map(|(at, _)| at)
                .collect(),
        })
        .collect();
    chosen.sort_by_key(|c| (std::cmp::Reverse(c.measures.len()), c.strategy));
    ContextReport {
        profile: profile(context.profile),
        baseline: context.baseline,
        others: (context.others.iter())
            .map(|(actor, strategy, differs)| OtherReport {
                actor: scenario.actors[actor.index()].id.clone(),
                strategy: id(*strategy),
                as_in_baseline: !differs,
            })
            .collect(),
        own: id(asked.strategies[context.own]),
        worlds: table.worlds() as u64,
        left_out: table.left_out() as u64,
        enough,
        flat: table.is_flat(),
        strategies,
        measures,
        chosen,
    }
}
