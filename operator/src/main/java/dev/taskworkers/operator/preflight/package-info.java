/** Are the subscription and the dead-letter topic fit for a pool? */
package dev.taskworkers.operator.preflight;
