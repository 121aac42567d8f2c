import type { Command } from 'commander'
import { formatPlace } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { allTemplates } from '../../../shared/templates/find-template.ts'
import { runRaw } from '../action-command.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'
import { collected, parametersFrom } from '../template-settings.ts'

async function load(context: CliContext) {
  const repo = context.place()
  if (!repo.ok) return repo
  const { loadTemplates } = await import('../../../bridge/local/load-templates.ts')
  return loadTemplates(repo.value.root)
}

async function list(context: CliContext): Promise<Result<Answer>> {
  const loaded = await load(context)
  if (!loaded.ok) return loaded
  const { templates, broken } = loaded.value
  const own = new Set(templates)
  const data = allTemplates(templates).map((template) => ({
    name: template.name,
    title: template.title,
    description: template.description,
    source: own.has(template) ? 'repository' : 'built-in',
    parameters: template.parameters,
  }))
  const rows = data.map(({ name, source, parameters, description }) => [
    name,
    source,
    parameters.map((one) => (one.default === undefined ? `${one.name}*` : one.name)).join(', '),
    description,
  ])
  const notes = broken.map(
    ({ failure }) => `Broken: ${formatPlace(failure.at)}: ${failure.message}`,
  )
  return ok({
    data: { templates: data, broken },
    text: [table(['NAME', 'FROM', 'PARAMETERS', 'DESCRIPTION'], rows), ...notes].join('\n'),
  })
}

async function apply(
  context: CliContext,
  name: string,
  settings: readonly string[],
): Promise<Result<Answer>> {
  const loaded = await load(context)
  if (!loaded.ok) return loaded
  const template = allTemplates(loaded.value.templates).find((one) => one.name === name)
  const parameters = parametersFrom(template, settings)
  if (!parameters.ok) return parameters
  const given = settings.length === 0 ? {} : { parameters: parameters.value }
  return runRaw(context, { action: 'template.apply', template: name, ...given })
}

/** Adds `template list|apply`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('template').description('Shapes of threads to begin with')
  const all = parent.command('list').description('List the templates and their parameters')
  all.action(() => run(list, all, 'reader'))
  const one = parent
    .command('apply')
    .description('Add the steps and gates of a template')
    .argument('<template>', 'Name of the template')
    .option(
      '--set <name=value>',
      'Set a parameter; lists are separated by commas, or JSON',
      collected,
      [] as readonly string[],
    )
    .addHelpText('after', '\nExample:\n  seqctl template apply parallel --set workers=4')
  one.action((name: string, flags: { set: readonly string[] }) =>
    run((context) => apply(context, name, flags.set), one),
  )
}
