//! Every valid encoding of the same extracts gives the same audit, to the byte.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, TimeUnit, TimestampNanosecondType};
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::metadata::FileMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};

use crate::hand_computed::village::Audit;
use crate::world::{Table, World, rewrite_footer};

fn audit(world: &World, what: &str) -> Vec<u8> {
    let output = world.build();
    assert!(output.status.success(), "{what}: {}", world.said(&output.stderr));
    std::fs::read(world.path("output/audit/r/fits.parquet")).unwrap()
}

/// Another type for every column of a type.
type Retype = fn(&str, &DataType) -> Option<DataType>;

fn dictionary(values: DataType) -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(values))
}

const RETYPED: &[(&str, Retype)] = &[
    ("the narrowest whole numbers", |name, _| match name {
        "KOEN" => Some(DataType::Int8),
        "PNR" | "AAR" => Some(DataType::Int16),
        week if week.starts_with("Y_") => Some(DataType::Int16),
        _ => None,
    }),
    ("32 bits", |_, kind| (kind == &DataType::Int64).then_some(DataType::Int32)),
    ("unsigned", |name, kind| match name {
        "KOEN" => Some(DataType::UInt8),
        "AAR" => Some(DataType::UInt32),
        _ if kind == &DataType::Int64 => Some(DataType::UInt64),
        _ => None,
    }),
    ("decimals", |_, kind| match kind {
        DataType::Int64 => Some(DataType::Decimal128(18, 0)),
        DataType::Float64 => Some(DataType::Decimal128(20, 2)),
        _ => None,
    }),
    ("wide decimals", |_, kind| match kind {
        DataType::Int64 => Some(DataType::Decimal256(40, 0)),
        DataType::Float64 => Some(DataType::Decimal256(44, 4)),
        _ => None,
    }),
    ("floats for codes", |name, _| match name {
        week if week.starts_with("Y_") || week == "KOEN" => Some(DataType::Float64),
        _ => None,
    }),
    ("text for codes", |name, _| match name {
        week if week.starts_with("Y_") || week == "KOEN" => Some(DataType::Utf8),
        _ => None,
    }),
    ("doubles for keys", |name, _| (name == "PNR").then_some(DataType::Float64)),
    ("large text", |_, kind| (kind == &DataType::Utf8).then_some(DataType::LargeUtf8)),
    ("text views", |_, kind| (kind == &DataType::Utf8).then_some(DataType::Utf8View)),
    ("dictionaries", |_, kind| match kind {
        DataType::Utf8 | DataType::Int64 => Some(dictionary(kind.clone())),
        _ => None,
    }),
    ("seconds", |_, kind| (kind == &DataType::Date32).then_some(DataType::Timestamp(TimeUnit::Second, None))),
    ("milliseconds", |_, kind| (kind == &DataType::Date32).then_some(DataType::Timestamp(TimeUnit::Millisecond, None))),
    ("microseconds", |_, kind| (kind == &DataType::Date32).then_some(DataType::Timestamp(TimeUnit::Microsecond, None))),
    ("nanoseconds in UTC", |_, kind| {
        (kind == &DataType::Date32).then(|| DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())))
    }),
    ("64-bit dates", |_, kind| (kind == &DataType::Date32).then_some(DataType::Date64)),
];

fn retyped(table: &Table, retype: Retype) -> Table {
    let cast = |(name, array): &(String, ArrayRef)| {
        let array = match retype(name, array.data_type()) {
            Some(DataType::Timestamp(TimeUnit::Nanosecond, Some(zone))) => {
                let times = arrow::compute::cast(array, &DataType::Timestamp(TimeUnit::Nanosecond, None)).unwrap();
                Arc::new(times.as_primitive::<TimestampNanosecondType>().clone().with_timezone(zone))
            }
            Some(kind) => arrow::compute::cast(array, &kind).unwrap(),
            None => Arc::clone(array),
        };
        (name.clone(), array)
    };
    Table(table.0.iter().map(cast).collect())
}

#[test]
fn every_valid_type_gives_the_same_audit() {
    let wanted = audit(&World::small(), "as it is");
    for (what, retype) in RETYPED {
        let world = World::small();
        for (name, table) in world.tables() {
            world.put(&name, retyped(&table, *retype));
        }
        assert!(audit(&world, what) == wanted, "{what}: another audit");
    }
}

/// Base64 letters.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// An encoded Arrow schema with its content four bytes on: eight bytes of prefix, the position of the root, the rest.
fn off_alignment(encoded: &str) -> String {
    let bits = encoded.bytes().filter_map(|letter| LETTERS.iter().position(|known| *known == letter));
    let bits: Vec<u8> = bits.flat_map(|six| (0..6).rev().map(move |bit| (six >> bit & 1) as u8)).collect();
    let whole: Vec<u8> = bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let root = u32::from_le_bytes(whole[8..12].try_into().unwrap()) + 4;
    let mut content = [&root.to_le_bytes()[..], &[0; 4], &whole[12..]].concat();
    content.resize(content.len().next_multiple_of(8), 0);
    let prefix = [&[0xFF; 4][..], &(content.len() as u32).to_le_bytes()].concat();
    let bits = prefix.iter().chain(&content).flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let sixes: Vec<u8> = bits.collect();
    let letter = |six: &[u8]| {
        let padded = six.iter().chain(std::iter::repeat(&0)).take(6);
        char::from(LETTERS[padded.fold(0usize, |number, bit| number << 1 | usize::from(*bit))])
    };
    let text: String = sixes.chunks(6).map(letter).collect();
    format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4))
}

/// Another way to write a file.
type Rewrite = fn(&Path, &Table);

fn compressed(path: &Path, table: &Table, compression: Compression) {
    table.write(path, WriterProperties::builder().set_compression(compression).build());
}

const REWRITTEN: &[(&str, Rewrite)] = &[
    ("snappy", |path, table| compressed(path, table, Compression::SNAPPY)),
    ("gzip", |path, table| compressed(path, table, Compression::GZIP(GzipLevel::default()))),
    ("zstd", |path, table| compressed(path, table, Compression::ZSTD(ZstdLevel::default()))),
    ("lz4", |path, table| compressed(path, table, Compression::LZ4_RAW)),
    ("brotli", |path, table| compressed(path, table, Compression::BROTLI(BrotliLevel::default()))),
    ("row groups of 17 rows", |path, table| {
        table.write(path, WriterProperties::builder().set_max_row_group_row_count(Some(17)).build());
    }),
    ("pages of version 2 without dictionaries", |path, table| {
        let plain = WriterProperties::builder().set_writer_version(WriterVersion::PARQUET_2_0);
        table.write(path, plain.set_dictionary_enabled(false).set_data_page_row_count_limit(19).build());
    }),
    ("names in other cases", |path, table| {
        let other = |name: &String| {
            if name.starts_with("Y_") { name.to_lowercase() } else { name[..1].to_owned() + &name[1..].to_lowercase() }
        };
        let columns = table.0.iter().map(|(name, array)| (other(name), Arc::clone(array)));
        Table(columns.collect()).write(path, WriterProperties::default());
    }),
    ("a byte order mark before the first name and blanks behind the others", |path, table| {
        let marked = |(at, (name, array)): (usize, &(String, ArrayRef))| {
            (if at == 0 { format!("\u{feff}{name}") } else { format!("{name} ") }, Arc::clone(array))
        };
        Table(table.0.iter().enumerate().map(marked).collect()).write(path, WriterProperties::default());
    }),
    ("an Arrow schema four bytes off its alignment, as nanoparquet up to 0.4.3 writes it", |path, table| {
        table.write(path, WriterProperties::default());
        rewrite_footer(path, |footer| {
            let (version, rows, schema) = (footer.version(), footer.num_rows(), footer.schema_descr_ptr());
            let mut names = footer.key_value_metadata().cloned().unwrap();
            let value = names.iter_mut().find(|pair| pair.key == "ARROW:schema").unwrap().value.as_mut().unwrap();
            *value = off_alignment(value);
            FileMetaData::new(version, rows, None, Some(names), schema, None)
        });
    }),
    ("columns and rows the other way round", |path, table| {
        let rows = table.0[0].1.len() as u32;
        let mut turned = table.clone();
        turned.take((0..rows).rev());
        turned.0.reverse();
        turned.write(path, WriterProperties::default());
    }),
    ("columns that no definition names", |path, table| {
        let mut more = table.clone();
        let list = arrow::datatypes::Field::new("item", DataType::Int64, true);
        more.0.insert(
            0,
            ("LIST".to_owned(), arrow::array::new_null_array(&DataType::List(Arc::new(list)), more.0[0].1.len())),
        );
        more.write(path, WriterProperties::default());
    }),
];

#[test]
fn every_valid_file_gives_the_same_audit() {
    let wanted = audit(&World::small(), "as it is");
    for (what, rewrite) in REWRITTEN {
        let world = World::small();
        for (name, table) in world.tables() {
            rewrite(&world.extract(&name), &table);
        }
        assert!(audit(&world, what) == wanted, "{what}: another audit");
    }
    let world = World::small();
    let parts = [world.table("visits/part0.parquet"), world.table("visits/part1.parquet")];
    std::fs::remove_file(world.extract("visits/part1.parquet")).unwrap();
    let columns = parts[0].0.iter().zip(&parts[1].0);
    let joined = columns.map(|((name, a), (_, b))| (name.clone(), arrow::compute::concat(&[a, b]).unwrap()));
    world.put("visits/part0.parquet", Table(joined.collect()));
    assert!(audit(&world, "one file for two") == wanted, "one file for two: another audit");
}

/// Visits and stays in order of day, in small row groups with or without statistics of the days.
fn by_day(statistics: EnabledStatistics) -> World {
    let world = World::small();
    world.define(
        "target_groups/adults/sheltered.toml",
        "years = { first = 2010, last = 2012 }",
        "years = { first = 2012, last = 2012 }",
    );
    for (name, day) in [("visits/part0.parquet", "DATO"), ("visits/part1.parquet", "DATO"), ("stays.parquet", "IND")] {
        let mut table = world.table(name);
        let order = arrow::compute::sort_to_indices(&table.get(day), None, None).unwrap();
        table.take(order.values().iter().copied());
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(20));
        table.write(&world.extract(name), properties.set_statistics_enabled(statistics).build());
    }
    world
}

#[test]
fn pruned_row_groups_change_no_figure() {
    let (with, without) = (by_day(EnabledStatistics::Chunk), by_day(EnabledStatistics::None));
    let (audit_with, audit_without) = (Audit::of(&with), Audit::of(&without));
    let fits = |world: &World| std::fs::read(world.path("output/audit/r/fits.parquet")).unwrap();
    assert!(fits(&with) == fits(&without), "another audit");
    let passed_over = |audit: &Audit, register: &str| audit.counted(register, "rows_of_years_not_asked_for");
    // Rows of 2010 and 2011, except those that share a row group with later ones.
    let before = |world: &World, name: &str, day: &str| {
        let days = world.table(name).get(day);
        let first = crate::world::day("2012-01-01");
        (days.as_primitive::<Date32Type>().values().iter().filter(|day| **day < first).count() / 20 * 20) as i64
    };
    let visits = ["visits/part0.parquet", "visits/part1.parquet"].map(|name| before(&with, name, "DATO"));
    assert_eq!(passed_over(&audit_with, "visits"), visits.iter().sum::<i64>());
    // Stays from 2011 to 2012 belong to both years.
    let stays = passed_over(&audit_with, "stays");
    assert!(stays > 0 && stays % 20 == 0 && stays <= before(&with, "stays.parquet", "UD"), "{stays} stays");
    for register in ["visits", "stays"] {
        assert_eq!(passed_over(&audit_without, register), 0);
    }
}

#[test]
fn a_damaged_file_never_ends_in_a_panic() {
    let world = World::small();
    let path = world.extract("visits/part0.parquet");
    let whole = std::fs::read(&path).unwrap();
    for step in 0..25 {
        let mut bytes = whole.clone();
        let at = bytes.len() * step / 25;
        bytes[at] ^= 0x55;
        std::fs::write(&path, bytes).unwrap();
        let output = world.build();
        // A changed value without a checksum can't be detected here.
        let code = output.status.code().unwrap();
        assert!(code == 0 || code == 11, "byte {at}: {}", world.said(&output.stderr));
        assert!(code == 0 || world.left().is_empty(), "byte {at}: {:?}", world.left());
        if code == 0 {
            std::fs::remove_dir_all(world.path("output")).unwrap();
        }
    }
}
