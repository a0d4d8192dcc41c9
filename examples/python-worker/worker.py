"""A task worker that pulls by itself, with Google's client: run it in a pool with the `self` handler.

The operator sets GCP_PROJECT_ID, GCP_PUBSUB_SUBSCRIPTION_ID and TASKWORKERS_CONCURRENCY.
SIGTERM lets running tasks end and gives the others back.
"""
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.subscriber.scheduler import ThreadScheduler
from google.cloud.pubsub_v1.types import FlowControl


def handle(message):
    print(f"task {message.message_id}: {len(message.data)} bytes", flush=True)
    time.sleep(float(os.environ.get("TASK_SECONDS", "0.5")))
    message.ack()


def main():
    concurrency = int(os.environ.get("TASKWORKERS_CONCURRENCY", "1"))
    with pubsub_v1.SubscriberClient() as subscriber:
        subscription = subscriber.subscription_path(
            os.environ["GCP_PROJECT_ID"], os.environ["GCP_PUBSUB_SUBSCRIPTION_ID"]
        )
        # As many tasks as threads: what waits in here is not there for other pods.
        pulling = subscriber.subscribe(
            subscription,
            callback=handle,
            flow_control=FlowControl(max_messages=concurrency),
            scheduler=ThreadScheduler(ThreadPoolExecutor(concurrency)),
            await_callbacks_on_shutdown=True,
        )
        signal.signal(signal.SIGTERM, lambda *_: pulling.cancel())
        pulling.result()


if __name__ == "__main__":
    main()
