# SPDX-License-Identifier: Apache-2.0
"""Google's Python client with its defaults.

A task does nothing, or its payload goes to a program or to a server, as BENCH_HANDLER says.
"""
import datetime
import os
import subprocess
import threading

import requests
from google.cloud import pubsub_v1

millis = []
kind_of_work = os.environ["BENCH_HANDLER"]
connections = threading.local()


def work(payload):
    if kind_of_work == "exec":
        subprocess.run(["tail", "-c", "0"], input=payload, check=True)
    elif kind_of_work == "http":
        if not hasattr(connections, "session"):
            connections.session = requests.Session()
        connections.session.post(os.environ["BENCH_URL"], data=payload).raise_for_status()


def handle(message):
    kind = message.attributes["kind"]
    if kind == "timed":
        way = datetime.datetime.now(datetime.timezone.utc) - message.publish_time
        millis.append(way.total_seconds() * 1000)
    elif kind == "report":
        print(" ".join(map(str, millis)), flush=True)
        millis.clear()
    work(message.data)
    message.ack()


with pubsub_v1.SubscriberClient() as subscriber:
    subscriber.subscribe(os.environ["GCP_PUBSUB_SUBSCRIPTION_ID"], callback=handle).result()
