//! The extracts that a build read: recorded when opened, hashed, and checked to be the same at the end.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use engine::progress::Progress;
use engine::registers::{Contents, ExtractError, Fault, Faults, OpenRegister, SYNTHETIC_MARK};
use engine::results::{LIST, Results};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use release::knowledge::Extract;

/// Files opened so far, by register and name.
#[derive(Debug, Default)]
pub struct Inputs {
    files: BTreeMap<(String, String), OpenedFile>,
    passed_over: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct OpenedFile {
    path: PathBuf,
    /// The year, where nothing but the path says it.
    year: Option<i32>,
    rows: u64,
    /// The program that made it from extracts, of a result of another engine.
    engine: Option<String>,
    bytes: Option<u64>,
    modified: Option<std::time::SystemTime>,
}

/// The extracts that were read, hashed.
pub struct ExtractHashes {
    /// Every file.
    pub files: Vec<Extract>,
    /// Files of different years of one register that have the same content, and files passed over for a later delivery.
    pub noticed: Vec<ReadingRow>,
    /// Whether the generator made them.
    pub synthetic: bool,
}

impl Inputs {
    /// Records a register's files as they are now.
    pub fn opened(&mut self, register: &OpenRegister<'_>) {
        let definition = register.definition;
        if register.passed_over > 0 {
            self.passed_over.insert(definition.id.value.clone(), register.passed_over);
        }
        let dated_by_path = definition.kind.is_dated_by_path();
        for file in &register.files {
            // A file without attributes can't be compared with itself later, and is reported as changed.
            let meta = std::fs::metadata(&file.file.path).ok();
            self.files.entry((register.definition.id.value.clone(), file.file.name.clone())).or_insert(OpenedFile {
                path: file.file.path.clone(),
                year: file.file.year.filter(|_| dated_by_path),
                rows: file.rows(),
                engine: None,
                bytes: meta.as_ref().map(std::fs::Metadata::len),
                modified: meta.and_then(|meta| meta.modified().ok()),
            });
        }
    }

    /// Records the results of another engine as they are now.
    ///
    /// # Errors
    /// A result that is not there, or is damaged.
    pub fn opened_results(&mut self, results: &Results) -> Result<()> {
        let dialect = results.list().dialect.word();
        let engine = results.engine()?;
        for scripted in &results.list().registers {
            // The list has the hash of every script, and of the footer of every file that it read.
            let path = results.folder().join(LIST);
            let meta = std::fs::metadata(&path).ok();
            let list = OpenedFile {
                path,
                year: None,
                rows: scripted.files.iter().map(|file| file.rows).sum(),
                engine: Some(format!("som {}", results.list().program_version)),
                bytes: meta.as_ref().map(std::fs::Metadata::len),
                modified: meta.and_then(|meta| meta.modified().ok()),
            };
            self.files.insert((scripted.register.clone(), LIST.to_owned()), list);
            if scripted.passed_over > 0 {
                self.passed_over.insert(scripted.register.clone(), scripted.passed_over);
            }
            for part in scripted.parts() {
                for file in results.files(scripted, part)? {
                    let (rows, written_by) = file.footer()?;
                    let made_by = engine.as_ref().map_or_else(|| written_by.clone(), ToString::to_string);
                    let meta = std::fs::metadata(&file.path).ok();
                    let opened = OpenedFile {
                        path: file.path,
                        year: None,
                        rows,
                        engine: Some(format!("{made_by}, by {} ({dialect})", scripted.script)),
                        bytes: meta.as_ref().map(std::fs::Metadata::len),
                        modified: meta.and_then(|meta| meta.modified().ok()),
                    };
                    self.files.insert((scripted.register.clone(), file.name), opened);
                }
            }
        }
        Ok(())
    }

    /// Hashes every file, and makes sure that none changed since it was opened.
    ///
    /// # Errors
    /// A file that changed, or can't be read any more, or has the content of another of its register.
    pub fn hash(&self, contents: &Contents, faults: &Faults, progress: &dyn Progress) -> Result<ExtractHashes> {
        let mut files: Vec<Extract> = Vec::new();
        let passed_over = |(register, files): (&String, &usize)| {
            ReadingRow::new(register, "files_passed_over_for_a_later_delivery", *files as i64)
        };
        let mut noticed: Vec<ReadingRow> = self.passed_over.iter().map(passed_over).collect();
        let mut synthetic = false;
        // The hash of each file that is as it was when it was opened.
        let hashes = self.files.par_iter().map(|(_, opened)| {
            progress.rows(0)?;
            let read = contents.hash(&opened.path).and_then(|hash| Ok((hash, std::fs::metadata(&opened.path)?)));
            let same =
                |meta: &std::fs::Metadata| Some(meta.len()) == opened.bytes && meta.modified().ok() == opened.modified;
            Ok(read.ok().filter(|(_, meta)| same(meta)).map(|(hash, _)| hash))
        });
        let hashes: Vec<Result<Option<String>>> = hashes.collect();
        for (((register, name), opened), hash) in self.files.iter().zip(hashes) {
            let Some(blake3) = hash? else {
                faults.meet(ExtractError::of(register, Fault::Changed).in_file(name))?;
                continue;
            };
            // Two variables that count the same have equal results, which are counted once each.
            let twin = files.iter().find(|f| &f.register == register && f.blake3 == blake3 && f.rows > 0);
            if let Some(twin) = twin.filter(|_| opened.engine.is_none()) {
                // Where the path alone says the year, two years may be alike: odd, but nothing counts twice.
                let of_twin = self.files.get(&(twin.register.clone(), twin.name.clone())).and_then(|o| o.year);
                if of_twin == opened.year || opened.year.is_none() {
                    let fault = Fault::SameContentTwice { other: twin.name.clone() };
                    faults.meet(ExtractError::of(register, fault).in_file(name))?;
                    continue;
                }
                let alike = ReadingRow::alike(&twin.name, name);
                noticed.push(ReadingRow::new(register, alike, opened.rows.cast_signed()));
            }
            let above = opened.path.ancestors().skip(1).take(4);
            synthetic |= above.into_iter().any(|folder| folder.join(SYNTHETIC_MARK).is_file());
            let engine = opened.engine.clone();
            files.push(Extract { register: register.clone(), name: name.clone(), rows: opened.rows, blake3, engine });
        }
        Ok(ExtractHashes { files, noticed, synthetic })
    }
}
