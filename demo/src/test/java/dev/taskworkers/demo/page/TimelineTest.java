package dev.taskworkers.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The timeline of a demo")
class TimelineTest {
  private final Timeline timeline = new Timeline();

  private Timeline.News after(int points, int changes) throws InterruptedException {
    return timeline.after(points, changes, Duration.ofMillis(1));
  }

  @Test
  void has_a_point_for_each_second_however_often_it_is_told() throws InterruptedException {
    for (int millis = 0; millis <= 3_000; millis += 250) {
      timeline.add(Frames.at(Duration.ofMillis(millis)));
    }
    assertThat(after(0, 0).points())
        .extracting(Timeline.Point::at)
        .containsExactly(0.0, 1.0, 2.0, 3.0);
  }

  @Test
  void tells_what_is_true_what_monitoring_shows_and_what_is_estimated()
      throws InterruptedException {
    timeline.add(Frames.at(Duration.ZERO));
    var point = after(0, 0).points().get(0);
    assertThat(point.unfinished()).isEqualTo(7);
    assertThat(point.monitoring()).isEqualTo(3);
    assertThat(point.estimate()).isEqualTo(4 + 2);
  }

  @Test
  void leaves_out_what_nobody_knows_yet() throws InterruptedException {
    timeline.add(Frames.unknown(Duration.ZERO));
    var point = after(0, 0).points().get(0);
    assertThat(point.monitoring()).isNull();
    assertThat(point.estimate()).isNull();
    assertThat(point.desired()).isNull();
  }

  @Test
  void tells_only_what_came_since() throws InterruptedException {
    timeline.add(Frames.at(Duration.ZERO));
    timeline.add(Frames.at(Duration.ofSeconds(1)));
    var news = after(1, 1);
    assertThat(news.from()).isEqualTo(1);
    assertThat(news.points()).extracting(Timeline.Point::at).containsExactly(1.0);
    assertThat(news.changes()).isEmpty();
  }

  @Test
  void says_at_once_that_it_is_over() throws InterruptedException {
    timeline.end();
    assertThat(timeline.after(0, 0, Duration.ofDays(1)).over()).isTrue();
  }
}
