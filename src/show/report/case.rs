//! A case as a report for a committee: result, payers, years, uncertainty, caveats and assumptions.

use maud::{Markup, html};

use super::interventions::{drawn, section as control_group_section};
use super::page::page;
use crate::case::inputs::inputs as assumptions;
use crate::case::labels::item_label;
use crate::case::notes::sentence;
use crate::case::{all_fits, break_even, costs, economy, payers, quality, result as parts, scenarios, uncertainty};
use crate::charts::{Band, Bars, ChartText, Line, Shape, Span, bars, line, spans};
use crate::control_group;
use crate::number::kroner;
use crate::profile;
use crate::say;
use calculation::calculator::result::{Heading, YearTotal};
use calculation::calculator::{CaseResult, Note};
use calculation::case::Inputs;
use foundation::words::{Language, Payer};

/// The most rows of the tornado chart; the table has all.
const MOST: usize = 10;

/// The report as one HTML file.
pub fn report(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    let report = Report { inputs, result, language };
    let body = html! {
        (report.heading())
        (report.figures())
        (report.control_group())
        section {
            h2 { (report.say("Hvem betaler, og hvem vinder", "Who pays and who gains")) }
            (report.payers())
            (parts::by_payer(result, language).html())
            (break_even::by_payer(result, language).html())
            @for listing in [payers::flows(result, language), payers::committees(result, language)].iter().flatten() {
                (listing.html())
            }
            @if let Some(listing) = economy::cashable(result, language) { (listing.html()) }
            (economy::key_figures(result, language).html())
        }
        section {
            h2 { (report.say("Hvornår", "When")) }
            div.wide { (economy::budget(result, language).html()) }
            (report.years())
            div.wide { (parts::by_year(result, language).html()) }
        }
        section {
            h2 { (report.say("Hvad det består af", "What it is made of")) }
            (report.areas())
            (parts::by_item(inputs, result, language).html())
            (costs::cost_model(inputs, result, language).html())
        }
        section {
            h2 { (report.say("Usikkerhed", "Uncertainty")) }
            (uncertainty::total(result, language).html())
            @if let Some(listing) = all_fits::comparison(result, language) {
                (listing.html())
                p { (all_fits::meaning(inputs, result, language).unwrap_or_default()) }
            }
            (report.swings())
            (uncertainty::tornado(inputs, result, language).html())
            @if let Some(listing) = uncertainty::robustness(inputs, result, language) { (listing.html()) }
        }
        @if !result.scenarios.is_empty() {
            section {
                h2 { (report.say("Scenarier", "Scenarios")) }
                @for listing in scenarios::scenarios(inputs, result, language) { div.wide { (listing.html()) } }
            }
        }
        (report.profile())
        section {
            h2 { (report.say("Forbehold", "Caveats")) }
            ul { @for note in &result.notes { li { (sentence(inputs, note, language)) } } }
            (quality::checks(inputs, result, language).html())
            (parts::coverage(inputs, result, language).html())
        }
        section {
            h2 { (report.say("Forudsætninger", "Assumptions")) }
            @for listing in assumptions(inputs, language) { div.wide { (listing.html()) } }
        }
    };
    page(&inputs.intervention.name, language, &body)
}

struct Report<'a> {
    inputs: &'a Inputs,
    result: &'a CaseResult,
    language: Language,
}

impl Report<'_> {
    fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        say(self.language, da, en)
    }

    fn kroner(&self, value: f64) -> String {
        kroner(value, self.language)
    }

    fn heading(&self) -> Markup {
        let (inputs, language) = (self.inputs, self.language);
        html! {
            h1 { (inputs.intervention.name) }
            p.lead {
                (inputs.group.name(language)) " · " (inputs.group.success(language)) " · "
                (self.say("vidensdatabase", "knowledge database")) " " (inputs.database.release)
            }
            @if self.result.notes.contains(&Note::Synthetic) {
                p.warning role="note" { strong { (sentence(inputs, &Note::Synthetic, language)) } }
            }
            p { (parts::in_a_sentence(self.result, language)) " " (break_even::sentence(self.result, language)) }
        }
    }

    fn figures(&self) -> Markup {
        let (inputs, result) = (self.inputs, self.result);
        let interval = result.uncertainty.total;
        let [low, high] = [interval.correlated.low, interval.correlated.high].map(|kr| self.kroner(kr));
        let of = match self.language {
            Language::Da => format!("nettoresultat, nutidsværdi i {}-priser, kr.", inputs.price_year),
            Language::En => format!("net result, present value in {} prices, DKK", inputs.price_year),
        };
        let between = match self.language {
            Language::Da => format!("chance for gevinst; 95 %-interval højst fra {low} til {high}"),
            Language::En => format!("chance of a gain; 95 % interval at widest from {low} to {high}"),
        };
        let chances =
            [interval.independent, interval.correlated].map(|i| uncertainty::chance(i.chance_of_gain, self.language));
        let chance = match &chances {
            [a, b] if a == b => a.clone(),
            [a, b] => format!("{a} – {b}"),
        };
        html! {
            ul.figures {
                li { strong { (self.kroner(result.total.present_value)) } (of) }
                li { strong { (chance) } (between) }
                @if let Some(per) = result.per_participant {
                    li { strong { (self.kroner(per.present_value)) } (self.say("pr. deltager, der begynder", "per started participant")) }
                }
                @if let Some(rate) = result.break_even_rate {
                    li {
                        strong { (break_even::rate(rate, self.language)) }
                        (self.say("nettosuccesrate, hvor det går i nul", "net success rate at which it breaks even"))
                    }
                }
            }
        }
    }

    /// Of an intervention, how the number came about.
    fn control_group(&self) -> Markup {
        let name = |id: &str| item_label(self.inputs, id, self.language).to_owned();
        html! {
            @if let Some(of) = control_group::of_case(self.inputs) {
                section {
                    h2 { (control_group::heading(self.language)) }
                    (control_group_section(&of, &name, &|of| drawn(of, self.language), self.language))
                }
            }
        }
    }

    /// Who is in the cohorts that the estimates compare, so that a reader can judge whether the participants are like them.
    fn profile(&self) -> Markup {
        let (group, language) = (&self.inputs.group, self.language);
        let rows: Vec<_> = group.profile.iter().collect();
        html! {
            @if let Some(listing) = profile::listing(&rows, language) {
                section {
                    h2 { (self.say("Hvem estimaterne er af", "Whom the estimates are of")) }
                    p { (group.target_group_label.get(language)) ": " (group.success_measure_label.get(language)) }
                    div.wide { (listing.html()) }
                    p { (profile::explanation(language)) }
                }
            }
        }
    }

    fn payers(&self) -> Markup {
        let names: Vec<String> = Payer::ALL.iter().map(|payer| payer.label(self.language).to_owned()).collect();
        let of = |wanted: fn(Heading) -> bool| -> Vec<f64> {
            let sum = |payer: &Payer| {
                let lines = self.result.lines.iter().filter(|line| line.payer == *payer && wanted(line.heading));
                lines.map(|line| line.present_value).sum()
            };
            Payer::ALL.iter().map(sum).collect()
        };
        let series = [
            Bars {
                name: self.say("Omkostninger", "Costs"),
                values: of(|heading| matches!(heading, Heading::Costs | Heading::Grants | Heading::DisplacedCosts)),
            },
            Bars {
                name: self.say("Konsekvenser", "Consequences"),
                values: of(|heading| matches!(heading, Heading::During | Heading::Area(_))),
            },
        ];
        let about = ChartText {
            id: "payers",
            title: self.say("Omkostninger og konsekvenser efter betaler", "Costs and consequences by payer"),
            description: self.say(
                "Søjler over og under nul for hver betaler. Tallene står i tabellen nedenfor.",
                "Bars above and below zero for each payer. The figures are in the table below.",
            ),
            shape: Shape::Page,
        };
        html! { figure { (bars(&about, &names, &series, &|kr| self.kroner(kr))) } }
    }

    fn years(&self) -> Markup {
        let years = &self.result.by_year;
        let names: Vec<String> = years.iter().map(|year| year.year.to_string()).collect();
        let cumulative = |year: &YearTotal| year.cumulative.present_value;
        let band = |end: usize| -> Vec<f64> {
            let of = |year: &YearTotal| {
                let found = self.result.uncertainty.by_year.iter().find(|band| band.year == year.year);
                // The band ends with the last amount; after it the result is constant.
                let last = found.or(self.result.uncertainty.by_year.last());
                last.and_then(|band| band.correlated.get(end).copied()).unwrap_or_else(|| cumulative(year))
            };
            years.iter().map(of).collect()
        };
        let lines = [Line {
            name: self.say(
                "Akkumuleret nutidsværdi, 95 % ved fuldt korrelerede fejl",
                "Cumulative present value, 95 % if errors are fully correlated",
            ),
            values: years.iter().map(cumulative).collect(),
            band: Some(Band { low: band(0), high: band(1) }),
        }];
        let about = ChartText {
            id: "years",
            title: self.say("Akkumuleret nutidsværdi år for år", "Cumulative present value year by year"),
            description: self.say(
                "En linje med et usikkerhedsbånd. Tallene står i tabellen nedenfor.",
                "A line with a band of uncertainty. The figures are in the table below.",
            ),
            shape: Shape::Page,
        };
        html! { figure { (line(&about, &names, &lines, &|kr| self.kroner(kr))) } }
    }

    fn areas(&self) -> Markup {
        let result = self.result;
        let rows: Vec<Span> = result
            .by_item
            .iter()
            .map(|total| Span {
                name: item_label(self.inputs, &total.item, self.language).to_owned(),
                from: 0.0,
                to: total.money.present_value,
                point: None,
            })
            .collect();
        let about = ChartText {
            id: "items",
            title: self.say("Nutidsværdi efter post", "Present value by item"),
            description: self.say(
                "En vandret søjle for hver omkostning og konsekvens. Tallene står i tabellen nedenfor.",
                "A horizontal bar for each cost and consequence. The figures are in the table below.",
            ),
            shape: Shape::Page,
        };
        html! { figure { (spans(&about, &rows, None, &|kr| self.kroner(kr))) } }
    }

    fn swings(&self) -> Markup {
        let result = self.result;
        let rows: Vec<Span> = result
            .uncertainty
            .tornado
            .iter()
            .take(MOST)
            .map(|swing| Span {
                name: uncertainty::name(self.inputs, swing, self.language),
                from: swing.low,
                to: swing.high,
                point: None,
            })
            .collect();
        let about = ChartText {
            id: "tornado",
            title: self.say("Hvad der betyder mest", "What matters most"),
            description: self.say(
                "For hver forudsætning nettoresultatet, når den er lav og høj. Tallene står i tabellen nedenfor.",
                "For each assumption the net result when it is low and high. The figures are in the table below.",
            ),
            shape: Shape::Page,
        };
        html! { figure { (spans(&about, &rows, Some(result.total.present_value), &|kr| self.kroner(kr))) } }
    }
}
