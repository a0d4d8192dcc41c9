// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.UsageException;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's SDK, set up by its own variables. Our metrics are at {@code /metrics}. */
final class OpenTelemetryTracing {
  private OpenTelemetryTracing() {}

  static Tracing start(String subscription) {
    var name = subscription.substring(subscription.lastIndexOf('/') + 1);
    var defaults =
        Map.of(
            "otel.service.name", name,
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");
    try {
      var sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> defaults)
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
      // The handler's own spans go the same way, unless its program has set up another one.
      if (!GlobalOpenTelemetry.isSet()) {
        GlobalOpenTelemetry.set(sdk);
      }
      var tracer = sdk.getTracer("dev.taskworkers.worker");
      return new Tracing(
          CurrentSpan::new,
          runner -> new SpanRunner(runner, tracer, name),
          () -> sdk.shutdown().join(2, TimeUnit.SECONDS));
    } catch (ConfigurationException | IllegalStateException e) {
      throw new UsageException(
          "OpenTelemetry can't be set up: "
              + e.getMessage()
              + ". Correct the OTEL_ variables; OTEL_EXPORTER_OTLP_PROTOCOL must be"
              + " http/protobuf.");
    }
  }
}
