// SPDX-License-Identifier: Apache-2.0
import { useMutation } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Asks for the provider's page and goes there. `next`: where to be after signing in. */
export function useGoToProvider(next: string | undefined): UseMutationResult<void, Error, string> {
  return useMutation({
    mutationFn: async (providerId: string) => {
      const body = next === undefined ? { providerId } : { providerId, next };
      const { location: page } = await api('POST /api/v1/session/provider', { body });
      location.assign(page);
      // The page is about to be left; until then the button stays busy.
      await new Promise(() => undefined);
    },
  });
}
