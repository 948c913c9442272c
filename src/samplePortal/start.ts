import { readFileSync } from 'node:fs';
import { Clock } from './clock';
import type { Decisions } from './decisions';
import { chooseDecisions } from './decisions';
import type { FaultRule } from './faults';
import { Faults } from './faults';
import type { Flavor, Scale } from './model';
import { portalPath, servePortal } from './portal';
import type { RequestLog } from './requestLog';
import { fileLog, noLog } from './requestLog';
import { Router, routesOf } from './router';
import { isForUs, listen } from './server';
import { State } from './state';

export interface SamplePortalOptions {
  readonly flavor?: Flavor;
  readonly scale?: Scale;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  readonly latencyMs?: number;
  /** Where the portal's clock starts, ms epoch; real time without it. */
  readonly now?: number;
  readonly decisions?: Partial<Decisions>;
  readonly faults?: readonly FaultRule[];
  /** A file for one JSON line per request. */
  readonly logFile?: string;
  /** Instead of a file: receives each entry. */
  readonly log?: RequestLog;
  /** PEM files. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** What one needs to use a running sample portal. */
export interface PortalAddress {
  readonly url: string;
  readonly sharing: string;
  readonly admin: string;
  readonly control: string;
  readonly controlKey: string;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
}

export interface SamplePortal extends PortalAddress {
  readonly state: State;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** The OAuth application that every sample portal has registered. */
export const sampleClientId = 'entitlementsSample';

/** Starts a sample portal in this process. @throws when the port is taken, or a decision or a file is not valid */
export async function startSamplePortal(options: SamplePortalOptions = {}): Promise<SamplePortal> {
  const clock = new Clock(options.now);
  const decisions = chooseDecisions(options.decisions);
  const flavor = options.flavor ?? 'online';
  const state = new State(flavor, options.scale ?? 'S', clock.now(), clock, decisions);
  const password = State.secret(12);
  const controlKey = State.secret();
  const faults = new Faults();
  faults.set(options.faults ?? []);
  const log = options.log ?? (options.logFile === undefined ? noLog : fileLog(options.logFile));
  const tls =
    options.tls === undefined
      ? undefined
      : { cert: readFileSync(options.tls.certFile, 'utf8'), key: readFileSync(options.tls.keyFile, 'utf8') };
  const router = new Router(routesOf(flavor, { password, clientId: sampleClientId }));
  const scheme = tls === undefined ? 'http' : 'https';
  const latencyMs = options.latencyMs ?? 0;
  const listener = await listen(options.port ?? 0, tls, async (request, response) => {
    if (!isForUs(request, listener.port, scheme)) {
      response
        .writeHead(403, { 'Content-Type': 'text/plain' })
        .end('This sample portal answers its own address only.');
      return;
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === portalPath || path.startsWith(`${portalPath}/`)) {
      const base = `${listener.origin}${portalPath}`;
      await servePortal({ state, router, faults, log, base, latencyMs }, request, response);
      return;
    }
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
  });
  const url = `${listener.origin}${portalPath}`;
  return {
    url,
    sharing: `${url}/sharing/rest`,
    admin: `${url}/portaladmin`,
    control: `${listener.origin}/control`,
    controlKey,
    username: 'gis_admin',
    password,
    clientId: sampleClientId,
    state,
    faults,
    close: async () => {
      await listener.close();
      log.close();
    },
  };
}
