import { deny, type Finding } from '../finding.ts'
import { spoofReason } from './text.ts'

/** Harmless members of families that are otherwise refused. */
const HARMLESS = new Set([
  'NODE_ENV',
  'NODE_DEBUG',
  'NODE_NO_WARNINGS',
  'NODE_DISABLE_COLORS',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_DATE',
  'GIT_TERMINAL_PROMPT',
  'GIT_OPTIONAL_LOCKS',
  'PYTHONUNBUFFERED',
  'PYTHONDONTWRITEBYTECODE',
])

/** Families of variables that change what runs, where programs and settings come from, or where secrets go. */
const FAMILIES =
  /^(?:LD|DYLD|NODE|NPM|PNPM|YARN|BUN|DENO|COREPACK|GIT|SSH|GPG|GNUPG|XDG|PYTHON|PERL|PERL5|RUBY|GEM|BUNDLE|PHP|LUA|JAVA|JDK|MAVEN|GRADLE|GO|CARGO|RUST|RUSTC|DOTNET|COMPLUS|CLAUDE|CODEX|GEMINI|ANTHROPIC|OPENAI|GOOGLE|AWS|AZURE|GCLOUD|CLOUDSDK|KUBE|DOCKER|THREADOS|MPROCS|SSL|OPENSSL|CURL|WGET|BASH|ZSH|FISH|PS|ELECTRON|CHROME|PLAYWRIGHT|LESS|MAN|SUDO|DBUS|SYSTEMD|GLIBC|MALLOC|GCONV|LOCPATH|HOSTALIASES|RES|TERMINFO|TERMCAP)(?:_|$)/

/** Single variables of the same kind. */
const DANGEROUS = new Set([
  'PATH',
  'PATHEXT',
  'CDPATH',
  'FPATH',
  'COMSPEC',
  'SYSTEMROOT',
  'WINDIR',
  'PSMODULEPATH',
  'SHELL',
  'SHELLOPTS',
  'ENV',
  'IFS',
  'PS4',
  'PROMPT_COMMAND',
  'EDITOR',
  'VISUAL',
  'PAGER',
  'BROWSER',
  'LESSOPEN',
  'LESSCLOSE',
  'MANPAGER',
  'HOME',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'ZDOTDIR',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USER',
  'LOGNAME',
  'SSLKEYLOGFILE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PYTHONINSPECT',
  'PYTHONBREAKPOINT',
  'PYTHONWARNINGS',
  'RUBYOPT',
  'RUBYLIB',
  'PERL5LIB',
  'PERL5OPT',
  'PERL5DB',
  'JDK_JAVA_OPTIONS',
  '_JAVA_OPTIONS',
  'GOFLAGS',
  'GOPROXY',
  'GOPATH',
  'RUSTFLAGS',
  'RUSTDOCFLAGS',
  'MAKEFLAGS',
  'CC',
  'CXX',
  'TERMINFO_DIRS',
  'NLSPATH',
  'GCONV_PATH',
  'MSBUILDDISABLENODEREUSE',
])

function variableReason(name: string, value: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'is not a name that a variable can have'
  const spoof = spoofReason(value)
  if (spoof) return `has a value that ${spoof}`
  const folded = name.toUpperCase()
  if (HARMLESS.has(folded)) return undefined
  return DANGEROUS.has(folded) || FAMILIES.test(folded)
    ? 'changes what runs, or where settings and secrets go'
    : undefined
}

/** What the policy says about variables that a step asks for on its own. */
export function environmentFindings(env: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const reason = variableReason(name, value)
    if (!reason) return []
    const shown = JSON.stringify(name.slice(0, 100))
    return [deny('environment', shown, `The variable ${shown} ${reason}.`)]
  })
}
