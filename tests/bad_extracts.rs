//! Invalid extracts. Each is refused with a message that names file, column and row group, the fault and the remedy. The
//! message has no value or key of a person, and no output is written.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray, Decimal128Array, ListArray, StructArray, UInt64Array};
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use parquet::basic::{Compression, GzipLevel};
use parquet::file::properties::WriterProperties;

use crate::tools::{blessing, expected};
use crate::world::{World, dates, integers, numbers, texts};

/// A name, and the change that breaks a world.
pub type Case = (&'static str, fn(&World));

/// Builds every broken world and collects exit code and standard error.
fn refused(make: fn() -> World, cases: &[Case]) -> Vec<(String, String)> {
    let refuse = |(name, spoil): &Case| {
        let world = make();
        assert!(world.build_as("before").status.success());
        let before = (world.left(), world.kept());
        spoil(&world);
        let output = world.build();
        let mut said = format!("exit {}\n{}", output.status.code().unwrap(), world.said(&output.stderr));
        if output.status.code() == Some(11) {
            crate::check_extracts::agrees(&world, name, &said);
        }
        let left: Vec<_> = world.left().into_iter().filter(|path| !before.0.contains(path)).collect();
        if !left.is_empty() {
            said += &format!("left {left:?}\n");
        }
        let kept = world.kept();
        if before.1.iter().any(|(path, at)| kept.get(path) != Some(at)) {
            said += "left the cache changed\n";
        }
        if let Some(secret) = SECRETS.iter().find(|secret| said.contains(**secret)) {
            said += &format!("shows {secret}\n");
        }
        ((*name).to_owned(), said)
    };
    let found: Vec<(String, String)> = cases.iter().map(refuse).collect();
    for (name, said) in &found {
        assert!(blessing() || !said.contains("\nleft ") && !said.contains("\nshows "), "{name}: {said}");
    }
    found
}

/// All faults of the small country's extracts.
pub fn faults() -> impl Iterator<Item = Case> {
    [FILES, COLUMNS, VALUES].into_iter().flatten().copied()
}

/// Values and keys of the broken extracts, which messages must not contain.
pub const SECRETS: &[&str] = &["2407", "777", "1000", "Jens"];

const FILES: &[Case] = &[
    ("no folder of extracts", |w| std::fs::remove_dir_all(w.path("extracts")).unwrap()),
    ("a file in the place of the folder", |w| {
        std::fs::remove_dir_all(w.path("extracts")).unwrap();
        w.text("extracts", "");
    }),
    ("a missing file", |w| std::fs::remove_file(w.extract("stays.parquet")).unwrap()),
    ("a missing year", |w| std::fs::remove_file(w.extract("income2012.parquet")).unwrap()),
    ("two missing years of the population", |w| {
        std::fs::remove_file(w.extract("people/people2011.parquet")).unwrap();
        std::fs::remove_file(w.extract("people/people2014.parquet")).unwrap();
    }),
    ("a folder in a file's place", |w| {
        std::fs::remove_file(w.extract("stays.parquet")).unwrap();
        std::fs::create_dir(w.extract("stays.parquet")).unwrap();
    }),
    ("zero bytes", |w| w.bytes("visits/part1.parquet", Vec::clear)),
    ("a text file", |w| w.text("extracts/weeks.parquet", "PNR;Y_1001\n7772407;130\n")),
    ("a truncated file", |w| w.bytes("people/people2012.parquet", |bytes| bytes.truncate(bytes.len() / 2))),
    ("a file without its last byte", |w| {
        w.bytes("stays.parquet", |bytes| {
            bytes.pop();
        });
    }),
    ("a flipped byte in a compressed page", |w| {
        let gzip = WriterProperties::builder().set_compression(Compression::GZIP(GzipLevel::default())).build();
        w.table("visits/part0.parquet").write(&w.extract("visits/part0.parquet"), gzip);
        w.bytes("visits/part0.parquet", |bytes| bytes[200] ^= 0x40);
    }),
    ("a footer that counts fewer rows than its row groups", |w| {
        w.bytes("visits/part0.parquet", |bytes| {
            let length = u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap()) as usize;
            let footer = bytes.len() - 8 - length;
            // The footer's number of rows, 900 in two bytes, stands before those of its row groups.
            let at = footer + bytes[footer..].windows(3).position(|three| three == [0x16, 0x88, 0x0E]).unwrap();
            bytes[at + 1] = 0x82;
        });
    }),
    ("the same year twice", |w| {
        w.define(
            "registers/income.toml",
            r#"["income{year}.parquet"]"#,
            r#"["income{year}.parquet", "again/i{year}.parquet"]"#,
        );
        w.put("again/i2013.parquet", w.table("income2013.parquet"));
    }),
    ("the same content twice", |w| w.put("visits/part2.parquet", w.table("visits/part1.parquet"))),
    ("a file of persons twice", |w| {
        w.define("registers/people.toml", "people/people{year}", "people/people{year}*");
        w.put("people/people2012b.parquet", w.table("people/people2012.parquet"));
    }),
    ("no person", |w| {
        for year in 2010..=2015 {
            w.change(&format!("people/people{year}.parquet"), |t| t.take([]));
        }
    }),
    ("no person in one year", |w| w.change("people/people2012.parquet", |t| t.take([]))),
];

#[test]
fn incomplete_files_are_refused() {
    expected("files", &refused(World::small, FILES));
}

const COLUMNS: &[Case] = &[
    ("a missing column", |w| w.change("visits/part1.parquet", |t| t.drop("DATO"))),
    ("a misspelt column", |w| w.change("visits/part1.parquet", |t| t.rename("BELOB", "BELB"))),
    ("no key", |w| w.change("stays.parquet", |t| t.drop("PNR"))),
    ("the population without sex", |w| w.change("people/people2013.parquet", |t| t.rename("KOEN", "KON"))),
    ("the same column in two cases", |w| {
        w.change("visits/part0.parquet", |t| t.set("belob", numbers((0..t.get("PNR").len()).map(|_| 1.0))));
    }),
    ("text for a number", |w| w.change("income2012.parquet", |t| t.cast("INDKOMST", &DataType::Utf8))),
    ("numbers for a date", |w| w.change("visits/part0.parquet", |t| t.cast("DATO", &DataType::Int32))),
    ("text for a date of birth", |w| w.change("people/people2010.parquet", |t| t.cast("FOED_DAG", &DataType::Utf8))),
    ("times of another zone", |w| {
        let local = |array: &ArrayRef| {
            let times = arrow::compute::cast(array, &DataType::Timestamp(TimeUnit::Microsecond, None)).unwrap();
            let times = times.as_primitive::<TimestampMicrosecondType>().clone();
            Arc::new(times.with_timezone("America/New_York")) as ArrayRef
        };
        w.change("visits/part0.parquet", |t| t.map("DATO", local));
    }),
    ("times of a fixed offset", |w| {
        let local = |array: &ArrayRef| {
            let times = arrow::compute::cast(array, &DataType::Timestamp(TimeUnit::Microsecond, None)).unwrap();
            let times = times.as_primitive::<TimestampMicrosecondType>().clone();
            Arc::new(times.with_timezone("+01:00")) as ArrayRef
        };
        w.change("visits/part0.parquet", |t| t.map("DATO", local));
    }),
    ("true or false for a number", |w| w.change("income2012.parquet", |t| t.cast("INDKOMST", &DataType::Boolean))),
    ("bytes for text", |w| {
        let bytes =
            |array: &ArrayRef| Arc::new(BinaryArray::from_iter_values((0..array.len()).map(|_| b"A"))) as ArrayRef;
        w.change("visits/part0.parquet", |t| t.map("KODE", bytes));
    }),
    ("a list for a number", |w| {
        let list = |array: &ArrayRef| {
            let rows = (0..array.len()).map(|_| Some([Some(777)]));
            Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(rows)) as ArrayRef
        };
        w.change("visits/part0.parquet", |t| t.map("BELOB", list));
    }),
    ("a struct for a key", |w| {
        let field = Arc::new(arrow::datatypes::Field::new("key", DataType::Int64, true));
        let wrapped = move |array: &ArrayRef| Arc::new(StructArray::from(vec![(field, Arc::clone(array))])) as ArrayRef;
        w.change("stays.parquet", |t| t.map("PNR", wrapped));
    }),
    ("numbers with decimals for a key", |w| {
        w.change("stays.parquet", |t| {
            t.cast("PNR", &DataType::Float64);
            t.last("PNR", &numbers([1000.5]));
        });
    }),
    ("text for a key", |w| w.change("stays.parquet", |t| t.cast("PNR", &DataType::Utf8))),
    ("text for a key in one year of the population", |w| {
        w.change("people/people2014.parquet", |t| t.cast("PNR", &DataType::Utf8));
    }),
    ("no week columns", |w| w.change("weeks.parquet", |t| t.0.truncate(1))),
    ("week columns of other years only", |w| {
        w.define("registers/weeks.toml", "2010, last = 2014", "2015, last = 2016")
    }),
    ("week columns that are lists", |w| {
        let list = |array: &ArrayRef| {
            let rows = (0..array.len()).map(|_| Some([Some(777)]));
            Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(rows)) as ArrayRef
        };
        w.change("weeks.parquet", |t| t.map("Y_1103", list));
    }),
    ("week codes that are not numbers", |w| {
        w.change("weeks.parquet", |t| t.map("Y_1103", |a| texts((0..a.len()).map(|_| "Jens"))));
    }),
];

#[test]
fn columns_of_other_types_are_refused() {
    expected("columns", &refused(World::small, COLUMNS));
}

/// Keys as texts, each changed by its row.
fn keys_as(keys: &ArrayRef, change: impl Fn(usize, &str) -> &str) -> ArrayRef {
    let keys = keys.as_string::<i32>();
    texts(keys.iter().flatten().enumerate().map(|(row, key)| change(row, key)))
}

/// Keys of six digits as text in every register, with a leading zero.
fn text_keys(w: &World) {
    for (name, mut table) in w.tables() {
        table.cast("PNR", &DataType::Utf8);
        table.map("PNR", |keys| texts(keys.as_string::<i32>().iter().flatten().map(|key| format!("01{key}"))));
        w.put(&name, table);
    }
}

const VALUES: &[Case] = &[
    ("null keys", |w| w.change("visits/part0.parquet", |t| t.null("PNR", &[3, 4]))),
    ("null keys of persons", |w| w.change("people/people2011.parquet", |t| t.null("PNR", &[3]))),
    ("null sex", |w| w.change("people/people2011.parquet", |t| t.null("KOEN", &[3, 5, 7]))),
    ("null birth", |w| w.change("people/people2011.parquet", |t| t.null("FOED_DAG", &[0]))),
    ("null date", |w| w.change("visits/part1.parquet", |t| t.null("DATO", &[0]))),
    ("null death", |w| w.change("deaths.parquet", |t| t.null("DODDATO", &[0]))),
    ("null start", |w| w.change("stays.parquet", |t| t.null("IND", &[0, 1]))),
    ("null value of an event", |w| w.change("visits/part1.parquet", |t| t.null("BELOB", &[5, 6]))),
    ("NaN", |w| w.change("visits/part0.parquet", |t| t.last("BELOB", &numbers([f64::NAN, f64::INFINITY])))),
    ("infinite income", |w| w.change("income2011.parquet", |t| t.last("INDKOMST", &numbers([f64::NEG_INFINITY])))),
    ("a third of an øre", |w| w.change("visits/part0.parquet", |t| t.last("BELOB", &numbers([777.123, 777.255])))),
    ("too large", |w| w.change("visits/part0.parquet", |t| t.last("BELOB", &numbers([7.77e15])))),
    ("the largest double", |w| w.change("income2011.parquet", |t| t.last("INDKOMST", &numbers([f64::MAX])))),
    ("sums too large", |w| {
        w.define("variables/all.toml", "SUM(amount)", "SUM(amount * 900000000000)");
    }),
    ("a whole number beyond 64 bits", |w| {
        w.define("registers/visits.toml", r#""BELOB"], type = "number""#, r#""BELOB"], type = "integer""#);
        let huge = |array: &ArrayRef| {
            Arc::new(UInt64Array::from_iter_values((0..array.len()).map(|_| u64::MAX - 777))) as ArrayRef
        };
        w.change("visits/part0.parquet", |t| t.map("BELOB", huge));
    }),
    ("decimals in an integer", |w| {
        w.define("registers/visits.toml", r#""BELOB"], type = "number""#, r#""BELOB"], type = "integer""#);
    }),
    ("a key beyond 64 bits", |w| {
        let huge = |array: &ArrayRef| {
            let keys = (0..array.len() as i128).map(|i| 777_000_000_000_000_000_000_000 + i);
            Arc::new(Decimal128Array::from_iter_values(keys).with_precision_and_scale(38, 0).unwrap()) as ArrayRef
        };
        w.change("stays.parquet", |t| t.map("PNR", huge));
    }),
    ("a year beyond all years", |w| {
        w.define("registers/people.toml", "person = \"PNR\"", "person = \"PNR\"\nyear = \"AAR\"");
        w.change("people/people2011.parquet", |t| t.last("AAR", &integers([2_407_777_777_777])));
    }),
    ("a date beyond all years", |w| {
        w.change("visits/part0.parquet", |t| {
            t.cast("DATO", &DataType::Date64);
            let far: ArrayRef = Arc::new(arrow::array::Date64Array::from(vec![i64::MAX - 777]));
            t.last("DATO", &far);
        });
    }),
    ("an unknown code of sex", |w| w.change("people/people2011.parquet", |t| t.last("KOEN", &integers([777, 9])))),
    ("a birth after the status", |w| {
        w.change("people/people2011.parquet", |t| t.last("FOED_DAG", &dates(["2012-01-01"])))
    }),
    ("a birth in the middle ages", |w| {
        w.change("people/people2011.parquet", |t| t.last("FOED_DAG", &dates(["1066-10-14"])))
    }),
    ("a person twice in a year", |w| w.change("people/people2011.parquet", |t| t.repeat(2))),
    ("two incomes in a year", |w| w.change("income2013.parquet", |t| t.repeat(3))),
    ("every row of an event register twice in one file", |w| {
        w.change("visits/part0.parquet", |t| t.repeat(t.get("PNR").len() as u32));
    }),
    ("half the rows of a spell register twice", |w| {
        w.change("stays.parquet", |t| t.repeat(t.get("PNR").len() as u32 / 2));
    }),
    ("the same rows in two files in another order", |w| {
        let mut table = w.table("visits/part1.parquet");
        let rows = table.get("PNR").len() as u32;
        table.take((0..rows).rev());
        w.put("visits/part2.parquet", table);
    }),
    ("codes in lower case", |w| {
        w.change("visits/part0.parquet", |t| {
            t.map("KODE", |codes| {
                let codes = codes.as_string::<i32>().iter().flatten().enumerate();
                texts(codes.map(|(row, code)| if row % 2 == 0 { code.to_lowercase() } else { code.to_owned() }))
            });
        });
    }),
    ("codes with a blank within", |w| {
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "\u{a0}\u{200b}A10"))));
    }),
    ("codes with letters of another alphabet", |w| {
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "\u{410}10"))));
    }),
    ("codes that are numbers in one file and text in another", |w| {
        w.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "reason IN ('0101', '0147')");
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| integers((0..a.len()).map(|_| 101))));
        w.change("visits/part1.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "0101"))));
    }),
    ("codes in the value of a variable in another case", |w| {
        let value = "SUM(CASE WHEN reason = 'A10' THEN amount ELSE 0 END)";
        w.define("variables/all.toml", "SUM(amount)", value);
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "a10"))));
    }),
    ("keys without their leading zeros in one register", |w| {
        text_keys(w);
        w.change("stays.parquet", |t| {
            t.map("PNR", |keys| keys_as(keys, |row, key| if row % 2 == 0 { &key[1..] } else { key }))
        });
    }),
    ("keys with another number of zeros in all rows", |w| {
        text_keys(w);
        w.change("visits/part0.parquet", |t| t.map("PNR", |keys| keys_as(keys, |_, key| &key[1..])));
        w.change("visits/part1.parquet", |t| t.map("PNR", |keys| keys_as(keys, |_, key| &key[1..])));
    }),
    ("deaths without leading zeros", |w| {
        text_keys(w);
        w.change("deaths.parquet", |t| {
            t.take((0..6).chain(0..6));
            t.map("PNR", |keys| keys_as(keys, |_, key| &key[1..]));
        });
    }),
    ("text in latin-1", |w| {
        w.bytes("visits/part0.parquet", |bytes| {
            for at in 0..bytes.len() - 2 {
                if &bytes[at..at + 3] == b"A10" {
                    bytes[at] = 0xC6;
                }
            }
        });
    }),
    ("stays that end before they begin", |w| {
        w.change("stays.parquet", |t| t.last("UD", &dates(["1999-01-01", "1999-01-02"])))
    }),
    ("SQL that fails on a value", |w| {
        w.define("variables/all.toml", "SUM(amount)", "SUM(CAST(reason AS INTEGER))");
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "Jens"))));
    }),
    ("SQL of a condition that fails on a value", |w| {
        w.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "CAST(reason AS INTEGER) > 0");
        w.change("visits/part0.parquet", |t| t.map("KODE", |a| texts((0..a.len()).map(|_| "Jens"))));
    }),
    ("a kroner amount in a year without an index", |w| {
        w.define("release.toml", "2010 = 95.0, 2011 = 96.0, 2012 = 97.0, ", "")
    }),
];

#[test]
fn invalid_values_are_refused() {
    expected("values", &refused(World::small, VALUES));
}

const STATUS: &[Case] = &[
    ("null year", |w| w.change("nhefs.parquet", |t| t.null("year", &[9]))),
    ("null age", |w| w.change("nhefs.parquet", |t| t.null("age", &[9]))),
    ("negative age", |w| w.change("nhefs.parquet", |t| t.last("age", &integers([-1])))),
    ("an age of two hundred", |w| w.change("nhefs.parquet", |t| t.last("age", &integers([200])))),
    ("a year with decimals", |w| {
        w.change("nhefs.parquet", |t| {
            t.cast("year", &DataType::Float64);
            t.last("year", &numbers([1992.5]));
        });
    }),
    ("rows twice", |w| w.change("nhefs.parquet", |t| t.repeat(5))),
    ("no rows", |w| w.change("nhefs.parquet", |t| t.take([]))),
    ("a year without rows", |w| w.define("registers/nhefs.toml", "1982, 1992", "1982, 1992, 2002")),
    ("weights finer than grams", |w| w.define("variables/nhefs.toml", "0.00000001", "0.001")),
];

#[test]
fn a_population_that_is_also_a_status_register_has_the_same_checks() {
    expected("status", &refused(World::nhefs, STATUS));
}
