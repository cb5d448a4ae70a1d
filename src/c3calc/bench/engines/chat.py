"""One streamed request to an OpenAI-compatible server: what is sent, when tokens came, what the server counted.

Tokens are those of `usage` in the last chunk, never chunks: a server may put several tokens into one, or hold some
back. Nothing a server sends is trusted: its types are checked, its lines and its time have a limit.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.bench.machine import Clock

_OK = 200
_MOST_SAID = 200
_MOST_LINE = 1_000_000  # bytes of an event
_MOST_COUNT = 10**9  # tokens of a request that a server may count
_MOMENT_S = 1e-4  # pieces that come closer together than this came at one moment
_NOT_TEXT = ("role", "refusal")  # keys of a delta that hold none; any other may: content, reasoning, tool_calls ...


@dataclass(frozen=True)
class Server:
    """Where a server is, which of its models is meant, and how long it may say nothing. The key is never printed."""

    secure: bool
    host: str
    port: int
    base: str
    model: str
    key: str | None = None
    timeout_s: float = 120.0

    def deadline_s(self, tokens: int) -> float:
        """Return how long a whole request may take: its time-out, and a second for each token asked for."""
        return self.timeout_s + tokens

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        return kind(self.host, self.port, timeout=self.timeout_s)


@dataclass(frozen=True)
class Wishes:
    """What is asked of a server beside the answer. Not every server takes all of it, and some refuse what they do not.

    extras: a fixed length, and no answer out of a cache. limit: the name of the most tokens. is_greedy: temperature 0.
    counts: `usage` at the end of the stream.
    """

    extras: bool = True
    limit: str = "max_tokens"
    is_greedy: bool = True
    counts: bool = True

    def body(self, model: str, prompt: str, tokens: int) -> dict[str, Any]:
        """Return the request for so many tokens after a prompt."""
        body: dict[str, Any] = {
            "model": model, "messages": [{"role": "user", "content": prompt}], self.limit: tokens, "stream": True
        }  # fmt: skip
        body |= {"stream_options": {"include_usage": True}} if self.counts else {}
        body |= {"temperature": 0.0} if self.is_greedy else {}
        return body | ({"ignore_eos": True, "cache_prompt": False} if self.extras else {})


class ChatReply(NamedTuple):
    """A request that was answered whole: moments on the clock, tokens as the server counted them.

    moments: at how many of them text came. Where it came all at one, first and last say nothing of single tokens.
    """

    begin_s: float
    first_s: float
    last_s: float
    end_s: float
    moments: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    is_cut: bool
    timings: dict[str, Any]


class RefusedError(Exception):
    """A request that was not answered: an error code of c3 (M50 to M53) and what happened."""

    def __init__(self, code: str, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.code, self.status = code, status


def ask(
    server: Server, connection: http.client.HTTPConnection, prompt: str, tokens: int, clock: Clock, wishes: Wishes
) -> ChatReply:
    """Send a prompt and read the answer to its end. Raises RefusedError."""
    begin, body = clock.now(), json.dumps(wishes.body(server.model, prompt, tokens))
    deadline_s, overdue = server.deadline_s(tokens), threading.Event()

    def give_up() -> None:
        overdue.set()
        with suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)  # whoever waits for the next byte sees the end of the stream

    watch = threading.Timer(deadline_s, give_up)  # what dribbles a byte at a time never times out by itself
    watch.daemon = True
    try:
        connection.connect()
        wire = connection.sock  # which the connection forgets once the answer has begun
        watch.start()
        connection.request("POST", f"{server.base}/chat/completions", body, _heads(server))
        with connection.getresponse() as response:
            _check(response)
            return _read(response, begin, tokens, clock)
    except TimeoutError as exc:
        raise RefusedError("C3-M50", f"the server sent nothing for {server.timeout_s:g} s") from exc
    except (OSError, http.client.HTTPException, RefusedError) as exc:
        if overdue.is_set():
            text = f"the server has not answered {tokens} tokens whole in {deadline_s:g} s"
            raise RefusedError("C3-M50", text) from exc
        if isinstance(exc, RefusedError):
            raise
        said = str(exc) or type(exc).__name__
        raise RefusedError("C3-M50", f"the connection to {server.host}:{server.port} failed: {said}") from exc
    finally:
        watch.cancel()


def _heads(server: Server) -> dict[str, str]:
    heads = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    return heads | ({"Authorization": f"Bearer {server.key}"} if server.key else {})


def _check(response: http.client.HTTPResponse) -> None:
    kind = response.getheader("Content-Type") or "nothing said"
    if response.status != _OK:
        said = " ".join(response.read(2000).decode("utf-8", "replace").split())[:_MOST_SAID]
        what = "an HTML page" if "html" in kind else shown(said, _MOST_SAID)
        raise RefusedError(
            "C3-M51", f"the server refuses: {response.status} {response.reason}, {what}", response.status
        )
    if "event-stream" not in kind:
        raise RefusedError("C3-M52", f"the server answers {shown(kind)}, not a stream of events")


def _read(response: http.client.HTTPResponse, begin: float, tokens: int, clock: Clock) -> ChatReply:
    first = last = 0.0
    pieces, moments, is_whole = 0, 0, False
    finish: Any = None
    usage: Any = None
    timings: dict[str, Any] = {}
    for event in _events(response):
        if event is None:
            is_whole = True
            break
        if "error" in event:
            raise RefusedError("C3-M51", f"the server breaks off: {shown(event['error'], _MOST_SAID)}")
        choice = _choice(event)
        if _has_text(choice):
            now = clock.now()
            moments += not moments or now - last > _MOMENT_S
            first, last = first or now, now
            pieces += 1
        if pieces > _most_pieces(tokens):
            raise RefusedError("C3-M53", f"the server goes on after {pieces} pieces of text for {tokens} tokens")
        finish = choice.get("finish_reason") or finish
        usage, timings = event.get("usage") or usage, event.get("timings") or timings
    end = clock.now()
    if not is_whole and finish is None:
        raise RefusedError("C3-M50", "the server closes the connection in the middle of an answer")
    into, out, cached = _counted(usage, pieces, tokens)
    return ChatReply(begin, first or end, last or end, end, moments, into, out, cached, out < tokens, timings)


def _most_pieces(tokens: int) -> int:
    """Return how many pieces of text are read of an answer: more than its tokens, so that a miscount is told as one."""
    return 2 * tokens + 64


def _events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any] | None]:
    """Yield the events of a stream, None for the one that says it is whole."""
    while line := response.readline(_MOST_LINE + 1):
        if len(line) > _MOST_LINE:
            raise RefusedError("C3-M52", f"the server sends a line of more than {_MOST_LINE:,} bytes")
        text = line.decode("utf-8", "replace").strip()
        if text.startswith("data:"):
            said = text.removeprefix("data:").strip()  # the space is optional
            yield None if said == "[DONE]" else _event(said)


def _event(text: str) -> dict[str, Any]:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise RefusedError("C3-M52", f"the server sends what is not JSON: {shown(text)}") from exc
    return event if isinstance(event, dict) else {}


def _choice(event: dict[str, Any]) -> dict[str, Any]:
    """Return the first choice of an event, an empty one where there is none. Raises RefusedError for another type."""
    choices = event.get("choices") or []
    first = choices[0] if isinstance(choices, list) and choices else {}
    if not isinstance(choices, list) or not isinstance(first, dict) or not isinstance(first.get("delta") or {}, dict):
        raise RefusedError("C3-M52", f"the server sends {shown(choices)} as its choices")
    return first


def _has_text(choice: dict[str, Any]) -> bool:
    delta = choice.get("delta") or {}
    return bool(choice.get("text")) or any(value for key, value in delta.items() if key not in _NOT_TEXT)


def _counted(usage: Any, pieces: int, tokens: int) -> tuple[int, int, int]:
    """Return input, output and cached tokens. Raises RefusedError where the server does not count, or miscounts."""
    if not isinstance(usage, dict):
        raise RefusedError("C3-M53", "the server sends no `usage` in its stream, and chunks are not tokens")
    into, out = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if not into or out is None:
        said = (shown(usage.get(key)) for key in ("prompt_tokens", "completion_tokens"))
        raise RefusedError("C3-M53", "the server counts {} tokens in and {} out".format(*said))
    if pieces > out or out > tokens:
        text = f"the server counts {out} tokens out, in {pieces} pieces of text, of at most {tokens}"
        raise RefusedError("C3-M53", text)
    details = usage.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens") or 0) if isinstance(details, dict) else 0
    if cached is None or cached > into:
        raise RefusedError("C3-M53", f"the server counts {shown(details)} of {into} tokens in")
    return into, out, cached


def _count(value: Any) -> int | None:
    """Return a count of tokens as servers write it: 20, 20.0 or "20"; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < len(str(_MOST_COUNT)):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_COUNT:
        return None
    return int(value) if value == int(value) else None
