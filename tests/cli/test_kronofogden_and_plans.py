"""`kronofogden` and `instalments` as a user and a script meet them."""

from __future__ import annotations

import pytest

from tests.cli.runs import Firm


@pytest.fixture
def demanded(filled: Firm) -> Firm:
    """The example's 1041, whose inkassokrav has run out."""
    for day in ("2026-03-17", "2026-03-30"):
        assert filled.run("--today", day, "tick").code == 0
    return filled


def test_a_plan_made_shown_and_ended(filled: Firm) -> None:
    made = filled.run(
        "instalments", "1041", "--months", "3", "--first", "2026-03-30", "--json"
    ).json["data"]
    assert made["running"]
    assert [slip["due_on"] for slip in made["slips"]] == ["2026-03-30", "2026-04-30", "2026-06-01"]
    assert made["letter"]["kind"] == "instalment_plan"
    shown = filled.run("instalments", "1041", "--show", "--json").json["data"]
    assert shown["slips"] == made["slips"]
    assert shown["letter"] is None
    [case] = filled.run("status", "1041", "--json").json["data"]["cases"]
    assert case["flags"] == ["instalments"]
    people = filled.run("instalments", "1041", "--show")
    assert "2026-04-30" in people.out
    assert "--break" in people.out
    ended = filled.run("--today", "2026-03-03", "instalments", "1041", "--break", "--json")
    assert not ended.json["data"]["running"]
    assert ended.json["data"]["letter"]["kind"] == "plan_broken"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "No invoice was named"),
        (["1041"], "months or by amount"),
        (["1041", "--months", "2", "--amount", "100"], "months or by amount"),
        (["1041", "--months", "2"], "first instalment is missing"),
    ],
)
def test_wrong_usage_of_instalments(filled: Firm, args: list[str], words: str) -> None:
    ran = filled.run("instalments", *args)
    assert ran.code == 2
    assert words in ran.err


def test_the_steps_at_kronofogden(demanded: Firm) -> None:
    on = ["--today", "2026-03-31"]
    tried = demanded.run(*on, "kronofogden", "1041", "applied", "--dry-run", "--json").json["data"]
    done = demanded.run(*on, "kronofogden", "1041", "applied", "--json").json["data"]
    assert tried == done
    assert (done["stage"], done["costs"]) == ("kronofogden", "680.00")
    assert [cost["kind"] for cost in done["cost_lines"]] == ["application", "application_work"]
    lines = demanded.run(*on, "explain", "1041", "--json").json["data"]["lines"]
    assert [x["amount"] for x in lines if x["kind"] == "cost"] == ["300.00", "380.00"]
    assert "Costs" in demanded.run(*on, "status").out
    said = demanded.run(*on, "kronofogden", "1041", "objected")
    assert "2026-04-28" in said.out
    said = demanded.run(*on, "kronofogden", "1041", "utslag")
    assert "enforcement --on DATE" in said.out
    said = demanded.run(*on, "kronofogden", "1041", "enforcement")
    assert "600,00 kr for itself first" in said.out
    paid = demanded.run(
        *on, "kronofogden", "1041", "report", "1500", "--deducted", "0", "--json"
    ).json["data"]
    assert paid["payments"][0]["matched"][0]["costs"] == "680.00"
    assert demanded.run(*on, "show", "1041").code == 0
    told = ["kronofogden", "1041", "invoiced", "600", "--invoice", "7788"]
    tried = demanded.run(*on, *told, "--dry-run", "--json").json["data"]
    done = demanded.run(*on, *told, "--json").json["data"]
    assert tried == done
    assert done["invoiced"] == [
        {"invoice": "7788", "on": "2026-03-31", "amount": "600.00", "by_partner": False}
    ]
    assert demanded.run(*on, *told).code == 1
    assert demanded.run(*on, *told[:-1], " 7788 ").code == 1
    assert demanded.run(*on, *told[:3], "6000", "--invoice", "7789").code == 1
    said = demanded.run(*on, "kronofogden", "1041", "invoiced", "550", "--invoice", "7788")
    assert "export sie" in said.out
    assert "550,00 kr" in demanded.run(*on, "show", "1041").out
    said = demanded.run(*on, "kronofogden", "1041", "withdrawn")
    assert "The utslag stands" in said.out


def test_an_objection_that_ends_there(demanded: Firm) -> None:
    on = ["--today", "2026-03-31"]
    for action in ("applied", "objected"):
        assert demanded.run(*on, "kronofogden", "1041", action).code == 0
    said = demanded.run(*on, "kronofogden", "1041", "withdrawn")
    assert "costs have fallen" in said.out
    assert "remind --today 2026-03-31 resolve 1041" in said.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["paid"], "nothing that happens"),
        (["report"], "needs a sum"),
        (["applied", "100"], "needs a sum"),
        (["applied", "--deducted", "100"], "needs a sum"),
        (["applied", "--costs", "100"], "belong to utslag"),
        (["utslag", "--costs", "x"], "not an amount"),
        (["invoiced", "600"], "needs the invoice's number"),
        (["invoiced", "600", "--invoice", "  "], "needs the invoice's number"),
        (["report", "600", "--invoice", "1"], "belong to invoiced"),
        (["utslag", "--to", "partner"], "belong to invoiced"),
        (["invoiced", "600", "--invoice", "1", "--to", "me"], "nobody we know"),
        (["invoiced", "x", "--invoice", "1"], "not an amount"),
    ],
)
def test_wrong_usage_of_kronofogden(filled: Firm, args: list[str], words: str) -> None:
    ran = filled.run("kronofogden", "1041", *args)
    assert ran.code == 2
    assert words in ran.err


def test_refused_with_the_rule(filled: Firm) -> None:
    ran = filled.run("kronofogden", "1041", "applied", "--json")
    assert ran.code == 1
    [problem] = ran.json["errors"]
    assert "inkassolagen 6 §" in problem["message"]
    assert "remind status 1041" in problem["fix"]


def test_the_dossier(demanded: Firm) -> None:
    on = ["--today", "2026-03-31"]
    path = demanded.folder / "1041.zip"
    said = demanded.run(*on, "dossier", "1041", str(path), "--dry-run")
    assert "would be written" in said.out
    assert not path.exists()
    data = demanded.run(*on, "dossier", "1041", str(path), "--json").json["data"]
    assert path.exists()
    assert [item["name"] for item in data["files"]][-2:] == ["underlag.json", "underlag.pdf"]
    said = demanded.run(*on, "dossier", "1041", str(path))
    assert "remind --today 2026-03-31 kronofogden 1041 applied" in said.out
    refused = demanded.run(*on, "dossier", "1041", str(demanded.folder / "1041.pdf"))
    assert refused.code == 2
