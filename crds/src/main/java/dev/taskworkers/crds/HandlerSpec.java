// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.taskworkers.protocol.HttpFormat;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What runs a task: exactly one of the kinds. */
@ValidationRule(
    value =
        "[has(self.exec), has(self.http), has(self.java), has(self.self)].filter(x, x).size() == 1",
    message = HandlerSpec.ONE_KIND)
public record HandlerSpec(
    @JsonPropertyDescription(
            "Starts a process for each task. The process gets the payload on stdin, and"
                + " its exit code is the outcome.")
        Exec exec,
    @JsonPropertyDescription(
            "Sends a POST for each task to the container that serves HTTP. The worker"
                + " runs in a container beside it, and sends spans to where that container's"
                + " OTEL_ variables say.")
        Http http,
    @JsonPropertyDescription("Calls a class in a jar in the image's folder /app.") Java java,
    @JsonPropertyDescription(
            "Leaves the pulling to your container. The operator only sets its" + " environment.")
        Self self) {

  public static final String ONE_KIND =
      "spec.handler needs exactly one of exec, http, java or self";

  /** A program and its arguments; no shell is involved. */
  public record Exec(
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The program and its arguments.")
          List<String> command) {}

  /** Where the container beside ours listens, and what it expects. */
  @ValidationRule(
      value =
          "!has(self.deadLetterOn) || !has(self.dropOn)"
              + " || self.deadLetterOn.all(s, !(s in self.dropOn))",
      message =
          "spec.handler.http.deadLetterOn and spec.handler.http.dropOn must not name the same"
              + " status")
  public record Http(
      @Default("8080")
          @Min(1)
          @Max(65535)
          @JsonPropertyDescription("The port that the container listens on.")
          Integer port,
      @Default("/") @Pattern("^/[^\\s]*$") @JsonPropertyDescription("The path of the requests.")
          String path,
      @Default("CloudEvents")
          @JsonPropertyDescription(
              "The form of the request. CloudEvents: CloudEvents 1.0 in binary mode; any"
                  + " 2xx means done. PubSubPush: the envelope of a push subscription; 200, 201,"
                  + " 202, and 204 mean done.")
          HttpFormat format,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Statuses that make a task a dead letter after its first run, for example 400"
                  + " and 422. If absent, every task that isn't done comes back.")
          List<@Min(400) @Max(599) Integer> deadLetterOn,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Statuses at which the worker acknowledges a task undone, for example 410. If"
                  + " absent, there are none.")
          List<@Min(400) @Max(599) Integer> dropOn) {
    public Http {
      port = port == null ? 8080 : port;
      path = path == null ? "/" : path;
      format = format == null ? HttpFormat.CloudEvents : format;
      deadLetterOn = deadLetterOn == null ? List.of() : deadLetterOn;
      dropOn = dropOn == null ? List.of() : dropOn;
    }
  }

  /** The class that handles a task. */
  public record Java(
      @Required
          @Pattern("^[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*$")
          @JsonPropertyDescription(
              "The fully qualified name of a class that implements TaskHandler or, with"
                  + " spec.batch, BatchTaskHandler.")
          String className) {}

  /** No settings: the container is on its own. */
  public record Self() {}
}
