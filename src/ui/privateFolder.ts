// Where a file with secrets is proposed to go: never among what is committed or shared.
import path from 'node:path';

/**
 * The first of the folders that is no part of a folder of the workspace; the last one where all of them are.
 * @param folders absolute, those preferred first
 */
export function privateFolder(folders: readonly [string, ...string[]], workspace: readonly string[]): string {
  const isShared = (folder: string): boolean =>
    workspace.some(open => {
      const below = path.relative(open, folder);
      return below === '' || !(below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below));
    });
  return folders.find(folder => !isShared(folder)) ?? folders.at(-1) ?? folders[0];
}
