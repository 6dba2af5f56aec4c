"""One AMQP peer for tests, made of Debian's pika: takes one JSON order on its input, answers in JSON lines.

{"url", "publish": [{"exchange", "routingKey", "body", "properties", "mandatory"}]}: done when all are confirmed.
{"url", "consume": QUEUE, "count", "settle": "ack" | "reject" | "requeue" | "leave"}: a line a message.

Bodies are base64. What JSON has no word for is an object with one key: $bytes (base64), $decimal (text),
$time (seconds), $long (text; published as a 64-bit integer, and told so when beyond 53 bits).
"""
import base64
import calendar
import datetime
import decimal
import json
import sys

import pika
from pika.compat import long

NAMES = {
    "contentType": "content_type",
    "contentEncoding": "content_encoding",
    "headers": "headers",
    "deliveryMode": "delivery_mode",
    "priority": "priority",
    "correlationId": "correlation_id",
    "replyTo": "reply_to",
    "expiration": "expiration",
    "messageId": "message_id",
    "timestamp": "timestamp",
    "type": "type",
    "userId": "user_id",
    "appId": "app_id",
    "clusterId": "cluster_id",
}

FROM_TAG = {
    "$bytes": base64.b64decode,
    "$decimal": decimal.Decimal,
    "$time": datetime.datetime.utcfromtimestamp,
    "$long": long,
}


def from_json(value):
    if isinstance(value, list):
        return [from_json(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, inner), = value.items()
        if key in FROM_TAG:
            return FROM_TAG[key](inner)
    return {key: from_json(inner) for key, inner in value.items()}


def to_json(value):
    if isinstance(value, list):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime.datetime):
        return {"$time": calendar.timegm(value.utctimetuple())}
    if isinstance(value, int) and abs(value) >= 2**53:
        return {"$long": str(int(value))}
    return value


def publish(channel, order):
    channel.confirm_delivery()
    for message in order["publish"]:
        given = message["properties"]
        channel.basic_publish(
            message["exchange"],
            message["routingKey"],
            base64.b64decode(message["body"]),
            pika.BasicProperties(**{NAMES[key]: from_json(one) for key, one in given.items()}),
            mandatory=message["mandatory"],
        )


def consume(channel, order):
    left = order["count"]
    channel.basic_qos(prefetch_count=left)
    settle = {
        "ack": channel.basic_ack,
        "reject": lambda tag: channel.basic_reject(tag, requeue=False),
        "requeue": channel.basic_reject,
        "leave": lambda tag: None,
    }[order["settle"]]
    for method, properties, body in channel.consume(order["consume"]):
        told = {key: getattr(properties, name) for key, name in NAMES.items()}
        message = {
            "exchange": method.exchange,
            "routingKey": method.routing_key,
            "redelivered": method.redelivered,
            "deliveryTag": method.delivery_tag,
            "consumerTag": method.consumer_tag,
            "properties": {key: to_json(one) for key, one in told.items() if one is not None},
            "body": base64.b64encode(body).decode(),
        }
        print(json.dumps(message), flush=True)
        settle(method.delivery_tag)
        left -= 1
        if left == 0:
            return


def main():
    order = json.load(sys.stdin)
    connection = pika.BlockingConnection(pika.URLParameters(order["url"]))
    channel = connection.channel()
    if "publish" in order:
        publish(channel, order)
    else:
        consume(channel, order)
    connection.close()


main()
