#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds KEDA from its Go module; `go install` can't, since the module replaces another one.
# Usage: build.sh VERSION FOLDER; go.mod and go.sum lie beside this script and say what the module
# must be, and its own go.sum what all others must be. The folder gets bin/ and crds/.
# A line on stdout says what is being built.
set -euo pipefail
version=$1 folder=$2
module=github.com/kedacore/keda/v2
export GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0
mkdir -p "$folder/bin"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$(dirname "$0")"
published=$(go mod download -json "$module@v$version" | sed -nE 's/^\s*"Dir": "(.*)",?$/\1/p')
cp -r "$published" "$work/keda"
chmod -R u+w "$work/keda"
cd "$work/keda"

# Whole or not there: an interrupted build leaves nothing that looks finished.
for program in operator adapter; do
  [ -x "$folder/bin/keda-$program" ] && continue
  printf 'building keda-%s %s\n' "$program" "$version"
  go build -ldflags "-s -w -X $module/version.Version=$version" -o "$work/program" "./cmd/$program"
  mv "$work/program" "$folder/bin/keda-$program"
done
rm -rf "$folder/crds"
cp -r config/crd/bases "$folder/crds"
