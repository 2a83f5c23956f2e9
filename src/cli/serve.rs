//! `som serve`: the calculator in the browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{interrupt, new, output};
use ::serve::{Hosts, Options, Site};
use foundation::error::{Error, Result};
use foundation::text::Text;
use foundation::words::Language;
use release::knowledge::manifest::Manifest;
use session::Session;

/// Open the calculator and the knowledge database in the browser; nothing leaves this machine.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The release to calculate with, such as output/2026.1.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// The release's companion, or the folder of companions: adds the result with all fits.
    #[arg(long, value_name = "DIR")]
    companion: Option<PathBuf>,
    /// An earlier release: the comparison page shows the case with both.
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// The port; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = 7357)]
    port: u16,
    /// The address to answer on; other machines reach it only if this is not the local one.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// A name by which other machines may call this one; can be given several times.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Do not open a browser.
    #[arg(long)]
    no_browser: bool,
    /// The language of the first page.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// Runs the command.
///
/// # Errors
/// A release that does not verify, or an address that cannot be listened on.
pub fn run(args: &Args) -> Result<()> {
    if !args.bind.is_loopback() && args.allow_host.is_empty() {
        return Err(Error::usage(
            format!("--bind {} answers other machines, and no name for them is allowed", args.bind),
            "add --allow-host with the name that they type, such as --allow-host beregner.kommune.dk",
        ));
    }
    let mut session = Session::open(&args.database)?;
    if let Some(folder) = &args.companion {
        session = session.with_companion(folder, &args.database)?;
    }
    let example = |language| new::case::fitted(&session.database, language);
    let example = Text { da: example(Language::Da)?, en: example(Language::En)? };
    let listener = listen(SocketAddr::new(args.bind, args.port))?;
    let address =
        listener.local_addr().map_err(|error| Error::internal(format!("the address is not known: {error}")))?;
    let hosts = Hosts::new(address.port(), &args.allow_host);
    let release = session.database.release.clone();
    let earlier = args.against.as_deref().map(Session::open).transpose()?;
    let local = args.bind.is_loopback() && args.allow_host.is_empty();
    let manifest = Manifest::read(&args.database)?;
    let site = Site::new(Options { session, manifest, earlier, example, hosts, local });
    let page = match args.language {
        Language::Da => "da",
        Language::En => "en",
    };
    let names = if address.ip().is_loopback() { vec!["localhost".to_owned()] } else { args.allow_host.clone() };
    let url = |name: &String| format!("http://{name}:{}/{page}", address.port());
    output::print(&names.iter().map(|name| format!("{}\n", url(name))).collect::<String>())?;
    output::say(&format!("release {release}; Ctrl-C ends"));
    if !args.no_browser && address.ip().is_loopback() && !names.iter().all(|name| opened(&url(name))) {
        output::say("no browser could be opened: open the address above in one");
    }
    ::serve::run(listener, site, interrupt::flag())
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "another program uses the port, perhaps another som serve: choose another with --port, or --port 0"
            }
            std::io::ErrorKind::AddrNotAvailable => "this machine does not have the address: see --bind",
            _ => "choose another with --bind and --port",
        };
        Error::unwritable(address.to_string(), error, hint)
    })
}

/// Opens an address in the user's browser; false where there is none.
fn opened(url: &str) -> bool {
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        // Without a desktop there is no browser to open.
        if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
            return false;
        }
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(before)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    started.is_ok()
}
