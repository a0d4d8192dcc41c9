// SPDX-License-Identifier: Apache-2.0
/** Which orders of the operator a worker follows. */
package dev.taskworkers.worker.orders;
