//! Terms of costs and consequences: areas, payers and what a cost is counted by.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// The five areas that SØM sorts consequences into.
    Area {
        Employment = "employment", "Beskæftigelse", "Employment";
        Education = "education", "Uddannelse", "Education";
        Health = "health", "Sundhed", "Health";
        Crime = "crime", "Kriminalitet", "Crime";
        Social = "social", "Sociale indsatser", "Social services";
    }
}

words! {
    /// SØM's two domains of target groups.
    Domain {
        Adults = "adults", "Voksne", "Adults";
        Children = "children", "Børn og unge", "Children and youth";
    }
}

words! {
    /// Who pays, or receives.
    Payer {
        Kommune = "kommune", "Kommune", "Municipality";
        Region = "region", "Region", "Region";
        Stat = "stat", "Stat", "State";
    }
}

words! {
    /// What a cost of an intervention is spent on (the categories of the cost model).
    CostCategory {
        Preparation = "preparation", "Forberedelse", "Preparation";
        Training = "training", "Uddannelse af personale", "Training";
        Operation = "operation", "Drift", "Operation";
        Materials = "materials", "Materialer", "Materials";
        /// What others contribute: negative.
        Grant = "grant", "Tilskud", "Grants";
    }
}

words! {
    /// How often a cost of an intervention falls.
    CostBasis {
        Once = "once", "Én gang", "Once";
        PerYear = "per_year", "Pr. år", "Per year";
        PerParticipant = "per_participant", "Pr. deltager, der begynder", "Per started participant";
        AtTheEnd = "at_the_end", "I det sidste år", "In the last year";
        PerCompleted = "per_completed", "Pr. deltager, der gennemfører", "Per completed participant";
        PerSuccess = "per_success", "Pr. ekstra succes", "Per additional success";
        InYear = "in_year", "I et bestemt år", "In a stated year";
    }
}
