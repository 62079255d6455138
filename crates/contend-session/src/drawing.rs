//! The worlds of a request.

use std::collections::BTreeMap;

use contend_engine::design::Worlds;
use contend_engine::law::{self, Quantile};
use contend_ensemble::{Drawing, DrawingError, Plan};
use contend_model::fingerprint::Fingerprint;
use contend_model::id::InputId;
use contend_model::model::{Law, QuantityKind, Scenario, Tie};
use contend_model::nearest::nearest_few;

use crate::error::{RunError, TableError};
use crate::refusal::too_large;
use crate::request;

/// The worlds that a request asks for.
#[derive(Clone, Debug)]
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
        replications: u64,
    ) -> Result<Drawn, RunError> {
        let request = drawing;
        let (drawing, rows) = match request {
            request::Drawing::Design(design) => (Drawing::Design(*design), None),
            request::Drawing::Table { name, text } => {
                let table = read_table(scenario, name, text)?;
                table.joint(scenario, name)?;
                (Drawing::Given(table.columns), Some((name, table.rows)))
            }
        };
        let seed = seed.unwrap_or(scenario.default_seed);
        let default = u64::from(scenario.default_worlds);
        let worlds = drawing
            .worlds(scenario, worlds, default, seed, replications)
            .map_err(|error| match error {
                DrawingError::TooLarge(error) => too_large(error),
                DrawingError::Design(error) => RunError::Design(error),
            })?;
        if let Some((name, rows)) = rows
            && let Some((world, constraint)) = first_broken(&worlds)
        {
            return Err(RunError::Table {
                name: name.clone(),
                line: rows.line(world),
                why: TableError::Condition {
                    condition: scenario.constraints[constraint].written.clone(),
                },
            });
        }
        Ok(Drawn {
            fingerprint,
            drawing,
            worlds,
        })
    }

    /// A plan of all these worlds, without profiles.
    pub fn plan(&self) -> Plan {
        let (seed, all) = (self.worlds.seed(), self.worlds.all());
        Plan {
            replications: self.worlds.replications(),
            kept: self.worlds.kept().map(<[u64]>::to_vec),
            worlds: 0..self.worlds.worlds(),
            ..Plan::new(self.fingerprint, self.drawing.clone(), seed, all)
        }
    }
}

/// The first set of inputs that breaks a condition of its scenario, and which.
fn first_broken(worlds: &Worlds) -> Option<(usize, usize)> {
    let conditions = worlds.conditions(0..worlds.sets());
    let broken = conditions.iter().filter_map(|c| {
        let world = c.holds.iter().position(|holds| !holds)?;
        Some((world, c.constraint))
    });
    broken.min()
}

/// Worlds of a table.
#[derive(Default)]
struct Table<'t> {
    columns: Vec<(InputId, Vec<f64>)>,
    rows: Rows<'t>,
}

/// Where worlds stand in a table. Lines are counted when one is to be told: to count them for each row would take time by the square
/// of their number.
#[derive(Default)]
struct Rows<'t> {
    text: &'t str,
    /// The byte at which the row of each world begins, or blank lines before it.
    starts: Vec<usize>,
}

impl Rows<'_> {
    /// The line of a world, from 1.
    fn line(&self, world: usize) -> usize {
        self.starts
            .get(world)
            .map_or(0, |start| line_of(self.text, *start))
    }
}

impl Table<'_> {
    /// The values of an input, where the table gives them.
    fn column(&self, input: InputId) -> Option<&[f64]> {
        let found = self.columns.iter().find(|c| c.0 == input);
        found.map(|(_, values)| &**values)
    }

    /// Holds the values of inputs against those of others to which they are tied.
    fn joint(&self, scenario: &Scenario, name: &str) -> Result<(), RunError> {
        let wrong = |world: Option<usize>, why: TableError| RunError::Table {
            name: name.to_owned(),
            line: world.map_or(1, |world| self.rows.line(world)),
            why,
        };
        let mut wholes: BTreeMap<u32, Vec<InputId>> = BTreeMap::new();
        for (index, input) in scenario.inputs.iter().enumerate() {
            let id = InputId(index as u32);
            match &input.tie {
                Some(Tie::Share { row }) => wholes.entry(*row).or_default().push(id),
                Some(Tie::Between { low, high }) => {
                    for (bound, below) in [(low, true), (high, false)] {
                        self.bounded(scenario, id, *bound, below)
                            .map_err(|(world, why)| wrong(Some(world), why))?;
                    }
                }
                Some(Tie::Common(_)) | None => {}
            }
        }
        for shares in wholes.values() {
            let columns: Vec<&[f64]> = shares.iter().filter_map(|i| self.column(*i)).collect();
            let names = || {
                shares
                    .iter()
                    .map(|i| scenario.inputs[i.index()].name.clone())
            };
            if columns.len() < shares.len() {
                let missing = shares.iter().filter(|i| self.column(**i).is_none());
                let missing = missing.map(|i| scenario.inputs[i.index()].name.clone());
                let inputs = missing.collect();
                return Err(wrong(None, TableError::SharesMissing { inputs }));
            }
            for world in 0..self.rows.starts.len() {
                let sum: f64 = columns.iter().map(|column| column[world]).sum();
                if (sum - 1.0).abs() > 1e-6 {
                    let inputs = names().collect();
                    return Err(wrong(Some(world), TableError::SharesSum { inputs, sum }));
                }
            }
        }
        Ok(())
    }

    /// The first world in which an input lies beyond another that bounds it.
    fn bounded(
        &self,
        scenario: &Scenario,
        input: InputId,
        bound: Option<InputId>,
        below: bool,
    ) -> Result<(), (usize, TableError)> {
        let (Some(values), Some(bound)) = (self.column(input), bound) else {
            return Ok(());
        };
        let input_of_bound = &scenario.inputs[bound.index()];
        if self.column(bound).is_none() && input_of_bound.tie.is_some() {
            return Ok(());
        }
        let median = law::median(&input_of_bound.law, input_of_bound.bounds);
        for (world, value) in values.iter().enumerate() {
            let bound = self.column(bound).map_or(median, |column| column[world]);
            if if below {
                *value < bound
            } else {
                *value > bound
            } {
                let why = TableError::Outside {
                    input: scenario.inputs[input.index()].name.clone(),
                    cell: value.to_string(),
                    bound,
                    below,
                };
                return Err((world, why));
            }
        }
        Ok(())
    }
}

/// Columns of inputs by name, from CSV.
fn read_table<'t>(scenario: &Scenario, name: &str, text: &'t str) -> Result<Table<'t>, RunError> {
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
        .map(|row| row.map_err(|e| wrong(line_of(text, start(e.position())), TableError::NoCsv)));
    let Some(header) = rows.next() else {
        return Err(wrong(0, TableError::Empty));
    };
    let mut columns: Vec<(InputId, Vec<f64>)> = Vec::new();
    let mut starts = Vec::new();
    for cell in &header? {
        let drawn = || {
            scenario
                .drawn()
                .map(|id| (id, &scenario.inputs[id.index()]))
        };
        let Some((id, _)) = drawn().find(|(_, i)| i.name == cell) else {
            let near = nearest_few(cell, drawn().map(|(_, i)| i.name.as_str()));
            let (name, near) = (cell.to_owned(), near.into_iter().next());
            return Err(wrong(1, TableError::NoInput { name, near }));
        };
        if columns.iter().any(|(c, _)| *c == id) {
            let name = cell.to_owned();
            return Err(wrong(1, TableError::TwoColumns { name }));
        }
        columns.push((id, Vec::new()));
    }
    for row in rows {
        let row = row?;
        let line = || line_of(text, start(row.position()));
        if row.len() != columns.len() {
            let (values, columns) = (row.len(), columns.len());
            return Err(wrong(line(), TableError::Width { values, columns }));
        }
        for (cell, (input, values)) in row.iter().zip(&mut columns) {
            let value = option_value(scenario, *input, cell).or_else(|| cell.parse().ok());
            let Some(value) = value.filter(|v: &f64| v.is_finite()) else {
                let cell = cell.to_owned();
                return Err(wrong(line(), TableError::NoNumber { cell }));
            };
            if let Some(why) = impossible(scenario, *input, cell, value) {
                return Err(wrong(line(), why));
            }
            values.push(value);
        }
        starts.push(start(row.position()));
    }
    if columns.iter().all(|c| c.1.is_empty()) {
        return Err(wrong(0, TableError::Empty));
    }
    Ok(Table {
        columns,
        rows: Rows { text, starts },
    })
}

/// Why a value cannot be one of the input's: worlds that its author has ruled out.
pub(crate) fn impossible(
    scenario: &Scenario,
    id: InputId,
    cell: &str,
    value: f64,
) -> Option<TableError> {
    /// Values that are listed.
    const LISTED: usize = 12;
    let input = &scenario.inputs[id.index()];
    let (name, cell) = (|| input.name.clone(), || cell.to_owned());
    let none_of = |options: Vec<String>| {
        let (input, cell) = (name(), cell());
        Some(TableError::NoneOf {
            input,
            cell,
            options,
        })
    };
    if let QuantityKind::Parameter(p) = &scenario.quantity(input.quantity).kind
        && !p.options.is_empty()
    {
        let known = (0..p.options.len()).any(|i| i as f64 == value);
        return if known {
            None
        } else {
            none_of(p.options.iter().take(LISTED).cloned().collect())
        };
    }
    let (low, high) = Quantile::new(&input.law, input.bounds).range();
    let below = value < low;
    if below || value > high {
        let bound = if below { low } else { high };
        return Some(TableError::Outside {
            input: name(),
            cell: cell(),
            bound,
            below,
        });
    }
    match &input.law {
        Law::Discrete { values, .. } if !values.contains(&value) => {
            none_of(values.iter().take(LISTED).map(f64::to_string).collect())
        }
        Law::Poisson { .. } | Law::Integers { .. } if value.fract() != 0.0 => {
            Some(TableError::NoWhole {
                input: name(),
                cell: cell(),
            })
        }
        _ => None,
    }
}

/// Uncertain inputs of which a table has no column: each stays at the median of its distribution.
pub(crate) fn held(scenario: &Scenario, drawing: &request::Drawing) -> Vec<String> {
    let request::Drawing::Table { name, text } = drawing else {
        return Vec::new();
    };
    let table = read_table(scenario, name, text).unwrap_or_default();
    let held = scenario.drawn().filter(|id| table.column(*id).is_none());
    held.map(|id| scenario.inputs[id.index()].name.clone())
        .collect()
}

/// The line of a row, from 1: blank lines before it are no part of it.
fn line_of(text: &str, start: usize) -> usize {
    let (before, rest) = text.as_bytes().split_at(start.min(text.len()));
    let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    1 + before.iter().chain(blank).filter(|b| **b == b'\n').count()
}

/// The byte at which a row begins.
fn start(at: Option<&csv::Position>) -> usize {
    at.map_or(0, |p| p.byte() as usize)
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
        let drawn = Drawn::new(&scenario, fingerprint, &any, Some(8), None, 1).expect("worlds");
        assert_eq!(drawn.plan().scenario, fingerprint);
    }

    fn columns(table: &str) -> Result<Vec<Vec<f64>>, (usize, TableError)> {
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", SCENARIO)]));
        let scenario = reading.scenario.expect("a scenario");
        match read_table(&scenario, "t.csv", table) {
            Ok(table) => Ok(table
                .columns
                .into_iter()
                .map(|(_, values)| values)
                .collect()),
            Err(RunError::Table { line, why, .. }) => Err((line, why)),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// Reading takes as long as the table is: what took time by the square of its rows would take minutes here.
    #[test]
    fn long_tables_are_read() {
        let rows = 200_000;
        let mut text = "fish,mood\n".to_owned();
        text += &"0.5,good\n".repeat(rows);
        assert_eq!(columns(&text).map(|c| c[0].len()), Ok(rows));
        text += "3,good\n";
        let wrong = columns(&text).map_err(|(line, _)| line);
        assert_eq!(wrong, Err(rows + 2));
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

    /// Worlds that the scenario rules out are no worlds of it.
    #[test]
    fn values_that_an_input_cannot_have_are_refused() {
        const LAWS: &str = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n[parameter]\n\
            share = { range = [0, 1], assumption = 'x' }\n\
            cut = { distribution = 'normal(0, 1)', range = [-1, 2], assumption = 'x' }\n\
            free = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
            boats = { distribution = 'poisson(3)', assumption = 'x' }\n\
            one = { distribution = 'discrete(1: 0.5, 3: 0.5)', assumption = 'x' }\n\
            mood = { options = ['good', 'bad'], assumption = 'x' }\n[outcome]\n\
            o = 'share + cut + free + boats + one'\n";
        let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", LAWS)]));
        let scenario = reading.scenario.expect("a scenario");
        let refused = |input: &str, cell: &str| {
            let text = format!("{input}\n{cell}\n");
            match read_table(&scenario, "t.csv", &text) {
                Ok(_) => None,
                Err(RunError::Table { line: 2, why, .. }) => Some(why),
                Err(other) => panic!("{other:?}"),
            }
        };
        for (input, cells) in [
            ("share", &["0", "0.5", "1"][..]),
            ("cut", &["-1", "2"]),
            ("free", &["-100", "100"]),
            ("boats", &["0", "17"]),
            ("one", &["1", "3"]),
            ("mood", &["good", "bad", "0", "1"]),
        ] {
            for cell in cells {
                assert_eq!(refused(input, cell), None, "{input}: {cell}");
            }
        }
        for (input, cell, bound, below) in [
            ("share", "-0.1", 0.0, true),
            ("share", "2.5", 1.0, false),
            ("cut", "2.01", 2.0, false),
            ("boats", "-1", 0.0, true),
            ("one", "4", 3.0, false),
        ] {
            let (input, cell) = (input.to_owned(), cell.to_owned());
            let outside = refused(&input, &cell);
            assert_eq!(
                outside,
                Some(TableError::Outside {
                    input,
                    cell,
                    bound,
                    below
                })
            );
        }
        assert!(matches!(
            refused("boats", "1.5"),
            Some(TableError::NoWhole { .. })
        ));
        for (input, cell) in [("one", "1.5"), ("mood", "0.5"), ("mood", "2")] {
            let why = refused(input, cell);
            assert!(matches!(why, Some(TableError::NoneOf { .. })), "{why:?}");
        }
        assert!(matches!(
            refused("mood", "fair"),
            Some(TableError::NoNumber { .. })
        ));
        let table = |text: &str| request::Drawing::Table {
            name: "t.csv".to_owned(),
            text: text.to_owned(),
        };
        let held = |text: &str| super::held(&scenario, &table(text));
        assert_eq!(held("share,cut,free,mood\n0,0,0,bad\n"), ["boats", "one"]);
        assert!(held("share,cut,free,mood,one,boats\n0,0,0,bad,1,1\n").is_empty());
        assert!(super::held(&scenario, &request::Drawing::default()).is_empty());
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
