//! What can be wrong with participants, controls, variables or a design: one message each, with what to do. No message
//! contains a value of a person.

use foundation::words::Status;

/// Why there is no design, or no effect.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// Columns, names or flags of different lengths.
    #[error("variables, participation and outcomes must have one number for every person")]
    Shape,
    /// NaN or infinite numbers.
    #[error(
        "variable `{variable}` has {count} value(s) that are NaN or infinite: fill them in or leave the persons out"
    )]
    NotFinite {
        /// The variable.
        variable: String,
        /// How many values.
        count: u64,
    },
    /// No variable to balance.
    #[error("no variable is named: name the variables that participants and controls must have in common")]
    NoVariables,
    /// No participant.
    #[error("no person participates: check the extract of participants and its years")]
    NoParticipants,
    /// No control.
    #[error("no person can be a control: check the source of controls")]
    NoControls,
    /// More variables than participants.
    #[error(
        "{variables} variables for {participants} participants: the design needs more participants than variables; leave variables out or join their categories"
    )]
    TooManyVariables {
        /// Variables.
        variables: u64,
        /// Participants.
        participants: u64,
    },
    /// A variable that is the same for all persons.
    #[error("variable `{variable}` is the same for all persons: leave it out")]
    Constant {
        /// The variable.
        variable: String,
    },
    /// A variable that follows from others.
    #[error(
        "variable `{variable}` follows from the variables before it: leave it out, or leave out one category of each set"
    )]
    Collinear {
        /// The variable.
        variable: String,
    },
    /// A score that tells all participants from all controls.
    #[error(
        "the variables separate participants from controls perfectly (most of all `{variable}`): no control is comparable; leave out the variable that decides who participates"
    )]
    PerfectSeparation {
        /// The variable with the largest coefficient per standard deviation.
        variable: String,
    },
    /// A score that is certain for some persons.
    #[error(
        "variable `{variable}` decides for some persons whether they participate: the score does not converge; leave it out, or delimit the controls by it"
    )]
    Separation {
        /// The variable with the largest coefficient per standard deviation.
        variable: String,
    },
    /// Iterations without convergence.
    #[error("the score does not converge in {iterations} iterations: use fewer variables or join rare categories")]
    ScoreNotConverged {
        /// Iterations.
        iterations: u64,
    },
    /// No control is comparable with any participant.
    #[error("no overlap: no participant has a control {within}; widen it or choose other controls")]
    NoOverlap {
        /// Within what no control was found.
        within: &'static str,
    },
    /// The participants' mean is not inside the controls' range.
    #[error(
        "no overlap: the participants' mean of variable `{variable}` lies outside the range of the controls, so no weights can balance it"
    )]
    OutsideRange {
        /// The variable.
        variable: String,
    },
    /// The participants' mean is the lowest or the highest number of the controls.
    #[error(
        "no overlap: the participants' mean of variable `{variable}` is the lowest or the highest number of the controls, so only controls with that number can be comparable; delimit the controls to them and leave the variable out"
    )]
    AtEdge {
        /// The variable.
        variable: String,
    },
    /// Weights that don't converge.
    #[error(
        "the weights do not converge in {iterations} iterations: the means of the participants are out of reach of the controls, most of all of variable `{variable}`, which is still {difference:.2} standard deviations off; leave variables out or choose other controls"
    )]
    WeightsNotConverged {
        /// Iterations.
        iterations: u64,
        /// The variable that is least balanced.
        variable: String,
        /// Its difference in the participants' standard deviations.
        difference: f64,
    },
    /// Cut points that do not ascend.
    #[error("the cut points of variable `{variable}` must be finite and ascending")]
    CutPoints {
        /// The variable.
        variable: String,
    },
    /// A rule of coarsening for each variable.
    #[error("coarsened exact matching needs one rule for each of {variables} variables")]
    Coarsening {
        /// Variables.
        variables: u64,
    },
    /// Bins that number zero.
    #[error("a variable needs at least one interval")]
    NoIntervals,
    /// No control to match.
    #[error("nearest neighbours: ask for at least one control for each participant and a caliper above zero")]
    Neighbours,
    /// Clusters and matching with replacement.
    #[error(
        "standard errors by cluster are not known for nearest neighbours with replacement: match without replacement or use weights"
    )]
    ClustersWithReplacement,
    /// A single cluster.
    #[error("fewer than two clusters: no standard error can be computed by cluster")]
    TooFewClusters,
    /// A variance that is zero.
    #[error("no standard error: the outcome does not vary")]
    NoVariation,
    /// No degrees of freedom.
    #[error("no standard error: too few persons are left for it")]
    TooFewPersons,
    /// The correction for the estimated score, which can have either sign, takes more than there is.
    #[error(
        "no standard error: the correction for the estimated score is larger than the variance; match more controls, or without replacement"
    )]
    CorrectionExceedsVariance,
    /// A variance that is not finite, or whose square is not.
    #[error(
        "no standard error: it can't be computed, as where the outcome's numbers are too large for their squares to be added up; use a larger unit"
    )]
    VarianceNotFinite,
    /// No one completed, or completion is the same in both groups.
    #[error("completion is the same among the assigned and the others: the effect of completing is not identified")]
    NoFirstStage,
    /// Assignment that follows from the variables.
    #[error("assignment follows from the variables: the effect of assignment is not identified")]
    AssignmentNotIdentified,
    /// Sites that hold assigned and others.
    #[error(
        "{count} site(s) hold both assigned persons and others, though assignment was by site: correct the sites or the assignment"
    )]
    MixedSites {
        /// How many.
        count: u64,
    },
    /// No permutation.
    #[error("randomisation inference needs at least one permutation")]
    NoPermutations,
    /// A regression without figures.
    #[error("the regression has no figures: {reason}")]
    Regression {
        /// Its status.
        status: Status,
        /// The reason, in words.
        reason: String,
    },
}
