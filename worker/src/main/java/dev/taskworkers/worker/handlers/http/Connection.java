// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the server, for one exchange at a time on the thread of its task. To close it
 * from another thread, or to interrupt that one, ends the exchange at once.
 */
final class Connection {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final int PIECE = 8 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private boolean heard;
  private boolean reusable;

  private Connection(SocketChannel channel) {
    this.channel = channel;
    in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  /**
   * A connection to the first address of the server's name that takes one.
   *
   * @param patience with all of them together
   * @throws SocketTimeoutException when one of them let us wait and none takes one
   */
  static Connection to(URI url, Duration patience) throws IOException {
    var port = url.getPort() >= 0 ? url.getPort() : 80;
    return to(List.of(InetAddress.getAllByName(url.getHost())), port, patience);
  }

  static Connection to(List<InetAddress> addresses, int port, Duration patience)
      throws IOException {
    var until = System.nanoTime() + patience.toNanos();
    IOException problem = null;
    for (var i = 0; i < addresses.size(); i++) {
      var left = Duration.ofNanos(until - System.nanoTime()).dividedBy(addresses.size() - i);
      try {
        return to(new InetSocketAddress(addresses.get(i), port), left);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        problem = problem == null || e instanceof SocketTimeoutException ? e : problem;
      }
    }
    throw problem;
  }

  private static Connection to(InetSocketAddress address, Duration patience) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // 0 would be for ever.
      channel.socket().connect(address, (int) Math.max(1, patience.toMillis()));
      return new Connection(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether anything of the last answer has come. */
  boolean isHeard() {
    return heard;
  }

  /** Whether another exchange may follow. */
  boolean isReusable() {
    return reusable;
  }

  /**
   * Whether nothing has come since the last answer, and the server has not ended it either: what
   * comes unasked would be taken for the answer to the next request.
   */
  boolean isSilent() {
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) == 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Posts {@code request} and reads the answer.
   *
   * @param most bytes of the answer's body that are of interest
   * @throws ProtocolException when the answer is no HTTP
   */
  Answer exchange(Request request, URI url, int most) throws IOException {
    var reader = new AnswerReader(in, most);
    var unsent = send(request, url);
    try {
      var answer = reader.read();
      reusable = unsent.isEmpty() && reader.leavesOpen() && in.available() == 0;
      return answer;
    } catch (IOException e) {
      throw unsent.orElse(e);
    } finally {
      heard = reader.isBegun();
    }
  }

  /** Why not all of it could be sent; the server may have answered before it had read all. */
  private Optional<IOException> send(Request request, URI url) throws IOException {
    reusable = false;
    heard = false;
    try {
      write(
          new SequenceInputStream(
              new ByteArrayInputStream(request.head(url)), request.body().stream()));
      return Optional.empty();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /** Head and body of a small request together, because each piece is a packet. */
  private void write(InputStream request) throws IOException {
    var piece = new byte[PIECE];
    for (var size = request.readNBytes(piece, 0, PIECE);
        size > 0;
        size = request.readNBytes(piece, 0, PIECE)) {
      var left = ByteBuffer.wrap(piece, 0, size);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("A connection could not be closed in order: {}", e.getMessage());
    }
  }
}
