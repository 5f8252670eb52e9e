"""The explorers' pages: they open offline, and every control is worked by the keyboard."""

import re

import pytest
from explorer_server import ROOT, ExplorerServer

pytestmark = pytest.mark.xdist_group("explorers")

NAMES = sorted(path.stem for path in (ROOT / "explorers").glob("*.ipynb"))
OPENS_WITHIN = 90_000
#: Where the figure is, with its alternative text.
IMAGE = ".widget-html img"
SLIDERS = ".noUi-handle"
CONTROLS = f"{SLIDERS}, .widget-dropdown select"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The explorers, served."""
    with ExplorerServer(tmp_path_factory.mktemp("explorers")) as running:
        yield running


def open_explorer(tab, server, name: str):
    tab.page.goto(f"{server.address}/voila/render/{name}.ipynb", timeout=OPENS_WITHIN)
    tab.page.locator(IMAGE).wait_for(timeout=OPENS_WITHIN)
    return tab.page


def shown(page) -> tuple[str, str, str]:
    """The picture, its alternative text, and the words under it."""
    image = page.locator(IMAGE)
    words = page.locator(".widget-html p").inner_text()
    return image.get_attribute("src"), image.get_attribute("alt"), words


def focused_label(page) -> str:
    """The label of the control that has the focus, or "" where it has none."""
    return page.evaluate(
        "document.activeElement.closest('.widget-inline-hbox')?.querySelector('.widget-label')"
        "?.textContent ?? ''"
    )


def focused_value(page) -> str:
    """What the control that has the focus shows as its value, for eyes."""
    return page.evaluate(
        "(e => e.selectedOptions ? e.selectedOptions[0].text :"
        " e.closest('.widget-inline-hbox').querySelector('.widget-readout').textContent)"
        "(document.activeElement)"
    )


def test_the_list_leads_to_every_explorer(tab, server):
    """Is there a link to each explorer and to nothing else, all of them in words?"""
    tab.page.goto(server.address)
    links = tab.page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert sorted(re.fullmatch(r"/voila/render/(\w+)\.ipynb", link).group(1) for link in links) == (
        NAMES
    )
    tab.screenshot("explorers")
    tab.page.locator("a").first.press("Enter")
    tab.page.locator(IMAGE).wait_for(timeout=OPENS_WITHIN)
    tab.page.get_by_role("link", name="All explorers").click()
    tab.page.get_by_role("heading", name="Batch normalization: explorers").wait_for()


@pytest.mark.parametrize("name", NAMES)
def test_keys_move_every_control(name, tab, server):
    """Is each control reached by Tab, and do arrow keys change its value, picture and words?"""
    page = open_explorer(tab, server, name)
    tab.screenshot(f"explorer_{name}", full_page=True)
    count = page.locator(CONTROLS).count()
    labels = page.locator(".widget-label:visible").evaluate_all(
        "all => all.map(one => [one.textContent, one.scrollWidth <= one.clientWidth])"
    )
    assert len(labels) == count and all(whole for _, whole in labels), labels
    reached = set()
    for _ in range(count + 8):
        page.keyboard.press("Tab")
        label = focused_label(page)
        if not label or label in reached:
            continue
        # A slider takes the focus a second time at its number, which can be typed in.
        if not page.evaluate("document.activeElement.matches('.noUi-handle, select')"):
            continue
        reached.add(label)
        value, before = focused_value(page), shown(page)
        moves(page, before)
        assert focused_value(page) != value, label
        assert all(one != other for one, other in zip(shown(page), before, strict=True)), label
    assert reached == {text for text, _ in labels}
    tab.screenshot(f"explorer_{name}_moved", full_page=True)


def moves(page, before: tuple[str, str, str]) -> None:
    """Press an arrow key, or where that end of the control is reached, another one; let it settle.

    A key may send several values, each of which is drawn.
    """
    for key in ("ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        for _ in range(20):
            last = shown(page)
            page.wait_for_timeout(300)
            if last != before and shown(page) == last:
                return


def test_screen_readers_hear_name_and_value(tab, server):
    """Has each slider its label as its name, and the value that is shown as its value?"""
    page = open_explorer(tab, server, "modes")
    steps = page.get_by_role("slider", name="training steps so far")
    assert steps.get_attribute("aria-valuetext") == "20"
    steps.press("ArrowUp")
    page.locator(f"{SLIDERS}[aria-label='training steps so far'][aria-valuetext='50']").wait_for()
    assert page.get_by_role("slider").count() == page.locator(f"{SLIDERS}[aria-label]").count() == 4


def test_a_mouse_moves_a_slider(tab, server):
    """Does a click on a slider's track change picture and words?"""
    page = open_explorer(tab, server, "modes")
    before = shown(page)
    page.locator(".noUi-target").first.click(position={"x": 5, "y": 2})
    page.locator(f"{IMAGE}:not([alt={before[1]!r}])").wait_for()
    assert shown(page)[2] != before[2]
