// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The network between a demo's operator and its workers")
class BrokenNetworkTest {
  private static final PodAddress POD =
      new PodAddress(new PodIdentity("n", "pod", "u"), "127.0.0.1", true);

  @TempDir Path folder;
  private final List<String> arrived = new ArrayList<>();

  private final WorkerLine whole =
      new WorkerLine() {
        @Override
        public CompletableFuture<WorkerReport> report(PodAddress pod) {
          arrived.add("question");
          return new CompletableFuture<>();
        }

        @Override
        public void cordon(PodAddress pod) {
          arrived.add("cordon");
        }

        @Override
        public void uncordon(PodAddress pod) {
          arrived.add("uncordon");
        }

        @Override
        public void share(PodAddress pod, RateShare share) {
          arrived.add("share");
        }
      };

  @ParameterizedTest(name = "with {0} it lets through: {1}")
  @CsvSource({
    "no fault, question cordon uncordon share",
    "reports-silent, cordon uncordon share",
    "workers-unheard, ''"
  })
  void lets_through_what_its_fault_leaves(String fault, String through) throws IOException {
    Files.createFile(folder.resolve(fault));
    var network = new BrokenNetwork(whole, folder);

    var report = network.report(POD);
    network.cordon(POD);
    network.uncordon(POD);
    network.share(POD, RateShare.equal(2));

    assertThat(String.join(" ", arrived)).isEqualTo(through);
    assertThat(report.isCompletedExceptionally()).isEqualTo(!arrived.contains("question"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"reports-silent", "workers-unheard"})
  void is_whole_again_when_the_fault_is_over(String fault) throws IOException {
    var file = Files.createFile(folder.resolve(fault));
    var network = new BrokenNetwork(whole, folder);
    network.cordon(POD);
    arrived.clear();

    Files.delete(file);
    network.report(POD);
    network.cordon(POD);

    assertThat(arrived).containsExactly("question", "cordon");
  }
}
