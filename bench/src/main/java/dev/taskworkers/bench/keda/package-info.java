/** The operator and KEDA with the same arrivals on the same real cluster. */
package dev.taskworkers.bench.keda;
