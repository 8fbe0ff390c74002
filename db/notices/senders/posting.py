"""One HTTP request, and what came of it in the words of a sender."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from db.notices.senders.secrets import without
from db.notices.sending import Result, Verdict

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024
REST_SECONDS = 60


class Answer(NamedTuple):
    """What a service answered with a success."""

    text: str
    data: Mapping[str, Any] | None


def post(address: str, body: bytes, headers: Mapping[str, str], secrets: Iterable[str]) -> Answer | Result:
    """Post a body as JSON: what was answered with 2xx, or how it failed.

    Redirects are not followed: what is signed for one place is for no other.
    """
    import httpx

    # It would write the whole address, which holds the key, into whatever log somebody opens.
    logging.getLogger("httpx").disabled = True
    secrets = tuple(secrets)
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False) as client,
            client.stream(
                "POST", address, content=body, headers={"content-type": "application/json", **headers}
            ) as response,
        ):
            text = _read(response)
            return _judged(response.status_code, response.headers, text, secrets)
    except httpx.InvalidURL as error:
        return Result(Verdict.NEVER, "bad_address", without(str(error), secrets))
    except (httpx.UnsupportedProtocol, UnicodeError) as error:
        return Result(Verdict.NEVER, "bad_address", without(str(error), secrets))
    except httpx.ConnectTimeout:
        return Result(Verdict.FAILED, "timeout")
    except httpx.ConnectError as error:
        cause = "tls" if _is_tls(error) else "refused"
        return Result(Verdict.FAILED, cause, without(str(error), secrets))
    except httpx.TimeoutException:
        # It may have been taken all the same.
        return Result(Verdict.UNKNOWN, "timeout")
    except httpx.HTTPError as error:
        return Result(Verdict.UNKNOWN, "lost", without(str(error) or type(error).__name__, secrets))


def _read(response: Any) -> str:
    """The answer's text; of an endless one the beginning."""
    import httpx

    found, begun = bytearray(), time.monotonic()
    for piece in response.iter_bytes():
        found += piece
        if len(found) >= LARGEST_ANSWER:
            break
        if time.monotonic() - begun > ANSWER_SECONDS:
            raise httpx.ReadTimeout("drop by drop")
    return bytes(found[:LARGEST_ANSWER]).decode("utf-8", "replace")


def _judged(status: int, headers: Mapping[str, str], text: str, secrets: tuple[str, ...]) -> Answer | Result:
    detail = without(f"HTTP {status} {text}", secrets)
    if 200 <= status < 300:
        return Answer(text, _object(text))
    if status == 429:
        return Result(Verdict.RESTING, "busy", detail, _rest(headers))
    if status in (401, 403, 404, 410):
        return Result(Verdict.NEVER, "bad_token", detail)
    if status in (408, 425) or status >= 500:
        rest = _rest(headers) if status == 503 and "retry-after" in headers else 0
        return Result(Verdict.RESTING if rest else Verdict.FAILED, "http", detail, rest)
    return Result(Verdict.NEVER, "rejected" if status >= 400 else "bad_address", detail)


def _rest(headers: Mapping[str, str]) -> int:
    """How long the service wants to be left alone; a date, or nothing, is the usual minute."""
    told = headers.get("retry-after", "")
    return min(max(int(told), 1), 24 * 3600) if told.isdecimal() and len(told) < 8 else REST_SECONDS


def _object(text: str) -> Mapping[str, Any] | None:
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_tls(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLError):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False
