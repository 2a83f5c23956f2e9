//! Persons alike in everything that a mean depends on.

use foundation::words::Arm;

use super::groups::Group;

/// Persons alike in everything that a mean depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The target group.
    pub group: Group,
    /// The arm.
    pub arm: Arm,
    /// Sex.
    pub woman: bool,
    /// Age at t = 0.
    pub age: i32,
    /// The year t = 0.
    pub t0: i32,
}
