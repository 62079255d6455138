//! Plans run in pieces, in every order, give the same ensemble.

mod candidates;
mod parts;
mod sketches;
mod support;
