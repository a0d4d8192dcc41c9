// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import java.time.Duration;

/**
 * What is tried.
 *
 * @param pools how many
 * @param pods of all pools together
 * @param phase how long each of the phases is measured
 * @param rate tasks per second under load, spread over all pools
 */
public record ScaleOptions(int pools, int pods, Duration phase, int rate) {
  int podsOfEach() {
    return pods / pools;
  }
}
