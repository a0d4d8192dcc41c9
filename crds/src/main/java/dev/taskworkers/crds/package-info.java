/**
 * The {@code TaskWorkerPool} resource, version {@code v1beta1}: what a user writes and what the
 * operator answers. The YAML under {@code src/main/resources/crd} is generated from these records.
 */
package dev.taskworkers.crds;
