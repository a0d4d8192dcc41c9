#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the certificates of a cluster and a kubeconfig for each of its parts.
# Usage: certificates.sh FOLDER NODE-NAME NODE-ADDRESS
set -euo pipefail
folder=$1 node=$2 address=$3
umask 077
mkdir -p "$folder/pki"
cd "$folder"

# RSA, since not every client library reads keys of elliptic curves.
authority() { # NAME
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$1" \
    -keyout "pki/$1.key" -out "pki/$1.crt" 2>/dev/null
}

certificate() { # NAME SUBJECT AUTHORITY [ALTERNATIVE-NAMES]
  openssl req -newkey rsa:2048 -nodes -subj "$2" \
    -keyout "pki/$1.key" -out "pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "pki/$1.csr" -CA "pki/$3.crt" -CAkey "pki/$3.key" -CAcreateserial -days 365 \
    -out "pki/$1.crt" -extfile <(
      echo "subjectAltName=${4:-DNS:$1}"
      echo 'extendedKeyUsage=serverAuth,clientAuth'
    ) 2>/dev/null
}

kubeconfig() { # USER
  cat >"$1.conf" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: taskworkers, cluster: {server: "https://$address:6443", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "pki/$1.crt"), client-key-data: $(base64 -w0 "pki/$1.key")}}]
contexts: [{name: taskworkers, context: {cluster: taskworkers, user: $1}}]
current-context: taskworkers
YAML
}

authority ca
authority front-proxy-ca
certificate apiserver /CN=kube-apiserver ca \
  "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,IP:10.96.0.1,IP:$address"
certificate kubelet-client /O=system:masters/CN=kubelet-client ca
certificate front-proxy-client /CN=front-proxy-client front-proxy-ca
certificate admin /O=system:masters/CN=admin ca
certificate controller-manager /CN=system:kube-controller-manager ca
certificate scheduler /CN=system:kube-scheduler ca
certificate proxy /CN=system:kube-proxy ca
certificate dns /O=system:masters/CN=dns ca
certificate kubelet "/O=system:nodes/CN=system:node:$node" ca "DNS:$node,IP:$address"
for user in admin controller-manager scheduler proxy dns kubelet; do
  kubeconfig "$user"
done
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pki/service-accounts.key 2>/dev/null
openssl pkey -in pki/service-accounts.key -pubout -out pki/service-accounts.pub
