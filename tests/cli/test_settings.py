"""Settings: where they are found, what they may say, and what is said of a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from dtnlint import settings
from dtnlint.settings import Settings, SettingsError


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_is_the_default(tmp_path: Path) -> None:
    write(tmp_path / ".git", "")
    loaded = settings.load(tmp_path)
    assert loaded.values == Settings()
    assert set(loaded.origins.values()) == {"default"}
    assert loaded.file is None


def test_the_nearest_file_upwards_is_read(tmp_path: Path) -> None:
    write(tmp_path / "dtnlint.toml", 'fail-on = "low"')
    near = write(tmp_path / "app" / "dtnlint.toml", 'fail-on = "high"')
    target = write(tmp_path / "app" / "src" / "Shop.sol", "")
    loaded = settings.load(target)
    assert loaded.values.fail_on == "high"
    assert loaded.file == near
    assert loaded.origins["fail-on"] == str(near)
    assert loaded.origins["select"] == "default"


def test_dtnlint_toml_wins_over_pyproject_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.dtnlint]\nfail-on = "low"')
    write(tmp_path / "dtnlint.toml", 'fail-on = "high"')
    assert settings.load(tmp_path).values.fail_on == "high"


def test_a_pyproject_without_the_table_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.dtnlint]\nfail-on = "low"')
    write(tmp_path / "sub" / "pyproject.toml", "[tool.other]\nx = 1")
    assert settings.load(tmp_path / "sub").values.fail_on == "low"


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path / "dtnlint.toml", 'fail-on = "low"')
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert settings.load(tmp_path / "repo").values.fail_on == "medium"


def test_every_setting_can_be_written(tmp_path: Path) -> None:
    text = """
select = ["sessions", "dtn-unchecked-fee-transfer"]
ignore = ["dtn-automatic-session"]
fail-on = "low"
strict = true
min-impact = "high"
solc = "0.8.28"
remappings = ["@deeptrust/=lib/deeptrust/"]
stubs = false
authority = ["onlyKeeper"]

[per-path."mocks/**"]
ignore = ["all"]

[rules.dtn-zero-fee-cap]
impact = "high"
fail-on = "never"
"""
    loaded = settings.load(write(tmp_path / "dtnlint.toml", text))
    assert "default" not in loaded.origins.values()
    assert loaded.values.per_path["mocks/**"].ignore == ("all",)
    assert loaded.values.rules["dtn-zero-fee-cap"].fail_on == "never"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('selct = ["all"]', "there is no setting 'selct'; did you mean 'select'?"),
        ("zzz = 1", "there is no setting 'zzz'; known are select, ignore, fail-on"),
        (
            '[rules.dtn-double-close]\nimpct = "low"',
            "there is no setting 'impct' in rules.dtn-double-close; did you mean 'impact'?",
        ),
        ('fail-on = "meduim"', "fail-on: 'meduim' is not one of high, medium, low"),
        ("stubs = 1", "stubs: expected true or false, got a number."),
        ('select = "all"', "select: expected a list, got a string."),
        ("per-path = 1", "per-path: expected a table, got a number."),
        (
            '[rules.dtn-x]\nimpact = "never"',
            "'never' is not one of high, medium, low, informational, optimization.",
        ),
        ('remappings = ["x"]', "remappings[0]: expected prefix=target."),
        ('solc = "./bin/solc"', "so that a project that is checked cannot choose what runs"),
        ("select = [", "is not valid TOML"),
    ],
)
def test_a_mistake_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = write(tmp_path / "dtnlint.toml", text)
    with pytest.raises(SettingsError) as caught:
        settings.load(tmp_path)
    assert str(file) in str(caught.value)
    assert sentence in str(caught.value)


def test_a_file_that_is_not_utf_8_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "dtnlint.toml").write_bytes(b'select = ["\xff"]')
    with pytest.raises(SettingsError, match="is not UTF-8"):
        settings.load(tmp_path)


def test_the_shipped_schema_is_the_one_in_force() -> None:
    shipped = Path(settings.__file__).with_name("settings.schema.json").read_text("utf-8")
    assert json.loads(shipped) == settings.json_schema()


def test_the_schema_says_what_the_reader_says() -> None:
    schema = settings.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(json.loads(msgspec.json.encode(Settings())))
    assert not validator.is_valid({"selct": ["all"]})
    assert not validator.is_valid({"solc": "./solc"})
    assert not validator.is_valid({"rules": {"dtn-double-close": {"impact": "meduim"}}})
