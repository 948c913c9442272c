import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { readCommandLine } from '../../../src/samplePortal/commandLine';

const root = path.resolve(__dirname, '../../..');
const main = path.join(root, 'src', 'samplePortal', 'main.ts');

const run = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { cwd: root, encoding: 'utf8' });

describe('the command line of the sample portal', () => {
  for (const option of ['--help', '-h']) {
    it(`describes its options with ${option}, and ends well`, () => {
      const { status, stdout, stderr } = run(option);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^Usage: /);
      const described = [...stdout.matchAll(/^ {2}(--[a-z-]+).{4,}$/gm)].map(([, name]) => name);
      assert.deepEqual(described, [
        '--flavor',
        '--scale',
        '--port',
        '--latency',
        '--cut',
        '--now',
        '--tls',
        '--state',
        '--log',
        '--faults',
        '--decisions',
        '--run-file',
        '--linger',
        '--help',
      ]);
    });
  }

  it('names an option that it does not have, and fails', () => {
    const { status, stdout, stderr } = run('--flavour', 'online');
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /--flavour/);
    assert.match(stderr, /--help/);
  });

  it('names a word that belongs to no option, and a file that is missing', () => {
    assert.throws(() => readCommandLine(['enterprise']), /'enterprise' belongs to no option\. .*--help/);
    assert.throws(() => readCommandLine(['--tls', 'c.pem', 'k.pem', 'x']), /'x' belongs to no option/);
    assert.throws(() => readCommandLine(['--tls', 'c.pem']), /--tls CERT KEY/);
  });

  it('asks for help before it reads anything else', () => {
    assert.equal(readCommandLine(['--help', '--decisions', 'no-such-file.json']), 'help');
  });
});
