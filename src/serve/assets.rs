//! Style, script and icon, from the program itself.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::Response;

use crate::answer;

const STYLE: &str = concat!(
    include_str!("assets/base.css"),
    include_str!("assets/form.css"),
    include_str!("assets/result.css"),
    include_str!("assets/print.css")
);
const SCRIPT: &str = include_str!("assets/script.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The icon as it stands in a page.
pub const fn icon() -> &'static str {
    ICON
}

/// What follows the address of style and script, so that a browser never mixes two versions of the program.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let letters = STYLE.bytes().chain(SCRIPT.bytes());
        // FNV-1a: enough to tell two versions apart.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        format!("{:x}", letters.fold(0xcbf2_9ce4_8422_2325_u64, hash))
    });
    &VERSION
}

/// A file by its name.
pub fn file(name: &str) -> Option<Response> {
    let (kind, text) = match name {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "script.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return None,
    };
    let mut answer = answer::bytes(StatusCode::OK, kind, text.as_bytes().to_vec());
    answer::kept(&mut answer);
    Some(answer)
}
