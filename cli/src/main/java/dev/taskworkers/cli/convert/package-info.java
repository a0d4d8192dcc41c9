// SPDX-License-Identifier: Apache-2.0
/** {@code taskworkers convert}: a pool from a ScaledObject of KEDA. */
package dev.taskworkers.cli.convert;
