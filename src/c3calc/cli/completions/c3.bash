# Completion of c3 for bash, made by scripts/make_completions.py. Save it as
#   ~/.local/share/bash-completion/completions/c3
_c3() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local kind=-W words='' command='' place=0 i found
    [[ $cur == '=' ]] && cur=''
    [[ $prev == '=' ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            =) ((i++)) ;;
            --accept | --as-of | --baseline | --cases | --checked | --columns | --concurrency | --currency | --draws | --engine | --fail-on | --format | --gpu | --gpus | --input-tokens | --into | --kind | --kv-bits | --litellm | --model | --name | --option | --output | --output-tokens | --phase | --plot | --pricing | --provider | --seed | --set | --shape | --today | --view | --weight-bits | -f | -o) [[ ${COMP_WORDS[i + 1]} == '=' ]] || ((i++)) ;;
            -?*) ;;
            *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((place++)); fi ;;
        esac
    done
    case "$command $prev" in
        'compare --format' | 'compare -f' | 'render --format' | 'render -f') words='table markdown csv tsv json html xlsx' ;;
        'compare --output' | 'compare -o' | 'predict --cases' | 'check --baseline' | 'check --output' | 'check -o' | 'diff --output' | 'diff -o' | 'render --output' | 'render -o' | 'prices --litellm') kind=-f ;;
        'compare --plot' | 'compare --columns' | 'compare --view' | 'compare --option' | 'compare --as-of' | 'compare --today' | 'compare --set' | 'compare --draws' | 'compare --seed' | 'predict --model' | 'predict --gpu' | 'predict --gpus' | 'predict --weight-bits' | 'predict --kv-bits' | 'predict --concurrency' | 'predict --input-tokens' | 'predict --output-tokens' | 'predict --shape' | 'check --view' | 'check --as-of' | 'check --today' | 'check --set' | 'diff --view' | 'diff --as-of' | 'diff --today' | 'diff --set' | 'render --plot' | 'render --columns' | 'render --view' | 'explain --option' | 'explain --as-of' | 'explain --today' | 'explain --set' | 'validate --today' | 'init --name' | 'init --currency' | 'init --input-tokens' | 'init --output-tokens' | 'prices --provider' | 'prices --as-of' | 'prices --today' | 'prices --name' | 'prices --accept' | 'prices --checked') words='' ;;
        'compare --pricing' | 'predict --pricing' | 'check --pricing' | 'diff --pricing' | 'explain --pricing' | 'validate --pricing' | 'prices --pricing' | 'prices --into') kind=-d ;;
        'predict --engine') words='serving local' ;;
        'predict --phase') words='served decode' ;;
        'predict --format' | 'predict -f' | 'diff --format' | 'diff -f' | 'prices --format' | 'prices -f') words='table markdown csv tsv json' ;;
        'check --fail-on') words='error warning' ;;
        'check --format' | 'check -f') words='table markdown comment csv tsv json github junit sarif' ;;
        'init --kind') words='api rented owned fixed' ;;
        'prices --kind') words='api rental gpu model grid electricity' ;;
        *)
            case "$command $place $cur" in
                ' 0 -'*) words='--version -V --help' ;;
                'compare '*' -'*) words='--format -f --output -o --plot --columns --view --option --as-of --today --set --pricing --max-age --draws --seed --help' ;;
                'predict '*' -'*) words='--model --gpu --gpus --weight-bits --kv-bits --concurrency --input-tokens --output-tokens --engine --phase --shape --cases --format -f --pricing --help' ;;
                'check '*' -'*) words='--baseline --strict --fail-on --exit-zero --max-age --format -f --output -o --view --as-of --today --set --pricing --help' ;;
                'diff '*' -'*) words='--format -f --output -o --view --as-of --today --set --pricing --help' ;;
                'render '*' -'*) words='--format -f --output -o --plot --columns --view --help' ;;
                'explain '*' -'*) words='--option --as-of --today --set --pricing --help' ;;
                'validate '*' -'*) words='--pricing --today --help' ;;
                'schema '*' -'*) words='--help' ;;
                'init '*' -'*) words='--kind --name --currency --input-tokens --output-tokens --force --no-force --help' ;;
                'completion '*' -'*) words='--help' ;;
                'prices '*' -'*) words='--kind --provider --format -f --as-of --today --stale --pricing --help --name --litellm --into --accept --checked' ;;
                ' 0 '*) words='compare predict check diff render explain validate schema init completion prices' ;;
                'compare 0 '*) kind=-f ;;
                'check '*) kind=-f ;;
                'diff 0 '*) words='' ;;
                'diff 1 '*) words='' ;;
                'render 0 '*) words='' ;;
                'explain 0 '*) kind=-f ;;
                'explain 1 '*) words='' ;;
                'validate '*) kind=-f ;;
                'schema 0 '*) words='scenario pricing result measurement check diff' ;;
                'init 0 '*) kind=-f ;;
                'completion 0 '*) words='bash zsh fish' ;;
                'prices 0 '*) words='find history diff check import' ;;
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
