"""Makes the pictures of docs/review.md: `python -m tests.browser.pictures docs/review`."""

import base64
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from pipeline.record import Bilingual, Check, Record, SummaryPair
from pipeline.review import Desk
from pipeline.review.web.access import plan_access
from pipeline.review.web.app import create_app
from pipeline.sources import read
from pipeline.write.jsonl import write_pairs
from tests.browser.chromium import Chromium
from tests.newsletter.samples import RECORDS
from tests.records import record

SEED = Path(__file__).parents[2] / "seeds" / "01-politik-haushalt.txt"
RUN = "2026-11-14"
PORT = 8017
SUMMARY = (
    ("s1", "After eleven hours of debate Haldenburg city council has passed the two-year budget."),
    ("s7", "The 2027 deficit falls from 62.3 to 46.7 million euros compared with the draft."),
    ("s19", "Schools and daycare centres, by contrast, face no cuts."),
    ("s36", "The budget now lies with the municipal supervisory authority."),
)
WARNING = Check(name="numbers", severity="error", detail="47,6 has no counterpart; 46.7 is new")


def seed() -> Record:
    """The record of an article of our own, with a number that the checks stumble over."""
    [article] = read([str(SEED)])
    german = {sentence.id: sentence.clean for sentence in article.sentences()}
    summary = [
        SummaryPair(
            de=german[one],
            en=en,
            evidence=[one],
            status="degraded" if "46.7" in en else "ok",
            checks=[WARNING] if "46.7" in en else [],
        )
        for one, en in SUMMARY
    ]
    return record().model_copy(
        update={
            "id": article.id,
            "source": str(SEED),
            "published": "2026-11-14T22:40:00+01:00",
            "byline": article.byline,
            "kicker": Bilingual(de=article.kicker, en="Two-year budget 2027/28"),
            "headline": Bilingual(de=article.headline, en="Haldenburg saves - but not on schools"),
            "summary": summary,
        }
    )


def main(folder: Path) -> None:
    """Serve a desk and photograph it."""
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "out"
        budget = seed()
        write_pairs(out / RUN / "pairs.jsonl", [budget, *RECORDS])
        desk = Desk(out)
        desk.refresh()
        for listed, verdict in zip(
            desk.stories(RUN)[1:5], ("accepted", "accepted", "held"), strict=False
        ):
            desk.save(RUN, listed.article.id, 0, {}, "Ada Kern", verdict)
        app = create_app(desk, plan_access("127.0.0.1", PORT, "Ada Kern"))
        server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            take_pictures(desk, budget.id, folder, Path(temporary))
        finally:
            server.should_exit = True
            thread.join()


def take_pictures(desk: Desk, article: str, folder: Path, temporary: Path) -> None:
    """The list, an article with a sentence in focus, a conflict, dark and narrow pages."""
    base = f"http://127.0.0.1:{PORT}"
    page = f"{base}/runs/{RUN}/articles/{article}"
    folder.mkdir(parents=True, exist_ok=True)
    with Chromium(temporary / "wide") as browser:
        browser.go(f"{base}/runs/{RUN}")
        shoot(browser, folder / "list.png")
        browser.go(page)
        browser.ask("document.getElementById('summary-1').focus()")
        browser.ask("scrollTo(0, 330)")
        shoot(browser, folder / "article.png")
        typed = "'The deficit falls to 47.6 million in 2027.'"
        browser.ask(f"document.getElementById('summary-1-en').value = {typed}")
        desk.save(
            RUN,
            article,
            0,
            {"summary.1": "The 2027 deficit falls from 62.3 to 47.6 million euros."},
            "Bo Berg",
        )
        browser.ask("document.querySelector('[value=accept]').click()")
        browser.wait("document.title.startsWith('Someone')")
        shoot(browser, folder / "conflict.png")
        browser.call("Page.navigate", url=f"{base}/view?theme=dark&language=de&back=/")
        browser.wait("document.documentElement.lang === 'de'")
        browser.go(page)
        shoot(browser, folder / "dark.png")
        size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
        browser.call("Emulation.setDeviceMetricsOverride", **size)
        browser.go(page)
        shoot(browser, folder / "narrow.png")


def shoot(browser: Chromium, path: Path) -> None:
    """Photograph what is seen, when it has come to rest."""
    time.sleep(0.4)
    picture = browser.call("Page.captureScreenshot", format="png")["data"]
    path.write_bytes(base64.b64decode(picture))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
