//! Another engine gives the same release: DuckDB, and Sail as a cluster, run the scripts of `som sql` on the same extracts, and a build
//! from their results has the same tables, bit by bit, as the build from the extracts. Without Python packages of the engines these
//! tests say that they were skipped; `.ci/run` requires them.

mod broken;
mod expressions;
mod families;
mod forms;
mod hard_country;
mod killed;
mod odd_days;
mod refused;
mod spelled;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::readers::{skipped, wanted};
use crate::tools::{files, project, som};
use crate::world::World;

/// An engine and how it runs.
#[derive(Clone, Copy)]
pub struct Engine {
    /// The name of its results.
    name: &'static str,
    dialect: &'static str,
    /// The arguments of the driver.
    run: &'static [&'static str],
    packages: &'static str,
    /// What the manifest calls it, before its version.
    called: &'static str,
}

/// DuckDB in this process.
pub const DUCKDB: Engine =
    Engine { name: "duckdb", dialect: "duckdb", run: &["duckdb"], packages: "duckdb", called: "DuckDB" };

/// Sail without a cluster.
const SAIL: Engine =
    Engine { name: "sail", dialect: "spark", run: &["sail"], packages: "pysail, pyspark", called: "Sail" };

/// Sail as a cluster of one worker.
const ONE_WORKER: Engine = Engine { name: "sail-1", run: &["sail", "--workers", "1"], ..SAIL };

/// Sail as a cluster of three workers.
const THREE_WORKERS: Engine = Engine { name: "sail-3", run: &["sail", "--workers", "3"], ..SAIL };

impl Engine {
    /// The Python with the engine's packages; reports a skipped test if there is none.
    pub fn python(self) -> Option<String> {
        let python = wanted().unwrap_or_else(|| "python3".to_owned());
        let has = Command::new(&python).args(["-c", &format!("import {}", self.packages)]).output();
        if has.is_ok_and(|output| output.status.success()) {
            return Some(python);
        }
        skipped(&format!(
            "no Python with {} (tests/readers/requirements.txt): {} ran no script",
            self.packages, self.name
        ));
        None
    }

    /// Writes the scripts of a world, and returns their folder.
    pub fn write(self, world: &World) -> Output {
        let to = self.folder(world);
        if to.exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
        let to = to.display().to_string();
        som(&["sql", "--dialect", self.dialect, "--pipelines", &pipelines, "--extracts", &extracts, "--to", &to])
    }

    /// The folder of scripts.
    pub fn folder(self, world: &World) -> PathBuf {
        world.path(&format!("scripts-{}", self.name))
    }

    /// Runs the scripts of a folder.
    pub fn run(self, python: &str, folder: &Path) -> Output {
        self.command(python, &[folder.to_owned()]).output().unwrap()
    }

    /// The command that runs the scripts of folders in one session.
    pub fn command(self, python: &str, folders: &[PathBuf]) -> Command {
        let driver = project().join("benches/engines/run.py");
        let mut command = Command::new(python);
        command.arg(driver).arg(self.run[0]).args(folders).args(&self.run[1..]).env("RUST_LOG", "error");
        command
    }

    /// Builds release `r` from the results in a folder, with the room's secret and no earlier release.
    pub fn build(self, world: &World) -> Output {
        let path = |name: &str| world.path(name).display().to_string();
        for name in [format!("output-{}", self.name), format!("room-{}", self.name)] {
            let _ = std::fs::remove_dir_all(world.path(&name));
        }
        let room = world.path(&format!("room-{}", self.name));
        std::fs::create_dir_all(&room).unwrap();
        std::fs::copy(world.path("room/secret"), room.join("secret")).unwrap();
        let [pipelines, extracts, room] =
            ["pipelines".to_owned(), "extracts".to_owned(), format!("room-{}", self.name)].map(|name| path(&name));
        let (output, scripts) = (path(&format!("output-{}", self.name)), self.folder(world).display().to_string());
        som(&[
            "build",
            "--pipelines",
            &pipelines,
            "--person-years",
            &scripts,
            "--extracts",
            &extracts,
            "--output",
            &output,
            "--room",
            &room,
            "--release",
            "r",
        ])
    }

    /// Compares the release from results with the one from extracts.
    #[track_caller]
    fn compare(self, world: &World) {
        let theirs = world.path(&format!("output-{}", self.name));
        same(&world.path("output"), &theirs, self.name);
    }

    /// Writes and runs the scripts of worlds whose release `r` was built from their extracts, in one session; builds and compares.
    #[track_caller]
    pub fn agrees(self, python: &str, worlds: &[World]) {
        for world in worlds {
            // A register that no script expresses would fail here: none is left to the extracts, of the demo neither.
            let written = self.write(world);
            assert!(written.status.success(), "{}", world.said(&written.stderr));
        }
        let folders: Vec<PathBuf> = worlds.iter().map(|world| self.folder(world)).collect();
        let ran = self.command(python, &folders).output().unwrap();
        assert!(ran.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&ran.stderr));
        for world in worlds {
            let built = self.build(world);
            let said = world.said(&built.stderr);
            assert!(built.status.success(), "{}: {said}", self.name);
            self.compare(world);
            // The manifest names the engine, its version and the script.
            let manifest = world.path(&format!("output-{}/r/manifest.json", self.name));
            let manifest = std::fs::read_to_string(manifest).unwrap();
            let made = format!("\"{} ", self.called);
            let made = manifest.split_once(&made).and_then(|(_, rest)| rest.split('"').next());
            let named =
                made.is_some_and(|made| made.contains(".sql (") && made.starts_with(|c: char| c.is_ascii_digit()));
            assert!(named, "{}: {manifest}", self.name);
        }
    }
}

/// Every file of two releases and of their audits, but what says which files were read, is the same.
#[track_caller]
fn same(ours: &Path, theirs: &Path, engine: &str) {
    let of_files = |name: &Path| {
        let name = name.to_str().unwrap();
        // The manifest and its copies, counts of reading, and the report that shows them.
        ["manifest", "reading", "report.html", "extracts.json", "release.blake3"].iter().any(|part| name.contains(part))
    };
    let read = |folder: &Path| -> Vec<(PathBuf, Vec<u8>)> {
        files(folder).into_iter().filter(|(name, _)| !of_files(name) && !name.starts_with("scripts")).collect()
    };
    let (ours, theirs) = (read(ours), read(theirs));
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs), "{engine}");
    assert!(ours.iter().any(|(name, _)| name.ends_with("fits.parquet")), "{:?}", names(&ours));
    for ((name, one), (_, other)) in ours.iter().zip(&theirs) {
        assert!(one == other, "{engine}: {} differs", name.display());
    }
}

/// With `SOM_ENGINE` in the environment, every world that a test builds is built from DuckDB's results too. A world that no script
/// expresses says so on the terminal.
#[track_caller]
pub fn also(world: &World, release: &str, output: &Output) {
    if std::env::var_os("SOM_ENGINE").is_none() || release != "r" {
        return;
    }
    let Some(python) = DUCKDB.python() else { return };
    let written = DUCKDB.write(world);
    let said = world.said(&written.stderr);
    if !output.status.success() {
        // What stops a build stops the writing of scripts, or the build from their results.
        if written.status.success() {
            let ran = DUCKDB.run(&python, &DUCKDB.folder(world));
            let built = ran.status.success().then(|| DUCKDB.build(world));
            let passed = built.as_ref().is_some_and(|built| built.status.success());
            let wanted = world.said(&output.stderr);
            eprintln!("REFUSED {} {}", if passed { "HERE ONLY:" } else { "too:" }, wanted.trim());
            if let Some(built) = built {
                eprintln!("  there: {}", world.said(&built.stderr).trim());
            } else {
                eprintln!("  there: {}", world.said(&ran.stderr).lines().last().unwrap_or_default());
            }
        }
        return;
    }
    if written.status.code() == Some(10) {
        eprintln!("NOT EXPRESSED: {}", said.trim());
        return;
    }
    assert!(written.status.success(), "{said}");
    let ran = DUCKDB.run(&python, &DUCKDB.folder(world));
    assert!(ran.status.success(), "{}", world.said(&ran.stderr));
    let built = DUCKDB.build(world);
    assert!(built.status.success(), "{}", world.said(&built.stderr));
    DUCKDB.compare(world);
}

/// A world whose release was built from extracts.
fn built(world: World) -> World {
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    world
}

/// The small country with marked keys, whose release is under disclosure control.
fn small() -> World {
    let world = World::small();
    crate::disclosure::mark(&world);
    world
}

/// The demo: extracts of the shipped definitions.
fn demo(persons: &str) -> World {
    let world = World::of(&[]);
    for (name, bytes) in files(&project().join("pipelines")) {
        let path = world.path("pipelines").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
    crate::tools::fine(&["synth", "--persons", persons, "--pipelines", &pipelines, "--out", &extracts]);
    world
}

/// Worlds whose releases were built from extracts: a small one under disclosure control, what makes reading hard, every form of register,
/// families with moments or with local times alone, and a public study.
fn worlds(moments: bool) -> Vec<World> {
    let all = [small(), hard_country::hard_country(), forms::country(), families::country(moments), World::nhefs()];
    all.map(built).into()
}

#[test]
fn duckdb_gives_the_same_releases() {
    let Some(python) = DUCKDB.python() else { return };
    DUCKDB.agrees(&python, &worlds(true));
}

#[test]
fn sail_gives_the_same_releases_on_any_number_of_workers() {
    let Some(python) = SAIL.python() else { return };
    let worlds = worlds(false);
    for engine in [ONE_WORKER, THREE_WORKERS] {
        engine.agrees(&python, &worlds);
    }
}

#[test]
fn engines_give_the_same_release_of_the_demo() {
    let Some(python) = DUCKDB.python() else { return };
    let demo = [built(demo("1500"))];
    DUCKDB.agrees(&python, &demo);
    if let Some(python) = SAIL.python() {
        THREE_WORKERS.agrees(&python, &demo);
    }
}
