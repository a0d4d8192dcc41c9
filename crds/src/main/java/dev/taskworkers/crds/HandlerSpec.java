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

/** What runs a task: exactly one of the four kinds. */
@ValidationRule(
    value =
        "[has(self.exec), has(self.http), has(self.java), has(self.self)].filter(x, x).size() == 1",
    message = "spec.handler needs exactly one of exec, http, java or self")
public record HandlerSpec(
    @JsonPropertyDescription(
            "A process for each task: payload on stdin, the exit code is the outcome.")
        Exec exec,
    @JsonPropertyDescription(
            "A POST for each task to the container that serves HTTP; the worker runs beside it, and"
                + " sends spans where that container's OTEL_ variables say.")
        Http http,
    @JsonPropertyDescription("A TaskHandler in a jar in /app of the image.") Java java,
    @JsonPropertyDescription("The container pulls by itself; only its environment is set.")
        Self self) {

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
      @Default("8080") @Min(1) @Max(65535) @JsonPropertyDescription("The container's port.")
          Integer port,
      @Default("/") @Pattern("^/[^\\s]*$") @JsonPropertyDescription("The path of the POST.")
          String path,
      @Default("CloudEvents")
          @JsonPropertyDescription(
              "CloudEvents: 1.0 in binary mode; 2xx means done. PubSubPush: the envelope of a push"
                  + " subscription; 200, 201, 202 and 204 mean done.")
          HttpFormat format,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Statuses at which a task becomes a dead letter after its first run, for example 400"
                  + " and 422. Absent: none, so that whatever is not done comes back.")
          List<@Min(400) @Max(599) Integer> deadLetterOn,
      @Size(max = 32)
          @JsonPropertyDescription(
              "Statuses at which a task is acknowledged undone, for example 410. Absent: none.")
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
              "Fully qualified name of a class that implements TaskHandler, or BatchTaskHandler"
                  + " with spec.batch.")
          String className) {}

  /** No settings: the container is on its own. */
  public record Self() {}
}
