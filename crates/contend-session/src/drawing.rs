//! The worlds of a request.

use contend_engine::design::Worlds;
use contend_ensemble::{Drawing, DrawingError, Plan};
use contend_model::fingerprint::Fingerprint;
use contend_model::id::InputId;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::nearest::nearest_few;

use crate::error::{RunError, TableError};
use crate::refusal::too_large;
use crate::request;

/// The worlds that a request asks for.
#[derive(Debug)]
pub(crate) struct Drawn {
    fingerprint: Fingerprint,
    drawing: Drawing,
    pub worlds: Worlds,
}

impl Drawn {
    /// Draws the worlds.
    pub fn new(
        scenario: &Scenario,
        fingerprint: Fingerprint,
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
        Ok(Drawn {
            fingerprint,
            drawing,
            worlds,
        })
    }

    /// A plan of all these worlds, without profiles.
    pub fn plan(&self) -> Plan {
        let (seed, worlds) = (self.worlds.seed(), self.worlds.worlds());
        Plan::new(self.fingerprint, self.drawing.clone(), seed, worlds)
    }
}

/// Columns of inputs by name, from CSV.
fn read_table(
    scenario: &Scenario,
    name: &str,
    text: &str,
) -> Result<Vec<(InputId, Vec<f64>)>, RunError> {
    let wrong = |line: usize, why: TableError| RunError::Table {
        name: name.to_owned(),
        line,
        why,
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| row.map_err(|e| wrong(line_of(text, e.position()), TableError::NoCsv)));
    let Some(header) = rows.next() else {
        return Err(wrong(0, TableError::Empty));
    };
    let mut columns: Vec<(InputId, Vec<f64>)> = Vec::new();
    for cell in &header? {
        let Some(at) = scenario.inputs.iter().position(|i| i.name == cell) else {
            let near = nearest_few(cell, scenario.inputs.iter().map(|i| i.name.as_str()));
            let (name, near) = (cell.to_owned(), near.into_iter().next());
            return Err(wrong(1, TableError::NoInput { name, near }));
        };
        let id = InputId(at as u32);
        if columns.iter().any(|(c, _)| *c == id) {
            let name = cell.to_owned();
            return Err(wrong(1, TableError::TwoColumns { name }));
        }
        columns.push((id, Vec::new()));
    }
    for row in rows {
        let row = row?;
        let line = || line_of(text, row.position());
        if row.len() != columns.len() {
            let (values, columns) = (row.len(), columns.len());
            return Err(wrong(line(), TableError::Width { values, columns }));
        }
        for (cell, (input, values)) in row.iter().zip(&mut columns) {
            let value = option_value(scenario, *input, cell).or_else(|| cell.parse().ok());
            match value.filter(|v: &f64| v.is_finite()) {
                Some(v) => values.push(v),
                None => {
                    let cell = cell.to_owned();
                    return Err(wrong(line(), TableError::NoNumber { cell }));
                }
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

    use super::{Drawn, Fingerprint, RunError, TableError, read_table, request};

    const SCENARIO: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n\
        [parameter]\nfish = { value = 1, range = [0, 2], assumption = 'x' }\n\
        mood = { options = ['good', 'bad'], assumption = 'x' }\n[outcome]\no = 'fish + mood'\n";

    /// Parts of two versions of a scenario must not meet in one ensemble.
    #[test]
    fn a_plan_names_its_scenario() {
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", SCENARIO)]));
        let fingerprint = Fingerprint::of(&reading.files, 1);
        let scenario = reading.scenario.expect("a scenario");
        let any = request::Drawing::default();
        let drawn = Drawn::new(&scenario, fingerprint, &any, Some(8), None).expect("worlds");
        assert_eq!(drawn.plan().scenario, fingerprint);
    }

    fn columns(table: &str) -> Result<Vec<Vec<f64>>, (usize, TableError)> {
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", SCENARIO)]));
        let scenario = reading.scenario.expect("a scenario");
        match read_table(&scenario, "t.csv", table) {
            Ok(columns) => Ok(columns.into_iter().map(|(_, values)| values).collect()),
            Err(RunError::Table { line, why, .. }) => Err((line, why)),
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
        let near = Some("fish".to_owned());
        for (table, line, why) in [
            ("", 0, TableError::Empty),
            (
                "fihs\n1\n",
                1,
                TableError::NoInput {
                    name: "fihs".to_owned(),
                    near,
                },
            ),
            (
                "fish,fish\n1,1\n",
                1,
                TableError::TwoColumns {
                    name: "fish".to_owned(),
                },
            ),
            (
                "fish,mood\n\n1,bad,3\n",
                3,
                TableError::Width {
                    values: 3,
                    columns: 2,
                },
            ),
            (
                "fish,\"mood\n\"\n1,bad\nx,bad\n",
                4,
                TableError::NoNumber {
                    cell: "x".to_owned(),
                },
            ),
        ] {
            assert_eq!(columns(table).expect_err(table), (line, why), "{table:?}");
        }
    }
}
