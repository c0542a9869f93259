"""Every format there is: each module of this folder that declares one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

import seed.importers
from seed.importers.format import Format


@cache
def formats() -> Mapping[str, Format]:
    """Give the formats by name, in the order of the alphabet."""
    modules = (import_module(f"seed.importers.{module.name}") for module in iter_modules(seed.importers.__path__))
    found = {module.FORMAT.name: module.FORMAT for module in modules if hasattr(module, "FORMAT")}
    return MappingProxyType(dict(sorted(found.items())))
