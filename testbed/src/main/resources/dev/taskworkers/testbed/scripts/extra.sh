#!/usr/bin/env bash
# Builds a program that only a benchmark needs.
# Usage: extra.sh kwok; BIN and the versions come from the environment.
set -euo pipefail
program=$1
export GOWORK=off GOFLAGS=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $program in
  kwok)
    # How its nodes and pods live, as KWOK ships it.
    stages=$(go mod download -json "sigs.k8s.io/kwok@v$KWOK_VERSION" | sed -nE 's/^\s*"Dir": "(.*)",?$/\1/p')/kustomize/stage
    for file in "$stages"/node/fast/node-*.yaml "$stages"/pod/fast/pod-*.yaml; do
      echo ---
      cat "$file"
    done >"$BIN/kwok-stages.yaml"
    GOBIN=$work go install -ldflags '-s -w' "sigs.k8s.io/kwok/cmd/kwok@v$KWOK_VERSION"
    ;;
esac
mv "$work/$program" "$BIN/$program"
