package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A name of Pub/Sub")
class PubSubNameTest {
  @Test
  void isMadeFromAShortIdAndTheProject() {
    assertThat(PubSubName.subscription("thumbnails", "acme", "x"))
        .isEqualTo("projects/acme/subscriptions/thumbnails");
  }

  @Test
  void staysAsItIsWhenFull() {
    assertThat(PubSubName.topic("projects/other/topics/dead", "acme", "x"))
        .isEqualTo("projects/other/topics/dead");
  }

  @ParameterizedTest(name = "''{0}'' is none")
  @ValueSource(strings = {"", "a", "9lives", "projects/p/subscriptions/abc", "a b c", "x/y"})
  void refusesWhatIsNone(String name) {
    assertThatThrownBy(() -> PubSubName.topic(name, "acme", "--topic"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--topic: expected a short id");
  }

  @Test
  void saysThatTheProjectIsMissing() {
    assertThatThrownBy(() -> PubSubName.topic("tasks", "", "--topic"))
        .hasMessageContaining("Set GCP_PROJECT_ID");
  }
}
