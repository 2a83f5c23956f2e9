//! What a build reads: extracts or the results of another engine, and what earlier builds kept.

use crate::Options;
use check::inputs::{ExtractHashes, Inputs};
use check::participants;
use definitions::Definitions;
use engine::cache::Cache;
use engine::persons::{self, Persons};
use engine::progress::Progress;
use engine::registers::{Contents, Extracts, OpenRegister, Scratch};
use engine::results::Results;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// The sources of a build.
pub struct Sources {
    /// The extracts; none where another engine has read all registers.
    pub extracts: Extracts,
    /// The results of another engine.
    pub results: Option<Results>,
    /// What earlier builds kept.
    pub cache: Option<Cache>,
}

impl Sources {
    /// Opens the folders that a build is given.
    ///
    /// # Errors
    /// A folder that can't be read, a list of persons that is not there, or results that are not of these definitions.
    pub fn open(options: &Options, definitions: &Definitions) -> Result<Sources> {
        let extracts = options.extracts.as_deref().map_or_else(|| Ok(Extracts::none()), Extracts::list)?;
        let extracts = extracts.with_scratch(Scratch::within(&options.output));
        // Lists of persons are read here, whatever another engine has read.
        participants::are_there(definitions, (&extracts, options.extracts.is_some()))?;
        Ok(Sources {
            extracts,
            results: options.person_years.as_deref().map(|folder| Results::open(folder, definitions)).transpose()?,
            cache: options.is_cached().then(|| Cache::open(&options.output)).transpose()?,
        })
    }

    /// The persons, and the hash of what they are made of where that is known.
    ///
    /// # Errors
    /// Faults in extracts or results, or the user asked to stop.
    pub fn persons(
        &self,
        definitions: &Definitions,
        inputs: &mut Inputs,
        reading: &mut Vec<ReadingRow>,
    ) -> Result<(Persons, String)> {
        if let Some(results) = &self.results {
            results.require_unchanged(&self.extracts)?;
            inputs.opened_results(results)?;
            return Ok((persons::from_results(definitions, results, reading)?, String::new()));
        }
        let opened = |register: &OpenRegister<'_>| inputs.opened(register);
        match &self.cache {
            Some(cache) => {
                let (persons, key) = persons::find_or_read(definitions, &self.extracts, cache, reading, opened)?;
                Ok((persons, key.hash()))
            }
            None => Ok((persons::read(definitions, &self.extracts, reading, opened)?, String::new())),
        }
    }

    /// The hashes of all files that were read.
    ///
    /// # Errors
    /// A file that can't be read, or the user asked to stop.
    pub fn hash(&self, inputs: &Inputs, progress: &dyn Progress) -> Result<ExtractHashes> {
        let fresh = Contents::default();
        let contents = self.cache.as_ref().map_or(&fresh, |cache| &cache.contents);
        inputs.hash(contents, self.extracts.faults(), progress)
    }
}
