"""Verify what watch287g posts, as Standard Webhooks has it, and take each message once. Python 3, nothing to install.

`python verify_webhook.py PORT` listens on this machine, with the key in WATCH287G_SECRET, and prints each headline.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 5 * 60  # seconds that a message's time may be off; an older one may be somebody's copy


def verified(headers, body, secret, now=None):
    """Return the message of the request, or raise ValueError. `body` are the bytes as they came, not JSON made anew."""
    id_, at = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(at)) > TOLERANCE:
        raise ValueError("too old, or from the future")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.digest(key, f"{id_}.{at}.".encode() + body, hashlib.sha256)).decode()
    signatures = headers["webhook-signature"].split(" ")  # two, while the key is being changed
    if not any(hmac.compare_digest(f"v1,{wanted}", signature) for signature in signatures):
        raise ValueError("not signed by the key")
    return json.loads(body)


class Receiver(BaseHTTPRequestHandler):
    seen = set()  # keep the ids of a week where they outlive your program: a message may come twice

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            message = verified(self.headers, body, os.environ["WATCH287G_SECRET"])
        except (ValueError, TypeError, KeyError):
            self.send_response(401)
        else:
            if message["id"] not in self.seen:
                print(message["data"]["headline"], flush=True)
                self.seen.add(message["id"])
            self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
