// SPDX-License-Identifier: Apache-2.0
/** What was seen of pools in the last day, in little memory. */
package dev.taskworkers.operator.pool.timeline;
