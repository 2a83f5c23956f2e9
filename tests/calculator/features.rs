//! What a case can hold beyond SØM's own inputs, each with figures worked out from `fixtures/calculator/README.md`.

use std::sync::Arc;

use som::calculator::cost_model::CostDriver;
use som::calculator::result::budget::BudgetPart;
use som::calculator::uncertainty::SwingInput;
use som::calculator::{CaseResult, Note, calculate};
use som::case::Inputs;
use som::case::inputs::{Range, Value};
use som::definitions::source::SourceFile;
use som::show;
use som::words::{Language, Payer};

use super::fixture;

fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} is not {by_hand}");
}

fn changed(from: &str, to: &str) -> Result<Inputs, String> {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    assert!(text.contains(from), "the fixture no longer says `{from}`");
    let file = Arc::new(SourceFile { path: "case.toml".into(), text: text.replacen(from, to, 1) });
    som::case::parse(&file, &fixture::database()).map_err(|mistakes| mistakes.to_string())
}

fn payer(result: &CaseResult, payer: Payer) -> f64 {
    result.by_payer.iter().find(|total| total.payer == payer).unwrap().money.present_value
}

/// 20 start in 2025 and 40 in 2026. Success of the first brings 259,600 (present value 154,000 + 63,360 + 13,200 = 230,560), of
/// the second twice 259,600 (2 × (123,200 + 39,600 + 8,250) = 342,100). Costs: 111,000 once, 300,000 of support (270,000),
/// 30,000 of starter packs (10,000 + 16,000); displaced 60,000 (20,000 + 32,000).
#[test]
fn participants_may_differ_by_year() {
    let inputs = changed("participants = 20", "participants_by_year = [20, 40]").unwrap();
    let result = calculate(&inputs);
    same(result.started, 60.0);
    same(result.total.undiscounted, 3.0 * 259_600.0 - 111_000.0 - 300_000.0 - 30_000.0 + 60_000.0);
    same(result.total.present_value, 230_560.0 + 342_100.0 - 111_000.0 - 270_000.0 - 26_000.0 + 52_000.0);
    same(result.uncertainty.exact.mean, 217_660.0);
    same(result.cost_model.total.per_started, 441_000.0 / 60.0);
    let said = changed("participants = 20", "participants_by_year = [20, 40, 10]").unwrap_err();
    assert!(said.contains("`participants_by_year` has 3 numbers for 2 years in operation"), "{said}");
    let said = changed("participants = 20", "participants = 20\nparticipants_by_year = [20, 40]").unwrap_err();
    assert!(said.contains("participants are given in two ways"), "{said}");
}

const LINES: &str = r#"[[costs.item]]
name = "Certificate"
category = "materials"
basis = "per_completed"
kr = 1000
payer = "kommune"
price_year = 2024

[[costs.item]]
name = "Bonus"
category = "operation"
basis = "per_success"
kr = 5000
payer = "kommune"
price_year = 2024

[[costs.item]]
name = "Evaluation"
category = "operation"
basis = "in_year"
year = 2027
kr = 10000
payer = "kommune"
price_year = 2024

[effect]"#;

/// 16 complete and 4 succeed in each of 2025 and 2026. Certificates 32,000 (16,000 + 12,800), bonuses 40,000 (20,000 + 16,000),
/// the evaluation 10,000 (5,000). So the present value is 38,610 − 28,800 − 36,000 − 5,000. Break-even: the rest is −363,000 −
/// 28,800 − 5,000, and success brings 401,610 − 36,000 at a rate of 0.25.
#[test]
fn costs_may_fall_per_completion_per_success_and_in_a_stated_year() {
    let inputs = changed("[effect]", LINES).unwrap();
    let result = calculate(&inputs);
    same(result.total.undiscounted, 128_200.0 - 32_000.0 - 40_000.0 - 10_000.0);
    same(result.total.present_value, -31_190.0);
    same(result.uncertainty.exact.mean, -31_190.0);
    same(result.break_even_rate.unwrap().rate, 396_800.0 * 0.25 / 365_610.0);
    same(result.cost_model.total.kr, 513_000.0);
    // With completion 10 % lower, certificates and bonuses are 10 % fewer.
    let fewer =
        |one: &&som::calculator::cost_model::Variation| one.varied == CostDriver::CompletionRate && one.factor == 0.9;
    same(result.cost_model.variations.iter().find(fewer).unwrap().cost.kr, 513_000.0 - 7_200.0);
    let evaluation = result.lines.iter().find(|line| line.item == "Evaluation").unwrap();
    assert_eq!((evaluation.year, evaluation.undiscounted), (2027, -10_000.0));
    same(evaluation.present_value, -5_000.0);
    for (from, to, message) in [
        ("year = 2027\n", "", "a cost in a stated year has no year"),
        ("year = 2027", "year = 2024", "`year` is 2024: it lies between 2025 and 2125"),
        ("basis = \"in_year\"", "basis = \"once\"", "`year` does not go with `basis = \"once\"`"),
    ] {
        let said = changed("[effect]", &LINES.replace(from, to)).unwrap_err();
        assert!(said.contains(message), "{said}");
    }
}

/// The draws have the exact moments also where costs depend on the drawn rates.
#[test]
fn draws_of_costs_per_completion_and_success_have_their_exact_moments() {
    let mut inputs = changed("[effect]", LINES).unwrap();
    let range = |low, high| Some(Range { low, high });
    inputs.uncertainty.draws = 100_000;
    inputs.uncertainty.net_rate = range(0.1, 0.4);
    inputs.uncertainty.completion_rate = range(0.5, 0.9);
    inputs.uncertainty.costs = range(0.8, 1.5);
    inputs.uncertainty.prices = range(0.9, 1.2);
    let uncertainty = calculate(&inputs).uncertainty;
    let exact = uncertainty.exact;
    for (drawn, deviation) in
        [(uncertainty.total.independent, exact.independent), (uncertainty.total.correlated, exact.correlated)]
    {
        assert!((drawn.mean - exact.mean).abs() < 5.0 * deviation / 100_000f64.sqrt(), "{drawn:?} {exact:?}");
        assert!((drawn.standard_deviation / deviation - 1.0).abs() < 0.015, "{drawn:?} {exact:?}");
    }
}

/// Success brings 401,610 at 0.25, so an error of 0.05 is 80,322 kroner where nothing else is uncertain.
#[test]
fn an_effect_may_have_a_standard_error() {
    let mut inputs =
        changed("denominator = \"completed\"", "denominator = \"completed\"\nstandard_error = 0.05").unwrap();
    for value in inputs.consequences.iter_mut().flat_map(|one| &mut one.years) {
        if let Value::Estimate { standard_error, .. } = value {
            *standard_error = 0.0;
        }
    }
    let result = calculate(&inputs);
    same(result.uncertainty.exact.independent, 80_322.0);
    same(result.uncertainty.exact.mean, 38_610.0);
    let drawn = result.uncertainty.total.independent;
    assert!((drawn.standard_deviation / 80_322.0 - 1.0).abs() < 0.04, "{drawn:?}");
    let swing = result.uncertainty.tornado.iter().find(|swing| swing.input == SwingInput::NetRate).unwrap();
    same(swing.low, 38_610.0 - 1.959_963_984_540_054 * 80_322.0);
    assert!(swing.given && !result.notes.contains(&Note::RateWithoutRange));
    let both =
        "denominator = \"completed\"\nstandard_error = 0.05\n\n[uncertainty]\nnet_rate = { low = 0.2, high = 0.3 }";
    let said = changed("denominator = \"completed\"", both).unwrap_err();
    assert!(said.contains("the net success rate has both a range and a standard error"), "{said}");
}

/// Success brings 401,610 at 0.25. The study's error of 0.05 is 80,322 kroner, as if the case had given it; a range in the case
/// takes its place.
#[test]
fn the_standard_error_of_a_study_is_drawn() {
    let mut database = fixture::database();
    database.effects[0].standard_error = Some(0.05);
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let effect = "with = 0.35\nwithout = 0.10\ndenominator = \"completed\"\n";
    let parse = |to: &str, rest: &str| {
        let text = format!("{}{rest}", text.replacen(effect, to, 1));
        let file = Arc::new(SourceFile { path: "case.toml".into(), text });
        som::case::parse(&file, &database).unwrap_or_else(|mistakes| panic!("{mistakes}"))
    };
    let of_study = parse("effect = \"housing_first\"\n", "");
    assert_eq!(of_study.effect.standard_error, 0.05);
    let given = parse(&format!("{effect}standard_error = 0.05\n"), "");
    let (of_study, given) = (calculate(&of_study), calculate(&given));
    same(of_study.uncertainty.exact.independent, given.uncertainty.exact.independent);
    assert!(!of_study.notes.contains(&Note::RateWithoutRange));
    let range = parse("effect = \"housing_first\"\n", "[uncertainty]\nnet_rate = { low = 0.2, high = 0.3 }\n");
    assert_eq!(range.effect.standard_error, 0.0);
    // One of the case's own comes before the study's, and both are multiplied by a correction for optimism.
    let own = parse("effect = \"housing_first\"\nstandard_error = 0.02\n", "");
    assert_eq!(own.effect.standard_error, 0.02);
    let corrected = "effect = \"housing_first\"\n[effect.optimism]\nlevel_1 = 0.8\nreason = \"r\"\n";
    assert_eq!(parse(corrected, "").effect.standard_error, 0.05 * 0.8);
}

/// 0.25 × 0.8 = 0.2: −363,000 + 401,610 × 0.8 = −41,712.
#[test]
fn an_effect_may_be_corrected_for_optimism() {
    let with =
        |rest: &str| format!("denominator = \"completed\"\n[effect.optimism]\nlevel_2 = 0.8\nreason = \"r\"\n{rest}");
    let inputs = changed("denominator = \"completed\"", &with("evidence_level = 2")).unwrap();
    let result = calculate(&inputs);
    same(result.total.present_value, -41_712.0);
    assert!(result.notes.contains(&Note::OptimismCorrected { evidence_level: 2 }));
    let shown = show::terminal::case::full(&inputs, &result, Language::En);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("corrected for optimism: 25 % times 0.80 at evidence level 2"), "{shown}");
    let said = changed("denominator = \"completed\"", &with("")).unwrap_err();
    assert!(said.contains("the evidence level of the effect is not known"), "{said}");
}

/// Half of what hospital nights save, a year later: 24,200 in 2026 (19,360) and in 2027 (12,100), in place of 96,800 (87,120).
/// Region has four fifths of it.
#[test]
fn the_cashable_part_of_savings_is_a_result_of_its_own() {
    let rule = "horizon = 3\n[[consequences.cashable]]\nof = \"health\"\nshare = 0.5\ndelay = 1\nreason = \"r\"\n";
    let inputs = changed("horizon = 3\n", rule).unwrap();
    let result = calculate(&inputs);
    same(result.total.present_value, 38_610.0);
    let cashable = result.cashable.as_ref().unwrap();
    same(cashable.total.undiscounted, 128_200.0 - 48_400.0);
    same(cashable.total.present_value, 38_610.0 - 87_120.0 + 31_460.0);
    let region = cashable.by_payer.iter().find(|total| total.payer == Payer::Region).unwrap();
    same(region.money.present_value, 31_460.0 * 0.8);
    // A rule of a payer goes before one of all payers, and one of a consequence before one of an area.
    let more = format!(
        "{rule}[[consequences.cashable]]\nof = \"hospital_nights\"\npayer = \"region\"\nshare = 0\nreason = \"r\"\n"
    );
    let result = calculate(&changed("horizon = 3\n", &more).unwrap());
    let region = |result: &CaseResult| result.cashable.as_ref().unwrap().by_payer[1].money.present_value;
    same(region(&result), 0.0);
    same(payer(&result, Payer::Region), 69_696.0);
    let said = changed("horizon = 3\n", &rule.replace("health", "costs")).unwrap_err();
    assert!(said.contains("unknown area or consequence `costs`"), "{said}");
}

#[test]
fn return_per_krone_and_the_budget_are_by_hand() {
    let result = calculate(&fixture::inputs());
    same(result.per_krone.unwrap(), 38_610.0 / 399_000.0);
    assert_eq!(result.budget.years, [2025, 2026, 2027, 2028]);
    let by_hand = [
        (BudgetPart::Costs, [-261_000.0, -150_000.0, 0.0, 0.0]),
        (BudgetPart::DisplacedCosts, [20_000.0, 20_000.0, 0.0, 0.0]),
        (BudgetPart::Consequences, [81_840.0, 133_760.0, 67_760.0, 15_840.0]),
        (BudgetPart::Sum, [-159_160.0, 3_760.0, 67_760.0, 15_840.0]),
    ];
    let kommune: Vec<_> = result.budget.rows.iter().filter(|row| row.payer == Payer::Kommune).collect();
    assert_eq!(kommune.len(), by_hand.len());
    for (row, (part, kroner)) in kommune.iter().zip(by_hand) {
        assert_eq!(row.part, part);
        row.kroner.iter().zip(kroner).for_each(|(found, by_hand)| same(*found, by_hand));
    }
}
