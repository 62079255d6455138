//! The tables of a run as CSV, for programs that read no Parquet.
//!
//! Numbers have as many digits as tell them apart, so that they are read back to the bit; what has no value is empty, an infinite
//! number is `inf`, truths are `true` and `false`, dates `2030-01-31`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use contend_model::clock::Date;

use crate::error::{StoreError, damaged, unwritable};
use crate::folder::{GATHER, RunFolder};
use crate::parquet::Opened;
use crate::whole;

/// Writes a table as CSV, with the names of its columns first where that is asked for.
///
/// # Errors
/// Of the writer.
pub fn write(batch: &RecordBatch, head: bool, to: &mut dyn Write) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(to);
    let schema = batch.schema();
    if head {
        out.write_record(schema.fields().iter().map(|f| f.name()))?;
    }
    for row in 0..batch.num_rows() {
        for column in batch.columns() {
            out.write_field(cell(column.as_ref(), row))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}

/// A cell as text.
pub(crate) fn cell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            Date::from_days(i64::from(days)).to_string()
        }
        DataType::Dictionary(..) => match column.as_dictionary_opt::<Int32Type>() {
            Some(texts) => {
                let at = texts.keys().value(row) as usize;
                cell(texts.values().as_ref(), at)
            }
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Writes the tables of a run whose parts are all there as CSV files beside their folders, each whole or not at all, one part in
/// memory at a time.
///
/// # Errors
/// [`StoreError`] where a part cannot be read or a file not be written.
pub fn of_run(folder: &RunFolder) -> Result<Vec<PathBuf>, StoreError> {
    let mut written = Vec::new();
    for table in folder.tables() {
        let path = folder.path().join(format!("{table}.csv"));
        let beside = whole::beside(&path, GATHER);
        let filled = fill(folder, table, &beside);
        let placed = filled.and_then(|()| fs::rename(&beside, &path).map_err(unwritable(&path)));
        if placed.is_err() {
            let _ = fs::remove_file(&beside);
        }
        placed?;
        written.push(path);
    }
    Ok(written)
}

fn fill(folder: &RunFolder, table: &str, path: &Path) -> Result<(), StoreError> {
    let file = File::create(path).map_err(unwritable(path))?;
    let mut out = io::BufWriter::new(file);
    for part in 0..folder.facts.parts {
        let from = folder.file(table, part);
        let batch = Opened::new(&from)?.read(&[]).map_err(damaged(&from))?;
        write(&batch, part == 0, &mut out).map_err(unwritable(path))?;
    }
    let file = out
        .into_inner()
        .map_err(|e| unwritable(path)(e.into_error()))?;
    file.sync_all().map_err(unwritable(path))
}
