// The extension's core from the shell, for CI: `plan` and `drift` of a license policy, `apply` of a saved plan.
import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isBlocking, lineAt } from '../core/files/fileProblem';
import { isPortalError, messageOf } from '../core/problem';
import { isSamePortal } from '../core/policy/policyPortal';
import type { Policy } from '../core/policy/policyTypes';
import { allGrants } from '../core/policy/policyWalk';
import { redact } from '../core/redact';
import { planPolicy, policyOf } from '../services/policy/planPolicy';
import { rosterText } from '../services/policy/rosterFile';
import { planToFile } from '../services/policy/savedPlans';
import { systemClock as clock } from '../services/systemClock';
import { runApply } from './applyCommand';
import { readCommandLine, usage, UsageError } from './commandLine';
import type { PolicyRequest } from './commandLine';
import { notWhole, planJson, planText, resultOf } from './planOutput';
import { openPortal } from './portal';
import { saveTarget } from './saveTarget';
import { errorLine, logOf, tokenOf, withMasks } from './world';
import type { World } from './world';

/** How the program ends. */
export const exitCodes = { nothing: 0, error: 1, changes: 2 } as const;

async function runPolicy(request: PolicyRequest, world: World): Promise<number> {
  const token = tokenOf(world);
  const text = await readFile(request.file, 'utf8');
  const document = { name: path.basename(request.file), text };
  // Before anything is sent: the token goes to the portal that both the command and the policy name, or nowhere.
  const { policy } = policyOf(document);
  needsZone(policy, request.file);
  needsSameDoubles(policy, text, request);
  const named = policy.portal?.text ?? '';
  if (!isSamePortal(named, request.portal))
    throw new UsageError(
      `The policy is for ${named}, and --portal says ${request.portal}: nothing was sent.`,
    );
  const target = request.save === undefined ? undefined : await saveTarget(request.save);
  const log = logOf(world);
  const { signal } = world;
  const portal = await openPortal(request.portal, token, { clock, log, signal });
  const planned = await planPolicy(
    { ...portal, clock, rosterText: name => rosterText(path.dirname(request.file), name) },
    portal.id,
    document,
    { title: request.file, ...(request.removeDoubles ? { removeDoubles: true } : {}), signal },
  );
  const isWhole = !isBlocking(planned.problems);
  const connection = portal.connections.get(portal.id);
  let hash: string | undefined;
  // A plan of a policy with errors is a plan of a part: nobody is to apply it.
  if (target && connection && isWhole && planned.plan.changes.length > 0) {
    const saved = await planToFile({ ...portal, clock }, connection, planned.plan, signal);
    await target.write(saved.text);
    ({ hash } = saved);
  } else if (await target?.clear())
    log.warn(`${request.save ?? ''} was an older saved plan and is gone: there is no plan to apply now.`);
  world.out(request.json ? planJson(request, text, planned, hash) : planText(request, text, planned, hash));
  if (!isWhole) {
    log.error(`${request.file} has errors: what they are about was not planned.`);
    return exitCodes.error;
  }
  const result = resultOf(request.command, planned.plan);
  if (result !== 'unknown') return exitCodes[result];
  const titles = notWhole(planned.plan).map(({ title }) => title);
  log.error(
    `The portal cut the list of holders of ${titles.join(', ')}: whether it is as the policy says is not known.`,
  );
  return exitCodes.error;
}

/** A machine of CI has another zone than the campus: its day would end a loan hours before the campus' day does. */
function needsZone(policy: Policy, file: string): void {
  if (policy.timeZone !== undefined) return;
  const dated = allGrants(policy).some(({ grant }) => grant.from !== undefined || grant.until !== undefined);
  if (dated)
    throw new UsageError(
      `${file} has grants with dates and no "timeZone", and this computer's need not be the organization's: add one, such as "timeZone": "Europe/Zurich". Nothing was sent.`,
    );
}

/** The reviewed file and the command that CI runs say the same, or nothing is planned. */
function needsSameDoubles({ removeDoubles }: Policy, text: string, request: PolicyRequest): void {
  if (!request.removeDoubles || removeDoubles?.isOn !== false) return;
  throw new UsageError(
    `Line ${lineAt(text, removeDoubles.offset)} of ${request.file} says "removeDoubles": false, and --remove-doubles says otherwise. Nothing was sent.`,
  );
}

/** Carries out one command. @returns the exit code; every failure is told on standard error, without the token. */
export async function run(args: readonly string[], surroundings: World): Promise<number> {
  const world = withMasks(surroundings);
  try {
    const request = readCommandLine(args);
    if (request === 'help') {
      world.out(`${usage}\n`);
      return exitCodes.nothing;
    }
    return await (request.command === 'apply' ? runApply(request, world) : runPolicy(request, world));
  } catch (error) {
    const details = isPortalError(error) ? error.details : [];
    world.error(
      errorLine('error', redact(messageOf(error))) +
        details.map(line => errorLine('portal', redact(line))).join(''),
    );
    return exitCodes.error;
  }
}

const stop = new AbortController();
// One listener for each request on its way.
setMaxListeners(0, stop.signal);
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
void run(process.argv.slice(2), {
  env: process.env,
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  signal: stop.signal,
}).then(code => {
  process.exitCode = code;
});
