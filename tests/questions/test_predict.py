"""`c3 predict`: what is asked, what is assumed, what is refused, and that a table answers as single questions do."""

from __future__ import annotations

import csv
import json
import re
import sys
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from c3calc.answer.prediction import COMPUTED
from c3calc.base.errors import InputError
from c3calc.files.catalogue.load import load_catalogue
from c3calc.files.text.csv import parse_cases
from c3calc.questions.predict import predicted
from c3calc.questions.predict_cases import answer_cases
from c3calc.resolve.hardware import architecture, constants
from c3calc.resolve.replica_spec import ReplicaSpec, engine_class, engine_of
from command import c3
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = load_catalogue()
LLAMA = ReplicaSpec("llama-3.1-70b", "h100-sxm-80gb", 4, 8.0, 16.0, 64, 1000, 500)
HEADER = "model,gpu,num_gpus,weight_bits,kv_bits,concurrency,input_tokens,output_tokens,engine,phase"
FORMS = ("csv", "tsv", "json")


def refused(asked: ReplicaSpec) -> list[tuple[str, str]]:
    """Return the code and message of everything that is wrong with a question."""
    with pytest.raises(InputError) as caught:
        predicted(CATALOGUE, asked)
    return [(problem.code, problem.message) for problem in caught.value.problems]


def cases(*rows: str, header: str = HEADER) -> Any:
    """Return the answers to rows of a table."""
    table = parse_cases("\n".join((header, *rows)).encode(), "cases.csv")
    return answer_cases(CATALOGUE, table.columns(), len(table.rows))


def test_names_are_found_by_id_or_name_in_any_case() -> None:
    """H100-SXM-80GB is h100-sxm-80gb."""
    named = predicted(CATALOGUE, replace(LLAMA, model="LLAMA-3.1-70B", gpu="H100-SXM-80GB"))
    assert (named.model, named.gpu) == ("Llama-3.1-70B", "H100-SXM-80GB")
    assert named.output_tok_s == predicted(CATALOGUE, LLAMA).output_tok_s


def test_an_interval_is_even_on_the_scale_of_ratios() -> None:
    """Low x high = value^2, and never of no width."""
    found = predicted(CATALOGUE, LLAMA).output_tok_s
    assert found.low * found.high == pytest.approx(found.value**2)
    assert found.low < found.value < found.high


def test_what_is_left_open_is_assumed_and_named() -> None:
    """Mean lengths from the defaults, and as many sequences as (85.52 x 0.92 - 2) x 4 - 70.554 GB hold."""
    found = predicted(CATALOGUE, replace(LLAMA, concurrency=None, input_tokens=None, output_tokens=None))
    assert found.chosen == ("input_tokens", "output_tokens", "concurrency")
    assert (found.asked.input_tokens, found.asked.output_tokens) == (500, 211)
    assert found.asked.concurrency == ((81_559 * 2**20 / 1e9 * 0.92 - 2) * 4 - 70.554) // (327_680 * 711 / 1e9)


def test_the_phase_decides_which_rate_and_which_energy_is_meant() -> None:
    """Generation alone is faster, and costs less, than with the prefill of new requests."""
    served, decode = predicted(CATALOGUE, LLAMA), predicted(CATALOGUE, replace(LLAMA, phase="decode"))
    assert decode.output_tok_s.value == decode.found.decode_tok_s > served.output_tok_s.value
    assert decode.energy_per_output_token_j.value < served.energy_per_output_token_j.value


def test_what_limits_a_step_is_said_in_words() -> None:
    """One sequence of a large model reads weights; many of a small one at short lengths do something else."""
    assert predicted(CATALOGUE, replace(LLAMA, concurrency=1)).bound.startswith("memory-bound: 5")
    small = ReplicaSpec("qwen3-0.6b", "b200-sxm-180gb", concurrency=1, input_tokens=10, output_tokens=10)
    assert predicted(CATALOGUE, small).bound.startswith("launch-bound: ")


def test_what_does_not_fit_is_answered_with_what_is_missing_and_what_would_fit() -> None:
    """141.108 GB of weights, 711 x 327,680 B of cache and 2 GB of overhead; llama.cpp fills 24,564 MiB but 1/24."""
    found = predicted(
        CATALOGUE, ReplicaSpec("llama-3.1-70b", "rtx-4090", concurrency=1, input_tokens=500, output_tokens=211)
    )
    assert not found.fits
    assert found.missing_gb == pytest.approx(141.108 + 0.233 + 2 - 24.684, abs=0.001)
    assert found.fixes == ("8 x RTX-4090", "weights of 2 bits", "1 x H200-NVL-141GB (141 GB)")
    assert predicted(CATALOGUE, LLAMA).fixes == ()


@pytest.mark.parametrize(("prompt", "answer"), [(1, 13_000), (13_000, 1)])
def test_one_sequence_is_held_at_its_full_length(prompt: int, answer: int) -> None:
    """20.19 GB + 13,001 x 262,144 B = 3.41 + 2 = 25.6 GB whichever part is long; of a 4090 llama.cpp fills 24.7."""
    asked = ReplicaSpec("qwen3-32b", "rtx-4090", 1, 4.93, 16, 1, prompt, answer, "local")
    found = predicted(CATALOGUE, asked)
    assert found.found.memory_needed_gb == pytest.approx(25.6, abs=0.01)
    assert not found.fits


def test_two_consumer_cards_hold_70b_in_four_bits() -> None:
    """42.5 GB + 8,192 x 327,680 B = 2.7 + 2 x 2 = 49.2 GB of 2 x 24,576 MiB = 51.5 GB, not of twice 24."""
    found = predicted(CATALOGUE, ReplicaSpec("llama-3.1-70b", "rtx-3090", 2, 4.82, 16, 1, 8000, 192, "local"))
    assert (round(found.found.memory_needed_gb, 1), round(found.found.memory_gb, 1)) == (49.2, 51.5)
    assert found.fits


def test_a_server_does_not_start_with_a_context_that_its_share_of_the_card_does_not_hold() -> None:
    """vllm#10517: 8B in 16 bits and 50,000 tokens need 24.6 GB; of an RTX 3090 vLLM fills 92 %, 23.7."""
    assert not predicted(CATALOGUE, ReplicaSpec("llama-3.1-8b", "rtx-3090", 1, 16, 16, 1, 1, 50_000, "serving")).fits


def test_caches_that_do_not_fit_may_be_fewer() -> None:
    """(306.7 - 70.554) GB hold five caches of 43 GB; or eight cards hold none of 64 either, nor any other card."""
    assert predicted(CATALOGUE, replace(LLAMA, input_tokens=131_071, output_tokens=1)).fixes == (
        "5 sequences in flight",
    )


def test_every_mistake_of_a_question_is_reported_at_once() -> None:
    """Names, counts, bits, lengths and words together."""
    asked = ReplicaSpec("llama-4", "h200", 0, 0.5, 32.0, -1, 0, 0, "vroom", "later")
    codes = [code for code, _ in refused(asked)]
    assert codes == ["C3-R01"] * 2 + ["C3-U60"] * 4 + ["C3-U61"] * 2 + ["C3-R01"] * 2


def test_a_context_beyond_the_models_is_refused() -> None:
    """131,072 tokens are the most; one more is too many."""
    assert predicted(CATALOGUE, replace(LLAMA, input_tokens=131_071, output_tokens=1, concurrency=4)).fits
    assert refused(replace(LLAMA, input_tokens=131_072, output_tokens=1))[0][0] == "C3-U62"


def test_heads_must_be_divided_where_cards_share_layers() -> None:
    """64 heads on 3 cards: refused by a serving engine, split by layers by a local one."""
    assert refused(replace(LLAMA, gpus=3))[0][0] == "C3-U63"
    assert predicted(CATALOGUE, replace(LLAMA, gpus=3, engine="local", weight_bits=4.8)).fits


def test_generation_may_begin_with_an_empty_context() -> None:
    """As llama-bench does; a request without a prompt is none."""
    empty = replace(LLAMA, input_tokens=0)
    assert refused(empty)[0][0] == "C3-U60"
    assert predicted(CATALOGUE, replace(empty, phase="decode")).output_tok_s.value > 0


@pytest.mark.parametrize(
    ("gpu", "weight_bits", "concurrency", "engine"),
    [
        ("h100-sxm-80gb", 16.0, 1, "serving"), ("h100-sxm-80gb", 4.8, 1, "local"), ("h100-sxm-80gb", 4.8, 8, "serving"),
        ("rtx-4090", 16.0, 1, "local"), ("rtx-4090", 16.0, None, "serving"), ("m3-ultra-80c", 16.0, 8, "local"),
    ],
)  # fmt: skip
def test_an_engine_that_is_not_named_is_that_of_the_card(
    gpu: str, weight_bits: float, concurrency: Any, engine: str
) -> None:
    """Serving, but for cards that serving engines do not run on, and for one user at home."""
    asked = ReplicaSpec("llama-3.1-8b", gpu, 1, weight_bits, 16.0, concurrency)
    assert engine_of(CATALOGUE.get("gpus", gpu), asked) == engine


def test_engines_may_be_called_by_their_own_names() -> None:
    """In a table of measurements; what we do not know stays as it is, to be refused."""
    names = ("vLLM", "TensorRT-LLM", "llama.cpp", "Ollama / llama.cpp", "LM Studio 0.3", "serving", "Vroom")
    expected = ["serving", "serving", "local", "local", "local", "serving", "vroom"]
    assert [engine_class(CATALOGUE, name) for name in names] == expected


def test_a_model_may_be_given_by_its_shape(tmp_path: Path) -> None:
    """12 B in 40 layers: hidden is (12e9 / 12 / 40)^(1/2) = 5,000; the rest are experts, 8 of 128 at a time."""
    shape = {"name": "mine", "total_params_b": 12.0, "layers": 40, "kv_heads": 8, "head_dim": 128}
    assert architecture(shape).hidden == pytest.approx(5000)
    assert architecture({**shape, "active_params_b": 3.0}).expert_params_b == pytest.approx(9 / (1 - 8 / 128))
    sizes = [word for name, size in list(shape.items())[1:] for word in ("--shape", f"{name}={size}")]
    run = c3(tmp_path, "predict", "--model", "mine", "--gpu", "h100-sxm-80gb", *sizes, "--format", "json")
    assert json.loads(run.out)["asked"]["model"] == "mine"


def test_a_table_answers_as_single_questions_do() -> None:
    """The same numbers, row by row, whatever the engine, the phase and what is left open."""
    questions = [
        LLAMA,
        replace(LLAMA, concurrency=None),
        ReplicaSpec("gpt-oss-20b", "RTX-4090", 1, 4.25, 16.0, 1, 0, 512, "local", "decode"),
        ReplicaSpec("deepseek-v3", "mi300x", 8, 8.0, 8.0, None, None, None),
        ReplicaSpec("Qwen3-30B-A3B", "B200-SXM-180GB", 2, 4.5, 8.0, 256, 8000, 1000),
    ]
    rows = [
        ",".join("" if x is None else str(x) for x in (q.model, q.gpu, q.gpus, q.weight_bits, q.kv_bits, q.concurrency,
                                                       q.input_tokens, q.output_tokens, q.engine, q.phase))
        for q in questions
    ]  # fmt: skip
    many = cases(*rows)
    assert many.errors == [""] * len(questions)
    for row, question in enumerate(questions):
        one = predicted(CATALOGUE, question)
        rate, joules = one.output_tok_s, one.energy_per_output_token_j
        memory = (one.found.memory_needed_gb, one.found.memory_gb)
        expected = (rate.value, rate.low, rate.high, joules.value, joules.low, joules.high, *memory)
        assert [many.computed[name][row] for name in COMPUTED] == pytest.approx(expected)
        assert many.fits[row] is one.fits


def test_a_row_that_cannot_be_answered_stops_no_other() -> None:
    """It has an error and no numbers; the rows around it keep their order and their answers."""
    good = "llama-3.1-8b,h100-sxm-80gb,1,16,16,8,100,100,,"
    many = cases(good, "llama-9,h100-sxm-80gb,1,16,16,8,100,100,,", good, "llama-3.1-8b,l40s,1,x,16,8,1,1,,", good)
    assert [bool(error) for error in many.errors] == [False, True, False, True, False]
    assert many.fits == [True, None, True, None, True]
    assert np.isnan(many.computed["output_tokens_per_s"]).tolist() == [False, True, False, True, False]
    assert many.errors[1].startswith("C3-R01: unknown model `llama-9`, did you mean")
    assert many.errors[3] == "C3-U60: weight_bits `x` is not a number"


@pytest.mark.parametrize(
    "row", [",1,1,,served", ",0,1,,served", ",1,0,,served", "0,1,1,,served", ",1e9,1,,served", ",1,1,,x"]
)
def test_lengths_and_words_of_a_row_are_checked(row: str) -> None:
    """Only the first of these rows asks for something."""
    found = cases(f"llama-3.1-8b,h100-sxm-80gb,1,16,16,{row}")
    assert (found.errors[0] == "") is (row == ",1,1,,served")


@pytest.mark.parametrize(
    "cell", ["nan", "NaN", "inf", "-inf", "1e400", "1e300", "١٢", "0x10", "1_", "-1", "1e9", "1_000", "1.5k", " 8 "]
)
def test_a_cell_is_read_as_a_flag_is_whatever_stands_beside_it(tmp_path: Path, cell: str) -> None:
    """The same answer or the same error alone, beside a suffix, and on the command line."""
    row = "llama-3.1-8b,h100-sxm-80gb,1,16,16,{},100,100,,".format
    alone, beside = cases(row(cell)), cases(row("8k"), row(cell))
    asked = ("--model", "llama-3.1-8b", "--gpu", "h100-sxm-80gb", f"--concurrency={cell}")
    run = c3(tmp_path, "predict", *asked, "--input-tokens=100", "--output-tokens=100", "--format=csv")
    assert (
        alone.errors[0]
        == beside.errors[1]
        == "".join(
            f"{code}: {message.replace('--', '')}" for code, message in re.findall(r"error\[(.*?)\]: (.*)", run.err)
        )
    )
    rates = [found.computed["output_tokens_per_s"][-1] for found in (alone, beside)]
    one = float(next(csv.DictReader(StringIO(run.out)))["output_tokens_per_s"]) if run.code == 0 else np.nan
    assert rates == pytest.approx([one, one], nan_ok=True)


@pytest.mark.parametrize(
    "table", ["model;gpu;weight_bits;note\n{};{};4,8;a, b\n", "note\tgpu\tmodel\tweight_bits\nx\t{1}\t{0}\t4.8\n"]
)
def test_columns_may_stand_between_semicolons_or_tabs(table: str) -> None:
    """As spreadsheets of most of Europe save them, with decimal commas, and as they are pasted."""
    found = parse_cases(table.format("llama-3.1-8b", "rtx-4090").encode(), "cases.csv")
    expected = cases("llama-3.1-8b,rtx-4090,1,4.8")
    assert answer_cases(CATALOGUE, found.columns(), 1).computed == expected.computed


def test_nothing_hidden_and_no_formula_leaves_a_table(tmp_path: Path) -> None:
    """Escapes, C1 controls, turned text and formulas are harmless in each form; a negative number stays one."""
    table = "model,gpu,note\n=1+1,\x1b]0;x\x07,\x9b31m\u202e\nllama-3.1-8b,rtx-4090,-5\n".encode()
    run = {form: c3(tmp_path, "predict", "--cases", "-", "--format", form, stdin=table).out for form in FORMS}
    assert not [form for form, out in run.items() if re.search("[\x07\x1b\x9b\u202e]", out)]
    assert run["csv"].split("\n")[1].startswith(r"'=1+1,\x1b]0;x\x07,\x9b31m\u202e,")
    assert run["tsv"].split("\n")[2].split("\t")[2] == "-5"
    assert json.loads(run["json"])["cases"][0]["note"] == "\x9b31m\u202e"


def test_columns_that_are_missing_and_cells_that_are_empty_have_defaults() -> None:
    """One card, 16 bits, as many sequences as memory holds."""
    short = cases("llama-3.1-8b,h100-sxm-80gb", header="gpu,model".replace("gpu,model", "model,gpu"))
    empty = cases("llama-3.1-8b,h100-sxm-80gb,,,,,,,,")
    assert short.computed["output_tokens_per_s"] == empty.computed["output_tokens_per_s"]
    assert short.errors == empty.errors == [""]


def test_a_table_without_rows_is_an_empty_answer(tmp_path: Path) -> None:
    """The header comes back with the columns that would be computed."""
    run = c3(tmp_path, "predict", "--cases", "-", "--format", "csv", stdin=b"model,gpu\n")
    assert run.out == f"model,gpu,{','.join(COMPUTED)},fits,error\n"


def test_a_table_comes_back_with_its_own_cells_in_their_order(tmp_path: Path) -> None:
    """Columns that c3 does not know, names as they were written, byte order marks left out."""
    table = '\ufeffnote,Model,GPU\n"a, b",GEMMA-4-31B,RTX-3090\nc,nothing,RTX-3090\n'
    run = c3(tmp_path, "predict", "--cases", "-", "--format", "csv", stdin=table.encode())
    rows = list(csv.DictReader(StringIO(run.out)))
    assert [(row["note"], row["Model"], bool(row["error"])) for row in rows] == [
        ("a, b", "GEMMA-4-31B", False), ("c", "nothing", True)
    ]  # fmt: skip


def test_a_row_beyond_the_context_is_answered_and_says_so(tmp_path: Path) -> None:
    """Some people stretch a context, or split heads oddly: they get figures, and what is wrong with them."""
    table = "model,gpu,num_gpus,input_tokens\nllama-3.1-8b,h100-sxm-80gb,1,200000\nllama-3.1-8b,h100-sxm-80gb,3,\n"
    run = c3(tmp_path, "predict", "--cases", "-", "--format", "csv", stdin=table.encode())
    rows = list(csv.DictReader(StringIO(run.out)))
    assert [row["error"].split(":")[0] for row in rows] == ["C3-U62", "C3-U63"]
    assert all(float(row["output_tokens_per_s"]) > 0 and row["fits"] for row in rows)


def test_a_short_row_has_empty_cells_and_a_misspelt_column_is_refused(tmp_path: Path) -> None:
    """Cells at the end may be left out; a column that is nearly one of ours is not taken for somebody's note."""
    table = "model,gpu,num_gpus,weight_bits\nllama-3.1-8b,h100-sxm-80gb\n"
    run = c3(tmp_path, "predict", "--cases", "-", stdin=table.encode())
    assert [row["error"] for row in csv.DictReader(StringIO(run.out))] == [""]
    run = c3(tmp_path, "predict", "--cases", "-", stdin=table.replace("weight_bits", "weight_bit").encode())
    assert (run.code, run.out) == (2, "")
    assert "did you mean `weight_bits`?" in run.err


def test_a_table_leaves_no_room_for_a_model_beside_it(tmp_path: Path) -> None:
    """`--model` would be ignored."""
    run = c3(tmp_path, "predict", "--cases", "-", "--model", "llama-3.1-8b", stdin=b"model,gpu\n")
    assert run.code == 2
    assert "--cases takes models and GPUs from its table" in run.err


def test_a_gpu_is_suggested_by_its_beginning(tmp_path: Path) -> None:
    """`h100` is three cards."""
    run = c3(tmp_path, "predict", "--model", "llama-3.1-8b", "--gpu", "h100")
    assert run.code == 2
    assert "`h100-" in run.err


def test_every_published_measurement_in_the_repository_has_an_answer() -> None:
    """Every row of benchmarks/measurements that is no prefill, those with contexts longer than the model's too."""
    files = sorted((ROOT / "benchmarks" / "measurements").glob("*.csv"))
    rows = [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    rows = [row for row in rows if row["phase"] != "prefill"]
    columns = {name: [row[name] for row in rows] for name in HEADER.split(",")}
    many = answer_cases(CATALOGUE, columns, len(rows))
    beyond = {row["source"] for row, error in zip(rows, many.errors, strict=True) if error}
    assert beyond == {"Splitwise (Azure)"}
    measured = np.array([float(row["tok_s"]) for row in rows])
    ratio = np.abs(np.log(many.computed["output_tokens_per_s"] / measured))
    kept = np.array([row["source"] not in beyond for row in rows])
    assert np.exp(np.median(ratio[kept])) < 1.12  # docs/method.md: 10.1 % of 1,074 rows


def test_the_fit_finds_the_constants_that_made_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows predicted by known constants, fitted from others, give them back."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts" / "make"))
    fit_prediction = pytest.importorskip("fit_prediction")
    rows = fit_prediction.usable(fit_prediction.read_rows(fit_prediction.SHIPPED))
    table = fit_prediction.table_of(rows[::4], "serving")
    true = replace(constants(CATALOGUE, "serving"), layer_s=5e-5, weight_read_share=0.7, link_share=0.5)
    made = replace(table, measured_tok_s=fit_prediction.predicted(table, true)[1])
    found = fit_prediction.fitted(made, constants(CATALOGUE, "serving"))
    assert found.layer_s == pytest.approx(5e-5, rel=0.02)
    assert found.weight_read_share == pytest.approx(0.7, rel=0.02)
    assert found.link_share == pytest.approx(0.5, rel=0.02)


def test_numpy_is_loaded_for_tables_only(tmp_path: Path) -> None:
    """A single answer works on plain numbers."""
    asked = ["predict", "--model", "gemma-4-31b", "--gpu", "rtx-3090"]
    code = f"import sys; from c3calc.cli import run; run.run({asked}); sys.exit('numpy' in sys.modules)"
    from command import run as run_command  # noqa: PLC0415  (beside what it runs)

    assert run_command([sys.executable, "-c", code], tmp_path).code == 0
