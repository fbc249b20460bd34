// Verify what watch287g posts, as Standard Webhooks has it, and take each message once. Node 18, nothing to install.
// `node verify_webhook.mjs PORT` listens on this machine, with the key in WATCH287G_SECRET, and prints each headline.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const TOLERANCE = 5 * 60; // seconds that a message's time may be off; an older one may be somebody's copy

// The message of the request; throws where it isn't ours. `body` is a Buffer with the bytes as they came.
export function verified(headers, body, secret, now = Date.now() / 1000) {
  const id = headers["webhook-id"], at = headers["webhook-timestamp"];
  if (!(Math.abs(now - Number(at)) <= TOLERANCE)) throw new Error("too old, or from the future");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = Buffer.from("v1," + createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest("base64"));
  const isOurs = headers["webhook-signature"].split(" ").some((signature) => { // two, while the key is being changed
    const found = Buffer.from(signature);
    return found.length === wanted.length && timingSafeEqual(found, wanted);
  });
  if (!isOurs) throw new Error("not signed by the key");
  return JSON.parse(body);
}

const seen = new Set(); // keep the ids of a week where they outlive your program: a message may come twice

async function receive(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  try {
    const message = verified(request.headers, Buffer.concat(pieces), process.env.WATCH287G_SECRET);
    if (!seen.has(message.id)) console.log(message.data.headline);
    seen.add(message.id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(401).end();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  createServer(receive).listen(Number(process.argv[2]), "127.0.0.1");
}
