// SPDX-License-Identifier: Apache-2.0
/** The container images of operator and worker, built with whichever tool is there. */
package dev.taskworkers.testbed.images;
