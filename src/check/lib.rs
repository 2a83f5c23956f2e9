//! Checks of what a build reads: test persons against what definitions expect, and extracts against their definitions.
//!
//! Owns the expectations' comparison, the list of findings, and the record of the files that were read. Owns no rule of
//! reading: those are of the rooms that read extracts.

pub mod extracts;
pub mod inputs;
pub mod participants;
pub mod test_persons;
