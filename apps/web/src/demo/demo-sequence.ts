/** The plan of the built-in demo, as its file would be. */
export const DEMO_SEQUENCE = `version: "1.0"
name: Ship the payments API

# A plan is a graph: what a step waits for stands in depends_on.
steps:
  - id: spec
    name: Write the spec
    type: base
    model: claude-code
    lane: plan
    status: DONE

  - id: contract
    name: Agree on the contract
    type: c
    model: claude-code
    lane: plan
    depends_on: [spec]
    status: DONE

  - id: docs
    name: Draft the handbook
    type: base
    model: gemini
    lane: plan
    depends_on: [contract]
    status: READY

  # Three agents solve the same task side by side.
  - id: impl-1
    name: Codex builds it
    type: p
    model: codex
    lane: build
    group_id: impl
    workspace: worktree
    depends_on: [contract]
    status: DONE

  - id: impl-2
    name: Claude builds it
    type: p
    model: claude-code
    lane: build
    group_id: impl
    workspace: worktree
    depends_on: [contract]
    status: DONE

  - id: impl-3
    name: Gemini builds it
    type: p
    model: gemini
    lane: build
    group_id: impl
    workspace: worktree
    review: true
    depends_on: [contract]
    status: NEEDS_REVIEW

  - id: fuse
    name: Fuse the three
    type: f
    model: claude-code
    lane: build
    fusion_candidates: [impl-1, impl-2, impl-3]
    fusion_synth: true
    depends_on: [impl-1, impl-2, impl-3]
    status: BLOCKED

  - id: lint
    name: Check the contract
    type: base
    model: shell
    command: [npm, run, lint]
    lane: check
    depends_on: [contract]
    status: FAILED

  - id: tests
    name: Run all tests
    type: base
    model: shell
    command: [npm, test]
    lane: check
    timeout_ms: 900000
    depends_on: [fuse, lint]
    status: BLOCKED

  - id: load-test
    name: Load test, one hour
    type: l
    model: shell
    command: [node, scripts/load.mjs, --minutes, "60"]
    lane: check
    depends_on: [fuse]
    status: BLOCKED

  - id: release
    name: Cut the release
    type: b
    model: claude-code
    orchestrator: true
    lane: ship
    depends_on: [approve-release]
    after: [docs]
    status: BLOCKED

gates:
  - id: approve-release
    name: Approve release
    lane: ship
    depends_on: [tests, load-test]
    status: PENDING
`

/** The prompt files of the demo, by step. */
export const DEMO_PROMPTS: Readonly<Record<string, string>> = {
  spec: `# Write the specification

Read docs/payments.md and the open questions in it. Write docs/spec.md:

- what the API does, and what it does not do
- every endpoint with its request, its answer and its errors
- how money is rounded
`,
  fuse: `# Fuse the candidates

Three colleagues implemented docs/spec.md, each in a worktree of their own. Their diffs are listed below.
Take the best parts of each and say why.
`,
}
