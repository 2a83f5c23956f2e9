//! All regressions of the release, found by words and filtered by group, area and status.

use std::collections::HashMap;

use foundation::tables::Database;
use foundation::tables::published::FitRow;
use foundation::words::{Area, Domain, Language, Status};
use maud::{Markup, html};
use show::number::counted;

use super::frame::{framed, winners_curse};
use super::interval::{Year, said};
use crate::catalogue::{consequence, consequence_label, group_label, measure_label, subgroup_label};
use crate::site::Site;
use crate::wording::code;
use show::say;

/// Rows on a page.
const PAGE: usize = 100;

/// What is looked for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Query {
    /// Words that must all be in the labels.
    pub words: String,
    /// Only this target group.
    pub group: String,
    /// Only this area.
    pub area: String,
    /// `significant`, or a status.
    pub status: String,
    /// The page, from 1.
    pub page: usize,
}

impl Query {
    /// The query of an address.
    pub fn of(text: &str) -> Query {
        let mut query = Query { page: 1, status: "significant".to_owned(), ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value: String = value.chars().take(100).collect();
            match name.as_ref() {
                "q" => query.words = value,
                "group" => query.group = value,
                "area" => query.area = value,
                "status" => query.status = value,
                "page" => query.page = value.parse().unwrap_or(1).clamp(1, 10_000),
                _ => {}
            }
        }
        query
    }

    fn address(&self, page: usize) -> String {
        let page = page.to_string();
        let pairs = [
            ("q", &self.words),
            ("group", &self.group),
            ("area", &self.area),
            ("status", &self.status),
            ("page", &page),
        ];
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    /// Whether a row is wanted, whatever its words are.
    fn holds(&self, database: &Database, row: &FitRow) -> bool {
        let area = || consequence(database, &row.consequence).map(|row| row.area.word());
        let status = match self.status.as_str() {
            "" => true,
            "significant" => row.significant,
            status => row.status.word() == status && !row.significant,
        };
        status
            && (self.group.is_empty() || row.target_group == self.group)
            && (self.area.is_empty() || area() == Some(self.area.as_str()))
    }

    /// The rows that are wanted. A word may be of the group, the success measure or the consequence, in either language.
    fn found<'a>(&self, database: &'a Database) -> Vec<&'a FitRow> {
        let words: Vec<String> = self.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let has = |text: &str| -> Vec<bool> { words.iter().map(|word| text.contains(word.as_str())).collect() };
        let both = |name: &dyn Fn(Language) -> String| {
            [Language::Da, Language::En].map(|language| name(language) + " ").concat()
        };
        let mut of_groups: HashMap<(&str, &str), Vec<bool>> = HashMap::new();
        let mut of_consequences: HashMap<&str, Vec<bool>> = HashMap::new();
        let mut has_words = |row: &'a FitRow| {
            let of_group = of_groups.entry((&row.target_group, &row.success_measure)).or_insert_with(|| {
                let label = |language| group_label(database, &row.target_group, language).to_owned();
                let measure =
                    |language| measure_label(database, &row.target_group, &row.success_measure, language).to_owned();
                has(&format!("{}{}{} {}", both(&label), both(&measure), row.target_group, row.success_measure)
                    .to_lowercase())
            });
            let of_consequence = of_consequences.entry(&row.consequence).or_insert_with(|| {
                let label = |language| consequence_label(database, &row.consequence, language).to_owned();
                has(&format!("{}{}", both(&label), row.consequence).to_lowercase())
            });
            of_group.iter().zip(of_consequence.iter()).all(|(a, b)| *a || *b)
        };
        database.fits.iter().filter(|row| self.holds(database, row) && (words.is_empty() || has_words(row))).collect()
    }
}

/// The page.
pub fn page(site: &Site, query: &Query, language: Language) -> Markup {
    let database = site.database();
    let found = query.found(database);
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = query.page.min(pages);
    let here = code(language);
    let shown = found.iter().skip((page - 1) * PAGE).take(PAGE);
    let content = html! {
        (filters(site, query, language))
        p.small role="status" { (counted(found.len() as f64, ["regression", "regressioner"], ["regression", "regressions"], language)) "; " (say(language, "linket i en række fører til dens egen side", "the link in a row leads to its own page")) }
        div.wide-table tabindex="0" role="group" aria-label=(say(language, "Estimater", "Estimates")) { table {
            thead { tr { @for name in [say(language, "Konsekvens", "Consequence"), say(language, "År efter", "Year after"), say(language, "Estimat (95 %)", "Estimate (95 %)"), say(language, "Målgruppe", "Target group"), say(language, "Succesmål", "Success measure")] { th scope="col" { (name) } } } }
            tbody { @for row in shown { tr {
                th scope="row" { a href=(format!("/{here}/estimate/{}/{}/{}/{}/{}", row.target_group, row.subgroup, row.success_measure, row.consequence, row.follow_up_year)) { (consequence_label(database, &row.consequence, language)) } }
                td.number { (row.follow_up_year) }
                td.nowrap { (estimate_or_reason(site, row, language)) }
                td { (group_label(database, &row.target_group, language)) @if !foundation::keys::is_whole_group(&row.subgroup) { " · " (subgroup_label(database, &row.target_group, &row.subgroup, language)) } }
                td { (measure_label(database, &row.target_group, &row.success_measure, language)) }
            } } }
        } }
        p.small { (winners_curse(language)) }
        @if pages > 1 {
            nav.pages aria-label=(say(language, "Sider", "Pages")) {
                @if page > 1 { a href=(format!("?{}", query.address(page - 1))) { "← " (say(language, "Forrige", "Previous")) } }
                span { (page) " / " (pages) }
                @if page < pages { a href=(format!("?{}", query.address(page + 1))) { (say(language, "Næste", "Next")) " →" } }
            }
        }
    };
    let path = format!("/estimates?{}", query.address(page));
    framed(site, say(language, "Alle estimater", "All estimates"), &path, language, &content)
}

fn estimate_or_reason(site: &Site, row: &FitRow, language: Language) -> String {
    let mut estimates = site.database().estimates_of(row.comparison());
    let estimate = estimates.find(|one| one.consequence == row.consequence && one.follow_up_year == row.follow_up_year);
    said(&Year { year: row.follow_up_year, estimate, fit: row }, language)
}

fn filters(site: &Site, query: &Query, language: Language) -> Markup {
    let database = site.database();
    let areas = Area::ALL.iter().map(|area| (area.word(), area.label(language)));
    let statuses = std::iter::once(("significant", say(language, "signifikant", "significant"))).chain(
        Status::ALL.iter().map(|status| {
            let label = if *status == Status::Estimated {
                say(language, "estimeret, ikke signifikant", "estimated, not significant")
            } else {
                status.label(language)
            };
            (status.word(), label)
        }),
    );
    let choices = |name: &str, called: &str, chosen: &str, options: Vec<(&str, &str)>| {
        html! {
            div { label for=(name) { (called) }
            select id=(name) name=(name) {
                option value="" selected[chosen.is_empty()] { (say(language, "alle", "all")) }
                @for (word, label) in options { option value=(word) selected[word == chosen] { (label) } }
            } }
        }
    };
    html! {
        form.search method="get" role="search" {
            div { label for="q" { (say(language, "Søg efter ord", "Search for words")) } input #q name="q" value=(query.words) type="search"; }
            (groups(database, query, language))
            (choices("area", say(language, "Område", "Area"), &query.area, areas.collect()))
            (choices("status", say(language, "Status", "Status"), &query.status, statuses.collect()))
            button.primary { (say(language, "Vis", "Show")) }
        }
    }
}

/// The target groups, adults and children apart.
fn groups(database: &Database, query: &Query, language: Language) -> Markup {
    html! {
        div { label for="group" { (say(language, "Målgruppe", "Target group")) }
        select #group name="group" {
            option value="" selected[query.group.is_empty()] { (say(language, "alle", "all")) }
            @for domain in Domain::ALL {
                optgroup label=(domain.label(language)) {
                    @for row in database.target_groups.iter().filter(|row| row.domain == *domain) {
                        option value=(row.target_group) selected[row.target_group == query.group] { (group_label(database, &row.target_group, language)) }
                    }
                }
            }
        } }
    }
}
