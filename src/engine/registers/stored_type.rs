//! The types that files store, and which of them can be what a definition declares: asked before any row is read.

use arrow::datatypes::DataType;
use serde::{Deserialize, Serialize};
use sql::ColumnType;

/// The type of a person's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyType {
    /// A whole number up to 64 bits.
    Integer,
    /// Text.
    Text,
}

impl KeyType {
    /// The word in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integer => "integers",
            Self::Text => "text",
        }
    }
}

/// The type of values behind a dictionary, or the type itself.
pub fn plain(kind: &DataType) -> &DataType {
    match kind {
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        other => other,
    }
}

/// Whether a type is text, however stored.
pub fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Whether a column of a file's type holds text or only nulls.
pub fn holds_text(found: &DataType) -> bool {
    is_text(plain(found)) || plain(found) == &DataType::Null
}

/// How [`describe`] begins for times of a zone that is not Danish; the zone follows.
pub const OF_A_ZONE: &str = "times of the zone ";

/// The zone of times that [`describe`] describes, and whether it is a fixed offset such as +01:00, which no register can declare.
pub fn described_zone(described: &str) -> Option<(&str, bool)> {
    let zone = described.strip_prefix(OF_A_ZONE)?;
    Some((zone, zone.starts_with(['+', '-'])))
}

/// A file's type in plain words.
pub fn describe(kind: &DataType) -> String {
    match plain(kind) {
        k if is_text(k) => "text".to_owned(),
        k if k.is_integer() => "whole numbers".to_owned(),
        k if k.is_numeric() => "numbers with decimals".to_owned(),
        DataType::Boolean => "true/false".to_owned(),
        DataType::Timestamp(_, Some(zone)) if !is_danish(zone) => format!("{OF_A_ZONE}{zone}"),
        k if k.is_temporal() => "dates or times".to_owned(),
        DataType::Null => "nothing but nulls".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::FixedSizeBinary(_) | DataType::BinaryView => {
            "bytes".to_owned()
        }
        k if k.is_nested() => "nested values".to_owned(),
        other => other.to_string(),
    }
}

/// Whether a column of a file's type can be what the definition declares; checked before any row is read.
pub fn fits(found: &DataType, wanted: ColumnType) -> bool {
    let found = plain(found);
    if found == &DataType::Null {
        return true;
    }
    match wanted {
        ColumnType::Integer | ColumnType::Number => found.is_numeric(),
        ColumnType::Text => is_text(found) || found.is_numeric(),
        ColumnType::Date => has_one_date(found),
        ColumnType::Boolean => found == &DataType::Boolean,
        ColumnType::Yyww => is_text(found) || found.is_numeric(),
    }
}

/// Whether a type is of days, or of times that have one date: without a zone, of UTC, or of Copenhagen. Times with a zone have
/// their date in Copenhagen.
pub fn has_one_date(kind: &DataType) -> bool {
    match kind {
        DataType::Date32 | DataType::Date64 => true,
        DataType::Timestamp(_, zone) => zone.as_ref().is_none_or(|zone| is_danish(zone)),
        _ => false,
    }
}

fn is_danish(zone: &str) -> bool {
    ["Europe/Copenhagen", "UTC", "utc", "Etc/UTC", "Z", "+00:00", "-00:00"].contains(&zone)
}

/// The kind of key in a column of a file's type.
pub fn key_type(found: &DataType) -> Option<KeyType> {
    match plain(found) {
        k if is_text(k) => Some(KeyType::Text),
        k if k.is_integer() => Some(KeyType::Integer),
        DataType::Decimal32(_, 0)
        | DataType::Decimal64(_, 0)
        | DataType::Decimal128(_, 0)
        | DataType::Decimal256(_, 0) => Some(KeyType::Integer),
        // SAS and pandas keep whole numbers as doubles, which hold them exactly below 2^53.
        DataType::Float64 => Some(KeyType::Integer),
        _ => None,
    }
}

/// Whether a column of a file's type can hold the codes of a week.
pub fn holds_codes(found: &DataType) -> bool {
    let found = plain(found);
    found == &DataType::Null || found.is_numeric() || is_text(found)
}

/// Whether a numeric type can hold decimals.
pub fn is_fractional(kind: &DataType) -> bool {
    match kind {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => *scale > 0,
        other => other.is_floating(),
    }
}
