//! Tables of worlds: written for other simulators, read from them.

use std::io;
use std::path::Path;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use contend_model::model::QuantityKind;
use contend_session::worlds::Design;

use crate::csv;
use crate::error::{StoreError, damaged, unwritable};
use crate::parquet::{self, Opened};
use crate::whole;

/// What is drawn of each input, one row for each set of inputs: the numbers, and of a choice the name of the option.
///
/// # Errors
/// [`ArrowError`]; none is known.
pub fn table(design: &Design) -> Result<RecordBatch, ArrowError> {
    let (mut fields, mut columns): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for (id, values) in &design.columns {
        let input = &design.scenario.inputs[id.index()];
        let quantity = design.scenario.quantity(input.quantity);
        let options = match &quantity.kind {
            QuantityKind::Parameter(parameter) => &parameter.options[..],
            _ => &[],
        };
        if options.is_empty() {
            fields.push(Field::new(&input.name, DataType::Float64, false));
            columns.push(Arc::new(Float64Array::from(values.clone())));
        } else {
            let keys = Int32Array::from_iter_values(values.iter().map(|v| *v as i32));
            let texts = Arc::new(StringArray::from_iter_values(options));
            let texts = DictionaryArray::<Int32Type>::try_new(keys, texts)?;
            fields.push(Field::new(&input.name, texts.data_type().clone(), false));
            columns.push(Arc::new(texts));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// Writes a design as Parquet where the file's name ends so, else as CSV; whole or not at all.
///
/// # Errors
/// [`StoreError`] where it cannot be written.
pub fn write(design: &Design, path: &Path) -> Result<(), StoreError> {
    let batch = table(design).map_err(damaged(path))?;
    let bytes = match is_parquet(path) {
        true => parquet::bytes(&batch, &[]).map_err(damaged(path))?,
        false => {
            let mut bytes = Vec::new();
            csv::write(&batch, true, &mut bytes).map_err(unwritable(path))?;
            bytes
        }
    };
    let mark = std::process::id().to_string();
    whole::write(path, &mark, &bytes).map_err(unwritable(path))
}

/// Writes a design as CSV.
///
/// # Errors
/// Of the writer.
pub fn print(design: &Design, to: &mut dyn io::Write) -> io::Result<()> {
    let batch = table(design).map_err(io::Error::other)?;
    csv::write(&batch, true, to)
}

/// A Parquet file of worlds as the CSV text that a request takes: row `n` of the file is line `n + 1`, from 1.
///
/// # Errors
/// [`StoreError`] where it cannot be read.
pub fn read(path: &Path) -> Result<String, StoreError> {
    let batch = Opened::plain(path)?.read(&[]).map_err(damaged(path))?;
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let data = column.data_type();
        let known = [
            DataType::Float64,
            DataType::Float32,
            DataType::Int64,
            DataType::Int32,
            DataType::Utf8,
        ];
        if !known.contains(data) {
            return Err(damaged(path)(format!("{}: {data}", field.name())));
        }
    }
    let mut bytes = Vec::new();
    csv::write(&batch, true, &mut bytes).map_err(damaged(path))?;
    String::from_utf8(bytes).map_err(damaged(path))
}

/// Whether a file is Parquet, by its name.
#[must_use]
pub fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}
