//! Published calculations, rebuilt as cases with own values: their inputs give their published amounts.

use som::calculator::{CaseResult, calculate};
use som::case::{self, inputs::Heading};
use som::definitions::table;
use som::words::{Area, Payer};

use super::fixture;

fn of_file(file: &str) -> CaseResult {
    let file = table::open(&fixture::path("fixtures/cases").join(file)).unwrap();
    calculate(&case::parse(&file, &fixture::database()).unwrap_or_else(|mistakes| panic!("{mistakes}")))
}

fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.005, "{found} is not {expected}");
}

/// Justitsministeriet 2021: 505,300 kr. for each inmate without new crime, after 10 years. Of 420 participants 160 are such, and the
/// published parts are 70 % prison days, 84 % police, courts and prisons, and 90 % the state's.
#[test]
fn inmates_without_new_crime_bring_eighty_million() {
    let result = of_file("inmates.toml");
    assert!((result.successes - 160.0).abs() < 1e-9 && result.started == 420.0);
    same(result.total.undiscounted, 80_848_000.0);
    same(result.total.present_value, 80_848_000.0);
    same(result.per_success.unwrap().undiscounted, 505_300.0);
    assert_eq!(result.by_year.len(), 10);
    same(result.by_year[0].money.undiscounted, 8_084_800.0);
    let of_payer = |payer: Payer| result.by_payer.iter().find(|one| one.payer == payer).unwrap().money.undiscounted;
    same(of_payer(Payer::Stat), 0.9 * 80_848_000.0);
    same(of_payer(Payer::Kommune), 0.1 * 80_848_000.0);
    same(of_payer(Payer::Region), 0.0);
    let crime = result.by_heading.iter().find(|one| one.heading == Heading::Area(Area::Crime)).unwrap();
    same(crime.money.undiscounted, 0.84 * 80_848_000.0);
    let prison = result.by_item.iter().find(|one| one.item == "fewer_prison_days").unwrap().money.undiscounted;
    same(prison, 0.7 * 80_848_000.0);
    // 245 fewer prison days each: 1,444 kr. a day, near the 1,469 of 2015.
    assert_eq!((prison / result.successes / 245.0).round(), 1_444.0);
    // The fund's own 84 million is of a later year: 4 % more, and consumer prices rose by 1.9 % in 2021 and 7.7 % in 2022.
    assert_eq!((84e6 / result.total.undiscounted * 1000.0).round(), 1_039.0);
}

/// R&R2-ADHD 2020: 958,000 kr. a year in three years, 34 completed courses a year.
#[test]
fn a_published_cost_a_year_is_a_cost_per_course() {
    let text = std::fs::read_to_string(fixture::path("fixtures/cases/inmates.toml")).unwrap();
    let costs = "[costs]\nprice_year = 2020\n[[costs.item]]\nname = \"R&R2-ADHD\"\ncategory = \"operation\"\nbasis = \"per_year\"\n\
                 kr = 958000\npayer = \"kommune\"\n";
    let text = text
        .replace("years = 1\n", "years = 3\n")
        .replace("participants = 420\n", "participants = 34\n")
        .replace("[costs]\n", costs);
    let file = som::definitions::source::SourceFile { path: "case.toml".into(), text };
    let case = case::parse(&std::sync::Arc::new(file), &fixture::database());
    let result = calculate(&case.unwrap_or_else(|mistakes| panic!("{mistakes}")));
    let costs = &result.cost_model.total;
    same(costs.kr, 2_874_000.0);
    assert_eq!((result.completed, costs.per_completed.map(f64::round)), (102.0, Some(28_176.0)));
}
