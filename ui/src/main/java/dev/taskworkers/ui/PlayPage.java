// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.sun.net.httpserver.HttpExchange;
import dev.taskworkers.ui.RecordedHour.NothingToPlay;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/** Plays last hours again, one at a time: each takes a processor for a moment. */
final class PlayPage {
  private final Semaphore player = new Semaphore(1);
  private final HourSource hours;

  PlayPage(PoolSource source) {
    hours = new HourSource(source);
  }

  /** The hour of {@code NAMESPACE/NAME} with what the query changes. */
  void answer(HttpExchange exchange, String pool) throws IOException {
    if (!player.tryAcquire()) {
      Answers.sendText(
          exchange, PoolSource.UNAVAILABLE, "The page is playing another hour; try again.");
      return;
    }
    try {
      var query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
      Answers.sendJson(exchange, WhatIf.of(hours.of(pool), Change.of(query)));
    } catch (NothingToPlay e) {
      Answers.sendText(exchange, PoolSource.UNAVAILABLE, e.getMessage());
    } catch (IllegalArgumentException e) {
      Answers.sendText(exchange, 400, e.getMessage());
    } finally {
      player.release();
    }
  }
}
