/** The published benchmarks as subcommands. */
package dev.taskworkers.cli.bench;
