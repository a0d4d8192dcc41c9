// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The page's server")
class AccessTest {
  @ParameterizedTest(name = "at port {0}, {1}: {2}")
  @CsvSource({
    "80, localhost, true",
    "80, 127.0.0.1, true",
    "80, localhost:80, true",
    "80, example.com, false",
    "8080, localhost:8080, true",
    "8080, localhost, false"
  })
  void is_known_by_the_names_that_browsers_send(int port, String host, boolean named) {
    var request = new Headers();
    request.set("Host", host);

    assertThat(Access.open(port).isNamed(request)).isEqualTo(named);
  }
}
