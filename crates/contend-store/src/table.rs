//! Worlds as Arrow record batches.
//!
//! | table | a row is | columns |
//! | --- | --- | --- |
//! | [`worlds`] | a world under a profile | `world`, `profile`, inputs, outcomes, claims, `faults` |
//! | [`inputs`] | a world | `world`, inputs |
//! | [`outcomes`] | a world under a profile | `world`, `profile`, outcomes, `faults` |
//! | [`claims`] | a world | `world`, claims |
//! | [`series`] | a world under a profile at an instant | `world`, `profile`, `series`, `element`, `time`, `date`, `value` |
//! | [`faults`] | something that went wrong in a world under a profile | `world`, `profile`, `name`, `kind`, `step`, `date`, `value`, … |
//!
//! Rows go by world, and of a world by profile in the order of the run. Inputs and outcomes have their names of the scenario
//! (`growth`, `killed[north]`), claims theirs after `claim.` in the table of worlds; an input or outcome whose name is one of
//! the other columns' (`world`) has its kind before it: `input.world`.
//!
//! Numbers are 64-bit, in the unit that the field's metadata says; a categorical input is its option as text. What has no value
//! is null: an outcome that rests on something that went wrong or was not asked for under the profile, a claim that has no
//! value in the world. An infinite outcome (a first time that never comes) is infinite.
//!
//! The metadata of a field: `kind` (`input`, `outcome`, `claim`), `name` as the scenario has it, `unit`, and of an element of an
//! array its `dimensions` and its `element`, each parted by `, `.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    RecordBatch, StringArray,
};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use contend_engine::{FaultPlace, Watch};
use contend_ensemble::{Plan, Wanted};
use contend_model::id::{ClaimId, DimensionId, InputId, OutcomeId};
use contend_model::model::{QuantityKind, Scenario, Trigger};
use contend_session::worlds::Rows;

/// The key of a field's metadata that says what it holds.
pub const KIND: &str = "kind";
/// That of the name in the scenario.
pub const NAME: &str = "name";
/// That of the unit.
pub const UNIT: &str = "unit";
/// That of the dimensions of an array of which a column is one element.
pub const DIMENSIONS: &str = "dimensions";
/// That of the labels of the element.
pub const ELEMENT: &str = "element";

/// Columns whose names an input or outcome does not get.
const TAKEN: [&str; 4] = ["world", "profile", "weight", "faults"];

/// One row for each world under each profile, with all of its inputs, outcomes and claims.
///
/// # Errors
/// [`ArrowError`] of a library that thinks otherwise of these columns; none is known.
pub fn worlds(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let mut table = Table::by_run(rows);
    table.inputs();
    table.outcomes();
    table.claims("claim.");
    table.faults();
    table.batch()
}

/// One row for each world, with what was drawn.
///
/// # Errors
/// As [`worlds`].
pub fn inputs(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let mut table = Table::by_world(rows);
    table.inputs();
    table.batch()
}

/// One row for each world under each profile, with how it ended.
///
/// # Errors
/// As [`worlds`].
pub fn outcomes(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let mut table = Table::by_run(rows);
    table.outcomes();
    table.faults();
    table.batch()
}

/// One row for each world, with the claims that hold in it, under their names.
///
/// # Errors
/// As [`worlds`].
pub fn claims(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let mut table = Table::by_world(rows);
    table.claims("");
    table.batch()
}

/// One row for each world under each profile, each quantity that was followed and each instant at which it was kept. A sum over
/// all elements has no `element`. Times are elapsed since the start, in the scenario's time unit, which the field's metadata says.
///
/// # Errors
/// As [`worlds`].
pub fn series(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let (scenario, plan, clock) = (rows.scenario(), rows.plan(), &rows.scenario().clock);
    let times: Vec<f64> = plan.grid.iter().map(|s| clock.time_of_step(*s)).collect();
    let dates: Vec<i32> = (times.iter())
        .map(|time| clock.date_at(*time).days() as i32)
        .collect();
    let mut names = Vec::new();
    let (mut world, mut value) = (Vec::new(), Vec::new());
    let (mut profile, mut name, mut element) = (Vec::new(), Vec::new(), Vec::new());
    let watches: Vec<(usize, usize, Watch, &[f64])> = (plan.profiles.iter().enumerate())
        .flat_map(|(at, wanted)| (wanted.watches.iter().enumerate()).map(move |w| (at, wanted, w)))
        .filter_map(|(at, wanted, (place, watch))| {
            let values = rows.watch(wanted.profile, place)?;
            Some((at, place, *watch, values))
        })
        .collect();
    // By world, and of a world by profile and watch.
    let mut elements = Vec::new();
    let labels: Vec<(i32, Option<i32>)> = (watches.iter())
        .map(|(_, _, watch, _)| {
            let quantity = scenario.quantity(watch.quantity);
            let label = watch.element.filter(|_| !quantity.over.is_empty());
            let label = label.map(|e| scenario.element_label(&quantity.over, e as usize));
            (
                place_of(&mut names, &quantity.name),
                label.map(|label| place_of(&mut elements, &label)),
            )
        })
        .collect();
    for row in 0..rows.worlds() {
        for ((at, _, _, values), (of, label)) in watches.iter().zip(&labels) {
            let points = times.len();
            world.extend(std::iter::repeat_n(rows.number(row) as i64, points));
            profile.extend(std::iter::repeat_n(*at as i32, points));
            name.extend(std::iter::repeat_n(*of, points));
            element.extend(std::iter::repeat_n(*label, points));
            value.extend_from_slice(&values[row * points..(row + 1) * points]);
        }
    }
    let instants = world.len() / times.len().max(1);
    let time = Float64Array::from(times.repeat(instants));
    let date = Date32Array::from(dates.repeat(instants));
    let units: Vec<String> = (watches.iter())
        .map(|(_, _, watch, _)| scenario.quantity(watch.quantity).unit.to_string())
        .collect();
    let told: HashMap<String, String> = (labels.iter().zip(units))
        .map(|((of, _), unit)| (format!("unit of {}", names[*of as usize]), unit))
        .collect();
    let text = |id: &str| dictionary_type(id, false);
    let schema = Schema::new(vec![
        Field::new("world", DataType::Int64, false),
        text("profile"),
        text("series"),
        dictionary_type("element", true),
        with(
            Field::new("time", DataType::Float64, false),
            [(UNIT, clock.time_unit.name().to_owned())],
        ),
        Field::new("date", DataType::Date32, false),
        Field::new("value", DataType::Float64, true).with_metadata(told),
    ]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(world)),
        dictionary(&profile_names(scenario, plan), Int32Array::from(profile))?,
        dictionary(&names, Int32Array::from(name))?,
        dictionary(&elements, Int32Array::from(element))?,
        Arc::new(time),
        Arc::new(date),
        numbers(value),
    ];
    RecordBatch::try_new(Arc::new(schema), columns)
}

/// One row for everything that went wrong by itself, in the order of worlds: what it is and of which kind, the step at which it
/// was first seen (none where an outcome's own arithmetic went wrong) with its time and date, and the value: NaN or infinite; 0 where all
/// weights of an event's outcomes are. `place` and `element` are what the engine calls it.
///
/// # Errors
/// As [`worlds`].
pub fn faults(rows: Rows) -> Result<RecordBatch, ArrowError> {
    let (scenario, plan) = (rows.scenario(), rows.plan());
    let mut found: Vec<_> = (plan.profiles.iter().enumerate())
        .flat_map(|(at, wanted)| rows.faults(wanted.profile).iter().map(move |f| (at, f)))
        .collect();
    found.sort_by_key(|(at, fault)| (fault.world, *at)); // stable: the order of time stays
    let clock = &scenario.clock;
    let time = |step: Option<u32>| step.map(|step| clock.time_of_step(step));
    let date = |step| time(step).map(|time| clock.date_at(time).days() as i32);
    let faults = || found.iter().map(|(_, fault)| fault);
    let text = |id: &str| Field::new(id, DataType::Utf8, false);
    let int = |id: &str, nullable| Field::new(id, DataType::Int32, nullable);
    let schema = Schema::new(vec![
        Field::new("world", DataType::Int64, false),
        dictionary_type("profile", false),
        text("name"),
        text("kind"),
        int("step", true),
        with(
            Field::new("time", DataType::Float64, true),
            [(UNIT, clock.time_unit.name().to_owned())],
        ),
        Field::new("date", DataType::Date32, true),
        Field::new("value", DataType::Float64, false),
        int("place", false),
        int("element", false),
    ]);
    let profile: Vec<i32> = found.iter().map(|(at, _)| *at as i32).collect();
    let named: Vec<(String, &str)> = faults()
        .map(|f| what(scenario, f.place, f.element))
        .collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(
            faults().map(|f| rows.number(rows.place(f)) as i64),
        )),
        dictionary(&profile_names(scenario, plan), Int32Array::from(profile))?,
        Arc::new(StringArray::from_iter_values(named.iter().map(|n| &n.0))),
        Arc::new(StringArray::from_iter_values(named.iter().map(|n| n.1))),
        Arc::new(Int32Array::from_iter(
            faults().map(|f| f.step.map(|step| step as i32)),
        )),
        Arc::new(Float64Array::from_iter(faults().map(|f| time(f.step)))),
        Arc::new(Date32Array::from_iter(faults().map(|f| date(f.step)))),
        Arc::new(Float64Array::from_iter_values(faults().map(|f| f.value))),
        Arc::new(Int32Array::from_iter_values(
            faults().map(|f| place(f.place) as i32),
        )),
        Arc::new(Int32Array::from_iter_values(
            faults().map(|f| f.element as i32),
        )),
    ];
    RecordBatch::try_new(Arc::new(schema), columns)
}

/// A table that is being put together.
struct Table<'a> {
    rows: Rows<'a>,
    /// The profiles of each world, one row each; `None`: one row a world.
    profiles: Option<&'a [Wanted]>,
    fields: Vec<Field>,
    columns: Vec<Result<ArrayRef, ArrowError>>,
}

impl<'a> Table<'a> {
    /// A row for each world.
    fn by_world(rows: Rows<'a>) -> Table<'a> {
        let mut table = Table {
            rows,
            profiles: None,
            fields: Vec::new(),
            columns: Vec::new(),
        };
        table.number();
        table
    }

    /// A row for each world under each profile.
    fn by_run(rows: Rows<'a>) -> Table<'a> {
        let mut table = Table {
            rows,
            profiles: Some(&rows.plan().profiles),
            fields: Vec::new(),
            columns: Vec::new(),
        };
        table.number();
        let profiles = (0..table.each() as i32).collect::<Vec<_>>();
        let keys = Int32Array::from(profiles.repeat(rows.worlds()));
        let names = profile_names(rows.scenario(), rows.plan());
        table.add(dictionary_type("profile", false), dictionary(&names, keys));
        table
    }

    /// Rows of a world.
    fn each(&self) -> usize {
        self.profiles.map_or(1, <[Wanted]>::len)
    }

    fn add(&mut self, field: Field, column: Result<ArrayRef, ArrowError>) {
        self.fields.push(field);
        self.columns.push(column);
    }

    fn number(&mut self) {
        let (rows, each) = (self.rows, self.each());
        let number = |row: usize| std::iter::repeat_n(rows.number(row) as i64, each);
        let numbers = Int64Array::from_iter_values((0..rows.worlds()).flat_map(number));
        let field = Field::new("world", DataType::Int64, false);
        self.add(field, Ok(Arc::new(numbers)));
    }

    /// One number of each world, in each of its rows.
    fn repeated<T: Copy>(&self, values: Vec<T>) -> Vec<T> {
        match self.each() {
            1 => values,
            each => (values.iter())
                .flat_map(|v| std::iter::repeat_n(*v, each))
                .collect(),
        }
    }

    fn inputs(&mut self) {
        let scenario = self.rows.scenario();
        for (index, input) in scenario.inputs.iter().enumerate() {
            let values = self.rows.input(InputId(index as u32));
            let quantity = scenario.quantity(input.quantity);
            let name = own_name("input", &input.name);
            let told = facts("input", &input.name, &quantity.unit.to_string());
            let told = of_element(scenario, told, &quantity.over, input.element as usize);
            let options = match &quantity.kind {
                QuantityKind::Parameter(parameter) => &parameter.options[..],
                _ => &[],
            };
            if options.is_empty() {
                let field = Field::new(name, DataType::Float64, false).with_metadata(told);
                let values = self.repeated(values);
                self.add(field, Ok(Arc::new(Float64Array::from(values))));
            } else {
                let keys: Vec<i32> = values.iter().map(|v| *v as i32).collect();
                let keys = Int32Array::from(self.repeated(keys));
                let field = dictionary_type(&name, false).with_metadata(told);
                self.add(field, dictionary(options, keys));
            }
        }
    }

    fn outcomes(&mut self) {
        let (rows, scenario) = (self.rows, self.rows.scenario());
        let Some(profiles) = self.profiles else {
            return;
        };
        for (index, outcome) in scenario.outcomes.iter().enumerate() {
            let id = OutcomeId(index as u32);
            for element in 0..scenario.size(&outcome.over) {
                let by_profile: Vec<Option<&[f64]>> = (profiles.iter())
                    .map(|w| rows.outcome(w.profile, id, element))
                    .collect();
                if by_profile.iter().all(Option::is_none) {
                    continue;
                }
                let value = |row: usize| {
                    let of = by_profile.iter();
                    of.map(move |values| values.map_or(f64::NAN, |values| values[row]))
                };
                let values = numbers((0..rows.worlds()).flat_map(value).collect());
                let label = scenario.element_label(&outcome.over, element);
                let name = match outcome.over.is_empty() {
                    true => outcome.id.clone(),
                    false => format!("{}[{label}]", outcome.id),
                };
                let told = facts("outcome", &name, &outcome.unit.to_string());
                let told = of_element(scenario, told, &outcome.over, element);
                let field = Field::new(own_name("outcome", &name), DataType::Float64, true);
                self.add(field.with_metadata(told), Ok(values));
            }
        }
    }

    fn claims(&mut self, prefix: &str) {
        for (index, claim) in self.rows.scenario().claims.iter().enumerate() {
            let truths = self.rows.truths(ClaimId(index as u32));
            let truths = BooleanArray::from(self.repeated(truths.to_vec()));
            let told = HashMap::from([
                (KIND.to_owned(), "claim".to_owned()),
                (NAME.to_owned(), claim.id.clone()),
            ]);
            let name = format!("{prefix}{}", claim.id);
            let field = Field::new(name, DataType::Boolean, true).with_metadata(told);
            self.add(field, Ok(Arc::new(truths)));
        }
    }

    /// How many things went wrong by themselves.
    fn faults(&mut self) {
        let Some(profiles) = self.profiles else {
            return;
        };
        let each = self.each();
        let mut counts = vec![0; self.rows.worlds() * each];
        for (at, wanted) in profiles.iter().enumerate() {
            for fault in self.rows.faults(wanted.profile) {
                counts[self.rows.place(fault) * each + at] += 1;
            }
        }
        let field = Field::new("faults", DataType::Int32, false);
        self.add(field, Ok(Arc::new(Int32Array::from(counts))));
    }

    fn batch(self) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns.into_iter().collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), columns)
    }
}

/// The name of the column of an input or outcome.
#[must_use]
pub fn own_name(kind: &str, name: &str) -> String {
    match TAKEN.contains(&name) {
        true => format!("{kind}.{name}"),
        false => name.to_owned(),
    }
}

/// Numbers of which those that are no number are null.
fn numbers(values: Vec<f64>) -> ArrayRef {
    let known = BooleanBuffer::from_iter(values.iter().map(|v| !v.is_nan()));
    let nulls = Some(NullBuffer::new(known)).filter(|nulls| nulls.null_count() > 0);
    Arc::new(Float64Array::new(ScalarBuffer::from(values), nulls))
}

/// Texts by their places in a list.
fn dictionary(texts: &[String], places: Int32Array) -> Result<ArrayRef, ArrowError> {
    let texts = Arc::new(StringArray::from_iter_values(texts));
    let array = DictionaryArray::<Int32Type>::try_new(places, texts)?;
    Ok(Arc::new(array))
}

fn dictionary_type(name: &str, nullable: bool) -> Field {
    let of = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Field::new(name, of, nullable)
}

fn profile_names(scenario: &Scenario, plan: &Plan) -> Vec<String> {
    let name = |w: &Wanted| scenario.profiles[w.profile.index()].id.clone();
    plan.profiles.iter().map(name).collect()
}

fn facts(kind: &str, name: &str, unit: &str) -> HashMap<String, String> {
    let facts = [(KIND, kind), (NAME, name), (UNIT, unit)];
    let facts = facts.into_iter();
    facts.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

/// Adds which element of an array it is.
fn of_element(
    scenario: &Scenario,
    mut told: HashMap<String, String>,
    over: &[DimensionId],
    element: usize,
) -> HashMap<String, String> {
    if !over.is_empty() {
        let names = over.iter().map(|d| scenario.dimension(*d).name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        told.insert(DIMENSIONS.to_owned(), names);
        let label = scenario.element_label(over, element);
        told.insert(ELEMENT.to_owned(), label);
    }
    told
}

fn with<const N: usize>(field: Field, told: [(&str, String); N]) -> Field {
    let told = told.map(|(k, v)| (k.to_owned(), v));
    field.with_metadata(HashMap::from(told))
}

/// The place of a text in a list, to which it is added where it is not there.
fn place_of(texts: &mut Vec<String>, text: &str) -> i32 {
    let found = texts.iter().position(|t| t == text);
    found.unwrap_or_else(|| {
        texts.push(text.to_owned());
        texts.len() - 1
    }) as i32
}

/// The name of what went wrong, and of which kind it is.
fn what(scenario: &Scenario, place: FaultPlace, element: u32) -> (String, &'static str) {
    let named = |name: &str, over: &[DimensionId]| match over.is_empty() {
        true => name.to_owned(),
        false => format!("{name}[{}]", scenario.element_label(over, element as usize)),
    };
    match place {
        FaultPlace::Quantity(id) => {
            let quantity = scenario.quantity(id);
            let kind = quantity.kind.section();
            (named(&quantity.name, &quantity.over), kind)
        }
        FaultPlace::Outcome(id) => {
            let outcome = &scenario.outcomes[id.index()];
            (named(&outcome.id, &outcome.over), "outcome")
        }
        FaultPlace::Event(id) => {
            let event = &scenario.events[id.index()];
            let kind = match event.trigger {
                Trigger::Hazard(_) => "hazard",
                Trigger::Outcome { .. } => "weight",
                _ => "event",
            };
            (named(&event.name, &event.over), kind)
        }
    }
}

/// The place of what went wrong in its list of the scenario.
fn place(place: FaultPlace) -> u32 {
    match place {
        FaultPlace::Quantity(id) => id.0,
        FaultPlace::Outcome(id) => id.0,
        FaultPlace::Event(id) => id.0,
    }
}
