// SPDX-License-Identifier: Apache-2.0
/** Places for notices in a demo, and what stands at their other end: nothing leaves a demo. */
import type { OutboundHttp } from '../../platform/outbound-http.ts';
import type { Act } from './scene.ts';

const TAKES = 'chat.demo.example.jp';
const REFUSES = 'old-chat.demo.example.jp';

const asksNobody = async (): Promise<never> => {
  throw new Error('a demo asks nobody');
};

/**
 * Stands in for the internet: the two chats of the story are played here, so that their states can be seen; nobody else
 * is asked anything. `example.jp` belongs to nobody (RFC 2606).
 */
export const demoOutbound: OutboundHttp = {
  get: asksNobody,
  send: async ({ url }) => {
    const { hostname } = new URL(url);
    if (hostname !== TAKES && hostname !== REFUSES) return asksNobody();
    // RFC 9110 §15.5.11: gone for good.
    return { status: hostname === TAKES ? 200 : 410, headers: {}, body: new Uint8Array() };
  },
};

export const addChannels: Act = async ({ main }) => {
  const administrator = await main.administrator();
  const places = [
    { label: '社内チャット（デモ：送るふりだけ）', host: TAKES },
    { label: '前のチャット（デモ：送るふりだけ）', host: REFUSES },
  ];
  for (const { label, host } of places) {
    await administrator.does('POST /api/v1/org/:orgId/notices/channels', {
      params: main.params,
      body: { kind: 'generic', label, language: 'ja', url: `https://${host}/notices` },
    });
  }
};
