// SPDX-License-Identifier: Apache-2.0
/**
 * A real Kubernetes of one node on this machine: built from Go modules, run in namespaces of its
 * own, gone without a trace.
 */
package dev.taskworkers.testbed;
