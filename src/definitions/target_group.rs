//! A target group: its population in year t = 0, its subgroups, its success measures and its estimations.

use serde::Deserialize;

use super::consequence::Consequence;
use super::day::{CALENDAR, Years};
use super::entrant::{Adjuster, Cluster, Use};
use super::entry::Entry;
use super::estimation::Estimation;
use super::expression::{self, Expression};
use super::note;
use super::person::TestPerson;
use super::source::At;
use super::table::Table;
use foundation::keys::{WHOLE_GROUP, is_whole_group};
use foundation::words::{Domain, Label, Provenance};
use toml_files::Ages;

/// One target group.
#[derive(Debug, Clone)]
pub struct TargetGroup {
    /// Its name.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// Who is in it, and what is not certain of it, where that is said.
    pub description: Option<Label>,
    /// How the definition reads the registers, beside what the description says.
    pub note: Option<Label>,
    /// What would have to be changed when SØM's official annex is put in.
    pub with_annex: Option<Label>,
    /// Adults or children.
    pub domain: Domain,
    /// The source.
    pub source: String,
    /// How certain it is that SØM defines it so: that of the least certain part.
    pub provenance: Provenance,
    /// The same part by part, where it is stated.
    pub provenance_of: ProvenanceOf,
    /// Its population.
    pub population: Population,
    /// Its subdivisions; the whole group is always estimated too.
    pub subgroups: Vec<Subgroup>,
    /// Its success measures.
    pub successes: Vec<Success>,
    /// Further categorical adjusters that its estimations can name.
    pub adjusters: Vec<Adjuster>,
    /// Clusters that its estimations can name.
    pub clusters: Vec<Cluster>,
    /// How it is estimated: the first is published, further ones are audited beside it.
    pub estimations: Vec<Estimation>,
    /// Test persons.
    pub persons: Vec<TestPerson>,
}

/// How certain the parts of a target group are; `None` is not stated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenanceOf {
    /// That SØM has a group of this name.
    pub name: Option<Provenance>,
    /// The registers, codes and years that delimit it.
    pub delimitation: Option<Provenance>,
    /// Its success measures.
    pub success: Option<Provenance>,
}

impl ProvenanceOf {
    fn least_certain(self) -> Option<Provenance> {
        [self.name, self.delimitation, self.success].into_iter().flatten().max()
    }
}

/// Whether SØM's official annex would change a target group: all of it is neither published nor made up.
fn awaits_annex(whole: Provenance, parts: ProvenanceOf) -> bool {
    let parts = [parts.name, parts.delimitation, parts.success].into_iter().flatten();
    whole != Provenance::Published && parts.chain([whole]).any(|part| part != Provenance::Illustrative)
}

/// Who is in a target group in year t = 0.
#[derive(Debug, Clone)]
pub struct Population {
    /// The years that can be t = 0.
    pub years: At<Years>,
    /// Ages at t = 0.
    pub ages: Option<At<Ages>>,
    /// Values of earlier years that the condition reads: name, variable, and years relative to t = 0.
    pub uses: Vec<(At<String>, Use)>,
    /// The condition over the year's variables and the values of `uses`.
    pub filter: Expression,
    /// How often a person enters.
    pub entry: At<Entry>,
    /// Years without membership that must be covered before entry.
    pub washout: u32,
    /// The residence that the success year requires.
    pub residence: Residence,
    /// How persons count after death or emigration.
    pub after_exit: AfterExit,
}

/// The residence that the success year requires (method rule 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Residence {
    /// Resident through 31 December.
    WholeYear,
    /// Listed in the population register for the year: for data without dates of death or migration.
    Listed,
}

/// How a person counts after death or emigration (method rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterExit {
    /// Uses nothing and still counts.
    Zero,
    /// Leaves the regression of that year.
    Drop,
}

/// A subdivision of a target group.
#[derive(Debug, Clone)]
pub struct Subgroup {
    /// Its name, unique within the group.
    pub id: At<String>,
    /// Labels; the id where none is given.
    pub label: Label,
    /// Ages at t = 0.
    pub ages: Option<At<Ages>>,
    /// A condition over t = 0.
    pub filter: Option<Expression>,
}

/// A success measure.
#[derive(Debug, Clone)]
pub struct Success {
    /// Its name, unique within the group.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// The columns of the condition: name, variable, and years relative to t = 0.
    pub uses: Vec<(At<String>, Use)>,
    /// The condition; NULL is undetermined.
    pub filter: Expression,
    /// Consequences that count the same use as the measure, by other variables.
    pub made_of: Vec<At<String>>,
}

impl Success {
    /// The last year relative to t = 0 that the measure uses: the success year.
    pub fn year(&self) -> i32 {
        self.uses.iter().map(|(_, used)| used.years.last).max().unwrap_or(1)
    }

    /// Whether the measure is made of a consequence in a follow-up year (method rule 8): it reads the consequence's variable in
    /// that year, or names the consequence and reads any variable in that year.
    pub fn is_made_of(&self, consequence: &Consequence, follow_up_year: i32) -> bool {
        let named = self.made_of.iter().any(|id| id.value == consequence.id.value);
        let reads = |used: &Use| named || used.variable.value == consequence.variable.value;
        self.uses.iter().any(|(_, used)| reads(used) && used.years.contains(follow_up_year))
    }

    fn read(table: &Table<'_>) -> Option<Success> {
        let report = table.report();
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let named = table.named_tables("uses");
        let written = named.len();
        let uses: Vec<(At<String>, Use)> =
            named.into_iter().filter_map(|(name, used)| Some((name, Use::read(&used)?))).collect();
        if written == 0 {
            report.mistake_with_hint(
                table.place(),
                "a success measure uses at least one variable",
                "add `uses = { after = { variable = \"…\", year = 1 } }`",
            );
        }
        let filter = table.required::<String>("where").map(|at| {
            let read = expression::expression(&at, report);
            // A condition over a use that could not be read is not checked.
            if uses.len() < written { Expression::unread(at) } else { read }
        });
        let made_of = table.optional::<Vec<String>>("made_of").map_or_else(Vec::new, |list| {
            list.value.iter().map(|id| At { value: id.clone(), place: list.place.within(id) }).collect()
        });
        table.finish();
        Some(Success { id: id?, label: label?.value, uses, filter: filter?, made_of })
    }
}

impl TargetGroup {
    /// The calendar years that delimiting and splitting the group can need.
    pub fn delimiting_years(&self) -> Years {
        let uses = self.successes.iter().flat_map(|success| success.uses.iter().map(|(_, used)| used));
        let uses = uses.chain(self.adjusters.iter().map(|adjuster| &adjuster.used));
        let uses = uses.chain(self.clusters.iter().map(|cluster| &cluster.used));
        let washout = -i32::try_from(self.population.washout).unwrap_or(i32::MAX);
        let earlier = self.population.uses.iter().map(|(_, used)| washout.saturating_add(used.years.first));
        self.around(uses.flat_map(|used| [used.years.first, used.years.last]).chain([washout]).chain(earlier))
    }

    /// The calendar years that following the group can need.
    pub fn followed_years(&self) -> Years {
        let of = |e: &Estimation| e.follow_up.iter().copied().chain(e.baseline_year()).collect::<Vec<i32>>();
        self.around(self.estimations.iter().flat_map(of))
    }

    /// The calendar years from the first to the last of some years relative to t = 0, and t = 0 itself.
    fn around(&self, relative: impl Iterator<Item = i32>) -> Years {
        let (first, last) = relative.fold((0, 0), |(first, last), year| (year.min(first), year.max(last)));
        let window = self.population.years.value;
        Years { first: window.first.saturating_add(first), last: window.last.saturating_add(last) }
    }

    /// Reads a file that holds one target group.
    pub fn read(table: &Table<'_>) -> Option<TargetGroup> {
        let report = table.report();
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let description = table.optional::<Label>("description");
        let note = note::optional(table, "note");
        let with_annex = note::optional(table, "with_annex");
        let domain = table.required::<Domain>("domain");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        let provenance_of = table.optional::<ProvenanceOf>("provenance_of");
        if let (Some(parts), Some(whole)) = (&provenance_of, &provenance)
            && parts.least_certain().is_some_and(|least| least > whole.value)
        {
            let message = format!("a part of the target group is less certain than `{}`", whole.value);
            report.mistake_with_hint(&parts.place, message, "`provenance` is that of the least certain part");
        }
        if let Some(whole) = &provenance
            && with_annex.is_none()
            && awaits_annex(whole.value, provenance_of.as_ref().map_or_else(ProvenanceOf::default, |at| at.value))
        {
            let message = "missing key `with_annex`: a part of the target group is a reading of what SØM publishes";
            report.mistake_with_hint(&whole.place, message, "say what SØM's official annex would change");
        }
        let population = table.table("population");
        if table.lacks("population") {
            report.mistake_with_hint(
                table.place(),
                "missing table `population`",
                "add `[population]` with `years`, `ages` and `where`",
            );
        }
        let population = population.and_then(|p| Population::read(&p));
        let subgroups = table.tables("subgroup").iter().filter_map(Subgroup::read).collect();
        let adjusters = table.tables("adjuster").iter().filter_map(Adjuster::read).collect();
        let clusters = table.tables("cluster").iter().filter_map(Cluster::read).collect();
        let successes: Vec<Success> = table.tables("success").iter().filter_map(Success::read).collect();
        let estimations: Vec<Estimation> = table
            .tables("estimation")
            .iter()
            .enumerate()
            .filter_map(|(position, e)| Estimation::read(e, position))
            .collect();
        if let Some(population) = &population {
            estimations.iter().for_each(|estimation| estimation.suits(population.entry.value, report));
        }
        let persons = table.tables("person").iter().filter_map(TestPerson::read).collect();
        if table.lacks("success") {
            report.mistake_with_hint(table.place(), "a target group needs a success measure", "add `[[success]]`");
        }
        if table.lacks("estimation") {
            report.mistake_with_hint(table.place(), "a target group needs an estimation", "add `[[estimation]]`");
        }
        Some(TargetGroup {
            id: id?,
            label: label?.value,
            description: description.map(|at| at.value),
            note,
            with_annex,
            domain: domain?.value,
            source: source?.value,
            provenance: provenance?.value,
            provenance_of: provenance_of.map_or_else(ProvenanceOf::default, |at| at.value),
            population: population?,
            subgroups,
            successes,
            adjusters,
            clusters,
            estimations,
            persons,
        })
    }
}

impl Population {
    fn read(table: &Table<'_>) -> Option<Population> {
        let report = table.report();
        let years = table.required::<Years>("years");
        let ages = table.optional::<Ages>("ages");
        let named = table.named_tables("uses");
        let written = named.len();
        let uses: Vec<(At<String>, Use)> =
            named.into_iter().filter_map(|(name, used)| Some((name, Use::read(&used)?))).collect();
        for (_, used) in uses.iter().filter(|(_, used)| used.years.last > 0) {
            let hint = "who enters is known in t = 0; what happens afterwards belongs into a success measure";
            report.mistake_with_hint(&used.variable.place, "a population uses t = 0 and the years before", hint);
        }
        let filter = table.required::<String>("where").map(|at| {
            let read = expression::expression(&at, report);
            // A condition over a use that could not be read is not checked.
            if uses.len() < written { Expression::unread(at) } else { read }
        });
        let entry = table.or("entry", Entry::First);
        let washout = table.or("washout", 0u32);
        let residence = table.or("residence", Residence::WholeYear).value;
        let after_exit = table.or("after_exit", AfterExit::Zero).value;
        table.finish();
        if let Some(years) = &years
            && years.first > years.last
        {
            report.mistake(&years.place, "the first year is after the last");
        }
        if let Some(years) = &years
            && !(CALENDAR.contains(&years.first) && CALENDAR.contains(&years.last))
        {
            report.mistake(&years.place, "years lie between 1800 and 2200");
        }
        if washout.value > 100 {
            report.mistake(&washout.place, "a washout of more than 100 years leaves no entrants");
        }
        if let Some(ages) = &ages
            && (ages.first > ages.last || ages.first < 0)
        {
            report.mistake(&ages.place, "ages go from a first to a last, and are not negative");
        }
        let washout = washout.value;
        Some(Population { years: years?, ages, uses, filter: filter?, entry, washout, residence, after_exit })
    }
}

impl Subgroup {
    fn read(table: &Table<'_>) -> Option<Subgroup> {
        let report = table.report();
        let id = table.required::<String>("id");
        let label = table.optional::<Label>("label");
        let ages = table.optional::<Ages>("ages");
        let filter = table.optional::<String>("where").map(|at| expression::expression(&at, report));
        table.finish();
        let id = id?;
        if is_whole_group(&id.value) {
            report.mistake(
                &id.place,
                format!("`{WHOLE_GROUP}` is the whole group, which is always estimated: choose another name"),
            );
        }
        if ages.is_none() && filter.is_none() {
            report.mistake_with_hint(
                table.place(),
                "a subgroup needs a condition",
                "add `ages = { first = …, last = … }` or `where = \"…\"`",
            );
        }
        Some(Subgroup {
            label: label.map_or_else(|| Label { da: id.value.clone(), en: id.value.clone() }, |label| label.value),
            id,
            ages,
            filter,
        })
    }
}
