/** Results as a table and as a picture. */
package dev.taskworkers.simulation.report;
