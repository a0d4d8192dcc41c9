"""Google's Python client with its defaults, and tasks that do nothing."""
import datetime
import os

from google.cloud import pubsub_v1

millis = []


def handle(message):
    if message.data == b"timed":
        way = datetime.datetime.now(datetime.timezone.utc) - message.publish_time
        millis.append(way.total_seconds() * 1000)
    elif message.data == b"report":
        print(" ".join(map(str, millis)), flush=True)
        millis.clear()
    message.ack()


with pubsub_v1.SubscriberClient() as subscriber:
    subscriber.subscribe(os.environ["GCP_PUBSUB_SUBSCRIPTION_ID"], callback=handle).result()
