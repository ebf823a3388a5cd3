// SPDX-License-Identifier: Apache-2.0
import { useParams } from '@tanstack/react-router';

/** A part of the page's address: `useRouteParam('deviceId')` on `/devices/$deviceId`; empty when there is none. */
export function useRouteParam(name: string): string {
  const params: Readonly<Record<string, unknown>> = useParams({ strict: false });
  const value = params[name];
  return typeof value === 'string' ? value : '';
}
