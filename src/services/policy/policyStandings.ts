// The policies of a workspace and how each stands to the saved portals that it names: kept for the tree and the status bar.
import { Emitter } from '../../core/emitter';
import type { Disposable, Event } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { mayBeDue, openDue } from '../../core/policy/openDue';
import { isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import type { PolicyStanding } from '../../core/policy/policyStanding';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { readPolicy } from '../../core/policy/readPolicy';
import { isAbort, messageOf } from '../../core/problem';
import type { Connections } from '../connectionTypes';
import type { Clock } from '../ports';
import { comparePolicy } from './comparePolicy';
import { policyOf } from './planPolicy';
import type { PolicyDocument } from './planPolicy';
import type { PolicyFacts } from './policyFacts';
import type { PolicyReadingDeps } from './readOrganization';

/** A policy of the workspace as it is now. */
export interface PolicySource extends PolicyDocument {
  readonly uri: string;
  readonly rosterText: PolicyReadingDeps['rosterText'];
}

interface Deps {
  readonly clock: Clock;
  readonly connections: Pick<Connections, 'list' | 'get'>;
  readonly facts: Pick<PolicyFacts, 'load'>;
  /** All policies of the workspace. One that cannot be read is left out. */
  readonly sources: () => Promise<readonly PolicySource[]>;
  /** What starts or ends within so many ms is told. */
  readonly soonMs: () => number;
}

export interface CompareOptions {
  readonly signal: AbortSignal;
  /** ms epoch: what was read before it is read anew. */
  readonly notBefore?: number;
}

export interface PolicyStandings extends Disposable {
  /** Fires with a portal of which a policy came, went or was compared. */
  readonly onDidChange: Event<PortalId>;
  /** Of one portal, or of all, in the order of the names. */
  peek(portalId?: PortalId): readonly PolicyStanding[];
  /** Looks which policies there are and which portals they name. Sends nothing. What was found for a text that changed is forgotten. */
  look(): Promise<void>;
  /**
   * Compares the policies of a portal with it, one after the other. Two at once share their reading. Never asks for a sign-in.
   * @returns whether the portal could be read: a policy with errors says so in its place, and is no failure of the portal
   * @throws AbortError when the signal fires
   */
  compare(portalId: PortalId, options: CompareOptions): Promise<boolean>;
  /** Keeps what a comparison on demand found. `readAt`: ms epoch. */
  note(uri: string, portalId: PortalId, organization: PolicyOrganization, readAt: number): void;
}

interface Entry {
  readonly source: PolicySource;
  standing: PolicyStanding;
}

/** Of a reading that was given up because all was to be read anew. */
const mostTries = 3;

/** Nothing is read before {@link PolicyStandings.look}, and nothing is sent before {@link PolicyStandings.compare}. */
export function createPolicyStandings(deps: Deps): PolicyStandings {
  const { clock, connections, facts, soonMs } = deps;
  const changed = new Emitter<PortalId>();
  /** By portal and file. */
  let entries = new Map<string, Entry>();

  const keyOf = (uri: string, portalId: PortalId): string => `${portalId}\n${uri}`;
  const ownZone = (portalId: PortalId): string =>
    connections.get(portalId)?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

  function entriesOf(source: PolicySource): readonly Entry[] {
    const { policy } = readPolicy(source.text, source.name);
    const named = policy?.portal?.text;
    if (policy === undefined || named === undefined) return [];
    return connections
      .list()
      .filter(connection => isSamePortal(named, portalInPolicy(connection)))
      .map(({ id }): Entry => {
        const known = entries.get(keyOf(source.uri, id));
        const timeZone = policy.timeZone?.text ?? ownZone(id);
        const own = { uri: source.uri, name: source.name, portalId: id, timeZone };
        let dated: boolean;
        try {
          dated = mayBeDue(policy, ownZone(id), clock.now(), soonMs());
        } catch (error) {
          // One file must not hide the others.
          return {
            source,
            standing: { ...own, mayBeDue: false, isComparing: false, failure: messageOf(error) },
          };
        }
        const fresh = { ...own, mayBeDue: dated };
        return known?.source.text === source.text
          ? { source, standing: { ...known.standing, ...fresh } }
          : { source, standing: { ...fresh, isComparing: false } };
      });
  }

  async function look(): Promise<void> {
    const sources = await deps.sources();
    const before = entries;
    entries = new Map(
      sources
        .flatMap(entriesOf)
        .sort((a, b) => a.standing.name.localeCompare(b.standing.name))
        .map(entry => [keyOf(entry.standing.uri, entry.standing.portalId), entry]),
    );
    const concerned = new Set<PortalId>();
    for (const [key, { source, standing }] of entries)
      if (before.get(key)?.source.text !== source.text) concerned.add(standing.portalId);
    for (const [key, { standing }] of before) if (!entries.has(key)) concerned.add(standing.portalId);
    for (const portalId of concerned) changed.fire(portalId);
  }

  function set(key: string, text: string, more: Partial<PolicyStanding>, without: 'failure' | 'none'): void {
    const entry = entries.get(key);
    // The file changed meanwhile: this was found for another text.
    if (entry?.source.text !== text) return;
    const { failure, ...kept } = entry.standing;
    const still = without === 'none' && failure !== undefined ? { failure } : {};
    entry.standing = { ...kept, ...still, ...more };
    changed.fire(entry.standing.portalId);
  }

  function found(
    source: PolicySource,
    organization: PolicyOrganization,
    readAt: number,
  ): NonNullable<PolicyStanding['found']> {
    const now = clock.now();
    const { resolved, members, isWhole } = comparePolicy(source, organization, now);
    const due = openDue(resolved, organization, now, soonMs());
    return { readAt, members, isWhole, due, protected: resolved.rules.protected };
  }

  async function read(
    source: PolicySource,
    portalId: PortalId,
    { signal, notBefore }: CompareOptions,
  ): ReturnType<PolicyFacts['load']> {
    const { policy } = policyOf(source);
    for (let tries = 1; ; tries += 1) {
      try {
        return await facts.load(portalId, policy, source.rosterText, signal, notBefore);
      } catch (error) {
        // Somebody wants all of it anew, and this shares that reading.
        if (!isAbort(error) || signal.aborted || tries === mostTries) throw error;
      }
    }
  }

  async function compareOne(key: string, options: CompareOptions): Promise<boolean> {
    const entry = entries.get(key);
    if (entry === undefined) return true;
    const { source } = entry;
    const { portalId } = entry.standing;
    set(key, source.text, { isComparing: true }, 'none');
    let isRead = false;
    try {
      policyOf(source);
      const { organization, readAt } = await read(source, portalId, options);
      // Of a large organization the comparison takes a while: whatever waits goes first.
      await new Promise(resolve => setImmediate(resolve));
      isRead = organization.listings.state === 'known';
      set(key, source.text, { isComparing: false, found: found(source, organization, readAt) }, 'failure');
      return true;
    } catch (error) {
      if (options.signal.aborted || isAbort(error)) set(key, source.text, { isComparing: false }, 'none');
      else set(key, source.text, { isComparing: false, failure: messageOf(error) }, 'failure');
      options.signal.throwIfAborted();
      return isRead || !isOfPortal(source);
    }
  }

  /** Whether what went wrong may be the portal's: the policy itself can be read. */
  function isOfPortal(source: PolicySource): boolean {
    try {
      policyOf(source);
      return true;
    } catch {
      return false;
    }
  }

  return {
    onDidChange: changed.event,
    peek: portalId =>
      [...entries.values()]
        .map(({ standing }) => standing)
        .filter(standing => portalId === undefined || standing.portalId === portalId),
    look,
    compare: async (portalId, options) => {
      let isRead = true;
      for (const [key, { standing }] of [...entries]) {
        options.signal.throwIfAborted();
        if (standing.portalId === portalId) isRead = (await compareOne(key, options)) && isRead;
      }
      return isRead;
    },
    note: (uri, portalId, organization, readAt) => {
      const key = keyOf(uri, portalId);
      const entry = entries.get(key);
      if (entry === undefined) return;
      const { source } = entry;
      set(key, source.text, { isComparing: false, found: found(source, organization, readAt) }, 'failure');
    },
    dispose: () => {
      entries = new Map();
      changed.dispose();
    },
  };
}
