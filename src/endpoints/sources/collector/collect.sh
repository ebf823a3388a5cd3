#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sonae: looks at this computer once (Linux and macOS) and sends what it saw.
#
# Reads:   the system's name and version, dates of updates, whether disks are encrypted, whether firewall and
#          antivirus are on, screen lock, automatic updates and other settings, who is an administrator, model, serial number, network addresses, names and versions
#          of installed software.
# Never:   contents of documents, mail, browsing history, passwords, keys. It installs and changes nothing.
# Keeps:   nothing; only with --keep FILE the key the server gives this computer, so that it can look again by itself.
# Rights:  runs as you. What only root may see is sent as "unknown", with the reason.
#
# Output:  collector report format 1 (see README.md beside this file). POSIX sh and awk only.
# shellcheck disable=SC2003,SC2015,SC2317 # expr takes 08 as a number; functions are called by a computed name; A && B || C is meant where used
set -u
umask 077

# Filled in by the Sonae server when it hands out this file; left as they are, the options are needed.
SONAE_SERVER='__SONAE_SERVER__'
SONAE_TOKEN='__SONAE_TOKEN__'
SONAE_LANG='__SONAE_LANG__'
SONAE_CA='__SONAE_CA__'

CLIENT='sonae-collect.sh/2'
R="${SONAE_COLLECT_ROOT:-}" # another root folder to read files under; for tests
PATH="$PATH:/usr/bin:/bin:/usr/sbin:/sbin" # Debian leaves sbin out for ordinary users
export PATH
MAX_SOFTWARE=10000 # the schema's bound

# --- small tools ---------------------------------------------------------------------------------------------

is_japanese() {
  case "$SONAE_LANG" in ja) return 0 ;; en) return 1 ;; esac
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in ja*) return 0 ;; *) return 1 ;; esac
}
say() { if is_japanese; then printf '%s\n' "$1" >&2; else printf '%s\n' "$2" >&2; fi; }
has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
# Bounded in time where the system has `timeout` (macOS has not).
bounded() { if timeout 5 true 2>/dev/null; then timeout 60 "$@"; else "$@"; fi; }

# awk in byte mode (LC_ALL=C): every awk (mawk, gawk, BusyBox, BSD) then behaves alike.
# js(text, max): a JSON string (RFC 8259 section 7); bytes that are not UTF-8 (RFC 3629 section 4) become U+FFFD.
# day(epoch): YYYY-MM-DD in UTC, by the proleptic Gregorian calendar; "" when it is not a plausible time.
JSON_AWK='
function js(s, max,  n, i, j, c, b, k, lo, hi, ok, out, seen) {
  if (length(s) <= max && s !~ /[^ -~]/ && !index(s, "\"") && !index(s, "\\")) return "\"" s "\""
  if (!(" " in ORD)) for (i = 1; i < 256; i++) ORD[sprintf("%c", i)] = i
  n = length(s); out = "\""; seen = 0
  for (i = 1; i <= n && seen < max; i++) {
    seen++; c = substr(s, i, 1); b = ORD[c] + 0
    if (c == "\"" || c == "\\") { out = out "\\" c; continue }
    if (b < 32 || b == 127) { out = out sprintf("\\u%04x", b); continue }
    if (b < 128) { out = out c; continue }
    k = 0; lo = 128; hi = 191
    if (b >= 194 && b <= 223) k = 1
    else if (b >= 224 && b <= 239) { k = 2; if (b == 224) lo = 160; if (b == 237) hi = 159 }
    else if (b >= 240 && b <= 244) { k = 3; if (b == 240) lo = 144; if (b == 244) hi = 143 }
    ok = k > 0
    for (j = 1; ok && j <= k; j++) {
      b = ORD[substr(s, i + j, 1)] + 0
      if (b < lo || b > hi) ok = 0
      lo = 128; hi = 191
    }
    if (ok) { out = out substr(s, i, k + 1); i += k } else out = out "\357\277\275"
  }
  return out "\""
}
function day(t,  z, era, doe, yoe, doy, mp, d, m, y) {
  if (t !~ /^[0-9]+$/ || t + 0 < 86400 || t + 0 > 4102444800) return ""
  z = int(t / 86400) + 719468; era = int(z / 146097); doe = z - era * 146097
  yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
  doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100)); mp = int((5 * doy + 2) / 153)
  d = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
  return sprintf("%04d-%02d-%02d", y, m, d)
}
function field(name, value, max) { return value == "" ? "" : ",\"" name "\":" js(value, max) }
'
cawk() { LC_ALL=C awk "$@"; }
jstr() { printf '%s' "$1" | cawk "$JSON_AWK"'{ s = NR > 1 ? s "\n" $0 : $0 } END { printf "%s", js(s, 200) }'; }
# field name text: ,"name":"text", or nothing when there is no text. number: the same for whole numbers.
field() { if [ -n "$2" ]; then printf ',"%s":%s' "$1" "$(jstr "$2")"; fi; }
number() { case "$2" in '' | *[!0-9]* | ??????????*) ;; *) printf ',"%s":%s' "$1" "$(expr "$2" + 0)" ;; esac; }
object() { printf '{%s}' "${1#,}"; }
known() { printf '{"state":"known","value":%s}' "$1"; }
unknown() { printf '{"state":"unknown","reason":"%s","detail":%s}' "$1" "$(jstr "$2")"; }
first_line() { if [ -r "$1" ]; then tr -d '\000' <"$1" 2>/dev/null | head -n 1; fi; }
# When a file was last changed, ISO 8601 in UTC; prints nothing when it is absent.
changed_at() {
  [ -e "$1" ] || return 0
  date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || stat -f %Sm -t %Y-%m-%dT%H:%M:%SZ "$1" 2>/dev/null
}
# Joins lines (each one JSON value) to an array.
array() { cawk 'BEGIN { printf "[" } NF { printf "%s%s", (n++ ? "," : ""), $0 } END { printf "]" }'; }

# --- Linux ---------------------------------------------------------------------------------------------------

# One value of os-release(5), read and not executed.
os_release() {
  file="$R/etc/os-release"
  [ -r "$file" ] || file="$R/usr/lib/os-release"
  [ -r "$file" ] || return 0
  cawk -v key="$1" '
    index($0, key "=") == 1 {
      v = substr($0, length(key) + 2); q = substr(v, 1, 1)
      if ((q == "\"" || q == "\047") && length(v) > 1 && substr(v, length(v)) == q) v = substr(v, 2, length(v) - 2)
      out = ""
      while ((i = index(v, "\\")) > 0) { out = out substr(v, 1, i - 1) substr(v, i + 1, 1); v = substr(v, i + 2) }
      found = out v
    }
    END { printf "%s", found }' "$file"
}

linux_os() {
  name=$(os_release PRETTY_NAME)
  [ -n "$name" ] || name=$(os_release NAME)
  if [ -z "$name" ]; then unknown unreadable 'no os-release file'; return; fi
  known "$(object ",\"platform\":\"linux\"$(field name "$name")$(field version "$(os_release VERSION_ID)")$(
    field build "$(uname -r)")$(field arch "$(uname -m)")")"
}

# Package list as: name TAB version TAB architecture TAB publisher TAB kind TAB install time (seconds).
linux_packages() {
  if has dpkg-query && [ -d "$R/var/lib/dpkg" ]; then
    # shellcheck disable=SC2016 # ${…} belongs to dpkg-query
    bounded dpkg-query -W -f='${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\t${Maintainer}\tdeb\t${db-fsys:Last-Modified}\n' 2>/dev/null |
      cawk -F '\t' '$1 ~ /^.i/ { print substr($0, length($1) + 2) }'
  elif has rpm; then
    bounded rpm -qa --qf '%{NAME}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{VENDOR}\trpm\t%{INSTALLTIME}\n' 2>/dev/null
  elif [ -r "$R/lib/apk/db/installed" ]; then
    cawk -F : '/^P:/ { p = substr($0, 3) } /^V:/ { v = substr($0, 3) } /^A:/ { a = $2 }
      /^$/ && p != "" { print p "\t" v "\t" a "\t\tapk\t"; p = "" }' "$R/lib/apk/db/installed"
  fi
}

# Newest "upgrade" line of dpkg.log (kept 12 months); a plain install of one more program is no update.
# Without any: the day on which the base system itself (base-files) was put there.
deb_last_update() {
  for log in "$R"/var/log/dpkg.log "$R"/var/log/dpkg.log.1; do if [ -r "$log" ]; then cat "$log"; fi; done 2>/dev/null >"$T/dpkg.log"
  if has gzip; then
    for log in "$R"/var/log/dpkg.log.*.gz; do if [ -r "$log" ]; then gzip -dc "$log"; fi; done 2>/dev/null >>"$T/dpkg.log"
  fi
  cawk "$JSON_AWK"'
    part == "log" { if ($3 == "upgrade" && $1 ~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]$/ && $1 > last) last = $1; next }
    { split($0, p, "\t"); if (p[1] == "base-files") base = day(p[6]) }
    END { printf "%s", (last != "" ? last : base) }' part=log "$T/dpkg.log" part=list "$T/packages"
}

linux_updates() {
  last='' pending='' refreshed=''
  if [ -s "$T/packages" ] && has dpkg-query; then
    last=$(deb_last_update)
    # No package lists (a trimmed image) would read as "nothing pending": then nothing is said about it.
    set -- "$R"/var/lib/apt/lists/*Packages*
    if [ -e "$1" ] && has apt-get; then
      refreshed=$(changed_at "$R/var/lib/apt/lists")
      stamp=$(changed_at "$R/var/lib/apt/periodic/update-success-stamp")
      refreshed=$(printf '%s\n%s\n' "$refreshed" "$stamp" | sort | tail -n 1)
      # -s only simulates; only lines with [old version] are updates, the others are new dependencies.
      if LC_ALL=C bounded apt-get -s -q -o Debug::NoLocking=true upgrade --with-new-pkgs >"$T/apt" 2>/dev/null; then
        pending=$(cawk '/^Inst [^ ]+ \[/ { n++; if (/-security[^ ]*( |,|\))|Debian-Security:/) s++ }
          END { printf ",\"pendingSecurity\":%d,\"pendingTotal\":%d", s, n }' "$T/apt")
      else refreshed=''; fi
    fi
  elif [ -s "$T/packages" ] && has rpm; then
    last=$(cawk -F '\t' "$JSON_AWK"'$6 + 0 > t { t = $6 + 0 } END { printf "%s", day(sprintf("%d", t)) }' "$T/packages")
    if has dnf; then # -C: only what is already on this computer, nothing is downloaded
      bounded dnf -q -C check-update >"$T/dnf" 2>/dev/null; all=$?
      bounded dnf -q -C check-update --security >"$T/dnfs" 2>/dev/null; sec=$?
      case "$all.$sec" in
      0.0 | 100.0 | 100.100)
        pending=$(cawk '/^Obsoleting/ { exit } NF == 3 { n++ } END { printf "%d", n }' "$T/dnfs")
        total=$(cawk '/^Obsoleting/ { exit } NF == 3 { n++ } END { printf "%d", n }' "$T/dnf")
        pending="$(number pendingSecurity "$pending")$(number pendingTotal "$total")"
        refreshed=$(changed_at "$R/var/cache/dnf/last_makecache") ;;
      esac
    fi
  else
    unknown not_reported_by_source 'neither dpkg nor rpm keeps this system'; return
  fi
  value="$(field lastInstalledOn "$last")$pending$(field listRefreshedAt "$refreshed")"
  if [ -n "$value" ]; then known "$(object "$value")"; else unknown query_failed 'no date of an update could be found'; fi
}

# A mount is encrypted when every path from it down to the hardware passes a dm-crypt device.
linux_disks() {
  if ! has lsblk; then unknown query_failed 'lsblk is not installed'; return; fi
  LC_ALL=C lsblk -P -o KNAME,PKNAME,TYPE,FSTYPE,MOUNTPOINTS >"$T/lsblk" 2>/dev/null ||
    LC_ALL=C lsblk -P -o KNAME,PKNAME,TYPE,FSTYPE,MOUNTPOINT >"$T/lsblk" 2>/dev/null ||
    { unknown query_failed 'lsblk gave an error'; return; }
  list=$(tr -d '\000' <"$T/lsblk" | cawk "$JSON_AWK"'
    function value(key,  i, s) {
      i = index(" " $0, " " key "=\""); if (!i) return ""
      s = substr($0, i + length(key) + 2); return substr(s, 1, index(s, "\"") - 1)
    }
    function hex(c) { return index("0123456789abcdef", tolower(c)) - 1 }
    function plain(s,  i, out) { # lsblk writes unusual bytes as \xHH
      out = ""
      while ((i = index(s, "\\x")) > 0) {
        out = out substr(s, 1, i - 1) sprintf("%c", hex(substr(s, i + 2, 1)) * 16 + hex(substr(s, i + 3, 1)))
        s = substr(s, i + 4)
      }
      return out s
    }
    # 2 encrypted on every path, 1 on some, 0 on none
    function state(name, depth,  i, n, p, s, all, none) {
      if (depth > 16) return 0
      if (type[name] == "crypt") return 2
      n = split(parents[name], p, " "); if (!n) return 0
      all = 1; none = 1
      for (i = 1; i <= n; i++) { s = state(p[i], depth + 1); if (s < 2) all = 0; if (s > 0) none = 0 }
      return all ? 2 : none ? 0 : 1
    }
    function luks(name, depth,  i, n, p) {
      if (fstype[name] == "crypto_LUKS") return 1
      n = split(parents[name], p, " ")
      for (i = 1; i <= n && depth < 16; i++) if (luks(p[i], depth + 1)) return 1
      return 0
    }
    NR <= 2000 {
      k = value("KNAME"); type[k] = value("TYPE"); fstype[k] = value("FSTYPE"); parent = value("PKNAME")
      if (parent != "" && index(" " parents[k] " ", " " parent " ") == 0) parents[k] = parents[k] " " parent
      at = value("MOUNTPOINTS"); if (at == "") at = value("MOUNTPOINT")
      if (at != "" && !(k in mounts)) { order[++count] = k; mounts[k] = plain(at) }
    }
    END {
      for (i = 1; i <= count; i++) {
        k = order[i]; if (type[k] == "loop" || type[k] == "rom") continue
        n = split(mounts[k], m, "\n")
        for (j = 1; j <= n; j++) {
          if (m[j] !~ /^\// || m[j] ~ /^\/(boot|efi|snap|run|var\/snap)(\/|$)/ || (m[j] in done) || shown >= 60) continue
          done[m[j]] = 1; shown++; s = state(k, 0)
          printf "{\"name\":%s,\"system\":%s,\"encrypted\":\"%s\"%s}\n", js(m[j], 200), (m[j] == "/" ? "true" : "false"),
            (s == 2 ? "yes" : s == 1 ? "partial" : "no"), (s ? ",\"method\":\"" (luks(k, 0) ? "LUKS" : "dm-crypt") "\"" : "")
        }
      }
      # The root can lie on something lsblk does not know (overlay in a container, ZFS, network).
      if (!("/" in done)) print "{\"name\":\"/\",\"system\":true,\"encrypted\":\"unknown\"}"
    }' | array)
  if [ "$list" = '[]' ]; then unknown unreadable 'lsblk gave an answer that cannot be read'; else known "$list"; fi
}

# Does a rule set hold back incoming traffic? on | off | unsure (jumps elsewhere); reads `nft list ruleset`.
nft_verdict() {
  cawk '/^[ \t]*chain / { input = 0 } /hook input/ { input = 1; if (/policy drop/) on = 1 }
    input && /(^|[ \t])(drop|reject)([ \t]|$)/ { on = 1 } input && /(jump|goto) / { jump = 1 }
    END { print (on ? "on" : jump ? "unsure" : "off") }'
}
iptables_verdict() {
  cawk '/^-P INPUT (DROP|REJECT)/ || /^-A INPUT .*-j (DROP|REJECT)/ { on = 1 }
    /^-A INPUT/ && !/-j (ACCEPT|DROP|REJECT|LOG|RETURN)/ { jump = 1 } END { print (on ? "on" : jump ? "unsure" : "off") }'
}
fw() { printf '{"name":"%s","enabled":%s}\n' "$1" "$2"; }

linux_firewall() {
  unsure='' : >"$T/fw"
  if has ufw; then
    if [ -r "$R/etc/ufw/ufw.conf" ]; then
      if grep -Eiq '^ENABLED="?yes' "$R/etc/ufw/ufw.conf"; then fw ufw true; else fw ufw false; fi >>"$T/fw"
    else unsure='the settings of ufw cannot be read'; fi
  fi
  if has firewall-cmd; then if runs firewalld; then fw firewalld true; else fw firewalld false; fi >>"$T/fw"; fi
  if has nft; then tool=nftables; elif has iptables; then tool=iptables; else tool=''; fi
  if [ -n "$tool" ]; then
    verdict=closed
    if ! is_root; then :
    elif [ "$tool" = nftables ]; then nft list ruleset >"$T/rules" 2>/dev/null && verdict=$(nft_verdict <"$T/rules")
    else iptables -S >"$T/rules" 2>/dev/null && verdict=$(iptables_verdict <"$T/rules"); fi
    case "$verdict" in
    on) fw "$tool" true >>"$T/fw" ;;
    off) fw "$tool" false >>"$T/fw" ;;
    unsure) unsure="the rules of $tool lead elsewhere and cannot be judged" ;;
    *) unsure="the rules of $tool can be read only as root" ;;
    esac
  fi
  if [ -n "$unsure" ] && ! grep -q true "$T/fw"; then
    case "$unsure" in *elsewhere*) unknown unreadable "$unsure" ;; *) unknown no_permission "$unsure" ;; esac
  else known "$(array <"$T/fw")"; fi
}

linux_administrators() {
  for what in passwd group shadow; do
    if has getent && [ -z "$R" ]; then getent "$what"; else cat "$R/etc/$what"; fi 2>/dev/null | tr -d '\000' >"$T/$what"
  done
  cat "$R"/etc/sudoers "$R"/etc/sudoers.d/* 2>/dev/null | tr -d '\000' >"$T/sudoers"
  if [ ! -s "$T/passwd" ] || [ ! -s "$T/group" ]; then unknown query_failed 'the list of users cannot be read'; return; fi
  cawk -F: "$JSON_AWK"'
    function add(user) { if (user != "" && !(user in seen) && count < 500) { seen[user] = 1; list[++count] = user } }
    function members(group,  i, n, m, u) {
      if (!(group in gid)) return 0
      n = split(inGroup[group], m, ","); for (i = 1; i <= n; i++) add(m[i])
      for (u = 1; u <= users; u++) if (primary[name[u]] == gid[group]) add(name[u])
      return 1
    }
    kind == "passwd" && NF >= 7 { name[++users] = $1; uid[$1] = $3; primary[$1] = $4; shell[$1] = $7 }
    kind == "group" && NF >= 3 { gid[$1] = $3; inGroup[$1] = $4 }
    kind == "shadow" && NF >= 2 { lock[$1] = $2 ~ /^[!*]/ ? 1 : 0 }
    # sudoers(5): who may run ALL commands; aliases are not followed
    kind == "sudoers" && !/^[ \t]*(#|@|Defaults)/ && /=[ \t]*(\([^)]*\))?[ \t]*([A-Z_]+:[ \t]*)*ALL[ \t]*$/ {
      split($0, w, /[ \t=]+/); if (w[1] !~ /_Alias$/ && w[1] != "ALL") sudo[++rules] = w[1]
    }
    END {
      for (u = 1; u <= users; u++) if (uid[name[u]] == "0") add(name[u])
      members("sudo"); members("wheel"); members("admin")
      for (i = 1; i <= rules; i++) {
        if (substr(sudo[i], 1, 1) != "%") add(sudo[i])
        else { g = substr(sudo[i], 2); if (!members(g) && !(g in away)) { away[g] = 1; groups[++far] = g } }
      }
      for (i = 1; i <= count; i++) {
        a = list[i]; on = "null"
        if (a in shell) {
          if (shell[a] ~ /\/(nologin|false)$/) on = "false"
          # a locked password of root means that nobody signs in as root; others may come in by key
          else if (uid[a] == "0") on = (a in lock) ? (lock[a] ? "false" : "true") : "null"
          else on = "true"
        }
        printf "{\"name\":%s,\"kind\":\"user\",\"builtin\":%s,\"enabled\":%s}\n", js(a, 200), (a == "root" ? "true" : "false"), on
      }
      for (i = 1; i <= far && i <= 50; i++)
        printf "{\"name\":%s,\"kind\":\"group\",\"builtin\":false,\"enabled\":null}\n", js(groups[i], 200)
    }' kind=passwd "$T/passwd" kind=group "$T/group" kind=shadow "$T/shadow" kind=sudoers "$T/sudoers" >"$T/admins"
  known "$(array <"$T/admins")"
}

linux_hardware() {
  dmi="$R/sys/class/dmi/id"
  maker=$(first_line "$dmi/sys_vendor") model=$(first_line "$dmi/product_name")
  [ -n "$model" ] || model=$(first_line "$R/proc/device-tree/model") # boards without DMI (ARM)
  serial=$(first_line "$dmi/product_serial") uuid=$(first_line "$dmi/product_uuid") # root only
  memory=$(cawk '/^MemTotal:/ { printf "%d", $2 / 1024; exit }' "$R/proc/meminfo" 2>/dev/null)
  cpu=$(cawk -F ': *' '/^model name/ { print $2; exit }' "$R/proc/cpuinfo" 2>/dev/null | tr -d '\000')
}

linux_network() {
  : >"$T/nics"
  if has ip; then ip -o addr show 2>/dev/null | cawk '$3 ~ /^inet6?$/ { sub(/[@:].*/, "", $2); sub(/\/.*/, "", $4); print $2 "\t" $4 }'; fi >"$T/ips"
  for nic in "$R"/sys/class/net/*; do
    name=${nic##*/}
    [ -e "$nic/address" ] && [ "$name" != lo ] || continue
    mac=$(first_line "$nic/address" | tr 'A-F' 'a-f')
    # Only real cards identify a machine: bridges, tunnels and containers have no "device", USB adapters wander.
    case "$(readlink -f "$nic/device" 2>/dev/null)" in */usb[0-9]*) wanders=1 ;; *) wanders='' ;; esac
    if [ -e "$nic/device" ] && [ -z "$wanders" ]; then printf '%s\n' "$mac" >>"$T/macs"; fi
    # what has neither a card nor an address says nothing
    if [ -e "$nic/device" ] || cut -f 1 "$T/ips" | grep -Fxq "$name"; then printf '%s\t%s\n' "$name" "$mac" >>"$T/nics"; fi
  done
}

# What the desktop of whoever runs this locks by itself; root has no desktop, and others' settings are not read.
linux_screen_lock() {
  if is_root; then unknown no_permission 'a desktop setting belongs to the person who uses it'; return; fi
  if ! has gsettings || [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then unknown not_reported_by_source 'no desktop whose settings can be read'; return; fi
  idle=$(gsettings get org.gnome.desktop.session idle-delay 2>/dev/null | cawk '{ print $NF }')
  delay=$(gsettings get org.gnome.desktop.screensaver lock-delay 2>/dev/null | cawk '{ print $NF }')
  lock=$(gsettings get org.gnome.desktop.screensaver lock-enabled 2>/dev/null)
  case "$idle.${delay:-0}" in *[!0-9.]* | .*) unknown query_failed 'gsettings gave no answer'; return ;; esac
  if [ "$lock" = true ] && [ "$idle" -gt 0 ]; then
    known "{\"enabled\":true,\"afterSeconds\":$(expr "$idle" + "${delay:-0}"),\"asksPassword\":true,\"scope\":\"user\"}"
  else known '{"enabled":false,"scope":"user"}'; fi
}

linux_auto_updates() {
  if has apt-config; then
    days=$(LC_ALL=C bounded apt-config dump APT::Periodic::Unattended-Upgrade 2>/dev/null | cawk -F '"' '{ print $2; exit }')
    on=false; if [ -x "$R/usr/bin/unattended-upgrade" ] && [ -n "$days" ] && [ "$days" != 0 ]; then on=true; fi
    known "{\"enabled\":$on,\"by\":\"unattended-upgrades\"}"
  elif has dnf && has systemctl; then
    on=false
    for timer in dnf-automatic-install.timer dnf5-automatic.timer dnf-automatic.timer; do
      if systemctl is-enabled "$timer" >/dev/null 2>&1; then on=true; fi
    done
    known "{\"enabled\":$on,\"by\":\"dnf-automatic\"}"
  else unknown not_reported_by_source 'no updater that this collector knows'; fi
}

linux_remote_desktop() {
  on=false; for one in xrdp x11vnc Xvnc gnome-remote-de; do if runs "$one"; then on=true; fi; done
  known "{\"enabled\":$on,\"networkLevelAuth\":null}"
}

# smb.conf(5), "server min protocol": SMB2_02 since Samba 4.11; the client's side is asked of nobody.
linux_smb1() {
  if [ ! -e "$R/usr/sbin/smbd" ]; then known '{"server":false,"client":null}'; return; fi
  least=$(has testparm && LC_ALL=C bounded testparm -s --parameter-name='server min protocol' 2>/dev/null | tail -n 1)
  case "$least" in
  SMB2* | SMB3*) known '{"server":false,"client":null}' ;;
  NT1 | LANMAN* | CORE* | COREPLUS) known '{"server":true,"client":null}' ;;
  *) unknown query_failed 'testparm gave no answer' ;;
  esac
}

linux_accounts() {
  if [ ! -s "$T/passwd" ]; then unknown query_failed 'the list of users cannot be read'; return; fi
  cawk -F: "$JSON_AWK"'
    kind == "shadow" && NF >= 2 { held[$1] = 1; empty[$1] = $2 == "" }
    kind == "passwd" && NF >= 7 && ($3 + 0 >= 1000 || $3 == "0") && $3 + 0 < 60000 && $7 !~ /\/(nologin|false|sync)$/ && n++ < 300 {
      printf "{\"name\":%s,\"kind\":\"%s\",\"enabled\":true,\"emptyPassword\":%s}\n", js($1, 120), ($1 == "guest" ? "guest" : "ordinary"),
        ($1 in held ? (empty[$1] ? "true" : "false") : "null") }' kind=shadow "$T/shadow" kind=passwd "$T/passwd" >"$T/accounts"
  known "$(array <"$T/accounts")"
}

# UEFI specification 3.3, variable SecureBoot: four bytes of attributes, then 1 when it is enforced.
linux_secure_boot() {
  tpm=none version=''
  if [ -e "$R/sys/class/tpm/tpm0" ]; then tpm=present; version=$(first_line "$R/sys/class/tpm/tpm0/tpm_version_major"); fi
  tail="\"tpm\":\"$tpm\"$(if [ -n "$version" ]; then field tpmVersion "$version"; fi)"
  state="$R/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
  if [ -r "$state" ]; then
    case "$(od -An -tu1 -j4 -N1 "$state" 2>/dev/null | tr -d ' ')" in 1) on=true ;; 0) on=false ;; *) on=null ;; esac
  elif [ -d "$R/sys/firmware/efi" ]; then on=null
  else case "$(uname -m)" in x86_64 | i?86) on=false ;; *) on=null ;; esac; fi # a PC without UEFI has none
  known "{\"secureBoot\":$on,$tail}"
}

linux_removable_media() { unknown not_reported_by_source 'nothing on Linux starts programs of a USB stick by itself'; }
linux_office_macros() { known '[]'; }

linux_ssh_server() {
  if ! runs sshd; then known '{"running":false,"passwordLogin":null,"rootLogin":null}'; return; fi
  if is_root && bounded sshd -T >"$T/sshd" 2>/dev/null; then ssh_rules; else
    known '{"running":true,"passwordLogin":null,"rootLogin":null}'; fi
}
# sshd_config(5); "keyboard-interactive" asks for the password too.
ssh_rules() {
  known "$(cawk '$1 == "passwordauthentication" && $2 == "yes" { password = 1 } $1 == "kbdinteractiveauthentication" && $2 == "yes" { password = 1 }
    $1 == "permitrootlogin" { root = $2 == "yes" ? "yes" : $2 == "no" ? "no" : "keys_only" }
    END { printf "{\"running\":true,\"passwordLogin\":%s,\"rootLogin\":%s}", (password ? "true" : "false"), (root == "" ? "null" : "\"" root "\"") }' "$T/sshd")"
}

linux_time_sync() {
  if has timedatectl && LC_ALL=C timedatectl show -p NTP -p NTPSynchronized >"$T/time" 2>/dev/null && grep -q '^NTP=' "$T/time"; then
    on=false same=false
    if grep -q '^NTP=yes' "$T/time"; then on=true; fi
    if grep -q '^NTPSynchronized=yes' "$T/time"; then same=true; fi
    for one in chronyd ntpd ntpsec; do if runs "$one"; then on=true; fi; done
    known "{\"enabled\":$on,\"synchronised\":$same}"
  elif runs chronyd || runs ntpd || runs systemd-timesyn; then known '{"enabled":true,"synchronised":null}'
  else unknown query_failed 'timedatectl gave no answer, and no time service runs'; fi
}

# To ten minutes, so that the same start reads the same each time.
up_since() {
  started=$(cawk -v now="$(date +%s)" '{ printf "%d", int((now - $1 + 300) / 600) * 600 }' "$R/proc/uptime" 2>/dev/null)
  if [ -n "$started" ]; then field upSince "$(date -u -d "@$started" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)"; fi
}
linux_restart() {
  newest=$(cd "$R/boot" 2>/dev/null && ls -1 vmlinuz-* 2>/dev/null | sed 's/^vmlinuz-//' | sort -V 2>/dev/null | tail -n 1)
  if [ -e "$R/run/reboot-required" ] || [ -e "$R/var/run/reboot-required" ]; then value='"pending":true,"because":"reboot-required"'
  elif [ -z "$newest" ]; then unknown not_reported_by_source 'no installed kernel can be seen'; return
  elif [ "$newest" != "$(uname -r)" ]; then value='"pending":true,"because":"newer kernel"'
  else value='"pending":false'; fi
  known "{$value$(up_since)}"
}

# --- macOS ---------------------------------------------------------------------------------------------------

mac_os() {
  version=$(sw_vers -productVersion 2>/dev/null)
  if [ -z "$version" ]; then unknown query_failed 'sw_vers gave no version'; return; fi
  known "$(object ",\"platform\":\"macos\"$(field name "$(sw_vers -productName 2>/dev/null || echo macOS)")$(
    field version "$version")$(field build "$(sw_vers -buildVersion 2>/dev/null)")$(field arch "$(uname -m)")")"
}

# Newest date in the install history for a name pattern.
mac_history() {
  plutil -convert xml1 -o - "$R/Library/Receipts/InstallHistory.plist" 2>/dev/null | cawk -v want="$1" '
    /<dict>/ { date = ""; name = "" } /<key>/ { key = $0; next }
    /<date>/ && key ~ />date</ { date = $0; sub(/.*<date>/, "", date); date = substr(date, 1, 10) }
    /<string>/ && key ~ />displayName</ { name = $0; sub(/.*<string>/, "", name) }
    /<\/dict>/ && name ~ want && date ~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]$/ && date > last { last = date }
    END { printf "%s", last }'
}
mac_updates() {
  settings="$R/Library/Preferences/com.apple.SoftwareUpdate"
  # written by the system itself, like 2026-11-20 01:02:03 +0000
  refreshed=$(defaults read "$settings" LastSuccessfulDate 2>/dev/null |
    cawk '/^20[0-9-]+ [0-9:]+ \+0000/ { print $1 "T" $2 "Z" }')
  value="$(field lastInstalledOn "$(mac_history '^(macOS|OS X|Security Update|Rapid Security)')")$(
    number pendingTotal "$(defaults read "$settings" LastUpdatesAvailable 2>/dev/null)")$(field listRefreshedAt "$refreshed")"
  if [ -n "$value" ]; then known "$(object "$value")"; else unknown query_failed 'the install history cannot be read'; fi
}

mac_disks() {
  case "$(LC_ALL=C fdesetup status 2>/dev/null)" in
  *'in progress'*) state=partial ;;
  *'FileVault is On'*) state=yes ;;
  *'FileVault is Off'*) state=no ;;
  *) unknown query_failed 'fdesetup gave no answer'; return ;;
  esac
  method=''; if [ "$state" != no ]; then method=',"method":"FileVault"'; fi
  known "[{\"name\":\"/\",\"system\":true,\"encrypted\":\"$state\"$method}]"
}

mac_firewall() {
  tool=/usr/libexec/ApplicationFirewall/socketfilterfw
  [ -x "$tool" ] || tool=socketfilterfw
  case "$(LC_ALL=C "$tool" --getglobalstate 2>/dev/null)" in
  *'is enabled'* | *'State = 1'* | *'State = 2'* | *'blocking all'*) known "[$(fw application true)]" ;;
  *'is disabled'* | *'State = 0'*) known "[$(fw application false)]" ;;
  *) unknown query_failed 'socketfilterfw gave no answer' ;;
  esac
}

mac_administrators() {
  members=$(dscl . -read /Groups/admin GroupMembership 2>/dev/null | sed 's/^GroupMembership: *//')
  if [ -z "$members" ]; then unknown query_failed 'dscl gave no members of the group admin'; return; fi
  for user in $members; do
    authority=$(dscl . -read "/Users/$user" AuthenticationAuthority 2>/dev/null)
    builtin=false enabled=true
    case "$user" in root) builtin=true; [ -n "$authority" ] || enabled=false ;; esac
    case "$authority" in *DisabledUser*) enabled=false ;; esac
    printf '{"name":%s,"kind":"user","builtin":%s,"enabled":%s}\n' "$(jstr "$user")" "$builtin" "$enabled"
  done >"$T/admins"
  known "$(array <"$T/admins")"
}

mac_hardware() {
  ioreg -rd1 -c IOPlatformExpertDevice >"$T/ioreg" 2>/dev/null
  maker='Apple Inc.' model=$(sysctl -n hw.model 2>/dev/null) cpu=$(sysctl -n machdep.cpu.brand_string 2>/dev/null)
  serial=$(cawk -F '"' '/"IOPlatformSerialNumber"/ { print $4; exit }' "$T/ioreg")
  uuid=$(cawk -F '"' '/"IOPlatformUUID"/ { print $4; exit }' "$T/ioreg")
  memory=$(sysctl -n hw.memsize 2>/dev/null | cawk '{ printf "%d", $1 / 1048576 }')
}

mac_network() {
  networksetup -listallhardwareports 2>/dev/null | cawk '/^Ethernet Address: [0-9a-fA-F:]+$/ { print tolower($3) }' >>"$T/macs"
  ifconfig 2>/dev/null | cawk -v nics="$T/nics" -v ips="$T/ips" '
    BEGIN { printf "" >nics; printf "" >ips }
    /^[a-z0-9]+:/ { nic = $1; sub(/:.*/, "", nic); if (nic != "lo0") print nic "\t" >nics }
    nic == "lo0" { next } $1 == "ether" { print nic "\t" tolower($2) >nics }
    $1 ~ /^inet6?$/ { sub(/%.*/, "", $2); print nic "\t" $2 >ips }'
  cawk -F '\t' '{ if (!($1 in mac)) order[++n] = $1; if ($2 != "") mac[$1] = $2; else mac[$1] = mac[$1] }
    END { for (i = 1; i <= n; i++) print order[i] "\t" mac[order[i]] }' "$T/nics" >"$T/nics2" && mv "$T/nics2" "$T/nics"
}

mac_packages() {
  for app in "$R"/Applications/*.app "$R"/Applications/*/*.app; do
    [ -d "$app" ] || continue
    name=${app##*/} version=$(defaults read "$app/Contents/Info" CFBundleShortVersionString 2>/dev/null)
    printf '%s\t%s\t\t\tapp\t\n' "${name%.app}" "$version"
  done
  for keg in "$R"/opt/homebrew/Cellar/*/* "$R"/usr/local/Cellar/*/*; do
    if [ -d "$keg" ]; then name=${keg%/*}; printf '%s\t%s\t\t\tbrew\t\n' "${name##*/}" "${keg##*/}"; fi
  done
}

# "screenLock delay is 300 seconds", "screenLock delay is immediate", "screenLock is off"
mac_screen_lock() {
  said=$(LC_ALL=C sysadminctl -screenLock status 2>&1)
  idle=$(defaults -currentHost read com.apple.screensaver idleTime 2>/dev/null)
  case "$said" in
  *'screenLock is off'*) known '{"enabled":false,"scope":"user"}' ;;
  *'delay is '*)
    delay=$(printf '%s\n' "$said" | cawk '/delay is/ { for (i = 1; i < NF; i++) if ($(i + 1) ~ /^seconds?/) n = $i; printf "%d", n; exit }')
    after=''; case "$idle" in '' | 0 | *[!0-9]*) ;; *) after=",\"afterSeconds\":$(expr "$idle" + "$delay")" ;; esac
    known "{\"enabled\":true$after,\"asksPassword\":true,\"scope\":\"user\"}" ;;
  *) unknown query_failed 'sysadminctl gave no answer' ;;
  esac
}
mac_auto_updates() {
  case "$(defaults read "$R/Library/Preferences/com.apple.SoftwareUpdate" AutomaticallyInstallMacOSUpdates 2>/dev/null)" in
  1) known '{"enabled":true,"by":"softwareupdate"}' ;;
  0) known '{"enabled":false,"by":"softwareupdate"}' ;;
  *) unknown unreadable 'the setting was never made; its default differs by version' ;;
  esac
}
mac_remote_desktop() {
  on=false; for one in screensharingd ARDAgent; do if runs "$one"; then on=true; fi; done
  known "{\"enabled\":$on,\"networkLevelAuth\":null}"
}
mac_smb1() { unknown not_reported_by_source 'macOS has no SMBv1 since 10.13'; }
mac_accounts() {
  case "$(defaults read "$R/Library/Preferences/com.apple.loginwindow" GuestEnabled 2>/dev/null)" in
  1) on=true ;; 0) on=false ;; *) on=null ;; esac
  known "[{\"name\":\"Guest\",\"kind\":\"guest\",\"enabled\":$on,\"emptyPassword\":null}]"
}
mac_secure_boot() {
  case "$(LC_ALL=C bounded system_profiler SPiBridgeDataType 2>/dev/null)" in
  *'Full Security'*) known '{"secureBoot":true,"tpm":null}' ;;
  *'Medium Security'* | *'Reduced Security'* | *'No Security'* | *'Permissive Security'*) known '{"secureBoot":false,"tpm":null}' ;;
  *) unknown query_failed 'system_profiler says nothing about Secure Boot' ;;
  esac
}
mac_removable_media() { unknown not_reported_by_source 'macOS starts no programs of a USB stick by itself'; }
mac_office_macros() { unknown not_reported_by_source 'the settings of Office for Mac are not read'; }
mac_ssh_server() {
  case "$(LC_ALL=C launchctl print-disabled system 2>/dev/null | grep 'com.openssh.sshd')" in
  *'=> true'* | *'=> disabled'*) known '{"running":false,"passwordLogin":null,"rootLogin":null}' ;;
  *'=> false'* | *'=> enabled'*)
    if is_root && sshd -T >"$T/sshd" 2>/dev/null; then ssh_rules; else known '{"running":true,"passwordLogin":null,"rootLogin":null}'; fi ;;
  *) unknown query_failed 'launchctl says nothing about sshd' ;;
  esac
}
mac_time_sync() {
  case "$(LC_ALL=C systemsetup -getusingnetworktime 2>/dev/null)" in
  *': On'*) known '{"enabled":true,"synchronised":null,"by":"timed"}' ;;
  *': Off'*) known '{"enabled":false,"synchronised":null,"by":"timed"}' ;;
  *) if is_root; then unknown query_failed 'systemsetup gave no answer'; else unknown no_permission 'systemsetup answers only to root'; fi ;;
  esac
}
mac_restart() { unknown not_reported_by_source 'macOS does not tell whether an update waits for a restart'; }

# --- both ----------------------------------------------------------------------------------------------------

processes() { if [ "$SYSTEM" = macos ]; then ps -axco command; else cat "$R"/proc/[0-9]*/comm; fi 2>/dev/null >"$T/processes"; }
runs() { grep -Fxq "$1" "$T/processes"; }

# Products are recognised by their process: name|process (15 letters on Linux)|where it is installed.
antivirus_products() {
  cat <<'TABLE'
ClamAV|clamd|/usr/sbin/clamd
Microsoft Defender for Endpoint|wdavdaemon|/opt/microsoft/mdatp
Microsoft Defender for Endpoint|wdavdaemon|/Applications/Microsoft Defender.app
ESET|oaeventd|/opt/eset
ESET|esets_daemon|/Applications/ESET Endpoint Security.app
Sophos|sophosd|/opt/sophos-spl
Sophos|SophosScanD|/Library/Sophos Anti-Virus
Trend Micro Deep Security|ds_agent|/opt/ds_agent
Trend Micro|iCoreService|/Library/Application Support/TrendMicro
Kaspersky Endpoint Security|kesl|/opt/kaspersky/kesl
CrowdStrike Falcon|falcon-sensor|/opt/CrowdStrike
CrowdStrike Falcon|com.crowdstrike.falcon.Agent|/Applications/Falcon.app
SentinelOne|s1-agent|/opt/sentinelone
SentinelOne|sentineld|/Applications/SentinelOne
WithSecure|fsavd|/opt/f-secure
Norton|Norton|/Applications/Norton 360.app
TABLE
}
antivirus() {
  : >"$T/av"
  if [ "$SYSTEM" = macos ] && has spctl; then
    enabled=null
    case "$(LC_ALL=C spctl --status 2>&1)" in *'assessments enabled'*) enabled=true ;; *'assessments disabled'*) enabled=false ;; esac
    printf '{"name":"XProtect","enabled":%s,"upToDate":null%s}\n' $enabled "$(field definitionsOn "$(mac_history '^XProtect')")" >>"$T/av"
  fi
  seen='|'
  antivirus_products >"$T/products"
  while IFS='|' read -r name process place; do
    enabled=false
    if runs "$process"; then enabled=true; elif [ ! -e "$R$place" ]; then continue; fi
    case "$seen" in *"|$name|"*) continue ;; esac
    seen="$seen$name|" definitions=''
    if [ "$name" = ClamAV ]; then
      for db in "$R"/var/lib/clamav/daily.cld "$R"/var/lib/clamav/daily.cvd; do changed_at "$db"; done | sort | tail -n 1 | cut -c 1-10 >"$T/db"
      definitions=$(cat "$T/db")
    fi
    printf '{"name":"%s","enabled":%s,"upToDate":null%s}\n' "$name" $enabled "$(field definitionsOn "$definitions")" >>"$T/av"
  done <"$T/products"
  # Nothing registers antivirus on these systems: not finding a known product does not prove there is none.
  if [ -s "$T/av" ]; then known "$(array <"$T/av")"; else
    unknown not_reported_by_source 'none of the products this collector knows was found; others cannot be seen'; fi
}

# Programs for remote control: shown name|beginning of its package or app (lower case)|its process, 15 letters on Linux.
remote_tools() {
  cat <<'TABLE'
AnyDesk|anydesk|anydesk
TeamViewer|teamviewer|teamviewerd
TeamViewer|teamviewer|TeamViewer
RustDesk|rustdesk|rustdesk
Chrome Remote Desktop|chrome-remote-desktop|chrome-remote-d
Chrome Remote Desktop|chrome remote desktop|remoting_me2me_host
Splashtop|splashtop|SRFeature
LogMeIn|logmein|LogMeIn
ScreenConnect|screenconnect|screenconnect
Zoho Assist|zoho assist|ZohoAssist
RealVNC|realvnc|vncserver-x11-s
TigerVNC|tigervnc|x0vncserver
x11vnc|x11vnc|x11vnc
DWService|dwagent|dwagsvc
MeshCentral|meshagent|meshagent
Parsec|parsec|parsecd
HopToDesk|hoptodesk|hoptodesk
TABLE
}
remote_control() {
  cut -f 1 "$T/packages" | tr 'A-Z' 'a-z' >"$T/names"; : >"$T/tools"
  seen='|'
  remote_tools >"$T/table"
  while IFS='|' read -r name start process; do
    case "$seen" in *"|$name|"*) continue ;; esac
    running=false
    if runs "$process"; then running=true; elif ! cawk -v s="$start" 'index($0, s) == 1 { found = 1; exit } END { exit !found }' "$T/names"; then continue; fi
    seen="$seen$name|"
    printf '{"name":"%s","running":%s}\n' "$name" $running >>"$T/tools"
  done <"$T/table"
  if [ ! -s "$T/packages" ]; then unknown query_failed 'no list of installed programs'; else known "$(array <"$T/tools")"; fi
}

network() {
  cawk -F '\t' "$JSON_AWK"'
    part == "ips" { if ($2 ~ /^[0-9a-fA-F.:]+$/ && $2 !~ /^fe80:/ && n[$1] < 32) { ips[$1] = ips[$1] (n[$1]++ ? "," : "") js($2, 64) } next }
    $1 != "" && shown < 64 { shown++
      printf "{\"name\":%s%s,\"addresses\":[%s]}\n", js($1, 64),
        ($2 ~ /^[0-9a-f][0-9a-f](:[0-9a-f][0-9a-f])+$/ && length($2) == 17 && $2 != "00:00:00:00:00:00" ? ",\"mac\":\"" $2 "\"" : ""), ips[$1] }
  ' part=ips "$T/ips" part=nics "$T/nics" | array
}

software() {
  tr -d '\000' <"$T/packages" | cawk -F '\t' -v max=$MAX_SOFTWARE "$JSON_AWK"'
    $1 == "" { next }
    { total++; if (total > max) next
      sub(/ *<.*/, "", $4); if ($4 == "(none)") $4 = ""
      printf "%s{\"name\":%s,\"version\":%s%s%s%s%s}", (total > 1 ? "," : "[") "\n", js($1, 200), js($2, 120), field("arch", $3, 40),
        field("publisher", $4, 200), field("from", $5, 40), field("installedOn", day($6), 10) }
    END { if (total) printf "],\"softwareTotal\":%d", total }'
}

# A stable id that does not give away the machine id itself, as machine-id(5) asks for.
agent_id() {
  id=$(first_line "$R/etc/machine-id")
  [ -n "$id" ] || return 0
  if has sha256sum; then printf 'sonae-collect:%s' "$id" | sha256sum | cut -c 1-32; fi
}

collect() {
  processes
  : >"$T/macs"; : >"$T/packages"
  "${P}_packages" >"$T/packages"
  "${P}_hardware"
  "${P}_network"
  hardware=$(object "$(field manufacturer "$maker")$(field model "$model")$(field serial "$serial")$(field biosUuid "$uuid")$(
    number memoryMb "$memory")$(field cpu "$cpu")")
  if [ "$hardware" = '{}' ]; then hardware=$(unknown query_failed 'nothing about the hardware can be read'); else hardware=$(known "$hardware"); fi
  macs=$(cawk 'length($0) == 17 && /^[0-9a-f:]+$/ && !/^00:00:00:00:00:00$/ && !seen[$0]++ && n++ < 32 { print "\"" $0 "\"" }' "$T/macs" | array)
  printf '{"format":1,"client":"%s","observedAt":"%s",\n' "$CLIENT" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  printf '"identity":{"hostname":%s,"macs":%s%s},\n' "$(jstr "$(uname -n)")" "$macs" \
    "$(field agentId "$(agent_id)")$(field biosUuid "$uuid")$(field serial "$serial")"
  printf '"facts":{"os":%s,\n"updates":%s,\n"disks":%s,\n' "$("${P}_os")" "$("${P}_updates")" "$("${P}_disks")"
  printf '"firewall":%s,\n"antivirus":%s,\n' "$("${P}_firewall")" "$(antivirus)"
  printf '"administrators":%s,\n"hardware":%s,\n"network":%s\n' "$("${P}_administrators")" "$hardware" "$(known "$(network)"),"
  # After administrators, which reads the lists of users.
  printf '"screenLock":%s,\n"autoUpdates":%s,\n"remoteDesktop":%s,\n' "$("${P}_screen_lock")" "$("${P}_auto_updates")" "$("${P}_remote_desktop")"
  printf '"smb1":%s,\n"remoteControl":%s,\n"localAccounts":%s,\n' "$("${P}_smb1")" "$(remote_control)" "$("${P}_accounts")"
  printf '"secureBoot":%s,\n"removableMedia":%s,\n"officeMacros":%s,\n' "$("${P}_secure_boot")" "$("${P}_removable_media")" "$("${P}_office_macros")"
  printf '"sshServer":%s,\n"timeSync":%s,\n"restart":%s}' "$("${P}_ssh_server")" "$("${P}_time_sync")" "$("${P}_restart")"
  list=$(software)
  if [ -n "$list" ]; then printf ',\n"software":%s' "$list"; fi
  printf '}\n'
}

# --- this computer's own key (--keep FILE) ---------------------------------------------------------------------

# is_key: the strict form of a device key (src/platform/tokens.ts); nothing else of an answer is ever kept.
KEY_AWK='function is_key(s) {
  return length(s) == 123 && substr(s, 37, 1) substr(s, 64, 1) == "__" && s ~ /^sonae_dev_[0-9a-hjkmnp-tv-z]+_[0-9a-hjkmnp-tv-z]+_[0-9a-hjkmnp-tv-z]+$/ }'
certificates() {
  cawk 'NR > 2000 { exit } { sub(/\r$/, "") } /^-----BEGIN CERTIFICATE-----$/ { on = 1 }
    on && length($0) <= 80 && /^[-A-Za-z0-9+\/= ]+$/ { print } /^-----END CERTIFICATE-----$/ { on = 0 }' "$1"
}
# Reads server, key and certificate from the file; a file that is not ours, or open to others, is not believed.
read_keep() {
  # shellcheck disable=SC3067 # a shell without -O refuses every file
  [ -f "$KEEP" ] && [ -r "$KEEP" ] && [ -O "$KEEP" ] ||
    { say "自分のファイルではないため、鍵として使えません: $KEEP" "Not a file of yours, so not used as a key: $KEEP"; return 2; }
  case "$(ls -ldL "$KEEP")" in -???------*) ;; *) say "鍵のファイルをほかの人も開けます。chmod 600 で自分だけにしてください: $KEEP" "Others can open the key file. Make it yours alone with chmod 600: $KEEP"; return 2 ;; esac
  K_KEY=$(cawk "$KEY_AWK"' NR > 20 { exit } { sub(/\r$/, "") } /^key=/ { k = substr($0, 5); if (is_key(k)) print k; exit }' "$KEEP")
  K_SERVER=$(cawk 'NR > 20 { exit } { sub(/\r$/, "") } /^server=https?:\/\/[^ \t]+$/ { print substr($0, 8, 300); exit }' "$KEEP")
  [ -n "$K_KEY" ] && [ -n "$K_SERVER" ] ||
    { say "Sonae の鍵のファイルではありません。別の名前を指定してください: $KEEP" "Not a key file of Sonae. Give another name: $KEEP"; return 2; }
  certificates "$KEEP" >"$T/kept.pem"; if [ -s "$T/kept.pem" ]; then K_CA="$T/kept.pem"; fi
}
# An empty file beside the place, mode 600, made before anything is sent.
draft_keep() { DRAFT=$(mktemp "$KEEP.XXXXXX" 2>/dev/null) || { say "書き込めません: $KEEP" "Cannot write: $KEEP"; return 2; }; }
# One word for sh inside a crontab, where % must be written \%.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g; s/%/\\\\%/g")"; }
save_keep() {
  key=$(tr -d '\000-\037\177' <"$T/answer" | cawk "$KEY_AWK"'
    match($0, /"deviceKey" *: *"/) { s = substr($0, RSTART + RLENGTH, 124); if (index(s, "\"") == 124 && is_key(substr(s, 1, 123))) print substr(s, 1, 123) }')
  if [ -z "$key" ]; then say 'サーバーから鍵が届かなかったため、保存していません。' 'The server gave no key, so none was stored.'; return 1; fi
  [ -n "$DRAFT" ] || draft_keep || return 1
  { printf '%s\n' '# Sonae: the own key of this computer. Keep it private. Delete this file to stop using it.' "server=$SERVER" "key=$key" &&
    if [ -n "$CA_FILE" ]; then certificates "$CA_FILE"; fi; } >"$DRAFT" && mv -f "$DRAFT" "$KEEP" || { say "書き込めません: $KEEP" "Cannot write: $KEEP"; return 1; }
  DRAFT=''; say "次からコードなしで送れるよう、鍵を保存しました: $KEEP" "Stored a key, so that no code is needed from now on: $KEEP"
  [ -f "$SELF" ] || return 0
  say '毎日調べるには、crontab -e で次の1行を加えます（このプログラムは何も変えません）:' 'To look every day, add this line with crontab -e (this program changes nothing by itself):'
  printf '0 12 * * * sh %s --keep %s >/dev/null 2>&1\n' "$(quoted "$SELF")" "$(quoted "$KEEP")" >&2
}
# --- sending -------------------------------------------------------------------------------------------------

# post SERVER TOKEN CA-FILE: sets `status` (000 = not reached), leaves the start of the answer in $T/answer.
# The token goes by a file only we can read, never on a command line that others on this computer could see.
post() {
  case "$1" in
  https://* | http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]*) ;;
  *) say 'サーバーのアドレスは https:// で始まる必要があります。' 'The server address must start with https://'; return 2 ;;
  esac
  case "$2" in '' | *[!A-Za-z0-9._~-]*) say 'コードの形が正しくありません。' 'The code has a wrong form.'; return 2 ;; esac
  url="${1%/}/api/v1/collect" token=$2 ca=$3 heads="$T/heads" keep=no
  : >"$heads"; if [ -n "$KEEP" ]; then keep=yes; fi # otherwise the server makes no key that nobody would hold
  if has curl; then
    set -- -sS -m 120 --proto '=http,https' -D "$heads" -H 'Content-Type: application/json' -H "Sonae-Keep: $keep" --data-binary "@$T/report"
    if [ -n "$ca" ]; then set -- "$@" --cacert "$ca"; fi
    { printf 'header = "Authorization: Bearer %s"\n' "$token" | curl -K - "$@" -- "$url" 2>"$T/error"; echo $? >"$T/ended"; } |
      head -c 65536 >"$T/answer"
  elif has wget && ! wget --help 2>&1 | grep -qi busybox; then # BusyBox wget does not check certificates
    printf 'header = Authorization: Bearer %s\ncheck_certificate = on\ntimeout = 120\ntries = 1\n' "$token" >"$T/wgetrc"
    set -- -S -O - --header 'Content-Type: application/json' --header "Sonae-Keep: $keep" --post-file "$T/report"
    if [ -n "$ca" ]; then set -- "$@" --ca-certificate "$ca"; fi
    { WGETRC="$T/wgetrc" LC_ALL=C wget "$@" -- "$url" 2>"$T/error"; echo $? >"$T/ended"; } | head -c 65536 >"$T/answer"
    heads="$T/error"
  else
    say '送るための curl がありません。--out で結果をファイルに書き出し、画面から読み込ませてください。' \
      'There is no curl to send with. Write the result with --out and upload that file in the browser.'
    return 1
  fi
  status=$(cawk '$1 ~ /^HTTP\// { s = $2 } END { print (s ~ /^[0-9][0-9][0-9]$/ ? s : "000") }' "$heads")
  # Answered: also when the answer was longer than we read (curl 18, 23; wget 3; 141 = pipe closed) or a refusal (wget 6, 8).
  # Anything else: the headers may be those of a proxy on the way.
  case "$(cat "$T/ended")" in 0 | 3 | 6 | 8 | 18 | 23 | 141) ;; *) status=000 ;; esac
}

# Prints summary.ja or summary.en of the answer: text only, nothing a terminal could take for a command (\302 begins U+0080 to U+009F).
summary() {
  lang=en; if is_japanese; then lang=ja; fi
  LC_ALL=C tr -d '\000-\037\177\302' <"$T/answer" | cawk -v lang=$lang '
    match($0, /"summary" *: *\{/) {
      s = substr($0, RSTART + RLENGTH); if (!match(s, "\"" lang "\" *: *\"([^\"\\\\]|\\\\.)*\"")) exit
      s = substr(s, RSTART, RLENGTH); sub(/^[^:]*: *"/, "", s); s = substr(s, 1, length(s) - 1)
      gsub(/\\\\/, "\001", s); gsub(/\\n/, "\n", s); gsub(/\\u..../, "?", s); gsub(/\\/, "", s); gsub(/\001/, "\\", s); print s }' >&2
}
# Says what became of the report at SERVER; 0 only when it was delivered.
tell() {
  case "$status" in
  2??) say '届きました。結果は画面に出ます。' 'Delivered. The result appears on the page.'; summary; return 0 ;;
  401 | 403) say 'コードの期限が切れたか、コードが違います。画面で新しいコードを作ってください。' \
    'The code has expired or is wrong. Make a new one on the page.' ;;
  000) say "サーバーにつながりませんでした: $1" "Could not reach the server: $1"
    tr -d '\000-\010\013-\037' <"$T/error" | tail -n 1 | cut -c 1-200 >&2 ;;
  *) say "サーバーが受け取りませんでした（$status）。少し待ってもう一度お試しください。" "The server did not accept it ($status). Please try again in a while." ;;
  esac
  return 1
}

# Under this computer's own key when there is one; under the code when there is none, or the key was revoked.
deliver() {
  if [ -n "$KEPT" ]; then
    post "$K_SERVER" "$K_KEY" "$K_CA" || return
    case "$status" in 401 | 403) ;; *) tell "$K_SERVER"; return ;; esac
    [ -n "$SERVER" ] && [ -n "$TOKEN" ] || { say 'このコンピューターの鍵は使えなくなっています。画面で新しいコードを作ってください。' \
      'The key of this computer no longer works. Make a new code on the page.'; return 1; }
  fi
  post "$SERVER" "$TOKEN" "$CA_FILE" || return
  tell "$SERVER" || return
  if [ -n "$KEEP" ]; then save_keep; fi
}

usage() {
  say '使い方: sh collect.sh --server https://… --token コード [--ca CA.pem] [--keep 鍵のファイル] [--out ファイル] [--print]' \
    'Usage: sh collect.sh --server https://... --token CODE [--ca CA.pem] [--keep KEYFILE] [--out FILE] [--print]'
}

explain() {
  say 'Sonae がこのコンピューターを一度だけ調べます。' 'Sonae looks at this computer once.'
  say '見るもの: OS と更新の日付、ディスクの暗号化、ファイアウォール、セキュリティソフト、管理者の名前、機種・シリアル番号、ネットワークのアドレス、入っているソフトの名前と版。' \
    'It reads: system and update dates, disk encryption, firewall, antivirus, names of administrators, model and serial number, network addresses, names and versions of software.'
  say '見ないもの: 書類の中身、メール、閲覧履歴、パスワード。設定は何も変えません。' \
    'It never reads: contents of documents, mail, browsing history, passwords. It changes nothing.'
}

main() {
  SERVER='' TOKEN='' OUT='' PRINT='' CA_FILE='' KEEP='' KEPT='' DRAFT='' K_SERVER='' K_KEY='' K_CA=''
  case "$SONAE_SERVER" in http*) SERVER=$SONAE_SERVER ;; esac
  case "$SONAE_TOKEN" in __*) ;; *) TOKEN=$SONAE_TOKEN ;; esac
  while [ $# -gt 0 ]; do
    case "$1" in
    --print) PRINT=1 ;;
    -h | --help) explain; usage; return 0 ;;
    --server | --token | --ca | --out | --keep)
      if [ $# -lt 2 ] || [ -z "$2" ]; then usage; return 2; fi
      case "$1" in --server) SERVER=$2 ;; --token) TOKEN=$2 ;; --ca) CA_FILE=$2 ;; --out) OUT=$2 ;; --keep) KEEP=$2 ;; esac; shift ;;
    *) usage; return 2 ;;
    esac
    shift
  done
  case "$KEEP" in '' | /*) ;; *) KEEP="$PWD/$KEEP" ;; esac
  case "$0" in /*) SELF=$0 ;; *) SELF="$PWD/$0" ;; esac
  if [ -n "$KEEP" ] && { [ -e "$KEEP" ] || [ -L "$KEEP" ]; }; then KEPT=1; fi
  if [ -z "$OUT$PRINT$KEPT" ] && { [ -z "$SERVER" ] || [ -z "$TOKEN" ]; }; then usage; return 2; fi
  if [ -n "$CA_FILE" ] && [ ! -r "$CA_FILE" ]; then say "CA ファイルが読めません: $CA_FILE" "The CA file cannot be read: $CA_FILE"; return 2; fi
  case "$(uname -s)" in
  Linux) SYSTEM=linux P=linux ;;
  Darwin) SYSTEM=macos P=mac ;;
  *) say 'このプログラムは Linux と macOS 用です。' 'This program is for Linux and macOS.'; return 2 ;;
  esac
  T=$(mktemp -d "${TMPDIR:-/tmp}/sonae.XXXXXX") || return 1
  trap 'rm -rf "$T"; if [ -n "$DRAFT" ]; then rm -f "$DRAFT"; fi' EXIT
  trap 'exit 130' INT TERM HUP
  exec </dev/null
  case "$CA_FILE$SONAE_CA" in -----BEGIN*) CA_FILE="$T/ca.pem"; printf '%s\n' "$SONAE_CA" >"$CA_FILE" ;; esac
  if [ -n "$OUT$PRINT" ] || [ -z "$KEEP" ]; then :; elif [ -n "$KEPT" ]; then read_keep || return 2; else draft_keep || return 2; fi
  if [ -z "$PRINT" ]; then explain; fi
  collect >"$T/report" || return 1
  if [ -n "$PRINT" ]; then cat "$T/report"; fi
  if [ -n "$OUT" ]; then
    cat "$T/report" >"$OUT" || { say "書き込めません: $OUT" "Cannot write: $OUT"; return 1; }
    say "結果を書き出しました: $OUT" "The result was written to: $OUT"
  fi
  if [ -z "$OUT$PRINT" ]; then deliver; fi # --out and --print send nothing
}

main "$@"; exit $?
