#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds Kubernetes, etcd, CoreDNS, Helm, what enforces NetworkPolicies, and the pause program
# from Go modules.
# Usage: build.sh MODULES BIN; each module's go.mod and go.sum say what is built, and nothing else
# is; versions to be stamped in come from the environment.
# What is in BIN already is not built again; a line on stdout says what is being built.
set -euo pipefail
modules=$1 bin=$2
mkdir -p "$bin"
export GOFLAGS=-mod=readonly GOWORK=off

say() { printf '%s\n' "$1"; }

# Whole or not there: an interrupted build leaves nothing that looks finished.
build() { # NAME MODULE PACKAGE [GO BUILD ARGUMENTS]
  local name=$1 module=$2 package=$3
  shift 3
  [ -x "$bin/$name" ] && return
  say "building $name"
  (cd "$modules/$module" && go build "$@" -o "$bin/.$name" "$package")
  mv "$bin/.$name" "$bin/$name"
}

# kubectl and Helm parse the server's version, so it must be stamped in.
stamp="-s -w -X k8s.io/component-base/version.gitVersion=v$KUBERNETES_VERSION"
stamp+=" -X k8s.io/component-base/version.gitMajor=${KUBERNETES_VERSION%%.*}"
minor=${KUBERNETES_VERSION#*.}
stamp+=" -X k8s.io/component-base/version.gitMinor=${minor%%.*}"

for name in kubectl kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet; do
  build "$name" kubernetes "k8s.io/kubernetes/cmd/$name" -ldflags "$stamp"
done
build etcd etcd . -ldflags '-s -w'
build coredns dns . -ldflags '-s -w'
CGO_ENABLED=0 build kube-network-policies policies . -ldflags '-s -w'
CGO_ENABLED=0 build pause pause . -ldflags '-s -w'

stamp="-s -w -X helm.sh/helm/v3/internal/version.version=v$HELM_VERSION"
for package in pkg/chartutil pkg/lint/rules; do
  stamp+=" -X helm.sh/helm/v3/$package.k8sVersionMajor=${KUBERNETES_VERSION%%.*}"
  stamp+=" -X helm.sh/helm/v3/$package.k8sVersionMinor=${minor%%.*}"
done
build helm helm helm.sh/helm/v3/cmd/helm -ldflags "$stamp"
