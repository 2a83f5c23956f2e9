//! A small country: definitions and extracts of every kind of register in a temporary folder, for tests to change.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::time::SystemTime;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::{FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::properties::WriterProperties;

use crate::tools::{files, project, som};

/// Number of persons.
pub const PERSONS: i64 = 240;

/// Columns of one extract, by name and in order.
#[derive(Clone, Default)]
pub struct Table(pub Vec<(String, ArrayRef)>);

/// A day as Arrow counts it.
pub fn day(text: &str) -> i32 {
    text.parse::<chrono::NaiveDate>().unwrap().to_epoch_days()
}

/// Whole numbers as a column.
pub fn integers(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

/// Days as a column.
pub fn dates<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(values.into_iter().map(|text| day(text.as_ref()))))
}

/// Texts as a column.
pub fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Numbers as a column.
pub fn numbers(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

impl Table {
    /// A table of named columns.
    pub fn of(columns: Vec<(&str, ArrayRef)>) -> Table {
        Table(columns.into_iter().map(|(name, array)| (name.to_owned(), array)).collect())
    }

    /// The columns of a Parquet file.
    pub fn read(path: &Path) -> Table {
        let file = File::open(path).unwrap();
        let reader =
            parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        let batch = arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap();
        let names = batch.schema().fields().iter().map(|f| f.name().clone()).collect::<Vec<_>>();
        Table(names.into_iter().zip(batch.columns().iter().cloned()).collect())
    }

    fn rows(&self) -> usize {
        self.0[0].1.len()
    }

    /// A column.
    pub fn get(&self, name: &str) -> ArrayRef {
        Arc::clone(&self.0.iter().find(|(known, _)| known == name).unwrap().1)
    }

    /// Adds or replaces a column.
    pub fn set(&mut self, name: &str, array: ArrayRef) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, column)) => *column = array,
            None => self.0.push((name.to_owned(), array)),
        }
    }

    /// Changes one column.
    pub fn map(&mut self, name: &str, change: impl FnOnce(&ArrayRef) -> ArrayRef) {
        let changed = change(&self.get(name));
        self.set(name, changed);
    }

    /// Casts a column to another Arrow type.
    pub fn cast(&mut self, name: &str, to: &arrow::datatypes::DataType) {
        self.map(name, |array| arrow::compute::cast(array, to).unwrap());
    }

    /// Renames a column.
    pub fn rename(&mut self, from: &str, to: &str) {
        self.0.iter_mut().find(|(known, _)| known == from).unwrap().0 = to.to_owned();
    }

    /// Removes a column.
    pub fn drop(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Sets some rows of a column to null.
    pub fn null(&mut self, name: &str, rows: &[u32]) {
        let all = self.rows() as u32;
        let keep = UInt32Array::from_iter((0..all).map(|row| (!rows.contains(&row)).then_some(row)));
        self.map(name, |array| arrow::compute::take(array, &keep, None).unwrap());
    }

    /// Replaces the last values of a column.
    pub fn last(&mut self, name: &str, values: &ArrayRef) {
        self.map(name, |array| {
            let kept = array.slice(0, array.len() - values.len());
            let values = arrow::compute::cast(values, array.data_type()).unwrap();
            arrow::compute::concat(&[&kept, &values]).unwrap()
        });
    }

    /// Selects rows by number, with repetitions.
    pub fn take(&mut self, rows: impl IntoIterator<Item = u32>) {
        let rows = UInt32Array::from_iter_values(rows);
        for (_, array) in &mut self.0 {
            *array = arrow::compute::take(array, &rows, None).unwrap();
        }
    }

    /// Repeats the first rows.
    pub fn repeat(&mut self, first: u32) {
        self.take((0..self.rows() as u32).chain(0..first));
    }

    /// The table as a file.
    pub fn write(&self, path: &Path, properties: WriterProperties) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
        let schema = Arc::new(Schema::new(self.0.iter().map(field).collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(schema, self.0.iter().map(|(_, array)| Arc::clone(array)).collect()).unwrap();
        let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
}

/// Replaces the footer of a Parquet file, and nothing before it.
pub fn rewrite_footer(path: &Path, change: impl FnOnce(&FileMetaData) -> FileMetaData) {
    let bytes = std::fs::read(path).unwrap();
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&File::open(path).unwrap()).unwrap();
    let changed = ParquetMetaData::new(change(metadata.file_metadata()), metadata.row_groups().to_vec());
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..][..4].try_into().unwrap()) as usize;
    let mut written = bytes[..bytes.len() - 8 - length].to_vec();
    ParquetMetaDataWriter::new(&mut written, &changed).finish().unwrap();
    std::fs::write(path, written).unwrap();
}

/// Definitions and extracts in a temporary folder.
pub struct World {
    dir: tempfile::TempDir,
    tables: RefCell<BTreeMap<String, Table>>,
}

impl World {
    /// Definitions without extracts.
    pub fn of(definitions: &[(&str, &str)]) -> World {
        let world = World { dir: tempfile::tempdir().unwrap(), tables: RefCell::default() };
        for (name, text) in definitions {
            world.text(&format!("pipelines/{name}"), text);
        }
        world
    }

    /// The small country.
    pub fn small() -> World {
        let world = World::of(DEFINITIONS);
        for (name, table) in extracts() {
            world.put(&name, table);
        }
        world
    }

    /// The follow-up study of `fixtures/nhefs`.
    pub fn nhefs() -> World {
        let world = World { dir: tempfile::tempdir().unwrap(), tables: RefCell::default() };
        for (name, bytes) in files(&project().join("fixtures/nhefs")) {
            let path = world.path(name.to_str().unwrap());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let table = Table::read(&world.path("extracts/nhefs.parquet"));
        world.tables.borrow_mut().insert("nhefs.parquet".to_owned(), table);
        world
    }

    /// A path in the world's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A file of extracts.
    pub fn extract(&self, name: &str) -> PathBuf {
        self.path("extracts").join(name)
    }

    /// Writes a text file.
    pub fn text(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a text that must be present.
    pub fn define(&self, name: &str, from: &str, to: &str) {
        let path = self.path("pipelines").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Writes an extract.
    pub fn put(&self, name: &str, table: Table) {
        table.write(&self.extract(name), WriterProperties::default());
        self.tables.borrow_mut().insert(name.to_owned(), table);
    }

    /// Changes an extract.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Table)) {
        let mut table = self.table(name);
        change(&mut table);
        self.put(name, table);
    }

    /// Reads an extract.
    pub fn table(&self, name: &str) -> Table {
        self.tables.borrow()[name].clone()
    }

    /// Every extract.
    pub fn tables(&self) -> Vec<(String, Table)> {
        self.tables.borrow().iter().map(|(name, table)| (name.clone(), table.clone())).collect()
    }

    /// Changes the bytes of an extract.
    pub fn bytes(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = std::fs::read(self.extract(name)).unwrap();
        change(&mut bytes);
        std::fs::write(self.extract(name), bytes).unwrap();
    }

    /// The arguments of a build of release `r`.
    pub fn arguments(&self) -> Vec<String> {
        let path = |name: &str| self.path(name).display().to_string();
        let [pipelines, extracts, output] = ["pipelines", "extracts", "output"].map(path);
        let room = self.room();
        let words = [
            "build",
            "--full",
            "--pipelines",
            &pipelines,
            "--extracts",
            &extracts,
            "--output",
            &output,
            "--room",
            &room,
        ];
        words.into_iter().chain(["--release", "r"]).map(str::to_owned).collect()
    }

    /// Takes a release out of the room's register, as if it had never been published.
    pub fn unregister(&self, release: &str) {
        let path = self.path("room/releases.tsv");
        let Ok(text) = std::fs::read_to_string(&path) else { return };
        let others = text.lines().filter(|line| !line.starts_with(&format!("{release}\t")));
        std::fs::write(&path, others.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }

    /// The room, with a fixed secret so that builds of two worlds can be compared byte by byte.
    fn room(&self) -> String {
        let room = self.path("room");
        if !room.join("secret").exists() {
            std::fs::create_dir_all(&room).unwrap();
            std::fs::write(room.join("secret"), format!("{}\n", "5e".repeat(32))).unwrap();
        }
        room.display().to_string()
    }

    /// Builds release `r`.
    pub fn build(&self) -> Output {
        self.build_as("r")
    }

    /// Builds a release of another name.
    pub fn build_as(&self, release: &str) -> Output {
        let mut arguments = self.arguments();
        release.clone_into(arguments.last_mut().unwrap());
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        crate::engines::also(self, release, &output);
        output
    }

    /// Cache entries with their times of modification, without the record of releases. A build does not rewrite entries that
    /// it reuses.
    pub fn kept(&self) -> BTreeMap<PathBuf, SystemTime> {
        let all = std::fs::read_dir(self.path("output/.cache")).unwrap().map(|entry| entry.unwrap().path());
        let entries = all.filter(|path| path.extension().is_some_and(|end| end == "kept"));
        let entries = entries.filter(|path| !path.to_str().unwrap().contains("release-"));
        entries.map(|path| (path.clone(), path.metadata().unwrap().modified().unwrap())).collect()
    }

    /// A command's output, with the world's folder replaced by DIR.
    pub fn said(&self, bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap().replace(self.dir.path().to_str().unwrap(), "DIR")
    }

    /// The entries of the folder of releases.
    pub fn left(&self) -> Vec<PathBuf> {
        let output = self.path("output");
        if output.is_dir() { files(&output).into_iter().map(|(name, _)| name).collect() } else { Vec::new() }
    }
}

fn extracts() -> Vec<(String, Table)> {
    let people = 0..PERSONS;
    let mut found = Vec::new();
    for year in 2010..=2015 {
        let there: Vec<i64> = people.clone().filter(|i| year < 2013 || i % 40 != 7).collect();
        let table = Table::of(vec![
            ("PNR", integers(there.iter().map(|i| 1000 + i))),
            ("KOEN", integers(there.iter().map(|i| 1 + i % 2))),
            ("FOED_DAG", dates(there.iter().map(|i| format!("{}-05-17", 1960 + i % 23)))),
            ("AAR", integers(there.iter().map(|_| year))),
        ]);
        found.push((format!("people/people{year}.parquet"), table));
        let income = Table::of(vec![
            ("PNR", integers(people.clone().map(|i| 1000 + i))),
            ("INDKOMST", numbers(people.clone().map(|i| (100 * i + (i * i * year) % 997) as f64 + 0.25))),
        ]);
        found.push((format!("income{year}.parquet"), income));
    }
    let dead: Vec<i64> = people.clone().filter(|i| i % 40 == 7).collect();
    let deaths =
        vec![("PNR", integers(dead.iter().map(|i| 1000 + i))), ("DODDATO", dates(dead.iter().map(|_| "2012-05-05")))];
    found.push(("deaths.parquet".to_owned(), Table::of(deaths)));
    let mut visits = Vec::new();
    let mut stays = Vec::new();
    for i in people.clone() {
        for year in 2010..=2014 {
            visits.extend((0..(i * 7 + year) % 4).map(|n| (1000 + i, format!("{year}-06-{:02}", n + 1), n, year)));
        }
        stays.push((1000 + i, "2011-02-01".to_owned(), format!("2011-02-{:02}", 3 + i % 9)));
        if i % 3 != 0 {
            stays.push((1000 + i, "2011-12-30".to_owned(), format!("2012-01-{:02}", 2 + i % 5)));
        }
    }
    for half in [0, 1] {
        let rows: Vec<_> = visits.iter().filter(|(key, ..)| (key - 1000) * 2 / PERSONS == half).collect();
        let table = Table::of(vec![
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("DATO", dates(rows.iter().map(|row| &row.1))),
            ("BELOB", numbers(rows.iter().map(|row| 100.25 * (1 + row.2 + row.3 % 3) as f64))),
            ("KODE", texts(rows.iter().map(|row| if row.2 == 0 { "A10" } else { "B20" }))),
        ]);
        found.push((format!("visits/part{half}.parquet"), table));
    }
    let table = Table::of(vec![
        ("PNR", integers(stays.iter().map(|row| row.0))),
        ("IND", dates(stays.iter().map(|row| &row.1))),
        ("UD", dates(stays.iter().map(|row| &row.2))),
    ]);
    found.push(("stays.parquet".to_owned(), table));
    let mut weeks = Table::of(vec![("PNR", integers(people.clone().map(|i| 1000 + i)))]);
    for year in 10..=14 {
        for week in 1..=52 {
            let code = |i: i64| (week <= 6 && (i + year) % 5 < 2 && i % 6 < week).then_some(130 + (i + week) % 20);
            weeks.set(&format!("Y_{year}{week:02}"), Arc::new(Int64Array::from_iter(people.clone().map(code))));
        }
    }
    found.push(("weeks.parquet".to_owned(), weeks));
    found
}

/// The small country's definitions, by path.
pub const DEFINITIONS: &[(&str, &str)] = &[
    ("release.toml", include_str!("world/release.toml")),
    ("registers/deaths.toml", include_str!("world/registers/deaths.toml")),
    ("registers/income.toml", include_str!("world/registers/income.toml")),
    ("registers/people.toml", include_str!("world/registers/people.toml")),
    ("registers/stays.toml", include_str!("world/registers/stays.toml")),
    ("registers/visits.toml", include_str!("world/registers/visits.toml")),
    ("registers/weeks.toml", include_str!("world/registers/weeks.toml")),
    ("variables/all.toml", include_str!("world/variables/all.toml")),
    ("consequences/all.toml", include_str!("world/consequences/all.toml")),
    ("experiences/all.toml", include_str!("world/experiences.toml")),
    ("target_groups/adults/sheltered.toml", include_str!("world/target_groups/adults/sheltered.toml")),
];
