import {
  asks,
  bisect,
  checkout,
  type GitCheck,
  needs,
  nothing,
  reads,
  reflog,
  restore,
  stash,
  submodule,
  symbolicRef,
  tag,
  worktree,
  writes,
} from './git-checks.ts'
import { configFindings } from './git-config.ts'
import {
  DIFF_OPTIONS,
  FETCH_OPTIONS,
  LOG_OPTIONS,
  MERGE_OPTIONS,
  PICK_OPTIONS,
} from './git-options.ts'
import { cloneFindings, remoteAndRefs, remoteFindings } from './git-remote.ts'
import { optionTable } from './options.ts'

/** One subcommand of git: its options, and what its operands may be. */
export interface GitCommand {
  readonly options: ReturnType<typeof optionTable>
  readonly check: GitCheck
}

function command(options: string, check: GitCheck): GitCommand {
  return { options: optionTable(`${options} -q --quiet`), check }
}

const log = command(LOG_OPTIONS, reads)
const diff = command(DIFF_OPTIONS, reads)
const MESSAGE = [
  '-m',
  '--message',
  '-F',
  '--file',
  '-C',
  '--reuse-message',
  '--no-edit',
  '--fixup',
  '--dry-run',
]
const NO_EDITOR = 'It would open an editor; give the message with -m or say --no-edit.'

/** Every subcommand that is allowed. A name that is missing may be an alias, which can be any program. */
export const GIT_COMMANDS: Readonly<Record<string, GitCommand>> = {
  status: command(
    `-s --short -b --branch --show-stash --porcelain=? --long -v --verbose -z --null -u=? --untracked-files=?
    --ignored=? --ignore-submodules=? --column=? --ahead-behind --renames -M=? --find-renames=?`,
    reads,
  ),
  log,
  show: log,
  whatchanged: log,
  'rev-list': log,
  'range-diff': log,
  shortlog: command(
    `${LOG_OPTIONS} -s --summary -n --numbered -e --email -c --committer --group= -w=?`,
    reads,
  ),
  diff,
  'diff-tree': log,
  'diff-index': diff,
  'diff-files': diff,
  'format-patch': command(
    `${LOG_OPTIONS} -n --numbered -N --start-number=n -v=n --reroll-count=n -o=w --output-directory=w --stdout -k
    --keep-subject -s --signoff --cover-letter --subject-prefix= --rfc=? --thread=? --in-reply-to= --to= --cc= --from=?
    --base= --suffix= --zero-commit --attach=? --inline=? --no-signature --signature= --creation-factor=n`,
    reads,
  ),
  add: command(
    `-n --dry-run -v --verbose -f --force -u --update -A --all --ignore-removal -N --intent-to-add --refresh
    --ignore-errors --ignore-missing --renormalize --sparse --chmod={+x|-x} --pathspec-from-file=r --pathspec-file-nul
    !-i !--interactive !-p !--patch !-e !--edit`,
    reads,
  ),
  commit: command(
    `-v --verbose -a --all -m= --message= -F=r --file=r -C= --reuse-message= --reset-author --author= --date= -s
    --signoff --amend --no-edit --allow-empty --allow-empty-message --fixup= --squash= -i --include -o --only --dry-run
    --short --branch --porcelain --long -z --null -u=? --untracked-files=? --cleanup= --trailer= --status
    --no-post-rewrite --pathspec-from-file=r --pathspec-file-nul --no-gpg-sign ?-n ?--no-verify
    !-c= !--reedit-message= !-e !--edit !-p !--patch !--interactive !-S=? !--gpg-sign=? !-t= !--template=`,
    needs(reads, NO_EDITOR, ...MESSAGE),
  ),
  branch: command(
    `-v --verbose -t=? --track=? -u= --set-upstream-to= --unset-upstream -r --remotes -a --all --contains=?
    --no-contains=? --merged=? --no-merged=? --points-at= --sort= --format= --column=? --color=? --abbrev=? -l --list
    --show-current -i --ignore-case --create-reflog -m --move -c --copy ?-d ?--delete ?-D ?-M ?-C ?-f ?--force
    !--edit-description`,
    reads,
  ),
  checkout: command(
    `-b= ?-B= -l --progress -d --detach -t=? --track=? --guess --orphan= --ours --theirs -2 -3 -m --merge --conflict=
    --ignore-skip-worktree-bits --overlay --ignore-other-worktrees --recurse-submodules --pathspec-from-file=r
    --pathspec-file-nul ?-f ?--force !-p !--patch`,
    checkout,
  ),
  switch: command(
    `-c= --create= ?-C= ?--force-create= -d --detach --guess -t=? --track=? --progress --orphan= -m --merge --conflict=
    --ignore-other-worktrees --recurse-submodules ?-f ?--force ?--discard-changes`,
    reads,
  ),
  restore: command(
    `-s= --source= -S --staged -W --worktree --progress --ours --theirs -2 -3 -m --merge --conflict= --ignore-unmerged
    --overlay --recurse-submodules --pathspec-from-file=r --pathspec-file-nul !-p !--patch`,
    restore,
  ),
  merge: command(MERGE_OPTIONS, reads),
  rebase: command(
    `${MERGE_OPTIONS} --onto= --root --keep-base -C=n -f --force-rebase --no-ff --merge -m --show-current-patch
    --update-refs --committer-date-is-author-date --reset-author-date --ignore-date --ignore-whitespace --whitespace=
    --fork-point -r=? --rebase-merges=? --keep-empty --reapply-cherry-picks --apply
    !-i !--interactive !-x= !--exec= !--edit-todo`,
    reads,
  ),
  'cherry-pick': command(`${PICK_OPTIONS} -n --no-commit -x -m=n --mainline=n --ff`, reads),
  revert: command(
    `${PICK_OPTIONS} -n --no-commit --no-edit -m=n --mainline=n --reference`,
    needs(reads, NO_EDITOR, '--no-edit', '-n', '--no-commit', '--abort', '--quit', '--skip'),
  ),
  stash: command(
    `${LOG_OPTIONS} -k --keep-index -S --staged -u --include-untracked -a --all -m= --message= --index
    --pathspec-from-file=r --pathspec-file-nul`,
    stash,
  ),
  tag: command(
    `-l --list -n=? -a --annotate -m= --message= -F=r --file=r --cleanup= --create-reflog --column=? --contains=?
    --no-contains=? --merged=? --no-merged=? --sort= --points-at= --format= --color=? -i --ignore-case ?-d ?--delete
    ?-f ?--force !-e !--edit !-s !--sign !-u= !--local-user= !-v !--verify`,
    tag,
  ),
  'rev-parse': command(
    `--show-toplevel --abbrev-ref=? --short=? --verify --is-inside-work-tree --is-inside-git-dir --is-bare-repository
    --git-dir --git-common-dir --absolute-git-dir --show-prefix --show-cdup --symbolic --symbolic-full-name --all
    --branches=? --tags=? --remotes=? --revs-only --no-revs --flags --no-flags --show-superproject-working-tree
    --is-shallow-repository --show-object-format=? --git-path= --path-format= --default=`,
    reads,
  ),
  'ls-files': command(
    `-z -t -v -f -c --cached -d --deleted -m --modified -o --others -i --ignored -s --stage -k --killed -u --unmerged
    -x= --exclude= -X=r --exclude-from=r --exclude-per-directory= --exclude-standard --directory --no-empty-directory
    --eol --full-name --error-unmatch --recurse-submodules --with-tree= --abbrev=? --debug --deduplicate --format=
    --sparse`,
    reads,
  ),
  'ls-tree': command(
    '-d -r -t -l --long -z --name-only --name-status --object-only --full-name --full-tree --format= --abbrev=?',
    reads,
  ),
  'cat-file': command('-e -p -t -s --allow-unknown-type --path= !--textconv !--filters', reads),
  grep: command(
    `--cached --untracked --recurse-submodules -v --invert-match -i --ignore-case -w --word-regexp -a --text -I -r
    --recursive --max-depth=n -E --extended-regexp -G --basic-regexp -F --fixed-strings -P --perl-regexp -n
    --line-number --column -h -H --full-name -l --files-with-matches --name-only -L --files-without-match -z --null -o
    --only-matching -c --count --color=? --break --heading -C= --context= -B=n --before-context=n -A=n
    --after-context=n -p --show-function -W --function-context -f=r -e= --and --or --not --all-match -m=n
    --max-count=n --threads=n -# --exclude-standard !-O=? !--open-files-in-pager=? !--no-index !--ext-grep !--textconv`,
    reads,
  ),
  blame: command(
    `-b --root --show-stats --progress --score-debug -f --show-name -n --show-number -p --porcelain --line-porcelain -c
    -t -l -s -e --show-email -w --ignore-rev= --ignore-revs-file=r --color-lines --color-by-age --minimal -S=r -C=?
    -M=? -L= --abbrev=? --date= --since= --reverse --first-parent !--contents=`,
    reads,
  ),
  describe: command(
    `--tags --all --long --always --dirty=? --broken=? --abbrev=? --exact-match --match= --exclude= --candidates=n
    --first-parent --contains --debug`,
    reads,
  ),
  'merge-base': command('-a --all --octopus --independent --is-ancestor --fork-point', reads),
  'name-rev': command('--name-only --tags --refs= --exclude= --always --all', reads),
  cherry: command('-v --verbose --abbrev=?', reads),
  'show-ref': command(
    '--head --heads --branches --tags -d --dereference -s=? --hash=? --verify --exists --abbrev=?',
    reads,
  ),
  'for-each-ref': command(
    `--count=n --sort= --format= --points-at= --merged=? --no-merged=? --contains=? --no-contains=? --ignore-case
    --color=? --exclude= --omit-empty`,
    reads,
  ),
  'symbolic-ref': command('--short --recurse', symbolicRef),
  'count-objects': command('-v --verbose -H --human-readable', nothing),
  fsck: command(
    '--full --strict --connectivity-only --no-dangling --dangling --unreachable --no-reflogs --progress',
    reads,
  ),
  'check-ignore': command('-v --verbose -n --non-matching -z --no-index', reads),
  'check-attr': command('-a --all --cached -z', reads),
  'ls-remote': command(
    '-h --heads --branches -t --tags --refs --get-url --sort= --symref --exit-code -o= --server-option= !--upload-pack=',
    remoteAndRefs,
  ),
  version: command('--build-options', nothing),
  fetch: command(FETCH_OPTIONS, remoteAndRefs),
  pull: command(
    `${MERGE_OPTIONS} ${FETCH_OPTIONS} -r=?{true|false|merges} --rebase=?{true|false|merges}`,
    remoteAndRefs,
  ),
  push: command(
    `-v --verbose --all --branches --tags --follow-tags -n --dry-run --porcelain -u --set-upstream --progress --thin
    --atomic -o= --push-option= -4 -6 --ipv4 --ipv6 --recurse-submodules=?{check|no|only|on-demand} ?--mirror ?-d
    ?--delete ?-f ?--force ?--force-with-lease=? ?--force-if-includes ?--prune ?--no-verify
    !--receive-pack= !--exec= !--repo= !--signed=?`,
    remoteAndRefs,
  ),
  remote: command(
    '-v --verbose --all --push -t= -m= -f --tags --add ?--delete -n --dry-run -p --prune -a --auto -d',
    remoteFindings,
  ),
  clone: command(
    `-v --verbose --progress -n --no-checkout --bare --no-hardlinks -l --local -j=n --jobs=n -o=word --origin=word -b=
    --branch= --depth=n --shallow-since= --shallow-exclude= --single-branch --tags --filter= --sparse
    !-c= !--config= !-u= !--upload-pack= !--template= !--separate-git-dir= !--reference= !--bundle-uri= !-s !--shared`,
    cloneFindings,
  ),
  init: command(
    '-b=word --initial-branch=word --bare --object-format= !--template= !--separate-git-dir=',
    writes,
  ),
  config: command(
    `--local --worktree --get --get-all --get-regexp -l --list --show-origin --show-scope --name-only -z --null
    --default= --type= --bool --int --bool-or-int --path --unset --unset-all --add --replace-all --includes
    !--global !--system !-f= !--file= !--blob= !-e !--edit !--remove-section !--rename-section`,
    configFindings,
  ),
  submodule: command(
    '--cached --recursive --init --depth=n -b= --branch= --name=word --checkout --remote -j=n --jobs=n --progress -N --no-fetch',
    submodule,
  ),
  worktree: command(
    `-v --verbose --porcelain -z -b= ?-B= -d --detach --checkout --lock --reason= --track --guess-remote --orphan -n
    --dry-run --expire= ?-f ?--force`,
    worktree,
  ),
  mv: command('-v --verbose -n --dry-run -k ?-f ?--force', writes),
  rm: command(
    '-n --dry-run -r --cached --ignore-unmatch --sparse --pathspec-from-file=r ?-f ?--force',
    writes,
  ),
  reset: command(
    '--soft --mixed -N --intent-to-add --no-refresh --pathspec-from-file=r ?--hard ?--merge ?--keep !-p !--patch',
    reads,
  ),
  clean: command('-n --dry-run -d -x -X -e= --exclude= ?-f ?--force !-i !--interactive', writes),
  apply: command(
    `--check --stat --numstat --summary --cached --index -3 --3way -p=n -R --reverse --reject -z -v --verbose
    --directory=w --exclude= --include= --whitespace= --recount --inaccurate-eof --allow-empty -C=n
    !--unsafe-paths !--build-fake-ancestor=`,
    reads,
  ),
  reflog: command(
    `${LOG_OPTIONS} --expire= --expire-unreachable= --updateref --rewrite --stale-fix -n=`,
    reflog,
  ),
  'update-ref': command('-d --no-deref --create-reflog -m= !--stdin', asks),
  gc: command('--auto --aggressive --prune=? --force --keep-largest-pack', asks),
  bisect: command(
    '--first-parent --no-checkout --term-good= --term-bad= --term-old= --term-new=',
    bisect,
  ),
  archive: command(
    '--format= -o=w --output=w --prefix= -v --verbose -l --list --worktree-attributes -# !--remote= !--exec=',
    reads,
  ),
}
