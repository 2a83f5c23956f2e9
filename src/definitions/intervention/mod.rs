//! An intervention: who is known to have received it, whom they are compared with, and how the two are made comparable.
//!
//! The year t = 0 is the year in which a participant starts. What is read of participants becomes variables like any other
//! ([`rows`]), so that registers of participants are found, opened and checked as all registers are.

pub mod balance;
pub mod controls;
pub mod design;
pub mod participants;
pub mod rows;

use super::consequence::Consequence;
use super::day::Years;
use super::estimation::FollowUp;
use super::person::TestPerson;
use super::source::At;
use super::table::Table;
use super::target_group::AfterExit;
use foundation::words::{Baseline, Domain, Label, Provenance};
use statistics::status::Minimum;

use balance::{BalanceVariable, Placebo};
use controls::Controls;
use design::InterventionDesign;
use participants::Participants;
use rows::RowVariables;

/// The name of the one success measure that an intervention has in the tables of a release: to take part.
pub const PARTICIPATION: &str = "participation";

/// The year from which changes are measured, relative to t = 0.
const BASELINE_YEAR: i32 = -1;

/// One intervention.
#[derive(Debug, Clone)]
pub struct Intervention {
    /// Its name; no target group has the same.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// Adults or children.
    pub domain: Domain,
    /// Where it is documented.
    pub source: String,
    /// How certain its definition is.
    pub provenance: Provenance,
    /// Who participates.
    pub participants: Participants,
    /// Whom they are compared with.
    pub controls: Controls,
    /// How both are made comparable, and what the design must reach.
    pub design: InterventionDesign,
    /// Variables of the time before, to be balanced.
    pub balance: Vec<BalanceVariable>,
    /// Outcomes of the time before, on which there can be no effect; of a difference in differences the changes from their
    /// year to year −1.
    pub placebos: Vec<Placebo>,
    /// Consequences whose effects are estimated; all if none is named.
    pub consequences: Vec<At<String>>,
    /// Years after t = 0 in which effects are estimated, ascending.
    pub follow_up: Vec<i32>,
    /// Whether outcomes are levels, or changes from the year before t = 0 (difference in differences).
    pub baseline: Baseline,
    /// How persons count after death or emigration.
    pub after_exit: AfterExit,
    /// The smallest groups that get figures.
    pub minimum: Minimum,
    /// Test persons.
    pub persons: Vec<TestPerson>,
    /// What is read of the rows of participants and of listed controls.
    pub rows: RowVariables,
}

impl Intervention {
    /// Reads a file that holds one intervention.
    pub fn read(table: &Table<'_>) -> Option<Intervention> {
        let report = table.report();
        let id = table.required::<String>("id");
        let label = table.required::<Label>("label");
        let domain = table.required::<Domain>("domain");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        let participants = section(table, "participants", "add `[participants]` with `register` and `years`");
        let participants = participants.and_then(|t| Participants::read(&t));
        let design = section(table, "design", "add `[design]` with `method`, `estimand` and `adjust`");
        let design = design.and_then(|t| InterventionDesign::read(&t));
        let assigned = participants.as_ref().is_some_and(|p| p.assigned.is_some());
        let controls = Controls::read(table, assigned);
        let balance: Vec<BalanceVariable> = table.tables("balance").iter().filter_map(BalanceVariable::read).collect();
        let placebos: Vec<Placebo> = table.tables("placebo").iter().filter_map(Placebo::read).collect();
        let consequences = table.optional::<Vec<String>>("consequences");
        let follow_up = table.required::<FollowUp>("follow_up").and_then(|at| at.value.years(&at.place, report));
        let baseline = table.or("baseline", Baseline::Level).value;
        let of_baseline = placebos.iter().find(|of| baseline == Baseline::Difference && of.year == BASELINE_YEAR);
        if let Some(placebo) = of_baseline {
            report.mistake_with_hint(
                &placebo.consequence.place,
                "with `baseline = \"difference\"` a placebo of year −1 is no change: changes are measured from that year",
                "name an earlier year, such as `year = -2`: the placebo is the change from it to year −1",
            );
        }
        let after_exit = table.or("after_exit", AfterExit::Zero).value;
        let minimum = table.or("minimum", Minimum::default()).value;
        let persons = table.tables("person").iter().filter_map(TestPerson::read).collect();
        let (id, participants, controls, design) = (id?, participants?, controls?, design?);
        design.suits(&participants, &controls, &balance, report);
        let rows = RowVariables::of(&id, &participants, &controls);
        Some(Intervention {
            rows,
            id,
            label: label?.value,
            domain: domain?.value,
            source: source?.value,
            provenance: provenance?.value,
            participants,
            controls,
            design,
            balance,
            placebos,
            consequences: consequences.map_or_else(Vec::new, |list| {
                list.value.iter().map(|id| At { value: id.clone(), place: list.place.within(id) }).collect()
            }),
            follow_up: follow_up?,
            baseline,
            after_exit,
            minimum,
            persons,
        })
    }

    /// Whether the effect on a consequence is estimated: on those that are named, or on all of the intervention's domain.
    pub fn estimates(&self, consequence: &Consequence) -> bool {
        self.consequences.is_empty() && consequence.is_of(self.domain)
            || self.consequences.iter().any(|id| id.value == consequence.id.value)
    }

    /// The calendar years that selecting participants and controls, and balancing them, can need.
    pub fn selecting_years(&self) -> Years {
        let before = self.balance.iter().map(|of| of.used.years.first).fold(0, i32::min);
        let window = self.participants.years.value;
        Years { first: window.first.saturating_add(before), last: window.last }
    }

    /// The calendar years that following participants and controls, and placebos, can need.
    pub fn followed_years(&self) -> Years {
        let years = self.follow_up.iter().copied().chain(self.placebos.iter().map(|placebo| placebo.year));
        let years = years.chain(self.baseline_year());
        let (first, last) = years.fold((0, 0), |(first, last), year| (year.min(first), year.max(last)));
        let window = self.participants.years.value;
        Years { first: window.first.saturating_add(first), last: window.last.saturating_add(last) }
    }

    /// The year whose value is subtracted from every outcome.
    pub fn baseline_year(&self) -> Option<i32> {
        match self.baseline {
            Baseline::Level => None,
            Baseline::Difference => Some(BASELINE_YEAR),
        }
    }
}

/// A required table.
fn section<'a>(table: &Table<'a>, key: &'static str, hint: &str) -> Option<Table<'a>> {
    if table.lacks(key) {
        table.report().mistake_with_hint(table.place(), format!("missing table `{key}`"), hint.to_owned());
    }
    table.table(key)
}
