// SPDX-License-Identifier: Apache-2.0
/** What is asked of every host. */
import type { Ask } from './ask.ts';

export const HARDWARE: Ask = {
  section: 'hardware',
  variants: [
    {
      since: '4.0.0',
      sql: 'SELECT hostname, computer_name, uuid, cpu_brand, physical_memory, hardware_vendor, hardware_model, hardware_serial FROM system_info;',
    },
  ],
};
