// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Where a Google service is reached: an emulator on plain text without credentials when its
 * environment variable is set, as Google's own clients do, and Google itself with application
 * default credentials otherwise.
 */
public record GoogleEndpoint(String target, boolean emulator) {
  /** How the library's message begins where nothing names any; the rest of it is a link. */
  private static final String NONE_FOUND = "Your default credentials were not found";

  private static final int MOST_OF_WHY = 500;

  /** Pub/Sub messages may be 10 MB; Google's clients allow 20 MiB for a response. */
  private static final int MAX_INBOUND_BYTES = 20 * 1024 * 1024;

  /** Exactly-once acknowledgements report their failures in up to 4 MiB of trailers. */
  private static final int MAX_METADATA_BYTES = 4 * 1024 * 1024;

  /** While a call is out; a connection that has gone silent is noticed, as by Google's clients. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final Duration KEEP_ALIVE_PATIENCE = Duration.ofSeconds(10);

  private static final String NETTY_EVENTS = "io.grpc.netty.shaded.io.netty.jfr.enabled";

  private static final String NETTY_WITHOUT_NATIVE =
      "io.grpc.netty.shaded.io.netty.transport.noNative";

  /** A chunk is a page of 8 KiB, doubled so many times. */
  private static final String NETTY_CHUNK = "io.grpc.netty.shaded.io.netty.allocator.maxOrder";

  private static final String NETTY_THREADS = "io.grpc.netty.shaded.io.netty.eventLoopThreads";

  /** Names an emulator of Pub/Sub, as Google's own clients read it. */
  public static final String PUBSUB_EMULATOR = "PUBSUB_EMULATOR_HOST";

  /** Names an emulator of Cloud Monitoring. */
  public static final String MONITORING_EMULATOR = "MONITORING_EMULATOR_HOST";

  private static final String MONITORING = "monitoring.googleapis.com:443";
  private static final String PROJECTS = "cloudresourcemanager.googleapis.com:443";

  /** What a token is good for, where it is not for Pub/Sub. */
  private static final Map<String, String> SCOPES =
      Map.of(MONITORING, "monitoring.read", PROJECTS, "cloud-platform.read-only");

  /**
   * Pub/Sub, or what {@code PUBSUB_EMULATOR_HOST} names, or else Google's endpoint of one region
   * that {@code PUBSUB_ENDPOINT} names: exactly-once delivery holds within a region only.
   */
  public static GoogleEndpoint pubsub(Map<String, String> environment) {
    return of(environment, PUBSUB_EMULATOR, regional(environment));
  }

  private static String regional(Map<String, String> environment) {
    var host = environment.getOrDefault("PUBSUB_ENDPOINT", "").strip();
    if (host.isEmpty()) {
      return "pubsub.googleapis.com:443";
    }
    if (!host.matches("[^\\s/:]+(:[0-9]{1,5})?")) {
      throw new UsageException(
          "PUBSUB_ENDPOINT: expected HOST or HOST:PORT, for example"
              + " europe-west1-pubsub.googleapis.com, but found '"
              + host
              + "'.");
    }
    return host.contains(":") ? host : host + ":443";
  }

  /** Cloud Monitoring, or what {@code MONITORING_EMULATOR_HOST} names. */
  public static GoogleEndpoint monitoring(Map<String, String> environment) {
    return of(environment, MONITORING_EMULATOR, MONITORING);
  }

  /** Resource Manager, which knows what is granted on projects. */
  public static GoogleEndpoint projects() {
    return new GoogleEndpoint(PROJECTS, false);
  }

  private static GoogleEndpoint of(
      Map<String, String> environment, String variable, String service) {
    var host = environment.getOrDefault(variable, "").strip();
    if (host.isEmpty()) {
      return new GoogleEndpoint(service, false);
    }
    if (!host.matches("[^\\s/:]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}")) {
      throw new UsageException(
          variable + ": expected HOST:PORT, for example localhost:8085, but found '" + host + "'.");
    }
    return new GoogleEndpoint(host, true);
  }

  /** A new channel; the caller shuts it down. It connects on its first call. */
  public ManagedChannel openChannel() {
    return builder().build();
  }

  /** A new channel whose calls bear {@link #callCredentials()}, for a client that sets none. */
  public ManagedChannel openChannelWithCredentials() {
    var builder = builder();
    callCredentials().map(GoogleEndpoint::bearing).ifPresent(builder::intercept);
    return builder.build();
  }

  static ClientInterceptor bearing(CallCredentials credentials) {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withCallCredentials(credentials));
      }
    };
  }

  /**
   * A new channel that calls back on {@code threads}; others share threads that are made as they
   * are needed, a hundred when a hundred streams hear something at once.
   */
  public ManagedChannel openChannel(Executor threads) {
    return builder().executor(threads).build();
  }

  /**
   * A new channel that calls back on its own I/O thread, which saves a hand-over for each answer;
   * what it calls must never block.
   *
   * @param threads where names are looked up, which blocks; gRPC would have threads of its own for
   *     that, and load the texts of a language to number them
   */
  public ManagedChannel openDirectChannel(Executor threads) {
    return builder().directExecutor().offloadExecutor(threads).build();
  }

  /**
   * Has this process use the JDK's own sockets, unless somebody has said otherwise. Netty's own are
   * unpacked to a file and linked at each start, which only a process with thousands of messages a
   * second gets back. Comes too late once a channel exists.
   */
  public static void useSocketsOfTheJdk() {
    setUnlessSet(NETTY_WITHOUT_NATIVE, "true");
  }

  /**
   * Has this process take memory for messages in pieces of 256 KiB instead of 2 or 4 MiB, unless
   * somebody has said otherwise: with few messages, most of a large piece is never used. Comes too
   * late once a channel exists.
   */
  public static void useSmallBuffers() {
    setUnlessSet(NETTY_CHUNK, "5");
  }

  /**
   * Has this process serve all connections on one thread, unless somebody has said otherwise. Netty
   * prepares two for each processor of the node, with a selector each, and one connection is served
   * by one of them. Comes too late once a channel exists.
   */
  public static void useOneNetworkThread() {
    setUnlessSet(NETTY_THREADS, "1");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private NettyChannelBuilder builder() {
    // Netty's events would start the JVM's flight recorder, also where nobody records.
    setUnlessSet(NETTY_EVENTS, "false");
    var builder =
        NettyChannelBuilder.forTarget(target)
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return emulator ? builder.usePlaintext() : builder;
  }

  /**
   * Application default credentials, or empty for an emulator. Tokens are good for this service
   * alone, unless they are a user's own.
   *
   * @throws UsageException when there are none on this machine
   */
  public Optional<Credentials> credentials() {
    if (emulator) {
      return Optional.empty();
    }
    try {
      return Optional.of(GoogleCredentials.getApplicationDefault().createScoped(scope()));
    } catch (IOException e) {
      throw new UsageException(noCredentials(e));
    }
  }

  /** The OAuth scope of tokens. */
  String scope() {
    return "https://www.googleapis.com/auth/" + SCOPES.getOrDefault(target, "pubsub");
  }

  /**
   * What to do where there are none, or none that can be read.
   *
   * @param why what the library says, which names the file and not what is in it
   */
  String noCredentials(IOException why) {
    var said = why.getMessage() == null ? why.toString() : why.getMessage();
    if (!said.startsWith(NONE_FOUND)) {
      return "The Google credentials for "
          + target
          + " can't be read: "
          + Printable.of(said.substring(0, Math.min(said.length(), MOST_OF_WHY)));
    }
    return "No Google credentials were found for "
        + target
        + ". Run 'gcloud auth application-default login', set GOOGLE_APPLICATION_CREDENTIALS, use"
        + " Workload Identity on a cluster, or set "
        + (target.startsWith("monitoring.") ? MONITORING_EMULATOR : PUBSUB_EMULATOR)
        + " to use an emulator.";
  }

  /** {@link #credentials()} in the form that a gRPC stub takes. */
  public Optional<CallCredentials> callCredentials() {
    return credentials().map(TokenCredentials::new);
  }

  /**
   * {@link #credentials()} in the form that a stub takes on a channel that calls back directly.
   *
   * @param threads where a token is fetched, which may take seconds
   */
  public Optional<CallCredentials> callCredentials(Executor threads) {
    return callCredentials().map(credentials -> new RefreshElsewhere(credentials, threads));
  }

  /** Credentials that never fetch a token on the thread that makes a call. */
  private static final class RefreshElsewhere extends CallCredentials {
    private final CallCredentials credentials;
    private final Executor threads;

    RefreshElsewhere(CallCredentials credentials, Executor threads) {
      this.credentials = credentials;
      this.threads = threads;
    }

    @Override
    public void applyRequestMetadata(
        RequestInfo request, Executor direct, MetadataApplier applier) {
      credentials.applyRequestMetadata(request, threads, applier);
    }
  }
}
