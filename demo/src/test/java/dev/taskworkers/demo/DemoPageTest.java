// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.runtime.HealthServer;
import dev.taskworkers.simulation.world.Trace;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's page")
class DemoPageTest {
  private static final DemoOptions OPTIONS =
      new DemoOptions(
          Trace.builtIn(),
          8,
          Duration.ofMinutes(10),
          10,
          5,
          4,
          20,
          ArrivalsMode.Auto,
          List.of(DemoFault.parse("workers-unheard@60+120"), DemoFault.parse("kill-worker@90")),
          List.of());
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final long SECOND = START.getEpochSecond();

  private final DemoSource source = new DemoSource(OPTIONS);
  private final HealthServer operator =
      HealthServer.start("127.0.0.1", 0)
          .localPages(
              "/pools/",
              "application/json",
              Optional::empty,
              path ->
                  Optional.of(
                          "{\"at\":["
                              + SECOND
                              + ","
                              + (SECOND + 5)
                              + ","
                              + (SECOND + 10)
                              + "],\"columns\":{\"waiting\":[1,2,3]}}")
                      .filter(json -> path.equals("n/p/timeline")));

  @AfterEach
  void end() {
    operator.close();
  }

  private void begin() {
    source.begin(START, () -> URI.create("http://127.0.0.1:" + operator.port()));
  }

  @Test
  void tells_what_is_true_beside_what_the_operator_takes_for_it() throws Exception {
    begin();
    source.add(Duration.ofSeconds(1), 7);
    source.add(Duration.ofMillis(1500), 9);
    source.add(Duration.ofSeconds(12), 4);

    var timeline = new ObjectMapper().readTree(source.get("/pools/n/p/timeline").body());

    assertThat(timeline.at("/columns/truth").toString()).isEqualTo("[9,null,4]");
    assertThat(timeline.at("/columns/waiting").toString()).isEqualTo("[1,2,3]");
  }

  @Test
  void knows_what_goes_wrong_on_purpose_and_when() throws Exception {
    begin();

    var bands =
        new ObjectMapper().readTree(source.get("/pools/n/p/timeline").body()).at("/disturbances");

    assertThat(bands.at("/0/kind").asText()).isEqualTo("The operator reaches no worker");
    assertThat(bands.at("/0/from").asLong()).isEqualTo(SECOND + 60);
    assertThat(bands.at("/0/to").asLong()).isEqualTo(SECOND + 180);
    assertThat(bands.at("/1/kind").asText()).isEqualTo("A worker is killed");
    assertThat(bands.at("/1/to").asLong()).isEqualTo(SECOND + 90);
  }

  @Test
  void says_that_the_operator_starts_until_it_is_there() {
    var reply = source.get("/pools");

    assertThat(reply.isGood()).isFalse();
    assertThat(reply.missing().get(0)).contains("the operator are starting");
  }

  @Test
  void is_at_an_address_of_this_machine_that_needs_no_secret() {
    try (var page = DemoPage.start(0, OPTIONS)) {
      assertThat(page.address())
          .isEqualTo(URI.create("http://127.0.0.1:" + page.address().getPort() + "/"));
    }
  }
}
