/** The one query of Monitoring's own language that KEDA's Pub/Sub scaler sends, answered. */
package dev.taskworkers.emulator.monitoring.query;
