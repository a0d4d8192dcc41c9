// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.google.common.hash.Hashing;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders a pool's NetworkPolicy: workers pull their tasks, so that nobody needs to reach them but
 * who asks what they run. What they reach is for the pool's author to bound.
 */
final class NetworkPolicyTemplate implements CompanionWriter.Companion {
  private final Optional<List<NetworkPolicyPeer>> peers;
  private final int port;

  NetworkPolicyTemplate(OperatorConfig config) {
    this.peers = config.workerIngress();
    this.port = config.workerHealthPort();
  }

  private NetworkPolicy render(Pool pool, List<NetworkPolicyPeer> from) {
    return new NetworkPolicyBuilder()
        .withMetadata(Labels.metadata(pool))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(Map.of(ClusterNames.POOL, pool.name()))
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withFrom(from)
        .addNewPort()
        .withPort(new IntOrString(port))
        .endPort()
        .endIngress()
        .endSpec()
        .build();
  }

  @Override
  public Optional<HasMetadata> of(Pool pool) {
    return peers.map(from -> render(pool, from));
  }

  @Override
  public String annotation() {
    return Labels.NETWORK_POLICY;
  }

  /** Other peers are another policy. */
  @Override
  public String note() {
    var text = port + Serialization.asJson(peers.orElse(List.of()));
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString().substring(0, 16);
  }

  @Override
  public String missing() {
    return "NoNetworkPolicy";
  }

  @Override
  public String advice() {
    return "Delete it, or give it another name.";
  }
}
