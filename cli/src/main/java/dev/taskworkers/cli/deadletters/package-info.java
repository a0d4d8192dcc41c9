// SPDX-License-Identifier: Apache-2.0
/** Looking after a dead-letter subscription. */
package dev.taskworkers.cli.deadletters;
