/** Whether tasks may begin: not while the handler gives no answer, and slowly while all fail. */
package dev.taskworkers.worker.gate;
