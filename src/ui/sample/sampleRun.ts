// Joining a sample portal by its run file: nothing is trusted but a process on this machine that answers with the pid the file names.
import { readFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as path from 'node:path';
import * as v from 'valibot';
import { redact } from '../../core/redact';

/** A server that does not answer in this time is not the portal, ms. */
const answerLimitMs = 2_000;
/** A ping's answer is one short line. */
const longestAnswer = 10_000;
const shownLines = 5;

const isLoopback = (text: string): boolean =>
  URL.canParse(text) &&
  new URL(text).protocol === 'http:' &&
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(text).hostname);
const local = v.pipe(v.string(), v.check(isLoopback, 'is no address of this machine'));

const RunFile = v.object({
  pid: v.number(),
  url: local,
  control: local,
  controlKey: v.string(),
  username: v.string(),
  password: v.string(),
});
/** Where a running sample portal answers, and its credentials: never logged, never stored by us. */
export type SampleRun = v.InferOutput<typeof RunFile>;

/** What `run.json` of a folder says; undefined where there is none, it cannot be read, or it names another machine. */
export async function readRun(folder: string): Promise<SampleRun | undefined> {
  try {
    const parsed = v.safeParse(RunFile, JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that the run file names answers there: another server may have its port by now, and must not get the password. */
export async function isAnswering(run: SampleRun, limitMs = answerLimitMs): Promise<boolean> {
  const response = await ask(run, 'ping', limitMs);
  const text = response && (await textOf(response, limitMs));
  try {
    const answer = JSON.parse(text ?? '') as { pid?: unknown } | null;
    return answer?.pid === run.pid;
  } catch {
    return false;
  }
}

/** Opens a lease: it lives until the response is destroyed or closes. Undefined where it is refused or not answered in time. */
export async function openLease(
  run: SampleRun,
  limitMs = answerLimitMs,
): Promise<http.IncomingMessage | undefined> {
  const response = await ask(run, 'lease', limitMs);
  response?.resume();
  return response;
}

/** The last lines of a file, redacted, for a message; empty where there is nothing to say. */
export async function lastLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  return lines.slice(-shownLines).map(line => redact(line.slice(0, 500)));
}

/** The reply to a GET with the control key, once its head is there; undefined for anything but 200. */
function ask(run: SampleRun, operation: string, limitMs: number): Promise<http.IncomingMessage | undefined> {
  return new Promise(resolve => {
    const request = http.get(`${run.control}/${operation}`, {
      headers: { 'X-Control-Key': run.controlKey },
      agent: false,
    });
    const limit = setTimeout(() => request.destroy(), limitMs);
    const end = (response?: http.IncomingMessage): void => {
      clearTimeout(limit);
      resolve(response);
    };
    request.on('response', response => {
      // A connection that breaks later is told by `close`.
      response.on('error', () => undefined);
      if (response.statusCode === 200) end(response);
      else {
        request.destroy();
        end();
      }
    });
    request.on('error', () => end());
    request.on('close', () => end());
  });
}

function textOf(response: http.IncomingMessage, limitMs: number): Promise<string | undefined> {
  return new Promise(resolve => {
    let text = '';
    const limit = setTimeout(() => response.destroy(), limitMs);
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
      if (text.length > longestAnswer) response.destroy();
    });
    response.on('close', () => {
      clearTimeout(limit);
      resolve(response.complete ? text : undefined);
    });
  });
}
