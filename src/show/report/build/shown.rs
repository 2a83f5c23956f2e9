//! What the report of a build shows, with the labels of its groups and measures.

use maud::{Markup, html};

use crate::say;
use foundation::tables::Database;
use foundation::tables::audit::{AttritionRow, AuditFitRow, DisclosureRow, ReadingRow};
use foundation::tables::published::SuccessMeasureRow;
use foundation::tables::truth::TruthRow;
use foundation::words::{Direction, Language};
use release::knowledge::Diff;

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The published tables.
    pub database: &'a Database,
    /// Every fit.
    pub fits: &'a [AuditFitRow],
    /// Those of the published specification.
    pub published: &'a [&'a AuditFitRow],
    /// From the population to the cohorts.
    pub attrition: &'a [AttritionRow],
    /// What was counted while extracts were read.
    pub reading: &'a [ReadingRow],
    /// The decisions of disclosure control.
    pub disclosure: &'a [DisclosureRow],
    /// The planted truth, of synthetic extracts.
    pub truth: &'a [TruthRow],
    /// The difference from the release before.
    pub since: Option<&'a Diff>,
}

impl<'a> Report<'a> {
    /// A target group's label.
    pub(super) fn group(&self, group: &'a str, language: Language) -> &'a str {
        let row = self.database.target_groups.iter().find(|row| row.target_group == group);
        row.map_or(group, |row| row.label().get(language))
    }

    /// A success measure's label.
    pub(super) fn measure(&self, group: &str, measure: &'a str, language: Language) -> &'a str {
        let is = |row: &&SuccessMeasureRow| row.target_group == group && row.success_measure == measure;
        let row = self.database.success_measures.iter().find(is);
        row.map_or(measure, |row| row.label().get(language))
    }

    /// The sign that the qualification of a group and a consequence expects.
    pub(super) fn expected(&self, group: &str, consequence: &str) -> Option<Direction> {
        let mut rows = self.database.qualifications.iter();
        rows.find(|row| row.target_group == group && row.consequence == consequence).map(|row| row.expected)
    }
}

/// A part of an id that no other chart of the page has.
pub(super) fn id(parts: &[&str]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    parts.join("-").chars().map(plain).collect()
}

/// That the page stays in the secure room, and that its figures are synthetic where they are.
pub(super) fn warning(report: &Report<'_>, language: Language) -> Markup {
    html! {
        p.warning {
            (say(
                language,
                "Denne side viser revisionens tal, også små, og bliver i det sikre rum.",
                "This page shows the audit's figures, small ones too, and stays in the secure room.",
            ))
            @if report.database.synthetic {
                " " strong {
                    (say(
                        language,
                        "Bygget på syntetiske udtræk. Tallene siger intet om Danmark.",
                        "Made from synthetic extracts. The figures say nothing about Denmark.",
                    ))
                }
            }
        }
    }
}
