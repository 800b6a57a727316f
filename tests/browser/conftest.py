"""A browser for each worker, pages that are watched, and a desk on a real server."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import NARROW, WIDE, Watch, chromium, is_missing
from tests.browser.serving import served
from tests.review.conftest import desk, out, prepared  # noqa: F401  # fixtures

# Milliseconds; a machine that also does other things must not fail a test.
TIMEOUT = 30_000
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser():
    if is_missing():
        pytest.skip("there is no chromium here: apt-get install chromium")
    with chromium() as found:
        yield found


@pytest.fixture
def open_page(browser):
    """Makes pages, each like a browser of its own, with `watch` on them."""
    contexts = []

    def make(size=WIDE, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale="en-GB",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.watch = Watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def phone(open_page):
    return open_page(NARROW, is_mobile=True, has_touch=True)


@pytest.fixture
def address(desk):  # noqa: F811
    """The address of a desk at which Ada works."""
    with served(desk) as found:
        yield found
