import assert from 'node:assert/strict';
import type { FaultKind, PortalError } from '../../../src/core/problem';
import { isPortalError } from '../../../src/core/problem';
import type { WireServer } from './wireServer';
import { startWireServer } from './wireServer';

/** Runs a server for the time of one test. */
export async function withServer(
  handler: Parameters<typeof startWireServer>[0],
  run: (server: WireServer) => Promise<void>,
): Promise<void> {
  const server = await startWireServer(handler);
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

/** The PortalError that the work ends with; anything else fails the test. */
export async function problemOf(work: Promise<unknown>, kind?: FaultKind): Promise<PortalError> {
  try {
    await work;
  } catch (error) {
    if (!isPortalError(error)) throw error;
    if (kind !== undefined) assert.equal(error.fault.kind, kind, error.message);
    return error;
  }
  assert.fail(`it should have failed${kind === undefined ? '' : ` with ${kind}`}`);
}

export async function expectProblem(work: Promise<unknown>, kind?: FaultKind): Promise<void> {
  await problemOf(work, kind);
}
