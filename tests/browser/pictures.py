"""Makes every picture of the newsletter, the desk and the side-by-side page in the documentation.

`python -m tests.browser.pictures` from the root of a clone, with Chromium. The articles in them
are our own: those of `seeds/` and of `tests/newsletter/day.toml`.
"""

import sys
import tempfile
from pathlib import Path

from pipeline.newsletter import Settings, render
from pipeline.record import ArticlePair, Bilingual, Check, Record, SummaryPair
from pipeline.review import Desk, approved, compose_approved
from pipeline.sources import read
from pipeline.write.html import to_html
from tests.browser.chromium import chromium
from tests.browser.serving import served
from tests.newsletter.render.issues import NOW
from tests.newsletter.samples import EVENTS
from tests.records import record, write_pairs

ROOT = Path(__file__).parents[2]
SEED = Path("seeds/01-politik-haushalt.txt")
RUN = "2026-11-14"
SUMMARY = (
    ("s1", "After eleven hours of debate Haldenburg city council has passed the two-year budget."),
    ("s7", "The 2027 deficit falls from 62.3 to 46.7 million euros compared with the draft."),
    ("s19", "Schools and daycare centres, by contrast, face no cuts."),
    ("s36", "The budget now lies with the municipal supervisory authority."),
)
# The article's first sentences, as an editor would write them.
ENGLISH = (
    "After eleven hours of debate Haldenburg city council has passed the two-year budget.",
    "The deficit shrinks, but does not disappear.",
    "The opposition speaks of “cosmetics with a red pencil”.",
    "At 9:52 p.m. council chair Gero Wittstock brought down the gavel, and the chamber fell "
    "silent: 31 votes in favour, 24 against, three abstentions.",
    "Haldenburg thus has a budget for 2027 and 2028 – the first since 2019 that is meant to do "
    "without a supplement.",
)
WARNING = Check(name="numbers", severity="error", detail="47,6 has no counterpart; 46.7 is new")
DESK, PHONE, MAIL = (1280, 813), (390, 844), (660, 1160)


def seed(*, whole: bool = False) -> Record:
    """The record of an article of our own, with a number that the checks stumble over."""
    [article] = read([str(ROOT / SEED)])
    german = {sentence.id: sentence.clean for sentence in article.sentences()}
    summary = [
        SummaryPair(de=german[one], en=en, evidence=[one], **_marks(en)) for one, en in SUMMARY
    ]
    sentences = list(article.sentences())[: len(ENGLISH)]
    pairs = [
        ArticlePair(
            id=sentence.id,
            kind="paragraph",
            block=0,
            de=sentence.clean,
            en=en,
            status="ok",
            checks=[],
        )
        for sentence, en in zip(sentences, ENGLISH, strict=True)
    ]
    return record().model_copy(
        update={
            "id": article.id,
            "source": str(SEED),
            "published": "2026-11-14T22:40:00+01:00",
            "byline": article.byline,
            "kicker": Bilingual(de=article.kicker, en="Two-year budget 2027/28"),
            "headline": Bilingual(de=article.headline, en="Haldenburg saves – but not on schools"),
            "summary": summary,
            "article": pairs if whole else None,
        }
    )


def _marks(en):
    wrong = "46.7" in en
    return {"status": "degraded", "checks": [WARNING]} if wrong else {"status": "ok", "checks": []}


def main(docs: Path) -> None:
    """Make all pictures in the folder of the documentation."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        out = Path(folder) / "out"
        budget = seed()
        others = [one for name, event in EVENTS.items() if name != "budget" for one in event]
        write_pairs(out / RUN / "pairs.jsonl", [budget, *others])
        camera = Camera(browser, docs)
        picture_article(camera)
        picture_mail(camera, out)
        desk = Desk(out)
        desk.refresh()
        picture_desk(camera, desk, budget.id)


class Camera:
    """Opens pages and photographs them."""

    def __init__(self, browser, docs: Path) -> None:
        self._browser, self._docs = browser, docs

    def page(self, size, scheme="light", locale="en-GB"):
        """A page of its own browser window."""
        view = {"width": size[0], "height": size[1]}
        context = self._browser.new_context(viewport=view, color_scheme=scheme, locale=locale)
        return context.new_page()

    def shoot(self, page, name: str) -> None:
        """Photograph what is seen, once it has come to rest."""
        path = self._docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        page.screenshot(path=path, animations="disabled")

    def content(self, text, name, size, scheme="light") -> None:
        """Photograph a page that is given as text."""
        page = self.page(size, scheme)
        page.set_content(text)
        self.shoot(page, name)


def picture_article(camera: Camera) -> None:
    """The side-by-side page of a run."""
    text = to_html(seed(whole=True))
    camera.content(text, "article/wide.png", (1100, 960))
    camera.content(text, "article/narrow.png", PHONE)
    camera.content(text, "article/dark.png", (1100, 960), "dark")


def picture_mail(camera: Camera, out: Path) -> None:
    """The newsletter, as a mail program shows it."""
    issue = compose_approved(approved(out, [RUN]), [RUN], Settings(), NOW)
    text = render(issue, "html", Settings())
    camera.content(text, "newsletter/wide.png", MAIL)
    camera.content(text, "newsletter/dark.png", MAIL, "dark")
    camera.content(text, "newsletter/narrow.png", (375, MAIL[1]))


def picture_desk(camera: Camera, desk: Desk, article: str) -> None:
    """The list, an article with a sentence in focus, a conflict, dark and narrow pages."""
    stories = desk.stories(RUN)[1:5]
    for listed, verdict in zip(stories, ("accepted", "accepted", "held"), strict=False):
        desk.save(RUN, listed.article.id, 0, {}, "Ada Kern", verdict)
    with served(desk, "Ada Kern") as address:
        story = f"{address}/runs/{RUN}/articles/{article}"
        page = camera.page(DESK)
        page.goto(f"{address}/runs/{RUN}")
        camera.shoot(page, "review/list.png")
        look_at(page, story)
        camera.shoot(page, "review/article.png")
        dark = camera.page(DESK, "dark", "de-DE")
        look_at(dark, story)
        camera.shoot(dark, "review/dark.png")
        phone = camera.page(PHONE)
        phone.goto(f"{address}/runs/{RUN}")
        camera.shoot(phone, "review/narrow-list.png")
        look_at(phone, story)
        camera.shoot(phone, "review/narrow.png")
        page.goto(f"{address}/search?q=Streik")
        camera.shoot(page, "review/search.png")
        page.goto(story)
        page.fill("[name='summary.1']", "The deficit falls to 47.6 million in 2027.")
        theirs = "The 2027 deficit falls from 62.3 to 47.6 million euros."
        desk.save(RUN, article, 0, {"summary.1": theirs}, "Bo Berg")
        page.get_by_role("button", name="Accept").click()
        page.get_by_role("alert").wait_for()
        camera.shoot(page, "review/conflict.png")


def look_at(page, address: str) -> None:
    """Open an article and put the focus on the sentence that the checks found fault with."""
    page.goto(address)
    page.locator("#summary-1").focus()
    page.locator("#summary").evaluate("one => scrollTo(0, one.offsetTop - 110)")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
