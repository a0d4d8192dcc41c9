package dev.taskworkers.dispatcher;

/** What every delivery works with. */
record Surroundings(
    DispatcherConfig.Batching batching,
    Topic topic,
    Timer timer,
    UnderWay underWay,
    DispatchFailures failures,
    Backoff backoff) {}
