//! The one list of a release's tables. Writing, reading, verifying and showing all tables use it.

use super::{Database, Row};

/// Looks at every table.
pub trait TableVisitor {
    /// What can go wrong.
    type Error;

    /// Looks at one.
    ///
    /// # Errors
    /// What stops the walk.
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error>;
}

/// Gives every table its rows.
pub trait TableSource {
    /// What can go wrong.
    type Error;

    /// Gives the rows of one.
    ///
    /// # Errors
    /// What stops the walk.
    fn rows<R: Row>(&mut self) -> Result<Vec<R>, Self::Error>;
}

impl Database {
    /// Every table, in order of name.
    ///
    /// # Errors
    /// What the visitor's are.
    pub fn look<L: TableVisitor>(&self, visitor: &mut L) -> Result<(), L::Error> {
        visitor.table(&self.cohorts)?;
        visitor.table(&self.consequences)?;
        visitor.table(&self.covariances)?;
        visitor.table(&self.effects)?;
        visitor.table(&self.estimates)?;
        visitor.table(&self.experiences)?;
        visitor.table(&self.fits)?;
        visitor.table(&self.intervention_balance)?;
        visitor.table(&self.intervention_lots)?;
        visitor.table(&self.interventions)?;
        visitor.table(&self.price_index)?;
        visitor.table(&self.prices)?;
        visitor.table(&self.profiles)?;
        visitor.table(&self.qualifications)?;
        visitor.table(&self.sources)?;
        visitor.table(&self.subgroups)?;
        visitor.table(&self.success_measures)?;
        visitor.table(&self.target_groups)
    }

    /// Fills every table, in order of name.
    ///
    /// # Errors
    /// What the visitor's are.
    pub fn fill<F: TableSource>(&mut self, visitor: &mut F) -> Result<(), F::Error> {
        self.cohorts = visitor.rows()?;
        self.consequences = visitor.rows()?;
        self.covariances = visitor.rows()?;
        self.effects = visitor.rows()?;
        self.estimates = visitor.rows()?;
        self.experiences = visitor.rows()?;
        self.fits = visitor.rows()?;
        self.intervention_balance = visitor.rows()?;
        self.intervention_lots = visitor.rows()?;
        self.interventions = visitor.rows()?;
        self.price_index = visitor.rows()?;
        self.prices = visitor.rows()?;
        self.profiles = visitor.rows()?;
        self.qualifications = visitor.rows()?;
        self.sources = visitor.rows()?;
        self.subgroups = visitor.rows()?;
        self.success_measures = visitor.rows()?;
        self.target_groups = visitor.rows()?;
        Ok(())
    }
}
