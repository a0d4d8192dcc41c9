/** Decisions on record: kept, written as JSON lines, read and decided again. */
package dev.taskworkers.operator.records;
