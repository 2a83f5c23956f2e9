//! Checks of single numbers and texts that several sections of a case share.

use super::encoding::is_invisible;
use toml_files::mistake::Report;
use toml_files::source::{At, Place};
use toml_files::{Amount, Parts};

/// The largest amount accepted. A larger one has too many zeros.
pub const MOST_KRONER: f64 = 1e12;

/// Whether a share lies between 0 and 1; notes it if not.
pub fn check_rate(key: &str, rate: &At<f64>, report: &Report) {
    if !(0.0..=1.0).contains(&rate.value) {
        // A whole number is a percentage; 1.1 may as well be a slip for 0.11.
        let hint = if (2.0..=100.0).contains(&rate.value) && rate.value.fract() == 0.0 {
            format!("write {} % as {}", rate.value, rate.value / 100.0)
        } else {
            "write 12 % as 0.12".to_owned()
        };
        report.mistake_with_hint(&rate.place, format!("`{key}` is {}: a rate lies between 0 and 1", rate.value), hint);
    }
}

/// Whether a text holds something and stands on one line; notes it if not.
pub fn check_text(key: &str, text: &At<String>, report: &Report) {
    if text.trim().is_empty() {
        report.mistake(&text.place, format!("`{key}` is empty"));
    } else if text.chars().any(char::is_control) {
        let hint = "write it on one line, without tabs";
        report.mistake_with_hint(&text.place, format!("`{key}` has a control character"), hint);
    } else if let Some(character) = text.chars().find(|character| is_invisible(*character)) {
        // Written as an escape such as `\u200B`, it is visible in the file and in no output.
        let message = format!("`{key}` has a character that cannot be seen: U+{:04X}", u32::from(character));
        report.mistake_with_hint(&text.place, message, "delete it");
    }
}

/// Whether each part of a price is an amount that can be meant; notes it if not.
pub fn check_parts(kr: &At<Parts>, report: &Report) {
    for part in [kr.kommune, kr.region, kr.stat] {
        check_kroner("kr", part.value(), &kr.place, report);
    }
    if [kr.kommune, kr.region, kr.stat].iter().any(|part| part.ten_thousandths < 0) {
        let hint =
            "more of an expenditure costs and more of a revenue brings: `kind` says which, and no sign of the price";
        report.mistake_with_hint(&kr.place, "a part of a price is not negative", hint);
    }
}

/// Whether the parts of a price per unit are in whole øre; notes it if not.
pub fn check_oere(kr: &At<Parts>, report: &Report) {
    for part in [kr.kommune, kr.region, kr.stat] {
        check_decimals("kr", &Amount { kroner: part.value(), decimals: part.decimals }, &kr.place, report);
    }
}

/// Whether kroner are written in whole øre: three decimals are a Danish point between thousands; notes it if not.
pub fn check_decimals(key: &str, amount: &Amount, place: &Place, report: &Report) {
    let message = format!("`{key}` has {} decimals: kroner have at most two", amount.decimals);
    match amount.decimals {
        0..=2 => {}
        3 => {
            let (kroner, thousands) = (amount.kroner, (amount.kroner * 1000.0).round());
            let hint = format!("{kroner:.3} is {kroner} kroner; if thousands are meant, write {thousands}");
            report.mistake_with_hint(place, message, hint);
        }
        _ => report.mistake(place, message),
    }
}

/// Whether an amount is one that can be meant; notes it if not.
pub fn check_kroner(key: &str, amount: f64, place: &Place, report: &Report) {
    if amount.is_nan() || amount.abs() > MOST_KRONER {
        let hint = "count the zeros: amounts are in kroner, neither in øre nor in thousands";
        report.mistake_with_hint(place, format!("`{key}` is more than a thousand billion kroner"), hint);
    }
}
