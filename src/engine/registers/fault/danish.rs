//! Faults in Danish, for pages to readers: what is wrong and how many, never a value.

use std::borrow::Cow;

use super::Fault;
use crate::registers::stored_type::described_zone;

impl Fault {
    /// The message in Danish.
    pub fn in_danish(&self) -> String {
        match self {
            Self::NoFolder { .. } => "mappen findes ikke, eller er en fil".to_owned(),
            Self::NoFile { patterns } => format!("ingen fil passer med {}", joined(patterns)),
            Self::MissingYears { years, patterns } => {
                format!("ingen fil for {years}, som registret dækker (søgte efter {})", joined(patterns))
            }
            Self::SameYearTwice { other, .. } if other.is_empty() => "har samme år som en anden fil".to_owned(),
            Self::SameYearTwice { year: Some(year), other } => format!("har året {year}, og det har {other} også"),
            Self::SameYearTwice { year: None, other } => format!("er den samme leverance som i {other}"),
            Self::SameContentTwice { other } if other.is_empty() => "har samme indhold som en anden fil".to_owned(),
            Self::SameContentTwice { other } => format!("har samme indhold som {other}"),
            Self::Folder => "er en mappe og ikke en fil".to_owned(),
            Self::NoBytes => "er tom: 0 byte".to_owned(),
            Self::NotParquet { reason } => format!("er ikke en hel Parquet-fil (læserens grund: {reason})"),
            Self::Damaged { reason } => format!("kan ikke afkodes (læserens grund: {reason})"),
            Self::Removed => "blev fjernet, efter at mappen blev gennemgået".to_owned(),
            Self::RowCounts { footer, groups } => {
                format!("bunden af filen tæller {footer} række(r), og dens rækkegrupper {groups}")
            }
            Self::ColumnRows { values, rows } => format!("{values} værdi(er) i en rækkegruppe med {rows} række(r)"),
            Self::NoRows { years } => format!("har ingen rækker og dækker {years}"),
            Self::SharedEnd { count, rows, year } => format!(
                "{count} af {rows} slutdato(er) er en og samme dag af {year}, over fem år efter det, registret dækker"
            ),
            Self::MidnightsInUtc { count } => {
                format!("{count} tidspunkt(er) er 22:00 eller 23:00: midnat i København, skrevet i UTC uden tidszone")
            }
            Self::Changed => "blev ændret, mens den blev læst".to_owned(),
            Self::NoColumn { names, .. } => format!("har ingen kolonne {}", joined(names)),
            Self::TwoColumns { other } => format!("findes to gange, også som `{other}`"),
            Self::WrongType { found, wanted } => {
                format!("indeholder {}, hvor definitionen siger {}", word(found), word(wanted))
            }
            Self::Nulls { count } => format!("{count} tom(me) værdi(er)"),
            Self::MissingRequired { count } => format!("{count} tom(me) værdi(er), hvor hver række skal have en"),
            Self::OutOfRange { count, wanted } => format!("{count} værdi(er) er for store til {}", word(wanted)),
            Self::OutsideRange { count, range } => {
                format!("{count} værdi(er) uden for {}, som definitionen angiver", range.replace(" to ", " til "))
            }
            Self::SqlFails { place } => format!("SQL i {place} fejler på en værdi"),
            Self::NotFinite { count } => format!("{count} værdi(er) er NaN eller uendelige"),
            Self::OffGrid { count, resolution } => format!("{count} værdi(er) er finere end trinnet {resolution}"),
            Self::TooLarge { count } => format!("{count} værdi(er) er for store til at blive talt i variablens trin"),
            Self::NotWhole { count } => format!("{count} værdi(er) med decimaler, hvor der skal være hele tal"),
            Self::Unreadable { count, wanted } => format!("{count} værdi(er) kan ikke læses som {}", word(wanted)),
            Self::MisleadingStatistics { count } => {
                format!("{count} værdi(er) ligger uden for det, rækkegruppens statistik siger")
            }
            Self::NotADay { count } => format!("{count} værdi(er) er ikke dage i 1800–9999"),
            Self::UnknownDay { count } => format!("{count} dag(e) står for en ukendt dag"),
            Self::TooManyBadRows { bad, rows, at_most, worst } => {
                let of = if bad > rows { "værdi(er)" } else { "række(r)" };
                format!(
                    "{bad} dårlige {of} af {rows} række(r), og højst {} må udelades; de fleste: {}",
                    at_most.replace('.', ","),
                    worst.in_danish()
                )
            }
            Self::NotAPeriod { count, wanted } => format!("{count} værdi(er) er ikke {}", word(wanted)),
            Self::CodeTooLong { count, width } => format!("{count} kode(r) har flere end kolonnens {width} cifre"),
            Self::NotAYear { count } => format!("{count} værdi(er) er ikke år (1800–2200)"),
            Self::Unjudged { count } => format!("{count} værdi(er) i en form, som scriptet ikke kan kontrollere"),
            Self::NotACode { count } => format!("{count} ugekode(r) er ikke hele tal"),
            Self::NotAWeek { count } => format!("{count} værdi(er) er ikke et år og en uge (ÅÅUU)"),
            Self::DuplicatePersonYear { count, years } => format!(
                "{count} række(r) for meget i {}: et statusregister har en række pr. person og år",
                Self::listed_years(years, "og")
            ),
            Self::EndsBeforeStart { count } => format!("{count} forløb slutter, før de begynder"),
            Self::ImpossibleAge { count } => format!("{count} person(er) med en umulig alder (under 0 eller over 130)"),
            Self::UnknownCode { count, known } => {
                format!("{count} række(r) med en kode, som definitionen ikke nævner (den nævner {known})")
            }
            Self::EmptyPopulation => "har ingen rækker: befolkningen er tom".to_owned(),
            Self::EmptyYears { years } => format!("har ingen rækker for {years}, som det dækker"),
            Self::KeyType { found, wanted } => {
                format!("personnøgler er {} her, men {} i befolkningsregistret", word(found), word(wanted))
            }
            Self::NoRowMeets { rows } => format!("ingen af de {rows} række(r) opfylder registrets betingelse"),
            Self::PartsOrDeliveries { pattern, count, other } => {
                let too = if other.is_empty() { String::new() } else { format!(", og det er {other} også") };
                format!(
                    "er en af {count} filer, som `{pattern}` finder{too}; de kan være dele af én leverance eller to leverancer af de samme \
                     rækker"
                )
            }
            Self::TwoPeriods { other } => {
                format!("er af en anden måned end {}, og begge ville blive læst som dele af én leverance", file(other))
            }
            Self::DeliveriesWithoutOrder { other } => {
                format!("kan være en tidligere eller en senere leverance end {}: stierne siger det ikke", file(other))
            }
            Self::TwoYears { years } => format!("stien nævner årene {}", joined(years)),
            Self::NoMatchingKey { count } => {
                format!("ingen af de {count} række(r) har nøglen på en person i befolkningen")
            }
            Self::DuplicatePerson { count } => {
                format!("{count} række(r) for meget: en person har en række for de samme uger eller måneder")
            }
            Self::SameWeeks { other } => format!("har nogle uger til fælles med {}, og ikke alle", file(other)),
            Self::RunOverFiles => "en persons uger ligger i flere filer, og `run_week` tæller uger i træk".to_owned(),
            Self::CopiedRows { count, sampled, other } => {
                let also = other.as_ref().map_or_else(String::new, |other| format!(", nogle af dem i {other}"));
                format!(
                    "{count} af {sampled} undersøgte række(r) har en nøjagtig kopi, ens i hver kolonne, der er forskellig inden for en fil{also}"
                )
            }
            Self::OtherSpelling { count, rows } => format!(
                "{count} af {rows} række(r) har en kode, der kun i store og små bogstaver, mellemrum, lignende tegn eller foranstillede nuller er en anden \
                 end definitionens"
            ),
            Self::KeySpelling { count, rows } => format!(
                "mindst {count} af {rows} række(r) har en nøgle, der kun står i befolkningen i en anden stavemåde: med foranstillede nuller \
                 eller uden skilletegn"
            ),
            Self::KeysAlike { count, persons } => format!(
                "{count} af {persons} person(er) har en nøgle, som en anden har i en anden stavemåde: med andre foranstillede nuller eller med \
                 skilletegn"
            ),
            Self::NoParent { rows, parent } => {
                format!("ingen af de {rows} række(r) har nøglen på en række i `{parent}`, som de hører til")
            }
            Self::ParentTwice { count, parent } => {
                format!("{count} række(r) med en nøgle, som flere rækker i `{parent}` har")
            }
            Self::RowKeyType { found, wanted, other } => {
                format!("rækkernes nøgler er {} her og {} i `{other}`", word(found), word(wanted))
            }
            Self::NotUtf8 => "indeholder tekst, der ikke er UTF-8 (det kan være latin-1)".to_owned(),
            Self::NoWeeks { pattern } => {
                format!("ingen kolonne passer med {} i de år, registret dækker", joined(pattern))
            }
            Self::MissingMonths { months, pattern } => {
                format!(
                    "måneder i {months} har ingen kolonne, og registret dækker dem (søgte efter {})",
                    joined(pattern)
                )
            }
            Self::MissingWeeks { years, pattern } => {
                format!("uger i {years} har ingen kolonne, og registret dækker dem (søgte efter {})", joined(pattern))
            }
        }
    }
}

/// A list that a message has, with the Danish word before its last.
fn joined(list: &str) -> String {
    list.replace("` or `", "` eller `").replace(" and ", " og ")
}

/// Another file, or one of several.
fn file(other: &str) -> &str {
    if other.is_empty() { "en anden fil" } else { other }
}

/// What files hold, or what a definition says.
fn word(english: &str) -> Cow<'_, str> {
    if let Some((zone, _)) = described_zone(english) {
        return format!("tidspunkter i zonen {zone}").into();
    }
    let danish = match english {
        "text" => "tekst",
        "integers" | "whole numbers" | "integer" => "hele tal",
        "numbers with decimals" => "tal med decimaler",
        "numbers of days" => "antal dage",
        "true/false" => "sandt/falsk",
        "dates or times" => "dage eller tidspunkter",
        "nothing but nulls" => "kun tomme værdier",
        "bytes" => "byte",
        "nested values" => "sammensatte værdier",
        "whole numbers or text" => "hele tal eller tekst",
        "codes" => "koder",
        "a period" => "en periode",
        "times of day" => "klokkeslæt",
        "time" => "et tidspunkt",
        "date" | "a date" => "en dag",
        "number" => "tal",
        "boolean" => "sandt/falsk",
        "its type" => "sin type",
        "a whole number of 64 bits" => "et helt tal på 64 bit",
        "a quarter from 1 to 4" => "et kvartal fra 1 til 4",
        "a month from 1 to 12" => "en måned fra 1 til 12",
        "a school year such as 2010/2011" => "et skoleår som 2010/2011",
        "a year or a period in one" => "et år eller en periode i et",
        "a quarter or a month in one" => "et kvartal eller en måned i et",
        "a month such as 201203" => "en måned som 201203",
        other => other,
    };
    danish.into()
}
