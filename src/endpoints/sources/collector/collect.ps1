# SPDX-License-Identifier: Apache-2.0
# Sonae: looks at this computer once (Windows PowerShell 5.1) and sends what it saw.
#   Reads:  Windows version and update dates, disk encryption, firewall, antivirus, names of administrators, model,
#           serial number, network addresses, names and versions of installed software.
#   Never:  contents of documents, mail, browsing history, passwords. It installs and changes nothing.
#   Keeps:  nothing; only with -Keep FILE the key the server gives this PC, so that it can look again by itself.
#   Rights: runs as you; no administrator needed. What Windows does not tell you is sent as "unknown" with the reason.
# Output: collector report format 1 (README.md beside this file).
param([string]$Server = '', [string]$Token = '', [string]$Ca = '', [string]$Out = '', [string]$Keep = '', [switch]$Print)
$ErrorActionPreference = 'Stop'
# Filled in by the Sonae server when it hands out this file; left as they are, the parameters are needed.
$sonaeServer = '__SONAE_SERVER__'
$sonaeToken = '__SONAE_TOKEN__'
$sonaeLang = '__SONAE_LANG__'
$sonaeCa = '__SONAE_CA__'

$japanese = (Get-UICulture).Name -like 'ja*'
if ($sonaeLang -eq 'ja') { $japanese = $true }
if ($sonaeLang -eq 'en') { $japanese = $false }
function Say($ja, $en) { if (-not $Print) { if ($japanese) { Write-Host $ja } else { Write-Host $en } } }
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
  Say 'この PC では会社の設定により PowerShell の一部が止められています。管理している人に相談してください。' 'A policy limits PowerShell on this PC. Please ask whoever manages it.'
  exit 1
}
if ($Server -eq '' -and $sonaeServer -like 'http*') { $Server = $sonaeServer }
if ($Token -eq '' -and $sonaeToken -notlike '__*') { $Token = $sonaeToken }
function Full($path) { $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path) }
$sends = (-not $Print -and $Out -eq '')
if ($Keep -ne '') { $Keep = Full $Keep }
$hasKey = ($sends -and $Keep -ne '' -and (Test-Path -LiteralPath $Keep))
if ($sends -and -not $hasKey -and ($Server -eq '' -or $Token -eq '')) {
  Say '使い方: collect.ps1 -Server https://… -Token コード [-Ca CA.pem] [-Keep 鍵のファイル] [-Out ファイル] [-Print]' 'Usage: collect.ps1 -Server https://... -Token CODE [-Ca CA.pem] [-Keep KEYFILE] [-Out FILE] [-Print]'
  exit 2
}
# --- this PC's own key (-Keep FILE) ---
$isKey = '\Asonae_dev_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{59}\z' # src/platform/tokens.ts
$mine = [Security.Principal.WindowsIdentity]::GetCurrent().User
$kept = @{ server = ''; key = ''; ca = '' }
if ($hasKey) {
  # Somebody else's file could send what this PC says to somebody else's server.
  $owner = ''
  try {
    $owner = [IO.File]::GetAccessControl($Keep).GetOwner([Security.Principal.SecurityIdentifier]).Value
    if ((New-Object IO.FileInfo $Keep).Length -le 65536) { $text = [IO.File]::ReadAllText($Keep) } else { $text = '' }
  } catch { $text = '' }
  if ($text -match '(?m)^server=(\S{1,300})\r?$') { $kept.server = $Matches[1] }
  if ($text -match '(?m)^key=(\S{1,200})\r?$' -and $Matches[1] -cmatch $isKey) { $kept.key = $Matches[0] } # of the second match
  if ($text -match '(?s)-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----') { $kept.ca = $Matches[0] }
  # The Administrators group owns what an administrator makes.
  if ($kept.server -eq '' -or $kept.key -eq '' -or ($owner -ne $mine.Value -and $owner -ne 'S-1-5-32-544')) {
    Say "Sonae がこのユーザーのために作った鍵のファイルではありません。別の名前を指定してください: $Keep" "Not a key file that Sonae made for this user. Give another name: $Keep"
    exit 2
  }
}
# A new file that only this user may open from its first moment on.
function New-PrivateFile($path) {
  [IO.File]::Delete($path)
  $rights = New-Object Security.AccessControl.FileSecurity
  $rights.SetAccessRuleProtection($true, $false)
  $rights.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule ($mine, 'FullControl', 'Allow')))
  [IO.File]::Create($path, 4096, 'None', $rights).Close()
}
function Refuse-Place($fault) {
  $why = Line $fault.Exception.Message
  Say "書き込めません: $Keep ($why)" "Cannot write: $Keep ($why)"
  exit 1
}
function Save-Key($key) {
  if ($key -cnotmatch $isKey) { [IO.File]::Delete("$Keep.new"); Say 'サーバーから鍵が届かなかったため、保存していません。' 'The server gave no key, so none was stored.'; exit 1 }
  $content = "# Sonae: the own key of this computer. Keep it private. Delete this file to stop using it.`nserver=$Server`nkey=$key`n"
  if ($pem -match '-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----') { $content += ($Matches[0] -replace '\r', '') + "`n" }
  try {
    [IO.File]::WriteAllText("$Keep.new", $content)
    if (Test-Path -LiteralPath $Keep) { [IO.File]::Delete($Keep) }
    [IO.File]::Move("$Keep.new", $Keep)
  } catch { Refuse-Place $_ }
  Say "次からコードなしで送れるよう、鍵を保存しました: $Keep" "Stored a key, so that no code is needed from now on: $Keep"
  $self = $PSCommandPath
  $run = 'powershell.exe'
  $with = "-NoProfile -ExecutionPolicy Bypass -WindowStyle Hidden -File `"$self`" -Keep `"$Keep`""
  if (-not $self) { $run = '"' + $env:SONAE_SELF + '"'; $with = "-Keep `"$Keep`"" }
  Say '毎日調べるには、次の1行を PowerShell で実行します（このプログラムは何も変えません）:' 'To look every day, run this line in PowerShell (this program changes nothing by itself):'
  $line = "Register-ScheduledTask -TaskName Sonae -Trigger (New-ScheduledTaskTrigger -Daily -At 12:00) -Settings (New-ScheduledTaskSettingsSet -StartWhenAvailable -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries) -Action (New-ScheduledTaskAction -Execute '$($run.Replace("'", "''"))' -Argument '$($with.Replace("'", "''"))')"
  Say $line $line
}

Say 'Sonae がこの PC を一度だけ調べます。設定は何も変えません。' 'Sonae looks at this PC once. It changes nothing.'
Say '見るもの: Windows と更新の日付、ディスクの暗号化、ファイアウォール、セキュリティソフト、管理者の名前、機種・シリアル番号、ネットワークのアドレス、ソフトの名前と版。' 'It reads: Windows and update dates, disk encryption, firewall, antivirus, names of administrators, model, serial number, network addresses, software names and versions.'
Say '見ないもの: 書類の中身、メール、閲覧履歴、パスワード。' 'It never reads: contents of documents, mail, browsing history, passwords.'

# Dates by the invariant culture: a PC set to the Japanese calendar would write the year of the era.
$plain = [Globalization.CultureInfo]::InvariantCulture
function Day($date) { if ($date) { ([datetime]$date).ToString('yyyy-MM-dd', $plain) } }
function Iso($utc) { if ($utc) { ([datetime]$utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $plain) } }
function Line($text, $max = 200) {
  $line = ([string]$text -replace '[\x00-\x1f\x7f-\x9f]+', ' ').Trim()
  if ($line.Length -gt $max) { $line = $line.Substring(0, $max) }
  $line
}
function Filled($table) { foreach ($key in @($table.Keys)) { if ([string]$table[$key] -eq '') { $table.Remove($key) } }; $table }
function Known($value) { @{ state = 'known'; value = $value } }
function Unknown($reason, $detail) { @{ state = 'unknown'; reason = $reason; detail = (Line $detail) } }
# Every fact is read by itself: one that fails says why and stops no other.
function Read-Fact([scriptblock]$read) {
  try { & $read } catch {
    $reason = 'query_failed'
    if ($_.CategoryInfo.Category -eq 'PermissionDenied' -or $_.Exception -is [UnauthorizedAccessException]) { $reason = 'no_permission' }
    Unknown $reason $_.Exception.Message
  }
}

$osFact = Read-Fact {
  $os = Get-CimInstance Win32_OperatingSystem
  $key = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
  $version = $key.DisplayVersion
  if (-not $version) { $version = $key.ReleaseId }
  # Enterprise and Education live longer than Home and Pro, LTSC and Server longer still.
  $edition = ''
  if ($os.ProductType -ne 1) { $edition = 'SERVER' }
  elseif ($key.EditionID -match '^(IoT)?EnterpriseS') { $edition = 'LTSC' }
  elseif ($key.EditionID -match '^(IoT)?Enterprise|^Education') { $edition = 'E' }
  elseif ($key.EditionID -match '^(Core|Professional)') { $edition = 'W' }
  $build = $os.Version
  if ($null -ne $key.UBR) { $build = "$build.$($key.UBR)" }
  Known (Filled @{ platform = 'windows'; name = (Line $os.Caption); version = (Line $version); build = $build; edition = $edition; arch = $env:PROCESSOR_ARCHITECTURE })
}

$updatesFact = Read-Fact {
  $days = New-Object 'System.Collections.Generic.List[string]'
  foreach ($fix in @(Get-CimInstance Win32_QuickFixEngineering)) {
    # the raw text is month/day/year in every language of Windows
    $date = [datetime]::MinValue
    $raw = [string]$fix.CimInstanceProperties['InstalledOn'].Value
    if ([datetime]::TryParseExact($raw, 'M/d/yyyy', $plain, 'None', [ref]$date)) { $days.Add((Day $date)) }
  }
  $checked = ''
  try {
    $search = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
    $count = [Math]::Min($search.GetTotalHistoryCount(), 200)
    if ($count -gt 0) {
      foreach ($entry in $search.QueryHistory(0, $count)) {
        # installed, successful, of Windows itself: not virus definitions (KB2267602, KB4052623), the removal tool (KB890830) or .NET
        if ($entry.Operation -eq 1 -and $entry.ResultCode -eq 2 -and $entry.Title -match 'Windows.*KB\d{6}' -and $entry.Title -notmatch 'KB2267602|KB4052623|KB890830|Defender|\.NET') { $days.Add((Day $entry.Date)) }
      }
    }
    $checked = Iso (New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate
  } catch { $checked = '' } # the update service may be stopped; the list above still stands
  $value = Filled @{ lastInstalledOn = [string]($days | Sort-Object | Select-Object -Last 1); listRefreshedAt = $checked }
  if ($value.Count -eq 0) { Unknown 'query_failed' 'no date of an update could be found' } else { Known $value }
}

$disksFact = Read-Fact {
  $shell = New-Object -ComObject Shell.Application
  $disks = @(foreach ($disk in @(Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3')) {
    # What Explorer shows, readable without administrator rights: 1 on, 2 off, 3 encrypting, 4 decrypting, 5 suspended, 6 locked, 8 not activated
    $state = $null
    try { $state = $shell.NameSpace($disk.DeviceID + '\').Self.ExtendedProperty('System.Volume.BitLockerProtection') } catch { $state = $null }
    $encrypted = 'unknown'
    if ($state -eq 1 -or $state -eq 6) { $encrypted = 'yes' }
    if ($state -eq 2) { $encrypted = 'no' }
    if ($state -eq 3 -or $state -eq 4 -or $state -eq 5 -or $state -eq 8) { $encrypted = 'partial' }
    $one = @{ name = $disk.DeviceID; system = ($disk.DeviceID -eq $env:SystemDrive); encrypted = $encrypted }
    if ($encrypted -eq 'yes' -or $encrypted -eq 'partial') { $one.method = 'BitLocker' }
    $one
  })
  if ($disks.Count -eq 0) { Unknown 'unreadable' 'no fixed disk was listed' } else { Known $disks }
}

$firewallFact = Read-Fact {
  # ActiveStore is what counts after group policy
  $list = @(foreach ($one in @(Get-NetFirewallProfile -PolicyStore ActiveStore)) { @{ name = ([string]$one.Name).ToLowerInvariant(); enabled = ([string]$one.Enabled -eq 'True') } })
  try { $list += @(foreach ($one in @(Get-CimInstance -Namespace root/SecurityCenter2 FirewallProduct)) { @{ name = (Line $one.displayName); enabled = (($one.productState -band 0x1000) -ne 0) } }) } catch { $null = $_ } # servers have no Security Center
  if ($list.Count -eq 0) { Unknown 'unreadable' 'no firewall profile was listed' } else { Known $list }
}

$antivirusFact = Read-Fact {
  $defender = $null
  try { $defender = Get-MpComputerStatus } catch { $defender = $null }
  $products = $null
  try { $products = @(Get-CimInstance -Namespace root/SecurityCenter2 AntiVirusProduct) } catch { $products = $null } # Windows Server has none
  if ($null -ne $products) {
    # productState: bit 0x1000 is set when on, bit 0x10 when the definitions are out of date
    Known @(foreach ($one in $products) {
      $entry = @{ name = (Line $one.displayName); enabled = (($one.productState -band 0x1000) -ne 0); upToDate = (($one.productState -band 0x10) -eq 0) }
      if ($defender -and $one.displayName -match 'Defender' -and $defender.AntivirusSignatureLastUpdated) { $entry.definitionsOn = (Day $defender.AntivirusSignatureLastUpdated) }
      $entry
    })
  } elseif ($defender) {
    $entry = @{ name = 'Microsoft Defender Antivirus'; enabled = [bool]($defender.AntivirusEnabled -and $defender.RealTimeProtectionEnabled); upToDate = $null }
    if ($null -ne $defender.DefenderSignaturesOutOfDate) { $entry.upToDate = -not $defender.DefenderSignaturesOutOfDate }
    if ($defender.AntivirusSignatureLastUpdated) { $entry.definitionsOn = (Day $defender.AntivirusSignatureLastUpdated) }
    Known @($entry)
  } else { Unknown 'not_reported_by_source' 'this Windows has no Security Center and no Defender status' }
}

$administratorsFact = Read-Fact {
  $disabled = @{}
  foreach ($account in @(Get-CimInstance Win32_UserAccount -Filter 'LocalAccount=True')) { $disabled[$account.SID] = [bool]$account.Disabled }
  # The group has another name in other languages. ADSI, because Get-LocalGroupMember stops at members that no longer exist.
  $groupName = (New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
  $members = @(([ADSI]"WinNT://$env:COMPUTERNAME/$groupName,group").Invoke('Members'))
  $list = @(foreach ($member in ($members | Select-Object -First 500)) {
    $entry = [ADSI]$member
    $parts = ([string]$entry.Path -replace '^WinNT://', '').Split('/')
    $name = $parts[-1]
    if ($parts.Count -gt 1 -and $parts[-2] -ne $env:COMPUTERNAME) { $name = $parts[-2] + '\' + $name }
    $sid = ''
    try { $sid = (New-Object Security.Principal.SecurityIdentifier ([byte[]]$entry.objectSid.Value), 0).Value } catch { $sid = '' }
    $kind = 'user'
    if ($entry.SchemaClassName -eq 'Group') { $kind = 'group' }
    $enabled = $null
    if ($disabled.ContainsKey($sid)) { $enabled = -not $disabled[$sid] }
    @{ name = (Line $name); kind = $kind; builtin = ($sid -like 'S-1-5-21-*-500'); enabled = $enabled }
  })
  if ($list.Count -eq 0) { Unknown 'unreadable' 'the group of administrators was listed as empty' } else { Known $list }
}

$identity = @{ hostname = [Net.Dns]::GetHostName(); macs = @() }
$hardwareFact = Read-Fact {
  $computer = Get-CimInstance Win32_ComputerSystem
  $identity.serial = Line (Get-CimInstance Win32_BIOS).SerialNumber 120
  $identity.biosUuid = Line (Get-CimInstance Win32_ComputerSystemProduct).UUID 60
  foreach ($key in 'serial', 'biosUuid') { if ($identity[$key] -eq '') { $identity.Remove($key) } }
  $cpu = @(Get-CimInstance Win32_Processor)[0].Name
  Known (Filled @{ manufacturer = (Line $computer.Manufacturer); model = (Line $computer.Model); serial = $identity.serial; biosUuid = $identity.biosUuid; memoryMb = [int]($computer.TotalPhysicalMemory / 1MB); cpu = (Line $cpu) })
}

$networkFact = Read-Fact {
  # USB adapters and docks wander between computers, so they do not identify one
  $identity.macs = @(Get-CimInstance Win32_NetworkAdapter -Filter 'PhysicalAdapter=True' | Where-Object { $_.MACAddress -and $_.PNPDeviceID -notmatch '^(ROOT|SWD|USB|BTH|\{)' } | ForEach-Object { $_.MACAddress.ToLowerInvariant() } | Select-Object -Unique -First 32)
  Known @(foreach ($card in @(Get-CimInstance Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=True' | Select-Object -First 64)) {
    $one = @{ name = (Line $card.Description); addresses = @($card.IPAddress | Where-Object { $_ -and $_ -notlike 'fe80:*' } | Select-Object -First 32) }
    if ($card.MACAddress) { $one.mac = $card.MACAddress.ToLowerInvariant() }
    $one
  })
}

# A registry value, or nothing when it is not set.
function Reg($path, $name) { try { (Get-ItemProperty -LiteralPath $path -Name $name -ErrorAction Stop).$name } catch { $null } }
$current = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
$policies = 'HKLM:\SOFTWARE\Policies\Microsoft'
$control = 'HKLM:\SYSTEM\CurrentControlSet\Control'
$services = 'HKLM:\SYSTEM\CurrentControlSet\Services'

$screenLockFact = Read-Fact {
  $seconds = Reg "$current\Policies\System" 'InactivityTimeoutSecs'
  if ($seconds -gt 0) { Known @{ enabled = $true; afterSeconds = [int]$seconds; asksPassword = $true; scope = 'machine' } }
  else {
    $desktop = @{}
    foreach ($name in 'ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE') {
      $desktop[$name] = [string](Reg 'HKCU:\Software\Policies\Microsoft\Windows\Control Panel\Desktop' $name)
      if ($desktop[$name] -eq '') { $desktop[$name] = [string](Reg 'HKCU:\Control Panel\Desktop' $name) }
    }
    $after = 0
    $null = [int]::TryParse($desktop['ScreenSaveTimeOut'], [ref]$after)
    if ($desktop['ScreenSaveActive'] -eq '1' -and $desktop['SCRNSAVE.EXE'] -ne '' -and $after -gt 0) {
      Known @{ enabled = $true; afterSeconds = $after; asksPassword = ($desktop['ScreenSaverIsSecure'] -eq '1'); scope = 'user' }
    } else { Known @{ enabled = $false; scope = 'user' } }
  }
}

$autoUpdatesFact = Read-Fact {
  $option = Reg "$policies\Windows\WindowsUpdate\AU" 'AUOptions'
  $off = (Reg "$policies\Windows\WindowsUpdate\AU" 'NoAutoUpdate') -eq 1 -or (Reg "$services\wuauserv" 'Start') -eq 4
  $isServer = (Get-CimInstance Win32_OperatingSystem).ProductType -ne 1
  if ($off -or $option -eq 2 -or $option -eq 3) { Known @{ enabled = $false; by = 'Windows Update' } }
  elseif ($isServer -and $option -ne 4) { Unknown 'unreadable' 'a server only downloads unless it is told to install' }
  else { Known @{ enabled = $true; by = 'Windows Update' } }
}

$remoteDesktopFact = Read-Fact {
  $denied = Reg "$policies\Windows NT\Terminal Services" 'fDenyTSConnections'
  if ($null -eq $denied) { $denied = Reg "$control\Terminal Server" 'fDenyTSConnections' }
  $first = Reg "$policies\Windows NT\Terminal Services" 'UserAuthentication'
  if ($null -eq $first) { $first = Reg "$control\Terminal Server\WinStations\RDP-Tcp" 'UserAuthentication' }
  $asks = $null
  if ($null -ne $first) { $asks = ($first -eq 1) }
  if ($null -eq $denied) { Unknown 'unreadable' 'fDenyTSConnections is not set' } else { Known @{ enabled = ($denied -eq 0); networkLevelAuth = $asks } }
}

$smb1Fact = Read-Fact {
  # The drivers are there only with the feature: srv shares, mrxsmb10 connects. Start 4 is switched off.
  $shares = (Test-Path -LiteralPath "$services\srv") -and (Reg "$services\LanmanServer\Parameters" 'SMB1') -ne 0
  $connects = (Test-Path -LiteralPath "$services\mrxsmb10") -and (Reg "$services\mrxsmb10" 'Start') -ne 4
  Known @{ server = $shares; client = $connects }
}

$localAccountsFact = Read-Fact {
  # 501 is the guest; 503 and 504 belong to Windows itself. "Password not required" does not mean that there is none.
  Known @(foreach ($account in @(Get-CimInstance Win32_UserAccount -Filter 'LocalAccount=True' | Select-Object -First 500)) {
    if ($account.SID -match '-50[34]$') { continue }
    $kind = 'ordinary'
    if ($account.SID -match '-501$') { $kind = 'guest' }
    $empty = $null
    if ($account.PasswordRequired) { $empty = $false }
    @{ name = (Line $account.Name 120); kind = $kind; enabled = (-not $account.Disabled); emptyPassword = $empty }
  })
}

$secureBootFact = Read-Fact {
  $state = Reg "$control\SecureBoot\State" 'UEFISecureBootEnabled'
  $on = $null
  if ($null -ne $state) { $on = ($state -eq 1) } elseif ((Reg $control 'PEFirmwareType') -eq 1) { $on = $false }
  $chip = $null
  try {
    $tpm = Get-Tpm
    $chip = 'none'
    if ($tpm.TpmPresent) { $chip = 'present' }
    if ($tpm.TpmPresent -and $tpm.TpmReady) { $chip = 'ready' }
  } catch { $chip = $null } # answers only to administrators
  Known @{ secureBoot = $on; tpm = $chip }
}

$removableMediaFact = Read-Fact {
  # A mask of drive types: 4 are removable ones. The policy of the machine comes before a person's own.
  $mask = Reg "$current\Policies\Explorer" 'NoDriveTypeAutoRun'
  if ($null -eq $mask) { $mask = Reg 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Policies\Explorer' 'NoDriveTypeAutoRun' }
  $never = (Reg 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Explorer\AutoplayHandlers' 'DisableAutoplay') -eq 1
  $blocked = (Reg "$services\USBSTOR" 'Start') -eq 4 -or (Reg "$policies\Windows\RemovableStorageDevices" 'Deny_All') -eq 1
  Known @{ autorunOff = ($never -or ([int]$mask -band 4) -eq 4); usbStorageBlocked = $blocked }
}

$officeMacrosFact = Read-Fact {
  $levels = @{ 1 = 'all_enabled'; 2 = 'ask'; 3 = 'signed_only'; 4 = 'off' }
  $programs = @{ word = 'winword.exe'; excel = 'excel.exe'; powerpoint = 'powerpnt.exe' }
  Known @(foreach ($app in 'word', 'excel', 'powerpoint') {
    if (-not (Test-Path -LiteralPath "$current\App Paths\$($programs[$app])")) { continue }
    $set = @{}
    foreach ($name in 'VBAWarnings', 'blockcontentexecutionfrominternet') {
      $set[$name] = Reg "HKCU:\Software\Policies\Microsoft\Office\16.0\$app\Security" $name
      if ($null -eq $set[$name]) { $set[$name] = Reg "HKCU:\Software\Microsoft\Office\16.0\$app\Security" $name }
    }
    $level = 'ask' # what Office does when nothing is set
    if ($null -ne $set['VBAWarnings']) { $level = $levels[[int]$set['VBAWarnings']] }
    $stops = $null
    if ($null -ne $set['blockcontentexecutionfrominternet']) { $stops = ($set['blockcontentexecutionfrominternet'] -eq 1) }
    @{ app = $app; fromInternetBlocked = $stops; level = $level }
  })
}

$sshServerFact = Read-Fact {
  $door = Get-Service -Name sshd -ErrorAction SilentlyContinue
  $running = $null -ne $door -and [string]$door.Status -eq 'Running'
  Known @{ running = $running; passwordLogin = $null; rootLogin = $null }
}

$timeSyncFact = Read-Fact {
  $type = [string](Reg "$services\W32Time\Parameters" 'Type')
  if ($type -eq '') { Unknown 'unreadable' 'the time service has no type' }
  else { Known @{ enabled = ($type -ne 'NoSync' -and (Reg "$services\W32Time" 'Start') -ne 4); synchronised = $null; by = 'W32Time' } }
}

$restartFact = Read-Fact {
  $because = ''
  if (Test-Path -LiteralPath "$current\Component Based Servicing\RebootPending") { $because = 'component servicing' }
  if (Test-Path -LiteralPath "$current\WindowsUpdate\Auto Update\RebootRequired") { $because = 'Windows Update' }
  $booted = (Get-CimInstance Win32_OperatingSystem).LastBootUpTime
  $since = ''
  # To ten minutes, so that the same start reads the same each time.
  if ($booted) { $booted = $booted.ToUniversalTime(); $since = Iso $booted.AddSeconds(-$booted.Second).AddMinutes(-($booted.Minute % 10)) }
  $value = Filled @{ because = $because; upSince = $since }
  $value.pending = ($because -ne '')
  Known $value
}

$software = New-Object 'System.Collections.Generic.List[object]'
$seen = @{}
$uninstall = 'Microsoft\Windows\CurrentVersion\Uninstall'
foreach ($path in "HKLM:\SOFTWARE\$uninstall", "HKLM:\SOFTWARE\WOW6432Node\$uninstall", "HKCU:\SOFTWARE\$uninstall") {
  foreach ($key in @(Get-ChildItem $path -ErrorAction SilentlyContinue)) {
    try {
      $name = Line $key.GetValue('DisplayName')
      $version = Line $key.GetValue('DisplayVersion') 120
      if ($name -eq '' -or $key.GetValue('SystemComponent') -eq 1 -or $key.GetValue('ParentKeyName') -or $seen.ContainsKey("$name|$version")) { continue }
      $seen["$name|$version"] = $true
      $from = 'registry'
      if ($key.GetValue('WindowsInstaller') -eq 1) { $from = 'msi' }
      $date = [datetime]::MinValue
      $installed = ''
      if ([datetime]::TryParseExact([string]$key.GetValue('InstallDate'), 'yyyyMMdd', $plain, 'None', [ref]$date)) { $installed = Day $date }
      $item = Filled @{ name = $name; publisher = (Line $key.GetValue('Publisher')); from = $from; installedOn = $installed }
      $item.version = $version
      $software.Add($item)
    } catch { continue } # a damaged key hides no other
  }
}

$remoteControlFact = Read-Fact {
  # shown name = beginnings of the names it is installed under, then of its processes
  $tools = @{
    'AnyDesk' = '^anydesk'; 'TeamViewer' = '^teamviewer'; 'RustDesk' = '^rustdesk'; 'Chrome Remote Desktop' = '^(chrome remote desktop|remoting_host)'
    'Splashtop' = '^(splashtop|srserver|srmanager)'; 'LogMeIn' = '^(logmein|lmiguardiansvc)'; 'GoToMyPC' = '^(gotomypc|g2svc|g2comm)'
    'ScreenConnect' = '^(screenconnect|connectwise control)'; 'Zoho Assist' = '^(zoho ?assist|za_service|zohours)'; 'UltraVNC' = '^(ultravnc|winvnc$)'
    'TightVNC' = '^(tightvnc|tvnserver)'; 'RealVNC' = '^(realvnc|vnc server|vnc connect|vncserver)'; 'Ammyy Admin' = '^(ammyy|aa_v3)'; 'AeroAdmin' = '^aeroadmin'
    'Supremo' = '^supremo'; 'DWService' = '^(dwagent|dwservice|dwagsvc)'; 'MeshCentral' = '^(mesh ?agent|meshcentral)'; 'Atera' = '^atera ?agent'
    'Remote Utilities' = '^(remote utilities|rutserv)'; 'Parsec' = '^parsec'; 'HopToDesk' = '^hoptodesk'; 'AnyViewer' = '^anyviewer'; 'RemotePC' = '^remotepc'
  }
  $names = @($software | ForEach-Object { $_.name })
  $running = @(Get-Process | ForEach-Object { $_.ProcessName })
  Known @(foreach ($tool in @($tools.Keys | Sort-Object)) {
    $runs = @($running -match $tools[$tool]).Count -gt 0
    if ($runs -or @($names -match $tools[$tool]).Count -gt 0) { @{ name = $tool; running = $runs } }
  })
}

$report = @{
  format = 1; client = 'sonae-collect.ps1/2'; observedAt = (Iso (Get-Date).ToUniversalTime()); identity = $identity
  facts = @{
    os = $osFact; updates = $updatesFact; disks = $disksFact; firewall = $firewallFact; antivirus = $antivirusFact
    administrators = $administratorsFact; hardware = $hardwareFact; network = $networkFact
    screenLock = $screenLockFact; autoUpdates = $autoUpdatesFact; remoteDesktop = $remoteDesktopFact; smb1 = $smb1Fact; remoteControl = $remoteControlFact
    localAccounts = $localAccountsFact; secureBoot = $secureBootFact; removableMedia = $removableMediaFact; officeMacros = $officeMacrosFact
    sshServer = $sshServerFact; timeSync = $timeSyncFact; restart = $restartFact
  }
  software = @($software | Select-Object -First 10000); softwareTotal = $software.Count
}
# Without this, PowerShell 5.1 may write an array as { "value": [...], "Count": n }.
Remove-TypeData System.Array -ErrorAction SilentlyContinue
$json = ConvertTo-Json -InputObject $report -Depth 6 -Compress
# Pure ASCII: no code page of a console or editor can damage Japanese names.
$json = [regex]::Replace($json, '[^\x20-\x7e]', { param($found) '\u{0:x4}' -f [int][char]$found.Value })
if ($Print) { [Console]::Out.WriteLine($json) }
if ($Out -ne '') {
  $Out = Full $Out
  [IO.File]::WriteAllText($Out, $json)
  Say "結果を書き出しました: $Out" "The result was written to: $Out"
}
if ($Print -or $Out -ne '') { exit 0 }

# Sends the report; gives status (0 = not reached), the start of the answer, and why it was not reached.
function Send-Report($to, $token, $pem) {
  if ($to -notmatch '^(https://|http://(127\.0\.0\.1|localhost)(:|/|$))') { Say 'サーバーのアドレスは https:// で始まる必要があります。' 'The server address must start with https://'; exit 2 }
  if ($token -notmatch '\A[A-Za-z0-9._~-]+\z') { Say 'コードの形が正しくありません。' 'The code has a wrong form.'; exit 2 }
  $result = @{ status = 0; answer = ''; why = '' }
  try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $request = [Net.HttpWebRequest][Net.WebRequest]::Create($to.TrimEnd('/') + '/api/v1/collect')
    if ($pem -match '-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END') {
      $der = $Matches[1]
      # Trust exactly this installation's own authority, for this request only: name, dates, purpose and signatures are checked.
      if (-not ('SonaeTrust' -as [type])) { Add-Type -TypeDefinition @'
using System; using System.Net.Security; using System.Security.Cryptography; using System.Security.Cryptography.X509Certificates;
public static class SonaeTrust {
  public static RemoteCertificateValidationCallback Only(byte[] der) {
    X509Certificate2 ca = new X509Certificate2(der);
    return delegate(object sender, X509Certificate cert, X509Chain given, SslPolicyErrors errors) {
      if (cert == null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
      X509Chain chain = new X509Chain();
      chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
      chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
      chain.ChainPolicy.ExtraStore.Add(ca);
      chain.Build(new X509Certificate2(cert));
      foreach (X509ChainStatus one in chain.ChainStatus) {
        // UntrustedRoot: not in Windows' own list, settled below. NotDefined: a kind of name our authority puts no limit on.
        if (one.Status != X509ChainStatusFlags.NoError && one.Status != X509ChainStatusFlags.UntrustedRoot && one.Status != X509ChainStatusFlags.HasNotDefinedNameConstraint) return false;
      }
      if (chain.ChainElements.Count == 0) return false;
      byte[] root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
      return Convert.ToBase64String(root) == Convert.ToBase64String(ca.RawData);
    };
  }
}
'@ }
      $request.ServerCertificateValidationCallback = [SonaeTrust]::Only([Convert]::FromBase64String(($der -replace '\s', '')))
    }
    $request.Method = 'POST'
    $request.ContentType = 'application/json'
    $request.Headers.Add('Authorization', "Bearer $token")
    if ($Keep -eq '') { $request.Headers.Add('Sonae-Keep', 'no') } # otherwise the server makes a key that nobody holds
    $request.AllowAutoRedirect = $false
    $request.Timeout = 120000
    $request.ReadWriteTimeout = 120000
    $bytes = [Text.Encoding]::UTF8.GetBytes($json)
    $request.ContentLength = $bytes.Length
    $stream = $request.GetRequestStream()
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Close()
    $response = $request.GetResponse()
    $result.status = [int]$response.StatusCode
    $reader = New-Object IO.StreamReader ($response.GetResponseStream(), [Text.Encoding]::UTF8)
    $buffer = New-Object char[] 65536
    $count = $reader.ReadBlock($buffer, 0, $buffer.Length)
    $result.answer = [string]::new($buffer, 0, $count)
    $request.Abort() # of a longer answer no more is wanted
  } catch {
    $why = $_.Exception
    while ($why.InnerException -and -not $why.Response) { $why = $why.InnerException }
    if ($why.Response) { $result.status = [int]$why.Response.StatusCode }
    $result.why = Line $why.Message
  }
  $result
}

$pem = $sonaeCa
if ($Ca -ne '') {
  try { $pem = [IO.File]::ReadAllText((Full $Ca)) } catch { Say "CA ファイルが読めません: $Ca" "The CA file cannot be read: $Ca"; exit 2 }
}
$canUseCode = ($Server -ne '' -and $Token -ne '')
$sent = @{ status = 401; answer = ''; why = '' }
$asked = $kept.server
if ($hasKey) { $sent = Send-Report $kept.server $kept.key $kept.ca }
# No key yet, or it was revoked: then the code.
$underCode = ($canUseCode -and ($sent.status -eq 401 -or $sent.status -eq 403))
if ($underCode -and $Keep -ne '') { try { New-PrivateFile "$Keep.new" } catch { Refuse-Place $_ } }
if ($underCode) { $asked = $Server; $sent = Send-Report $Server $Token $pem }
if ($sent.status -ge 200 -and $sent.status -lt 300) {
  Say '届きました。結果は画面に出ます。' 'Delivered. The result appears on the page.'
  $answer = $null
  try { $answer = ConvertFrom-Json $sent.answer } catch { $answer = $null } # not ours, or cut: then there is nothing to show
  $text = [string]$answer.summary.en
  if ($japanese) { $text = [string]$answer.summary.ja }
  foreach ($line in @($text -split '\n' | Select-Object -First 60)) { $line = Line $line 400; if ($line -ne '') { Say $line $line } }
  if ($underCode -and $Keep -ne '') { Save-Key ([string]$answer.deviceKey) }
  exit 0
}
if ($underCode -and $Keep -ne '') { [IO.File]::Delete("$Keep.new") }
if ($sent.status -eq 401 -or $sent.status -eq 403) {
  if ($underCode) { Say 'コードの期限が切れたか、コードが違います。画面で新しいコードを作ってください。' 'The code has expired or is wrong. Make a new one on the page.' }
  else { Say 'この PC の鍵は使えなくなっています。画面で新しいコードを作ってください。' 'The key of this PC no longer works. Make a new code on the page.' }
}
elseif ($sent.status -eq 0) { Say "サーバーにつながりませんでした: $asked ($($sent.why))" "Could not reach the server: $asked ($($sent.why))" }
else { Say "サーバーが受け取りませんでした ($($sent.status))。少し待ってもう一度お試しください。" "The server did not accept it ($($sent.status)). Please try again in a while." }
exit 1
