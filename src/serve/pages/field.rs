//! A field of the form for each kind of input: label, value in the notation of the language, help, and what was understood.
//!
//! Owns the look of fields. What an input is called, may be and means comes from its declaration.

use calculation::case::declared::{Input, Kind, Presence};
use foundation::tables::Database;
use foundation::words::{Language, Payer};
use maud::{Markup, html};

use crate::catalogue;
use crate::draft::decimal::Decimal;
use crate::draft::mistakes::Problem;
use crate::draft::name::{MOST_ROWS, Name, field as field_name, input as input_of, section};
use crate::draft::places::is_share_of_kroner;
use crate::draft::values::{Notation, Texts, notation, texts_in};
use crate::draft::{Draft, values};
use crate::wording::code;
use show::say;

/// The form of one case.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The case.
    pub draft: &'a Draft,
    /// What is wrong or missing.
    pub problems: &'a [Problem],
    /// The release.
    pub database: &'a Database,
    /// The language.
    pub language: Language,
    /// What the last button did.
    pub done: &'a str,
}

/// The place on a page that a button leads back to.
pub const HERE: &str = "here";

/// The id of a field on the page.
pub fn id(name: &str) -> String {
    name.replace(['/', '.', ' '], "-")
}

impl<'a> Form<'a> {
    /// Text of the language.
    pub fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        say(self.language, da, en)
    }

    /// Where a button that changes the case sends it, so that the page opens at the place that has changed.
    pub fn back_here(&self) -> String {
        format!("/{}/case#{HERE}", code(self.language))
    }

    /// The id of the place that the last button changed.
    pub fn here(&self, changed: bool) -> Option<&'static str> {
        changed.then_some(HERE)
    }

    /// The id of a row of a list that was added last.
    pub fn here_in(&self, path: &str, row: usize) -> Option<&'static str> {
        let added = self.done.strip_prefix("add:") == Some(path);
        self.here(added && row + 1 == self.draft.rows(path))
    }

    /// That a list has more rows than the page shows, or no room for another.
    pub fn more_rows(&self, path: &str) -> Markup {
        let (all, shown) = (self.draft.all_rows(path), self.draft.rows(path));
        html! {
            @if all > shown {
                p.notice {
                    @match self.language {
                        Language::Da => { "Filen har " (all) " linjer. De første " (shown) " vises her; alle er regnet med. Resten kan rettes i filen." }
                        Language::En => { "The file has " (all) " lines. The first " (shown) " are shown here; all are counted. The rest can be changed in the file." }
                    }
                }
            } @else if all == MOST_ROWS {
                p.notice { (self.say("Der er ikke plads til flere linjer.", "There is no room for more lines.")) }
            }
        }
    }

    /// The field of an input.
    pub fn field(&self, path: &str, row: Option<usize>, key: &str) -> Markup {
        let Some(input) = section(path).and_then(|section| input_of(section, key)) else { return html! {} };
        let written = self.notation(path, row, input);
        let texts = texts_in(input.kind, written, self.draft.item(path, row, key), self.language);
        let name = field_name(path, row, key, "");
        let label = input.label.get(self.language);
        match input.kind {
            Kind::Range(..) => self.parts(&name, input, label, &texts, &self.ends()),
            Kind::Ages => self.parts(
                &name,
                input,
                label,
                &texts,
                &[("first", self.say("fra", "from").to_owned()), ("last", self.say("til", "to").to_owned())],
            ),
            Kind::ByPayer => {
                let payers: Vec<(&str, String)> =
                    Payer::ALL.iter().map(|payer| (payer.word(), payer.label(self.language).to_owned())).collect();
                self.parts(&name, input, label, &texts, &payers)
            }
            Kind::ByYear(first, last) => {
                let years: Vec<String> = (first..=last).map(|year| year.to_string()).collect();
                let parts: Vec<(&str, String)> =
                    years.iter().map(|year| (year.as_str(), format!("{} {year}", self.say("år", "year")))).collect();
                self.parts(&name, input, label, &texts, &parts)
            }
            _ => self.single(&name, input, label, texts.first().map_or("", |(_, text)| text)),
        }
    }

    /// How the numbers of an input are written: the parts of a price of kroner are shares.
    fn notation(&self, path: &str, row: Option<usize>, input: &Input) -> Notation {
        if is_share_of_kroner(self.draft, self.database, path, row, input) {
            Notation::Percent
        } else {
            notation(input.kind)
        }
    }

    /// How the numbers of a field are written, by its name.
    fn notation_of(&self, name: &str, kind: Kind) -> Notation {
        Name::parse(name).map_or_else(|| notation(kind), |name| self.notation(name.section.path, name.row, name.input))
    }

    fn ends(&self) -> [(&'static str, String); 2] {
        [("low", self.say("fra", "from").to_owned()), ("high", self.say("til", "to").to_owned())]
    }

    fn single(&self, name: &str, input: &Input, label: &str, text: &str) -> Markup {
        let id = id(name);
        let described = format!("{id}-help {id}-said");
        let wrong = self.problem(name).is_some_and(|problem| !problem.missing);
        html! {
            div.field.wrong[wrong] {
                label for=(id) { (label) @if self.is_optional(input) { span.optional { " " (self.say("(kan udelades)", "(optional)")) } } }
                @match input.kind {
                    Kind::Word(words) => {
                        (self.select(&id, name, &described, text, &catalogue::words(input.key, &words(), self.language), input.presence))
                    }
                    // A line break after the tag is dropped by browsers, so that a text may begin with one of its own.
                    Kind::Texts => textarea id=(id) name=(name) rows="3" aria-describedby=(described) { "\n" (text) },
                    Kind::Text(most) if most > ONE_LINE => textarea id=(id) name=(name) rows=(text.lines().count().clamp(2, 8)) aria-describedby=(described) aria-invalid=[wrong.then_some("true")] { "\n" (text) },
                    _ => {
                        span.entry {
                            input id=(id) name=(name) value=(text) type="text" autocomplete="off" aria-describedby=(described)
                                aria-invalid=[wrong.then_some("true")] class=(class(input.kind))
                                inputmode=[(notation(input.kind) != Notation::None).then_some("decimal")]
                                placeholder=[self.default(input)];
                            @if let Some(unit) = self.unit(input) { span.unit aria-hidden="true" { (unit) } }
                        }
                    }
                }
                @if let Some(help) = help(input, self.language) { p.help id=(format!("{id}-help")) { (help) } }
                (self.said(name, input.kind, &[("", text)]))
            }
        }
    }

    /// A field for each part of a value.
    pub fn parts(&self, name: &str, input: &Input, label: &str, texts: &Texts, parts: &[(&str, String)]) -> Markup {
        let of = |part: &str| texts.iter().find(|(key, _)| key == part).map_or("", |(_, text)| text.as_str());
        let group = id(name);
        let percent = self.notation_of(name, input.kind) == Notation::Percent;
        let unit = if percent { Some("%") } else { self.unit(input) };
        let wrong = self.problem(name).is_some_and(|problem| !problem.missing);
        let shown: Vec<(&str, &str)> = parts.iter().map(|(part, _)| (*part, of(part))).collect();
        html! {
            fieldset.field.wrong[wrong] aria-describedby=(format!("{group}-help {group}-said")) {
                legend { (label) @if self.is_optional(input) { span.optional { " " (self.say("(kan udelades)", "(optional)")) } } }
                div.parts {
                    @for (part, called) in parts {
                        @let full = format!("{name}/{part}");
                        label {
                            span { (called) }
                            span.entry {
                                input name=(full) value=(of(part)) type="text" autocomplete="off" inputmode="decimal" class="short" aria-invalid=[wrong.then_some("true")];
                                @if let Some(unit) = unit { span.unit aria-hidden="true" { (unit) } }
                            }
                        }
                    }
                }
                @if let Some(help) = help(input, self.language) { p.help id=(format!("{group}-help")) { (help) } }
                (self.said(name, input.kind, &shown))
            }
        }
    }

    /// A choice of words. An optional one, and one that is not made yet, can be empty.
    fn select(
        &self,
        id: &str,
        name: &str,
        described: &str,
        chosen: &str,
        words: &[(&str, String)],
        presence: Presence,
    ) -> Markup {
        let known = words.iter().any(|(word, _)| *word == chosen);
        let empty = matches!(presence, Presence::Optional) || !known;
        html! {
            select id=(id) name=(name) aria-describedby=(described) {
                @if empty { option value="" selected[chosen.is_empty()] { (self.say("Vælg …", "Choose …")) } }
                @if !known && !chosen.is_empty() { option value=(chosen) selected { (chosen) } }
                @for (word, called) in words { option value=(word) selected[*word == chosen] { (called) } }
            }
        }
    }

    /// A choice of ids.
    pub fn choice(&self, path: &str, row: Option<usize>, key: &str, options: &[(String, String)]) -> Markup {
        let Some(input) = section(path).and_then(|section| input_of(section, key)) else { return html! {} };
        let name = field_name(path, row, key, "");
        let chosen = self.draft.plain(path, row, key).unwrap_or_default();
        let id = id(&name);
        let words: Vec<(&str, String)> = options.iter().map(|(id, label)| (id.as_str(), label.clone())).collect();
        html! {
            div.field {
                label for=(id) { (input.label.get(self.language)) }
                (self.select(&id, &name, &format!("{id}-said"), &chosen, &words, input.presence))
                (self.said(&name, input.kind, &[("", &chosen)]))
            }
        }
    }

    /// What is wrong with a field, or how it was understood.
    pub fn said(&self, name: &str, kind: Kind, texts: &[(&str, &str)]) -> Markup {
        let id = format!("{}-said", id(name));
        html! {
            p.said id=(id) {
                @if let Some(problem) = self.problem(name) {
                    @if problem.missing { span.missing { (problem.message) } }
                    @else { (message(problem)) }
                } @else if let Some(understood) = understood(kind, self.notation_of(name, kind), texts, self.language) {
                    span.understood { (understood) }
                }
            }
        }
    }

    /// The problem of a field.
    pub fn problem(&self, name: &str) -> Option<&'a Problem> {
        self.problems.iter().find(|problem| problem.field.as_deref() == Some(name))
    }

    fn is_optional(&self, input: &Input) -> bool {
        matches!(input.presence, Presence::Optional) && !EXPECTED.contains(&input.key)
    }

    /// The unit behind a field.
    pub fn unit(&self, input: &Input) -> Option<&'static str> {
        match (notation(input.kind), input.unit.get(self.language)) {
            (Notation::Percent, _) => Some("%"),
            (_, "") if matches!(input.kind, Kind::Range(..)) => Some("×"),
            (_, "") => None,
            (_, unit) => Some(unit),
        }
    }

    fn default(&self, input: &Input) -> Option<String> {
        let Presence::Default(default) = input.presence else { return None };
        let item = default.parse::<toml_edit::Value>().ok().map(toml_edit::Item::Value)?;
        let texts = values::texts(input.kind, Some(&item), self.language);
        match texts.as_slice() {
            [(part, text)] if part.is_empty() => Some(text.clone()),
            _ => None,
        }
    }
}

/// Optional in the file because one of several is needed; a form shows them as needed.
const EXPECTED: &[&str] = &[
    "participants",
    "with",
    "without",
    "net_success_rate",
    "standardised",
    "denominator",
    "kr",
    "price_year",
    "effect",
];

/// The letters of a text that is written on one line.
const ONE_LINE: usize = 255;

/// A problem as text.
pub fn message(problem: &Problem) -> Markup {
    html! {
        span.error lang=[problem.foreign.then_some("en")] {
            (problem.message)
            @if let Some(hint) = &problem.hint { ". " (hint) }
        }
    }
}

fn class(kind: Kind) -> &'static str {
    match notation(kind) {
        Notation::None => "text",
        Notation::Year => "short",
        Notation::Percent | Notation::Plain if matches!(kind, Kind::Shares | Kind::Numbers(..)) => "text",
        Notation::Percent => "short",
        Notation::Plain => "number",
    }
}

/// Inputs whose label says it all.
const PLAIN: &[&str] = &["name", "kr", "years", "label", "denominator"];

/// What an input means, without what only concerns the file.
fn help(input: &Input, language: Language) -> Option<String> {
    let text = input.help.get(language);
    if matches!(input.kind, Kind::Word(_)) || PLAIN.contains(&input.key) || text.ends_with('?') {
        return None;
    }
    // `kr` is also the unit that one writes on the page.
    let text = text.replace("`kr`", say(language, "»kr«", "“kr”"));
    let kept: Vec<&str> = text.split("; ").filter(|part| !part.contains('`')).collect();
    let text = kept.join("; ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// The numbers of a field as they were understood. What can be read in one way only needs no echo.
pub fn understood(kind: Kind, written: Notation, texts: &[(&str, &str)], language: Language) -> Option<String> {
    if written == Notation::None || written == Notation::Year {
        return None;
    }
    let unit = match kind {
        _ if written == Notation::Percent => " %",
        Kind::Kroner | Kind::ByPayer => say(language, " kr.", " DKK"),
        _ => "",
    };
    let separators: &[char] = if matches!(kind, Kind::Shares | Kind::Numbers(..)) { &[';', '\n'] } else { &['\n'] };
    let typed: Vec<&str> = texts
        .iter()
        .flat_map(|(_, text)| text.split(separators))
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    let numbers: Vec<Decimal> =
        typed.iter().map(|text| values::decimal(text, written, language)).collect::<Option<_>>()?;
    if typed.iter().all(|text| text.trim_start_matches(['-', '−']).bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let shown = |number: &Decimal| match kind {
        Kind::Kroner | Kind::ByPayer if written == Notation::Plain && number.decimals() > 0 => {
            number.with_two_decimals(language)
        }
        // A point between thousands and a decimal point look the same: without points there is no doubt.
        Kind::Kroner | Kind::ByPayer => number.shown(language),
        _ => number.ungrouped(language),
    };
    // Whole kroner with points between thousands can be read in one way only.
    let whole = matches!(kind, Kind::Kroner | Kind::ByPayer) && numbers.iter().all(|number| number.decimals() == 0);
    if whole && numbers.iter().zip(&typed).all(|(number, text)| number.shown(language) == *text) {
        return None;
    }
    let between = if matches!(kind, Kind::Range(..)) { " – " } else { "; " };
    let all: Vec<String> = numbers.iter().map(|number| shown(number) + unit).collect();
    let echo = format!("= {}", all.join(between));
    match numbers.as_slice() {
        // 0,85 in a field of per cent is less than one per cent; 85 may be meant.
        [one] if written == Notation::Percent && matches!(kind, Kind::Share) && one.is_below_one() => {
            let meant = one.shifted(2).shown(language);
            Some(match language {
                Language::Da => format!("{echo}. Mener I {meant} %?"),
                Language::En => format!("{echo}. Do you mean {meant} %?"),
            })
        }
        _ => Some(echo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_in_two_ways_is_echoed_without_doubt() {
        let echo = |kind, texts: &[&str]| {
            let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("", *text)).collect();
            understood(kind, notation(kind), &texts, Language::Da)
        };
        assert_eq!(echo(Kind::Number(0.0, 1e7), &["1.250"]).as_deref(), Some("= 1250"));
        assert_eq!(echo(Kind::ByYear(1, 10), &["-1.250", "3", ""]).as_deref(), Some("= -1250; 3"));
        assert_eq!(echo(Kind::Kroner, &["1.250,5"]).as_deref(), Some("= 1.250,50 kr."));
        assert_eq!(echo(Kind::Kroner, &["1.250,50"]).as_deref(), Some("= 1.250,50 kr."));
        assert_eq!(echo(Kind::Kroner, &["250000"]), None);
        assert_eq!(echo(Kind::Kroner, &["250.000"]), None);
        assert_eq!(echo(Kind::Kroner, &["250 000"]).as_deref(), Some("= 250.000 kr."));
        assert_eq!(echo(Kind::Share, &["85"]), None);
        assert_eq!(echo(Kind::Share, &["62,5"]).as_deref(), Some("= 62,5 %"));
        assert_eq!(echo(Kind::Share, &["0,85"]).as_deref(), Some("= 0,85 %. Mener I 85 %?"));
        assert_eq!(echo(Kind::Share, &["tyve"]), None);
    }
}
