// The words of the command line.
import { parseArgs } from 'node:util';

/** What every reader of the environment calls the token. */
export const tokenVariable = 'ARCGIS_TOKEN';

export const usage = `Usage: arcgis-entitlements COMMAND FILE [OPTIONS]

  plan FILE --portal URL    what a license policy would change
  drift FILE --portal URL   where a portal is not what its policy says

The token of an administrator is read from the environment variable ${tokenVariable}, never from an argument or a file. --portal must be the address
that the policy names: a changed policy cannot send the token elsewhere.

  --portal URL         https address of the portal, such as https://gis.example.edu/portal
  --json               one JSON document on standard output in place of text
  --remove-doubles     also plan to take what a member's user type includes anyway
  --help               this text

Ends with 0 where there is nothing to do, with 2 where there are changes, and with 1 after an error, which stands on standard error.`;

export interface PolicyRequest {
  readonly command: 'plan' | 'drift';
  readonly file: string;
  readonly portal: string;
  readonly json: boolean;
  readonly removeDoubles: boolean;
}

const seeHelp = 'The options are described by --help.';

/** An argument that is missing or wrong; the message names it and what it may be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the arguments; `help` where they ask for {@link usage}. @throws UsageError */
export function readCommandLine(args: readonly string[]): PolicyRequest | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help === true) return 'help';
  const [command, file, ...rest] = positionals;
  if (command !== 'plan' && command !== 'drift')
    throw new UsageError(
      command === undefined
        ? `No command is given. ${seeHelp}`
        : `There is no command "${command}". ${seeHelp}`,
    );
  if (file === undefined) throw new UsageError(`${command} needs the file of a policy. ${seeHelp}`);
  if (rest[0] !== undefined) throw new UsageError(`"${rest[0]}" is one file too many. ${seeHelp}`);
  if (values.portal === undefined)
    throw new UsageError(`${command} needs --portal with the address that the policy names. ${seeHelp}`);
  return {
    command,
    file,
    portal: values.portal,
    json: values.json === true,
    removeDoubles: values['remove-doubles'] === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        portal: { type: 'string' },
        json: { type: 'boolean' },
        'remove-doubles': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} ${seeHelp}`, {
      cause: error,
    });
  }
}
