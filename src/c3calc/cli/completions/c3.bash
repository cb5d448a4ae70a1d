# Completion of c3 for bash, made by scripts/make/completions.py. Save it as
#   ~/.local/share/bash-completion/completions/c3
_c3() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local kind=-W words='' command='' place=0 i found
    [[ $cur == '=' ]] && cur=''
    [[ $prev == '=' ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            =) ((i++)) ;;
            --accept | --allow-host | --as-of | --baseline | --cache | --cases | --checked | --columns | --concurrency | --currency | --date | --draws | --endpoint | --engine | --fail-on | --format | --gpu | --gpu-id | --gpu-layers | --gpus | --idle | --input-tokens | --into | --key-env | --kind | --kv-bits | --litellm | --meter | --model | --model-id | --most-seconds | --name | --option | --output | --output-tokens | --over | --phase | --plot | --pricing | --prompt | --provider | --quant | --rapl-root | --record | --replay | --seconds | --seed | --served-model | --set | --shape | --synthetic | --threads | --timeout | --today | --view | --wall | --weight-bits | -f | -o) [[ ${COMP_WORDS[i + 1]} == '=' ]] || ((i++)) ;;
            -?*) ;;
            *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((place++)); fi ;;
        esac
    done
    case "$command $prev" in
        'doctor --rapl-root' | 'compare --pricing' | 'predict --pricing' | 'check --pricing' | 'diff --pricing' | 'sweep --pricing' | 'explain --pricing' | 'validate --pricing' | 'prices --pricing' | 'prices --into' | 'bench --rapl-root' | 'bench --cache') kind=-d ;;
        'doctor --format' | 'doctor -f' | 'predict --format' | 'predict -f' | 'diff --format' | 'diff -f' | 'sweep --format' | 'sweep -f' | 'prices --format' | 'prices -f' | 'bench --format' | 'bench -f') words='table markdown csv tsv json' ;;
        'compare --format' | 'compare -f' | 'render --format' | 'render -f') words='table markdown csv tsv json html xlsx' ;;
        'compare --output' | 'compare -o' | 'predict --cases' | 'check --baseline' | 'check --output' | 'check -o' | 'diff --output' | 'diff -o' | 'sweep --output' | 'sweep -o' | 'sweep --plot' | 'render --output' | 'render -o' | 'prices --litellm' | 'bench --model' | 'bench --replay' | 'bench --output' | 'bench -o' | 'bench --record') kind=-f ;;
        'compare --plot' | 'compare --columns' | 'compare --view' | 'compare --option' | 'compare --as-of' | 'compare --today' | 'compare --set' | 'compare --draws' | 'compare --seed' | 'predict --model' | 'predict --gpu' | 'predict --gpus' | 'predict --weight-bits' | 'predict --kv-bits' | 'predict --concurrency' | 'predict --input-tokens' | 'predict --output-tokens' | 'predict --shape' | 'check --view' | 'check --as-of' | 'check --today' | 'check --set' | 'diff --view' | 'diff --as-of' | 'diff --today' | 'diff --set' | 'sweep --over' | 'sweep --view' | 'sweep --option' | 'sweep --as-of' | 'sweep --today' | 'sweep --set' | 'render --plot' | 'render --columns' | 'render --view' | 'explain --option' | 'explain --as-of' | 'explain --today' | 'explain --set' | 'validate --today' | 'init --name' | 'init --currency' | 'init --input-tokens' | 'init --output-tokens' | 'prices --provider' | 'prices --as-of' | 'prices --today' | 'prices --name' | 'prices --accept' | 'prices --checked' | 'bench --synthetic' | 'bench --endpoint' | 'bench --served-model' | 'bench --prompt' | 'bench --output-tokens' | 'bench --concurrency' | 'bench --seconds' | 'bench --most-seconds' | 'bench --idle' | 'bench --threads' | 'bench --gpu-layers' | 'bench --gpu' | 'bench --wall' | 'bench --gpu-id' | 'bench --model-id' | 'bench --allow-host' | 'bench --key-env' | 'bench --timeout' | 'bench --date') words='' ;;
        'predict --engine') words='serving local' ;;
        'predict --phase') words='served decode' ;;
        'check --fail-on') words='error warning' ;;
        'check --format' | 'check -f') words='table markdown comment csv tsv json github junit sarif' ;;
        'init --kind') words='api rented owned fixed' ;;
        'prices --kind') words='api rental gpu model grid electricity currency' ;;
        'bench --quant') words='q4_k_m q4_0 q8_0 f16' ;;
        'bench --meter') words='auto nvml rapl wall none' ;;
        *)
            case "$command $place $cur" in
                ' 0 -'*) words='--version -V --help' ;;
                'doctor '*' -'*) words='--rapl-root --format -f --help' ;;
                'compare '*' -'*) words='--format -f --output -o --plot --columns --view --option --as-of --today --set --pricing --max-age --draws --seed --help' ;;
                'predict '*' -'*) words='--model --gpu --gpus --weight-bits --kv-bits --concurrency --input-tokens --output-tokens --engine --phase --shape --cases --format -f --pricing --help' ;;
                'check '*' -'*) words='--baseline --strict --fail-on --exit-zero --max-age --format -f --output -o --view --as-of --today --set --pricing --help' ;;
                'diff '*' -'*) words='--format -f --output -o --view --as-of --today --set --pricing --help' ;;
                'sweep '*' -'*) words='--over --format -f --output -o --plot --view --option --as-of --today --set --pricing --help' ;;
                'render '*' -'*) words='--format -f --output -o --plot --columns --view --help' ;;
                'explain '*' -'*) words='--option --as-of --today --set --pricing --help' ;;
                'validate '*' -'*) words='--pricing --today --help' ;;
                'schema '*' -'*) words='--help' ;;
                'init '*' -'*) words='--kind --name --currency --input-tokens --output-tokens --force --no-force --help' ;;
                'completion '*' -'*) words='--help' ;;
                'prices '*' -'*) words='--kind --provider --format -f --as-of --today --stale --pricing --help --name --litellm --into --accept --checked' ;;
                'bench '*' -'*) words='--model --synthetic --quant --endpoint --served-model --replay --output -o --force --resume --record --prompt --output-tokens --concurrency --seconds --most-seconds --idle --threads --gpu-layers --meter --gpu --wall --rapl-root --gpu-id --model-id --allow-host --key-env --timeout --cache --date --format -f --help' ;;
                ' 0 '*) words='doctor compare predict check diff sweep render explain validate schema init completion prices bench' ;;
                'compare 0 '*) kind=-f ;;
                'check '*) kind=-f ;;
                'diff 0 '*) words='' ;;
                'diff 1 '*) words='' ;;
                'sweep 0 '*) kind=-f ;;
                'render 0 '*) words='' ;;
                'explain 0 '*) kind=-f ;;
                'explain 1 '*) words='' ;;
                'validate '*) kind=-f ;;
                'schema 0 '*) words='scenario pricing result measurement check diff sweep' ;;
                'init 0 '*) kind=-f ;;
                'completion 0 '*) words='bash zsh fish' ;;
                'prices 0 '*) words='find history diff check import' ;;
                'bench 0 '*) words='diff' ;;
            esac
            ;;
    esac
    COMPREPLY=()
    [[ $kind == -W ]] || compopt -o filenames 2>/dev/null
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <(if [[ $kind == -W ]]; then compgen -W "$words" -- "$cur"; else compgen "$kind" -- "$cur"; fi)
}
complete -F _c3 c3
