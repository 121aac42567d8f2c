/** Prompt of the one step of the template base. */
export const BASE_PROMPT = `# {{name}}

{{prompt}}

At the end, say what you changed and how you checked it.
`

/** Prompt that all workers of the template parallel share; each reads from its id which one it is. */
export const WORKER_PROMPT = `# {{id}}: one of {{workers}} workers

{{prompt}}

{{workers}} workers do this side by side. The variable THREADOS_STEP holds the id of your step; its last number says
which of them you are. Split the work by that number, do your part only, and leave alone what the others work on.
At the end, say what you did and what is open.
`

/** Prompt of the step that brings the results of the workers together. */
export const MERGE_PROMPT = `# Merge the work of {{id}}

{{workers}} workers have worked on this side by side, as the steps {{steps}}:

{{prompt}}

Read what they left, bring it together and mend what does not fit. Run the checks of the repository.
At the end, say what you took over, what you changed, and what is missing.
`

/** Prompt of one phase of the template chained. */
export const PHASE_PROMPT = `# {{id}} {{phase}} of {{phases}}

{{prompt}}

The work goes in {{phases}} phases, and this is number {{phase}}. Begin with what the phases before left.
Do only this phase's share: a person looks at it before the next phase starts.
At the end, say what is done, how you checked it, and what the next phase should begin with.
`

/** Prompt that all candidates of the template fusion share. */
export const CANDIDATE_PROMPT = `# {{id}}: one of {{candidates}} candidates

{{prompt}}

{{candidates}} candidates do the same task, each on its own; another step makes one result of the best in them.
Do not look at what the others do. At the end, say what you decided and why, so that it can be compared.
`

/** Prompt of the step that makes one result of the candidates'. */
export const SYNTH_PROMPT = `# Fuse the results of {{id}}

The steps {{steps}} did this task, each on its own:

{{prompt}}

Compare their results and make one result of the best in them. Check it as a whole.
At the end, say what you took from whom, and why.
`

/** Prompt of an orchestrator, with the commands that it works through. */
export const ORCHESTRATOR_PROMPT = `# {{id}}: orchestrator

{{prompt}}

You plan and steer this; other steps do the work. Act only through seqctl, and let it answer in JSON with --json:

- seqctl status: the plan, the state of every step, and what could start now
- seqctl step add ID --type base --model MODEL --prompt TEXT --parent {{id}}: a step for one piece of work
- seqctl dep add STEP NEEDS: an order between two steps
- seqctl gate insert ID --depends-on A --before B: a point where a person decides
- seqctl run runnable: start what is ready
- seqctl logs STEP: what a step said

Keep pieces small and independent, at most {{steps}} steps. Read the result of each before you build on it.
When the policy refuses something or asks for a person, say so and go on with the rest; never work around it.
At the end, say what was done by which step, and what is open.
`

/** Prompt of the long step of the template long-autonomy. */
export const LONG_PROMPT = `# {{id}}

{{prompt}}

You work on this alone for up to {{hours}} hours. Go in small steps that each leave the repository in order.
After each, write down in a few lines what is done, what is next and what you are unsure of, so that the work can be
taken up at any point. When you are stuck, stop and say what you would need. At the end, say how you checked the result.
`

/** Prompt of the step that watches a long one. */
export const WATCHDOG_PROMPT = `# Watch {{id}}

The step {{id}} works on this alone for up to {{hours}} hours:

{{prompt}}

Look at it from time to time with "seqctl status" and "seqctl logs {{id}}". Change nothing yourself.
Report when it goes in circles, leaves its task, or has been silent for long: what you saw, and what you advise.
End when it has ended.
`
