// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The Kubernetes API over HTTP on a loopback port: fabric8's in-memory server, with server-side
 * apply and with times of the given clock.
 */
public final class ApiServer implements AutoCloseable {
  /** The server tells of every request; kept here, or the level could be collected with it. */
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  /** Whoever elects a leader asks first whether it may use leases. */
  private static final String EVERYTHING_IS_ALLOWED =
      """
      {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {},
       "status": {"incomplete": false, "nonResourceRules": [],
         "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
      """;

  /** One for all clients of this process, since it studies each type when it first meets it. */
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final KubernetesMockServer server;
  private final Store store;

  private ApiServer(KubernetesMockServer server, Store store) {
    this.server = server;
    this.store = store;
  }

  public static ApiServer start(Clock clock) {
    REQUESTS.setLevel(Level.WARNING);
    var store = new Store(clock);
    var server =
        new KubernetesMockServer(
            new Context(Serialization.jsonMapper()),
            new MockWebServer(),
            new HashMap<>(),
            store,
            false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    return new ApiServer(server, store);
  }

  /** Refuses what is asked for in {@code namespace}, as where a Role has been deleted. */
  public void forbid(String namespace) {
    refuse("/namespaces/" + namespace + "/");
  }

  /** Ends what {@link #forbid} has begun. */
  public void allow(String namespace) {
    store.refused.remove("/namespaces/" + namespace + "/");
  }

  /** Refuses what is asked for at paths with that {@code part}, as an admission policy may. */
  public void refuse(String part) {
    store.refused.add(part);
  }

  public String url() {
    return server.url("/");
  }

  /** A client of this server; the caller closes it. */
  public NamespacedKubernetesClient client() {
    return server.createClient(
        builder ->
            builder
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withKubernetesSerialization(SERIALIZATION));
  }

  @Override
  public void close() {
    server.destroy();
  }

  /** The objects, with what fabric8's server lacks. */
  private static final class Store extends KubernetesCrudDispatcher {
    private final Clock clock;
    private final ServerSideApply apply = new ServerSideApply();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    Store(Clock clock) {
      this.clock = clock;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return refused.stream()
          .filter(request.getPath()::contains)
          .findFirst()
          .map(Store::refusal)
          .orElseGet(() -> super.dispatch(request));
    }

    private static MockResponse refusal(String part) {
      var status =
          new StatusBuilder()
              .withStatus("Failure")
              .withReason("Forbidden")
              .withCode(HttpURLConnection.HTTP_FORBIDDEN)
              .withMessage("what is at " + part + " is forbidden")
              .build();
      return new MockResponse()
          .setResponseCode(HttpURLConnection.HTTP_FORBIDDEN)
          .setBody(Serialization.asJson(status));
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      return ServerSideApply.isApply(request)
          ? apply.handle(request, this::handleGet, this::handleCreate, this::handleUpdate)
          : super.handlePatch(request);
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
      return request.getPath().endsWith("/selfsubjectrulesreviews")
          ? new MockResponse().setResponseCode(201).setBody(EVERYTHING_IS_ALLOWED)
          : super.handleCreate(request);
    }

    /** The server stamps wall-clock time; objects are to bear the time of the cluster's clock. */
    @Override
    public void processEvent(
        String path,
        AttributeSet pathAttributes,
        AttributeSet oldAttributes,
        GenericKubernetesResource resource,
        String newState) {
      if (resource != null && newState != null && stamp(oldAttributes == null, resource)) {
        super.processEvent(
            path, pathAttributes, oldAttributes, resource, Serialization.asJson(resource));
      } else {
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
      }
    }

    private boolean stamp(boolean created, GenericKubernetesResource resource) {
      var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      if (created) {
        resource.getMetadata().setCreationTimestamp(now);
      } else if (resource.isMarkedForDeletion()) {
        resource.getMetadata().setDeletionTimestamp(now);
      }
      return created || resource.isMarkedForDeletion();
    }
  }
}
