import { chmodSync, copyFileSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { installFolder } from '../../../bridge/local/programs.ts'
import { bubblewrapArguments } from '../../../bridge/sandbox/bubblewrap.ts'
import { enterSandbox } from '../../../bridge/sandbox/enter.ts'
import { planSandbox, type SandboxPlan } from '../../../bridge/sandbox/plan.ts'
import { findSandbox, probeSandbox, type SandboxFound } from '../../../bridge/sandbox/probe.ts'
import { seatbeltProfile } from '../../../bridge/sandbox/seatbelt.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const PLAN: SandboxPlan = {
  root: '/home/ada/repo',
  gitFolder: '/home/ada/repo/.git',
  cwd: '/home/ada/repo/src',
  worktree: undefined,
  hidden: ['/home/ada'],
  readable: ['/home/ada/.nvm/bin'],
  writable: ['/home/ada/.claude'],
  door: undefined,
  network: true,
}

/** What the last mount over a path is: later ones lie over earlier ones. */
function mountOf(args: readonly string[], path: string): string | undefined {
  const mounts = args.flatMap((word, index) => {
    const isTwo = /^--(ro-)?bind(-try)?$/.test(word)
    if (!isTwo && word !== '--tmpfs') return []
    const target = args[index + (isTwo ? 2 : 1)] ?? ''
    const isOver = target === '/' || path === target || path.startsWith(`${target}/`)
    return isOver ? [word.replace('-try', '')] : []
  })
  return mounts.at(-1)
}

test('every path has the wall that it should have', () => {
  const args = bubblewrapArguments(PLAN, ['node', 'a.js'])
  const paths = ['/usr/bin', '/tmp/x', '/home/ada/.ssh', '/home/ada/.nvm/bin', '/home/ada/.claude']
  const inRepo = ['src/a.js', '.git/HEAD', '.git/hooks', '.git/config', '.threados/policy.yaml']
  const all = [...paths, ...inRepo.map((path) => `${PLAN.root}/${path}`)]
  expect(Object.fromEntries(all.map((path) => [path, mountOf(args, path)]))).toEqual({
    '/usr/bin': '--ro-bind',
    '/tmp/x': '--tmpfs',
    '/home/ada/.ssh': '--tmpfs',
    '/home/ada/.nvm/bin': '--ro-bind',
    '/home/ada/.claude': '--bind',
    '/home/ada/repo/src/a.js': '--bind',
    '/home/ada/repo/.git/HEAD': '--bind',
    '/home/ada/repo/.git/hooks': '--ro-bind',
    '/home/ada/repo/.git/config': '--ro-bind',
    '/home/ada/repo/.threados/policy.yaml': '--ro-bind',
  })
  expect(args.slice(-3)).toEqual(['--', 'node', 'a.js'])
  expect(args).not.toContain('--unshare-net')
})

test('a program behind a link is shown where it really lies, an npm package with the packages beside it', () => {
  const home = temporaryFolder()
  const root = temporaryFolder()
  writeFiles(home, {
    '.local/share/tool/versions/1.2.3': '',
    'apps/node_modules/@maker/cli/bin/cli.js': '',
    '.local/bin/unrelated': '',
  })
  symlinkSync('../share/tool/versions/1.2.3', join(home, '.local/bin/tool'))
  symlinkSync('../../apps/node_modules/@maker/cli/bin/cli.js', join(home, '.local/bin/cli'))
  const shownFor = (name: string) =>
    planSandbox({
      root,
      cwd: root,
      program: join(home, '.local/bin', name),
      name,
      home,
      dataFolder: join(home, 'data'),
      environment: {},
      policy: { sandbox_network: 'allow' },
    }).readable
  expect(shownFor('tool')).toEqual(
    expect.arrayContaining([join(home, '.local/bin'), join(home, '.local/share/tool/versions')]),
  )
  expect(shownFor('cli')).toContain(join(home, 'apps/node_modules'))
})

test('in a worktree the repository itself can only be read', () => {
  const worktree = '/home/ada/repo/.threados/worktrees/try'
  const args = bubblewrapArguments({ ...PLAN, worktree, cwd: worktree, network: false }, ['x'])
  const paths = [
    '/home/ada/repo/src',
    `${worktree}/src`,
    `${worktree}/.git`,
    `${PLAN.gitFolder}/refs`,
  ]
  const notes = `${PLAN.gitFolder}/worktrees/try`
  expect(
    [...paths, `${notes}/HEAD`, `${notes}/commondir`].map((path) => mountOf(args, path)),
  ).toEqual(['--ro-bind', '--bind', '--ro-bind', '--bind', '--bind', '--ro-bind'])
  expect(args).toContain('--unshare-net')
})

test('the Seatbelt profile has the same walls, with quoted paths', async () => {
  const profile = seatbeltProfile({ ...PLAN, cwd: PLAN.root, readable: ['/home/ada/a "b"\\c'] })
  await expect(profile).toMatchFileSnapshot('../../fixtures/golden/sandbox/seatbelt.sb')
  const worktree = '/home/ada/repo/.threados/worktrees/try'
  await expect(seatbeltProfile({ ...PLAN, worktree, network: false })).toMatchFileSnapshot(
    '../../fixtures/golden/sandbox/seatbelt-worktree.sb',
  )
})

test('the probe tells why there is no sandbox', () => {
  const folder = temporaryFolder()
  expect(probeSandbox('linux', folder)).toMatchObject({
    by: 'none',
    why: expect.stringContaining('not installed'),
  })
  writeFiles(folder, {
    bwrap: '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
  })
  chmodSync(join(folder, 'bwrap'), 0o755)
  expect(probeSandbox('linux', folder)).toEqual({
    by: 'none',
    why: "bubblewrap can't start here: bwrap: No permissions to create new namespace",
  })
  expect(probeSandbox('win32', folder)).toMatchObject({ by: 'none' })
})

test('a success is remembered until the program changes, a failure is not', () => {
  const folder = temporaryFolder()
  const dataFolder = temporaryFolder()
  const program = join(folder, 'bwrap')
  const find = () => findSandbox(dataFolder, 'linux', folder).by
  const write = (code: number) => {
    writeFiles(folder, { bwrap: `#!/bin/sh\necho x >> ${folder}/calls\nexit ${code}\n` })
    chmodSync(program, 0o755)
  }
  write(11)
  expect([find(), find()]).toEqual(['none', 'none'])
  write(0)
  expect([find(), find()]).toEqual(['bwrap', 'bwrap'])
  write(12)
  expect(find()).toBe('none')
})

const NONE: SandboxFound = { by: 'none', why: 'Not on this machine.' }

function enter(policy: string, command: Partial<AttemptCommand> = {}, found: SandboxFound = NONE) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  writeFiles(dataFolder, { 'policy.yaml': policy })
  const program = { file: '/usr/bin/x', args: ['a'], cwd: root, environment: { PATH: '/usr/bin' } }
  const place = { dataFolder, home: root, find: () => found }
  const whole = { root, cwd: '.', argv: ['node'], access: 'edit', ...command } as AttemptCommand
  return enterSandbox(whole, program, place)
}

test.each([
  ['sandbox: auto', 'node', { by: 'none', why: 'Not on this machine.' }],
  ['sandbox: "off"', 'node', { by: 'none', why: 'Your policy turns the sandbox off.' }],
  ['sandbox: require', 'codex', { by: 'own', why: expect.stringContaining('own sandbox') }],
])('with %s %s starts and says which walls it has', (policy, name, report) => {
  expect(enter(policy, { argv: [name] })).toMatchObject({
    ok: true,
    value: { report, program: { file: '/usr/bin/x' } },
  })
})

test('where a sandbox is required and can not start, nothing starts', () => {
  const refused = [
    enter('sandbox: require'),
    enter('sandbox: require', { argv: ['codex'], access: 'full' }),
  ]
  expect(refused).toMatchObject([
    { failure: { code: 'DENIED', message: expect.stringContaining('Not on this machine.') } },
    { failure: { code: 'DENIED' } },
  ])
})

test('the program is wrapped where there is a sandbox', () => {
  const entered = enter('sandbox: auto', {}, { by: 'bwrap', program: '/usr/bin/bwrap' })
  expect(entered).toMatchObject({
    value: {
      report: { by: 'bwrap' },
      program: { file: '/usr/bin/bwrap', environment: { TMPDIR: '/tmp' } },
    },
  })
})

test.runIf(process.platform === 'linux')(
  'the sandbox is found also where the programs lie in a folder that is empty inside',
  () => {
    const program = join(temporaryFolder(), 'true')
    copyFileSync('/usr/bin/true', program)
    expect(probeSandbox('linux', process.env['PATH'] ?? '', program)).toMatchObject({ by: 'bwrap' })
  },
)

test.runIf(process.platform === 'linux')(
  "what is shown of the folders that are emptied is the programs, ThreadOS' own folder among them",
  () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'home/x': '', 'data/x': '', 'repo/x': '', 'tools/tool': '' })
    const plan = planSandbox({
      root: join(folder, 'repo'),
      cwd: join(folder, 'repo'),
      program: join(folder, 'tools/tool'),
      name: 'tool',
      home: dirname(installFolder()),
      dataFolder: join(folder, 'data'),
      environment: { PATH: join(folder, 'tools') },
      policy: { sandbox_network: 'deny' },
    })
    expect(plan.readable).toEqual(
      expect.arrayContaining([join(folder, 'tools'), realpathSync(installFolder())]),
    )
  },
)
