//! What the release and the closed lists of words are called on a page.

use foundation::keys::is_whole_group;
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, TargetGroupRow};
use foundation::words::{Area, CostBasis, CostCategory, Denominator, Kind, Language, Payer};

use show::say;

/// A target group by its id.
pub fn group<'a>(database: &'a Database, id: &str) -> Option<&'a TargetGroupRow> {
    database.target_groups.iter().find(|row| row.target_group == id)
}

/// A consequence by its id.
pub fn consequence<'a>(database: &'a Database, id: &str) -> Option<&'a ConsequenceRow> {
    database.consequences.iter().find(|row| row.consequence == id)
}

/// What a consequence is called; its id where the release does not have it.
pub fn consequence_label<'a>(database: &'a Database, id: &'a str, language: Language) -> &'a str {
    consequence(database, id).map_or(id, |row| row.label().get(language))
}

/// What a target group is called.
pub fn group_label<'a>(database: &'a Database, id: &'a str, language: Language) -> &'a str {
    group(database, id).map_or(id, |row| row.label().get(language))
}

/// What a subgroup is called.
pub fn subgroup_label<'a>(database: &'a Database, group: &str, id: &'a str, language: Language) -> &'a str {
    if is_whole_group(id) {
        return say(language, "Hele målgruppen", "The whole group");
    }
    let row = database.subgroups.iter().find(|row| row.target_group == group && row.subgroup == id);
    row.map_or(id, |row| row.label().get(language))
}

/// What a success measure is called.
pub fn measure_label<'a>(database: &'a Database, group: &str, id: &'a str, language: Language) -> &'a str {
    let row = database.success_measures.iter().find(|row| row.target_group == group && row.success_measure == id);
    row.map_or(id, |row| row.label().get(language))
}

/// The words that an input can be, each with what it is called.
pub fn words(key: &str, words: &[&'static str], language: Language) -> Vec<(&'static str, String)> {
    words.iter().map(|word| (*word, word_label(key, word, language).to_owned())).collect()
}

/// What a word is called.
pub fn word_label(key: &str, word: &'static str, language: Language) -> &'static str {
    fn of<T: std::str::FromStr>(word: &str, label: impl Fn(T) -> &'static str) -> Option<&'static str> {
        word.parse().ok().map(label)
    }
    let found = match key {
        "category" => of(word, |word: CostCategory| word.label(language)),
        "basis" => of(word, |word: CostBasis| word.label(language)),
        "payer" | "to" | "from" => of(word, |word: Payer| word.label(language)),
        "denominator" => of(word, |word: Denominator| match word {
            Denominator::Started => say(language, "alle, der begynder", "all who start"),
            Denominator::Completed => say(language, "dem, der gennemfører", "those who complete"),
        }),
        "area" => of(word, |word: Area| word.label(language)),
        "kind" => of(word, |word: Kind| word.label(language)),
        _ => None,
    };
    found.unwrap_or(word)
}
