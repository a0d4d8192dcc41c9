// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A trace file")
class TraceFileTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "may have times such as {0} at any step")
  @CsvSource({
    "2015-02-26 21:00:00, 2015-02-26 21:05:00, 300",
    "2015-02-26T21:00:00Z, 2015-02-26T21:01:00Z, 60",
    "1424984400, 1424984410, 10"
  })
  void times(String first, String second, int step) throws IOException {
    var file = write("when,how many\n" + first + ",2\n" + second + ",4\n");
    var workload = new TraceFile(file).read(0, 24, 20);
    assertThat(workload.seconds()).isEqualTo(2 * step);
    assertThat(workload.rate().applyAsDouble(0)).isEqualTo(10);
    assertThat(workload.rate().applyAsDouble(step)).isEqualTo(20);
  }

  @ParameterizedTest(name = "with ''{0}'' is refused: {1}")
  @CsvSource({
    "yesterday;1|today;2, expected a time such as 2015-02-26 21:42:53",
    "2015-02-26 21:00:00;1, has fewer than two lines",
    "2015-02-26 21:00:00;1|2015-02-26 20:00:00;2, do not ascend",
    "2015-02-26 21:00:00;1|2015-02-26 21:01:00;many, expected a count of 0 or more"
  })
  void refused(String rows, String sentence) throws IOException {
    var file = write("t,n\n" + rows.replace(';', ',').replace('|', '\n') + "\n");
    assertThatThrownBy(() -> new TraceFile(file).read(0, 1, 20))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("trace.csv"), text);
  }
}
