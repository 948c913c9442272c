import type { RequestRecord } from '../../../src/arcgis/http';
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import type { LogEntry } from '../../../src/samplePortal/requestLog';
import type { SamplePortal, SamplePortalOptions } from '../../../src/samplePortal/start';
import { startSamplePortal } from '../../../src/samplePortal/start';

/** Real time, but no pause before a read is repeated lasts longer than the sample portal's restart. */
export const realClock = {
  now: () => Date.now(),
  delay: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, Math.min(ms, 60))),
};

export interface Sample {
  readonly portal: SamplePortal;
  readonly client: PortalClient;
  /** What the portal logged of each request. */
  readonly log: readonly LogEntry[];
  /** What the client reported of each request. */
  readonly records: readonly RequestRecord[];
  /** How often a token was renewed. */
  renewals(): number;
}

/** Runs a sample portal and a client that is signed in to it, by default at scale S. */
export async function withSample(
  options: SamplePortalOptions,
  run: (sample: Sample) => Promise<void>,
): Promise<void> {
  const log: LogEntry[] = [];
  const portal = await startSamplePortal({
    restartSeconds: 0.05,
    log: { write: entry => void log.push(entry), close: () => undefined },
    ...options,
  });
  try {
    const tools = { url: portal.url, fetch: globalThis.fetch, clock: realClock };
    const signIn = async (): Promise<string> =>
      (await signInWithPassword({ ...tools, username: portal.username, password: portal.password })).token;
    let token = await signIn();
    let renewals = 0;
    const records: RequestRecord[] = [];
    const client = createPortalClient({
      ...tools,
      tokens: {
        token: () => Promise.resolve(token),
        renew: async () => {
          renewals++;
          return (token = await signIn());
        },
      },
      onRequest: record => records.push(record),
    });
    await run({ portal, client, log, records, renewals: () => renewals });
  } finally {
    await portal.close();
  }
}
