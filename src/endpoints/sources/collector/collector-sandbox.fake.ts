// SPDX-License-Identifier: Apache-2.0
/**
 * For tests: a made-up computer for collect.sh. Files lie under `root` (SONAE_COLLECT_ROOT), tools are stub
 * programs in front of the PATH. Everything these stubs print is written by hand from the tools' manuals.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const COLLECT_SH = fileURLToPath(new URL('collect.sh', import.meta.url));

/** The shells a collector meets: Debian's, a Mac's in POSIX mode, a router's or Alpine's. */
export const SHELLS: readonly (readonly [string, ...string[]])[] = [['dash'], ['bash', '--posix'], ['busybox', 'sh']];

export const isInstalled = (program: string): boolean => spawnSync('which', [program]).status === 0;

export interface ShellResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ShellCall {
  readonly shell?: readonly [string, ...string[]];
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a shell script with only the given environment; never through another shell. */
export function runShell(call: ShellCall): Promise<ShellResult> {
  const [file, ...before] = call.shell ?? ['sh'];
  const env = { PATH: '/usr/bin:/bin', LANG: 'C', ...call.env };
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...before, call.script ?? COLLECT_SH, ...(call.args ?? ['--print'])], { env });
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(stdout), stderr }));
  });
}

export interface Sandbox {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** A file of the made-up computer. */
  file(path: string, content: string | Buffer): void;
  /** A tool that always prints the same bytes and ends with the same code. */
  tool(name: string, output: string | Buffer, exitCode?: number): void;
  /** A tool with a body of its own in POSIX sh. */
  script(name: string, body: string): void;
  /** Takes a stub away: the system's own tool shows again. */
  unscript(name: string): void;
  remove(): void;
}

export function makeSandbox(): Sandbox {
  const dir = mkdtempSync(join(tmpdir(), 'sonae-sandbox-'));
  const root = join(dir, 'root');
  const bin = join(dir, 'bin');
  mkdirSync(root);
  mkdirSync(bin);
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  const script = (name: string, body: string): void => {
    put(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  return {
    dir,
    env: { PATH: `${bin}:/usr/bin:/bin`, SONAE_COLLECT_ROOT: root, TMPDIR: dir },
    file: (path, content) => put(join(root, path), content),
    script,
    unscript: (name) => rmSync(join(bin, name), { force: true }),
    tool: (name, output, exitCode = 0) => {
      put(join(dir, 'output', name), output);
      script(name, `cat '${join(dir, 'output', name)}'; exit ${exitCode}`);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Hand-made: a laptop with LUKS and LVM, ufw, ClamAV, two administrators besides root. */
export function linuxLaptop(): Sandbox {
  const box = makeSandbox();
  box.script(
    'uname',
    `case "$1" in -s) echo Linux ;; -n) echo 経理のPC ;; -r) echo 6.1.0-18-amd64 ;; -m) echo x86_64 ;; esac`,
  );
  box.script('id', 'echo 1000');
  box.file('etc/os-release', 'NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\n');
  box.file('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  box.file('var/lib/dpkg/status', '');
  box.tool(
    'dpkg-query',
    'ii \tbash\t5.2.21-2ubuntu4\tamd64\tUbuntu Developers <u@example.jp>\tdeb\t1713830400\nrc \tgone\t1\tall\tx\tdeb\t1\n',
  );
  box.file(
    'var/log/dpkg.log',
    '2026-11-02 09:00:00 upgrade bash:amd64 5.2-1 5.2-2\n2026-11-09 09:00:00 install vim:amd64 <none> 9\n',
  );
  box.file('var/lib/apt/lists/archive_Packages', '');
  box.tool(
    'apt-get',
    'NOTE: This is only a simulation!\nInst libc6 [2.39-0] (2.39-1 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [amd64])\n' +
      'Inst tzdata [2026a] (2026b Ubuntu:24.04/noble-updates [all])\nInst linux-image-9 (9 Ubuntu:24.04/noble-security [amd64])\nConf libc6 (2.39-1)\n',
  );
  box.tool(
    'lsblk',
    'KNAME="nvme0n1" PKNAME="" TYPE="disk" FSTYPE="" MOUNTPOINTS=""\n' +
      'KNAME="nvme0n1p1" PKNAME="nvme0n1" TYPE="part" FSTYPE="vfat" MOUNTPOINTS="/boot/efi"\n' +
      'KNAME="nvme0n1p3" PKNAME="nvme0n1" TYPE="part" FSTYPE="crypto_LUKS" MOUNTPOINTS=""\n' +
      'KNAME="dm-0" PKNAME="nvme0n1p3" TYPE="crypt" FSTYPE="LVM2_member" MOUNTPOINTS=""\n' +
      'KNAME="dm-1" PKNAME="dm-0" TYPE="lvm" FSTYPE="ext4" MOUNTPOINTS="/"\n' +
      'KNAME="sdb1" PKNAME="" TYPE="part" FSTYPE="LVM2_member" MOUNTPOINTS=""\n' +
      'KNAME="dm-2" PKNAME="dm-0" TYPE="lvm" FSTYPE="ext4" MOUNTPOINTS="/srv\\x0a/home"\n' +
      'KNAME="dm-2" PKNAME="sdb1" TYPE="lvm" FSTYPE="ext4" MOUNTPOINTS="/srv\\x0a/home"\n' +
      'KNAME="sdc1" PKNAME="" TYPE="part" FSTYPE="ext4" MOUNTPOINTS="/mnt/\\xe5\\x86\\x99\\xe7\\x9c\\x9f"\n' +
      'KNAME="loop0" PKNAME="" TYPE="loop" FSTYPE="squashfs" MOUNTPOINTS="/snap/core/1"\n',
  );
  box.tool('ufw', '');
  box.file('etc/ufw/ufw.conf', '# comment\nENABLED=yes\n');
  box.file('proc/42/comm', 'clamd\n');
  box.file('proc/meminfo', 'MemTotal:       16266240 kB\n');
  box.file('proc/cpuinfo', 'processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\n');
  box.file(
    'etc/passwd',
    'root:x:0:0::/root:/bin/bash\nhanako:x:1000:1000::/home/hanako:/bin/bash\ntaro:x:1001:27::/home/taro:/usr/sbin/nologin\nkinta:x:1002:1002::/:/bin/sh\n',
  );
  box.file('etc/group', 'root:x:0:\nsudo:x:27:hanako\nkinta:x:1002:\n');
  box.file(
    'etc/sudoers.d/90-kinta',
    '# who\nDefaults env_reset\nkinta ALL=(ALL) NOPASSWD: ALL\n%desk ALL=(ALL:ALL) ALL\nhanako ALL = /usr/bin/lpadmin\n',
  );
  box.file('sys/class/dmi/id/sys_vendor', 'LENOVO\n');
  box.file('sys/class/dmi/id/product_name', '21F8\n');
  box.file('sys/class/net/wlp1s0/address', '02:AB:cd:00:11:22\n');
  box.file('sys/class/net/wlp1s0/device/vendor', '0x8086\n');
  box.file('sys/class/net/lo/address', '00:00:00:00:00:00\n');
  box.file('sys/class/net/docker0/address', '02:42:00:00:00:01\n');
  box.tool(
    'ip',
    '1: lo    inet 127.0.0.1/8 scope host lo\n2: wlp1s0    inet 192.168.1.5/24 brd 192.168.1.255 scope global wlp1s0\n2: wlp1s0    inet6 fe80::1/64 scope link\n',
  );
  return box;
}

/** Hand-made: a Mac, from the manual pages and published transcripts of its tools; no Mac was at hand. */
export function mac(): Sandbox {
  const box = makeSandbox();
  box.script('uname', `case "$1" in -s) echo Darwin ;; -n) echo hanako.local ;; -m) echo arm64 ;; esac`);
  box.script(
    'sw_vers',
    `case "$1" in -productName) echo macOS ;; -productVersion) echo 15.1 ;; -buildVersion) echo 24B83 ;; esac`,
  );
  box.tool('fdesetup', 'FileVault is On.\n');
  box.tool('socketfilterfw', 'Firewall is enabled. (State = 1) \n');
  box.tool('spctl', 'assessments enabled\n');
  box.script(
    'dscl',
    `case "$3" in /Groups/admin) echo 'GroupMembership: root hanako' ;; /Users/root) echo 'No such key: AuthenticationAuthority' >&2; exit 1 ;;
     *) echo 'AuthenticationAuthority: ;ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2>' ;; esac`,
  );
  box.script(
    'sysctl',
    `case "$2" in hw.model) echo Mac14,2 ;; hw.memsize) echo 17179869184 ;; *) echo 'Apple M2' ;; esac`,
  );
  box.tool(
    'ioreg',
    '      "IOPlatformSerialNumber" = "C02XX0XXXXXX"\n      "IOPlatformUUID" = "01234567-89AB-CDEF-0123-456789ABCDEF"\n',
  );
  box.tool('networksetup', '\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: F0:18:98:00:00:01\n');
  box.tool(
    'ifconfig',
    'lo0: flags=8049<UP> mtu 16384\n\tinet 127.0.0.1 netmask 0xff000000\nen0: flags=8863<UP> mtu 1500\n\tether f2:18:98:00:00:09\n\tinet6 fe80::1%en0 prefixlen 64\n\tinet 192.168.1.7 netmask 0xffffff00\n',
  );
  box.script(
    'defaults',
    `case "$2.$3" in *LastSuccessfulDate) echo '2026-11-19 01:02:03 +0000' ;; *LastUpdatesAvailable) echo 2 ;; *CFBundleShortVersionString) echo 131.0 ;; *) exit 1 ;; esac`,
  );
  const entry = (date: string, name: string): string =>
    `<dict><key>x</key>\n<key>date</key>\n<date>${date}T00:00:00Z</date>\n<key>displayName</key>\n<string>${name}</string>\n</dict>\n`;
  box.tool(
    'plutil',
    `<array>\n${entry('2026-10-30', 'macOS 15.1')}${entry('2026-11-18', 'XProtectPlistConfigData')}${entry('2026-11-17', 'Numbers')}</array>\n`,
  );
  box.tool('ps', 'COMM\nlaunchd\nkernel_task\n');
  box.file('Applications/Firefox.app/Contents/Info.plist', '');
  box.file('opt/homebrew/Cellar/git/2.47.0/README.md', '');
  return box;
}
