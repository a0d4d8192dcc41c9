// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An application that sends tasks")
class LibraryTest {
  /** Two of them on a class path, and SLF4J takes either. */
  @ParameterizedTest
  @ValueSource(strings = {"ch.qos.logback.classic.Logger", "org.slf4j.simple.SimpleLogger"})
  void gets_no_logging_backend_from_this_library(String type) {
    assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
  }
}
