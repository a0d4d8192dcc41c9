// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an operator may act. */
final class LeaseGuardTest {
  private static final String LEASE =
      "http://api/apis/coordination.k8s.io/v1/namespaces/system/leases/taskworkers-operator";

  private long seconds;
  private int lost;
  private final LeaseGuard tenure =
      new LeaseGuard(Duration.ofSeconds(10), () -> lost++, () -> seconds * 1_000_000_000);

  private static HttpRequest request(String method, String uri) {
    return new StandardHttpRequest.Builder()
        .uri(uri)
        .method(method, "application/json", "{}")
        .build();
  }

  private void sent(String method, String uri) {
    tenure.before(null, request(method, uri), null);
  }

  private void answered(String method, String uri, int code) {
    tenure.after(request(method, uri), new Answer(code), null);
  }

  private boolean isLostAt(long second) {
    seconds = second;
    lost = 0;
    tenure.check();
    return lost > 0;
  }

  @Test
  void a_leader_that_has_not_renewed_its_lease_for_ten_seconds_has_lost_it() {
    tenure.begin();

    assertThat(isLostAt(10)).isFalse();
    assertThat(isLostAt(11)).isTrue();
  }

  /** The Lease bears the time from before it was read. */
  @ParameterizedTest(name = "read at {0}, sent at {1}, answered at {2}")
  @CsvSource({"5, 5, 9, 15", "1, 9, 9, 11", "1, 9, 10, 11"})
  void a_renewal_counts_from_when_the_lease_was_read(
      long read, long sent, long answered, long counts) {
    tenure.begin();
    renew(read, sent, answered);

    assertThat(isLostAt(counts)).isFalse();
    assertThat(isLostAt(counts + 1)).isTrue();
  }

  private void renew(long read, long sent, long answered) {
    seconds = read;
    sent("GET", LEASE);
    seconds = sent;
    answered("GET", LEASE, 200);
    sent("PATCH", LEASE);
    seconds = answered;
    answered("PATCH", LEASE, 200);
  }

  @Test
  void one_that_is_tried_again_counts_no_longer_since_it_bears_the_same_time() {
    tenure.begin();
    seconds = 1;
    sent("GET", LEASE);
    sent("PATCH", LEASE);
    answered("PATCH", LEASE, 500);
    seconds = 8;
    sent("PATCH", LEASE);
    answered("PATCH", LEASE, 200);

    assertThat(isLostAt(11)).isFalse();
    assertThat(isLostAt(12)).isTrue();
  }

  @Test
  void a_read_that_the_client_tries_again_counts_from_its_first_try() {
    var read = request("GET", LEASE);
    tenure.before(null, read, null);
    seconds = 6;
    tenure.before(null, read, null);
    answered("GET", LEASE, 200);
    sent("PATCH", LEASE);
    answered("PATCH", LEASE, 200);
    tenure.begin();

    assertThat(isLostAt(10)).isFalse();
    assertThat(isLostAt(11)).isTrue();
  }

  @Test
  void one_that_has_failed_does_not_count_for_the_next() {
    tenure.begin();
    sent("GET", LEASE);
    renew(9, 9, 9);

    assertThat(isLostAt(19)).isFalse();
    assertThat(isLostAt(20)).isTrue();
  }

  @Test
  void a_lease_that_was_taken_counts_from_when_it_was_read_whenever_the_operator_hears_of_it() {
    renew(1, 2, 8);
    tenure.begin();

    assertThat(isLostAt(11)).isFalse();
    assertThat(isLostAt(12)).isTrue();
  }

  @Test
  void what_fails_or_only_reads_or_is_about_something_else_renews_nothing() {
    tenure.begin();
    seconds = 5;
    sent("GET", LEASE);
    answered("GET", LEASE, 200);
    sent("PATCH", LEASE);
    answered("PATCH", LEASE, 409);
    sent("GET", LEASE);
    answered("GET", LEASE, 200);
    sent("PATCH", "http://api/apis/apps/v1/namespaces/n/deployments/p");
    answered("PATCH", "http://api/apis/apps/v1/namespaces/n/deployments/p", 200);

    assertThat(isLostAt(11)).isTrue();
  }

  @Test
  void a_write_in_a_namespace_named_leases_renews_nothing() {
    tenure.begin();
    seconds = 5;
    sent("PATCH", "http://api/apis/apps/v1/namespaces/leases/deployments/p");
    answered("PATCH", "http://api/apis/apps/v1/namespaces/leases/deployments/p", 200);

    assertThat(isLostAt(11)).isTrue();
  }

  @Test
  void what_a_leader_asks_that_stood_still_for_longer_is_refused_before_anybody_has_checked() {
    tenure.begin();
    seconds = 10;
    sent("PATCH", "http://api/apis/apps/v1/namespaces/n/deployments/p");
    assertThat(lost).isZero();

    seconds = 11;
    assertThatIllegalStateException()
        .isThrownBy(() -> sent("PATCH", "http://api/apis/apps/v1/namespaces/n/deployments/p"));
    assertThat(lost).isOne();
    sent("PATCH", LEASE);
    assertThat(lost).isOne();
  }

  @Test
  void one_that_stands_by_asks_as_long_as_it_likes() {
    seconds = 1_000_000;
    sent("GET", "http://api/apis/apps/v1/namespaces/n/deployments");

    assertThat(lost).isZero();
  }

  @Test
  void one_that_stands_by_has_nothing_to_lose() {
    assertThat(isLostAt(1_000_000)).isFalse();
  }

  @Test
  void after_its_end_no_request_is_made() {
    tenure.begin();
    sent("PATCH", LEASE);

    tenure.end();

    assertThatIllegalStateException().isThrownBy(() -> sent("PATCH", LEASE));
    assertThat(isLostAt(1_000_000)).isFalse();
  }

  private record Answer(int code) implements HttpResponse<Void> {
    @Override
    public Void body() {
      throw new UnsupportedOperationException();
    }

    @Override
    public HttpRequest request() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public List<String> headers(String key) {
      return List.of();
    }

    @Override
    public Map<String, List<String>> headers() {
      return Map.of();
    }
  }
}
