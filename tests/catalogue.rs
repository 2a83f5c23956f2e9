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
        (
            "udsp",
            "{ from = 2011-08-01, to = 2023-12-31 }",
            "{ first = 2011, last = 2023 }",
            "udsp,covers,years,UDSP has the years 2011 to 2025; the definition reads datasets of 2010 to 2023",
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
        ("dream", "Y_{yy}{ww}", "Y_{ww}{yy}", "dream,weeks,unknown_column,DREAM has no week columns Y_WWYY"),
        (
            "dream_months",
            "GRAD_{yyyy}_{mm}",
            "GRADER_{yyyy}_{mm}",
            "dream_months,degree,unknown_column,DREAM has no month columns GRADER_{yyyy}_{mm}",
        ),
        (
            "dream_months",
            "BRANCHE_{yyyy}_{mm}",
            "BRANCHE_{yy}{mm}",
            "dream_months,industry,unknown_column,DREAM has no month columns BRANCHE_{yy}{mm}",
        ),
        ("kthj", "BELOB{m}", "BELOEB{m}", "kthj,amount,unknown_column,KTHJ has no month columns BELOEB{m}"),
        (
            "kontanthjaelp",
            "BELOB{m}",
            "BELOB{mm}",
            "kontanthjaelp,amount,unknown_column,KONTANTHJAELP has no month columns BELOB{mm}",
        ),
        ("kthj", "\"KYAARX\"", "\"KONTO\"", "kthj,account,unknown_column,KTHJ has no variable KONTO"),
        (
            "bef",
            "bef/bef{year}12",
            "bef/bef{year}",
            "bef,files,dataset,`bef/bef{year}.parquet` finds no dataset of BEF: they are named BEF202312, BEF202303, BEF202306, BEF202309",
        ),
        (
            "bef",
            "*{year}12*",
            "*",
            "bef,files,dataset,the paths find 4 datasets of 2008, BEF200803, BEF200806, BEF200809, BEF200812: name one, or choose rows by `where`",
        ),
        (
            "bef",
            "bef/bef{year}12",
            "bef/ind{year}",
            "bef,files,dataset,`bef/ind{year}.parquet` is not a path of BEF: it names IND",
        ),
        (
            "lmdb",
            "lmdb{year}12",
            "lmdb{year}",
            "lmdb,files,dataset,`lmdb/lmdb{year}.parquet` finds no dataset of LMDB: it is named LMDB202312",
        ),
        ("lmdb", "\"PNR12\"", "\"PNR\"", "lmdb,person,unknown_column,the keys of LMDB are: PNR12 (not PNR)"),
        (
            "udda",
            "\"udda/udda{year}12.parquet\", \"udda/year={year}/*.parquet\"",
            "\"udda/year={year}/*09.parquet\"",
            "udda,files,dataset,no path finds a dataset of 2006: it is named UDDA200612",
        ),
        (
            "herb_forsorg_mv_f",
            "herb_forsorg_mv_f{delivery}.parquet",
            "herb_forsorg_mv_f.parquet",
            "herb_forsorg_mv_f,files,dataset,`herb_forsorg_mv_f/herb_forsorg_mv_f.parquet` finds no dataset of HERB_FORSORG_MV_F: it is named HERB_FORSORG_MV_F2025",
        ),
        (
            "lpr_diag",
            "key = \"RECNUM\"",
            "key = \"RECNUM\"\nparent_key = \"KONTAKT_ID\"",
            "lpr_diag,parent,unknown_column,LPR_ADM has no variable KONTAKT_ID",
        ),
        (
            "lpr_diag",
            "register = \"lpr_adm\"",
            "register = \"priv_adm\"",
            "lpr_diag,parent,parent,rows of LPR_DIAG belong to rows of LPR_ADM, not of PRIV_ADM",
        ),
        (
            "psyk_diag",
            "key = \"RECNUM\"",
            "key = \"K_RECNUM\"\nparent_key = \"RECNUM\"",
            "psyk_diag,person,unknown_column,the keys of PSYK_DIAG are: RECNUM -> PSYK_ADM.PNR",
        ),
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
    // Test persons, too, find that a status of 31 December is no other.
    let pipelines = changed(folder.path(), "bef", "as_of = \"end\"", "as_of = \"start\"");
    for (path, bytes) in files(&pipelines.join("target_groups")) {
        let text = String::from_utf8(bytes).unwrap();
        let without = text.split("\n[[person]]").next().unwrap();
        std::fs::write(pipelines.join("target_groups").join(path), without).unwrap();
    }
    let asked = ["check", "--pipelines", pipelines.to_str().unwrap(), "--catalogue", &catalogue(), "--format", "csv"];
    let listed = String::from_utf8(crate::tools::som(&asked).stdout).unwrap().replace('"', "");
    let expected = "bef,as_of,status_day,BEF202312 is of 31 December; the definition declares `as_of = start`";
    assert_eq!(listed, format!("register,part,code,message\n{expected}\n"));
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
