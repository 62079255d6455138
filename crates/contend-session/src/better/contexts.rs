//! What the others do, and the profiles in which an actor's strategies are played against it.

use std::collections::BTreeSet;

use contend_model::id::{ActorId, ProfileId, StrategyId};
use contend_model::model::{Profile, Scenario};
use contend_model::reach::{Source, reads};

use super::Asked;

/// What the others do.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The first profile of the scenario in which they do so.
    pub profile: ProfileId,
    /// Whether it is what they do in the baseline.
    pub baseline: bool,
    /// The strategy of each other actor that has one, and whether it differs from that in the baseline.
    pub others: Vec<(ActorId, StrategyId, bool)>,
    /// The place, among the actor's strategies, of what it does in that profile.
    pub own: usize,
    /// For each of the actor's strategies the profile of the scenario in which it plays it against these others.
    pub declared: Vec<Option<ProfileId>>,
    /// For each of the actor's strategies the profile that is run.
    pub profiles: Vec<ProfileId>,
}

/// A scenario with all profiles that are run.
pub(crate) struct Played {
    pub scenario: Scenario,
    pub contexts: Vec<Context>,
}

impl Played {
    pub fn profiles(&self) -> impl Iterator<Item = ProfileId> + '_ {
        self.contexts
            .iter()
            .flat_map(|c| c.profiles.iter().copied())
    }
}

/// What the others do in the profiles named, or, where none is, in the baseline and wherever the scenario shows the actor with
/// more than one strategy against the same others. Each once.
pub(crate) fn of(asked: &Asked, named: Option<&[ProfileId]>) -> Vec<Context> {
    let scenario = asked.scenario;
    let own = |p: &ProfileId| !scenario.profiles[p.index()].of_game;
    let all = (0..scenario.profiles.len() as u32).map(ProfileId);
    let mut contexts: Vec<Context> = Vec::new();
    let first = named.is_none().then_some(scenario.baseline);
    let later: Vec<ProfileId> = match named {
        Some(named) => named.to_vec(),
        None => all.filter(own).collect(),
    };
    for profile in first.into_iter().chain(later) {
        let new = context(asked, profile);
        let known = |c: &&mut Context| same_others(asked, c.profile, profile);
        if contexts.iter_mut().find(known).is_none() {
            contexts.push(new);
        }
    }
    if named.is_none() {
        let several = |c: &Context| c.declared.iter().flatten().count() > 1;
        contexts.retain(|c| c.baseline || several(c));
    }
    contexts
}

/// Profiles of the scenario whose others do what was not asked for.
pub(crate) fn others(asked: &Asked, played: &Played) -> Vec<String> {
    let profiles = asked.scenario.profiles.iter().enumerate();
    let mut left: Vec<ProfileId> = Vec::new();
    for (at, _) in profiles.filter(|(_, p)| !p.of_game) {
        let profile = ProfileId(at as u32);
        let mut seen = (played.contexts.iter().map(|c| c.profile)).chain(left.iter().copied());
        if !seen.any(|p| same_others(asked, p, profile)) {
            left.push(profile);
        }
    }
    let id = |p: ProfileId| asked.scenario.profiles[p.index()].id.clone();
    left.into_iter().map(id).collect()
}

fn context(asked: &Asked, profile: ProfileId) -> Context {
    let scenario = asked.scenario;
    let strategies = &scenario.profiles[profile.index()].strategies;
    let baseline = &scenario.profiles[scenario.baseline.index()].strategies;
    let others = strategies.iter().zip(baseline).enumerate();
    let plays = |p: usize, strategy: StrategyId| {
        let there = &scenario.profiles[p];
        !there.of_game
            && there.strategies[asked.actor.index()] == Some(strategy)
            && same_others(asked, ProfileId(p as u32), profile)
    };
    let declared = |s: &StrategyId| {
        let mut all = 0..scenario.profiles.len();
        all.find(|p| plays(*p, *s)).map(|p| ProfileId(p as u32))
    };
    let own = strategies[asked.actor.index()];
    Context {
        profile,
        baseline: same_others(asked, profile, scenario.baseline),
        others: others
            .filter(|(actor, _)| *actor != asked.actor.index())
            .filter_map(|(actor, (s, base))| Some((ActorId(actor as u32), (*s)?, s != base)))
            .collect(),
        own: (asked.strategies.iter())
            .position(|s| Some(*s) == own)
            .unwrap_or(0),
        declared: asked.strategies.iter().map(declared).collect(),
        profiles: Vec::new(),
    }
}

/// Whether all others do the same in two profiles.
fn same_others(asked: &Asked, a: ProfileId, b: ProfileId) -> bool {
    let of = |p: ProfileId| &asked.scenario.profiles[p.index()].strategies;
    let mut pairs = of(a).iter().zip(of(b)).enumerate();
    pairs.all(|(actor, (a, b))| actor == asked.actor.index() || a == b)
}

/// Every strategy of the actor against each of these, in a scenario with the profiles that are missing.
pub(crate) fn play(asked: &Asked, mut contexts: Vec<Context>) -> Played {
    let mut scenario = asked.scenario.clone();
    for context in &mut contexts {
        for (at, strategy) in asked.strategies.iter().enumerate() {
            let profile = context.declared[at].unwrap_or_else(|| {
                let like = scenario.profiles[context.profile.index()].clone();
                let id = &scenario.strategies[strategy.index()].id;
                let mut new = Profile {
                    id: format!("{} + {id}", like.id),
                    of_game: true,
                    ..like
                };
                new.strategies[asked.actor.index()] = Some(*strategy);
                scenario.profiles.push(new);
                ProfileId(scenario.profiles.len() as u32 - 1)
            });
            context.profiles.push(profile);
        }
    }
    Played { scenario, contexts }
}

/// Whether anything that the actor's strategies set can reach its objective, where the others do so: a question of what is
/// written.
pub(crate) fn moves(asked: &Asked, context: &Context) -> bool {
    let scenario = asked.scenario;
    let settings = asked.strategies.iter();
    let levers: BTreeSet<_> = settings
        .flat_map(|s| &scenario.strategies[s.index()].settings)
        .map(|(lever, _)| *lever)
        .collect();
    let mut open = vec![(Some(context.profile), Source::Outcome(asked.objective))];
    let mut seen: BTreeSet<_> = open.iter().copied().collect();
    while let Some((profile, source)) = open.pop() {
        if matches!(source, Source::Quantity(id) if levers.contains(&id)) {
            return true;
        }
        reads(scenario, profile, source, &mut |profile, source| {
            if seen.insert((profile, source)) {
                open.push((profile, source));
            }
        });
    }
    false
}
