package dev.taskworkers.worker.threads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Threads for what may wait")
class PatientThreadsTest {
  @Test
  void run_an_action_once_the_system_allows_a_thread() {
    var timer = new VirtualTimer();
    var allowed = new AtomicBoolean();
    var ran = new AtomicInteger();
    var threads =
        new PatientThreads(
            action -> {
              if (!allowed.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              action.run();
            },
            timer);
    threads.execute(ran::incrementAndGet);
    timer.advance(Duration.ofSeconds(10));
    assertThat(ran).hasValue(0);
    allowed.set(true);
    timer.advance(Duration.ofSeconds(2));
    assertThat(ran).hasValue(1);
  }

  /**
   * Whoever asks for a token joins the refresh that is under way, so that one must not get lost.
   */
  @Test
  void let_a_refresh_of_a_token_that_found_none_go_on_later() throws Exception {
    var timer = new VirtualTimer();
    var allowed = new AtomicBoolean();
    var threads =
        new PatientThreads(
            action -> {
              if (!allowed.getAndSet(true)) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              action.run();
            },
            timer);
    var credentials =
        new OAuth2Credentials() {
          @Override
          public AccessToken refreshAccessToken() {
            return new AccessToken("token", new Date(Long.MAX_VALUE));
          }
        };
    var answers = new AtomicInteger();
    var callback =
        new RequestMetadataCallback() {
          @Override
          public void onSuccess(Map<String, List<String>> metadata) {
            answers.incrementAndGet();
          }

          @Override
          public void onFailure(Throwable problem) {
            throw new AssertionError(problem);
          }
        };
    credentials.getRequestMetadata(URI.create("https://example.com/"), threads, callback);
    credentials.getRequestMetadata(URI.create("https://example.com/"), threads, callback);
    timer.advance(Duration.ofSeconds(2));
    assertThat(answers).hasValue(2);
  }
}
