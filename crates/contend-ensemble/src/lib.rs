//! An ensemble as plain values: what is to be run, by whom in which pieces, and what came of it.
//!
//! A [`Plan`] says which worlds of a scenario run under which profiles, and what is kept of each run. It is cut into
//! [`Job`]s; any thread, worker or machine that holds the same plan and scenario runs a job to a [`Part`], and an
//! [`Ensemble`] accepts parts in any order. Neither the cut nor the order nor the place changes a bit of the result.
//!
//! ```
//! use contend_ensemble::executor::{Sequential, Silent};
//! use contend_ensemble::{Drawing, Ensemble, Meter, Plan, Prepared, Wanted, run};
//! use contend_model::fingerprint::Fingerprint;
//! use contend_model::place::MemoryFolder;
//!
//! let text = r#"
//! [scenario]
//! title = "A growing village"
//! start = 2020
//! end   = 2030
//! step  = "1 year"
//!
//! [parameter]
//! growth = { value = 0.02, range = [0.01, 0.03], unit = "1/year", assumption = "A guess." }
//!
//! [stock]
//! people = { start = "1000", change = "growth * people", assumption = "Counted." }
//!
//! [profile]
//! as_it_is = {}
//!
//! [outcome]
//! at_the_end = { equation = "at(people, 2030-01-01)" }
//! "#;
//! let folder = MemoryFolder::new([("scenario.toml", text)]);
//! let reading = contend_scenario::read(&folder);
//! let fingerprint = Fingerprint::of(&reading.files, contend_engine::BITS_VERSION);
//! let scenario = reading.scenario.expect("a sound scenario");
//!
//! let plan = Plan {
//!     profiles: vec![Wanted::all(&scenario, scenario.baseline)],
//!     ..Plan::new(fingerprint, Drawing::default(), 7, 200)
//! };
//! let prepared = Prepared::new(&plan, &scenario, &Sequential)?;
//! let mut ensemble = Ensemble::new(&plan, &scenario);
//! run(&prepared, &Sequential, &Meter::new(&Silent, plan.runs()), &mut ensemble)?;
//! assert_eq!(ensemble.complete(), 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here has threads, files or a clock: threads are lent through [`executor`].

pub mod candidates;
pub mod executor;
pub mod memory;
pub mod parallel;

mod averaged;
mod column;
mod coverage;
mod drawing;
mod ensemble;
mod frame;
mod job;
mod manifest;
mod part;
mod plan;
mod prepared;
mod run;
mod sink;
mod sketch;

pub use averaged::Averaged;
pub use column::{Column, Columns};
pub use coverage::{Admitted, Refused};
pub use drawing::{Drawing, DrawingError};
pub use ensemble::{Ensemble, Runs};
pub use frame::Frame;
pub use job::{Job, PlanKey};
pub use manifest::{ColumnFacts, Manifest};
pub use part::{Part, PartRuns};
pub use plan::{Plan, Wanted};
pub use prepared::{JobError, Piece, PlanError, Prepared, job_worlds};
pub use run::{Meter, run};
pub use sink::Sink;
pub use sketch::{Sketch, Sketches};
