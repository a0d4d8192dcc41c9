/** Many pools and pods of nodes that do not exist, and what the operator takes for them. */
package dev.taskworkers.bench.scale;
