// SPDX-License-Identifier: Apache-2.0
/**
 * Words that questionnaires use for what our controls call otherwise. Own list: where the left pattern is found (in the
 * folded text), the right words count as said too.
 */
const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /うぃるす|ういるす|あんち ?うい?るす|まるうぇあ対策|anti ?virus|anti ?malware|malware/,
    'せきゅりてぃそふと ういるす対策 まるうぇあ security software malware',
  ],
  [/edr/, 'せきゅりてぃそふと security software'],
  [
    /(二|2|多)(要素|段階)認証|mfa|2fa|multi ?factor|two ?factor|わんたいむぱすわ/,
    '多要素認証 multi factor authentication',
  ],
  [/ぱっち|あっぷで.と|脆弱性(対策|修正)|patch/, 'os 更新 入れている update'],
  [/最新の状態|windows ?update/, 'os 更新 ろぐ以外 update'],
  [/さぽ.と(切れ|終了|期限|対象外)|eol|eos|end of (life|support)/, 'さぽーと終了 さぽーとの続いているos supported'],
  [/退職|異動|離職|leaver|resign/, '離れた人 退職 あかうんと 消す leaver account removed'],
  [/usb|可搬媒体|外部記憶|りむ.ばぶる|removable/, 'usbめもり 可搬媒体 removable media usb'],
  [/廃棄|破棄|処分|返却|消去|dispos/, '廃棄 消去 処分 disposal wiped'],
  [/標的型|不審(な)?め.る|ふぃっしんぐ|phishing|suspicious/, '不審なめーる 怪しいめーる suspicious mail reported'],
  [/教育|研修|訓練|啓発|training|awareness/, '教育 従業員 学ぶ staff trained'],
  [/ばっくあっぷ|backup|back up/, 'ばっくあっぷ backup copies'],
  [/復元|りすとあ|戻せる|restore/, 'ばっくあっぷから戻せる 試す restore tested'],
  [/暗号化|bitlocker|filevault|encrypt/, 'でぃすく 暗号化 encrypted disk'],
  [/画面ろっく|すくり.んせ.ば|離席|screen ?lock/, '画面 ろっく 離席 screen locks'],
  [
    /あくせす(権|制御|制限)|権限|共有(ふぉるだ|設定)|access (right|control)/,
    'あくせす権 共有 見直し sharing reviewed access',
  ],
  [/管理者権限|特権|admin/, '管理者権限 特権 administrator rights limited'],
  [/(私物|個人所有|byod|private device)/, '私物の端末 private devices'],
  [/台帳|資産管理|一覧(表)?|inventory/, '端末一覧 把握 devices known list'],
  [/いんしでんと|事故|緊急(時|連絡)|csirt|incident/, '事故 連絡先 報告 incident contact'],
  [/ろぐ(を|の|管理|取得|保管)|監査ろぐ|\blogs?\b/, 'ろぐ 記録 残す logs kept'],
  [/委託|外注|再委託|さぷらいや|subcontract|supplier|vendor/, '委託先 契約 責任 supplier duties contract'],
  [/秘密保持|守秘|nda|confidential/, '守秘義務 秘密保持 confidentiality agreed'],
  [/方針|ぽりし|責任者|policy/, '方針 責任者 予算 policy owner'],
  [/無線|wi ?fi|wireless/, 'wi fi 無線 ふりーwi fi るーたー router'],
  [/てれわ.く|在宅|りも.とわ.く|telework|remote work/, 'てれわーく るーる telework rules'],
  [/vpn|りも.とあくせす|remote access/, 'vpn 機器 更新 りもーとですくとっぷ remote entry'],
  [/くらうど|saas|cloud/, 'くらうど さーびす 選ぶ cloud services'],
  [/ふぁいあう.?ぉ?.る|firewall/, 'ふぁいあうぉーる firewall'],
  [/ぱすわ.ど|password/, 'ぱすわーど 長く 使い回し password long unique'],
];

/** Folded text with the words that other people use for the same. */
export function withOtherWords(folded: string): string {
  const more = OTHER_WORDS.filter(([pattern]) => pattern.test(folded)).map(([, words]) => words);
  return [folded, ...more].join(' ');
}
