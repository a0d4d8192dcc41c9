/** What tests on a real Kubernetes stand on: a cluster, the operator on it, images, and tasks. */
package dev.taskworkers.e2e.kubernetes.site;
