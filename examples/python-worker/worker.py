"""A task worker that pulls by itself, with Google's client: run it in a pool with the `self` handler.

The operator sets GCP_PROJECT_ID and GCP_PUBSUB_SUBSCRIPTION_ID. SIGTERM lets the running task end.
"""
import os
import signal
import time

from google.api_core.exceptions import DeadlineExceeded, ServiceUnavailable
from google.cloud import pubsub_v1

stopping = False


def stop(*_):
    global stopping
    stopping = True


def handle(message):
    print(f"task {message.message_id}: {len(message.data)} bytes", flush=True)
    time.sleep(float(os.environ.get("TASK_SECONDS", "0.5")))


def main():
    signal.signal(signal.SIGTERM, stop)
    with pubsub_v1.SubscriberClient() as subscriber:
        subscription = subscriber.subscription_path(
            os.environ["GCP_PROJECT_ID"], os.environ["GCP_PUBSUB_SUBSCRIPTION_ID"]
        )
        while not stopping:
            try:
                response = subscriber.pull(
                    request={"subscription": subscription, "max_messages": 1}, timeout=10
                )
            except (DeadlineExceeded, ServiceUnavailable):
                continue
            for received in response.received_messages:
                handle(received.message)
                subscriber.acknowledge(
                    request={"subscription": subscription, "ack_ids": [received.ack_id]}
                )


if __name__ == "__main__":
    main()
