// SPDX-License-Identifier: Apache-2.0
/** Rules and promises of the organisation itself: ways of teleworking, exceptions. */
import { checkSheetOperations } from './check-sheets/contract.ts';
import { campaignOperations } from './campaigns/contract.ts';
import { declarationOperations } from './declarations/contract.ts';
import { exceptionOperations } from './exceptions/contract.ts';
import { scsOperations } from './scs/contract.ts';
import { teleworkOperations } from './telework/contract.ts';

export const governOperations = {
  ...teleworkOperations,
  ...exceptionOperations,
  ...campaignOperations,
  ...checkSheetOperations,
  ...declarationOperations,
  ...scsOperations,
} as const;
