// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

/**
 * What Google documents of Pub/Sub, as far as task systems lean on it: the same cases for the local
 * cloud, for Google's emulator and for Google itself.
 */
public interface PubSubContract
    extends ResourceContract,
        PublishContract,
        LeaseContract,
        OrderContract,
        SeekContract,
        StreamContract {}
