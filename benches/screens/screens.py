"""How long screens take: `python screens.py SOM RELEASE [--runs R]`, from the folder that has `pipelines/`.

Runs `som check` of all definitions with their test persons, and opens every page of a release in headless Chromium: those of `som serve`, of
each target group and of each step of the example among them, the documentation, the pages of the transfer folder, and the build's report
beside the release. A page takes from the beginning of its navigation until its second frame is drawn. Prints Markdown: of each kind of page
their number, the middle one and the slowest, each the least of R runs (3). Needs chromium and chromedriver on the path, and nothing else.
"""

import argparse
import json
import pathlib
import re
import resource
import socket
import subprocess
import tempfile
import time
import urllib.request

STEPS = ["intervention", "group", "costs", "effect", "consequences", "result"]
DRAWN = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));"


class Browser:
    """Headless Chromium by the WebDriver protocol."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.address = f"http://127.0.0.1:{port}"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900"]
        asked = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}
        for _ in range(100):
            try:
                answer = self.ask("/session", {"capabilities": {"alwaysMatch": asked}})
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("chromedriver does not start")
        self.session = f"/session/{answer['sessionId']}"

    def ask(self, path, body, method="POST"):
        address, headers = self.address + path, {"Content-Type": "application/json"}
        request = urllib.request.Request(address, json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        """Milliseconds until a page is drawn."""
        self.ask(self.session + "/url", {"url": url})
        return self.drawn()

    def click(self, selector):
        """Milliseconds until the page that a button leads to is drawn."""
        element = self.ask(self.session + "/element", {"using": "css selector", "value": selector})
        (identity,) = element.values()
        self.ask(f"{self.session}/element/{identity}/click", {})
        return self.drawn()

    def drawn(self):
        return self.ask(self.session + "/execute/async", {"script": DRAWN, "args": []})

    def html(self):
        return self.ask(self.session + "/execute/sync", {"script": "return document.documentElement.innerHTML", "args": []})

    def close(self):
        self.ask(self.session, {}, "DELETE")
        self.driver.terminate()
        self.driver.wait()


def check(som, runs):
    """Seconds and processor seconds of `som check`, the least of some runs."""
    found = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        subprocess.run([som, "check"], check=True, capture_output=True)
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return tuple(min(run[at] for run in found) for at in (0, 1))


def links(page, beginning):
    return sorted(set(re.findall(rf'href="({beginning}[^"#]*)"', page)))


def row(kind, times):
    """A line of the table: names and their least times."""
    ordered = sorted(times.items(), key=lambda one: one[1])
    name, slowest = ordered[-1]
    print(f"| {kind} | {len(ordered)} | {ordered[len(ordered) // 2][1]:,.0f} | {slowest:,.0f} | `{name}` |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("som")
    parser.add_argument("release", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    release = asked.release.resolve()
    seconds, processor = check(asked.som, asked.runs)
    print(f"`som check` of all definitions with their test persons: {seconds:.2f} s, {processor:.2f} s of the processors\n")
    folder = tempfile.TemporaryDirectory()
    documentation = pathlib.Path(folder.name) / "documentation.html"
    subprocess.run([asked.som, "document", "--database", release, "--to", documentation], check=True, capture_output=True)
    serving = [asked.som, "serve", "--database", release, "--port", "0", "--no-browser"]
    server = subprocess.Popen(serving, stdout=subprocess.PIPE, text=True, bufsize=1)
    site = next(found.group(0) for line in server.stdout if (found := re.search(r"http://localhost:\d+", line)))
    browser = Browser()
    least = lambda measure: min(measure() for _ in range(asked.runs))
    opened = lambda urls: {url.removeprefix(site).removeprefix(f"file://{release.parent}"): least(lambda: browser.open(url)) for url in urls}
    try:
        print("| pages | number | middle, ms | slowest, ms | which |\n|---|--:|--:|--:|---|")
        browser.open(site + "/da/knowledge")
        groups = links(browser.html(), "/da/knowledge/")
        names = ["", "/knowledge", "/estimates", "/estimates?status=", "/prices", "/effects", "/experiences", "/guide"]
        row("lists", opened(f"{site}/da{name}" for name in names))
        row("a target group", opened(site + address for address in groups))

        def step(name):
            browser.open(site + "/da/example")
            return browser.click(f'button[name="to"][value="{name}"]')

        row("a step of the example", {name: least(lambda: step(name)) for name in STEPS})
        report = release.parent / "audit" / release.name
        row("the build's report", opened(f"file://{path}" for path in sorted(report.rglob("*.html"))))
        row("the transfer folder", opened(f"file://{path}" for path in sorted((release / "transfer").rglob("*.html"))))
        row("the documentation", {"documentation.html": least(lambda: browser.open(f"file://{documentation}"))})
    finally:
        browser.close()
        server.terminate()
        server.wait()


main()
