//! Definitions of registers compared with the official catalogue.

use std::path::{Path, PathBuf};

use crate::tools::{fails, files, fine, project};

fn catalogue() -> String {
    project().join("fixtures/dst/catalogue.csv").to_str().unwrap().to_owned()
}

#[test]
fn every_shipped_register_is_as_the_official_catalogue_has_it() {
    assert_eq!(fine(&["check", "--catalogue", &catalogue()]), "no disagreements\n");
    let registers = files(&project().join("pipelines/registers"));
    // One is an example and says so: Statistics Denmark has no such register.
    let (examples, registers): (Vec<_>, Vec<_>) =
        registers.into_iter().partition(|(path, _)| path.ends_with("housing_lot.toml"));
    assert!(String::from_utf8(examples[0].1.clone()).unwrap().contains("\nprovenance = \"illustrative\"\n"));
    for (path, bytes) in registers.into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "toml")) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\nprovenance = \"published\"\n"), "{}", path.display());
        assert!(text.contains("(dst-fsv 0.1.0, snapshot 2026-08-30)"), "{}", path.display());
    }
}

/// The project's definitions with another text in one register.
fn changed(folder: &Path, register: &str, from: &str, to: &str) -> PathBuf {
    let pipelines = folder.join(register).join(to.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    for (path, bytes) in files(&project().join("pipelines")) {
        let target = pipelines.join(&path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        if path.ends_with(format!("registers/{register}.toml")) {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{register}: {from}");
            std::fs::write(target, text.replace(from, to)).unwrap();
        } else {
            std::fs::write(target, bytes).unwrap();
        }
    }
    pipelines
}

/// A register, column, key, year, kind, type or delivery that is not there is found, each with its message.
#[test]
fn what_is_not_in_the_catalogue_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [
        ("bef", ", stored = \"text\"", "", "bef,kom,type,KOM is text in BEF; the definition declares integer"),
        (
            "bef",
            "first = 2005",
            "first = 1984",
            "bef,covers,years,BEF has the years 1985 to 2026; the definition covers 1984 to 2023",
        ),
        ("uddf", "uddf", "krise", "krise,files,unknown_register,the catalogue has no register KRISE"),
        ("krin", "IND_LOESLDTO", "LOESLDTO", "krin,end,unknown_column,KRIN has no variable LOESLDTO"),
        ("krin", "krin{year}", "krin", "krin,files,delivery,KRIN is a dataset a year; the paths name no `{year}`"),
        (
            "psyk_adm",
            "psyk_adm{delivery}",
            "psyk_adm{year}",
            "psyk_adm,files,delivery,PSYK_ADM is one dataset of all years; the paths name a `{year}`",
        ),
        ("dream", "Y_{yy}{ww}", "UGE_{yy}{ww}", "dream,weeks,unknown_column,DREAM has no week columns UGE_YYWW"),
        ("kraf", "\"PNR\"", "\"CPR\"", "kraf,person,unknown_column,the keys of KRAF are: PNR"),
        (
            "sssy",
            "\"KONTAKT\", type = \"integer\", stored = \"text\"",
            "\"SPEC80\", type = \"integer\"",
            "sssy,contacts,years,SPEC80 is in SSSY from 2021; the definition covers 2006",
        ),
        (
            "ind",
            "\"SKATMVIALT_13\"",
            "\"SKATMVIALT_NY\"",
            "ind,tax,years,SKATMVIALT_NY is in IND until 2013; the definition covers 2023",
        ),
    ];
    for (register, from, to, expected) in wrong {
        let pipelines = changed(folder.path(), register, from, to);
        let asked =
            ["check", "--pipelines", pipelines.to_str().unwrap(), "--catalogue", &catalogue(), "--format", "csv"];
        let output = crate::tools::som(&asked);
        assert_eq!(output.status.code(), Some(10), "{register}: {}", String::from_utf8_lossy(&output.stderr));
        let listed = String::from_utf8(output.stdout).unwrap().replace('"', "");
        assert_eq!(listed, format!("register,part,code,message\n{expected}\n"));
    }
    let pipelines = changed(folder.path(), "kraf", "kind = \"event\"\n", "kind = \"spell\"\nend = \"AFG_ANKEDTO\"\n");
    let text = std::fs::read_to_string(pipelines.join("registers/kraf.toml")).unwrap();
    std::fs::write(pipelines.join("registers/kraf.toml"), text.replace("date = ", "start = ")).unwrap();
    for (path, bytes) in files(&pipelines.join("target_groups")) {
        let text = String::from_utf8(bytes).unwrap().replace("\"kraf\", date = ", "\"kraf\", start = ");
        std::fs::write(pipelines.join("target_groups").join(path), text).unwrap();
    }
    let said = fails(10, &["check", "--pipelines", pipelines.to_str().unwrap(), "--catalogue", &catalogue()]);
    assert!(said.starts_with("error: 1 disagreement(s) with the catalogue\n"), "{said}");
}
