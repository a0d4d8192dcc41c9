/** What came, and what became of it: of tasks and of pods. */
package dev.taskworkers.bench.keda.ledger;
