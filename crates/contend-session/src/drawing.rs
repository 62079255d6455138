//! The worlds of a request.

use contend_engine::design::Worlds;
use contend_ensemble::{Drawing, DrawingError, Plan};
use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::nearest::nearest_few;

use crate::refusal::too_large;
use crate::request::{self, RunError};

/// The worlds that a request asks for.
#[derive(Debug)]
pub(crate) struct Drawn {
    drawing: Drawing,
    pub worlds: Worlds,
}

impl Drawn {
    /// Draws the worlds.
    pub fn new(
        scenario: &Scenario,
        drawing: &request::Drawing,
        worlds: Option<u64>,
        seed: Option<u64>,
    ) -> Result<Drawn, RunError> {
        let drawing = match drawing {
            request::Drawing::Design(design) => Drawing::Design(*design),
            request::Drawing::Table { name, text } => {
                Drawing::Given(read_table(scenario, name, text)?)
            }
        };
        let seed = seed.unwrap_or(scenario.default_seed);
        let default = u64::from(scenario.default_worlds);
        let worlds =
            drawing
                .worlds(scenario, worlds, default, seed)
                .map_err(|error| match error {
                    DrawingError::TooLarge(error) => too_large(error),
                    DrawingError::Design(error) => RunError::Design(error),
                })?;
        Ok(Drawn { drawing, worlds })
    }

    /// A plan of all these worlds, without profiles.
    pub fn plan(&self) -> Plan {
        let (seed, worlds) = (self.worlds.seed(), self.worlds.worlds());
        Plan::new(String::new(), self.drawing.clone(), seed, worlds)
    }
}

/// Columns of inputs by name, from CSV.
fn read_table(
    scenario: &Scenario,
    name: &str,
    text: &str,
) -> Result<Vec<(InputId, Vec<f64>)>, RunError> {
    let wrong = |line: usize, reason: String| RunError::Table {
        name: name.to_owned(),
        line,
        reason,
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            row.map_err(|e| {
                let reason = "this row cannot be read as CSV".to_owned();
                wrong(line_of(text, e.position()), reason)
            })
        });
    let Some(header) = rows.next() else {
        return Err(wrong(0, "the table is empty".to_owned()));
    };
    let mut columns: Vec<(InputId, Vec<f64>)> = Vec::new();
    for cell in &header? {
        let Some(at) = scenario.inputs.iter().position(|i| i.name == cell) else {
            let near = nearest_few(cell, scenario.inputs.iter().map(|i| i.name.as_str()));
            let hint = near
                .first()
                .map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            return Err(wrong(
                1,
                format!("the scenario has no uncertain input `{cell}`{hint}"),
            ));
        };
        let id = InputId(at as u32);
        if columns.iter().any(|(c, _)| *c == id) {
            return Err(wrong(1, format!("the input `{cell}` has two columns")));
        }
        columns.push((id, Vec::new()));
    }
    for row in rows {
        let row = row?;
        let line = || line_of(text, row.position());
        if row.len() != columns.len() {
            return Err(wrong(
                line(),
                format!("{} values, but {} columns", row.len(), columns.len()),
            ));
        }
        for (cell, (input, values)) in row.iter().zip(&mut columns) {
            let value = option_value(scenario, *input, cell).or_else(|| cell.parse().ok());
            match value.filter(|v: &f64| v.is_finite()) {
                Some(v) => values.push(v),
                None => return Err(wrong(line(), format!("`{cell}` is no number"))),
            }
        }
    }
    Ok(columns)
}

/// The line of a row, from 1: blank lines before it are no part of it.
fn line_of(text: &str, at: Option<&csv::Position>) -> usize {
    let from = at.map_or(0, |p| p.byte() as usize).min(text.len());
    let (before, rest) = text.as_bytes().split_at(from);
    let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    1 + before.iter().chain(blank).filter(|b| **b == b'\n').count()
}

/// The number of an option of a categorical parameter.
fn option_value(scenario: &Scenario, input: InputId, text: &str) -> Option<f64> {
    match &scenario
        .quantity(scenario.inputs[input.index()].quantity)
        .kind
    {
        QuantityKind::Parameter(p) => p.options.iter().position(|o| o == text).map(|i| i as f64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use contend_model::place::MemoryFolder;

    use super::{RunError, read_table};

    const SCENARIO: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n\
        [parameter]\nfish = { value = 1, range = [0, 2], assumption = 'x' }\n\
        mood = { options = ['good', 'bad'], assumption = 'x' }\n[outcome]\no = 'fish + mood'\n";

    fn columns(table: &str) -> Result<Vec<Vec<f64>>, (usize, String)> {
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", SCENARIO)]));
        let scenario = reading.scenario.expect("a scenario");
        match read_table(&scenario, "t.csv", table) {
            Ok(columns) => Ok(columns.into_iter().map(|(_, values)| values).collect()),
            Err(RunError::Table { line, reason, .. }) => Err((line, reason)),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn cells_may_be_quoted_over_lines_and_rows_may_be_blank() {
        let both = Ok(vec![vec![0.5, 1.5], vec![1.0, 0.0]]);
        assert_eq!(columns("fish,mood\n0.5,bad\n1.5,good\n"), both);
        assert_eq!(
            columns("\u{feff}fish,mood\r\n 0.5 , bad\r\n\r\n\"1.5\",\"good\""),
            both
        );
        assert_eq!(columns("\"fish\",\"\nmood\n\"\n0.5,bad\n1.5,good\n"), both);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (table, line, reason) in [
            ("", 0, "the table is empty"),
            ("fihs\n1\n", 1, "did you mean `fish`?"),
            ("fish,fish\n1,1\n", 1, "two columns"),
            ("fish,mood\n\n1,bad,3\n", 3, "3 values, but 2 columns"),
            ("fish,\"mood\n\"\n1,bad\nx,bad\n", 4, "`x` is no number"),
        ] {
            let (at, said) = columns(table).expect_err(table);
            assert!(
                at == line && said.contains(reason),
                "{table:?}: {at}, {said}"
            );
        }
    }
}
