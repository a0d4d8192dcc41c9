#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries what a node does at its start, in namespaces that end with it; says what can't be done.
set -uo pipefail
folder=$1

try() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" >/dev/null 2>&1 || { echo "$what"; exit 1; }
}

try 'mounts can not be made' mount -t tmpfs tmpfs /run
mkdir -p "$folder"/{lower,upper,work,merged}
try 'overlay file systems can not be mounted' mount -t overlay overlay \
  -o "lowerdir=$folder/lower,upperdir=$folder/upper,workdir=$folder/work" "$folder/merged"
try 'network interfaces can not be made' ip link add probe0 type veth peer name probe1
try 'bridges can not be made' ip link add probe2 type bridge
try 'iptables can not be used' iptables -w -t nat -A POSTROUTING -m comment --comment probe -j MASQUERADE
if [ -d /sys/fs/cgroup/memory ]; then cgroups=/sys/fs/cgroup/memory; else cgroups=/sys/fs/cgroup; fi
try 'control groups can not be made' mkdir -p "$cgroups/taskworkers-probe"
try 'control groups can not be removed' rmdir "$cgroups/taskworkers-probe"
