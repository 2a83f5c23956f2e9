//! Cases that gave a wrong or silent result once: each with the figure or message that is right.

use std::sync::Arc;

use som::calculator::break_even::Gains;
use som::calculator::cost_model::CostDriver;
use som::calculator::quality::{CheckState, Finding};
use som::calculator::{CaseResult, Note, calculate};
use som::case::Inputs;
use som::case::inputs::{Range, Value};
use som::definitions::source::SourceFile;
use som::words::{Payer, Question, Status};

use super::fixture;

fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} is not {by_hand}");
}

fn parse(text: &str) -> Result<Inputs, String> {
    let file = Arc::new(SourceFile { path: "case.toml".into(), text: text.to_owned() });
    som::case::parse(&file, &fixture::database()).map_err(|mistakes| mistakes.to_string())
}

fn text() -> String {
    std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap()
}

/// Completion in 2025 and 2026, figures through follow-up year 3: kroner can fall through 2028, also at a net rate of 0 with a
/// range above it. At a rate drawn from 0 to 0.2 with mode 0 the mean is 0.2 / 3: what success brings is 401,610 at 0.25, so the
/// mean is −363,000 + 401,610 × (0.2 / 3) / 0.25 = −255,904.
#[test]
fn years_and_band_go_on_where_the_rate_is_zero_with_a_range() {
    let mut inputs = fixture::inputs();
    inputs.effect.net_rate = 0.0;
    inputs.uncertainty.net_rate = Some(Range { low: 0.0, high: 0.2 });
    let result = calculate(&inputs);
    assert_eq!(result.by_year.last().unwrap().year, 2028);
    let band: Vec<i32> = result.uncertainty.by_year.iter().map(|year| year.year).collect();
    assert_eq!(band, [2025, 2026, 2027, 2028]);
    same(result.uncertainty.exact.mean, -363_000.0 + 401_610.0 * (0.2 / 3.0) / 0.25);
    let (last, total) = (result.uncertainty.by_year.last().unwrap(), result.uncertainty.total.independent);
    assert_eq!(last.independent, [total.low, total.high]);
    // The point lies at the end of the range, below all draws but those whose errors are against success.
    inputs.consequences.iter_mut().flat_map(|one| &mut one.years).for_each(|value| {
        if let Value::Estimate { standard_error, .. } = value {
            *standard_error = 0.0;
        }
    });
    let result = calculate(&inputs);
    assert!(result.total.present_value < result.uncertainty.total.independent.low);
    assert!(result.notes.contains(&Note::PointOutsideInterval));
    // The screen says so below the interval, and not among the caveats.
    let screen = som::show::terminal::case::screen(&inputs, &result, som::words::Language::En);
    let said = "Chance of a gain: < 1 %.\nThe result lies outside its own interval: the ranges given lie mostly to one side of the case's\n\
                figures.\n\n";
    assert!(screen.contains(said), "{screen}");
    assert_eq!(screen.matches("outside its own interval").count(), 1, "{screen}");
    assert!(!calculate(&fixture::inputs()).notes.contains(&Note::PointOutsideInterval));
}

/// A grant of 100 hours at 300 kr. for groups of 10, and costs without hours and groups: nothing to vary, and costs stay.
#[test]
fn a_grant_does_not_vary_with_wages_or_groups() {
    let grant = "[[costs.grant]]\nname = \"Fond\"\nbasis = \"per_participant\"\nhours = 100\nhourly_kr = 300\ngroup_size = 10\nto = \"kommune\"\nprice_year = 2024\n\n[effect]";
    let result = calculate(&parse(&text().replace("[effect]", grant)).unwrap());
    let varied: Vec<CostDriver> = result.cost_model.variations.iter().map(|variation| variation.varied).collect();
    assert_eq!(varied, [CostDriver::CompletionRate, CostDriver::CompletionRate]);
    // 40 courses of 3,000 each are granted of 431,000.
    same(result.cost_model.total.kr, 431_000.0 - 120_000.0);
}

#[test]
fn names_that_the_result_gives_to_something_else_are_refused() {
    let with = |from: &str, to: &str| parse(&text().replacen(from, to, 1)).unwrap_err();
    let residual = "kr = 100000\nresidual_kr = 1000";
    let said = parse(&text().replacen("kr = 100000", residual, 1).replacen("\"Bostøtte\"", "\"Projektopstart ↩\"", 1));
    let said = said.unwrap_err();
    assert!(
        said.contains("`Projektopstart ↩` is what the result calls the residual value of `Projektopstart`"),
        "{said}"
    );
    let grants = "[[costs.grant]]\nname = \"Pulje\"\nbasis = \"once\"\nkr = 1000\nto = \"kommune\"\nfrom = \"stat\"\nprice_year = 2024\n\n[[costs.grant]]\nname = \"Pulje (stat)\"\nbasis = \"once\"\nkr = 7\nto = \"stat\"\nprice_year = 2024\n\n[effect]";
    let said = with("[effect]", grants);
    assert!(said.contains("`Pulje (stat)` is what the result calls the giver of the grant `Pulje`"), "{said}");
    let said = with("\"Kursus\"", "\"cash_benefit_weeks\"");
    assert!(said.contains("a cost can't be called `cash_benefit_weeks`, which is a consequence"), "{said}");
    let said = with("\"Tidligere bostøtte\"", "\"cash_benefit_kr\"");
    assert!(said.contains("a cost can't be called `cash_benefit_kr`, which is a consequence"), "{said}");
}

fn check(result: &CaseResult, question: Question) -> (&Finding, CheckState) {
    let check = result.checks.iter().find(|check| check.question == question).unwrap();
    (&check.finding, check.state)
}

#[test]
fn questions_are_open_where_nothing_is_known() {
    let mut inputs = fixture::inputs();
    inputs.consequences.iter_mut().for_each(|one| one.years[0] = Value::Unknown { status: Some(Status::HeldBack) });
    let result = calculate(&inputs);
    for question in [Question::Prices, Question::Consequences, Question::Years] {
        assert_eq!(check(&result, question), (&Finding::NothingKnown, CheckState::Open));
    }
    // What is known to be zero is known.
    inputs.consequences.iter_mut().flat_map(|one| &mut one.years).for_each(|value| {
        *value = Value::Zero { status: Status::Estimated };
    });
    assert_eq!(check(&calculate(&inputs), Question::Years).1, CheckState::Fine);
}

/// Without costs every rate gains; with costs of a billion none does. 401,610 of 0.25 is 1,606,440 at a rate of 1.
#[test]
fn a_gain_at_every_rate_and_at_no_rate_are_distinguished() {
    let mut inputs = fixture::inputs();
    inputs.costs.clear();
    let result = calculate(&inputs);
    assert_eq!((result.break_even_rate, result.break_even_gains), (None, Gains::AtEveryRate));
    let mut inputs = fixture::inputs();
    inputs.costs[0].kr = 1e9;
    let result = calculate(&inputs);
    assert_eq!((result.break_even_rate, result.break_even_gains), (None, Gains::AtNoRate));
}

/// Hospital nights are known for year 1 of 3. At 5 kr. a night they carry 10 of 52,810 kroner per success, so that the rest is
/// nearly complete through year 3.
#[test]
fn a_small_consequence_does_not_hide_how_far_the_others_are_known() {
    let mut inputs = fixture::inputs();
    let nights = inputs.consequences.iter_mut().find(|one| one.id == "hospital_nights").unwrap();
    nights.prices.iter_mut().for_each(|price| (price.kommune_kr, price.region_kr, price.factor) = (5.0, 0.0, 1.0));
    let coverage = calculate(&inputs).coverage;
    assert_eq!((coverage.complete_through, coverage.nearly_complete_through), (1, 3));
    assert_eq!(coverage.limited_by, ["hospital_nights"]);
}

/// From `fixtures/calculator/README.md`. Kommune: −117,322 with 345,000 of costs less what they displace, and 227,678 of
/// success at 0.25, so it breaks even at 345,000 × 0.25 / 227,678; cumulative it never does. Its costs are 399,000 − 18,000,
/// of which −117,322 is too much: 263,678. Region has no costs: every rate gains, from the first year. Stat: 18,000 × 0.25 /
/// 104,236; its costs of 18,000 may be 86,236 more.
#[test]
fn each_payer_breaks_even_by_hand() {
    let result = calculate(&fixture::inputs());
    let [kommune, region, stat] = [0, 1, 2].map(|at: usize| result.break_even_by_payer[at].break_even);
    assert_eq!(result.break_even_by_payer.iter().map(|of| of.payer).collect::<Vec<_>>(), Payer::ALL);
    same(kommune.rate.unwrap().rate, 345_000.0 * 0.25 / 227_678.0);
    assert_eq!((kommune.year, region.year, stat.year), (None, Some(2025), Some(2025)));
    same(kommune.costs.unwrap(), 263_678.0);
    // A region that pays nothing is never at a loss: at the rate 0 its result is 0.
    same(region.rate.unwrap().rate, 0.0);
    same(region.costs.unwrap(), 69_696.0);
    same(stat.rate.unwrap().rate, 18_000.0 * 0.25 / 104_236.0);
    same(stat.costs.unwrap(), 86_236.0 + 18_000.0);
}

#[test]
fn ten_thousand_mistakes_take_little_time_and_room() {
    let mut wrong = text();
    for number in 0..10_000 {
        wrong.push_str(&format!("wrong_{number} = 1\n"));
    }
    let start = std::time::Instant::now();
    let said = parse(&wrong).unwrap_err();
    assert!(
        said.ends_with("10000 mistakes in 1 file, of which the first 50 are shown"),
        "{}",
        &said[said.len() - 200..]
    );
    assert!(said.len() < 30_000, "{} bytes", said.len());
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn encodings_and_invisible_characters_are_refused_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let read = |bytes: &[u8]| {
        let path = folder.path().join("case.toml");
        std::fs::write(&path, bytes).unwrap();
        som::case::read(&path, &fixture::database()).map(|_| ()).map_err(|error| error.to_string())
    };
    let text = text();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    // Line 1 has no letter beyond ASCII; line 4 is `name = "Bolig først"`, with ø in column 16.
    let said = read(&latin).unwrap_err();
    assert!(said.contains("line 4, column 16 of the case is not UTF-8 (byte 0xf8): it may be Latin-1"), "{said}");
    let utf16: Vec<u8> = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let said = read(&utf16).unwrap_err();
    assert!(said.contains("the case is in UTF-16, from line 1, column 1"), "{said}");
    let marked = format!("\u{FEFF}{text}");
    assert_eq!(read(marked.as_bytes()), Ok(()));
    assert_eq!(read(text.replace('\n', "\r\n").as_bytes()), Ok(()));
    let said = read(text.replace('\n', "\r").as_bytes()).unwrap_err();
    assert!(said.contains("a line ends in a lone carriage return") && said.contains(":1:81"), "{said}");
    for (character, code) in
        [('\u{200B}', "U+200B"), ('\u{FE0F}', "U+FE0F"), ('\u{202E}', "U+202E"), ('\u{2066}', "U+2066")]
    {
        let said = read(text.replacen("Bolig", &format!("Bo{character}lig"), 1).as_bytes()).unwrap_err();
        assert!(said.contains(&format!("a character that cannot be seen: {code}")) && said.contains(":4:11"), "{said}");
        let escaped = format!("Bo\\u{:04X}lig", u32::from(character));
        let said = read(text.replacen("Bolig", &escaped, 1).as_bytes()).unwrap_err();
        assert!(said.contains(&format!("`name` has a character that cannot be seen: {code}")), "{said}");
    }
}

/// The name that listings give to amounts without a committee, in any case of letters.
#[test]
fn a_committee_has_a_name_of_its_own() {
    let committees = "[committees]\nnames = [\"A\", \"Ikke fordelt\"]\n\n[costs]";
    let said = parse(&text().replacen("[costs]", committees, 1)).unwrap_err();
    assert!(said.contains("`Ikke fordelt` is what the results call amounts without a committee"), "{said}");
}

#[test]
fn impossible_amounts_and_units_are_refused() {
    let said = parse(&text().replace("participants = 20", "participants = 1e-300")).unwrap_err();
    assert!(said.contains("it lies between 0.01 and 10000000"), "{said}");
    let own = "[[consequences.own_value]]\nconsequence = \"cash_benefit_weeks\"\nvalues = { 1 = -400.0 }\nreason = \"r\"\n\n[result]";
    let said = parse(&text().replace("[result]", own)).unwrap_err();
    assert!(said.contains("the value of year 1 is -400: a year has at most 53 weeks"), "{said}");
    let own = "[[consequences.own]]\nid = \"own\"\nlabel = \"Own\"\narea = \"social\"\nunit = \"DKK\"\nkind = \"expenditure\"\nvalues = { 1 = -400.0 }\nkr = { kommune = \"1.00\", region = \"0\", stat = \"0\" }\nprice_year = 2022\nreason = \"r\"\n\n[result]";
    let said = parse(&text().replace("[result]", own)).unwrap_err();
    assert!(said.contains("the unit `DKK` means kroner"), "{said}");
    let with_unit = |unit: &str| {
        let own = own.replace("\"DKK\"", &format!("\"{unit}\"")).replace("-400.0", "-9400.0");
        parse(&text().replace("[result]", &own)).unwrap_err()
    };
    let money = ["dkk.", "danske kroner", "kr/år", "kr (2022)", "1000 DKK", "kroners", "øre", "EUR"];
    for unit in money {
        let said = with_unit(unit);
        assert!(said.contains(&format!("the unit `{unit}` means kroner")), "{said}");
    }
    let of_time = [
        ("uge", "53 weeks"),
        ("uger", "53 weeks"),
        ("Week", "53 weeks"),
        ("WEEK", "53 weeks"),
        ("week ", "53 weeks"),
        ("dage", "366 days"),
        ("døgn", "366 days"),
        ("nætter", "366 nights"),
        ("timer", "8784 hours"),
        ("måneder", "12 months"),
    ];
    for (unit, most) in of_time {
        let said = with_unit(unit);
        assert!(said.contains(&format!("the value of year 1 is -9400: a year has at most {most}")), "{unit}: {said}");
    }
}

/// A cell of a workbook holds 32,767 characters, and a text in a formula 255.
#[test]
fn texts_that_a_workbook_does_not_hold_are_mistakes_of_the_case() {
    let said = parse(&text().replacen("\"Bolig først\"", &format!("\"{}\"", "n".repeat(300)), 1)).unwrap_err();
    assert!(said.contains("`name` has 300 characters: it holds at most 255") && said.contains(":4:8"), "{said}");
    let own =
        format!("[target_group.own]\nname = \"Own\"\nsuccess = \"s\"\nreason = \"{}\"\n\n[costs]", "r".repeat(33_000));
    let said = parse(&text().replacen("[costs]", &own, 1)).unwrap_err();
    assert!(said.contains("`reason` has 33000 characters: it holds at most 10000"), "{said}");
    assert!(said.len() < 2_000, "{} bytes", said.len());
    let longest = own.replace(&"r".repeat(33_000), &"r".repeat(10_000));
    let inputs = parse(&text().replacen("[costs]", &longest, 1)).unwrap();
    som::show::workbook::workbook(&inputs, &calculate(&inputs), som::words::Language::Da).unwrap();
    // A text of a release is refused by name.
    let mut inputs = fixture::inputs();
    inputs.consequences[0].label.da = "l".repeat(32_768);
    let said = som::show::workbook::workbook(&inputs, &calculate(&inputs), som::words::Language::Da).unwrap_err();
    let expected =
        "a label of the consequence `cash_benefit_weeks` has 32768 characters: a cell of a workbook holds 32767";
    assert!(said.to_string().contains(expected), "{said}");
    assert_eq!(said.exit_code(), 15);
}

/// TOML allows NaN and infinity, and escapes for control characters.
#[test]
fn nan_infinity_and_control_characters_are_refused() {
    let own = |values: &str| {
        format!(
            "[[consequences.own_value]]\nconsequence = \"cash_benefit_weeks\"\nvalues = {values}\nreason = \"r\"\n\n[result]"
        )
    };
    for number in ["nan", "-nan", "inf", "-inf", "1e400"] {
        let slips = [
            ("completion_rate = 0.8", format!("completion_rate = {number}")),
            ("participants = 20", format!("participants = {number}")),
            ("participants = 20", format!("participants_by_year = [20, {number}]")),
            ("with = 0.35", format!("with = {number}")),
            ("without = 0.10", format!("without = 0.10\nstandard_error = {number}")),
            ("kr = 150000", format!("kr = {number}")),
            ("kr = 150000", format!("hours = {number}\nhourly_kr = 100")),
            ("[result]", own(&format!("{{ 1 = {number} }}"))),
            ("rate = 0.25", format!("rate = {number}")),
            ("horizon = 3", format!("horizon = 3\nphase_in = {{ shares = [{number}], reason = \"r\" }}")),
            ("[result]", format!("[uncertainty]\nnet_rate = {{ low = {number}, high = 0.3 }}\n[result]")),
            ("[result]", format!("[uncertainty]\ncosts = {{ low = 0.9, high = {number} }}\n[result]")),
        ];
        for (from, to) in slips {
            let text = text();
            assert!(text.contains(from), "{from}");
            assert!(parse(&text.replacen(from, &to, 1)).is_err(), "`{to}` is taken");
        }
    }
    let said = parse(&text().replacen("\"Bolig først\"", "\"Bo\\u001b[31mlig\"", 1)).unwrap_err();
    assert!(said.contains("`name` has a control character"), "{said}");
    let said = parse(&text().replacen("[result]", "[quality]\nevidence = \"a\\u0007\"\n\n[result]", 1)).unwrap_err();
    assert!(said.contains("`evidence` has a control character"), "{said}");
    let said = parse(&text().replacen("use = \"all\"", "use = [\"\\u001b[31m\"]", 1)).unwrap_err();
    assert!(said.contains("unknown consequence `\\u{1b}[31m`") && !said.contains('\u{1b}'), "{said}");
}

/// A release that holds every estimate of a consequence back does not know what it counts: not zero, and no difference either.
#[test]
fn what_a_release_does_not_know_is_unknown_against_another() {
    let (now, mut then) = (fixture::inputs(), fixture::inputs());
    let held_back =
        then.consequences.iter_mut().filter(|one| one.id == "hospital_nights").flat_map(|one| &mut one.years);
    held_back.for_each(|value| *value = Value::Unknown { status: Some(Status::HeldBack) });
    let (result, earlier) = (calculate(&now), calculate(&then));
    let shown = |(a, b): ((&Inputs, &CaseResult), (&Inputs, &CaseResult))| {
        let text = som::show::terminal::comparison::releases(a, b, som::words::Language::En);
        let label = &now.consequences.iter().find(|one| one.id == "hospital_nights").unwrap().label.en;
        text.lines().find(|line| line.contains(label.as_str())).unwrap().to_owned()
    };
    let forwards = shown(((&now, &result), (&then, &earlier)));
    let backwards = shown(((&then, &earlier), (&now, &result)));
    for line in [&forwards, &backwards] {
        assert_eq!(line.matches("unknown").count(), 2, "{line}");
        assert!(line.trim_end().ends_with("unknown"), "{line}");
    }
    // What is known to be zero is zero.
    then.consequences
        .iter_mut()
        .flat_map(|one| &mut one.years)
        .for_each(|value| *value = Value::Zero { status: Status::Estimated });
    let earlier = calculate(&then);
    assert_eq!(shown(((&now, &result), (&then, &earlier))).matches("unknown").count(), 0);
}

/// With 0.02 against 0.12 the intervention loses at every cost, and would pay at a higher rate.
#[test]
fn a_negative_net_rate_does_not_pay_even_without_costs() {
    use som::words::Language;
    let worse = text().replacen("with = 0.35", "with = 0.02", 1).replacen("without = 0.10", "without = 0.12", 1);
    let result = som::calculator::calculate(&parse(&worse).unwrap());
    let said = |language| som::show::case::break_even::sentence(&result, language);
    let danish = said(Language::Da);
    assert!(danish.starts_with("Alt andet lige går indsatsen i nul ved en nettosuccesrate på mindst "), "{danish}");
    assert!(danish.ends_with(" %, men ved den angivne rate ikke engang uden omkostninger."), "{danish}");
    let english = said(Language::En);
    assert!(english.starts_with("All else equal it breaks even at a net success rate of at least "), "{english}");
    assert!(english.ends_with(" %, but at the given rate not even without costs."), "{english}");
}
