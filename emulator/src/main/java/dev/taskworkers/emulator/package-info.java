// SPDX-License-Identifier: Apache-2.0
/** Google on one machine: Pub/Sub and Cloud Monitoring on loopback ports, with faults on demand. */
package dev.taskworkers.emulator;
