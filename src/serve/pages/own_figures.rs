//! Figures of the user's own for consequences: values and prices beside those that they replace, added ones, and options.

use calculation::case::declared::Kind;
use calculation::case::inputs::{Heading, SplitOf};
use foundation::tables::published::ConsequenceRow;
use maud::{Markup, html};
use show::number::number;

use super::field::Form;
use super::interval::{Year, decimals};
use crate::catalogue::consequence_label;
use crate::draft::name::{field, input, section};
use crate::draft::places;
use crate::draft::values::texts;

const VALUE: &str = "consequences.own_value";
const PRICE: &str = "consequences.own_price";

/// Whether a case has figures of its own for a consequence of the release.
pub fn has(form: &Form<'_>, id: &str) -> bool {
    [VALUE, PRICE].iter().any(|path| form.draft.row_with(path, "consequence", id).is_some())
}

/// Whether the last button was for figures of this consequence.
pub fn touched(form: &Form<'_>, id: &str) -> bool {
    ["own_value:", "own_price:"].iter().any(|verb| form.done.strip_prefix(verb) == Some(id))
}

/// One's own values and price of a consequence of the release, or the buttons for them.
pub fn of(form: &Form<'_>, row: &ConsequenceRow, years: &[Year<'_>]) -> Markup {
    let id = &row.consequence;
    let value = form.draft.row_with(VALUE, "consequence", id);
    let price = form.draft.row_with(PRICE, "consequence", id);
    let kroner = foundation::keys::is_kroner(&row.unit);
    html! {
        div.own {
            @if let Some(at) = value {
                fieldset.line {
                    legend { (form.say("Egne værdier i stedet for databasens", "Values of your own in place of the database's")) }
                    p.help { (form.say("Under hvert år står databasens tal, som jeres træder i stedet for. Tomme felter beholder det.", "Each year has the database's figure that yours replaces. Empty fields keep it.")) }
                    input type="hidden" name=(format!("{VALUE}/{at}/consequence")) value=(id);
                    (values(form, at, years))
                    @if kroner { (form.field(VALUE, Some(at), "price_year")) }
                    (form.field(VALUE, Some(at), "reason"))
                    (remove(form, VALUE, at))
                }
            } @else {
                button.small type="submit" name="do" formaction=(form.back_here()) value=(format!("own_value:{id}")) { (form.say("Egne værdier", "Values of our own")) span.hide { " " (consequence_label(form.database, id, form.language)) } }
            }
            @if let Some(at) = price {
                fieldset.line {
                    legend { (form.say("Egen pris i stedet for databasens", "A price of your own in place of the database's")) }
                    input type="hidden" name=(format!("{PRICE}/{at}/consequence")) value=(id);
                    (form.field(PRICE, Some(at), "kr"))
                    @if !kroner { (form.field(PRICE, Some(at), "price_year")) }
                    (form.field(PRICE, Some(at), "reason"))
                    (remove(form, PRICE, at))
                }
            } @else {
                button.small type="submit" name="do" formaction=(form.back_here()) value=(format!("own_price:{id}")) { (form.say("Egen pris", "A price of our own")) span.hide { " " (consequence_label(form.database, id, form.language)) } }
            }
        }
    }
}

/// A field for each year, with the figure that it replaces.
fn values(form: &Form<'_>, at: usize, years: &[Year<'_>]) -> Markup {
    let key = "values";
    let Some(input) = section(VALUE).and_then(|section| input(section, key)) else { return html! {} };
    let Kind::ByYear(first, last) = input.kind else { return html! {} };
    let texts = texts(input.kind, form.draft.item(VALUE, Some(at), key), form.language);
    let numbers: Vec<String> = (first..=last).map(|year| year.to_string()).collect();
    let was = |year: i32| match years.iter().find(|one| one.year == year) {
        Some(Year { estimate: Some(row), .. }) => number(row.estimate, decimals(row), form.language),
        Some(year) if year.fit.counts_as_zero() => "0".to_owned(),
        _ => "?".to_owned(),
    };
    let parts: Vec<(&str, String)> = (first..=last)
        .zip(&numbers)
        .map(|(year, number)| {
            let (name, before) = (form.say("år", "year"), form.say("før", "was"));
            (number.as_str(), format!("{name} {number} · {before} {}", was(year)))
        })
        .collect();
    form.parts(&field(VALUE, Some(at), key, ""), input, input.label.get(form.language), &texts, &parts)
}

fn remove(form: &Form<'_>, path: &str, row: usize) -> Markup {
    html! { button.remove type="submit" name="do" value=(format!("remove:{path}:{row}")) { (form.say("Fjern", "Remove")) } }
}

/// Consequences that the release does not have, and use during the intervention.
pub fn added(form: &Form<'_>) -> Markup {
    let own = "consequences.own";
    let during = "consequences.during";
    html! {
        section.lines {
            h2 { (form.say("Egne konsekvenser", "Consequences of your own")) }
            p.help { (form.say("Det, som vidensdatabasen ikke har. År uden værdi er ukendte: skriv 0 for nul.", "What the knowledge database does not have. Years without a value are unknown: write 0 for zero.")) }
            @for row in 0..form.draft.rows(own) {
                fieldset.line id=[form.here_in(own, row)] {
                    legend.hide { (form.say("Egen konsekvens", "Consequence of your own")) }
                    div.row.first { (form.field(own, Some(row), "label")) (form.field(own, Some(row), "unit")) }
                    div.row { (form.field(own, Some(row), "area")) (form.field(own, Some(row), "kind")) (form.field(own, Some(row), "id")) }
                    (form.field(own, Some(row), "values"))
                    (form.field(own, Some(row), "kr"))
                    (form.field(own, Some(row), "price_year"))
                    (form.field(own, Some(row), "reason"))
                    (remove(form, own, row))
                }
            }
            button.add type="submit" name="do" formaction=(form.back_here()) value=(format!("add:{own}")) { "+ " (form.say("Tilføj en konsekvens", "Add a consequence")) }
        }
        section.lines {
            h2 { (form.say("Under indsatsen", "During the intervention")) }
            p.help { (form.say("Det, som deltagerne bruger mere eller mindre af, mens de er i forløbet. År 0 er startåret.", "What participants use more or less of while they take part. Year 0 is the year of the start.")) }
            @for row in 0..form.draft.rows(during) {
                fieldset.line id=[form.here_in(during, row)] {
                    legend.hide { (form.say("Under indsatsen", "During the intervention")) }
                    (form.choice(during, Some(row), "consequence", &ids(form)))
                    (form.field(during, Some(row), "values"))
                    (form.field(during, Some(row), "price_year"))
                    (form.field(during, Some(row), "reason"))
                    (remove(form, during, row))
                }
            }
            button.add type="submit" name="do" formaction=(form.back_here()) value=(format!("add:{during}")) { "+ " (form.say("Tilføj forbrug under indsatsen", "Add use during the intervention")) }
        }
    }
}

/// The consequences that a case can speak of.
fn ids(form: &Form<'_>) -> Vec<(String, String)> {
    let used = places::used(form.draft, form.database);
    let known = used.iter().map(|id| (id.clone(), consequence_label(form.database, id, form.language).to_owned()));
    let own = (0..form.draft.rows("consequences.own")).filter_map(|row| {
        let id = form.draft.plain("consequences.own", Some(row), "id")?;
        let label = form.draft.plain("consequences.own", Some(row), "label").unwrap_or_else(|| id.clone());
        Some((id, label))
    });
    known.chain(own).collect()
}

/// Phase-in, cashable savings and the range of prices.
pub fn options(form: &Form<'_>) -> Markup {
    let (phase, cash) = ("consequences.phase_in", "consequences.cashable");
    let fixed = [
        (SplitOf::Whole, form.say("alle besparelser", "all savings")),
        (SplitOf::Heading(Heading::During), form.say("under indsatsen", "during the intervention")),
    ];
    let areas =
        foundation::words::Area::ALL.iter().map(|area| (area.word().to_owned(), area.label(form.language).to_owned()));
    let parts: Vec<(String, String)> =
        fixed.iter().map(|(of, label)| (of.to_string(), (*label).to_owned())).chain(areas).chain(ids(form)).collect();
    html! {
        details open[form.draft.table(phase, None).is_some()] {
            summary { (form.say("Effekten kommer lidt efter lidt", "The effect comes little by little")) }
            p.help { (form.say("En afvigelse fra SØM. Andelen af effekten i år 1, 2 …, adskilt af semikolon: 50; 75.", "A departure from SØM. The share of the effect in years 1, 2 …, separated by semicolons: 50; 75.")) }
            (form.field(phase, None, "shares"))
            (form.field(phase, None, "reason"))
        }
        details open[form.draft.rows(cash) > 0] {
            summary { (form.say("Hvad kan hentes i budgettet?", "What can be taken out of budgets?")) }
            p.help { (form.say("Resultatet vises også med den andel af besparelserne, der kan hentes, og fra det år.", "The result is shown a second time with the share of the savings that is cashable, and from that year on.")) }
            @for row in 0..form.draft.rows(cash) {
                fieldset.line id=[form.here_in(cash, row)] {
                    legend.hide { (form.say("Regel", "Rule")) }
                    div.row { (form.choice(cash, Some(row), "of", &parts)) (form.field(cash, Some(row), "payer")) }
                    div.row { (form.field(cash, Some(row), "share")) (form.field(cash, Some(row), "delay")) }
                    (form.field(cash, Some(row), "reason"))
                    (remove(form, cash, row))
                }
            }
            button.add type="submit" name="do" formaction=(form.back_here()) value=(format!("add:{cash}")) { "+ " (form.say("Tilføj en regel", "Add a rule")) }
        }
        details open[form.draft.item("uncertainty", None, "prices").is_some()] {
            summary { (form.say("Hvor sikre er priserne?", "How sure are the prices?")) }
            (form.field("uncertainty", None, "prices"))
        }
    }
}
