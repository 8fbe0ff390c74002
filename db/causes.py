"""Why the operating system, or a reader of files, said no: a sentence for people, not its English words."""

from __future__ import annotations

import errno
import re

from db.rules.sentence import Sentence, msgid

CAUSES = {
    errno.ENOSPC: msgid("the disk is full"),
    errno.EDQUOT: msgid("your share of the disk is used up"),
    errno.EFBIG: msgid("it would be too large"),
    errno.EACCES: msgid("you have no right to it"),
    errno.EPERM: msgid("you have no right to it"),
    errno.EROFS: msgid("the disk can only be read"),
    errno.ENOENT: msgid("it is not there"),
    errno.ENOTDIR: msgid("a part of its path is no folder"),
    errno.EISDIR: msgid("it is a folder"),
    errno.EEXIST: msgid("it is there already"),
    errno.ENAMETOOLONG: msgid("its name is too long"),
    errno.EIO: msgid("the disk does not answer as it should"),
}


PLACE = re.compile(r"line (\d+),? column (\d+)")
"""How the readers of JSON and TOML say where they stopped."""
AT_THE_END = "at end of document"


def cause(error: Exception) -> Sentence:
    """A sentence to stand in `{cause}`: none of the words of a library or a system, which are English, but
    the place where it stopped, or the name by which the error can be looked up."""
    if isinstance(error, OSError):
        number = error.errno or 0
        if number in CAUSES:
            return Sentence(CAUSES[number])
        code = errno.errorcode.get(number, type(error).__name__)
        return Sentence(msgid("the system reports {code}"), {"code": code})
    if isinstance(error, UnicodeError):
        return Sentence(msgid("its characters are not UTF-8"))
    said = str(error)
    if found := PLACE.search(said):
        return Sentence(msgid("line {line}, column {column} makes no sense"),
                        {"line": int(found[1]), "column": int(found[2])})  # fmt: skip
    if AT_THE_END in said:
        return Sentence(msgid("what stands at its end makes no sense"))
    return Sentence(msgid("it is not what it should be ({code})"), {"code": type(error).__name__})
