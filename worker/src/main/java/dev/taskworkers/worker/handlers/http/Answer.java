package dev.taskworkers.worker.handlers.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * What a server answered.
 *
 * @param retryAfter its wish for the time of the next try; empty when it has none
 * @param text the beginning of the body
 */
record Answer(int status, String retryAfter, String text) {
  /** A longer answer costs its connection: to read it costs more than to open another one. */
  static final int LONGEST_READ = 1 << 20;

  static Answer of(HttpResponse<String> response) {
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Retry-After").orElse(""),
        response.body());
  }

  /**
   * Keeps the first {@code most} bytes of a body and reads on to its end, because a connection can
   * be used again only when nothing of the answer is left on it.
   */
  static BodySubscriber<String> beginning(int most) {
    return new Beginning(most);
  }

  private static final class Beginning implements BodySubscriber<String> {
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private Flow.Subscription subscription;
    private long read;

    Beginning(int most) {
      this.most = most;
    }

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription bytes) {
      subscription = bytes;
      bytes.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (var buffer : buffers) {
        read += buffer.remaining();
        var piece = new byte[Math.min(buffer.remaining(), most - kept.size())];
        buffer.get(piece);
        kept.write(piece, 0, piece.length);
      }
      if (read > LONGEST_READ) {
        subscription.cancel();
        onComplete();
      }
    }

    @Override
    public void onError(Throwable problem) {
      text.completeExceptionally(problem);
    }

    @Override
    public void onComplete() {
      text.complete(kept.toString(StandardCharsets.UTF_8));
    }
  }
}
