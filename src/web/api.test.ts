// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isOutage, isSignedOut, readError } from './api-error.ts';
import { api, apiAddress } from './api.ts';
import { forgetCsrfToken } from './csrf.ts';
import { formProblems } from './describe-error.ts';
import { localise } from './i18n.tsx';
import { safeNext } from './paths.ts';
import { texts } from './texts-ja.ts';

describe('addresses', () => {
  test('parameters are encoded, lists repeated, missing values left out', () => {
    const address = apiAddress('/api/v1/org/:orgId/devices/:deviceId', {
      params: { orgId: 'a/b', deviceId: '..' },
      query: { state: ['fail', 'unknown'], after: undefined, limit: 20 },
    });
    expect(address).toBe('/api/v1/org/a%2Fb/devices/..?state=fail&state=unknown&limit=20');
  });
  test('a parameter without a value is refused', () => {
    expect(() => apiAddress('/api/v1/org/:orgId/home', {})).toThrow(':orgId');
  });
});

describe('requests', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    forgetCsrfToken();
  });

  const answer = (status: number, body: unknown): Response =>
    new Response(status === 204 ? null : JSON.stringify(body), { status });
  const refused = { error: { kind: 'forbidden', code: 'csrf_token_wrong', id: 'e', details: [] } };
  const headerOf = (init: RequestInit | undefined): string | null => new Headers(init?.headers).get('x-sonae-csrf');

  test('a request refused for its token learns the new one and is sent once more', async () => {
    const seen: string[] = [];
    vi.stubGlobal('fetch', (address: string, init?: RequestInit) => {
      seen.push(`${init?.method} ${address} ${headerOf(init)}`);
      if (init?.method === 'GET') return Promise.resolve(answer(200, { signedIn: true, csrfToken: 'new' }));
      return Promise.resolve(headerOf(init) === 'new' ? answer(204, undefined) : answer(403, refused));
    });
    await expect(api('DELETE /api/v1/session')).resolves.toBeNull();
    expect(seen).toEqual(['DELETE /api/v1/session null', 'GET /api/v1/session null', 'DELETE /api/v1/session new']);
  });

  test('a token that stays wrong ends in the error, not in a loop', async () => {
    let count = 0;
    vi.stubGlobal('fetch', (_: string, init?: RequestInit) => {
      count += 1;
      return Promise.resolve(init?.method === 'GET' ? answer(200, { csrfToken: 'x' }) : answer(403, refused));
    });
    await expect(api('DELETE /api/v1/session')).rejects.toMatchObject({ code: 'csrf_token_wrong' });
    expect(count).toBe(3);
  });
});

describe('errors', () => {
  test('an answer of the contract is read whole', () => {
    const error = readError(429, {
      error: { kind: 'rate_limited', code: 'sign_in_limited', id: 'e1', details: [], retryAfterSeconds: 90 },
    });
    expect(error).toMatchObject({
      status: 429,
      kind: 'rate_limited',
      code: 'sign_in_limited',
      id: 'e1',
      retryAfterSeconds: 90,
    });
  });
  test('whatever a proxy answers becomes an error with a kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.anything(), (status, body) => {
        const error = readError(status, body);
        expect(error.kind).not.toBe('');
        expect(Array.isArray(error.details)).toBe(true);
        expect(isSignedOut(error)).toBe(status === 401);
      }),
    );
  });
  test('502 to 504 are outages, other failures are not', () => {
    expect(isOutage(readError(503, '<html>'))).toBe(true);
    expect(isOutage(readError(500, undefined))).toBe(false);
  });
  test('a form shows named fields beside the field and anything else at its top', () => {
    const words = localise({ language: 'ja', texts }, 'Asia/Tokyo');
    const invalid = readError(400, {
      error: { kind: 'invalid', code: 'x', id: 'e', details: [{ field: 'name', reason: 'odd' }] },
    });
    expect(formProblems(invalid, words)).toEqual([{ field: 'name', message: texts['error.reason.invalid'] }]);
    const limited = readError(429, {
      error: { kind: 'rate_limited', code: 'y', id: 'e', details: [], retryAfterSeconds: 61 },
    });
    const [problem] = formProblems(limited, words);
    expect(problem?.field).toBe('');
    expect(problem?.message).toContain('2 分');
  });
});

describe('where to go after signing in', () => {
  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\tx',
    '/sign-in?next=/',
    '',
    null,
  ])('%j leads home', (next) => {
    expect(safeNext(next)).toBe('/');
  });
  test('a page of our own is kept', () => {
    expect(safeNext('/devices/1?tab=software#top')).toBe('/devices/1?tab=software#top');
  });
  test('no text leads to another site', () => {
    fc.assert(
      fc.property(fc.string(), (next) => {
        expect(new URL(safeNext(next), 'https://sonae.example').origin).toBe('https://sonae.example');
      }),
    );
  });
});

test('dates are written in the time zone of the organisation', () => {
  const { date } = localise({ language: 'ja', texts }, 'Asia/Tokyo');
  expect(date('2026-06-30T15:30:00Z')).toBe('2026年7月1日(水)');
});
