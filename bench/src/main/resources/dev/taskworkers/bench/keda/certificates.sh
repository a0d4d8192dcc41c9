#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes an authority, the certificate of every server of the benchmark, and a service account's key.
# Usage: certificates.sh FOLDER NAME...
set -euo pipefail
cd "$1"
shift
umask 077
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=benchmark -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=benchmark -keyout tls.key -out tls.csr 2>/dev/null
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out tls.crt -extfile <(
  names=$(printf ',DNS:%s' "$@")
  echo "subjectAltName=${names#,}"
  echo 'extendedKeyUsage=serverAuth,clientAuth'
) 2>/dev/null
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out account.key 2>/dev/null
