// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The feed of the page")
@Timeout(60)
class PoolFeedTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final FakeSource source = new FakeSource().pools("fine", "media/thumbnails");

  static List<Runnable> failures() {
    return List.of(
        () -> {
          throw new IllegalStateException("unforeseen");
        },
        () -> {
          throw new NoClassDefFoundError("unforeseen");
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void says_what_nobody_foresaw_and_goes_on_with_the_next_reading(Runnable failure)
      throws Exception {
    var next = new AtomicReference<>(failure);
    try (var feed =
        new PoolFeed(
            path -> {
              next.get().run();
              return source.get(path);
            },
            Duration.ofMillis(1))) {
      feed.watch();
      var news = feed.after(0, LONG).orElseThrow();
      assertThat(news.missing()).singleElement().asString().contains("unforeseen");

      next.set(() -> {});
      while (news.pools().isEmpty()) {
        news = feed.after(news.version(), LONG).orElseThrow();
      }
      assertThat(news.missing()).isEmpty();
    }
  }

  @Test
  void leaves_out_the_pools_of_a_namespace_that_was_not_looked_at_and_says_which_was()
      throws Exception {
    source.pools("calm", "media/a", "music/b");
    try (var feed = new PoolFeed(source, Duration.ofMillis(1))) {
      feed.watch();
      var news = feed.after(0, LONG).orElseThrow();
      assertThat(news.complete()).isTrue();

      source.answer("/pools", "{\"version\":1,\"pools\":[],\"namespaces\":[\"media\"]}");
      while (news.gone().isEmpty()) {
        news = feed.after(news.version(), LONG).orElseThrow();
      }
      assertThat(news.gone()).containsExactly("media/a", "music/b");
      assertThat(news.complete()).isFalse();
      assertThat(news.namespaces()).containsExactly("media");
      assertThat(feed.after(0, LONG).orElseThrow().pools()).isEmpty();

      source.pools("calm", "music/b");
      while (!news.complete()) {
        news = feed.after(news.version(), LONG).orElseThrow();
      }
      assertThat(news.namespaces()).isEmpty();
      assertThat(news.pools())
          .extracting(row -> row.path("pool").asText())
          .containsExactly("music/b");
    }
  }

  @Test
  void is_of_no_namespace_and_keeps_its_pools_while_nobody_answers() throws Exception {
    source.answer(
        "/pools", "{\"version\":1,\"pools\":[{\"pool\":\"media/a\"}],\"namespaces\":[\"media\"]}");
    try (var feed = new PoolFeed(source, Duration.ofMillis(1))) {
      feed.watch();
      assertThat(feed.after(0, LONG).orElseThrow().namespaces()).containsExactly("media");

      source.answer("/pools", new PoolSource.Reply(503, "Away.", "Nobody", List.of("Away.")));
      var news = feed.after(0, LONG).orElseThrow();
      while (news.missing().isEmpty()) {
        news = feed.after(news.version(), LONG).orElseThrow();
      }
      assertThat(news.complete()).isFalse();
      assertThat(news.namespaces()).isEmpty();
      assertThat(feed.after(0, LONG).orElseThrow().pools()).hasSize(1);
    }
  }
}
