//! Positions in the definitions, one type for each list, so that a position is never used in another list.

/// Declares a position.
macro_rules! index {
    ($($(#[doc = $about:literal])+ $index:ident;)+) => {
        $($(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $index(pub usize);)+
    };
}

index! {
    /// A target group's position among the definitions' target groups.
    GroupIndex;
    /// A subgroup's position in its target group: the whole group is first, then the subgroups as they are defined.
    SubgroupIndex;
    /// A success measure's position in its target group.
    MeasureIndex;
    /// A consequence's position among the definitions' consequences.
    ConsequenceIndex;
    /// A specification's position in its target group: the published one is first.
    SpecificationIndex;
    /// A follow-up year's position in its specification.
    FollowUpIndex;
}

impl SubgroupIndex {
    /// The whole target group.
    pub const WHOLE_GROUP: SubgroupIndex = SubgroupIndex(0);
}

impl SpecificationIndex {
    /// The specification whose significant estimates are published.
    pub const PUBLISHED: SpecificationIndex = SpecificationIndex(0);
}

/// A subgroup of a target group, split by a success measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Comparison {
    /// The target group.
    pub group: GroupIndex,
    /// The subgroup.
    pub subgroup: SubgroupIndex,
    /// The success measure.
    pub measure: MeasureIndex,
}
