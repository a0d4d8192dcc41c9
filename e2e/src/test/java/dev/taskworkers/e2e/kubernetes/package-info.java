/** What a user does with kubectl and Helm, on a real Kubernetes. */
package dev.taskworkers.e2e.kubernetes;
