// A thread of its own for checking files, so that five megabytes of JSON never hold up the window. A bundle of its own; no vscode in it.
import { parentPort, workerData } from 'node:worker_threads';
import { inEnglish, useLanguage } from '../../core/l10n';
import { createLintAnswers } from './answerLint';
import type { LintRequest } from './lintMessages';

const texts = workerData as Readonly<Record<string, string>> | null | undefined;
if (texts) useLanguage((text, ...args) => inEnglish(texts[text] ?? text, ...args));

/** What every message to the thread is answered with. */
export const answer = createLintAnswers();
parentPort?.on('message', (request: LintRequest) => parentPort?.postMessage(answer(request)));
