//! The `handpick` program. All of it is in the library; see `docs/ARCHITECTURE.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    handpick::cli::main()
}
