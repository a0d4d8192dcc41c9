package dev.taskworkers.operator.workers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The text of an HTTP body, which fails as soon as it is longer than a limit. */
final class ShortText implements BodySubscriber<String> {
  private final int mostBytes;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private Flow.Subscription body;

  ShortText(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    body = subscription;
    body.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (var part : parts) {
      var some = new byte[part.remaining()];
      part.get(some);
      bytes.writeBytes(some);
    }
    if (bytes.size() > mostBytes) {
      body.cancel();
      text.completeExceptionally(
          new IOException("expected at most " + mostBytes + " bytes, but more came"));
    }
  }

  @Override
  public void onError(Throwable problem) {
    text.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    text.complete(bytes.toString(StandardCharsets.UTF_8));
  }
}
