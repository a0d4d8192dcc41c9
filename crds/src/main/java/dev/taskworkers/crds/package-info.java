// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code TaskWorkerPool} resource, version {@code v1beta1}: what a user writes and what the
 * operator answers. The chart's {@code files/crd.yaml} is generated from these records; it is a
 * resource of this module, too.
 */
package dev.taskworkers.crds;
