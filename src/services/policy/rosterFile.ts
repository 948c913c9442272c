// Which files of the disk a policy may name as its rosters: one rule for the window and the shell.
import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { l10n } from '../../core/l10n';
import { PortalError } from '../../core/problem';

/** Bytes. Longer ones are no list of names. */
const largestRoster = 10 * 1024 * 1024;

const refused = (message: string): PortalError => new PortalError({ kind: 'badInput' }, message);

/**
 * The text of a roster, as UTF-8. Rosters lie beside the policy or below it, links followed: a policy that somebody else wrote shows no other file of the
 * machine. What is read is the very file that was looked at: it is opened once, and a link that is put in its place meanwhile changes nothing.
 * @param folder the policy's
 * @param name as the policy has it
 * @throws PortalError `badInput` for a file elsewhere, for what is no regular file, and for one above 10 MiB; what the file system says for one that
 * cannot be found
 */
export async function rosterText(folder: string, name: string): Promise<string> {
  const root = await realpath(folder);
  const written = path.resolve(root, name);
  requireWithin(root, await realpath(written), name);
  // Without waiting for a writer, should it be a pipe.
  const file = await open(written, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const opened = await file.stat();
    if (!opened.isFile()) throw refused(l10n.t('The roster {0} is no regular file.', name));
    if (opened.size > largestRoster) throw refused(l10n.t('The roster {0} is larger than 10 MiB.', name));
    const place = await realpath(written);
    requireWithin(root, place, name);
    const { dev, ino } = await stat(place);
    if (dev !== opened.dev || ino !== opened.ino)
      throw refused(l10n.t('The roster {0} was replaced while it was read. Try again.', name));
    return new TextDecoder().decode(await file.readFile());
  } finally {
    await file.close();
  }
}

function requireWithin(root: string, file: string, name: string): void {
  const within = path.relative(root, file);
  if (within.split(path.sep)[0] === '..' || path.isAbsolute(within))
    throw refused(l10n.t("The roster {0} is not in the policy's folder.", name));
}
