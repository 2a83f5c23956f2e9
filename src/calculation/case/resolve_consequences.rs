//! The consequences of a case against a release: which are used, and what each is in every follow-up year.

use super::consequences::ConsequencesSection;
use super::inputs::{Consequence, During, Override, Value};
use super::scope::{CaseContext, Scope};
use super::{resolve_own_consequences, resolve_prices};
use foundation::tables::Database;
use foundation::tables::published::ConsequenceRow;
use foundation::words::Label;
use toml_files::mistake::Report;
use toml_files::source::At;

/// What the fifth input resolves to.
pub struct ConsequenceInputs {
    /// The consequences used, in the release's order.
    pub consequences: Vec<Consequence>,
    /// Those left out.
    pub left_out: Vec<String>,
    /// What participants use while they take part.
    pub during: Vec<During>,
    /// Own values and prices, beside what they replace.
    pub overrides: Vec<Override>,
}

/// Resolves the choice. Ids are checked even where the rest of the case can't be resolved.
pub fn resolve(
    choice: &ConsequencesSection,
    context: &CaseContext<'_>,
    database: &Database,
    report: &Report,
) -> Option<ConsequenceInputs> {
    check_ids(choice, database, report);
    let scope = Scope::of(context.group?, context.price_year?, database, report);
    let used: Vec<&ConsequenceRow> = database.consequences.iter().filter(|row| scope.uses(choice, row)).collect();
    let unknown = |id: &At<String>| !database.consequences.iter().any(|row| row.consequence == id.value);
    if used.is_empty() && choice.own.is_empty() && choice.listed.iter().flatten().any(unknown) {
        // The unknown ids are noted already.
        return None;
    }
    if used.is_empty() && choice.own.is_empty() {
        report.mistake_with_hint(
            &choice.place.place,
            "no consequence to use",
            "name some, or check that the release holds estimates of this target group and success measure",
        );
        return None;
    }
    let mut overrides = Vec::new();
    let mut consequences = Vec::with_capacity(used.len());
    for row in &used {
        let own = choice.own_values.iter().find(|own| own.consequence.value == row.consequence);
        let years = scope.years(row, own, choice.horizon.value, &mut overrides);
        let own = choice.own_prices.iter().find(|own| own.consequence.value == row.consequence);
        let query = resolve_prices::PriceQuery { row, group: scope.group, horizon: choice.horizon.value, to: scope.to };
        let prices = resolve_prices::resolve(&query, own, database, report, &mut overrides);
        consequences.push(Consequence {
            id: row.consequence.clone(),
            label: Label::owned(&row.label_da, &row.label_en),
            area: row.area,
            unit: row.unit.clone(),
            kind: row.kind,
            years,
            prices,
            qualification: scope.qualification(row),
            own: false,
            covariances: scope.covariances(row),
        });
    }
    check_overlaps(choice, &used, &consequences, &scope);
    for own in &choice.own {
        let added = resolve_own_consequences::added(own, choice.horizon.value, &scope, &mut overrides);
        consequences.extend(added);
    }
    let during =
        resolve_own_consequences::during(choice, &consequences, &scope, context.years_to_completion, &mut overrides);
    let left_out = choice.leave_out.iter().map(|id| id.value.clone()).collect();
    Some(ConsequenceInputs { consequences, left_out, during, overrides })
}

fn check_ids(choice: &ConsequencesSection, database: &Database, report: &Report) {
    let own_values = || choice.own_values.iter().map(|own| &own.consequence);
    let own_prices = || choice.own_prices.iter().map(|own| &own.consequence);
    for id in choice.listed.iter().flatten().chain(&choice.leave_out).chain(own_values()).chain(own_prices()) {
        if !database.consequences.iter().any(|row| row.consequence == id.value) {
            let known = database.consequences.iter().map(|row| row.consequence.as_str());
            report.unknown(&id.place, "consequence", id, known);
        }
    }
    resolve_own_consequences::check_ids(choice, database, report);
    for (what, ids) in [("values", own_values().collect::<Vec<_>>()), ("a price", own_prices().collect::<Vec<_>>())] {
        for (position, id) in ids.iter().enumerate() {
            if ids.iter().take(position).any(|earlier| earlier == id) {
                report.mistake(&id.place, format!("`{id}` is given {what} of your own twice"));
            }
            let unlisted = choice.listed.as_ref().is_some_and(|listed| !listed.contains(id));
            if unlisted || choice.leave_out.contains(id) {
                let hint = if unlisted { "add it to `use`" } else { "remove it from `leave_out`" };
                let message = format!("`{id}` is given {what} of your own, and the case does not use it");
                report.mistake_with_hint(&id.place, message, hint);
            }
        }
    }
    for own in &choice.own_values {
        for year in own.values.keys().filter(|year| **year > choice.horizon.value) {
            report.mistake_with_hint(
                &own.consequence.place,
                format!("`{}` has a value for year {year}, beyond the horizon of {}", own.consequence, choice.horizon),
                "remove the value, or lengthen `horizon`",
            );
        }
    }
}

/// A case never counts the same money twice. A consequence without a price counts no money; under `all`, neither does one without figures.
fn check_overlaps(choice: &ConsequencesSection, used: &[&ConsequenceRow], resolved: &[Consequence], scope: &Scope<'_>) {
    let report = scope.report;
    let has_figure = |c: &Consequence| c.years.iter().any(|v| matches!(v, Value::Estimate { .. } | Value::Own { .. }));
    let counts = |c: &Consequence| !c.prices.is_empty() && (choice.listed.is_some() || has_figure(c));
    let money: Vec<&ConsequenceRow> =
        used.iter().zip(resolved).filter(|(_, consequence)| counts(consequence)).map(|(row, _)| *row).collect();
    for (position, row) in money.iter().enumerate() {
        let overlap =
            |other: &&&ConsequenceRow| row.names_overlap(&other.consequence) || other.names_overlap(&row.consequence);
        for other in money.iter().take(position).filter(overlap) {
            let message = format!("`{}` and `{}` count the same money", other.consequence, row.consequence);
            let listed = choice
                .listed
                .iter()
                .flatten()
                .rev()
                .find(|id| [&row.consequence, &other.consequence].contains(&&id.value));
            match listed {
                Some(id) => report.mistake_with_hint(&id.place, message, "use only one of them"),
                None => report.mistake_with_hint(
                    &choice.place.place,
                    message,
                    format!("leave one of them out: `leave_out = [\"{}\"]`", row.consequence),
                ),
            }
        }
    }
}
