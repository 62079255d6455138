//! What an ensemble says of an argument: pure functions from outcomes and draws to verdicts.
//!
//! A claim goes through these steps, each of its own module:
//!
//! 1. [`claim`](mod@claim): its test is true or false in each world; [`dependence`](mod@dependence): the parameters that can reach it.
//! 2. [`share`]: in which share of worlds; [`verdict`]: in a word, by the scenario's rule.
//! 3. [`hinges`](hinges()): the inputs that decide it, found by [`distance`](mod@distance) and told by [`turning`](mod@turning) values.
//! 4. [`grounds`](grounds()): how well it stands, by the sources of what decides it.
//!
//! [`game`] solves finite games on payoff arrays: what each actor would do; [`in_turn`](mod@in_turn) says who knows what where they
//! move in turn.
//!
//! [`quantiles`](mod@quantiles) tells how numbers are spread over worlds, over time and between profiles.
//!
//! [`over_worlds`] tests what is said of all worlds together, with worlds drawn anew.
//!
//! [`robustness`]: which of several strategies is better, by every usual measure, and how sure that is.
//!
//! [`indices`]: how an outcome's variance, or its distribution, is parted between inputs, by designs of their own.
//!
//! [`replications`](mod@replications): worlds that share their inputs are not independent of each other.
//!
//! [`search`]: many-objective search as a state machine, with what tells how good a front is.
//!
//! [`conditional`], [`learning`], [`settling`], [`discovery`], [`nearest`]: what decides an answer, what would be worth knowing, where an
//! answer fails, and what is near it.
//!
//! Nothing here knows where worlds were run, or reads a file or a clock.

pub mod claim;
pub mod comparison;
pub mod conditional;
pub mod dependence;
pub mod discovery;
pub mod distance;
pub mod game;
pub mod grounds;
pub mod hinges;
pub mod in_turn;
pub mod indices;
pub mod inputs;
pub mod learning;
pub mod luck;
pub mod nearest;
pub mod over_worlds;
pub mod partition;
pub mod quantiles;
pub mod repeats;
pub mod replications;
pub mod robustness;
pub mod search;
pub mod settling;
pub mod share;
pub mod tally;
pub mod target;
pub mod turning;
pub mod undecided;
pub mod verdict;

mod array;
mod basis;
mod error;
mod linear;
mod over_elements;
mod tree;

pub use claim::{Truths, in_worlds, in_worlds_given, of_inputs};
pub use comparison::{Comparison, comparisons, ties};
pub use dependence::{Dependence, dependence, dependence_of};
pub use distance::{Distance, holm, kolmogorov_smirnov};
pub use error::TestError;
pub use grounds::{Backing, Grounds, Reason, Strength, Weight, grounds};
pub use hinges::{Hinge, Hinges, Nothing, hinges};
pub use inputs::Inputs;
pub use luck::{Luck, luck};
pub use quantiles::{Difference, Quantiles, difference, over_time, quantile, quantiles};
pub use repeats::{Repeat, repeats};
pub use share::Share;
pub use tally::{Tally, tally};
pub use target::Target;
pub use turning::{Side, Turning, TurningPoint, turning};
pub use verdict::{Likelihood, Verdict, Word};
