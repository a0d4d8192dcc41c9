package dev.taskworkers.simulation.world;

/**
 * What workers have counted since the start.
 *
 * @param returned tasks that were given back and are due again
 * @param busySeconds that tasks have run, running ones up to now
 */
public record Totals(
    long started,
    long finished,
    long returned,
    long failed,
    double taskSeconds,
    double waitSeconds,
    long waited,
    double busySeconds) {}
