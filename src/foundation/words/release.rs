//! Terms of releases: decisions of disclosure control, and what changed between two releases.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// What disclosure control decides on a cell or figure.
    Decision {
        /// It may leave.
        Pass = "pass", "frigivet", "released";
        /// It may leave, and the output checker ought to look at it.
        Review = "review", "til gennemsyn", "for review";
        /// It stays.
        HeldBack = "held_back", "tilbageholdt", "held back";
    }
}

words! {
    /// Why disclosure control keeps something back, or asks for a look at it (method rule 20).
    Rule {
        /// Fewer persons than the policy's minimum.
        Persons = "persons", "for få personer", "too few persons";
        /// Fewer users of a cohort than the policy's minimum, or none.
        Users = "users", "for få brugere", "too few users";
        /// Fewer residual degrees of freedom than the policy's minimum.
        Df = "df", "for få frihedsgrader", "too few degrees of freedom";
        /// One person, or two, have too much of an amount.
        Dominance = "dominance", "én eller to personer dominerer", "one or two persons dominate";
        /// What subgroups give by adding and taking off is too few.
        Subgroups = "subgroups", "forskel mellem undergrupper", "difference between subgroups";
        /// Two success measures of a group differ by too few.
        SuccessMeasures = "success_measures", "forskel mellem succesmål", "difference between success measures";
        /// Two cohorts of different target groups differ by too few.
        TargetGroups = "target_groups", "forskel til en anden målgruppe", "difference to another target group";
        /// The status would reveal a count: that a cell is empty or full, or that persons are alike or may be.
        Status = "status", "status ville røbe et antal", "its status would reveal a count";
        /// Persons who are missing, have died or have left are too few.
        Missing = "missing", "for få mangler eller er døde", "too few missing or dead";
        /// An earlier release differs by too few.
        Releases = "releases", "forskel til en tidligere version", "difference to an earlier release";
        /// No rounding of the mean hides the total.
        Total = "total", "gennemsnit × antal giver totalen", "mean × count gives the total";
    }
}

words! {
    /// What became of a regression from one release to another.
    Change {
        /// Only the later release plans it.
        New = "new", "ny", "new";
        /// Only the earlier release plans it.
        Gone = "gone", "udgået", "gone";
        /// Both publish an estimate, and the sign is another.
        SignFlipped = "sign_flipped", "fortegn skiftet", "sign flipped";
        /// Both publish an estimate, and it moved by more than the earlier standard error.
        MovedBeyondError = "moved_beyond_error", "flyttet mere end sin usikkerhed", "moved beyond its error";
        /// Significant before, estimated and not significant now.
        LostSignificance = "lost_significance", "ikke længere signifikant", "lost significance";
        /// Estimated and not significant before, significant now.
        GainedSignificance = "gained_significance", "blevet signifikant", "gained significance";
        /// The status is another.
        StatusChanged = "status_changed", "anden status", "another status";
    }
}
