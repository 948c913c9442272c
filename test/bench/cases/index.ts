import type { BenchCase } from '../benchTypes';
import { firstRows } from './firstRows';
import { plan } from './plan';
import { wholeListing } from './wholeListing';

/** All cases, in the order of the report. */
export const benchCases: readonly BenchCase[] = [firstRows, wholeListing, plan];
