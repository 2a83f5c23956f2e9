//! How an intervention's control group was made, in words and listings: every face that shows a figure of an intervention shows
//! them beside it.

use calculation::case::Inputs;
use foundation::tables::ControlGroup;
use foundation::tables::published::LotRow;
use foundation::words::Language;

use crate::number::{counted, number, percent};
use crate::say;
use crate::table::{Align, Listing};

/// The heading over all of it.
pub const fn heading(language: Language) -> &'static str {
    say(language, "Hvordan kontrolgruppen er lavet", "How the control group was made")
}

/// The control group of a case of an intervention, with what its lot says of the consequences that the case uses.
pub fn of_case(inputs: &Inputs) -> Option<ControlGroup> {
    let mut of = inputs.group.control_group.clone()?;
    of.lots.retain(|row| inputs.consequences.iter().any(|used| used.id == row.consequence));
    Some(of)
}

/// Method, persons, balance and standing in two or three sentences.
pub fn sentence(of: &ControlGroup, language: Language) -> String {
    let (design, method) = (&of.design, of.design.method.label(language));
    let counted = |persons: Option<i64>| count(persons, language);
    let (participants, effective) = (counted(of.participants), counted(design.effective_controls));
    let made = match language {
        Language::Da => format!(
            "Kontrolgruppe: {method}. Deltagere: {participants}; effektivt antal kontrolpersoner: {effective}. {}.",
            balance_sentence(of, language)
        ),
        Language::En => format!(
            "Control group: {method}. Participants: {participants}; effective number of controls: {effective}. {}.",
            balance_sentence(of, language)
        ),
    };
    let standing = sentence_case(design.standing.label(language));
    format!("{made} {standing}.{}", lot_sentence(of, language))
}

/// The largest standardised difference before and after.
fn balance_sentence(of: &ControlGroup, language: Language) -> String {
    let shown = |x: f64| number(x.abs(), 2, language);
    let Some((row, after)) = of.worst().and_then(|row| Some((row, row.difference?))) else {
        return say(language, "Balancen er tilbageholdt", "The balance is held back").to_owned();
    };
    let before = of.worst_before().map_or_else(|| "–".to_owned(), shown);
    let (after, variable) = (shown(after), variable_name(&row.variable, language));
    match language {
        Language::Da => format!("Største standardiserede forskel: {before} før, {after} efter ({variable})"),
        Language::En => format!("Largest standardised difference: {before} before, {after} after ({variable})"),
    }
}

/// Of a lot, the share of compliers and the p-value of permutations.
fn lot_sentence(of: &ControlGroup, language: Language) -> String {
    if of.lots.is_empty() {
        return String::new();
    }
    let (compliers, p) = (compliers(&of.lots, language), permutations(&of.lots, language));
    match language {
        Language::Da => format!(" Følger lodtrækningen: {compliers}. p ved permutation: {p}."),
        Language::En => format!(" Compliers: {compliers}. p of permutations: {p}."),
    }
}

/// What must be said before a figure is used: that the design is held back, or that the instrument is weak.
pub fn warnings(of: &ControlGroup, language: Language) -> Vec<String> {
    let held = of.design.held_back.as_ref().map(|reasons| match language {
        Language::Da => {
            format!("Designet holdes tilbage: ingen effekt er beregnet. Grænser, der ikke er nået: {reasons}.")
        }
        Language::En => {
            format!("The design is held back: no effect is estimated. Limits that are not kept: {reasons}.")
        }
    });
    let weak = of.is_weak().then(|| {
        say(
            language,
            "Svagt instrument: lodtrækningen flytter næsten ikke, hvem der gennemfører (F under 10). Effekten for dem, der følger \
             lodtrækningen, og dens interval er ikke pålidelige.",
            "Weak instrument: assignment has little effect on completion (F below 10). The effect on compliers and its interval are not \
             reliable.",
        )
        .to_owned()
    });
    held.into_iter().chain(weak).collect()
}

/// What there is to say of the design, each with its name.
pub fn facts(of: &ControlGroup, language: Language) -> Vec<(&'static str, String)> {
    let say = |da: &'static str, en: &'static str| crate::say(language, da, en);
    let design = &of.design;
    let counted = |persons: Option<i64>| count(persons, language);
    let mut facts = vec![
        (say("kausal status", "causal standing"), design.standing.label(language).to_owned()),
        (say("metode", "method"), design.method.label(language).to_owned()),
        (say("effekten gælder", "whose effect"), design.estimand.label(language).to_owned()),
        (say("evidensniveau", "evidence level"), design.evidence_level.to_string()),
        (say("kontrolpersoner fra", "controls from"), design.controls_from.label(language).to_owned()),
        (say("udfald", "outcome"), design.baseline.label(language).to_owned()),
        (say("deltagere", "participants"), counted(of.participants)),
        (say("mulige kontrolpersoner", "possible controls"), counted(design.possible_controls)),
        (say("kontrolpersoner med vægt", "controls with weight"), counted(of.controls)),
        (say("effektivt antal kontrolpersoner", "effective number of controls"), counted(design.effective_controls)),
        (say("største standardiserede forskel", "largest standardised difference"), worst(of, language)),
        (say("placebotest på årene før", "placebos of the years before"), placebos(of, language)),
    ];
    if !of.lots.is_empty() {
        facts.push((say("følger lodtrækningen", "compliers"), compliers(&of.lots, language)));
        facts.push((say("p ved permutation", "p of permutations"), permutations(&of.lots, language)));
    }
    facts
}

/// The facts as a listing.
pub fn listing(of: &ControlGroup, language: Language) -> Listing {
    let rows = facts(of, language).into_iter().map(|(name, value)| vec![sentence_case(name), value]).collect();
    Listing::new(heading(language), &[("", Align::Left), ("", Align::Left)], rows)
}

/// What a balanced variable is called: age, sex and year of entry have names, and other variables their id.
pub fn variable_name(id: &str, language: Language) -> String {
    if language == Language::En {
        return id.to_owned();
    }
    match id.split_once(' ').unwrap_or((id, "")) {
        ("age", "") => "alder".to_owned(),
        ("age", ages) => format!("alder {ages}"),
        ("sex", "woman") => "køn: kvinde".to_owned(),
        ("sex", "man") => "køn: mand".to_owned(),
        ("start", year) if !year.is_empty() => format!("startår {year}"),
        _ => id.to_owned(),
    }
}

/// The balance of each variable; none where the release has none.
pub fn balance(of: &ControlGroup, language: Language) -> Option<Listing> {
    let shown = |x: Option<f64>, digits: usize| x.map_or_else(|| "–".to_owned(), |x| number(x, digits, language));
    let [variable, before, after, ratio_before, ratio_after, held] = match language {
        Language::Da => {
            ["variabel", "forskel før", "forskel efter", "varianser før", "varianser efter", "tilbageholdt"]
        }
        Language::En => {
            ["variable", "difference before", "difference after", "variances before", "variances after", "held back"]
        }
    };
    let mut headers = vec![
        (variable, Align::Left),
        (before, Align::Right),
        (after, Align::Right),
        (ratio_before, Align::Right),
        (ratio_after, Align::Right),
    ];
    // The reasons have a column where there is one.
    let is_held = of.balance.iter().any(|row| row.reason.is_some());
    headers.extend(is_held.then_some((held, Align::Left)));
    let rows = of.balance.iter().map(|row| {
        let mut cells = vec![
            variable_name(&row.variable, language),
            shown(row.difference_before, 2),
            shown(row.difference, 2),
            shown(row.variance_ratio_before, 1),
            shown(row.variance_ratio, 1),
        ];
        let reason = || row.reason.map_or_else(String::new, |reason| reason.label(language).to_owned());
        cells.extend(is_held.then(reason));
        cells
    });
    let title = say(language, "Balance", "Balance");
    (!of.balance.is_empty()).then(|| Listing::new(title, &headers, rows.collect()))
}

/// What a lot says beside each estimate; none of another design. `name` is what a consequence is called.
pub fn lots(of: &ControlGroup, name: &dyn Fn(&str) -> String, language: Language) -> Option<Listing> {
    let say = |da: &'static str, en: &'static str| crate::say(language, da, en);
    let headers = [
        (say("konsekvens", "consequence"), Align::Left),
        (say("år efter", "years after"), Align::Right),
        (say("effekt for dem, der følger lodtrækningen", "effect on compliers"), Align::Right),
        (say("95 % fra", "95 % from"), Align::Right),
        (say("til", "to"), Align::Right),
        (say("andel, der følger lodtrækningen", "share of compliers"), Align::Right),
        (say("første trins F", "first-stage F"), Align::Right),
        (say("p ved permutation", "p of permutations"), Align::Right),
    ];
    let figure = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| number(x, digits_of(x), language));
    let rows = of.lots.iter().map(|row| {
        vec![
            name(&row.consequence),
            row.follow_up_year.to_string(),
            figure(row.estimate),
            figure(row.lower),
            figure(row.upper),
            row.compliers.map_or_else(|| "–".to_owned(), |share| percent(share, language)),
            first_stage(row, language),
            row.p_permutations.map_or_else(|| "–".to_owned(), |p| p_value(p, language)),
        ]
    });
    let title = say(
        "Lodtrækningen: effekt for dem, der følger den, og permutationer",
        "The lot: effect on compliers, and permutations",
    );
    (!of.lots.is_empty()).then(|| Listing::new(title, &headers, rows.collect()))
}

fn count(persons: Option<i64>, language: Language) -> String {
    let held = || say(language, "tilbageholdt", "held back").to_owned();
    persons.map_or_else(held, |n| number(n as f64, 0, language))
}

/// The worst variable, what it was before, the limit, and how many are held back.
fn worst(of: &ControlGroup, language: Language) -> String {
    let shown = |x: f64| number(x.abs(), 2, language);
    let held = of.held_back();
    let all = of.balance.len() as f64;
    let all = counted(all, ["variabel", "variable"], ["variable", "variables"], language);
    let of_held = match (held, language) {
        (0, _) => String::new(),
        (_, Language::Da) => format!("; {held} af {all} er tilbageholdt"),
        (1, Language::En) => format!("; 1 of {all} is held back"),
        (_, Language::En) => format!("; {held} of {all} are held back"),
    };
    let Some((row, after)) = of.worst().and_then(|row| Some((row, row.difference?))) else {
        return say(language, "tilbageholdt", "held back").to_owned();
    };
    let before = of.worst_before().map_or_else(|| "–".to_owned(), shown);
    let (after, limit) = (shown(after), number(of.design.largest_difference, 2, language));
    let variable = variable_name(&row.variable, language);
    let lot = of.design.largest_variance_ratio.is_none();
    let chance = if lot { say(language, " og lodtrækningens usikkerhed", " and the chance of the lot") } else { "" };
    match language {
        Language::Da => format!("{before} før, {after} efter ({variable}); grænsen er {limit}{chance}{of_held}"),
        Language::En => format!("{before} before, {after} after ({variable}); the limit is {limit}{chance}{of_held}"),
    }
}

fn placebos(of: &ControlGroup, language: Language) -> String {
    match (of.design.placebos, of.design.placebos_significant) {
        (Some(0), _) => say(language, "ingen", "none").to_owned(),
        (Some(all), Some(1)) => match language {
            Language::Da => format!("1 af {all} er signifikant; omkring en af tyve ventes"),
            Language::En => format!("1 of {all} is significant; about one in twenty is expected"),
        },
        (Some(all), Some(significant)) => match language {
            Language::Da => format!("{significant} af {all} er signifikante; omkring en af tyve ventes"),
            Language::En => format!("{significant} of {all} are significant; about one in twenty is expected"),
        },
        _ => say(language, "tilbageholdt", "held back").to_owned(),
    }
}

/// The shares of compliers over all rows, and the smallest F.
fn compliers(lots: &[LotRow], language: Language) -> String {
    let shares = || lots.iter().filter_map(|row| row.compliers);
    let (Some(low), Some(high)) = (shares().reduce(f64::min), shares().reduce(f64::max)) else {
        return say(language, "gennemførelse er ikke kendt", "completion is not known").to_owned();
    };
    let (low, high) = (percent(low, language), percent(high, language));
    let share = if low == high { low } else { format!("{low} – {high}") };
    let weakest = lots.iter().filter(|row| row.first_stage_f.is_some()).min_by(|a, b| {
        let f = |row: &LotRow| row.first_stage_f.unwrap_or(f64::INFINITY);
        f(a).total_cmp(&f(b))
    });
    match weakest {
        Some(row) => {
            format!("{share}; {} F ≥ {}", say(language, "første trins", "first-stage"), first_stage(row, language))
        }
        None => share,
    }
}

fn first_stage(row: &LotRow, language: Language) -> String {
    match (row.first_stage_f, row.compliers) {
        (Some(f), _) if row.weak_instrument == Some(true) => {
            format!("{} ({})", number(f, digits_of(f), language), say(language, "svagt instrument", "weak instrument"))
        }
        (Some(f), _) => number(f, digits_of(f), language),
        (None, Some(_)) => say(language, "gennemførelse følger lodtrækningen", "completion follows the lot").to_owned(),
        (None, None) => "–".to_owned(),
    }
}

/// The largest p-value over all rows.
fn permutations(lots: &[LotRow], language: Language) -> String {
    let known: Vec<f64> = lots.iter().filter_map(|row| row.p_permutations).collect();
    let Some(largest) = known.iter().copied().reduce(f64::max) else {
        return say(language, "ikke beregnet", "not computed").to_owned();
    };
    let da = ["signifikant estimat", "signifikante estimater"];
    let n = counted(known.len() as f64, da, ["significant estimate", "significant estimates"], language);
    let p = p_value(largest, language);
    match language {
        Language::Da => format!("højst {p} for {n}"),
        Language::En => format!("at most {p} for {n}"),
    }
}

/// A p-value as it is published: one significant digit.
fn p_value(p: f64, language: Language) -> String {
    let digits = (1..=6).find(|digits| (p * 10f64.powi(*digits)).round() >= 1.0).unwrap_or(6);
    number(p, usize::try_from(digits).unwrap_or(6), language)
}

/// Decimals for three significant digits.
fn digits_of(value: f64) -> usize {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    }
}

/// The first letter as a capital.
fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_have_one_significant_digit() {
        let shown = |p| p_value(p, Language::En);
        assert_eq!([shown(0.01), shown(0.002), shown(0.3), shown(1.0)], ["0.01", "0.002", "0.3", "1.0"]);
    }
}
