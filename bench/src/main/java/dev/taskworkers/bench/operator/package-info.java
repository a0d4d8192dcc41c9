// SPDX-License-Identifier: Apache-2.0
/** What the operator costs: a decision alone, and the whole operator with many pools. */
package dev.taskworkers.bench.operator;
