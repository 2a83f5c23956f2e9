//! Qualifications: which consequences one ought to use for a target group, and why.
//!
//! An entry is an argument for one pair of target group and consequence or for many: groups by name or by domain, consequences by
//! name or by area. Of several arguments that hold for a pair, the one that names its target group decides, then the one that
//! names its consequence. Owns that rule; what a pair's recommendation means for a case is for the calculator.

use super::source::{At, Place};
use super::table::Table;
use foundation::words::{Area, Direction, Domain, Ground, Label, Provenance, Recommendation, TimePerspective};

/// A recommendation on the use of a consequence for a target group.
#[derive(Debug, Clone)]
pub struct Qualification {
    /// The target group.
    pub target_group: String,
    /// The consequence.
    pub consequence: String,
    /// What is recommended, and why.
    pub argument: Argument,
}

/// What is recommended, and why.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The sign that theory and practice expect of the estimate.
    pub expected: Direction,
    /// When the consequence is expected to show, where it is stated.
    pub time_perspective: Option<TimePerspective>,
    /// What speaks for it, where it is stated.
    pub grounds: Vec<Ground>,
    /// The reason.
    pub reason: Label,
    /// The source of the reason.
    pub source: String,
    /// How certain the source is.
    pub provenance: Provenance,
}

/// An argument with the pairs that it holds for.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The target groups.
    pub groups: Groups,
    /// The consequences.
    pub consequences: Consequences,
    /// The argument.
    pub argument: Argument,
    /// Where it is written.
    pub place: Place,
}

/// The target groups of a statement.
#[derive(Debug, Clone)]
pub enum Groups {
    /// These.
    Named(Vec<At<String>>),
    /// All of a domain.
    Domain(Domain),
}

/// The consequences of a statement.
#[derive(Debug, Clone)]
pub enum Consequences {
    /// These.
    Named(Vec<At<String>>),
    /// All of an area.
    Area(Area),
}

/// What a file says once for all of its entries that do not say it themselves.
#[derive(Debug)]
struct Defaults {
    groups: Option<Groups>,
    source: Option<String>,
    provenance: Option<Provenance>,
}

const GROUP_KEYS: [&str; 3] = ["target_group", "target_groups", "domain"];

impl Statement {
    /// Reads the entries of a file.
    pub fn read_file(top: &Table<'_>) -> Vec<Statement> {
        let defaults = Defaults {
            groups: one_of(top, GROUP_KEYS, false, Groups::Named, Groups::Domain),
            source: top.optional::<String>("source").map(|at| at.value),
            provenance: top.optional::<Provenance>("provenance").map(|at| at.value),
        };
        top.tables("qualification").iter().filter_map(|table| Statement::read(table, &defaults)).collect()
    }

    /// Reads a `[[qualification]]`.
    fn read(table: &Table<'_>, defaults: &Defaults) -> Option<Statement> {
        let says_groups = GROUP_KEYS.iter().any(|key| !table.lacks(key));
        let own = one_of(table, GROUP_KEYS, defaults.groups.is_none(), Groups::Named, Groups::Domain);
        let groups = if says_groups { own } else { own.or_else(|| defaults.groups.clone()) };
        let consequences =
            one_of(table, ["consequence", "consequences", "area"], true, Consequences::Named, Consequences::Area);
        let argument = Argument::read(table, defaults);
        table.finish();
        Some(Statement {
            groups: groups?,
            consequences: consequences?,
            argument: argument?,
            place: table.place().clone(),
        })
    }

    /// How narrowly it speaks of a pair, if it does: the narrowest statement on a pair decides.
    pub(crate) fn on(&self, target_group: (&str, Domain), consequence: (&str, Area)) -> Option<(bool, bool)> {
        let names = |named: &[At<String>], id: &str| named.iter().any(|one| one.value == id);
        let group = match &self.groups {
            Groups::Named(named) => names(named, target_group.0).then_some(true),
            Groups::Domain(domain) => (*domain == target_group.1).then_some(false),
        };
        let consequence = match &self.consequences {
            Consequences::Named(named) => names(named, consequence.0).then_some(true),
            Consequences::Area(area) => (*area == consequence.1).then_some(false),
        };
        group.zip(consequence)
    }
}

impl Argument {
    fn read(table: &Table<'_>, defaults: &Defaults) -> Option<Argument> {
        let recommendation = table.required::<Recommendation>("recommendation");
        let expected = table.required::<Direction>("expected");
        let time_perspective = table.optional::<TimePerspective>("time_perspective");
        let grounds = table.optional::<Vec<Ground>>("grounds");
        let reason = table.required::<Label>("reason");
        let source = match &defaults.source {
            Some(source) if table.lacks("source") => Some(source.clone()),
            _ => table.required::<String>("source").map(|at| at.value),
        };
        let provenance = match defaults.provenance {
            Some(provenance) if table.lacks("provenance") => Some(provenance),
            _ => table.required::<Provenance>("provenance").map(|at| at.value),
        };
        if let Some(grounds) = &grounds
            && (grounds.is_empty() || (1..grounds.len()).any(|at| grounds[..at].contains(&grounds[at])))
        {
            let hint = "leave `grounds` out where nothing is stated";
            table.report().mistake_with_hint(
                &grounds.place,
                "grounds are named once each, and there is one at least",
                hint,
            );
        }
        Some(Argument {
            recommendation: recommendation?.value,
            expected: expected?.value,
            time_perspective: time_perspective.map(|at| at.value),
            grounds: grounds.map_or_else(Vec::new, |at| at.value),
            reason: reason?.value,
            source: source?,
            provenance: provenance?,
        })
    }
}

/// One of three keys: an id, a list of ids, or the word of a whole kind; whether one must be there is for the caller.
fn one_of<W: serde::de::DeserializeOwned, T>(
    table: &Table<'_>,
    [one, several, whole]: [&'static str; 3],
    required: bool,
    named: impl Fn(Vec<At<String>>) -> T,
    of_kind: impl Fn(W) -> T,
) -> Option<T> {
    let report = table.report();
    let keys = [one, several, whole];
    let id = table.optional::<String>(one);
    let ids = table.optional::<Vec<String>>(several);
    let word = table.optional::<W>(whole);
    let given = [id.is_some(), ids.is_some(), word.is_some()];
    let given: Vec<&str> = keys.into_iter().zip(given).filter(|(_, given)| *given).map(|(key, _)| key).collect();
    let message = match given.as_slice() {
        [first, second, ..] => Some(format!("`{first}` and `{second}` both say it")),
        [] if required && keys.iter().all(|key| table.lacks(key)) => Some(format!("missing key `{one}`")),
        _ => None,
    };
    if let Some(message) = message {
        report.mistake_with_hint(table.place(), message, format!("write one of `{one}`, `{several}` and `{whole}`"));
        return None;
    }
    if let Some(ids) = &ids
        && (ids.is_empty() || (1..ids.len()).any(|at| ids[..at].contains(&ids[at])))
    {
        report.mistake(&ids.place, format!("`{several}` names each once, and one at least"));
    }
    let single = |ids: At<Vec<String>>| {
        let place = ids.place;
        named(ids.value.into_iter().map(|value| At { place: place.within(&value), value }).collect())
    };
    let of_word = || word.map(|word| of_kind(word.value));
    id.map(|id| named(vec![id])).or_else(|| ids.map(single)).or_else(of_word)
}
