// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A request")
class RequestTest {
  private static boolean takesGzip(String accepts) {
    return Request.parse("GET / HTTP/1.1\r\nAccept-Encoding: " + accepts).orElseThrow().takesGzip();
  }

  @ParameterizedTest(name = "takes gzip with ''{0}'': {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "br,gzip | true",
        "br , GZIP ; q=0.001 | true",
        "gzip;q=1 | true",
        "gzip;q=0, gzip | true",
        "'' | false",
        "',,,' | false",
        "gzip;q=0 | false",
        "gzip; q=0.000 | false",
        "gzip;q= | false",
        "gzip;v=1 | false",
        "gzipped | false",
        "br;x=gzip | false",
      })
  void says_which_codings_it_takes(String accepts, boolean gzip) {
    assertThat(takesGzip(accepts)).isEqualTo(gzip);
  }

  /** A reader that goes back to try another way would try more of them than it ever could. */
  @ParameterizedTest
  @ValueSource(strings = {"\u0085x", "x", "", " "})
  void is_read_in_one_go_however_its_codings_are_written(String end) {
    assertThat(takesGzip(",gzip;q=".repeat(330) + ",".repeat(5300) + end)).isFalse();
  }
}
