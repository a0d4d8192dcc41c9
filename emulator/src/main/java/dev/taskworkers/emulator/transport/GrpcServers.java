// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import dev.taskworkers.runtime.RootCause;
import dev.taskworkers.runtime.UsageException;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * gRPC servers on one address of this machine that share a few event loops. Calls are served on the
 * loops, so a service must never block.
 */
public final class GrpcServers implements AutoCloseable {
  /** A publish request may hold 10 MB of data; its frame and attributes come on top. */
  private static final int MAX_REQUEST_BYTES = 20 * 1024 * 1024;

  /** As on Google's front ends; a client holds back what is more. */
  public static final int CALLS_ON_A_CONNECTION = 100;

  /**
   * It tells, with its stack, of each client that goes before all was sent to it, as clients do.
   * Kept here, or the filter could be collected with it.
   */
  private static final Logger CLIENTS_THAT_GO =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

  /**
   * A connection on which nothing comes for so long is asked for a sign of life, and closed when
   * none comes for a third of that: those that say nothing, not even that they speak HTTP/2, would
   * add up.
   */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final String host;
  private final Duration connectionAge;
  private final Duration silence;
  private final EventLoopGroup acceptor = group("cloud-accept", 1);
  private final EventLoopGroup workers =
      group("cloud-io", Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final List<Server> servers = new CopyOnWriteArrayList<>();

  /**
   * @param host an address of this machine
   * @param connectionAge after about so long a connection takes no new calls (GOAWAY)
   * @throws UsageException when it is none
   */
  public GrpcServers(String host, Duration connectionAge) {
    this(host, connectionAge, SILENCE);
  }

  GrpcServers(String host, Duration connectionAge, Duration silence) {
    this.host = host;
    this.connectionAge = connectionAge;
    this.silence = silence;
    CLIENTS_THAT_GO.setFilter(entry -> !"Stream Error".equals(entry.getMessage()));
    if (!isOfThisMachine(host)) {
      throw new UsageException(
          "Expected an address of this machine to listen on, but found '" + host + "'.");
    }
  }

  private static boolean isOfThisMachine(String host) {
    if (host.isBlank()) {
      // The JDK takes it for this machine.
      return false;
    }
    try {
      var address = InetAddress.getByName(host);
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static EventLoopGroup group(String name, int threads) {
    return new NioEventLoopGroup(threads, new DefaultThreadFactory(name, true));
  }

  /**
   * Serves on {@code port}; 0 takes a free one.
   *
   * @throws UsageException when the port is taken
   */
  public Server serve(int port, CallFilter gate, List<? extends BindableService> services) {
    var credentials = InsecureServerCredentials.create();
    return serve(new InetSocketAddress(host, port), credentials, gate, services);
  }

  /**
   * Serves at an address of its own, such as with TLS.
   *
   * @throws UsageException when the port is taken
   */
  public Server serve(
      InetSocketAddress at,
      ServerCredentials credentials,
      CallFilter gate,
      List<? extends BindableService> services) {
    var builder =
        NettyServerBuilder.forAddress(at, credentials)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(workers)
            .channelType(NioServerSocketChannel.class)
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .maxConcurrentCallsPerConnection(CALLS_ON_A_CONNECTION)
            .maxConnectionAge(connectionAge.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTime(silence.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(silence.toMillis() / 3, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .intercept(new CallGuard(gate))
            .directExecutor();
    services.forEach(builder::addService);
    try {
      var server = builder.build().start();
      servers.removeIf(Server::isShutdown);
      servers.add(server);
      return server;
    } catch (IOException e) {
      throw refused(at.getHostString(), at.getPort(), e);
    }
  }

  /** The sentence for a port that can't be listened on. */
  public static UsageException refused(String host, int port, IOException problem) {
    var where = "Port " + port + " on " + host;
    var why = RootCause.line(problem);
    return new UsageException(
        why.contains("in use")
            ? where
                + " is in use. Stop what listens there, or choose another port (0 takes a free"
                + " one)."
            : where + " can't be opened: " + why + ".");
  }

  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
    acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
