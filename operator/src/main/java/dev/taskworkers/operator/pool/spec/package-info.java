// SPDX-License-Identifier: Apache-2.0
/** What the pool's author wrote, parsed and checked. */
package dev.taskworkers.operator.pool.spec;
