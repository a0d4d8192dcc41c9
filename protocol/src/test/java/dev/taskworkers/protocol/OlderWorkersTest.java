// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What workers of earlier commits wrote and followed, as processes of their own: {@code README.md}
 * beside the recordings says which, and how they were made.
 */
@DisplayName("Workers of earlier commits")
class OlderWorkersTest {
  private static final Path RECORDINGS = Path.of("src/test/resources/older-workers");

  /** Was made for the recordings, and is used nowhere else. */
  private static final SigningKey KEY =
      SigningKey.parse(
          "MC4CAQAwBQYDK2VwBCIEINHI0WtyFzW5FAfteLCNMGoBmvyTZMnFjXYjv4HwsA1a"
              + ":MCowBQYDK2VwAyEAlgN9ksBM3YCO6Ll5QQK25/5Eg8mT0YbPSWaTlYJldzs=");

  /** A worker that doesn't know an order says so. */
  private static final Map<String, String> MISSING =
      Map.of("6009c179" + WorkerEndpoints.SHARE, "404");

  private static final Pattern ORDER =
      Pattern.compile("([0-9]{3}) POST (/\\w+)\n" + OrderProof.HEADER + ": (.*)\n\n(.*)\n");

  static Stream<Path> reports() throws IOException {
    try (var files = Files.walk(RECORDINGS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("reports")
  void are_understood_in_each_word_of_their_reports(Path file) throws IOException {
    var written = Files.readAllBytes(file);

    var read = WorkerReport.fromJson(written).toJson();

    assertThat(values(read.getBytes(UTF_8))).containsAllEntriesOf(values(written));
  }

  /** What stands in JSON, by where it does. */
  private static Map<String, String> values(byte[] text) throws IOException {
    var values = new TreeMap<String, String>();
    try (var json = new JsonFactory().createParser(text)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          values.put(json.getParsingContext().pathAsPointer().toString(), json.getText());
        }
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"6009c179", "417fb893", "d28586b8"})
  void tell_what_they_had_to_do(String commit) throws IOException {
    var folder = RECORDINGS.resolve(commit);
    var busy = WorkerReport.fromJson(Files.readAllBytes(folder.resolve("busy.json")));
    assertThat(busy.busy()).isEqualTo(3);
    assertThat(busy.blocked()).isEqualTo(1);
    assertThat(busy.counters().of(TaskEvent.ACKED)).isEqualTo(2);
    assertThat(busy.counters().of(TaskEvent.FAILED)).isEqualTo(2);
    assertThat(busy.postponed().orElseThrow().count()).isEqualTo(2);
    assertThat(busy.cordoned()).isFalse();
    var cordoned = WorkerReport.fromJson(Files.readAllBytes(folder.resolve("cordoned.json")));
    assertThat(cordoned.cordoned()).isTrue();
  }

  /** A key of this kind signs the same bytes with the same signature. */
  @ParameterizedTest
  @ValueSource(strings = {"6009c179", "417fb893", "d28586b8"})
  void have_followed_to_the_byte_the_orders_that_are_given_today(String commit) throws IOException {
    var pod = new PodIdentity("media", "thumbnails-1", "0b7c1d3e-5f2a-4c68-9e1d-2a3b4c5d6e7f");
    var answers =
        List.of(Files.readString(RECORDINGS.resolve(commit + "/orders.txt")).split("---\n"));
    assertThat(answers).hasSize(4);
    for (var answer : answers) {
      var recorded = ORDER.matcher(answer);
      assertThat(recorded.matches()).as(answer).isTrue();
      var path = recorded.group(2);
      var proof = OrderProof.parse(recorded.group(3)).orElseThrow();
      var order = new Order(pod, path, recorded.group(4), proof.moment(), proof.number());
      assertThat(KEY.prove(order).header()).isEqualTo(recorded.group(3));
      assertThat(recorded.group(1)).isEqualTo(MISSING.getOrDefault(commit + path, "202"));
      assertThat(recorded.group(4))
          .isEqualTo(path.equals(WorkerEndpoints.SHARE) ? RateShare.equal(4).text() : "");
    }
    assertThat(answers.toString())
        .contains(
            " POST " + WorkerEndpoints.CORDON + "\n",
            " POST " + WorkerEndpoints.UNCORDON + "\n",
            " POST " + WorkerEndpoints.SHARE + "\n");
  }
}
