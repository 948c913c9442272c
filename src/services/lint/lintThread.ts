// The thread that checks files, behind a small port so that what uses it can be tried without one.
import { Worker } from 'node:worker_threads';
import type { LintReply, LintRequest } from './lintMessages';

export interface LintThread {
  postMessage(request: LintRequest): void;
  /** Ends it at once, in the middle of whatever it does. {@link LintThreadListener.ended} is not called for it. */
  terminate(): void;
}

export interface LintThreadListener {
  readonly reply: (reply: LintReply) => void;
  /** The thread died by itself. */
  readonly ended: (why: string) => void;
}

export type StartLintThread = (listener: LintThreadListener) => LintThread;

/** Memory of the thread in MB: the tree of a five megabyte file takes about 300. A file beyond it ends the thread and not the window. */
const memoryMb = 1536;

/** Starts threads from the built file of the bundle `lintWorker`. `texts`: the editor's translation of our texts, by the English ones. */
export function lintThreadsFrom(file: string, texts?: Readonly<Record<string, string>>): StartLintThread {
  return listener => {
    const worker = new Worker(file, {
      // Flags of the window's process, such as a debugger's port, are not the thread's.
      execArgv: [],
      workerData: texts,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    let isOver = false;
    const end = (why: string): void => {
      if (isOver) return;
      isOver = true;
      listener.ended(why);
    };
    worker.on('message', (reply: LintReply) => {
      if (!isOver) listener.reply(reply);
    });
    worker.on('error', error => end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', code => end(`exit:${code}`));
    // It never keeps the process from ending.
    worker.unref();
    return {
      postMessage: request => worker.postMessage(request),
      terminate: () => {
        isOver = true;
        void worker.terminate();
      },
    };
  };
}
