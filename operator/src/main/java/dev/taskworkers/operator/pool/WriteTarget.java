// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Instant;

/** A pool that is written now, and what is remembered of what was written before. */
record WriteTarget(Pool pool, WriteState state, Instant now) {}
