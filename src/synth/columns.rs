//! The columns of each extract: the names of Danmarks Statistik's databank, and the types that its SAS files give. SAS has doubles and
//! texts; days and times are doubles with a format, which converters write as dates and timestamps.
//!
//! Owns names and types. Does not own values (`batch`).

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::calendar::Calendar;
use super::dream;
use super::rows::Extract;

/// The columns of an extract.
pub fn schema(extract: Extract, calendar: &Calendar) -> SchemaRef {
    let (text, double, day) = (DataType::Utf8, DataType::Float64, DataType::Date32);
    let moment = DataType::Timestamp(TimeUnit::Microsecond, None);
    let columns: Vec<(&str, DataType)> = match extract {
        Extract::Bef => vec![
            ("KOEN", double.clone()),
            ("FOED_DAG", day.clone()),
            ("ALDER", double.clone()),
            ("KOM", text),
            ("IE_TYPE", double),
            ("REFERENCETID", day),
        ],
        Extract::Dod => vec![("DODDATO", day)],
        Extract::VndsInd | Extract::VndsUd => vec![("HAEND_DATO", day)],
        Extract::Ind => {
            vec![("PERINDKIALT_13", double.clone()), ("SKATMVIALT_13", double.clone()), ("SKATTOT_13", double)]
        }
        Extract::Dream => return dream::schema(calendar),
        Extract::LprAdm | Extract::PsykAdm => vec![
            ("RECNUM", text.clone()),
            ("C_PATTYPE", text.clone()),
            ("C_INDM", text.clone()),
            ("D_INDDTO", day.clone()),
            ("D_UDDTO", day),
            ("C_ADIAG", text),
        ],
        Extract::LprBes => vec![("D_AMBDTO", day)],
        Extract::PsykPers => vec![("D_AMBDTO", day), ("C_PSYKYD", text)],
        Extract::LprKontakt => vec![
            ("DW_EK_KONTAKT", text.clone()),
            ("KONT_TYPE", text.clone()),
            ("PRIORITET", text.clone()),
            ("KONT_STARTTIDSPUNKT", moment.clone()),
            ("KONT_SLUTTIDSPUNKT", moment),
            ("ADIAG", text),
        ],
        Extract::Sssy => vec![
            ("SPEC2", text.clone()),
            ("HONUGE", text.clone()),
            ("BRUHON", double.clone()),
            ("KONTAKT", text),
            ("YDLANT", double),
        ],
        Extract::Kraf => vec![("AFG_AFGOEDTO", day), ("AFG_GER7", text), ("AFG_AFGTYPKO", double)],
        Extract::Krin => vec![("IND_FGSLDTO", day.clone()), ("IND_LOESLDTO", day), ("IND_FGSLKOD", text)],
        Extract::Herb => vec![("OPHOLD_TYPE", double), ("INDFLYT", day.clone()), ("UDFLYT", day)],
        Extract::Smdb => vec![
            ("INDSKRIVNINGFORLOEBID", text.clone()),
            ("INDSKRIVNINGDATO", day.clone()),
            ("UDSKRIVNINGDATO", day.clone()),
            ("YDELSESTARTDATO", day.clone()),
            ("YDELSESLUTDATO", day),
            ("METHODCODE", text.clone()),
            ("UDSKRIVNINGAARSAGKODE", text),
            ("ISDELETED", double),
        ],
        Extract::Buaf => {
            vec![("ANSTED_KLAS", text), ("HAENDELSE", double), ("STARTDATO", day.clone()), ("SLUTDATO", day)]
        }
        Extract::Udda => vec![("HFAUDD", text)],
        Extract::Bufo => vec![("PGF", double), ("SAG_VFRA", day.clone()), ("SAG_VTIL", day)],
    };
    // Visits find their person by the number of their contact.
    let key = if extract.contacts().is_some() { "RECNUM" } else { "PNR" };
    let person = Field::new(key, DataType::Utf8, true);
    let fields = columns.into_iter().map(|(name, kind)| Field::new(name, kind, true));
    Arc::new(Schema::new(std::iter::once(person).chain(fields).collect::<Vec<_>>()))
}
