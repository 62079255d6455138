//! Worlds as Arrow tables, handed on by the PyCapsule interface of Arrow: pointers to the buffers that lie here, and who frees them.
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, to_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, BooleanArray, RecordBatch, RecordBatchIterator, StructArray};
use arrow_schema::ArrowError;
use arrow_select::filter::filter_record_batch;
use contend_store::table::UNIT;
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};

/// One record batch. What it hands on shares its buffers, and keeps them alive.
#[pyclass(frozen, module = "contend._native")]
pub struct Table {
    batch: RecordBatch,
}

impl Table {
    /// A table of what was made, or why it could not be.
    pub fn of(made: Result<RecordBatch, ArrowError>) -> PyResult<Table> {
        Ok(Table {
            batch: made.map_err(broken)?,
        })
    }
}

impl Table {
    /// The rows of one quantity of a table of series: `members`, or `members[cjng]` for one element.
    pub fn of_series(&self, name: &str) -> PyResult<Table> {
        let (series, element) = match name.split_once('[') {
            Some((series, rest)) => (series.trim(), Some(rest.trim_end_matches(']').trim())),
            None => (name.trim(), None),
        };
        let (is_series, is_element) =
            (self.is("series", Some(series)), self.is("element", element));
        let mask: BooleanArray = (0..self.batch.num_rows())
            .map(|row| Some(is_series(row) && is_element(row)))
            .collect();
        Table::of(filter_record_batch(&self.batch, &mask))
    }

    /// Whether a row has a text in a column of texts; none: whether it is null.
    fn is<'a>(&'a self, column: &str, text: Option<&'a str>) -> impl Fn(usize) -> bool + 'a {
        let column = self.batch.column_by_name(column);
        let column = column.and_then(|c| c.as_dictionary_opt::<Int32Type>());
        let texts = column.and_then(|c| c.values().as_string_opt::<i32>());
        let wanted = texts.and_then(|t| (0..t.len()).find(|at| Some(t.value(*at)) == text));
        move |row| column.and_then(|c| c.key(row)) == wanted && (text.is_none() || wanted.is_some())
    }
}

/// Arrow thinks otherwise of a table: a defect of Contend.
fn broken(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

#[pymethods]
impl Table {
    fn num_rows(&self) -> usize {
        self.batch.num_rows()
    }

    fn column_names(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema.fields().iter().map(|f| f.name().clone()).collect()
    }

    /// The unit of each column that has one.
    fn units(&self) -> BTreeMap<String, String> {
        let schema = self.batch.schema();
        let fields = schema.fields().iter();
        let unit =
            |f: &arrow_schema::Field| Some((f.name().clone(), f.metadata().get(UNIT)?.clone()));
        fields.filter_map(|f| unit(f)).collect()
    }

    /// A column of numbers as the bytes of floats, NaN where there is none.
    fn numbers<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyBytes>> {
        let column = self.batch.column_by_name(name);
        let column = column.and_then(|c| c.as_primitive_opt::<Float64Type>());
        let column = column.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        let numbers = column.iter().map(|v| v.unwrap_or(f64::NAN));
        let bytes: Vec<u8> = numbers.flat_map(f64::to_ne_bytes).collect();
        Ok(PyBytes::new(py, &bytes))
    }

    /// A capsule with a stream of one batch. The schema that a consumer would like best is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// A capsule with the schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.batch.schema().as_ref()).map_err(broken)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Capsules with the schema and with the columns as one array of structs.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        let columns = StructArray::from(self.batch.clone());
        let (array, _): (FFI_ArrowArray, _) = to_ffi(&columns.to_data()).map_err(broken)?;
        let array = PyCapsule::new_with_value(py, array, c"arrow_array")?;
        Ok((self.__arrow_c_schema__(py)?, array))
    }
}
