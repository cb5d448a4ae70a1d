"""Any OpenAI-compatible server as an engine: waves of requests at once, each with a prompt nobody has sent before.

A server does not tell when it has read a prompt, so both rates come from two kinds of wave: answers of one token, and
answers of the length asked (`report` separates them).
"""

from __future__ import annotations

import random
import re
import secrets
import threading
from itertools import product, starmap
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from c3calc.base.errors import InputError, MeasurementError, Problem
from c3calc.base.text import shown
from c3calc.bench.engines.chat import ChatReply, RefusedError, Server, Wishes, ask
from c3calc.bench.engines.engine import EngineFacts, Run

if TYPE_CHECKING:
    import http.client
    from collections.abc import Mapping, Sequence

    from c3calc.bench.machine import Clock

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443}
_NONCE_WORDS = 8
_TRIAL_WORDS = (12, 96)
_UNPROCESSABLE = (400, 422, 500, 501)
_KEY = re.compile(r"[\x21-\x7e]+")  # what a header can carry
_WISHES = sorted(  # all that may be asked first, then with ever more of it left out or under another name
    starmap(Wishes, product((True, False), ("max_tokens", "max_completion_tokens"), (True, False), (True, False))),
    key=lambda w: (not w.extras) + (w.limit != "max_tokens") + (not w.is_greedy) + (not w.counts),
)
_MOST_WAVES = 3
_REMEDIES = {
    "C3-M50": "is the server up, and is the port right?",
    "C3-M51": "is the model loaded, the key set (--key-env), the context long enough?",
    "C3-M52": "the URL ends in /v1, and the server speaks the OpenAI API",
    "C3-M53": "vLLM, llama-server, Ollama and TGI count; the Python server of llama-cpp-python does not",
}
_WORDS = (
    "time", "year", "people", "way", "day", "man", "thing", "woman", "life", "child", "world",
    "school", "state", "family", "student", "group", "country", "problem", "hand", "part", "place", "case",
    "week", "company", "system", "program", "question", "work", "government", "number", "night", "point", "home",
    "water", "room", "mother", "area", "money", "story", "fact", "month", "lot", "right", "study",
    "book", "eye", "job", "word", "business", "issue", "side", "kind", "head", "house", "service",
    "friend", "father", "power", "hour", "game", "line", "end", "member", "law", "car", "city",
    "community",
)  # fmt: skip


def server_at(url: str, model: str, key: str | None, allowed: Sequence[str], timeout_s: float) -> Server:
    """Return where a URL leads. The key is used without the blanks and line ends that files put around it.

    Raises InputError C3-M54 for no URL, or for another machine that is not named, C3-M55 for a key that no header can
    carry; the message has no part of the key.
    """
    parts, port = _parts(url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname or not parts.path.isascii():
        text = f"{shown(url)} is not the URL of a server"
        raise InputError([Problem("C3-M54", text, expected="http://127.0.0.1:8000/v1")])
    if parts.hostname not in (*LOOPBACK, *allowed):
        text = f"{shown(parts.hostname)} is another machine, and c3 sends nothing there unasked"
        raise InputError([Problem("C3-M54", text, help=f"--allow-host {parts.hostname}")])
    key = (key or "").strip() or None
    if key and not _KEY.fullmatch(key):
        fix = "copy it again, without quotes, blanks or line ends inside"
        raise InputError([Problem("C3-M55", "the key holds a character that no HTTP header can carry", help=fix)])
    port = _PORTS[parts.scheme] if port is None else port
    return Server(parts.scheme == "https", parts.hostname, port, parts.path.rstrip("/"), model, key, timeout_s)


def _parts(url: str) -> tuple[SplitResult | None, int | None]:
    """Return the parts of a URL and its port; none where it has brackets or a port that mean nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None, None
    return (parts, port) if port != 0 else (None, None)


class EndpointEngine:
    """A server that is running already."""

    def __init__(self, server: Server, clock: Clock, model: Mapping[str, Any]) -> None:
        self._server, self._clock = server, clock
        self._random = random.Random(secrets.randbits(64))  # noqa: S311  (unlike prompts, not secret ones)
        self._wishes = _WISHES[0]
        self._open: set[http.client.HTTPConnection] = set()
        few, many = (self._trial(words) for words in _TRIAL_WORDS)
        self._per_word = max((many - few) / (_TRIAL_WORDS[1] - _TRIAL_WORDS[0]), 0.1)
        self._around = few - self._per_word * _TRIAL_WORDS[0]
        settings = {"url": f"{server.host}:{server.port}{server.base}", "fixed_length": self._wishes.extras}
        self.facts = EngineFacts(
            "OpenAI-compatible server", "", "endpoint", (), settings, {"name": server.model, **model}
        )

    def warm_up(self, sequences: int, prompt_tokens: int, output_tokens: int) -> None:
        """Send a wave of short requests."""
        self._wave(sequences, min(prompt_tokens, 64), max(1, min(output_tokens, 4)))

    def prompts(self, sequences: int, prompt_tokens: int) -> Run:
        """Send prompts that are answered with one token."""
        return self._wave(sequences, prompt_tokens, 1)

    def requests(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Send prompts that are answered with so many tokens."""
        return self._wave(sequences, prompt_tokens, output_tokens)

    def memory_gb(self) -> float | None:
        """Return None: the memory is the server's."""
        return None

    def close(self) -> None:
        """Hang up on every request that is still running."""
        for connection in tuple(self._open):
            connection.close()

    def _trial(self, words: int) -> int:
        """Return how many tokens so many words are; the first trial also finds out which wishes the server takes."""
        refused: list[RefusedError] = []
        for wishes in _WISHES[_WISHES.index(self._wishes) :]:
            try:
                self._wishes, found = wishes, self._ask(" ".join(self._words(words)), 1, wishes)
            except RefusedError as exc:
                refused.append(exc)
                if exc.status not in _UNPROCESSABLE:
                    break
            else:
                return found.input_tokens
        raise _failed(refused)

    def _words(self, count: int) -> list[str]:
        return [self._random.choice(_WORDS) for _ in range(max(count, _NONCE_WORDS))]

    def _prompt(self, tokens: int) -> str:
        return " ".join(self._words(round((tokens - self._around) / self._per_word)))

    def _ask(self, prompt: str, tokens: int, wishes: Wishes) -> ChatReply:
        connection = self._server.connect()
        self._open.add(connection)
        try:
            return ask(self._server, connection, prompt, tokens, self._clock, wishes)
        finally:
            self._open.discard(connection)
            connection.close()

    def _wave(self, sequences: int, prompt_tokens: int, output_tokens: int) -> Run:
        """Send so many requests at once; where none is answered, again. Raises MeasurementError after three times."""
        refused: list[RefusedError] = []
        for _ in range(_MOST_WAVES):
            prompts = [self._prompt(prompt_tokens) for _ in range(sequences)]
            answers, refusals = self._sent(prompts, output_tokens)
            refused += refusals
            if answers:
                return _run(answers, refused)
        raise _failed(refused)

    def _sent(self, prompts: Sequence[str], output_tokens: int) -> tuple[list[ChatReply], list[RefusedError]]:
        """Send prompts from a thread each, all at one moment, and wait for all of them."""
        answers: list[ChatReply] = []
        refusals: list[RefusedError] = []
        bugs: list[Exception] = []
        start = threading.Barrier(len(prompts))

        def one(prompt: str) -> None:
            start.wait()
            try:
                answers.append(self._ask(prompt, output_tokens, self._wishes))
            except RefusedError as exc:
                refusals.append(exc)
            except Exception as exc:  # noqa: BLE001  (raised below: in a thread it would only be printed)
                bugs.append(exc)

        threads = [threading.Thread(target=one, args=(prompt,), daemon=True) for prompt in prompts]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:
            self.close()
            raise
        for bug in bugs:
            raise bug
        return answers, refusals


def _failed(refused: Sequence[RefusedError]) -> MeasurementError:
    """Return what the first refusal says: later ones are of requests that asked for less."""
    code, text = refused[0].code, str(refused[0])
    return MeasurementError([Problem(code, text, help=_REMEDIES[code])])


def _run(answers: Sequence[ChatReply], refusals: Sequence[RefusedError]) -> Run:
    errors = tuple(sorted({str(exc) for exc in refusals}))
    seen = [a for a in answers if a.moments > 1 or a.output_tokens == 1]  # the others came all at one moment
    return Run(
        min(a.begin_s for a in answers),
        max(a.end_s for a in answers),
        sum(a.input_tokens for a in answers),
        sum(a.output_tokens for a in answers),
        ttft_s=tuple(a.first_s - a.begin_s for a in seen),
        tpot_s=tuple((a.last_s - a.first_s) / (a.output_tokens - 1) for a in seen if a.output_tokens > 1),
        held_back=len(answers) - len(seen),
        sent=len(answers) + len(refusals),
        failed=len(refusals),
        truncated=sum(a.is_cut for a in answers),
        cached_tokens=sum(a.cached_tokens for a in answers),
        errors=errors,
    )
