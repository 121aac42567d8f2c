import type { CommandRow } from './command-table.ts'

/** The shells that there is a completion for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

/** What may follow the words of one command. */
interface Level {
  readonly path: string
  readonly words: readonly { readonly word: string; readonly description: string }[]
  readonly flags: readonly { readonly word: string; readonly description: string }[]
  /** Values of flags that have a fixed choice. */
  readonly choices: readonly { readonly flag: string; readonly values: readonly string[] }[]
  readonly valueFlags: readonly string[]
}

/** One line without what a shell could take for more than text. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/['"`$\\:[\]]/g, '')
}

function levelsOf(table: readonly CommandRow[]): Level[] {
  const everywhere = table[0]?.flags ?? []
  return table.map((row) => {
    const children = table.filter(
      ({ path }) =>
        path.length === row.path.length + 1 && row.path.every((word, at) => path[at] === word),
    )
    const own = row.path.length === 0 ? [] : row.flags
    const flags = [...own, ...everywhere].map(({ name, description }) => ({
      word: name,
      description: plain(description),
    }))
    return {
      path: row.path.join(' '),
      words: children.map(({ path, description }) => ({
        word: path.at(-1) ?? '',
        description: plain(description),
      })),
      flags: [...flags, { word: '--help', description: 'Show how it is used' }],
      choices: own.flatMap(({ name, choices }) =>
        choices.length > 0 ? [{ flag: name, values: choices }] : [],
      ),
      valueFlags: [...own, ...everywhere].flatMap((flag) => (flag.takesValue ? [flag.name] : [])),
    }
  })
}

function wordsIn(items: readonly { readonly word: string }[]): string {
  return items.map(({ word }) => word).join(' ')
}

function bash(levels: readonly Level[]): string {
  const cases = levels.map(
    ({ path, words, flags }) =>
      `    '${path}') words='${wordsIn(words)}' flags='${wordsIn(flags)}' ;;`,
  )
  const choices = levels.flatMap((level) =>
    level.choices.map(
      ({ flag, values }) =>
        `    '${level.path} ${flag}') COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$current")); return ;;`,
    ),
  )
  const paths = levels.map(({ path }) => `'${path}'`).filter((path) => path !== "''")
  const valueFlags = [...new Set(levels.flatMap((level) => level.valueFlags))]
  return `# seqctl completion for bash: eval "$(seqctl completion bash)"
_seqctl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' next word words='' flags='' skip='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      --) return ;;
      ${valueFlags.join('|')}) skip=1; continue ;;
      -*) continue ;;
    esac
    next="\${path:+$path }$word"
    case "$next" in
      ${paths.join('|')}) path="$next" ;;
    esac
  done
  case "$path $previous" in
${choices.join('\n')}
  esac
  if [[ -n $skip ]]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  case "$path" in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current"))
  else COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -o bashdefault -o default -F _seqctl seqctl
`
}

function described(items: Level['words']): string {
  return items.map(({ word, description }) => `'${word}:${description}'`).join(' ')
}

function zsh(levels: readonly Level[]): string {
  const cases = levels.map(
    ({ path, words, flags }) =>
      `    '${path}') commands=(${described(words)}) flags=(${described(flags)}) ;;`,
  )
  const paths = levels.map(({ path }) => `'${path}'`).filter((path) => path !== "''")
  return `#compdef seqctl
# seqctl completion for zsh: eval "$(seqctl completion zsh)"
_seqctl() {
  local seen='' next word
  local -a commands flags
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == -* ]] && continue
    next="\${seen:+$seen }$word"
    case "$next" in
      ${paths.join('|')}) seen="$next" ;;
    esac
  done
  case "$seen" in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe 'flag' flags
  elif (( \${#commands} )); then _describe 'command' commands
  else _files; fi
}
compdef _seqctl seqctl
`
}

function fish(levels: readonly Level[]): string {
  const lines = levels.flatMap(({ path, words, flags }) => {
    const condition =
      path === ''
        ? 'test (count (__seqctl_path)) -eq 0'
        : `test (string join ' ' (__seqctl_path)) = '${path}'`
    return [
      ...words.map(
        ({ word, description }) =>
          `complete -c seqctl -f -n "${condition}" -a '${word}' -d '${description}'`,
      ),
      ...flags.map(
        ({ word, description }) =>
          `complete -c seqctl -n "${condition}" -l '${word.slice(2)}' -d '${description}'`,
      ),
    ]
  })
  const paths = levels.map(({ path }) => `'${path}'`).filter((path) => path !== "''")
  return `# seqctl completion for fish: seqctl completion fish | source
function __seqctl_path
  set -l seen
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; and continue
    if contains -- (string join ' ' $seen $word) ${paths.join(' ')}
      set seen $seen $word
    end
  end
  string join \\n -- $seen
end
${lines.join('\n')}
`
}

function powershell(levels: readonly Level[]): string {
  const rows = levels.map(
    ({ path, words, flags }) =>
      `    '${path}' = @('${[...words, ...flags].map(({ word }) => word).join("', '")}')`,
  )
  return `# seqctl completion for PowerShell: seqctl completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName seqctl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${rows.join('\n')}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    $word = $element.ToString()
    if ($word.StartsWith('-') -or $element.Extent.EndOffset -ge $cursorPosition) { continue }
    $next = "$path $word".Trim()
    if ($table.ContainsKey($next)) { $path = $next }
  }
  $table[$path] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}

const WRITERS: Readonly<Record<Shell, (levels: readonly Level[]) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
}

/** The script that teaches a shell seqctl's words and flags, made from the command table. */
export function completionScript(shell: Shell, table: readonly CommandRow[]): string {
  return WRITERS[shell](levelsOf(table))
}
