//! Candidates (profiles with levers set, or inputs pinned, otherwise than they say) as one table.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use contend_model::model::Scenario;
use contend_session::candidates::{
    CandidateRun, CandidateSettings, CandidatesRequest, LeverSetting,
};
use contend_store::table::{KIND, NAME, UNIT, own_name};

/// A candidate as Python gives it: the profile, levers with what they are set to, inputs with what they are.
pub type Given = (String, Vec<(String, f64)>, Vec<(String, f64)>);

/// As the session takes them.
pub fn settings(given: Vec<Given>) -> Vec<CandidateSettings> {
    let constant = |(lever, value): (String, f64)| (lever, LeverSetting::constant(value));
    given
        .into_iter()
        .map(|(profile, levers, pins)| CandidateSettings {
            profile,
            levers: levers.into_iter().map(constant).collect(),
            pins,
        })
        .collect()
}

/// The profiles and levers that candidates need, in a request.
pub fn needed(candidates: &[CandidateSettings], request: CandidatesRequest) -> CandidatesRequest {
    let profiles: BTreeSet<&String> = candidates.iter().map(|c| &c.profile).collect();
    let levers: BTreeSet<&String> = (candidates.iter())
        .flat_map(|c| c.levers.iter().map(|(lever, _)| lever))
        .collect();
    CandidatesRequest {
        profiles: profiles.into_iter().cloned().collect(),
        levers: levers.into_iter().cloned().collect(),
        ..request
    }
}

/// One row for each candidate and world: `candidate` (its place), `profile`, `lever.…` and `input.…` with what was set (null where a
/// candidate leaves it), `world`, and the outcomes as in the table of a run.
pub fn table(
    scenario: &Scenario,
    candidates: &[CandidateSettings],
    runs: &[CandidateRun],
    numbers: &[u64],
) -> Result<RecordBatch, ArrowError> {
    let worlds = numbers.len();
    let rows = candidates.len() * worlds;
    let mut columns: Vec<(Field, ArrayRef)> = Vec::new();
    let by_candidate = (0..rows).map(|row| (row / worlds) as i64);
    columns.push((
        Field::new("candidate", DataType::Int64, false),
        Arc::new(Int64Array::from_iter_values(by_candidate)),
    ));
    let profiles = (0..rows).map(|row| &candidates[row / worlds].profile);
    columns.push((
        Field::new("profile", DataType::Utf8, false),
        Arc::new(StringArray::from_iter_values(profiles)),
    ));
    for (kind, name) in set(candidates) {
        let value = |candidate: &CandidateSettings| match kind {
            "lever" => {
                let mut levers = candidate.levers.iter();
                let (_, setting) = levers.find(|(lever, _)| *lever == name)?;
                setting.values.first()?.1.first().copied()
            }
            _ => {
                let mut pins = candidate.pins.iter();
                pins.find(|(input, _)| *input == name).map(|(_, v)| *v)
            }
        };
        let values: Vec<Option<f64>> = candidates.iter().map(value).collect();
        let rows = (0..rows).map(|row| values[row / worlds]);
        let field = Field::new(format!("{kind}.{name}"), DataType::Float64, true);
        columns.push((
            field.with_metadata(HashMap::from([
                (KIND.to_owned(), kind.to_owned()),
                (NAME.to_owned(), name),
            ])),
            Arc::new(rows.collect::<Float64Array>()),
        ));
    }
    let world = (0..rows).map(|row| numbers[row % worlds] as i64);
    columns.push((
        Field::new("world", DataType::Int64, false),
        Arc::new(Int64Array::from_iter_values(world)),
    ));
    // Every candidate's profile is asked for every outcome.
    for (place, column) in runs
        .first()
        .map_or(&[][..], |r| &r.outcomes)
        .iter()
        .enumerate()
    {
        let outcome = &scenario.outcomes[column.outcome.index()];
        let element = scenario.element_label(&outcome.over, column.element as usize);
        let name = match outcome.over.is_empty() {
            true => own_name("outcome", &outcome.id),
            false => format!("{}[{element}]", outcome.id),
        };
        let values = runs.iter().flat_map(|run| &run.outcomes[place].values);
        let values: Float64Array = values.map(|v| Some(*v).filter(|v| !v.is_nan())).collect();
        let told = HashMap::from([
            (KIND.to_owned(), "outcome".to_owned()),
            (NAME.to_owned(), outcome.id.clone()),
            (UNIT.to_owned(), outcome.unit.to_string()),
        ]);
        let field = Field::new(name, DataType::Float64, true).with_metadata(told);
        columns.push((field, Arc::new(values)));
    }
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// All levers and inputs that any candidate sets, each once, in the order in which they are first set.
fn set(candidates: &[CandidateSettings]) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for candidate in candidates {
        let levers = candidate.levers.iter().map(|(name, _)| ("lever", name));
        let pins = candidate.pins.iter().map(|(name, _)| ("input", name));
        for (kind, name) in levers.chain(pins) {
            if !found.iter().any(|(k, n)| *k == kind && n == name) {
                found.push((kind, name.clone()));
            }
        }
    }
    found
}
