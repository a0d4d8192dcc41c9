# SPDX-License-Identifier: Apache-2.0
"""Google's Python client, unmodified, against PUBSUB_EMULATOR_HOST.

Each step prints a line; the first that fails ends the program with its traceback.
"""

import concurrent.futures
import threading
import time
import uuid

from google.api_core import exceptions
from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.subscriber import exceptions as sub_exceptions

PROJECT = "tour"
WAIT = 20


def main():
    publisher = pubsub_v1.PublisherClient()
    subscriber = pubsub_v1.SubscriberClient()
    for step in (
        dispatcher_and_pulling_worker,
        streaming_with_ordering_keys,
        exactly_once,
        dead_letters,
        leases_and_retries,
        error_codes,
    ):
        started = time.monotonic()
        step(publisher, subscriber)
        print(f"ok {step.__name__} {time.monotonic() - started:.1f}s", flush=True)


def new_topic(publisher):
    name = publisher.topic_path(PROJECT, f"t{uuid.uuid4()}")
    publisher.create_topic(request={"name": name})
    return name


def new_subscription(subscriber, topic, **settings):
    name = subscriber.subscription_path(PROJECT, f"s{uuid.uuid4()}")
    subscriber.create_subscription(request={"name": name, "topic": topic, **settings})
    return name


def dispatcher_and_pulling_worker(publisher, subscriber):
    topic = new_topic(publisher)
    subscription = new_subscription(subscriber, topic)
    futures = [publisher.publish(topic, f"task {n}".encode(), number=str(n)) for n in range(10)]
    ids = {future.result(timeout=WAIT) for future in futures}
    assert len(ids) == 10

    done = set()
    while len(done) < 10:
        response = subscriber.pull(
            request={"subscription": subscription, "max_messages": 3}, timeout=WAIT
        )
        for received in response.received_messages:
            assert received.message.data.decode() == f"task {received.message.attributes['number']}"
            done.add(received.message.message_id)
        subscriber.acknowledge(
            request={
                "subscription": subscription,
                "ack_ids": [received.ack_id for received in response.received_messages],
            }
        )
    assert done == ids
    idle = subscriber.pull(request={"subscription": subscription, "max_messages": 1}, timeout=WAIT)
    assert not idle.received_messages


def streaming_with_ordering_keys(publisher, subscriber):
    ordered = pubsub_v1.PublisherClient(
        publisher_options=pubsub_v1.types.PublisherOptions(enable_message_ordering=True)
    )
    topic = new_topic(publisher)
    subscription = new_subscription(subscriber, topic, enable_message_ordering=True)
    seen = {"a": [], "b": []}
    finished = threading.Event()

    def work(message):
        seen[message.ordering_key].append(int(message.data))
        message.ack()
        if sum(map(len, seen.values())) >= 100:
            finished.set()

    stream = subscriber.subscribe(subscription, callback=work)
    for number in range(50):
        for key in seen:
            ordered.publish(topic, str(number).encode(), ordering_key=key)
    assert finished.wait(WAIT), seen
    stop(stream)
    assert seen == {"a": list(range(50)), "b": list(range(50))}, seen


def exactly_once(publisher, subscriber):
    topic = new_topic(publisher)
    subscription = new_subscription(subscriber, topic, enable_exactly_once_delivery=True)
    outcomes = []
    finished = threading.Event()

    def work(message):
        outcomes.append(message.ack_with_response().result(timeout=WAIT).name)
        try:
            subscriber.acknowledge(
                request={"subscription": subscription, "ack_ids": [message.ack_id]}
            )
            outcomes.append("accepted a second time")
        except exceptions.InvalidArgument as refused:
            outcomes.append(refused.details[0].metadata[message.ack_id])
        finished.set()

    stream = subscriber.subscribe(subscription, callback=work)
    publisher.publish(topic, b"once").result(timeout=WAIT)
    assert finished.wait(WAIT)
    stop(stream)
    assert outcomes == ["SUCCESS", "PERMANENT_FAILURE_INVALID_ACK_ID"], outcomes
    late_acknowledgement_fails(publisher, subscriber, topic, subscription)


def late_acknowledgement_fails(publisher, subscriber, topic, subscription):
    """The client's own reading of the error details: AcknowledgeError INVALID_ACK_ID."""
    result = concurrent.futures.Future()

    def work(message):
        if not result.done():
            subscriber.acknowledge(
                request={"subscription": subscription, "ack_ids": [message.ack_id]}
            )
            try:
                result.set_result(message.ack_with_response().result(timeout=WAIT).name)
            except sub_exceptions.AcknowledgeError as error:
                result.set_result(error.error_code.name)

    stream = subscriber.subscribe(subscription, callback=work)
    publisher.publish(topic, b"late").result(timeout=WAIT)
    outcome = result.result(timeout=WAIT)
    stop(stream)
    assert outcome == "INVALID_ACK_ID", outcome


def dead_letters(publisher, subscriber):
    dead_topic = new_topic(publisher)
    dead = new_subscription(subscriber, dead_topic)
    topic = new_topic(publisher)
    subscription = new_subscription(
        subscriber,
        topic,
        dead_letter_policy={"dead_letter_topic": dead_topic, "max_delivery_attempts": 5},
    )
    attempts = []

    def work(message):
        attempts.append(message.delivery_attempt)
        message.nack()

    stream = subscriber.subscribe(subscription, callback=work)
    publisher.publish(topic, b"poison").result(timeout=WAIT)
    response = subscriber.pull(request={"subscription": dead, "max_messages": 1}, timeout=WAIT)
    stop(stream)
    letter = response.received_messages[0].message
    assert letter.data == b"poison"
    assert letter.attributes["CloudPubSubDeadLetterSourceDeliveryCount"] == "5"
    assert attempts == [1, 2, 3, 4, 5], attempts


def leases_and_retries(publisher, subscriber):
    topic = new_topic(publisher)
    subscription = new_subscription(
        subscriber, topic, retry_policy={"minimum_backoff": {"seconds": 1}}
    )
    publisher.publish(topic, b"held").result(timeout=WAIT)
    first = pull_one(subscriber, subscription)
    subscriber.modify_ack_deadline(
        request={"subscription": subscription, "ack_ids": [first.ack_id], "ack_deadline_seconds": 0}
    )
    given_back = time.monotonic()
    second = pull_one(subscriber, subscription)
    assert second.message.message_id == first.message.message_id
    assert time.monotonic() - given_back > 0.9


def pull_one(subscriber, subscription):
    request = {"subscription": subscription, "max_messages": 1}
    return subscriber.pull(request=request, timeout=WAIT).received_messages[0]


def error_codes(publisher, subscriber):
    topic = new_topic(publisher)
    missing = publisher.topic_path(PROJECT, "missing")
    refused(exceptions.AlreadyExists, lambda: publisher.create_topic(request={"name": topic}))
    refused(exceptions.NotFound, lambda: publisher.get_topic(request={"topic": missing}))
    refused(exceptions.NotFound, lambda: publisher.publish(missing, b"x").result(timeout=WAIT))
    refused(exceptions.NotFound, lambda: new_subscription(subscriber, missing))
    refused(
        exceptions.InvalidArgument,
        lambda: new_subscription(subscriber, topic, ack_deadline_seconds=5),
    )
    refused(
        exceptions.InvalidArgument,
        lambda: publisher.create_topic(request={"name": f"projects/{PROJECT}/topics/goog-x"}),
    )
    gone = subscriber.subscription_path(PROJECT, "missing")
    stream = subscriber.subscribe(gone, callback=lambda message: None)
    refused(exceptions.NotFound, lambda: stream.result(timeout=WAIT))


def refused(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError(f"expected {kind.__name__}")


def stop(stream):
    stream.cancel()
    stream.result(timeout=WAIT)


if __name__ == "__main__":
    main()
