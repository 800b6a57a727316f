"""Chromium, driven over its debugging pipe: enough to press keys and to look at what happens.

The protocol is that of https://chromedevtools.github.io/devtools-protocol/: JSON messages, each
ended by a zero byte, on file descriptors 3 (to the browser) and 4 (from it).
"""

import json
import os
import shutil
import subprocess
import time

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
_KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, "")}
_CTRL = 2


class Chromium:
    """A browser with one page. Use as a context manager."""

    def __init__(self, profile, size=(1280, 900)):
        read_there, self._write = os.pipe()
        self._read, write_there = os.pipe()
        options = [
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe"),
            *(f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", "about:blank"),
        ]
        command = f'exec "$0" "$@" 3<&{read_there} 4>&{write_there}'
        self._process = subprocess.Popen(
            ["bash", "-c", command, PROGRAM, *options],
            pass_fds=(read_there, write_there),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_there)
        os.close(write_there)
        self._buffer, self._number, self._session = b"", 0, None
        self.events = []

    def __enter__(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def call(self, method, **params):
        """Call a method of the protocol; events that come meanwhile are kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def ask(self, expression):
        """The value of a JavaScript expression in the page."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, expression, seconds=15):
        """Wait until an expression is true; a page that is just being left is asked again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.ask(f"document.readyState === 'complete' && Boolean({expression})"):
                    return
            except AssertionError:
                pass
            time.sleep(0.03)
        raise AssertionError(f"{expression} did not come true: {self.ask('document.title')}")

    def go(self, address):
        """Open a page and wait until it is there."""
        self.call("Page.navigate", url=address)
        self.wait(f"location.href === {json.dumps(address)}")

    def press(self, key, ctrl=False):
        """Press and release a key."""
        code, text = _KEYS[key] if key in _KEYS else (ord(key.upper()), key)
        values = {"key": key, "windowsVirtualKeyCode": code, "modifiers": _CTRL if ctrl else 0}
        if text and not ctrl:
            values["text"] = text
        self.call("Input.dispatchKeyEvent", type="keyDown", **values)
        values.pop("text", None)
        self.call("Input.dispatchKeyEvent", type="keyUp", **values)

    def type(self, text):
        """Type text where the focus is."""
        self.call("Input.insertText", text=text)

    def nodes(self):
        """Role and name of everything that assistive technology is told of."""
        tree = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree
            if not node["ignored"]
        ]

    def _receive(self):
        while b"\0" not in self._buffer:
            part = os.read(self._read, 1 << 20)
            assert part, "the browser has gone"
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)
