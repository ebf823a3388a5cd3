// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ANY_MEMBER, MANAGERS, operation } from '../../kernel/contract.ts';
import type { StreamedAnswer } from '../../kernel/contract.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { orgParams } from '../../kernel/schemas.ts';

const query = z.object({ language: z.enum(LANGUAGES).default('ja') });
const response = z.custom<StreamedAnswer>();

export const oscalOperations = {
  exportCatalog: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/catalog/oscal',
    summary: 'The catalogue of controls as an OSCAL catalog (JSON)',
    access: ANY_MEMBER,
    params: orgParams,
    query,
    response,
  }),
  exportComponent: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/catalog/oscal-component',
    summary:
      'Which controls the checks of this product verify, and on which systems, as an OSCAL component definition (JSON)',
    access: ANY_MEMBER,
    params: orgParams,
    query,
    response,
  }),
  exportResults: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/assessment-results',
    summary: 'What was answered and measured, as OSCAL assessment results (JSON)',
    access: MANAGERS,
    params: orgParams,
    query,
    response,
  }),
  exportControls: operation({
    method: 'GET',
    path: '/api/v1/org/:orgId/catalog/csv',
    summary: 'Every control with its answer and its measurement, for spreadsheets (CSV)',
    access: MANAGERS,
    params: orgParams,
    query,
    response,
  }),
} as const;
