//! Every number of `fixtures/calculator/README.md`.

use som::calculator::break_even::Limit;
use som::calculator::{CaseResult, Note, calculate, discount_factor};
use som::case::inputs::DiscountStep;
use som::words::{Payer, Provenance, Status};

use super::fixture;

/// Hand arithmetic is exact; the machine's is not, but far nearer than an øre.
fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} is not {by_hand}");
}

fn result() -> CaseResult {
    calculate(&fixture::inputs())
}

#[test]
fn persons() {
    let result = result();
    same(result.started, 40.0);
    same(result.completed, 32.0);
    same(result.successes, 8.0);
    for (people, year) in result.people.iter().zip([2025, 2026]) {
        assert_eq!(people.year, year);
        same(people.started, 20.0);
        same(people.completed, 16.0);
        same(people.successes, 4.0);
    }
}

#[test]
fn totals() {
    let result = result();
    same(result.total.undiscounted, 128_200.0);
    same(result.total.present_value, 38_610.0);
    let per_participant = result.per_participant.unwrap();
    same(per_participant.undiscounted, 3_205.0);
    same(per_participant.present_value, 965.25);
    let per_success = result.per_success.unwrap();
    same(per_success.undiscounted, 16_025.0);
    same(per_success.present_value, 4_826.25);
    assert_eq!(result.break_even_year, Some(2027));
    same(result.break_even_rate.unwrap().rate, 90_750.0 / 401_610.0);
    assert_eq!(result.break_even_rate.unwrap().limit, Limit::AtLeast);
    same(result.break_even_costs.unwrap(), 437_610.0);
}

#[test]
fn years() {
    let by_hand = [
        (2025, 1.0, -97_000.0, -97_000.0, -97_000.0, -97_000.0),
        (2026, 0.8, 93_200.0, 74_560.0, -3_800.0, -22_440.0),
        (2027, 0.5, 105_600.0, 52_800.0, 101_800.0, 30_360.0),
        (2028, 0.3125, 26_400.0, 8_250.0, 128_200.0, 38_610.0),
    ];
    let result = result();
    assert_eq!(result.by_year.len(), by_hand.len());
    for (year, (calendar, factor, undiscounted, present, cumulative, cumulative_present)) in
        result.by_year.iter().zip(by_hand)
    {
        assert_eq!(year.year, calendar);
        same(year.discount_factor, factor);
        same(year.money.undiscounted, undiscounted);
        same(year.money.present_value, present);
        same(year.cumulative.undiscounted, cumulative);
        same(year.cumulative.present_value, cumulative_present);
    }
}

#[test]
fn payers() {
    let by_hand = [
        (Payer::Kommune, -71_800.0, -117_322.0),
        (Payer::Region, 77_440.0, 69_696.0),
        (Payer::Stat, 122_560.0, 86_236.0),
    ];
    for (total, (payer, undiscounted, present)) in result().by_payer.iter().zip(by_hand) {
        assert_eq!(total.payer, payer);
        same(total.money.undiscounted, undiscounted);
        same(total.money.present_value, present);
    }
}

#[test]
fn flows_between_payers() {
    let gains = [(Payer::Kommune, 227_678.0), (Payer::Region, 69_696.0), (Payer::Stat, 104_236.0)];
    let by_hand = [(Payer::Kommune, 345_000.0), (Payer::Stat, 18_000.0)];
    let result = result();
    let mut flows = result.flows.iter();
    for (from, borne) in by_hand {
        for (to, gain) in gains {
            let flow = flows.next().unwrap();
            assert_eq!((flow.from, flow.to), (from, to));
            same(flow.borne, borne);
            same(flow.gain, gain * borne / 363_000.0);
        }
    }
    assert_eq!(flows.next(), None);
}

#[test]
fn payers_by_year() {
    let by_hand = [
        (2025, [-159_160.0, 38_720.0, 23_440.0], [-159_160.0, 38_720.0, 23_440.0]),
        (2026, [3_760.0, 38_720.0, 50_720.0], [3_008.0, 30_976.0, 40_576.0]),
        (2027, [67_760.0, 0.0, 37_840.0], [33_880.0, 0.0, 18_920.0]),
        (2028, [15_840.0, 0.0, 10_560.0], [4_950.0, 0.0, 3_300.0]),
    ];
    let result = result();
    for (year, undiscounted, present) in by_hand {
        for (position, payer) in Payer::ALL.iter().enumerate() {
            let lines = || result.lines.iter().filter(|line| line.year == year && line.payer == *payer);
            same(lines().map(|line| line.undiscounted).sum(), undiscounted[position]);
            same(lines().map(|line| line.present_value).sum(), present[position]);
        }
    }
}

#[test]
fn items_and_headings() {
    let items = [
        ("costs", "Projektopstart", -100_000.0, -100_000.0),
        ("costs", "Kursus", -11_000.0, -11_000.0),
        ("costs", "Bostøtte", -300_000.0, -270_000.0),
        ("costs", "Startpakke", -20_000.0, -18_000.0),
        ("displaced_costs", "Tidligere bostøtte", 40_000.0, 36_000.0),
        ("employment", "cash_benefit_weeks", 264_000.0, 215_600.0),
        ("employment", "income_tax", 158_400.0, 98_890.0),
        ("health", "hospital_nights", 96_800.0, 87_120.0),
    ];
    let headings = [
        ("costs", -431_000.0, -399_000.0),
        ("displaced_costs", 40_000.0, 36_000.0),
        ("employment", 422_400.0, 314_490.0),
        ("health", 96_800.0, 87_120.0),
    ];
    let result = result();
    assert_eq!(result.by_item.len(), items.len());
    for (found, (heading, item, undiscounted, present)) in result.by_item.iter().zip(items) {
        assert_eq!((found.heading.word(), found.item.as_str()), (heading, item));
        same(found.money.undiscounted, undiscounted);
        same(found.money.present_value, present);
    }
    assert_eq!(result.by_heading.len(), headings.len());
    for (found, (heading, undiscounted, present)) in result.by_heading.iter().zip(headings) {
        assert_eq!(found.heading.word(), heading);
        same(found.money.undiscounted, undiscounted);
        same(found.money.present_value, present);
    }
}

/// One year's four successes: each cell of the table "For the 4 successes of one year", seen in 2025 and 2028, where only
/// one cohort of participants is.
#[test]
fn lines_of_a_single_cohort() {
    let by_hand = [
        (2025, "cash_benefit_weeks", [61_600.0, 0.0, 26_400.0]),
        (2025, "income_tax", [10_560.0, 0.0, 7_040.0]),
        (2025, "hospital_nights", [9_680.0, 38_720.0, 0.0]),
        (2026, "cash_benefit_weeks", [61_600.0 + 30_800.0, 0.0, 26_400.0 + 13_200.0]),
        (2026, "income_tax", [10_560.0 + 21_120.0, 0.0, 7_040.0 + 14_080.0]),
        (2027, "cash_benefit_weeks", [30_800.0, 0.0, 13_200.0]),
        (2027, "income_tax", [21_120.0 + 15_840.0, 0.0, 14_080.0 + 10_560.0]),
        (2027, "hospital_nights", [0.0, 0.0, 0.0]),
        (2028, "cash_benefit_weeks", [0.0, 0.0, 0.0]),
        (2028, "income_tax", [15_840.0, 0.0, 10_560.0]),
    ];
    let result = result();
    for (year, item, parts) in by_hand {
        for (payer, by_hand) in Payer::ALL.iter().zip(parts) {
            let found = result.lines.iter().find(|l| l.year == year && l.item == item && l.payer == *payer);
            same(found.map_or(0.0, |line| line.undiscounted), by_hand);
        }
    }
}

#[test]
fn reach_and_coverage() {
    let result = result();
    let reach = |id: &str| result.consequences.iter().find(|reach| reach.id == id).unwrap();
    for (id, through, significant, zero, unknown, after_gap) in [
        ("cash_benefit_weeks", 3, 2, 1, 0, 0),
        ("income_tax", 3, 3, 0, 0, 0),
        ("hospital_nights", 1, 1, 0, 1, 1),
        ("prison_days", 3, 1, 2, 0, 0),
    ] {
        let found = reach(id);
        assert_eq!(
            (found.through, found.significant, found.zero, found.unknown, found.after_gap),
            (through, significant, zero, unknown, after_gap),
            "{id}"
        );
    }
    assert_eq!(reach("hospital_nights").ends_with, Some(Status::NotAvailable));
    // Nothing was planned of it, so that all that is used is what the release knows of.
    assert!(result.consequences.iter().all(|reach| reach.id != "cash_benefit_kr"));
    let coverage = &result.coverage;
    assert_eq!((coverage.horizon, coverage.complete_through), (3, 1));
    assert_eq!((coverage.significant, coverage.own, coverage.zero), (7, 0, 3));
    assert_eq!((coverage.unknown, coverage.after_gap), (1, 1));
    assert_eq!(coverage.unpriced, ["prison_days"]);
}

#[test]
fn notes() {
    let one = |id: &str| vec![id.to_owned()];
    assert_eq!(
        result().notes,
        [
            Note::NotCausal,
            Note::WinnersCurse,
            Note::RateWithoutRange,
            Note::OpenQuestions { count: 6 },
            Note::Incomplete {
                complete_through: 1,
                limited_by: one("hospital_nights"),
                // Per success, hospital nights carry at least 12,100 of 12,100 + 33,000 + 19,800 kroner: 19 %.
                nearly_complete_through: 1,
            },
            Note::EndsEarly {
                consequence: "hospital_nights".to_owned(),
                through: 1,
                status: Some(Status::NotAvailable)
            },
            Note::Unpriced { consequence: "prison_days".to_owned(), years: vec![1] },
            Note::DefinesSuccess { consequence: "cash_benefit_weeks".to_owned(), years: vec![1] },
            Note::DependsOnEntryYear { consequence: "cash_benefit_weeks".to_owned(), years: vec![2] },
            Note::AgainstExpectation { consequence: "income_tax".to_owned(), years: vec![1, 2, 3] },
            // 12,100 of 12,100 + 33,000 + 19,800 kroner a success.
            Note::Prices {
                provenance: Provenance::Illustrative,
                consequences: one("hospital_nights"),
                share: Some(0.186),
            },
            Note::Unqualified { consequences: vec!["hospital_nights".to_owned(), "prison_days".to_owned()] },
            Note::AgainstRecommendation { consequences: one("income_tax") },
            Note::Overrides { count: 1 },
        ]
    );
}

#[test]
fn an_effect_of_the_release_and_a_stated_rate_give_the_same() {
    let inputs = fixture::inputs();
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let pair = "with = 0.35\nwithout = 0.10\ndenominator = \"completed\"";
    assert!(text.contains(pair));
    for other in ["effect = \"housing_first\"", "net_success_rate = 0.25\ndenominator = \"completed\""] {
        let file = som::definitions::source::SourceFile { path: "case.toml".into(), text: text.replace(pair, other) };
        let found = som::case::parse(&std::sync::Arc::new(file), &fixture::database()).unwrap();
        assert_ne!(found.effect.origin, inputs.effect.origin);
        same(calculate(&found).total.present_value, 38_610.0);
    }
}

/// The standard rates: 3.5 % through year 35, 2.5 % through year 70, then 1.5 %, compounding.
#[test]
fn standard_discount_rates_step_and_compound() {
    let steps: Vec<DiscountStep> =
        [(0, 0.035), (36, 0.025), (71, 0.015)].map(|(from_year, rate)| DiscountStep { from_year, rate }).to_vec();
    same(discount_factor(&steps, 0), 1.0);
    same(discount_factor(&steps, 1), 1.0 / 1.035);
    let at_35 = 1.035f64.powi(-35);
    same(discount_factor(&steps, 35), at_35);
    same(discount_factor(&steps, 36), at_35 / 1.025);
    let at_70 = at_35 * 1.025f64.powi(-35);
    same(discount_factor(&steps, 70), at_70);
    same(discount_factor(&steps, 71), at_70 / 1.015);
}
