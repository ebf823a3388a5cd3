// SPDX-License-Identifier: Apache-2.0
import { useRouter, useRouterState } from '@tanstack/react-router';

/** A choice that stays in the address (`?show=failing`), so that it can be linked to and survives "back". */
export function useQueryParam(name: string): readonly [string, (value: string) => void] {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const set = (value: string): void => {
    const { pathname, searchStr } = router.state.location;
    const params = new URLSearchParams(searchStr);
    if (value === '') params.delete(name);
    else params.set(name, value);
    const tail = params.toString();
    void router.navigate({ href: tail ? `${pathname}?${tail}` : pathname, replace: true, resetScroll: false });
  };
  return [new URLSearchParams(search).get(name) ?? '', set];
}
