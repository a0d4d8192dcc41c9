// SPDX-License-Identifier: Apache-2.0
/** What the commands share in their words. */
package dev.taskworkers.cli.options;
