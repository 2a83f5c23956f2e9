//! Spells that end with residence: at death, and at emigration if they are open.

use definitions::Definitions;
use definitions::register::{Register, Role};
use engine::results::RESIDENCE;

use crate::dialect::DialectSyntax;
use crate::pieces::day_after;
use crate::script::Script;
use crate::typed_column::TypedRows;

/// Writes the views of spells that end at death, and at emigration if they are open; returns the last.
pub fn write(script: &mut Script<'_>, definitions: &Definitions, typed: &TypedRows, keyed: &str) -> String {
    let directed = directed(script, typed, keyed);
    let view = ended(script, definitions, &directed);
    let [start, of_end, forwards, alive, is_ended, until] =
        ["start", "_end", "_forwards", "_alive", "_ended", "_until"].map(|name| script.name(name));
    let [from_time, time_end] = ["start_time", "_time_end"].map(|name| script.name(name));
    let [is_abroad, leaves, begun, over] =
        ["_abroad", "_leaves", "_begun_abroad", "_over_absence"].map(|name| script.name(name));
    let time_until = match script.register.kind.has_times() {
        true => {
            let last = format!("(CAST({} AS BIGINT) + 1) * 86400 - 1", script.dialect().days(&until));
            format!(
                ",\n  CASE WHEN {until} < {of_end} THEN greatest(least({time_end}, {last}), {from_time}) ELSE {time_end} END AS {}",
                script.name("_time_until")
            )
        }
        false => String::new(),
    };
    script.view(
        "lasting",
        &format!(
            "SELECT *, coalesce({forwards} AND {start} <= {until}, FALSE) AS {alive},\n  coalesce({forwards} AND {until} < {of_end}, FALSE) AS \
             {is_ended},\n  coalesce({forwards} AND {start} <= {until} AND {is_abroad}, FALSE) AS {begun},\n  coalesce({forwards} AND {start} \
             <= {until} AND {leaves} < {until}, FALSE) AS {over}{time_until}\nFROM {view}"
        ),
    )
}

/// The step of spells with an end, and whether they end before they begin.
fn directed(script: &mut Script<'_>, typed: &TypedRows, keyed: &str) -> String {
    let [start, end, of_keyed] = ["start", "end", "_keyed"].map(|name| script.name(name));
    let [open, of_end, sound] = ["_open", "_end", "_sound"].map(|name| script.name(name));
    let last = script.register.covers.last_day();
    let still = day_after(last);
    let end_is_sound = typed.get("end").and_then(|end| end.fault.as_ref());
    let mut end_is_sound = end_is_sound.map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
    let [from_time, to_time, time_end, hours] =
        ["start_time", "end_time", "_time_end", "hours"].map(|name| script.name(name));
    let (mut times, mut late) = (String::new(), String::new());
    if script.register.kind.has_times() {
        end_is_sound += &format!(" AND {from_time} IS NOT NULL");
        let fault = typed.get("end_time").and_then(|end| end.fault.as_ref());
        end_is_sound += &fault.map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
        let still = i64::from(last.number() + 1) * 86_400;
        times = format!(
            ",\n  CASE WHEN {end} IS NOT NULL AND {to_time} IS NOT NULL THEN {to_time} ELSE greatest({still}, {from_time}) END AS {time_end},\n  \
             CASE WHEN {end} IS NOT NULL THEN CAST({to_time} - {from_time} AS DOUBLE) / 3600e0 END AS {hours}"
        );
        late = format!(" OR {from_time} > {time_end}");
    }
    script.comment(&format!(
        "Spells: without an end they last, as far as the register knows, until the day after {last}. A spell that ends before it\n\
         begins is bad."
    ));
    let spells = script.view(
        "spells",
        &format!(
            "SELECT *, ({end} IS NULL) AS {open}, coalesce({end}, greatest({start}, {still})) AS {of_end},\n  \
             ({of_keyed} AND {start} IS NOT NULL{end_is_sound}) AS {sound}{times}\nFROM {keyed}"
        ),
    );
    let [backwards, forwards] = ["_backwards", "_forwards"].map(|name| script.name(name));
    script.view(
        "directed",
        &format!(
            "SELECT *, ({sound} AND ({start} > {of_end}{late})) AS {backwards}, ({sound} AND NOT ({start} > {of_end}{late})) AS {forwards}\nFROM {spells}"
        ),
    )
}

/// The step of spells with the day on which residence ends them, if it does.
fn ended(script: &mut Script<'_>, definitions: &Definitions, directed: &str) -> String {
    let [start, person, open, of_end, until, forwards] =
        ["start", "_person", "_open", "_end", "_until", "_forwards"].map(|name| script.name(name));
    let [day, of_person] = ["day", "person"].map(|name| script.name(name));
    let mut joins = String::new();
    let mut lasts = Vec::new();
    if let Some(deaths) = events(script, definitions, Role::Deaths) {
        script.comment("No service is used after death.");
        let view = script.view(
            "deaths",
            &format!("SELECT {of_person}, MIN({day}) AS {day}\nFROM ({deaths}) AS d\nGROUP BY {of_person}"),
        );
        joins += &format!("\nLEFT JOIN {view} AS d ON d.{of_person} = s.{person}");
        lasts.push(format!("d.{day}"));
    }
    let mut abroad = ["FALSE".to_owned(), "NULL".to_owned()];
    if let Some(moves) = events(script, definitions, Role::Migration) {
        script.comment(
            "A register may not record the end of a stay after emigration: open spells end with the first one. Who left before a spell \
             begins,\nand has not come back on a later day, lives abroad.",
        );
        let [out, left, back] = ["out", "_left", "_back"].map(|name| script.name(name));
        let view = script.view(
            "departures",
            &format!(
                "SELECT s.{person}, s.{start},\n  MIN(CASE WHEN m.{out} AND m.{day} >= s.{start} THEN m.{day} END) AS {day},\n  \
                 MAX(CASE WHEN m.{out} AND m.{day} < s.{start} THEN m.{day} END) AS {left},\n  MAX(CASE WHEN NOT m.{out} AND m.{day} <= \
                 s.{start} THEN m.{day} END) AS {back}\nFROM (SELECT DISTINCT {person}, {start} FROM {directed} WHERE {forwards}) AS s\nJOIN \
                 ({moves}) AS m ON m.{of_person} = s.{person}\nGROUP BY s.{person}, s.{start}"
            ),
        );
        joins +=
            &format!("\nLEFT JOIN {view} AS m ON m.{person} = s.{person} AND m.{start} = s.{start} AND s.{forwards}");
        lasts.push(format!("CASE WHEN s.{open} THEN m.{day} END"));
        abroad = [
            format!("coalesce(m.{left} IS NOT NULL AND (m.{back} IS NULL OR m.{back} <= m.{left}), FALSE)"),
            format!("CASE WHEN NOT s.{open} THEN m.{day} END"),
        ];
    }
    let [is_abroad, leaves] = ["_abroad", "_leaves"].map(|name| script.name(name));
    let more = format!("{} AS {is_abroad}, CAST({} AS DATE) AS {leaves}", abroad[0], abroad[1]);
    let last = match lasts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        lasts => Some(format!("least({})", lasts.join(", "))),
    };
    let until_end = last.map_or_else(
        || format!("s.{of_end}"),
        |last| format!("CASE WHEN {last} < s.{of_end} THEN {last} ELSE s.{of_end} END"),
    );
    script.view("resident", &format!("SELECT s.*, {until_end} AS {until}, {more}\nFROM {directed} AS s{joins}"))
}

/// The rows of the results of deaths or moves; `None` without a register of them.
fn events(script: &Script<'_>, definitions: &Definitions, role: Role) -> Option<String> {
    let [person, day, out] = ["person", "day", "out"].map(|name| script.name(name));
    let of = |register: &Register| {
        let from = script.result_of(&register.id.value, RESIDENCE);
        format!(
            "SELECT {person}, {day}, {out} FROM {from} WHERE {person} IS NOT NULL AND {day} IS NOT NULL AND {out} IS NOT NULL"
        )
    };
    let all: Vec<String> = definitions.with_role(role).map(of).collect();
    (!all.is_empty()).then(|| all.join(" UNION ALL "))
}
