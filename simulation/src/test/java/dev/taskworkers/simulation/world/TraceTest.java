// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A trace")
class TraceTest {
  @TempDir Path folder;

  @Test
  void is_read_whatever_its_columns_are_called() throws IOException {
    var file = file("period,count\n1998-04-30 21:30:00,2\n1998-04-30 21:31:00,11\n");
    assertThat(Trace.read(file, 0, 120).values()).containsExactly(2.0, 11.0);
  }

  @Test
  void is_read_from_a_row_on_for_some_rows() throws IOException {
    var file = file("t,v\na,1\nb,2\nc,3\nd,4\n");
    assertThat(Trace.read(file, 1, 2).values()).containsExactly(2.0, 3.0);
  }

  @Test
  void is_shorter_at_the_end_of_the_file() throws IOException {
    assertThat(Trace.read(file("t,v\na,1\nb,2\n"), 1, 120).values()).containsExactly(2.0);
  }

  @Test
  void is_scaled_to_its_peak() {
    assertThat(new Trace(List.of(1.0, 4.0, 0.0)).ratesUpTo(8)).containsExactly(2.0, 8.0, 0.0);
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "t,v;a,x | line 2 of",
        "t,v;a,1;b,-3 | found '-3'",
        "t,v;a,NaN | found 'NaN'",
        "t,v;a, | found ''",
        "t,v;a | expected TIME,COUNT",
        "t,v | but found no line after a header",
        "t,v;a,0;b,0 | there are no arrivals",
        "t,v;a,\"1 | can't be read as CSV"
      })
  void refuses_with_a_sentence(String lines, String sentence) throws IOException {
    var file = file(lines.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> Trace.read(file, 0, 120))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void refuses_a_row_beyond_the_end() throws IOException {
    var file = file("t,v\na,1\n");
    assertThatThrownBy(() -> Trace.read(file, 7, 120)).hasMessageContaining("--from 7");
  }

  @Test
  void refuses_a_file_that_is_not_text() throws IOException {
    var file = folder.resolve("binary.csv");
    Files.write(file, new byte[] {'t', ',', 'v', '\n', (byte) 0xff, (byte) 0xfe, ',', '1', '\n'});
    assertThatThrownBy(() -> Trace.read(file, 0, 120)).hasMessageContaining("not UTF-8 text");
  }

  @Test
  void refuses_a_file_that_is_not_there() {
    assertThatThrownBy(() -> Trace.read(folder.resolve("none.csv"), 0, 120))
        .hasMessageContaining("there is no file");
  }

  @Test
  void has_bursts_and_quiet_times_when_it_is_built_in() {
    var values = Trace.builtIn().values();
    assertThat(values).hasSize(120).contains(0.0, 1.0).startsWith(0.0).endsWith(0.0);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("trace.csv"), text);
  }
}
