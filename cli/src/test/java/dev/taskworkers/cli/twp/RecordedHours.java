// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.ui.RecordedHour;

/** Hours for tests to play. */
public final class RecordedHours {
  private RecordedHours() {}

  /** A calm hour with a burst, of a pool that has begun it with three pods and some tasks. */
  public static RecordedHour burst() throws Exception {
    var root =
        new ObjectMapper()
            .createObjectNode()
            .put("name", "media/thumbs")
            .put("from", 1_767_268_800L);
    root.put("stepSeconds", 30);
    var steps = root.putArray("steps");
    for (var i = 0; i < 120; i++) {
      var isBurst = i >= 40 && i < 60;
      steps
          .addObject()
          .put("arrivals", isBurst ? 9.4140625 : 0.7)
          .put("waiting", 40)
          .put("pods", isBurst ? 12 : 3);
    }
    root.putObject("pool")
        .put("maxWaitSeconds", 30.0)
        .put("drainWithinSeconds", 60.0)
        .put("minReplicas", 1)
        .put("maxReplicas", 50)
        .put("concurrency", 4)
        .put("workersReport", true)
        .put("watch", "DOORBELL")
        .put("taskSeconds", 5.25)
        .putArray("podStartSeconds")
        .add(12.0)
        .add(31.5);
    return RecordedHour.of(root);
  }
}
