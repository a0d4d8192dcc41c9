/**
 * What the cluster's parts share about pods: how they are run, who hears of them, what they say.
 */
package dev.taskworkers.localcluster.pods;
