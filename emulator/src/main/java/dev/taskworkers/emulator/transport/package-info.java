/** What every gRPC service of the local cloud shares: sockets, errors, the check before a call. */
package dev.taskworkers.emulator.transport;
