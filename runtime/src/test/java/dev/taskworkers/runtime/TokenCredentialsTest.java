// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpRequest;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.auth.Credentials;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.UserCredentials;
import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallCredentials.MetadataApplier;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A token that does not come")
class TokenCredentialsTest {
  @ParameterizedTest(name = "from a metadata server that answers {0} may come later")
  @ValueSource(ints = {403, 404, 429, 500, 503})
  void from_a_metadata_server_may_come_later(int code) {
    assertPasses(failure(metadata(answering(code, "not yet"))));
  }

  @Test
  void from_a_metadata_server_that_is_not_there_yet_may_come_later() {
    assertPasses(failure(metadata(failing(new ConnectException("Connection refused")))));
    var unknown = failure(metadata(failing(new UnknownHostException("metadata.google.internal"))));
    assertPasses(unknown);
    assertThat(unknown.getDescription()).contains("cannot find the metadata server");
  }

  @Test
  void says_from_where_and_why_and_what_to_check() {
    assertThat(
            failure(metadata(failing(new ConnectException("Connection refused")))).getDescription())
        .isEqualTo(
            "no access token came from the metadata server: Connection refused; check that this"
                + " process may connect to the metadata server, and that its service account is"
                + " set up");
    assertThat(failure(user(answering(500, "one\ntwo"))).getDescription())
        .startsWith("no access token came from Google's token service: 500 POST ")
        .contains("one two; check the network");
  }

  @Test
  void may_come_later_for_a_user_too() {
    assertPasses(failure(user(failing(new ConnectException("Connection refused")))));
  }

  @Test
  void does_not_come_later_for_credentials_that_are_refused() {
    var refused = failure(user(answering(400, "{\"error\": \"invalid_grant\"}")));
    assertThat(refused.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(NoTokenException.isCauseOf(refused)).isFalse();
  }

  @Test
  void does_not_come_later_for_refused_credentials_behind_others() {
    var refusal = failure(user(answering(400, "{\"error\": \"invalid_grant\"}"))).getCause();
    assertThat(NoTokenException.passes(new IOException("Unable to refresh", refusal))).isFalse();
  }

  @Test
  void changes_nothing_about_one_that_comes() {
    var answer =
        applied(
            metadata(
                answering(
                    200,
                    "{\"access_token\": \"sesame\", \"expires_in\": 3600, \"token_type\":"
                        + " \"Bearer\"}")));
    assertThat(
            answer.join().get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("Bearer sesame");
  }

  private static void assertPasses(Status failure) {
    assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(NoTokenException.isCauseOf(failure)).isTrue();
  }

  private static Credentials metadata(HttpTransport transport) {
    return ComputeEngineCredentials.newBuilder().setHttpTransportFactory(() -> transport).build();
  }

  private static Credentials user(HttpTransport transport) {
    return UserCredentials.newBuilder()
        .setClientId("id")
        .setClientSecret("secret")
        .setRefreshToken("token")
        .setHttpTransportFactory(() -> transport)
        .build();
  }

  private static HttpTransport answering(int code, String content) {
    return transport(
        () ->
            new MockLowLevelHttpResponse()
                .setStatusCode(code)
                .setContentType("application/json")
                .setContent(content));
  }

  private static HttpTransport failing(IOException problem) {
    return transport(
        () -> {
          throw problem;
        });
  }

  private interface Answer {
    LowLevelHttpResponse get() throws IOException;
  }

  private static HttpTransport transport(Answer answer) {
    return new MockHttpTransport() {
      @Override
      public LowLevelHttpRequest buildRequest(String method, String url) {
        return new MockLowLevelHttpRequest(url) {
          @Override
          public LowLevelHttpResponse execute() throws IOException {
            return answer.get();
          }
        };
      }
    };
  }

  private static Status failure(Credentials google) {
    return Status.fromThrowable(applied(google).handle((headers, problem) -> problem).join());
  }

  /** What the credentials make of one call. */
  private static CompletableFuture<Metadata> applied(Credentials google) {
    var answer = new CompletableFuture<Metadata>();
    new TokenCredentials(google)
        .applyRequestMetadata(
            new Call(),
            Runnable::run,
            new MetadataApplier() {
              @Override
              public void apply(Metadata headers) {
                answer.complete(headers);
              }

              @Override
              public void fail(Status status) {
                answer.completeExceptionally(status.asRuntimeException());
              }
            });
    return answer;
  }

  private static final class Call extends CallCredentials.RequestInfo {
    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("google.pubsub.v1.Subscriber/Pull")
          .build();
    }

    @Override
    public SecurityLevel getSecurityLevel() {
      return SecurityLevel.PRIVACY_AND_INTEGRITY;
    }

    @Override
    public String getAuthority() {
      return "pubsub.googleapis.com";
    }

    @Override
    public Attributes getTransportAttrs() {
      return Attributes.EMPTY;
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return InputStream.nullInputStream();
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
