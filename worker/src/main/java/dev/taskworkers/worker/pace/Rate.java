package dev.taskworkers.worker.pace;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.regex.Pattern;

/** So many tasks in so much time: {@code 10/s}, {@code 100/m}, {@code 5000/h}. */
public record Rate(int tasks, Duration per) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/([smh])");

  /**
   * Reads {@code text}.
   *
   * @param what names the input in the error
   * @throws UsageException when it is no rate
   */
  public static Rate parse(String text, String what) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UsageException(
          what
              + ": expected 1 to 999999 tasks per s, m or h, for example 10/s or 100/m, but found '"
              + text
              + "'.");
    }
    var per =
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    return new Rate(Integer.parseInt(parts.group(1)), per);
  }
}
