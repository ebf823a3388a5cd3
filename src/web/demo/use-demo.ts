// SPDX-License-Identifier: Apache-2.0
import type { Api } from '../api-types.ts';
import { useApi } from '../queries.ts';

export type Demo = NonNullable<Api['GET /api/v1/demo']['response']['demo']>;

/** undefined on an ordinary installation, and until it is known. */
export function useDemo(): Demo | undefined {
  return useApi('GET /api/v1/demo', undefined, { signedOutIsFine: true }).data?.demo ?? undefined;
}
