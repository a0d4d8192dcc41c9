// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
    "2015-02-26 21:00:00;1|2015-02-26 21:01:00;many, expected a count of 0 or more",
    "0;1|60;2|50;3, line 4",
    "0;1|60;2|60;3, but found 0 s",
    "0;1|60;2|120;3|179;4|240;5, but found 59 s",
    "0;1|60;2|150;3, expected a time that is 60 s after",
    "0;1|900000000000;2, expected lines at most 240 hours apart",
    "0;1|60;\"2, can't be read as CSV: (startline"
  })
  void refused(String rows, String sentence) throws IOException {
    var file = write("t,n\n" + rows.replace(';', ',').replace('|', '\n') + "\n");
    assertThatThrownBy(() -> new TraceFile(file).read(0, 1, 20))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void has_no_tasks_in_a_step_without_a_line() throws IOException {
    var file = write("t,n\n0,5\n60,10\n240,10\n300,5\n");
    assertThat(minutes(new TraceFile(file).read(0, 24, 10))).containsExactly(5, 10, 0, 0, 10, 5);
    assertThat(minutes(new TraceFile(file).read(0, 0.05, 10))).containsExactly(5, 10, 0);
    var sparse = write("t,n\n0,5\n600,10\n660,5\n");
    assertThat(minutes(new TraceFile(sparse).read(0, 24, 10)))
        .containsExactly(5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 5);
  }

  private static List<Integer> minutes(Workload workload) {
    return IntStream.range(0, workload.seconds() / 60)
        .mapToObj(minute -> (int) workload.rate().applyAsDouble(60 * minute))
        .toList();
  }

  @Test
  void without_a_header_is_refused() throws IOException {
    var file = write("0,5\n60,10\n120,10\n");
    assertThatThrownBy(() -> new TraceFile(file).read(0, 1, 20))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected names of columns in the first line")
        .hasMessageEndingWith("but found '0,5'.");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("trace.csv"), text);
  }
}
