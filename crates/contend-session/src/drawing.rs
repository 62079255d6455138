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
            request::Drawing::Design(design) => Drawing::Design(design.clone()),
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
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty());
    let Some((_, header)) = lines.next() else {
        return Err(wrong(0, "the table is empty".to_owned()));
    };
    let mut columns: Vec<(InputId, Vec<f64>)> = Vec::new();
    for cell in cells(header) {
        let Some(at) = scenario.inputs.iter().position(|i| i.name == cell) else {
            let near = nearest_few(&cell, scenario.inputs.iter().map(|i| i.name.as_str()));
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
    for (number, line) in lines {
        let row = cells(line);
        if row.len() != columns.len() {
            return Err(wrong(
                number + 1,
                format!("{} values, but {} columns", row.len(), columns.len()),
            ));
        }
        for (cell, (input, values)) in row.iter().zip(&mut columns) {
            let value = option_value(scenario, *input, cell).or_else(|| cell.parse().ok());
            match value.filter(|v: &f64| v.is_finite()) {
                Some(v) => values.push(v),
                None => return Err(wrong(number + 1, format!("`{cell}` is no number"))),
            }
        }
    }
    Ok(columns)
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

/// Cells of a line, with or without double quotes, in which commas do not count and two quotes mean one.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let cell = match cells.last_mut() {
            Some(cell) => cell,
            None => break,
        };
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cell.push(c),
        }
    }
    cells.into_iter().map(|c| c.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn cells_may_be_quoted() {
        assert_eq!(
            cells(r#"a, "share[x, y]" ,"say ""no""""#),
            ["a", "share[x, y]", "say \"no\""]
        );
        assert_eq!(cells("1,,"), ["1", "", ""]);
    }
}
