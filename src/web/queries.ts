// SPDX-License-Identifier: Apache-2.0
import { QueryCache, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api.ts';
import type { ApiArguments, ApiInput, ApiKey, ApiResponse } from './api.ts';
import { isOutage, isSignedOut } from './api-error.ts';
import { onReturn } from './connection.ts';

/** Outages are waited for by connection.ts, which asks again for everything; the rest is not cured by repeating. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSignedOut(error) && query.meta?.['signedOutIsFine'] !== true) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: { retry: (count, error) => isOutage(error) && count < 1, staleTime: 10_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  onReturn(() => void client.invalidateQueries());
  return client;
}

export const queryKey = <K extends ApiKey>(key: K, input?: ApiInput<K>): readonly unknown[] =>
  input ? [key, input] : [key];

interface QueryManners {
  /** Asks again every so many milliseconds, while the page is looked at. */
  readonly everyMs?: number;
  /** False: do not ask yet. */
  readonly enabled?: boolean;
  /** A 401 is an answer here, not a reason to go to the sign-in page. */
  readonly signedOutIsFine?: boolean;
}

/** Reads an operation and keeps it: `useApi('GET /api/v1/session')`. */
export function useApi<K extends ApiKey & `GET ${string}`>(
  key: K,
  input?: ApiInput<K>,
  manners: QueryManners = {},
): UseQueryResult<ApiResponse<K>> {
  return useQuery({
    queryKey: queryKey(key, input),
    queryFn: ({ signal }) => api(key, ...([input, signal] as ApiArguments<K>)),
    ...(manners.everyMs === undefined ? {} : { refetchInterval: manners.everyMs }),
    ...(manners.enabled === undefined ? {} : { enabled: manners.enabled }),
    meta: { signedOutIsFine: manners.signedOutIsFine === true },
  });
}

/**
 * Changes something and then asks again for what it touched (all when not told). The callbacks of `mutate` do not wait
 * for the new data: it may take away the very component that called.
 */
export function useChange<K extends ApiKey>(
  key: K,
  touches?: readonly ApiKey[],
): UseMutationResult<ApiResponse<K>, Error, ApiInput<K>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ApiInput<K>) => api(key, ...([input] as ApiArguments<K>)),
    onSuccess: () => {
      if (!touches) void client.invalidateQueries();
      for (const touched of touches ?? []) void client.invalidateQueries({ queryKey: [touched] });
    },
  });
}
