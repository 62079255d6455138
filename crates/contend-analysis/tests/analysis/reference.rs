//! Known answers that lie beside the repository; a test says so and passes where they are not there.

use std::path::Path;

use serde_json::Value;

/// A file of known answers for the analysis of uncertainty; `None`, said on standard error, where it is not there.
#[allow(clippy::print_stderr)] // a test that tests nothing says so
pub fn reference(file: &str) -> Option<Value> {
    let folder = "../../../shared/reference/uncertainty-analysis";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: the reference file {file} is not there");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// An array of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    let array = value.as_array().unwrap();
    array.iter().map(|v| v.as_f64().unwrap()).collect()
}

/// An array of arrays of numbers.
pub fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// Holds numbers against those known.
#[track_caller]
pub fn close(found: &[f64], known: &[f64], within: f64) {
    assert_eq!(found.len(), known.len());
    for (at, (found, known)) in found.iter().zip(known).enumerate() {
        assert!((found - known).abs() <= within, "{at}: {found} for {known}");
    }
}
