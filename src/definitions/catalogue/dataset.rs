//! The paths of a definition beside the names of the datasets that are delivered.
//!
//! A path is held against the names of each covered year, with `{year}` as that year. A year needs one dataset: none is a path that finds
//! nothing, several are rows that count several times unless the register's `where` chooses among them.

use std::collections::BTreeSet;

use super::comparison::Comparison;
use super::name::register_name;
use crate::register::{AsOf, Role};
use foundation::words::Label;

/// A form of dataset names, such as `UDDA{year}09`, and the years of which there are such datasets.
struct Form<'a> {
    name: &'a str,
    first: Option<i32>,
    last: Option<i32>,
}

/// The forms of a catalogue's text, such as `UDDA{year}12 -2007; UDDA{year}09 2008-`.
fn forms(text: &str) -> Vec<Form<'_>> {
    text.split(';').filter_map(form_of).collect()
}

fn form_of(text: &str) -> Option<Form<'_>> {
    let mut words = text.split_whitespace();
    let name = words.next()?;
    let years = words.next().and_then(|years| years.split_once('-'));
    let (first, last) = years.map_or((None, None), |(first, last)| (first.parse().ok(), last.parse().ok()));
    Some(Form { name, first, last })
}

impl Form<'_> {
    /// The name of the dataset of a year, if there is one.
    fn of_year(&self, year: i32) -> Option<String> {
        let is_there = self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last);
        is_there.then(|| self.name.replace("{year}", &year.to_string()))
    }
}

/// The pattern of a file's name in a path, in capitals, with `*` for any part: without the ending, and without what tells parts or
/// deliveries of one dataset apart (`bef1999_2`, `bef{year}12_v{delivery}`).
fn name_pattern(path: &str, year: Option<i32>) -> String {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.split('.').next().unwrap_or(stem);
    let year = year.map_or_else(|| "{year}".to_owned(), |year| year.to_string());
    let stem = stem.replace("{year}", &year).replace("{delivery}", "*").to_uppercase();
    let is_suffix = |text: &str| {
        let text = text.strip_prefix('V').unwrap_or(text);
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '*')
    };
    let split = stem.rsplit_once(['_', '-']).filter(|(name, suffix)| {
        is_suffix(suffix) && name.ends_with(|c: char| c.is_ascii_digit() || c == '*') || *name == "PART"
    });
    match split {
        // Parts of a folder have no name of a dataset.
        Some(("PART", _)) => "*".to_owned(),
        Some((name, _)) => name.to_owned(),
        None => stem,
    }
}

/// Whether a name fits a pattern with `*` for any part.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| name.get(at..).is_some_and(|name| fits(rest, name)))
        }),
    }
}

/// A name whose digits at the end are any: those of another delivery of a dataset that comes whole.
fn any_delivery(pattern: &str) -> String {
    let name = pattern.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.len() < pattern.len() { format!("{name}*") } else { pattern.to_owned() }
}

impl Comparison<'_> {
    /// Paths that find no dataset, years without any, and years with several.
    pub(super) fn datasets(&mut self) {
        let known = self.known;
        let forms = forms(&known.dataset);
        if forms.is_empty() || self.found.iter().any(|found| found.code == "delivery") {
            return;
        }
        for path in &self.register.files.value {
            if register_name(path) != known.register.to_uppercase() {
                let (of, named) = (&known.register, register_name(path));
                let sentence = Label {
                    da: format!("`{path}` er ikke en sti til {of}: den nævner {named}"),
                    en: format!("`{path}` is not a path of {of}: it names {named}"),
                };
                return self.report("files", "dataset", sentence);
            }
        }
        if self.is_by_year() { self.yearly(&forms) } else { self.whole(&forms) }
    }

    fn whole(&mut self, forms: &[Form<'_>]) {
        let register = self.register;
        let finds = |path: &&String| {
            let pattern = any_delivery(&name_pattern(path, None));
            forms.iter().any(|form| fits(&pattern, &form.name.to_uppercase()))
        };
        if let Some(path) = register.files.iter().find(|path| !finds(path)) {
            let names: Vec<&str> = forms.iter().map(|form| form.name).collect();
            self.report("files", "dataset", finds_none(path, &self.known.register, &names));
        }
    }

    fn yearly(&mut self, forms: &[Form<'_>]) {
        let (known, register) = (self.known, self.register);
        let is_known =
            |year: &i32| known.first.is_none_or(|first| first <= *year) && known.last.is_none_or(|last| *year <= last);
        let years: Vec<i32> = register.file_years().into_iter().filter(is_known).collect();
        let in_year = |year: i32| forms.iter().filter_map(|form| form.of_year(year)).collect::<Vec<String>>();
        let found_by = |path: &str, year: i32| {
            let pattern = name_pattern(path, Some(year));
            in_year(year).into_iter().filter(|name| fits(&pattern, &name.to_uppercase())).collect::<BTreeSet<String>>()
        };
        if let Some(year) = years.last()
            && let Some(path) =
                register.files.iter().find(|path| years.iter().all(|year| found_by(path, *year).is_empty()))
        {
            let names = in_year(*year);
            return self.report("files", "dataset", finds_none(path, &known.register, &names));
        }
        for year in years {
            let (all, found) = (in_year(year), found_in(&register.files.value, |path| found_by(path, year)));
            let sentence = match found.len() {
                0 if !all.is_empty() => {
                    let Label { da, en } = named(&all);
                    Label {
                        da: format!("ingen sti finder et datasæt af {year}: {da}"),
                        en: format!("no path finds a dataset of {year}: {en}"),
                    }
                }
                0 | 1 => continue,
                _ if register.filter.is_some() => continue,
                count => {
                    let found = found.into_iter().collect::<Vec<String>>().join(", ");
                    Label {
                        da: format!(
                            "stierne finder {count} datasæt af {year}, {found}: nævn ét, eller vælg rækker med `where`"
                        ),
                        en: format!(
                            "the paths find {count} datasets of {year}, {found}: name one, or choose rows by `where`"
                        ),
                    }
                }
            };
            return self.report("files", "dataset", sentence);
        }
        self.status_day(forms);
    }

    /// A population of the end of a month: that of December is of 31 December, which `as_of = "end"` says.
    fn status_day(&mut self, forms: &[Form<'_>]) {
        let register = self.register;
        let is_population = register.role.as_ref().is_some_and(|role| role.value == Role::Population);
        let Some(year) = register.file_years().last().copied().filter(|_| is_population && register.filter.is_none())
        else {
            return;
        };
        let patterns: Vec<String> = register.files.iter().map(|path| name_pattern(path, Some(year))).collect();
        for form in forms {
            let Some(name) = form.of_year(year) else { continue };
            let Some((_, month)) = form.name.split_once("{year}").filter(|(_, month)| month.len() == 2) else {
                continue;
            };
            if !patterns.iter().any(|pattern| fits(pattern, &name.to_uppercase())) {
                continue;
            }
            if month != "12" {
                let sentence = Label {
                    da: format!("{name} er af den sidste dag i måned {month}; en befolkning læses ved årsskiftet"),
                    en: format!(
                        "{name} is of the last day of month {month}; a population is read of the turn of a year"
                    ),
                };
                self.report("files", "status_day", sentence);
            } else if register.as_of.value == AsOf::Start {
                let sentence = Label {
                    da: format!("{name} er af 31. december; definitionen siger `as_of = \"start\"`"),
                    en: format!("{name} is of 31 December; the definition declares `as_of = \"start\"`"),
                };
                self.report("as_of", "status_day", sentence);
            }
        }
    }
}

fn found_in(paths: &[String], found: impl Fn(&str) -> BTreeSet<String>) -> BTreeSet<String> {
    paths.iter().flat_map(|path| found(path)).collect()
}

fn named<T: AsRef<str>>(names: &[T]) -> Label {
    let listed: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match listed.as_slice() {
        [one] => Label { da: format!("det hedder {one}"), en: format!("it is named {one}") },
        several => {
            let names = several.join(", ");
            Label { da: format!("de hedder {names}"), en: format!("they are named {names}") }
        }
    }
}

fn finds_none<T: AsRef<str>>(path: &str, register: &str, names: &[T]) -> Label {
    let Label { da, en } = named(names);
    Label {
        da: format!("`{path}` finder intet datasæt af {register}: {da}"),
        en: format!("`{path}` finds no dataset of {register}: {en}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{fits, name_pattern};

    #[test]
    fn paths_find_datasets_by_their_names() {
        for (path, name, found) in [
            ("bef/bef{year}12.parquet", "BEF201012", true),
            ("bef/bef{year}.parquet", "BEF201012", false),
            ("bef/bef{year}*.parquet", "BEF201003", true),
            ("bef/year={year}/*{year}12*.parquet", "BEF201012", true),
            ("bef/year={year}/*{year}12*.parquet", "BEF201003", false),
            ("bef/year={year}/*.parquet", "BEF201003", true),
            ("bef/year={year}/part-*.parquet", "BEF201003", true),
            ("bef/bef{year}12_v{delivery}.parquet", "BEF201012", true),
            ("bef/bef{year}_*.parquet", "BEF2010", true),
            ("herb_forsorg_mv_f/herb_forsorg_mv_f{delivery}.parquet", "HERB_FORSORG_MV_F2025", true),
            ("dod/year=*/*dod{delivery}.parquet", "DOD2025", true),
        ] {
            assert_eq!(fits(&name_pattern(path, Some(2010)), name), found, "{path} {name}");
        }
    }
}
