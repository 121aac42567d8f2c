import { basename } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { refuseAgents } from '../../../bridge/local/agent-process.ts'
import { folderToInitialize } from '../../../bridge/local/find-repo.ts'
import { type Failure, fail } from '../../../shared/failure.ts'
import type { RawAction } from '../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { findTemplate } from '../../../shared/templates/find-template.ts'
import { checkParameters } from '../../../shared/templates/parameters.ts'
import { runRaw } from '../action-command.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { collected, parametersFrom } from '../template-settings.ts'

interface InitFlags {
  readonly name?: string
  readonly template?: string
  readonly set: readonly string[]
}

/** The action that adds the template's steps; checked before anything is made, so that a wrong word leaves nothing. */
async function templateAction(
  root: string,
  flags: InitFlags,
): Promise<Result<RawAction | undefined>> {
  const { template: name, set } = flags
  if (name === undefined) {
    return set.length === 0 ? ok(undefined) : fail('USAGE', '--set needs --template.')
  }
  const { loadTemplates } = await import('../../../bridge/local/load-templates.ts')
  const loaded = loadTemplates(root)
  if (!loaded.ok) return loaded
  const template = findTemplate(name, loaded.value.templates)
  if (!template.ok) return template
  const given = parametersFrom(template.value, set)
  if (!given.ok) return given
  const checked = checkParameters(template.value, given.value)
  return mapResult(checked, () => ({
    action: 'template.apply',
    template: name,
    ...(set.length === 0 ? {} : { parameters: given.value }),
  }))
}

async function init(context: CliContext, flags: InitFlags): Promise<Result<Answer>> {
  const person = refuseAgents(process.env, 'begin a sequence')
  if (!person.ok) return person
  const root = folderToInitialize(process.cwd(), context.flags.repo)
  if (!root.ok) return root
  const action = await templateAction(root.value, flags)
  if (!action.ok) return action
  const name = flags.name ?? basename(root.value)
  const { caller, dataFolder } = context
  const { initializeRepo } = await import('../../../bridge/local/initialize-repo.ts')
  const made = await initializeRepo({ root: root.value, name, caller, dataFolder })
  if (!made.ok) return made
  const { revision, files } = made.value
  const data = { path: root.value, name, revision, files }
  const text = `Made ${files.join(', ')} in ${root.value}.`
  if (!action.value) {
    const next = 'Next: seqctl step add ID --type base --model shell -- COMMAND ARGS…'
    return ok({ data, text: `${text}\n${next}` })
  }
  const applied = await runRaw(context, action.value)
  if (!applied.ok) return { ok: false, failure: afterBeginning(applied.failure, files) }
  return mapResult(applied, (answer) => ({
    data: { ...data, ...(answer.data as object) },
    text: `${text}\n${answer.text}\nNext: seqctl status`,
  }))
}

/** What a template can't do (it is not trusted, or asks for a person) leaves an empty sequence: say so. */
function afterBeginning(failure: Failure, files: readonly string[]): Failure {
  return {
    ...failure,
    message: `The sequence was begun, but the template was not applied: ${failure.message}`,
    details: { ...failure.details, files },
  }
}

/** A name that is empty would otherwise be taken for none. */
function nonEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

/** Adds `init`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('init')
    .description('Begin a sequence in this repository')
    .option('--name <text>', 'Name of the sequence (default: the folder)')
    .option('--template <name>', 'Begin with the steps of a template', nonEmpty)
    .option(
      '--set <name=value>',
      'Set a parameter of the template; lists are separated by commas, or JSON',
      collected,
      [] as readonly string[],
    )
    .addHelpText(
      'after',
      '\nExample:\n  seqctl init --name "Release 2.0"\n  seqctl init --template parallel --set workers=4',
    )
  command.action((flags: InitFlags) => run((context) => init(context, flags), command))
}
