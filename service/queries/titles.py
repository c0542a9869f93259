"""Titles that stand before a name: "President Biden" is asked for where "Biden" is known."""

from __future__ import annotations

import re

_TITLES = """
Acting, Admiral, Ambassador, Archbishop, Ayatollah, Baroness, Bishop, Brigadier, Captain, Cardinal, Chairman, Chairwoman,
Chancellor, Chief Justice, Colonel, Commander, Congressman, Congresswoman, Crown Prince, Defence Minister,
Defence Secretary, Defense Minister, Defense Secretary, Deputy, Director, Dr, Emir, Emperor, Envoy, Ex, Finance Minister,
Foreign Minister, Foreign Secretary, Former, Gen, General, Gov, Governor, Grand Ayatollah, Home Secretary,
Interior Minister, Judge, Justice, King, Lieutenant, Lord, Lt, Maj, Major, Mayor, Minister, Mr, Mrs, Ms, Opposition Leader,
Pope, Premier, President, President-elect, Prime Minister, Prince, Princess, Prof, Professor, Queen, Rep, Representative,
Secretary, Secretary General, Secretary-General, Secretary of Defense, Secretary of State, Sen, Senator, Sheikh, Sir,
Speaker, Special Envoy, Spokesman, Spokesperson, Spokeswoman, Sultan, Supreme Leader, then, Treasury Secretary,
Vice President
"""

# The longest first, so that "Secretary of State" is not taken for a secretary.
_ALTERNATIVES = "|".join(
    re.escape(title).replace(r"\ ", r"\s+")
    for title in sorted(_TITLES.strip().replace("\n", " ").split(", "), key=lambda title: (-len(title), title))
)
_TITLE = re.compile(
    rf"\s*(?:the\s+)?(?:(?:{_ALTERNATIVES})(?:\.\s*|\s*-\s*|\s+))+(?P<name>\S.*)", re.IGNORECASE | re.DOTALL
)


def without_title(name: str) -> str | None:
    """Take the titles off a name; None where none stands before it."""
    found = _TITLE.fullmatch(name)
    return found["name"] if found else None
