//! The texts of hints to faults, Danish and English side by side.

use foundation::text::{Text, text};

pub const NO_FOLDER: Text = text(
    "angiv mappen med udtræk med --extracts MAPPE; `som synth` laver en",
    "name the folder of extracts with --extracts DIR; `som synth` makes one",
);

pub const NO_FILE: Text = text(
    "se efter mappen og `files` i registrets definition",
    "check the folder, and `files` in the register's definition",
);

pub const MISSING_YEARS: Text = text(
    "lever årene, eller gør `covers` i registrets definition smallere",
    "deliver the years, or narrow `covers` in the register's definition",
);

pub const SAME_YEAR_TWICE: Text = text(
    "talt to gange ville hver værdi blive dobbelt: fjern den ene fil, nævn begge med en `*`, hvis de er dele af året, eller sæt \
     `deliveries = \"last\"`, hvis den ene afløser den anden",
    "counted twice, every value would double: remove one of the two files, name both \
     with one `*` if they are parts of the year, or set `deliveries = \"last\"` if one replaces the other",
);

pub const SAME_CONTENT_TWICE: Text = text(
    "fjern den ene af de to filer, eller gør `files` smallere: talt to gange ville hver værdi blive dobbelt",
    "remove one of the two files, or narrow `files`: counted twice, every value would double",
);

pub const FOLDER: Text = text(
    "nævn en fil eller et mønster som `bef/bef{year}.parquet` i `files`",
    "name a file, or a pattern such as `bef/bef{year}.parquet`, in `files`",
);

pub const MISLEADING_STATISTICS: Text = text(
    "skriv filen igen: en bygning springer rækkegrupper over efter deres statistik",
    "write the file again: a build skips row groups by their statistics",
);

pub const NO_BYTES: Text = text(
    "lever filen igen: den er skåret af eller er ikke Parquet",
    "deliver the file again: it is cut short, or is not Parquet",
);

pub const REMOVED: Text = text(
    "lad mappen med udtræk være uændret under en bygning; læg filen tilbage og byg igen",
    "keep the folder of extracts unchanged during a build; put the file back and build again",
);

pub const ROW_COUNTS: Text = text(
    "lever filen igen: andre programmer ville miste rækker uden at sige det",
    "deliver the file again: other programs would drop rows without reporting it",
);

pub const NO_ROWS: Text = text(
    "lever rækkerne, eller fjern registret og dets variabler fra definitionerne: uden rækker ville hver værdi være nul",
    "deliver the rows, or remove the register and its variables from the definitions: \
     without rows, every value of it would be zero",
);

pub const SHARED_END: Text = text(
    "skriv dagen i registrets `open_dates`, hvis den betyder, at forløbet ikke er slut, eller i `planned_dates`, hvis den er en slutdato",
    "name the day in the register's `open_dates` if it stands for an end that has not come, or in its `planned_dates` if it is an end",
);

pub const MIDNIGHTS_IN_UTC: Text = text(
    "læst, som de er, er hver dato en dag for tidlig: skriv `stored = \"utc\"` på kolonnen, som tager dagen i registrets `zone`, \
     eller `stored = \"local\"`, hvis klokkeslættene er rigtige; tekst og SAS-sekunder leveres som dage",
    "read as they are, every day is one too early: say `stored = \"utc\"` of the column, which takes the day in the register's `zone`, or `stored = \"local\"` if the hours are right; deliver text and seconds of SAS as days",
);

pub const CHANGED: Text = text("lad leverancen blive færdig, og byg igen", "let the delivery finish, then build again");

pub const NO_COLUMN: Text =
    text("føj kolonnens navn i filen til dens `names`", "add the column's name in this file to its `names`");

pub const TWO_COLUMNS: Text = text(
    "kolonnenavne sammenlignes uden hensyn til store og små bogstaver: fjern den ene",
    "column names are compared without case: drop one of the two",
);

pub const SAS_DAYS: Text = text(
    "skriv `stored = \"sas_days\"` på kolonnen: som sekunder ville alle dage være omkring 1. januar 1960",
    "set `stored = \"sas_days\"` on the column: as seconds, all these days would be about 1 January 1960",
);

pub const TEXT_DAYS: Text = text(
    "dage skrevet som 2012-05-17 eller 20120517 læses med `stored = \"text\"` på kolonnen",
    "days written as 2012-05-17 or 20120517 are read with `stored = \"text\"` on the column",
);

pub const NUMBER_DAYS: Text = text(
    "tal som 20120517 læses med `stored = \"integer\"` på kolonnen, og dage, som SAS tæller fra 1960, med `stored = \"sas_days\"`",
    "numbers such as 20120517 are read with `stored = \"integer\"` on the column, and days that SAS counts from 1960 \
     with `stored = \"sas_days\"`",
);

pub const TEXT_NUMBERS: Text = text(
    "er det tal skrevet som tekst, så skriv `stored = \"text\"` på kolonnen; er det koder, så erklær kolonnen som `text`",
    "if these are numbers written as text, set `stored = \"text\"` on the column; if they are codes, declare the \
     column as `text`",
);

pub const FIXED_OFFSET: Text = text(
    "omregn kolonnen til UTC eller til tidspunkter i registrets `zone`: en fast forskel til UTC er ingen zone",
    "convert the column to UTC, or to the times of the register's `zone`: a fixed offset is no zone",
);

pub const ZONE: Text = text(
    "skriv zonen som registrets `zone`, eller omregn kolonnen til UTC",
    "name the zone as `zone` of the register, or convert the column to UTC",
);

pub const TYPE: Text = text(
    "ret `type` i registrets definition, eller kolonnen i udtrækket",
    "change `type` in the register's definition, or the column in the extract",
);

pub const NULLS: Text = text(
    "en tom værdi er her en fejl og ikke et nul: ret udtrækket, eller udelad rækkerne med `… IS NOT NULL`",
    "a null here is an error, not a zero: correct the extract, or exclude the rows with `… IS NOT NULL`",
);

pub const NOT_FINITE: Text = text(
    "ret udtrækket, eller udelad rækkerne i `where` for variablens kilde",
    "correct the extract, or exclude the rows in the `where` of the variable's source",
);

pub const SQL_FAILS: Text = text(
    "CAST stopper ved den første værdi, den ikke kan omsætte; TRY_CAST giver NULL i stedet",
    "a CAST stops at the first value that it can't convert; TRY_CAST gives NULL in its place",
);

pub const DUPLICATE_PERSON_YEAR: Text = text(
    "ret udtrækket: det kan have en leverance to gange, eller et års kvartaler, som BEF har; lad `files` nævne ét kvartal, såsom \
     `bef{year}12.parquet`",
    "correct the extract: it may hold a delivery twice, or the quarters of a year, as BEF has: let \
     `files` name one quarter, such as `bef{year}12.parquet`",
);

pub const NOT_WHOLE: Text = text(
    "ret udtrækket, eller erklær kolonnen som `number`, hvis den er det; en nøgle er et helt tal",
    "correct the extract, or declare the column as `number` if it is one; a key is a whole number",
);

pub const OFF_GRID: Text = text(
    "er de sidste cifre støj fra binære tal, så rund værdien til trinnet, såsom `ROUND(amount, 2)` for 0,01; er værdierne så fine, \
     så vælg en finere `resolution`",
    "if the last digits are noise of binary floats, round the value to the resolution, such as \
     `ROUND(amount, 2)` for 0.01; if values are that fine, choose a finer `resolution`",
);

pub const TOO_LARGE: Text = text(
    "vælg en grovere `resolution` for variablen, eller ret udtrækket",
    "choose a coarser `resolution` for the variable, or correct the extract",
);

pub const ENDS_BEFORE_START: Text = text(
    "ret udtrækket, eller skriv `bad_rows = { drop = true }`",
    "correct the extract, or set `bad_rows = { drop = true }`",
);

pub const OUTSIDE_RANGE: Text =
    text("ret udtrækket, eller gør kolonnens `range` bredere", "correct the extract, or widen the column's `range`");

pub const UNKNOWN_CODE: Text = text("nævn koden i `codes`", "name the code in `codes`");

pub const EMPTY_POPULATION: Text = text("lever befolkningsregistret", "deliver the population register");

pub const KEY_TYPE: Text =
    text("lever alle registre med samme slags personnøgle", "deliver all registers with the same kind of person key");

pub const NO_ROW_MEETS: Text = text(
    "ret `where` i registrets definition, eller udtrækket: uden rækker ville hver værdi være nul",
    "correct `where` in the register's definition, or the extract: \
     without rows, every value of it would be zero",
);

pub const PARTS_OR_DELIVERIES: Text = text(
    "er de dele af én leverance, så skriv `deliveries = \"parts\"`; afløser den ene den anden, så sæt `{delivery}` i stien og skriv \
     `deliveries = \"last\"`",
    "if they are parts of one delivery, set `deliveries = \"parts\"`; if one \
     replaces another, put `{delivery}` in the path and set `deliveries = \"last\"`",
);

pub const TWO_PERIODS: Text = text(
    "sæt `{delivery}`, hvor filens navn har sin måned, som i `offl/year=*/*offl{delivery}.parquet`, så den sidste gælder; er begge \
     dele af én leverance, så sæt `*` i stedet for `{delivery}` og skriv `deliveries = \"parts\"`",
    "put `{delivery}` where the file's name has its month, as in `offl/year=*/*offl{delivery}.parquet`, so that the \
     last one counts; if both are parts of one delivery, put `*` in place of `{delivery}` and set `deliveries = \"parts\"`",
);

pub const DELIVERIES_WITHOUT_ORDER: Text = text(
    "behold den leverance, der gælder, og flyt den anden, eller giv begge navn efter samme slags periode, såsom `offl202506.parquet`",
    "keep the delivery that counts and move the other away, or name both by the same kind of period, such as \
     `offl202506.parquet`",
);

pub const TWO_YEARS: Text =
    text("hver fil skal have ét år: nævn ét år i stien", "each file must hold one year: name one year in its path");

pub const NO_MATCHING_KEY: Text =
    text("lever alle registre med de samme personnøgler", "deliver all registers with the same person keys");

pub const DUPLICATE_PERSON: Text = text(
    "lever hver persons uge én gang: talt to gange ville hver værdi blive dobbelt",
    "deliver each person's week once: counted twice, every value would double",
);

pub const RUN_OVER_FILES: Text = text(
    "lever alle en persons uger i én række, eller lad være med at bruge `run_week`",
    "deliver all weeks of a person in one row, or do not use `run_week`",
);

pub const COPIED_ROWS: Text = text(
    "lever hver række én gang: talt to gange ville hver værdi blive dobbelt. Er ens rækker forskellige hændelser, så lever en \
     kolonne, der skiller dem, såsom et rækkenummer",
    "deliver each row once: counted twice, every value would double. If equal rows are \
     different events, deliver a column that differs between them, such as a row number",
);

pub const OTHER_SPELLING: Text = text(
    "ret udtrækket, med koder, der begynder med nul, som tekst i alle filer, eller sammenlign `UPPER(…)` eller alle stavemåder i definitionen: rækker med andre stavemåder ville stille ikke \
     blive talt",
    "correct the extract, with codes that begin with zero as text in all files, or compare `UPPER(…)` or all spellings in the definition: \
     rows with other spellings would silently not be counted",
);

pub const KEY_SPELLING: Text = text(
    "lever alle registre med de samme personnøgler, som tekst af én længde",
    "deliver all registers with the same person keys, as text of one length",
);

pub const NO_PARENT: Text = text(
    "lever begge registre med de samme nøgler, eller ret `[parent]` i registrets definition: uden personer ville ingen række tælle",
    "deliver both registers with the same keys of rows, or correct `[parent]` in the register's definition: without \
     persons, no row would count",
);

pub const PARENT_TWICE: Text = text(
    "lever hver række i det andet register én gang; deler dets rækker nøgle af natur, som en families medlemmer gør, så skriv \
     `shared = true` i `[parent]`",
    "deliver each row of the parent once; if its rows share a key by nature, as the members of a family do, set \
     `shared = true` in `[parent]`",
);

pub const ROW_KEY_TYPE: Text =
    text("lever begge registre med samme slags nøgler", "deliver both registers with the same kind of keys of rows");

pub const UNJUDGED: Text = text(
    "lad `som build` læse dette register fra dets udtræk, og nævn de andre registre med --register",
    "let `som build` read this register from its extracts, and name the other registers with --register",
);

pub const NOT_UTF8: Text = text(
    "skriv teksten som UTF-8; SAS og ældre Windows-programmer skriver latin-1 (ISO 8859-1)",
    "write the text as UTF-8; SAS and older Windows programs write latin-1 (ISO 8859-1)",
);

pub const NO_WEEKS: Text =
    text("se efter `weeks` i registrets definition", "check `weeks` in the register's definition");

pub const NOT_A_PERIOD: Text = text(
    "ret udtrækket, eller periodens nøgler i registrets definition (`named_by` siger, hvilket år et skoleårs ene tal er)",
    "correct the extract, or the keys of the period in the register's definition (`named_by` says which year one number of a school year is)",
);

pub const NOT_A_DAY: Text = text(
    "ret udtrækket; skriv en dag, der står for en ukendt dag, såsom 0001-01-01, i `unknown_dates`",
    "correct the extract; name a day that stands for one that is not known, such as 0001-01-01, in `unknown_dates`",
);

pub const CODE_TOO_LONG: Text =
    text("ret udtrækket, eller kolonnens `width`", "correct the extract, or `width` of the column");

pub const CORRECT: Text = text("ret udtrækket", "correct the extract");

pub const DECIMAL_POINT: Text = text(
    "ret udtrækket; tal har decimalpunktum og ikke komma",
    "correct the extract; numbers have a decimal point, not a comma",
);

pub const WRITTEN_DAYS: Text = text(
    "ret udtrækket; dage skrives 2012-05-17 eller 20120517; dage, som SAS tæller fra 1960, læses med `stored = \"sas_days\"`",
    "correct the extract; dates are written 2012-05-17 or 20120517; days that SAS counts from 1960 are read with `stored = \"sas_days\"`",
);
