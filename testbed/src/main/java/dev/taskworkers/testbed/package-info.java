/** What a real Kubernetes and container images need on one machine. */
package dev.taskworkers.testbed;
