#!/usr/bin/env bash
# The steps of the action: `planish.sh install|validate|diff|format|generate`. What the user said
# comes by environment variables, so that no input is ever read as code.
set -euo pipefail

# Arguments that name the model and the configuration; empty if planish.toml has them.
model=()
if [[ -n ${CONFIG:-} ]]; then
    model+=(--config "$CONFIG")
fi
# Patterns are planish's business, not the shell's.
set -f
# shellcheck disable=SC2206 # split at white space, on purpose
paths=(${MODELS:-})
set +f
if ((${#paths[@]})); then
    model+=(-- "${paths[@]}")
fi

severity=()
if [[ -n ${SEVERITY:-} ]]; then
    severity=(--severity "$SEVERITY")
fi

# has_config: whether there is a planish.toml.
has_config() {
    [[ -n ${CONFIG:-} || -f planish.toml || -f model/planish.toml ]]
}

case ${1:-} in
install)
    if [[ -n ${PLANISH:-} ]]; then
        folder=$(cd "$(dirname "$PLANISH")" && pwd)
        "$folder/planish" --version
    else
        folder=$RUNNER_TEMP/planish/bin
        cargo install --locked --path "$GITHUB_ACTION_PATH/../codegen/cli" --root "$RUNNER_TEMP/planish"
    fi
    echo "$folder" >>"$GITHUB_PATH"
    ;;
validate)
    if [[ -n ${SARIF:-} ]]; then
        # How it ends is told by the run below.
        planish validate --format sarif --output "$SARIF" \
            ${severity[@]+"${severity[@]}"} ${model[@]+"${model[@]}"} 2>/dev/null || true
    fi
    planish validate --format github ${severity[@]+"${severity[@]}"} ${model[@]+"${model[@]}"}
    ;;
diff)
    if [[ -z ${BASE:-} ]]; then
        echo "nothing to compare with: this is no pull request, and no base is given"
        exit 0
    fi
    # A checkout usually has the last commit alone, and needs no more of the base. A whole clone stays whole.
    depth=()
    if [[ $(git rev-parse --is-shallow-repository) == true ]]; then
        depth=(--depth=1)
    fi
    git fetch --quiet --no-tags ${depth[@]+"${depth[@]}"} origin -- "+refs/heads/$BASE:refs/remotes/origin/$BASE"
    planish diff --against "git:origin/$BASE" --format github \
        ${severity[@]+"${severity[@]}"} ${model[@]+"${model[@]}"}
    ;;
format)
    planish format --check --format github ${model[@]+"${model[@]}"}
    ;;
generate)
    if ! has_config; then
        echo "no planish.toml, and so nothing is generated"
        exit 0
    fi
    planish generate --check ${CONFIG:+--config "$CONFIG"}
    ;;
*)
    echo "usage: planish.sh install|validate|diff|format|generate" >&2
    exit 2
    ;;
esac
