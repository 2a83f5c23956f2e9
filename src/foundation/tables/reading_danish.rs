//! The names of what is counted while extracts are read, in Danish.

use super::audit::ReadingRow;

/// The names of counts that stand for themselves, in Danish; what follows a name is put in the place of `{}`.
const IN_DANISH: [(&str, &str); 21] = [
    (ReadingRow::EMPTY_FILES, "fil(er) uden en række: ingen dødsfald eller flytninger kendes fra dem"),
    (ReadingRow::UNMATCHED, "række(r) om personer, der ikke er i befolkningen"),
    ("persons", "personer"),
    ("rows_outside_covers", "række(r) uden for det, registret dækker"),
    ("spells_ended_at_death_or_emigration", "forløb, der slutter ved død eller udrejse"),
    ("spells_that_begin_while_their_person_lives_abroad", "forløb, der begynder, mens personen bor i udlandet"),
    ("spells_with_an_end_that_go_on_after_an_emigration", "forløb med en slutdato, der fortsætter efter en udrejse"),
    ("rows_whose_condition_is_null", "række(r), hvis betingelse er tom"),
    ("rows_of_years_not_asked_for", "række(r) af år, der ikke bruges"),
    ("rows_of_another_year_than_their_file", "række(r) af et andet år end deres fil"),
    ("rows_that_do_not_meet_the_condition_of_the_register", "række(r), der ikke opfylder registrets betingelse"),
    ("rows_with_an_exact_copy", "række(r) med en nøjagtig kopi"),
    (
        "rows_with_another_sex_or_birth_than_first",
        "række(r) med et andet køn eller en anden fødsel end personens første",
    ),
    ("persons_missing_from_a_year_without_having_left", "personer, der mangler i et år uden at være udrejst"),
    ("persons_listed_after_their_death", "personer, der står i befolkningen efter deres død"),
    ("rows_without_a_key_to_be_found_by", "række(r) uden den nøgle, de findes med"),
    ("rows_whose_key_to_be_found_by_another_has_too", "række(r), hvis nøgle en anden række også har"),
    ("files_passed_over_for_a_later_delivery", "fil(er), som en senere leverance afløser"),
    ("rows_that_find_no_row_of_", "række(r), der ikke finder nogen række i `{}`"),
    ("rows_whose_row_of_", "række(r), hvis række i `{}`"),
    ("rows_of_", "række(r) af {}"),
];

/// What a name says in Danish; its words, if it has no sentence of its own.
pub(super) fn in_danish(name: &str) -> String {
    let known = IN_DANISH.iter().find(|(known, danish)| match danish.contains("{}") {
        true => name.starts_with(known),
        false => name == *known,
    });
    known.map_or_else(
        || name.replace('_', " "),
        |(known, danish)| {
            let rest = name.strip_prefix(known).unwrap_or("").replace("_and_", " og ");
            match rest.strip_suffix("_has_not_ended") {
                Some(register) => danish.replace("{}", register) + " ikke er slut",
                None => danish.replace("{}", &rest),
            }
        },
    )
}

/// The cause of bad rows, in Danish; its code, if it has no sentence of its own.
pub fn cause_in_danish(code: &str) -> String {
    let danish = match code {
        "unplaced" => "mangler en værdi",
        "nulls" => "værdien er tom",
        "out_of_range" => "værdien er for stor til sin type",
        "outside_range" => "uden for det interval, definitionen angiver",
        "not_finite" => "ikke et endeligt tal",
        "off_grid" => "finere end variablens mindste trin",
        "too_large" => "for stor til at blive talt",
        "not_whole" => "ikke et helt tal",
        "misread" => "kan ikke læses som sin type",
        "not_a_year" => "ikke et år",
        "not_a_period" => "ikke en periode",
        "parent_twice" => "nøglen har flere rækker",
        "code_too_long" => "koden har for mange cifre",
        "not_a_day" => "ikke en dag",
        "unknown_day" => "dagen er ukendt",
        "not_a_code" => "ikke en kode",
        "not_a_week" => "ikke en uge",
        "ends_before_start" => "slutter, før den begynder",
        "impossible_age" => "umulig alder",
        "unknown_code" => "ukendt kode",
        other => return other.replace('_', " "),
    };
    danish.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page on releases explains every count.
    #[test]
    fn every_count_is_on_the_page_of_releases() {
        let page = include_str!("../../docs/release.md");
        let missing: Vec<&str> = IN_DANISH.iter().map(|(name, _)| *name).filter(|name| !page.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
