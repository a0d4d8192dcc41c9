// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void is_none_where_a_file_is_no_kubeconfig_and_that_file_is_named() throws Exception {
    var broken = Files.writeString(folder.resolve("broken"), "a: [");

    assertThatThrownBy(() -> Clusters.require(named(broken)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Expected a kubeconfig in " + broken + ", but it can't be read: ")
        .hasMessageNotContaining("\n");
  }
}
