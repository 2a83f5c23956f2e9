//! Danish names of tables and columns, for those who open a workbook.

/// A table's name on its sheet.
pub fn table(name: &'static str) -> &'static str {
    find(TABLES, name)
}

/// A column's heading.
pub fn column(name: &'static str) -> &'static str {
    find(COLUMNS, name)
}

fn find(all: &[(&str, &'static str)], name: &'static str) -> &'static str {
    all.iter().find(|(known, _)| *known == name).map_or(name, |(_, danish)| danish)
}

const TABLES: &[(&str, &str)] = &[
    ("cohorts", "Kohorter"),
    ("consequences", "Konsekvenser"),
    ("covariances", "Kovarianser"),
    ("effects", "Effekter"),
    ("estimates", "Konsekvensestimater"),
    ("experiences", "Erfaringer"),
    ("fits", "Regressioner"),
    ("price_index", "Prisindeks"),
    ("prices", "Priser"),
    ("profiles", "Profiler"),
    ("qualifications", "Kvalificering"),
    ("sources", "Registre"),
    ("subgroups", "Undergrupper"),
    ("success_measures", "Succesmål"),
    ("target_groups", "Målgrupper"),
];

const COLUMNS: &[(&str, &str)] = &[
    ("adjusts_sex", "Justeret for køn"),
    ("age_form", "Justering for alder"),
    ("area", "Område"),
    ("arm", "Kohorte"),
    ("baseline", "Udfald"),
    ("break_year", "Databrud fra år"),
    ("characteristic", "Kendetegn"),
    ("characteristic_da", "Kendetegn (dansk)"),
    ("characteristic_en", "Kendetegn (engelsk)"),
    ("clusters", "Klynger"),
    ("completed_per_year", "Gennemfører pr. år"),
    ("condition", "Betingelse (SQL)"),
    ("consequence", "Konsekvens"),
    ("costs_per_year_kr", "Omkostninger pr. år, kr."),
    ("country", "Land"),
    ("covariance", "Kovarians"),
    ("defines_success", "Definerer succes"),
    ("denominator", "Andel af"),
    ("delimitation_provenance", "Afgrænsningens oprindelse"),
    ("depends_on_entry_year", "Afhænger af startår"),
    ("derivation_da", "Udledning (dansk)"),
    ("derivation_en", "Udledning (engelsk)"),
    ("design", "Design"),
    ("df", "Frihedsgrader"),
    ("domain", "Domæne"),
    ("duration_da", "Varighed (dansk)"),
    ("duration_en", "Varighed (engelsk)"),
    ("effect", "Effekt"),
    ("estimate", "Estimat"),
    ("evidence_level", "Evidensniveau"),
    ("expected", "Forventet retning"),
    ("experience", "Erfaring"),
    ("finding", "Fund"),
    ("finding_da", "Fund (dansk)"),
    ("finding_en", "Fund (engelsk)"),
    ("first_age", "Fra alder"),
    ("first_day", "Første dag"),
    ("first_entry_year", "Første startår"),
    ("first_year", "Første år"),
    ("follow_up_year", "År efter"),
    ("grounds", "Grundlag"),
    ("group_da", "For hvem (dansk)"),
    ("group_en", "For hvem (engelsk)"),
    ("horizon", "Tidshorisont, år"),
    ("index", "Indeks"),
    ("intensity_da", "Intensitet (dansk)"),
    ("intensity_en", "Intensitet (engelsk)"),
    ("kind", "Art"),
    ("kommune_kr", "Kommune, kr."),
    ("label_da", "Betegnelse (dansk)"),
    ("label_en", "Betegnelse (engelsk)"),
    ("last_age", "Til alder"),
    ("last_day", "Sidste dag"),
    ("last_entry_year", "Sidste startår"),
    ("last_year", "Sidste år"),
    ("level", "Niveau"),
    ("level_da", "Niveau (dansk)"),
    ("level_en", "Niveau (engelsk)"),
    ("link", "Link"),
    ("lower", "95 % fra"),
    ("made_by", "Lavet af"),
    ("mean_age", "Gennemsnitsalder"),
    ("mean_non_success", "Gennemsnit uden succes"),
    ("measure", "Effektmål"),
    ("measured_da", "Målt hvornår (dansk)"),
    ("measured_en", "Målt hvornår (engelsk)"),
    ("measured_months", "Målt efter måneder"),
    ("n_non_success", "Personer uden succes"),
    ("n_success", "Personer med succes"),
    ("n_total", "Personer i alt"),
    ("n_with", "Personer med indsats"),
    ("n_without", "Personer uden indsats"),
    ("name_provenance", "Navnets oprindelse"),
    ("net_kr", "Nettoresultat, kr."),
    ("no_rate_da", "Hvorfor ingen rate (dansk)"),
    ("no_rate_en", "Hvorfor ingen rate (engelsk)"),
    ("other_year", "Andet år efter"),
    ("outcome_da", "Udfaldsmål (dansk)"),
    ("outcome_en", "Udfaldsmål (engelsk)"),
    ("overlaps", "Tæller samme penge som"),
    ("p", "p-værdi"),
    ("participants", "Deltagere i alt"),
    ("participants_per_year", "Deltagere pr. år"),
    ("per_participant_kr", "Pr. deltager, kr."),
    ("persons", "Personer"),
    ("place", "Plads"),
    ("price_year", "Prisår"),
    ("provenance", "Oprindelse"),
    ("q", "q-værdi"),
    ("raw", "Studiets tal"),
    ("raw_lower", "Studiets tal, 95 % fra"),
    ("raw_p", "Studiets p-værdi"),
    ("raw_unit", "Studiets enhed"),
    ("raw_upper", "Studiets tal, 95 % til"),
    ("raw_with", "Studiets tal med indsats"),
    ("raw_without", "Studiets tal uden indsats"),
    ("reason", "Begrundelse"),
    ("reason_da", "Begrundelse (dansk)"),
    ("reason_en", "Begrundelse (engelsk)"),
    ("recommendation", "Anbefaling"),
    ("reconstructed_settings", "Rekonstruerede valg"),
    ("region_kr", "Region, kr."),
    ("register", "Register"),
    ("release", "Version"),
    ("result_da", "Resultat (dansk)"),
    ("result_en", "Resultat (engelsk)"),
    ("robustness", "Robusthedsværdi"),
    ("robustness_to_insignificance", "Robusthedsværdi til ikke-signifikans"),
    ("series", "Indeksserie"),
    ("share_non_success", "Andel uden succes"),
    ("share_success", "Andel med succes"),
    ("share_after_break", "Andel efter databrud"),
    ("significant", "Signifikant"),
    ("source", "Kilde"),
    ("standard", "Standardindeks"),
    ("standard_error", "Standardfejl"),
    ("standardised", "Standardiseret effekt"),
    ("standardised_difference", "Standardiseret forskel"),
    ("standardised_lower", "Standardiseret, 95 % fra"),
    ("standardised_method", "Standardiseret hvordan"),
    ("standardised_upper", "Standardiseret, 95 % til"),
    ("stat_kr", "Stat, kr."),
    ("status", "Status"),
    ("studies", "Antal studier"),
    ("study_year", "Studiets år"),
    ("subgroup", "Undergruppe"),
    ("success_measure", "Succesmål"),
    ("success_provenance", "Succesmålenes oprindelse"),
    ("success_rate", "Succesrate"),
    ("success_year", "Succesår"),
    ("t", "t-værdi"),
    ("target_group", "Målgruppe"),
    ("time_perspective", "Tidsperspektiv"),
    ("unit", "Enhed"),
    ("upper", "95 % til"),
    ("with", "Med indsats"),
    ("without", "Uden indsats"),
    ("year", "År"),
    ("years", "Driftsår"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use foundation::tables::Database;

    #[test]
    fn every_table_and_column_has_a_danish_name_of_its_own() {
        for view in Database::default().views().unwrap() {
            assert!(TABLES.iter().any(|(name, _)| *name == view.name), "{}", view.name);
            let mut seen = std::collections::BTreeSet::new();
            for known in view.columns {
                assert!(COLUMNS.iter().any(|(name, _)| *name == known.name), "{}.{}", view.name, known.name);
                assert!(
                    seen.insert(column(known.name).to_lowercase()),
                    "{}.{} has another's heading",
                    view.name,
                    known.name
                );
            }
        }
    }
}
