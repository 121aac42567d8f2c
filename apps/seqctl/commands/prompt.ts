import type { Command } from 'commander'
import { readPrompt } from '../../../bridge/local/prompt-files.ts'
import { readShownPlan } from '../../../bridge/local/shown-plan.ts'
import { requireStep } from '../../../shared/actions/edits.ts'
import { fail } from '../../../shared/failure.ts'
import { harmlessText } from '../../../shared/harmless-text.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { promptPathOf } from '../../../shared/schema/defaults.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { promptForStep } from '../../../shared/templates/step-prompt.ts'
import { runRaw } from '../action-command.ts'
import type { CliContext } from '../context.ts'
import { editInEditor } from '../editor.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

interface Found {
  readonly step: Step
  readonly steps: readonly Step[]
  readonly path: string
  readonly text: string | null
}

async function find(context: CliContext, id: string): Promise<Result<Found>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const plan = await readShownPlan(repo.value)
  if (!plan.ok) return plan
  const { sequence } = plan.value
  const step = requireStep(sequence, id)
  if (!step.ok) return step
  const path = promptPathOf(step.value)
  const text = readPrompt(repo.value.root, path)
  return text.ok ? ok({ step: step.value, steps: sequence.steps, path, text: text.value }) : text
}

async function show(context: CliContext, id: string): Promise<Result<Answer>> {
  const found = await find(context, id)
  if (!found.ok) return found
  const { path, text } = found.value
  if (text === null) {
    return fail('NOT_FOUND', `Step "${id}" has no prompt: ${path} is not there.`, {
      at: { file: path },
      hint: `Write one: seqctl prompt edit ${id}, or seqctl prompt generate ${id}`,
    })
  }
  return ok({ data: { id, path, text }, text: harmlessText(text).replace(/\n$/, '') })
}

async function edit(context: CliContext, id: string): Promise<Result<Answer>> {
  const found = await find(context, id)
  if (!found.ok) return found
  const before = found.value.text ?? ''
  const edited = await editInEditor(`${id}.md`, before, process.env)
  if (!edited.ok) return edited
  if (edited.value === before) {
    return ok({ data: { id, path: found.value.path, changed: false }, text: 'Nothing changed.' })
  }
  return runRaw(context, { action: 'prompt.write', stepId: id, text: edited.value })
}

interface GenerateFlags {
  readonly task?: string
  readonly replace?: boolean
  readonly print?: boolean
}

async function generate(
  context: CliContext,
  id: string,
  flags: GenerateFlags,
): Promise<Result<Answer>> {
  const found = await find(context, id)
  if (!found.ok) return found
  const { step, steps, path, text } = found.value
  const generated = promptForStep(step, steps, flags.task ?? step.name)
  if (!generated.ok) return generated
  if (flags.print) {
    const shown = harmlessText(generated.value).replace(/\n$/, '')
    return ok({ data: { id, path, text: generated.value }, text: shown })
  }
  if (text !== null && text.trim() !== '' && !flags.replace) {
    return fail('ALREADY_EXISTS', `Step "${id}" has a prompt already: ${path}.`, {
      at: { file: path },
      hint: 'Look at the new one with --print, or take its place with --replace.',
    })
  }
  return runRaw(context, { action: 'prompt.write', stepId: id, text: generated.value })
}

/** Adds `prompt show|edit|generate`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('prompt').description('What the agents are told')
  const one = parent
    .command('show <id>')
    .description("Show a step's prompt")
    .addHelpText('after', '\nExample:\n  seqctl prompt show build')
  one.action((id: string) => run((context) => show(context, id), one, 'reader'))
  const change = parent
    .command('edit <id>')
    .description("Open a step's prompt in your editor ($VISUAL, else $EDITOR)")
    .addHelpText('after', '\nExample:\n  EDITOR="code --wait" seqctl prompt edit build')
  change.action((id: string) => run((context) => edit(context, id), change))
  const make = parent
    .command('generate <id>')
    .description("Write a step's prompt from the template of its thread type")
    .option('--task <text>', 'What is to be done, in your words (default: the name of the step)')
    .option('--replace', 'Take the place of the prompt that is there')
    .option('--print', 'Only show it')
    .addHelpText(
      'after',
      '\nExample:\n  seqctl prompt generate build --task "Make the build reproducible"',
    )
  make.action((id: string, flags: GenerateFlags) =>
    run((context) => generate(context, id, flags), make),
  )
}
