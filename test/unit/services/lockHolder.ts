// A program that takes a lock, says so and stays; run by nodeFileStore.test.ts as a process of its own.
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';

process.once('message', ({ root, path }: { root: string; path: string }) => {
  void createNodeFileStore(root)
    .tryLock(path)
    .then(lock => process.send?.(lock === undefined ? 'not held' : 'held'));
});
