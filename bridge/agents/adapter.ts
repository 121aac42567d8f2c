import type { AttemptCommand, ErrorClass } from '../../shared/schema/run.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { ReportReader } from './reports/report.ts'

/** A server of the Model Context Protocol that the agent starts and talks to. */
export interface McpServer {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** A home of its own for a program that takes some settings from there only. */
export interface PrivateHome {
  /** The variable that names it. */
  readonly variable: string
  /** The folder in it, and in the user's own home, that holds settings, login and conversations. */
  readonly folder: string
  /** The file of settings in that folder. */
  readonly settingsFile: string
  /** Entries of the user's own folder that are not shared: conversations, and what is written anew. */
  readonly own: readonly string[]
  /** The settings of an attempt, from the user's own. */
  buildSettings(
    users: Readonly<Record<string, unknown>>,
    task: {
      readonly mcp?: McpServer | undefined
      readonly environment: Readonly<Record<string, string>>
    },
  ): Readonly<Record<string, unknown>>
}

/** What an adapter is told about one attempt. */
export interface AgentTask {
  readonly step: Step
  /** The model, where another one than the agent's own choice is wanted. */
  readonly model?: string | undefined
  /** What stands for the prompt on the command line of a program that takes it there: its text, or a file's path. */
  readonly prompt?: string | undefined
  /** The session that the attempt goes on in, by the agent's own id. */
  readonly resume?: string | undefined
  /** The server that gives an orchestrator its tools. */
  readonly mcp?: McpServer | undefined
}

/** How to start one kind of agent. A small table entry: nothing here starts anything. */
export interface AgentAdapter {
  readonly model: string
  /** Name of the program, as the policy lists it. */
  readonly program: string
  /** How a person gets the program. */
  readonly install: string
  /** The whole argument list, program first. */
  buildArgv(task: AgentTask): readonly string[]
  readonly takesPrompt: boolean
  /** How it gets the prompt; on its standard input unless said otherwise. */
  readonly promptBy?: AttemptCommand['promptBy']
  /** Names of the environment variables that this agent needs and no other gets. */
  readonly environment: readonly string[]
  /** Variables with fixed values: what keeps the program from waiting, updating itself or sending statistics. */
  readonly settings: Readonly<Record<string, string>>
  /** Variables that let it do all that its step may, where the operating system's sandbox holds it. */
  readonly insideSandbox?: Readonly<Record<string, string>>
  readonly home?: PrivateHome
  /** How long it takes to end itself and its tools after it was asked to, in milliseconds. */
  readonly graceMs: number
  /** True when its tokens are those of the whole session, also after a resume. */
  readonly countsWholeSession?: true
  /** Empty folders that it may leave behind in its working folder when it is ended. */
  readonly residue?: readonly string[]
  /** Reads what it prints; without one only the exit code tells how it ended. */
  readonly readOutput?: () => ReportReader
  /** The provider's HTTP status behind an exit code, for a program that has such codes. */
  statusOfExit?(code: number): number | undefined
  /** The kind of trouble behind an exit code of the program's own. */
  readonly classOfExit?: Readonly<Record<number, ErrorClass>>
}

/** What a step lets its agent do. */
export type Access = NonNullable<Step['access']>

/** The access of a step that may leave it out. */
export function accessOf(step: Step): Access {
  return step.access ?? 'edit'
}
