//! Handling of faults: a build stops at the first one; a check collects all and skips the affected rows.
//!
//! Owns the collection, not the rules. After a fault is noted, the caller must not report a second one for the same value.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::ExtractError;
use foundation::error::{Error, Result};

/// Faults with their counts taken out, and the counts.
type FaultCounts = BTreeMap<ExtractError, Option<usize>>;

/// Stops at the first fault, or notes every one.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    noted: Option<Arc<Mutex<FaultCounts>>>,
}

impl Faults {
    /// Notes every fault.
    pub fn noting() -> Faults {
        Faults { noted: Some(Arc::default()) }
    }

    /// Whether faults are noted.
    pub fn are_noted(&self) -> bool {
        self.noted.is_some()
    }

    /// Meets a fault. The counts of the same fault in the same place add up.
    ///
    /// # Errors
    /// The fault, where the first one stops the command.
    pub fn meet(&self, mut error: ExtractError) -> Result<(), ExtractError> {
        let Some(noted) = &self.noted else { return Err(error) };
        let count = error.fault.count_mut().map(std::mem::take);
        let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
        let known = noted.entry(error).or_insert(count.map(|_| 0));
        *known = known.zip(count).map(|(known, count)| known + count);
        Ok(())
    }

    /// A result, or `None` if a fault was noted instead.
    ///
    /// # Errors
    /// A fault, where the first one stops the command; any error that is not a fault of an extract.
    pub fn pass<T>(&self, result: Result<T, impl Into<Error>>) -> Result<Option<T>> {
        match result.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(error) => self.meet(error.downcast::<ExtractError>()?).map(|()| None).map_err(Into::into),
        }
    }

    /// Whether a fault of a register is noted: missing values may then follow from it.
    pub fn any_of(&self, register: &str) -> bool {
        let noted = self.noted.as_ref().map(|noted| noted.lock().unwrap_or_else(PoisonError::into_inner));
        noted.is_some_and(|noted| noted.keys().any(|error| error.register == register))
    }

    /// Takes the noted faults, in order of register, file, row group and column.
    pub fn take(&self) -> Vec<ExtractError> {
        let taken = |noted: &Arc<Mutex<FaultCounts>>| {
            std::mem::take(&mut *noted.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let whole = |(mut error, count): (ExtractError, Option<usize>)| {
            if let (Some(place), Some(count)) = (error.fault.count_mut(), count) {
                *place = count;
            }
            error
        };
        self.noted.iter().flat_map(taken).map(whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use foundation::error::Kind;

    use super::*;
    use crate::registers::Fault;

    fn nulls(count: usize) -> ExtractError {
        ExtractError::of("bef", Fault::Nulls { count }).in_row_group(0)
    }

    #[test]
    fn counts_of_a_place_add_up_and_places_stay_apart() {
        let faults = Faults::noting();
        for count in [2, 3] {
            assert_eq!(faults.meet(nulls(count)), Ok(()));
            assert_eq!(faults.meet(ExtractError::of("bef", Fault::EmptyPopulation)), Ok(()));
        }
        assert_eq!(faults.meet(nulls(4).in_column("PNR")), Ok(()));
        assert!(faults.any_of("bef") && !faults.any_of("ind"));
        let noted = faults.take();
        assert_eq!(noted, [ExtractError::of("bef", Fault::EmptyPopulation), nulls(5), nulls(4).in_column("PNR")]);
        assert!(faults.take().is_empty());
    }

    #[test]
    fn the_first_fault_stops_and_other_errors_always_do() {
        assert_eq!(Faults::default().meet(nulls(1)), Err(nulls(1)));
        assert!(matches!(Faults::noting().pass(Err::<(), _>(nulls(1))), Ok(None)));
        let interrupted = Faults::noting().pass(Err::<(), _>(Error::interrupted())).unwrap_err();
        assert_eq!(interrupted.kind(), Kind::Interrupted);
        assert!(matches!(Faults::default().pass(Ok::<_, Error>(7)), Ok(Some(7))));
    }
}
