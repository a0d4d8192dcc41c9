/** Is this subscription fit for a pool? */
package dev.taskworkers.operator.preflight;
