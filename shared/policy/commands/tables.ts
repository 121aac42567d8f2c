import { judgeBun } from './bun.ts'
import { judgeClaude } from './claude.ts'
import { judgeCodex } from './codex.ts'
import { judgeGemini } from './gemini.ts'
import { judgeGit } from './git.ts'
import { judgeNode } from './node.ts'
import { judgeNpm } from './npm.ts'
import { judgeNpx } from './npx.ts'
import type { CommandTable } from './options.ts'
import { judgeTsc } from './tsc.ts'

const TABLES: Readonly<Record<string, CommandTable>> = {
  bun: judgeBun,
  claude: judgeClaude,
  codex: judgeCodex,
  gemini: judgeGemini,
  git: judgeGit,
  node: judgeNode,
  npm: judgeNpm,
  npx: judgeNpx((program) => (Object.hasOwn(TABLES, program) ? TABLES[program] : undefined)),
  tsc: judgeTsc,
}

/** The option table of a program, or undefined for one that only the policy's list knows. */
export function tableOf(program: string): CommandTable | undefined {
  return Object.hasOwn(TABLES, program) ? TABLES[program] : undefined
}
