package dev.taskworkers.bench.clients;

/**
 * A contender with a process for each discipline, because a snapshot brings back whatever was
 * published since, single tasks too.
 */
record Entry(Runner backlog, Runner single, Score score) {}
