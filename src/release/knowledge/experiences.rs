//! Looking experiences up: the rows that hold all of some words, in Danish or English.

use foundation::tables::Database;
use foundation::tables::published::ExperienceRow;
use foundation::words::{Language, Provenance};

/// The experiences that hold every word somewhere in what is said of them, those that were published first, then the latest.
///
/// A word is found in either language, in any case and as a part of another: `angst` in `Angstgrupper`. Danish letters can be
/// written as two: `boern` finds `børn`. No words find all.
pub fn experiences<'a>(database: &'a Database, words: &[String]) -> Vec<&'a ExperienceRow> {
    let wanted: Vec<String> = words.iter().flat_map(|word| word.split_whitespace()).map(folded).collect();
    let holds = |row: &&ExperienceRow| {
        let said = folded(&said(database, row).join("\n"));
        wanted.iter().all(|word| said.contains(word.as_str()))
    };
    let mut found: Vec<&ExperienceRow> = database.experiences.iter().filter(holds).collect();
    found.sort_by_key(|row| (row.provenance == Provenance::Illustrative, -row.year));
    found
}

/// All that is said of an experience, with the labels of the group and measure that it names.
fn said<'a>(database: &'a Database, row: &'a ExperienceRow) -> Vec<&'a str> {
    let mut said: Vec<&str> = vec![&row.experience, &row.label_da, &row.label_en, &row.finding_da, &row.finding_en];
    let optional = [&row.group_da, &row.group_en, &row.target_group, &row.success_measure, &row.release, &row.link];
    said.extend(optional.into_iter().flatten().map(String::as_str));
    said.extend([row.source.as_str(), row.provenance.word()]);
    said.extend([Language::Da, Language::En].map(|language| row.provenance.label(language)));
    let group = database.target_groups.iter().find(|group| Some(&group.target_group) == row.target_group.as_ref());
    said.extend(group.into_iter().flat_map(|group| [group.label_da.as_str(), &group.label_en]));
    let measure = database.success_measures.iter().find(|measure| {
        Some(&measure.target_group) == row.target_group.as_ref()
            && Some(&measure.success_measure) == row.success_measure.as_ref()
    });
    said.extend(measure.into_iter().flat_map(|measure| [measure.label_da.as_str(), &measure.label_en]));
    said
}

/// Small letters, and Danish ones as those who have no Danish keyboard write them.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('æ', "ae").replace('ø', "oe").replace('å', "aa")
}
