// Where a secret could lie: every file below a folder, and everything that the page shows or stores.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** A secret under the name that a failure tells instead of it. */
export type Canaries = Readonly<Record<string, string>>;

/** A secret as it may be written: as it is, encoded for an address, in UTF-16 or in Base64 at each of the three offsets. */
function spellings(secret: string): readonly Buffer[] {
  const base64 = [0, 1, 2].map(offset => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    // Without the characters at the ends, which depend on what stands beside the secret.
    return whole.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  return [
    Buffer.from(secret),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(secret, 'utf16le'),
    ...base64.map(text => Buffer.from(text)),
  ];
}

/** `NAME in PLACE` for each canary that `content` holds. */
export function canariesIn(content: Buffer | string, place: string, canaries: Canaries): readonly string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Object.entries(canaries)
    .filter(([, secret]) => spellings(secret).some(spelling => bytes.includes(spelling)))
    .map(([name]) => `${name} in ${place}`);
}

/** As {@link canariesIn} for the names and contents of all files below a folder; `read` counts them, lest a search of nothing passes. */
export async function canariesBelow(
  folder: string,
  canaries: Canaries,
  isSkipped: (file: string) => boolean = () => false,
): Promise<{ readonly found: readonly string[]; readonly read: readonly string[] }> {
  const found: string[] = [];
  const read: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (!entry.isFile() || isSkipped(name)) continue;
    read.push(name);
    found.push(...canariesIn(name, `the name ${name}`, canaries));
    found.push(...canariesIn(await readFile(file), name, canaries));
  }
  return { found, read };
}

export interface PageContent {
  /** Key of `localStorage` → its value. */
  readonly localStorage: Readonly<Record<string, string>>;
  /** Place → text: frames, fields, session storage, IndexedDB, address. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Everything that can be read of a page: the text, markup and fields of each frame, web storage and every record of IndexedDB. */
export async function pageContent(page: Page): Promise<PageContent> {
  const texts: Record<string, string> = {};
  for (const [index, frame] of page.frames().entries()) {
    const place = `frame ${index}`;
    texts[`${place} address`] = frame.url();
    texts[`${place} markup`] = await frame.content().catch(() => '');
    texts[`${place} fields`] = await frame
      .evaluate(() =>
        [...document.querySelectorAll('input, textarea')]
          .map(field =>
            field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : '',
          )
          .join('\n'),
      )
      .catch(() => '');
  }
  // The loader of the tests wraps inner functions in a helper that the page does not have.
  await page.evaluate('globalThis.__name ??= wrapped => wrapped');
  const stored = await page.evaluate(async () => {
    const entriesOf = (storage: Storage): Record<string, string> =>
      Object.fromEntries(Object.entries(storage).map(([key, value]) => [key, String(value)]));
    const done = async <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message ?? 'IndexedDB'));
      });
    const text = (value: unknown): string =>
      value instanceof Uint8Array
        ? new TextDecoder().decode(value)
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
    const databases: Record<string, string> = {};
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const keys = await done(objects.getAllKeys());
        const values = await done(objects.getAll());
        databases[`${name}/${store}`] = keys
          .map((key, index) => `${text(key)}: ${text(values[index])}`)
          .join('\n');
      }
      database.close();
    }
    return {
      localStorage: entriesOf(localStorage),
      sessionStorage: JSON.stringify(entriesOf(sessionStorage)),
      databases,
      cookies: document.cookie,
    };
  });
  for (const [name, content] of Object.entries(stored.databases)) texts[`IndexedDB ${name}`] = content;
  texts['session storage'] = stored.sessionStorage;
  texts['cookies'] = stored.cookies;
  return { localStorage: stored.localStorage, texts };
}
