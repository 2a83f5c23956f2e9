//! How sure the result of each committee is, from the draws of the whole.

use super::parts::DecomposedCase;
use super::products::Products;
use super::simulation::{Side, Simulation};
use crate::calculator::committees_and_flows::shares;
use crate::calculator::result::Heading;
use crate::calculator::result::uncertainty::CommitteeBounds;
use crate::case::Inputs;
use foundation::words::Payer;

/// The bounds of each committee of each payer that is split. The part without a split has no bounds.
pub fn by_committee(inputs: &Inputs, whole: &DecomposedCase<'_>, products: &Products) -> Vec<CommitteeBounds> {
    let committees = &inputs.committees;
    let split = |payer: &Payer| committees.splits.iter().any(|split| split.payer == *payer);
    let payers = Payer::ALL.iter().copied().filter(split);
    let one = |payer: Payer, position: usize, name: &String| {
        let weight = |heading: Heading, item: &str, of: Payer| match shares(inputs, payer, heading, item) {
            Some(shares) if of == payer => shares[position],
            _ => 0.0,
        };
        let parts = whole.weighted(&weight);
        let bounds = Simulation::of(&parts).bounds(products, Side::Total);
        CommitteeBounds { payer, committee: name.clone(), bounds }
    };
    payers
        .flat_map(|payer| committees.names.iter().enumerate().map(move |(position, name)| (payer, position, name)))
        .map(|(payer, position, name)| one(payer, position, name))
        .collect()
}
