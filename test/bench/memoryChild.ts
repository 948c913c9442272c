// `holdInventory` as a process of its own: the task comes as an argument, the figures go out as one line of JSON.
import { holdInventory } from './memory';
import type { MemoryTask } from './memory';

holdInventory(JSON.parse(process.argv[2] ?? '{}') as MemoryTask)
  .then(figures => process.stdout.write(`${JSON.stringify(figures)}\n`))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
