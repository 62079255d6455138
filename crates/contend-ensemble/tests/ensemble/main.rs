//! Plans run in pieces, in every order, give the same ensemble.

mod parts;
mod sketches;
mod support;
