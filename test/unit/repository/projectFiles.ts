import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The files of a project by their path in it, with `/` between folders: what git has tracked, or, where there is no git or no
 * repository (a downloaded archive), every file that its `.gitignore` does not name.
 */
export function projectFiles(root: string): readonly string[] {
  const tracked = trackedBelow(root);
  return tracked.length > 0 ? tracked : filesBelow(root, '', ignoredBy(root));
}

function trackedBelow(root: string): readonly string[] {
  try {
    return execFileSync('git', ['ls-files', '-z'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .split('\0')
      .filter(file => file !== '');
  } catch {
    return [];
  }
}

/** Of the patterns of git those that this project uses: a name, a name with `/` at its end, and `*` within a name. */
function ignoredBy(root: string): RegExp {
  const names = readFileSync(path.join(root, '.gitignore'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line =>
      line
        .replace(/\/$/, '')
        .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*'),
    );
  return new RegExp(`^(?:${['\\.git', ...names].join('|')})$`);
}

function filesBelow(root: string, folder: string, ignored: RegExp): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !ignored.test(name))
    .flatMap(entry => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(root, file, ignored) : [file];
    });
}
