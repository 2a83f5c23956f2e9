//! The command line: a file per subcommand, each of which parses, resolves, calls one verb and shows.

pub mod calculate;
