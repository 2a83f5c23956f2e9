//! Sentences of counts, to the letter, in both languages.

use super::*;

fn said(rows: &[ReadingRow], language: Language) -> Vec<String> {
    CountedCause::all(rows).iter().map(|cause| cause.sentence(language)).collect()
}

#[test]
fn rows_of_one_cause_are_one_sentence() {
    let row = |name: String, count| ReadingRow::new("r", name, count);
    let rows = [
        row(ReadingRow::empty_year(2010), 398),
        row(ReadingRow::bad_rows("unplaced", "A", "2010"), 3),
        row(ReadingRow::empty_year(2013), 398),
        row(ReadingRow::bad_rows("unplaced", "A", "2012"), 4),
        row(ReadingRow::spelled("code", "a"), 7).among(90),
        row(ReadingRow::spelled("code", "b"), 9).among(90),
        row(ReadingRow::unmet_condition("x", false), 90),
        row(ReadingRow::unmet_condition("y", false), 80),
        row(ReadingRow::days(DayNote::FarEnd, "2999", "UD"), 30).among(90),
        row(ReadingRow::days(DayNote::FarEnd, "9999", "UD"), 1).among(90),
        row("rows_outside_covers".to_owned(), 2),
        row("rows_that_find_no_row_of_lpr_a_kontakt".to_owned(), 5),
        row("persons".to_owned(), 400),
    ];
    assert_eq!(
        said(&rows, Language::En),
        [
            "none of 398 row(s) is of 2010 and 2013, which the register covers",
            "7 bad row(s) in 2010 to 2012 left out: unplaced, `A`",
            "9 of 90 rows whose code differs in spelling from the definitions of a and b",
            "none of 90 row(s) meets the conditions of variables `x` and `y`",
            "31 of 90 end(s) in `UD` are of 2999 and 9999, over 20 years after what the register covers, and are read as ends that have \
             not come; name the day in `open_dates`",
            "2 rows outside covers",
            "5 rows that find no row of `lpr_a_kontakt`",
        ]
    );
    assert_eq!(
        said(&rows, Language::Da),
        [
            "ingen af 398 række(r) er af 2010 og 2013, som registret dækker",
            "7 dårlig(e) række(r) i 2010 til 2012 udeladt: mangler en værdi, `A`",
            "9 af 90 række(r) har en kode i `code`, der kun i stavemåde er en anden end i `a` og `b`",
            "ingen af 90 række(r) opfylder betingelsen for variablerne `x` og `y`",
            "31 af 90 slutdato(er) i `UD` er af 2999 og 9999, over 20 år efter det, registret dækker, og læses, som om forløbet ikke er \
             slut; skriv dagen i `open_dates`",
            "2 række(r) uden for det, registret dækker",
            "5 række(r), der ikke finder nogen række i `lpr_a_kontakt`",
        ]
    );
    let one = [row("spells_ended_at_death_or_emigration".to_owned(), 1), row("rows_outside_covers".to_owned(), 1)];
    assert_eq!(said(&one, Language::En), ["1 spell ended at death or emigration", "1 row outside covers"]);
    let empty = [row(ReadingRow::EMPTY_FILES.to_owned(), 2)];
    assert_eq!(said(&empty, Language::En), ["2 file(s) without a row: no death or move is known from them"]);
    assert_eq!(said(&empty, Language::Da), ["2 fil(er) uden en række: ingen dødsfald eller flytninger kendes fra dem"]);
    let names: Vec<String> = (0..10).map(|year| (2000 + year).to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(listed(&names, Language::En), "2000, 2001, 2002, 2003, 2004, 2005, 2006 and 3 more");
}

/// Weeks are columns of one cause, each a bad value of a row.
#[test]
fn bad_values_of_many_weeks_are_one_sentence() {
    let weeks = (1..=52).flat_map(|week| [(week, 2011), (week, 2012)]);
    let rows: Vec<ReadingRow> = weeks
        .map(|(week, year)| {
            let column = format!("Y_{:02}{week:02}", year % 100);
            ReadingRow::new("weeks", ReadingRow::bad_rows("not_a_code", &column, &year.to_string()), 3)
        })
        .collect();
    assert_eq!(
        said(&rows, Language::En),
        ["312 bad value(s) in 2011 to 2012 left out: not a code, `Y_1101` to `Y_1252` (104 columns)"]
    );
    assert_eq!(
        said(&rows, Language::Da),
        ["312 dårlig(e) værdi(er) i 2011 til 2012 udeladt: ikke en kode, `Y_1101` til `Y_1252` (104 kolonner)"]
    );
    use crate::tables::reading::column_series;
    let series = ["Y_1103", "Y_2011_03", "BELOB12", "y_1103", "weeks_5_26", "AMT", "2011"].map(column_series);
    assert_eq!(series, ["Y", "Y", "BELOB", "y", "weeks_5_26", "AMT", "2011"]);
}

/// Each kind of count in both languages, of seven rows of ninety.
#[test]
fn every_count_has_a_sentence_in_both_languages() {
    let named = |name: &str| ReadingRow::new("r", name, 7).among(90);
    let alone = |name: String| ReadingRow::new("r", name, 7);
    let days = |note: DayNote, year: &str| named(&ReadingRow::days(note, year, "D"));
    let sentences = [
        (
            days(DayNote::Far, "2999"),
            [
                "7 of 90 day(s) in `D` are of 2999, over 20 years after what the register covers; if they stand for a day that is not known, \
             name it in `unknown_dates`",
                "7 af 90 dag(e) i `D` er af 2999, over 20 år efter det, registret dækker; står de for en ukendt dag, så skriv den i \
             `unknown_dates`",
            ],
        ),
        (
            days(DayNote::Early, "1066"),
            [
                "7 of 90 day(s) in `D` are of 1066, over 130 years before what the register covers; if they stand for a day that is not known, \
             name it in `unknown_dates`",
                "7 af 90 dag(e) i `D` er af 1066, over 130 år før det, registret dækker; står de for en ukendt dag, så skriv den i \
             `unknown_dates`",
            ],
        ),
        (
            days(DayNote::Same, "1960"),
            [
                "7 of 90 day(s) in `D` are one and the same of 1960, which programs write for nothing; if it stands for a day that is not known, \
             name it in `unknown_dates`",
                "7 af 90 dag(e) i `D` er en og samme af 1960, som programmer skriver for ingenting; står den for en ukendt dag, så skriv den i \
             `unknown_dates`",
            ],
        ),
        (
            days(DayNote::SameEnd, "2030"),
            [
                "7 of 90 end(s) in `D` are one and the same day of 2030, after what the register covers; if it stands for an end that has not \
             come, name it in `open_dates`",
                "7 af 90 slutdato(er) i `D` er en og samme dag af 2030, efter det, registret dækker; betyder den, at forløbet ikke er slut, så \
             skriv den i `open_dates`",
            ],
        ),
        (
            days(DayNote::Late, "any"),
            [
                "7 of 90 time(s) in `D` are 22:00 or 23:00, as midnights of Copenhagen are in UTC; if these are, their days are one too early",
                "7 af 90 tidspunkt(er) i `D` er 22:00 eller 23:00, som midnat i København er i UTC; er de det, er datoen en dag for tidlig",
            ],
        ),
        (
            alone(ReadingRow::listed(ListedRow::EndsBeforeStart, "x", Some(2012))),
            [
                "7 row(s) of `x` that start in 2012 end before they start",
                "7 række(r) af `x`, der begynder i 2012, slutter, før de begynder",
            ],
        ),
        (
            alone(ReadingRow::listed(ListedRow::NotInPopulation, "x", Some(2012))),
            [
                "7 row(s) of `x` that start in 2012 are of persons not in the population",
                "7 række(r) af `x`, der begynder i 2012, handler om personer, der ikke er i befolkningen",
            ],
        ),
        (
            alone(ReadingRow::unmet_condition("x", true)),
            [
                "none of 7 row(s) of the cohorts' persons meets the condition of variable `x`",
                "ingen af 7 række(r) for kohorternes personer opfylder betingelsen for variablen `x`",
            ],
        ),
        (
            alone(ReadingRow::alike("a.parquet", "b.parquet")),
            ["7 rows alike in a.parquet and b.parquet", "7 række(r) er ens i a.parquet og b.parquet"],
        ),
        (
            alone(ReadingRow::codes(ReadingRow::WITHOUT_GROUP, "K", "2012")),
            [
                "7 code(s) in 2012 that the code table of `K` does not have",
                "7 kode(r) i 2012, som kodetabellen for `K` ikke har",
            ],
        ),
        (
            named(ReadingRow::UNMATCHED),
            [
                "7 of 90 rows of persons not in the population",
                "7 af 90 række(r) om personer, der ikke er i befolkningen",
            ],
        ),
        (
            named("rows_whose_condition_is_null"),
            ["7 of 90 rows whose condition is null", "7 af 90 række(r), hvis betingelse er tom"],
        ),
        (
            named("rows_with_an_exact_copy"),
            ["7 of 90 rows with an exact copy", "7 af 90 række(r) med en nøjagtig kopi"],
        ),
        (
            named("rows_that_do_not_meet_the_condition_of_the_register"),
            [
                "7 of 90 rows that do not meet the condition of the register",
                "7 af 90 række(r), der ikke opfylder registrets betingelse",
            ],
        ),
        (
            named("rows_of_another_year_than_their_file"),
            ["7 of 90 rows of another year than their file", "7 af 90 række(r) af et andet år end deres fil"],
        ),
        (
            named("rows_with_another_sex_or_birth_than_first"),
            [
                "7 of 90 rows with another sex or birth than first",
                "7 af 90 række(r) med et andet køn eller en anden fødsel end personens første",
            ],
        ),
        (
            alone("persons_missing_from_a_year_without_having_left".to_owned()),
            [
                "7 persons missing from a year without having left",
                "7 personer, der mangler i et år uden at være udrejst",
            ],
        ),
        (
            alone("persons_listed_after_their_death".to_owned()),
            ["7 persons listed after their death", "7 personer, der står i befolkningen efter deres død"],
        ),
        (
            alone("spells_that_begin_while_their_person_lives_abroad".to_owned()),
            [
                "7 spells that begin while their person lives abroad",
                "7 forløb, der begynder, mens personen bor i udlandet",
            ],
        ),
        (
            alone("spells_with_an_end_that_go_on_after_an_emigration".to_owned()),
            [
                "7 spells with an end that go on after an emigration",
                "7 forløb med en slutdato, der fortsætter efter en udrejse",
            ],
        ),
        (
            named("rows_without_a_key_to_be_found_by"),
            ["7 of 90 rows without a key to be found by", "7 af 90 række(r) uden den nøgle, de findes med"],
        ),
        (
            named("rows_whose_key_to_be_found_by_another_has_too"),
            [
                "7 of 90 rows whose key to be found by another has too",
                "7 af 90 række(r), hvis nøgle en anden række også har",
            ],
        ),
        (
            alone("files_passed_over_for_a_later_delivery".to_owned()),
            ["7 files passed over for a later delivery", "7 fil(er), som en senere leverance afløser"],
        ),
        (
            alone("rows_whose_row_of_lpr_adm_has_not_ended".to_owned()),
            ["7 rows whose row of `lpr_adm` has not ended", "7 række(r), hvis række i `lpr_adm` ikke er slut"],
        ),
    ];
    for (row, [english, danish]) in sentences {
        let rows = [row];
        assert_eq!(said(&rows, Language::En), [english]);
        assert_eq!(said(&rows, Language::Da), [danish]);
    }
}
