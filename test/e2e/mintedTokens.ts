// Tokens that a portal made for the extension. No test has seen them, but the portal keeps the hash of each, so that they can be found.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pageContent } from './canaries';
import type { OwnPortal } from './ownPortal';
import type { Workbench } from './workbench';

/** 32 bytes as the sample portal writes them. */
const tokenLength = 43;
/** Longer runs without a break are data, such as a picture, in which no text can be told from another. */
const longestRun = 20_000;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

function hasTokenIn(text: string, hashes: ReadonlySet<string>): boolean {
  for (const [run] of text.matchAll(/[\w-]{43,}/g)) {
    if (run.length > longestRun) continue;
    for (let at = 0; at + tokenLength <= run.length; at += 1)
      if (hashes.has(hashOf(run.slice(at, at + tokenLength)))) return true;
  }
  return false;
}

/** Whether `content` holds a token with one of these hashes: as it is, in UTF-16, or in Base64. */
export function hasToken(content: Buffer | string, hashes: ReadonlySet<string>): boolean {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  if (hasTokenIn(text, hashes)) return true;
  for (const [run] of text.matchAll(/(?:[\w-]\0){43,}/g))
    if (hasTokenIn(run.replaceAll('\0', ''), hashes)) return true;
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{56,}/g)) {
    if (run.length > longestRun) continue;
    for (const from of [0, 1, 2, 3])
      if (hasTokenIn(Buffer.from(run.slice(from), 'base64').toString('latin1'), hashes)) return true;
  }
  return false;
}

/**
 * Every place around a workbench in which a token lies that the portal ever made: files of the user, the log of the portal, frames, storage.
 * @throws AssertionError when nothing was there to search for, or to search
 */
export async function placesOfTokens(
  workbench: Workbench,
  portal: OwnPortal,
  atLeast: number,
): Promise<readonly string[]> {
  const hashes = await portal.tokenHashes();
  assert.ok(hashes.size >= atLeast, `the portal made ${hashes.size} tokens, not ${atLeast}`);
  // What is known to be one is found, however it is written.
  const known = await portal.token();
  const all = await portal.tokenHashes();
  for (const written of [
    `x${known}x`,
    Buffer.from(known, 'utf16le'),
    Buffer.from(`..${known}..`).toString('base64'),
  ])
    assert.ok(hasToken(written, all), 'the search finds a token');
  const found: string[] = [];
  let files = 0;
  for (const folder of [workbench.userData, workbench.folder]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, file);
      if (!entry.isFile() || name.startsWith(`ext${path.sep}`)) continue;
      files += 1;
      if (hasToken(name, hashes) || hasToken(await readFile(file), hashes)) found.push(name);
    }
  }
  assert.ok(files > 10, 'files were searched');
  if (hasToken(await readFile(portal.logFile), hashes)) found.push('the log of the portal');
  const { localStorage, texts } = await pageContent(workbench.page);
  for (const [place, text] of [...Object.entries(texts), ...Object.entries(localStorage)])
    if (hasToken(text, hashes)) found.push(place);
  return found;
}
