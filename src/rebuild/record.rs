//! What a release is made of, so that another build of it can say that there is nothing to do.

use std::collections::BTreeSet;

use crate::Options;
use definitions::Definitions;
use definitions::plan::reading::{delimiting, outcomes};
use definitions::register::Register;
use engine::cache::{Cache, Key, RECORD};
use engine::registers::Extracts;
use foundation::error::{Kind, Result};
use release::knowledge::manifest::MANIFEST_HASH;
use release::knowledge::{self, Place};

/// The place of the release; `None` if the release is there and would come out the same.
///
/// # Errors
/// A bad name, another release of that name, a lock that is held, a folder that can't be written.
pub fn reserve(options: &Options, definitions: &Definitions) -> Result<Option<Place>> {
    match knowledge::reserve(&options.output, &options.release) {
        Err(error) if error.kind() == Kind::Release && unchanged(options, definitions) => Ok(None),
        place => Ok(Some(place?)),
    }
}

/// Whether the release is there with its audit, made of the same extracts and definitions by the same program. Without a
/// cache it is unknown, and the answer is no.
fn unchanged(options: &Options, definitions: &Definitions) -> bool {
    if !options.is_cached() || !options.output.join(knowledge::AUDIT).join(&options.release).is_dir() {
        return false;
    }
    let stated = std::fs::read_to_string(options.output.join(&options.release).join(MANIFEST_HASH));
    let Ok(cache) = Cache::open(&options.output) else { return false };
    let recorded = key(&cache, options, definitions).ok().and_then(|key| cache.get::<String>(&key));
    // If they can't be remembered, they are computed again.
    let _ = cache.contents.remember();
    // A release that lost a file since is not left as it is without a word.
    stated.is_ok_and(|stated| recorded == Some(stated))
        && knowledge::verify(&options.output.join(&options.release)).is_ok()
}

/// Records what the release is made of. Without a record it is built again: where a register that no admitted intervention needed
/// has no files, or one that can't be read. Returns notes on the cache.
pub fn write(cache: &Cache, options: &Options, definitions: &Definitions) -> Vec<String> {
    let stated = std::fs::read_to_string(options.output.join(&options.release).join(MANIFEST_HASH));
    if let (Ok(key), Ok(stated)) = (key(cache, options, definitions), stated) {
        cache.put(&key, &stated);
    }
    cache.finish()
}

/// All that goes into a release.
fn key(cache: &Cache, options: &Options, definitions: &Definitions) -> Result<Key> {
    let extracts = options.extracts.as_deref().map_or_else(|| Ok(Extracts::none()), Extracts::list)?;
    let mut key = cache.key(format!("{RECORD}{}", options.release));
    for (path, file) in &definitions.files {
        key.part(format!("definitions {path}"), &file.text);
    }
    for place in &options.earlier {
        let stated = std::fs::read_to_string(place.join(MANIFEST_HASH));
        key.part("an earlier release", stated.unwrap_or_else(|_| place.display().to_string()));
    }
    for register in registers(definitions) {
        cache.reads(&mut key, register, extracts.files(register)?.iter())?;
    }
    Ok(key)
}

/// Every register that a build reads.
fn registers(definitions: &Definitions) -> impl Iterator<Item = &Register> {
    let read: BTreeSet<&str> = delimiting(definitions)
        .into_iter()
        .chain(outcomes(definitions))
        .flat_map(|wanted| &wanted.variable.from)
        .flat_map(|source| {
            let related = definitions.related_registers(source).into_iter().map(|register| register.id.value.as_str());
            related.chain(std::iter::once(source.register.value.as_str()))
        })
        .collect();
    definitions
        .registers
        .iter()
        .filter(move |register| register.role.is_some() || read.contains(register.id.value.as_str()))
}
