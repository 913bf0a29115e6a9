"""ActorPacks as published: who is behind the actors that tags name, and what is refused."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, STORY
from tracer.chain.network import MAIN
from tracer.errors import CaseError
from tracer.trace.tags.actors import Actor
from tracer.trace.tags.tags import Services, TagPack, parse

PACK = """title: Actors
creator: Unit
lastmod: '2023-02-17'
actors:
- id: binance
  label: Binance
  uri: binance.com
  categories: [exchange, organization]
  jurisdictions:
  - MT
  - KZ
  aliases: [binance_us]
  context:
    legal_name: Binance Holdings Limited
    active: true
    refs:
    - www.example.org
    notes:
    - Monikers: several
- id: '796'
  label: 796.com
  uri: 796.com
  categories: [brand_new]
  jurisdictions: []
  lastmod: 2024-05-06
  context: '{"legal_name": "not read"}'
"""


def read(text: str, name: str = "actors.yaml") -> TagPack:
    """Read a pack for mainnet."""
    return parse(text.encode(), name, MAIN)


def test_an_actor_takes_from_the_header_what_it_does_not_say_itself() -> None:
    """Fields are as written; a context may be fields or JSON text, jurisdictions may be empty, dates quoted."""
    pack = read(PACK)
    assert (pack.title, pack.tags, pack.unknown_concepts) == ("Actors", (), ("brand_new",))
    assert pack.actors == (
        Actor(
            id="binance",
            label="Binance",
            uri="binance.com",
            categories=("exchange", "organization"),
            jurisdictions=("MT", "KZ"),
            aliases=("binance_us",),
            legal_name="Binance Holdings Limited",
            lastmod=dt.date(2023, 2, 17),
            line=5,
        ),
        Actor(
            id="796",
            label="796.com",
            uri="796.com",
            categories=("brand_new",),
            jurisdictions=(),
            aliases=(),
            legal_name=None,
            lastmod=dt.date(2024, 5, 6),
            line=20,
        ),
    )


def test_the_first_pack_that_knows_an_actor_counts() -> None:
    """Ids are looked up in the order of the case; an actor ends no trail."""
    other = read(PACK.replace("label: Binance", "label: Other"), "other.yaml")
    services = Services([read(PACK), other])
    found = services.actor("binance")
    assert found is not None
    assert (found[0].label, found[1]) == ("Binance", "actors.yaml")
    assert services.actor("nobody") is None
    assert services.actor(None) is None
    assert len(services) == 0


FAULTS = {
    PACK.replace("  label: Binance\n", ""): "line 5: label: missing; expected it in the actor or in the header",
    PACK.replace("  categories: [brand_new]\n", ""): (
        "line 20: categories: missing; expected it in the actor or in the header"
    ),
    PACK.replace("lastmod: '2023-02-17'\n", ""): "line 4: lastmod: missing; expected it in the actor or in the header",
    PACK.replace("'2023-02-17'", "'soon'"): "line 5: lastmod: expected a date such as 2026-05-02, got 'soon'",
    PACK.replace("aliases:", "alias:"): "line 5: alias: unknown field; did you mean aliases?",
    PACK.replace("id: '796'", "id: binance"): "line 20: id: 'binance' is also the actor in line 5",
    PACK.replace("creator: Unit\n", ""): "creator: missing; expected it in the header",
    PACK.replace('\'{"legal_name": "not read"}\'', "7"): "line 20: context: expected fields or JSON text, got 7",
    PACK.replace("legal_name: Binance Holdings Limited", "legal_name: 3"): (
        "line 5: context: legal_name: expected a text that is not empty, got 3"
    ),
    "title: a\ncreator: b\nactors: []\n": "actors: expected a list of at least one actor, each with fields",
    "title: a\ncreator: b\nactors: [c]\n": "actors: expected a list of at least one actor, each with fields",
}


@pytest.mark.parametrize("text", FAULTS)
def test_each_fault_names_file_line_and_field(text: str) -> None:
    """A malformed pack gives one clear message."""
    with pytest.raises(CaseError) as caught:
        read(text)
    assert caught.value.faults == (f"actors.yaml: {FAULTS[text]}",)


def test_look_shows_who_is_behind_a_tag(tmp_path: Path) -> None:
    """The actor that a tag names stands under the tag, with the file and line that describe it."""
    tagged, actors = tmp_path / "tags.yaml", tmp_path / "actors.yaml"
    text = (STORY / "tags/exchange.yaml").read_text()
    tagged.write_text(text + "actor: binance\n")
    actors.write_text(PACK)
    address = next(line.split()[-1] for line in text.splitlines() if "address:" in line)
    asked = ("look", address, "--chain", BLOCKS, "--tags", tagged, "--tags", actors)
    said = tracer(*asked)
    assert said.code == 0, said.err
    assert "Binance (Binance Holdings Limited, exchange, organization, MT KZ, binance.com)" in said.out
    assert "described by actors.yaml line 5" in said.out
    (actor,) = json.loads(tracer(*asked, "--json").out)["address"]["said"]["actors"]
    assert (actor["id"], actor["jurisdictions"], actor["line"]) == ("binance", ["MT", "KZ"], 5)
