//! The `handpick` program. All of it is in the library; see `docs/ARCHITECTURE.md`.

use std::process::ExitCode;

/// An order or a page is hundreds of small pieces of memory, each asked for and given back by another thread than the next
/// one's: this way of keeping them is quicker at that than the system's (docs/adr/0011).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    handpick::cli::main()
}
