//! Random control: persons assigned by lot, with the effect of assignment and of completion.
//!
//! Owns the gate of a lot ([`Trial::judge`]), the intention to treat ([`Trial::intention_to_treat`]), the effect on compliers ([`Trial::compliers`]) and
//! randomisation inference ([`Trial::permutations`]). Regressions are those of `statistics`.

mod compliers;
mod fit;
mod intention;
mod permutations;
mod verdict;

pub use compliers::{Compliers, WEAK};
pub use permutations::Permutations;
pub use verdict::{LeftOut, TrialVerdict};

use crate::error::DesignError;
use statistics::estimate::Factor;

use fit::factor;

/// Persons assigned by lot, or not.
#[derive(Debug, Clone)]
pub struct Trial {
    assigned: Vec<bool>,
    covariates: Vec<(String, Vec<f64>)>,
    sites: Option<Vec<u32>>,
}

impl Trial {
    /// Checks the persons. Covariates are of the time before assignment; there may be none.
    ///
    /// # Errors
    /// Lengths that differ, numbers that are not finite, no assigned person, no other.
    pub fn new(assigned: Vec<bool>, covariates: Vec<(String, Vec<f64>)>) -> Result<Trial, DesignError> {
        if covariates.iter().any(|(_, column)| column.len() != assigned.len()) {
            return Err(DesignError::Shape);
        }
        if !assigned.contains(&true) {
            return Err(DesignError::NoParticipants);
        }
        if !assigned.contains(&false) {
            return Err(DesignError::NoControls);
        }
        covariates.iter().try_for_each(|(name, column)| finite(name, column))?;
        Ok(Trial { assigned, covariates, sites: None })
    }

    /// Assigned by site: standard errors are clustered by site (CR1), and sites are what is permuted.
    ///
    /// # Errors
    /// Another number of persons, sites with both assigned persons and others, fewer than two sites.
    pub fn by_site(mut self, sites: Vec<u32>) -> Result<Trial, DesignError> {
        if sites.len() != self.assigned.len() {
            return Err(DesignError::Shape);
        }
        let mut of_site: Vec<(u32, bool)> = sites.iter().copied().zip(self.assigned.iter().copied()).collect();
        of_site.sort_unstable();
        of_site.dedup();
        let mixed = of_site.chunk_by(|a, b| a.0 == b.0).filter(|both| both.len() > 1).count() as u64;
        if mixed > 0 {
            return Err(DesignError::MixedSites { count: mixed });
        }
        self.sites = Some(sites);
        Ok(self)
    }

    fn persons(&self) -> usize {
        self.assigned.len()
    }

    fn check(&self, name: &str, column: &[f64]) -> Result<(), DesignError> {
        if column.len() != self.persons() { Err(DesignError::Shape) } else { finite(name, column) }
    }

    /// The factorised design with assignment last.
    fn factor(&self) -> Result<Factor, DesignError> {
        let assigned: Vec<f64> = self.assigned.iter().map(|a| f64::from(u8::from(*a))).collect();
        factor(&self.covariates, &assigned)
    }

    /// The number of sites.
    fn clusters(&self) -> Option<u64> {
        self.sites.as_ref().map(|sites| {
            let mut sites = sites.clone();
            sites.sort_unstable();
            sites.dedup();
            sites.len() as u64
        })
    }
}

fn finite(name: &str, column: &[f64]) -> Result<(), DesignError> {
    let count = column.iter().filter(|x| !x.is_finite()).count() as u64;
    if count > 0 { Err(DesignError::NotFinite { variable: name.to_owned(), count }) } else { Ok(()) }
}
