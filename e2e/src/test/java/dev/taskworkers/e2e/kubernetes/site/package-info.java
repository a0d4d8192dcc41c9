/** What tests on a real Kubernetes stand on: the operator on a cluster, images, and tasks. */
package dev.taskworkers.e2e.kubernetes.site;
