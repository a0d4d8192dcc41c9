// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.operator.scaling.Decision;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Time of one decision, and of one on each of a thousand pools, whose memories fill no cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
// Not those of the JVM that starts it: the command runs without the second compiler.
@Fork(
    value = 1,
    jvmArgs = {"-XX:+UseSerialGC", "-Xmx512m"})
public class DecisionBenchmark {
  private static final int POOLS = 1000;

  private final BusyPool pool = new BusyPool();
  private final List<BusyPool> pools =
      IntStream.range(0, POOLS).mapToObj(i -> new BusyPool()).toList();

  /** One figure. */
  public record Timing(String benchmark, double micros) {}

  @Benchmark
  public Decision onePool() {
    return pool.decide();
  }

  @Benchmark
  public void thousandPools(Blackhole sink) {
    pools.forEach(one -> sink.consume(one.decide()));
  }

  /** Runs both, each in a JVM of its own, which takes some twenty seconds. */
  public static List<Timing> run() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(DecisionBenchmark.class.getName())
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options)
        .run().stream()
            .map(result -> result.getPrimaryResult())
            .map(result -> new Timing(result.getLabel(), result.getScore()))
            .toList();
  }
}
