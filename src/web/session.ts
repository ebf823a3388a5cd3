// SPDX-License-Identifier: Apache-2.0
import type { UseQueryResult } from '@tanstack/react-query';
import type { Session } from './api-types.ts';
import { useApi } from './queries.ts';

/** Who is here and for which organisation. A 401 leads to the sign-in page. */
export const useSession = (): UseQueryResult<Session> => useApi('GET /api/v1/session');
