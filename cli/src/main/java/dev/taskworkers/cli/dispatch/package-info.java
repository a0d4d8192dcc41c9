// SPDX-License-Identifier: Apache-2.0
/** What the dispatch command does: reads tasks, sends them at a pace, reports what was not sent. */
package dev.taskworkers.cli.dispatch;
