//! Finite games in strategic form, solved: pure functions on payoff arrays, usable on their own.
//!
//! - [`payoffs`]: a game as arrays, and what mixed strategies are worth in it.
//! - [`pure`]: best replies, regret, pure equilibria. [`eliminate`](mod@eliminate): dominated strategies.
//! - [`extreme`]: all extreme equilibria of two players. [`lemke_howson`](mod@lemke_howson): one of them, by pivoting.
//! - [`many`]: one equilibrium of any number of players. [`quantal`]: logit quantal responses.
//! - [`commitment`](mod@commitment): what a leader would do. [`correlated`](mod@correlated): what a mediator could recommend.
//! - [`dynamics`]: where learning and imitation lead.
//! - [`turns`]: games in turn, by backward induction.
//! - [`nfg`]: Gambit's text format.
//!
//! Every answer says how exact it is: the most that anybody could gain by deviating.

pub mod commitment;
pub mod correlated;
pub mod dynamics;
pub mod eliminate;
pub mod extreme;
pub mod lemke_howson;
pub mod many;
pub mod nfg;
pub mod payoffs;
pub mod pure;
pub mod quantal;
pub mod turns;

mod certified;
mod dictionary;
mod linear;
mod number;
mod polytope;
mod responses;
mod simplex;

pub use commitment::{Commitment, Committed, commitment};
pub use correlated::{Correlated, Objective, correlated};
pub use dynamics::{Dynamics, fictitious_play, replicator};
pub use eliminate::{By, Dominance, Dominated, Elimination, dominated, eliminate};
pub use extreme::{Extreme, Limits, Ratio, Solver, each, extreme_equilibria};
pub use lemke_howson::lemke_howson;
pub use many::mixed_equilibrium;
pub use nfg::{Nfg, NfgError};
pub use payoffs::{Equilibrium, GameError, Mixed, Payoffs, Size};
pub use pure::{best_replies, pure_equilibria, regret};
pub use quantal::{Branch, Response, quantal_response};
pub use turns::{Chosen, Order, Solved, Stages, TurnsError};
