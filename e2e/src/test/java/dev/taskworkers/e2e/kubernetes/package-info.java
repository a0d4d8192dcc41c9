// SPDX-License-Identifier: Apache-2.0
/** The Kubernetes that the tests run on, this machine's or a given one, and what it needs. */
package dev.taskworkers.e2e.kubernetes;
