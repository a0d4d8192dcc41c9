// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import java.nio.file.Path;
import java.util.Optional;

/** The cluster that the tests run on. */
interface TestCluster extends AutoCloseable {
  /** The Helm release of the operator that is tested. */
  String RELEASE = "taskworkers";

  String OPERATOR_SPACE = "taskworkers-system";

  /** The one that {@code KUBECONFIG} names, else this machine's. */
  static TestCluster open() {
    var machine = Cluster.ofThisMachine();
    var given = System.getenv().getOrDefault("KUBECONFIG", "");
    return given.isEmpty() || given.equals(machine.kubeconfig().toString())
        ? MachineCluster.open(machine)
        : GivenCluster.open(System.getenv());
  }

  /** A command of {@code kubectl} as an administrator. */
  Command kubectl(String... words);

  /** A command of {@code helm} as an administrator. */
  Command helm(String... words);

  /** This machine's address, as pods reach it. */
  String hostAddress();

  /** Makes an image, which is also in an archive, available to the nodes. */
  void bring(String image, Path archive);

  /** The cluster, where its parts are processes of this machine. */
  Optional<Cluster> machine();

  /** Leaves it as it was found. */
  @Override
  void close();
}
