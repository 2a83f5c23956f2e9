//! What stops a command: its kind, what is wrong, what to do, and the exit code.
//!
//! Owns the kinds, their exit codes, and the few messages that more than one room gives. A room with errors of its own
//! implements [`RoomError`] for them; they are carried here whole, and can be taken out again.

use std::any::Any;
use std::fmt;
use std::path::PathBuf;

/// What kind of thing is wrong. Each kind has a fixed exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The program itself is at fault.
    Internal,
    /// The arguments on the command line.
    Usage,
    /// A definition, or a file of definitions.
    Definition,
    /// An extract, or a file of rows.
    Extract,
    /// A release, or a case.
    Database,
    /// A test person that does not come out as expected.
    TestPersons,
    /// What disclosure control stops.
    Disclosure,
    /// An output that cannot be written.
    Output,
    /// A release that exists already, or is being built.
    Release,
    /// The user stopped the command.
    Interrupted,
}

impl Kind {
    /// The exit code of the process.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Definition => 10,
            Self::Extract => 11,
            Self::Database => 12,
            Self::TestPersons => 13,
            Self::Disclosure => 14,
            Self::Output => 15,
            Self::Release => 16,
            Self::Interrupted => 130,
        }
    }
}

/// An error that a room defines for itself.
pub trait RoomError: std::error::Error + Any + Send + Sync {
    /// Its kind.
    fn kind(&self) -> Kind;

    /// What to do.
    fn hint(&self) -> Option<String>;

    /// Whether its text is a list whose entries have headings and hints of their own.
    fn is_list(&self) -> bool {
        false
    }
}

/// What stopped a command.
#[derive(Debug)]
pub struct Error(Cause);

#[derive(Debug)]
enum Cause {
    Message { kind: Kind, message: String, hint: Option<String> },
    Room(Box<dyn RoomError>),
}

impl Error {
    /// An error of a kind, with what is wrong and what to do.
    pub fn new(kind: Kind, message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error(Cause::Message { kind, message: message.into(), hint: Some(hint.into()) })
    }

    /// A file or folder with which something is wrong.
    pub fn at(kind: Kind, path: impl Into<PathBuf>, reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        let path: PathBuf = path.into();
        Error::new(kind, format!("{}: {reason}", path.display()), hint)
    }

    /// Wrong arguments on the command line.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message, hint)
    }

    /// A folder or file of definitions that cannot be read.
    pub fn definition_file(path: impl Into<PathBuf>, reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        Error::at(Kind::Definition, path, reason, hint)
    }

    /// A release, or the file of a case, that cannot be used.
    pub fn database(path: impl Into<PathBuf>, reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        Error::at(Kind::Database, path, reason, hint)
    }

    /// What disclosure control stops. The reason gives no figure that may not leave.
    pub fn disclosure(reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        Error::new(Kind::Disclosure, format!("disclosure control: {reason}"), hint)
    }

    /// A release that exists already, or is being built.
    pub fn release(path: impl Into<PathBuf>, reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        Error::at(Kind::Release, path, reason, hint)
    }

    /// An output that cannot be written, with the reason and what to do.
    pub fn unwritable(path: impl Into<PathBuf>, reason: impl fmt::Display, hint: impl Into<String>) -> Error {
        Error::at(Kind::Output, path, format_args!("cannot be written: {reason}"), hint)
    }

    /// An output that cannot be written, with the operating system's reason.
    pub fn output(path: impl Into<PathBuf>, reason: impl fmt::Display) -> Error {
        Error::unwritable(path, reason, "check that the folder exists, is writable and has room")
    }

    /// An output that exists already and is not replaced.
    pub fn exists(path: impl Into<PathBuf>) -> Error {
        Error::unwritable(path, "it exists already", "name another place, or remove this one first")
    }

    /// Test persons that do not come out as expected.
    pub fn test_persons(message: impl Into<String>) -> Error {
        Error(Cause::Message { kind: Kind::TestPersons, message: message.into(), hint: None })
    }

    /// The user stopped the command.
    pub fn interrupted() -> Error {
        Error::new(
            Kind::Interrupted,
            "interrupted: nothing was published",
            "run the same command again; a build goes on after the registers that it had finished",
        )
    }

    /// The program itself is at fault.
    pub fn internal(message: impl fmt::Display) -> Error {
        Error::new(
            Kind::Internal,
            format!("internal error: {message}"),
            "please report this with the command that you ran (and no data)",
        )
    }

    /// An error of a room's own.
    pub fn room(error: impl RoomError) -> Error {
        Error(Cause::Room(Box::new(error)))
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        match &self.0 {
            Cause::Message { kind, .. } => *kind,
            Cause::Room(error) => error.kind(),
        }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        self.kind().exit_code()
    }

    /// What to do.
    pub fn hint(&self) -> Option<String> {
        match &self.0 {
            Cause::Message { hint, .. } => hint.clone(),
            Cause::Room(error) => error.hint(),
        }
    }

    /// Whether its text is a list whose entries have headings and hints of their own.
    pub fn is_list(&self) -> bool {
        matches!(&self.0, Cause::Room(error) if error.is_list())
    }

    /// The error of a room, if it is of that type.
    ///
    /// # Errors
    /// The error itself, if it is another.
    pub fn downcast<E: RoomError>(self) -> Result<E, Error> {
        match self.0 {
            Cause::Room(error) if (error.as_ref() as &dyn Any).is::<E>() => {
                let any: Box<dyn Any> = error;
                any.downcast::<E>().map(|error| *error).map_err(|_| Error::internal("an error changed its type"))
            }
            cause => Err(Error(cause)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Message { message, .. } => f.write_str(message),
            Cause::Room(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// The result of everything that can be stopped.
pub type Result<T, E = Error> = std::result::Result<T, E>;
