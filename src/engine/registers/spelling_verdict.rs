//! What becomes of codes in another spelling: a fault where they are many of a file, and a note where they are few.
//!
//! Owns the verdict, which is the same whether rows were read here or counted by the script of another engine.

use std::collections::BTreeMap;

use definitions::register::Register;

use super::spelling::{Misspelled, are_many};

/// The expression, by its number, and the column whose codes it reads.
pub type SpelledColumn = (usize, String);

/// How many rows of a file there are for an expression.
#[derive(Debug, Clone, Copy)]
pub struct SpelledRowCounts {
    /// Rows whose spelling was looked at.
    pub looked_at: u64,
    /// Of `rows` rows, those that meet the condition.
    pub met: u64,
    /// Rows on which it was evaluated.
    pub rows: u64,
}

/// What was found.
#[derive(Debug, Default)]
pub struct SpellingVerdict {
    /// Files, by their position, with codes that are many; and how many rows have them.
    pub many: Vec<(usize, SpelledColumn, u64)>,
    /// How many rows of all other files have them.
    pub few: BTreeMap<SpelledColumn, u64>,
}

impl SpellingVerdict {
    /// Judges files by what was counted in each. `rows` says how many rows a file has for an expression.
    pub fn of(files: &[Misspelled], rows: impl Fn(usize, usize) -> SpelledRowCounts) -> SpellingVerdict {
        let mut of_register = Misspelled::default();
        files.iter().for_each(|file| of_register.add(file.clone()));
        let mut verdict = SpellingVerdict::default();
        for (file, misspelled) in files.iter().enumerate() {
            for (column, count) in misspelled.counts(&of_register) {
                let SpelledRowCounts { looked_at, met, rows } = rows(file, column.0);
                if are_many(count, looked_at, (met, rows)) {
                    verdict.many.push((file, column, count));
                } else {
                    *verdict.few.entry(column).or_default() += count;
                }
            }
        }
        verdict
    }
}

/// The name of a register's column in a file; of a column that rows have from another register, its name in SQL.
pub fn column_in_file(register: &Register, column: &str, (year, file): (Option<i32>, &str)) -> String {
    let names = register.column(column).map(|column| column.names_in(year, file));
    names.and_then(|names| names.first()).map_or_else(|| column.to_owned(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_that_lost_their_zeros_are_many_by_the_length_that_other_files_show() {
        let beginnings = BTreeSet::from(["10".to_owned()]);
        let column = || (0, "code".to_owned());
        let file = |codes: &[(&str, u64)]| {
            let mut misspelled = Misspelled::default();
            for (code, rows) in codes {
                misspelled.enter_digits(column(), &beginnings, (code.len(), code), *rows);
            }
            misspelled
        };
        let rows = |_, _| SpelledRowCounts { looked_at: 100, met: 50, rows: 200 };
        let text = file(&[("0101", 40), ("1010", 60)]);
        let found = |second: Misspelled| {
            let verdict = SpellingVerdict::of(&[text.clone(), second], rows);
            (verdict.many, verdict.few.get(&column()).copied())
        };
        assert_eq!(found(file(&[("101", 40), ("1010", 60)])), (vec![(1, column(), 40)], None));
        // Codes of two lengths with zeros say nothing; a few without their zeros are noted.
        assert_eq!(found(file(&[("101", 40), ("00101", 1)])), (vec![], None));
        let none = |_, _| SpelledRowCounts { looked_at: 1000, met: 500, rows: 1000 };
        let verdict = SpellingVerdict::of(&[text.clone(), file(&[("101", 4)])], none);
        assert_eq!((verdict.many, verdict.few.get(&column()).copied()), (vec![], Some(4)));
    }
}
