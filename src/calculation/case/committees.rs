//! How each payer's result falls on its committees.

use std::collections::BTreeMap;

use super::declared::committees as declared;
use super::declared::read;
use super::inputs::{Committees, Consequence, Cost, Split, SplitOf};
use foundation::words::Payer;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// What listings call amounts that no split covers, in both languages.
const WORDS_FOR_THE_REST: [&str; 2] = ["ikke fordelt", "not split"];

/// `[committees]` as written.
pub struct CommitteesSection {
    names: Vec<String>,
    splits: Vec<SplitSection>,
}

struct SplitSection {
    payer: At<Payer>,
    of: At<SplitOf>,
    shares: Vec<f64>,
}

impl CommitteesSection {
    /// Reads `[committees]`.
    pub fn read(table: &Table<'_>) -> Option<CommitteesSection> {
        let report = table.report();
        let names = read::texts(table, &declared::NAMES);
        let splits = table.tables("split");
        table.finish();
        let names = names?;
        if names.is_empty() {
            report.mistake_with_hint(&names.place, "`names` names no committee", "name some, or remove `[committees]`");
        }
        for name in names.iter().filter(|name| WORDS_FOR_THE_REST.contains(&name.to_lowercase().trim())) {
            let message = format!("`{name}` is what the results call amounts without a committee");
            report.mistake_with_hint(&names.place.within(name), message, "give the committee another name");
        }
        for (position, name) in names.iter().enumerate() {
            if names.iter().take(position).any(|earlier| earlier == name) {
                report.mistake(&names.place.within(name), format!("`{name}` is listed twice"));
            }
        }
        let splits: Vec<SplitSection> =
            splits.iter().filter_map(|split| SplitSection::read(split, &names.value)).collect();
        for (position, split) in splits.iter().enumerate() {
            if splits.iter().take(position).any(|earlier| earlier.payer == split.payer && earlier.of == split.of) {
                report.mistake(&split.of.place, format!("`{}` of {} is split twice", split.of, split.payer));
            }
        }
        Some(CommitteesSection { names: names.value, splits })
    }

    /// Holds what is split against what the case has, and puts the general before the special.
    pub fn resolve(
        &self,
        consequences: &[Consequence],
        during: &[super::inputs::During],
        costs: &[&Cost],
        report: &Report,
    ) -> Committees {
        let consequences = consequences.iter().map(|c| c.id.as_str()).chain(during.iter().map(|d| &*d.consequence));
        let items: Vec<&str> = consequences.chain(costs.iter().map(|cost| cost.written())).collect();
        for split in &self.splits {
            let of = &split.of;
            if !of.is_heading() && !items.contains(&of.word()) {
                let headings: Vec<SplitOf> = SplitOf::headings().collect();
                let known = headings.iter().map(SplitOf::word).chain(items.iter().copied());
                report.unknown(&of.place, "heading, consequence or cost", of.word(), known);
            }
        }
        let mut sorted: Vec<&SplitSection> = self.splits.iter().collect();
        sorted.sort_by_key(|split| split.of.rank());
        let split = |w: &SplitSection| Split { payer: w.payer.value, of: w.of.value.clone(), shares: w.shares.clone() };
        Committees { names: self.names.clone(), splits: sorted.into_iter().map(split).collect() }
    }
}

impl SplitSection {
    fn read(table: &Table<'_>, names: &[String]) -> Option<SplitSection> {
        let report = table.report();
        let payer = read::word(table, &declared::PAYER);
        let of = read::value::<String>(table, &declared::OF).map(|of| of.map(|word| SplitOf::named(&word)));
        let shares = read::value::<BTreeMap<String, f64>>(table, &declared::SHARES);
        table.finish();
        let shares = shares?;
        for (name, share) in &shares.value {
            if !names.contains(name) {
                let known = names.iter().map(String::as_str);
                report.unknown(&shares.place.within(name), "committee", name, known);
            }
            super::checks::check_rate(name, &At { value: *share, place: shares.place.within(name) }, report);
        }
        let sum: f64 = shares.value.values().sum();
        if (sum - 1.0).abs() > 1e-9 {
            report.mistake_with_hint(
                &shares.place,
                format!("the shares add up to {}, not to 1", (sum * 1e9).round() / 1e9),
                "every krone falls on one committee: write all shares, such as 0.25 and 0.75",
            );
        }
        let (payer, of) = (payer?, of?);
        // A committee that a split does not name has no share of it.
        let shares = names.iter().map(|name| shares.get(name).copied().unwrap_or(0.0)).collect();
        Some(SplitSection { payer, of, shares })
    }
}
