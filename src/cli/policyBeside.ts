// Finds the policy that a saved plan was made of, by what it says: the plan's file names its hash, and whoever edited the file cannot make a text for it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isPolicyName } from '../core/policy/policyName';
import { policyHash } from '../services/policy/policyHash';

/**
 * The text of the policy with this hash.
 * @param plan the file of the plan: its folder is looked through
 * @param named the policy that the command names, which then is the only one looked at
 * @returns undefined where none has the hash
 * @throws what reading the named file throws
 */
export async function policyBeside(
  plan: string,
  named: string | undefined,
  hash: string,
): Promise<string | undefined> {
  if (named !== undefined) {
    const text = await readFile(named, 'utf8');
    return policyHash(text) === hash ? text : undefined;
  }
  const folder = path.dirname(plan);
  for (const name of (await readdir(folder)).filter(isPolicyName).sort()) {
    // What lies beside the plan and cannot be read is not the policy.
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined && policyHash(text) === hash) return text;
  }
  return undefined;
}
