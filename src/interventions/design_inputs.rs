//! What a design sees of the persons: balanced variables, participation and sites. No outcome.

use definitions::Definitions;
use definitions::intervention::Intervention;
use designs::{DesignError, PersonListError, Study};
use engine::cohort::Entry;
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::Result;
use rayon::prelude::*;

use crate::columns::{self, Levels, NamedColumn};
use crate::error;
use crate::selection::Selection;

/// An intervention whose persons and variables are known.
#[derive(Debug, Clone)]
pub struct DesignInputs<'d> {
    /// The intervention.
    pub intervention: &'d Intervention,
    /// The persons whose variables are all known.
    pub selection: Selection,
    /// Their variables; none in a trial that adjusts for nothing.
    pub(crate) study: Option<Study>,
    /// Possible controls, before those were left out who are comparable with no one or whose variables are not known.
    pub possible_controls: u64,
    /// Participants who were left out because a variable, their site or their outcome is not known.
    pub left_out: u64,
    /// Possible controls who were left out because of the same.
    pub left_out_controls: u64,
}

impl<'d> DesignInputs<'d> {
    /// Lays the variables of the selected persons side by side.
    ///
    /// # Errors
    /// Variables that no design can be made of.
    pub fn new(
        definitions: &Definitions,
        intervention: &'d Intervention,
        persons: &Persons,
        sums: &Sums,
        selection: Selection,
    ) -> Result<DesignInputs<'d>> {
        let possible_controls = selection.participates.iter().filter(|participates| !**participates).count() as u64;
        let all = columns::named(definitions, intervention, &selection.entries, sums)?;
        let with_site = |person: usize| selection.sites.as_ref().is_none_or(|sites| sites[person].is_some());
        let by_site = intervention.design.by_site;
        let is_known = |person: usize| {
            all.iter().all(|(_, column)| !column.at(person).is_nan()) && (!by_site || with_site(person))
        };
        let known: Vec<bool> = (0..selection.len()).into_par_iter().map(is_known).collect();
        let [left_out, left_out_controls] = left_out(&selection.participates, &known);
        let selection = selection.only(&known);
        if !selection.participates.contains(&true) {
            let count = left_out;
            return Err(error::of_persons(intervention, &[PersonListError::NoParticipantKnown { count }]));
        }
        // Levels of those who are compared: a control of a level that only unknown participants have is comparable with no one.
        let shared = Levels::of(intervention, &selection, persons).shared(selection.len());
        let selection = selection.only(&shared);
        let mut compared = known;
        compared.iter_mut().filter(|known| **known).zip(&shared).for_each(|(known, shared)| *known = *shared);
        let named = if compared.contains(&false) {
            all.into_par_iter().map(|(name, column)| (name, column.only(&compared))).collect()
        } else {
            all
        };
        let columns = with_levels(intervention, named, &selection, persons);
        let study = study(intervention, columns, &selection)?.map(|study| study.leaving_out(left_out));
        Ok(DesignInputs { intervention, selection, study, possible_controls, left_out, left_out_controls })
    }

    /// The same of some of the persons, and which of all persons they are. Those who are not among `kept` count as left out; levels that no
    /// participant has any more are left out with their controls, as of everyone.
    ///
    /// # Errors
    /// Variables that no design can be made of.
    pub(crate) fn only(
        &self,
        kept: &[bool],
        persons: &Persons,
    ) -> std::result::Result<(DesignInputs<'d>, Vec<bool>), DesignError> {
        let selection = self.selection.only(kept);
        let [participants, controls] = left_out(&self.selection.participates, kept);
        let (left_out, left_out_controls) = (self.left_out + participants, self.left_out_controls + controls);
        if !selection.participates.contains(&true) {
            return Err(DesignError::NoParticipants);
        }
        let shared = Levels::of(self.intervention, &selection, persons).shared(selection.len());
        let selection = selection.only(&shared);
        let mut compared = kept.to_vec();
        compared.iter_mut().filter(|kept| **kept).zip(shared).for_each(|(kept, shared)| *kept = shared);
        let study = self.study.as_ref().map(|study| {
            // The variables that the definition names stand last.
            let named = study.names().iter().zip(study.columns());
            let named = named.skip(study.names().len() - self.intervention.balance.len());
            let named = named.map(|(name, column)| (name.clone(), column.only(&compared))).collect();
            let columns = varying(with_levels(self.intervention, named, &selection, persons));
            Ok(Study::new(columns, selection.participates.clone())?.leaving_out(left_out))
        });
        let study = study.transpose()?;
        Ok((DesignInputs { selection, study, left_out, left_out_controls, ..*self }, compared))
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.selection.entries
    }
}

fn with_levels(
    intervention: &Intervention,
    named: Vec<NamedColumn>,
    selection: &Selection,
    persons: &Persons,
) -> Vec<NamedColumn> {
    let mut columns = columns::age(intervention, &selection.entries);
    columns.extend(Levels::of(intervention, selection, persons).columns());
    // What is asked for in general is left out where it does not vary; what is named is reported.
    columns = varying(columns);
    columns.extend(named);
    columns
}

fn varying(mut columns: Vec<NamedColumn>) -> Vec<NamedColumn> {
    columns.retain(|(_, column)| column.iter().any(|x| Some(x) != column.iter().next()));
    columns
}

fn study(intervention: &Intervention, columns: Vec<NamedColumn>, selection: &Selection) -> Result<Option<Study>> {
    if !selection.participates.contains(&false) {
        return Err(error::of_persons(intervention, &[PersonListError::NoControlComparable]));
    }
    if columns.is_empty() && intervention.balance.is_empty() {
        return Ok(None);
    }
    let study = Study::new(columns, selection.participates.clone());
    study.map(Some).map_err(|e| error::of_design(intervention, &e))
}

/// Participants, and controls, who are not kept.
fn left_out(participates: &[bool], kept: &[bool]) -> [u64; 2] {
    let gone = |of: bool| {
        let of_group = participates.iter().zip(kept).filter(|(participates, kept)| **participates == of && !**kept);
        of_group.count() as u64
    };
    [gone(true), gone(false)]
}
