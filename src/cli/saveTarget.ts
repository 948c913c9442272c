// Where `plan --save` may write: a file that is not there, or an older saved plan. A slip of the keyboard must not cost a policy or a roster.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { savedPlanFormat } from '../core/savedPlan';
import { UsageError } from './commandLine';

export interface SaveTarget {
  write(text: string): Promise<void>;
  /** There is no plan to apply: an older one does not stay to be taken for it. @returns whether there was one */
  clear(): Promise<boolean>;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function isSavedPlan(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof json === 'object' && json !== null && 'format' in json && json.format === savedPlanFormat;
  } catch {
    return false;
  }
}

/** Looks at what is there before anything is sent. @throws UsageError for anything but a saved plan; what reading it throws */
export async function saveTarget(file: string): Promise<SaveTarget> {
  let older: string | undefined;
  try {
    older = await readFile(file, 'utf8');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  if (older !== undefined && !isSavedPlan(older))
    throw new UsageError(
      `${file} is there and is no saved plan: --save writes over nothing else. Give another name, or take the file away. Nothing was sent.`,
    );
  return {
    write: text => writeFile(file, text),
    clear: async () => {
      if (older !== undefined) await rm(file, { force: true });
      return older !== undefined;
    },
  };
}
