"""moto's server with scheduled events: moto itself never has any (DescribeInstanceStatus, moto 5.2).

Usage: moto_with_events.py <port> <events file>. The file holds {"<instance id>": [{"InstanceEventId": …, "Code": …,
"NotBefore": "<ISO 8601>", …}]} and is read again for every answer, so that a test only has to write it.
"""

import json
import sys
from datetime import datetime

from moto.ec2.models.instances import InstanceBackend
from moto.server import main

port, events_file = sys.argv[1:]
TIMES = ("NotBefore", "NotAfter", "NotBeforeDeadline")
describe_instance_status = InstanceBackend.describe_instance_status


def event_of(told):
    return {
        name: datetime.fromisoformat(value) if name in TIMES else value
        for name, value in told.items()
    }


def with_events(self, *arguments):
    with open(events_file, encoding="utf-8") as file:
        scheduled = json.load(file)
    instances = describe_instance_status(self, *arguments)
    for instance in instances:
        instance.events = [event_of(told) for told in scheduled.get(instance.id, [])]
    return instances


InstanceBackend.describe_instance_status = with_events
main(["-H", "127.0.0.1", "-p", port])
