// SPDX-License-Identifier: Apache-2.0
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** Per tab and until it is used: a reload, or signing in in between, must not cost the person their link. */
const keyOf = (name: string): string => `sonae.link.${name}`;

function recall(name: string): string {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? '';
  } catch {
    return '';
  }
}

function keep(name: string, token: string): void {
  try {
    if (token === '') sessionStorage.removeItem(keyOf(name));
    else sessionStorage.setItem(keyOf(name), token);
  } catch {
    // Without storage it lives as long as the page.
  }
}

/** The link was used, or does not work. */
export const forgetFragmentToken = (name: string): void => keep(name, '');

/**
 * The secret after `#` of a link; empty when there is none. It never reaches the server's log (RFC 9110 section 7.1:
 * fragments are not sent), and is taken out of the address bar at once, so that it shows neither on a screenshot nor
 * in the history.
 */
export function useFragmentToken(name: string): string {
  const given = useRouterState({ select: (state) => state.location.hash }).replace(/^#/, '');
  const [token, setToken] = useState(() => given || recall(name));
  // Another link was opened on the same page.
  if (given !== '' && given !== token) setToken(given);
  useEffect(() => {
    if (given === '') return;
    keep(name, given);
    history.replaceState(history.state, '', location.pathname + location.search);
  }, [given, name]);
  return token;
}
