// SPDX-License-Identifier: Apache-2.0
/** The fictitious company of the demo: nobody and nothing here exists. Addresses end in example.jp (RFC 2606). */

import type { DemoPlatform, Quirk } from './device-facts.ts';

/** No secret: whoever runs a demo may enter it as anybody. */
export const DEMO_PASSWORD = 'demo sonae minato bungu 2026 nerimasu';

export const OPERATOR = {
  key: 'tantou',
  name: '見守 護',
  kana: 'みまもり まもる',
  domain: 'otasuke.demo.example.jp',
} as const;
export const MAIN_DOMAIN = 'minato.demo.example.jp';
export const SMALL_DOMAIN = 'koharu.demo.example.jp';

export interface DemoPerson {
  /** Local part of the address. */
  readonly key: string;
  readonly name: string;
  readonly kana: string;
  readonly roles: readonly ('executive' | 'administrator' | 'teleworker')[];
}

const at = (key: string, name: string, kana: string): DemoPerson => ({ key, name, kana, roles: ['teleworker'] });

/** 30 people. The first administers. */
export const PEOPLE: readonly [DemoPerson, ...DemoPerson[]] = [
  { key: 'soumu', name: '青葉 総', kana: 'あおば そう', roles: ['administrator'] },
  { key: 'shachou', name: '港 一帆', kana: 'みなと かずほ', roles: ['executive'] },
  at('eigyou1', '赤城 陸', 'あかぎ りく'),
  at('eigyou2', '石動 海', 'いするぎ うみ'),
  at('eigyou3', '卯月 空', 'うづき そら'),
  at('eigyou4', '榎本 凪', 'えのもと なぎ'),
  at('eigyou5', '桜庭 楓', 'さくらば かえで'),
  at('eigyou6', '霧島 蓮', 'きりしま れん'),
  at('eigyou7', '久遠 葵', 'くおん あおい'),
  at('eigyou8', '剣持 樹', 'けんもち いつき'),
  at('keiri1', '小鳥遊 鈴', 'たかなし すず'),
  at('keiri2', '早乙女 琴', 'さおとめ こと'),
  at('keiri3', '白石 栞', 'しらいし しおり'),
  at('kikaku1', '瀬戸 渚', 'せと なぎさ'),
  at('kikaku2', '空木 朔', 'うつぎ さく'),
  at('kikaku3', '高嶺 岳', 'たかみね がく'),
  at('seisaku1', '月島 灯', 'つきしま あかり'),
  at('seisaku2', '鶴見 翔', 'つるみ しょう'),
  at('seisaku3', '時任 環', 'ときとう たまき'),
  at('seisaku4', '中洲 透', 'なかす とおる'),
  at('souko1', '二宮 森', 'にのみや しん'),
  at('souko2', '沼田 穂', 'ぬまた みのり'),
  at('souko3', '能登 砂', 'のと すな'),
  at('souko4', '花岡 蕾', 'はなおか つぼみ'),
  at('kaihatsu1', '氷室 理', 'ひむろ おさむ'),
  at('kaihatsu2', '冬木 論', 'ふゆき ろん'),
  at('kaihatsu3', '星野 回', 'ほしの めぐる'),
  at('kaihatsu4', '真柴 配', 'ましば はい'),
  at('taishoku', '向井 旅', 'むかい たび'),
  at('rainen', '柳瀬 春', 'やなせ はる'),
];

export interface DemoDevice {
  readonly hostname: string;
  /** `key` of whoever uses it; null: nobody in particular (servers). */
  readonly owner: string | null;
  readonly platform: DemoPlatform;
  readonly way: 'collector' | 'inventory' | 'osquery';
  /** What is wrong with it, and on which days of the history (0 = the first); open-ended where the second is missing. */
  readonly quirks?: Readonly<Partial<Record<Quirk, readonly [number, number?]>>>;
  /** First and last day of reporting. */
  readonly from?: number;
  readonly until?: number;
}

const windows = (hostname: string, owner: string, more: Partial<DemoDevice> = {}): DemoDevice => ({
  hostname,
  owner,
  platform: 'windows',
  way: 'collector',
  ...more,
});
const mac = (hostname: string, owner: string, more: Partial<DemoDevice> = {}): DemoDevice => ({
  ...windows(hostname, owner, more),
  platform: 'macos',
});
const linux = (hostname: string, owner: string | null, more: Partial<DemoDevice> = {}): DemoDevice => ({
  hostname,
  owner,
  platform: 'linux',
  way: 'collector',
  ...more,
});

/** 33 devices: for each state that the product knows at least one is in it on the last day. */
export const DEVICES: readonly DemoDevice[] = [
  windows('MINATO-SOUMU', 'soumu', { quirks: { manyAdmins: [0, 40] } }),
  windows('MINATO-SHACHOU', 'shachou', { quirks: { noScreenLock: [88], macros: [0, 30] } }),
  windows('EIGYOU-01', 'eigyou1', { quirks: { noDiskEncryption: [0, 35] } }),
  windows('EIGYOU-02', 'eigyou2', { quirks: { noDiskEncryption: [0] } }),
  windows('EIGYOU-03', 'eigyou3', { quirks: { noDiskEncryption: [0, 72], restart: [86] } }),
  windows('EIGYOU-04', 'eigyou4', { quirks: { remoteTool: [84] } }),
  windows('EIGYOU-05', 'eigyou5', { quirks: { notPatched: [52, 78] } }),
  windows('EIGYOU-06', 'eigyou6', { until: 68 }),
  windows('EIGYOU-07', 'eigyou7', { quirks: { noFirewall: [60, 74] } }),
  windows('EIGYOU-08', 'eigyou8', { quirks: { oldWindows: [0] } }),
  windows('KEIRI-01', 'keiri1', { quirks: { macros: [0, 50] } }),
  windows('KEIRI-02', 'keiri2', { quirks: { noAntivirus: [87] } }),
  windows('KEIRI-03', 'keiri3', { quirks: { smb1: [0], autorun: [0, 66] } }),
  mac('kikaku-mac-1', 'kikaku1'),
  mac('kikaku-mac-2', 'kikaku2', { quirks: { noDiskEncryption: [0, 20], noAutoUpdates: [83] } }),
  windows('KIKAKU-03', 'kikaku3', { quirks: { remoteDesktop: [85] } }),
  mac('seisaku-mac-1', 'seisaku1', { quirks: { oldMac: [0] } }),
  mac('seisaku-mac-2', 'seisaku2', { quirks: { notPatched: [81] } }),
  mac('seisaku-mac-3', 'seisaku3', { quirks: { noRights: [0] } }),
  windows('SEISAKU-04', 'seisaku4', { way: 'inventory' }),
  windows('SOUKO-01', 'souko1', { quirks: { guest: [0, 58], wrongClock: [88] } }),
  windows('SOUKO-02', 'souko2', { way: 'inventory' }),
  windows('SOUKO-03', 'souko3', { quirks: { oldWindows: [0, 47] } }),
  windows('SOUKO-04', 'souko4', { quirks: { noSecureBoot: [79] } }),
  linux('kaihatsu-01', 'kaihatsu1', { way: 'osquery' }),
  linux('kaihatsu-02', 'kaihatsu2', { quirks: { noDiskEncryption: [0, 44] } }),
  linux('kaihatsu-03', 'kaihatsu3'),
  mac('kaihatsu-mac-4', 'kaihatsu4'),
  windows('TAISHOKU-29', 'taishoku', {}),
  windows('RAINEN-30', 'rainen', { quirks: { manyAdmins: [86] } }),
  linux('minato-file-server', null, { quirks: { sshPassword: [0, 63] } }),
  linux('minato-web-test', null, { quirks: { oldLinux: [0], sshPassword: [0, 70] } }),
  windows('SOUKO-OLD', 'souko1', { until: 30, quirks: { oldWindows: [0] } }),
];

/** Two machines installed from one image: the second claims to be the first. */
export const CLONE = { of: 'SOUKO-04', hostname: 'SOUKO-04-COPY', day: 80 } as const;

export const SMALL_PEOPLE: readonly [DemoPerson, ...DemoPerson[]] = [
  { key: 'inchou', name: '春日 歩', kana: 'かすが あゆみ', roles: ['administrator', 'executive'] },
  at('uketsuke', '夏目 扇', 'なつめ おうぎ'),
  at('eiseishi', '秋津 澄', 'あきつ すみ'),
];

export const SMALL_DEVICES: readonly DemoDevice[] = [
  windows('KOHARU-UKETSUKE', 'uketsuke', { quirks: { notPatched: [40] } }),
  windows('KOHARU-SHINSATSU', 'eiseishi', { quirks: { noDiskEncryption: [0] } }),
  windows('KOHARU-INCHOU', 'inchou', {}),
];
