"""How long a sample takes from the device port to the nurse's screen, with twelve rooms and twenty-four who look.

The real server in a process of its own, virtual monitors and pumps at its device port from another, 22 listeners that only
read, and two real browsers with the infusion screen, which note when they have drawn (`?measure=1`). All share this
machine: the figures are those of everything together.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.table import Row

ROOT = Path(__file__).resolve().parent.parent
CLINIC = (sys.executable, "-m", "benchmarks.stream_clinic")
HANDRAIL = (sys.executable, "-c", "from handrail.cli.main import main; main()")
LISTENERS = 24
BROWSERS = 2
WARM_UP_S = 10
MEASURED_S = 60
CLICKS = 30
UP_WITHIN_S = 90
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

OVERLAY = """(verb) => new Promise((done) => {
  const drawn = () => document.querySelector('path[data-curve="in_hand"]')?.getAttribute("d");
  const card = document.querySelector(`[data-choice="${verb}"] [data-part="take"]`);
  card.addEventListener("click", (event) => {
    const look = () => {
      if (!drawn()) return requestAnimationFrame(look);
      const painted = new MessageChannel();
      painted.port1.onmessage = () => done(performance.now() - event.timeStamp);
      painted.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  }, { once: true });
  card.click();
})"""


def measure(*, measured_s: float = MEASURED_S) -> list[Row]:
    """Measure once, in a clinic of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        environment = {**os.environ, "HANDRAIL_DATA": folder, "HANDRAIL_DEMO": "1"}
        environment.pop("DATABASE_URL", None)
        port, mllp_port = _free_ports(2)
        made = _output([*CLINIC, "make"], environment)
        serve = [*HANDRAIL, "serve", "--port", str(port), "--mllp-port", str(mllp_port)]
        with _running(serve, environment, Path(folder) / "serve.log") as server:
            base = f"http://127.0.0.1:{port}"
            _wait_until_ready(base)
            speak = [*CLINIC, "speak", str(mllp_port)]
            with _running(speak, environment, Path(folder) / "speak.log"):
                return asyncio.run(_measure(base, json.loads(made), measured_s, server.pid))


async def _measure(base: str, clinic: dict[str, Any], measured_s: float, server: int) -> list[Row]:
    async with async_playwright() as playwright, _listening(base, clinic) as counts:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM)
        pages = [await _screen(browser, base, clinic, place) for place in range(BROWSERS)]
        await asyncio.sleep(WARM_UP_S)
        for page in pages:
            await page.evaluate("window.handrailMarks.length = 0")
        before_s, started, heard = _cpu_s(server), time.monotonic(), sum(counts)
        await asyncio.sleep(measured_s)
        share = 100 * (_cpu_s(server) - before_s) / (time.monotonic() - started)
        messages = (sum(counts) - heard) / measured_s
        marks = [mark for page in pages for mark in await page.evaluate("window.handrailMarks")]
        clicks_ms = [took for page in pages for took in await _clicks(page)]
        await browser.close()
    drawn_ms = [mark["drawn"] - mark["received"] for mark in marks]
    heard_ms = [mark["heard"] - mark["received"] for mark in marks]
    note = f"12 rooms, {LISTENERS} listeners, {BROWSERS} of them browsers; {len(marks)} samples drawn"
    return [
        Row("sample received to drawn, median", _quantile(drawn_ms, 0.5), "ms", note),
        Row("sample received to drawn, p99", _quantile(drawn_ms, 0.99), "ms", "to be under 500"),
        Row(
            "sample received to heard by the page, p99",
            _quantile(heard_ms, 0.99),
            "ms",
            "the server's and the network's part",
        ),
        Row(
            "what-if overlay, click to drawn, median",
            _quantile(clicks_ms, 0.5),
            "ms",
            f"{len(clicks_ms)} clicks while live",
        ),
        Row("what-if overlay, click to drawn, p99", _quantile(clicks_ms, 0.99), "ms", "to be under 100"),
        Row("messages read by the other listeners", messages, "1/s", f"{LISTENERS - BROWSERS} listeners"),
        Row("the server's share of one core", share, "%", "web, device port, watch and hub together"),
    ]


async def _screen(browser: Browser, base: str, clinic: dict[str, Any], place: int) -> Page:
    """An infusion screen in a browser window of its own."""
    context = await browser.new_context(base_url=base, viewport={"width": 1366, "height": 768})
    await context.add_cookies([{"name": clinic["cookie_name"], "value": clinic["cookie"], "url": base}])
    page = await context.new_page()
    await page.goto(f"/sessions/{clinic['sessions'][place]}/?measure=1")
    await page.wait_for_selector('[data-choice="slow_half"]')
    return page


async def _clicks(page: Page) -> list[float]:
    """How long each first tap on a choice took until its curve was drawn."""
    took = []
    for number in range(CLICKS):
        took.append(float(await page.evaluate(OVERLAY, ("slow_75", "slow_half")[number % 2])))
        await page.keyboard.press("Escape")
        await page.wait_for_selector('path[data-curve="in_hand"]', state="detached")
    return took


@asynccontextmanager
async def _listening(base: str, clinic: dict[str, Any]) -> AsyncIterator[list[int]]:
    """The other listeners, who read and count messages: boards and sessions by turns."""
    counts = [0] * (LISTENERS - BROWSERS)
    async with asyncio.TaskGroup() as group:
        tasks = []
        for place in range(len(counts)):
            sessions = clinic["sessions"]
            path = "/board/stream" if place % 4 == 0 else f"/sessions/{sessions[place % len(sessions)]}/stream"
            tasks.append(group.create_task(_listen(base, path, clinic, counts, place)))
        try:
            yield counts
        finally:
            for task in tasks:
                task.cancel()


async def _listen(base: str, path: str, clinic: dict[str, Any], counts: list[int], place: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {clinic['cookie_name']}={clinic['cookie']}\r\n\r\n"
    writer.write(request.encode())
    try:
        while said := await reader.read(1 << 16):
            counts[place] += said.count(b"event: ")
    finally:
        writer.close()


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program of ours beside this one, ended with the block; what it said, where something went wrong."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)  # noqa: S603  # ours
        try:
            yield process
            _still_runs(process)
        except BaseException:
            print(log.read_text("utf-8")[-2000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(UP_WITHIN_S)


def _still_runs(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise RuntimeError(f"{process.args!r} ended while it was needed.")


def _output(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ours
    return done.stdout


def _wait_until_ready(base: str) -> None:
    end = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < end:
        with suppress(URLError, ConnectionError), urlopen(Request(f"{base}/readyz"), timeout=2) as answer:  # noqa: S310  # our own server
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("The server was not ready in time.")


def _free_ports(count: int) -> list[int]:
    with contextmanager(_sockets)(count) as listening:
        return [int(one.getsockname()[1]) for one in listening]


def _sockets(count: int) -> Iterator[Sequence[socket.socket]]:
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        yield listening
    finally:
        for one in listening:
            one.close()


def _cpu_s(process: int) -> float:
    """Processor time that a process has used, where the system tells."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _chromium() -> str | None:
    """The machine's own browser; without one, what Playwright has brought."""
    named = os.environ.get("HANDRAIL_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
