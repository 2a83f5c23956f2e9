//! The result: a sentence, the figures, charts with their tables, caveats, and what to do with it.

use calculation::calculator::Note;
use calculation::calculator::quality::{Check, CheckState};
use calculation::case::inputs::{Heading, SplitOf};
use foundation::tables::ControlGroup;
use foundation::text::text;
use foundation::words::Language;
use maud::{Markup, html};
use session::Calculation;
use show::case::labels::item_label;
use show::case::{all_fits, break_even, costs, economy, notes, quality, result as listings, scenarios, uncertainty};
use show::control_group;
use show::number::{counted, kroner};
use show::say;
use show::table::Listing;

use super::field::Form;
use super::figure::figure;
use super::running_result::lacking;
use super::scenarios::form as scenario_form;
use crate::charts::{balance, charts};
use crate::draft::name::SCENARIO;
use crate::figures::{Evaluation, quotation};
use crate::steps::Step;
use crate::wording::code;

/// Caveats of every case, and of this one, that stand open; the rest is folded.
const OPEN: [usize; 2] = [2, 3];

/// The page, or what it lacks.
pub fn body(form: &Form<'_>, evaluation: &Evaluation) -> Markup {
    html! {
        @match &evaluation.result {
            Ok(calculation) => (whole(form, calculation)),
            Err(problems) => {
                h1 { (Step::Result.label(form.language)) }
                div.lacks { (lacking(problems, form.language)) }
                (settings(form))
                @if form.draft.rows(SCENARIO) > 0 { (scenario_form(form)) }
            }
        }
    }
}

fn whole(form: &Form<'_>, calculation: &Calculation) -> Markup {
    let language = form.language;
    let (inputs, result) = (&calculation.inputs, &calculation.result);
    let all = charts(calculation, language);
    html! {
        p.over { (inputs.group.name(language)) " · " (inputs.group.success(language)) }
        h1 { (inputs.intervention.name) }
        blockquote.quotation { p { (quotation(calculation, language)) } }
        (figures(form, calculation))
        (control_group(calculation, language))
        (caveats(form, calculation))
        @for chart in &all { (figure(chart, language)) }
        section {
            h2 { (form.say("Mere om resultatet", "More on the result")) }
            @for listing in scenarios::scenarios(inputs, result, language) { (folded(&listing)) }
            (folded(&uncertainty::total(result, language)))
            (folded(&break_even::by_payer(result, language)))
            (folded(&economy::key_figures(result, language)))
            @if let Some(listing) = economy::cashable(result, language) { (folded(&listing)) }
            (folded(&economy::budget(result, language)))
            (folded(&costs::cost_model(inputs, result, language)))
            @if let Some(listing) = all_fits::comparison(result, language) { (folded(&listing)) }
            @if let Some(listing) = uncertainty::robustness(inputs, result, language) { (folded(&listing)) }
            (folded(&listings::coverage(inputs, result, language)))
            @for listing in show::case::inputs::inputs(inputs, language) { (folded(&listing)) }
        }
        (settings(form))
        (scenario_form(form))
        (carry_on(form))
    }
}

/// Of an intervention, how its control group was made: beside the figures, its balance folded.
fn control_group(calculation: &Calculation, language: Language) -> Markup {
    let inputs = &calculation.inputs;
    let name = |id: &str| item_label(inputs, id, language).to_owned();
    let facts = |of: &ControlGroup| {
        let title = say(language, "Designet i tal", "The design in figures").to_owned();
        Listing { title, ..control_group::listing(of, language) }
    };
    html! {
        @if let Some(of) = control_group::of_case(inputs) {
            section.control-group aria-labelledby="control-group" {
                h2 #control-group { (control_group::heading(language)) }
                p { (control_group::sentence(&of, language)) }
                @for warning in control_group::warnings(&of, language) { p.warning role="note" { (warning) } }
                (folded(&facts(&of)))
                @if let Some(balance) = balance(calculation, language) { (figure(&balance, language)) }
                @if let Some(lots) = control_group::lots(&of, &name, language) { (folded(&lots)) }
            }
        }
    }
}

fn figures(form: &Form<'_>, calculation: &Calculation) -> Markup {
    let language = form.language;
    let result = &calculation.result;
    let bounds = result.uncertainty.total;
    let sign = |value: f64| if value < 0.0 { "loss" } else { "gain" };
    let total = result.total.present_value;
    html! {
        dl.figures {
            div {
                dt { (form.say("Nettoresultat, nutidsværdi", "Net result, present value")) }
                dd class=(sign(total)) { span #net-result { (kroner(total, language)) } " " span.kr { (form.say("kr.", "DKK")) } }
            }
            div {
                dt { (form.say("Sandsynlighed for gevinst", "Chance of a gain")) }
                dd { (uncertainty::chances([bounds.independent, bounds.correlated], language)) }
            }
            @if let Some(per) = result.per_participant {
                div {
                    dt { (form.say("Pr. deltager, der begynder", "Per started participant")) }
                    dd class=(sign(per.present_value)) { (kroner(per.present_value, language)) " " span.kr { (form.say("kr.", "DKK")) } }
                }
            }
            div {
                dt { (form.say("Går i nul ved en nettosuccesrate på", "Breaks even at a net success rate of")) }
                dd { (result.break_even_rate.map_or_else(|| "–".to_owned(), |rate| break_even::rate(rate, language))) }
            }
        }
        p.more { (listings::in_a_sentence(result, language)) " " (break_even::sentence(result, language)) }
    }
}

/// The gravest caveats in sight, the rest folded, and the open questions.
fn caveats(form: &Form<'_>, calculation: &Calculation) -> Markup {
    let (inputs, result) = (&calculation.inputs, &calculation.result);
    let said = |note| notes::sentence(inputs, note, form.language);
    // The open questions themselves stand below.
    let notes = result.notes.iter().filter(|note| !matches!(note, Note::OpenQuestions { .. }));
    let (open_notes, folded_notes) = in_sight(notes, form.language);
    let rest = folded_notes.len();
    let open = result.checks.iter().filter(|check| check.state == CheckState::Open).count();
    html! {
        section.caveats aria-labelledby="caveats" {
            h2 #caveats { (form.say("Forbehold, de alvorligste først", "Caveats, the gravest first")) }
            ul { @for note in open_notes { li { (said(note)) } } }
            @if rest > 0 {
                details {
                    summary { (counted(rest as f64, ["forbehold mere", "forbehold mere"], ["more caveat", "more caveats"], form.language)) }
                    ul { @for note in folded_notes { li { (said(note)) } } }
                }
            }
            details.assured open[open > 0] {
                summary { (form.say("Kvalitetssikring: ", "Quality assurance: ")) (counted(open as f64, ["åbent spørgsmål af", "åbne spørgsmål af"], ["open question of", "open questions of"], form.language)) " " (result.checks.len()) }
                ul.checks { @for (check, row) in result.checks.iter().zip(quality::checks(inputs, result, form.language).rows) { (question(form, check, &row)) } }
            }
        }
    }
}

/// The caveats that stand open and those that are folded, each in order: the first of those that every case has, and the first
/// of those that only this one has.
fn in_sight<'a>(notes: impl Iterator<Item = &'a Note>, language: Language) -> (Vec<&'a Note>, Vec<&'a Note>) {
    let mut room = OPEN;
    notes.partition(|note| {
        let of_this = usize::from(notes::of_every_figure(note, language).is_none());
        let left = room.get_mut(of_this);
        left.is_some_and(|left| {
            let has_room = *left > 0;
            *left = left.saturating_sub(1);
            has_room
        })
    })
}

/// A question of quality assurance: its state, what the calculation finds, the answer, and the way to give one.
fn question(form: &Form<'_>, check: &Check, row: &[String]) -> Markup {
    let step = Step::of("quality", check.question.word());
    html! {
        @if let [asked, state, finding, answer] = row {
            li {
                span.state { (state) }
                span { (asked) }
                span.what {
                    @match beginning(finding) {
                        Some(start) => details { summary { (form.say("Beregningen: ", "The calculation: ")) (start) " …" } (finding) "." },
                        None => { (form.say("Beregningen: ", "The calculation: ")) (finding) "." }
                    }
                    @if !answer.is_empty() { br; (form.say("Svar: ", "Answer: ")) (answer) }
                    @if check.state == CheckState::Open {
                        " " button.link type="submit" name="to" value=(step.word()) { (form.say("Svar i trinnet ", "Answer in the step ")) (step.label(form.language)) }
                    }
                }
            }
        }
    }
}

/// The first letters of a text that is too long to stand in a list.
fn beginning(text: &str) -> Option<String> {
    const MOST: usize = 160;
    const SHOWN: usize = 90;
    (text.chars().count() > MOST).then(|| text.chars().take(SHOWN).collect())
}

fn folded(listing: &Listing) -> Markup {
    let named = !listing.title.is_empty();
    let title = if named { listing.title.as_str() } else { listing.headers.first().map_or("", |(header, _)| header) };
    html! {
        details.listing {
            summary { (title) }
            div.wide-table tabindex="0" role="group" aria-label=(title) { (listing.html()) }
        }
    }
}

/// The form of the result: price year, discount rate, committees.
fn settings(form: &Form<'_>) -> Markup {
    let wrong = form.problems.iter().any(|problem| problem.step == Step::Result);
    let split = "committees.split";
    html! {
        details.settings open[wrong || form.draft.table("committees", None).is_some()] {
            summary { (form.say("Prisår, diskonteringsrente og udvalg", "Price year, discount rate and committees")) }
            (form.field("result", None, "price_year"))
            (discount(form))
            (form.field("committees", None, "names"))
            p.help { (form.say("Et udvalg på hver linje. Fordel så resultatet:", "A committee on each line. Then split the result:")) }
            @for row in 0..form.draft.rows(split) { (self::split(form, row)) }
            button.add type="submit" name="do" formaction=(form.back_here()) value=(format!("add:{split}")) { "+ " (form.say("Tilføj en fordeling", "Add a split")) }
            details {
                summary { (form.say("Simulationen", "The simulation")) }
                div.row { (form.field("uncertainty", None, "draws")) (form.field("uncertainty", None, "seed")) }
            }
            button type="submit" name="to" value=(Step::Result.word()) { (form.say("Vis resultatet igen", "Show the result again")) }
        }
    }
}

fn discount(form: &Form<'_>) -> Markup {
    use crate::draft::name::{input, section};
    let Some(declared) = section("result").and_then(|section| input(section, "discount")) else { return html! {} };
    let texts = crate::draft::values::texts(declared.kind, form.draft.item("result", None, "discount"), form.language);
    let of = |part: &str| texts.iter().find(|(key, _)| key == part).map_or("", |(_, text)| text.as_str());
    let standard = [("0", text("3,5", "3.5")), ("36", text("2,5", "2.5")), ("71", text("1,5", "1.5"))];
    html! {
        fieldset.field {
            legend { (declared.label.get(form.language)) " " span.optional { (form.say("(kan udelades)", "(optional)")) } }
            @for (position, (from, rate)) in standard.iter().enumerate() {
                div.parts {
                    label { span { (form.say("fra år", "from year")) } input.short name=(format!("result//discount/{position}.from")) value=(of(&format!("{position}.from"))) placeholder=(from) inputmode="numeric" autocomplete="off"; }
                    label { span { (form.say("rente", "rate")) } span.entry { input.short name=(format!("result//discount/{position}.rate")) value=(of(&format!("{position}.rate"))) placeholder=(rate.get(form.language)) inputmode="decimal" autocomplete="off"; span.unit aria-hidden="true" { "%" } } }
                }
            }
            (form.said("result//discount", declared.kind, &[]))
        }
    }
}

fn split(form: &Form<'_>, row: usize) -> Markup {
    use crate::draft::name::{field, input, section};
    let path = "committees.split";
    let Some(shares) = section(path).and_then(|section| input(section, "shares")) else { return html! {} };
    let texts = crate::draft::values::texts(shares.kind, form.draft.item(path, Some(row), "shares"), form.language);
    let names = form.draft.ids("committees", "names");
    let parts: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), name.clone())).collect();
    let fixed = [
        (SplitOf::Whole, form.say("hele resultatet", "the whole result")),
        (SplitOf::Heading(Heading::Costs), form.say("omkostningerne", "the costs")),
        (SplitOf::Heading(Heading::DisplacedCosts), form.say("de sparede omkostninger", "the displaced costs")),
        (SplitOf::Heading(Heading::Grants), form.say("tilskuddene", "the grants")),
        (SplitOf::Heading(Heading::During), form.say("under indsatsen", "during the intervention")),
    ];
    let areas =
        foundation::words::Area::ALL.iter().map(|area| (area.word().to_owned(), area.label(form.language).to_owned()));
    let of: Vec<(String, String)> =
        fixed.iter().map(|(of, label)| (of.to_string(), (*label).to_owned())).chain(areas).collect();
    html! {
        fieldset.line id=[form.here_in(path, row)] {
            legend.hide { (form.say("Fordeling", "Split")) }
            div.row { (form.choice(path, Some(row), "of", &of)) (form.field(path, Some(row), "payer")) }
            @if parts.is_empty() { p.help { (form.say("Skriv først udvalgenes navne, og opdatér.", "Write the names of the committees first, and update.")) } }
            @else { (form.parts(&field(path, Some(row), "shares", ""), shares, shares.label.get(form.language), &texts, &parts)) }
            button.remove type="submit" name="do" value=(format!("remove:{path}:{row}")) { (form.say("Fjern", "Remove")) }
        }
    }
}

/// What can be done with a result.
fn carry_on(form: &Form<'_>) -> Markup {
    let save = |what: &str| format!("/{}/save/{what}", code(form.language));
    html! {
        section.carry-on {
            h2 { (form.say("Videre med beregningen", "Carry on with the case")) }
            div.actions {
                button.primary type="submit" formaction=(save("report")) { (form.say("Hent rapporten (til print)", "Download the report (for printing)")) }
                button type="submit" formaction=(save("workbook")) { (form.say("Hent regnearket (xlsx)", "Download the workbook (xlsx)")) }
                button type="submit" formaction=(save("case")) { (form.say("Gem beregningen (toml)", "Save the case (toml)")) }
                button type="submit" formaction=(save("lines")) { (form.say("Alle linjer (csv)", "All lines (csv)")) }
                button type="submit" name="do" value="copy" { (form.say("Hvad nu hvis? Lav en kopi at ændre i", "What if? Make a copy to change")) }
                button type="submit" name="to" value=(Step::Compare.word()) { (form.say("Sammenlign beregninger", "Compare cases")) }
                button.plain type="submit" name="to" value=(Step::Text.word()) { (form.say("Se filen", "See the file")) }
            }
        }
    }
}
