/** Tasks that say the same again. */
package dev.taskworkers.worker.duplicates;
