// SPDX-License-Identifier: Apache-2.0
/** Where a channel's posts go and with what they are let in: sealed, for whoever knows it can write there. */
import { z } from 'zod';
import type { SecretBox } from '../platform/secrets/index.ts';

const way = z.object({
  url: z.string(),
  /** Chatwork: the token of the account that writes. Generic: the secret of the signature. */
  secret: z.string().optional(),
});
export type ChannelWay = z.output<typeof way>;

const PURPOSE = 'notify.channel';
/** Of which row: a value moved to another one does not open. */
type Row = { readonly orgId: string; readonly channelId: string };
const bound = ({ orgId, channelId }: Row): string => `${orgId}:${channelId}`;

export const sealWay = (box: SecretBox, row: Row, given: ChannelWay): Uint8Array =>
  box.seal(PURPOSE, Buffer.from(JSON.stringify(given)), bound(row));

/** @throws SecretError */
export const openWay = (box: SecretBox, row: Row, sealed: Uint8Array): ChannelWay =>
  way.parse(JSON.parse(Buffer.from(box.open(PURPOSE, sealed, bound(row))).toString('utf8')));
