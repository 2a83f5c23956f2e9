//! What came and no definition reads: files of registers without a definition, under other names, or of years that are not covered.

use std::collections::BTreeMap;

use super::finding::{Finding, note};
use definitions::register::Register;
use engine::registers::{ExtractFile, Extracts, OpenFile};
use foundation::words::Label;

/// A note for each name of such files, with their rows.
pub fn findings(extracts: &Extracts, registers: &[Register]) -> Vec<Finding> {
    let mut folders: BTreeMap<String, Vec<ExtractFile>> = BTreeMap::new();
    for file in extracts.unread(registers) {
        folders.entry(name_of_register(&file.name).to_owned()).or_default().push(file);
    }
    folders.into_iter().map(|(folder, files)| of_folder(&folder, files)).collect()
}

/// The folder of a file, or the letters at the beginning of its name.
fn name_of_register(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    let end = if first == path { first.find(|c: char| c.is_ascii_digit() || c == '.') } else { None };
    end.filter(|end| *end > 0).map_or(first, |end| &first[..end])
}

fn of_folder(folder: &str, files: Vec<ExtractFile>) -> Finding {
    let (count, first) = (files.len(), files.first().map_or_else(String::new, |file| file.name.clone()));
    // A file that can't be opened has no rows that are known.
    let rows = files.into_iter().filter_map(|file| OpenFile::open("", file).ok()).map(|file| file.rows()).sum();
    let sentence = match count {
        1 => Label {
            da: format!("ingen definition læser {first}: {rows} række(r)"),
            en: format!("no definition reads {first}: {rows} row(s)"),
        },
        _ => Label {
            da: format!("ingen definition læser {count} filer, hvoraf {first} er den første: {rows} række(r)"),
            en: format!("no definition reads {count} files, of which the first is {first}: {rows} row(s)"),
        },
    };
    note(folder, "not_read", sentence, Some(rows))
}
