//! Terms of regressions: what is compared, how it is estimated, and what came of it.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// Whether more of a consequence costs the public sector or brings it revenue.
    Kind {
        Expenditure = "expenditure", "Udgift", "Expenditure";
        Revenue = "revenue", "Indtægt", "Revenue";
    }
}

words! {
    /// What an outcome is: a year's use as it is, or less the use of the year before t = 0.
    Baseline {
        Level = "none", "Niveau", "Level";
        Difference = "difference", "Ændring fra året før t = 0", "Change from the year before t = 0";
    }
}

words! {
    /// The covariance estimator of a regression (method rules 13 and 16).
    Covariance {
        Iid = "iid", "iid", "iid";
        Hc0 = "HC0", "HC0", "HC0";
        Hc1 = "HC1", "HC1", "HC1";
        Hc2 = "HC2", "HC2", "HC2";
        Hc3 = "HC3", "HC3", "HC3";
        Cr1 = "CR1", "CR1", "CR1";
        /// Of an intervention: the error that belongs to its design.
        Design = "design", "efter designet", "of the design";
    }
}

impl Covariance {
    /// Those of regressions: all but the error of a design.
    pub const OF_REGRESSIONS: &'static [Covariance] =
        &[Covariance::Iid, Covariance::Hc0, Covariance::Hc1, Covariance::Hc2, Covariance::Hc3, Covariance::Cr1];

    /// Whether it is estimated from the scores of clusters.
    pub const fn is_clustered(self) -> bool {
        matches!(self, Covariance::Cr1)
    }
}

words! {
    /// How age enters a design, as tables say it.
    AgeForm {
        Linear = "linear", "lineær", "linear";
        Quadratic = "quadratic", "kvadratisk", "quadratic";
        Categorical = "categorical", "kategorisk", "categorical";
        Bands = "bands", "intervaller", "bands";
    }
}

words! {
    /// What became of a planned regression. Everything but `estimated` and `perfect_fit` carries no figure.
    Status {
        /// Coefficient and standard error are in the audit; significant ones are in the database.
        Estimated = "estimated", "estimeret", "estimated";
        /// Every residual is exactly zero: the error is zero, t and p are undefined.
        PerfectFit = "perfect_fit", "perfekt tilpasning", "perfect fit";
        /// One of the cohorts has fewer persons than the definition's minimum.
        BelowMinN = "below_min_n", "for få personer", "too few persons";
        /// Pooled users times the smaller cohort's share is below the minimum (method rule 14).
        TooFewUsers = "too_few_users", "for få brugere", "too few users";
        /// The outcome is the same for every person.
        NoVariation = "no_variation", "ingen variation", "no variation";
        /// No person in either cohort uses it: the difference is exactly zero.
        NoUsers = "no_users", "ingen brugere", "no users";
        /// Published only: each cohort has fewer users than may be published, or none. The difference counts as zero.
        FewUsers = "few_users", "få eller ingen brugere", "few or no users";
        /// Success is collinear with the adjusters.
        RankDeficient = "rank_deficient", "ikke identificeret", "not identified";
        /// Fewer residual degrees of freedom than the definition's minimum.
        TooFewDf = "too_few_df", "for få frihedsgrader", "too few degrees of freedom";
        /// One of the cohorts is empty: the group has no person, all succeed, or none does.
        EmptyCohort = "empty_cohort", "tom kohorte", "empty cohort";
        /// Fewer clusters than cluster-robust errors can stand on.
        TooFewClusters = "too_few_clusters", "for få klynger", "too few clusters";
        /// An intervention's effect whose variance can't be computed, though its outcome varies.
        NoStandardError = "no_standard_error", "ingen standardfejl", "no standard error";
        /// The gate holds an intervention's design back: participants and controls are not alike enough.
        Unbalanced = "unbalanced", "ikke sammenlignelig", "not comparable";
        /// The registers do not cover the year for any entrant.
        NotAvailable = "not_available", "ikke tilgængelig", "not available";
        /// Disclosure control keeps the figure back.
        HeldBack = "held_back", "tilbageholdt", "held back";
    }
}

words! {
    /// Which side of the success measure a person is on; of an intervention, participants stand on the side of success. What a
    /// reader is shown of those is [`Arm::label_in`].
    Arm {
        NonSuccess = "non_success", "opnår ikke succes", "non-success";
        Success = "success", "opnår succes", "success";
    }
}

impl Arm {
    /// What a reader is shown of this side in a group of a kind: success or not, participants or controls.
    pub const fn label_in(self, kind: GroupKind, language: Language) -> &'static str {
        let label = match (kind, self) {
            (GroupKind::TargetGroup, arm) => return arm.label(language),
            (GroupKind::Intervention, Arm::Success) => text("deltagere", "participants"),
            (GroupKind::Intervention, Arm::NonSuccess) => text("kontrolpersoner", "controls"),
        };
        label.get(language)
    }
}

words! {
    /// What a group of the database is: persons delimited by a condition, or participants in an intervention with their controls.
    GroupKind {
        TargetGroup = "target_group", "målgruppe", "target group";
        Intervention = "intervention", "indsats", "intervention";
    }
}

words! {
    /// The forms of age that need no figures.
    Form {
        Linear = "linear", "lineær", "linear";
        Quadratic = "quadratic", "kvadratisk", "quadratic";
        Categorical = "categorical", "kategorisk", "categorical";
    }
}
