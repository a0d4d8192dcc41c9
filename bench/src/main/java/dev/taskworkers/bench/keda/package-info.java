// SPDX-License-Identifier: Apache-2.0
/** KEDA as its makers publish it, built, given credentials, and led to the local cloud. */
package dev.taskworkers.bench.keda;
