#!/usr/bin/env bash
# The step of action.yml: one check, its reports as files, its exit code as the step's.
# C3_FILES and C3_BASELINE hold one name a line, C3_ARGUMENTS words; c3 itself looks up patterns.
set -uo pipefail

c3=$RUNNER_TEMP/c3/bin/c3
reports=$RUNNER_TEMP/c3-reports
mkdir -p "$reports"

mapfile -t files < <(printf '%s\n' "$C3_FILES" | grep -v '^[[:space:]]*$')
mapfile -t baselines < <(printf '%s\n' "$C3_BASELINE" | grep -v '^[[:space:]]*$')
read -r -d '' -a flags <<<"$C3_ARGUMENTS" || true
for baseline in "${baselines[@]}"; do flags+=(--baseline "$baseline"); done
[[ -z $C3_TODAY ]] || flags+=(--today "$C3_TODAY")

"$c3" check "${flags[@]}" --format github -o "$reports/summary.md" -o "$reports/check.json" \
    -o "$reports/junit.xml" -o "$reports/check.sarif" -- "${files[@]}"
code=$?
"$c3" check "${flags[@]}" --format comment -- "${files[@]}" >"$reports/comment.md" 2>/dev/null

[[ ! -f $reports/summary.md ]] || cat "$reports/summary.md" >>"$GITHUB_STEP_SUMMARY"
{
    echo "exit-code=$code"
    for report in summary=summary.md comment=comment.md json=check.json junit=junit.xml sarif=check.sarif; do
        [[ ! -f $reports/${report#*=} ]] || echo "${report%%=*}=$reports/${report#*=}"
    done
} >>"$GITHUB_OUTPUT"
exit "$code"
