"""A real Chromium, driven over its debugging pipe: opens a page, presses keys, clicks, looks, takes pictures.

Source: Chrome DevTools Protocol over `--remote-debugging-pipe`: messages end with a NUL byte, in on 3, out on 4.
"""

import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")

_KEYS = {
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Enter": 13,
    "Home": 36,
    "End": 35,
    "Tab": 9,
}


class Page:
    """One open page.

    `problems` are the console's errors, exceptions and refusals; `requests` every address asked for.
    """

    def __init__(self, to: int, back: int) -> None:
        self.to, self.back = to, os.fdopen(back, "rb")
        self.number = 0
        self.session: str | None = None
        self.problems: list[str] = []
        self.requests: list[str] = []

    def send(self, method: str, **params: object) -> dict:
        """Send a command and return its answer; what happens in between is noted."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def _next(self) -> dict:
        """Read one message; note it where it tells of a problem or a request."""
        text = bytearray()
        while (byte := self.back.read(1)) != b"\0":
            assert byte, "Chromium is gone"
            text += byte
        message = json.loads(text)
        params = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.problems.append(json.dumps(params["exceptionDetails"])[:600])
            case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                self.problems.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled":
                self.problems.append(json.dumps(params["args"])[:600])
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
        return message

    def open(self, path: Path, scripts: bool = True) -> None:
        """Open a file and wait until it has loaded."""
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.send("Page.navigate", url=path.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass
        if scripts:
            self.settle()

    def settle(self) -> None:
        """Wait until what was asked for is painted."""
        self.look("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def look(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def text(self, selector: str) -> str:
        """Return the text of an element as it is shown."""
        return str(self.look(f"document.querySelector({json.dumps(selector)}).innerText"))

    def click(self, selector: str) -> None:
        """Click into the middle of an element."""
        self.look(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'nearest'}})")
        x, y, wide, high = self.frame(selector)
        self.click_at(x + wide / 2, y + high / 2)

    def frame(self, selector: str) -> tuple[float, float, float, float]:
        """Return left, top, width and height of an element in the window."""
        script = (
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect(); return [r.x, "
            f"r.y, r.width, r.height]; }})()"
        )
        left, top, wide, high = self.look(script)
        return left, top, wide, high

    def click_at(self, x: float, y: float) -> None:
        """Press and release the mouse at a point of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def drag(self, x: float, y: float, by: tuple[float, float]) -> None:
        """Drag from a point of the window."""
        self.send("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1)
        for part in range(1, 6):
            self.send(
                "Input.dispatchMouseEvent", type="mouseMoved", x=x + by[0] * part / 5, y=y + by[1] * part / 5,
                button="left", buttons=1,
            )  # fmt: skip
        self.send("Input.dispatchMouseEvent", type="mouseReleased", x=x + by[0], y=y + by[1], button="left")
        self.settle()

    def wheel(self, x: float, y: float, by: float) -> None:
        """Turn the wheel at a point of the window."""
        self.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=by)
        self.settle()

    def key(self, name: str) -> None:
        """Press a key."""
        text = {"text": name} if len(name) == 1 else {"windowsVirtualKeyCode": _KEYS[name]}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=name, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=name)
        self.settle()

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.send("Input.insertText", text=text)
        self.settle()

    def choose(self, selector: str, value: str) -> None:
        """Choose an entry of a list as a user does: the list tells the page that it changed."""
        self.look(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)}; "
            "e.dispatchEvent(new Event('change', { bubbles: true })); })()"
        )
        self.settle()

    def picture(self) -> bytes:
        """Return what is in the window, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def paper(self) -> bytes:
        """Return the page as printed, as PDF."""
        return base64.b64decode(self.send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])


@contextmanager
def chromium(wide: int = 1400, high: int = 1000) -> Iterator[Page]:
    """Start a Chromium of its own, with an own empty profile; end it, and wait until none of its processes is left."""
    ours, theirs = os.pipe(), os.pipe()

    def connect() -> None:
        low, high_ = os.dup(ours[0]), os.dup(theirs[1])
        os.dup2(low, 3)
        os.dup2(high_, 4)

    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as profile, tempfile.NamedTemporaryFile() as words:
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={profile}", f"--window-size={wide},{high}",
        ]  # fmt: skip
        with held_by_its_processes(Path(words.name)) as held:
            process = subprocess.Popen(
                command, close_fds=False, preexec_fn=connect, stdin=subprocess.DEVNULL, stdout=held, stderr=held,
                start_new_session=True, env=os.environ | {"TMPDIR": profile},
            )  # fmt: skip
        page = Page(ours[1], theirs[0])
        try:
            target = page.send("Target.createTarget", url="about:blank")["targetId"]
            page.session = page.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                page.send(f"{domain}.enable")
            page.send("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=False)
            yield page
        finally:
            end(process, Path(words.name))
            page.back.close()
            for each in (ours[0], ours[1], theirs[1]):
                os.close(each)


@contextmanager
def held_by_its_processes(path: Path) -> Iterator[IO[bytes]]:
    """Lock a file and open it for what a program says: it stays locked until every process that was given it is gone.

    Source: flock(2): the lock is of the open file, which a child inherits, and goes when the last copy is closed.
    """
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def end(process: subprocess.Popen[bytes], held: Path) -> None:
    """Kill a program, started in a session of its own, with its children; return once all who hold its file are gone.

    Children outlive their parent for a moment, in which they still write into its folder.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
