//! Drawn rows against the plan: cohorts, means, bytes. The rules that read values from rows are written here again, so that
//! an error in `mean` or `draw` is found.

use foundation::error::Kind;
use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;

use super::calendar::{FIRST, LAST};
use super::rows::{Entry, Extract, OPEN, Part};
use super::services::Service;
use super::*;
use definitions::day::Day;

type Values = HashMap<(u32, Service, i32), f64>;

fn definitions() -> Definitions {
    Definitions::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines")).unwrap()
}

fn add(values: &mut Values, person: u32, service: Service, year: i32, value: f64) {
    *values.entry((person, service, year)).or_default() += value;
}

/// Nights or days by year of the union of a person's stays.
fn spread(values: &mut Values, service: Service, nights: bool, stays: impl Iterator<Item = Entry>) {
    let mut by_person: HashMap<u32, Vec<(i32, i32)>> = HashMap::new();
    let last = Day::last_of(LAST).number();
    for stay in stays {
        let end = if stay.end == OPEN { last + 1 } else { stay.end };
        let until = if nights { end } else { end + 1 };
        by_person.entry(stay.person).or_default().push((stay.start, until.min(last + 1)));
    }
    for (person, stays) in by_person {
        let mut days: Vec<i32> = stays.into_iter().flat_map(|(start, until)| start..until).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            add(values, person, service, Day::from_number(day).unwrap().year(), 1.0);
        }
    }
}

/// What the catalogue's variables read from a chunk's rows, for persons that are wanted.
fn values(chunk: &Chunk, calendar: &Calendar, wanted: impl Fn(&life_course::LifeCourse) -> bool) -> Values {
    let mut values = Values::new();
    let wanted: Vec<bool> = chunk.lives.iter().map(wanted).collect();
    let lpr3 = "2019-03-01".parse::<chrono::NaiveDate>().unwrap().to_epoch_days();
    let weeks: Vec<i32> =
        calendar.week_columns().iter().map(|name| 2000 + name[2..4].parse::<i32>().unwrap()).collect();
    let mut nights: Vec<Entry> = Vec::new();
    let mut imprisoned: Vec<Entry> = Vec::new();
    for part in Part::all() {
        let rows = chunk.rows.of(part).iter().filter(|e| wanted[(e.person - chunk.first_person()) as usize]);
        if part.extract == Extract::Bef {
            continue;
        }
        let year = part.year.unwrap_or(FIRST);
        let year_of = |day: i32| Day::from_number(day).unwrap().year();
        match part.extract {
            Extract::Dream => rows.for_each(|e| {
                let service = match e.code {
                    130..=149 | 700..=739 => Service::CashBenefit,
                    890..=899 => Service::SicknessBenefit,
                    780..=783 => Service::DisabilityPension,
                    111..=113 => Service::UnemploymentBenefit,
                    651..=652 => Service::StudentGrant,
                    code => panic!("{code}"),
                };
                (e.start..e.start + e.end).for_each(|w| add(&mut values, e.person, service, weeks[w as usize], 1.0));
            }),
            Extract::Ind => {
                rows.for_each(|e| add(&mut values, e.person, Service::IncomeTax, year, e.code as f64 / 100.0))
            }
            Extract::Sssy => rows.for_each(|e| {
                let service = if (70..=80).contains(&e.code) { Service::Gp } else { Service::OtherHealth };
                add(&mut values, e.person, service, year, f64::from(e.more));
            }),
            Extract::Kraf => rows.for_each(|e| {
                let service = match e.code / 100_000 {
                    13 => Service::Property,
                    11 | 12 => Service::Violence,
                    20..=39 => Service::Traffic,
                    code => panic!("{code}"),
                };
                add(&mut values, e.person, service, year_of(e.start), 1.0);
            }),
            // Contacts that were converted stand in LPR2 too.
            Extract::LprKontakt | Extract::LprAdm => rows.for_each(|e| {
                if part.extract == Extract::LprKontakt && e.start < lpr3 {
                    assert!(e.start >= calendar.year(2017).first_day);
                    return;
                }
                assert_eq!(part.extract == Extract::LprKontakt, e.start >= lpr3);
                let psychiatric = codes::diagnosis(e.more).starts_with("DF");
                if e.code == codes::AT_A_DISTANCE {
                } else if psychiatric {
                    add(&mut values, e.person, Service::Psychiatry, year_of(e.start), 1.0);
                } else if e.code == codes::INPATIENT {
                    assert!(e.start >= lpr3 || e.end <= lpr3, "no stay crosses the break");
                    assert!(e.end > e.start);
                    nights.push(*e);
                } else {
                    let service = if e.code == codes::EMERGENCY { Service::Emergency } else { Service::Outpatient };
                    assert_eq!(e.start, e.end);
                    add(&mut values, e.person, service, year_of(e.start), 1.0);
                }
            }),
            Extract::PsykAdm => rows.for_each(|e| {
                assert!(e.start < lpr3);
                add(&mut values, e.person, Service::Psychiatry, year_of(e.start), 1.0);
            }),
            Extract::Krin => imprisoned.extend(rows.filter(|e| e.end != OPEN)),
            Extract::Herb => {
                spread(&mut values, Service::Shelter, true, rows.copied().filter(|e| e.code == codes::SHELTER));
            }
            Extract::Smdb => spread(&mut values, Service::DrugTreatment, false, rows.copied()),
            Extract::Buaf => {
                let of = |places: &'static [i64]| rows.clone().copied().filter(|e| places.contains(&e.code));
                spread(&mut values, Service::FosterCare, false, of(&[2, 3, 4, 5, 14, 15, 19, 21, 22, 23, 24, 25, 26]));
                spread(&mut values, Service::Institution, false, of(&[7, 8, 9, 10, 12, 16, 17]));
            }
            Extract::Bufo => {
                let measures = rows.copied().filter(|e| (200..300).contains(&e.code));
                spread(&mut values, Service::Preventive, false, measures);
            }
            // Visits follow from their contacts.
            Extract::LprBes | Extract::PsykPers => assert_eq!(rows.count(), 0),
            Extract::Bef | Extract::Udda | Extract::Dod | Extract::VndsInd | Extract::VndsUd => {}
        }
    }
    spread(&mut values, Service::Hospital, true, nights.into_iter());
    spread(&mut values, Service::Prison, false, imprisoned.into_iter());
    values
}

/// Entry year and success of each member by the rules of the catalogue.
fn cohorts(chunk: &Chunk, values: &Values, calendar: &Calendar) -> HashMap<(u32, &'static str), (i32, Option<bool>)> {
    let mut found = HashMap::new();
    let mut anxious: HashMap<(u32, i32), u32> = HashMap::new();
    let mut courses: HashMap<(u32, i32), (u32, u32)> = HashMap::new();
    let mut completed: HashMap<(u32, i32), u32> = HashMap::new();
    let year_of = |day: i32| Day::from_number(day).unwrap().year();
    for part in Part::all().into_iter().filter(|part| part.extract != Extract::Bef) {
        for e in chunk.rows.of(part) {
            match part.extract {
                Extract::PsykAdm | Extract::LprKontakt => {
                    let code = codes::diagnosis(e.more);
                    let fits = code.starts_with("DF3") || code.starts_with("DF4");
                    *anxious.entry((e.person, year_of(e.start))).or_default() += u32::from(fits);
                }
                Extract::Smdb => {
                    let at = courses.entry((e.person, year_of(e.start))).or_default();
                    *at = (at.0 + 1, at.1 + u32::from(e.code == codes::SUBSTITUTION));
                    if e.end != OPEN && e.code != codes::SUBSTITUTION && e.more == codes::COMPLETED {
                        *completed.entry((e.person, year_of(e.end))).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
    }
    for (offset, life) in chunk.lives.iter().enumerate() {
        let person = chunk.first_person() + offset as u32;
        let value = |service, year| values.get(&(person, service, year)).copied().unwrap_or(0.0);
        let resident = |year: i32| life.resident(calendar.year(year).first_day);
        for (group, ages) in [
            ("homelessness", 18..=64),
            ("drug_use_18_25", 18..=25),
            ("foster_care_6_13", 6..=13),
            ("anxiety_depression_6_13", 6..=13),
        ] {
            let qualifies = |year: i32| match group {
                "homelessness" => value(Service::Shelter, year) > 0.0,
                "drug_use_18_25" => {
                    courses.get(&(person, year)).is_some_and(|(all, substitution)| *all > 0 && *substitution == 0)
                }
                "foster_care_6_13" => value(Service::FosterCare, year) > 0.0,
                _ => anxious.get(&(person, year)).is_some_and(|n| *n > 0),
            };
            let Some(t0) = (2008..=2017)
                .find(|&year| ages.contains(&(year - life.birth_year)) && resident(year) && qualifies(year))
            else {
                continue;
            };
            let died = chunk.rows.of(Part::of(Extract::Dod, None));
            let gone = died.iter().any(|e| e.person == person && year_of(e.start) <= t0 + 1) || !resident(t0 + 2);
            let success = match group {
                "homelessness" => value(Service::Shelter, t0 + 1) == 0.0,
                "drug_use_18_25" => (t0..=t0 + 1).any(|year| completed.contains_key(&(person, year))),
                "foster_care_6_13" => value(Service::Institution, t0 + 1) == 0.0,
                _ => value(Service::Psychiatry, t0 + 1) <= 2.0,
            };
            found.insert((person, group), (t0, (!gone).then_some(success)));
        }
    }
    found
}

/// Draws persons and maps each chunk.
fn drawn<T: Send>(persons: u32, seed: u64, look: impl Fn(&Chunk, &Calendar) -> T + Sync) -> Vec<T> {
    let (definitions, calendar) = (definitions(), Calendar::new());
    let windows = groups::windows(&definitions, 50_000);
    assert_eq!(windows.len(), 4);
    let starts: Vec<u32> = (0..persons).step_by(CHUNK as usize).collect();
    let draw = |first: u32| {
        let chunk = Chunk::draw(seed, first, (first + CHUNK).min(persons), &windows, &calendar);
        look(&chunk, &calendar)
    };
    starts.into_par_iter().map(draw).collect()
}

#[test]
fn the_catalogues_rules_give_exactly_the_planted_cohorts() {
    drawn(60_000, 3, |chunk, calendar| {
        let found = cohorts(chunk, &values(chunk, calendar, |_| true), calendar);
        for (offset, life) in chunk.lives.iter().enumerate() {
            let person = chunk.first_person() + offset as u32;
            for group in groups::Group::ALL {
                let planted = life.determined().filter(|cell| cell.group == group);
                let planted = planted.map(|cell| (cell.t0, Some(cell.arm == Arm::Success)));
                let found = found.get(&(person, group.id())).copied().filter(|(_, success)| success.is_some());
                assert_eq!(found, planted, "person {person} in {}", group.id());
            }
        }
    });
}

/// Random medicine is none that would keep a drug user out of a group whose truth is known, or make an adult with ADHD.
#[test]
fn random_rows_leave_the_conditions_of_modelled_groups_alone() {
    let definitions = definitions();
    let medicine = definitions.register("lmdb").unwrap();
    let candidates = super::column_values::Candidates::of(&definitions, medicine);
    let atc: Vec<&str> = candidates.of_column("atc").unwrap().iter().filter_map(toml::Value::as_str).collect();
    let delimits = |code: &&str| code.starts_with("N07BC") || code.starts_with("N06BA");
    assert!(atc.contains(&"N05") && !atc.iter().any(delimits), "{atc:?}");
    assert!(!super::modelled::touch_model(&definitions, &[medicine]));
    // The register of drug treatment decides who is a member.
    assert!(super::modelled::touch_model(&definitions, &[definitions.register("smdb_ibib").unwrap()]));
}

/// Sums over an arm in one year: persons, value minus mean, its square, users, and means.
#[derive(Default, Clone, Copy)]
struct Sums {
    n: f64,
    difference: f64,
    squares: f64,
    users: u64,
    mean: f64,
}

type Key = (groups::Group, Arm, Service, i32);

fn compare(chunk: &Chunk, calendar: &Calendar) -> HashMap<Key, Sums> {
    let mut sums: HashMap<Key, Sums> = HashMap::new();
    let values = values(chunk, calendar, |life| life.cell.is_some());
    for (offset, life) in chunk.lives.iter().enumerate() {
        let Some(cell) = life.determined() else { continue };
        let person = chunk.first_person() + offset as u32;
        let resident_before = life.resident(calendar.year(cell.t0 - 1).first_day);
        for service in Service::ALL {
            let followed = (1..=10).filter(|k| cell.t0 + k <= LAST);
            for k in followed.chain(resident_before.then_some(-1)) {
                let y = values.get(&(person, service, cell.t0 + k)).copied().unwrap_or(0.0);
                let before = k == -1;
                let mean = if before { cell.mean_before(service, calendar) } else { cell.mean(service, k, calendar) };
                let sum = sums.entry((cell.group, cell.arm, service, k)).or_default();
                sum.n += 1.0;
                sum.difference += y - mean;
                sum.squares += (y - mean).powi(2);
                sum.users += u64::from(y != 0.0);
                sum.mean += mean;
            }
        }
    }
    sums
}

#[test]
fn drawn_values_agree_with_the_means() {
    let mut sums: HashMap<Key, Sums> = HashMap::new();
    for part in drawn(250_000, 11, compare) {
        for (key, more) in part {
            let sum = sums.entry(key).or_default();
            sum.n += more.n;
            sum.difference += more.difference;
            sum.squares += more.squares;
            sum.users += more.users;
            sum.mean += more.mean;
        }
    }
    let mut scores = Vec::new();
    for (key, sum) in &sums {
        if sum.mean == 0.0 {
            assert_eq!(sum.users, 0, "{key:?}: use without a mean");
            continue;
        }
        let z = sum.difference / sum.squares.sqrt();
        if sum.users >= 30 {
            let (mean, drawn) = (sum.mean / sum.n, (sum.mean + sum.difference) / sum.n);
            assert!(z.abs() < 4.6, "{key:?}: z {z}, mean {mean}, drawn {drawn}");
            scores.push(z);
        }
    }
    let spread = (scores.iter().map(|z| z * z).sum::<f64>() / scores.len() as f64).sqrt();
    let middle = scores.iter().sum::<f64>() / scores.len() as f64;
    let largest = scores.iter().fold(0.0f64, |most, z| most.max(z.abs()));
    println!("{} scores, spread {spread:.3}, middle {middle:.3}, largest {largest:.2}", scores.len());
    assert!(scores.len() > 800, "{} scores", scores.len());
    // Years and services of a person are correlated, so the scores are dependent and the bounds are wide.
    assert!((spread - 1.0).abs() < 0.15, "spread {spread}");
    assert!(middle.abs() < 0.2, "middle {middle}");
}

fn bytes(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let files = engine::registers::files::list(dir).unwrap();
    files
        .into_iter()
        .filter(|(_, path)| path.is_file())
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two() {
    let definitions = definitions();
    let dir = tempfile::tempdir().unwrap();
    let on = |threads: usize, seed: u64, name: &str| {
        let out = dir.path().join(name);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = Options { persons: 9000, seed, out: out.clone(), faults: Vec::new() };
        let summary = pool.install(|| write(&options, &definitions, &|_, _| Ok(()))).unwrap();
        (bytes(&out), summary.groups)
    };
    let (one, two, other) = (on(1, 7, "one"), on(2, 7, "two"), on(2, 8, "other"));
    assert!(one == two, "the number of threads must not change the bytes");
    assert!(one.0 != other.0, "another seed must change the bytes");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3, "no staging folder remains");
}

#[test]
fn every_register_of_the_catalogue_opens_with_its_columns() {
    use engine::registers::{Extracts, ReadAs};
    let definitions = definitions();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("extracts");
    let summary =
        write(&Options { persons: 3000, seed: 1, out: out.clone(), faults: Vec::new() }, &definitions, &|_, _| Ok(()))
            .unwrap();
    let extracts = Extracts::list(&out).unwrap();
    for definition in &definitions.registers {
        let register = extracts.open(definition).unwrap();
        for file in &register.files {
            assert_eq!(file.key_type(&definition.person).unwrap().word(), "text");
            for (id, column) in &definition.columns {
                file.project(id, column, ReadAs::Column(column.kind.unwrap())).unwrap();
            }
            for placed in definition.kind.time_columns() {
                file.project(placed.id, placed.column, ReadAs::time_column(&placed)).unwrap();
            }
        }
    }
    let truth: Vec<TruthRow> = knowledge::parquet::read(&out.join("truth.parquet")).unwrap();
    assert_eq!(truth.len(), summary.truths);
    let again = write(&Options { persons: 3000, seed: 1, out, faults: Vec::new() }, &definitions, &|_, _| Ok(()));
    assert_eq!(again.unwrap_err().kind(), Kind::Output, "a folder that is not empty is refused");
    let no_persons = write(
        &Options { persons: 0, seed: 1, out: dir.path().join("no_persons"), faults: Vec::new() },
        &definitions,
        &|_, _| Ok(()),
    );
    assert_eq!(no_persons.unwrap_err().kind(), Kind::Usage);
}

#[test]
fn groups_have_the_planted_sizes() {
    let mut members: HashMap<groups::Group, (f64, f64)> = HashMap::new();
    for cell in
        drawn(100_000, 5, |chunk, _| chunk.lives.iter().filter_map(|life| life.cell).collect::<Vec<_>>()).concat()
    {
        let at = members.entry(cell.group).or_default();
        *at = (at.0 + 1.0, at.1 + f64::from(u8::from(cell.arm == Arm::Success)));
    }
    for (group, (n, success)) in members {
        let expected = group.share(50_000) * 100_000.0;
        assert!((n - expected).abs() < 5.0 * expected.sqrt(), "{group:?}: {n}");
        assert!((0.3..0.6).contains(&(success / n)), "{group:?}: {}", success / n);
    }
    let calendar = Calendar::new();
    assert_eq!(
        calendar.week_columns().len(),
        (FIRST..=LAST).map(|year| calendar.year(year).weeks as usize).sum::<usize>()
    );
}

/// A folder of definitions with other paths, columns, types and keys of time than the catalogue's.
fn other_shapes(folder: &Path) -> Definitions {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let register = |id: &str, rest: &str| {
        let head = format!("id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"s\"\n");
        let head = format!("{head}provenance = \"illustrative\"\nperson = \"PNR\"\n");
        write(&format!("registers/{id}.toml"), &format!("{head}covers = {{ first = 2007, last = 2022 }}\n{rest}"));
    };
    write(
        "release.toml",
        "price_year = 2022\n[price_index]\nsource = \"s\"\nprovenance = \"illustrative\"\nyears = { 2022 = 100.0 }\n",
    );
    register(
        "bef",
        "kind = \"status\"\nrole = \"population\"\nfiles = [\"BEF/bef{year}12.parquet\"]\nas_of = \"end\"\n[columns]\n\
         sex = { names = \"KOEN\", type = \"integer\", codes = { man = 1, woman = 2 } }\n\
         born = { names = \"FOED_DAG\", type = \"date\" }\nkom = { names = \"KOM\", type = \"text\" }\n",
    );
    register("dod", "kind = \"event\"\nrole = \"deaths\"\nfiles = [\"DOD/dod.parquet\"]\ndate = \"DODDATO\"\n");
    register(
        "ind",
        "kind = \"status\"\nfiles = [\"IND/ind{year}.parquet\"]\nabsent = \"zero\"\n[columns]\n\
         tax = { names = \"SKAT_13\", type = \"number\", was = [{ last = 2012, names = \"SKAT\", type = \"text\" }] }\n",
    );
    register(
        "krise",
        "kind = \"spell\"\nfiles = [\"KRISE/krise{year}_*.parquet\"]\nstart = \"INDDATO\"\nend = \"UDDATO\"\n",
    );
    register("arb", "kind = \"weekly_wide\"\nfiles = [\"ARB/arb.parquet\"]\nweeks = \"A{yy}{ww}\"\n");
    register(
        "lmdb",
        "kind = \"event\"\nfiles = [\"LMDB/lmdb{year}.parquet\"]\ndate = \"EKSD\"\n[columns]\n\
         atc = { names = \"ATC\", type = \"text\" }\n",
    );
    let variable = |id: &str, register: &str, rest: &str| {
        format!("[[variable]]\nid = \"{id}\"\nresolution = 1\nfrom = [{{ register = \"{register}\", {rest} }}]\n")
    };
    let variables = [
        variable("tax", "ind", "value = \"tax\""),
        variable("nights", "krise", "date = \"spread\", value = \"SUM(nights)\""),
        variable("work", "arb", "where = \"code BETWEEN 10 AND 12\", value = \"COUNT(*)\""),
        variable("medicine", "lmdb", "where = \"atc LIKE 'N05%'\", value = \"COUNT(*)\""),
    ];
    write("variables/v.toml", &variables.concat());
    write(
        "target_groups/g.toml",
        "id = \"g\"\nlabel = { da = \"g\", en = \"g\" }\nsource = \"s\"\nprovenance = \"illustrative\"\n\
         domain = \"adults\"\n[population]\nyears = { first = 2010, last = 2014 }\nages = { first = 18, last = 60 }\n\
         where = \"nights > 0\"\nentry = \"first\"\n[[success]]\nid = \"s\"\nlabel = { da = \"s\", en = \"s\" }\n\
         uses = { after = { variable = \"medicine\", year = 1 } }\nwhere = \"after = 0\"\n\
         [[estimation]]\nfollow_up = { first = 1, last = 5 }\nadjust = { sex = true }\ncovariance = \"HC3\"\n",
    );
    Definitions::load(folder).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn registers_of_other_shapes_are_written_as_the_definitions_declare_them() {
    let dir = tempfile::tempdir().unwrap();
    let definitions = other_shapes(&dir.path().join("pipelines"));
    let out = dir.path().join("extracts");
    let options = Options { persons: 3000, seed: 1, out: out.clone(), faults: Vec::new() };
    let summary = write(&options, &definitions, &|_, _| Ok(())).unwrap();
    assert!(summary.groups.is_empty() && summary.truths == 0, "the model holds for the catalogue's registers only");
    assert_eq!(summary.refused, []);
    assert!(summary.members.iter().all(|group| group.success > 5 && group.non_success > 5), "{summary:?}");
    let extracts = engine::registers::Extracts::list(&out).unwrap();
    for definition in &definitions.registers {
        let register = extracts.open(definition).unwrap();
        assert!(register.rows() > 20, "{}: {} rows", definition.id, register.rows());
        assert!(summary.rows.contains(&(definition.id.value.clone(), register.rows())), "{summary:?}");
    }
    let mut folders: Vec<_> = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    folders.sort();
    // The population is the generator's own, in December, and so is income, with a further column: paths match whatever their case.
    assert_eq!(folders, ["ARB", "DOD", "KRISE", "LMDB", "SYNTHETIC.toml", "bef", "ind", "truth.parquet"]);
}

/// Names of files and columns against the copy of Danmarks Statistik's catalogue.
#[test]
fn every_file_and_column_is_in_the_official_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/dst/catalogue.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let pairs: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let (register, rest) = line.split_once(',')?;
            Some((register, rest.split(',').next()?))
        })
        .collect();
    let calendar = Calendar::new();
    for part in Part::all() {
        let register = part.extract.name().to_uppercase();
        assert!(pairs.contains(&(&*register, "")), "{register}");
        for field in columns::schema(part.extract, &calendar).fields() {
            let is_week = part.extract == Extract::Dream && field.name().starts_with("Y_");
            assert!(is_week || pairs.contains(&(&*register, field.name())), "{register} has no {}", field.name());
        }
    }
    let names: Vec<String> = Part::all().iter().map(Part::name).collect();
    for name in [
        "bef/bef200512.parquet",
        "bef/bef200712.parquet",
        "bef/bef200803.parquet",
        "dod/dod2023.parquet",
        "psyk_adm/psyk_adm2019.parquet",
        "krin/krin2006.parquet",
        "dream/dream202312.parquet",
    ] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
    assert!(!names.iter().any(|name| name == "bef/bef200709.parquet"), "quarters begin in 2008");
}

/// Keys are text of twelve digits, each once; further rows stay far below the share of bad rows that registers drop.
#[test]
fn keys_are_twelve_digits_and_bad_rows_are_few() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("extracts");
    let options = Options { persons: 9000, seed: 5, out: out.clone(), faults: Vec::new() };
    write(&options, &definitions(), &|_, _| Ok(())).unwrap();
    let read = |name: &str| {
        let file = std::fs::File::open(out.join(name)).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let batches = reader.build().unwrap().map(Result::unwrap);
        let keys = batches.flat_map(|batch| {
            let keys = arrow::array::AsArray::as_string::<i32>(batch.column(0)).clone();
            keys.iter().map(|key| key.map(ToOwned::to_owned)).collect::<Vec<_>>()
        });
        keys.collect::<Vec<Option<String>>>()
    };
    let is_key = |key: &&String| key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit());
    for name in ["bef/bef202012.parquet", "sssy/sssy2020.parquet", "lpr_a_kontakt/lpr_a_kontakt2023.parquet"] {
        let keys = read(name);
        let sound = keys.iter().flatten().filter(is_key).count();
        let bad = keys.len() - sound;
        assert!((1..=keys.len() / 1000).contains(&bad) || keys.len() < 5000, "{name}: {bad} of {}", keys.len());
    }
    let mut people: Vec<String> =
        read("bef/bef202012.parquet").into_iter().flatten().filter(|key| is_key(&key)).collect();
    assert!(people.iter().any(|key| key.starts_with('0')), "leading zeros");
    let all = people.len();
    people.sort();
    people.dedup();
    assert_eq!(people.len(), all, "a key is used twice");
}

/// Every outpatient contact has a visit on its first day, by the contact's number, and no other contact has one.
#[test]
fn visits_are_those_of_outpatient_contacts() {
    let (chunk, calendar) = (Chunk::draw(11, 0, 4000, &[], &Calendar::new()), Calendar::new());
    for (visits, contacts, year) in
        [(Extract::LprBes, Extract::LprAdm, Some(2012)), (Extract::PsykPers, Extract::PsykAdm, None)]
    {
        let read = |extract: Extract| {
            let part = Part::of(extract, year);
            crate::batch::batch(part, &chunk, &columns::schema(extract, &calendar), 70).unwrap()
        };
        let (visits, contacts) = (read(visits), read(contacts));
        let text = |batch: &arrow::array::RecordBatch, name: &str| -> Vec<String> {
            let column = arrow::compute::cast(batch.column_by_name(name).unwrap(), &arrow::datatypes::DataType::Utf8);
            let column = column.unwrap();
            arrow::array::AsArray::as_string::<i32>(&column).iter().map(|text| text.unwrap().to_owned()).collect()
        };
        let of = |batch: &arrow::array::RecordBatch, day: &str| {
            text(batch, "RECNUM").into_iter().zip(text(batch, day)).collect::<Vec<_>>()
        };
        let outpatient = of(&contacts, "D_INDDTO").into_iter().zip(text(&contacts, "C_PATTYPE"));
        let wanted: Vec<_> = outpatient.filter(|(_, kind)| kind == "2").map(|(contact, _)| contact).collect();
        assert!(wanted.len() > 50 && wanted.len() < contacts.num_rows(), "{}", wanted.len());
        assert_eq!(of(&visits, "D_AMBDTO"), wanted);
    }
}

/// Ctrl-C after the persons are drawn stops before the next register of definitions is written, and leaves nothing.
#[test]
fn an_interruption_stops_the_writing_of_declared_registers() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let drawn = AtomicU32::new(0);
    let progress = |persons: u32, rows: u64| {
        let before = drawn.fetch_add(persons, Ordering::SeqCst);
        if before == 3000 && persons == 0 && rows == 0 { Err(Error::interrupted()) } else { Ok(()) }
    };
    let options = Options { persons: 3000, seed: 1, out: out.clone(), faults: Vec::new() };
    assert_eq!(write(&options, &definitions(), &progress).unwrap_err().kind(), Kind::Interrupted);
    assert!(!out.exists());
}
