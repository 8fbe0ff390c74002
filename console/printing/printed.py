"""A form as a file: what it asks is read, laid out and written (FRM-02, FRM-03)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.files.writing import put_in_place
from console.printing.facts import ROWS, Facts, as_mapping
from console.printing.form import Form
from console.printing.forms import FORMS
from console.printing.paper import Page
from console.printing.plain import plain
from console.words.i18n import in_language
from console.words.speech import Speech
from db.errors import BadField, Refusal
from db.policy.model import Policy
from db.policy.paper import Head
from db.store import Store
from db.views.myself import StaffNames
from db.views.view import View

LANGUAGE = "zh_CN"
ENDINGS = (".pdf", ".txt")
HEADS = (
    ("code", "文件编码"), ("edition", "版本版次"), ("controlled", "受控状态"), ("prepared", "编制"),
    ("reviewed", "审核"), ("approved", "批准"), ("issued", "发布日期"), ("effective", "实施日期"),
)  # fmt: skip


def form_named(key: str) -> Form:
    """The form with this name."""
    if key not in FORMS:
        raise BadField("form", "There is no form “{name}”.", "paigong forms lists them.", name=key)
    return FORMS[key]


def put_on_paper(
    store: Store, actor: str, form: Form, number: str, path: Path, *, version: int | None = None
) -> None:
    """Print a form into a file, as far as this person sees what stands on it; the ending says how."""
    check_ending(path)
    content = written(page_of(store, actor, form, number, version=version), path.suffix.lower())
    put_in_place(path, lambda beside: _put(beside, content))


def check_ending(path: Path) -> None:
    """Refuse an ending that nobody knows, and one for which this machine lacks something."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadField(
            "file", "{file} has an ending that cannot be written; there are {endings}.", file=path.name,
            endings=", ".join(ENDINGS),
        )  # fmt: skip
    if ending == ENDINGS[0]:
        from console.printing.typesetting import demand

        demand()


def written(page: Page, ending: str) -> bytes:
    """The content of the file."""
    if ending == ".txt":
        return plain(page).encode()
    from console.printing.typesetting import pdf

    return pdf(page)


def page_of(store: Store, actor: str, form: Form, number: str, *, version: int | None = None) -> Page:
    """What stands on the form."""
    if form.compulsory and not number:
        raise BadField("number", "{field} is missing.")
    if version is not None and not form.versions:
        raise BadField("version", "There is one version of this form only.")
    with in_language(LANGUAGE):
        facts = _facts(store, actor, form, number, version)
        return _page(form, facts)


def _facts(store: Store, actor: str, form: Form, number: str, version: int | None) -> Facts:
    view = form.asks(number, version)
    answer = store.read(view, actor)
    listed = isinstance(answer, list)
    told: Mapping[str, Any] = {ROWS: answer} if listed else as_mapping(answer)
    policy = _policy(store, told)
    people = store.read(StaffNames())
    speech = Speech(store.zone, lambda: policy, lambda: people)
    facts = Facts(told, type(view).shape(), speech, policy, {}, number)
    beside = {name: _beside(store, actor, asks(facts)) for name, asks in form.beside.items()}
    return Facts(told, facts.shape, speech, policy, beside, number)


def _policy(store: Store, told: Mapping[str, Any]) -> Policy:
    """The version under which a ticket was made, so that a later one changes no word of its forms."""
    version = told.get("policy")
    return store.policy_version(version) if isinstance(version, str) else store.policy()


def _beside(store: Store, actor: str, view: View[Any] | None) -> Any:
    """What another view says; nothing where it is not for this person."""
    if view is None:
        return None
    try:
        return store.read(view, actor)
    except Refusal:
        return None


def _page(form: Form, facts: Facts) -> Page:
    at = form.at(facts)
    forms = facts.policy.forms
    return Page(
        title=form.title,
        subtitle=form.subtitle,
        number=form.bears(facts),
        company=forms.company,
        head=tuple(_head(forms.head(form.key))),
        blocks=form.lays(facts),
        copies=form.copies,
        at=at,
        foot=f"派工台　记录截至 {facts.when(at)}" if at else "派工台",
    )


def _head(head: Head) -> list[tuple[str, str]]:
    said = {name: getattr(head, name) for name, _label in HEADS}
    if head.controlled is not None:
        said["controlled"] = "■受控 □非受控" if head.controlled else "□受控 ■非受控"
    return [(label, said[name]) for name, label in HEADS if said[name]]


def default_name(form: Form, number: str) -> str:
    """What the file is called where nobody says so."""
    return "-".join(filter(None, (form.key, number.replace("/", "-")))) + ENDINGS[0]


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)
