//! Cases side by side: the one that is being written, and those that were set aside or opened beside it.

use calculation::calculator::uncertainty::difference;
use foundation::words::{Language, Payer};
use maud::{Markup, html};
use session::Calculation;
use show::case::{CaseDifference, economy, uncertainty};
use show::number::kroner;

use super::field::message;
use super::figure::figure;
use super::opened_case::Case;
use super::questions::purpose;
use crate::charts::cases;
use crate::draft::Draft;
use crate::figures::Evaluation;
use crate::site::Site;
use crate::steps::Step;
use crate::wording::code;
use show::say;

/// The cases that can be compared at once.
pub const MOST: usize = 6;

/// The page.
pub fn body(site: &Site, case: &Case, evaluation: &Evaluation, language: Language) -> Markup {
    let others = others(site, case, language);
    let all: Vec<Option<&Evaluation>> =
        std::iter::once(Some(evaluation)).chain(others.iter().map(Option::as_ref)).collect();
    let known: Vec<&Calculation> =
        all.iter().filter_map(|one| one.and_then(|one| one.result.as_deref().ok())).collect();
    html! {
        h1 { (Step::Compare.label(language)) }
        p.lead { (purpose(Step::Compare, language)) }
        @if known.len() > 1 {
            (figure(&cases(&known, language), language))
            div.wide-table tabindex="0" role="group" aria-label=(Step::Compare.label(language)) { (table(&names(&known), &known, language)) }
            @if let [first, second] = known.as_slice() {
                div.wide-table tabindex="0" role="group" aria-label=(say(language, "Forskellen", "The difference")) {
                    (economy::difference(&between(first, second), language).html())
                }
            }
            p.small { (say(language, "Intervallerne omfatter kun signifikante estimater, som i gennemsnit er for store: de er derfor for smalle.", "The intervals hold only significant estimates, which are too large on average: they are therefore too narrow.")) }
            (comparable(&known, language))
        } @else {
            p.notice { (say(language, "Der er kun én beregning endnu. Lav en kopi og ret i den, eller åbn en fil mere.", "There is only one case yet. Make a copy and change it, or open another file.")) }
        }
        (releases(site, evaluation, language))
        (set_aside(case, &all, language))
    }
}

/// The cases that were set aside; `None` of one that is no TOML.
pub fn others(site: &Site, case: &Case, language: Language) -> Vec<Option<Evaluation>> {
    case.others.iter().map(|text| Draft::read(text).map(|draft| Evaluation::of(site, &draft, language))).collect()
}

/// The difference between two cases, on common draws.
fn between(first: &Calculation, second: &Calculation) -> CaseDifference {
    CaseDifference {
        first: first.inputs.intervention.name.clone(),
        second: second.inputs.intervention.name.clone(),
        difference: difference(&first.inputs, &second.inputs),
    }
}

fn names<'a>(known: &[&'a Calculation]) -> Vec<&'a str> {
    known.iter().map(|one| one.inputs.intervention.name.as_str()).collect()
}

/// The case with the release of the site and an earlier one, where there is one.
fn releases(site: &Site, evaluation: &Evaluation, language: Language) -> Markup {
    let (Some(earlier), Ok(now)) = (site.earlier(), &evaluation.result) else { return html! {} };
    let heading = say(language, "Samme beregning med en tidligere version", "The same case with an earlier release");
    html! {
        section {
            h2 { (heading) }
            @match earlier.calculate_text(&evaluation.file()) {
                Ok(then) => {
                    @let heads = [now.inputs.database.release.as_str(), then.inputs.database.release.as_str()];
                    div.wide-table tabindex="0" role="group" aria-label=(heading) { (table(&heads, &[now, &then], language)) }
                }
                Err(mistakes) => {
                    p.notice { (say(language, "Den tidligere version kan ikke regne beregningen:", "The earlier release cannot calculate the case:")) }
                    pre.mistakes lang="en" tabindex="0" { (mistakes) }
                }
            }
        }
    }
}

fn table(heads: &[&str], known: &[&Calculation], language: Language) -> Markup {
    let row = |name: &str, of: &dyn Fn(&Calculation) -> String| {
        html! { tr { th scope="row" { (name) } @for one in known { td.number { (of(one)) } } } }
    };
    let payer = |payer: Payer| {
        row(payer.label(language), &|one| {
            let found = one.result.by_payer.iter().find(|total| total.payer == payer);
            found.map_or_else(String::new, |total| kroner(total.money.present_value, language))
        })
    };
    html! {
        table {
            caption { (say(language, "Side om side (nutidsværdi, kr.)", "Side by side (present value, DKK)")) }
            thead { tr { td {} @for head in heads { th.number scope="col" { (head) } } } }
            tbody {
                (row(say(language, "Nettoresultat", "Net result"), &|one| kroner(one.result.total.present_value, language)))
                @for one in Payer::ALL { (payer(*one)) }
                (row(say(language, "95 % fra", "95 % from"), &|one| kroner(one.result.uncertainty.total.correlated.low, language)))
                (row(say(language, "95 % til", "95 % to"), &|one| kroner(one.result.uncertainty.total.correlated.high, language)))
                (row(say(language, "Sandsynlighed for gevinst", "Chance of a gain"), &|one| {
                    let bounds = one.result.uncertainty.total;
                    uncertainty::chances([bounds.independent, bounds.correlated], language)
                }))
                (row(say(language, "Pr. deltager", "Per participant"), &|one| one.result.per_participant.map_or_else(|| "–".to_owned(), |per| kroner(per.present_value, language))))
                (row(say(language, "Tjent hjem fra", "Breaks even in"), &|one| one.result.break_even_year.map_or_else(|| "–".to_owned(), |year| year.to_string())))
                (row(say(language, "Tidshorisont, år", "Horizon, years"), &|one| one.inputs.horizon.to_string()))
                (row(say(language, "Prisår", "Price year"), &|one| one.inputs.price_year.to_string()))
            }
        }
    }
}

/// What stands in the way of a comparison.
fn comparable(known: &[&Calculation], language: Language) -> Markup {
    let differs =
        |of: &dyn Fn(&Calculation) -> i32| known.windows(2).any(|pair| matches!(pair, [a, b] if of(a) != of(b)));
    let mut said = Vec::new();
    if differs(&|one| one.inputs.price_year) {
        said.push(say(
            language,
            "Beregningerne er i forskellige prisår og kan ikke sammenlignes.",
            "The cases are in different price years and cannot be compared.",
        ));
    }
    if differs(&|one| one.inputs.intervention.start_year) {
        said.push(say(
            language,
            "De begynder i forskellige år, som nutidsværdierne regnes til.",
            "They begin in different years, which present values are of.",
        ));
    }
    if differs(&|one| one.inputs.horizon) {
        said.push(say(language, "De har forskellige tidshorisonter.", "They have different horizons."));
    }
    html! { @if !said.is_empty() { ul.notice { @for line in &said { li { (line) } } } } }
}

/// Each case with what can be done with it, and the way to open another.
fn set_aside(case: &Case, all: &[Option<&Evaluation>], language: Language) -> Markup {
    html! {
        section {
            h2 { (say(language, "Beregninger", "Cases")) }
            ul.cards {
                @for (position, one) in all.iter().enumerate() {
                    li.card.chosen[position == 0] {
                        @match one.map(|one| &one.result) {
                            Some(Ok(calculation)) => h3 { (calculation.inputs.intervention.name) },
                            Some(Err(problems)) => {
                                h3 { (say(language, "Ikke færdig", "Not finished")) }
                                @if let Some(problem) = problems.first() { p.small { (message(problem)) } }
                            }
                            None => h3 { (say(language, "Kan ikke læses", "Cannot be read")) },
                        }
                        @if position == 0 { p.picked { (say(language, "Den aktuelle", "The current one")) } }
                        @else {
                            button type="submit" name="do" value=(format!("swap:{}", position - 1)) { (say(language, "Arbejd videre med denne", "Carry on with this one")) } " "
                            button.remove type="submit" name="do" value=(format!("drop:{}", position - 1)) { (say(language, "Fjern", "Remove")) }
                        }
                    }
                }
            }
            @if case.others.len() + 1 >= MOST {
                p.notice { (say(language, "Der er ikke plads til flere: fjern en beregning, før der kan laves en kopi eller åbnes en fil.", "There is no room for more: remove a case before a copy is made or a file is opened.")) }
            } @else {
                div.actions { button type="submit" name="do" value="copy" { (say(language, "Lav en kopi at ændre i", "Make a copy to change")) } }
                div.field {
                    label for="beside" { (say(language, "Åbn en beregning ved siden af", "Open a case beside it")) }
                    input #beside type="file" name="beside" accept=".toml,text/plain";
                    button type="submit" formaction=(format!("/{}/beside", code(language))) formenctype="multipart/form-data" { (say(language, "Åbn", "Open")) }
                }
            }
        }
    }
}
