// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.Explanations.Example;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The explanation of a decision")
class ExplanationTest {
  static List<Example> examples() {
    return Explanations.examples();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void says_its_numbers_in_words(Example example) {
    assertThat(example.explanation().clause()).isEqualTo(example.clause());
    assertThat(example.explanation().reason()).isEqualTo(example.reason());
  }

  @Test
  void is_shown_here_in_each_of_its_kinds() {
    var kinds =
        Arrays.stream(Explanation.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == Explanation.class)
            .count();

    assertThat(
            examples().stream().map(example -> example.explanation().clause.getClass()).distinct())
        .as("the kinds that have an example")
        .hasSize((int) kinds);
  }

  @Test
  void is_there_for_each_reason() {
    assertThat(examples()).extracting(Example::reason).contains(Reason.values());
  }

  @ParameterizedTest(name = "from {0} to {1}")
  @CsvSource({
    "2, 5, Up from 2 to 5: the pool is paused by spec.mode.",
    "5, 2, Down from 5 to 2: the pool is paused by spec.mode.",
    "5, 5, Stays at 5: the pool is paused by spec.mode.",
  })
  void is_one_sentence_that_begins_with_the_pods(int from, int to, String sentence) {
    assertThat(Explanation.paused().sentence(from, to)).isEqualTo(sentence);
  }
}
