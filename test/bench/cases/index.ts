import type { BenchCase } from '../benchTypes';
import { activation } from './activation';
import { bulkAdd } from './bulkAdd';
import { completion } from './completion';
import { fileDiagnostics } from './fileDiagnostics';
import { filterSort } from './filterSort';
import { firstRows } from './firstRows';
import { memory } from './memory';
import { organization } from './organization';
import { plan } from './plan';
import { radarCase } from './radar';
import { treePage } from './treePage';
import { wholeListing } from './wholeListing';

/** All cases, in the order of the report. */
export const benchCases: readonly BenchCase[] = [
  firstRows,
  wholeListing,
  organization,
  completion,
  radarCase,
  bulkAdd,
  plan,
  filterSort,
  treePage,
  fileDiagnostics,
  activation,
  memory,
];
