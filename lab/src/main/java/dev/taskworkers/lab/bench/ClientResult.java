package dev.taskworkers.lab.bench.clients;

/**
 * One line of the result.
 *
 * @param tasksPerSecond tasks that do nothing, from a backlog: the median of the rounds
 * @param p50Millis from the publication of a task to the start of its handler, on an idle client
 * @param p99Millis the same
 * @param cpuMicrosPerTask processor time of the client's process
 */
public record ClientResult(
    String client,
    long tasksPerSecond,
    double p50Millis,
    double p99Millis,
    double cpuMicrosPerTask) {}
