"""Promises about measuring a server: a real llama-server with continuous batching, and servers that misbehave."""

from __future__ import annotations

import importlib
import json
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from c3calc.base.errors import InputError, MeasurementError
from c3calc.bench.engines.chat import Server, Wishes, ask
from c3calc.bench.engines.endpoint import EndpointEngine, server_at
from c3calc.bench.machine import SystemClock
from c3calc.bench.shapes import TINY, shape_of
from c3calc.files.measurement import read_measurement
from command import COMMAND, ENVIRONMENT, c3, free_port
from skips import needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODEL = "tiny"
QUICK = ("--prompt", "48", "--output-tokens", "24", "--seconds", "0.05", "--served-model", MODEL, "--meter", "none")


@pytest.fixture(scope="module")
def llama_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run llama-server with a tiny model and four slots on loopback, and return its port."""
    xllamacpp = pytest.importorskip("xllamacpp")
    path = tmp_path_factory.mktemp("models") / "tiny.gguf"
    importlib.import_module("c3calc.bench.synthetic").write_synthetic(shape_of(TINY), "q4_0", path, lambda *_: None)
    params = xllamacpp.CommonParams()
    params.model.path, params.hostnames, params.port = str(path), ["127.0.0.1"], 0
    params.n_parallel, params.n_ctx, params.endpoint_metrics = 4, 4096, True
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.model_alias = {MODEL}
    server = xllamacpp.Server(params)
    yield int(server.listening_address.rsplit(":", 1)[1])
    del server


def at(port: int, timeout_s: float = 20.0, key: str | None = None) -> Server:
    """Return a server on loopback."""
    return server_at(f"http://127.0.0.1:{port}/v1", MODEL, key, (), timeout_s)


def counter(port: int, name: str) -> float:
    """Return a counter of the server's own."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as reply:
        lines = reply.read().decode().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"llamacpp:{name} ")))


@needs("xllamacpp")
def test_tokens_are_those_that_the_server_itself_counts(llama_server: int) -> None:
    """Four requests at once, 32 tokens each: what c3 adds up is what the server's counter grew by."""
    engine = EndpointEngine(at(llama_server), SystemClock(), {})
    before = counter(llama_server, "tokens_predicted_total"), counter(llama_server, "prompt_tokens_total")
    found = engine.requests(4, 60, 32)
    grown = counter(llama_server, "tokens_predicted_total") - before[0]
    read = counter(llama_server, "prompt_tokens_total") - before[1]
    assert (found.output_tokens, found.failed, found.truncated) == (128, 0, 0)
    assert found.output_tokens == pytest.approx(grown, rel=0.01)
    assert found.input_tokens - found.cached_tokens == pytest.approx(read, rel=0.01)


@needs("xllamacpp")
def test_prompts_have_about_the_length_asked_and_are_never_cached(llama_server: int) -> None:
    """200 tokens to a tenth, whatever the tokenizer; and no prompt is answered out of a cache."""
    engine = EndpointEngine(at(llama_server), SystemClock(), {})
    found = engine.prompts(2, 200)
    assert found.input_tokens == pytest.approx(400, rel=0.1)
    assert found.cached_tokens <= 0.05 * found.input_tokens


@needs("xllamacpp")
def test_times_agree_with_those_of_the_server(llama_server: int) -> None:
    """Reading and writing as the server timed them are within the time that the client saw, and fill most of it."""
    shares = []
    for number in range(5):
        connection = at(llama_server).connect()
        prompt = f"{number} " + "time year people way day man thing woman life child " * 6
        answer = ask(at(llama_server), connection, prompt, 100, SystemClock(), Wishes())
        connection.close()
        server_s = (answer.timings["prompt_ms"] + answer.timings["predicted_ms"]) / 1000
        shares.append(server_s / (answer.end_s - answer.begin_s))
    assert max(shares) <= 1.01
    assert max(shares) > 0.8


@needs("xllamacpp")
def test_a_whole_run_against_a_server(llama_server: int, tmp_path: Path) -> None:
    """Rates at two concurrencies, TTFT and time per token, requests counted; nothing of a key is in the file."""
    url = f"http://127.0.0.1:{llama_server}/v1"
    found = c3(tmp_path, "bench", "--endpoint", url, "--concurrency", "1,4", *QUICK, C3_ENDPOINT_KEY="sesame-37")
    assert found.code == 0, found.err
    text = (tmp_path / "measurement.yaml").read_text()
    assert "sesame" not in text + found.out + found.err
    measured = read_measurement(tmp_path / "measurement.yaml")
    point = measured.points[-1]
    assert point.decode_tok_s
    assert point.prefill_tok_s
    assert point.ttft
    assert point.ttft.p50_s <= point.ttft.p95_s
    assert point.requests
    assert point.requests.sent == point.requests.completed >= 24
    assert (point.requests.failed, point.requests.truncated) == (0, 0)


# Servers that misbehave


def event(**fields: Any) -> bytes:
    """Return an event of a stream."""
    return f"data: {json.dumps(fields)}\n\n".encode()


def piece(text: str = "a", finish: str | None = None) -> bytes:
    """Return an event with some text."""
    return event(choices=[{"delta": {"content": text} if text else {}, "finish_reason": finish}])


def usage(into: Any, out: Any) -> bytes:
    """Return the event that counts."""
    return event(choices=[], usage={"prompt_tokens": into, "completion_tokens": out})


DONE = b"data: [DONE]\n\n"


def stream(handler: BaseHTTPRequestHandler, *events: bytes, kind: str = "text/event-stream") -> None:
    """Answer with events and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.end_headers()
    for data in events:
        handler.wfile.write(data)
        handler.wfile.flush()


@pytest.fixture
def serving() -> Iterator[Callable[[Any], int]]:
    """Return a function that serves as `act` says and returns the port."""
    servers = []

    def start(act: Any) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                act(self, json.loads(body))

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return int(server.server_address[1])

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def good(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Answer as asked: a token a word, as many as wanted, in half as many pieces."""
    words, wanted = len(body["messages"][0]["content"].split()), body["max_tokens"]
    stream(handler, *[piece()] * max(1, wanted // 2), piece("", "length"), usage(words, wanted), DONE)


def test_pieces_of_text_are_no_tokens(serving: Callable[[Any], int]) -> None:
    """A server that puts two tokens into a piece: 20 tokens in 10 pieces are 20."""
    found = EndpointEngine(at(serving(good)), SystemClock(), {}).requests(2, 100, 20)
    assert (found.output_tokens, found.input_tokens) == (40, 200)


def test_every_prompt_is_another_one(serving: Callable[[Any], int]) -> None:
    """No two requests share their first eight words, so no cache can answer."""
    seen = []

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        seen.append(" ".join(body["messages"][0]["content"].split()[:8]))
        good(handler, body)

    engine = EndpointEngine(at(serving(act)), SystemClock(), {})
    for _ in range(5):
        engine.prompts(4, 50)
    assert len(seen) == len(set(seen)) == 22


def cached_usage(cached: int) -> bytes:
    """Return the event that counts, with tokens out of a cache."""
    return event(usage={"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": cached}})


def endless(handler: BaseHTTPRequestHandler, data: bytes, pause_s: float = 0.0) -> None:
    """Send the same for half a minute, or until nobody listens."""
    stream(handler)
    end = time.monotonic() + 30
    with suppress(OSError):
        while time.monotonic() < end:
            handler.wfile.write(data)
            time.sleep(pause_s)


def dribble(handler: BaseHTTPRequestHandler) -> None:
    """Send a head that never ends, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with suppress(OSError):
        for _ in range(300):
            handler.wfile.write(b"x")
            time.sleep(0.1)


BAD: dict[str, tuple[Any, str, str]] = {
    "unauthorised": (lambda h, _: h.send_error(401), "C3-M51", "401"),
    "too many requests": (lambda h, _: h.send_error(429), "C3-M51", "429"),
    "an HTML page": (
        lambda h, _: stream(h, b"<html>", kind="text/html"), "C3-M52", "not a stream of events",
    ),
    "an error in the middle": (
        lambda h, _: stream(h, piece(), event(error={"message": "out of memory"})), "C3-M51", "out of memory",
    ),
    "hanging up": (lambda h, _: stream(h, piece(), piece()), "C3-M50", "in the middle of an answer"),
    "no usage": (lambda h, _: stream(h, piece(), piece("", "length"), DONE), "C3-M53", "no `usage`"),
    "usage below the pieces": (
        lambda h, _: stream(h, *[piece()] * 9, usage(5, 1), DONE), "C3-M53", "1 tokens out, in 9 pieces",
    ),
    "usage above what was asked": (lambda h, _: stream(h, piece(), usage(5, 999), DONE), "C3-M53", "999 tokens out"),
    "usage without input": (lambda h, _: stream(h, piece(), usage(0, 1), DONE), "C3-M53", "`0` tokens in"),
    "what is not JSON": (lambda h, _: stream(h, b"data: {oops\n\n"), "C3-M52", "not JSON"),
    "saying nothing": (lambda *_: time.sleep(3), "C3-M50", "sent nothing for 0.5 s"),
}  # fmt: skip


BAD |= {
    "choices that are text": (lambda h, _: stream(h, event(choices="x")), "C3-M52", "as its choices"),
    "a choice that is a list": (lambda h, _: stream(h, event(choices=[[1]])), "C3-M52", "as its choices"),
    "a delta that is text": (lambda h, _: stream(h, event(choices=[{"delta": "abc"}])), "C3-M52", "as its choices"),
    "what is nested too deeply": (lambda h, _: stream(h, b"data: " + b"[" * 200_000 + b"\n\n"), "C3-M52", "not JSON"),
    "a count of 401 digits": (lambda h, _: stream(h, piece(), usage(10**400, 1), DONE), "C3-M53", "tokens in"),
    "a count that is a switch": (lambda h, _: stream(h, piece(), usage(True, 1), DONE), "C3-M53", "tokens in"),
    "cached tokens below none": (
        lambda h, _: stream(h, piece(), cached_usage(-3), DONE), "C3-M53", "tokens in",
    ),
    "a line without end": (lambda h, _: endless(h, b"data: " + b"x" * 65_536), "C3-M52", "a line of more than"),
    "text without end": (lambda h, _: endless(h, piece()), "C3-M53", "goes on after"),
    "comments without end": (lambda h, _: endless(h, b": still there\n\n", 0.05), "C3-M50", "not answered 1 tokens"),
    "a head byte by byte": (lambda h, _: dribble(h), "C3-M50", "not answered 1 tokens"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_server_that_misbehaves_is_a_clear_message(serving: Callable[[Any], int], name: str) -> None:
    """Each way to fail has a code, and says what happened."""
    act, code, said = BAD[name]
    with pytest.raises(MeasurementError) as caught:
        EndpointEngine(at(serving(act), timeout_s=0.5), SystemClock(), {})
    problem = caught.value.problems[0]
    assert (problem.code, said in problem.message, bool(problem.help)) == (code, True, True), problem.message


def test_a_server_that_is_down_ends_with_exit_code_5(tmp_path: Path) -> None:
    """Nothing listens there: no output, no file, no traceback."""
    found = c3(tmp_path, "bench", "--endpoint", "http://127.0.0.1:9/v1", *QUICK)
    assert (found.code, found.out, "C3-M50" in found.err) == (5, "", True)
    assert list(tmp_path.iterdir()) == []


def test_requests_that_fail_are_counted_and_shown(serving: Callable[[Any], int], tmp_path: Path) -> None:
    """Every fifth request is refused, every seventh cut short: both stand in the file and in a warning."""
    number = iter(range(10**6))

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        count = next(number)
        if count > 20 and count % 5 == 0:
            handler.send_error(500)
        elif count > 20 and count % 7 == 0 and body["max_tokens"] > 2:
            stream(handler, piece(), piece("", "stop"), usage(48, 2), DONE)
        else:
            good(handler, body)

    url = f"http://127.0.0.1:{serving(act)}/v1"
    found = c3(tmp_path, "bench", "--endpoint", url, "--concurrency", "8", *QUICK)
    assert found.code == 0, found.err
    measured = read_measurement(tmp_path / "measurement.yaml")
    counts = measured.points[0].requests
    assert counts
    assert counts.failed > 0
    assert counts.truncated > 0
    assert counts.sent == counts.completed + counts.failed
    assert "requests_lost" in {w.kind for w in measured.warnings}


def test_a_server_that_goes_down_in_mid_run_leaves_what_was_measured(
    serving: Callable[[Any], int], tmp_path: Path
) -> None:
    """After some requests all are refused: the file has the first point, is partial, and the exit code is 5."""
    up = iter([True] * 120)

    def dying(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if next(up, False):
            time.sleep(0.001 * body["max_tokens"])
            good(handler, body)
        else:
            handler.send_error(500)

    url = f"http://127.0.0.1:{serving(dying)}/v1"
    found = c3(tmp_path, "bench", "--endpoint", url, "--concurrency", "1,2,64", *QUICK, "--seconds", "0.02")
    assert (found.code, "C3-M51" in found.err) == (5, True), found.err
    measured = read_measurement(tmp_path / "measurement.yaml")
    assert measured.partial
    assert [p.concurrency for p in measured.points][:1] == [1]


def test_ctrl_c_keeps_the_points_that_are_whole(serving: Callable[[Any], int], tmp_path: Path) -> None:
    """Pressed while two requests at once are measured: concurrency 1 is in the file, marked partial; exit code 130."""

    def slow(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        time.sleep(0.002 * body["max_tokens"])
        good(handler, body)

    url, pipe = f"http://127.0.0.1:{serving(slow)}/v1", subprocess.PIPE
    command = [*COMMAND, "bench", "--endpoint", url, "--concurrency", "1,2", *QUICK]
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, env=ENVIRONMENT, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if "requests, 2 at once" in line:
                break
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Partial" in out
    measured = read_measurement(tmp_path / "measurement.yaml")
    assert (measured.partial, [p.concurrency for p in measured.points]) == (True, [1])


def test_flags_that_a_server_does_not_know_are_left_out(serving: Callable[[Any], int]) -> None:
    """A strict server refuses ignore_eos with 400: c3 asks again without it, and the file says so."""

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if "ignore_eos" in body:
            handler.send_error(400)
        else:
            good(handler, body)

    engine = EndpointEngine(at(serving(act)), SystemClock(), {})
    assert engine.facts.settings["fixed_length"] is False


REFUSALS: dict[str, tuple[Callable[[dict[str, Any]], bool], Wishes, int]] = {
    "ignore_eos": (lambda body: "ignore_eos" in body, Wishes(extras=False), 500),
    "max_tokens": (lambda body: "max_tokens" in body, Wishes(limit="max_completion_tokens"), 400),
    "temperature 0": (lambda body: body.get("temperature") == 0, Wishes(is_greedy=False), 422),
    "stream_options": (lambda body: "stream_options" in body, Wishes(counts=False), 400),
    "all of them": (
        lambda body: not {"ignore_eos", "max_tokens", "temperature", "stream_options"}.isdisjoint(body),
        Wishes(extras=False, limit="max_completion_tokens", is_greedy=False, counts=False),
        400,
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_server_refuses_is_asked_in_another_way(serving: Callable[[Any], int], name: str) -> None:
    """With as little left out as the server demands, found out once: later requests are as the last trial was."""
    refuses, expected, status = REFUSALS[name]
    bodies = []

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        bodies.append(body)
        if refuses(body):
            handler.send_error(status)
        else:
            good(handler, body | {"max_tokens": body.get("max_tokens") or body["max_completion_tokens"]})

    EndpointEngine(at(serving(act)), SystemClock(), {}).requests(1, 50, 4)
    prompt = bodies[-1]["messages"][0]["content"]
    assert bodies[-1] == expected.body(MODEL, prompt, 4)
    assert not refuses(bodies[-2])


def test_the_space_before_done_is_optional(serving: Callable[[Any], int]) -> None:
    """Proxies written in Spring send `data:[DONE]`."""

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        wanted, into = body["max_tokens"], len(body["messages"][0]["content"].split())
        events = (*[piece()] * wanted, piece("", "length"), usage(into, wanted), DONE)
        stream(handler, *(data.replace(b"data: ", b"data:") for data in events))

    assert EndpointEngine(at(serving(act)), SystemClock(), {}).requests(1, 50, 6).output_tokens == 6


@pytest.mark.parametrize("write", [float, str])
def test_counts_may_be_written_as_fractions_or_text(serving: Callable[[Any], int], write: Any) -> None:
    """20.0 and "20" are 20 tokens."""

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        wanted, into = body["max_tokens"], len(body["messages"][0]["content"].split())
        stream(handler, piece("", "length"), usage(write(into), write(wanted)), DONE)

    found = EndpointEngine(at(serving(act)), SystemClock(), {}).requests(1, 50, 20)
    assert (found.input_tokens, found.output_tokens) == (50, 20)


@pytest.mark.parametrize("delta", [{"content": "a"}, {"thinking": "a"}, {"tool_calls": [{"index": 0}]}, None])
@pytest.mark.parametrize("pause_s", [0.0, 0.002])
def test_text_that_comes_at_one_moment_has_no_times(
    serving: Callable[[Any], int], delta: dict[str, Any] | None, pause_s: float
) -> None:
    """Whatever key holds it: with pauses of 2 ms between ten pieces a token takes some time, without it is n/a."""

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        wanted, into = body["max_tokens"], len(body["messages"][0]["content"].split())
        one = event(choices=[{"text": "a"} if delta is None else {"delta": delta}])
        stream(handler)
        for data in [one] * wanted if pause_s else [one * wanted]:
            handler.wfile.write(data)
            time.sleep(pause_s)
        handler.wfile.write(piece("", "length") + usage(into, wanted) + DONE)

    found = EndpointEngine(at(serving(act)), SystemClock(), {}).requests(1, 50, 10)
    assert (found.held_back, len(found.ttft_s), len(found.tpot_s)) == ((0, 1, 1) if pause_s else (1, 0, 0))
    assert all(tpot_s > 0 for tpot_s in found.tpot_s)


def test_answers_that_stop_early_are_said_to_be_short(serving: Callable[[Any], int], tmp_path: Path) -> None:
    """A third of what was asked for: the rate is of those tokens, and the point says how many they are."""

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        time.sleep(0.002 * body["max_tokens"])
        good(handler, body | {"max_tokens": max(1, body["max_tokens"] // 3)})

    url = f"http://127.0.0.1:{serving(act)}/v1"
    found = c3(tmp_path, "bench", "--endpoint", url, "--concurrency", "1", *QUICK)
    assert found.code == 0, found.err
    measured = read_measurement(tmp_path / "measurement.yaml")
    asked = measured.method["output_tokens"]
    assert measured.points[0].output_tokens == asked // 3
    assert "output_tokens is their mean" in next(w.remedy for w in measured.warnings if w.kind == "requests_lost")


@pytest.mark.parametrize("key", ["sesame\r-37", "sésame-37", "sesame\n37", "sesame\udc8037", "sesame 37"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(tmp_path: Path, key: str) -> None:
    """A line end or a letter beyond ASCII in the middle of it: exit code 2, and no part of the key in any output."""
    flags = ("--endpoint", "http://127.0.0.1:1/v1", "--served-model", "m", "--meter", "none")
    found = c3(tmp_path, "bench", *flags, C3_ENDPOINT_KEY=key)
    assert (found.code, found.out, "C3-M55" in found.err) == (2, "", True)
    assert "same" not in found.err


def test_line_ends_around_a_key_are_not_part_of_it() -> None:
    """`$(cat key.txt)` of a file with Windows line ends."""
    assert server_at("http://localhost/v1", MODEL, "sesame-37\r\n", (), 1.0).key == "sesame-37"


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://127.0.0.1:99999/v1", "http://127.0.0.1:abc/v1", "http://127.0.0.1:0/v1", "",
            "http://127.0.0.1/vé"],
)  # fmt: skip
def test_what_is_no_url_is_said_to_be_none(url: str) -> None:
    """Brackets, ports and letters that mean nothing in a URL."""
    with pytest.raises(InputError, match="is not the URL"):
        server_at(url, MODEL, None, (), 1.0)


def test_the_key_goes_to_the_server_and_nowhere_else(serving: Callable[[Any], int]) -> None:
    """As a bearer token; and the description of the engine does not have it."""
    heads = []

    def act(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        heads.append(handler.headers["Authorization"])
        good(handler, body)

    engine = EndpointEngine(at(serving(act), key="sesame-37"), SystemClock(), {})
    assert set(heads) == {"Bearer sesame-37"}
    assert "sesame" not in repr(engine.facts)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://models.example.com/v1", "is another machine"),
        ("http://10.0.0.7:8000/v1", "is another machine"),
        ("localhost:8000", "is not the URL"),
        ("ftp://localhost/v1", "is not the URL"),
    ],
)
def test_nothing_is_sent_to_another_machine_unasked(url: str, said: str) -> None:
    """Loopback by default; another host must be named."""
    with pytest.raises(InputError, match=said):
        server_at(url, MODEL, None, (), 1.0)
    assert server_at("http://10.0.0.7:8000/v1", MODEL, None, ("10.0.0.7",), 1.0).host == "10.0.0.7"


@needs("llama_cpp")
@needs("sse_starlette")
def test_a_server_that_does_not_count_is_noticed(tmp_path: Path) -> None:
    """The Python server of llama-cpp-python streams no usage: c3 says so instead of counting chunks."""
    path, port = tmp_path / "tiny.gguf", free_port()
    importlib.import_module("c3calc.bench.synthetic").write_synthetic(shape_of(TINY), "q4_0", path, lambda *_: None)
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(path), "--port", str(port), "--n_threads", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        with pytest.raises(MeasurementError, match="no `usage`"):
            EndpointEngine(at(port), SystemClock(), {})
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
