//! SAS datasets for tests: tables as uncompressed 64-bit sas7bdat files, as much of the format as readers look at.
//!
//! The layout is that of `benches/convert/sas_writer.py`, whose files pyreadstat reads.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampSecondType};

use crate::world::Table;

/// Bytes of a page; the description of a few hundred columns fits in one.
const PAGE: usize = 1 << 17;
const HEADER: usize = 1024;
const PAGE_HEADER: usize = 40;
const POINTER: usize = 24;
const MAGIC: [u8; 20] = [
    0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00, 0x09, 0xc7, 0x31, 0x8c, 0x18, 0x1f, 0x10,
    0x11,
];
/// Days from 1960 to 1970.
const TO_1970: f64 = 3_653.0;

/// A column: its name, its bytes a row, its format, and its values as SAS stores them.
struct Column {
    name: String,
    format: &'static str,
    text: bool,
    cells: Vec<Vec<u8>>,
}

impl Column {
    fn of(name: &str, array: &ArrayRef) -> Column {
        let number = |value: Option<f64>| value.map_or(0xFFFF_FE00_0000_0000, f64::to_bits).to_le_bytes().to_vec();
        let numbers = |values: &mut dyn Iterator<Item = Option<f64>>| values.map(number).collect();
        let (format, cells) = match array.data_type() {
            DataType::Utf8 => {
                let texts = array.as_string::<i32>();
                let width = texts.iter().flatten().map(str::len).max().unwrap_or(0).max(1);
                let cell = |text: Option<&str>| format!("{:width$}", text.unwrap_or("")).into_bytes();
                // Bytes, and not characters, fill a cell.
                let cut = |mut cell: Vec<u8>| {
                    cell.truncate(width);
                    cell
                };
                ("", texts.iter().map(cell).map(cut).collect())
            }
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>();
                ("", numbers(&mut values.iter().map(|value| value.map(|value| value as f64))))
            }
            DataType::Float64 => ("", numbers(&mut array.as_primitive::<Float64Type>().iter())),
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>();
                ("DATE", numbers(&mut days.iter().map(|day| day.map(|day| f64::from(day) + TO_1970))))
            }
            DataType::Timestamp(TimeUnit::Second, None) => {
                let times = array.as_primitive::<TimestampSecondType>();
                ("DATETIME", numbers(&mut times.iter().map(|time| time.map(|time| time as f64 + TO_1970 * 86_400.0))))
            }
            other => panic!("{other}"),
        };
        Column { name: name.to_owned(), format, text: array.data_type() == &DataType::Utf8, cells }
    }

    fn width(&self) -> usize {
        self.cells.first().map_or(8, Vec::len)
    }
}

/// Writes a table. Columns named in `formats` are numbers with a format of SAS, as they are in the table.
pub fn write(path: &Path, table: &Table, formats: &[(&str, &'static str)]) {
    let mut columns: Vec<Column> = table.0.iter().map(|(name, array)| Column::of(name, array)).collect();
    for column in &mut columns {
        if let Some((_, format)) = formats.iter().find(|(name, _)| *name == column.name) {
            column.format = *format;
        }
    }
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let width: usize = columns.iter().map(Column::width).sum();
    let mut pages = vec![description(&columns, rows, width)];
    let a_page = (PAGE - PAGE_HEADER) / width;
    for first in (0..rows).step_by(a_page) {
        let some = first..rows.min(first + a_page);
        let mut page = head(0x100, some.len(), 0);
        some.for_each(|row| columns.iter().for_each(|column| page.extend(&column.cells[row])));
        page.resize(PAGE, 0);
        pages.push(page);
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, [head_of_file(pages.len()), pages.concat()].concat()).unwrap();
}

fn head_of_file(pages: usize) -> Vec<u8> {
    let mut head = vec![0; HEADER];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(12, &MAGIC);
    put(32, &[0x33, 0, 0, 0x33, 0, 1, 0, 0x31]);
    // UTF-8.
    put(70, &[20]);
    put(84, b"SAS FILE");
    put(92, format!("{:32}", "DATA").as_bytes());
    put(156, b"DATA    ");
    put(168, &1.9e9_f64.to_le_bytes());
    put(176, &1.9e9_f64.to_le_bytes());
    put(200, &(HEADER as u32).to_le_bytes());
    put(204, &(PAGE as u32).to_le_bytes());
    put(208, &(pages as u64).to_le_bytes());
    put(224, b"9.0401M6");
    put(232, b"Linux           ");
    head
}

/// The head of a page: its kind, its blocks and its pointers.
fn head(kind: u16, blocks: usize, pointers: usize) -> Vec<u8> {
    let mut head = vec![0; PAGE_HEADER];
    for (at, number) in [(32, kind), (34, blocks as u16), (36, pointers as u16)] {
        head[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    head
}

/// The page with the description of the columns: parts from its end, and pointers to them from its beginning.
fn description(columns: &[Column], rows: usize, width: usize) -> Vec<u8> {
    let parts = parts(columns, rows, width);
    let mut page = head(0, parts.len(), parts.len());
    page.resize(PAGE, 0);
    let mut end = PAGE;
    for (number, part) in parts.iter().enumerate() {
        end -= part.len();
        page[end..end + part.len()].copy_from_slice(part);
        let at = PAGE_HEADER + number * POINTER;
        page[at..at + 8].copy_from_slice(&(end as u64).to_le_bytes());
        page[at + 8..at + 16].copy_from_slice(&(part.len() as u64).to_le_bytes());
    }
    assert!(PAGE_HEADER + parts.len() * POINTER < end, "a page is too small");
    page
}

fn parts(columns: &[Column], rows: usize, width: usize) -> Vec<Vec<u8>> {
    let mut blob = vec![0; 16];
    // Where a text is: its blob, its place in it, its length.
    let mut place = |text: &str| -> Vec<u8> {
        let place = if text.is_empty() { [0; 3] } else { [0, blob.len() as u16, text.len() as u16] };
        blob.extend(text.as_bytes());
        blob.resize(blob.len().next_multiple_of(4), 0);
        place.iter().flat_map(|number| number.to_le_bytes()).collect()
    };
    let names: Vec<Vec<u8>> = columns.iter().map(|column| [place(&column.name), vec![0; 2]].concat()).collect();
    let formats: Vec<Vec<u8>> = columns.iter().map(|column| place(column.format)).collect();
    let mut attributes = Vec::new();
    let mut offset = 0;
    for column in columns {
        attributes.extend((offset as u64).to_le_bytes());
        attributes.extend((column.width() as u32).to_le_bytes());
        attributes.extend([0, 0, if column.text { 2 } else { 1 }, 0]);
        offset += column.width();
    }
    let mut size = vec![0; 808];
    size[..4].copy_from_slice(&0xF7F7_F7F7_u32.to_le_bytes());
    for (at, number) in [(40, width), (48, rows), (72, columns.len()), (104, PAGE)] {
        size[at..at + 8].copy_from_slice(&(number as u64).to_le_bytes());
    }
    let count = [&0xF6F6_F6F6_u64.to_le_bytes()[..], &(columns.len() as u64).to_le_bytes(), &[0; 8]].concat();
    let length = (blob.len() + 8 - 20) as u16;
    blob[..2].copy_from_slice(&length.to_le_bytes());
    let texts = [signature(0xFFFF_FFFD), blob].concat();
    let format = |place: &Vec<u8>| {
        let mut body = [signature(0xFFFF_FBFE), vec![0; 56]].concat();
        body[24..26].copy_from_slice(&20_u16.to_le_bytes());
        body[46..52].copy_from_slice(place);
        body
    };
    let described = vec![size, count, texts, sized(0xFFFF_FFFF, &names.concat()), sized(0xFFFF_FFFC, &attributes)];
    described.into_iter().chain(formats.iter().map(format)).collect()
}

fn signature(value: u32) -> Vec<u8> {
    [value.to_le_bytes(), [0xFF; 4]].concat()
}

/// A part that says its own size.
fn sized(value: u32, body: &[u8]) -> Vec<u8> {
    let whole = 8 + 8 + body.len() + 12;
    [&signature(value)[..], &((whole - 20) as u16).to_le_bytes(), &[0; 6], body, &[0; 12]].concat()
}
