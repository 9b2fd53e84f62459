"""Brings the catalogues up to date with the code: ``python -m bot.i18n.extract`` (``--check`` only compares).

Texts come from ``_("…")``, ``gettext``, ``ngettext`` and ``mark`` in the program, from the templates, and from what the
lower layers say in English and the edges translate: errors made for people, and the reasons of links and outcomes.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib  # type: ignore[import-untyped]  # it ships no types
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from bot.i18n.catalogue import DOMAIN, LANGUAGES, LOCALE

ROOT = Path(__file__).parent.parent.parent
CODE = ("bot", "crm_store", "scheduler")
COMMAND_LINE = (
    "bot/cli",
    "crm_store/imports",
    "crm_store/backups",
    "crm_store/migrations",
    "crm_store/records",
    "crm_store/demo",
)
"""Only the command line speaks of these, and it speaks English."""
TEMPLATES = ROOT / "bot" / "web" / "templates"
SOURCE_LANGUAGE = "en"
PLURALS = {
    "vi": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
}
_CALLS = frozenset({"_", "gettext", "mark"})
_ERRORS = frozenset({"Invalid", "NotFound", "ChangedMeanwhile", "Forbidden", "CrmError"})
_LINKS = {"Link": 3, "_new_reason": 3}
"""Calls whose positional argument at this place is a reason."""
_REASON_FILES = ("crm_store", "bot/pipeline")


@dataclass(frozen=True, order=True, slots=True)
class Text:
    """``plural`` is empty for most."""

    singular: str
    plural: str = ""


def texts() -> dict[Text, list[str]]:
    """Every text with the files where it stands."""
    found: dict[Text, list[str]] = {}
    for file in _python_files():
        where = file.relative_to(ROOT).as_posix()
        for text in _in_python(file, with_reasons=where.startswith(_REASON_FILES)):
            found.setdefault(text, []).append(where)
    for file in sorted(TEMPLATES.rglob("*.html")):
        for text in _in_template(file):
            found.setdefault(text, []).append(file.relative_to(ROOT).as_posix())
    return {text: sorted(set(files)) for text, files in found.items() if text.singular}


def _python_files() -> Iterator[Path]:
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if not file.relative_to(ROOT).as_posix().startswith(COMMAND_LINE):
                yield file


def _in_python(file: Path, *, with_reasons: bool) -> Iterator[Text]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield from _in_call(node, with_reasons=with_reasons)
        elif (
            isinstance(node, ast.Assign)
            and with_reasons
            and any(_called(target) == "reason" for target in node.targets)
        ):
            yield from (Text(text) for text in _strings([node.value]))


def _in_call(call: ast.Call, *, with_reasons: bool) -> Iterator[Text]:
    name = _called(call.func)
    if name in _CALLS or name in _ERRORS or _is_translator(call.func):
        yield from (Text(text) for text in _strings(call.args[:1]))
    elif name == "ngettext":
        both = list(_strings(call.args[:2]))
        if len(both) == 2:  # noqa: PLR2004  one and many
            yield Text(*both)
    if with_reasons:
        yield from _reasons(call, name)


def _reasons(call: ast.Call, name: str) -> Iterator[Text]:
    if name == "link":
        yield from (Text(text) for word in call.keywords if word.arg == "reason" for text in _strings([word.value]))
    elif name in _LINKS and len(call.args) > _LINKS[name]:
        yield from (Text(text) for text in _strings([call.args[_LINKS[name]]]))


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _is_translator(function: ast.expr) -> bool:
    """``translator("vi")("…")`` and ``turn.translator("…")``."""
    if isinstance(function, ast.Call):
        return _called(function.func) == "translator"
    return isinstance(function, ast.Attribute) and function.attr == "translator"


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    """Constants, also those of a choice (``"…" if x else "…"``)."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


def _in_template(file: Path) -> Iterator[Text]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for _line, _function, message in extract_from_ast(environment.parse(file.read_text("utf-8"))):
        if isinstance(message, str):
            yield Text(message)
        elif message and isinstance(message[0], str):
            yield Text(message[0], message[1] or "" if len(message) > 1 else "")


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(language: str) -> polib.POFile:
    """The catalogue with exactly the code's texts: translations are kept, what nobody says any more is dropped."""
    path = catalogue_path(language)
    known = {(entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Project-Id-Version": "crmbot",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for text, files in sorted(texts().items()):
        entry = known.get((text.singular, text.plural)) or _new_entry(text, language)
        entry.occurrences = [(file, "") for file in files]
        catalogue.append(entry)
    return catalogue


def _new_entry(text: Text, language: str) -> polib.POEntry:
    if language != SOURCE_LANGUAGE:
        forms = dict.fromkeys(range(int(PLURALS[language][len("nplurals=")])), "")
        return (
            polib.POEntry(msgid=text.singular, msgid_plural=text.plural, msgstr_plural=forms)
            if text.plural
            else polib.POEntry(msgid=text.singular)
        )
    if text.plural:
        return polib.POEntry(
            msgid=text.singular, msgid_plural=text.plural, msgstr_plural={0: text.singular, 1: text.plural}
        )
    return polib.POEntry(msgid=text.singular, msgstr=text.singular)


def main(arguments: list[str]) -> int:
    status = 0
    for language in LANGUAGES:
        path = catalogue_path(language)
        catalogue = updated(language)
        missing = [entry.msgid for entry in catalogue if not entry.translated()]
        for text in missing:
            sys.stderr.write(f"{language}: no translation of {text!r}\n")
        if "--check" in arguments:
            current = path.exists() and path.read_text("utf-8").strip() == str(catalogue).strip()
            status |= bool(missing) or not current
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
