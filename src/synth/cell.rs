//! Persons alike in everything that a regression sees, and in everything that a mean of the model of services depends on.

use foundation::words::Arm;

use super::groups::Group;

/// Persons alike in everything that a regression sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seen {
    /// The arm.
    pub arm: Arm,
    /// Sex.
    pub woman: bool,
    /// Age at t = 0.
    pub age: i32,
    /// The year t = 0.
    pub t0: i32,
}

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

impl Cell {
    /// What a regression sees of it.
    pub const fn seen(self) -> Seen {
        Seen { arm: self.arm, woman: self.woman, age: self.age, t0: self.t0 }
    }
}
