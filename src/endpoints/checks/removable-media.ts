// SPDX-License-Identifier: Apache-2.0
import { cannotTell, elsewhere, fail, pass, reading, unknownBecause } from './check.ts';
import type { Check } from './check.ts';

/** Programs on a USB stick must not start by themselves. Only Windows starts any. */
export const removableMedia: Check = {
  id: 'removable_media',
  reads: ['removableMedia', 'os'],
  evaluate: (facts) => {
    const media = reading(facts.removableMedia);
    if (media.state === 'unknown') return elsewhere(facts, ['windows']) ?? unknownBecause(media);
    const { autorunOff, usbStorageBlocked } = media.value;
    if (usbStorageBlocked === true) return pass('blocked');
    if (autorunOff === null) return cannotTell('unreadable');
    return autorunOff ? pass('autorun_off') : fail('autorun_on');
  },
};
