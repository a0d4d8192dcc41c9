// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.runtime.Logs;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A client in a process of its own. It reads {@code burst N} and answers with the nanoseconds that
 * N tasks took, or {@code pace N} and answers with how long each of N single tasks took, in ms.
 */
final class Sender {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Sender() {}

  public static void main(String[] arguments) throws Exception {
    Logs.configure(System.getenv());
    var sending = Sending.of(arguments[0], arguments[1]);
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var order = orders.readLine(); order != null; order = orders.readLine()) {
      var words = order.split(" ");
      var tasks = Integer.parseInt(words[1]);
      System.out.println(words[0].equals("burst") ? burst(sending, tasks) : pace(sending, tasks));
    }
    Runtime.getRuntime().halt(0);
  }

  private static long burst(Sending sending, int tasks) throws Exception {
    var stored = new CountDownLatch(tasks);
    var begin = System.nanoTime();
    for (var each = 0; each < tasks; each++) {
      sending.send(each, number -> stored.countDown());
    }
    stored.await();
    return System.nanoTime() - begin;
  }

  private static String pace(Sending sending, int tasks) throws Exception {
    var stored = new CountDownLatch(tasks);
    var millis = new double[tasks];
    var begin = System.nanoTime();
    for (var each = 0; each < tasks; each++) {
      TimeUnit.NANOSECONDS.sleep(begin + each * EVERY_NANOS - System.nanoTime());
      var sent = System.nanoTime();
      sending.send(
          each,
          number -> {
            millis[number] = (System.nanoTime() - sent) / 1e6;
            stored.countDown();
          });
    }
    stored.await();
    return DoubleStream.of(millis)
        .mapToObj(each -> String.format(Locale.ROOT, "%.3f", each))
        .collect(Collectors.joining(" "));
  }
}
