// SPDX-License-Identifier: Apache-2.0
/** The checks of settings, each as a table: what it is told, what it says. Facts here are made by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { known } from '../facts.ts';
import type { Facts, Platform } from '../facts.ts';
import { autoUpdates } from './auto-updates.ts';
import type { Check, CheckFacts, Outcome } from './check.ts';
import en from './en.json' with { type: 'json' };
import { guestAccounts } from './guest-accounts.ts';
import ja from './ja.json' with { type: 'json' };
import { officeMacros } from './office-macros.ts';
import { CHECKS } from './registry.ts';
import { remoteControlTools } from './remote-control-tools.ts';
import { remoteDesktopNla } from './remote-desktop-nla.ts';
import { removableMedia } from './removable-media.ts';
import { RESTART_WITHIN_DAYS, restartPending } from './restart-pending.ts';
import { LOCK_WITHIN_SECONDS, screenLock } from './screen-lock.ts';
import { secureBoot } from './secure-boot.ts';
import { smb1Off } from './smb1-off.ts';
import { sshLogin } from './ssh-login.ts';
import { timeSync } from './time-sync.ts';

const TODAY = '2026-11-20';

type ValueOf<S extends keyof Facts> = Extract<Facts[S], { state: 'known' }>['value'];

function judge(check: Check, facts: CheckFacts): Outcome {
  const outcome = check.evaluate(facts, { today: TODAY, lifecycleOf: () => undefined });
  const key = `check.${check.id}.${outcome.say}`;
  for (const words of [ja, en] as readonly Readonly<Record<string, string>>[]) {
    expect(words[key] ?? words[`unknown.${outcome.say}`], key).toBeTruthy();
  }
  return outcome;
}

const os = (platform: Platform): Facts['os'] => known({ platform, name: platform });

type Case<S extends keyof Facts> = readonly [string, ValueOf<S>, Outcome['verdict'], string, Platform?];

/** One row: name, value, verdict, sentence, platform (Windows unless told). */
function tabled<S extends keyof Facts>(check: Check, section: S, cases: readonly Case<S>[]): void {
  describe(`${check.id}`, () => {
    test.each(cases.map((one) => [one[0], one] as const))(
      '%s',
      (_name, [, value, verdict, say, platform = 'windows']) => {
        const facts = { os: os(platform), [section]: known(value) };
        expect(judge(check, facts)).toMatchObject({ verdict, say });
      },
    );
  });
}

const lock = (afterSeconds: number | undefined, asksPassword: boolean | undefined): ValueOf<'screenLock'> => ({
  enabled: true,
  scope: 'user',
  ...(afterSeconds === undefined ? {} : { afterSeconds }),
  ...(asksPassword === undefined ? {} : { asksPassword }),
});
tabled(screenLock, 'screenLock', [
  ['at the limit', lock(LOCK_WITHIN_SECONDS, true), 'pass', 'locks'],
  ['a second later', lock(LOCK_WITHIN_SECONDS + 1, true), 'fail', 'too_late'],
  ['never', lock(0, true), 'fail', 'off'],
  ['switched off', { enabled: false, scope: 'machine' }, 'fail', 'off'],
  ['without a password', lock(300, false), 'fail', 'no_password'],
  ['nobody knows when', lock(undefined, true), 'unknown', 'time_unclear'],
  ['nobody knows whether a password is asked for', lock(300, undefined), 'unknown', 'password_unclear'],
]);
tabled(autoUpdates, 'autoUpdates', [
  ['on', { enabled: true, by: 'Windows Update' }, 'pass', 'on'],
  ['off', { enabled: false, by: 'Windows Update' }, 'fail', 'off'],
]);
tabled(remoteDesktopNla, 'remoteDesktop', [
  ['not used', { enabled: false, networkLevelAuth: null }, 'pass', 'off'],
  ['asks first', { enabled: true, networkLevelAuth: true }, 'pass', 'protected'],
  ['does not', { enabled: true, networkLevelAuth: false }, 'fail', 'unprotected'],
  ['nobody knows', { enabled: true, networkLevelAuth: null }, 'unknown', 'protection_unclear'],
]);
tabled(smb1Off, 'smb1', [
  ['both off', { server: false, client: false }, 'pass', 'off'],
  ['one on', { server: false, client: true }, 'fail', 'on'],
  ['on, the other unknown', { server: true, client: null }, 'fail', 'on'],
  ['half known', { server: false, client: null }, 'unknown', 'part_unclear'],
  ['half known, where only that half counts', { server: false, client: null }, 'pass', 'off', 'linux'],
  ['the other half', { server: null, client: false }, 'unknown', 'part_unclear', 'linux'],
]);
tabled(remoteControlTools, 'remoteControl', [
  ['none', [], 'pass', 'none'],
  ['one', [{ name: 'AnyDesk', running: null }], 'fail', 'found'],
]);
const account = (
  kind: 'guest' | 'ordinary',
  enabled: boolean | null,
  emptyPassword: boolean | null,
): ValueOf<'localAccounts'>[number] => ({ name: kind, kind, enabled, emptyPassword });
tabled(guestAccounts, 'localAccounts', [
  ['all with passwords', [account('ordinary', true, false), account('guest', false, true)], 'pass', 'none'],
  ['a guest', [account('guest', true, false)], 'fail', 'guest_on'],
  ['no password', [account('ordinary', true, true)], 'fail', 'empty_password'],
  ['no password, switched off', [account('ordinary', false, true)], 'pass', 'none'],
  ['nobody knows of the password', [account('ordinary', true, null)], 'unknown', 'password_unclear'],
  ['nobody knows whether the guest is on', [account('guest', null, null)], 'unknown', 'password_unclear'],
  ['no password, if it is on', [account('ordinary', null, true)], 'unknown', 'password_unclear'],
]);
tabled(secureBoot, 'secureBoot', [
  ['on', { secureBoot: true, tpm: 'ready' }, 'pass', 'on'],
  ['on, without a chip', { secureBoot: true, tpm: 'none' }, 'pass', 'on_without_tpm'],
  ['off', { secureBoot: false, tpm: 'ready' }, 'fail', 'off'],
  ['nobody knows', { secureBoot: null, tpm: 'ready' }, 'unknown', 'unreadable'],
]);
tabled(removableMedia, 'removableMedia', [
  ['nothing starts', { autorunOff: true, usbStorageBlocked: null }, 'pass', 'autorun_off'],
  ['no stick at all', { autorunOff: false, usbStorageBlocked: true }, 'pass', 'blocked'],
  ['starts', { autorunOff: false, usbStorageBlocked: false }, 'fail', 'autorun_on'],
  ['nobody knows', { autorunOff: null, usbStorageBlocked: false }, 'unknown', 'unreadable'],
]);
const word = (
  level: ValueOf<'officeMacros'>[number]['level'],
  fromInternetBlocked: boolean | null,
): ValueOf<'officeMacros'>[number] => ({ app: 'word', level, fromInternetBlocked });
tabled(officeMacros, 'officeMacros', [
  ['no Office', [], 'not_applicable', 'no_office'],
  ['off', [word('off', null)], 'pass', 'limited'],
  ['signed ones', [word('signed_only', false)], 'pass', 'limited'],
  ['asks, but not for files from outside', [word('ask', true)], 'pass', 'limited'],
  ['only outside is known', [word(null, true)], 'pass', 'limited'],
  ['asks for anything', [word('ask', false)], 'fail', 'from_internet'],
  ['all run', [word('all_enabled', true)], 'fail', 'all_enabled'],
  ['nothing is set', [word(null, null)], 'unknown', 'rule_unclear'],
  ['one of two is not set', [word('off', null), word('ask', null)], 'unknown', 'rule_unclear'],
]);
tabled(sshLogin, 'sshServer', [
  ['no door', { running: false, passwordLogin: null, rootLogin: null }, 'not_applicable', 'not_running', 'linux'],
  ['keys only', { running: true, passwordLogin: false, rootLogin: 'keys_only' }, 'pass', 'keys_only', 'linux'],
  ['a password', { running: true, passwordLogin: true, rootLogin: 'no' }, 'fail', 'password', 'linux'],
  ['root', { running: true, passwordLogin: null, rootLogin: 'yes' }, 'fail', 'root', 'linux'],
  ['half known', { running: true, passwordLogin: false, rootLogin: null }, 'unknown', 'rule_unclear', 'linux'],
]);
tabled(timeSync, 'timeSync', [
  ['in step', { enabled: true, synchronised: true }, 'pass', 'on'],
  ['on', { enabled: true, synchronised: null }, 'pass', 'on'],
  ['out of step', { enabled: true, synchronised: false }, 'fail', 'not_synchronised'],
  ['off', { enabled: false, synchronised: true }, 'fail', 'off'],
]);
const since = (days: number): string => new Date(Date.parse(`${TODAY}T09:00:00Z`) - days * 86_400_000).toISOString();
tabled(restartPending, 'restart', [
  ['nothing waits', { pending: false, upSince: since(99) }, 'pass', 'none'],
  ['waits, within a week', { pending: true, upSince: since(RESTART_WITHIN_DAYS) }, 'pass', 'soon'],
  ['waits for longer', { pending: true, upSince: since(RESTART_WITHIN_DAYS + 1) }, 'fail', 'waiting_long'],
  ['waits, nobody knows since when', { pending: true }, 'fail', 'waiting'],
]);

test.each([
  [remoteDesktopNla, 'macos'],
  [smb1Off, 'macos'],
  [removableMedia, 'linux'],
] as const)('what another system has is not asked for', (check, platform) => {
  expect(judge(check, { os: os(platform) })).toMatchObject({ verdict: 'not_applicable', say: 'not_on_platform' });
  expect(judge(check, { os: os('windows') })).toMatchObject({ verdict: 'unknown' });
  expect(judge(check, {})).toMatchObject({ verdict: 'unknown' });
});

/** What must be known for a pass; everything else may be null without harm. */
const DECIDES: readonly (readonly [Check, keyof Facts, fc.Arbitrary<unknown>])[] = [
  [secureBoot, 'secureBoot', fc.record({ secureBoot: fc.constant(null), tpm: fc.constantFrom('ready', 'none', null) })],
  [remoteDesktopNla, 'remoteDesktop', fc.record({ enabled: fc.constant(true), networkLevelAuth: fc.constant(null) })],
  [smb1Off, 'smb1', fc.record({ server: fc.constant(null), client: fc.constantFrom(false, null) })],
  [
    sshLogin,
    'sshServer',
    fc.record({ running: fc.constant(true), passwordLogin: fc.constant(null), rootLogin: fc.constantFrom('no', null) }),
  ],
  [
    officeMacros,
    'officeMacros',
    fc.array(
      fc.record({
        app: fc.constantFrom('word', 'excel'),
        level: fc.constant(null),
        fromInternetBlocked: fc.constant(null),
      }),
      { minLength: 1 },
    ),
  ],
];
test('what is not known never becomes a pass', () => {
  for (const [check, section, values] of DECIDES) {
    fc.assert(
      fc.property(values, (value) => {
        const facts = { os: os('windows'), [section]: known(value) } as CheckFacts;
        expect(judge(check, facts).verdict).toBe('unknown');
      }),
    );
  }
});

test('every check is in the registry, once', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(18);
  expect(CHECKS).toHaveLength(18);
});
