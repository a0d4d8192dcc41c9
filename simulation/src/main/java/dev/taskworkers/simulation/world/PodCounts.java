// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

/**
 * The pods at one moment.
 *
 * @param existing pods that cost something
 * @param active pods that are asked for
 * @param ready those of them that are ready
 * @param idle those of them that run nothing
 */
public record PodCounts(int existing, int active, int ready, int idle) {}
