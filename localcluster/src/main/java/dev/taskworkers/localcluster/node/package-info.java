/**
 * The node: each pod's containers as local processes, started, probed and stopped as a kubelet
 * does.
 */
package dev.taskworkers.localcluster.node;
