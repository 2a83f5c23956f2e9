//! The name of a register in the paths of its files.

use super::row::CatalogueRow;
use crate::register::Register;

/// The names that a register's files have in a catalogue.
pub(super) fn names(register: &Register) -> Vec<String> {
    let mut names: Vec<String> = register.files.iter().map(|pattern| register_name(pattern)).collect();
    names.dedup();
    names
}

/// The catalogue's row of a register, found by the names of the register's files.
pub fn row_of_register<'a>(register: &Register, catalogue: &'a [CatalogueRow]) -> Option<&'a CatalogueRow> {
    let names = names(register);
    catalogue.iter().find(|row| row.variable.is_empty() && names.contains(&row.register.to_uppercase()))
}

/// The name of the register in a pattern of paths: the file's name up to its year, delivery or digits. A file without a name of its own
/// has that of its folder.
pub(super) fn register_name(pattern: &str) -> String {
    let stem = |part: &str| {
        let part = part.split('.').next().unwrap_or(part).trim_start_matches('*');
        let part = part.split('{').next().unwrap_or(part);
        part.trim_end_matches(|c: char| c.is_ascii_digit() || "*_-".contains(c)).to_uppercase()
    };
    let parts = pattern.rsplit('/').filter(|part| !part.contains('='));
    let named = |part: &str| !part.is_empty() && part != "PART";
    // Files of digits alone have no name of a register.
    parts.map(stem).find(|part| named(part)).unwrap_or_else(|| "".into())
}

#[cfg(test)]
mod tests {
    use super::register_name;

    #[test]
    fn registers_are_named_by_files_or_folders() {
        for (pattern, name) in [
            ("bef/bef{year}.parquet", "BEF"),
            ("BEF/bef{year}12.parquet", "BEF"),
            ("bef/bef{year}12_v{delivery}.parquet", "BEF"),
            ("ind/year={year}/*.parquet", "IND"),
            ("lpr/lpr_a_kontakt{year}.parquet", "LPR_A_KONTAKT"),
            ("krise/krise{year}_*.parquet", "KRISE"),
            ("bef/year={year}/*{year}12*.parquet", "BEF"),
            ("dod/dod{delivery}.parquet", "DOD"),
            ("offl/year=*/*offl{delivery}.parquet", "OFFL"),
        ] {
            assert_eq!(register_name(pattern), name, "{pattern}");
        }
    }
}
