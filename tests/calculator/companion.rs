//! All fits beside the published rule: by hand, and which companion is refused.

use std::sync::Arc;

use calamine::{Reader, Xlsx, open_workbook};
use som::calculator::{self, CaseResult};
use som::case::{self, Inputs};
use som::definitions::source::SourceFile;
use som::definitions::table;
use som::knowledge::read_companion;
use som::tables::Database;
use som::tables::companion::CoefficientRow;
use som::tables::companion::Companion;
use som::tables::published::{CovarianceRow, EstimateRow, FitRow, PriceRow};
use som::words::Status;

use super::fixture;
use crate::tools::{fails, fine};
use crate::world::World;

fn coefficient(consequence: &str, follow_up_year: i32, estimate: f64, standard_error: f64) -> CoefficientRow {
    CoefficientRow {
        target_group: "homelessness".to_owned(),
        subgroup: "all".to_owned(),
        success_measure: "left_shelter".to_owned(),
        consequence: consequence.to_owned(),
        follow_up_year,
        estimate,
        standard_error,
        df: 1000.0,
        significant: false,
    }
}

fn covariance(follow_up_year: i32, other_year: i32, covariance: f64) -> CovarianceRow {
    CovarianceRow {
        target_group: "homelessness".to_owned(),
        subgroup: "all".to_owned(),
        success_measure: "left_shelter".to_owned(),
        consequence: "cash_benefit_weeks".to_owned(),
        follow_up_year,
        other_year,
        covariance,
    }
}

/// Cash benefit in year 3 and prison in years 2 and 3 are estimated and not significant in the hand-made release.
fn companion() -> Companion {
    let coefficients = vec![
        coefficient("cash_benefit_weeks", 3, -1.0, 2.0),
        coefficient("prison_days", 2, -0.5, 1.0),
        coefficient("prison_days", 3, 0.5, 1.0),
    ];
    Companion { coefficients, covariances: vec![covariance(1, 2, 0.5), covariance(1, 3, 0.0), covariance(2, 3, 0.0)] }
}

fn beside(inputs: &Inputs, database: &Database, companion: &Companion) -> CaseResult {
    calculator::calculate_with_all_fits(inputs, &case::with_all_fits(inputs, database, companion))
}

fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} and not {by_hand}");
}

/// One week less in year 3 for each of 4 successes a year, at 1,540 and 660 kr.: 8,800 in 2027 and in 2028, or 4,400 + 2,750 as
/// present value. Prison has no price, so its two estimates bring nothing.
#[test]
fn what_is_not_significant_counts_as_itself() {
    let (inputs, database) = (fixture::inputs(), fixture::database());
    let result = beside(&inputs, &database, &companion());
    let all = result.all_fits.as_ref().unwrap();
    assert_eq!((all.added, all.overlapping.len()), (3, 0));
    same(result.total.present_value, 38_610.0);
    same(all.total.present_value, 38_610.0 + 4_400.0 + 2_750.0);
    same(all.total.undiscounted, 128_200.0 + 8_800.0 + 8_800.0);
    same(all.by_payer[0].money.present_value, -117_322.0 + 7_150.0 * 0.7);
    same(all.by_payer[2].money.present_value, 86_236.0 + 7_150.0 * 0.3);
    same(all.break_even_rate.unwrap().rate, 90_750.0 / 408_760.0);
    // All else is the published rule's.
    assert_eq!(CaseResult { all_fits: None, ..result.clone() }, calculator::calculate(&inputs));
}

/// Only cash benefit. Kroner per week over both years of completion: 8,800 × (1 + 0.8), × (0.8 + 0.5) and × (0.5 + 0.3125), so
/// 15,840, 11,440 and 7,150. Variance: 15,840² + 11,440² + 4 × 7,150² + 2 × 0.5 × 15,840 × 11,440 = 767,478,800.
#[test]
fn its_error_is_joint_over_the_years_of_the_companion() {
    let mut inputs = fixture::inputs();
    inputs.consequences.retain(|consequence| consequence.id == "cash_benefit_weeks");
    let result = beside(&inputs, &fixture::database(), &companion());
    let found = result.all_fits.unwrap().bounds.independent.standard_deviation;
    assert!((found / 767_478_800f64.sqrt() - 1.0).abs() < 0.03, "{found}");
}

#[test]
fn what_counts_the_same_money_is_not_added() {
    let mut database = fixture::database();
    let planned = |follow_up_year| FitRow {
        consequence: "cash_benefit_kr".to_owned(),
        follow_up_year,
        status: Status::Estimated,
        significant: false,
        ..database.fits[0].clone()
    };
    let planned: Vec<FitRow> = (1..=3).map(planned).collect();
    database.fits.extend(planned);
    let mut companion = companion();
    companion.coefficients.extend((1..=3).map(|year| coefficient("cash_benefit_kr", year, -5000.0, 3000.0)));
    // Without a price it brings no kroner: its three fits are filled in beside the three others.
    let unpriced = beside(&fixture::resolved("case.toml", &database), &database, &companion).all_fits.unwrap();
    assert_eq!((unpriced.added, unpriced.overlapping.len()), (6, 0));
    same(unpriced.total.present_value, 45_760.0);
    database.prices.push(PriceRow { consequence: "cash_benefit_kr".to_owned(), ..database.prices[0].clone() });
    let priced = beside(&fixture::resolved("case.toml", &database), &database, &companion).all_fits.unwrap();
    assert_eq!((priced.added, priced.overlapping), (3, vec!["cash_benefit_kr".to_owned()]));
    same(priced.total.present_value, 45_760.0);
}

/// Benefit in kroner is significant too, and has no price: a case that uses all of the release, or lists both, counts its weeks alone,
/// and refuses both once a price makes kroner of it.
#[test]
fn what_has_no_price_counts_no_money_twice() {
    let mut database = fixture::database();
    let of = |row: &EstimateRow| EstimateRow { consequence: "cash_benefit_kr".to_owned(), ..row.clone() };
    let weeks = database.estimates.iter().filter(|row| row.consequence == "cash_benefit_weeks");
    let added: Vec<EstimateRow> = weeks.map(of).collect();
    database.estimates.extend(added);
    let fits = database.fits.iter().filter(|row| row.consequence == "cash_benefit_weeks");
    let added: Vec<FitRow> =
        fits.map(|row| FitRow { consequence: "cash_benefit_kr".to_owned(), ..row.clone() }).collect();
    database.fits.extend(added);
    let with = calculator::calculate(&fixture::resolved("case.toml", &database));
    same(with.total.present_value, calculator::calculate(&fixture::inputs()).total.present_value);
    let listing = |names: &str, database: &Database| {
        let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
        let text = text.replacen("use = \"all\"", &format!("use = [{names}]"), 1);
        case::parse(&Arc::new(SourceFile { path: "case.toml".into(), text }), database)
    };
    let both = "\"cash_benefit_weeks\", \"cash_benefit_kr\"";
    let listed = calculator::calculate(&listing(both, &database).unwrap());
    let alone = calculator::calculate(&listing("\"cash_benefit_weeks\"", &database).unwrap());
    assert_eq!(listed.consequences.len(), 2);
    same(listed.total.present_value, alone.total.present_value);
    let priced = PriceRow { consequence: "cash_benefit_kr".to_owned(), ..database.prices[0].clone() };
    database.prices.push(priced);
    let file = table::open(&crate::tools::project().join("fixtures/calculator/case.toml")).unwrap();
    let said = case::parse(&file, &database).unwrap_err().to_string();
    assert!(said.contains("`cash_benefit_weeks` and `cash_benefit_kr` count the same money"), "{said}");
    assert!(said.contains("leave_out = [\"cash_benefit_kr\"]"), "{said}");
    let said = listing(both, &database).unwrap_err().to_string();
    assert!(said.contains("count the same money") && said.contains("use only one of them"), "{said}");
}

/// Prison in year 2 is held back, so that of year 3 follows a gap and counts as little as by the published rule.
#[test]
fn what_follows_a_gap_is_not_counted_among_the_added() {
    let mut companion = companion();
    companion.coefficients.remove(1);
    assert_eq!(case::with_all_fits(&fixture::inputs(), &fixture::database(), &companion).added, 1);
}

#[test]
fn an_estimate_that_may_not_leave_is_unknown_and_not_zero() {
    let (inputs, database) = (fixture::inputs(), fixture::database());
    let all = case::with_all_fits(&inputs, &database, &Companion::default());
    let result = calculator::calculate(&all.inputs);
    assert_eq!(result.coverage.zero, 0);
    assert_eq!(result.consequences[0].through, 2);
}

const CASE: &str = r#"
[intervention]
name = "Advice"
start_year = 2014
years = 1
participants = 10
completion_rate = 1.0
[target_group]
group = "sheltered"
success_measure = "left"
[costs]
price_year = 2014
[[costs.item]]
name = "Advice"
category = "operation"
basis = "once"
kr = 1000
payer = "kommune"
[effect]
net_success_rate = 0.5
denominator = "started"
[consequences]
use = ["visits"]
horizon = 2
[[consequences.own_price]]
consequence = "visits"
price_year = 2014
kr = { kommune = "10.00", region = "20.00", stat = "0.00" }
reason = "made up"
[result]
price_year = 2014
discount = [{ from_year = 0, rate = 0.0 }]
"#;

/// From the build to what is printed; and a companion of another release, of another build, and a damaged one.
#[test]
fn a_companion_belongs_to_one_release() {
    let world = World::small();
    world.text("pipelines/disclosure.toml", "control = false\ncompanion = true\n");
    world.text("case.toml", CASE);
    assert!(world.build().status.success());
    let path = |name: &str| world.path(name).display().to_string();
    let (case, release, own) = (path("case.toml"), path("output/r"), path("output/companion/r"));
    let given = ["calculate", &case, "--database", &release, "--language", "en", "--companion"];
    let json: serde_json::Value =
        serde_json::from_str(&fine(&[&given[..], &[&own, "--format", "json"]].concat())).unwrap();
    // Five succeed; every visit less saves 30 kr.; no year is discounted.
    let rows = read_companion(own.as_ref(), release.as_ref()).unwrap().coefficients;
    let visits: Vec<_> = rows.iter().filter(|row| row.consequence == "visits" && row.subgroup == "all").collect();
    assert_eq!(visits.len(), 2);
    let by_hand = -1000.0 - visits.iter().map(|row| row.estimate * 5.0 * 30.0).sum::<f64>();
    same(json["result"]["all_fits"]["total"]["present_value"].as_f64().unwrap(), by_hand);
    let insignificant = visits.iter().filter(|row| !row.significant).count();
    assert_eq!(json["result"]["all_fits"]["added"], insignificant);
    assert!(insignificant > 0, "the world has a fit to add");

    let found_in_folder = fine(&[&given[..], &[&path("output/companion"), "--full"]].concat());
    let found_in_folder = found_in_folder.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["The published rule and all fits side by side", "none is chosen by its size", "All fits"] {
        assert!(found_in_folder.contains(part), "{part} is not in\n{found_in_folder}");
    }
    let (report, workbook) = (path("r.html"), path("r.xlsx"));
    fine(&[&given[..], &[&own, "--to", &report, "--to", &workbook]].concat());
    let text = std::fs::read_to_string(&report).unwrap();
    assert!(text.contains("<caption>The published rule and all fits side by side (the companion)</caption>"));
    let mut sheets: Xlsx<_> = open_workbook(&workbook).unwrap();
    let sheet = sheets.worksheet_range("Result").unwrap();
    let total = sheet.rows().find(|row| row[2] == "All fits").map(|row| row[1].to_string());
    assert_eq!(total.as_deref(), Some("Published rule"));
    assert!(sheet.rows().any(|row| row[0].to_string().contains("none is chosen by its size")));
    assert!(fails(12, &[&given[..], &[&release]].concat()).contains("no companion of release r is here"));

    let manifest = std::fs::read_to_string(world.path("output/companion/r/companion.json")).unwrap();
    let write = |text: &str| {
        std::fs::write(world.path("output/companion/r/companion.json"), text).unwrap();
        let hash = format!("{}\n", blake3::hash(text.as_bytes()).to_hex());
        std::fs::write(world.path("output/companion/r/manifest.blake3"), hash).unwrap();
        let said = fails(12, &[&given[..], &[&own]].concat());
        said.replace(&own, "COMPANION")
    };
    assert_eq!(
        write(&manifest.replace("\"companion_of\": \"r\"", "\"companion_of\": \"2025.1\"")),
        "error: COMPANION/companion.json: is the companion of release 2025.1, and the case is of r\n\
         hint: name the companion of the release that the case is calculated with\n"
    );
    let at = manifest.find("release_manifest_blake3").unwrap() + 27;
    let other = format!("{}{}{}", &manifest[..at], "0".repeat(64), &manifest[at + 64..]);
    assert_eq!(
        write(&other),
        "error: COMPANION/companion.json: is the companion of another release that was called r too\n\
         hint: use the companion that was written with this release: same build, same hash\n"
    );
    let table = world.path("output/companion/r/tables/coefficients.parquet");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    assert!(write(&manifest).contains("coefficients.parquet: does not have the hash that the manifest states"));
    std::fs::write(world.path("output/companion/r/companion.json"), manifest.replace("release", "realese")).unwrap();
    let said = fails(12, &[&given[..], &[&own]].concat());
    assert!(said.contains("companion.json: does not have the hash that manifest.blake3 states"), "{said}");
}
