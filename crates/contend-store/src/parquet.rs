//! Tables as Parquet: columns compressed by Snappy, with statistics of each column.

use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::error::{StoreError, damaged, unreadable};

/// A table as a file of Parquet, with texts that say what it is.
///
/// # Errors
/// [`ParquetError`] of a library that thinks otherwise of these columns; none is known.
pub fn bytes(batch: &RecordBatch, said: &[(&str, String)]) -> Result<Vec<u8>, ParquetError> {
    let said = said.iter();
    let said = said.map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone()));
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("contend {}", contend_session::VERSION))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        // Numbers hardly ever repeat: looking for those that do takes longer than all the rest.
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(said.collect()));
    for field in batch.schema_ref().fields() {
        if matches!(field.data_type(), DataType::Dictionary(..) | DataType::Utf8) {
            let path = ColumnPath::new(vec![field.name().clone()]);
            properties = properties.set_column_dictionary_enabled(path, true);
        }
    }
    let properties = Some(properties.build());
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), properties)?;
    writer.write(batch)?;
    writer.into_inner()
}

/// A file of Parquet whose end is there.
#[derive(Debug)]
pub struct Opened {
    builder: ParquetRecordBatchReaderBuilder<File>,
}

impl Opened {
    /// Opens a file and reads what it says of itself. A file that was cut off says nothing.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where there is no such file, [`StoreError::Damaged`] where it is not whole.
    pub fn new(path: &Path) -> Result<Opened, StoreError> {
        let file = File::open(path).map_err(unreadable(path))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(damaged(path))?;
        Ok(Opened { builder })
    }

    /// What it says of itself under a key.
    #[must_use]
    pub fn said(&self, key: &str) -> Option<&str> {
        let said = self
            .builder
            .metadata()
            .file_metadata()
            .key_value_metadata()?;
        said.iter().find(|s| s.key == key)?.value.as_deref()
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.builder.metadata().file_metadata().num_rows() as usize
    }

    /// Some of its columns, in their order in the file; all of them where none is named. A column that is not there is left out.
    ///
    /// # Errors
    /// [`ParquetError`] where it is not whole.
    pub fn read(self, columns: &[String]) -> Result<RecordBatch, ParquetError> {
        let rows = self.rows();
        let fields = self.builder.schema().fields();
        let wanted = |name: &String| columns.is_empty() || columns.contains(name);
        let roots = fields.iter().enumerate().filter(|(_, f)| wanted(f.name()));
        let roots: Vec<usize> = roots.map(|(at, _)| at).collect();
        let mask = ProjectionMask::roots(self.builder.parquet_schema(), roots.iter().copied());
        let none = RecordBatch::new_empty(self.builder.schema().project(&roots)?.into());
        let reader = self.builder.with_projection(mask);
        let mut batches = reader.with_batch_size(rows.max(1)).build()?;
        Ok(batches.next().transpose()?.unwrap_or(none))
    }
}
