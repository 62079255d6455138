//! Scenarios, and cells of tables.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use contend_model::place::MemoryFolder;
use contend_session::Session;

/// Two fisheries under two profiles: chance, an array, a choice between options, and a value that stops being finite in some
/// worlds under one profile alone.
pub const FISH: &str = r#"
[scenario]
title = "Two fisheries"
start = 2020-01-01
end   = 2024-01-01
step  = "1 year"
baseline = "calm"
worlds = 300
[dimension]
sea = ["north", "south"]
[actor.fleet]
name = "The fleet"
[lever.catch]
actor = "fleet"
range = [0, 20]
default = 1
unit = "1/year"
[parameter]
growth = { value = 0.4, range = [0.1, 0.9], unit = "1/year", assumption = "A guess." }
world  = { value = 1, range = [0.5, 2], assumption = "A name that is a column's too." }
begun  = { over = "sea", value = 10, range = [5, 20], assumption = "A guess." }
mood   = { options = ["good", "bad"], assumption = "A guess." }
[variable.weather]
equation = "uniform(0, 1)"
[stock.fish]
over = "sea"
start = "begun"
change = "growth * fish - catch * world * (if mood == 'bad' then 1.2 else 1)"
assumption = "A guess."
[outcome]
left = { over = "sea", equation = "at_end(fish)" }
root = { equation = "at_end(sqrt(sum(fish)))" }
lucky = { equation = "at_end(weather)" }
first = { equation = "first_time(sum(fish) > 60)", unit = "year" }
[strategy.fleet.soft]
catch = 1
[strategy.fleet.hard]
catch = 8
[profile]
calm = { fleet = "soft" }
hard = { fleet = "hard" }
[claim.grows]
says = "More fish are left when the fleet is calm."
test = "sum(left@calm) > sum(left@hard)"
[claim.rooted]
says = "The root is beyond five."
test = "root@hard > 5"
[claim.lucky]
says = "Fair weather at the end."
test = "lucky > 0.5"
[claim.good]
says = "That is good."
value_judgement = true
"#;

pub fn session(text: &str) -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    opened
        .session
        .unwrap_or_else(|| panic!("{:#?}", opened.findings))
}

/// A cell as text; nothing where it is null.
pub fn cell(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let array = batch.column_by_name(column);
    let array = array.unwrap_or_else(|| panic!("no column {column}: {:?}", batch.schema()));
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Float64 => format!("{:?}", array.as_primitive::<Float64Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).to_string(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Dictionary(..) => {
            let texts = array.as_dictionary::<Int32Type>();
            let texts = texts.downcast_dict::<arrow_array::StringArray>().unwrap();
            arrow_array::ArrayAccessor::value(&texts, row).to_owned()
        }
        other => panic!("{other}"),
    })
}

/// All names of columns.
pub fn names(batch: &RecordBatch) -> Vec<String> {
    let schema = batch.schema();
    schema.fields().iter().map(|f| f.name().clone()).collect()
}
