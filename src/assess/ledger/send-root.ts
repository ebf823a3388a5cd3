// SPDX-License-Identifier: Apache-2.0
/**
 * Sends the newest seal out of the installation (DESIGN §7.4): whoever owns the database can rebuild the ledger,
 * but not the mail that lies in other people's boxes.
 */
import { fillTemplate } from '../../kernel/language.ts';
import type { Language } from '../../kernel/language.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import { currentEpoch, lastSeal } from './store.ts';
import type { SealRow } from './store.ts';

const TEXTS: Readonly<Record<Language, typeof ja & typeof en>> = { ja, en };

async function newestSeal(tx: ScopedTx, context: AssessContext): Promise<SealRow | undefined> {
  return lastSeal(tx, await currentEpoch(tx, context.platform.clock.now()));
}

/** One mail to each administrator; nothing while no mail server is set or nothing was sealed. Returns how many. */
export async function sendRoot(context: AssessContext, job: string): Promise<number> {
  const { platform, people, signer } = context;
  if (!platform.mail.available) return 0;
  let sent = 0;
  for (const scope of await context.allScopes(job)) {
    const { seal, receivers, organisation } = await platform.db.scoped(scope, async (tx) => ({
      seal: await newestSeal(tx, context),
      receivers: await people.administratorMail(tx),
      organisation: await people.organisationName(tx),
    }));
    if (!seal) continue;
    const params = {
      organisation,
      epoch: seal.epoch,
      seal: seal.seal_no,
      date: seal.sealed_at.toISOString().slice(0, 10),
      position: seal.last_position,
      root: seal.root.toString('hex'),
      key: signer.keyId,
      public_key: signer.publicKeyPem.trim(),
    };
    for (const { email, language } of receivers) {
      const texts = TEXTS[language];
      const subject = fillTemplate(texts['mail.root.subject'], params);
      await platform.mail.send({ to: email, subject, text: fillTemplate(texts['mail.root.text'], params) });
      sent += 1;
    }
  }
  return sent;
}
