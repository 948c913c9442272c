// Stands in for @vscode/native-watchdog, a native module that would have to be compiled: ends the extension host when
// the server that started it is gone.
'use strict';

exports.start = pid => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000);
  timer.unref();
};
exports.exit = code => process.exit(code ?? 0);
