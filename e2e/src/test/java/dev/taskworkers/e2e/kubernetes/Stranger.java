// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;

/** A pod with the tools of busybox, which serves a page, and asks others over the network. */
record Stranger(TestNamespace namespace, String name) {
  /** Where it serves its page. */
  static final int PORT = 9000;

  static final String IP = "jsonpath={.items[0].status.podIP}";

  /** A pod that runs in {@code namespace} now. */
  static Stranger in(TestNamespace namespace, String name) {
    return in(namespace, name, "app: " + name);
  }

  static Stranger in(TestNamespace namespace, String name, String labels) {
    namespace.apply(manifest(name, labels));
    namespace.kubectl("wait", "pod", name, "--for=condition=Ready", "--timeout=2m");
    return new Stranger(namespace, name);
  }

  /** The pod with labels as YAML in flow style. */
  static String manifest(String name, String labels) {
    return manifest(
        name, labels, ", command: [/bin/busybox, httpd, -f, -p, '" + PORT + "', -h, /www]");
  }

  /** One that answers whoever asks it on {@code port} with this JSON, whatever the question. */
  static String answering(String name, String labels, int port, String json) {
    var script =
        "while read -r line && [ ${#line} -gt 1 ]; do :; done;"
            + " printf 'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n"
            + "Content-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s' ${#ANSWER} \"$ANSWER\"";
    var server = List.of("/bin/busybox", "nc", "-ll", "-p", String.valueOf(port), "-e");
    var command =
        Stream.concat(server.stream(), Stream.of("/bin/busybox", "sh", "-c", script)).toList();
    return manifest(
        name,
        labels,
        ", command: "
            + Serialization.asJson(command)
            + ", env: [{name: ANSWER, value: "
            + Serialization.asJson(json)
            + "}]");
  }

  /**
   * @param more of its container, as {@link Manifests#container} takes it
   */
  private static String manifest(String name, String labels, String more) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {%s}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
            %s
        """
        .formatted(name, labels, Manifests.container("tools", TestImages.TASKS, more));
  }

  String address() {
    return namespace.kubectl("get", "pod", name, "-o", "jsonpath={.status.podIP}").strip();
  }

  /** What it gets for a request: the head of the answer and its body; nothing where none comes. */
  String ask(String address, int port, String method, String path) {
    var request =
        "%s %s HTTP/1.1\\r\\nHost: %s\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"
            .formatted(method, path, address);
    // The web client of a static busybox crashes where there is no C library.
    return shell("printf '%s' | /bin/busybox nc -w 5 %s %d".formatted(request, address, port));
  }

  /** Whether who listens there answers at all. */
  boolean reaches(String address, int port) {
    return ask(address, port, "GET", "/").contains("HTTP/1.");
  }

  /** Whether a name server answers there. */
  boolean resolves(String server) {
    return shell("/bin/busybox nslookup kubernetes.default.svc.cluster.local " + server)
        .contains("Name:");
  }

  private String shell(String command) {
    return namespace.tryKubectl("exec", name, "--", "/bin/busybox", "sh", "-c", command).output();
  }
}
