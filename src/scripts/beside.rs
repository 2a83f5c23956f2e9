//! Rows that belong to rows of another register: their person, and their days where they have none, are those of the row that they
//! belong to; and whether any row that belongs to a row meets a condition.
//!
//! Owns the joins by key, and the results that count what is wrong in the registers read beside. Keys are those of rows that meet the
//! condition of their register; the files of a year are joined within the year, where all registers have years in their paths.

use definitions::Definitions;
use definitions::expression::Expression;
use definitions::register::{Kind, Parent, Register, SpellDay};
use engine::registers::{Extracts, KeyType, Need, OpenRegister, Purpose, ReadAs};
use engine::results::{CountOf, Gives, ScriptedFile, ScriptedRegister};
use foundation::error::{Error, Result};
use sql::ColumnType;

use crate::measure::{Measure, grouped};
use crate::read::{self, Asked, ROW_KEY, TypedColumn, TypedRows};
use crate::rows::{self, of_column};
use crate::script::Script;
use crate::sources::{Task, translated};

/// A question's name, and the condition that it asks; `None` asks for any row.
type Answer<'a> = (&'a str, Option<&'a Expression>);

/// A register that is read beside another, and the key that joins both.
pub struct Beside<'a> {
    open: OpenRegister<'a>,
    rule: &'a Parent,
    /// Whether any row meets a condition, by the name that SQL gives the answer.
    answers: Vec<(&'a str, Option<&'a Expression>)>,
}

/// The registers that are read beside one.
#[derive(Default)]
pub struct Joins<'a> {
    /// Whose rows the rows belong to.
    parent: Option<Beside<'a>>,
    /// Those that are asked.
    asked: Vec<Beside<'a>>,
    /// The kind of keys.
    key: Option<KeyType>,
    /// Whether the files of a year are joined within the year.
    by_year: bool,
}

/// The column with the year of a row's file.
const FILE_YEAR: &str = "_file_year";

impl<'a> Joins<'a> {
    /// Opens the registers that the sources of a register need.
    ///
    /// # Errors
    /// Those of [`Extracts::open`].
    pub fn of(
        definitions: &'a Definitions,
        extracts: &Extracts,
        open: &OpenRegister<'a>,
        tasks: &[Task<'a>],
    ) -> Result<Joins<'a>> {
        let register = open.definition;
        let mut joins = Joins::default();
        if let (Some(rule), Some(of)) = (&register.parent, definitions.parent_of(register)) {
            joins.parent = Some(Beside { rule, open: extracts.open_for(Purpose::Values, of)?, answers: Vec::new() });
        }
        for any in tasks.iter().flat_map(|task| &task.source.any) {
            let known = joins.asked.iter().position(|beside| beside.open.definition.id.value == any.register.value);
            let at = match (known, definitions.register(&any.register.value)) {
                (Some(at), _) => at,
                (None, Some(of)) => {
                    let Some(rule) = &of.parent else { continue };
                    joins.asked.push(Beside {
                        rule,
                        open: extracts.open_for(Purpose::Answers, of)?,
                        answers: Vec::new(),
                    });
                    joins.asked.len() - 1
                }
                (None, None) => continue,
            };
            let answers = &mut joins.asked[at].answers;
            if !answers.iter().any(|(id, _)| *id == any.id.value) {
                answers.push((&any.id.value, any.filter.as_ref()));
            }
        }
        let owner = match (&joins.parent, joins.asked.first()) {
            (Some(parent), _) => parent.open.files.first().map(|file| file.key_type(&parent.rule.key)),
            (None, Some(asked)) => open.files.first().map(|file| file.key_type(&asked.rule.key)),
            (None, None) => None,
        };
        joins.key = owner.transpose()?;
        let all = std::iter::once(open).chain(joins.parent.iter().chain(&joins.asked).map(|beside| &beside.open));
        joins.by_year = all.flat_map(|open| &open.files).all(|file| file.file.year.is_some());
        Ok(joins)
    }

    /// Whether nothing is joined.
    pub fn is_empty(&self) -> bool {
        self.parent.is_none() && self.asked.is_empty()
    }

    /// The column of the key by which rows of the register are found, or find theirs.
    pub fn own_key(&self, register: &'a Register) -> Option<Asked<'a>> {
        let column = match (&self.parent, self.asked.first()) {
            (Some(_), _) => &register.person.value,
            (None, Some(asked)) => &asked.rule.key.value,
            (None, None) => return None,
        };
        Some(Asked { id: ROW_KEY.to_owned(), column, read_as: ReadAs::Key(self.key?) })
    }

    /// Whether the rows of the register have no persons of their own.
    pub fn has_parent(&self) -> bool {
        self.parent.is_some()
    }

    /// The columns by file that joins need.
    pub fn extra(&self, open: &OpenRegister<'_>) -> Vec<Vec<(String, String)>> {
        let year = |file: &engine::registers::OpenFile| file.file.year.filter(|_| self.by_year && !self.is_empty());
        let of_file = |file| year(file).map(|year| (year.to_string(), FILE_YEAR.to_owned())).into_iter().collect();
        open.files.iter().map(of_file).collect()
    }

    /// The condition that two rows have one key.
    fn joined(&self, script: &Script<'_>, one: &str, other: &str) -> String {
        let [key, year] = [ROW_KEY, FILE_YEAR].map(|name| script.name(name));
        let of_year = if self.by_year { format!(" AND {one}.{year} = {other}.{year}") } else { String::new() };
        format!("{one}.{key} = {other}.{key}{of_year}")
    }

    /// The columns of a key.
    fn key_columns(&self, script: &Script<'_>) -> String {
        let [key, year] = [ROW_KEY, FILE_YEAR].map(|name| script.name(name));
        if self.by_year { format!("{key}, {year}") } else { key }
    }

    /// Joins the rows of `view`, which have `_met` and a key: writes the steps of the registers beside, and returns the last with the
    /// columns that rows have then.
    ///
    /// # Errors
    /// Faults of files, and what no script expresses.
    pub fn write(
        &self,
        script: &mut Script<'a>,
        (mut typed, mut view): (TypedRows, String),
        (persons, tasks): (KeyType, &[Task<'a>]),
    ) -> Result<(TypedRows, String)> {
        if let Some(parent) = &self.parent {
            (typed, view) = self.with_parent(script, parent, (typed, view), (persons, tasks))?;
        }
        let owners = self.owners(script, &view);
        for asked in &self.asked {
            let columns = asked.answers.iter().map(|(id, _)| TypedColumn {
                id: (*id).to_owned(),
                file_name: (*id).to_owned(),
                kind: ColumnType::Boolean,
                value: script.name(id),
                fault: None,
                causes: Vec::new(),
                need: Need::None,
            });
            let columns: Vec<TypedColumn> = columns.collect();
            view = self.with_answers(script, asked, (&view, owners.as_str()))?;
            typed.columns.extend(columns);
        }
        typed.view.clone_from(&view);
        Ok((typed, view))
    }

    /// The step with the keys of the rows whose register has persons, and how many have each.
    fn owners(&self, script: &mut Script<'a>, view: &str) -> String {
        if self.asked.is_empty() {
            return String::new();
        }
        let [met, key, number] = ["_met", ROW_KEY, "_of_key"].map(|name| script.name(name));
        let from = match &self.parent {
            Some(parent) => script.name(&format!("{}_keyed", parent.open.definition.id)),
            None => view.to_owned(),
        };
        script.comment("How many rows have each key.");
        let by = self.key_columns(script);
        script.view(
            "owners",
            &format!(
                "SELECT {by}, COUNT(*) AS {number}\nFROM {from}\nWHERE {met} AND {key} IS NOT NULL\nGROUP BY {by}"
            ),
        )
    }

    /// Rows with the persons, days and columns of those that they belong to.
    fn with_parent(
        &self,
        script: &mut Script<'a>,
        parent: &Beside<'a>,
        (mut typed, view): (TypedRows, String),
        (persons, tasks): (KeyType, &[Task<'a>]),
    ) -> Result<(TypedRows, String)> {
        let register = script.register;
        let of = parent.open.definition;
        if parent.rule.shared.value {
            return Err(script.refused(format!("its rows belong to several rows of `{}` each", of.id)));
        }
        let kind = self.key.ok_or_else(|| Error::internal("a parent without a file"))?;
        let mut asked = vec![
            Asked { id: "person".to_owned(), column: &of.person.value, read_as: ReadAs::Key(persons) },
            Asked { id: ROW_KEY.to_owned(), column: &parent.rule.key.value, read_as: ReadAs::Key(kind) },
        ];
        let placed = parent.rule.placed(&register.kind, &of.kind);
        let placed = placed.ok_or_else(|| Error::internal("a parent that gives no day"))?;
        for (_, column) in &placed {
            asked.push(Asked {
                id: column.id.to_owned(),
                column: &column.column.value,
                read_as: ReadAs::time_column(column),
            });
        }
        let mut names: Vec<&String> = tasks.iter().flat_map(Task::columns).collect();
        names.extend(register.filter.iter().flat_map(|filter| &filter.columns));
        names.sort();
        names.dedup();
        let is_own = |name: &str| register.column(name).is_some();
        for name in names.into_iter().filter(|name| !is_own(name)) {
            let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
            if let Some((column, kind)) = declared.filter(|_| asked.iter().all(|known| known.id != *name)) {
                asked.push(of_column(name, column, kind));
            }
        }
        let parents = self.rows_beside(script, &parent.open, &asked, (&[], None))?;
        let [met, key, person, number, nth] =
            ["_met", ROW_KEY, "_person", "_of_key", "_nth"].map(|name| script.name(name));
        // A row of the parent needs its person and its days.
        let mut sound = vec![format!("{person} IS NOT NULL")];
        for column in parents.columns.iter().filter(|column| placed.iter().any(|(_, placed)| placed.id == column.id)) {
            match column.need {
                Need::Value => sound.push(format!("{} IS NOT NULL", column.value)),
                Need::Sound => sound.extend(column.fault.as_ref().map(|fault| format!("{fault} IS NULL"))),
                Need::None => {}
            }
        }
        let sound_name = script.name("_sound_parent");
        let by = self.key_columns(script);
        let swapped = std::mem::replace(&mut script.register, of);
        script.comment("How many rows have the key of a row: only one may.");
        let counted = script.view(
            "counted",
            &format!(
                "SELECT *, COUNT(*) OVER (PARTITION BY {by}) AS {number}, ROW_NUMBER() OVER (PARTITION BY {by} ORDER BY {person}) AS {nth},\n  \
                 ({}) AS {sound_name}\nFROM {}\nWHERE {met} AND {key} IS NOT NULL",
                sound.join(" AND "),
                parents.view
            ),
        );
        script.register = swapped;
        let mut columns = Vec::new();
        for column in parents.columns.iter().filter(|column| !["person", ROW_KEY].contains(&column.id.as_str())) {
            let id = placed.iter().find(|(_, placed)| placed.id == column.id).map_or(column.id.as_str(), |(id, _)| id);
            columns.push(format!("p.{} AS {}", column.value, script.name(id)));
            let fault = column.fault.as_ref().map(|fault| (fault, script.name(&format!("_fault_{id}"))));
            columns.extend(fault.as_ref().map(|(of, name)| format!("p.{of} AS {name}")));
            typed.columns.push(TypedColumn {
                id: id.to_owned(),
                file_name: column.file_name.clone(),
                kind: column.kind,
                value: script.name(id),
                fault: fault.map(|(_, name)| name),
                causes: Vec::new(),
                need: Need::None,
            });
        }
        let [keyed, orphan, several] = ["_keyed", "_orphan", "_several"].map(|name| script.name(name));
        let more: String = columns.iter().map(|column| format!(",\n  {column}")).collect();
        script.comment(&format!(
            "Rows with the person and the columns of the row of `{}` that they belong to. A row whose key several rows have is a bad row, without a person.",
            of.id
        ));
        let joined = script.view(
            "joined",
            &format!(
                "SELECT r.*{more},\n  CASE WHEN p.{sound_name} AND p.{number} = 1 THEN p.{person} END AS {person},\n  (r.{met} AND r.{key} IS NOT \
                 NULL AND p.{number} IS NULL) AS {orphan},\n  coalesce(r.{met} AND p.{number} > 1, FALSE) AS {several}\nFROM {view} AS r\nLEFT \
                 JOIN {counted} AS p\n  ON {} AND p.{nth} = 1",
                self.joined(script, "r", "p")
            ),
        );
        let undated = match (&register.kind.value, parent.rule.date.value) {
            // A spell that still lasts gives no day of its end.
            (Kind::Event(event), SpellDay::End) if event.date.is_none() => {
                format!(" AND {} IS NOT NULL", script.name("date"))
            }
            _ => String::new(),
        };
        let view = script
            .view("found", &format!("SELECT *, ({met} AND {person} IS NOT NULL{undated}) AS {keyed}\nFROM {joined}"));
        Ok((typed, view))
    }

    /// Rows with answers: whether any row of a register that belongs to them meets a condition.
    fn with_answers(
        &self,
        script: &mut Script<'a>,
        asked: &Beside<'a>,
        (view, owners): (&str, &str),
    ) -> Result<String> {
        let of = asked.open.definition;
        let kind = self.key.ok_or_else(|| Error::internal("rows without a file"))?;
        let mut columns = vec![Asked { id: ROW_KEY.to_owned(), column: &of.person.value, read_as: ReadAs::Key(kind) }];
        let mut names: Vec<&String> =
            asked.answers.iter().filter_map(|(_, filter)| *filter).flat_map(|filter| &filter.columns).collect();
        names.sort();
        names.dedup();
        for placed in of.kind.time_columns().into_iter().filter(|placed| names.iter().any(|name| *name == placed.id)) {
            columns.push(Asked {
                id: placed.id.to_owned(),
                column: &placed.column.value,
                read_as: ReadAs::time_column(&placed),
            });
        }
        for name in names {
            let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
            if let Some((column, kind)) = declared.filter(|_| columns.iter().all(|known| known.id != *name)) {
                columns.push(of_column(name, column, kind));
            }
        }
        let rows = self.rows_beside(script, &asked.open, &columns, (&asked.answers, Some((owners, asked.rule))))?;
        let [met, key] = ["_met", ROW_KEY].map(|name| script.name(name));
        let mut any = Vec::new();
        for (id, filter) in &asked.answers {
            let holds = match filter {
                Some(filter) => {
                    let sql = filter.translate(script.dialect(), &rows.readable());
                    let sql = translated(script, &filter.text.place, sql)?.sql;
                    match rows.sound(filter.columns.iter()) {
                        Some(sound) => format!("{sql} AND {sound}"),
                        None => sql,
                    }
                }
                None => "TRUE".to_owned(),
            };
            any.push(format!("MAX(CASE WHEN {holds} THEN 1 ELSE 0 END) AS {}", script.name(id)));
        }
        let by = self.key_columns(script);
        script.comment(&format!("Whether any row of `{}` that belongs to a row meets a condition.", of.id));
        let answers = script.view(
            &format!("answers_{}", of.id),
            &format!(
                "SELECT {by},\n  {}\nFROM {}\nWHERE {key} IS NOT NULL AND {met}\nGROUP BY {by}",
                any.join(",\n  "),
                rows.view
            ),
        );
        let found = asked.answers.iter().map(|(id, _)| {
            let name = script.name(id);
            format!(",\n  coalesce(a.{name} = 1, FALSE) AS {name}")
        });
        let found: String = found.collect();
        let query = format!(
            "SELECT r.*{found}\nFROM {view} AS r\nLEFT JOIN {answers} AS a\n  ON {}",
            self.joined(script, "r", "a")
        );
        Ok(script.view(&format!("asked_{}", of.id), &query))
    }

    /// The rows of a register beside, with `_met`; and the result that counts what is wrong with them by file. Of a register that is
    /// asked, keys are compared with their owners.
    fn rows_beside(
        &self,
        script: &mut Script<'a>,
        open: &OpenRegister<'a>,
        asked: &[Asked<'_>],
        (answers, owners): (&[Answer<'a>], Option<(&str, &Parent)>),
    ) -> Result<TypedRows> {
        let of = open.definition;
        let outer = std::mem::replace(&mut script.register, of);
        let counts = std::mem::take(&mut script.counts);
        let times = std::mem::take(&mut script.times);
        let written = self.counted_beside(script, open, asked, (answers, owners, &outer.id.value));
        script.register = outer;
        let (typed, mut scripted) = written?;
        scripted.counts = std::mem::replace(&mut script.counts, counts);
        scripted.times = std::mem::replace(&mut script.times, times);
        script.beside.push(scripted);
        Ok(typed)
    }

    fn counted_beside(
        &self,
        script: &mut Script<'a>,
        open: &OpenRegister<'a>,
        asked: &[Asked<'_>],
        (answers, owners, outer): (&[Answer<'a>], Option<(&str, &Parent)>, &str),
    ) -> Result<(TypedRows, ScriptedRegister)> {
        let of = open.definition;
        let filter = of.filter.iter().flat_map(|filter| &filter.columns);
        let mut all: Vec<Asked<'_>> = asked
            .iter()
            .map(|asked| Asked { id: asked.id.clone(), column: asked.column, read_as: asked.read_as })
            .collect();
        for name in filter {
            let declared = of.column(name).and_then(|column| Some((column, column.kind?)));
            let placed = of.kind.time_columns().into_iter().find(|placed| placed.id == name.as_str());
            if all.iter().any(|known| known.id == *name) {
                continue;
            }
            match (placed, declared) {
                (Some(placed), _) => all.push(Asked {
                    id: name.clone(),
                    column: &placed.column.value,
                    read_as: ReadAs::time_column(&placed),
                }),
                (None, Some((column, kind))) => all.push(of_column(name, column, kind)),
                (None, None) => {}
            }
        }
        read::distinct(script, &all)?;
        let extra = self.extra(open);
        let mut typed = read::typed(script, open, &all, (false, &extra))?;
        // A row that belongs to another needs its key.
        if !answers.is_empty()
            && let Some(key) = typed.columns.iter_mut().find(|column| column.id == ROW_KEY)
        {
            key.need = Need::Value;
        }
        let met = rows::met(script, &typed)?;
        let [of_met, key, person] = ["_met", ROW_KEY, "_person"].map(|name| script.name(name));
        let view = script.view("keyed", &format!("SELECT *, ({met}) AS {of_met}\nFROM {}", typed.view));
        typed.view.clone_from(&view);
        let [number, orphan, several] = ["_of_key", "_orphan", "_several"].map(|name| script.name(name));
        let (counted, keyed) = match owners {
            Some((owners, rule)) => {
                let is_several =
                    if rule.shared.value { "FALSE".to_owned() } else { format!("coalesce(o.{number} > 1, FALSE)") };
                let counted = script.view(
                    "held",
                    &format!(
                        "SELECT r.*, (r.{of_met} AND r.{key} IS NOT NULL AND o.{number} IS NULL) AS {orphan},\n  (r.{of_met} AND {is_several}) AS \
                         {several}\nFROM {view} AS r\nLEFT JOIN {owners} AS o\n  ON {}",
                        self.joined(script, "r", "o")
                    ),
                );
                (counted, format!("{of_met} AND {key} IS NOT NULL"))
            }
            None => (view, format!("{of_met} AND {key} IS NOT NULL AND {person} IS NOT NULL")),
        };
        let mut measures = vec![
            Measure::sum(script.name("rows"), "COUNT(*)"),
            Measure::count(script.name("unmet"), format!("NOT {of_met}")),
            Measure::count(script.name("keys"), format!("{of_met} AND {key} IS NOT NULL")),
        ];
        measures.extend(read::time_counts(script));
        let chosen: Vec<String> = of.filter.iter().flat_map(|filter| filter.columns.clone()).collect();
        for column in &typed.columns {
            if chosen.contains(&column.id) {
                measures.extend(read::fault_counts(script, column, CountOf::Choice, "TRUE"));
            }
            if ["person", ROW_KEY].contains(&column.id.as_str()) {
                measures.extend(read::fault_counts(script, column, CountOf::Choice, &of_met));
            } else {
                measures.extend(read::fault_counts(script, column, CountOf::Column, &keyed));
            }
        }
        if owners.is_some() {
            let name = typed.get(ROW_KEY).map_or_else(|| "person".to_owned(), |column| column.file_name.clone());
            let ambiguous = script.count(CountOf::Choice, ROW_KEY, &name, "parent_twice");
            measures.push(Measure::rare(ambiguous, several));
            measures.push(Measure::count(script.name("orphans"), orphan));
        }
        let part = format!("beside_{}", of.id);
        let keys = [(script.name("_file"), script.name("_of_file"))];
        script.comment(&format!(
            "The rows of `{}`, of bad ones, and of those without a row to belong to, by file.",
            of.id
        ));
        let query = grouped(script.dialect(), &counted, &keys, &[script.hash_column()], &measures);
        let query = rows::renamed(script, &query, &[("_of_file", "file")]);
        script.output_of(outer, &part, &query);
        let scripted = ScriptedRegister {
            register: of.id.value.clone(),
            gives: Gives::Sums,
            script: String::new(),
            hash: String::new(),
            definition: String::new(),
            files: open.files.iter().map(|file| ScriptedFile::of(file, 0)).collect::<Result<_>>()?,
            passed_over: open.passed_over,
            cut: false,
            counts: Vec::new(),
            times: Vec::new(),
            sources: Vec::new(),
            copies: false,
            part,
            orphans: owners.is_some(),
            beside: Vec::new(),
        };
        Ok((typed, scripted))
    }
}
