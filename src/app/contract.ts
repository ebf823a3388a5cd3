// SPDX-License-Identifier: Apache-2.0
/** Every operation of the product; the web takes the type `Api` only (`import type`). */
import { assessOperations } from '../assess/contract.ts';
import { endpointsOperations } from '../endpoints/contract.ts';
import { governOperations } from '../govern/contract.ts';
import { identityOperations } from '../identity/contract.ts';
import type { ApiOf } from '../kernel/contract.ts';
import { notifyOperations } from '../notify/contract.ts';
import { operateOperations } from '../operate/contract.ts';
import { reportOperations } from '../report/contract.ts';
import { readDemo } from './demo/contract.ts';

export const operations = {
  ...identityOperations,
  ...assessOperations,
  ...endpointsOperations,
  ...governOperations,
  ...notifyOperations,
  ...operateOperations,
  ...reportOperations,
  readDemo,
};

export type Api = ApiOf<typeof operations>;
