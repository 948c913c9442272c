// A folder like the extension's global storage, gone when the work is done.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createNodeFileStore } from '../../src/services/journal/nodeFileStore';
import type { FileStore } from '../../src/services/ports';

export async function withStorage<T>(work: (files: FileStore) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-storage-'));
  try {
    return await work(createNodeFileStore(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
