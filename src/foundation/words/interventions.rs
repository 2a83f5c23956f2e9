//! Terms of the designs of interventions.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// How the control group of an intervention is made comparable.
    DesignMethod {
        /// By lot.
        Random = "random", "lodtrækning", "by lot";
        /// On the same values in all variables.
        Exact = "exact", "eksakt matching", "exact matching";
        /// On the same intervals of all variables.
        Coarsened = "coarsened", "matching i intervaller (CEM)", "coarsened exact matching";
        /// On the propensity score.
        Nearest = "nearest", "nærmeste nabo på sandsynlighed for deltagelse", "nearest neighbours on the propensity score";
        /// By the odds of participation.
        InverseProbability = "inverse_probability", "vægtning med sandsynlighed for deltagelse", "inverse probability weights";
        /// By weights that make means equal.
        EntropyBalancing = "entropy_balancing", "entropibalancering", "entropy balancing";
        /// By weights and a regression.
        DoublyRobust = "doubly_robust", "dobbelt robust (AIPW)", "doubly robust (AIPW)";
    }
}

words! {
    /// Whose average an effect is.
    Estimand {
        /// The average effect on the participants who are kept.
        Att = "ATT", "effekten på deltagerne (ATT)", "the effect on participants (ATT)";
        /// The average effect of being assigned.
        Itt = "ITT", "effekten af at blive tilbudt indsatsen (ITT)", "the effect of being assigned (ITT)";
        /// The average effect of completing on those who complete if and only if they are assigned.
        Late = "LATE", "effekten for dem, der følger lodtrækningen (LATE)", "the effect on compliers (LATE)";
    }
}

words! {
    /// Where the controls of an intervention come from.
    ControlSource {
        /// A condition over the population.
        Population = "population", "befolkningen", "the population";
        /// A list.
        List = "list", "en liste", "a list";
        /// Another intervention's participants.
        Intervention = "intervention", "deltagere i en anden indsats", "another intervention's participants";
        /// Persons of the lot who were not assigned.
        NotAssigned = "not_assigned", "lodtrækningens øvrige personer", "persons of the lot who were not assigned";
    }
}

words! {
    /// What stands between an estimate and a cause.
    Standing {
        /// Assigned by lot.
        Causal = "causal", "kausal: deltagelse er tildelt ved lodtrækning", "causal: participation was assigned by lot";
        /// A constructed control group.
        Conditional = "conditional", "kausal, hvis deltagere og kontrolpersoner kun adskiller sig i det, der er balanceret", "causal if participants and controls differ in nothing but what is balanced";
        /// A success measure.
        Descriptive = "descriptive", "ikke kausal: succes sammenlignes med ikke-succes", "not causal: success is compared with non-success";
    }
}
