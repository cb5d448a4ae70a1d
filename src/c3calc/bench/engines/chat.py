"""One streamed request to an OpenAI-compatible server: what is sent, when tokens came, what the server counted.

Tokens are those of `usage` in the last chunk, never chunks: a server may put several tokens into one, or hold some
back.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from c3calc.base.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from c3calc.bench.machine import Clock

_OK = 200
_EXTRAS = {"ignore_eos": True, "cache_prompt": False}  # fixed length, and no answer out of a cache; not every server's
_MOST_SAID = 200


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

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        return kind(self.host, self.port, timeout=self.timeout_s)


class ChatReply(NamedTuple):
    """A request that was answered whole: moments on the clock, tokens as the server counted them."""

    begin_s: float
    first_s: float
    last_s: float
    end_s: float
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
    server: Server, connection: http.client.HTTPConnection, prompt: str, tokens: int, clock: Clock, *, extras: bool
) -> ChatReply:
    """Send a prompt and read the answer to its end. Raises RefusedError."""
    begin = clock.now()
    try:
        connection.request(
            "POST", f"{server.base}/chat/completions", _body(server, prompt, tokens, extras), _heads(server)
        )
        with connection.getresponse() as response:
            _check(response)
            return _read(response, begin, tokens, clock)
    except TimeoutError as exc:
        raise RefusedError("C3-M50", f"the server says nothing for {server.timeout_s:g} s") from exc
    except (OSError, http.client.HTTPException) as exc:
        said = str(exc) or type(exc).__name__
        raise RefusedError("C3-M50", f"the connection to {server.host}:{server.port} failed: {said}") from exc


def _body(server: Server, prompt: str, tokens: int, extras: bool) -> str:
    wanted = {
        "model": server.model, "messages": [{"role": "user", "content": prompt}], "max_tokens": tokens,
        "stream": True, "stream_options": {"include_usage": True}, "temperature": 0.0,
    }  # fmt: skip
    return json.dumps(wanted | (_EXTRAS if extras else {}))


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
    pieces, is_whole = 0, False
    finish: Any = None
    usage: Any = None
    timings: dict[str, Any] = {}
    for event in _events(response):
        if event is None:
            is_whole = True
            break
        if "error" in event:
            raise RefusedError("C3-M51", f"the server breaks off: {shown(event['error'], _MOST_SAID)}")
        choice: dict[str, Any] = next(iter(event.get("choices") or ()), {})
        if _has_text(choice.get("delta") or {}):
            last = clock.now()
            first = first or last
            pieces += 1
        finish = choice.get("finish_reason") or finish
        usage, timings = event.get("usage") or usage, event.get("timings") or timings
    end = clock.now()
    if not is_whole and finish is None:
        raise RefusedError("C3-M50", "the server closes the connection in the middle of an answer")
    into, out, cached = _counted(usage, pieces, tokens)
    return ChatReply(begin, first or end, last or end, end, into, out, cached, out < tokens, timings)


def _events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any] | None]:
    """Yield the events of a stream, None for the one that says it is whole."""
    for line in response:
        text = line.decode("utf-8", "replace").strip()
        if text == "data: [DONE]":
            yield None
        elif text.startswith("data:"):
            try:
                event = json.loads(text.removeprefix("data:"))
            except ValueError as exc:
                raise RefusedError("C3-M52", f"the server sends what is no JSON: {shown(text)}") from exc
            yield event if isinstance(event, dict) else {}


def _has_text(delta: dict[str, Any]) -> bool:
    return any(delta.get(key) for key in ("content", "reasoning_content", "reasoning"))


def _counted(usage: Any, pieces: int, tokens: int) -> tuple[int, int, int]:
    """Return input, output and cached tokens. Raises RefusedError where the server does not count, or miscounts."""
    if not isinstance(usage, dict):
        raise RefusedError("C3-M53", "the server sends no `usage` in its stream, and chunks are no tokens")
    into, out = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if not isinstance(into, int) or not isinstance(out, int) or into < 1 or out < 0:
        raise RefusedError("C3-M53", f"the server counts {shown(into)} tokens in and {shown(out)} out")
    if pieces > out or out > tokens:
        text = f"the server counts {out} tokens out, in {pieces} pieces of text, of at most {tokens}"
        raise RefusedError("C3-M53", text)
    details = usage.get("prompt_tokens_details") or {}
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return into, out, cached if isinstance(cached, int) else 0
