/** Options of everything that shows differences. Those that start a program are refused. */
export const DIFF_OPTIONS = `
  -p -u --patch -s --no-patch -U= --unified= --raw --patch-with-raw --indent-heuristic --minimal --patience
  --histogram --anchored= --diff-algorithm={patience|minimal|histogram|myers|default} --stat=? --stat-width=n
  --stat-name-width=n --stat-count=n --stat-graph-width=n --compact-summary --numstat --shortstat --dirstat=? -X=?
  --cumulative --summary --patch-with-stat -z --name-only --name-status --submodule=? --color=? --color-moved=?
  --color-moved-ws= --word-diff=? --word-diff-regex= --color-words=? --renames --no-renames --rename-empty --check
  --ws-error-highlight= --full-index --binary --abbrev=? -B=? --break-rewrites=? -M=? --find-renames=? -C=?
  --find-copies=? --find-copies-harder -D --irreversible-delete -l=n --diff-filter= -S= -G= --find-object=
  --pickaxe-all --pickaxe-regex -R --relative=? -a --text --ignore-cr-at-eol --ignore-space-at-eol -b
  --ignore-space-change -w --ignore-all-space --ignore-blank-lines -I= --ignore-matching-lines=
  --inter-hunk-context=n -W --function-context --exit-code --quiet --no-ext-diff --no-textconv
  --ignore-submodules=? --src-prefix= --dst-prefix= --no-prefix --default-prefix --line-prefix=
  --ita-invisible-in-index --cached --staged --merge-base --base --ours --theirs -0 -1 -2 -3 --output=w -r -t --root
  !--ext-diff !--textconv !--no-index !-O=
`

/** Options of everything that walks commits. */
export const LOG_OPTIONS = `
  ${DIFF_OPTIONS}
  --oneline --graph --all --branches=? --tags=? --remotes=? --glob= --exclude= --decorate=? --decorate-refs=
  --decorate-refs-exclude= --clear-decorations --source --author= --committer= --grep= --all-match --invert-grep -i
  --regexp-ignore-case -E --extended-regexp -F --fixed-strings -P --perl-regexp --basic-regexp --since= --after=
  --until= --before= --since-as-filter= -n= --max-count=n --skip=n -# --merges --no-merges --min-parents=n
  --max-parents=n --first-parent --not --cherry-pick --cherry-mark --cherry --left-only --right-only --left-right
  --boundary --simplify-by-decoration --full-history --dense --sparse --simplify-merges --ancestry-path=?
  --date-order --author-date-order --topo-order --reverse --follow --full-diff --log-size -L= --pretty=? --format=
  --abbrev-commit --date= --relative-date --parents --children --show-signature --notes=? --no-notes --show-notes=?
  -g --walk-reflogs --reflog --no-walk=? --encoding= -c --cc -m -t --combined-all-paths --diff-merges=
  --remerge-diff --expand-tabs=? --show-pulls --mailmap --use-mailmap --bisect --count --objects --disk-usage=?
  --timestamp --no-commit-header
`

/** Ways to merge that are part of git; another name would start a program `git-merge-<name>`. */
const STRATEGIES = '{ort|recursive|resolve|octopus|ours|subtree}'

/** Options of everything that makes commits out of others. */
export const PICK_OPTIONS = `
  -s --signoff -X= --strategy=${STRATEGIES} --strategy-option= --abort --continue --quit --skip --cleanup=
  --no-gpg-sign --allow-empty --allow-empty-message --keep-redundant-commits --empty= --rerere-autoupdate -q --quiet
  -v --verbose --progress !-e !--edit !-S=? !--gpg-sign=?
`

/** Options of everything that brings histories together. */
export const MERGE_OPTIONS = `
  ${PICK_OPTIONS}
  -n --stat --summary --log=? --squash --commit --no-edit --ff --ff-only -s=${STRATEGIES} -m= --message= -F=r --file=r
  --into-name= --allow-unrelated-histories --overwrite-ignore --autostash --verify-signatures --no-verify-signatures
`

/** Options of everything that fetches. */
export const FETCH_OPTIONS = `
  -v --verbose -q --quiet -a --append --all --atomic ?-f ?--force -m --multiple -t --tags -n -j=n --jobs=n -p --prune
  -P --prune-tags --dry-run --write-fetch-head -k --keep --progress --depth=n --shallow-since= --shallow-exclude=
  --deepen=n --unshallow --update-shallow --refmap= -4 -6 --ipv4 --ipv6 --filter= --auto-maintenance --auto-gc
  --recurse-submodules=?{yes|on-demand|no} --set-upstream --porcelain --show-forced-updates -o= --server-option=
  --negotiation-tip= !--upload-pack=
`
