#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds a program that only a benchmark needs, from a module as build.sh does.
# Usage: PROGRAM=kwok extra.sh MODULES BIN
set -euo pipefail
modules=$1 bin=$2
export GOFLAGS=-mod=readonly GOWORK=off
printf 'building %s\n' "$PROGRAM"
cd "$modules/$PROGRAM"

case $PROGRAM in
  kwok)
    go build -ldflags '-s -w' -o "$bin/.kwok" sigs.k8s.io/kwok/cmd/kwok
    # How its nodes and pods live, as KWOK ships it.
    stages=$(go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
    for file in "$stages"/node/fast/node-*.yaml "$stages"/pod/fast/pod-*.yaml; do
      echo ---
      cat "$file"
    done >"$bin/kwok-stages.yaml"
    ;;
esac
mv "$bin/.$PROGRAM" "$bin/$PROGRAM"
