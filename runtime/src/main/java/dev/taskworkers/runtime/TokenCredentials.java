// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import com.google.auth.Credentials;
import com.google.auth.oauth2.ComputeEngineCredentials;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.auth.MoreCallCredentials;
import java.util.concurrent.Executor;

/**
 * Credentials that tell a token that did not come from one that is not accepted: gRPC calls nearly
 * every failure of a metadata server {@code UNAUTHENTICATED}, also that it does not answer yet.
 */
final class TokenCredentials extends CallCredentials {
  private final CallCredentials credentials;
  private final String source;
  private final String check;

  TokenCredentials(Credentials google) {
    credentials = MoreCallCredentials.from(google);
    var metadata = google instanceof ComputeEngineCredentials;
    source = metadata ? "the metadata server" : "Google's token service";
    check =
        metadata
            ? "that this process may connect to the metadata server, and that its service account"
                + " is set up"
            : "the network, and the credentials that the process was given";
  }

  @Override
  public void applyRequestMetadata(RequestInfo request, Executor threads, MetadataApplier applier) {
    credentials.applyRequestMetadata(request, threads, new Telling(applier));
  }

  private Status explained(Status failure) {
    var cause = failure.getCause();
    if (cause == null || !NoTokenException.passes(cause)) {
      return failure;
    }
    var why = new NoTokenException(source, check, cause);
    return Status.UNAVAILABLE.withDescription(why.getMessage()).withCause(why);
  }

  private final class Telling extends MetadataApplier {
    private final MetadataApplier applier;

    Telling(MetadataApplier applier) {
      this.applier = applier;
    }

    @Override
    public void apply(Metadata headers) {
      applier.apply(headers);
    }

    @Override
    public void fail(Status failure) {
      applier.fail(explained(failure));
    }
  }
}
