// Imported files and the portal's answers before each import, below the extension's storage: a folder per portal, a pair of files per import.
import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { PortalId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Outcome } from '../../core/planTypes';
import { messageOf, PortalError } from '../../core/problem';
import type { FileUpload } from '../../arcgis/portalClient';
import { nameOf } from '../journal/journalFiles';
import type { FileStore, Log } from '../ports';
import type { KeptAnswers, KeptFile, SnapshotStore, SnapshotSubject } from './snapshotTypes';

/** So many files of a product are kept, and as many answers. */
export const keptPerProduct = 10;
/** So many that the portal has taken, and as many that it may have, stay whatever is refused after them. */
const takenKept = 2;
/** A file that is sent again and again says so of its last times. */
const importsNoted = 20;

const bytesEnding = '.file';
const metaEnding = '.file.json';
const answersEnding = '.answers.json';

const outcome = v.picklist(['done', 'notDone', 'unknown']);
const Meta = v.object({
  operation: v.picklist(['importEntitlements', 'importLicense']),
  appId: v.optional(v.string()),
  name: v.string(),
  size: v.number(),
  order: v.number(),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  imports: v.pipe(
    v.array(v.object({ planId: v.string(), at: v.number(), outcome: v.optional(outcome) })),
    v.minLength(1),
  ),
});
const AnswersHead = v.object({
  operation: v.picklist(['importEntitlements', 'importLicense', 'removeAllEntitlements']),
  appId: v.optional(v.string()),
  planId: v.string(),
  readAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** The folder of a portal's snapshots in the file store. */
export const snapshotFolder = (id: PortalId): string => `snapshots/${nameOf(id)}`;

/** What is sent of a file: its bytes on disk, else its text in UTF-8. */
export const bytesOf = ({ bytes, text }: FileUpload): Uint8Array => bytes ?? Buffer.from(text, 'utf8');

/** Hex SHA-256 of what is sent of a file. */
export const uploadHash = (file: FileUpload): string => hashOf(bytesOf(file));

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** All files of a portal license are one product: an import replaces what the one before it brought. */
const productOf = ({ operation, appId }: SnapshotSubject): string =>
  operation === 'importLicense' ? 'license' : `app-${nameOf(appId ?? '')}`;

const isTaken = ({ imports }: KeptFile): boolean => imports.some(one => one.outcome === 'done');
/** What is not known yet counts, as of the file that is about to be sent. */
const mayBeTaken = ({ imports }: KeptFile): boolean => imports.some(one => one.outcome !== 'notDone');

/** The snapshots below a {@link FileStore}. Whoever writes is alone on the portal (JournalStore.alone). */
export function createSnapshotStore({
  files,
  log,
}: {
  readonly files: FileStore;
  readonly log: Pick<Log, 'warn'>;
}): SnapshotStore {
  async function readMeta(portalId: PortalId, id: string): Promise<KeptFile | undefined> {
    try {
      const text = await files.read(`${snapshotFolder(portalId)}/${id}${metaEnding}`);
      if (text === undefined) return undefined;
      const { operation, appId, name, size, order, hash, imports } = v.parse(Meta, JSON.parse(text));
      return {
        portalId,
        id,
        operation,
        ...(appId === undefined ? {} : { appId }),
        name,
        size,
        order,
        hash,
        imports: imports.map(({ planId, at, outcome: what }) => ({
          planId,
          at,
          ...(what === undefined ? {} : { outcome: what }),
        })),
      };
    } catch (error) {
      log.warn(`The note of the kept file ${id} cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  async function writeMeta({ portalId, id, ...meta }: KeptFile): Promise<void> {
    await files.write(
      `${snapshotFolder(portalId)}/${id}${metaEnding}`,
      `${JSON.stringify(meta, undefined, 2)}\n`,
    );
  }

  const idsIn = (names: readonly string[], ending: string): readonly string[] =>
    names.filter(name => name.endsWith(ending)).map(name => name.slice(0, -ending.length));

  async function filesOf(portalId: PortalId, names: readonly string[]): Promise<KeptFile[]> {
    const kept: KeptFile[] = [];
    for (const id of idsIn(names, metaEnding)) {
      const one = await readMeta(portalId, id);
      if (one !== undefined && names.includes(`${id}${bytesEnding}`)) kept.push(one);
    }
    return kept.sort((a, b) => b.order - a.order);
  }

  async function drop(path: string): Promise<void> {
    try {
      await files.remove(path);
    } catch (error) {
      log.warn(`An old snapshot cannot be deleted: ${messageOf(error)}`);
    }
  }

  /** Drops what is more than is kept of a product. The note goes first: bytes without a note are nobody's, and go with the next file. */
  async function dropOldFiles(portalId: PortalId, product: string): Promise<void> {
    const folder = snapshotFolder(portalId);
    const names = (await files.list(folder)).filter(name => name.startsWith(`${product}.`));
    const kept = await filesOf(portalId, names);
    const stay = new Set([
      ...kept.slice(0, keptPerProduct),
      ...kept.filter(isTaken).slice(0, takenKept),
      ...kept.filter(mayBeTaken).slice(0, takenKept),
    ]);
    for (const one of kept.filter(file => !stay.has(file))) {
      await drop(`${folder}/${one.id}${metaEnding}`);
      await drop(`${folder}/${one.id}${bytesEnding}`);
    }
    const noted = new Set(idsIn(names, metaEnding));
    for (const id of idsIn(names, bytesEnding))
      if (!noted.has(id)) await drop(`${folder}/${id}${bytesEnding}`);
  }

  /** What a killed write has left holds license strings, and is in no list. */
  async function tidy(portalId: PortalId): Promise<void> {
    try {
      await files.tidy(snapshotFolder(portalId));
    } catch (error) {
      log.warn(`What a write has left behind cannot be deleted: ${messageOf(error)}`);
    }
  }

  async function readBytes(path: string, hash: string): Promise<Uint8Array | undefined> {
    const bytes = await files.readBytes(path);
    return bytes !== undefined && hashOf(bytes) === hash ? bytes : undefined;
  }

  return {
    async keepFile(plan, file, at) {
      const { portalId, operation, appId } = plan;
      const bytes = bytesOf(file);
      const hash = hashOf(bytes);
      const product = productOf(plan);
      const id = `${product}.${hash.slice(0, 32)}`;
      const path = `${snapshotFolder(portalId)}/${id}${bytesEnding}`;
      await tidy(portalId);
      const newest = (await filesOf(portalId, await files.list(snapshotFolder(portalId))))[0];
      const before = await readMeta(portalId, id);
      if ((await readBytes(path, hash)) === undefined) await files.writeBytes(path, bytes);
      await writeMeta({
        portalId,
        id,
        operation,
        ...(appId === undefined ? {} : { appId }),
        name: plan.fileName,
        size: bytes.length,
        hash,
        order: (newest?.order ?? 0) + 1,
        imports: [...(before?.imports ?? []), { planId: plan.id, at }].slice(-importsNoted),
      });
      await dropOldFiles(portalId, product).catch((error: unknown) => {
        log.warn(`Old snapshots cannot be looked through: ${messageOf(error)}`);
      });
    },
    async noteOutcome(portalId, planId, what: Outcome) {
      // Also where a plan that was cut off is closed: its write may have been as well.
      await tidy(portalId);
      try {
        for (const file of await filesOf(portalId, await files.list(snapshotFolder(portalId))))
          if (file.imports.some(one => one.planId === planId))
            await writeMeta({
              ...file,
              imports: file.imports.map(one => (one.planId === planId ? { ...one, outcome: what } : one)),
            });
      } catch (error) {
        log.warn(`What came of an import cannot be noted with its file: ${messageOf(error)}`);
      }
    },
    async keepAnswers(subject, { portalName, portalUrl, planId, at }, answers) {
      const { portalId, operation, appId } = subject;
      const folder = snapshotFolder(portalId);
      const product = productOf(subject);
      const readAt = new Date(at).toISOString();
      const text = JSON.stringify(
        {
          // First, so that nobody reads on before knowing it.
          cannotBeImported: l10n.t(
            'This is what the portal answered before a change, for comparison. License strings and signatures are not in it: it cannot be imported again.',
          ),
          portal: portalName,
          url: portalUrl,
          readAt,
          operation,
          ...(appId === undefined ? {} : { appId }),
          planId,
          answers: Object.fromEntries(answers.map(({ resource, content }) => [resource, content])),
        },
        undefined,
        2,
      );
      const stamp = readAt.replace(/[-:.]/g, '');
      const id = `${product}.${stamp}-${randomBytes(4).toString('hex')}`;
      await files.write(`${folder}/${id}${answersEnding}`, `${text}\n`);
      const names = await files.list(folder).catch(() => []);
      const old = names
        .filter(name => name.startsWith(`${product}.`) && name.endsWith(answersEnding))
        .sort()
        .slice(0, -keptPerProduct);
      for (const name of old) await drop(`${folder}/${name}`);
    },
    async list(portalId) {
      const folder = snapshotFolder(portalId);
      const names = await files.list(folder);
      const answers: KeptAnswers[] = [];
      for (const id of idsIn(names, answersEnding)) {
        try {
          const text = await files.read(`${folder}/${id}${answersEnding}`);
          if (text === undefined) continue;
          const { operation, appId, planId, readAt } = v.parse(AnswersHead, JSON.parse(text));
          answers.push({
            portalId,
            id,
            operation,
            ...(appId === undefined ? {} : { appId }),
            planId,
            at: Date.parse(readAt),
          });
        } catch (error) {
          log.warn(`The kept answers ${id} cannot be read: ${messageOf(error)}`);
        }
      }
      return { files: await filesOf(portalId, names), answers: answers.sort((a, b) => b.at - a.at) };
    },
    async readFile({ portalId, id, name, hash }) {
      const bytes = await readBytes(`${snapshotFolder(portalId)}/${id}${bytesEnding}`, hash);
      if (bytes !== undefined) return bytes;
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t(
          'The kept file of {0} is gone, or is not any more what was imported. Choose another one, or import the file from where it came.',
          name,
        ),
      );
    },
    async readAnswers({ portalId, id }) {
      const text = await files.read(`${snapshotFolder(portalId)}/${id}${answersEnding}`);
      if (text !== undefined) return text;
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('The kept answers of the portal are gone. Choose others.'),
      );
    },
    removeAll: portalId => files.remove(snapshotFolder(portalId)),
  };
}
