/** The HTTP port from which faults are switched and the truth is read. */
package dev.taskworkers.emulator.admin;
