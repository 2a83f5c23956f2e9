//! The list of all sections.

use super::input::Section;
use super::{
    committees, consequences, costs, effect, intervention, quality, result, scenario, target_group, uncertainty,
};

/// Every section of a case file, in the order of the file.
pub const SECTIONS: &[&Section] = &[
    &intervention::SECTION,
    &target_group::SECTION,
    &target_group::OWN,
    &costs::SECTION,
    &costs::ITEM,
    &costs::GRANT,
    &costs::DISPLACED,
    &effect::SECTION,
    &effect::OPTIMISM,
    &consequences::SECTION,
    &consequences::PHASE_IN,
    &consequences::OWN_VALUE,
    &consequences::OWN_PRICE,
    &consequences::OWN,
    &consequences::DURING,
    &consequences::CASHABLE,
    &committees::SECTION,
    &committees::SPLIT,
    &uncertainty::SECTION,
    &quality::SECTION,
    &result::SECTION,
    &scenario::SECTION,
];
