package dev.taskworkers.lab.simulation.world;

/** What workers have counted since the start. */
public record Totals(
    long started,
    long finished,
    long returned,
    long failed,
    double taskSeconds,
    double waitSeconds,
    long waited) {}
