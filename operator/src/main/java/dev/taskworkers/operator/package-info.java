/** The operator: reconciles a {@code TaskWorkerPool} into a Deployment and sets its replicas. */
package dev.taskworkers.operator;
