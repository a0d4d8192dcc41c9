// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.runtime.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The cluster that is found")
class ClustersTest {
  private static final String CLUSTER =
      "{name: %s, cluster: {server: 'https://%s.test:6443', certificate-authority: %s.crt}}";
  private static final String CONTEXT =
      "{name: %s, context: {cluster: %s, user: me, namespace: %s}}";

  @TempDir private Path folder;

  private Path file(String name, String lines) throws IOException {
    return Files.writeString(folder.resolve(name), "apiVersion: v1\nkind: Config\n" + lines + "\n");
  }

  private static Map<String, String> named(Path... files) {
    var names = new String[files.length];
    for (var i = 0; i < files.length; i++) {
      names[i] = files[i].toString();
    }
    return Map.of("KUBECONFIG", String.join(File.pathSeparator, names));
  }

  @Test
  void is_put_together_from_all_files_that_kubeconfig_names() throws Exception {
    var contexts =
        file(
            "contexts",
            "current-context: far\ncontexts: [" + CONTEXT.formatted("far", "there", "media") + "]");
    var clusters =
        file(
            "clusters",
            "current-context: near\nclusters: ["
                + CLUSTER.formatted("there", "there", "there")
                + "]\nusers: [{name: me, user: {token: mine}}]\ncontexts: ["
                + CONTEXT.formatted("far", "elsewhere", "other")
                + "]");

    var config =
        Clusters.config(named(folder.resolve("missing"), contexts, clusters)).orElseThrow();

    assertThat(config.getCurrentContext().getName()).isEqualTo("far");
    assertThat(config.getMasterUrl()).startsWith("https://there.test:6443");
    assertThat(config.getNamespace()).isEqualTo("media");
    assertThat(config.getAutoOAuthToken()).isEqualTo("mine");
    assertThat(config.getCaCertFile()).isEqualTo(folder.resolve("there.crt").toString());
  }

  @Test
  void is_none_where_no_file_that_is_named_exists() {
    assertThat(Clusters.config(named(folder.resolve("missing")))).isEmpty();
    assertThatThrownBy(() -> Clusters.require(named(folder.resolve("missing"))))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "KUBECONFIG: expected files that exist, but found '"
                + folder.resolve("missing")
                + "'.");
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a: [| is not YAML of the kind Config; 'kubectl config view' shows one that is.",
        "[1, 2]| is not YAML of the kind Config; 'kubectl config view' shows one that is.",
        " | is empty.",
        "\\xff| is not UTF-8 text.",
      })
  void is_none_where_a_file_is_no_kubeconfig_and_that_file_is_named(String text, String end)
      throws Exception {
    var bytes = text.equals("\\xff") ? new byte[] {(byte) 0xff} : text.getBytes(UTF_8);
    var broken = Files.write(folder.resolve("broken"), bytes);

    assertThatThrownBy(() -> Clusters.require(named(broken)))
        .isInstanceOf(UsageException.class)
        .hasMessage("The kubeconfig " + broken + end);
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "current-context: \"\"| has no current context;",
        "contexts: null| has no current context;",
        "current-context: gone| current context is 'gone', which isn't in it;",
        "current-context: lost| current context names the cluster 'x', but there is no such cluster;",
      })
  void is_none_where_no_context_leads_to_one(String lines, String end) throws Exception {
    var lost =
        lines.endsWith("lost") ? "\ncontexts: [" + CONTEXT.formatted("lost", "x", "n") + "]" : "";
    var kubeconfig = file("config", lines + lost);

    assertThatThrownBy(() -> Clusters.require(named(kubeconfig)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(end)
        .hasMessageEndingWith("choose a context: kubectl config use-context NAME.");
  }

  private Map<String, String> one(String server, String cluster, String user) throws IOException {
    return named(
        file(
            "one",
            "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
                + "clusters: [{name: k, cluster: {server: '%s', %s}}]\n".formatted(server, cluster)
                + "users: [{name: u, user: {%s}}]".formatted(user)));
  }

  private static Map<String, String> with(Map<String, String> some, String... more) {
    var all = new HashMap<>(some);
    for (var i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private Headers asked(Map<String, String> environment, HttpServer server, Runnable between) {
    var headers = new ArrayDeque<Headers>();
    server.createContext(
        "/",
        exchange -> {
          headers.add(exchange.getRequestHeaders());
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try (var client = Clusters.require(environment)) {
      client.raw("/version");
      between.run();
      client.raw("/version");
      return headers.getLast();
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void is_asked_as_the_user_that_a_kubeconfig_impersonates() throws Exception {
    var server = server();
    var environment =
        one(
            address(server),
            "",
            "token: mine, as: reader, as-groups: [a, b], as-user-extra: {example.com/team: [x]}");

    var headers = asked(environment, server, () -> {});

    assertThat(headers.get("Impersonate-User")).containsExactly("reader");
    assertThat(headers.get("Impersonate-Group")).containsExactly("a", "b");
    assertThat(headers.get("Impersonate-Extra-example.com%2Fteam")).containsExactly("x");
  }

  @Test
  void gets_the_token_that_is_in_the_file_now() throws Exception {
    var server = server();
    var file = Files.writeString(folder.resolve("token"), "old\n");

    var headers =
        asked(
            one(address(server), "", "tokenFile: token, token: other"),
            server,
            () -> {
              try {
                Files.writeString(file, "new\n");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(headers.get("Authorization")).containsExactly("Bearer new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tls-server-name: other.test | token: mine          | tls-server-name
          ''                          | 'as: me, as-uid: 42' | as-uid
          ''                          | as-groups: [admins]  | as-groups
          ''                          | tokenFile: missing   | tokenFile
          proxy-url: socks5://p:1080  | token: mine          | proxy-url
          """)
  void is_refused_where_a_setting_of_kubectl_cannot_be_followed(
      String cluster, String user, String word) throws Exception {
    var environment = one("https://there.test:6443", cluster, user);

    assertThatThrownBy(() -> Clusters.require(environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(word);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          https://there.test:6443, HTTPS_PROXY, http://proxy.test:3128, '',             http://proxy.test:3128
          https://there.test:6443, https_proxy, proxy.test:3128,        other.test,     http://proxy.test:3128
          https://there.test:6443, https_proxy, proxy.test,             here.test,      http://proxy.test:80
          https://there.test:6443, HTTPS_PROXY, http://proxy.test:3128, 'a, there.test',
          https://there.test:6443, HTTPS_PROXY, http://proxy.test:3128, .test,
          https://there.test:6443, HTTPS_PROXY, http://proxy.test:3128, *,
          https://there.test:6443, HTTP_PROXY,  http://proxy.test:3128, '',
          https://10.1.2.3:6443,   HTTPS_PROXY, http://proxy.test:3128, 10.0.0.0/8,
          https://10.1.2.3:6443,   HTTPS_PROXY, http://proxy.test:3128, 10.2.0.0/16,    http://proxy.test:3128
          https://there.test:6443, HTTPS_PROXY, http://proxy.test:3128, THERE.TEST,
          https://[fd00::1]:6443,  HTTPS_PROXY, http://proxy.test:3128, fd00::1,
          https://[fd00::1]:6443,  HTTPS_PROXY, http://proxy.test:3128, fd00::/8,
          https://[fd00::1]:6443,  HTTPS_PROXY, http://proxy.test:3128, fe80::/10,      http://proxy.test:3128
          10.1.2.3:6443,           HTTPS_PROXY, http://proxy.test:3128, '',             http://proxy.test:3128
          https://127.0.0.1:6443,  HTTPS_PROXY, http://proxy.test:3128, '',
          """)
  void is_reached_by_the_proxy_of_the_environment(
      String server, String variable, String proxy, String except, String expected)
      throws Exception {
    var environment = with(one(server, "", "token: mine"), variable, proxy, "NO_PROXY", except);

    assertThat(Clusters.config(environment).orElseThrow().getHttpsProxy()).isEqualTo(expected);
  }

  @Test
  void may_have_empty_lists_as_kubectl_writes_them() throws Exception {
    var empty = file("empty", "clusters: null\nusers: null\ncontexts: null");
    var other =
        file(
            "other",
            "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
                + "clusters: [{name: k, cluster: {server: 'http://127.0.0.1:8001'}}]\nusers: null");

    assertThat(Clusters.config(named(empty, other)).orElseThrow().getMasterUrl())
        .startsWith("http://127.0.0.1:8001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://", "https://not a host"})
  void is_refused_where_its_server_is_no_address(String server) throws Exception {
    var environment = one(server, "", "token: mine");

    assertThatThrownBy(() -> Clusters.require(environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("but found '" + server + "'");
  }

  @Test
  void is_reached_by_the_proxy_of_its_kubeconfig_rather_than_that_of_the_environment()
      throws Exception {
    var environment =
        with(
            one("https://there.test:6443", "proxy-url: 'http://mine.test:8080'", "token: mine"),
            "HTTPS_PROXY",
            "http://proxy.test:3128",
            "NO_PROXY",
            "*");

    assertThat(Clusters.config(environment).orElseThrow().getHttpsProxy())
        .isEqualTo("http://mine.test:8080");
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "echo 'ERROR: please sign in' >&2; exit 3 | failed (exit code 3: ERROR: please sign in);"
            + " sign in again, for example with gcloud auth login.",
        "echo '[no: yaml' | gave nothing that can be read as credentials.",
        "echo 'WARNING: old.' >&2; echo '[no: yaml' | gave nothing that can be read as credentials,"
            + " and wrote to standard error: WARNING: old. A program that does both can't be used"
            + " here.",
        "echo 'ERROR: no key' >&2; sleep 5 & exit 4 | failed (exit code 4: ERROR: no key); sign in"
            + " again, for example with gcloud auth login.",
        "for i in $(seq 20000); do echo 'ERROR: stuck'; done >&2; exit 4 | failed (exit code 4: ERROR: stuck); sign"
            + " in again, for example with gcloud auth login.",
      })
  void says_that_the_program_of_its_user_gives_no_credentials(String script, String end)
      throws Exception {
    var program = Files.writeString(folder.resolve("my-gcloud-plugin"), "#!/bin/sh\n" + script);
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThatThrownBy(() -> Clusters.require(byProgram("./my-gcloud-plugin")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The kubeconfig's program ./my-gcloud-plugin " + end);
  }

  @Test
  void says_that_the_program_of_its_user_is_not_there() throws Exception {
    var environment = byProgram("no-such-plugin");

    assertThatThrownBy(() -> Clusters.require(environment))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The kubeconfig's program no-such-plugin can't be started: install it, or choose"
                + " another context. The kubeconfig says: Look here.");
  }

  @Test
  void says_why_the_program_of_its_user_can_not_be_started() throws Exception {
    Files.writeString(folder.resolve("my-plugin"), "#!/bin/sh\n");

    assertThatThrownBy(() -> Clusters.require(byProgram("./my-plugin")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The kubeconfig's program ./my-plugin can't be started: Permission denied.");
  }

  @Test
  void takes_the_token_that_the_program_of_its_user_gives() throws Exception {
    var program =
        Files.writeString(
            folder.resolve("plugin"),
            "#!/bin/sh\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\","
                + "\"kind\":\"ExecCredential\",\"status\":{\"token\":\"mine\"}}'");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    var config = Clusters.config(byProgram("./plugin")).orElseThrow();

    assertThat(config.getAutoOAuthToken()).isEqualTo("mine");
  }

  private Map<String, String> byProgram(String command) throws IOException {
    return one(
        "https://k.test:6443",
        "",
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: %s, installHint: Look here.}"
            .formatted(command));
  }
}
