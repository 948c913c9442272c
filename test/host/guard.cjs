// Runs one command in a process group of its own and ends the whole group when the process that asked for it goes away.
// Its standard input is a pipe from that process: the pipe closes however that process ends, even by SIGKILL.
'use strict';
const { spawn } = require('node:child_process');

const grace = 2000;
const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
let code = 1;
let ending = false;

/** Asks every process of the group to end, kills what is left after the grace time, and ends when none is left. */
function endGroup() {
  if (ending) return;
  ending = true;
  const limit = Date.now() + grace;
  if (!signalGroup('SIGTERM')) process.exit(code);
  setInterval(() => {
    const alive = signalGroup(Date.now() > limit ? 'SIGKILL' : 0);
    if (!alive) process.exit(code);
  }, 50);
}

/** True while the group has a process. */
function signalGroup(signal) {
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, endGroup);
process.stdin.on('end', endGroup).on('error', endGroup).resume();
child.on('error', error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', ended => {
  code = ended ?? 1;
  endGroup();
});
