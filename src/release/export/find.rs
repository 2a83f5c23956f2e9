//! A field that finds words on a page without requests: what does not hold all of them is hidden.
//!
//! Owns the script and the policy that lets a page run it and nothing else. A page without scripts shows everything, and the
//! browser's own search finds words in folded sections too.

use maud::{Markup, PreEscaped, html};

/// The script of every field of a page. Its hash is in [`POLICY`]: a browser runs no other.
const SCRIPT: &str = r"for(const box of document.querySelectorAll('[data-find]')){
const all=[...document.querySelectorAll(box.dataset.find)],shown=box.parentNode.querySelector('output');let texts;
const find=()=>{texts=texts||all.map(one=>one.textContent.toLowerCase());
const words=box.value.toLowerCase().split(/\s+/).filter(Boolean);let found=0;
all.forEach((one,at)=>{const hit=words.every(word=>texts[at].includes(word));one.hidden=!hit;found+=hit;
if(one.tagName==='DETAILS'&&words.length)one.open=hit});
shown.textContent=words.length?found+' / '+all.length:''};
box.addEventListener('input',find);if(box.value)find()}";

/// What a page with such a field may do: its own styles and this script.
pub const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-rWC0g/iC7DOxEg+/HWSQcvvm4KCL2cJdDopBnRWSYtg='";

/// A search field over the elements that a selector names; it is not printed.
pub fn field(id: &str, label: &str, selector: &str) -> Markup {
    html! {
        p.screen role="search" {
            label for=(id) { (label) " " }
            input type="search" id=(id) data-find=(selector) autocomplete="off";
            " " output for=(id) aria-live="polite" {}
        }
    }
}

/// The script, for the end of a page.
pub fn script() -> Markup {
    html! { script { (PreEscaped(SCRIPT)) } }
}
