// SPDX-License-Identifier: Apache-2.0
import type { FactSection, Platform } from '../../facts.ts';

/**
 * What each kind of agent can tell about each platform. Read in the agents' own sources (FusionInventory 2.6-3 as
 * packaged by Debian, GLPI Agent 1.12): the reasons stand beside the mapping in `map-*.ts`.
 * Absent here = the report says `unknown`, always.
 */
export const KNOWS: Record<'fusioninventory' | 'glpi', Record<Platform, readonly FactSection[]>> = {
  fusioninventory: {
    windows: ['os', 'updates', 'disks', 'firewall', 'antivirus', 'hardware', 'network', 'remoteControl'],
    macos: ['os', 'disks', 'firewall', 'hardware', 'network', 'remoteControl'],
    linux: ['os', 'disks', 'firewall', 'administrators', 'hardware', 'network', 'remoteControl'],
    other: ['os', 'hardware', 'network', 'remoteControl'],
  },
  glpi: {
    windows: ['os', 'updates', 'disks', 'firewall', 'antivirus', 'hardware', 'network', 'remoteControl', 'secureBoot'],
    macos: ['os', 'disks', 'firewall', 'antivirus', 'hardware', 'network', 'remoteControl', 'secureBoot'],
    linux: [
      'os',
      'disks',
      'firewall',
      'antivirus',
      'administrators',
      'hardware',
      'network',
      'remoteControl',
      'secureBoot',
    ],
    other: ['os', 'hardware', 'network', 'remoteControl'],
  },
};
