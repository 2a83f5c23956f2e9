//! Terms of definitions: kinds of registers, and how surely something is known.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// What a register's rows are.
    RegisterKind {
        Status = "status", "status", "status";
        Event = "event", "hændelse", "event";
        Spell = "spell", "forløb", "spell";
        WeeklyWide = "weekly_wide", "uger i bredden", "weekly wide";
        Period = "period", "periode", "period";
        MonthlyWide = "monthly_wide", "måneder i bredden", "monthly wide";
    }
}

words! {
    /// How surely a definition or figure is SØM's own.
    Provenance {
        Published = "published", "Offentliggjort", "Published";
        Reconstructed = "reconstructed", "Rekonstrueret", "Reconstructed";
        Illustrative = "illustrative", "Illustrativ", "Illustrative";
    }
}
