//! Participants and possible controls with the variables to balance, and no outcome.

use rayon::prelude::*;

use crate::column::Column;
use crate::error::DesignError;
use crate::rows::Rows;

/// Persons and their variables before the intervention. Outcomes are not part of it: a design is made, judged and admitted
/// without them.
#[derive(Debug, Clone)]
pub struct Study {
    names: Vec<String>,
    columns: Vec<Column>,
    participates: Vec<bool>,
    participants: u64,
    /// Participants who are not among the persons, because a variable is not known for them.
    left_out: u64,
    clusters: Option<Vec<u32>>,
    /// Each variable's mean and standard deviation among participants; the deviation of all persons where theirs is zero.
    centre: Vec<f64>,
    scale: Vec<f64>,
}

impl Study {
    /// Checks the variables. Each column has one number for every person, in the order of `participates`.
    ///
    /// # Errors
    /// Lengths that differ, numbers that are not finite, constant variables, too many variables, no participants or none
    /// to compare them with.
    pub fn new<C: Into<Column>>(variables: Vec<(String, C)>, participates: Vec<bool>) -> Result<Study, DesignError> {
        let persons = participates.len();
        let participants = participates.iter().filter(|p| **p).count() as u64;
        let (names, columns): (Vec<String>, Vec<Column>) =
            variables.into_iter().map(|(name, column)| (name, column.into())).unzip();
        if columns.is_empty() {
            return Err(DesignError::NoVariables);
        }
        if columns.iter().any(|column| column.len() != persons) {
            return Err(DesignError::Shape);
        }
        if participants == 0 {
            return Err(DesignError::NoParticipants);
        }
        if participants == persons as u64 {
            return Err(DesignError::NoControls);
        }
        let checked = names.par_iter().zip(&columns).map(|(name, column)| check(name, column));
        // The first in the order of variables, whichever was found first.
        checked.collect::<Vec<_>>().into_iter().collect::<Result<(), DesignError>>()?;
        let variables = columns.len() as u64;
        if variables >= participants {
            return Err(DesignError::TooManyVariables { variables, participants });
        }
        let about = columns.par_iter().map(|column| {
            let chosen = column.iter().zip(&participates).filter(|(_, p)| **p).map(|(x, _)| x);
            let (mean, deviation) = mean_and_deviation(chosen);
            let all = || mean_and_deviation(column.iter()).1;
            (mean, if deviation > 0.0 { deviation } else { all() })
        });
        let (centre, scale) = about.unzip();
        Ok(Study { names, columns, participates, participants, left_out: 0, clusters: None, centre, scale })
    }

    /// With the number of participants who were left out because a variable is not known for them. They count among those whom
    /// the gate wants to be kept.
    #[must_use]
    pub fn leaving_out(mut self, participants: u64) -> Study {
        self.left_out = participants;
        self
    }

    /// With a cluster for every row, such as the person of a control who is there in several years: standard errors are
    /// then computed by cluster.
    ///
    /// # Errors
    /// Another number of rows.
    pub fn clustered(mut self, clusters: Vec<u32>) -> Result<Study, DesignError> {
        if clusters.len() != self.participates.len() {
            return Err(DesignError::Shape);
        }
        self.clusters = Some(clusters);
        Ok(self)
    }

    /// Names of the variables.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The variables, a column each.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether each person participates.
    pub fn participates(&self) -> &[bool] {
        &self.participates
    }

    /// Persons, participants and possible controls.
    pub fn persons(&self) -> usize {
        self.participates.len()
    }

    /// Participants.
    pub fn participants(&self) -> u64 {
        self.participants
    }

    /// Participants who were left out because a variable is not known for them.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Possible controls.
    pub fn controls(&self) -> u64 {
        self.persons() as u64 - self.participants
    }

    /// The clusters, if there are any.
    pub fn clusters(&self) -> Option<&[u32]> {
        self.clusters.as_deref()
    }

    /// The participants' means, by variable.
    pub(crate) fn centres(&self) -> &[f64] {
        &self.centre
    }

    /// The participants' standard deviations, by variable: what a difference is divided by.
    pub(crate) fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// The rows of the design: 1, and each variable centred at the participants' mean and scaled.
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows::new(&self.columns, &self.centre, &self.scale)
    }

    /// 1 for the persons of a group, 0 for others.
    pub(crate) fn group(&self, participates: bool) -> Vec<f64> {
        self.participates.iter().map(|p| f64::from(u8::from(*p == participates))).collect()
    }

    /// An outcome's length and numbers.
    pub(crate) fn check_outcome(&self, outcome: &[f64]) -> Result<(), DesignError> {
        if outcome.len() != self.persons() {
            return Err(DesignError::Shape);
        }
        let count = outcome.iter().filter(|y| !y.is_finite()).count() as u64;
        if count > 0 {
            return Err(DesignError::NotFinite { variable: "outcome".to_owned(), count });
        }
        Ok(())
    }
}

/// Fails if a variable is not finite, or the same for everyone.
fn check(name: &str, column: &Column) -> Result<(), DesignError> {
    let count = column.iter().filter(|x| !x.is_finite()).count() as u64;
    if count > 0 {
        return Err(DesignError::NotFinite { variable: name.to_owned(), count });
    }
    if column.iter().all(|x| Some(x) == column.iter().next()) {
        return Err(DesignError::Constant { variable: name.to_owned() });
    }
    Ok(())
}

/// Mean and standard deviation (n − 1), in two passes.
pub(crate) fn mean_and_deviation(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (n, sum) = numbers.clone().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    let mean = sum / n;
    let squares: f64 = numbers.map(|x| (x - mean).powi(2)).sum();
    (mean, if n > 1.0 { (squares / (n - 1.0)).sqrt() } else { 0.0 })
}
