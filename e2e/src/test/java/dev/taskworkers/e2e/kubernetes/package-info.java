/** The Kubernetes that the tests run on, this machine's or a given one, and what it needs. */
package dev.taskworkers.e2e.kubernetes;
