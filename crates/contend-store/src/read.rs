//! Parts of a run, read back as what they were made of.

use std::ops::Range;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use contend_engine::{Fault, FaultPlace, Watch};
use contend_ensemble::{PartRuns, Plan, Wanted};
use contend_model::id::{EventId, OutcomeId, ProfileId, QuantityId};
use contend_session::Session;

use crate::error::{StoreError, damaged};
use crate::folder::RunFolder;
use crate::parquet::Opened;
use crate::table;

/// The numbers of the worlds of a part.
pub fn numbers(opened: Opened, path: &Path, profiles: usize) -> Result<Vec<u64>, StoreError> {
    let batch = opened.read(&["world".to_owned()]).map_err(damaged(path))?;
    let world = column::<Int64Type>(&batch, "world", path)?;
    let worlds = world.values().iter().step_by(profiles.max(1));
    Ok(worlds.map(|w| *w as u64).collect())
}

/// Runs of worlds, by their places among those that count: one entry for each profile of a plan.
pub type Read = (Range<u64>, Vec<PartRuns>);

/// What a plan asks for of the worlds of a part that were written by another, by their places among those that count; `None` where
/// none of them does.
pub fn part(
    folder: &RunFolder,
    session: &Session,
    part: u64,
    (plan, written): (&Plan, &Plan),
    kept: Option<&[u64]>,
) -> Result<Option<Read>, StoreError> {
    let scenario = session.scenario();
    let profiles = &folder.facts.profiles;
    let each = profiles.len().max(1);
    // Which of the rows of a world is that of each profile of the plan.
    let row = |wanted: &Wanted| {
        let id = &scenario.profiles[wanted.profile.index()].id;
        profiles.iter().position(|p| p == id).unwrap_or(0)
    };
    let path = folder.file("worlds", part);
    let opened = Opened::new(&path)?;
    let mut names = vec!["world".to_owned()];
    let columns = |wanted: &Wanted| -> Vec<String> {
        let of_outcome = |id: &OutcomeId| {
            let outcome = &scenario.outcomes[id.index()];
            let elements = 0..scenario.size(&outcome.over);
            elements.map(|element| match outcome.over.is_empty() {
                true => table::own_name("outcome", &outcome.id),
                false => {
                    let label = scenario.element_label(&outcome.over, element);
                    format!("{}[{label}]", outcome.id)
                }
            })
        };
        wanted.outcomes.iter().flat_map(of_outcome).collect()
    };
    names.extend(plan.profiles.iter().flat_map(columns));
    names.sort_unstable();
    names.dedup();
    let batch = opened.read(&names).map_err(damaged(&path))?;
    let worlds = batch.num_rows() / each;
    let world = column::<Int64Type>(&batch, "world", &path)?.values();
    let place = |number: u64| match kept {
        None => number,
        Some(kept) => kept.partition_point(|k| *k < number) as u64,
    };
    let Some(first) = world.first().map(|first| place(*first as u64)) else {
        return Ok(None);
    };
    let mut runs = Vec::new();
    for wanted in &plan.profiles {
        let at = row(wanted);
        let mut given = PartRuns::default();
        for name in columns(wanted) {
            let values = column::<Float64Type>(&batch, &name, &path)?;
            let rows = (at..batch.num_rows()).step_by(each);
            let value = |row: usize| match values.is_null(row) {
                true => f64::NAN,
                false => values.value(row),
            };
            given.columns.push(rows.map(value).collect());
        }
        runs.push(given);
    }
    if plan.profiles.iter().any(|w| !w.watches.is_empty()) {
        series(folder, part, (plan, written), worlds, &mut runs)?;
    }
    for (profile, fault) in faults(folder, part, &place)? {
        let named = |w: &Wanted| scenario.profiles[w.profile.index()].id == profile;
        if let Some(at) = plan.profiles.iter().position(named) {
            runs[at].faults.push(fault);
        }
    }
    Ok(Some((first..first + worlds as u64, runs)))
}

/// What was followed over time: rows go by world, then by profile, then by what is followed, all of what was written.
fn series(
    folder: &RunFolder,
    part: u64,
    (plan, written): (&Plan, &Plan),
    worlds: usize,
    runs: &mut [PartRuns],
) -> Result<(), StoreError> {
    let path = folder.file("series", part);
    let batch = Opened::new(&path)?.read(&["value".to_owned()]);
    let batch = batch.map_err(damaged(&path))?;
    let values = column::<Float64Type>(&batch, "value", &path)?;
    let blocks: Vec<(ProfileId, Watch)> = (written.profiles.iter())
        .flat_map(|w| w.watches.iter().map(|watch| (w.profile, *watch)))
        .collect();
    let each = blocks.len() * written.grid.len();
    if batch.num_rows() != worlds * each {
        return Err(damaged(&path)(format!("{} rows", batch.num_rows())));
    }
    let step = |step: &u32| written.grid.iter().position(|s| s == step);
    let steps: Option<Vec<usize>> = plan.grid.iter().map(step).collect();
    let missing = || damaged(&path)("what is asked for was not followed");
    let steps = steps.ok_or_else(missing)?;
    let value = |row: usize| match values.is_null(row) {
        true => f64::NAN,
        false => values.value(row),
    };
    for (wanted, runs) in plan.profiles.iter().zip(runs.iter_mut()) {
        for watch in &wanted.watches {
            let sought = (wanted.profile, *watch);
            let block = blocks.iter().position(|block| *block == sought);
            let first = block.ok_or_else(missing)? * written.grid.len();
            let of_world = |world: usize| steps.iter().map(move |s| world * each + first + s);
            let rows = (0..worlds).flat_map(of_world);
            runs.watches.push(rows.map(value).collect());
        }
    }
    Ok(())
}

/// What went wrong, each with its profile.
fn faults(
    folder: &RunFolder,
    part: u64,
    place: &dyn Fn(u64) -> u64,
) -> Result<Vec<(String, Fault)>, StoreError> {
    let path = folder.file("faults", part);
    let batch = Opened::new(&path)?.read(&[]).map_err(damaged(&path))?;
    let world = column::<Int64Type>(&batch, "world", &path)?;
    let value = column::<Float64Type>(&batch, "value", &path)?;
    let whole = |name| column::<Int32Type>(&batch, name, &path);
    let (step, id, element) = (whole("step")?, whole("place")?, whole("element")?);
    let wrong = || damaged(&path)("a column of text is none");
    let profile = batch.column_by_name("profile").ok_or_else(wrong)?;
    let profile = profile.as_dictionary_opt::<Int32Type>().ok_or_else(wrong)?;
    let names = profile.values().as_string_opt::<i32>().ok_or_else(wrong)?;
    let kind = batch.column_by_name("kind").ok_or_else(wrong)?;
    let kind = kind.as_string_opt::<i32>().ok_or_else(wrong)?;
    let fault = |row: usize| {
        let id = id.value(row) as u32;
        let fault = Fault {
            world: place(world.value(row) as u64),
            step: (!step.is_null(row)).then(|| step.value(row) as u32),
            place: match kind.value(row) {
                "outcome" => FaultPlace::Outcome(OutcomeId(id)),
                "hazard" | "weight" | "event" => FaultPlace::Event(EventId(id)),
                _ => FaultPlace::Quantity(QuantityId(id)),
            },
            element: element.value(row) as u32,
            value: value.value(row),
        };
        (
            names.value(profile.keys().value(row) as usize).to_owned(),
            fault,
        )
    };
    Ok((0..batch.num_rows()).map(fault).collect())
}

fn column<'b, T: ArrowPrimitiveType>(
    batch: &'b RecordBatch,
    name: &str,
    path: &Path,
) -> Result<&'b arrow_array::PrimitiveArray<T>, StoreError> {
    let found = batch.column_by_name(name);
    let found = found.and_then(|c| c.as_primitive_opt::<T>());
    found.ok_or_else(|| damaged(path)(format!("no column {name}")))
}
