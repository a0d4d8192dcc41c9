/** What happened to every task and every pod, as the cloud and the cluster saw it. */
package dev.taskworkers.demo.ledger;
