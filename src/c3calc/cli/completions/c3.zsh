#compdef c3
# Completion of c3 for zsh, made by scripts/make/completions.py. Save it as _c3 in a folder of $fpath.
_c3() {
    local curcontext=$curcontext state line
    local -a commands=(
        'doctor:Say what there is to measure with, and what to install for what is missing.'
        'compare:Compare the options of a scenario\: cost, carbon, capacity, control, and where the order changes.'
        'predict:Predict tokens per second, joules per token and memory of a model on GPUs, with intervals.'
        'check:Hold scenarios against their budgets, waivers and expectations. Exits with 3 where one fails, 4 if open.'
        'diff:Show what changed between two answers and why\: which input, which price, which version.'
        'sweep:Move one number of a scenario over a range, or two\: what every option costs, and where the cheapest changes.'
        'render:Print a saved answer again, the same bytes as when it was evaluated.'
        'explain:Show the arithmetic of every line with its numbers and who said them; or what a code means.'
        'validate:Check scenario files and list everything that must be corrected.'
        'schema:Print the JSON Schema of scenarios, of catalogue or measurement files, or of what c3 prints as JSON.'
        'init:Write a commented starter scenario that runs as it stands.'
        'completion:Print a static completion script\: save it where your shell looks for completions.'
        'prices:Look up prices and facts of the catalogue, with source and age\: c3 prices NAME, or c3 prices for what there is. `c3 prices find --help` lists the flags.'
        'bench:Measure tokens per second and joules per token on this machine, and write a measurement file that scenarios read. `c3 doctor` says what there is to measure with.'
    )
    _arguments -C \
        '(--version -V)'{--version,-V}'[Print the version.]' \
        '(--help)'--help'[Show what this command takes.]' \
        '1:command:->command' \
        '*::argument:->arguments'
    case $state in
        command) _describe -t commands command commands ;;
        arguments)
            case $line[1] in
                doctor)
                    _arguments \
                        '(--rapl-root)'--rapl-root='[Where the RAPL counters are.]:folder:_files -/' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '(--help)'--help'[Show what this command takes.]'
                    ;;
                compare)
                    _arguments \
                        '(--format -f)'{--format=,-f+}'[What to print; html is a page, xlsx a workbook.]:word:(table markdown csv tsv json html xlsx)' \
                        '*'{--output=,-o+}'[Also write FILE; its suffix says the format. Repeatable.]:file:_files' \
                        '*'--plot='[Draw a picture (.svg .png .pdf .txt, - below the tables)\: crossover, carbon, bill, tornado, plane or cashflow. Repeatable.]:word: ' \
                        '(--columns)'--columns='[Columns to print, by their keys.]:word: ' \
                        '(--view)'--view='[Tables to print\: summary, bill, savings, energy, capacity, crossovers, volumes, features, notes ...]:word: ' \
                        '*'--option='[Compare only these options. Repeatable.]:word: ' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the scenario'\''s, else the catalogue'\''s newest, not after --today.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '*'--set='[Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.]:word: ' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--max-age)'--max-age'[Exit with 4 where a price was last checked longer ago than its kind allows.]' \
                        '(--draws)'--draws='[Draws of what is uncertain; also adds the tornado and the flips. Default\: 1,000 where the scenario has ranges or predictions. 0 for none.]:word: ' \
                        '(--seed)'--seed='[Other draws for another seed.]:word: ' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:file:_files'
                    ;;
                predict)
                    _arguments \
                        '(--model)'--model='[Open weights of the catalogue, or any name with --shape.]:word: ' \
                        '(--gpu)'--gpu='[A GPU of the catalogue.]:word: ' \
                        '(--gpus)'--gpus='[GPUs of one replica.]:word: ' \
                        '(--weight-bits)'--weight-bits='[Bits of a weight, scales included. Default\: as released, or 16.]:word: ' \
                        '(--kv-bits)'--kv-bits='[Bits of a number in the KV cache.]:word: ' \
                        '(--concurrency)'--concurrency='[Sequences in flight. Default\: the most that memory holds.]:word: ' \
                        '(--input-tokens)'--input-tokens='[Input tokens of a request.]:word: ' \
                        '(--output-tokens)'--output-tokens='[Output tokens of a request.]:word: ' \
                        '(--engine)'--engine='[serving\: vLLM, SGLang, TensorRT-LLM ...; local\: llama.cpp, Ollama ...]:word:(serving local)' \
                        '(--phase)'--phase='[served\: prefill of new requests included; decode\: generation alone.]:word:(served decode)' \
                        '*'--shape='[A size of a model that the catalogue lacks. Repeatable.]:word: ' \
                        '(--cases)'--cases='[Answer every row of a CSV file, or - for standard input.]:file:_files' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]'
                    ;;
                check)
                    _arguments \
                        '*'--baseline='[A saved answer that increases count from, matched by name. Repeatable.]:file:_files' \
                        '(--strict)'--strict'[Leave open (4) what the interval of a figure does not settle.]' \
                        '(--fail-on)'--fail-on='[Fail on errors only, or on warnings too.]:word:(error warning)' \
                        '(--exit-zero)'--exit-zero'[Exit with 0 where a budget fails (3) or is left open (4).]' \
                        '(--max-age)'--max-age'[Leave open (4) what rests on a price older than its kind allows.]' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown comment csv tsv json github junit sarif)' \
                        '*'{--output=,-o+}'[Also write FILE; its suffix says the format, .xml is JUnit. Repeatable.]:file:_files' \
                        '(--view)'--view='[Tables to print\: summary, bill, savings, energy, capacity, crossovers, volumes, features, notes ...]:word: ' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the scenario'\''s, else the catalogue'\''s newest, not after --today.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '*'--set='[Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.]:word: ' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '*:file:_files'
                    ;;
                diff)
                    _arguments \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '*'{--output=,-o+}'[Also write FILE; its suffix says the format. Repeatable.]:file:_files' \
                        '(--view)'--view='[Tables to print\: options, lines, settings, causes.]:word: ' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the scenario'\''s, else the catalogue'\''s newest, not after --today.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '*'--set='[Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.]:word: ' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:word: ' \
                        '2:word: '
                    ;;
                sweep)
                    _arguments \
                        '*'--over='[A number of the scenario, as --set names it, or volume, and its range\: 11 points, or N; with log each the same ratio above the one before. Once or twice.]:word: ' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '*'{--output=,-o+}'[Also write FILE; its suffix says the format. Repeatable.]:file:_files' \
                        '*'--plot='[Draw a picture (.svg .png .pdf .txt, - below the tables)\: the costs over one field, a map of the cheapest over two. Repeatable.]:file:_files' \
                        '(--view)'--view='[Tables to print\: curve, crossings, map, points.]:word: ' \
                        '*'--option='[Compare only these options. Repeatable.]:word: ' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the scenario'\''s, else the catalogue'\''s newest, not after --today.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '*'--set='[Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.]:word: ' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:file:_files'
                    ;;
                render)
                    _arguments \
                        '(--format -f)'{--format=,-f+}'[What to print; html is a page, xlsx a workbook.]:word:(table markdown csv tsv json html xlsx)' \
                        '*'{--output=,-o+}'[Also write FILE; its suffix says the format. Repeatable.]:file:_files' \
                        '*'--plot='[Draw a picture (.svg .png .pdf .txt, - below the tables)\: crossover, carbon, bill, tornado, plane or cashflow. Repeatable.]:word: ' \
                        '(--columns)'--columns='[Columns to print, by their keys.]:word: ' \
                        '(--view)'--view='[Tables to print\: summary, bill, savings, energy, capacity, crossovers, volumes, features, notes ...]:word: ' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:word: '
                    ;;
                explain)
                    _arguments \
                        '*'--option='[Compare only these options. Repeatable.]:word: ' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the scenario'\''s, else the catalogue'\''s newest, not after --today.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '*'--set='[Change a value of the scenario, such as workload.shape.peak_to_mean=4. Repeatable.]:word: ' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:file:_files' \
                        '2:word: '
                    ;;
                validate)
                    _arguments \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '*:file:_files'
                    ;;
                schema)
                    _arguments \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:word:(scenario pricing result measurement check diff sweep)'
                    ;;
                init)
                    _arguments \
                        '*'--kind='[Kinds of option to start with. Repeatable. Default\: api and rented.]:word:(api rented owned fixed)' \
                        '(--name)'--name='[What the scenario is called.]:word: ' \
                        '(--currency)'--currency='[ISO code of the currency to answer in.]:word: ' \
                        '(--input-tokens)'--input-tokens='[Input tokens a month, such as 500M.]:word: ' \
                        '(--output-tokens)'--output-tokens='[Output tokens a month, such as 150M.]:word: ' \
                        '(--force)'--force'[Overwrite FILE if it is there.]' \
                        '(--no-force)'--no-force'[Not --force.]' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:file:_files'
                    ;;
                completion)
                    _arguments \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:word:(bash zsh fish)'
                    ;;
                prices)
                    _arguments \
                        '(--kind)'--kind='[Only entries of this kind.]:word:(api rental gpu model grid electricity currency)' \
                        '(--provider)'--provider='[Only entries of this provider.]:word: ' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '(--as-of)'--as-of='[Day whose prices count. Default\: the newest checked.]:word: ' \
                        '(--today)'--today='[Day on which ages are judged. Default\: the system'\''s.]:word: ' \
                        '(--stale)'--stale'[Only what was last checked longer ago than its kind allows.]' \
                        '*'--pricing='[Lay your own prices over the catalogue. Repeatable.]:folder:_files -/' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '(--name)'--name='[Only entries by this name.]:word: ' \
                        '(--litellm)'--litellm='[Also compare with LiteLLM'\''s price file (JSON).]:file:_files' \
                        '(--into)'--into='[The catalogue folder to write apis/ in.]:folder:_files -/' \
                        '*'--accept='[Take what vanished or jumped\: a provider, or provider/model. Repeatable.]:word: ' \
                        '(--checked)'--checked='[Day the package was released, where c3 does not know.]:word: ' \
                        '1:word:(find history diff check import)'
                    ;;
                bench)
                    _arguments \
                        '(--model)'--model='[Measure llama.cpp with this GGUF file.]:file:_files' \
                        '(--synthetic)'--synthetic='[Measure llama.cpp with random weights in the shape of a model of the catalogue; `tiny` is done in seconds.]:word: ' \
                        '(--quant)'--quant='[Quantisation of the synthetic weights.]:word:(q4_k_m q4_0 q8_0 f16)' \
                        '(--endpoint)'--endpoint='[Measure a server that speaks the OpenAI API\: http\://127.0.0.1\:8000/v1.]:word: ' \
                        '(--served-model)'--served-model='[What the server calls the model.]:word: ' \
                        '(--replay)'--replay='[Measure nothing\: play a recording again.]:file:_files' \
                        '(--output -o)'{--output=,-o+}'[Where to write the measurement.]:file:_files' \
                        '(--force)'--force'[Overwrite the output if it is there.]' \
                        '(--resume)'--resume'[Measure only the concurrencies that the output does not have yet.]' \
                        '(--record)'--record='[Also write what the engine and the meter said, for --replay.]:file:_files' \
                        '(--prompt)'--prompt='[Prompt lengths in tokens; requests have the first one. Default\: 512 (tiny\: 128).]:word: ' \
                        '(--output-tokens)'--output-tokens='[Tokens that each request writes. Default\: 128 (tiny\: 32).]:word: ' \
                        '(--concurrency)'--concurrency='[Requests at once.]:word: ' \
                        '(--seconds)'--seconds='[A window lasts so long at least. Default\: 10 with a meter, 2 without.]:word: ' \
                        '(--most-seconds)'--most-seconds='[No run begins after so long. Default\: 3 x --seconds.]:word: ' \
                        '(--idle)'--idle='[How long idle power is watched, bare and loaded. Default\: 30.]:word: ' \
                        '(--threads)'--threads='[Threads of llama.cpp. Default\: the processors this process may use (tiny\: 1).]:word: ' \
                        '(--gpu-layers)'--gpu-layers='[Layers on the GPU; -1 is all, 0 none.]:word: ' \
                        '(--meter)'--meter='[What measures energy.]:word:(auto nvml rapl wall none)' \
                        '*'--gpu='[Number of a GPU that the meter reads. Repeatable. Default\: visible.]:word: ' \
                        '(--wall)'--wall='[Watts that a meter at the wall shows\: loaded but idle, and busy.]:word: ' \
                        '(--rapl-root)'--rapl-root='[Where the RAPL counters are.]:folder:_files -/' \
                        '(--gpu-id)'--gpu-id='[Which GPU of the catalogue this is. Default\: by its name.]:word: ' \
                        '(--model-id)'--model-id='[Which model of the catalogue this is.]:word: ' \
                        '*'--allow-host='[Another machine that --endpoint may name. Repeatable.]:word: ' \
                        '(--key-env)'--key-env='[Environment variable with the server'\''s key.]:word: ' \
                        '(--timeout)'--timeout='[A server may say nothing for so long.]:word: ' \
                        '(--cache)'--cache='[Where synthetic models are kept. Default\: the user'\''s cache folder.]:folder:_files -/' \
                        '(--date)'--date='[Day of the measurement. Default\: the system'\''s.]:word: ' \
                        '(--format -f)'{--format=,-f+}'[What to print.]:word:(table markdown csv tsv json)' \
                        '(--help)'--help'[Show what this command takes.]' \
                        '1:word:(diff)'
                    ;;
            esac
            ;;
    esac
}
if [[ $funcstack[1] == _c3 ]]; then _c3 "$@"; else compdef _c3 c3; fi
