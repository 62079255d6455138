//! Uncertain parameters and their sources, by how much hangs on them.

use contend_analysis::dependence;
use contend_analysis::grounds::Backing;
use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario};

use super::{EvidenceRow, SourceCard};
use crate::Simulation;
use crate::hinges::{drawn, options};
use crate::why::report::ClaimWhy;

/// Bins of the small picture of a distribution.
const BINS: usize = 12;
/// Worlds that it is made from.
const WORLDS: u64 = 2000;

/// One row for each parameter that is uncertain, those first about which better evidence would matter most. Sources are
/// places in the scenario's list.
pub(super) fn rows(
    scenario: &Scenario,
    simulation: &Simulation,
    claims: &[ClaimWhy],
) -> Vec<EvidenceRow> {
    let tested: Vec<usize> = (0..scenario.claims.len())
        .filter(|c| scenario.claims[*c].test.simulated().is_some())
        .collect();
    let mut behind = vec![0; scenario.quantities.len()];
    for claim in &tested {
        for q in dependence::dependence(scenario, &scenario.claims[*claim]).quantities {
            behind[q.index()] += 1;
        }
    }
    let mut rows = Vec::new();
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let QuantityKind::Parameter(parameter) = &quantity.kind else {
            continue;
        };
        let inputs: Vec<InputId> = parameter.inputs.iter().flatten().copied().collect();
        // Of each claim the element that decides most of it.
        let mut decides: Vec<(usize, f64, InputId)> = Vec::new();
        for claim in &tested {
            let best = inputs
                .iter()
                .filter_map(|id| {
                    let name = &scenario.inputs[id.index()].name;
                    let told = claims[*claim].decides.as_ref()?.inputs.iter();
                    let told = told.into_iter().find(|told| told.input == *name)?;
                    Some((told.share, *id))
                })
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((share, id)) = best {
                decides.push((*claim, share, id));
            }
        }
        decides.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let Some(shown) = decides
            .first()
            .map(|d| d.2)
            .or_else(|| inputs.first().copied())
        else {
            continue;
        };
        let influence = if tested.is_empty() {
            0.0
        } else {
            decides.iter().map(|d| d.1).sum::<f64>() / tested.len() as f64
        };
        let backing = Backing::of(scenario, &quantity.origin);
        let (drawn, shape) = shape(simulation, shown, options(scenario, shown).len());
        let element = scenario.inputs[shown.index()].element as usize;
        rows.push(EvidenceRow {
            name: quantity.name.clone(),
            about: quantity.about.clone(),
            unit: quantity.unit.to_string(),
            elements: inputs.len(),
            inputs,
            options: parameter.options.clone(),
            central: parameter.values.get(element).copied().unwrap_or(0.0),
            drawn,
            shape,
            sources: quantity.origin.sources.iter().map(|s| s.index()).collect(),
            backing,
            assumption: quantity.origin.assumption.clone().unwrap_or_default(),
            influence,
            need: influence * (1.0 - backing.credit()),
            decides: decides.iter().map(|(c, share, _)| (*c, *share)).collect(),
            behind: behind[index],
        });
    }
    rows.sort_by(|a, b| {
        b.need
            .total_cmp(&a.need)
            .then(b.influence.total_cmp(&a.influence))
            .then(b.behind.cmp(&a.behind))
    });
    rows
}

/// Between which values nine of ten worlds draw an input, and how many worlds draw it from each part of that range; of
/// a choice, each option's.
fn shape(simulation: &Simulation, input: InputId, options: usize) -> ((f64, f64), Vec<u64>) {
    let sets = simulation.ensemble.complete() / simulation.worlds.replications();
    let count = sets.min(WORLDS) as usize;
    let mut values = drawn(&simulation.worlds, 0, count, input);
    values.sort_unstable_by(f64::total_cmp);
    let at = |share| contend_analysis::quantile(&values, share).unwrap_or(f64::NAN);
    let ends = (at(0.05), at(0.95));
    let (low, high) = (at(0.01), at(0.99));
    let bins = if options > 0 { options } else { BINS };
    let mut shape = vec![0; bins];
    for v in &values {
        let place = if options > 0 {
            *v
        } else {
            (v - low) / (high - low) * BINS as f64
        };
        if place >= 0.0 && place <= bins as f64 {
            shape[(place as usize).min(bins - 1)] += 1;
        }
    }
    (ends, shape)
}

/// Sources by influence, and for each of the scenario's sources its place in that list.
pub(super) fn sources(
    scenario: &Scenario,
    rows: &[EvidenceRow],
    in_brief: &[usize],
) -> (Vec<SourceCard>, Vec<usize>) {
    let mut cards: Vec<(usize, SourceCard)> = scenario
        .sources
        .iter()
        .enumerate()
        .map(|(index, s)| {
            let parameters: Vec<usize> = (0..rows.len())
                .filter(|r| rows[*r].sources.contains(&index))
                .collect();
            let claims: Vec<usize> = (0..scenario.claims.len())
                .filter(|c| {
                    let origin = &scenario.claims[*c].origin;
                    origin.sources.iter().any(|s| s.index() == index)
                })
                .collect();
            let card = SourceCard {
                key: s.key.clone(),
                authors: s.authors.clone(),
                title: s.title.clone(),
                year: s.year.clone(),
                url: s.url.clone(),
                doi: s.doi.clone(),
                note: s.note.clone(),
                grade: s.grade,
                influence: parameters.iter().map(|r| rows[*r].influence).sum(),
                parameters,
                claims,
                in_brief: in_brief.get(index).copied().unwrap_or(0),
            };
            (index, card)
        })
        .collect();
    let uses = |c: &SourceCard| c.claims.len() + c.parameters.len() + c.in_brief;
    cards.sort_by(|(_, a), (_, b)| {
        b.influence
            .total_cmp(&a.influence)
            .then(uses(b).cmp(&uses(a)))
    });
    let mut places = vec![0; cards.len()];
    for (place, (index, _)) in cards.iter().enumerate() {
        places[*index] = place;
    }
    (cards.into_iter().map(|(_, c)| c).collect(), places)
}
