//! Code tables: a CSV file beside a definition that maps thousands of codes to groups.
//!
//! Owns the form of such a file and its mistakes. A line gives the group of one code, of all codes that begin alike (`DF20*`), or of
//! all that begin with one of a range (`DF20-DF29`). Of several lines that hold a code, the one that names the most of it decides.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::code::CodeForm;
use crate::mistake::Report;
use crate::source::{At, Place, SourceFile};

/// The codes of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnCodes {
    /// Their form.
    pub form: CodeForm,
    /// Their groups, which SQL sees in their place.
    pub table: Option<CodeTable>,
}

/// The groups of codes.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeTable {
    file: Arc<SourceFile>,
    exact: BTreeMap<String, Arc<str>>,
    /// By length of what codes begin with: the first and last of it, and the group; sorted and apart.
    beginnings: BTreeMap<usize, Vec<(String, String, Arc<str>)>>,
}

/// Shows the groups alone: what a table means does not depend on its place.
impl std::fmt::Debug for CodeTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CodeTable").field(&self.exact).field(&self.beginnings).finish()
    }
}

/// A line of a code table.
struct Line<'t> {
    place: Place,
    code: &'t str,
    group: &'t str,
}

impl CodeTable {
    /// The file.
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// The group of a code in its normal form.
    pub fn group(&self, code: &str) -> Option<&Arc<str>> {
        self.exact.get(code).or_else(|| {
            self.beginnings.iter().rev().find_map(|(length, ranges)| {
                let beginning = code.get(..*length)?;
                let at = ranges.partition_point(|(first, ..)| first.as_str() <= beginning);
                let (_, last, group) = ranges.get(at.checked_sub(1)?)?;
                (beginning <= last.as_str()).then_some(group)
            })
        })
    }

    /// The groups, each once.
    pub fn groups(&self) -> Vec<&str> {
        let ranges = self.beginnings.values().flatten().map(|(.., group)| group);
        let mut groups: Vec<&str> = self.exact.values().chain(ranges).map(|group| &**group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The codes that stand in the table as a whole, with their groups.
    pub fn whole_codes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.exact.iter().map(|(code, group)| (code.as_str(), &**group))
    }

    /// What codes begin with, by length, the longest first: first and last of a range, and the group.
    pub fn beginnings_of_length(&self) -> impl Iterator<Item = (usize, Vec<(&str, &str, &str)>)> {
        self.beginnings.iter().rev().map(|(length, ranges)| {
            let range = ranges.iter().map(|(first, last, group)| (first.as_str(), last.as_str(), &**group));
            (*length, range.collect())
        })
    }

    /// A code of a group: for rows that are made up.
    pub fn code_of(&self, group: &str) -> Option<&str> {
        let exact = self.exact.iter().find(|(_, known)| &***known == group).map(|(code, _)| code.as_str());
        let beginning = || {
            let mut ranges = self.beginnings.values().flatten();
            ranges.find(|(.., known)| &**known == group).map(|(first, ..)| first.as_str())
        };
        exact.or_else(beginning)
    }

    /// Reads a table for codes of a form. Mistakes are reported with their lines.
    pub fn read(written: &At<String>, file: &Arc<SourceFile>, form: CodeForm, report: &Report) -> CodeTable {
        let mut table = CodeTable { file: Arc::clone(file), exact: BTreeMap::new(), beginnings: BTreeMap::new() };
        let first = file.text.lines().next().unwrap_or("");
        let Some(separator) = separator(first) else {
            report.mistake_with_hint(
                &place(file, 0, first.len()),
                "a code table begins with the names of its columns, `code` and `group`",
                "write the first line as `code,group`, or with `;` in place of every comma",
            );
            return table;
        };
        let mut rows = csv::ReaderBuilder::new();
        let rows = rows.delimiter(separator).flexible(true).trim(csv::Trim::All);
        let mut lines = 0;
        for row in rows.from_reader(file.text.as_bytes()).records().flatten() {
            let begin = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let text = file.text.get(begin..).unwrap_or("");
            let blank = text.len() - text.trim_start_matches(['\r', '\n']).len();
            let length = text.get(blank..).and_then(|text| text.lines().next()).map_or(0, str::len);
            let place = place(file, begin + blank, begin + blank + length);
            lines += 1;
            let (code, group) = (row.get(0).unwrap_or(""), row.get(1).unwrap_or(""));
            table.add(&Line { place, code, group }, form, report);
        }
        if lines == 0 {
            report.mistake(&written.place, format!("{} has no code", written.value));
        }
        table.sort(file, report);
        table
    }

    fn add(&mut self, line: &Line<'_>, form: CodeForm, report: &Report) {
        if line.code.is_empty() || line.group.is_empty() {
            let missing = if line.code.is_empty() { "code" } else { "group" };
            report.mistake(&line.place, format!("the line has no {missing}"));
            return;
        }
        if let Some(beginning) = line.code.strip_suffix('*') {
            self.range(line, beginning, beginning, report);
        } else if let Some((first, last)) = line.code.split_once('-') {
            self.range(line, first.trim(), last.trim(), report);
        } else {
            match form.normal(line.code, |_| {}) {
                Ok(Some(code)) => {
                    if let Some(known) = self.exact.insert(code.to_string(), line.group.into()) {
                        let message = format!("code `{code}` is in the table before, in group `{known}`");
                        report.mistake_with_hint(&line.place, message, "leave one of the two lines out");
                    }
                }
                _ => {
                    let width = form.width.map_or_else(String::new, |width| width.to_string());
                    report.mistake(
                        &line.place,
                        format!("`{}` has more than the {width} digits of the column", line.code),
                    );
                }
            }
        }
    }

    fn range(&mut self, line: &Line<'_>, first: &str, last: &str, report: &Report) {
        let (first, last) = (first.to_uppercase(), last.to_uppercase());
        if first.is_empty() || first.chars().count() != last.chars().count() || first > last {
            let message = format!("`{}` is not a range of beginnings of codes", line.code);
            let hint = "write the first and the last beginning with the same number of characters, such as `DF20-DF29`";
            report.mistake_with_hint(&line.place, message, hint);
        } else {
            self.beginnings.entry(first.len()).or_default().push((first, last, line.group.into()));
        }
    }

    /// Sorts the ranges, and reports two that share a code.
    fn sort(&mut self, file: &Arc<SourceFile>, report: &Report) {
        for ranges in self.beginnings.values_mut() {
            ranges.sort();
            for pair in ranges.windows(2) {
                if let [(_, last, one), (first, _, other)] = pair
                    && first <= last
                {
                    let message = format!("codes that begin with `{first}` are in two ranges: `{one}` and `{other}`");
                    report.mistake(&line_of(file, first), message);
                }
            }
        }
    }
}

/// The last line that has a beginning.
fn line_of(file: &Arc<SourceFile>, beginning: &str) -> Place {
    let mut from = 0;
    let mut found = place(file, 0, 0);
    for line in file.text.split_inclusive('\n') {
        if line.to_uppercase().contains(beginning) {
            found = place(file, from, from + line.trim_end().len());
        }
        from += line.len();
    }
    found
}

fn place(file: &Arc<SourceFile>, from: usize, to: usize) -> Place {
    Place { file: Arc::clone(file), span: from..to }
}

/// The separator of a first line with the columns of a code table; further columns are not read.
fn separator(line: &str) -> Option<u8> {
    let line = line.trim_start_matches('\u{feff}');
    let names = |separator: &u8| {
        let mut cells = line.split(char::from(*separator)).map(|cell| cell.trim().trim_matches('"').to_lowercase());
        cells.next().as_deref() == Some("code") && cells.next().as_deref() == Some("group")
    };
    [b',', b';', b'\t'].into_iter().find(names)
}

/// The file of a table that lies beside a definition.
///
/// # Errors
/// The reason why it can't be read.
pub fn open(definition: &Path, path: &str) -> Result<Arc<SourceFile>, String> {
    if Path::new(path).components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(format!("`{path}` is not below the folder of the definition"));
    }
    let path = definition.parent().unwrap_or(Path::new("")).join(path);
    let reason = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("no such file: {}", path.display()),
        std::io::ErrorKind::InvalidData => format!("{} is not text in UTF-8", path.display()),
        _ => format!("{} can't be read: {error}", path.display()),
    };
    let text = std::fs::read_to_string(&path).map_err(reason)?;
    Ok(Arc::new(SourceFile { path, text }))
}
