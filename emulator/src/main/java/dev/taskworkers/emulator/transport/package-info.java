// SPDX-License-Identifier: Apache-2.0
/**
 * What every gRPC service of the local cloud shares: sockets, errors, the check before a call, and
 * the faults that are on.
 */
package dev.taskworkers.emulator.transport;
