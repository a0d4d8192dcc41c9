// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A task to publish")
class TaskTest {
  private static final ByteString DATA = ByteString.copyFromUtf8("x");

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("The task is empty", ByteString.EMPTY, Map.of(), ""),
        Arguments.of(
            "has 10000001 bytes", ByteString.copyFrom(new byte[10_000_000]), Map.of(), "k"),
        Arguments.of(
            "has 10000002 bytes", ByteString.copyFrom(new byte[9_999_999]), Map.of("k", "ü"), ""),
        Arguments.of("begins with 'goog'", DATA, Map.of("googly", "x"), ""),
        Arguments.of("is longer than 256 bytes", DATA, Map.of("k".repeat(257), "x"), ""),
        Arguments.of("is longer than 1024 bytes", DATA, Map.of("k", "ü".repeat(513)), ""),
        Arguments.of("key of an attribute is empty", DATA, Map.of("", "x"), ""),
        Arguments.of("has 101 attributes", DATA, attributes(101), ""),
        Arguments.of("ordering key is longer", DATA, Map.of(), "k".repeat(1025)));
  }

  @ParameterizedTest(name = "is refused with a sentence: {0}")
  @MethodSource("refused")
  void is_refused(String why, ByteString data, Map<String, String> attributes, String key) {
    assertThatThrownBy(() -> new Task(data, attributes, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void may_use_every_limit_to_the_full() {
    var attributes = attributes(100);
    var beside = 1024 + attributes.keySet().stream().mapToInt(name -> name.length() + 1024).sum();
    var data = ByteString.copyFrom(new byte[10_000_000 - beside]);
    assertThatCode(() -> new Task(data, attributes, "k".repeat(1024))).doesNotThrowAnyException();
  }

  @Test
  void may_be_attributes_only() {
    assertThatCode(() -> new Task(ByteString.EMPTY, Map.of("k", ""), ""))
        .doesNotThrowAnyException();
  }

  private static Map<String, String> attributes(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "k" + i, i -> "v".repeat(1024)));
  }
}
