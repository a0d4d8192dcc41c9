// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import java.net.URI;
import java.util.ArrayDeque;
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
    var later = new ArrayDeque<Runnable>();
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
            (delay, action) -> later.add(action));
    threads.execute(ran::incrementAndGet);
    later.remove().run();
    assertThat(ran).hasValue(0);
    allowed.set(true);
    later.remove().run();
    assertThat(ran).hasValue(1);
    assertThat(later).isEmpty();
  }

  /**
   * Whoever asks for a token joins the refresh that is under way, so that one must not get lost.
   */
  @Test
  void let_a_refresh_of_a_token_that_found_none_go_on_later() throws Exception {
    var later = new ArrayDeque<Runnable>();
    var allowed = new AtomicBoolean();
    var threads =
        new PatientThreads(
            action -> {
              if (!allowed.getAndSet(true)) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              action.run();
            },
            (delay, action) -> later.add(action));
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
    later.remove().run();
    assertThat(answers).hasValue(2);
  }
}
