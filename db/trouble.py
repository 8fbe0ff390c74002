"""What a database's error means: worth another try, a lost line, damage, or a reason in people's words.

The drivers speak English to programmers; none of their words reaches a screen.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from db.errors import Damaged, StoreError, Unreachable
from db.rules.sentence import Sentence, msgid

AS_IT_IS = msgid("Keep it as it is and restore a backup into a new store: paigong restore.")
READING_ROWS = ("sqlalchemy/engine/_result_cy.py", "sqlalchemy/engine/_processors_cy.py")
"""Where SQLAlchemy makes values of what the driver read; never where this program's own code runs."""
RETRIED_STATES = {"40001", "40P01", "55P03", "23505"}
"""PostgreSQL: serialization failure, deadlock, lock time-out, and a row that somebody inserted meanwhile."""
DAMAGED_STATES = ("42P01", "42703", "42704", "42883", "XX001", "XX002", "22021")
DAMAGED_NAMES = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS",
                 "SQLITE_FORMAT")  # fmt: skip
DAMAGED_WORDS = ("no such ", "has no column", "malformed", "not a database", "Could not decode",
                 "vtable constructor", "fts5")  # fmt: skip
"""Where SQLite's name for an error tells no reason: what this program asks for is always there in a whole
store, be it a table, a column, a function, a tokenizer, or a part of the index of find."""
TAKEN_BACK = "no such savepoint"
"""What goes wrong after a transaction was taken back whole, as SQLite does when a disk is full."""
BY_STATE: Mapping[str, str] = {
    "42501": msgid("this login has no right to its tables"),
    "28": msgid("it does not let this login in"),
    "3D": msgid("there is no database of that name on the server"),
    "25006": msgid("it can only be read"),
    "53100": msgid("the disk is full"),
    "53300": msgid("too many are connected"),
    "57014": msgid("it took too long"),
    "57P03": msgid("it is starting or stopping"),
    "57P": msgid("the server was stopped"),
    "08": msgid("the line was lost"),
    "40": msgid("others write at the same place"),
    "55P03": msgid("somebody else holds it for too long"),
    "42P01": msgid("a table is missing"),
    "42703": msgid("a column is missing"),
    "23P01": msgid("somebody is in another window at that time already"),
    "22021": msgid("its texts are not what they should be"),
    "XX": msgid("its pages cannot be read"),
}
"""By the longest beginning of PostgreSQL's code."""
BY_NAME: Mapping[str, str] = {
    "SQLITE_BUSY": msgid("somebody else holds it for too long"),
    "SQLITE_LOCKED": msgid("somebody else holds it for too long"),
    "SQLITE_CANTOPEN": msgid("its file cannot be opened"),
    "SQLITE_READONLY": msgid("it can only be read"),
    "SQLITE_PERM": msgid("you have no right to it"),
    "SQLITE_AUTH": msgid("you have no right to it"),
    "SQLITE_FULL": msgid("the disk is full"),
    "SQLITE_IOERR_SHORT_READ": msgid("a part of its file is missing"),
    "SQLITE_IOERR": msgid("the disk does not answer as it should"),
    "SQLITE_NOTADB": msgid("its file is not a database"),
    "SQLITE_CORRUPT": msgid("its pages cannot be read"),
    "SQLITE_NOMEM": msgid("the memory is used up"),
    "SQLITE_TOOBIG": msgid("it would be too large"),
    "SQLITE_PROTOCOL": msgid("others write at the same place"),
}
"""By the longest beginning of SQLite's name for it."""
BY_WORDS: Mapping[str, str] = {
    "no such table": msgid("a table is missing"),
    "no such fts5 table": msgid("a table is missing"),
    "no such column": msgid("a column is missing"),
    "has no column": msgid("a column is missing"),
    "Could not decode": msgid("its texts are not what they should be"),
    "ex_duty_slot": msgid("something is entered for that person and time already"),
    "ex_assignment_busy": msgid("somebody is in another window at that time already"),
    "UNIQUE constraint": msgid("it is there already"),
    "FOREIGN KEY constraint": msgid("something that it refers to is missing"),
    "CHECK constraint": msgid("a value is out of its range"),
    "NOT NULL constraint": msgid("a value is missing"),
    "could not translate host name": msgid("its host has no address"),
    "Name or service not known": msgid("its host has no address"),
    "Connection refused": msgid("nobody listens there"),
    "timeout expired": msgid("nobody answers there"),
    "password": msgid("it does not let this login in"),
    "authentication": msgid("it does not let this login in"),
    "role": msgid("it does not let this login in"),
    "does not exist": msgid("there is no database of that name on the server"),
    "No such file or directory": msgid("nobody listens there"),
    "too many clients": msgid("too many are connected"),
    "starting up": msgid("it is starting or stopping"),
    "shutting down": msgid("it is starting or stopping"),
    "closed": msgid("the line was lost"),
    "connection": msgid("the line was lost"),
}  # fmt: skip
"""Where there is no code: what a failed log-in says, and SQLite's constraints."""


def worth_retrying(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed a moment later: serialization, deadlock, lock time-out, or a
    row that somebody inserted meanwhile."""
    state = _state(error)
    if state:
        return state in RETRIED_STATES
    return isinstance(error, OperationalError) and is_busy(error)


def is_busy(error: Exception) -> bool:
    """Whether somebody else holds an SQLite file."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_lost(error: DBAPIError) -> bool:
    """Whether the line to the server broke in the middle of its work."""
    return bool(error.connection_invalidated) or (_state(error)[:3] == "57P" and _state(error) != "57P03")


def is_duplicate(error: DBAPIError) -> bool:
    """Whether a unique index refused it."""
    return isinstance(error, IntegrityError)


def is_overlap(error: DBAPIError) -> bool:
    """Whether it would have somebody in two windows at once (DSP-08)."""
    return is_duplicate(error) and "ex_assignment_busy" in str(error.orig)


def is_double_entry(error: DBAPIError) -> bool:
    """Whether it would enter two shifts, patterns or leaves of one person over each other (PPL-01)."""
    return is_duplicate(error) and "ex_duty_slot" in str(error.orig)


def is_missing_table(error: DBAPIError) -> bool:
    """Whether what was asked for is a table that is not there."""
    return _state(error) == "42P01" or "no such table" in str(error.orig)


def is_damage(error: Exception) -> bool:
    """Whether no other try and no other right will help: the store is not whole."""
    state, name = _state(error), _name(error)
    if state:
        return state in DAMAGED_STATES
    if name.startswith((*DAMAGED_NAMES, *BY_NAME)):
        return name.startswith(DAMAGED_NAMES)
    return any(words in str(_own(error)) for words in DAMAGED_WORDS)


def cause_of(error: Exception) -> Sentence:
    """Why a database or its driver said no, in people's words; its own code where nothing better is known."""
    state, name, said = _state(error), _name(error), str(_own(error))
    for known, code in ((BY_STATE, state), (BY_NAME, name)):
        found = [each for each in known if code and code.startswith(each)]
        if found:
            return Sentence(known[max(found, key=len)])
    for words, reason in BY_WORDS.items():
        if words in said:
            return Sentence(reason)
    if isinstance(error, DBAPIError) and is_lost(error):
        return Sentence(BY_STATE["08"])
    return Sentence(
        msgid("the database reports {code}"), {"code": state or name or type(_own(error)).__name__}
    )


UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What Python says to a value that is not of its column's kind any more."""


def is_unreadable(error: Exception) -> bool:
    """Whether it was a stored value that could not be read, not the program that went wrong with it."""
    files = [frame.f_code.co_filename for frame, _line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, UnicodeDecodeError):
        # A driver's own message quotes what it found, whatever that is.
        return any("sqlalchemy/" in file for file in files)
    return isinstance(error, UNREADABLE) and any(file.endswith(READING_ROWS) for file in files)


def unreadable() -> Damaged:
    """A value in the store that makes no sense."""
    return Damaged(
        "db", "The store is damaged: {cause}.", AS_IT_IS, cause=Sentence(msgid("a value cannot be read"))
    )


def told(error: Exception) -> StoreError:
    """The error as this program says it: damage (exit 7), or a store that does not answer (exit 6)."""
    error = _first(error)
    if is_damage(error):
        return Damaged("db", "The store is damaged: {cause}.", AS_IT_IS, cause=cause_of(error))
    return Unreachable(
        "db", "The store does not answer: {cause}.", "Try again; paigong doctor shows more.",
        cause=cause_of(error),
    )  # fmt: skip


@contextmanager
def answering() -> Iterator[None]:
    """Turn what a database says into a `StoreError`."""
    try:
        yield
    except DBAPIError as error:
        raise told(error) from error
    except UNREADABLE as error:
        if is_unreadable(error):
            raise unreadable() from error
        raise


def _first(error: Exception) -> Exception:
    """What a transaction was taken back for, where only its savepoint was missed afterwards."""
    before: BaseException | None = error
    while isinstance(before, Exception) and TAKEN_BACK in str(_own(before)):
        before = before.__context__
    return before if isinstance(before, DBAPIError) else error


def _own(error: Exception) -> object:
    """The driver's own error, which SQLAlchemy wraps."""
    return error.orig if isinstance(error, DBAPIError) else error


def _state(error: Exception) -> str:
    return str(getattr(_own(error), "sqlstate", None) or "")


def _name(error: Exception) -> str:
    return str(getattr(_own(error), "sqlite_errorname", None) or "")
