/** Asking Google and Kubernetes whether the operator has what it needs. */
package dev.taskworkers.cli.doctor;
