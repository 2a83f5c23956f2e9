//! What all requests share: the session with its release, the example, and the names that the server answers to.
//!
//! Owns no mutable state, so requests cannot affect each other.

use foundation::tables::Database;
use foundation::text::Label;
use foundation::words::Language;
use release::knowledge::manifest::Manifest;
use session::Session;

use crate::guard::Hosts;

/// What a server is made from.
#[derive(Debug)]
pub struct Options {
    /// The release, verified.
    pub session: Session,
    /// Its manifest, for traces.
    pub manifest: Manifest,
    /// An earlier release to compare with.
    pub earlier: Option<Session>,
    /// The worked example in Danish and English, as TOML.
    pub example: Label,
    /// The names that the server answers to.
    pub hosts: Hosts,
    /// Whether only this machine is answered.
    pub local: bool,
}

/// The parts of every answer that do not depend on the request.
#[derive(Debug)]
pub struct Site {
    options: Options,
}

impl Site {
    /// A site of one release.
    pub fn new(options: Options) -> Site {
        Site { options }
    }

    /// The session that calculates.
    pub fn session(&self) -> &Session {
        &self.options.session
    }

    /// The session with an earlier release.
    pub fn earlier(&self) -> Option<&Session> {
        self.options.earlier.as_ref()
    }

    /// The release.
    pub fn database(&self) -> &Database {
        &self.options.session.database
    }

    /// The manifest of the release.
    pub fn manifest(&self) -> &Manifest {
        &self.options.manifest
    }

    /// The worked example.
    pub fn example(&self, language: Language) -> &str {
        self.options.example.get(language)
    }

    /// Whether only this machine is answered: nothing of a case leaves it then.
    pub fn is_local(&self) -> bool {
        self.options.local
    }

    /// The names that the server answers to.
    pub fn hosts(&self) -> &Hosts {
        &self.options.hosts
    }
}
