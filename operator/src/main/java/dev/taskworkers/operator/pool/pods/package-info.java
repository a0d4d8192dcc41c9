// SPDX-License-Identifier: Apache-2.0
/** A pool's pods: which work, which leave, and in what order. */
package dev.taskworkers.operator.pool.pods;
