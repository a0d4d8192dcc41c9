// SPDX-License-Identifier: Apache-2.0
/** The page that shows pools to browsers on this machine. */
package dev.taskworkers.ui;
