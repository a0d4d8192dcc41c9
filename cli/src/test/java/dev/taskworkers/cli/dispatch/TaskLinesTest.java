// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A line is read")
class TaskLinesTest {
  private final TaskLines lines = new TaskLines(Map.of("source", "test"), "all");

  @ParameterizedTest(name = "as plain text: {0}")
  @ValueSource(
      strings = {
        "holiday.jpg",
        "{",
        "{}",
        "{\"other\":\"y\"}",
        "{\"date\":\"2026-01-01\"}",
        "{\"attribute\":\"colour\",\"value\":\"red\"}",
        "{\"data\":\"x\",\"other\":\"y\"}",
        "{\"data\":\"x\",\"dataset\":\"y\"}",
        "{\"dataset\":\"y\"}",
        "{\"data\":\"x\",\"attributes\":{},\"attribute\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"7\",\"type\":\"t\",\"source\":\"/s\",\"data\":{\"a\":1}}",
        "{\"data\":{\"user\":null},\"errors\":[],\"extensions\":{}}",
        "{\"data\":{\"type\":\"t\",\"id\":\"1\"},\"links\":{},\"meta\":{}}",
        "{\"data\":\"x\"} {}",
        "{\"other\":\"x\",\"other\":\"y\"}",
        "{\"data\":\"x\",\"data\":\"y\",\"other\":\"z\"}",
        "{\"data\":\"x\",\"data\":\"y\"",
        "[\"data\"]"
      })
  void as_text(String line) {
    assertThat(lines.read(line).data().toStringUtf8()).isEqualTo(line);
  }

  @Test
  void as_json_with_nothing_but_the_fields_of_a_task() {
    var task = lines.read("{\"data\":\"x\",\"attributes\":{\"k\":\"v\"},\"orderingKey\":\"mine\"}");
    assertThat(task.data().toStringUtf8()).isEqualTo("x");
    assertThat(task.attributes()).containsOnly(Map.entry("k", "v"), Map.entry("source", "test"));
    assertThat(task.orderingKey()).isEqualTo("mine");
  }

  @Test
  void with_what_the_command_says_of_every_task() {
    var task = lines.read("x");
    assertThat(task.attributes()).containsEntry("source", "test");
    assertThat(task.orderingKey()).isEqualTo("all");
  }

  @ParameterizedTest(name = "and refused where a field has another type: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"data\":1} | data: expected a string, but found 1. To send the line itself",
        "{\"data\":{\"a\":1}} | data: expected a string, but found {\"a\":1}.",
        "{\"data\":\"x\",\"orderingKey\":7} | orderingKey: expected a string, but found 7.",
        "{\"attributes\":{\"k\":1}} | attributes.k: expected a string, but found 1.",
        "{\"attributes\":[]} | attributes: expected an object of strings, but found [].",
      })
  void and_refused_where_a_field_has_another_type(String line, String sentence) {
    assertThatThrownBy(() -> lines.read(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest(
      name = "and refused where a slip in the name of a field keeps it from one: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"data\":\"x\",\"attribute\":{}} | 'attribute' is no field of a task: did you mean"
            + " 'attributes'? Expected data, attributes and orderingKey. To send the line itself",
        "{\"data\":\"x\",\"attribuets\":{}} | 'attribuets' is no field of a task: did you mean"
            + " 'attributes'?",
        "{\"attribute\":{\"a\":\"b\"}} | 'attribute' is no field of a task: did you mean"
            + " 'attributes'?",
        "{\"data\":\"x\",\"ordering_key\":\"k\"} | 'ordering_key' is no field of a task: did you mean"
            + " 'orderingKey'?",
        "{\"data\":\"x\",\"orderingkey\":\"k\"} | 'orderingkey' is no field of a task: did you mean"
            + " 'orderingKey'?",
        "{\"Data\":\"x\"} | 'Data' is no field of a task: did you mean 'data'?",
      })
  void and_refused_where_a_slip_in_the_name_of_a_field_keeps_it_from_one(
      String line, String sentence) {
    assertThatThrownBy(() -> lines.read(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest(name = "and refused where a field is there twice: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"data\":\"x\",\"data\":\"y\"} | Duplicate field 'data'. To send the line itself",
        "{\"data\":\"x\",\"orderingKey\":\"a\",\"orderingKey\":\"a\"} | Duplicate field"
            + " 'orderingKey'.",
        "{\"data\":\"x\",\"attributes\":{\"k\":\"1\",\"k\":\"2\"}} | Duplicate field 'k'.",
      })
  void and_refused_where_a_field_is_there_twice(String line, String sentence) {
    assertThatThrownBy(() -> lines.read(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void and_refused_with_a_sentence_when_pubsub_would_refuse_it() {
    assertThatThrownBy(() -> new TaskLines(Map.of(), "").read(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The task is empty");
  }
}
