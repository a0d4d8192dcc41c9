// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.Compression;
import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import dev.taskworkers.operator.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which doorbell belongs to a subscription. */
final class SourceTest {
  private static final MessageTransform COMPRESS =
      MessageTransform.newBuilder().setCompression(Compression.getDefaultInstance()).build();
  private static final String TOPIC = "projects/p/topics/t";

  private static MessageTransform function(String name) {
    return MessageTransform.newBuilder()
        .setJavascriptUdf(JavaScriptUDF.newBuilder().setFunctionName(name))
        .build();
  }

  private static Source source(MessageTransform... transforms) {
    return new Source(TOPIC, "", List.of(transforms));
  }

  private static DoorbellName name(String installation, Source source) {
    return DoorbellName.of(installation, "p", source);
  }

  @Test
  void what_comes_after_the_last_function_drops_nothing() {
    assertThat(source(function("a"), COMPRESS, function("b"), COMPRESS).counted())
        .isEqualTo(source(function("a"), COMPRESS, function("b")));
    assertThat(source(COMPRESS).counted()).isEqualTo(Source.everythingOf(TOPIC));
  }

  @Test
  void what_is_switched_off_does_nothing() {
    assertThat(source(function("a").toBuilder().setDisabled(true).build()).counted())
        .isEqualTo(Source.everythingOf(TOPIC));
  }

  @Test
  void doorbells_of_one_name_bring_the_same_tasks_to_the_same_operator() {
    assertThat(name("a", source(function("f"), COMPRESS)))
        .isEqualTo(name("a", source(function("f"))));

    assertThat(
            List.of(
                name("a", source()),
                name("b", source()),
                name("a", source(function("f"))),
                name("a", source(function("g"))),
                name("a", new Source(TOPIC, "attributes:x", List.of())),
                name("a", new Source(TOPIC + "attributes:x", "", List.of())),
                DoorbellName.of("a", "q", source())))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_name_tells_whose_it_is() {
    var name = name("0a1b2c3d", source());

    assertThat(name.toString())
        .matches("projects/p/subscriptions/taskworkers-doorbell-0a1b2c3d-[0-9a-f]{16}");
    assertThat(name.isOurs(name.labels())).isTrue();
    assertThat(name.isOurs(name("4e5f6a7b", source()).labels())).isFalse();
    assertThat(name.isOurs(Map.of())).isFalse();
  }
}
