#!/usr/bin/env bash
# Builds Kubernetes, etcd, CoreDNS, Helm and the pause program from Go modules.
# Usage: build.sh GO-FILES BIN SOURCES; versions come from the environment.
# What is in BIN already is not built again; a line on stdout says what is being built.
set -euo pipefail
files=$1 bin=$2 sources=$3
mkdir -p "$bin" "$sources"
export GOFLAGS=-mod=mod GOWORK=off

say() { printf '%s\n' "$1"; }

# Whole or not there: an interrupted build leaves nothing that looks finished.
build() { # NAME PACKAGE [GO BUILD ARGUMENTS]
  local name=$1 package=$2
  shift 2
  [ -x "$bin/$name" ] && return
  say "building $name"
  go build "$@" -o "$bin/.$name" "$package"
  mv "$bin/.$name" "$bin/$name"
}

# A module with one file that imports what is to be built.
module() { # NAME GO-FILE [MODULE@VERSION]
  mkdir -p "$sources/$1"
  cd "$sources/$1"
  cp "$files/$2" .
  [ -f go.mod ] && return
  go mod init "local/$1"
  [ $# -lt 3 ] || go get "$3"
  go mod tidy
}

# Kubernetes replaces its staging modules by folders that only its repository has;
# here each is replaced by its published version, v0.MINOR.PATCH.
kubernetes_module() {
  mkdir -p "$sources/kubernetes"
  cd "$sources/kubernetes"
  cp "$files/kubernetes.go" .
  [ -f go.mod ] && return
  local upstream staging
  upstream=$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES_VERSION" |
    sed -nE 's/^\s*"GoMod": "(.*)",?$/\1/p')
  {
    echo 'module local/kubernetes'
    grep '^go ' "$upstream"
    echo "require k8s.io/kubernetes v$KUBERNETES_VERSION"
    for staging in $(sed -nE 's/^\s*(k8s\.io\/[a-z-]+) => \.\/staging.*/\1/p' "$upstream" | sort -u); do
      echo "replace $staging => $staging v0.${KUBERNETES_VERSION#*.}"
    done
  } >.go.mod
  mv .go.mod go.mod
  go mod tidy
}

# kubectl and Helm parse the server's version, so it must be stamped in.
stamp="-s -w -X k8s.io/component-base/version.gitVersion=v$KUBERNETES_VERSION"
stamp+=" -X k8s.io/component-base/version.gitMajor=${KUBERNETES_VERSION%%.*}"
minor=${KUBERNETES_VERSION#*.}
stamp+=" -X k8s.io/component-base/version.gitMinor=${minor%%.*}"

kubernetes_module
for name in kubectl kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet; do
  build "$name" "k8s.io/kubernetes/cmd/$name" -ldflags "$stamp"
done

module etcd etcd.go "go.etcd.io/etcd/server/v3@v$ETCD_VERSION"
build etcd . -ldflags '-s -w'

module dns dns.go "github.com/coredns/coredns@v$COREDNS_VERSION"
build coredns . -ldflags '-s -w'

module pause pause.go
CGO_ENABLED=0 build pause . -ldflags '-s -w'

if [ ! -x "$bin/helm" ]; then
  say 'building helm'
  stamp="-s -w -X helm.sh/helm/v3/internal/version.version=v$HELM_VERSION"
  for package in pkg/chartutil pkg/lint/rules; do
    stamp+=" -X helm.sh/helm/v3/$package.k8sVersionMajor=${KUBERNETES_VERSION%%.*}"
    stamp+=" -X helm.sh/helm/v3/$package.k8sVersionMinor=${minor%%.*}"
  done
  mkdir -p "$sources/helm"
  GOFLAGS='' GOBIN="$sources/helm" go install -ldflags "$stamp" "helm.sh/helm/v3/cmd/helm@v$HELM_VERSION"
  mv "$sources/helm/helm" "$bin/helm"
fi
