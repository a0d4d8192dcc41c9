package dev.taskworkers.cli.bench;

/** How results come out. */
enum Format {
  table,
  json
}
