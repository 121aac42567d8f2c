const HINTS: ReadonlyMap<string, string> = new Map([
  ['claude', 'Install it with: npm install -g @anthropic-ai/claude-code'],
  ['codex', 'Install it with: npm install -g @openai/codex'],
  ['gemini', 'Install it with: npm install -g @google/gemini-cli'],
  [
    'git',
    'Install Git from https://git-scm.com/downloads or with the package manager of the system.',
  ],
  ['node', 'Install Node.js from https://nodejs.org/en/download'],
  ['npm', 'It comes with Node.js: https://nodejs.org/en/download'],
  ['npx', 'It comes with Node.js: https://nodejs.org/en/download'],
  ['bun', 'Install it with: npm install -g bun'],
  ['bunx', 'Install it with: npm install -g bun'],
  ['pnpm', 'Install it with: npm install -g pnpm'],
  ['yarn', 'Install it with: npm install -g yarn'],
  ['tsc', 'Install it with: npm install -g typescript'],
  ['deno', 'Install Deno from https://deno.com'],
  ['python', 'Install Python from https://www.python.org/downloads'],
  ['python3', 'Install Python from https://www.python.org/downloads'],
  ['uv', 'Install uv from https://docs.astral.sh/uv'],
  ['go', 'Install Go from https://go.dev/doc/install'],
  ['cargo', 'Install Rust from https://rustup.rs'],
  ['docker', 'Install Docker from https://docs.docker.com/get-docker'],
  ['gh', 'Install the GitHub CLI from https://cli.github.com'],
  ['make', 'Install make with the package manager of the system.'],
  ['mprocs', 'Install it with: npm install -g mprocs@0.9.6'],
])

/** How a person gets a missing program, in one sentence. */
export function installHint(program: string): string {
  return (
    HINTS.get(program) ?? `Install ${program}, or correct the name, and see that PATH leads to it.`
  )
}
