// The processes that a run of tests has started, to end one of them as a crash would.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** As Linux tells it (proc(5)); undefined for a process that has just ended. */
async function readProcess(pid: number): Promise<Row | undefined> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // The name, in brackets, may hold anything.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(parent), command: command.replaceAll('\0', ' ') };
  } catch {
    return undefined;
  }
}

async function allProcesses(): Promise<readonly Row[]> {
  if (existsSync('/proc/self/stat')) {
    const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number);
    return (await Promise.all(pids.map(readProcess))).filter(row => row !== undefined);
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap(line => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** Numbers of the extension hosts among the processes that this one has started, and those have. */
export async function extensionHosts(): Promise<readonly number[]> {
  const rows = await allProcesses();
  const own = new Set([process.pid]);
  for (let size = 0; size !== own.size;) {
    size = own.size;
    for (const { pid, parent } of rows) if (own.has(parent)) own.add(pid);
  }
  return rows.flatMap(({ pid, command }) =>
    own.has(pid) && command.includes('--type=extensionHost') ? [pid] : [],
  );
}
