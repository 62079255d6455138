//! What decides an answer world by world: the inputs that it hinges on, in values and in words.

use contend_analysis::hinges::{Hinge, Hinges, hinges};
use contend_analysis::turning::{Side, TurningPoint};
use contend_analysis::{Inputs, Target};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::parallel;
use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario};

use crate::number::{count, significant, with_unit};
use crate::report::HingeReport;

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
    /// Draws these inputs in all worlds, or in as many as are kept.
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

    /// What decides a truth by world, among the inputs that it may depend on.
    pub fn hinges(
        &self,
        inputs: &Inputs,
        among: &[InputId],
        truths: &[Option<bool>],
        weights: Option<&[f64]>,
    ) -> Hinges {
        let places: Vec<usize> = among
            .iter()
            .filter_map(|id| self.ids.binary_search(id).ok())
            .collect();
        let truths = &truths[..self.worlds.min(truths.len())];
        hinges(inputs, &places, &Target::Truth(truths), weights)
    }
}

/// The values of an input in consecutive worlds.
pub(crate) fn drawn(worlds: &Worlds, first: u64, count: usize, input: InputId) -> Vec<f64> {
    (first..first + count as u64)
        .map(|w| worlds.value(w, input))
        .collect()
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

/// Hinges in values and in words.
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
    let unit = scenario.quantity(input.quantity).unit.to_string();
    let mut report = HingeReport {
        input: input.name.clone(),
        unit,
        distance: hinge.distance,
        p: hinge.p,
        turns_at: None,
        holds: None,
        holds_under: Vec::new(),
        share_there: None,
        share_elsewhere: None,
        explains: hinge.explains,
        words: format!("`{}`", input.name),
    };
    let explains = match 100.0 * hinge.explains {
        e if e < 1.0 => "this explains less than 1 %".to_owned(),
        e => format!("this explains {e:.0} %"),
    };
    match &hinge.turning {
        None => {}
        Some(TurningPoint::Value {
            value,
            holds,
            below,
            above,
        }) => {
            let (side, other, there, elsewhere) = match holds {
                Side::Below => ("below", "above", below.share(), above.share()),
                Side::Above => ("above", "below", above.share(), below.share()),
            };
            report.turns_at = Some(*value);
            report.holds = Some(side);
            (report.share_there, report.share_elsewhere) = (Some(there), Some(elsewhere));
            report.words = format!(
                "`{}`: {side} {} it holds in {} of 100 worlds, {other} in {}; {explains}",
                input.name,
                with_unit(*value, &report.unit),
                of_hundred(there),
                of_hundred(elsewhere),
            );
        }
        Some(TurningPoint::Options {
            holds,
            options: parts,
        }) => {
            let names = options(scenario, id);
            let total = |inside: bool| {
                let chosen = parts
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| holds.contains(&(*i as u32)) == inside);
                let side = chosen.fold((0.0, 0.0), |(h, n), (_, p)| (h + p.holds, n + p.all));
                if side.1 == 0.0 { 0.0 } else { side.0 / side.1 }
            };
            let (there, elsewhere) = (total(true), total(false));
            report.holds_under = holds
                .iter()
                .filter_map(|i| names.get(*i as usize).cloned())
                .collect();
            (report.share_there, report.share_elsewhere) = (Some(there), Some(elsewhere));
            let quoted: Vec<String> = report
                .holds_under
                .iter()
                .map(|n| format!("`{n}`"))
                .collect();
            report.words = format!(
                "`{}`: under {} it holds in {} of 100 worlds, else in {}; {explains}",
                input.name,
                quoted.join(" or "),
                of_hundred(there),
                of_hundred(elsewhere),
            );
        }
    }
    report
}

/// A share as so many of 100; never all or none unless it is so.
pub(crate) fn of_hundred(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        p if p > 0.0 && p < 0.5 => "fewer than 1".to_owned(),
        p if p > 99.5 && p < 100.0 => "more than 99".to_owned(),
        p => significant(p.round(), 3),
    }
}

/// What a reader should know of how hinges were found.
pub(crate) fn note(scenario: &Scenario, worlds: u64) -> Option<String> {
    let most = DRAWS / scenario.inputs.len().max(1);
    (worlds as usize > most).then(|| {
        format!(
            "What claims hinge on was looked for in the first {} worlds at least.",
            count(most as u64)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_and_none_are_said_only_of_all_and_none() {
        let cases = [
            (1.0, "100"),
            (0.999, "more than 99"),
            (0.83, "83"),
            (0.001, "fewer than 1"),
            (0.0, "0"),
        ];
        for (share, text) in cases {
            assert_eq!(of_hundred(share), text);
        }
    }
}
