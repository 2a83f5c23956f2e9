//! What to do about each fault, in Danish, for pages to readers.

use super::Fault;
use crate::registers::stored_type::described_zone;

impl Fault {
    /// What to do about it, in Danish.
    pub fn hint_in_danish(&self) -> String {
        match self {
            Fault::NoFolder { .. } => "angiv mappen med udtræk med --extracts MAPPE; `som synth` laver en",
            Fault::NoFile { .. } => "se efter mappen og `files` i registrets definition",
            Fault::MissingYears { .. } | Fault::EmptyYears { .. } | Fault::MissingWeeks { .. } | Fault::MissingMonths { .. } => {
                "lever årene, eller gør `covers` i registrets definition smallere"
            }
            Fault::SameYearTwice { .. } => {
                "talt to gange ville hver værdi blive dobbelt: fjern den ene fil, nævn begge med en `*`, hvis de er dele af året, eller sæt \
                 `deliveries = \"last\"`, hvis den ene afløser den anden"
            }
            Fault::SameContentTwice { .. } => {
                "fjern den ene af de to filer, eller gør `files` smallere: talt to gange ville hver værdi blive dobbelt"
            }
            Fault::Folder => "nævn en fil eller et mønster som `bef/bef{year}.parquet` i `files`",
            Fault::MisleadingStatistics { .. } => "skriv filen igen: en bygning springer rækkegrupper over efter deres statistik",
            Fault::NoBytes | Fault::NotParquet { .. } | Fault::Damaged { .. } => {
                "lever filen igen: den er skåret af eller er ikke Parquet"
            }
            Fault::Removed => "lad mappen med udtræk være uændret under en bygning; læg filen tilbage og byg igen",
            Fault::RowCounts { .. } | Fault::ColumnRows { .. } => {
                "lever filen igen: andre programmer ville miste rækker uden at sige det"
            }
            Fault::NoRows { .. } => {
                "lever rækkerne, eller fjern registret og dets variabler fra definitionerne: uden rækker ville hver værdi være nul"
            }
            Fault::SharedEnd { .. } => {
                "skriv dagen i registrets `open_dates`, hvis den betyder, at forløbet ikke er slut, eller i `planned_dates`, hvis den er en \
                 slutdato"
            }
            Fault::MidnightsInUtc { .. } => {
                "læst, som de er, er hver dato en dag for tidlig: skriv `stored = \"utc\"` på kolonnen, som tager dagen i registrets `zone`, \
                 eller `stored = \"local\"`, hvis klokkeslættene er rigtige; tekst og SAS-sekunder leveres som dage"
            }
            Fault::Changed => "lad leverancen blive færdig, og byg igen",
            Fault::NoColumn { near: Some(near), .. } => {
                return format!("mente du `{near}`? føj navnet til kolonnens `names`");
            }
            Fault::NoColumn { near: None, .. } => "føj kolonnens navn i filen til dens `names`",
            Fault::TwoColumns { .. } => "kolonnenavne sammenlignes uden hensyn til store og små bogstaver: fjern den ene",
            Fault::WrongType { wanted: "sas_seconds", .. } => {
                "skriv `stored = \"sas_days\"` på kolonnen: som sekunder ville alle dage være omkring 1. januar 1960"
            }
            Fault::WrongType { found, wanted: "date" } if found == "text" => {
                "dage skrevet som 2012-05-17 eller 20120517 læses med `stored = \"text\"` på kolonnen"
            }
            Fault::WrongType { found, wanted: "date" } if found.contains("numbers") => {
                "tal som 20120517 læses med `stored = \"integer\"` på kolonnen, og dage, som SAS tæller fra 1960, med `stored = \"sas_days\"`"
            }
            Fault::WrongType { found, wanted: "integer" | "number" } if found == "text" => {
                "er det tal skrevet som tekst, så skriv `stored = \"text\"` på kolonnen; er det koder, så erklær kolonnen som `text`"
            }
            Fault::WrongType { found, .. } if described_zone(found).is_some_and(|(_, is_offset)| is_offset) => {
                "omregn kolonnen til UTC eller til tidspunkter i registrets `zone`: en fast forskel til UTC er ingen zone"
            }
            Fault::WrongType { found, wanted: "date" | "time" } if described_zone(found).is_some() => {
                "skriv zonen som registrets `zone`, eller omregn kolonnen til UTC"
            }
            Fault::WrongType { .. } => "ret `type` i registrets definition, eller kolonnen i udtrækket",
            Fault::Nulls { .. } => {
                "en tom værdi er her en fejl og ikke et nul: ret udtrækket, eller udelad rækkerne med `… IS NOT NULL`"
            }
            Fault::NotFinite { .. } => "ret udtrækket, eller udelad rækkerne i `where` for variablens kilde",
            Fault::SqlFails { .. } => "CAST stopper ved den første værdi, den ikke kan omsætte; TRY_CAST giver NULL i stedet",
            Fault::DuplicatePersonYear { .. } => {
                "ret udtrækket: det kan have en leverance to gange, eller et års kvartaler, som BEF har; lad `files` nævne ét kvartal, såsom \
                 `bef{year}12.parquet`"
            }
            Fault::Unreadable { wanted: "number", .. } => "ret udtrækket; tal har decimalpunktum og ikke komma",
            Fault::Unreadable { wanted: "date", .. } => {
                "ret udtrækket; dage skrives 2012-05-17 eller 20120517; dage, som SAS tæller fra 1960, læses med `stored = \"sas_days\"`"
            }
            Fault::NotWhole { .. } => "ret udtrækket, eller erklær kolonnen som `number`, hvis den er det; en nøgle er et helt tal",
            Fault::OffGrid { .. } => {
                "er de sidste cifre støj fra binære tal, så rund værdien til trinnet, såsom `ROUND(amount, 2)` for 0,01; er værdierne så fine, \
                 så vælg en finere `resolution`"
            }
            Fault::TooLarge { .. } => "vælg en grovere `resolution` for variablen, eller ret udtrækket",
            Fault::EndsBeforeStart { .. } => "ret udtrækket, eller skriv `bad_rows = { drop = true }`",
            Fault::OutsideRange { .. } => "ret udtrækket, eller gør kolonnens `range` bredere",
            Fault::UnknownCode { .. } => "nævn koden i `codes`",
            Fault::EmptyPopulation => "lever befolkningsregistret",
            Fault::KeyType { .. } => "lever alle registre med samme slags personnøgle",
            Fault::NoRowMeets { .. } => {
                "ret `where` i registrets definition, eller udtrækket: uden rækker ville hver værdi være nul"
            }
            Fault::PartsOrDeliveries { .. } => {
                "er de dele af én leverance, så skriv `deliveries = \"parts\"`; afløser den ene den anden, så sæt `{delivery}` i stien og skriv \
                 `deliveries = \"last\"`"
            }
            Fault::TwoPeriods { .. } => {
                "sæt `{delivery}`, hvor filens navn har sin måned, som i `offl/year=*/*offl{delivery}.parquet`, så den sidste gælder; er begge \
                 dele af én leverance, så sæt `*` i stedet for `{delivery}` og skriv `deliveries = \"parts\"`"
            }
            Fault::DeliveriesWithoutOrder { .. } => {
                "behold den leverance, der gælder, og flyt den anden, eller giv begge navn efter samme slags periode, såsom `offl202506.parquet`"
            }
            Fault::TwoYears { .. } => "hver fil skal have ét år: nævn ét år i stien",
            Fault::NoMatchingKey { .. } => "lever alle registre med de samme personnøgler",
            Fault::DuplicatePerson { .. } | Fault::SameWeeks { .. } => {
                "lever hver persons uge én gang: talt to gange ville hver værdi blive dobbelt"
            }
            Fault::RunOverFiles => "lever alle en persons uger i én række, eller lad være med at bruge `run_week`",
            Fault::CopiedRows { .. } => {
                "lever hver række én gang: talt to gange ville hver værdi blive dobbelt. Er ens rækker forskellige hændelser, så lever en \
                 kolonne, der skiller dem, såsom et rækkenummer"
            }
            Fault::OtherSpelling { .. } => {
                "ret udtrækket, med koder, der begynder med nul, som tekst i alle filer, eller sammenlign `UPPER(…)` eller alle stavemåder i definitionen: rækker med andre stavemåder ville stille ikke \
                 blive talt"
            }
            Fault::KeySpelling { .. } | Fault::KeysAlike { .. } => "lever alle registre med de samme personnøgler, som tekst af én længde",
            Fault::NoParent { .. } => {
                "lever begge registre med de samme nøgler, eller ret `[parent]` i registrets definition: uden personer ville ingen række tælle"
            }
            Fault::ParentTwice { .. } => {
                "lever hver række i det andet register én gang; deler dets rækker nøgle af natur, som en families medlemmer gør, så skriv \
                 `shared = true` i `[parent]`"
            }
            Fault::RowKeyType { .. } => "lever begge registre med samme slags nøgler",
            Fault::Unjudged { .. } => {
                "lad `som build` læse dette register fra dets udtræk, og nævn de andre registre med --register"
            }
            Fault::NotUtf8 => "skriv teksten som UTF-8; SAS og ældre Windows-programmer skriver latin-1 (ISO 8859-1)",
            Fault::NoWeeks { .. } => "se efter `weeks` i registrets definition",
            Fault::TooManyBadRows { worst, .. } => {
                return format!(
                    "skal de udelades, så skriv `bad_rows = {{ drop = true, at_most = \"…\" }}`; ellers: {}",
                    worst.hint_in_danish()
                );
            }
            Fault::NotAPeriod { .. } => {
                "ret udtrækket, eller periodens nøgler i registrets definition (`named_by` siger, hvilket år et skoleårs ene tal er)"
            }
            Fault::NotADay { .. } => {
                "ret udtrækket; skriv en dag, der står for en ukendt dag, såsom 0001-01-01, i `unknown_dates`"
            }
            Fault::CodeTooLong { .. } => "ret udtrækket, eller kolonnens `width`",
            Fault::UnknownDay { .. }
            | Fault::Unreadable { .. }
            | Fault::MissingRequired { .. }
            | Fault::OutOfRange { .. }
            | Fault::NotAYear { .. }
            | Fault::NotACode { .. }
            | Fault::NotAWeek { .. }
            | Fault::ImpossibleAge { .. } => "ret udtrækket",
        }
        .to_owned()
    }
}
