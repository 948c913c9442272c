// Which files of the disk a policy may name as its rosters: one rule for the window and the shell.
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { l10n } from '../../core/l10n';
import { PortalError } from '../../core/problem';

/** Bytes. Longer ones are no list of names. */
const largestRoster = 10 * 1024 * 1024;

const refused = (message: string): PortalError => new PortalError({ kind: 'badInput' }, message);

/**
 * Where a roster really is. Rosters lie beside the policy or below it, links followed: a policy that somebody else wrote shows no other file of the machine.
 * @param folder the policy's
 * @param name as the policy has it
 * @throws PortalError `badInput` for a file elsewhere, for what is no regular file, and for one above 10 MiB; what the file system says for one that
 * cannot be found
 */
export async function rosterPath(folder: string, name: string): Promise<string> {
  const root = await realpath(folder);
  const file = await realpath(path.resolve(root, name));
  const within = path.relative(root, file);
  if (within.split(path.sep)[0] === '..' || path.isAbsolute(within))
    throw refused(l10n.t("The roster {0} is not in the policy's folder.", name));
  const { size, isFile } = await stat(file).then(one => ({ size: one.size, isFile: one.isFile() }));
  if (!isFile) throw refused(l10n.t('The roster {0} is no regular file.', name));
  if (size > largestRoster) throw refused(l10n.t('The roster {0} is larger than 10 MiB.', name));
  return file;
}

/** The text of a roster, as UTF-8. @throws as {@link rosterPath} */
export const rosterText = async (folder: string, name: string): Promise<string> =>
  readFile(await rosterPath(folder, name), 'utf8');
