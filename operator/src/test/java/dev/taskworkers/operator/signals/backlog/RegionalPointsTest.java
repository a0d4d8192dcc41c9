// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static dev.taskworkers.operator.signals.backlog.ScriptedMonitoring.point;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What regions hold together, each of which is sampled at seconds of its own. */
final class RegionalPointsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  /** Points as text: seconds, a colon and the value, apart by spaces. */
  private static RegionalPoints of(String one, String other) {
    var points = new RegionalPoints();
    Map.of("eu", one, "us", other)
        .forEach(
            (region, text) ->
                parse(text).forEach((at, value) -> points.add(region, List.of(point(at, value)))));
    return points;
  }

  private static TreeMap<Instant, Long> parse(String text) {
    var points = new TreeMap<Instant, Long>();
    for (var point : text.isBlank() ? new String[0] : text.split(" ")) {
      var parts = point.split(":");
      points.put(at(Long.parseLong(parts[0])), Long.parseLong(parts[1]));
    }
    return points;
  }

  @DisplayName("regions are summed at times at which each of them is known")
  @ParameterizedTest(name = "{0}, at {1}")
  @CsvSource({
    "sampled together,              200, 0:5 60:7,          0:1 60:2,           0:6 60:9",
    "one is late,                   200, 0:5 60:7,          0:1,                0:6",
    "half a minute apart,           200, 0:10 60:20 120:20, 30:1 90:3 150:3,    30:16 90:23 120:23",
    "what rises is more than none,  200, 0:0 60:1,          30:0 90:0,          30:1 60:1",
    "empty,                         200, 0:0 60:0,          30:0 90:0,          30:0 60:0",
    "one missed a sample,           200, 0:5 60:5 120:5,    0:1 120:1,          0:6 120:6",
    "one is missing and held some,  600, 0:5 60:5 360:5,    0:1 60:1,           0:6 60:6",
    "one ended empty long ago,      600, 0:5 60:5 360:5,    0:1 60:0,           0:6 60:5 360:5",
    "one may go on,                 359, 0:5 60:5 120:5,    0:1 60:0,           0:6 60:5",
    "one does not,                  360, 0:5 60:5 120:5,    0:1 60:0,           0:6 60:5 120:5",
    "one began later,               200, 0:5 60:5 120:5,    120:3,              0:5 120:8",
    "one began a moment later,      200, 0:5 60:5 120:5,    30:3 90:3,          30:8 90:8",
    "only one,                      200, 0:5 60:5,          '',                 0:5 60:5",
    "none,                          200, '',                '',                 ''",
  })
  void sums(String name, long now, String one, String other, String sum) {
    assertThat(of(one, other).joined(Long::sum, at(now))).isEqualTo(parse(sum));
  }

  @DisplayName("a region that held messages is missing until it is heard again")
  @ParameterizedTest(name = "{0} and {1}: missing {2}")
  @CsvSource({
    "0:5 240:5, 0:1,       ''",
    "0:5 241:5, 0:1,       us",
    "0:5 241:5, 0:0,       ''",
    "0:5 241:5, 0:1 241:0, ''",
    "0:5,       0:1,       ''",
  })
  void missing(String one, String other, String regions) {
    assertThat(String.join(" ", of(one, other).missing())).isEqualTo(regions);
  }

  @DisplayName("the last point of a region is kept however old, and of the others those asked for")
  @ParameterizedTest(name = "from {0} on, at {1}: {2}")
  @CsvSource({
    "0,   600, 0:6 60:6",
    "600, 900, ''",
    "0,   0,   0:6",
  })
  void kept(int from, int now, String sum) {
    var kept = new RegionalPoints().with(of("0:5 60:5", "0:1 60:1"), at(from), at(now));

    assertThat(kept.joined(Long::sum, at(now)).tailMap(at(from))).isEqualTo(parse(sum));
    assertThat(kept.last()).isEqualTo(6);
  }

  @Property
  void what_does_not_change_is_known_exactly_whenever_regions_sample(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 59) Integer> seconds,
      @ForAll @IntRange(min = 0, max = 1000) int each) {
    var points = new RegionalPoints();
    for (var region = 0; region < seconds.size(); region++) {
      for (var minute = 0; minute < 10; minute++) {
        points.add("r" + region, List.of(point(at(minute * 60 + seconds.get(region)), each)));
      }
    }

    var joined = points.joined(Long::sum, at(600));

    assertThat(joined.values()).containsOnly((long) each * seconds.size());
    assertThat(joined.size()).isBetween(9, 11);
  }

  @DisplayName("a region tells of messages before the sum of all does")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the last sum was empty,                      0:0 60:5, 0:0, 60",
    "the last sum had some that may be postponed, 0:2 60:2, 0:0,",
    "nothing is held any more,                    0:0 30:5 60:0, 0:0,",
    "nothing is held,                             0:0 60:0, 0:0,"
  })
  void held(String what, String one, String other, Long held) {
    var answer = of(one, other);
    var known = SubscriptionSamples.none().afterAnswer(answer, new RegionalPoints(), at(90));
    assertThat(known.at(at(90)).held()).isEqualTo(Optional.ofNullable(held).map(s -> at(s)));
  }
}
