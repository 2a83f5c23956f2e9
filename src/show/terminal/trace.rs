//! The trace of one estimate as text.

use std::fmt::Write;

use crate::control_group::{facts, lots, warnings};
use crate::paragraph::paragraph;
use crate::remarks;
use calculation::calculator::CaseResult;
use calculation::calculator::result::{Heading, Line};
use calculation::case::Inputs;
use foundation::words::{GroupKind, Language};
use release::knowledge::{Id, Trace};

/// The lines of a case's result that contain the estimate: its consequence, in the calendar years of its follow-up year.
pub fn lines(id: &Id, inputs: &Inputs, result: &CaseResult) -> Vec<Line> {
    let group = &inputs.group;
    let of_group = group.target_group == id.target_group
        && group.subgroup == id.subgroup
        && group.success_measure == id.success_measure;
    let years: Vec<i32> = result.people.iter().map(|people| people.year + id.follow_up_year - 1).collect();
    let holds = |line: &&Line| {
        matches!(line.heading, Heading::Area(_)) && line.item == id.consequence && years.contains(&line.year)
    };
    result.lines.iter().filter(holds).filter(|_| of_group).cloned().collect()
}

/// The trace, step by step.
pub fn text(trace: &Trace, lines: &[Line]) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = write(&mut text, trace, lines);
    text
}

fn write(text: &mut String, trace: &Trace, lines: &[Line]) -> std::fmt::Result {
    let fit = &trace.fit;
    writeln!(
        text,
        "{} / {} / {} / {} / year {}",
        fit.target_group, fit.subgroup, fit.success_measure, fit.consequence, fit.follow_up_year
    )?;
    for line in lines {
        writeln!(text, "  case: {} {} {:.0} kr. before discounting", line.year, line.payer, line.undiscounted)?;
    }
    writeln!(text, "release {}, built by version {}", trace.release, trace.program)?;
    match &trace.estimate {
        Some(e) => {
            writeln!(
                text,
                "estimate {} (standard error {}, 95 % interval {} to {}, p = {:.2e}, df = {}, {})",
                e.estimate, e.standard_error, e.lower, e.upper, e.p, e.df, e.covariance
            )?;
            let count = |n: Option<i64>| n.map_or("held back".to_owned(), |n| n.to_string());
            let [success, others] = match trace.control_group {
                Some(_) => ["participants", "effective controls"],
                None => ["success", "non-success"],
            };
            writeln!(
                text,
                "  persons: {} {success}, {} {others}; entered {} to {}",
                count(e.n_success),
                count(e.n_non_success),
                e.first_entry_year,
                e.last_entry_year
            )?;
            if let Some(shares) = remarks::after_breaks(e, Language::En) {
                writeln!(text, "  share of person-years from each break: {shares}")?;
            }
            if e.against_expectation == Some(true) {
                writeln!(text, "  against expectation: the sign is the opposite of what the qualification expects")?;
            }
        }
        None => writeln!(text, "no published estimate")?,
    }
    let reason = fit.reason.map(|rule| format!(" ({rule})")).unwrap_or_default();
    writeln!(
        text,
        "regression: {}{reason}, {}",
        fit.status,
        if fit.significant { "significant" } else { "not significant" }
    )?;
    control_group(text, trace)?;
    for price in &trace.prices {
        let whom = price.target_group.as_deref().unwrap_or("all target groups");
        let said = format!(
            "price in {}: kommune {}, region {}, stat {} kr. ({whom}; {})",
            price.price_year, price.kommune_kr, price.region_kr, price.stat_kr, price.source
        );
        write!(text, "{}", paragraph("", &said))?;
    }
    for cohort in &trace.cohorts {
        let persons = cohort.persons.map_or("held back".to_owned(), |n| n.to_string());
        match trace.control_group {
            Some(_) => writeln!(text, "{}: {persons}", cohort.arm.label_in(GroupKind::Intervention, Language::En))?,
            None => writeln!(text, "cohort {}: {persons} persons", cohort.arm)?,
        }
    }
    match &trace.audit {
        Some(audit) => {
            writeln!(text, "audit (stays in the secure room):")?;
            for step in &audit.attrition {
                writeln!(text, "  {:>2} {} {}", step.step, step.name, step.persons)?;
            }
            for fit in &audit.fits {
                writeln!(
                    text,
                    "  {}: {}, n = {} + {}, users {} + {}{}{}",
                    fit.specification,
                    fit.status,
                    fit.n_success,
                    fit.n_non_success,
                    fit.users_success,
                    fit.users_non_success,
                    fit.rank.map(|rank| format!(", rank {rank}")).unwrap_or_default(),
                    fit.dropped.as_ref().map(|dropped| format!(", dropped {dropped}")).unwrap_or_default()
                )?;
            }
            for row in &audit.disclosure {
                let reason = row.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
                writeln!(text, "  disclosure control, {} of {}: {}{reason}", row.part, row.table, row.decision)?;
            }
        }
        None => writeln!(text, "no audit beside the release")?,
    }
    for definition in &trace.definitions {
        writeln!(text, "definition {} {}", definition.entry, definition.blake3)?;
        match &definition.text {
            Some(said) => said.trim_end().lines().try_for_each(|line| writeln!(text, "  | {line}"))?,
            None => writeln!(text, "  (changed or missing in the folder of definitions)")?,
        }
    }
    for extract in &trace.extracts {
        let rows = extract.rows.map(|rows| format!(" ({rows} rows)")).unwrap_or_default();
        writeln!(text, "extract {} {}{rows} {}", extract.register, extract.name, extract.blake3)?;
    }
    Ok(())
}

/// Of an intervention, how its control group was made.
fn control_group(text: &mut String, trace: &Trace) -> std::fmt::Result {
    let Some(of) = &trace.control_group else { return Ok(()) };
    writeln!(text, "control group:")?;
    for (name, value) in facts(of, Language::En) {
        write!(text, "{}", paragraph("  ", &format!("{name}: {value}")))?;
    }
    for warning in warnings(of, Language::En) {
        write!(text, "{}", paragraph("  ", &warning))?;
    }
    for row in &of.balance {
        let shown = |x: Option<f64>| x.map_or_else(|| "held back".to_owned(), |x| format!("{x:.2}"));
        let (before, after) = (shown(row.difference_before), shown(row.difference));
        writeln!(text, "  balance of {}: {before} before, {after} after", row.variable)?;
    }
    if let Some(listing) = lots(of, &str::to_owned, Language::En) {
        for row in &listing.rows {
            let cells = listing.headers.iter().zip(row).skip(2).map(|((header, _), cell)| format!("{header} {cell}"));
            let said = format!("lot: {}", cells.collect::<Vec<_>>().join(", "));
            write!(text, "{}", paragraph("  ", &said))?;
        }
    }
    Ok(())
}
