"""Why the operating system said no, as a sentence for people instead of its own English words."""

from __future__ import annotations

import errno

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


def cause(error: Exception) -> Sentence | str:
    """A sentence to stand in `{cause}`; what is not listed keeps the system's words."""
    number = getattr(error, "errno", None)
    if number in CAUSES:
        return Sentence(CAUSES[number])
    return getattr(error, "strerror", None) or str(error)
