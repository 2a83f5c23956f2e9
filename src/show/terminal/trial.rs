//! A trial by lot: its balance, and the effects of assignment and completion.

use super::balance;
use super::effects::{self, EffectRow};
use ::designs::TrialVerdict;
use ::regress::short;

/// The balance, and the effects with what belongs to them.
pub fn text(verdict: &TrialVerdict, rows: &[EffectRow]) -> String {
    let mut text = verdict.balance.as_ref().map_or_else(String::new, |balance| {
        let above = format!("{} assigned, {} others", balance.participants, balance.possible_controls);
        balance::table(&above, &balance::rows(balance)) + "\n"
    });
    text += &effects::table(rows);
    for row in rows {
        let name = short(&row.outcome);
        if let Some(p) = row.p_permutations {
            text += &format!("{name}: p by permutations {p:.4}\n");
        }
        if let Some(share) = row.compliers {
            let stage = row.first_stage_f.map_or_else(|| "infinite".to_owned(), |f| format!("{f:.1}"));
            text += &format!("{name}: {:.1} % compliers, first stage F {stage}\n", 100.0 * share);
        }
    }
    text
}
