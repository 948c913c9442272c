import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Clock } from './clock';
import { controlPath, serveControl } from './control';
import type { Decisions } from './decisions';
import { chooseDecisions } from './decisions';
import type { FaultRule } from './faults';
import { Faults } from './faults';
import { Leases } from './leases';
import type { Flavor, Scale } from './model';
import type { Installation } from './persist';
import { StateFile } from './persist';
import { portalPath, servePortal } from './portal';
import { RequestCount } from './requestCount';
import type { RequestLog } from './requestLog';
import { fileLog, noLog } from './requestLog';
import { Router, routesOf } from './router';
import type { Listener } from './server';
import { isForUs, listen } from './server';
import { State } from './state';

export interface SamplePortalOptions {
  readonly flavor?: Flavor;
  readonly scale?: Scale;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  readonly latencyMs?: number;
  /** A list of holders is cut after so many, 10,000 without it; `Infinity` for a portal that cuts none. */
  readonly holdersCut?: number;
  /** Where the portal's clock starts, ms epoch; real time without it. */
  readonly now?: number;
  readonly decisions?: Partial<Decisions>;
  readonly faults?: readonly FaultRule[];
  /** A file for one JSON line per request. */
  readonly logFile?: string;
  /** Instead of a file: receives each entry. */
  readonly log?: RequestLog;
  /** How long the portal is away after updateLicenseManager; 2 without it. */
  readonly restartSeconds?: number;
  /** Keeps the state over a restart: a snapshot in this file and a log beside it. The caller sees to it that one process has it. */
  readonly stateFile?: string;
  /** Asked before each write of the state: whether this process still has it. */
  readonly isOwned?: () => boolean;
  /** Without a lease for so long, `onUnused` is called. */
  readonly lingerMs?: number;
  readonly onUnused?: () => void;
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

/** The state as it was left, or a new one. @throws Error when the file holds another portal than asked for */
function openState(options: SamplePortalOptions): {
  state: State;
  file: StateFile | undefined;
  password: string;
} {
  const decisions = chooseDecisions(options.decisions);
  const { stateFile, flavor, scale } = options;
  const installation = (): Installation => ({
    flavor: flavor ?? 'online',
    scale: scale ?? 'S',
    seedTime: options.now ?? Date.now(),
    password: State.secret(12),
    port: 0,
  });
  const file = stateFile === undefined ? undefined : StateFile.open(stateFile, installation, options.isOwned);
  const own = file?.installation ?? installation();
  if ((flavor ?? own.flavor) !== own.flavor || (scale ?? own.scale) !== own.scale) {
    throw new Error(
      `${stateFile ?? ''} holds the state of a portal ${own.flavor} ${own.scale}. Give another --state, or remove it.`,
    );
  }
  const state = new State(own.flavor, own.scale, own.seedTime, new Clock(options.now), decisions);
  state.holdersCut = options.holdersCut ?? state.holdersCut;
  if (file !== undefined) {
    // A clock that the command line sets wins over one that was moved before the restart.
    state.replay(file.puts().filter(put => put[0] !== 'clock' || options.now === undefined));
    state.keepIn(file);
  }
  return { state, file, password: own.password };
}

/** Listens on the wished port; with 0 on that of the last start, if it is free. */
async function listenAgain(port: number, last: number, ...rest: Rest): Promise<Listener> {
  if (port === 0 && last !== 0) {
    try {
      return await listen(last, ...rest);
    } catch {
      // Taken meanwhile: another one will do.
    }
  }
  return listen(port, ...rest);
}
type Rest = [Parameters<typeof listen>[1], Parameters<typeof listen>[2]];

/**
 * Starts a sample portal in this process.
 * @throws Error when the port is taken, or a decision, a fault or a file is not valid
 */
export async function startSamplePortal(options: SamplePortalOptions = {}): Promise<SamplePortal> {
  const { state, file, password } = openState(options);
  const controlKey = State.secret();
  const faults = new Faults();
  faults.set(options.faults ?? []);
  const log = options.log ?? (options.logFile === undefined ? noLog : fileLog(options.logFile));
  const tls =
    options.tls === undefined
      ? undefined
      : { cert: readFileSync(options.tls.certFile, 'utf8'), key: readFileSync(options.tls.keyFile, 'utf8') };
  const leases = new Leases(options.lingerMs, options.onUnused ?? (() => undefined));
  const signIn = { password, clientId: sampleClientId };
  const router = new Router(routesOf(state.flavor, signIn, options.restartSeconds ?? 2));
  const scheme = tls === undefined ? 'http' : 'https';
  const pace = { latencyMs: options.latencyMs ?? 0 };
  const requests = new RequestCount();
  const startOffset = state.clock.offsetMs;
  const reset = (): void => {
    file?.reset(put => put[0] === 'token');
    state.reset();
    state.clock.setOffset(startOffset);
    faults.set([]);
  };
  const control = { state, faults, leases, requests, pace, controlKey, reset };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (!isForUs(request, listener.port, scheme)) {
      response.writeHead(403, { 'Content-Type': 'text/plain' });
      response.end('This sample portal answers its own address only.');
    } else if (path === portalPath || path.startsWith(`${portalPath}/`)) {
      const { latencyMs } = pace;
      await servePortal({ state, router, faults, log, requests, scheme, latencyMs }, request, response);
    } else if (path.startsWith(`${controlPath}/`)) {
      await serveControl(control, request, response);
    } else {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
    }
  };
  const listener = await listenAgain(options.port ?? 0, file?.installation.port ?? 0, tls, handle);
  file?.keepPort(listener.port);
  leases.open();
  const url = `${listener.origin}${portalPath}`;
  return {
    url,
    sharing: `${url}/sharing/rest`,
    admin: `${url}/portaladmin`,
    control: `${listener.origin}${controlPath}`,
    controlKey,
    username: 'gis_admin',
    password,
    clientId: sampleClientId,
    state,
    faults,
    close: async () => {
      leases.close();
      await listener.close();
      await file?.close();
      log.close();
    },
  };
}
