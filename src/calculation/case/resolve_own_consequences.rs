//! The user's own consequences, and what participants use while they take part, against a release.

use super::checks::check_oere;
use super::consequences::{ConsequencesSection, OwnPrice};
use super::inputs::{Consequence, During, Override, Price, SplitOf, Value};
use super::own_consequences::{OwnConsequence, UseDuring};
use super::price_year::is_a_whole_krone;
use super::resolve_prices;
use super::scope::Scope;
use super::units::{check_unit, check_value};
use foundation::keys::is_kroner;
use foundation::tables::Database;
use foundation::words::Label;
use toml_files::is_id;
use toml_files::mistake::Report;

/// Notes own consequences whose ids are taken.
pub fn check_ids(choice: &ConsequencesSection, database: &Database, report: &Report) {
    for (position, own) in choice.own.iter().enumerate() {
        if database.consequences.iter().any(|row| row.consequence == own.id.value) {
            report.mistake_with_hint(
                &own.id.place,
                format!("the release has a consequence `{}`", own.id),
                "give yours another id, or write your own values of the release's under `[[consequences.own_value]]`",
            );
        }
        if !is_id(&own.id) {
            let hint = "an id is made of letters a–z, digits, `_` and `-`";
            report.mistake_with_hint(&own.id.place, format!("`{}` cannot be an id", own.id), hint);
        }
        if SplitOf::named(&own.id).is_heading() {
            report.mistake_with_hint(
                &own.id.place,
                format!("a consequence can't be called `{}`, which is a heading or an area", own.id),
                "give it another id, so that committees and results can distinguish the two",
            );
        }
        if choice.own.iter().take(position).any(|earlier| earlier.id == own.id) {
            report.mistake(&own.id.place, format!("`{}` is defined twice", own.id));
        }
        for year in own.values.keys().filter(|year| **year > choice.horizon.value) {
            report.mistake_with_hint(
                &own.id.place,
                format!("`{}` has a value for year {year}, beyond the horizon of {}", own.id, choice.horizon),
                "remove the value, or lengthen `horizon`",
            );
        }
    }
}

/// A consequence of the user's own. Years without a value are unknown, as the release's are.
pub fn added(
    own: &OwnConsequence,
    horizon: i32,
    scope: &Scope<'_>,
    overrides: &mut Vec<Override>,
) -> Option<Consequence> {
    check_unit(&own.unit, &own.unit.place, scope.report);
    for (year, value) in own.values.iter() {
        check_value(&own.unit, *year, *value, &own.values.place.within(&year.to_string()), scope.report);
    }
    let (price, factor) = price(own, horizon, scope)?;
    let price_year = is_kroner(&own.unit).then_some(own.price_year.value);
    let years = (1..=horizon).map(|year| match own.values.get(&year) {
        Some(value) => Value::Own { value: *value, price_year, factor },
        None => Value::Unknown { status: None },
    });
    overrides.push(Override::Added { consequence: own.id.value.clone(), reason: own.reason.clone() });
    Some(Consequence {
        id: own.id.value.clone(),
        label: Label::owned(&own.label, &own.label),
        area: own.area,
        unit: own.unit.value.clone(),
        kind: own.kind,
        years: years.collect(),
        prices: vec![price],
        qualification: None,
        own: true,
        covariances: Vec::new(),
    })
}

/// The price, and the factor of the values: of the two, amounts carry their values, and natural units their price.
fn price(own: &OwnConsequence, horizon: i32, scope: &Scope<'_>) -> Option<(Price, f64)> {
    let parts = &own.kr.value;
    let kroner = is_kroner(&own.unit);
    let shares = [parts.kommune, parts.region, parts.stat].map(|part| part.ten_thousandths);
    if kroner && !is_a_whole_krone(&own.id, shares, &own.kr.place, scope.report) {
        return None;
    }
    if !kroner {
        check_oere(&own.kr, scope.report);
    }
    let factor = scope.to.factor(&own.price_year)?;
    let (of_value, of_price) = if kroner { (factor, 1.0) } else { (1.0, factor) };
    let price = Price {
        first_year: 1,
        last_year: horizon,
        straddled: Vec::new(),
        kommune_kr: parts.kommune.value(),
        region_kr: parts.region.value(),
        stat_kr: parts.stat.value(),
        price_year: (!kroner).then_some(own.price_year.value),
        series: None,
        factor: of_price,
        source: own.reason.clone(),
        provenance: None,
    };
    Some((price, of_value))
}

/// What participants use while they take part, priced as the consequence is in the first follow-up year.
pub fn during(
    choice: &ConsequencesSection,
    used: &[Consequence],
    scope: &Scope<'_>,
    years_to_completion: Option<i32>,
    overrides: &mut Vec<Override>,
) -> Vec<During> {
    check_during(choice, scope);
    let one = |written: &UseDuring| {
        let found = known(choice, written, used, scope)?;
        let factor = scope.to.factor_of_values(&written.consequence, &found.unit, written.price_year.as_ref())?;
        for (year, value) in written.values.iter() {
            check_value(&found.unit, *year, *value, &written.values.place.within(&year.to_string()), scope.report);
        }
        if let Some(last) = years_to_completion {
            for year in written.values.keys().filter(|year| **year > last) {
                scope.report.mistake_with_hint(
                    &written.values.place.within(&year.to_string()),
                    format!("year {year} is after completion, {last} years after the start"),
                    "what success brings after completion stands under `[[consequences.own_value]]`",
                );
            }
        }
        let Some(price) = found.price(1).cloned() else {
            scope.report.mistake_with_hint(
                &written.consequence.place,
                format!("`{}` has no price", written.consequence),
                "give it one under `[[consequences.own_price]]`",
            );
            return None;
        };
        overrides
            .push(Override::During { consequence: written.consequence.value.clone(), reason: written.reason.clone() });
        Some(During {
            consequence: found.id,
            label: found.label,
            area: found.area,
            unit: found.unit,
            kind: found.kind,
            values: written.values.iter().map(|(year, value)| (*year, *value)).collect(),
            price_year: written.price_year.as_ref().map(|year| year.value),
            factor,
            price,
            qualification: found.qualification,
            reason: written.reason.clone(),
        })
    };
    choice.during.iter().filter_map(one).collect()
}

/// What participants use is written once for each consequence, and never counts the same money twice.
fn check_during(choice: &ConsequencesSection, scope: &Scope<'_>) {
    for (position, written) in choice.during.iter().enumerate() {
        let id = &written.consequence;
        for earlier in choice.during.iter().take(position).map(|earlier| &earlier.consequence) {
            if earlier == id {
                let hint = "write all years in one `values`";
                scope.report.mistake_with_hint(&id.place, format!("`{id}` stands twice under `during`"), hint);
            } else if scope.database.overlap(earlier, id) {
                let message = format!("`{earlier}` and `{id}` count the same money");
                scope.report.mistake_with_hint(&id.place, message, "use only one of them");
            }
        }
    }
}

/// The consequence that is meant: one that the case uses, or another of the release, with its price.
fn known(
    choice: &ConsequencesSection,
    written: &UseDuring,
    used: &[Consequence],
    scope: &Scope<'_>,
) -> Option<Consequence> {
    let id = &written.consequence;
    if let Some(found) = used.iter().find(|consequence| consequence.id == id.value) {
        return Some(found.clone());
    }
    let Some(row) = scope.database.consequences.iter().find(|row| row.consequence == id.value) else {
        let own = choice.own.iter().map(|own| own.id.value.as_str());
        let known = scope.database.consequences.iter().map(|row| row.consequence.as_str()).chain(own);
        scope.report.unknown(&id.place, "consequence", id, known);
        return None;
    };
    let own: Option<&OwnPrice> = choice.own_prices.iter().find(|own| own.consequence == *id);
    let query = resolve_prices::PriceQuery { row, group: scope.group, horizon: 1, to: scope.to };
    let prices = resolve_prices::resolve(&query, own, scope.database, scope.report, &mut Vec::new());
    Some(Consequence {
        id: row.consequence.clone(),
        label: Label::owned(&row.label_da, &row.label_en),
        area: row.area,
        unit: row.unit.clone(),
        kind: row.kind,
        years: Vec::new(),
        prices,
        qualification: scope.qualification(row),
        own: false,
        covariances: Vec::new(),
    })
}
