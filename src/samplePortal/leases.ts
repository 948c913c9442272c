import type { ServerResponse } from 'node:http';

/** A sign of life for holders and proxies in between. */
const heartbeatMs = 5000;

/** Counts the windows that use the portal by their open connections; calls `onUnused` when there was none for a while. */
export class Leases {
  readonly #open = new Set<ServerResponse>();
  readonly #lingerMs: number | undefined;
  readonly #onUnused: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param lingerMs undefined never ends the portal */
  constructor(lingerMs: number | undefined, onUnused: () => void) {
    this.#lingerMs = lingerMs;
    this.#onUnused = onUnused;
  }

  /** Starts counting: the portal listens. */
  open(): void {
    this.#countDown();
  }

  get count(): number {
    return this.#open.size;
  }

  /** Holds a connection until its client ends it. */
  hold(response: ServerResponse): void {
    clearTimeout(this.#timer);
    this.#open.add(response);
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
    response.write('\n');
    const beat = setInterval(() => response.write('\n'), heartbeatMs);
    response.on('close', () => {
      clearInterval(beat);
      this.#open.delete(response);
      this.#countDown();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const response of this.#open) response.end();
  }

  #countDown(): void {
    if (this.#lingerMs === undefined || this.#open.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onUnused, this.#lingerMs);
  }
}
