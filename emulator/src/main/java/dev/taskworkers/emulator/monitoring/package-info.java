/** Cloud Monitoring's time series of Pub/Sub: sampled, late, and with faults on demand. */
package dev.taskworkers.emulator.monitoring;
