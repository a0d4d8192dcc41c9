package dev.taskworkers.lab.bench.dispatcher;

/**
 * One line of the result.
 *
 * @param tasksPerSecond tasks that were stored, sent as fast as the client takes them: the median
 *     of the rounds
 * @param p50Millis from handing a task over to its being stored, one every 5 ms
 * @param p99Millis the same
 * @param cpuMicrosPerTask processor time of the client's process, as fast as it takes them
 */
public record DispatcherResult(
    String client,
    long tasksPerSecond,
    double p50Millis,
    double p99Millis,
    double cpuMicrosPerTask) {}
