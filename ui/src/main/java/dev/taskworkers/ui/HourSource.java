// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.ui.RecordedHour.NothingToPlay;

/** Where last hours come from. */
public final class HourSource {
  private static final int NOT_HERE = 404;

  private final ObjectMapper json = new ObjectMapper();
  private final PoolSource source;

  public HourSource(PoolSource source) {
    this.source = source;
  }

  /**
   * The last hour of the pool {@code NAMESPACE/NAME}.
   *
   * @throws NothingToPlay where there is none, with the reason
   */
  public RecordedHour of(String pool) throws NothingToPlay {
    var reply = source.get("/pools/" + pool + "/hour");
    if (reply.status() == NOT_HERE) {
      throw new NothingToPlay(
          "The operator has no last hour of "
              + pool
              + ": it does not know the pool, or it is older than this command.");
    }
    if (!reply.isGood()) {
      throw new NothingToPlay(reply.body());
    }
    try {
      return RecordedHour.of(json.readTree(reply.body()));
    } catch (JsonProcessingException e) {
      throw new NothingToPlay(
          "The command can't read the operator's answer: " + e.getOriginalMessage());
    }
  }
}
