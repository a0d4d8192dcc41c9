// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

/** What every delivery works with. */
record DeliveryContext(
    DispatcherConfig.Batching batching,
    Topic topic,
    Timer timer,
    OutstandingTasks outstanding,
    DispatchFailures failures,
    Backoff backoff) {}
