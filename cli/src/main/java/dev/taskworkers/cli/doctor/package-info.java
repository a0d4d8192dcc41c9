// SPDX-License-Identifier: Apache-2.0
/** Asking Google and Kubernetes whether the operator has what it needs. */
package dev.taskworkers.cli.doctor;
