//! Interventions: their registers, variables and consequences exist, and their SQL fits the columns that it reads.

use super::ids::{known, unique};
use super::{persons, target_groups};
use crate::coverage::available;
use crate::day::CALENDAR;
use crate::intervention::Intervention;
use crate::intervention::balance::BalanceVariable;
use crate::intervention::controls::Controls;
use crate::mistake::Report;
use crate::register::Register;
use crate::set::Definitions;
use crate::source::{At, Place};
use crate::variable::Variable;
use sql::ResultKind;

pub(super) fn check(all: &Definitions, intervention: &Intervention, report: &Report) {
    if let Some(group) = all.target_group(&intervention.id) {
        let message = format!("`{}` is a target group too, at {}", intervention.id, group.id.place);
        report.mistake_with_hint(&intervention.id.place, message, "the tables of a release tell both apart by name");
    }
    let participants = &intervention.participants;
    if let Some(register) = rows_of(all, &participants.register, report) {
        let rows = register.condition_columns();
        let conditions = [&participants.filter, &participants.completed, &participants.assigned];
        conditions.into_iter().flatten().for_each(|sql| sql.check(&rows, ResultKind::Condition, report));
        if let Some(site) = &participants.site {
            site.check(&rows, ResultKind::Number, report);
        }
    }
    check_controls(all, intervention, report);
    let variables = || all.variables.iter().map(|v| &v.id);
    unique("balanced variable", intervention.balance.iter().map(|of| &of.id), report);
    intervention.balance.iter().for_each(|of| known(&of.used.variable, "variable", variables(), report));
    let consequences = intervention.consequences.iter().chain(intervention.placebos.iter().map(|of| &of.consequence));
    consequences.for_each(|id| known(id, "consequence", all.consequences.iter().map(|c| &c.id), report));
    for placebo in &intervention.placebos {
        let of_consequence = all.consequence(&placebo.consequence).map(|consequence| &consequence.variable.value);
        let balanced = |year: i32| {
            let is_same =
                |of: &&BalanceVariable| of_consequence == Some(&of.used.variable.value) && of.used.years.contains(year);
            intervention.balance.iter().find(is_same)
        };
        // A change is zero by construction if both of its years are balanced.
        let of_baseline = intervention.baseline_year().is_none_or(|year| balanced(year).is_some());
        if let Some(balanced) = balanced(placebo.year).filter(|_| of_baseline) {
            report.mistake_with_hint(
                &placebo.consequence.place,
                format!("`{}` is balanced in the placebo's year: its difference is zero by construction", balanced.id),
                "choose a year or a consequence that the design does not balance",
            );
        }
    }
    check_coverage(all, intervention, report);
    persons::check(all, &intervention.persons, persons::TestPersonOwner::Intervention, report);
}

/// What selects and balances persons must be known for every year of start: otherwise some participants would have no controls.
fn check_coverage(all: &Definitions, intervention: &Intervention, report: &Report) {
    let years = &intervention.participants.years;
    if years.value.first > years.value.last
        || !(CALENDAR.contains(&years.value.first) && CALENDAR.contains(&years.value.last))
    {
        return;
    }
    let lacks = |variable: &Variable, from: i32, to: i32| {
        let mut needed = years.value.iter().flat_map(|t0| (t0 + from)..=(t0 + to));
        needed.find(|year| !available(all, variable, *year))
    };
    let mistake = |place: &Place, name: &str, year: i32| {
        let message = format!("the registers of `{name}` do not cover {year}, which participants of these years need");
        report.mistake_with_hint(place, message, "name later or fewer years in `[participants]`");
    };
    let known = |variable: &Variable| variable.from.iter().all(|source| all.register(&source.register).is_some());
    let rows = [Some(&intervention.rows.starts), intervention.rows.listed.as_ref()];
    for variable in rows.into_iter().flatten().filter(|variable| known(variable)) {
        if let Some(year) = lacks(variable, 0, 0) {
            mistake(&years.place, variable.from.first().map_or("", |of| of.register.value.as_str()), year);
        }
    }
    for of in &intervention.balance {
        if let Some(variable) = all.variable(&of.used.variable).filter(|variable| known(variable))
            && let Some(year) = lacks(variable, of.used.years.first, of.used.years.last)
        {
            mistake(&of.used.variable.place, &of.used.variable, year);
        }
    }
    if let Controls::Population(sql) = &intervention.controls {
        for variable in sql.columns.iter().filter_map(|name| all.variable(name)).filter(|variable| known(variable)) {
            if let Some(year) = lacks(variable, 0, 0) {
                mistake(&sql.text.place.within(&variable.id), &variable.id, year);
            }
        }
    }
    if all.population().is_some()
        && let Some(year) = years.value.iter().find(|year| !all.lists(*year))
    {
        mistake(&years.place, "the population", year);
    }
}

fn check_controls(all: &Definitions, intervention: &Intervention, report: &Report) {
    match &intervention.controls {
        Controls::Population(sql) => target_groups::check_over_year(all, sql, report),
        Controls::List { register, filter } => {
            let register = rows_of(all, register, report);
            if let (Some(register), Some(filter)) = (register, filter) {
                filter.check(&register.condition_columns(), ResultKind::Condition, report);
            }
        }
        Controls::Intervention(other) => {
            known(other, "intervention", all.interventions.iter().map(|i| &i.id), report);
            if other.value == intervention.id.value {
                report.mistake(&other.place, "an intervention's own participants cannot be its controls");
            }
        }
        Controls::NotAssigned => {}
    }
}

/// A register of which every row is a person's start: of events or spells.
fn rows_of<'a>(all: &'a Definitions, id: &At<String>, report: &Report) -> Option<&'a Register> {
    let Some(register) = all.register(id) else {
        known(id, "register", all.registers.iter().map(|r| &r.id), report);
        return None;
    };
    if !register.kind.timing().has_day() {
        report.mistake_with_hint(
            &id.place,
            format!("`{id}` is a register of kind `{}`: its rows have no day of start", register.kind.word()),
            "name a register of kind `event` or `spell`",
        );
        return None;
    }
    Some(register)
}
