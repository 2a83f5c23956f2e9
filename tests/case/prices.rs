//! Which price holds in which follow-up year, and how surely.

use std::sync::Arc;

use som::calculator::{Note, calculate};
use som::case::{self, Inputs};
use som::definitions::source::SourceFile;
use som::tables::Database;
use som::words::{Provenance, Status};

use crate::calculator::fixture;

/// Ten years of `use` on hospital nights only, which have a published price for ages 0–17 and an illustrative from 18.
fn ten_years(database: &Database) -> Inputs {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let text = text.replace("use = \"all\"\nhorizon = 3", "use = [\"hospital_nights\"]\nhorizon = 10");
    let file = SourceFile { path: "case.toml".into(), text };
    case::parse(&Arc::new(file), database).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// The hand-made release with one night fewer in each of ten years, and a group of these ages at t = 0.
fn aged(first: Option<i32>, last: Option<i32>) -> Database {
    let mut database = fixture::database();
    database.target_groups[0].first_age = first;
    database.target_groups[0].last_age = last;
    let night = database.estimates.iter().find(|row| row.consequence == "hospital_nights").unwrap().clone();
    database.estimates = (1..=10)
        .map(|year| {
            let mut row = night.clone();
            (row.follow_up_year, row.estimate) = (year, -1.0);
            row
        })
        .collect();
    database
}

/// Ages 6–13 are 7–14 in year 1 and 16–23 in year 10. The middle age, the lower of 9 and 10 at t = 0, is 17 in year 8 and
/// 18 in year 9. The oldest are 18 in year 5, the youngest are 17 in year 11: years 5–10 straddle the border.
#[test]
fn child_prices_end_at_age_18() {
    let inputs = ten_years(&aged(Some(6), Some(13)));
    let prices: Vec<_> = inputs.consequences[0]
        .prices
        .iter()
        .map(|p| (p.first_year, p.last_year, p.straddled.clone(), p.region_kr, p.provenance.unwrap()))
        .collect();
    assert_eq!(
        prices,
        [
            (1, 8, vec![5, 6, 7, 8], 9_999.0, Provenance::Published),
            (9, 10, vec![9, 10], 4_000.0, Provenance::Illustrative),
        ]
    );
    let result = calculate(&inputs);
    let nights = || vec!["hospital_nights".to_owned()];
    let years = (5..=10).collect();
    assert!(result.notes.contains(&Note::PriceStraddlesAges { consequence: "hospital_nights".to_owned(), years }));
    // Two years of 5,000 kroner, beside eight of 29,997: 10,000 of 249,976.
    let of_prices = Note::Prices { provenance: Provenance::Illustrative, consequences: nights(), share: Some(0.04) };
    assert!(result.notes.contains(&of_prices), "{:?}", result.notes);
    // 8 successes, a night a year; 2020 to 2024 is × 1.21: 8 × (8 × 9,999 + 2 × 4,000) × 1.21.
    let region = result.by_payer.iter().find(|total| total.payer.word() == "region").unwrap();
    assert!((region.money.undiscounted - 8.0 * (8.0 * 9_999.0 + 2.0 * 4_000.0) * 1.21).abs() < 1e-6);
}

#[test]
fn within_one_price_nothing_straddles() {
    let inputs = ten_years(&aged(Some(0), Some(7)));
    let prices = &inputs.consequences[0].prices;
    assert_eq!((prices.len(), prices[0].last_year, prices[0].region_kr), (1, 10, 9_999.0));
    assert!(prices[0].straddled.is_empty());
    let result = calculate(&inputs);
    assert!(result.notes.iter().all(|note| !matches!(note, Note::Prices { .. } | Note::PriceStraddlesAges { .. })));
}

/// Without an oldest there is no middle, and neither price holds for everyone; from year 5 all are 18, yet some above 120.
#[test]
fn a_group_without_a_middle_age_has_only_prices_for_everyone() {
    let inputs = ten_years(&aged(Some(13), None));
    assert!(inputs.consequences[0].prices.is_empty());
    let result = calculate(&inputs);
    assert_eq!(result.coverage.unpriced, ["hospital_nights"]);
    let years = (1..=10).collect();
    assert!(result.notes.contains(&Note::Unpriced { consequence: "hospital_nights".to_owned(), years }));
}

/// A price that ends leaves years without one: known, not in the result, and said to be.
#[test]
fn years_after_the_last_price_are_unpriced() {
    let mut database = aged(Some(6), Some(13));
    database.prices.retain(|price| price.first_age != Some(18));
    let result = calculate(&ten_years(&database));
    assert!(result.notes.contains(&Note::Unpriced { consequence: "hospital_nights".to_owned(), years: vec![9, 10] }));
    let region = result.by_payer.iter().find(|total| total.payer.word() == "region").unwrap();
    assert!((region.money.undiscounted - 8.0 * 8.0 * 9_999.0 * 1.21).abs() < 1e-6);
}

#[test]
fn an_illustrative_index_is_said_and_a_published_one_is_not() {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let file = Arc::new(SourceFile { path: "case.toml".into(), text });
    let notes = |database: &Database| calculate(&case::parse(&file, database).unwrap()).notes;
    let of_index = |note: &Note| matches!(note, Note::PriceIndex { .. });
    let mut database = fixture::database();
    assert!(!notes(&database).iter().any(of_index));
    for row in &mut database.price_index {
        row.provenance = Provenance::Illustrative;
    }
    // The course is in 2022 kroner, cash benefit and hospital nights have older prices, income tax is an amount in kroner.
    let expected = Note::PriceIndex {
        provenance: Provenance::Illustrative,
        source: "fixtures/calculator".to_owned(),
        costs: true,
        consequences: ["cash_benefit_weeks", "income_tax", "hospital_nights"].map(str::to_owned).to_vec(),
    };
    assert!(notes(&database).contains(&expected));
}

/// Hospital nights are not available in year 2: if there were no users, years 2 and 3 would be known.
#[test]
fn zero_users_are_zero_and_not_missing() {
    let mut database = fixture::database();
    let gap = database.fits.iter_mut().find(|fit| fit.status == Status::NotAvailable).unwrap();
    gap.status = Status::NoUsers;
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let file = Arc::new(SourceFile { path: "case.toml".into(), text });
    let result = calculate(&case::parse(&file, &database).unwrap());
    let nights = result.consequences.iter().find(|reach| reach.id == "hospital_nights").unwrap();
    assert_eq!((nights.through, nights.significant, nights.zero, nights.unknown, nights.after_gap), (3, 2, 1, 0, 0));
    assert_eq!((result.coverage.complete_through, result.coverage.unknown), (3, 0));
}
