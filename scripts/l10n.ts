// Writes l10n/bundle.l10n.json from the texts in src, or (with --check) says whether it is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { singularTexts } from '../src/core/files/singularTexts';
import { fileTexts } from '../src/core/files/texts';

const root = path.resolve(__dirname, '..');
export const bundlePath = 'l10n/bundle.l10n.json';

/** The bundle that the sources call for: every `l10n.t` text and the table of core's sentences about files, sorted, so that a change of one is one line. */
export async function extractTexts(): Promise<string> {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  const found = await getL10nJson(
    files.map(file => ({
      extension: '.ts',
      // The extraction knows the editor's `l10n` only; core's has the same shape.
      contents: readFileSync(file, 'utf8').replace(/from '[./]*(?:\/core)?\/l10n'/, "from 'vscode'"),
    })),
  );
  // ui/files/words.ts looks these up by the text itself, which no extraction can see.
  for (const text of Object.values(fileTexts)) found[text] = text;
  for (const text of Object.values(singularTexts).flatMap(Object.values<string>)) found[text] = text;
  return (
    JSON.stringify(Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2) +
    '\n'
  );
}

async function main(): Promise<void> {
  const texts = await extractTexts();
  const file = path.join(root, bundlePath);
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') !== texts)
      throw new Error(`${bundlePath} is out of date: run "npm run l10n"`);
    return;
  }
  writeFileSync(file, texts);
  console.log(`${bundlePath}: ${Object.keys(JSON.parse(texts) as object).length} texts`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
