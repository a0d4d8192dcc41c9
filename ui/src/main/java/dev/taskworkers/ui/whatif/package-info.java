/** The last hour of a pool, played again with other settings. */
package dev.taskworkers.ui.whatif;
