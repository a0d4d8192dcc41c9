// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

/**
 * A candidate with a process for each discipline, because a snapshot brings back whatever was
 * published since, single tasks too.
 */
record CandidateProcesses(Runner backlog, Runner single, Score score) {}
