// SPDX-License-Identifier: Apache-2.0
/** Registry keys that are asked for, so that question and reading name the same one. */
const MACHINE = 'HKEY_LOCAL_MACHINE';
const SOFTWARE = `${MACHINE}\\SOFTWARE`;
const WINDOWS = `${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion`;
const POLICIES = `${SOFTWARE}\\Policies\\Microsoft`;
const CONTROL = `${MACHINE}\\SYSTEM\\CurrentControlSet\\Control`;
const SERVICES = `${MACHINE}\\SYSTEM\\CurrentControlSet\\Services`;
const PROFILES = `${SERVICES}\\SharedAccess\\Parameters\\FirewallPolicy`;

export const KEYS = {
  version: `${SOFTWARE}\\Microsoft\\Windows NT\\CurrentVersion`,
  systemPolicy: `${WINDOWS}\\Policies\\System`,
  explorerPolicy: `${WINDOWS}\\Policies\\Explorer`,
  deviceLock: `${SOFTWARE}\\Microsoft\\PolicyManager\\current\\device\\DeviceLock`,
  updatePolicy: `${POLICIES}\\Windows\\WindowsUpdate\\AU`,
  update: `${WINDOWS}\\WindowsUpdate\\Auto Update`,
  servicing: `${WINDOWS}\\Component Based Servicing`,
  session: `${CONTROL}\\Session Manager`,
  terminal: `${CONTROL}\\Terminal Server`,
  rdp: `${CONTROL}\\Terminal Server\\WinStations\\RDP-Tcp`,
  terminalPolicy: `${POLICIES}\\Windows NT\\Terminal Services`,
  smbServer: `${SERVICES}\\LanmanServer\\Parameters`,
  smb1Client: `${SERVICES}\\mrxsmb10`,
  usbStorage: `${SERVICES}\\USBSTOR`,
  time: `${SERVICES}\\W32Time\\Parameters`,
  removable: `${POLICIES}\\Windows\\RemovableStorageDevices`,
  /** Removable disks, by their device class. */
  removableDisks: `${POLICIES}\\Windows\\RemovableStorageDevices\\{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}`,
  secureBoot: `${CONTROL}\\SecureBoot\\State`,
  control: CONTROL,
  defender: `${SOFTWARE}\\Microsoft\\Windows Defender\\Signature Updates`,
  defenderPolicy: `${POLICIES}\\Windows Defender\\Real-Time Protection`,
  defenderRealTime: `${SOFTWARE}\\Microsoft\\Windows Defender\\Real-Time Protection`,
} as const;

/** Firewall profile → its key; group policy stands in a place of its own and wins. */
export const FIREWALL_PROFILES = [
  { name: 'domain', key: `${PROFILES}\\DomainProfile`, policy: `${POLICIES}\\WindowsFirewall\\DomainProfile` },
  { name: 'private', key: `${PROFILES}\\StandardProfile`, policy: `${POLICIES}\\WindowsFirewall\\StandardProfile` },
  { name: 'public', key: `${PROFILES}\\PublicProfile`, policy: `${POLICIES}\\WindowsFirewall\\PublicProfile` },
] as const;

/** Where Windows keeps which program opens when its name is typed: there for every way of installing Office. */
export const OFFICE_APPS = [
  { app: 'word', folder: 'Word', key: `${WINDOWS}\\App Paths\\Winword.exe` },
  { app: 'excel', folder: 'Excel', key: `${WINDOWS}\\App Paths\\excel.exe` },
  { app: 'powerpoint', folder: 'PowerPoint', key: `${WINDOWS}\\App Paths\\powerpnt.exe` },
] as const;

/** Below HKEY_USERS\<person>; the policy's place wins. */
export const USER_KEYS = {
  desktop: 'Control Panel\\Desktop',
  desktopPolicy: 'Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop',
  office: 'Software\\Microsoft\\Office\\16.0',
  officePolicy: 'Software\\Policies\\Microsoft\\Office\\16.0',
} as const;
