import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGuarded } from '../../host/guarded';
import { isAlive } from '../../host/lock';
import { projectRoot } from '../../host/paths';

/** Prints its own pid and the pid of a child that refuses SIGTERM, and runs for ever. */
const family = `
const { spawn } = require('node:child_process');
const stubborn = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"]);
stubborn.stdout.once('data', () => console.log(JSON.stringify([process.pid, stubborn.pid])));
setInterval(() => {}, 1000);
`;

async function until(condition: () => boolean, what: string): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < limit, `not within 10 s: ${what}`);
    await sleep(25);
  }
}

function pidsIn(output: string): number[] {
  const line = output.split('\n').find(text => text.startsWith('['));
  return line === undefined ? [] : (JSON.parse(line) as number[]);
}

describe('a guarded process', () => {
  it('ends with everything it started, even what refuses to end', async () => {
    const guarded = startGuarded(process.execPath, ['-e', family], {}, () => undefined);
    await until(() => pidsIn(guarded.output()).length === 2, 'the family is up');
    const pids = pidsIn(guarded.output());
    await guarded.close();
    assert.deepEqual(
      pids.map(pid => isAlive(pid)),
      [false, false],
    );
  });

  it('gives the exit code of a command that ends by itself', async () => {
    const guarded = startGuarded(process.execPath, ['-e', 'process.exit(7)'], {}, () => undefined);
    assert.equal(await guarded.ended, 7);
  });

  it('leaves no orphan when the process that started it is killed', async () => {
    const module = JSON.stringify(path.join(projectRoot, 'test', 'host', 'guarded.ts'));
    const code = `const { startGuarded } = require(${module});
      startGuarded(process.execPath, ['-e', ${JSON.stringify(family)}], {}, text => process.stdout.write(text));`;
    const parent: ChildProcess = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
      cwd: projectRoot,
    });
    let output = '';
    parent.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    parent.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    await until(() => pidsIn(output).length === 2, `the family is up: ${output}`);
    const pids = pidsIn(output);
    parent.kill('SIGKILL');
    await until(() => !pids.some(pid => isAlive(pid)), `${pids.join(' and ')} are gone`);
  });
});
