//! The program `contend`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(contend_cli::main(std::env::args_os()))
}
