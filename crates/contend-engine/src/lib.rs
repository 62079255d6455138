//! Compile a scenario to a program, draw worlds, run ensembles.
//!
//! `scenario → lower → graph → generate → code → seal → bind → machine`: names become a graph of array operations, the
//! graph becomes instructions over a small arena, which are plain data; a verifier that never sees the graph seals
//! them; sealed code is bound to the kernels of this processor, and tiles of worlds run through it. The engine has
//! never heard of TOML, files, threads or clocks: [`Program::run`] is a pure function of its arguments, and whoever
//! calls it spreads the work.
//!
//! Several profiles, or all paths of moves in turn, run together as a [`Family`]: what they have in common is simulated
//! once, and every bit is as if each had been run by itself. An [`Adjustable`] runs profiles with levers set otherwise than
//! they say, without compiling.

pub mod adjustable;
mod asked;
pub mod batch;
pub mod bounds;
pub mod chance;
pub mod count;
pub mod design;
pub mod family;
pub mod law;
pub mod maths;
pub mod spectral;
pub mod whole;

mod code;
mod compile;
mod defect;
mod fault;
mod features;
mod frame;
mod generate;
mod graph;
mod kernel;
mod lower;
mod machine;
mod matrix;
mod needed;
mod operation;
mod play;
mod program;
mod record;
mod sum;
mod tile;
mod verify;

/// Version of what a scenario means, a part of every fingerprint: raised by one with every change by which any bit of any
/// result of any scenario may change (reading, keys, designs, chance, lowering, the order of sums, elementary functions,
/// solvers of games).
pub const BITS_VERSION: u32 = 4;

pub use adjustable::{
    Adjustable, Candidate, CandidateError, Candidates, Setting, States, compile_adjustable,
};
pub use batch::{Batch, Fault, FaultPlace, Occurrence, Request, Watch};
pub use compile::{compile, compile_for, compile_line};
pub use defect::Defect;
pub use family::{Family, SharedFacts, compile_family, compile_tree};
pub use features::Features;
pub use lower::CompileError;
pub use machine::Draws;
pub use operation::{binary, lookup, max, min, unary};
pub use play::{LineOfPlay, Moves, Turn};
pub use program::{Facts, Program};
pub use sum::sum;
