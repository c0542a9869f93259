"""The settings: read from variables, refused by name where they cannot be."""

from __future__ import annotations

import pytest

from service.settings import BadSetting, Settings, settings_from


def test_without_a_variable_the_defaults_hold():
    assert settings_from({"PATH": "/bin"}) == Settings()


def test_every_sort_of_setting_is_read():
    given = settings_from({"DATELINE_PORT": "8080", "DATELINE_QUERY_SECONDS": "0.5", "DATELINE_LOG_FORMAT": "json"})
    assert (given.port, given.query_seconds, given.log_format) == (8080, 0.5, "json")


def test_an_empty_variable_is_none():
    assert settings_from({"DATELINE_PORT": ""}).port == Settings().port


def test_origins_are_parted_by_commas():
    assert Settings(cors_origins="https://one.example, https://two.example,").origins == [
        "https://one.example",
        "https://two.example",
    ]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATELINE_PROT", "80", "is no setting"),
        ("DATELINE_PORT", "eighty", "must be a number"),
        ("DATELINE_PORT", "65536", "must be from 0 to 65535"),
        ("DATELINE_PORT", "-1", "must be from 0 to 65535"),
        ("DATELINE_QUERY_SECONDS", "0", "must be from 0.05 to 600"),
        ("DATELINE_QUERY_SECONDS", "nan", "must be"),
        ("DATELINE_WORKERS", "1.5", "must be a number"),
        ("DATELINE_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, value, reason):
    with pytest.raises(BadSetting, match=reason) as refused:
        settings_from({name: value})
    assert str(refused.value).startswith(name)
