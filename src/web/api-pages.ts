// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from './api.ts';
import type { ApiArguments, ApiInput, ApiKey, ApiResponse } from './api.ts';
import type { Loadable } from './loaded.tsx';

export interface Paged<Page> {
  /** The pages fetched so far, for `<Loaded query={…}>`. */
  readonly query: Loadable<readonly Page[]>;
  /** For DataTable: fetches the next page while there is one. */
  readonly more: { readonly onMore: () => void; readonly busy: boolean } | undefined;
}

interface Paging<K extends ApiKey, Place> {
  /** What to ask for, from the start or from a place. */
  readonly input: (place: Place | undefined) => ApiInput<K>;
  /** Where the page after this one begins; null at the end. */
  readonly next: (page: ApiResponse<K>) => Place | null;
}

/** A list that grows by "more" (keyset pages). */
export function useApiPages<K extends ApiKey & `GET ${string}`, Place>(
  key: K,
  { input, next }: Paging<K, Place>,
): Paged<ApiResponse<K>> {
  const found = useInfiniteQuery({
    queryKey: [key, 'pages', input(undefined)],
    // The library knows the place as `unknown` only; it is what `next` gave it.
    queryFn: ({ pageParam, signal }) =>
      api(key, ...([input(pageParam as Place | undefined), signal] as ApiArguments<K>)),
    initialPageParam: undefined as Place | undefined,
    getNextPageParam: (last) => next(last) ?? undefined,
  });
  return {
    query: { data: found.data?.pages, error: found.error, refetch: found.refetch },
    more: found.hasNextPage ? { onMore: () => void found.fetchNextPage(), busy: found.isFetchingNextPage } : undefined,
  };
}
