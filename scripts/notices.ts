import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../test/host/paths';

/**
 * Writes `dist/THIRD_PARTY_NOTICES.txt`: the license texts of the packages whose code is in the bundles, as their
 * licenses ask of everyone who passes them on.
 * @param inputs files of the bundles, relative to the root of the project.
 * @throws Error that names a package without a license text.
 */
export async function writeNotices(inputs: ReadonlySet<string>): Promise<void> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const notices: string[] = [];
  for (const folder of [...folders].sort()) notices.push(await noticeOf(folder));
  await writeFile(
    path.join(projectRoot, 'dist', 'THIRD_PARTY_NOTICES.txt'),
    notices.join(`\n${'-'.repeat(80)}\n\n`),
  );
}

async function noticeOf(folder: string): Promise<string> {
  const absolute = path.join(projectRoot, folder);
  const manifest: unknown = JSON.parse(await readFile(path.join(absolute, 'package.json'), 'utf8'));
  const { name, version, license } = manifest as { name: string; version: string; license?: string };
  const file = (await readdir(absolute)).find(entry => /^(licen[cs]e|copying)/i.test(entry));
  // A package without a license file still names its license; its text is the one everybody knows.
  const text =
    file === undefined
      ? `Licensed under ${license ?? ''}.`
      : await readFile(path.join(absolute, file), 'utf8');
  if (file === undefined && license === undefined)
    throw new Error(`${name} is bundled and names no license.`);
  return `${name} ${version}\n\n${text.trim()}\n`;
}
