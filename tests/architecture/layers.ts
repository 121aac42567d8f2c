/** What a folder (or file) may reach. Paths are prefixes; the longest one that fits a file is its layer. */
export interface Layer {
  readonly may: readonly string[]
  readonly packages?: readonly string[]
  /** True where Node's own modules are at home. */
  readonly node?: true
}

/** Free to everyone in the repository. */
export const EVERYWHERE: readonly string[] = [
  'shared/result.ts',
  'shared/failure.ts',
  'shared/hash.ts',
  'shared/canonical-json.ts',
]

/** The import law of the repository. Change it on purpose, in its own commit, with the reason. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  'shared/result.ts': { may: [] },
  'shared/failure.ts': { may: [] },
  'shared/hash.ts': { may: [], packages: ['@noble/hashes'] },
  'shared/canonical-json.ts': { may: [] },
  'shared/harmless-text.ts': { may: [] },
  'shared/schema/': { may: [], packages: ['zod'] },
  'shared/yaml/': { may: ['shared/schema'], packages: ['yaml', 'zod'] },
  'shared/dag/': { may: ['shared/schema'] },
  'shared/diff/': {
    may: ['shared/schema', 'shared/dag', 'shared/protocol/state.ts'],
    packages: ['diff'],
  },
  'shared/templates/': {
    may: ['shared/schema', 'shared/actions/define.ts', 'shared/yaml'],
    packages: ['zod'],
  },
  'shared/policy/': {
    may: ['shared/schema', 'shared/dag'],
    packages: ['zod', 'picomatch', 're2js'],
  },
  'shared/actions/': {
    may: ['shared/schema', 'shared/dag', 'shared/templates'],
    packages: ['zod'],
  },
  'shared/runs/': { may: ['shared/schema', 'shared/dag'] },
  'shared/simulate/': { may: ['shared/schema', 'shared/dag', 'shared/runs'] },
  'shared/audit/': { may: ['shared/schema'], packages: ['zod'] },
  'shared/protocol/': {
    may: [
      'schema',
      'actions',
      'diff',
      'policy',
      'audit',
      'runs',
      'commit/proposal.ts',
      'templates',
    ].map((name) => `shared/${name}`),
    packages: ['zod'],
  },
  'shared/commit/': {
    may: [
      ...['schema', 'yaml', 'dag', 'diff', 'templates', 'policy', 'actions', 'runs', 'audit'],
      'protocol/history.ts',
    ].map((name) => `shared/${name}`),
    packages: ['zod'],
  },
  'shared/snapshot/': {
    may: ['shared/schema', 'shared/yaml', 'shared/commit/read-sequence.ts'],
    packages: ['zod'],
  },
  'shared/chat/': {
    may: [
      ...['schema', 'dag', 'templates', 'policy', 'actions', 'harmless-text.ts'],
      'protocol/methods.ts',
    ].map((name) => `shared/${name}`),
  },
  'bridge/local/': { may: ['shared'], packages: ['ulid', 'zod'], node: true },
  'bridge/mprocs/': {
    may: ['shared', 'bridge/local', 'bridge/runner'],
    packages: ['@lydell/node-pty', '@xterm/headless', 'mprocs', 'zod'],
    node: true,
  },
  'bridge/sandbox/': { may: ['shared', 'bridge/local'], node: true },
  'bridge/runner/': {
    may: ['shared', 'bridge/local', 'bridge/agents', 'bridge/sandbox'],
    packages: ['picomatch', 'zod'],
    node: true,
  },
  'bridge/git/': { may: ['shared', 'bridge/local', 'bridge/runner'], node: true },
  'bridge/scheduler/': {
    may: [
      'shared',
      'bridge/local',
      'bridge/runner',
      'bridge/mprocs',
      'bridge/agents',
      'bridge/git',
    ],
    node: true,
  },
  'bridge/agents/': { may: ['shared', 'bridge/local'], packages: ['zod'], node: true },
  'bridge/mcp/': {
    may: ['shared', 'bridge/local', 'bridge/scheduler'],
    packages: ['@modelcontextprotocol/server', 'zod'],
    node: true,
  },
  'bridge/step-door/': {
    may: [
      'shared',
      'bridge/local',
      'bridge/mprocs/runtime-folder.ts',
      'bridge/scheduler',
      'bridge/server/rate-limit.ts',
    ],
    packages: ['zod'],
    node: true,
  },
  'bridge/chat-proxy/': { may: ['shared', 'bridge/local'], node: true },
  'bridge/server/': { may: ['shared', 'bridge'], packages: ['ws', 'zod'], node: true },
  'bridge/': { may: ['shared', 'bridge'], packages: ['ws', 'zod'], node: true },
  'apps/seqctl/': {
    may: [
      'shared',
      'bridge/local',
      'bridge/mprocs',
      'bridge/runner',
      'bridge/scheduler',
      'bridge/agents',
      'bridge/sandbox',
      'bridge/git',
      'bridge/mcp',
      'bridge/main.ts',
      'bridge/bridge-file.ts',
    ],
    packages: ['commander', 'zod'],
    node: true,
  },
  'apps/launcher/': { may: [], node: true },
  'apps/web/src/ui/': { may: [], packages: ['solid-js', '@kobalte/core', '~icons'] },
  'apps/web/': {
    may: ['shared'],
    packages: [
      'solid-js',
      'zod',
      '@solid-primitives/storage',
      '@kobalte/core',
      '~icons',
      'elkjs',
      '@codemirror/commands',
      '@codemirror/lang-markdown',
      '@codemirror/language',
      '@codemirror/state',
      '@codemirror/view',
      '@lezer/highlight',
      'uplot',
      'isomorphic-git',
      'buffer',
      '@anthropic-ai/sdk',
    ],
  },
}
