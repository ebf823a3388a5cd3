// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { SafeError } from '../kernel/errors.ts';
import { composeMail } from './compose-mail.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { planNotices, stillTold } from './plan-notices.ts';
import type { Standing, Told } from './plan-notices.ts';
import { isPermanent, mailErrorOf, postErrorOf, postErrorOfStatus, waitAfter } from './retry.ts';

const task = (taskId: string, more: { dueOn?: string; severity?: number; isToday?: boolean; title?: string } = {}) => ({
  taskId,
  title: { ja: more.title ?? `やること ${taskId}`, en: more.title ?? `Task ${taskId}` },
  dueOn: more.dueOn ?? '2026-12-20',
  severity: more.severity ?? 2,
  isToday: more.isToday ?? false,
  createdAt: new Date('2026-11-19T00:00:00Z'),
});

const told = (id: string, more: Partial<Told> = {}): Told => ({
  id,
  kind: 'task_new',
  title: { ja: `やること ${id}`, en: `Task ${id}` },
  dueOn: '2026-12-20',
  path: `/tasks/${id}`,
  isToday: false,
  ...more,
});

const contradiction: Standing = {
  key: 'contradiction:disk',
  kind: 'contradiction',
  title: { ja: '食い違い', en: 'Differs' },
  path: '/controls/disk',
  since: new Date('2026-11-19T00:00:00Z'),
};

describe('what is to be told', () => {
  const plan = (dueOn: string, severity = 2) =>
    planNotices({ tasks: [task('t', { dueOn, severity })], standing: [] }, { receiver: 'm', day: '2026-11-20' }).map(
      (one) => one.dedupKey,
    );

  it('a new task, once more when it is due soon, once more when it is overdue', () => {
    expect(plan('2026-11-24')).toEqual(['task_new:t:m']);
    expect(plan('2026-11-23')).toEqual(['task_new:t:m', 'task_due_soon:t:2026-11-23:m']);
    expect(plan('2026-11-20')).toEqual(['task_new:t:m', 'task_due_soon:t:2026-11-20:m']);
    expect(plan('2026-11-19')).toEqual(['task_new:t:m', 'task_overdue:t:2026-11-19:m']);
  });

  it('only what the organisation may not recover from is urgent, and only while it is new', () => {
    const urgent = (severity: number) =>
      planNotices(
        { tasks: [task('t', { dueOn: '2026-11-01', severity })], standing: [] },
        { receiver: 'm', day: '2026-11-20' },
      ).map((one) => one.urgent);
    expect(urgent(3)).toEqual([false, false]);
    expect(urgent(4)).toEqual([true, false]);
  });

  it('what stands is told once from when it began, and again only after it was gone', () => {
    const keys = (since: string) =>
      planNotices(
        { tasks: [], standing: [{ ...contradiction, since: new Date(since) }] },
        { receiver: 'm', day: '2026-11-20' },
      ).map((one) => one.dedupKey);
    const first = keys('2026-11-19T00:00:00Z');
    expect(first).toEqual(['contradiction:disk:2026-11-19T00:00:00.000Z:m']);
    expect(keys('2026-11-19T00:00:00Z')).toEqual(first);
    expect(keys('2026-11-25T00:00:00Z')).not.toEqual(first);
  });

  it('what was done meanwhile is not told; today comes first, then what stands', () => {
    const tellable = {
      tasks: [task('a'), task('b', { isToday: true }), task('not-noticed')],
      standing: [contradiction, { ...contradiction, key: 'safekeeping:backup_failing' }],
    };
    const noticed = [
      { taskId: 'a', standingKey: null, kind: 'task_new' as const },
      { taskId: 'a', standingKey: null, kind: 'task_overdue' as const },
      { taskId: 'done', standingKey: null, kind: 'task_new' as const },
      { taskId: 'b', standingKey: null, kind: 'task_new' as const },
      { taskId: null, standingKey: 'contradiction:disk', kind: 'contradiction' as const },
    ];
    expect(stillTold(tellable, noticed).map(({ id, kind, path }) => [id, kind, path])).toEqual([
      ['b', 'task_new', '/tasks/b'],
      ['contradiction:disk', 'contradiction', '/controls/disk'],
      ['a', 'task_overdue', '/tasks/a'],
    ]);
  });
});

describe('the words', () => {
  const parts = {
    kind: 'digest',
    language: 'ja',
    name: '花子',
    organisation: 'みどり商店',
    origin: 'https://s.example.jp',
  };
  const mail = (told: Parameters<typeof composeMail>[0]['told'], more: object = {}) =>
    composeMail({ ...parts, kind: 'digest', language: 'ja', told, ...more });

  it('exist in both languages with the same places', () => {
    expect(Object.keys(en)).toEqual(Object.keys(ja));
    const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();
    expect(Object.values(en).map(places)).toEqual(Object.values(ja).map(places));
  });

  it('link each task, show ten, and say how many more there are', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => told(`t${index}`, { isToday: index === 0 }));
    const { subject, text, html } = mail(twelve);
    expect(subject).toBe('【備え】みどり商店:お知らせ12件');
    expect(text).toContain('■ やること t0\n  今日のやること · 期限 12月20日(日)\n  https://s.example.jp/tasks/t0');
    expect(text).not.toContain('t10');
    expect(text).toContain('ほかに2件あります');
    expect(html.match(/<a href="https:\/\/s\.example\.jp\/tasks\//g)).toHaveLength(10);
  });

  it('of a person cannot become markup, lines of a header, or another link', () => {
    const bad = '<img src=x onerror=alert(1)>\r\nBcc: x@example.jp\u2028"';
    const { subject, text, html } = mail([told('t', { title: { ja: bad, en: bad } })], {
      name: bad,
      organisation: bad,
    });
    expect(subject).not.toMatch(/[\r\n\u2028]/);
    expect(html).not.toContain('<img');
    expect(text).not.toContain('\u2028');
    expect(text.split('\n')[0]).toBe('<img src=x onerror=alert(1)> Bcc: x@example.jp " さん');
  });

  it('say where to look when the address is not known', () => {
    const { html, text } = mail([told('t', { kind: 'task_overdue' })], { origin: undefined, language: 'en' });
    expect(html).not.toContain('<a ');
    expect(text).toContain('Past its due date');
    expect(text).toContain('Open Sonae and look under “Tasks”.');
  });
});

describe('failures', () => {
  it('are named without the words of the server', () => {
    expect(mailErrorOf(Object.assign(new Error('secret'), { code: 'EAUTH', responseCode: 535 }))).toBe(
      'sign_in_refused',
    );
    expect(mailErrorOf(Object.assign(new Error('no such user'), { code: 'EENVELOPE', responseCode: 550 }))).toBe(
      'refused',
    );
    expect(mailErrorOf(Object.assign(new Error('later'), { code: 'EENVELOPE', responseCode: 451 }))).toBe('failed');
    expect(mailErrorOf(Object.assign(new Error('x'), { code: 'ESOCKET' }))).toBe('unreachable');
    expect(mailErrorOf('odd')).toBe('failed');
  });

  it('of a post are told from what came back, or from why nothing did', () => {
    const status = (...codes: readonly number[]) => codes.map(postErrorOfStatus);
    expect(status(200, 202, 204)).toEqual([null, null, null]);
    expect(status(302, 307)).toEqual(['post_moved', 'post_moved']);
    expect(status(400, 403, 404, 410)).toEqual(['post_refused', 'post_refused', 'post_refused', 'post_refused']);
    expect(status(408, 429, 500, 503)).toEqual(['post_busy', 'post_busy', 'post_busy', 'post_busy']);
    const failed = (cause: Error) => postErrorOf(new SafeError('unavailable', 'outbound_failed', { cause }));
    const coded = (code: string) => failed(Object.assign(new Error('x'), { code }));
    expect(failed(new DOMException('x', 'TimeoutError'))).toBe('post_no_answer');
    expect(['CERT_HAS_EXPIRED', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ECONNREFUSED', 'ENOTFOUND'].map(coded)).toEqual([
      'post_certificate',
      'post_certificate',
      'post_unreachable',
      'post_unreachable',
    ]);
    expect(postErrorOf(new SafeError('invalid', 'outbound_address_refused'))).toBe('post_address');
    expect(postErrorOf(new TypeError('x'))).toBe('post_failed');
  });

  it('are tried six times in about twelve hours; a refused mail is not tried again', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map(waitAfter);
    expect(waits.filter((wait) => wait !== undefined)).toHaveLength(5);
    expect(waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 3_600_000).toBeCloseTo(12.2, 1);
    expect([isPermanent('refused'), isPermanent('unreachable')]).toEqual([true, false]);
    expect([isPermanent('post_refused'), isPermanent('post_busy')]).toEqual([true, false]);
  });
});
