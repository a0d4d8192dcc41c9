package dev.taskworkers.simulation.world;

/**
 * The truth at one moment.
 *
 * @param at seconds since the start
 * @param freeSince since when some pod has had a free slot while it pulled; infinite without one
 * @param waiting tasks that could start if there were a slot
 * @param undelivered tasks that are not acknowledged: waiting, running, and in back-off
 * @param oldestInFlight seconds that the longest running task has run
 * @param inBackoff tasks that come again later
 * @param nextDue when the first of them does; infinite without one
 */
public record Snapshot(
    double at,
    PodCounts pods,
    double freeSince,
    int waiting,
    int undelivered,
    Totals totals,
    double oldestInFlight,
    int inBackoff,
    double nextDue) {}
