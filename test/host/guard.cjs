// Runs one command and ends its whole process group when the process that asked for it goes away.
// Started in a group of its own with a pipe as standard input: the pipe closes however its parent ends, even by SIGKILL.
'use strict';
const { spawn } = require('node:child_process');

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let ending = false;

function endGroup() {
  if (ending) return;
  ending = true;
  // Every member is asked first; what has not gone after two seconds, this process included, is killed.
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), 2000);
}

function signalGroup(signal) {
  try {
    process.kill(-process.pid, signal);
  } catch {
    process.exit(1);
  }
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, endGroup);
process.stdin.on('end', endGroup).on('error', endGroup).resume();
child.on('error', error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', code => {
  process.exitCode = code ?? 1;
  endGroup();
});
