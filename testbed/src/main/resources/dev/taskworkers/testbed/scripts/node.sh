#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The first process of a node that has process, mount and network namespaces of its own:
# prepares them, then keeps the parts of Kubernetes running, and starts one anew that ends.
# When it is killed, the kernel ends everything below it; mounts, interfaces and iptables
# rules go with the namespaces.
# Usage: node.sh FOLDER BIN NODE-NAME NODE-ADDRESS
set -uo pipefail
folder=$1 bin=$2 node=$3 address=$4
export PATH=$bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd "$folder"

# Everything that is written outside of the folder lands in it, or in memory.
mount --make-rshared /
mkdir -p mounts/var-lib mounts/var-log
mount -t tmpfs tmpfs /run
mount --bind mounts/var-lib /var/lib
mount --bind mounts/var-log /var/log
mount --bind hosts /etc/hosts

ip link set lo up
sysctl -qw net.ipv4.ip_forward=1
until ip link show eth0 >/dev/null 2>&1; do sleep 0.1; done
ip addr add "$address/30" dev eth0
ip link set eth0 up
ip route add default via "${address%.*}.1"

# So that nothing but an empty folder of cgroups is left behind, which is easily found.
for controller in /sys/fs/cgroup /sys/fs/cgroup/*; do
  if [ -f "$controller/cgroup.procs" ]; then mkdir -p "$controller/taskworkers-cluster"; fi
done
if [ -f /sys/fs/cgroup/cgroup.subtree_control ]; then
  for controllers in /sys/fs/cgroup /sys/fs/cgroup/taskworkers-cluster; do
    for controller in cpuset cpu io memory hugetlb pids; do
      { echo "+$controller" >"$controllers/cgroup.subtree_control"; } 2>/dev/null
    done
  done
fi

# All pods together weigh as much as all processors, as on a node of its own; else they weigh as
# much as a single process of this machine, and starve when it is busy.
for weight in /sys/fs/cgroup/*/taskworkers-cluster/cpu.shares; do
  if [ -f "$weight" ]; then echo $((1024 * $(nproc))) >"$weight"; fi
done
weight=/sys/fs/cgroup/taskworkers-cluster/cpu.weight
if [ -f "$weight" ]; then echo $((100 * $(nproc))) >"$weight"; fi

keep() { # NAME COMMAND...
  local name=$1
  shift
  while true; do
    "$@" >>"log/$name.log" 2>&1
    printf '%s ended with %s and is started anew\n' "$name" $? >>log/node.log
    sleep 1
  done &
}

keep etcd etcd --data-dir etcd --listen-client-urls http://127.0.0.1:2379 \
  --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 \
  --unsafe-no-fsync --log-level warn

keep apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 \
  --advertise-address="$address" --service-cluster-ip-range=10.96.0.0/16 \
  --authorization-mode=Node,RBAC --allow-privileged=true \
  --audit-policy-file=audit.yaml --audit-log-path=log/audit.log --audit-log-maxsize=1000 \
  --client-ca-file=pki/ca.crt --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key \
  --kubelet-client-certificate=pki/kubelet-client.crt --kubelet-client-key=pki/kubelet-client.key \
  --kubelet-preferred-address-types=InternalIP \
  --service-account-issuer=https://kubernetes.default.svc \
  --service-account-key-file=pki/service-accounts.pub \
  --service-account-signing-key-file=pki/service-accounts.key \
  --requestheader-client-ca-file=pki/front-proxy-ca.crt \
  --requestheader-allowed-names=front-proxy-client \
  --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --requestheader-group-headers=X-Remote-Group --requestheader-username-headers=X-Remote-User \
  --proxy-client-cert-file=pki/front-proxy-client.crt \
  --proxy-client-key-file=pki/front-proxy-client.key --enable-aggregator-routing=true

# The default of 20 requests a second makes a thousand pods in a minute only.
unhurried=(--kube-api-qps=500 --kube-api-burst=1000)

keep controller-manager kube-controller-manager --kubeconfig=controller-manager.conf \
  --authentication-kubeconfig=controller-manager.conf \
  --authorization-kubeconfig=controller-manager.conf \
  --service-account-private-key-file=pki/service-accounts.key --root-ca-file=pki/ca.crt \
  --cluster-signing-cert-file=pki/ca.crt --cluster-signing-key-file=pki/ca.key \
  --use-service-account-credentials=true --leader-elect=false "${unhurried[@]}"

keep scheduler kube-scheduler --kubeconfig=scheduler.conf \
  --authentication-kubeconfig=scheduler.conf --authorization-kubeconfig=scheduler.conf \
  --leader-elect=false "${unhurried[@]}"

keep containerd containerd --config containerd.toml

keep kubelet kubelet --config=kubelet.yaml --kubeconfig=kubelet.conf \
  --hostname-override="$node" --node-ip="$address" --root-dir="$folder/kubelet"

keep proxy kube-proxy --config=proxy.yaml

keep dns coredns -conf Corefile

# NetworkPolicies: each new connection is put to the program after Services are translated to pods,
# and before pods' addresses are to the node's. What the node itself sends, such as the kubelet's
# probes, always passes, and so does everything where the program doesn't run.
queue=(-m conntrack --ctstate NEW -j NFQUEUE --queue-num 100 --queue-bypass)
iptables -w -t mangle -A POSTROUTING -m owner --uid-owner 0 -j RETURN
iptables -w -t mangle -A POSTROUTING "${queue[@]}"
# To the API server and CoreDNS, which are no pods.
iptables -w -t mangle -A INPUT -i pods0 "${queue[@]}"
keep policies kube-network-policies --kubeconfig=admin.conf --hostname-override="$node"

while true; do wait; done
