#!/usr/bin/env bash
# The step of action.yml: one check, its reports as files, its exit code as the step's. Runs on bash 3.2 too (macOS).
# C3_FILES and C3_BASELINE hold one name a line, C3_ARGUMENTS words; c3 itself looks up patterns.
set -o pipefail

c3=$RUNNER_TEMP/c3/bin/c3
reports=$RUNNER_TEMP/c3-reports
mkdir -p "$reports"

read -r -d '' -a flags <<<"$C3_ARGUMENTS"
[[ -z $C3_TODAY ]] || flags+=(--today "$C3_TODAY")
while IFS= read -r line; do
    [[ -z ${line//[[:space:]]/} ]] || flags+=(--baseline "$line")
done <<<"$C3_BASELINE"
files=()
while IFS= read -r line; do
    [[ -z ${line//[[:space:]]/} ]] || files+=("$line")
done <<<"$C3_FILES"

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
