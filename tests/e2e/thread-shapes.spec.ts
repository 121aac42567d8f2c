import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'
import { attemptOf } from '../support/web-sequences.ts'

const SEQUENCE = `version: '1.0'
name: Shapes
steps:
  - { id: lead, name: Plan the work, type: b, model: claude-code, orchestrator: true, lane: build, status: DONE }
  - { id: part-1, name: First part, type: base, model: codex, parent: lead, depends_on: [lead], status: DONE }
  - { id: part-2, name: Second part, type: base, model: codex, parent: lead, depends_on: [lead], status: READY }
  - { id: try-1, name: One way, type: p, model: codex, lane: build, group_id: ways, depends_on: [lead], status: DONE }
  - { id: try-2, name: Another way, type: p, model: gemini, lane: build, group_id: ways, depends_on: [lead], status: FAILED }
  - id: fuse
    name: Take the best
    type: f
    model: claude-code
    lane: build
    fusion_candidates: [try-1, try-2]
    fusion_synth: true
    depends_on: [try-1, try-2]
    after: [part-1]
    status: BLOCKED
  - { id: soak, name: Soak test over night, type: l, model: shell, command: [node, soak.js], lane: check, depends_on: [lead], status: RUNNING }
  - { id: dog, name: Watch the soak test, type: base, model: claude-code, watchdog_for: soak, status: READY }
`

test('threads have their shapes, groups fold, and a double click leads to the prompt', async ({
  page,
  site,
  folder,
}) => {
  const beat = new Date(Date.now() - 90_000).toISOString()
  const attempt = attemptOf('soak', { startTime: beat, heartbeat: beat })
  const repo = gitRepo(folder, 'project', {
    '.threados/sequence.yaml': SEQUENCE,
    [`.threados/runs/${attempt.runId}/soak/status.json`]: JSON.stringify(attempt),
  })
  await openFolder(page, site.url, repo)
  const node = (id: string) => page.locator(`[data-node="${id}"]`)
  await expect(node('lead')).toBeVisible()
  await expect(page.locator('.lane-inner')).toHaveText(['by lead', 'watches soak'])
  await expect(node('soak').locator('.card-beat')).toHaveText(/beat \d+ min \d+ s ago/)
  await expect(node('fuse').locator('.card-fusion')).toHaveText('2')
  await expectAccessible(page)
  await takePictures(page, 'shapes')

  await page.locator('.group').hover({ position: { x: 40, y: 12 } })
  await page.getByRole('button', { name: 'Fold group ways' }).click()
  await expect(node('try-1')).toHaveCount(0)
  await expect(node('group:ways')).toContainText('1 failed')
  await expectAccessible(page)
  await takePictures(page, 'folded')
  await node('lead').locator('.node-main').click()
  await page.keyboard.press('Escape')
  await node('group:ways').locator('.node-main').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Unfold group ways' }).click()
  await expect(node('try-1')).toBeVisible()

  await node('fuse').locator('.node-main').dblclick()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('tab', { name: 'Prompt' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(inspector.locator('.cm-content')).toBeVisible()
})
