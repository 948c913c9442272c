// A thread of its own for checking files, so that five megabytes of JSON never hold up the window. A bundle of its own; no vscode in it.
import { parentPort } from 'node:worker_threads';
import { createLintAnswers } from './answerLint';
import type { LintRequest } from './lintMessages';

/** What every message to the thread is answered with. */
export const answer = createLintAnswers();
parentPort?.on('message', (request: LintRequest) => parentPort?.postMessage(answer(request)));
