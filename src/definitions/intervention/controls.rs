//! Whom participants are compared with.

use super::super::expression::{self, Expression};
use super::super::source::At;
use super::super::table::Table;

/// The source of controls.
#[derive(Debug, Clone)]
pub enum Controls {
    /// Everyone who meets a condition over a year's variables and does not participate. A person's year t = 0 is drawn among
    /// the years in which the condition holds, so that controls start as often in each year as participants do.
    Population(Expression),
    /// Persons whom a register lists, such as a random draw. The year of their row is t = 0.
    List {
        /// The register.
        register: At<String>,
        /// The condition on its rows.
        filter: Option<Expression>,
    },
    /// The participants of another intervention.
    Intervention(At<String>),
    /// Trials: the listed persons who were not assigned.
    NotAssigned,
}

impl Controls {
    /// Reads `[controls]`; there is none where the register of participants says who was assigned.
    pub fn read(top: &Table<'_>, assigned: bool) -> Option<Controls> {
        let report = top.report();
        let Some(table) = top.table("controls") else {
            if top.lacks("controls") && !assigned {
                report.mistake_with_hint(
                    top.place(),
                    "missing table `controls`",
                    "add `[controls]` with `population`, `list` or `intervention`, or `assigned` to `[participants]` of a trial",
                );
            }
            return assigned.then_some(Controls::NotAssigned);
        };
        let population = table.optional::<String>("population");
        let list = table.optional::<String>("list");
        let intervention = table.optional::<String>("intervention");
        let filter = table.optional::<String>("where");
        table.finish();
        if assigned {
            let hint = "remove `[controls]`, or `assigned` from `[participants]`";
            report.mistake_with_hint(table.place(), "`assigned` says who the controls are", hint);
        }
        if let Some(filter) = filter.as_ref().filter(|_| list.is_none()) {
            report.mistake_with_hint(
                &filter.place,
                "`where` of controls is for the rows of a `list`",
                "write the condition over a year's variables as `population`",
            );
        }
        match (population, list, intervention) {
            (Some(sql), None, None) => Some(Controls::Population(expression::expression(&sql, report))),
            (None, Some(register), None) => {
                let filter = filter.map(|at| expression::expression(&at, report));
                Some(Controls::List { register, filter })
            }
            (None, None, Some(other)) => Some(Controls::Intervention(other)),
            (population, list, intervention) => {
                let unread = ["population", "list", "intervention"].into_iter().any(|key| !table.lacks(key));
                let read = [population, list, intervention].into_iter().flatten().count();
                // A key with a value of the wrong kind has been reported.
                if read > 1 || !unread {
                    report.mistake_with_hint(
                        table.place(),
                        "controls come from one source",
                        "write one of `population = \"…\"` (SQL over a year's variables), `list = \"…\"` (a register) and \
                         `intervention = \"…\"` (another one's participants)",
                    );
                }
                None
            }
        }
    }
}
