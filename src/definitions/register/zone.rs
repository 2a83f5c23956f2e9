//! The zone of a register's times: the day of a moment is its day there.

use chrono_tz::Tz;
use serde::Deserialize;

/// A zone of the time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub Tz);

impl Default for Zone {
    fn default() -> Zone {
        Zone(Tz::Europe__Copenhagen)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
        let name = String::deserialize(from)?;
        let unknown = |_| {
            serde::de::Error::custom(format!("`{name}` is not a time zone; write a name such as \"Europe/Copenhagen\""))
        };
        name.parse().map(Zone).map_err(unknown)
    }
}
