//! A Frictionless data package: <https://specs.frictionlessdata.io/data-package/> and its table schema.

use serde_json::{Value, json};

use super::references::REFERENCES;
use crate::view::View;
use foundation::error::{Error, Result};
use foundation::tables::ColumnType;
use foundation::tables::Database;

/// `datapackage.json` for the files of the tables.
///
/// # Errors
/// Internal errors only.
pub fn descriptor(database: &Database, views: &[View], files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let resources: Vec<Value> =
        views.iter().zip(files).map(|(view, (name, bytes))| resource(view, name, bytes)).collect();
    let made_up =
        if database.synthetic { " Made from synthetic extracts: no figure says anything about Denmark." } else { "" };
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("som-{}", database.release.to_lowercase()),
        "title": format!("SØM knowledge database, release {}", database.release),
        "description": format!("Amounts are in kroner of {}.{made_up}", database.price_year),
        "version": database.release,
        "resources": resources,
    });
    serde_json::to_vec_pretty(&package).map_err(|e| Error::internal(e.to_string()))
}

fn resource(view: &View, path: &str, bytes: &[u8]) -> Value {
    let fields: Vec<Value> = view
        .columns
        .iter()
        .map(|column| {
            let kind = match column.holds() {
                ColumnType::Text => "string",
                ColumnType::Whole => "integer",
                ColumnType::Number => "number",
                ColumnType::Truth => "boolean",
            };
            json!({
                "name": column.name,
                "type": kind,
                "description": column.meaning,
                "constraints": { "required": !column.nullable() },
            })
        })
        .collect();
    let keys: Vec<Value> = REFERENCES
        .iter()
        .filter(|reference| reference.table == view.name)
        .map(|reference| {
            json!({
                "fields": reference.columns,
                "reference": { "resource": reference.to, "fields": reference.columns },
            })
        })
        .collect();
    let mut schema = json!({ "fields": fields, "foreignKeys": keys, "missingValues": [""] });
    let nullable = |name: &&str| view.columns.iter().any(|column| column.name == *name && column.nullable());
    if let (Some(schema), false) = (schema.as_object_mut(), view.key.iter().any(nullable)) {
        schema.insert("primaryKey".to_owned(), json!(view.key));
    }
    json!({
        "profile": "tabular-data-resource",
        "name": view.name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "description": view.about,
        "schema": schema,
    })
}
