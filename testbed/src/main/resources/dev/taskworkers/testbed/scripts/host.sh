#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a node needs of the machine around it, and how it is taken away again.
# Usage: host.sh attach PID FOLDER HOST-ADDRESS NODE-ADDRESS
#        host.sh clean FOLDER NODE-ADDRESS
set -euo pipefail
link=taskworkers0
mark=(-m comment --comment taskworkers-cluster)

# Pods reach what this machine reaches, and this machine reaches pods and Services.
attach() { # PID FOLDER HOST-ADDRESS NODE-ADDRESS
  ip link add "$link" type veth peer name eth0 netns "$1"
  ip addr add "$3/30" dev "$link"
  ip link set "$link" up
  ip route add 10.244.0.0/24 via "$4"
  ip route add 10.96.0.0/16 via "$4"
  cat /proc/sys/net/ipv4/ip_forward >"$2/ip_forward"
  sysctl -qw net.ipv4.ip_forward=1
  iptables -w -t nat -A POSTROUTING -s "$4/32" ! -o "$link" "${mark[@]}" -j MASQUERADE
  iptables -w -I FORWARD -i "$link" "${mark[@]}" -j ACCEPT
  iptables -w -I FORWARD -o "$link" "${mark[@]}" -j ACCEPT
}

# Nothing of it may be there, or all of it, or any part.
clean() { # FOLDER NODE-ADDRESS
  if command -v iptables >/dev/null; then
    iptables -w -t nat -D POSTROUTING -s "$2/32" ! -o "$link" "${mark[@]}" -j MASQUERADE 2>/dev/null || true
    iptables -w -D FORWARD -i "$link" "${mark[@]}" -j ACCEPT 2>/dev/null || true
    iptables -w -D FORWARD -o "$link" "${mark[@]}" -j ACCEPT 2>/dev/null || true
  fi
  ip link del "$link" 2>/dev/null || true
  [ ! -f "$1/ip_forward" ] || sysctl -qw net.ipv4.ip_forward="$(cat "$1/ip_forward")"
  find /sys/fs/cgroup -depth -type d -path '*/taskworkers-cluster*' -exec rmdir {} + 2>/dev/null || true
  rm -rf "$1"
}

"$@"
