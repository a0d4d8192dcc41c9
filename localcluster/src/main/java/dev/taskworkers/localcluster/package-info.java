/**
 * A Kubernetes for one machine: an API server in this process, the controllers that a pool needs,
 * and a node that runs each pod's containers as local processes.
 */
package dev.taskworkers.localcluster;
