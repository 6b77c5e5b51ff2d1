// Writes a message as a stream of events, with the fault that the script asked for.
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorFrame, framesOf, serialised } from './frames.ts';
import type { Message } from './message.ts';
import type { Fault, Reply } from './port.ts';

/** Where a fault strikes when the script does not say: after the start, a ping and the first block's opening. */
const FAULT_AFTER_EVENTS = 3;

/** Ends when the stream is written, broken off on purpose, or the client has gone. */
export async function writeStream(response: ServerResponse, message: Message, reply: Reply): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': `req_${message.id.slice(4)}`,
  });
  const fault = reply.fault;
  let events = 0;
  let bytes = 0;
  for (const frame of framesOf(message)) {
    if (response.destroyed) return;
    const text = serialised(frame);
    if (fault?.kind === 'cut' && cutsAt(fault, events, bytes, text)) {
      const rest = fault.afterBytes === undefined ? 0 : fault.afterBytes - bytes;
      if (rest > 0) await written(response, text.slice(0, rest));
      response.destroy();
      return;
    }
    if (fault?.kind === 'error_event' && events === (fault.afterEvents ?? FAULT_AFTER_EVENTS)) {
      response.end(serialised(errorFrame(fault.type, fault.message)));
      return;
    }
    if (fault?.kind === 'stall' && events === (fault.afterEvents ?? FAULT_AFTER_EVENTS))
      await sleep(fault.ms, undefined, { ref: false });
    await written(response, text);
    events += 1;
    bytes += text.length;
    if (reply.chunkDelayMs) await sleep(reply.chunkDelayMs, undefined, { ref: false });
  }
  response.end();
}

const cutsAt = (fault: Extract<Fault, { kind: 'cut' }>, events: number, bytes: number, text: string): boolean =>
  fault.afterBytes === undefined ? events === (fault.afterEvents ?? FAULT_AFTER_EVENTS) : bytes + text.length > fault.afterBytes;

const written = (response: ServerResponse, text: string): Promise<void> =>
  new Promise((done) => {
    if (response.destroyed) return done();
    // The callback also comes when the client goes away.
    response.write(text, () => done());
  });
