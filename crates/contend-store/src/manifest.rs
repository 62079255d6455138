//! What is said of a run in its folder: `run.json` before its worlds are there, `manifest.json` once all of them are.

use std::fs;
use std::path::Path;

use arrow_schema::{DataType, Schema};
use contend_ensemble::{Plan, PlanKey};
use contend_model::fingerprint::Fingerprint;
use contend_session::request::{Drawing, RunRequest};
use contend_session::worlds::Pieces;
use contend_session::{Session, VERSION};
use serde::{Deserialize, Serialize};

use crate::error::{Differs, StoreError, damaged, unreadable};
use crate::folder::RUN;
use crate::table;

/// Version of the layout of folders and tables.
pub const LAYOUT: u32 = 1;

/// What is run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// Version of the layout of the folder.
    pub layout: u32,
    /// Version of Contend that began it.
    pub contend: String,
    /// Version of what the engine makes of a scenario: with the same, the same plan gives the same bits.
    pub engine: u32,
    /// The scenario's title.
    pub title: String,
    /// The scenario as it was named in the command.
    pub place: String,
    /// The name of its folder alone, by which a page names it that must not tell where the folder is; may be empty.
    #[serde(default)]
    pub folder: String,
    /// Of all files that were read and of the engine's version.
    pub fingerprint: Fingerprint,
    /// Tells what is run from all else.
    pub plan: PlanKey,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds are drawn.
    pub design: String,
    /// Worlds that are drawn. Those that disagree with what is known of events have no row.
    pub worlds: u64,
    /// Worlds that share each set of inputs.
    pub replications: u64,
    /// Worlds of each part but the last.
    pub part_worlds: u64,
    /// Number of parts.
    pub parts: u64,
    /// The profiles, in the order of rows.
    pub profiles: Vec<String>,
    /// That with which others are compared.
    pub baseline: String,
    /// Equations computed at each step.
    pub equations: usize,
    /// First and last day of a run.
    pub time: (String, String),
    /// Unit of elapsed times.
    pub time_unit: String,
    /// Columns of the tables.
    pub tables: Tables,
    /// What was asked for.
    pub request: RunRequest,
}

/// How a scenario is named.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// As typed in commands.
    pub place: &'a str,
    /// The name of its folder alone; may be empty.
    pub folder: &'a str,
}

/// The columns of each table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    /// A row for each world under each profile.
    pub worlds: Vec<ColumnFacts>,
    /// A row for each instant of what was followed; no column where nothing was.
    pub series: Vec<ColumnFacts>,
    /// A row for everything that went wrong.
    pub faults: Vec<ColumnFacts>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Its name in the table.
    pub column: String,
    /// `number`, `whole number`, `truth`, `text` or `date`.
    #[serde(rename = "type")]
    pub of: String,
    /// `input`, `outcome` or `claim`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name in the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The dimensions of the array of which it is an element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<String>,
    /// Which element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
}

/// All of a run that is complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// What was run.
    #[serde(flatten)]
    pub run: RunFacts,
    /// Worlds that have rows.
    pub worlds_kept: u64,
    /// Its parts, in order.
    pub files: Vec<PartFacts>,
}

/// A part of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartFacts {
    /// The name of its file in each of the folders.
    pub file: String,
    /// Its first world.
    pub first: u64,
    /// The world after its last.
    pub end: u64,
    /// Rows in `worlds`.
    pub rows: u64,
    /// Rows in `faults`.
    pub faults: u64,
}

/// Numbers of a part that are kept in memory at most, with those of the tables made of them a small multiple.
const PART_NUMBERS: u64 = 4 << 20;
/// Evaluations of equations of a part at most: some seconds of one core, which is what a kill costs.
const PART_WORK: u64 = 5_000_000_000;
/// Worlds of a part at least: those that advance together.
const FEWEST: u64 = 64;
/// Parts that are aimed at, so that they can be dealt out.
const PARTS: u64 = 64;

/// Worlds of a part. They go by what is run alone, so that however a run is dealt out its parts are the same.
fn part_worlds(plan: &Plan, numbers: u64, evaluations: u64) -> u64 {
    let most = (PART_NUMBERS / numbers.max(1)).min(PART_WORK / evaluations.max(1));
    let aim = plan.drawn.div_ceil(PARTS).next_power_of_two();
    let size = aim.min(1 << most.max(1).ilog2()).max(FEWEST);
    size.next_multiple_of(plan.replications.max(1))
}

impl RunFacts {
    /// What is run of a request.
    ///
    /// # Errors
    /// [`RunError`](contend_session::error::RunError); none is known of pieces that are ready.
    pub fn new(
        session: &Session,
        named: Named,
        request: &RunRequest,
        pieces: &Pieces,
    ) -> Result<RunFacts, contend_session::error::RunError> {
        let (scenario, plan) = (session.scenario(), pieces.plan());
        let tables = Tables::new(pieces)?;
        let watches: usize = plan.profiles.iter().map(|w| w.watches.len()).sum();
        let numbers = tables.worlds.len() * plan.profiles.len() + 4 * watches * plan.grid.len();
        let part_worlds = part_worlds(plan, numbers as u64, pieces.evaluations());
        let id = |p: contend_model::id::ProfileId| scenario.profiles[p.index()].id.clone();
        Ok(RunFacts {
            layout: LAYOUT,
            contend: VERSION.to_owned(),
            engine: contend_engine::BITS_VERSION,
            title: scenario.title.clone(),
            place: named.place.to_owned(),
            folder: named.folder.to_owned(),
            fingerprint: session.fingerprint(),
            plan: plan.key(),
            seed: plan.seed,
            design: request.drawing.name(),
            worlds: plan.drawn,
            replications: plan.replications,
            part_worlds,
            parts: plan.drawn.div_ceil(part_worlds),
            profiles: plan.profiles.iter().map(|w| id(w.profile)).collect(),
            baseline: id(scenario.baseline),
            equations: pieces.equations(),
            time: (
                scenario.clock.start.to_string(),
                scenario.clock.end.to_string(),
            ),
            time_unit: scenario.clock.time_unit.name().to_owned(),
            tables,
            request: request.clone(),
        })
    }

    /// What is run in a folder.
    ///
    /// # Errors
    /// [`StoreError`] where no run is there, or one of another layout.
    pub fn read(path: &Path) -> Result<RunFacts, StoreError> {
        let file = path.join(RUN);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::NoRun {
                    path: path.to_owned(),
                });
            }
            Err(error) => return Err(unreadable(&file)(error)),
        };
        // The layout first: of another one nothing else is known.
        #[derive(Deserialize)]
        struct Layout {
            layout: u32,
        }
        let Layout { layout } = serde_json::from_str(&text).map_err(damaged(&file))?;
        if layout != LAYOUT {
            return Err(StoreError::OtherRun {
                path: path.to_owned(),
                what: Differs::Layout,
                there: layout.to_string(),
                here: LAYOUT.to_string(),
            });
        }
        serde_json::from_str(&text).map_err(damaged(&file))
    }

    /// The worlds of a part.
    #[must_use]
    pub fn numbers(&self, part: u64) -> std::ops::Range<u64> {
        let first = part * self.part_worlds;
        first..(first + self.part_worlds).min(self.worlds)
    }

    /// The name of the files of a part.
    #[must_use]
    pub fn file(part: u64) -> String {
        format!("part-{part:06}.parquet")
    }

    /// In what this run differs from another, with what this one has and what that one has.
    #[must_use]
    pub fn differs(&self, from: &RunFacts) -> Option<(Differs, String, String)> {
        let list = |names: &[String]| match names.is_empty() {
            true => "–".to_owned(),
            false => names.join(", "),
        };
        let series = |run: &RunFacts| {
            let every = run.request.every.clone();
            let names = run.request.watches.iter().cloned().chain(every);
            list(&names.collect::<Vec<_>>())
        };
        let table = |run: &RunFacts| match &run.request.drawing {
            Drawing::Table { text, .. } => text.clone(),
            Drawing::Design(_) => String::new(),
        };
        let told = |of: &dyn Fn(&RunFacts) -> String| (of(self), of(from));
        let said = |option: &str, said: bool| if said { option } else { "–" }.to_owned();
        let each: [(Differs, (String, String)); 10] = [
            (Differs::Layout, told(&|r| r.layout.to_string())),
            (Differs::Engine, told(&|r| r.engine.to_string())),
            (Differs::Scenario, told(&|r| r.fingerprint.to_string())),
            (Differs::Worlds, told(&|r| r.worlds.to_string())),
            (Differs::Seed, told(&|r| r.seed.to_string())),
            (Differs::Replications, told(&|r| r.replications.to_string())),
            (Differs::Games, told(&|r| said("--games", r.request.games))),
            (Differs::Page, told(&|r| said("--page", r.request.page))),
            (Differs::Profiles, told(&|r| list(&r.profiles))),
            (Differs::Series, told(&series)),
        ];
        if let Some((what, (here, there))) = each.into_iter().find(|(_, (a, b))| a != b) {
            return Some((what, here, there));
        }
        if self.design != from.design || table(self) != table(from) {
            return Some((Differs::Design, self.design.clone(), from.design.clone()));
        }
        let (here, there) = (self.plan.0.to_string(), from.plan.0.to_string());
        (here != there).then_some((Differs::Other, here, there))
    }
}

impl Tables {
    fn new(pieces: &Pieces) -> Result<Tables, contend_session::error::RunError> {
        let none = pieces.none()?;
        let rows = none.rows();
        let columns = |batch: Result<arrow_array::RecordBatch, _>| {
            batch.map_or(Vec::new(), |batch| columns(&batch.schema()))
        };
        let followed = rows.plan().profiles.iter().any(|w| !w.watches.is_empty());
        Ok(Tables {
            worlds: columns(table::worlds(rows)),
            series: match followed {
                true => columns(table::series(rows)),
                false => Vec::new(),
            },
            faults: columns(table::faults(rows)),
        })
    }
}

/// What the columns of a table hold.
fn columns(schema: &Schema) -> Vec<ColumnFacts> {
    let of = |data: &DataType| match data {
        DataType::Float64 => "number",
        DataType::Boolean => "truth",
        DataType::Date32 => "date",
        DataType::Int32 | DataType::Int64 => "whole number",
        _ => "text",
    };
    let fields = schema.fields().iter();
    let facts = fields.map(|field| {
        let told = |key: &str| field.metadata().get(key).map(ToString::to_string);
        ColumnFacts {
            column: field.name().clone(),
            of: of(field.data_type()).to_owned(),
            kind: told(table::KIND),
            name: told(table::NAME),
            unit: told(table::UNIT),
            dimensions: told(table::DIMENSIONS),
            element: told(table::ELEMENT),
        }
    });
    facts.collect()
}
