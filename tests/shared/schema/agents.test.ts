import { expect, test } from 'vitest'
import { formatPlace } from '../../../shared/failure.ts'
import { AgentsFileSchema } from '../../../shared/schema/agents.ts'
import { parseYamlFile } from '../../../shared/yaml/parse-file.ts'

function read(text: string) {
  return parseYamlFile(text, AgentsFileSchema, { file: 'agents.yaml', maxBytes: 10_000 })
}

/** What a person is told of an alias `a` with these fields; undefined when it is good. */
function told(text: string): string | undefined {
  const found = read(text)
  return found.ok ? undefined : `${formatPlace(found.failure.at)} ${found.failure.message}`
}

const alias = (fields: string, name = 'a') => `agents:\n  ${name}: {${fields}}\n`

test('models of known agents and other programs are aliases', () => {
  const good = [
    alias('agent: codex, model: gpt-6.1-sol'),
    alias('agent: claude-code, model: "claude-opus-5-5[1m]"'),
    alias('command: aider'),
    alias(
      'command: aider, args: [--message, "{prompt}"], prompt: arg, description: Pair programmer',
    ),
    alias(
      'command: mine, args: ["--file={prompt}"], prompt: file, output: jsonl, resume: [--go-on, "{session}"]',
    ),
    'version: "1.0"\nx-note: ours\nagents: {}\n',
  ]
  expect(good.map(told)).toEqual(good.map(() => undefined))
})

test('every mistake is told with its place and what is meant', () => {
  expect(
    [
      'x: 1\n',
      alias('command: aider', 'codex'),
      alias('command: aider', 'Big Name'),
      alias(''),
      alias('command: aider, agent: codex'),
      alias('agent: codex'),
      alias('agent: codex, model: --yolo'),
      alias('agent: codex, model: gpt-5.5, args: [x]'),
      alias('agent: aider, model: x'),
      alias('command: aider, model: x'),
      alias('command: aider, agnt: codex'),
      alias('command: [aider]'),
      alias('command: aider, prompt: mail'),
      alias('command: aider, args: ["{prompt}"]'),
      alias('command: aider, prompt: arg, args: ["{prompt}", "{prompt}"]'),
      alias('command: aider, resume: [--go-on, "{session}"]'),
      alias('command: aider, output: jsonl, resume: [--go-on]'),
      'agents:\n  a: {command: aider}\n  a: {command: aider}\n',
      'agents:\n  a: &x {command: aider}\n',
      'agents:\n  __proto__: {command: aider}\n',
      `agents:\n${Array.from({ length: 101 }, (_, i) => `  a${i}: {command: x}\n`).join('')}`,
    ].map(told),
  ).toMatchInlineSnapshot(`
    [
      "agents.yaml:1:1 (agents) The file has no "agents".",
      "agents.yaml:2:10 (agents.codex) agents.codex has the name of an agent that ThreadOS knows already: a map.",
      "agents.yaml:2:13 (agents.Big Name) agents.Big Name has a name that is no name for a model: small letters, digits, and . _ - between them: a map.",
      "agents.yaml:2:6 (agents.a) agents.a must have either agent, with a model, or command: a map.",
      "agents.yaml:2:6 (agents.a) agents.a must have either agent, with a model, or command: a map.",
      "agents.yaml:2:6 (agents.a) agents.a needs the model that the agent is to use: a map.",
      "agents.yaml:2:28 (agents.a.model) agents.a.model must be the name of a model, such as gpt-5.5: "--yolo".",
      "agents.yaml:2:43 (agents.a.args) agents.a.args goes with command; how codex is started is known: a list.",
      "agents.yaml:2:14 (agents.a.agent) agents.a.agent must be one of claude-code, codex, gemini; it is "aider".",
      "agents.yaml:2:30 (agents.a.model) agents.a.model goes with agent: "x".",
      "agents.yaml:2:23 (agents.a.agnt) agents.a has the unknown key "agnt".",
      "agents.yaml:2:16 (agents.a.command) agents.a.command must be a text; it is a list.",
      "agents.yaml:2:31 (agents.a.prompt) agents.a.prompt must be one of stdin, arg, file; it is "mail".",
      "agents.yaml:2:29 (agents.a.args) agents.a.args may hold {prompt} only with prompt: arg or prompt: file: a list.",
      "agents.yaml:2:42 (agents.a.args) agents.a.args may hold {prompt} once: a list.",
      "agents.yaml:2:31 (agents.a.resume) agents.a.resume needs output: jsonl, by which a program names its session: a list.",
      "agents.yaml:2:46 (agents.a.resume) agents.a.resume must hold {session}: a list.",
      "agents.yaml:3:3 (agents) The key "a" is given twice; it already stands in line 2.",
      "agents.yaml:2:6 An anchor stands here (a word that begins with &); ThreadOS reads no anchors.",
      "agents.yaml:2:3 (agents) The key "__proto__" is reserved and must not be used.",
      "agents.yaml:1:1 (agents) agents may have at most 100 aliases: a map.",
    ]
  `)
})
