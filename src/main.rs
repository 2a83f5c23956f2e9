//! The command `som`.

fn main() -> std::process::ExitCode {
    som::cli::main()
}
