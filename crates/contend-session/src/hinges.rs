//! What decides an answer world by world: the inputs that it hinges on.

use contend_analysis::hinges::{Hinge, Hinges, hinges};
use contend_analysis::turning::{Side, TurningPoint};
use contend_analysis::{Inputs, Tally, Target};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::parallel;
use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario};

use crate::report::{HingeReport, Note, Turns};

/// Draws that are kept at once to find hinges; with more worlds, the first of them are used.
const DRAWS: usize = 1 << 27;

/// Inputs that some answer depends on, with their draws.
pub(crate) struct Tried {
    /// Ascending.
    pub ids: Vec<InputId>,
    columns: Vec<Vec<f64>>,
    worlds: usize,
}

impl Tried {
    /// Draws these inputs in all worlds, or in as many as are kept; each set of inputs once.
    pub fn draw(
        ids: impl Iterator<Item = InputId>,
        count: u64,
        worlds: &Worlds,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Tried {
        let mut ids: Vec<InputId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let kept = (count as usize).min(DRAWS / ids.len().max(1));
        let columns = parallel::map(executor, progress, ids.len(), |i| {
            drawn(worlds, 0, kept, ids[i])
        });
        Tried {
            ids,
            columns,
            worlds: kept,
        }
    }

    /// Ready to be held against truths.
    pub fn inputs(&self, scenario: &Scenario) -> Inputs<'_> {
        let mut inputs = Inputs::new();
        for (id, column) in self.ids.iter().zip(&self.columns) {
            match options(scenario, *id) {
                [] => inputs.add_number(column),
                options => inputs.add_choice(column, options.len()),
            }
        }
        inputs
    }

    /// The places of inputs among those that are drawn.
    pub fn places(&self, among: &[InputId]) -> Vec<usize> {
        let places = among.iter().map(|id| self.ids.binary_search(id));
        places.filter_map(Result::ok).collect()
    }

    /// The value of an input that is drawn here, in one of the worlds that are kept; NaN of others.
    pub fn value(&self, id: InputId, world: usize) -> f64 {
        let column = self.ids.binary_search(&id).ok().map(|at| &self.columns[at]);
        column
            .and_then(|c| c.get(world))
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// What decides a truth by world, among the inputs that it may depend on.
    pub fn hinges(
        &self,
        inputs: &Inputs,
        among: &[InputId],
        truths: &[Option<bool>],
        weights: Option<&[f64]>,
    ) -> Hinges {
        let places = self.places(among);
        hinges(inputs, &places, &Target::Truth(self.kept(truths)), weights)
    }

    /// The truths of a test in the worlds whose draws are kept.
    pub fn kept<'t, T>(&self, truths: &'t [T]) -> &'t [T] {
        &truths[..self.worlds.min(truths.len())]
    }
}

/// The values of an input in consecutive worlds; of those that share their inputs once. Where only some worlds are kept, in
/// these: facts leave out worlds, and such worlds have inputs of their own.
pub(crate) fn drawn(worlds: &Worlds, first: u64, count: usize, input: InputId) -> Vec<f64> {
    let mut values = vec![f64::NAN; count];
    match worlds.kept() {
        Some(_) => worlds.fill(first, input, &mut values),
        None => worlds.fill_sets(first, input, &mut values),
    }
    values
}

/// Names of the alternatives of a categorical input; none for a number.
pub(crate) fn options(scenario: &Scenario, input: InputId) -> &[String] {
    match &scenario
        .quantity(scenario.inputs[input.index()].quantity)
        .kind
    {
        QuantityKind::Parameter(p) => &p.options,
        _ => &[],
    }
}

/// Hinges with the names of the scenario.
pub(crate) fn hinge_reports(
    scenario: &Scenario,
    found: &Hinges,
    tried: &Tried,
) -> Vec<HingeReport> {
    found
        .hinges
        .iter()
        .map(|h| hinge_report(scenario, h, tried.ids[h.input]))
        .collect()
}

fn hinge_report(scenario: &Scenario, hinge: &Hinge, id: InputId) -> HingeReport {
    let input = &scenario.inputs[id.index()];
    HingeReport {
        input: input.name.clone(),
        id,
        unit: scenario.quantity(input.quantity).unit.to_string(),
        distance: hinge.distance,
        p: hinge.p,
        turns: hinge.turning.as_ref().map(|t| turns(scenario, t, id)),
        explains: hinge.explains,
    }
}

/// Where a truth turns, with the names of the scenario.
pub(crate) fn turns(scenario: &Scenario, turning: &TurningPoint, input: InputId) -> Turns {
    match turning {
        TurningPoint::Value {
            value,
            holds,
            below,
            above,
        } => {
            let (there, elsewhere) = match holds {
                Side::Below => (below, above),
                Side::Above => (above, below),
            };
            Turns::At {
                turns_at: *value,
                holds: *holds,
                share_there: there.share(),
                share_elsewhere: elsewhere.share(),
            }
        }
        TurningPoint::Options {
            holds,
            options: parts,
        } => {
            let names = options(scenario, input);
            let share = |inside: bool| {
                let mut of_side = Tally::default();
                for (option, tally) in parts.iter().enumerate() {
                    if holds.contains(&(option as u32)) == inside {
                        of_side = of_side.plus(*tally);
                    }
                }
                of_side.share()
            };
            Turns::Under {
                holds_under: holds
                    .iter()
                    .filter_map(|i| names.get(*i as usize).cloned())
                    .collect(),
                share_there: share(true),
                share_elsewhere: share(false),
            }
        }
    }
}

/// What a reader should know of how hinges were found.
pub(crate) fn note(scenario: &Scenario, worlds: u64) -> Option<Note> {
    let most = (DRAWS / scenario.inputs.len().max(1)) as u64;
    (worlds > most).then_some(Note::HingesInFirst { worlds: most })
}
