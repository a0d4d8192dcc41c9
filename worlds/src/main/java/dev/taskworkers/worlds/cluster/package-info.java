/** Kubernetes as far as a pool meets it: a Deployment, its pods, nodes, and the API server. */
package dev.taskworkers.worlds.cluster;
