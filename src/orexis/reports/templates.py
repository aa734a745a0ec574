"""Templates of pages: every text in them is escaped, and free of control characters."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from orexis.reports.words import clean_lines


@cache
def template(name: str) -> Template:
    """The template of that path below this folder."""
    environment = Environment(
        loader=PackageLoader("orexis.reports", ""),
        autoescape=True,
        finalize=_presentable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _presentable(value: Any) -> Any:
    """Control characters out of every text; figures and styles of our own pass as they are."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else clean_lines(str(value))
