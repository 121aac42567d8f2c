import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditDraft } from '../../shared/schema/audit-entry.ts'
import { DATA_FOLDER, POLICY_PATH, SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import { SEQUENCE_VERSION, type Sequence, SequenceSchema } from '../../shared/schema/sequence.ts'
import { printSequence } from '../../shared/yaml/print-sequence.ts'
import type { Caller } from './commit-actions.ts'
import { ensurePrivateFolder, writeFileDurably } from './durable-file.ts'
import { Workspace } from './workspace.ts'

/** What stays out of git: the plan goes in, what runs leave does not. */
const IGNORED = ['runs/', 'objects/', 'worktrees/', 'state/', 'audit.log', 'audit.log.*', '']

/** The policy that a new repository gets: the safe defaults, for people to read and tighten. */
const POLICY_TEXT = `# Who may do what in this repository. It can only narrow what your own policy allows.
max_concurrent: 20
timeout_default_ms: 1800000
confirmation_required: [step.rm, gate.block, run.all]
`

/** What a repository is begun with. */
export interface InitializeOptions {
  readonly root: string
  readonly name: string
  readonly caller: Caller
  readonly dataFolder: string
}

/** Begins a sequence in a repository: an empty plan, a policy, a .gitignore. Refused where there is one. */
export async function initializeRepo(
  options: InitializeOptions,
): Promise<Result<{ revision: string; files: string[] }>> {
  const { root, name, caller } = options
  const workspace = new Workspace(root, { dataFolder: options.dataFolder })
  const draft: Sequence = {
    version: SEQUENCE_VERSION,
    name,
    metadata: { created_at: workspace.now() },
    steps: [],
    gates: [],
  }
  const checked = SequenceSchema.safeParse(draft)
  if (!checked.success) {
    return fail(
      'INVALID_SCHEMA',
      `The name "${name}" can't be used: ${checked.error.issues[0]?.message}.`,
      {
        hint: 'Give another one with --name.',
      },
    )
  }
  const draftEntry: AuditDraft = {
    timestamp: workspace.now(),
    actor: caller.actor,
    action: 'init',
    target: name,
    payload: {},
    policy_mode: 'SAFE',
    result: 'success',
  }
  const text = printSequence(checked.data)
  const begun = await workspace.begin(text, draftEntry, () => writeCompanions(root))
  if (!begun.ok) return begun
  return ok({
    revision: begun.value.revision,
    files: [SEQUENCE_PATH, POLICY_PATH, `${DATA_FOLDER}/.gitignore`],
  })
}

/** What stands beside a sequence. A file that is there already is somebody's and stays. */
function writeCompanions(root: string): void {
  ensurePrivateFolder(join(root, DATA_FOLDER, 'prompts'))
  const files = { [`${DATA_FOLDER}/.gitignore`]: IGNORED.join('\n'), [POLICY_PATH]: POLICY_TEXT }
  for (const [path, text] of Object.entries(files)) {
    if (!existsSync(join(root, path))) writeFileDurably(join(root, path), text, 0o644)
  }
}
