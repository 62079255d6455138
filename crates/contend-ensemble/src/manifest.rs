//! What an ensemble is, for whoever finds its numbers without the program that made them.

use std::ops::Range;

use contend_engine::BITS_VERSION;
use contend_model::fingerprint::Fingerprint;
use contend_model::id::DimensionId;
use contend_model::model::Scenario;
use serde::{Deserialize, Serialize};

use crate::column::Column;
use crate::drawing::Drawing;
use crate::job::PlanKey;
use crate::plan::{Plan, once};

/// Says what was run and what the columns of the numbers mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Fingerprint of the scenario.
    pub scenario: Fingerprint,
    /// Version of what equations and draws mean: with the same, the same plan gives the same bits.
    pub engine: u32,
    /// Tells the plan from others.
    pub plan: PlanKey,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Which luck; see [`Plan::luck`].
    #[serde(default)]
    pub luck: u64,
    /// Worlds that share their inputs; see [`Plan::replications`].
    #[serde(default = "once")]
    pub replications: u64,
    /// Number of worlds that are drawn.
    pub drawn: u64,
    /// The numbers of those that count; see [`Plan::kept`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Vec<u64>>,
    /// Those of them that are run.
    pub worlds: Range<u64>,
    /// Ids of the profiles, in the order of the plan.
    pub profiles: Vec<String>,
    /// All columns: inputs, then outcomes profile by profile.
    pub columns: Vec<ColumnFacts>,
}

/// What a column is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// What it holds.
    pub column: Column,
    /// Its name in the scenario: `growth`, `killed[cjng]`.
    pub name: String,
    /// The unit of its numbers, as the scenario writes it.
    pub unit: String,
}

impl Manifest {
    /// The manifest of a plan. The scenario must be that of the plan.
    #[must_use]
    pub fn new(plan: &Plan, scenario: &Scenario) -> Manifest {
        let inputs = scenario
            .inputs
            .iter()
            .enumerate()
            .map(|(at, input)| ColumnFacts {
                column: Column::Input(contend_model::id::InputId(at as u32)),
                name: input.name.clone(),
                unit: scenario.quantity(input.quantity).unit.to_string(),
            });
        let outcomes = plan.profiles.iter().flat_map(|wanted| {
            wanted.outcomes.iter().flat_map(|id| {
                let outcome = &scenario.outcomes[id.index()];
                (0..scenario.size(&outcome.over) as u32).map(|element| ColumnFacts {
                    column: Column::Outcome {
                        profile: wanted.profile,
                        outcome: *id,
                        element,
                    },
                    name: element_name(scenario, &outcome.id, &outcome.over, element),
                    unit: outcome.unit.to_string(),
                })
            })
        });
        Manifest {
            scenario: plan.scenario,
            engine: BITS_VERSION,
            plan: plan.key(),
            drawing: plan.drawing.clone(),
            seed: plan.seed,
            luck: plan.luck,
            replications: plan.replications,
            drawn: plan.drawn,
            kept: plan.kept.clone(),
            worlds: plan.worlds.clone(),
            profiles: plan
                .profiles
                .iter()
                .map(|w| scenario.profiles[w.profile.index()].id.clone())
                .collect(),
            columns: inputs.chain(outcomes).collect(),
        }
    }
}

/// `members[cjng]`; the bare name of a single number.
fn element_name(scenario: &Scenario, name: &str, over: &[DimensionId], element: u32) -> String {
    if over.is_empty() {
        name.to_owned()
    } else {
        format!("{name}[{}]", scenario.element_label(over, element as usize))
    }
}
