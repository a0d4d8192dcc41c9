// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One client's connection, from its first byte to its end. All but Exchange is one thread's. */
final class Connection implements Exchange {
  private static final Duration ASK_WITHIN = Duration.ofSeconds(5);
  private static final Duration READ_ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Who reads at full speed may need a moment, too: no socket takes a large answer at once. */
  private static final Duration READ_SLOWLY_AFTER = Duration.ofSeconds(1);

  /** For the client to close first: what it may still send would make the answer be lost. */
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

  private enum State {
    ASKING,
    WAITING,
    READING_ANSWER,
    LEAVING,
    ENDED
  }

  private static final Set<String> LOCAL = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

  private final SocketChannel channel;
  private final InetAddress client;
  private final SelectionKey key;
  private final Executor loop;
  private final Consumer<Exchange> handler;
  private final LongSupplier nanos;
  private final Inbox inbox = new Inbox();
  private final Queue<Runnable> atEnd = new ArrayDeque<>();

  /** Written by the one thread. */
  private volatile State state = State.ASKING;

  private volatile long answeredAt;
  private long deadline;
  private ByteBuffer answer = ByteBuffer.allocate(0);
  private Request request;

  /**
   * @param loop runs something on the thread of all connections
   * @param handler answers requests, and does not block
   */
  Connection(
      SocketChannel channel,
      SelectionKey key,
      Executor loop,
      Consumer<Exchange> handler,
      LongSupplier nanos) {
    this.channel = channel;
    client = channel.socket().getInetAddress();
    this.key = key;
    this.loop = loop;
    this.handler = handler;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + ASK_WITHIN.toNanos();
  }

  /** Does what the client lets it do. */
  void proceed(ByteBuffer buffer, long now) throws IOException {
    if (state == State.READING_ANSWER) {
      write(now);
      return;
    }
    buffer.clear();
    var read = channel.read(buffer);
    if (read < 0) {
      end();
    } else if (state == State.ASKING) {
      inbox.take(buffer.flip());
      if (inbox.refusal().isPresent()) {
        begin(inbox.refusal().get().bytes(() -> false), now);
      } else {
        inbox.whole().ifPresent(this::handle);
      }
    }
  }

  private void handle(Request whole) {
    request = whole;
    state = State.WAITING;
    key.interestOps(0);
    handler.accept(this);
  }

  @Override
  public Request request() {
    return request;
  }

  /** A service mesh passes on what comes from elsewhere from other addresses of the loopback. */
  @Override
  public boolean isLocal() {
    return client != null && LOCAL.contains(client.getHostAddress());
  }

  @Override
  public boolean isBeingRead() {
    return state == State.READING_ANSWER;
  }

  @Override
  public boolean isReadSlowly() {
    return isBeingRead() && nanos.getAsLong() - answeredAt > READ_SLOWLY_AFTER.toNanos();
  }

  @Override
  public InetAddress client() {
    return client;
  }

  @Override
  public void send(Response response) {
    // Here, on the thread of who answers: a large answer takes its time to compress. What is
    // answered
    // on the thread of all connections is too small for that.
    var bytes = response.bytes(request::takesGzip);
    onLoop(() -> begin(bytes, nanos.getAsLong()));
  }

  private void begin(ByteBuffer bytes, long now) {
    if (state == State.ASKING || state == State.WAITING) {
      answeredAt = now;
      state = State.READING_ANSWER;
      answer = bytes;
      deadline = now + READ_ANSWER_WITHIN.toNanos();
      try {
        write(now);
      } catch (IOException e) {
        end();
      }
    }
  }

  private void write(long now) throws IOException {
    channel.write(answer);
    if (answer.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      answer = ByteBuffer.allocate(0);
      state = State.LEAVING;
      deadline = now + LEAVE_WITHIN.toNanos();
      channel.shutdownOutput();
      key.interestOps(SelectionKey.OP_READ);
      finish();
    }
  }

  /** What fails ends the connection: nobody would hear of it again. */
  private void onLoop(Runnable task) {
    loop.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            end();
            throw e;
          }
        });
  }

  @Override
  public void breakOff() {
    onLoop(this::end);
  }

  @Override
  public void whenEnded(Runnable action) {
    onLoop(
        () -> {
          if (state == State.LEAVING || state == State.ENDED) {
            action.run();
          } else {
            atEnd.add(action);
          }
        });
  }

  /** All of them, whichever fails. */
  private void finish() {
    var action = atEnd.poll();
    if (action != null) {
      try {
        action.run();
      } finally {
        finish();
      }
    }
  }

  /** Whether it has no claim to its place when there are too many: nothing is done for it now. */
  boolean isIdle() {
    return state == State.ASKING || state == State.LEAVING;
  }

  boolean isOverdue(long now) {
    return state != State.WAITING && now - deadline > 0;
  }

  boolean hasEnded() {
    return state == State.ENDED;
  }

  void end() {
    state = State.ENDED;
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
    finish();
  }
}
