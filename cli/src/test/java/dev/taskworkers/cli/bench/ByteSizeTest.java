// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "500, 500", "10k, 10000"})
  void is_a_number_of_bytes_or_of_thousands(String text, int bytes) {
    assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "10 k", "10m", "99999999999"})
  void is_refused_in_a_sentence(String text) {
    assertThatThrownBy(() -> new ByteSize().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("10k")
        .hasMessageContaining("'" + text + "'");
  }
}
