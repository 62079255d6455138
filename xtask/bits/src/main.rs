//! Prints the hashes of the native build.
#![allow(clippy::print_stdout)] // its only purpose

fn main() {
    for which in 0..contend_bits::COUNT {
        println!("{which} {:016x}", contend_bits::contend_bits(which));
    }
}
