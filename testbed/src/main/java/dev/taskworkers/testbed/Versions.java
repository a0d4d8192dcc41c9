// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.util.Map;

/**
 * What the cluster is made of. After a change run {@code .ci/lock-kubernetes}: it writes what each
 * version is built from, down to the digests of its modules.
 */
record Versions(
    String kubernetes, String etcd, String coredns, String helm, String kwok, String policies) {
  static final Versions CURRENT =
      new Versions("1.36.2", "3.6.14", "1.15.0", "3.22.0", "0.8.0", "0.7.0");

  Map<String, String> environment() {
    return Map.of(
        "KUBERNETES_VERSION", kubernetes,
        "ETCD_VERSION", etcd,
        "COREDNS_VERSION", coredns,
        "HELM_VERSION", helm);
  }
}
