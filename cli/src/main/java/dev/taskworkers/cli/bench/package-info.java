// SPDX-License-Identifier: Apache-2.0
/** The published benchmarks as subcommands. */
package dev.taskworkers.cli.bench;
