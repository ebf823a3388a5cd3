// SPDX-License-Identifier: Apache-2.0
/**
 * Security software on macOS and Linux, where nothing registers it: known by its process (Linux keeps 15 letters of the
 * name) and the place where it is installed. The same products as the collector looks for.
 */
export interface ProtectionProduct {
  readonly name: string;
  readonly process: string;
  readonly place: string;
}

const product = (name: string, process: string, place: string): ProtectionProduct => ({ name, process, place });

export const PROTECTION_PRODUCTS: readonly ProtectionProduct[] = [
  product('ClamAV', 'clamd', '/usr/sbin/clamd'),
  product('Microsoft Defender for Endpoint', 'wdavdaemon', '/opt/microsoft/mdatp'),
  product('Microsoft Defender for Endpoint', 'wdavdaemon', '/Applications/Microsoft Defender.app'),
  product('ESET', 'oaeventd', '/opt/eset'),
  product('ESET', 'esets_daemon', '/Applications/ESET Endpoint Security.app'),
  product('Sophos', 'sophosd', '/opt/sophos-spl'),
  product('Sophos', 'SophosScanD', '/Library/Sophos Anti-Virus'),
  product('Trend Micro Deep Security', 'ds_agent', '/opt/ds_agent'),
  product('Trend Micro', 'iCoreService', '/Library/Application Support/TrendMicro'),
  product('Kaspersky Endpoint Security', 'kesl', '/opt/kaspersky/kesl'),
  product('CrowdStrike Falcon', 'falcon-sensor', '/opt/CrowdStrike'),
  product('CrowdStrike Falcon', 'com.crowdstrike.falcon.Agent', '/Applications/Falcon.app'),
  product('SentinelOne', 's1-agent', '/opt/sentinelone'),
  product('SentinelOne', 'sentineld', '/Applications/SentinelOne'),
  product('WithSecure', 'fsavd', '/opt/f-secure'),
  product('Norton', 'Norton', '/Applications/Norton 360.app'),
];
