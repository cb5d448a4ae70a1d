"""Codes C3-M..: an engine, a meter or a server that fails `c3 bench`."""

from __future__ import annotations

from c3calc.base.codes.code import ErrorCode

# fmt: off
MEASURING = (
    ErrorCode("C3-M01", "Nothing to measure, or too much", "`c3 bench` measures one thing: a model file, synthetic "
              "weights, a server, or a recording.", "Give one of `--model`, `--synthetic`, `--endpoint`, `--replay`."),
    ErrorCode("C3-M02", "A number that measures nothing", "Lengths, concurrencies and times are above 0.",
              "Write whole numbers with commas between them: 1,2,4,8."),
    ErrorCode("C3-M03", "Name of the served model is missing", "A server may have several models.",
              "Give `--served-model`; the server lists them under /v1/models."),
    ErrorCode("C3-M04", "Part of the bench extra is missing",
              "The engine, the model writer or the driver's bindings are not installed, or do not load.",
              "Run the command that the message shows: it builds llama.cpp in about two minutes."),
    ErrorCode("C3-M10", "Watts at the wall", "Two numbers in watts: loaded but idle, and under load, which is more.",
              "Write `--wall 90,410`."),
    ErrorCode("C3-M11", "No RAPL counters", "Linux shows no energy counters of the processor; virtual machines have "
              "none.", "Measure on the machine itself, at the wall (`--wall`), or with `--meter none`."),
    ErrorCode("C3-M12", "RAPL counters may not be read", "Only root may read them since 2020 (CVE-2020-8694).",
              "Give yourself the right, as the message says, or take `--meter none`."),
    ErrorCode("C3-M13", "RAPL counter lost", "A counter was there and is gone, or holds no number.",
              "Look at the kernel's log."),
    ErrorCode("C3-M14", "NVML does not answer", "The NVIDIA driver is not there, not loaded, refuses, or lost the "
              "board; the message quotes it. What was measured before is kept.",
              "See that `nvidia-smi` works; `c3 doctor` says what there is."),
    ErrorCode("C3-M15", "No such GPU", "`--gpu` or CUDA_VISIBLE_DEVICES names a board that is not there.",
              "`c3 doctor` lists the boards with their numbers."),
    ErrorCode("C3-M20", "Not a GGUF file", "The file begins otherwise, or is of a version that c3 does not read.",
              "Name a model in GGUF, or take `--synthetic`."),
    ErrorCode("C3-M21", "GGUF file cut off", "The file ends before the tensors do that its head announces.",
              "Download or write it again."),
    ErrorCode("C3-M22", "Model larger than memory", "Weights and KV cache need more memory than is free; nothing was "
              "loaded.", "Take a smaller model or quantisation, shorter prompts, or fewer sequences."),
    ErrorCode("C3-M23", "No synthetic weights of this model",
              "c3 writes dense models of a few families; the catalogue must know every size of the network.",
              "Take a model of these families, or a GGUF file with `--model`."),
    ErrorCode("C3-M24", "llama.cpp does not load the model",
              "The message quotes llama.cpp: an architecture it does not know, or tensors that do not fit.",
              "Take a newer llama-cpp-python, or another file."),
    ErrorCode("C3-M25", "llama.cpp makes no context", "The KV cache does not fit, or the settings do not go together.",
              "Take fewer sequences or shorter ones."),
    ErrorCode("C3-M26", "llama.cpp stops", "A step failed; the message quotes the code. What was measured is kept.",
              "Take fewer sequences or shorter ones, and look at the driver's log."),
    ErrorCode("C3-M27", "Another llama-cpp-python", "Its structures are not those that this c3 knows.",
              "Install the version that the extra `bench` names."),
    ErrorCode("C3-M40", "Not a recording", "The file is none, is damaged, or was made by another version.",
              "Record again with `--record`."),
    ErrorCode("C3-M41", "Recording does not fit its plan",
              "The recording ends too early, or its runs are not those of its plan.",
              "Record again with `--record`."),
    ErrorCode("C3-M50", "Server out of reach", "Nothing answers there, it says nothing for too long, or it hangs up in "
              "the middle.", "See that it runs, and that the URL is right."),
    ErrorCode("C3-M51", "Server refuses", "It answered with an error; the message quotes it.",
              "Look at the key (`--key-env`), the name of the model, the length of the context, the server's log."),
    ErrorCode("C3-M52", "Not an OpenAI-compatible server", "The answer is no stream of events in JSON.",
              "The URL ends in /v1 for most servers."),
    ErrorCode("C3-M53", "Server does not count tokens",
              "There is no `usage` in its stream, or it contradicts the text. Chunks are no tokens: c3 does not guess.",
              "Take a server that counts: vLLM, llama-server, Ollama, TGI."),
    ErrorCode("C3-M54", "Server on another machine", "c3 sends nothing to another machine unless it is named.",
              "Name it: `--allow-host HOST`."),
    ErrorCode("C3-M61", "Output of another measurement", "`--resume` goes on with the same model, engine and threads.",
              "Name another output, or overwrite it with `--force`."),
)
# fmt: on
