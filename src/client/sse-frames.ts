// Bytes of a text/event-stream into frames, as the WHATWG server-sent events chapter says.

export interface SseFrame {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Yields a frame per blank line. Ends when the stream ends; a frame cut off by the end is dropped. Cancels the stream on return. */
export async function* sseFrames(bytes: ReadableStream<Uint8Array>, onBytes: () => void = () => {}): AsyncGenerator<SseFrame> {
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let lines: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      rest += decoder.decode(value, { stream: true });
      // A CR at the very end may be the first half of CRLF: leave it for the next chunk.
      const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
      const parts = complete.split(/\r\n|\n|\r/);
      rest = (parts.pop() ?? '') + (rest.endsWith('\r') ? '\r' : '');
      for (const line of parts) {
        if (line !== '') {
          lines.push(line);
          continue;
        }
        const frame = frameOf(lines);
        lines = [];
        if (frame) yield frame;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function frameOf(lines: readonly string[]): SseFrame | undefined {
  let event = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 && event === 'message' ? undefined : { event, id, data: data.join('\n') };
}
