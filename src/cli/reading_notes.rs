//! The notes of a build on what it has read, on standard error: few lines, or all of them with `--full`.

use std::collections::BTreeSet;

use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::Counted;
use foundation::tables::reading_sentence::CountedCause;
use foundation::words::Language;

use super::output::counted;

/// The most notes of a common kind that are each on a line of their own.
const FEW: usize = 3;

/// Kinds of notes of which a catalogue has many. Other notes are always shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CommonKind {
    BadRows,
    UnmetConditions,
    EmptyYears,
}

impl CommonKind {
    fn of(cause: &CountedCause<'_>) -> Option<CommonKind> {
        match cause.counted()? {
            Counted::Bad(..) => Some(CommonKind::BadRows),
            Counted::Unmet(..) => Some(CommonKind::UnmetConditions),
            Counted::EmptyYear(..) => Some(CommonKind::EmptyYears),
            _ => None,
        }
    }

    /// All notes of the kind as one.
    fn sentence(self, causes: &[&CountedCause<'_>]) -> String {
        let registers: BTreeSet<&str> = causes.iter().map(|cause| cause.register()).collect();
        let registers = counted(registers.len(), "register", "registers");
        match self {
            CommonKind::BadRows => {
                let rows: i64 = causes.iter().map(|cause| cause.count()).sum();
                format!("{} left out in {registers}", counted(rows.unsigned_abs() as usize, "bad row", "bad rows"))
            }
            CommonKind::UnmetConditions => format!("no row of {registers} meets the condition of some variables"),
            CommonKind::EmptyYears => format!("{registers} without a row in some years that they cover"),
        }
    }
}

/// Prints the notes.
pub fn print(reading: &[ReadingRow], full: bool) {
    let causes = CountedCause::all(reading);
    let many = |kind: CommonKind| causes.iter().filter(|cause| CommonKind::of(cause) == Some(kind)).count() > FEW;
    let (grouped, single): (Vec<_>, Vec<_>) =
        causes.iter().partition(|cause| !full && CommonKind::of(cause).is_some_and(many));
    for cause in single {
        eprintln!("note: register `{}`: {}", cause.register(), cause.sentence(Language::En));
    }
    for kind in [CommonKind::BadRows, CommonKind::UnmetConditions, CommonKind::EmptyYears] {
        let of_kind: Vec<&CountedCause<'_>> =
            grouped.iter().copied().filter(|cause| CommonKind::of(cause) == Some(kind)).collect();
        if !of_kind.is_empty() {
            eprintln!("note: {}; `--full` lists them", kind.sentence(&of_kind));
        }
    }
}
