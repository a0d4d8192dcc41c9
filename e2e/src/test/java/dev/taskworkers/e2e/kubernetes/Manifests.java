// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

/** Pools as users write them, for namespaces at the level restricted. */
final class Manifests {
  private static final String SECURITY =
      "{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}";

  private Manifests() {}

  /**
   * A pool whose handler is written as YAML, of containers as YAML.
   *
   * @param extra more lines of the spec, each indented by two
   */
  public static String pool(
      String name, String subscription, String handler, String containers, String extra) {
    return """
        apiVersion: taskworkers.dev/v1beta1
        kind: TaskWorkerPool
        metadata: {name: %s}
        spec:
          subscription: %s
          handler: %s
          concurrency: 2
          taskTimeout: 1m
        %s
          template:
            spec:
              automountServiceAccountToken: false
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
                %s
          scaling: {maxReplicas: 3}
        """
        .formatted(name, subscription, handler, extra, containers);
  }

  /** Each task sleeps for so many seconds. */
  public static String sleeping(String name, Tasks tasks, int seconds, String image) {
    return pool(
        name,
        tasks.subscription(),
        "{exec: {command: [/bin/busybox, sleep, '" + seconds + "']}}",
        container("worker", image, ""),
        "");
  }

  /** As {@link #sleeping}, but the tasks 1 to 3 become dead letters of that topic at once. */
  public static String failing(String name, Tasks tasks, int seconds, String deadLetters) {
    var script =
        "case \"$(/bin/busybox cat)\" in \"task 1\"|\"task 2\"|\"task 3\")"
            + " echo no such picture >&2; exit 65;; esac; exec /bin/busybox sleep "
            + seconds;
    return pool(
        name,
        tasks.subscription(),
        "{exec: {command: [/bin/busybox, sh, -c, '" + script + "']}}",
        container("worker", TestImages.TASKS, ""),
        "  deadLetter: {topic: " + deadLetters + "}");
  }

  /** The handler of pools with {@link #server}. */
  public static final String HTTP = "{http: {port: 8080, path: /cgi-bin/task}}";

  /**
   * A web server that takes a second for each task.
   *
   * @param unless a command of the shell that keeps it from starting, with its semicolon, or empty
   */
  public static String server(String unless) {
    // The first process of a container heeds only signals that it asks for.
    var script = unless + "trap \"exit 0\" TERM; /bin/busybox httpd -f -p 8080 -h /www & wait";
    return container(
        "server",
        TestImages.TASKS,
        ", command: [/bin/busybox, sh, -c, '"
            + script
            + "'], env: [{name: BROKEN, valueFrom: {configMapKeyRef:"
            + " {name: server, key: broken, optional: true}}}]");
  }

  /** A container; {@code more} is YAML in flow style that begins with a comma, or empty. */
  public static String container(String name, String image, String more) {
    return "- {name: %s, image: '%s', securityContext: %s%s}"
        .formatted(name, image, SECURITY, more);
  }
}
