import type { Command } from 'commander'
import { loadTemplates } from '../../../bridge/local/load-templates.ts'
import { fail, formatPlace } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { allTemplates } from '../../../shared/templates/find-template.ts'
import type { Template, TemplateValue } from '../../../shared/templates/template.ts'
import { runRaw } from '../action-command.ts'
import type { CliContext } from '../context.ts'
import { type Field, parseField } from '../fields.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'

function load(context: CliContext) {
  const door = context.door()
  return door.ok ? loadTemplates(door.value.parts.workspace.root) : door
}

function list(context: CliContext): Result<Answer> {
  const loaded = load(context)
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

const KINDS: Readonly<Record<Template['parameters'][number]['type'], Field['kind']>> = {
  string: 'text',
  number: 'number',
  boolean: 'flag',
  list: 'list',
}

/** A text as the value of a parameter; what the template does not know stays a text, for the engine to refuse. */
function settingValue(template: Template | undefined, name: string, text: string): Result<unknown> {
  const parameter = template?.parameters.find((one) => one.name === name)
  if (!parameter) return ok(text)
  const { type, description } = parameter
  if (type === 'boolean' && text !== 'true' && text !== 'false') {
    return fail('USAGE', `--set ${name} needs true or false, not "${text}".`)
  }
  const isJson = type === 'list' && text.startsWith('[')
  const kind = isJson ? 'json' : KINDS[type]
  const flag = `--set ${name}`
  return parseField({ name, flag, kind, description, isRequired: false, choices: [] }, text)
}

/** The parameters that `k=v` texts set, each by the type that the template gives it. */
function parametersFrom(
  template: Template | undefined,
  settings: readonly string[],
): Result<Record<string, TemplateValue>> {
  const values = new Map<string, unknown>()
  for (const setting of settings) {
    const [name = '', ...rest] = setting.split('=')
    if (name === '' || rest.length === 0) {
      return fail('USAGE', `--set needs name=value, not "${setting}".`)
    }
    if (values.has(name)) return fail('USAGE', `--set gives ${name} twice.`)
    const value = settingValue(template, name, rest.join('='))
    if (!value.ok) return value
    values.set(name, value.value)
  }
  return ok(Object.fromEntries(values) as Record<string, TemplateValue>)
}

async function apply(
  context: CliContext,
  name: string,
  settings: readonly string[],
): Promise<Result<Answer>> {
  const loaded = load(context)
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
  all.action(() => run(list, all))
  const one = parent
    .command('apply')
    .description('Add the steps and gates of a template')
    .argument('<template>', 'Name of the template')
    .option(
      '--set <name=value>',
      'Set a parameter; lists are separated by commas, or JSON',
      (setting: string, before: readonly string[]) => [...before, setting],
      [] as readonly string[],
    )
    .addHelpText('after', '\nExample:\n  seqctl template apply parallel --set workers=4')
  one.action((name: string, flags: { set: readonly string[] }) =>
    run((context) => apply(context, name, flags.set), one),
  )
}
