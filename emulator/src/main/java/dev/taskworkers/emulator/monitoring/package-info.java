// SPDX-License-Identifier: Apache-2.0
/**
 * Cloud Monitoring: samples of subscriptions, taken late and shown later, and two APIs to read
 * them.
 */
package dev.taskworkers.emulator.monitoring;
