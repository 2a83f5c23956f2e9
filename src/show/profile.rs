//! Who is in the two cohorts of a comparison, as a listing that all faces share.

use crate::number::{number, percent};
use crate::say;
use crate::table::{Align, Listing};
use foundation::keys::ComparisonKey;
use foundation::tables::Database;
use foundation::tables::published::ProfileRow;
use foundation::words::Language;

/// The rows of a comparison, in order.
pub fn rows<'a>(database: &'a Database, group: &'a str, subgroup: &'a str, measure: &'a str) -> Vec<&'a ProfileRow> {
    database.profiles_of(ComparisonKey { target_group: group, subgroup, success_measure: measure }).collect()
}

/// The profile of a comparison; none where the release has none.
pub fn listing(rows: &[&ProfileRow], language: Language) -> Option<Listing> {
    if rows.is_empty() {
        return None;
    }
    let say = |da, en| say(language, da, en);
    let headers = [
        (say("Kendetegn", "Characteristic"), Align::Left),
        (say("Niveau", "Level"), Align::Left),
        (say("Med succes", "Success"), Align::Right),
        (say("Andel", "Share"), Align::Right),
        (say("Uden succes", "Non-success"), Align::Right),
        (say("Andel", "Share"), Align::Right),
        (say("Std. forskel", "Std. difference"), Align::Right),
    ];
    let title = say("Hvem de er i t = 0 eller før", "Who they are in t = 0 or before");
    // What is neither one of the levels nor known is shown where it leaves.
    let rest = |row: &ProfileRow| ["other", "unknown"].contains(&row.level.as_str());
    let shown = |row: &&&ProfileRow| !rest(row) || row.n_success.is_some() || row.n_non_success.is_some();
    let rows: Vec<&ProfileRow> = rows.iter().filter(shown).copied().collect();
    let cells = rows.iter().enumerate().map(|(position, row)| {
        let before = position.checked_sub(1).and_then(|before| rows.get(before));
        let first = before.is_none_or(|before| before.characteristic != row.characteristic);
        cells(row, first, language)
    });
    Some(Listing::new(title, &headers, cells.collect()))
}

/// What the columns mean, below the listing.
pub fn explanation(language: Language) -> &'static str {
    say(
        language,
        "Antal er perturberede og afrundede: uden anden politik med støj på 15 personer pr. niveau (standardafvigelse), det vil sige 15 \
         procentpoint af 100 personer og 1,5 af 1.000. – ved et antal er tilbageholdt, fordi der er for få eller ingen. Den \
         standardiserede forskel er forskellen i standardafvigelser mellem andelene på de niveauer, der er vist for begge: over 0,2 \
         er grupperne mærkbart forskellige. Den er kun vist, hvor den er mere end tre gange så stor som støjens \
         standardafvigelse: – betyder, at en forskel ikke kan skelnes fra støj, og ikke, at grupperne er ens.",
        "Counts are perturbed and rounded: unless the policy says otherwise with noise of 15 persons a level (standard deviation), that is \
         15 percentage points of 100 persons and 1.5 of 1,000. – at a count is held back, because there are too few or none. The \
         standardised difference is that, in standard deviations, of the shares at the levels that are shown of both: above 0.2 the \
         cohorts differ noticeably. It is shown only where it is more than three times the standard deviation of the noise: – means \
         that a difference cannot be distinguished from noise, and not that the cohorts are alike.",
    )
}

fn cells(row: &ProfileRow, first: bool, language: Language) -> Vec<String> {
    let held = || "–".to_owned();
    let count = |count: Option<i64>| count.map_or_else(held, |count| number(count as f64, 0, language));
    let share = |share: Option<f64>| share.map_or_else(held, |share| percent(share, language));
    let characteristic = if first { row.characteristic().get(language) } else { "" };
    vec![
        characteristic.to_owned(),
        row.level().get(language).to_owned(),
        count(row.n_success),
        share(row.share_success),
        count(row.n_non_success),
        share(row.share_non_success),
        row.standardised_difference.map_or_else(held, |difference| number(difference, 2, language)),
    ]
}
