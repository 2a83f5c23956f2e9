//! The fifth step: the consequences, one by one, with estimates, prices and qualification, and one's own figures.

use std::collections::HashMap;

use foundation::tables::published::{ConsequenceRow, QualificationRow};
use foundation::words::{Area, Language, Payer, Recommendation};
use maud::{Markup, html};
use show::case::labels::unit;
use show::number::{counted, number};
use show::remarks;

use super::field::Form;
use super::find::find;
use super::interval::{SMALL, Year, against, by_consequence, chart};
use super::{interval_figures, own_figures, price};
use crate::draft::places::{self, Group};
use crate::wording::code;

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let group = places::group(form.draft);
    let used = places::used(form.draft, form.database);
    let all = places::candidates(form.draft, form.database, false);
    let rows: Vec<&ConsequenceRow> = form
        .database
        .consequences
        .iter()
        .filter(|row| all.contains(&row.consequence.as_str()) || used.contains(&row.consequence))
        .collect();
    html! {
        (form.said("consequences//use", calculation::case::declared::Kind::Id, &[]))
        @if let Some(group) = &group {
            p.legend {
                span.key.estimate { (form.say("● estimat med 95 %-interval", "● estimate with 95 % interval")) }
                span.key.none { (form.say("○ ikke signifikant eller få eller ingen brugere, tæller som nul", "○ not significant, or few or no users; counts as zero")) }
                span.key.unknown { (form.say("? ukendt, tælles ikke med", "? unknown, not counted")) }
            }
            p.choices {
                button type="submit" name="do" value="use:all" { (form.say("Brug alle", "Use all")) }
                button type="submit" name="do" value="use:recommended" { (form.say("Brug kun de anbefalede", "Use the recommended ones only")) }
                span.small { (used.len()) " " (form.say("af", "of")) " " (rows.len()) " " (form.say("er med", "used")) }
            }
            @let years = by_consequence(form.database, group);
            (find(form.say("Find en konsekvens", "Find a consequence"), form.language))
            @for area in Area::ALL {
                @let of_area: Vec<Shown<'_>> = rows.iter().filter(|row| row.area == *area).map(|row| Shown::of(form, group, row, &years, &used)).collect();
                @if !of_area.is_empty() { (area_of(form, area.label(form.language), &of_area)) }
            }
        } @else {
            p.notice { (form.say("Vælg en målgruppe i trin 2, eller tilføj egne konsekvenser her.", "Choose a target group in step 2, or add consequences of your own here.")) }
        }
        (own_figures::added(form))
        (form.field("consequences", None, "horizon"))
        (own_figures::options(form))
        section.quality {
            h2 { (form.say("Tre spørgsmål om kvaliteten", "Three questions of quality")) }
            @for key in ["consequences", "prices", "years"] { (form.field("quality", None, key)) }
        }
    }
}

/// A consequence as the page shows it.
struct Shown<'a> {
    row: &'a ConsequenceRow,
    group: &'a Group,
    years: &'a [Year<'a>],
    used: bool,
    /// Whether the case has figures of its own for it.
    own: bool,
}

impl<'a> Shown<'a> {
    fn of(
        form: &Form<'_>,
        group: &'a Group,
        row: &'a ConsequenceRow,
        years: &'a HashMap<&str, Vec<Year<'a>>>,
        used: &[String],
    ) -> Shown<'a> {
        let id = &row.consequence;
        let years = years.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        Shown { row, group, years, used: used.contains(id), own: own_figures::has(form, id) }
    }

    /// Whether there is a figure to look at.
    fn has_figure(&self) -> bool {
        self.own || self.years.iter().any(|year| year.estimate.is_some())
    }
}

/// The consequences of an area: those with figures in sight, those without in a fold.
fn area_of(form: &Form<'_>, name: &str, all: &[Shown<'_>]) -> Markup {
    let (figures, silent): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) = all.iter().partition(|one| one.has_figure());
    let used = all.iter().filter(|one| one.used).count();
    html! {
        section.area data-group="" {
            h2 { (name) " " span.count { (used) " " (form.say("af", "of")) " " (all.len()) " " (form.say("er med", "used")) } }
            @for one in &figures { (consequence(form, one)) }
            @if !silent.is_empty() {
                details.silent open[figures.is_empty() && silent.len() < 4] {
                    summary { (silent.len()) " " (form.say("uden et signifikant estimat", "without a significant estimate")) }
                    @for one in &silent { (consequence(form, one)) }
                }
            }
        }
    }
}

fn consequence(form: &Form<'_>, one: &Shown<'_>) -> Markup {
    let Shown { row, group, years, used, own } = one;
    let language = form.language;
    let id = &row.consequence;
    let name = row.label().get(language);
    let qualified = of_group(form, group, id);
    html! {
        article.consequence.off[!used] id=[form.here(own_figures::touched(form, id))] data-find=(name) {
            div.head {
                label.pick {
                    input type="hidden" name="shown" value=(id);
                    input type="checkbox" name="ticked" value=(id) checked[*used];
                    span { (name) }
                }
                (qualification(form, qualified))
                p.small { (in_short(form, one)) }
                (against(qualified, years, language))
            }
            @if !years.is_empty() { (chart(years, name, SMALL, language)) }
            details.more open[*own] {
                summary { (form.say("Priser og egne tal", "Prices and figures of our own")) span.hide { ": " (name) } }
                @if !years.is_empty() {
                    (interval_figures::table(years, language))
                    (interval_figures::files(group, id, name, language))
                }
                (price::of_group(form.database, &group.group, row, language))
                @if let (Some(year), true) = (years.first(), one.has_figure() && !remarks::of_consequence(row, language).is_empty()) {
                    p.small { a href=(format!("/{}/estimate/{}/{}/{}/{id}/{}", code(language), group.group, group.subgroup, group.measure, year.year)) target="_blank" { (form.say("Hvad konsekvensen dækker", "What the consequence counts")) span.hide { ": " (name) } } }
                }
                (own_figures::of(form, row, years))
            }
        }
    }
}

/// What a unit costs and how many years have an estimate, on a line.
fn in_short(form: &Form<'_>, one: &Shown<'_>) -> String {
    let language = form.language;
    let unit = unit(&one.row.unit, language);
    let kroner = foundation::keys::is_kroner(&one.row.unit);
    let cost = match price::rows(form.database, &one.group.group, &one.row.consequence).as_slice() {
        [price] if !kroner => {
            let parts = [price.kommune_kr, price.region_kr, price.stat_kr];
            let per = form.say("kr. pr.", "DKK per");
            let part = |(payer, part): (&Payer, f64)| {
                (part != 0.0).then(|| format!("{} {}", payer.label(language).to_lowercase(), number(part, 0, language)))
            };
            // What one pays another adds up to nothing, and is not free.
            let is_transfer = parts.iter().any(|part| *part < 0.0);
            let shown = if is_transfer {
                Payer::ALL.iter().zip(parts).filter_map(part).collect::<Vec<_>>().join(", ")
            } else {
                number(parts.iter().sum(), 0, language)
            };
            format!("{shown} {per} {unit}")
        }
        _ => unit.to_owned(),
    };
    let known = match one.years.iter().filter(|year| year.estimate.is_some()).count() {
        0 => form.say("intet signifikant estimat", "no significant estimate").to_owned(),
        some => {
            let years = counted(one.years.len() as f64, ["år", "år"], ["year", "years"], language);
            match language {
                Language::Da => format!("signifikant i {some} af {years}"),
                Language::En => format!("significant in {some} of {years}"),
            }
        }
    };
    format!("{cost} · {known}")
}

/// What a qualification says of a consequence for a group.
fn of_group<'a>(form: &Form<'a>, group: &Group, id: &str) -> Option<&'a QualificationRow> {
    form.database.qualifications.iter().find(|row| row.target_group == group.group && row.consequence == id)
}

/// What the qualification recommends, with its reason.
fn qualification(form: &Form<'_>, row: Option<&QualificationRow>) -> Markup {
    html! {
        @match row {
            Some(row) => {
                @let good = row.recommendation == Recommendation::Include;
                details.qualification {
                    summary class=(if good { "badge good" } else { "badge bad" }) { @if good { (form.say("anbefalet", "recommended")) } @else { (form.say("frarådet", "advised against")) } }
                    p.help { (row.reason().get(form.language)) " (" (row.source) ", " (row.provenance.label(form.language).to_lowercase()) ")" }
                }
            }
            None => span.badge { (form.say("ikke kvalificeret", "not qualified")) },
        }
    }
}
