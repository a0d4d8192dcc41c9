// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToolchainTest {
  @TempDir private Path cache;

  @Test
  void is_kept_in_the_cache_that_the_environment_names() {
    assertThat(Toolchain.cache(Map.of("XDG_CACHE_HOME", "/var/caches")))
        .isEqualTo(Path.of("/var/caches/taskworkers"));
    assertThat(Toolchain.cache(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "taskworkers"));
  }

  @Test
  void is_built_when_every_program_is_there_and_may_run() throws IOException {
    var toolchain = new Toolchain(cache, Versions.CURRENT);
    Files.createDirectories(toolchain.bin());
    for (var program : Toolchain.PROGRAMS) {
      assertThat(toolchain.isBuilt()).isFalse();
      var file = Files.createFile(toolchain.bin().resolve(program)).toFile();
      assertThat(toolchain.isBuilt()).isFalse();
      assertThat(file.setExecutable(true)).isTrue();
    }
    assertThat(toolchain.isBuilt()).isTrue();
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("versions")
  void is_built_from_the_versions_that_it_is_said_to_be(
      String module, String path, String version) {
    assertThat(requirements(module)).containsEntry(path, "v" + version);
  }

  static Stream<Arguments> versions() {
    var current = Versions.CURRENT;
    return Stream.of(
        Arguments.of("kubernetes", "k8s.io/kubernetes", current.kubernetes()),
        Arguments.of("kubernetes", "k8s.io/apiserver", current.kubernetes().replaceFirst("1", "0")),
        Arguments.of("etcd", "go.etcd.io/etcd/server/v3", current.etcd()),
        Arguments.of("dns", "github.com/coredns/coredns", current.coredns()),
        Arguments.of("helm", "helm.sh/helm/v3", current.helm()),
        Arguments.of("kwok", "sigs.k8s.io/kwok", current.kwok()),
        Arguments.of("policies", "sigs.k8s.io/kube-network-policies", current.policies()));
  }

  @Test
  void knows_the_digest_of_each_module_that_it_is_built_from() {
    Toolchain.MODULES.forEach(
        (module, files) -> {
          var sums = files.contains("go.sum") ? Resources.read("go/" + module + "/go.sum") : "";
          requirements(module)
              .forEach(
                  (path, version) ->
                      assertThat(sums).contains(path + " " + version + "/go.mod h1:"));
        });
  }

  /** The version of each module that {@code module} needs, as its go.mod says. */
  private static Map<String, String> requirements(String module) {
    var versions = new HashMap<String, String>();
    for (var line : Resources.read("go/" + module + "/go.mod").split("\n")) {
      var words = line.replaceFirst("^require ", "").strip().split(" ");
      if (line.startsWith("replace ")) {
        // replace PATH => PATH VERSION
        versions.computeIfPresent(words[1], (path, version) -> words[4]);
      } else if (words.length > 1 && words[1].startsWith("v")) {
        versions.put(words[0], words[1]);
      }
    }
    return versions;
  }
}
