// What a program hands to a command, read whole: an argument that is misspelt or wrong is named, never dropped. No vscode here.
import * as v from 'valibot';
import { PortalError } from '../core/problem';

/**
 * @param value the object of a caller; nothing at all counts as an empty one.
 * @param say the sentence around the arguments that are wrong, each with what is wrong about it.
 * @throws PortalError `badInput`
 */
export function readArguments<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  say: (what: string) => string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value ?? {});
  if (parsed.success) return parsed.output;
  const what = parsed.issues.map(issue => {
    const name = v.getDotPath(issue);
    return name === null ? issue.message : `${name}: ${issue.message}`;
  });
  throw new PortalError({ kind: 'badInput' }, say(what.join('; ')));
}
